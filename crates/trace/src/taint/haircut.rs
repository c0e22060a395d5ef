//! Haircut: every output, and the fee, carries the tainted share of all inputs.
//!
//! BlockSci truncates and lets the fee absorb what is lost; here the satoshis that do not divide go
//! to the largest remainders (Hamilton's method), the first in the ledger's order where two are
//! equal, so that value is conserved exactly. Backward, the inputs share what is traced out of the
//! transaction in proportion to what they put in.

use crate::taint::flow::Flow;

/// Shares `tainted` satoshis over the `to` side in proportion to its values.
pub fn spread(flow: &Flow<'_>, tainted: u128) -> Vec<u64> {
    let whole = flow.total();
    if whole == 0 {
        return vec![0; flow.to.len()];
    }
    let mut shares = Vec::with_capacity(flow.to.len());
    let mut remainders = Vec::with_capacity(flow.to.len());
    let mut left = tainted;
    for (index, &value) in flow.to.iter().enumerate() {
        let (share, remainder) = scaled(tainted, u128::from(value), whole);
        let share =
            u64::try_from(share).expect("tainted is at most whole, so a share fits its coin");
        left -= u128::from(share);
        shares.push(share);
        if remainder > 0 {
            remainders.push((std::cmp::Reverse(remainder), index));
        }
    }
    // `left` is the sum of the remainders over `whole`, so it is less than their number.
    remainders.sort_unstable();
    for (_, index) in remainders {
        if left == 0 {
            break;
        }
        shares[index] += 1;
        left -= 1;
    }
    debug_assert_eq!(left, 0, "value is conserved");
    shares
}

/// `part * value / whole` and its remainder. Bitcoin's money is below 2^51, so a product fits with
/// room to spare; sides of a hostile partial ledger can sum to more than 2^64, and then one factor
/// is split so that nothing overflows (`part <= whole`, `value < 2^64`).
fn scaled(part: u128, value: u128, whole: u128) -> (u128, u128) {
    if let Some(product) = part.checked_mul(value) {
        return (product / whole, product % whole);
    }
    // Schoolbook: value bit by bit from the top, keeping quotient and remainder of the product.
    let (mut quotient, mut remainder) = (0_u128, 0_u128);
    for bit in (0..64).rev() {
        quotient *= 2;
        remainder *= 2;
        if value >> bit & 1 == 1 {
            remainder += part;
        }
        quotient += remainder / whole;
        remainder %= whole;
    }
    (quotient, remainder)
}
