//! Packs read back, damaged packs refused, claims found on the days they hold.

use model::address::Address;
use model::category::Category;
use model::chain::Network;
use model::claim::{Actor, Claim, ClaimSubject, Confidence, Pack, PackHead, Validity, WholeList};
use model::hash::{Digest, Txid};
use model::time::Time;
use proptest::prelude::*;

use super::pack::{PackError, PackFile, decode};
use super::standing::Standing::{self, CannotTell, Ended, Holds};
use super::write::encode;
use super::{AsOf, Labels};

const POOL: &str = "0x12D66f87A04A9E220743712cE6d9bB1B5616B8Fc";

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap().0
}

/// A claim in one line: `subject label category dates`, dates as `from/seen/to`, and the list after
/// `@` where it is an entry of one.
pub fn claim(line: &str) -> Claim {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [subject, label, category, rest] = fields[..] else { panic!("four fields: {line}") };
    let (dates, list) = rest.split_once('@').map_or((rest, None), |(d, l)| (d, Some(l)));
    let day = |at: usize| dates.split('/').nth(at).and_then(|day| day.parse().ok());
    let (address, networks) = Address::parse(subject).unwrap();
    let is_story = networks == [Network::Story];
    Claim {
        subject: ClaimSubject::Address(address),
        network: if is_story { Claim::STORY } else { "BTC" }.into(),
        label: label.into(),
        categories: category.split('+').filter_map(Category::parse).collect(),
        actor: label.split_once('=').map(|(_, actor)| actor.to_owned()),
        list: list.map(str::to_owned),
        source: "https://example.org".into(),
        confidence: Confidence { id: "forensic".into(), level: 50 },
        validity: Validity { from: day(0), seen: day(1), to: day(2) },
        is_cluster_definer: false,
        context: None,
    }
}

/// A pack named by one word, imported on a day.
pub fn pack(name: &str, imported: &str, lines: &[&str]) -> Pack {
    let head = PackHead {
        digest: Digest::of(name.as_bytes()),
        title: name.into(),
        creator: "tests".into(),
        format: "csv".into(),
        file: format!("{name}.csv"),
        imported_at: imported.parse().unwrap(),
        whole_list: None,
    };
    Pack { head, claims: lines.iter().map(|line| claim(line)).collect(), actors: Vec::new() }
}

/// Makes a pack a copy of the whole list, made on a day.
pub fn whole(mut pack: Pack, list: &str, day: &str) -> Pack {
    let day = day.parse().unwrap();
    pack.head.whole_list = Some(WholeList { list: list.into(), from: day, to: day });
    pack
}

pub fn on(day: &str) -> AsOf {
    AsOf { as_of: day.parse().unwrap(), known_at: None }
}

/// What is known of the pool's claims on each day, in the order of their packs.
fn check_pool(packs: &[Pack], expected: &[(&str, &[Standing])]) {
    let labels = Labels::new(packs.to_vec());
    for (day, standings) in expected {
        let stated = labels.about(&address(POOL), Network::Main, &on(day));
        let found: Vec<Standing> = stated.iter().map(|stated| stated.standing).collect();
        assert_eq!(found, *standings, "on {day}");
    }
}

#[test]
fn a_removal_in_one_file_ends_the_listing_in_another() {
    let timeline = pack(
        "timeline",
        "2026-09-01",
        &[&format!("{POOL} tornado sanction -/2024-09-26/2025-03-22@us-ofac-sdn")],
    );
    let copy = pack(
        "copy",
        "2026-09-01",
        &[&format!("{POOL} tornado sanction -/2024-09-27/-@us-ofac-sdn")],
    );
    let days: &[(&str, &[Standing])] = &[
        ("2023-01-01", &[CannotTell, CannotTell]),
        ("2025-03-01", &[Holds, Holds]),
        ("2025-04-01", &[Ended, Ended]),
    ];
    check_pool(&[timeline.clone(), copy.clone()], days);
    check_pool(&[copy, timeline], days);
}

