//! How well stolen coins are located, by each method, on grown stories against their truth.
//!
//! The section between markers in `docs/accuracy.md` is what this prints; the test fails where they
//! differ, and `UPDATE_EXPECT=1 cargo test -p trace --test it accuracy` writes it anew. The seeds were
//! not used while the code was written.
//!
//! What counts: at the end of a story the truth says of every coin how much of it is stolen, by
//! what its makers meant. A trace says of every coin in which it ended, unspent or at a service, how
//! much of it is the start's. What both say of a coin is located.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use entity::atlas::Atlas;
use ingest::labels::{Hints, read};
use model::address::Address;
use model::hash::OutPoint;
use model::time::Time;
use scenario::story::{Beside, Memory, Story, grow};
use serde_json::Value;
use trace::follow::follow;
use trace::query::{Direction, Subject, TraceQuery};
use trace::taint::Method;
use trace::trace::{Place, Share, Stop, Trace};

/// Story, seed, transactions.
const CASES: [(Story, u64, u64); 6] = [
    (Story::ExchangeTheft, 4_101, 20_000),
    (Story::ExchangeTheft, 4_102, 20_000),
    (Story::ExchangeTheft, 4_103, 20_000),
    (Story::ExchangeTheft, 4_104, 60_000),
    (Story::Ransom, 4_105, 20_000),
    (Story::Donations, 4_106, 20_000),
];

/// How a story is traced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Usual,
    NoLabels,
    ThroughMixers,
}

impl Setting {
    const ALL: [Setting; 3] = [Setting::Usual, Setting::NoLabels, Setting::ThroughMixers];

    const fn says(self) -> &'static str {
        match self {
            Setting::Usual => "as usual",
            Setting::NoLabels => "without any label",
            Setting::ThroughMixers => "through CoinJoins, because asked",
        }
    }
}

/// A story in memory, with and without its labels.
struct World {
    summary: Value,
    /// Stolen satoshis by the coin they are in at the end.
    stolen: BTreeMap<String, u64>,
    labelled: Atlas,
    unlabelled: Atlas,
}

impl World {
    fn grow(story: Story, seed: u64, transactions: u64, dir: &Path) -> World {
        let mut told = Memory::default();
        let summary = grow(story, seed, transactions, &mut told, &mut |_| ()).unwrap();
        let path = dir.join("blk00000.dat");
        std::fs::write(&path, told.block_file()).unwrap();
        let hints = Hints::at(Time::from_seconds(1_790_000_000));
        let labels = told.text(Beside::Labels);
        let pack = read("labels.yaml", labels.as_bytes(), &hints).unwrap().pack;
        let rest = told.text(Beside::Ends);
        let rows = rest.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        let stolen =
            rows.map(|row| (format!("{}:{}", row[1], row[2]), row[5].parse().unwrap())).collect();
        World {
            summary: serde_json::to_value(&summary).unwrap(),
            stolen,
            labelled: super::atlas(&[&path], vec![pack]),
            unlabelled: super::atlas(&[&path], Vec::new()),
        }
    }

    /// Where the story says an investigation starts: the stolen coins, or the clusters of
    /// the published addresses.
    fn start(&self) -> Subject {
        let texts = |key: &str| -> Vec<String> {
            let list = self.summary["start"][key].as_array().unwrap();
            list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        };
        let points = texts("outpoints");
        if points.is_empty() {
            return Subject::Several(texts("addresses").iter().map(|text| address(text)).collect());
        }
        Subject::Several(points.iter().map(|text| out_point(text)).collect())
    }

    fn trace(&self, setting: Setting) -> Trace {
        let atlas = if setting == Setting::NoLabels { &self.unlabelled } else { &self.labelled };
        let mut query = TraceQuery::new(self.start(), Direction::Forward);
        query.methods = Method::ALL.to_vec();
        query.through_mixers = setting == Setting::ThroughMixers;
        let trace = follow(atlas, &atlas.ledgers[0], &query).unwrap();
        trace.reconcile().unwrap();
        trace
    }
}

fn out_point(text: &str) -> Subject {
    let (txid, vout) = text.split_once(':').unwrap();
    Subject::OutPoint(OutPoint { txid: txid.parse().unwrap(), vout: vout.parse().unwrap() })
}

fn address(text: &str) -> Subject {
    match model::parse::parse(text).unwrap() {
        model::parse::Subject::Address { address: Address::Bitcoin(address), .. } => {
            Subject::Cluster(address)
        }
        other => panic!("{text} is {other:?}"),
    }
}

/// What a trace claims by a method, and how much of it is right, in satoshis.
fn located(world: &World, trace: &Trace, method: Method) -> (u128, u128) {
    let (mut claimed, mut right) = (0, 0);
    for ending in &trace.endings {
        let (Place::Coin(at), Stop::Unspent | Stop::Service) = (ending.place, &ending.stop) else {
            continue;
        };
        let amount = ending.amounts[method];
        let out_point = trace.coin(at).out_point.to_string();
        let stolen = world.stolen.get(&out_point).copied().unwrap_or(0);
        claimed += u128::from(amount);
        right += u128::from(amount.min(stolen));
    }
    (claimed, right)
}

fn sum_of(trace: &Trace, stop: &str, method: Method) -> u128 {
    trace.sums.iter().find(|sum| sum.stop == stop).map_or(0, |sum| sum.amounts[method])
}

fn measure(world: &World, text: &mut String) {
    let difficulty = &world.summary["difficulty"];
    let stolen: u128 = world.stolen.values().map(|sat| u128::from(*sat)).sum();
    let _ = writeln!(
        text,
        "\n**{}, {} transactions.** Difficulty {}: {} % mixed, {} hops at the longest, {} days at rest, \
         {} branches, {} of a million transactions are the crime's. {} {} BTC stolen lie in {} coins at the end.\n",
        world.summary["title"].as_str().unwrap(),
        world.summary["totals"]["transactions"],
        difficulty["score"],
        difficulty["mixed_percent"],
        difficulty["hops_longest"],
        difficulty["dwell_days"],
        difficulty["branches"],
        difficulty["crime_per_million"],
        world.summary["label_share"].as_str().unwrap(),
        model::amount::Total(stolen),
        world.stolen.len(),
    );
    let _ = writeln!(text, "| traced | | poison | haircut | FIFO | LIFO | TIHO |");
    let _ = writeln!(text, "|---|---|--:|--:|--:|--:|--:|");
    for setting in Setting::ALL {
        let trace = world.trace(setting);
        let row = |what: &str, share: &dyn Fn(Method) -> Share| {
            let cells: Vec<String> =
                Method::ALL.iter().map(|method| share(*method).percent()).collect();
            format!("| {} | {what} | {} |", setting.says(), cells.join(" | "))
        };
        let of = |method| located(world, &trace, method);
        let found =
            row("of the stolen, located", &|method| Share { part: of(method).1, whole: stolen });
        let right = row("of the claimed, right", &|method| {
            let (claimed, right) = of(method);
            Share { part: right, whole: claimed }
        });
        let _ = writeln!(text, "{found}\n{right}");
        if setting == Setting::Usual {
            let mixed = row("of the start, into CoinJoins", &|method| {
                trace.share(method, sum_of(&trace, "coinjoin", method))
            });
            let _ = writeln!(text, "{mixed}");
        }
    }
}

#[test]
fn stolen_coins_are_located_as_docs_accuracy_says() {
    let mut text = String::new();
    for (story, seed, transactions) in CASES {
        let dir = tempfile::tempdir().unwrap();
        measure(&World::grow(story, seed, transactions, dir.path()), &mut text);
    }
    super::check_section("located", &text);
}
