//! A plain list: one address a line, blank lines and `#` comments between.
//!
//! The one thing to know: such a list says nothing but addresses. OFAC's are known by their names
//! (`ofac…`, `sanctioned_addresses_XBT.txt`); of any other, the import must be told whose list it is or
//! what it says. Only a file of OFAC's name that is not of one asset is taken for the whole list: a
//! plain list of another name may be an excerpt. The day it was seen comes from `# Last Updated: …`, the import, or a day in its path.

use std::borrow::Cow;

use model::claim::Validity;
use model::time::Day;

use super::draft::Draft;
use super::error::LabelError;
use super::intake::Intake;
use super::subject::Written;
use super::{File, Title, date};

/// The id of OFAC's list of Specially Designated Nationals.
pub const OFAC: &str = "us-ofac-sdn";
pub const OFAC_LABEL: &str = "OFAC Specially Designated National";
/// What the list itself says is an authority's word.
pub const OFAC_CONFIDENCE: &str = "authority_data";

/// The most lines looked at to tell a list from prose.
const LINES_LOOKED_AT: usize = 50;

pub fn looks_like(text: &str) -> bool {
    let mut rows =
        text.lines().map(bare).filter(|row| !row.is_empty()).take(LINES_LOOKED_AT).peekable();
    rows.peek().is_some()
        && rows.all(|row| {
            row.len() >= 20 && row.bytes().all(|b| b.is_ascii_alphanumeric() || b == b':')
        })
}

/// A row without its comment.
fn bare(line: &str) -> &str {
    line.split('#').next().unwrap_or("").trim()
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    intake.count_in("address");
    let hints = file.hints;
    let is_ofac = is_ofac(file);
    let is_told = hints.list.is_some() || (hints.label.is_some() && hints.source.is_some());
    if !is_ofac && !is_told {
        return Err(LabelError::refused(
            file.name,
            "a plain list does not say what it says of its addresses: name the list, or give a label \
             and a source (and a category)",
        ));
    }
    let what = What::of(file, is_ofac);
    for (row, line) in file.text.lines().zip(1_u64..) {
        let address = bare(row);
        if !address.is_empty() {
            intake.offer(line, address, Ok(what.draft(address)));
        }
    }
    // A list of one asset is not the list, and a file that is only told to be of OFAC's may be anything.
    if is_ofac_by_name(file.name) && is_ofac && what.ticker.is_none() {
        intake.is_whole_copy(OFAC, what.seen);
    }
    let title = if is_ofac { "OFAC digital currency addresses" } else { file.name };
    let creator = if is_ofac { "OFAC" } else { hints.source.as_deref().unwrap_or("unknown") };
    Ok(Title { title: title.to_owned(), creator: creator.to_owned() })
}

/// What holds for every row: what the import was told, else what a list of that kind says.
struct What {
    list: Option<String>,
    label: String,
    category: Option<String>,
    confidence: Option<String>,
    ticker: Option<String>,
    seen: Option<Day>,
    source: String,
}

impl What {
    fn of(file: &File<'_>, is_ofac: bool) -> Self {
        let hints = file.hints.clone();
        let list = if is_ofac { Some(OFAC.to_owned()) } else { hints.list };
        let label = if is_ofac { OFAC_LABEL } else { list.as_deref().unwrap_or("") };
        let seen = hints.seen.or_else(|| last_updated(file.text));
        Self {
            label: hints.label.unwrap_or_else(|| label.to_owned()),
            category: hints.category.or_else(|| list.as_ref().map(|_| "sanction".to_owned())),
            confidence: hints.confidence.or_else(|| is_ofac.then(|| OFAC_CONFIDENCE.to_owned())),
            ticker: hints.ticker.or_else(|| ticker_in_name(file.name)),
            seen: seen.or_else(|| date::day_in_path(file.path)),
            source: source(file, is_ofac),
            list,
        }
    }

    fn draft<'a>(&'a self, address: &'a str) -> Draft<'a> {
        let mut draft = Draft::new(Written::Address(address));
        draft.ticker = self.ticker.as_deref();
        draft.label = Cow::Borrowed(&self.label);
        draft.categories.extend(self.category.as_deref());
        draft.list = self.list.as_deref().map(Cow::Borrowed);
        draft.confidence = self.confidence.as_deref();
        draft.source = Cow::Borrowed(&self.source);
        draft.validity = Validity { seen: self.seen, ..Validity::default() };
        draft
    }
}

fn source(file: &File<'_>, is_ofac: bool) -> String {
    match (&file.hints.source, is_ofac) {
        (Some(source), _) => source.clone(),
        (None, true) => format!("OFAC SDN list, from {}", file.name),
        (None, false) => file.hints.list.clone().unwrap_or_default(),
    }
}

/// By the import's word, else by the file's name.
pub fn is_ofac(file: &File<'_>) -> bool {
    match &file.hints.list {
        Some(list) => list == OFAC,
        None => file.hints.label.is_none() && is_ofac_by_name(file.name),
    }
}

fn is_ofac_by_name(name: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with("ofac") || name.starts_with("sanctioned_addresses_")
}

/// `sanctioned_addresses_XBT.txt` is the list of one asset.
fn ticker_in_name(name: &str) -> Option<String> {
    let (_, rest) = name.split_once("sanctioned_addresses_")?;
    let ticker: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    (!ticker.is_empty()).then_some(ticker)
}

