//! Brings a gesture to a board that went on without it: what can be done is done, what cannot is told.
//!
//! Two people (or two tabs) draw on one log. Whoever comes second gets the steps he has not seen and
//! fits his own after them: a change he made by hand stays his change (`from` is read anew, a
//! card whose slot was taken gets another, one that is there already is shown). Undo is more
//! careful: where somebody else has changed the same thing since, theirs stays.

use serde::Serialize;

use super::card::{Card, Target};
use super::op::Op;
use super::place::{Slots, column_of, lane_of};
use super::refusal::Refusal;
use super::state::{State, expansion_key};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Somebody's own change.
    Do,
    /// The inverse of what he did before.
    Undo,
}

/// What of a gesture could be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fitted {
    pub ops: Vec<Op>,
    pub dropped: Vec<Dropped>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    pub op: Op,
    pub why: Refusal,
}

/// How a dropped operation is told in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DroppedTold<'d> {
    pub op: &'d Op,
    pub why: &'static str,
}

impl Dropped {
    pub fn told(&self) -> DroppedTold<'_> {
        DroppedTold { op: &self.op, why: self.why.code() }
    }
}

/// Does what can be done of a gesture.
pub fn fit(state: &mut State, ops: &[Op], mode: Mode) -> Fitted {
    let mut fitted = Fitted::default();
    for op in ops {
        let op = rewrite(state, op, mode);
        match state.apply(&op) {
            Ok(()) => fitted.ops.push(op),
            Err(why) => fitted.dropped.push(Dropped { op, why }),
        }
    }
    fitted
}

/// That a gesture by hand keeps the rules that an inverse need not: it adds to free slots, and it
/// hides instead of removing.
pub fn admit(state: &State, ops: &[Op]) -> Result<(), Refusal> {
    let mut slots = Slots::of(state);
    for op in ops {
        match op {
            Op::Remove { card } => return Err(Refusal::NotByHand { id: card.subject.id() }),
            Op::Add { card } if !slots.is_free(card.at) => {
                return Err(Refusal::Taken { id: card.subject.id() });
            }
            Op::Add { card } => slots.stand_at(card.at),
            Op::Move { from, to, .. } => slots.moved(*from, *to),
            _ => {}
        }
    }
    Ok(())
}

/// The operation as it has to be written for this state.
fn rewrite(state: &State, op: &Op, mode: Mode) -> Op {
    if let Op::Add { card } = op {
        return add(state, card, mode);
    }
    match mode {
        Mode::Undo => op.clone(),
        Mode::Do => anew(state, op).unwrap_or_else(|| op.clone()),
    }
}

fn add(state: &State, card: &Card, mode: Mode) -> Op {
    let id = card.subject.id();
    match state.content().cards.get(&id) {
        Some(there) if there.is_hidden && mode == Mode::Do => Op::Show { card: id },
        Some(_) => Op::Add { card: card.clone() },
        None => {
            let mut slots = Slots::of(state);
            let is_free = slots.is_free(card.at);
            let (column, lane) = (column_of(card.at), lane_of(card.at));
            let at = if is_free { card.at } else { slots.take(column, lane) };
            Op::Add { card: Card { at, ..card.clone() } }
        }
    }
}

/// With what it finds read anew; none where it finds nothing, which applying it then tells.
fn anew(state: &State, op: &Op) -> Option<Op> {
    let content = state.content();
    Some(match op.clone() {
        Op::Move { card, to, .. } => {
            let from = content.cards.get(&card)?.at;
            Op::Move { card, from, to }
        }
        Op::Disconnect { edge } => Op::Disconnect { edge: content.edges.get(&edge.id())?.clone() },
        Op::Colour { on, to, .. } => {
            let from = match &on {
                Target::Card { id } => content.cards.get(id)?.colour,
                Target::Edge { id } => content.edges.get(id)?.colour,
                Target::Board => None,
            };
            Op::Colour { on, from, to }
        }
        Op::Annotate { on, to, .. } => {
            let from = match &on {
                Target::Card { id } => content.cards.get(id)?.flag.clone(),
                Target::Edge { id } => content.edges.get(id)?.flag.clone(),
                Target::Board => None,
            };
            Op::Annotate { on, from, to }
        }
        Op::Group { id, mut group } => {
            let is_ours = |card: &String| content.cards.contains_key(card);
            let left = group.cards.iter().filter(|card| is_ours(card) && !state.is_grouped(card));
            let left: Vec<String> = left.cloned().collect();
            if left.len() >= 2 {
                group.cards = left;
            }
            Op::Group { id, group }
        }
        Op::Ungroup { id, .. } => {
            let group = content.groups.get(&id)?.clone();
            Op::Ungroup { id, group }
        }
        Op::Unpin { id, .. } => {
            let on = content.pins.get(&id)?.clone();
            Op::Unpin { id, on }
        }
        Op::Note { id, to, .. } => {
            let from = content.notes.get(&id).cloned();
            Op::Note { id, from, to }
        }
        Op::Filter { to, .. } => Op::Filter { from: content.filter.clone(), to },
        Op::Expand { card, side, to, .. } => {
            let from = content.expansions.get(&expansion_key(&card, side)).cloned();
            Op::Expand { card, side, from, to }
        }
        Op::Unplace { id, .. } => {
            let result = content.results.get(&id)?.clone();
            Op::Unplace { id, result }
        }
        other => other,
    })
}
