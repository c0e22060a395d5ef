//! Doing without a rule, a join or a label: what falls away, what is refused, and that nothing is lost.

use api::ask::bounds::Bounds;
use api::ask::cards::CardsQuestion;
use api::ask::cluster::ClusterQuestion;
use api::ask::counterparties::{CounterpartiesQuestion, Side};
use api::ask::look::LookQuestion;
use api::ask::pages::PageQuestion;
use api::ask::path::PathQuestion;
use api::ask::trace::TraceQuestion;
use api::ask::watch::patient;
use api::ask::why::WhyQuestion;
use api::card::CardSubject;
use api::common::Amount;
use api::sensitivity::{ChangeView, SensitivityView};
use api::text::json;
use api::trace::TraceView;
use model::time::Time;

use crate::world::{THEFT, World};

const SOURCE: &str = "https://example.org/claims";

/// Stolen coins go to an address that only a co-spend joins with the exchange's, and through what looks
/// like a CoinJoin.
const GUESSES: &str = "
label hot exchange Bitx
block 2026-03-01T14:02:00Z
  m: coinbase -> thief 50
block
  m2: coinbase -> hot 10, deposit 1, p 1.3, q 1.2, r 1.25
block
  sweep: m2:0 + m2:1 -> hot/1 10.9999
block
  theft: m -> deposit 20, thief/1 29.9999
block
  split: theft:1 -> s 1.4, thief/2 28.5998
block
  mix: m2:2 + m2:3 + m2:4 + split:0 -> x 1, y 1, z 1, w 1, p/1 0.299, q/1 0.199, r/1 0.249, s/1 0.3
";

fn trace(world: &World, without: &[String]) -> TraceView {
    let question = TraceQuestion {
        without: without.to_vec(),
        ..TraceQuestion::new(vec![world.txid("theft")])
    };
    asked(world, &question)
}

fn asked(world: &World, question: &TraceQuestion) -> TraceView {
    let now: Time = "2026-12-31".parse().expect("a time");
    let atlas = question.moment().atlas(&world.atlas, now).expect("an Atlas");
    question.answer(&atlas, &Bounds::OWN, &mut patient).expect("a trace").view()
}

fn weighed(world: &World, question: &TraceQuestion) -> SensitivityView {
    let now: Time = "2026-12-31".parse().expect("a time");
    let atlas = question.moment().atlas(&world.atlas, now).expect("an Atlas");
    question.sensitivity(&atlas, &Bounds::OWN, &mut patient).expect("runs")
}

fn sat(amount: &Amount) -> u64 {
    amount.amount.replace('.', "").parse().expect("a decimal number")
}

/// What stays, falls away and appears without one thing; of every run, that it adds up.
fn run(view: &SensitivityView, without: &str) -> [u64; 3] {
    for run in &view.runs {
        assert_eq!(sat(&run.stays) + sat(&run.falls_away), sat(&view.found), "{}", run.without);
        assert_eq!(sat(&run.stays) + sat(&run.appears), sat(&run.found), "{}", run.without);
        let by = |of: fn(&ChangeView) -> &Amount| run.changes.iter().map(of).map(sat).sum::<u64>();
        let (before, after) = (by(|of| &of.before), by(|of| &of.after));
        let moved = sat(&run.falls_away) + after;
        assert_eq!(moved, sat(&run.appears) + before, "{}", run.without);
        assert_eq!(run.refused, None);
    }
    let named = view.runs.iter().find(|run| run.without == without);
    let run = named.unwrap_or_else(|| panic!("no run without {without}: {view:?}"));
    [&run.stays, &run.falls_away, &run.appears].map(sat)
}

#[test]
fn what_rests_on_a_label_falls_away_without_it_and_every_satoshi_is_told() {
    let world = World::of(THEFT);
    let view = weighed(&world, &TraceQuestion::new(vec![world.txid("theft")]));
    assert_eq!(sat(&view.found), 4_999_990_000);
    let exchange = format!("label:{}:{SOURCE}", world.address("exchange/2"));
    assert_eq!(run(&view, &exchange), [1_500_090_000, 3_499_900_000, 3_499_900_000]);
    let source = run(&view, &format!("source:{SOURCE}"));
    assert!(source[1] >= 3_499_900_000, "{source:?}");
    assert_eq!((view.not_run.len(), view.runs_max), (0, 24));
}

