//! What made-up learners hand in. Those who know are given the truth; those who do not, the screens alone.
//!
//! A shortcut is given every benefit beside what it does: all five questions answered, every pin cited
//! by a claim, and whatever decision and typology serve it best (see [`best_sheet`]). If it fails even so, no
//! lucky guess makes it pass.

use std::collections::BTreeSet;

use academy::exercise::Exercise;
use academy::lesson::plan::TYPOLOGIES;
use academy::score::{Anchor, Claim, Question, Sheet, Signal, Truth, Verdict, score};
use trace::follow::follow;
use trace::query::{Direction, Subject, TraceQuery};
use trace::taint::Method;
use trace::trace::{Stop, Trace};

use crate::dice::Dice;
use crate::world::World;

/// What a sheet holds at most: the API's bounds.
const PINS_MAX: usize = 400;
const CLAIMS_MAX: usize = 40;

const VERDICTS: [Verdict; 4] = [Verdict::Release, Verdict::Ask, Verdict::Hold, Verdict::HoldReport];
const QUESTIONS: [Question; 5] =
    [Question::Who, Question::What, Question::When, Question::Where, Question::How];

/// The best that an answer can come to, whatever is decided beside it.
pub fn best_sheet(truth: &Truth, sheets: &[Sheet]) -> Sheet {
    let with = |sheet: &Sheet, verdict, typology: &str| {
        let typology = Some(typology.to_owned());
        Sheet { verdict: Some(verdict), typology, ..sheet.clone() }
    };
    let all = sheets.iter().flat_map(|sheet| {
        VERDICTS.iter().flat_map(move |verdict| {
            TYPOLOGIES.iter().map(move |typology| with(sheet, *verdict, typology))
        })
    });
    let worth = |sheet: &Sheet| {
        let score = score(truth, sheet);
        (score.passes, score.total_milli)
    };
    all.max_by_key(worth).unwrap_or_default()
}

fn claims(pins: &[Anchor]) -> Vec<Claim> {
    let many = pins.len().clamp(QUESTIONS.len(), CLAIMS_MAX);
    let claim = |at: usize| Claim {
        cites: pins.get(at).cloned().into_iter().collect(),
        answers: QUESTIONS[at % QUESTIONS.len()],
    };
    (0..many).map(claim).collect()
}

/// Everything in a list is pinned and cited, and is the way.
fn sheet_of(pins: Vec<Anchor>, path: Vec<Anchor>, amount_sat: Option<u64>) -> Sheet {
    let mut pins = pins;
    pins.truncate(PINS_MAX);
    let claims = claims(&pins);
    Sheet { pins: pins.into_iter().collect(), path, amount_sat, claims, ..Sheet::default() }
}

/// Reads the truth.
pub fn expert(truth: &Truth) -> Sheet {
    let pins: Vec<Anchor> = truth.signals.iter().filter_map(first).collect();
    Sheet {
        verdict: truth.right.first().copied(),
        typology: Some(truth.typology.clone()),
        ..sheet_of(pins, truth.path.clone(), Some(truth.amount_sat))
    }
}

fn first(signal: &Signal) -> Option<Anchor> {
    signal.anchors.first().cloned()
}

/// One decision for every case, and nothing else but words.
pub fn always(verdict: Verdict, typology: &str) -> Sheet {
    let typology = Some(typology.to_owned());
    Sheet { verdict: Some(verdict), typology, ..sheet_of(Vec::new(), Vec::new(), None) }
}

/// Every transaction and every address of the chain, transactions first.
pub fn everything(world: &World) -> Vec<Sheet> {
    let txs: Vec<Anchor> = world.txs.iter().map(|tx| tx.anchor.clone()).collect();
    let holders: BTreeSet<Anchor> = world
        .txs
        .iter()
        .flat_map(|tx| tx.pays.iter().map(|(_, holder)| world.address(holder)))
        .collect();
    let both = txs.iter().cloned().chain(holders).collect();
    vec![sheet_of(txs.clone(), txs.clone(), None), sheet_of(both, txs, None)]
}

/// Decides, pins, walks and counts by lot.
pub fn guess(world: &World, dice: &mut Dice) -> Sheet {
    let txs: Vec<Anchor> = world.txs.iter().map(|tx| tx.anchor.clone()).collect();
    let pins: Vec<Anchor> = (0..3 + dice.below(8)).map(|_| dice.pick(&txs).clone()).collect();
    let path: Vec<Anchor> =
        (0..world.exercise.truth.path.len()).map(|_| dice.pick(&txs).clone()).collect();
    let paying: Vec<u64> =
        world.txs.iter().flat_map(|tx| tx.pays.iter().map(|(sat, _)| *sat)).collect();
    let claim = |dice: &mut Dice| Claim {
        cites: std::iter::once(dice.pick(&pins).clone()).collect(),
        answers: *dice.pick(&QUESTIONS),
    };
    let claims = (0..world.exercise.truth.claims).map(|_| claim(dice)).collect();
    Sheet {
        verdict: Some(*dice.pick(&VERDICTS)),
        typology: Some((*dice.pick(TYPOLOGIES)).to_owned()),
        path,
        amount_sat: Some(*dice.pick(&paying)),
        claims,
        pins: pins.into_iter().collect(),
        ..Sheet::default()
    }
}

