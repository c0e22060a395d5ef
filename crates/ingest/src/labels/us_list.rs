//! The US Consolidated Screening List as CSV: the lists of several departments in one table.
//!
//! The one thing to know: only entries of OFAC's SDN list carry crypto addresses, in the column
//! `ids` (`1…, Digital Currency Address - XBT; …`); entries of other lists are not read. The rows that
//! count here are addresses.

use super::error::LabelError;
use super::intake::Intake;
use super::list::OFAC;
use super::sdn::{Party, offer};
use super::table::Table;
use super::{File, Title, date};

const MARK: &str = ", Digital Currency Address - ";

pub fn fits(columns: &[&str]) -> bool {
    ["source", "entity_number", "programs", "ids"].iter().all(|column| columns.contains(column))
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    intake.count_in("address");
    let mut table = Table::with_header(file, b',')?;
    let (list, number) = (table.needed("source")?, table.needed("entity_number")?);
    let (name, kind) = (table.needed("name")?, table.column("type"));
    let (programs, ids) = (table.needed("programs")?, table.needed("ids")?);
    let alt_names = table.column("alt_names");
    let seen = file.hints.seen.or_else(|| date::day_in_path(file.path));
    while let Some(row) = table.next()? {
        let is_sdn = row.at(list).contains("(SDN)");
        if !is_sdn || !row.at(ids).contains(MARK) {
            continue;
        }
        let some = |column| Some(row.get(column)).filter(|text| !text.is_empty());
        let aliases =
            row.get(alt_names).split(';').map(str::trim).filter(|alias| !alias.is_empty());
        let party = Party {
            number: row.at(number),
            name: some(Some(name)),
            kind: some(kind),
            programs: some(Some(programs)),
            aliases: aliases.map(str::to_owned).collect(),
        };
        offer(file, row.line, &party, addresses(row.at(ids)), seen, intake);
    }
    intake.is_whole_copy(OFAC, seen);
    let title = "US Consolidated Screening List: digital currency addresses";
    Ok(Title { title: title.to_owned(), creator: "US Department of Commerce".to_owned() })
}

/// Ticker and address of each id of that kind.
fn addresses(ids: &str) -> impl Iterator<Item = (&str, &str)> {
    ids.split(';').filter_map(|id| {
        let (address, ticker) = id.split_once(MARK)?;
        Some((ticker.trim(), address.trim()))
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::labels::tests::check;

    #[test]
    fn ids_of_the_sdn_list_are_read_and_other_lists_are_not() {
        check(
            "us_csl_2022-05-16.csv",
            "source,entity_number,type,programs,name,ids,alt_names\n\
             Specially Designated Nationals (SDN) - Treasury Department,37070,Entity,CYBER2,BLENDER.IO,\
             \"2017, Organization Established Date; 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, Digital Currency \
             Address - XBT; TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t, Digital Currency Address - USDT\",BLENDER; B\n\
             Denied Persons List (DPL),1,,,X,\"12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, Digital Currency Address - XBT\",\n",
            &expect![[r#"
                us-csl · US Consolidated Screening List: digital currency addresses · US Department of Commerce
                all of us-ofac-sdn, 2022-05-16 to 2022-05-16
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: BLENDER.IO #sanction (authority_data 60) seen 2022-05-16 @ofac-37070 list=us-ofac-sdn <OFAC SDN list, entry 37070> {"number":"37070","type":"Entity","programs":"CYBER2"}
                TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t TRX: BLENDER.IO #sanction (authority_data 60) seen 2022-05-16 @ofac-37070 list=us-ofac-sdn <OFAC SDN list, entry 37070> {"number":"37070","type":"Entity","programs":"CYBER2"}
                actor ofac-37070 = BLENDER.IO https://sanctionssearch.ofac.treas.gov/Details.aspx?id=37070 [sanction] [] ["BLENDER", "B"]
                2 × address: 2 taken, 0 again, 0 refused
            "#]],
        );
    }
}