#[test]
fn another_list_goes_its_own_way() {
    let lines = [
        format!("{POOL} tornado sanction -/2024-09-26/2025-03-22@us-ofac-sdn"),
        format!("{POOL} tornado sanction 2023-01-01/-/-@xx-other"),
        format!("{POOL} tornado mixing_service -/2022-08-10/-"),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    check_pool(&[pack("p", "2026-09-01", &lines)], &[("2025-04-01", &[Ended, Holds, Holds])]);
}

#[test]
fn what_was_not_yet_imported_was_not_known() {
    let early = pack("early", "2024-01-01", &[&format!("{POOL} a mixing_service -/2022-08-10/-")]);
    let late =
        pack("late", "2026-01-01", &[&format!("{POOL} b sanction 2022-08-08/-/-@us-ofac-sdn")]);
    let labels = Labels::new(vec![early, late]);
    let count = |known_at: Option<&str>| {
        let known_at = known_at.map(|day| day.parse::<Time>().unwrap());
        let as_of = AsOf { as_of: "2024-06-01".parse().unwrap(), known_at };
        labels.about(&address(POOL), Network::Main, &as_of).len()
    };
    assert_eq!((count(Some("2023-01-01")), count(Some("2025-01-01")), count(None)), (0, 1, 2));
}

#[test]
fn importing_again_changes_nothing() {
    let line = format!("{POOL} a mixing_service -/2022-08-10/-");
    let once = Labels::new(vec![pack("p", "2024-01-01", &[&line])]);
    let twice =
        Labels::new(vec![pack("p", "2025-01-01", &[&line]), pack("p", "2024-01-01", &[&line])]);
    assert_eq!((twice.claims_len(), twice.digest()), (1, once.digest()));
    assert!(once.has(&Digest::of(b"p")) && !once.has(&Digest::of(b"q")));
}

#[test]
fn the_digest_depends_on_the_packs_and_not_on_their_order() {
    let a = pack("a", "2024-01-01", &[]);
    let b = pack("b", "2024-01-01", &[]);
    let both = Labels::new(vec![a.clone(), b.clone()]).digest();
    assert_eq!(both, Labels::new(vec![b, a.clone()]).digest());
    assert_ne!(both, Labels::new(vec![a]).digest());
    assert_ne!(both, Labels::default().digest());
}

#[test]
fn an_address_kept_as_text_is_found_under_any_ticker() {
    let mut monero = pack("p", "2024-01-01", &[&format!("{POOL} a sanction -/2022-08-10/-")]);
    let text = "LNf2JDiuunBz7GMDKFYHN4rq5meXWxiwfb";
    monero.claims[0].subject =
        ClaimSubject::Address(Address::Other { ticker: "DASH".into(), text: text.into() });
    let labels = Labels::new(vec![monero.clone()]);
    let found = labels.about(&address(text), Network::Main, &on("2024-01-01"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].claim, monero.claims[0], "its own ticker is kept");
}

#[test]
fn the_actor_imported_last_is_the_one() {
    let of = |name: &str, day: &str| {
        let mut pack = pack(name, day, &[]);
        pack.actors.push(Actor {
            id: "binance".into(),
            label: name.into(),
            uri: String::new(),
            categories: vec![Category::parse("exchange").unwrap()],
            jurisdictions: vec!["MT".into()],
            aliases: Vec::new(),
        });
        pack
    };
    let labels = Labels::new(vec![of("new", "2025-01-01"), of("old", "2024-01-01")]);
    assert_eq!(labels.actor("binance").unwrap().label, "new");
    assert_eq!(labels.actor("nobody"), None);
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z]{1,3}", "\\PC{0,8}"]
}

fn any_day() -> impl Strategy<Value = Option<model::time::Day>> {
    prop::option::of((0_i64..4_000_000).prop_map(|days| Time::from_seconds(days * 86_400).day()))
}

fn any_subject() -> impl Strategy<Value = ClaimSubject> {
    let bytes20 = prop::collection::vec(0_u8..3, 20);
    prop_oneof![
        bytes20.clone().prop_map(|bytes| {
            let address = model::address::BitcoinAddress::new(model::script::Lock::P2pkh, &bytes);
            ClaimSubject::Address(Address::Bitcoin(address.unwrap()))
        }),
        bytes20
            .prop_map(|bytes| { ClaimSubject::Address(Address::Evm(bytes.try_into().unwrap())) }),
        (any_text(), any_text())
            .prop_map(|(ticker, text)| ClaimSubject::Address(Address::Other { ticker, text })),
        prop::array::uniform32(0_u8..2).prop_map(|bytes| ClaimSubject::Tx(Txid(bytes))),
    ]
}

fn any_claim() -> impl Strategy<Value = Claim> {
    let all: Vec<Category> = Category::all().collect();
    let texts = (any_text(), any_text(), any_text(), any_text());
    let optional =
        (prop::option::of(any_text()), prop::option::of(any_text()), prop::option::of(any_text()));
    let rest = (
        prop::collection::vec(prop::sample::select(all), 0..3),
        (any_day(), any_day(), any_day()),
        any::<u8>(),
        any::<bool>(),
    );
    (any_subject(), texts, optional, rest).prop_map(
        |(subject, (network, label, source, id), (actor, list, context), rest)| {
            let (categories, (from, seen, to), level, is_cluster_definer) = rest;
            Claim {
                subject,
                network,
                label,
                categories,
                actor,
                list,
                source,
                confidence: Confidence { id, level },
                validity: Validity { from, seen, to },
                is_cluster_definer,
                context,
            }
        },
    )
}