#[test]
fn what_rests_on_a_cluster_falls_away_without_the_rule() {
    let world = World::of(GUESSES);
    let view = weighed(&world, &TraceQuestion::new(vec![world.txid("theft")]));
    let cluster = [2_999_990_000, 2_000_000_000, 2_000_000_000];
    assert_eq!(run(&view, "rule:co-spend"), cluster);
    assert_eq!(run(&view, &format!("label:{}:{SOURCE}", world.address("hot"))), cluster);
    // What was left out already is no run of its own.
    let without = vec!["rule:co-spend".to_owned()];
    let question = TraceQuestion { without, ..TraceQuestion::new(vec![world.txid("theft")]) };
    let view = weighed(&world, &question);
    assert!(view.runs.iter().all(|run| run.without != "rule:co-spend"));
    assert_eq!(view.as_of.without, ["rule:co-spend"]);
}

#[test]
fn without_a_join_its_cluster_is_another_and_says_so() {
    let world = World::of(GUESSES);
    let services =
        |view: &TraceView| view.services.iter().map(|of| of.service.clone()).collect::<Vec<_>>();
    let before = trace(&world, &[]);
    assert_eq!((services(&before), before.as_of.without.len()), (vec!["bitx".into()], 0));
    let join = format!("join:{}", world.txid("sweep"));
    let ledger = world.atlas.ledgers[0].graph.ledger();
    for text in [join, format!("join:{ledger}:{}:co-spend", world.txid("sweep"))] {
        let after = trace(&world, std::slice::from_ref(&text));
        assert_eq!((services(&after), &after.as_of.without), (vec![], &vec![text]));
        assert_eq!(after.start.net, before.start.net);
    }
    // Asked together with something else, the order does not matter, and the CSV is marked.
    let two = ["rule:joinmarket".to_owned(), "rule:co-spend".to_owned()];
    let both = trace(&world, &two);
    let turned = trace(&world, &[two[1].clone(), two[0].clone()]);
    assert_eq!(json(&both), json(&turned));
    let csv = api::sheet::trace::sheet(&both).into_text();
    assert!(
        csv.lines()
            .all(|line| line.contains("without") || line.contains("rule:co-spend rule:joinmarket"))
    );
}

#[test]
fn without_nothing_is_the_answer_as_it_was() {
    let world = World::of(THEFT);
    let question = TraceQuestion::new(vec![world.txid("theft")]);
    let plain = question.answer(&world.atlas, &Bounds::OWN, &mut patient).expect("a trace").view();
    assert_eq!(json(&trace(&world, &[])), json(&plain));
    let text = serde_json::to_string(&question).expect("texts");
    assert!(!text.contains("without"), "{text}");
}

#[test]
fn cards_paths_and_looks_do_without_it_too() {
    let world = World::of(GUESSES);
    let without = vec!["rule:co-spend".to_owned()];
    let now: Time = "2026-12-31".parse().expect("a time");
    let ledger = world.atlas.ledgers[0].graph.ledger().to_string();
    let subject = CardSubject::Address { ledger, address: world.address("deposit") };
    let cards = |without: &[String]| {
        let question = CardsQuestion {
            without: without.to_vec(),
            ..CardsQuestion::new(vec![subject.clone()])
        };
        let atlas = question.moment().atlas(&world.atlas, now).expect("an Atlas");
        question.answer(&atlas, &Bounds::SERVED, &mut patient).expect("cards").cards.remove(0)
    };
    assert_eq!((cards(&[]).name.as_deref(), cards(&[]).cluster.is_some()), (Some("bitx"), true));
    assert_eq!((cards(&without).name, cards(&without).cluster), (None, None));
    let look = LookQuestion {
        without: without.clone(),
        ..LookQuestion::new(format!("cluster:{}", world.address("deposit")))
    };
    let atlas = look.moment().atlas(&world.atlas, now).expect("an Atlas");
    let looked = json(&look.answer(&atlas, &Bounds::SERVED).expect("a cluster"));
    let is_alone = looked.contains("\"size\": 1,") || looked.contains("\"size\":1,");
    assert!(is_alone && looked.contains("rule:co-spend"), "{looked}");
    // A way through a service's cluster is open without what makes it one.
    let path = |without: &[String]| {
        let question = PathQuestion {
            without: without.to_vec(),
            ..PathQuestion::new(world.txid("m"), world.txid("mix"))
        };
        let atlas = question.moment().atlas(&world.atlas, now).expect("an Atlas");
        question.answer(&atlas, &Bounds::SERVED, &mut patient).expect("paths").view
    };
    assert_eq!(path(&[]).there.paths.len(), path(&without).there.paths.len());
    assert_eq!(path(&without).as_of.without, without);
}

