//! Little chains written as text, and whole stories grown from a seed, with their truth.
//!
//! Both make real Bitcoin blocks (hashes, Merkle roots, witness commitments, sizes), so tests, the
//! demo and exercises enter through the same door as the real chain. Only the signatures are made
//! up. Nothing here knows how clusters, CoinJoins or traces are found: the truth comes from what
//! the actors meant, never from a rule that other rooms are measured by.

pub mod lang;
pub mod mix;
pub mod recipe;
pub mod story;

mod batch;
mod block;
mod blockfile;
mod lock;
mod tx;

pub use block::Sealed;
pub use lang::{Played, ScenarioError, play};