fn any_pack() -> impl Strategy<Value = Pack> {
    let whole_list = (any_text(), any_day(), any_day())
        .prop_map(|(list, from, to)| Some(WholeList { list, from: from?, to: to? }));
    (prop::collection::vec(any_claim(), 0..20), whole_list).prop_map(|(claims, whole_list)| {
        let mut pack = pack("p", "2024-01-01", &[]);
        pack.claims = claims;
        pack.head.whole_list = whole_list;
        pack
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_pack_reads_back_ordered_by_subject(pack in any_pack()) {
        let bytes = encode(&pack).unwrap();
        prop_assert_eq!(&bytes, &encode(&pack).unwrap());
        let read = decode(&bytes).unwrap();
        let mut expected = pack.clone();
        expected.claims.sort_by_key(super::key::SubjectKey::of);
        prop_assert_eq!(&read, &expected);
        // What was read back writes the same claims again.
        prop_assert_eq!(decode(&encode(&read).unwrap()).unwrap(), read);
    }

    /// Behind a right checksum, too: a made-up pack is an error or a pack, never a panic.
    #[test]
    fn a_changed_pack_is_refused_or_read_but_never_a_panic(
        pack in any_pack(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = encode(&pack).unwrap();
        prop_assert!(decode(&bytes[..cut.index(bytes.len())]).is_err());
        let body = bytes.len() - 32;
        for (at, value) in changes {
            bytes[at.index(body)] = value;
        }
        let sum = Digest::of(&bytes[..body]);
        bytes[body..].copy_from_slice(&sum.0);
        if let Ok(read) = decode(&bytes) {
            let labels = Labels::new(vec![read.clone()]);
            for claim in &read.claims {
                let key = super::key::SubjectKey::of(claim);
                prop_assert!(!labels.about_key(&key, &on("2024-01-01")).is_empty());
            }
        }
    }
}

#[test]
fn a_damaged_pack_says_what_is_wrong() {
    let bytes = encode(&pack("p", "2024-01-01", &[&format!("{POOL} a user -/-/-")])).unwrap();
    let open = |bytes: &[u8]| PackFile::open(bytes.into()).map(|_| ());
    assert_eq!(open(&bytes), Ok(()));
    assert_eq!(open(b""), Err(PackError::Magic));
    assert_eq!(open(b"something else entirely"), Err(PackError::Magic));
    let mut flipped = bytes.clone();
    flipped[40] ^= 1;
    assert_eq!(open(&flipped), Err(PackError::Checksum));
    let mut newer = bytes;
    newer[8] = 3;
    assert_eq!(open(&newer), Err(PackError::Version { found: 3 }));
    newer[8] = 1;
    assert_eq!(open(&newer), Err(PackError::Older { found: 1 }));
    assert!(PackError::Older { found: 1 }.to_string().ends_with("import its file again"));
}

/// As many claims as all public TagPacks hold. Run with `--release --ignored --nocapture`.
#[test]
#[ignore = "a measurement, not a check"]
fn half_a_million_claims_open_quickly() {
    let mut big = pack("big", "2024-01-01", &[]);
    let template = claim(&format!("{POOL} binance=binance exchange -/2022-08-10/-"));
    big.claims = (0..524_000_u32)
        .map(|number| {
            let mut payload = [7; 20];
            payload[..4].copy_from_slice(&number.wrapping_mul(2_654_435_761).to_be_bytes());
            let address =
                model::address::BitcoinAddress::new(model::script::Lock::P2pkh, &payload).unwrap();
            Claim { subject: ClaimSubject::Address(Address::Bitcoin(address)), ..template.clone() }
        })
        .collect();
    let bytes = encode(&big).unwrap();
    let start = std::time::Instant::now();
    let file = PackFile::open(bytes.clone().into()).unwrap();
    let opened = start.elapsed();
    let labels = Labels::load(vec![file]);
    println!("{} bytes; opened {opened:?}; indexed {:?}", bytes.len(), start.elapsed());
    let start = std::time::Instant::now();
    let found = big
        .claims
        .iter()
        .map(super::key::SubjectKey::of)
        .filter(|key| !labels.about_key(key, &on("2024-01-01")).is_empty())
        .count();
    println!("{found} look-ups in {:?}", start.elapsed());
}
