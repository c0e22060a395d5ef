//! Who holds what, on little chains: claims through keys and clusters, and where they are in doubt.

use std::sync::Arc;

use expect_test::{Expect, expect};
use graph::Graph;
use model::address::{Address, BitcoinAddress};
use model::claim::{Claim, ClaimSubject};
use model::parse::Subject;
use scenario::{Played, play};

use super::known::{Attribution, Doubt, Reach};
use super::{Atlas, Ledger};
use crate::cluster::Clusters;
use crate::label::Labels;
use crate::label::tests::{claim, on, pack, whole};
use crate::listing::{Ground, ScreenQuery, screen, screen_many};

/// Alice spends from three addresses at once; `bob` stands alone.
const CHAIN: &str = "
    block
      a: coinbase -> alice 10, alice/1 5, alice/2 3, bob 7
    block
      pay: a + a:1 + a:2 -> shop 17";

/// A scenario with claims: `holder label category dates` a line, all of one pack.
fn world(chain: &str, claims: &str) -> (Played, Atlas) {
    let played = play(chain).unwrap();
    let graph = Graph::in_memory(played.ledger, &played.batches().unwrap()).unwrap();
    let mut labels = pack("labels", "2026-01-01", &[]);
    for line in claims.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (holder, rest) = line.split_once(' ').unwrap();
        // The subject is put in afterwards: a name is no address.
        let mut claim = claim(&format!("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa {rest}"));
        claim.subject = ClaimSubject::Address(Address::Bitcoin(named(&played, holder)));
        claim.network = Claim::STORY.into();
        labels.claims.push(claim);
    }
    let labels = whole(labels, "us-ofac-sdn", "2022-01-01");
    let clusters = Arc::new(Clusters::of(&graph));
    let ledger = Ledger { graph, clusters };
    let labels = Arc::new(Labels::new(vec![labels]));
    let atlas = Atlas::new(vec![ledger], labels, on("2026-06-01"));
    (played, atlas)
}

/// A holder of the scenario, or (`bob~p2sh`) another form of its key that is in no block.
fn named(played: &Played, holder: &str) -> BitcoinAddress {
    let (holder, form) = holder.split_once('~').unwrap_or((holder, ""));
    let address = played.names.address(holder).unwrap();
    let forms = address.same_key();
    forms.into_iter().find(|other| other.lock().name() == form).unwrap_or(address)
}

fn say(played: &Played, attribution: &Attribution) -> String {
    let name = |address| played.names.address_name(address).unwrap_or("?").to_owned();
    let reach = match &attribution.reach {
        Reach::Direct => "direct".to_owned(),
        Reach::SameKey { via: Address::Bitcoin(via) } => format!("same key, {}", via.lock().name()),
        Reach::SameKey { via } => format!("same key, {}", via.chain()),
        Reach::Cluster { via, members, .. } => format!("cluster, {} of {members}", name(via)),
    };
    let doubt = match &attribution.doubt {
        None => String::new(),
        Some(Doubt::Conflict { services }) => format!(", conflict: {}", services.join(" ")),
        Some(Doubt::Customer { service }) => format!(", customer of {service}?"),
    };
    let standing = attribution.standing.name();
    format!("{}: {standing}, {reach}{doubt}", attribution.claim.label)
}

/// What the holder is, then every attribution, strongest first.
fn check(claims: &str, holder: &str, expected: Expect) {
    check_on(CHAIN, claims, holder, expected);
}

