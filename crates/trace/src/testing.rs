//! Text in, text out: a little chain, a question in a line, the answer with names for hashes.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::{AsOf, Labels};
use expect_test::Expect;
use graph::{Graph, Writer};
use model::address::Address;
use model::amount::Sat;
use model::category::Category;
use model::claim::{Claim, ClaimSubject, Confidence, Pack, PackHead, Validity};
use model::hash::Digest;
use model::time::Time;
use scenario::Played;

use crate::follow::follow;
use crate::query::{Direction, Subject, TraceQuery};
use crate::trace::{Basis, Coin, Place, Stop, Trace};

/// A scenario with its Atlas.
pub struct World {
    pub played: Played,
    pub atlas: Atlas,
}

impl World {
    /// A scenario, and labels: lines like `label exch exchange Bitx`, of one actor or name.
    pub fn of(text: &str) -> World {
        World::in_segments(text, &[])
    }

    /// The same, written to disk with a commit after so many blocks each time, so that it lies in
    /// several segments. Without any it is held in memory.
    pub fn in_segments(text: &str, blocks: &[usize]) -> World {
        let (labels, text): (Vec<&str>, Vec<&str>) =
            text.lines().partition(|line| line.trim().starts_with("label "));
        let played = scenario::play(&text.join("\n")).expect("the scenario plays");
        let graph = graph_of(&played, blocks, |_| ()).expect("it is there");
        World::with(played, &labels, graph)
    }

    /// The same where something was done to the files before they are opened. `None`: nobody opens them.
    pub fn harmed(text: &str, blocks: &[usize], harm: impl FnOnce(&Path)) -> Option<World> {
        let played = scenario::play(text).expect("the scenario plays");
        let graph = graph_of(&played, blocks, harm)?;
        Some(World::with(played, &[], graph))
    }

    fn with(played: Played, labels: &[&str], graph: Graph) -> World {
        let claims = labels.iter().map(|line| claim(&played, line)).collect();
        let clusters = Arc::new(Clusters::of(&graph));
        let as_of = AsOf { as_of: "2026-12-31".parse().expect("a day"), known_at: None };
        let ledgers = vec![Ledger { graph, clusters }];
        let atlas = Atlas::new(ledgers, Arc::new(Labels::new(vec![pack(claims)])), as_of);
        World { played, atlas }
    }

    pub fn ledger(&self) -> &Ledger {
        &self.atlas.ledgers[0]
    }

    /// `pay` a transaction, `pay:1` an output, `@alice` an address, `@@alice` her cluster,
    /// `a+b` both.
    pub fn subject(&self, text: &str) -> Subject {
        let names = &self.played.names;
        if text.contains('+') {
            return Subject::Several(text.split('+').map(|part| self.subject(part)).collect());
        }
        if let Some(holder) = text.strip_prefix("@@") {
            return Subject::Cluster(names.address(holder).expect("a holder's name"));
        }
        if let Some(holder) = text.strip_prefix('@') {
            return Subject::Address(names.address(holder).expect("a holder's name"));
        }
        match text.contains(':') {
            true => Subject::OutPoint(names.outpoint(text).expect("an output's name")),
            false => Subject::Tx(names.txid(text).expect("a transaction's name")),
        }
    }

    /// `forward theft:0 fifo haircut hops=3 min=1000 share=10000 legs=50 through=mixers`.
    pub fn query(&self, text: &str) -> TraceQuery {
        let mut words = text.split_whitespace();
        let direction = match words.next() {
            Some("forward") => Direction::Forward,
            Some("back") => Direction::Backward,
            other => panic!("a direction, not {other:?}"),
        };
        let subject = self.subject(words.next().expect("a subject"));
        let mut query = TraceQuery::new(subject, direction);
        query.methods.clear();
        for word in words {
            match word.split_once('=') {
                None => query.methods.push(word.parse().expect("a method")),
                Some((key, value)) => set(&mut query, key, value),
            }
        }
        if query.methods.is_empty() {
            query.methods = TraceQuery::new(query.subject.clone(), direction).methods;
        }
        query
    }

    pub fn trace(&self, query: &str) -> Trace {
        follow(&self.atlas, self.ledger(), &self.query(query)).expect("the query can be asked")
    }

    pub fn rename(&self, text: &str) -> String {
        self.played.names.rename(text)
    }
}

fn graph_of(played: &Played, blocks: &[usize], harm: impl FnOnce(&Path)) -> Option<Graph> {
    let batches = played.batches().expect("the scenario goes forward");
    if blocks.is_empty() {
        return Some(Graph::in_memory(played.ledger, &batches).expect("the blocks fit"));
    }
    let dir = tempfile::tempdir().expect("a directory");
    let mut writer = Writer::open(dir.path(), played.ledger).expect("it opens");
    let mut batches = batches.iter();
    for count in blocks.iter().copied().chain([usize::MAX]) {
        for batch in batches.by_ref().take(count) {
            writer.append(batch).expect("the blocks fit");
        }
        writer.commit().expect("it is written");
    }
    drop(writer);
    harm(dir.path());
    // What is mapped stays when the directory goes.
    Graph::open(dir.path()).ok()
}

