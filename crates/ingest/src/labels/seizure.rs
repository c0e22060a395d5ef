//! Wallets named in administrative seizure orders of Israel's National Bureau for Counter Terror
//! Financing: `wallet,aso`.
//!
//! The one thing to know: an order is numbered within its year (`53/23`), so by that year's last day it
//! had been said; the order's own day is not in the table.

use std::borrow::Cow;

use model::refusal::quoted;
use model::time::Day;

use super::draft::Draft;
use super::error::LabelError;
use super::intake::Intake;
use super::report::Reason;
use super::subject::{Refusal, Written};
use super::table::{Row, Table};
use super::{File, Title};

pub fn fits(columns: &[&str]) -> bool {
    columns == ["wallet", "aso"]
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    intake.count_in("wallet");
    let mut table = Table::with_header(file, b',')?;
    let (wallet, order) = (table.needed("wallet")?, table.needed("aso")?);
    while let Some(row) = table.next()? {
        intake.offer(row.line, row.at(wallet), draft(&row, wallet, order));
    }
    let title = "NBCTF administrative seizure orders".to_owned();
    let creator = "National Bureau for Counter Terror Financing of Israel".to_owned();
    Ok(Title { title, creator })
}

fn draft<'r>(row: &Row<'r>, wallet: usize, order: usize) -> Result<Draft<'r>, Refusal> {
    let order = row.at(order);
    let seen = year_end(order).ok_or_else(|| {
        let detail = format!("{} is no order's number, as in 53/23", quoted(order));
        Refusal::new(Reason::BadDate, detail)
    })?;
    let mut draft = Draft::new(Written::Address(row.at(wallet)));
    draft.label = format!("NBCTF seizure order {order}").into();
    draft.categories = vec!["terrorism_financing"];
    draft.source = Cow::Borrowed("https://nbctf.mod.gov.il");
    draft.confidence = Some("authority_data");
    draft.validity.seen = Some(seen);
    Ok(draft)
}

fn year_end(order: &str) -> Option<Day> {
    let (number, year) = order.split_once('/')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(number) || !digits(year) || year.len() != 2 {
        return None;
    }
    format!("20{year}-12-31").parse().ok()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::labels::tests::check;

    #[test]
    fn an_order_s_number_tells_its_year() {
        check(
            "wallets.csv",
            "wallet,aso\nTR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,53/23\nTR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,order 9\n",
            &expect![[r#"
                nbctf-wallets · NBCTF administrative seizure orders · National Bureau for Counter Terror Financing of Israel
                TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t TRX: NBCTF seizure order 53/23 #terrorism_financing (authority_data 60) seen 2023-12-31 <https://nbctf.mod.gov.il>
                2 × wallet: 1 taken, 0 again, 1 refused
                refused 1: a date that cannot be
                  line 3 TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t: 'order 9' is no order's number, as in 53/23
                left out: network 1
            "#]],
        );
    }
}
