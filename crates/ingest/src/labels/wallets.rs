//! OpenSanctions' `targets.simple.csv`, as far as it lists wallets: Ransomwhere's ransomware
//! addresses.
//!
//! The one thing to know: `first_seen` is the day OpenSanctions first read the entry, so it dates when
//! the claim was seen, not when the ransom was paid. Rows that are not wallets name no address.

use std::borrow::Cow;

use super::draft::{Draft, day};
use super::error::LabelError;
use super::intake::Intake;
use super::report::Reason;
use super::subject::{Refusal, Written};
use super::table::{Row, Table};
use super::{File, Title};

pub fn fits(columns: &[&str]) -> bool {
    ["schema", "name", "aliases", "dataset", "first_seen"].iter().all(|c| columns.contains(c))
}

struct Columns {
    schema: usize,
    name: usize,
    aliases: usize,
    dataset: usize,
    first_seen: usize,
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    let mut table = Table::with_header(file, b',')?;
    let columns = Columns {
        schema: table.needed("schema")?,
        name: table.needed("name")?,
        aliases: table.needed("aliases")?,
        dataset: table.needed("dataset")?,
        first_seen: table.needed("first_seen")?,
    };
    while let Some(row) = table.next()? {
        intake.offer(row.line, row.at(columns.name), draft(&row, &columns));
    }
    let title = "OpenSanctions: wallets".to_owned();
    Ok(Title { title, creator: "OpenSanctions".to_owned() })
}

fn draft<'r>(row: &Row<'r>, columns: &Columns) -> Result<Draft<'r>, Refusal> {
    let schema = row.at(columns.schema);
    if schema != "CryptoWallet" {
        let detail = format!("a {schema}, not a wallet");
        return Err(Refusal::new(Reason::NoSubject, detail));
    }
    let dataset = row.at(columns.dataset);
    let mut draft = Draft::new(Written::Address(row.at(columns.name)));
    // The family's name; an entry may have several, joined by semicolons.
    draft.label = Cow::Borrowed(row.at(columns.aliases));
    if dataset.contains("ransomwhe.re") {
        draft.categories = vec!["ransomware"];
    }
    draft.source = format!("{dataset}, by OpenSanctions").into();
    draft.confidence = Some("trusted_provider");
    draft.validity.seen = Some(day("first_seen", row.at(columns.first_seen))?);
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::labels::tests::check;

    #[test]
    fn a_wallet_is_its_family_s_and_other_rows_name_no_address() {
        check(
            "targets.simple.csv",
            "\"id\",\"schema\",\"name\",\"aliases\",\"dataset\",\"first_seen\"\n\
             \"a\",\"CryptoWallet\",\"12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\",\"Locky\",\"ransomwhe.re ransomware addresses\",\"2023-04-20T15:28:17\"\n\
             \"b\",\"Person\",\"John\",\"\",\"x\",\"2023-04-20T15:28:17\"\n",
            &expect![[r#"
                opensanctions-wallets · OpenSanctions: wallets · OpenSanctions
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: Locky #ransomware (trusted_provider 50) seen 2023-04-20 <ransomwhe.re ransomware addresses, by OpenSanctions>
                2 × row: 1 taken, 0 again, 1 refused
                refused 1: names neither an address nor a transaction
                  line 3 John: a Person, not a wallet
                left out: network 1
            "#]],
        );
    }
}
