//! This program's own table, for analysts: one claim a row, columns by name.
//!
//! The one thing to know: `address,label,category,source` are needed, the rest may be left out or in
//! any order; an unknown column is an error. The handbook's page on labels is this format's manual.

use std::borrow::Cow;

use model::claim::Validity;
use model::time::Day;

use super::draft::{Draft, day};
use super::error::LabelError;
use super::intake::Intake;
use super::subject::{Refusal, Written};
use super::table::{Row, Table, delimiter};
use super::{File, Title};

const COLUMNS: [&str; 12] = [
    "address",
    "label",
    "category",
    "source",
    "network",
    "actor",
    "confidence",
    "valid_from",
    "valid_to",
    "seen",
    "list",
    "context",
];

/// Any table with an address and a label is meant to be one of ours: what else is wrong with it gets
/// a better answer there.
pub fn fits(columns: &[&str]) -> bool {
    columns.contains(&"address") && (columns.contains(&"label") || columns.contains(&"category"))
}

struct Columns {
    address: usize,
    label: usize,
    category: usize,
    source: usize,
    network: Option<usize>,
    actor: Option<usize>,
    confidence: Option<usize>,
    valid_from: Option<usize>,
    valid_to: Option<usize>,
    seen: Option<usize>,
    list: Option<usize>,
    context: Option<usize>,
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    let mut table = Table::with_header(file, delimiter(file.text))?;
    table.refuse_unknown(&COLUMNS)?;
    let columns = Columns {
        address: table.needed("address")?,
        label: table.needed("label")?,
        category: table.needed("category")?,
        source: table.needed("source")?,
        network: table.column("network"),
        actor: table.column("actor"),
        confidence: table.column("confidence"),
        valid_from: table.column("valid_from"),
        valid_to: table.column("valid_to"),
        seen: table.column("seen"),
        list: table.column("list"),
        context: table.column("context"),
    };
    while let Some(row) = table.next()? {
        intake.offer(row.line, row.at(columns.address), draft(&row, &columns));
    }
    Ok(Title { title: file.name.to_owned(), creator: "unknown".to_owned() })
}

