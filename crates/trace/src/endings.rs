//! "Where it is now": rows, sums and shares that reconcile to the last satoshi.

use crate::trace::Share;

impl Share {
    /// `12.34 %` by integers, rounded half up; `<0.01 %` where something is there but rounds away.
    pub fn percent(self) -> String {
        if self.whole == 0 {
            return "-".into();
        }
        let hundredths = wide_div(self.part, 10_000, self.whole);
        match hundredths {
            0 if self.part > 0 => "<0.01 %".into(),
            _ => format!("{}.{:02} %", hundredths / 100, hundredths % 100),
        }
    }
}

/// `part * scale / whole`, rounded half up, without overflow for any sum of satoshis a ledger holds.
fn wide_div(part: u128, scale: u128, whole: u128) -> u128 {
    let (quotient, rest) = (part / whole, part % whole);
    quotient * scale + (rest.saturating_mul(scale * 2) + whole) / (whole * 2)
}
