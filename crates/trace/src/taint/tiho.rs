//! TIHO, "taint in highest out": tainted value goes to the largest outputs first.
//!
//! Tironsakkul, Maarek, Eross and Just 2019 (arXiv 1906.05754). Equal outputs are filled in the
//! ledger's order and the fee comes last, however large. The paper defines no way back; backward,
//! this fills the largest inputs first, which is its mirror and not its inverse.

use crate::taint::flow::Flow;

/// Pours `tainted` satoshis into the `to` side, largest first.
pub fn spread(flow: &Flow<'_>, tainted: u128) -> Vec<u64> {
    let mut order: Vec<usize> = (0..flow.to.len()).collect();
    order.sort_unstable_by_key(|&index| {
        (flow.fee_to == Some(index), std::cmp::Reverse(flow.to[index]), index)
    });
    let mut shares = vec![0; flow.to.len()];
    let mut left = tainted;
    for index in order {
        let share = u64::try_from(left).map_or(flow.to[index], |left| left.min(flow.to[index]));
        shares[index] = share;
        left -= u128::from(share);
    }
    debug_assert_eq!(left, 0, "value is conserved");
    shares
}
