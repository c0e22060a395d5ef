//! OFAC's classic `sdn.csv`: twelve columns without a header, `-0-` for nothing, and crypto addresses
//! in the remarks (`Digital Currency Address - XBT 1…; alt. Digital Currency Address - ETH 0x…`).
//!
//! The one thing to know: the rows that count here are addresses, not parties; each party with an
//! address becomes an actor. Long remarks go on in `sdn_comments.csv`, which is read by itself; an
//! address cut in two between the files fails its checksum and is listed as refused. The file carries
//! no date: it comes from the import or from its path.

use std::borrow::Cow;

use model::category::Category;
use model::claim::{Actor, Validity};
use model::time::Day;
use serde_json::json;

use super::draft::Draft;
use super::error::LabelError;
use super::intake::Intake;
use super::list::{OFAC, OFAC_CONFIDENCE};
use super::subject::Written;
use super::table::Table;
use super::{File, Format, Title, date};

const MARK: &str = "Digital Currency Address - ";
const NOTHING: &str = "-0-";

/// Columns of `sdn.csv` (OFAC, "Specially Designated Nationals List - data formats").
const SDN_WIDTH: usize = 12;
const NUMBER: usize = 0;
const NAME: usize = 1;
const KIND: usize = 2;
const PROGRAM: usize = 3;
const REMARKS: usize = 11;
/// `sdn_comments.csv`: the party's number, and what did not fit.
const COMMENTS_WIDTH: usize = 2;

/// No header, so by shape: a number, a quoted name, and OFAC's word for nothing.
pub fn looks_like(text: &str) -> Option<Format> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    let (number, rest) = line.split_once(',')?;
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if !is_number || !rest.trim_start().starts_with('"') {
        return None;
    }
    if line.matches(NOTHING).count() >= 3 {
        return Some(Format::Sdn);
    }
    text.contains(MARK).then_some(Format::SdnComments)
}

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    intake.count_in("address");
    let seen = seen(file);
    let mut table = Table::bare(file, b',', SDN_WIDTH);
    while let Some(row) = table.next()? {
        let field = |column| some(row.at(column));
        let Some(remarks) = field(REMARKS) else { continue };
        if remarks.contains(MARK) {
            let party = Party {
                number: row.at(NUMBER),
                name: field(NAME),
                kind: field(KIND),
                programs: field(PROGRAM),
                aliases: aliases(remarks),
            };
            offer(file, row.line, &party, addresses(remarks), seen, intake);
        }
    }
    intake.is_whole_copy(OFAC, seen);
    Ok(title("OFAC SDN list"))
}

pub fn read_comments(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    intake.count_in("address");
    let seen = seen(file);
    let mut table = Table::bare(file, b',', COMMENTS_WIDTH);
    while let Some(row) = table.next()? {
        let party = Party::numbered(row.at(NUMBER));
        offer(file, row.line, &party, addresses(row.at(1)), seen, intake);
    }
    Ok(title("OFAC SDN list, remarks continued"))
}

fn title(title: &str) -> Title {
    Title { title: title.to_owned(), creator: "OFAC".to_owned() }
}

fn seen(file: &File<'_>) -> Option<Day> {
    file.hints.seen.or_else(|| date::day_in_path(file.path))
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty() && text != NOTHING).then_some(text)
}

/// An entry of the list.
pub struct Party<'a> {
    pub number: &'a str,
    pub name: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub programs: Option<&'a str>,
    pub aliases: Vec<String>,
}

impl<'a> Party<'a> {
    fn numbered(number: &'a str) -> Self {
        Party { number, name: None, kind: None, programs: None, aliases: Vec::new() }
    }

    fn actor_id(&self) -> String {
        format!("ofac-{}", self.number)
    }

    fn label(&self) -> String {
        self.name.map_or_else(|| format!("OFAC SDN entry {}", self.number), str::to_owned)
    }

    fn actor(&self) -> Actor {
        Actor {
            id: self.actor_id(),
            label: self.label(),
            uri: format!("https://sanctionssearch.ofac.treas.gov/Details.aspx?id={}", self.number),
            categories: vec![Category::parse("sanction").expect("a concept of GraphSense's")],
            jurisdictions: Vec::new(),
            aliases: self.aliases.clone(),
        }
    }

    fn context(&self) -> String {
        let mut context = serde_json::Map::new();
        let fields =
            [("number", Some(self.number)), ("type", self.kind), ("programs", self.programs)];
        for (key, value) in fields {
            if let Some(value) = value {
                context.insert(key.to_owned(), json!(value));
            }
        }
        serde_json::Value::Object(context).to_string()
    }
}

/// Offers a party's addresses, and the party itself as their actor.
pub fn offer<'a>(
    file: &File<'_>,
    line: u64,
    party: &Party<'_>,
    addresses: impl Iterator<Item = (&'a str, &'a str)>,
    seen: Option<Day>,
    intake: &mut Intake<'_>,
) {
    let source = file.hints.source.clone();
    let source = source.unwrap_or_else(|| format!("OFAC SDN list, entry {}", party.number));
    let mut has_address = false;
    for (ticker, address) in addresses {
        let mut draft = Draft::new(Written::Address(address));
        draft.ticker = Some(ticker);
        draft.label = party.label().into();
        draft.categories = vec!["sanction"];
        draft.actor = party.name.map(|_| party.actor_id().into());
        draft.list = Some(Cow::Borrowed(OFAC));
        draft.source = Cow::Borrowed(&source);
        draft.confidence = Some(OFAC_CONFIDENCE);
        draft.validity = Validity { seen, ..Validity::default() };
        draft.context = Some(party.context());
        intake.offer(line, address, Ok(draft));
        has_address = true;
    }
    if has_address && party.name.is_some() {
        intake.add_actor(party.actor());
    }
}

