//! Poison: any tainted input taints every output, and the fee, wholly.
//!
//! An upper bound of what may be connected, never an amount of money: it is not conserved. As
//! BlockSci defines it (`taint.cpp`); Möser, Böhme and Breuker 2014 name it. Backward, every input
//! of a tainted output is tainted wholly. A coin without value carries nothing.

use crate::taint::flow::Flow;

/// Called where something on the `from` side is tainted.
pub fn spread(flow: &Flow<'_>) -> Vec<u64> {
    flow.to.to_vec()
}