fn claim(played: &Played, line: &str) -> Claim {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, holder, category, name] = words[..] else { panic!("label HOLDER CATEGORY NAME") };
    let address = played.names.address(holder).expect("a holder's name");
    Claim {
        subject: ClaimSubject::Address(Address::Bitcoin(address)),
        network: Claim::STORY.into(),
        label: name.into(),
        categories: vec![Category::parse(category).expect("a category")],
        actor: None,
        list: (category == "sanction").then(|| "test-list".into()),
        source: "https://example.org".into(),
        confidence: Confidence { id: "authority_data".into(), level: 90 },
        validity: Validity { from: "2020-01-01".parse().ok(), ..Validity::default() },
        is_cluster_definer: false,
        context: None,
    }
}

fn pack(claims: Vec<Claim>) -> Pack {
    let head = PackHead {
        digest: Digest::of(b"labels"),
        title: "Test labels".into(),
        creator: "test".into(),
        format: "csv".into(),
        file: "labels.csv".into(),
        imported_at: Time::from_seconds(1_767_225_600),
        whole_list: None,
    };
    Pack { head, claims, actors: Vec::new() }
}

fn set(query: &mut TraceQuery, key: &str, value: &str) {
    let number = || value.parse::<u64>().expect("a number");
    let narrow = || value.parse::<u32>().expect("a number");
    match (key, value) {
        ("hops", _) => query.hops_max = narrow(),
        ("min", _) => query.value_min_sat = number(),
        ("share", _) => query.share_min_ppm = narrow(),
        ("legs", _) => query.legs_max = number(),
        ("from", _) => query.from = Some(value.parse().expect("a time")),
        ("to", _) => query.to = Some(value.parse().expect("a time")),
        ("outputs", _) => {
            let vouts = value.split(',').map(|vout| vout.parse().expect("an output's number"));
            query.outputs_only = Some(vouts.collect());
        }
        ("through", "services") => query.through_services = true,
        ("through", "mixers") => query.through_mixers = true,
        ("through", "fees") => query.through_fees = true,
        _ => panic!("what is {key}={value}?"),
    }
}

/// Plays a chain, asks, compares; and holds the books of the answer against each other.
pub fn check(scenario: &str, query: &str, expect: &Expect) {
    let world = World::of(scenario);
    let trace = world.trace(query);
    trace.reconcile().expect("the books balance");
    expect.assert_eq(&world.rename(&show(&trace)));
}

/// A trace as a few lines: the start, each hop, where it is now, what was left out.
pub fn show(trace: &Trace) -> String {
    let mut text = String::new();
    let btc = |value: u128| {
        let text = model::amount::Total(value).to_btc();
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let amounts = |amounts: &crate::taint::Amounts| {
        let parts = trace.query.methods.iter();
        let parts = parts.map(|method| format!("{method} {}", btc(amounts[*method].into())));
        parts.collect::<Vec<_>>().join(", ")
    };
    let _ = writeln!(text, "start {}", btc(trace.start.value));
    if trace.start.has_returned() {
        let returned = &trace.start.returned;
        let parts = trace.query.methods.iter();
        let parts: Vec<_> = parts.map(|m| format!("{m} {}", btc(returned[*m]))).collect();
        let _ = writeln!(text, "returned {}", parts.join(", "));
    }
    for hop in &trace.hops {
        let step = trace.step(hop.step);
        let coin = trace.coin(hop.coin);
        let mark = match &hop.basis {
            Basis::Observed => String::new(),
            Basis::Inferred { rule, .. } => format!(" ({rule})"),
        };
        let place = place(trace, coin);
        let _ = writeln!(
            text,
            "{} {}{mark} {} {place} of {}: {}",
            hop.depth,
            step.txid,
            if trace.query.direction == Direction::Forward { "->" } else { "<-" },
            coin.value.map_or("?".into(), |value: Sat| btc(value.0.into())),
            amounts(&hop.amounts),
        );
        for hint in &hop.hints {
            let _ = writeln!(text, "    {}: {}", hint.rule, hint.says);
        }
    }
    for ending in &trace.endings {
        let at = match ending.place {
            Place::Coin(at) => place(trace, trace.coin(at)),
            Place::Step(at) => format!("in {}", trace.step(at).txid),
        };
        let why = match &ending.stop {
            Stop::CoinJoin { txid, rule, confidence, candidates } => {
                format!("coinjoin {txid} {rule} {confidence}, {candidates} candidates")
            }
            Stop::DataMissing { txid, unknown_inputs } => {
                format!("data missing: {unknown_inputs} inputs of {txid}")
            }
            other => other.name().to_owned(),
        };
        let _ = writeln!(text, "= {at} {why}: {}", amounts(&ending.amounts));
    }
    for fold in &trace.folds {
        let first = trace.coin(fold.first);
        let last = trace.coin(fold.last);
        let _ = writeln!(
            text,
            "fold {:?}: {} steps, {} peels, {} -> {}",
            fold.kind,
            fold.steps.len(),
            fold.peels.len(),
            first.out_point,
            last.out_point
        );
    }
    for cut in &trace.cuts {
        let _ = writeln!(text, "cut {cut:?}");
    }
    text
}

fn place(trace: &Trace, coin: &Coin) -> String {
    format!("{} {}", coin.out_point, trace.party(coin.party).text)
}
