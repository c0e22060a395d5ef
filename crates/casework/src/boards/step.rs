//! A gesture on the log: who did what, and what undo would take back next.
//!
//! One gesture is one step, and one step is one revision. Undo is a step too, which holds the inverse
//! of an earlier one: nothing is ever taken out of the log. Everybody undoes what he did himself,
//! from the newest backwards, as far as he likes; a new gesture ends what could be redone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check;
use super::fit::{Dropped, Mode, admit, fit};
use super::op::{Op, inverse};
use super::refusal::Refusal;
use super::state::State;

/// What somebody asks to be done. Ids are made by whoever asks, so that a step whose answer was lost
/// is known again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "does", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = BoardWanted)]
pub enum Wanted {
    Do {
        id: String,
        ops: Vec<Op>,
    },
    /// Takes back the step of that id, his newest that is not undone.
    Undo {
        id: String,
        step: String,
    },
    /// Does again the step of that id, which he undid last.
    Redo {
        id: String,
        step: String,
    },
}

impl Wanted {
    pub fn id(&self) -> &str {
        match self {
            Wanted::Do { id, .. } | Wanted::Undo { id, .. } | Wanted::Redo { id, .. } => id,
        }
    }

    pub fn check(&self) -> Result<(), Refusal> {
        check::key("a step's id", self.id())?;
        match self {
            Wanted::Do { ops, .. } => check::ops(ops),
            Wanted::Undo { step, .. } | Wanted::Redo { step, .. } => {
                check::key("a step's id", step)
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BoardDoes)]
pub enum Does {
    Do,
    Undo,
    Redo,
}

impl Does {
    pub const fn text(self) -> &'static str {
        match self {
            Does::Do => "do",
            Does::Undo => "undo",
            Does::Redo => "redo",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        [Does::Do, Does::Undo, Does::Redo].into_iter().find(|does| does.text() == text)
    }
}

/// What somebody can undo and redo, the next one last: the step's id, and the place in his log of
/// the operations whose inverse it takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stacks {
    pub undo: Vec<(String, usize)>,
    pub redo: Vec<(String, usize)>,
}

impl Stacks {
    /// Takes note of a step of his: its place in his log, what it did, its id and, for undo and redo,
    /// the step it speaks of.
    pub fn take(&mut self, place: usize, does: Does, id: &str, of: Option<&str>) {
        let of = of.unwrap_or(id).to_owned();
        match does {
            Does::Do => {
                self.undo.push((of, place));
                self.redo.clear();
            }
            Does::Undo => {
                self.undo.pop();
                self.redo.push((of, place));
            }
            Does::Redo => {
                self.redo.pop();
                self.undo.push((of, place));
            }
        }
    }

    /// The place of the operations that an undo of `step` inverts.
    pub fn to_undo(&self, step: &str) -> Result<usize, Refusal> {
        next(&self.undo, step, Refusal::NothingToUndo)
    }

    pub fn to_redo(&self, step: &str) -> Result<usize, Refusal> {
        next(&self.redo, step, Refusal::NothingToRedo)
    }
}

fn next(stack: &[(String, usize)], step: &str, nothing: Refusal) -> Result<usize, Refusal> {
    match stack.last() {
        None => Err(nothing),
        Some((id, place)) if id == step => Ok(*place),
        Some(_) => Err(Refusal::NotTheNewest { id: step.to_owned() }),
    }
}

/// Does a gesture by hand, whole or not at all.
pub fn by_hand(state: &mut State, ops: &[Op]) -> Result<(), Refusal> {
    admit(state, ops)?;
    state.apply_all(ops)
}

/// Takes back what `ops` did, as far as nobody else has changed it since.
pub fn back(state: &mut State, ops: &[Op]) -> (Vec<Op>, Vec<Dropped>) {
    let fitted = fit(state, &inverse(ops), Mode::Undo);
    (fitted.ops, fitted.dropped)
}