/// `# Last Updated: 2026-08-22 04:25:46 UTC`, in the comments at the top.
fn last_updated(text: &str) -> Option<Day> {
    let top = text.lines().take_while(|line| bare(line).is_empty());
    top.filter_map(|line| line.split_once("pdated:"))
        .find_map(|(_, rest)| rest.trim().get(..10).and_then(date::day))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::labels::Hints;
    use crate::labels::tests::{check, check_with, hints};

    #[test]
    fn ofac_s_list_says_when_it_was_made() {
        check(
            "ofac_wallets.txt",
            "# Last Updated: 2026-08-22 04:25:46 UTC\n\n12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n\
             TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\n12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S # again\n\
             ltc1qr8ntsedq8tv0svmxqhzvdcdl5k7kntdmnhwep7\n",
            &expect![[r#"
                list · OFAC digital currency addresses · OFAC
                all of us-ofac-sdn, 2026-08-22 to 2026-08-22
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: OFAC Specially Designated National #sanction (authority_data 60) seen 2026-08-22 list=us-ofac-sdn <OFAC SDN list, from ofac_wallets.txt>
                TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t TRX: OFAC Specially Designated National #sanction (authority_data 60) seen 2026-08-22 list=us-ofac-sdn <OFAC SDN list, from ofac_wallets.txt>
                ltc1qr8ntsedq8tv0svmxqhzvdcdl5k7kntdmnhwep7 LTC: OFAC Specially Designated National #sanction (authority_data 60) seen 2026-08-22 list=us-ofac-sdn <OFAC SDN list, from ofac_wallets.txt>
                4 × address: 3 taken, 1 again, 0 refused
                left out: network 3
                kept as text: LTC 1
            "#]],
        );
    }

    #[test]
    fn asset_and_day_come_from_the_path_and_an_entry_misfiled_is_not_lost() {
        check(
            "ofac_2024-09-27/sanctioned_addresses_XBT.txt",
            "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\nTR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\n",
            &expect![[r#"
                list · OFAC digital currency addresses · OFAC
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: OFAC Specially Designated National #sanction (authority_data 60) seen 2024-09-27 list=us-ofac-sdn <OFAC SDN list, from sanctioned_addresses_XBT.txt>
                TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t TRX: OFAC Specially Designated National #sanction (authority_data 60) seen 2024-09-27 list=us-ofac-sdn <OFAC SDN list, from sanctioned_addresses_XBT.txt>
                2 × address: 2 taken, 0 again, 0 refused
                said BTC, is TRX 1
            "#]],
        );
        check(
            "ofac_2024-09/sanctioned_addresses_USDT.txt",
            "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n0xd90e2f925da726b50c4ed8d0fb90ad053324f31b\n",
            &expect![[r#"
                list · OFAC digital currency addresses · OFAC
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: OFAC Specially Designated National #sanction (authority_data 60) seen 2024-09-30 list=us-ofac-sdn <OFAC SDN list, from sanctioned_addresses_USDT.txt>
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: OFAC Specially Designated National #sanction (authority_data 60) seen 2024-09-30 list=us-ofac-sdn <OFAC SDN list, from sanctioned_addresses_USDT.txt>
                2 × address: 2 taken, 0 again, 0 refused
            "#]],
        );
        check(
            "sanctioned_addresses_ETC.txt",
            "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\n",
            &expect![[r#"
            list · OFAC digital currency addresses · OFAC
            TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t TRX: OFAC Specially Designated National #sanction (authority_data 60) list=us-ofac-sdn <OFAC SDN list, from sanctioned_addresses_ETC.txt>
            1 × address: 1 taken, 0 again, 0 refused
            left out: date 1
            said ETC, is TRX 1
        "#]],
        );
    }

    #[test]
    fn any_other_list_needs_to_be_told_what_it_says() {
        let text = "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n";
        check(
            "mine.txt",
            text,
            &expect![[r#"
            mine.txt: a plain list does not say what it says of its addresses: name the list, or give a label and a source (and a category)
        "#]],
        );
        let told = Hints {
            label: Some("Case 12".into()),
            category: Some("sea:mule_wallet".into()),
            source: Some("our desk".into()),
            confidence: Some("forensic_investigation".into()),
            ..hints()
        };
        check_with(
            "mine.txt",
            text,
            &told,
            &expect![[r#"
            list · mine.txt · our desk
            12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: Case 12 #sea:mule_wallet (forensic_investigation 70) <our desk>
            1 × address: 1 taken, 0 again, 0 refused
            left out: date 1
            left out: network 1
        "#]],
        );
        let wrong = Hints { category: Some("sea:mule_walet".into()), ..told };
        check_with(
            "mine.txt",
            text,
            &wrong,
            &expect![[r#"
            mine.txt: told for the whole file: unknown category 'sea:mule_walet' (did you mean sea:mule_wallet?)
        "#]],
        );
        let list = Hints { list: Some("th-amlo".into()), ..hints() };
        check_with(
            "mine.txt",
            text,
            &list,
            &expect![[r#"
                list · mine.txt · unknown
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: th-amlo #sanction (unknown 5) list=th-amlo <th-amlo>
                1 × address: 1 taken, 0 again, 0 refused
                left out: confidence 1
                left out: date 1
                left out: network 1
            "#]],
        );
    }
}
