//! Follow value forward or backward through one ledger.
#![allow(clippy::todo)]

use entity::atlas::{Atlas, Ledger};

use crate::query::{QueryError, TraceQuery};
use crate::trace::Trace;

/// Follows the value of the query's subject until it rests, leaves sight, or a limit is reached.
pub fn follow(atlas: &Atlas, ledger: &Ledger, query: &TraceQuery) -> Result<Trace, QueryError> {
    let _ = (atlas, ledger, query);
    todo!("the sweep")
}
