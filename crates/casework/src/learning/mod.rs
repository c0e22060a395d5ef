//! What learners do in the academy: what they read and answered, and their attempts at exercises; and
//! what trainers do: classes, remarks, certificates, corrected texts, lessons brought in.
//!
//! The one thing to know: the record keeps what was done and never what is so. It knows a lesson and
//! an exercise by their ids and a seed, and holds a sheet and a score as the texts they were given
//! as; what they mean is the academy's.

pub mod assigned;
pub mod attempts;
pub mod certificates;
#[cfg(test)]
mod class_tests;
pub mod class_view;
pub mod classes;
pub mod corrections;
pub mod looks;
pub mod packs;
pub mod readings;
pub mod remarks;
pub mod seed;
pub mod teach;
#[cfg(test)]
mod tests;
pub mod trainers;

use crate::access::Denied;
use crate::boards::store::BoardError;
use crate::cases::CaseError;
use crate::record::RecordError;
use crate::text::TextError;

#[derive(Debug, thiserror::Error)]
pub enum LearningError {
    /// The same whether there is none or it is not his.
    #[error("there is no such attempt among yours")]
    NoSuchAttempt,
    #[error("it was handed in: what is on it stays")]
    Submitted,
    #[error("the lesson was changed since this was begun, and its chain cannot be made again")]
    Outdated,
    #[error("all {0} hints were told")]
    NoMoreHints(u32),
    #[error("at most {most} {what} are kept")]
    TooMany { what: &'static str, most: u64 },
    #[error("a sheet has at most {most} bytes")]
    TooLong { most: usize },
    #[error(transparent)]
    Denied(Denied),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Board(#[from] BoardError),
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl From<CaseError> for LearningError {
    fn from(error: CaseError) -> Self {
        LearningError::Board(error.into())
    }
}

/// That an attempt exists may be its secret; what no role allows is none.
fn concealed(denied: Denied) -> LearningError {
    match denied {
        Denied::Role(_) | Denied::Scope(_) => LearningError::Denied(denied),
        Denied::RealData | Denied::NotYours => LearningError::NoSuchAttempt,
    }
}
