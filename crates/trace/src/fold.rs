//! Runs of hops that read as one: pass-through runs and peel chains.
//!
//! A peel chain moves a large coin through many transactions of one input and two outputs, and
//! leaves a little at each step: "hundreds of automated transactions" in the indictments. A reader
//! wants one card that says how long, from how much to how much, and where the peels went. The hops
//! themselves stay in the trace.
//!
//! The rule is a practical one (BlockSci's published definition fits most retail payments): steps
//! with one input (a second, smaller one may pay the fee) and at most two outputs, the one at least
//! twice the other, joined by the larger; at least [`FOLD_STEPS_MIN`] of them fold. Only a run that also passes
//! [`is_chain`] is called a peel chain.

use std::collections::BTreeMap;

use graph::{OutId, TxId};
use model::amount::Sat;

use crate::query::Direction;
use crate::sweep::Found;
use crate::trace::{CoinAt, Fold, FoldKind, Peel, StepAt};
use crate::view::View;

/// Shorter runs are drawn as they are.
pub const FOLD_STEPS_MIN: usize = 3;
/// Shorter runs are not called a peel chain.
pub const CHAIN_STEPS_MIN: usize = 5;
/// A peel below this is dust: about a fifth of the steps that an open tool's field test called
/// peels were dust-limit outputs of token inscriptions.
const PEEL_MIN: Sat = Sat(1_000);

/// A step that can stand in a run.
#[derive(Debug, Clone)]
struct Link {
    tx: TxId,
    step: StepAt,
    /// The coin that carries the run into this step, and its value.
    main_in: (CoinAt, Sat),
    /// The traced coin that carries it on.
    main_out: (CoinAt, Sat),
    /// The other output.
    peel: Option<PeelOut>,
}

#[derive(Debug, Clone)]
struct PeelOut {
    id: OutId,
    value: Sat,
    coin: Option<CoinAt>,
}

/// The runs of a trace, in the order of the money.
pub fn folds(view: &mut View<'_>, direction: Direction, found: &Found) -> Vec<Fold> {
    let mut order: Vec<usize> = (0..found.steps.len()).collect();
    if direction == Direction::Backward {
        order.reverse();
    }
    let links: BTreeMap<CoinAt, Link> = order
        .into_iter()
        .filter_map(|at| link(view, found, at))
        .map(|link| (link.main_in.0, link))
        .collect();
    let mut runs = Runs { links: &links, taken: Vec::new() };
    let mut heads: Vec<&Link> = links.values().filter(|link| runs.is_head(link)).collect();
    heads.sort_by_key(|link| link.tx);
    let mut folds = Vec::new();
    for head in heads {
        let run = runs.from(head);
        if run.len() >= FOLD_STEPS_MIN {
            folds.push(fold(view, &run));
        }
    }
    folds
}

struct Runs<'l> {
    /// By the coin that enters.
    links: &'l BTreeMap<CoinAt, Link>,
    taken: Vec<CoinAt>,
}

impl<'l> Runs<'l> {
    /// No other link leads into this one.
    fn is_head(&mut self, link: &Link) -> bool {
        if self.taken.is_empty() {
            self.taken = self.links.values().map(|link| link.main_out.0).collect();
            self.taken.sort_unstable();
        }
        self.taken.binary_search(&link.main_in.0).is_err()
    }

