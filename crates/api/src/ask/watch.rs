//! Long questions tell how far they have come, and can be ended.

use std::ops::ControlFlow;

use serde::Serialize;
use utoipa::ToSchema;

use crate::refusal::{Kind, Refusal};
use crate::sayings;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Inputs and outputs read; `of` is the most that would be.
    Legs,
    /// Transactions of the chain swept over.
    Transactions,
    /// Subjects answered.
    Subjects,
}

/// How far a question has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Progress {
    pub unit: Unit,
    pub done: u64,
    pub of: u64,
}

/// Told now and then how far it is; ends the work by breaking.
pub type Watch<'w> = dyn FnMut(Progress) -> ControlFlow<()> + 'w;

/// A watch that waits, whatever it takes.
pub fn patient(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

pub(super) fn stopped(unit: Unit, done: u64) -> Refusal {
    let unit = match unit {
        Unit::Legs => "legs",
        Unit::Transactions => "transactions",
        Unit::Subjects => "subjects",
    };
    sayings::STOPPED.refuse(
        Kind::Stopped,
        [done.into()],
        format_args!("stopped after {done} {unit}"),
    )
}
