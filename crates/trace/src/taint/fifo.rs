//! FIFO: the first satoshi in pays the first satoshi out.
//!
//! Clayton's Case (1816) applied to coins: Anderson, Shumailov and Ahmed, "Making Bitcoin Legal"
//! 2018. Inputs by index, outputs by index, the fee last (BlockSci `taint.cpp`). It moves satoshis
//! without loss, so tracing back from what it reached gives the same satoshis again.

use crate::taint::flow::Flow;
use crate::taint::runs::{Order, Runs, carry};

pub fn spread(flow: &Flow<'_>, tainted: &[(usize, &Runs)]) -> Vec<Runs> {
    carry(flow, tainted, Order::Same)
}