/// Goes by the labels: what they name, and every transaction that touches it.
pub fn labels_alone(world: &World) -> Vec<Sheet> {
    let labelled = world.labelled();
    let touches = |at: &usize| {
        let tx = &world.txs[*at];
        let from = tx.spends.iter().any(|of| {
            let before = world.by_id.get(&of.txid).map(|at| &world.txs[*at]);
            let paid = before.and_then(|tx| tx.pays.get(of.vout as usize));
            paid.is_some_and(|(_, holder)| labelled.contains(holder))
        });
        from || tx.pays.iter().any(|(_, holder)| labelled.contains(holder))
    };
    let txs: Vec<usize> = (0..world.txs.len()).filter(touches).collect();
    let way: Vec<Anchor> = txs.iter().map(|at| world.txs[*at].anchor.clone()).collect();
    let named: Vec<Anchor> = labelled.iter().map(|holder| world.address(holder)).collect();
    let paid = txs.iter().flat_map(|at| world.txs[*at].pays.iter());
    let paid = paid.filter(|(_, holder)| labelled.contains(holder)).map(|(sat, _)| sat).sum();
    let both = named.into_iter().chain(way.iter().cloned()).collect();
    vec![sheet_of(way.clone(), way.clone(), Some(paid)), sheet_of(both, way, Some(paid))]
}

/// The newest of what hangs together with the start.
pub fn newest(world: &World) -> Vec<Sheet> {
    let mut near: BTreeSet<usize> = world.starts().into_iter().collect();
    let mut open: Vec<usize> = near.iter().copied().collect();
    while let Some(at) = open.pop() {
        let before =
            world.txs[at].spends.iter().filter_map(|of| world.by_id.get(&of.txid).copied());
        let after = (0..world.txs[at].pays.len()).filter_map(|vout| world.next(at, vout));
        for other in before.chain(after).collect::<Vec<_>>() {
            if near.insert(other) {
                open.push(other);
            }
        }
    }
    let stops = world.exercise.truth.path.len();
    [1, 5, 10]
        .into_iter()
        .map(|many| {
            let newest: Vec<usize> = near.iter().rev().take(many).copied().collect();
            let way: Vec<usize> = near.iter().rev().take(stops).copied().collect();
            let paid = world.txs[newest[0]].pays.iter().map(|(sat, _)| *sat).max();
            let names = |list: &mut dyn Iterator<Item = &usize>| -> Vec<Anchor> {
                list.map(|at| world.txs[*at].anchor.clone()).collect()
            };
            sheet_of(names(&mut newest.iter()), names(&mut way.iter().rev()), paid)
        })
        .collect()
}

/// Follows the largest output, and the largest input back.
pub fn biggest(world: &World) -> Vec<Sheet> {
    let forward = |start: usize| {
        let mut way = vec![start];
        let mut paid = None;
        loop {
            let at = *way.last().expect("it begins");
            let largest =
                (0..world.txs[at].pays.len()).max_by_key(|vout| world.txs[at].pays[*vout].0);
            paid = largest.map(|vout| world.txs[at].pays[vout].0).or(paid);
            match largest.and_then(|vout| world.next(at, vout)) {
                Some(next) if way.len() < PINS_MAX => way.push(next),
                _ => return (way, paid),
            }
        }
    };
    let back = |start: usize| {
        let mut way = vec![start];
        while let Some(before) = world.txs[*way.last().expect("it begins")]
            .spends
            .iter()
            .filter_map(|of| {
                let at = *world.by_id.get(&of.txid)?;
                Some((world.txs[at].pays.get(of.vout as usize)?.0, at))
            })
            .max()
        {
            way.push(before.1);
        }
        way.reverse();
        way
    };
    let names = |way: &[usize]| -> Vec<Anchor> {
        way.iter().map(|at| world.txs[*at].anchor.clone()).collect()
    };
    let mut sheets = Vec::new();
    for start in world.starts() {
        let (ahead, paid) = forward(start);
        let first = world.txs[start].pays.iter().map(|(sat, _)| *sat).max();
        let behind = back(start);
        let whole: Vec<usize> = behind.iter().chain(ahead.iter().skip(1)).copied().collect();
        for way in [&ahead, &behind, &whole] {
            for amount in [paid, first] {
                sheets.push(sheet_of(names(way), names(way), amount));
            }
        }
    }
    sheets
}