#[test]
fn what_is_read_of_a_cluster_page_by_page_does_without_it_too() {
    let world = World::of(GUESSES);
    let now: Time = "2026-12-31".parse().expect("a time");
    let (deposit, hot) = (world.address("deposit"), world.address("hot"));
    let read = |without: &[&str]| {
        let without: Vec<String> = without.iter().map(|text| (*text).to_owned()).collect();
        let page = PageQuestion { without: without.clone(), ..PageQuestion::new(&deposit) };
        let atlas = page.moment().atlas(&world.atlas, now).expect("an Atlas");
        let cluster =
            ClusterQuestion { without: without.clone(), ..ClusterQuestion::new(&deposit) };
        let cluster = cluster.answer(&atlas, &Bounds::SERVED).expect("a cluster");
        let members = page.members(&atlas, &Bounds::SERVED).expect("members");
        let joins = page.joins(&atlas, &Bounds::SERVED).expect("joins");
        let side = Side::Received;
        let payers = CounterpartiesQuestion { without, ..CounterpartiesQuestion::new(&hot, side) };
        let payers = payers.answer(&atlas, &Bounds::SERVED, &mut patient).expect("payers");
        assert_eq!(members.as_of.without, cluster.as_of.without);
        assert_eq!(payers.as_of.without, cluster.as_of.without);
        (cluster.size, cluster.labels.len(), members.items.len(), joins.items.len())
    };
    assert_eq!(read(&[]), (2, 1, 2, 1));
    let join = format!("join:{}", world.txid("sweep"));
    for without in ["rule:co-spend", &join] {
        assert_eq!(read(&[without]), (1, 0, 1, 0), "{without}");
    }
    assert_eq!(read(&[&format!("source:{SOURCE}")]), (2, 0, 2, 1));
    let why = WhyQuestion { without: vec![join], ..WhyQuestion::new(&deposit, &hot) };
    let atlas = why.moment().atlas(&world.atlas, now).expect("an Atlas");
    let refused = why.answer(&atlas, &Bounds::SERVED).expect_err("two holders");
    assert_eq!(refused.what.id, "problem-not-one-cluster");
}

#[test]
fn what_names_nothing_is_refused_by_a_sentence() {
    let world = World::of(THEFT);
    let now: Time = "2026-12-31".parse().expect("a time");
    let (shop, thief) = (world.address("shop"), world.address("thief"));
    let (theft, mint) = (world.txid("theft"), world.txid("mint"));
    let unknown = "00".repeat(32);
    let cases = [
        ("co-spend", "problem-without-unreadable"),
        ("rule", "problem-without-unreadable"),
        ("rule:", "problem-without-no-rule"),
        ("rule:co_spend", "problem-without-no-rule"),
        ("join:x", "problem-without-unreadable"),
        (&format!("join:bitcoin-main-linked:{theft}"), "problem-without-no-transaction"),
        (&format!("join:{unknown}"), "problem-without-no-transaction"),
        (&format!("join:{mint}"), "problem-without-no-join"),
        ("pack:12", "problem-without-unreadable"),
        (&format!("pack:{unknown}"), "problem-without-no-pack"),
        ("source:", "problem-without-unreadable"),
        ("source:nobody", "problem-without-no-source"),
        ("label:x", "problem-without-unreadable"),
        (&format!("label:{shop}:nobody"), "problem-without-no-claim"),
        (&format!("label:{}", world.address("bob")), "problem-without-no-claim"),
        ("\u{202e}rule:x\n", "problem-without-unreadable"),
    ];
    for (text, id) in cases {
        let question = TraceQuestion {
            without: vec![text.to_owned()],
            ..TraceQuestion::new(vec![theft.clone()])
        };
        let refusal = question.moment().atlas(&world.atlas, now).expect_err(text);
        assert_eq!(refusal.what.id, id, "{text}: {refusal}");
        if id != "problem-without-no-transaction" && id.ends_with("unreadable") {
            assert!(question.check(&Bounds::SERVED, now).is_err(), "{text}");
        }
    }
    let pack = world.atlas.labels.packs()[0].head().digest;
    for text in [
        format!("label:{thief}:{SOURCE}"),
        format!("label:{thief}"),
        format!("source:{SOURCE}"),
        format!("pack:{pack}"),
        "rule:change".into(),
    ] {
        let question =
            TraceQuestion { without: vec![text], ..TraceQuestion::new(vec![theft.clone()]) };
        question.moment().atlas(&world.atlas, now).expect("it is there");
    }
    let many = vec!["rule:change".to_owned(); 501];
    let question = TraceQuestion { without: many, ..TraceQuestion::new(vec![theft]) };
    assert!(question.check(&Bounds::OWN, now).is_err());
}
