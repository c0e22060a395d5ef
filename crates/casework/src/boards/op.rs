//! What can be done on a board: one operation, and the one that takes it back.
//!
//! An operation tells both what it finds (`from`) and what it leaves (`to`), so its inverse follows
//! from itself alone, and one that finds something else is refused instead of overwriting what
//! somebody else did. Stored as JSON for good: a field is added only with a default, a variant
//! never changes its meaning; [`VERSION`] grows when a reader of the old ones must be kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::card::{At, Card, Colour, Edge, Exclusion, Expansion, Filter, Group, Note, Placed};
use super::card::{Side, Target};

/// Of the operations as they are written below.
pub const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = BoardOp)]
pub enum Op {
    Add {
        card: Card,
    },
    /// Takes an addition back. People hide; they do not remove.
    Remove {
        card: Card,
    },
    Connect {
        edge: Edge,
    },
    Disconnect {
        edge: Edge,
    },
    Move {
        card: String,
        from: At,
        to: At,
    },
    Hide {
        card: String,
    },
    Show {
        card: String,
    },
    Colour {
        on: Target,
        from: Option<Colour>,
        to: Option<Colour>,
    },
    /// A short flag on a card or an edge.
    Annotate {
        on: Target,
        from: Option<String>,
        to: Option<String>,
    },
    Group {
        id: String,
        group: Group,
    },
    Ungroup {
        id: String,
        group: Group,
    },
    /// Draws a group as one card.
    Fold {
        id: String,
    },
    Unfold {
        id: String,
    },
    /// Marks what a piece of evidence speaks of; the evidence itself lies in the record.
    Pin {
        id: String,
        on: Target,
    },
    Unpin {
        id: String,
        on: Target,
    },
    /// Writes (from nothing), rewrites or takes away (to nothing) a note.
    Note {
        id: String,
        from: Option<Note>,
        to: Option<Note>,
    },
    /// What the next expansions leave out.
    Filter {
        from: Filter,
        to: Filter,
    },
    /// Does without a join, a rule or a label from now on.
    Exclude {
        what: Exclusion,
    },
    Include {
        what: Exclusion,
    },
    /// How far a card was expanded to one side.
    Expand {
        card: String,
        side: Side,
        from: Option<Expansion>,
        to: Option<Expansion>,
    },
    /// A result (a trace, a path) whose cards stand on the board.
    Place {
        id: String,
        result: Placed,
    },
    Unplace {
        id: String,
        result: Placed,
    },
}

impl Op {
    /// What takes this operation back exactly: `inverse` of the inverse is the operation itself.
    #[must_use]
    pub fn inverse(&self) -> Op {
        match self.clone() {
            Op::Add { card } => Op::Remove { card },
            Op::Remove { card } => Op::Add { card },
            Op::Connect { edge } => Op::Disconnect { edge },
            Op::Disconnect { edge } => Op::Connect { edge },
            Op::Move { card, from, to } => Op::Move { card, from: to, to: from },
            Op::Hide { card } => Op::Show { card },
            Op::Show { card } => Op::Hide { card },
            Op::Colour { on, from, to } => Op::Colour { on, from: to, to: from },
            Op::Annotate { on, from, to } => Op::Annotate { on, from: to, to: from },
            Op::Group { id, group } => Op::Ungroup { id, group },
            Op::Ungroup { id, group } => Op::Group { id, group },
            Op::Fold { id } => Op::Unfold { id },
            Op::Unfold { id } => Op::Fold { id },
            Op::Pin { id, on } => Op::Unpin { id, on },
            Op::Unpin { id, on } => Op::Pin { id, on },
            Op::Note { id, from, to } => Op::Note { id, from: to, to: from },
            Op::Filter { from, to } => Op::Filter { from: to, to: from },
            Op::Exclude { what } => Op::Include { what },
            Op::Include { what } => Op::Exclude { what },
            Op::Expand { card, side, from, to } => Op::Expand { card, side, from: to, to: from },
            Op::Place { id, result } => Op::Unplace { id, result },
            Op::Unplace { id, result } => Op::Place { id, result },
        }
    }
}

/// What takes a whole gesture back: each of its operations, the last first.
pub fn inverse(ops: &[Op]) -> Vec<Op> {
    ops.iter().rev().map(Op::inverse).collect()
}