fn draft<'r>(row: &Row<'r>, columns: &Columns) -> Result<Draft<'r>, Refusal> {
    let some = |column| Some(row.get(column)).filter(|text| !text.is_empty());
    let day_of = |field, column| -> Result<Option<Day>, Refusal> {
        some(column).map(|text| day(field, text)).transpose()
    };
    let mut draft = Draft::new(Written::Either(row.at(columns.address)));
    draft.ticker = some(columns.network);
    draft.label = Cow::Borrowed(row.at(columns.label));
    // Several categories in one cell: the first is the primary.
    draft.categories = row.at(columns.category).split('|').collect();
    draft.actor = some(columns.actor).map(Cow::Borrowed);
    draft.list = some(columns.list).map(Cow::Borrowed);
    draft.source = Cow::Borrowed(row.at(columns.source));
    draft.confidence = some(columns.confidence);
    draft.validity = Validity {
        from: day_of("valid_from", columns.valid_from)?,
        seen: day_of("seen", columns.seen)?,
        to: day_of("valid_to", columns.valid_to)?,
    };
    draft.context = some(columns.context).map(str::to_owned);
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::labels::tests::check;

    #[test]
    fn four_columns_are_enough_and_the_rest_may_stand_in_any_order() {
        check(
            "desk.csv",
            "address,label,category,source\n\
             12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S,Mule 7,sea:mule_wallet,case 12\n\
             f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16,Payout,Mixing Service|scam,case 12\n",
            &expect![[r#"
                csv · desk.csv · unknown
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: Mule 7 #sea:mule_wallet (unknown 5) <case 12>
                tx f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16 BTC: Payout #mixing_service #scam (unknown 5) <case 12>
                2 × row: 2 taken, 0 again, 0 refused
                left out: confidence 2
                left out: date 2
                left out: network 2
                read Mixing Service as mixing_service 1
            "#]],
        );
        check(
            "desk.csv",
            "source;address;valid_from;valid_to;seen;Label;category;network;actor;confidence;list;context\r\n\
             gazette;0xd90e2f925da726b50c4ed8d0fb90ad053324f31b;2022-08-08;2025-03-21;2022-08-09;\"a; b\";\
             sanction;eth;tornado;authority_data;us-ofac-sdn;note\r\n",
            &expect![[r#"
                csv · desk.csv · unknown
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: a; b #sanction (authority_data 60) from 2022-08-08 seen 2022-08-09 to 2025-03-21 @tornado list=us-ofac-sdn <gazette> note
                1 × row: 1 taken, 0 again, 0 refused
            "#]],
        );
    }

    #[test]
    fn a_row_that_makes_no_claim_says_why() {
        check(
            "desk.csv",
            "address,label,category,source,network,valid_from,confidence\n\
             12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S,,scam,s,,,\n\
             12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S,l,scamm,s,,,\n\
             12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S,l,scam,,,,\n\
             12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S,l,scam,s,ETH,,\n\
             12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S,l,scam,s,,8/8/2022,\n\
             12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S,l,scam,s,,,forensics\n\
             ,l,scam,s,,,\n",
            &expect![[r#"
                csv · desk.csv · unknown
                7 × row: 0 taken, 0 again, 7 refused
                refused 1: names neither an address nor a transaction
                  line 8 : the address is empty
                refused 1: an address of another chain than the row says
                  line 5 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: '12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S' is an address of bitcoin, not of ETH
                refused 1: no label
                  line 2 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: the label is empty
                refused 1: no source
                  line 4 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: nothing says who says so
                refused 1: unknown category
                  line 3 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: 'scamm' (did you mean scam?)
                refused 1: unknown confidence
                  line 7 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: 'forensics' (did you mean forensic?)
                refused 1: a date that cannot be
                  line 6 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: valid_from '8/8/2022' is no day: write YYYY-MM-DD
            "#]],
        );
    }

    #[test]
    fn a_table_that_is_not_well_formed_is_refused_whole() {
        check(
            "a.csv",
            "address,label,source\n",
            &expect![[r#"
                a.csv: line 1: no column 'category' among 'address,label,source'
            "#]],
        );
        check(
            "a.csv",
            "address,label,categroy,source\n",
            &expect![[r#"
            a.csv: line 1: unknown column 'categroy': did you mean category?
        "#]],
        );
        check(
            "a.csv",
            "address,label,category,source,label\n",
            &expect![[r#"
            a.csv: line 1: the column 'label' stands here twice
        "#]],
        );
        check(
            "a.csv",
            "address,label,category,source\n1,a,b\n",
            &expect![[r#"
            a.csv: line 2: 3 columns where there should be 4: a text with commas needs quotes
        "#]],
        );
        check(
            "a.csv",
            "address,label,category,source\n1,a, b,scam,s\n",
            &expect![[r#"
            a.csv: line 2: 5 columns where there should be 4: a text with commas needs quotes
        "#]],
        );
        check(
            "a.csv",
            "address,label,category,source\n1,\"a,scam,s\n2,b,scam,s\n3,c,scam,s\n",
            &expect![[r#"
                a.csv: line 2: a quote is opened in this row and never closed
            "#]],
        );
    }

    #[test]
    fn the_handbook_s_example_is_taken() {
        let page = include_str!("../../../../docs/handbook/labels.md");
        let start = page.find("address,label,category,source,network").expect("the example");
        let example = page[start..].split("```").next().expect("its end");
        check(
            "example.csv",
            example,
            &expect![[r#"
            csv · example.csv · unknown
            12t9YDPgwueZ9NyMgw519p7AA8isjr6SMw BTC: WannaCry 2.0 #ransomware #perpetrator (forensic_investigation 70) from 2017-05-12 <case 7/2017>
            1 × row: 1 taken, 0 again, 0 refused
        "#]],
        );
    }
}