fn check_on(chain: &str, claims: &str, holder: &str, expected: Expect) {
    let (played, atlas) = world(chain, claims);
    let ledger = &atlas.ledgers[0];
    let id = ledger.graph.find_address(&played.names.address(holder).unwrap()).unwrap();
    let found = atlas.holder(ledger, id);
    let (role, said) = found.role();
    let said = said.map(|said| format!(" by {}", said.claim.label)).unwrap_or_default();
    let mut lines = vec![format!("{role:?}{said}, cluster of {}", found.size)];
    lines.extend(found.attributions.iter().map(|attribution| say(&played, attribution)));
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn a_claim_names_its_own_address_and_reaches_its_cluster() {
    let claims = "alice/1 binance=binance exchange -/2022-01-01/-";
    check(
        claims,
        "alice/1",
        expect![[r#"
        Service by binance=binance, cluster of 3
        binance=binance: holds, direct"#]],
    );
    check(
        claims,
        "alice",
        expect![[r#"
        Service by binance=binance, cluster of 3
        binance=binance: holds, cluster, alice/1 of 1"#]],
    );
    check(claims, "bob", expect!["Unknown, cluster of 1"]);
}

#[test]
fn what_many_members_are_said_to_be_is_said_once() {
    let claims = "alice/1 binance=binance exchange -/2022-01-01/-
                  alice/2 binance=binance exchange -/2022-01-01/-";
    check(
        claims,
        "alice",
        expect![[r#"
        Service by binance=binance, cluster of 3
        binance=binance: holds, cluster, alice/1 of 2"#]],
    );
}

#[test]
fn two_services_in_one_cluster_are_a_conflict_and_neither_is_asserted() {
    let claims = "alice/1 binance=binance exchange -/2022-01-01/-
                  alice/2 huobi=huobi exchange -/2022-01-01/-";
    check(
        claims,
        "alice",
        expect![[r#"
        Unknown, cluster of 3
        binance=binance: holds, cluster, alice/1 of 1, conflict: binance huobi
        huobi=huobi: holds, cluster, alice/2 of 1, conflict: binance huobi"#]],
    );
    // What names the address itself stands, whatever its cluster.
    check(
        claims,
        "alice/1",
        expect![[r#"
        Service by binance=binance, cluster of 3
        binance=binance: holds, direct
        huobi=huobi: holds, cluster, alice/2 of 1, conflict: binance huobi"#]],
    );
}

#[test]
fn a_customer_of_a_service_does_not_blame_the_others() {
    let claims = "alice/1 binance=binance exchange -/2022-01-01/-
                  alice/2 thief sanction 2020-01-01/-/-@us-ofac-sdn";
    check(
        claims,
        "alice",
        expect![[r#"
        Service by binance=binance, cluster of 3
        binance=binance: holds, cluster, alice/1 of 1
        thief: holds, cluster, alice/2 of 1, customer of binance?"#]],
    );
    check(
        claims,
        "alice/2",
        expect![[r#"
        Service by binance=binance, cluster of 3
        thief: holds, direct
        binance=binance: holds, cluster, alice/1 of 1"#]],
    );
}

#[test]
fn a_listed_service_is_listed_with_all_its_addresses() {
    let claims = "alice/1 garantex=garantex exchange -/2022-01-01/-
                  alice/1 entry sanction 2022-04-05/-/-@us-ofac-sdn";
    check(
        claims,
        "alice",
        expect![[r#"
        Service by garantex=garantex, cluster of 3
        entry: holds, cluster, alice/1 of 1
        garantex=garantex: holds, cluster, alice/1 of 1"#]],
    );
}

#[test]
fn the_form_of_a_payment_says_nothing_about_the_payers_other_addresses() {
    check("alice/1 wasabi coinjoin -/2022-01-01/-", "alice", expect!["Unknown, cluster of 3"]);
    check(
        "alice/1 wasabi coinjoin -/2022-01-01/-",
        "alice/1",
        expect![[r#"
        Mixer by wasabi, cluster of 3
        wasabi: holds, direct"#]],
    );
}

#[test]
fn a_custodians_wallet_reaches_its_cluster_and_a_cold_one_does_not() {
    check(
        "alice/1 hot=kraken hot_wallet -/2022-01-01/-",
        "alice",
        expect![[r#"
        Service by hot=kraken, cluster of 3
        hot=kraken: holds, cluster, alice/1 of 1"#]],
    );
    check(
        "alice/1 cold=kraken cold_wallet -/2022-01-01/-",
        "alice",
        expect!["Unknown, cluster of 3"],
    );
}

#[test]
fn abuse_beside_a_services_name_makes_no_service() {
    check(
        "bob bitfinex=bitfinex exchange+service_hack -/2022-01-01/-",
        "bob",
        expect![[r#"
        Unknown, cluster of 1
        bitfinex=bitfinex: holds, direct"#]],
    );
}

#[test]
fn another_form_of_the_key_is_the_same_holder() {
    let chain = "
        block
          a: coinbase -> satoshi@p2pk 50, bob 1";
    let claims = "satoshi@p2pk~p2pkh satoshi user -/2009-01-09/-
                  bob~p2sh bob user -/2022-01-01/-";
    check_on(
        chain,
        claims,
        "satoshi@p2pk",
        expect![[r#"
        Unknown, cluster of 1
        satoshi: holds, same key, p2pkh"#]],
    );
    check_on(
        chain,
        claims,
        "bob",
        expect![[r#"
        Unknown, cluster of 1
        bob: holds, same key, p2sh"#]],
    );
}

#[test]
fn the_cluster_of_another_form_of_the_key_is_reached() {
    let chain = "
        block
          a: coinbase -> satoshi@p2pk 50, satoshi/1 50, shop 1
        block
          b: a + a:1 -> shop 100";
    let (played, atlas) = world(chain, "satoshi/1 satoshi user -/2009-01-09/-");
    let pasted = named(&played, "satoshi@p2pk~p2pkh");
    let found = atlas.known(&Address::Bitcoin(pasted), None);
    let said: Vec<String> = found.iter().map(|found| say(&played, found)).collect();
    assert_eq!(said, ["satoshi: holds, cluster, satoshi/1 of 1"]);
}

#[test]
fn a_service_that_may_have_begun_is_one_in_doubt() {
    check(
        "bob new exchange -/2026-12-01/-
         bob entry sanction 2022-04-05/-/-@us-ofac-sdn",
        "bob",
        expect![[r#"
        Service by new, cluster of 1
        entry: holds, direct
        new: cannot tell, direct"#]],
    );
}

#[test]
fn a_claim_that_ended_or_has_not_begun_makes_no_role() {
    let claims = "bob old exchange 2020-01-01/-/2021-01-01
                  bob next exchange 2027-01-01/-/-";
    check(
        claims,
        "bob",
        expect![[r#"
        Unknown, cluster of 1
        old: ended, direct
        next: not yet, direct"#]],
    );
}

/// Every address of a chain, one of no chain, and a transaction, asked together and one by one.
#[test]
fn many_subjects_are_screened_as_each_is_alone() {
    let claims = "alice/1 binance=binance exchange -/2022-01-01/-
                  bob thief=thief hack -/2022-01-01/-
                  shop~p2sh huobi=huobi exchange -/2022-01-01/-";
    let (played, atlas) = world(CHAIN, claims);
    let atlas = atlas.at(on("2026-01-01"));
    let texts = ["alice", "alice/2", "bob", "shop", "shop~p2sh"]
        .map(|holder| named(&played, holder).display(played.network()).to_string())
        .into_iter()
        .chain(["0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b".into(), "ab".repeat(32), "7".into()]);
    let subjects: Vec<Subject> = texts.map(|text| model::parse::parse(&text).unwrap()).collect();
    let query = ScreenQuery::default();
    let together = screen_many(&atlas, &subjects.iter().collect::<Vec<_>>(), &query);
    let alone: Vec<_> = subjects.iter().map(|subject| screen(&atlas, subject, &query)).collect();
    assert_eq!(together, alone);
    let said = together.iter().flatten().filter(|found| !found.matches.is_empty()).count();
    assert!(said >= 5, "{said}");
}

/// The verdict, then what counts and what is information.
fn check_screen(claims: &str, holder: &str, day: &str, expected: Expect) {
    let (played, atlas) = world(CHAIN, claims);
    let address = Address::Bitcoin(played.names.address(holder).unwrap());
    let subject = Subject::Address { address, networks: vec![played.network()] };
    let found = screen(&atlas.at(on(day)), &subject, &ScreenQuery::default()).unwrap();
    let mut lines = vec![format!("{:?}", found.verdict)];
    lines.extend(found.matches.iter().map(|found| {
        let ground = match &found.ground {
            Ground::List(list) => list.clone(),
            Ground::Category(category) => category.to_string(),
            Ground::Information => "information".into(),
        };
        format!("{ground}: {}", say(&played, &found.attribution))
    }));
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn a_listing_is_found_on_its_days_and_unknown_before_it_was_seen() {
    let claims = "bob entry sanction -/2024-09-26/2025-03-22@us-ofac-sdn";
    check_screen(
        claims,
        "bob",
        "2025-03-01",
        expect![[r#"
        Found
        us-ofac-sdn: entry: holds, direct"#]],
    );
    check_screen(
        claims,
        "bob",
        "2025-04-01",
        expect![[r#"
        Clear
        us-ofac-sdn: entry: ended, direct"#]],
    );
    check_screen(
        claims,
        "bob",
        "2023-01-01",
        expect![[r#"
        CannotTell
        us-ofac-sdn: entry: cannot tell, direct"#]],
    );
    check_screen(claims, "shop", "2025-03-01", expect!["Clear"]);
}

#[test]
fn a_cluster_member_is_found_through_its_cluster() {
    let claims = "alice/1 wannacry ransomware 2017-05-12/-/-";
    check_screen(
        claims,
        "alice",
        "2026-01-01",
        expect![[r#"
        Found
        ransomware: wannacry: holds, cluster, alice/1 of 1"#]],
    );
}

#[test]
fn what_may_be_about_a_stranger_cannot_be_told() {
    let claims = "alice/1 binance=binance exchange -/2022-01-01/-
                  alice/2 thief sanction 2020-01-01/-/-@us-ofac-sdn";
    check_screen(
        claims,
        "alice",
        "2026-01-01",
        expect![[r#"
        CannotTell
        us-ofac-sdn: thief: holds, cluster, alice/2 of 1, customer of binance?
        information: binance=binance: holds, cluster, alice/1 of 1"#]],
    );
}

#[test]
fn a_mixer_or_a_user_alone_is_information() {
    let claims = "bob tornado mixing_service -/2022-01-01/-
                  bob somebody user -/2022-01-01/-
                  bob mail sextortion -/2022-01-01/-
                  shop entry sanction -/2022-01-01/-@us-ofac-sdn";
    check_screen(
        claims,
        "bob",
        "2026-01-01",
        expect![[r#"
        Clear
        information: tornado: holds, direct
        information: somebody: holds, direct
        information: mail: holds, direct"#]],
    );
}

#[test]
fn without_any_list_nothing_is_clear() {
    check_screen("bob somebody user -/2022-01-01/-", "shop", "2026-01-01", expect!["CannotTell"]);
    check_screen("", "shop", "2026-01-01", expect!["CannotTell"]);
}

/// The verdict on an address nobody speaks of, and why it is not clear.
fn check_stranger(labels: model::claim::Pack, day: &str, expected: Expect) {
    let atlas = Atlas::new(Vec::new(), Arc::new(Labels::new(vec![labels])), on(day));
    let subject = model::parse::parse("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").unwrap();
    let found = screen(&atlas, &subject, &ScreenQuery::default()).unwrap();
    let why: Vec<String> = found.unsure.iter().map(ToString::to_string).collect();
    expected.assert_eq(&format!("{:?} {}", found.verdict, why.join("; ")));
}

#[test]
fn some_entries_of_a_list_are_not_the_list() {
    let line = "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S entry sanction -/2024-09-27/-@us-ofac-sdn";
    let some = pack("some", "2026-01-01", &[line]);
    check_stranger(
        some.clone(),
        "2026-01-01",
        expect![
            "CannotTell no list here is whole: who is not among these entries may be on it all the same"
        ],
    );
    let all = whole(some, "us-ofac-sdn", "2024-09-27");
    check_stranger(all.clone(), "2026-01-01", expect!["Clear "]);
    check_stranger(all.clone(), "2024-09-27", expect!["Clear "]);
    check_stranger(
        all,
        "2024-09-26",
        expect![
            "CannotTell no whole list is of before 2024-09-27: who was on one on 2024-09-26 is not known"
        ],
    );
}

#[test]
fn a_transaction_is_screened_for_its_holders_and_an_unknown_one_is_not_clear() {
    let (played, atlas) = world(CHAIN, "alice/1 entry sanction 2022-01-01/-/-@us-ofac-sdn");
    let check = |txid, expected: Expect| {
        let subject = model::parse::parse(&format!("{txid}")).unwrap();
        let found = screen(&atlas, &subject, &ScreenQuery::default()).unwrap();
        let mut lines = vec![format!("{:?}", found.verdict)];
        lines.extend(found.unsure.iter().map(ToString::to_string));
        lines.extend(
            found
                .matches
                .iter()
                .map(|found| format!("{:?} {}", found.leg, say(&played, &found.attribution))),
        );
        expected.assert_eq(&lines.join("\n"));
    };
    check(
        played.names.outpoint("pay:0").unwrap().txid,
        expect![[r#"
        Found
        Some(Input(0)) entry: holds, cluster, alice/1 of 1
        Some(Input(1)) entry: holds, direct
        Some(Input(2)) entry: holds, cluster, alice/1 of 1"#]],
    );
    check(
        played.names.outpoint("a:0").unwrap().txid,
        expect![[r#"
        Found
        Some(Output(0)) entry: holds, cluster, alice/1 of 1
        Some(Output(1)) entry: holds, direct
        Some(Output(2)) entry: holds, cluster, alice/1 of 1"#]],
    );
    check(
        model::hash::Txid([7; 32]),
        expect![[r#"
        CannotTell
        0707070707070707070707070707070707070707070707070707070707070707 is in no ledger here: its senders and receivers are not known"#]],
    );
    let (played_clean, clean) = world(CHAIN, "bob entry sanction 2022-01-01/-/-@us-ofac-sdn");
    let txid = played_clean.names.outpoint("pay:0").unwrap().txid;
    let subject = model::parse::parse(&txid.to_string()).unwrap();
    let found = screen(&clean, &subject, &ScreenQuery::default()).unwrap();
    assert_eq!(found.verdict, crate::listing::Verdict::Clear);
}

#[test]
fn what_counts_can_be_chosen() {
    let (played, atlas) = world(
        CHAIN,
        "bob tornado mixing_service -/2022-01-01/-
        bob entry sanction 2022-01-01/-/-@us-ofac-sdn",
    );
    let address = Address::Bitcoin(played.names.address("bob").unwrap());
    let subject = Subject::Address { address, networks: vec![played.network()] };
    let grounds = |ids: &[&str]| {
        let categories = ids.iter().map(|id| id.parse().unwrap()).collect();
        let query = ScreenQuery { categories: Some(categories) };
        let found = screen(&atlas, &subject, &query).unwrap();
        let grounds = found.matches.into_iter().map(|found| format!("{:?}", found.ground));
        grounds.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(grounds(&["mixing_service"]), "Category(mixing_service), Information");
    assert_eq!(grounds(&["abuse"]), "List(\"us-ofac-sdn\"), Information");
    assert_eq!(grounds(&["service"]), "Category(mixing_service), Information");
}

#[test]
fn an_address_of_another_network_is_not_looked_for_in_this_ledger() {
    let (played, atlas) = world(CHAIN, "alice/1 wannacry ransomware 2017-05-12/-/-");
    let address = Address::Bitcoin(played.names.address("alice").unwrap());
    let networks = [model::chain::Network::Test];
    assert_eq!(atlas.known(&address, Some(&networks)), []);
    assert_eq!(atlas.known(&address, None).len(), 1);
}

#[test]
fn an_output_is_screened_for_its_holder_and_a_block_for_nothing() {
    let (played, atlas) = world(CHAIN, "bob entry sanction 2022-01-01/-/-@us-ofac-sdn");
    let out_point = played.names.outpoint("a:3").unwrap();
    let verdict = |subject: &Subject| {
        let found = screen(&atlas, subject, &ScreenQuery::default());
        found.map(|found| format!("{:?}", found.verdict)).unwrap_or_else(|error| error.to_string())
    };
    assert_eq!(verdict(&Subject::OutPoint(out_point)), "Found");
    let missing = model::hash::OutPoint { vout: 9, ..out_point };
    assert!(verdict(&Subject::OutPoint(missing)).contains("is in no ledger here"));
    assert!(verdict(&Subject::Height(1)).contains("a block has no holder"));
}
