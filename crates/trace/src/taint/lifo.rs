//! LIFO: the last satoshi in pays the first satoshi out.
//!
//! The inputs are a stack: the last satoshi of the last input lies on top and goes to the first
//! satoshi of the first output; what lies at the bottom pays the fee. Like FIFO it is a bijection of
//! satoshis, so the way back is exact.

use crate::taint::flow::Flow;
use crate::taint::runs::{Order, Runs, carry};

pub fn spread(flow: &Flow<'_>, tainted: &[(usize, &Runs)]) -> Vec<Runs> {
    carry(flow, tainted, Order::Reversed)
}