/// One trace of the start with the settings as they come: what it went through is the way and the
/// proof, what of it reached services is the amount, by any of the five methods.
pub fn one_trace(world: &World, direction: Direction) -> Vec<Sheet> {
    let labelled = world.labelled();
    let handed = &world.exercise.start;
    let mut subjects = Vec::new();
    for at in world.starts() {
        let tx = &world.txs[at];
        if handed.contains(&tx.anchor) {
            subjects.push(Subject::Tx(tx.txid));
        }
        for (_, holder) in &tx.pays {
            let subject = Subject::Address(holder.clone());
            let is_handed = handed.contains(&world.address(holder)) && !labelled.contains(holder);
            if is_handed && !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
    }
    // Each alone, and all together.
    let mut asked = subjects.clone();
    if subjects.len() > 1 {
        asked.push(Subject::Several(subjects));
    }
    asked
        .into_iter()
        .flat_map(|subject| {
            let mut query = TraceQuery::new(subject, direction);
            query.methods = Method::ALL.to_vec();
            let trace =
                follow(&world.atlas, &world.atlas.ledgers[0], &query).expect("it can be asked");
            sheets_of(world, &trace)
        })
        .collect()
}

fn sheets_of(world: &World, trace: &Trace) -> Vec<Sheet> {
    let ledger = world.exercise.played.ledger;
    let way: Vec<Anchor> =
        trace.steps.iter().map(|step| format!("transaction:{ledger}:{}", step.txid)).collect();
    let mut sheets: Vec<Sheet> = Vec::new();
    for method in Method::ALL {
        let reached = trace.endings.iter().filter(|ending| ending.stop == Stop::Service);
        let amount: u64 = reached.map(|ending| ending.amounts[method]).sum();
        let sheet = sheet_of(way.clone(), way.clone(), Some(amount));
        if !sheets.contains(&sheet) {
            sheets.push(sheet);
        }
    }
    sheets
}

/// What a debrief tells: which signs there were, and what was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debriefed {
    pub signals: Vec<String>,
    pub right: Option<Verdict>,
    pub typology: String,
}

impl Debriefed {
    /// Of an answer that was handed in.
    pub fn of(truth: &Truth, answer: &Sheet) -> Self {
        let told = score(truth, answer);
        Self {
            signals: told.missed.into_iter().chain(told.found).collect(),
            right: truth.right.first().copied(),
            typology: truth.typology.clone(),
        }
    }
}

/// With the debrief of another attempt read: in the variant, the signs are where they were said to be,
/// the decoys are left alone, and decision, way and amount are made as they were explained.
pub fn after_debrief(read: &Debriefed, variant: &Exercise) -> Sheet {
    let signal = |id: &String| variant.truth.signals.iter().find(|signal| signal.id == *id);
    let pins: Vec<Anchor> = read.signals.iter().filter_map(signal).filter_map(first).collect();
    // The expert's order is replayed: whoever walks it keeps the stops, not the looks aside.
    let stops: BTreeSet<&Anchor> = variant.truth.path.iter().collect();
    let path: Vec<Anchor> =
        variant.expert.iter().filter(|anchor| stops.contains(anchor)).cloned().collect();
    Sheet {
        verdict: read.right,
        typology: Some(read.typology.clone()),
        ..sheet_of(pins, path, Some(variant.truth.amount_sat))
    }
}

/// Knows each thing with a chance of `ability` per cent, and errs in the rest.
pub fn partial(world: &World, ability: usize, dice: &mut Dice) -> Sheet {
    let truth = &world.exercise.truth;
    let lot = guess(world, dice);
    let mut pins: BTreeSet<Anchor> = BTreeSet::new();
    for signal in &truth.signals {
        if dice.per_cent(ability) {
            pins.extend(first(signal));
        }
    }
    for decoy in &truth.decoys {
        if !dice.per_cent(ability) {
            pins.extend(decoy.anchors.first().cloned());
        }
    }
    pins.extend(lot.pins.iter().filter(|_| !dice.per_cent(ability)).cloned());
    let path = truth.path.iter().zip(&lot.path);
    let path =
        path.map(|(right, wrong)| if dice.per_cent(ability) { right } else { wrong }.clone());
    let path = path.collect();
    let knows = |dice: &mut Dice| dice.per_cent(ability);
    let verdict =
        if knows(dice) { truth.right.first().copied() } else { Some(*dice.pick(&VERDICTS)) };
    let typology = if knows(dice) { Some(truth.typology.clone()) } else { lot.typology };
    let amount_sat = if knows(dice) { Some(truth.amount_sat) } else { lot.amount_sat };
    let cited: Vec<Anchor> = pins.iter().cloned().collect();
    let mut claims = claims(&cited);
    claims.retain(|_| knows(dice));
    Sheet { verdict, typology, pins, path, amount_sat, claims, ..Sheet::default() }
}
