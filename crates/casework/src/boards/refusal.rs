//! Why an operation is not done: what it meets, and what to do about it.

use crate::text::TextError;

/// The code is what a page finds its words by; the sentence is for everybody else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error(
        "a board draws at most {most} cards: hide or fold some, narrow the filter, or go on at \
         another board; tables and results hold the rest"
    )]
    Full { most: usize },
    #[error("a board keeps at most {most} {what}: go on at another board")]
    TooMany { what: &'static str, most: usize },
    #[error("{what} '{id}' is not on the board")]
    Missing { what: &'static str, id: String },
    #[error("{what} '{id}' is on the board already")]
    Exists { what: &'static str, id: String },
    #[error("{what} '{id}' was changed since")]
    Changed { what: &'static str, id: String },
    #[error("'{id}' is still used on the board: by an edge, a group, a note or a pin")]
    InUse { id: String },
    #[error("the card '{id}' is in another group: ungroup that first")]
    Grouped { id: String },
    #[error("another card stands where '{id}' would be added: new cards take free slots")]
    Taken { id: String },
    #[error("a card is hidden, not removed: hide '{id}'")]
    NotByHand { id: String },
    #[error("there is nothing of yours to undo")]
    NothingToUndo,
    #[error("there is nothing of yours to redo")]
    NothingToRedo,
    #[error("undo goes from the newest gesture backwards, and this is not the newest: '{id}'")]
    NotTheNewest { id: String },
    #[error("the operation is not well formed: {what}")]
    Malformed { what: String },
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal {
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Full { .. } => "full",
            Refusal::TooMany { .. } => "too-many",
            Refusal::Missing { .. } => "missing",
            Refusal::Exists { .. } => "exists",
            Refusal::Changed { .. } => "changed",
            Refusal::InUse { .. } => "in-use",
            Refusal::Grouped { .. } => "grouped",
            Refusal::Taken { .. } => "taken",
            Refusal::NotByHand { .. } => "not-by-hand",
            Refusal::NothingToUndo => "nothing-to-undo",
            Refusal::NothingToRedo => "nothing-to-redo",
            Refusal::NotTheNewest { .. } => "not-the-newest",
            Refusal::Malformed { .. } => "malformed",
            Refusal::Text(error) => error.code(),
        }
    }
}
