//! Why a trainer cannot do what he wants to.

use super::LearningError;
use crate::access::Denied;
use crate::people::PeopleError;
use crate::record::RecordError;
use crate::text::TextError;

#[derive(Debug, thiserror::Error)]
pub enum TeachError {
    /// The same whether there is none or somebody else teaches it.
    #[error("there is no such class among yours")]
    NoSuchClass,
    #[error("the class is closed: open it again to work in it")]
    ClassClosed,
    #[error(
        "somebody in the list cannot learn here: there is no such person, or they are disabled"
    )]
    CannotLearn,
    #[error("they are not in this class")]
    NotInClass,
    #[error("they cannot teach here: there is no such trainer, or they are disabled")]
    CannotTeach,
    #[error("they do not teach this class")]
    NotTeaching,
    #[error("a class keeps its last trainer")]
    LastTrainer,
    #[error("the class does not have this exercise")]
    NotAssigned,
    #[error("it is not handed in yet")]
    NotSubmitted,
    #[error("there is no such certificate that is yours or your learners'")]
    NoSuchCertificate,
    #[error("people are made in a session: a token cannot")]
    NotByToken,
    #[error("at most {most} {what}")]
    TooMany { what: &'static str, most: u64 },
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("'{login}': {error}")]
    Newcomer { login: String, error: PeopleError },
    #[error(transparent)]
    People(#[from] PeopleError),
    #[error(transparent)]
    Learning(#[from] LearningError),
    #[error(transparent)]
    Record(#[from] RecordError),
}