/// Every `Digital Currency Address - TICKER ADDRESS` of a remark.
pub fn addresses(remarks: &str) -> impl Iterator<Item = (&str, &str)> {
    remarks.match_indices(MARK).map(|(at, _)| {
        let entry = remarks[at + MARK.len()..].split(';').next().unwrap_or("").trim();
        let (ticker, address) = entry.split_once(char::is_whitespace).unwrap_or((entry, ""));
        (ticker, address.trim().trim_end_matches('.'))
    })
}

/// `a.k.a. 'ZHOU, William'` in remarks.
fn aliases(remarks: &str) -> Vec<String> {
    let entries = remarks.split(';').filter_map(|entry| entry.trim().strip_prefix("a.k.a. '"));
    entries
        .filter_map(|rest| rest.rsplit_once('\''))
        .map(|(alias, _)| alias.trim().to_owned())
        .filter(|alias| !alias.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::labels::Hints;
    use crate::labels::tests::{check, check_with, hints};

    #[test]
    fn addresses_are_found_in_remarks_with_the_party_s_name_and_programme() {
        check(
            "ofac_sdn_2021-07/sdn.csv",
            "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\
             25308,\"YAN, Xiaobing\",\"individual\",\"SDNTK\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\
             \"DOB 25 Mar 1977; Digital Currency Address - XBT 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S; \
             alt. Digital Currency Address - ETH 0xd90e2f925da726b50c4ed8d0fb90ad053324f31b; \
             Digital Currency Address - LTC LbonesGyyeUDpQqtZQMmBUPJSEg4jHhUvb; a.k.a. 'ZHOU, William'; \
             Digital Currency Address - XBT 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa.\"\r\n\
             25309,\"NOBODY\",\"individual\",\"SDNTK\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\
             \"Digital Currency Address - XBT 1Gq\"\r\n\x1a",
            &expect![[r#"
                ofac-sdn · OFAC SDN list · OFAC
                all of us-ofac-sdn, 2021-07-31 to 2021-07-31
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: YAN, Xiaobing #sanction (authority_data 60) seen 2021-07-31 @ofac-25308 list=us-ofac-sdn <OFAC SDN list, entry 25308> {"number":"25308","type":"individual","programs":"SDNTK"}
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: YAN, Xiaobing #sanction (authority_data 60) seen 2021-07-31 @ofac-25308 list=us-ofac-sdn <OFAC SDN list, entry 25308> {"number":"25308","type":"individual","programs":"SDNTK"}
                LbonesGyyeUDpQqtZQMmBUPJSEg4jHhUvb LTC: YAN, Xiaobing #sanction (authority_data 60) seen 2021-07-31 @ofac-25308 list=us-ofac-sdn <OFAC SDN list, entry 25308> {"number":"25308","type":"individual","programs":"SDNTK"}
                1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa BTC: YAN, Xiaobing #sanction (authority_data 60) seen 2021-07-31 @ofac-25308 list=us-ofac-sdn <OFAC SDN list, entry 25308> {"number":"25308","type":"individual","programs":"SDNTK"}
                actor ofac-25308 = YAN, Xiaobing https://sanctionssearch.ofac.treas.gov/Details.aspx?id=25308 [sanction] [] ["ZHOU, William"]
                actor ofac-25309 = NOBODY https://sanctionssearch.ofac.treas.gov/Details.aspx?id=25309 [sanction] [] []
                5 × address: 4 taken, 0 again, 1 refused
                refused 1: not a well-formed address
                  line 2 1Gq: '1Gq' is no address, transaction, output or block known here
                kept as text: LTC 1
            "#]],
        );
    }

    #[test]
    fn remarks_that_did_not_fit_are_read_from_the_comments() {
        let seen = Hints { seen: Some("2021-07-30".parse().unwrap()), ..hints() };
        check_with(
            "sdn_comments.csv",
            "25308,\"uPeihS3; alt. Digital Currency Address - XBT 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S.\"\r\n\x1a",
            &seen,
            &expect![[r#"
                ofac-sdn-comments · OFAC SDN list, remarks continued · OFAC
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: OFAC SDN entry 25308 #sanction (authority_data 60) seen 2021-07-30 list=us-ofac-sdn <OFAC SDN list, entry 25308> {"number":"25308"}
                1 × address: 1 taken, 0 again, 0 refused
            "#]],
        );
    }

    #[test]
    fn a_row_of_another_width_is_no_row_of_the_list() {
        check(
            "sdn.csv",
            "36,\"AEROCARIBBEAN\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n37,\"B\",-0- \n",
            &expect![[r#"
                sdn.csv: line 2: 3 columns where there should be 12: a text with commas needs quotes
            "#]],
        );
    }
}