    fn from(&self, head: &'l Link) -> Vec<&'l Link> {
        let mut run = vec![head];
        let mut last = head;
        while let Some(next) = self.links.get(&last.main_out.0) {
            run.push(next);
            last = next;
        }
        run
    }
}

/// A step as a link, if its shape allows: its traced coins, its main line, the output left over.
fn link(view: &View<'_>, found: &Found, at: usize) -> Option<Link> {
    let step = &found.steps[at];
    if step.is_coinbase || !matches!(step.inputs_len, 1 | 2) || !matches!(step.outputs_len, 1 | 2) {
        return None;
    }
    let tx = view.graph.tx(found.step_txs[at]);
    let coin_value = |coin: CoinAt| Some((coin, found.coins[coin.0 as usize].value?));
    let largest = |coins: &[CoinAt]| {
        let valued = coins.iter().filter_map(|coin| coin_value(*coin));
        valued.max_by_key(|(coin, value)| (*value, std::cmp::Reverse(*coin)))
    };
    let main_in = largest(&step.inputs)?;
    // Two inputs and one output gather coins; that is no run.
    if step.inputs_len == 2 {
        let values: Vec<Sat> =
            view.graph.inputs(&tx).map(|input| input.value).collect::<Option<_>>()?;
        let smaller = values.iter().copied().min()?;
        if step.outputs_len != 2 || smaller.0 > main_in.1.0 / 10 {
            return None;
        }
    }
    let main_out = largest(&step.outputs)?;
    let point = found.coins[main_out.0.0 as usize].out_point;
    let other = view.graph.outputs(&tx).find(|output| output.vout != point.vout);
    let peel = other.map(|output| PeelOut {
        id: output.id,
        value: output.value,
        coin: step.outputs.iter().copied().find(|coin| *coin != main_out.0),
    });
    // A third of what came in, or more, is a split and no peel.
    if peel.as_ref().is_some_and(|peel| u128::from(peel.value.0) * 2 > u128::from(main_out.1.0)) {
        return None;
    }
    let step = StepAt(u32::try_from(at).ok()?);
    Some(Link { tx: tx.id, step, main_in, main_out, peel })
}

fn fold(view: &mut View<'_>, run: &[&Link]) -> Fold {
    let peels: Vec<Peel> = run
        .iter()
        .filter_map(|link| {
            let peel = link.peel.as_ref()?;
            let facts = view.output(peel.id);
            let party = view.party(facts.holder);
            let (out_point, value) = (facts.out_point, peel.value);
            Some(Peel { step: link.step, out_point, value, party, coin: peel.coin })
        })
        .collect();
    let kind = match peels.len() {
        0 => FoldKind::PassThrough,
        _ if is_chain(view, run) => FoldKind::PeelChain,
        _ => FoldKind::PeelRun,
    };
    Fold {
        kind,
        steps: run.iter().map(|link| link.step).collect(),
        peels,
        first: run[0].main_in.0,
        last: run[run.len() - 1].main_out.0,
    }
}

/// The practical rule: long enough; at four steps in five the peel is at most a fifth of what came
/// in; at nine in ten the change goes to an address never seen before; and no more than one peel in
/// five is dust. That what remains falls from step to step follows from the shape.
fn is_chain(view: &View<'_>, run: &[&Link]) -> bool {
    let peels: Vec<(&Link, &PeelOut)> =
        run.iter().filter_map(|link| Some((*link, link.peel.as_ref()?))).collect();
    let steps = peels.len();
    if steps < CHAIN_STEPS_MIN {
        return false;
    }
    let small =
        |(link, peel): &&(&Link, &PeelOut)| u128::from(peel.value.0) * 5 <= link.main_in.1.0.into();
    let dust = |(_, peel): &&(&Link, &PeelOut)| peel.value < PEEL_MIN;
    let fresh = |(link, _): &&(&Link, &PeelOut)| is_fresh(view, link);
    peels.iter().filter(small).count() * 5 >= steps * 4
        && peels.iter().filter(fresh).count() * 10 >= steps * 9
        && peels.iter().filter(dust).count() * 5 <= steps
}

/// Whether the change goes to an address that this transaction is the first to pay.
fn is_fresh(view: &View<'_>, link: &Link) -> bool {
    let tx = view.graph.tx(link.tx);
    let kept = view
        .graph
        .outputs(&tx)
        .find(|output| link.peel.as_ref().is_none_or(|peel| peel.id != output.id));
    let holder = kept.and_then(|output| output.holder);
    holder.is_some_and(|holder| view.graph.totals(holder).first == Some(link.tx))
}
