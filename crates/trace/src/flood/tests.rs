//! A flood against a trace without limits: the same coins, the same reasons, the same satoshis.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::follow::follow;
use crate::testing::World;
use crate::tests::laws::chain;
use crate::trace::{Place, Stop, Trace};

/// What ended: in coins by id and reason, in transactions by reason alone.
type Books = (BTreeMap<(u64, &'static str), u64>, BTreeMap<&'static str, (u64, u128)>);

fn books_of_trace(world: &World, trace: &Trace, method: Method) -> Books {
    let graph = &world.ledger().graph;
    let mut books = Books::default();
    for ending in trace.endings.iter().filter(|ending| ending.amounts[method] > 0) {
        let amount = ending.amounts[method];
        match ending.place {
            Place::Coin(at) => {
                let id = graph.find_output(&trace.coin(at).out_point).expect("it is there");
                books.0.insert((id.0, ending.stop.name()), amount);
            }
            Place::Step(_) => {
                let sum = books.1.entry(ending.stop.name()).or_default();
                *sum = (sum.0 + 1, sum.1 + u128::from(amount));
            }
        }
    }
    books
}

fn books_of_sweep<C: Carrier>(asked: &Asked<'_>, carrier: C) -> Books {
    let swept = asked.sweep(carrier, &mut |_| ControlFlow::Continue(())).expect("it is swept");
    let mut books = Books::default();
    for (id, reason, amount) in swept.whereabouts.coins {
        assert!(books.0.insert((id, reason.name()), amount).is_none());
    }
    for (reason, sum) in Reason::ALL.into_iter().zip(swept.whereabouts.steps) {
        if sum.rows > 0 {
            books.1.insert(reason.name(), (sum.rows, sum.amount));
        }
    }
    books
}

fn books_of_flood(world: &World, query: &FloodQuery) -> Books {
    let (starts, cuts) = starts(world.ledger(), query).expect("it can be asked");
    let (atlas, ledger, room) = (&world.atlas, world.ledger(), 1 << 20);
    let asked = Asked { atlas, ledger, query, starts: &starts, cuts, room };
    match query.method {
        Method::Poison => books_of_sweep(&asked, Poison),
        Method::Haircut => books_of_sweep(&asked, AmountsOf::<Haircut>::default()),
        Method::Tiho => books_of_sweep(&asked, AmountsOf::<Tiho>::default()),
        Method::Fifo => books_of_sweep(&asked, RunsOf::new(Order::Same, room)),
        Method::Lifo => books_of_sweep(&asked, RunsOf::new(Order::Reversed, room)),
    }
}

/// Asks both, and holds the one against the other.
fn check(world: &World, subject: &str, settings: &str) {
    check_with(world, subject, settings, STOP_CONFIDENCE_MIN);
}

/// The same, where a CoinJoin ends value from this confidence on.
fn check_with(world: &World, subject: &str, settings: &str, coinjoin_confidence_min: u8) {
    for method in Method::ALL {
        let mut usual = world.query(&format!("forward {subject} {method} {settings}"));
        usual.hops_max = u32::MAX;
        usual.legs_max = LEGS_MAX;
        usual.coinjoin_confidence_min = coinjoin_confidence_min;
        let query = FloodQuery {
            through_services: usual.through_services,
            through_mixers: usual.through_mixers,
            through_fees: usual.through_fees,
            coinjoin_confidence_min,
            ..FloodQuery::new(usual.subject.clone(), method)
        };
        let trace = follow(&world.atlas, world.ledger(), &usual).expect("it can be asked");
        let told = format!("{method} {subject} {settings}");
        assert_eq!(books_of_flood(world, &query), books_of_trace(world, &trace, method), "{told}");
        let flood = flood(&world.atlas, world.ledger(), &query, &mut |_| ControlFlow::Continue(()))
            .expect("it can be asked");
        flood.reconcile().expect("the books balance");
        assert_eq!((flood.start_value, flood.net()), (trace.start.value, trace.start.net[method]));
        check_counts(&flood, &trace, &told);
        for (reason, sum) in &flood.sums {
            let same = trace.sums.iter().find(|same| same.stop == reason.name()).expect("both");
            // A coin that only another method reaches is no row here, but traces ran alone too.
            assert_eq!((sum.rows, sum.amount), (same.rows, same.amounts[method]), "{told}");
        }
        assert_eq!(flood.sums.len(), trace.sums.len(), "{told}");
        let held: u128 = flood.holders.iter().map(|row| row.held.amount).sum();
        let kept = flood.sums.iter().filter(|(reason, _)| reason.is_held());
        let kept: u128 = kept.map(|(_, sum)| sum.amount).sum();
        assert_eq!(held + flood.rest.amount, kept, "{told}");
    }
}

/// What it says to have met: every step of the trace and every CoinJoin that it ends before, and its coins
/// of any value.
fn check_counts(flood: &Flood, trace: &Trace, told: &str) {
    let mixes = trace.endings.iter().filter_map(|ending| match ending.stop {
        Stop::CoinJoin { txid, .. } => Some(txid),
        _ => None,
    });
    let mixes: BTreeSet<_> = mixes.collect();
    let coins = trace.coins.iter().filter(|coin| coin.value.is_none_or(|value| value.0 > 0));
    let of_trace = ((trace.steps.len() + mixes.len()) as u64, coins.count() as u64);
    assert_eq!((flood.transactions, flood.coins), of_trace, "{told}");
}

const SETTINGS: [&str; 5] = [
    "",
    "through=services",
    "through=mixers",
    "through=services through=mixers",
    "through=services through=mixers through=fees",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_flood_ends_where_a_trace_without_limits_ends(
        chain in chain(true),
        cuts in prop::collection::vec(1_usize..12, 0..4),
    ) {
        let world = World::in_segments(&chain.text, &cuts);
        for subject in [chain.start(), "t0", "@p2", "@@p3", "m0+m1:0+m2:1", "t0+@p5+m2"] {
            let is_there = |part: &str| {
                let name = part.trim_start_matches('@');
                let end = if part.starts_with('@') { " " } else { ":" };
                chain.text.contains(&format!("{}{end}", name.split(':').next().expect("a name")))
            };
            if subject.split('+').all(is_there) {
                for settings in SETTINGS {
                    check(&world, subject, settings);
                }
            }
        }
    }
}

#[test]
fn where_everything_is_tainted_a_coinjoin_still_ends_it() {
    let world = World::of(
        "
        block
          a: coinbase -> alice 1400sat
        block
          b: coinbase -> bob 1300sat
        block
          c: coinbase -> carol 1000sat
        block
          a1: a -> alice 1400sat
          b1: b -> bob 1300sat
          c1: c -> carol 1000sat
          join: a1 + b1 + c1 -> x 987sat, y 987sat, z 987sat, alice/1 410sat, bob/1 310sat
          z1: join:2 -> z/1 500sat, z/2 480sat
        block
          c2: coinbase -> carol 1000sat
        block
          d2: c2 + join:0 + join:1 -> d 2970sat
        ",
    );
    for (confidence, ends) in [(0, true), (100, false)] {
        for settings in SETTINGS {
            check_with(&world, "a+b+c+c2", settings, confidence);
        }
        let usual = asked_of(&world, "a+b+c+c2", Method::Poison);
        let query = FloodQuery { coinjoin_confidence_min: confidence, ..usual };
        let books = books_of_flood(&world, &query);
        assert_eq!(books.0.values().any(|amount| *amount == 1_400), ends, "{books:?}");
    }
}

const LITTLE: &str = "
    block
      mint: coinbase -> thief 10, thief/1 10
    block
      split: mint:0 + mint:1 -> a 7, b 7, c 5
    block
      join: split:0 + split:1 -> exch 14
    label exch exchange Bitx
";

fn asked_of(world: &World, subject: &str, method: Method) -> FloodQuery {
    FloodQuery::new(world.subject(subject), method)
}

#[test]
fn what_would_not_fit_is_refused_with_its_size() {
    let world = World::of(LITTLE);
    let query = FloodQuery { memory_max: 10, ..asked_of(&world, "mint", Method::Haircut) };
    let refused = flood(&world.atlas, world.ledger(), &query, &mut |_| ControlFlow::Continue(()));
    assert_eq!(
        refused.expect_err("it is too large").to_string(),
        "this needs about 1 MiB, more than the 1 MiB it may take: 16 bytes for each of the 4 inputs \
         and 11 outputs of the largest segment"
    );
}

#[test]
fn runs_that_outgrow_their_memory_are_refused_and_not_left_out() {
    let world = World::of(LITTLE);
    let needs = needs(&world.ledger().graph, OutId(0), Method::Fifo).bytes;
    let query = FloodQuery { memory_max: needs + 99, ..asked_of(&world, "mint", Method::Fifo) };
    let refused = flood(&world.atlas, world.ledger(), &query, &mut |_| ControlFlow::Continue(()));
    assert_eq!(refused, Err(FloodError::Outgrown));
}

#[test]
fn holders_that_outgrow_their_memory_are_refused_and_not_left_out() {
    let paid = (0..40).map(|holder| format!("p{holder} 1")).collect::<Vec<_>>().join(", ");
    let world = World::of(&format!("block\n mint: coinbase -> a 41\nblock\n pay: mint -> {paid}"));
    let needs = needs(&world.ledger().graph, OutId(0), Method::Haircut).bytes;
    let ask = |more: u64| {
        let usual = asked_of(&world, "mint", Method::Haircut);
        let query = FloodQuery { memory_max: needs + more, ..usual };
        flood(&world.atlas, world.ledger(), &query, &mut |_| ControlFlow::Continue(()))
    };
    assert_eq!(ask(5_000).err(), Some(FloodError::Outgrown));
    let found = ask(50_000).expect("there is room");
    assert_eq!(found.rest.holders + found.holders.len() as u64, 40);
}

#[test]
fn whoever_watches_may_end_it() {
    let world = World::of(LITTLE);
    let query = asked_of(&world, "mint", Method::Haircut);
    let ended = flood(&world.atlas, world.ledger(), &query, &mut |_| ControlFlow::Break(()));
    assert!(matches!(ended, Err(FloodError::Stopped { .. })), "{ended:?}");
}

#[test]
fn what_comes_back_to_the_start_is_counted_once_and_a_service_is_named() {
    let world = World::of(LITTLE);
    let query = asked_of(&world, "mint+split:0", Method::Fifo);
    let flood = flood(&world.atlas, world.ledger(), &query, &mut |_| ControlFlow::Continue(()))
        .expect("it can be asked");
    let btc = 100_000_000;
    assert_eq!((flood.start_coins, flood.start_value, flood.returned), (3, 27 * btc, 7 * btc));
    let sums: Vec<_> = flood.sums.iter().map(|(why, sum)| (why.name(), sum.amount)).collect();
    assert_eq!(sums, [("unspent", 5 * btc), ("service", 14 * btc), ("fee", btc)]);
    let holders =
        flood.holders.iter().map(|row| (row.party.name(), row.held.amount, row.held.outputs));
    assert_eq!(
        holders.collect::<Vec<_>>(),
        [(Some("Bitx".into()), 14 * btc, 1), (None, 5 * btc, 1)]
    );
    assert_eq!(flood.share(5 * btc).percent(), "25.00 %");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Bytes behind the files' heads are others: every flood comes to an end, and its books balance.
    #[test]
    fn a_damaged_ledger_creates_and_loses_nothing(
        chain in chain(false),
        cuts in prop::collection::vec(1_usize..12, 1..4),
        harms in prop::collection::vec((any::<Index>(), any::<Index>(), 1_u8..), 1..6),
    ) {
        let world = World::harmed(&chain.text, &cuts, |dir| {
            let files = fs::read_dir(dir).expect("a directory");
            let files = files.map(|entry| entry.expect("a file").path());
            let is_segment = |path: &PathBuf| path.extension().is_some_and(|it| it == "kg");
            let mut files: Vec<PathBuf> = files.filter(is_segment).collect();
            files.sort();
            for (file, at, ones) in &harms {
                let mut bytes = fs::read(file.get(&files)).expect("it can be read");
                let used: Vec<usize> =
                    (4096..bytes.len()).filter(|at| bytes[*at] != 0).collect();
                bytes[*at.get(&used)] ^= ones;
                fs::write(file.get(&files), bytes).expect("it can be written");
            }
        });
        // Some are told from their heads to be damaged, or what the start is called is not found.
        let Some(world) = world else { return Ok(()) };
        for (method, settings) in Method::ALL.into_iter().flat_map(|method| SETTINGS.map(|it| (method, it))) {
            let query = FloodQuery {
                through_mixers: settings.contains("mixers"),
                through_fees: settings.contains("fees"),
                ..asked_of(&world, "m0+m1+m2", method)
            };
            let flood = flood(&world.atlas, world.ledger(), &query, &mut |_| ControlFlow::Continue(()));
            prop_assert!(flood.is_err() || flood.is_ok_and(|flood| flood.reconcile().is_ok()));
        }
    }
}
