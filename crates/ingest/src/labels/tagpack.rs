//! GraphSense TagPacks: a YAML file of tags, each about an address or a transaction.
//!
//! The one thing to know: any field of a tag may stand in the header and is then every tag's, unless
//! the tag says otherwise. The file is walked twice, once for the header (it may stand after the
//! tags) and once for the tags, so that no tag is held while the next is read. Fields are GraphSense's
//! (`tagpack_schema.yaml`); an unknown one is an error, because a misspelt `abuse` would be lost.
//!
//! Ours is what a tag's `context` may say beside free JSON: `valid_from`, `valid_to` (the first day
//! on which it no longer holds) and `list`. GraphSense carries it along without a word.

use std::borrow::Cow;

use model::claim::Validity;
use model::refusal::quoted;
use serde_json::Value;

use super::draft::{Draft, day};
use super::error::{LabelError, Place};
use super::intake::Intake;
use super::report::Reason;
use super::subject::{Refusal, Written};
use super::yaml::{Node, Reader, repeated_field, unknown_field};
use super::{File, Title};

/// The fields of a tag that are one text.
#[derive(Clone, Copy)]
enum Field {
    Address,
    TxHash,
    Label,
    Source,
    Currency,
    Network,
    Confidence,
    Context,
    IsClusterDefiner,
    Lastmod,
    Category,
    Abuse,
    Actor,
    TagType,
}

const FIELDS: [(&str, Field); FIELDS_COUNT] = [
    ("address", Field::Address),
    ("tx_hash", Field::TxHash),
    ("label", Field::Label),
    ("source", Field::Source),
    ("currency", Field::Currency),
    ("network", Field::Network),
    ("confidence", Field::Confidence),
    ("context", Field::Context),
    ("is_cluster_definer", Field::IsClusterDefiner),
    ("lastmod", Field::Lastmod),
    ("category", Field::Category),
    ("abuse", Field::Abuse),
    ("actor", Field::Actor),
    ("tag_type", Field::TagType),
];
const FIELDS_COUNT: usize = 14;

/// GraphSense's tag types; without one a tag says who somebody is.
const TAG_TYPES: [&str; 4] = ["actor", "event", "attribute", "mention"];
const TAG_TYPE_DEFAULT: &str = "actor";

/// What a header or a tag says.
#[derive(Default)]
struct Fields<'t> {
    texts: [Option<Cow<'t, str>>; FIELDS_COUNT],
    concepts: Option<Vec<Cow<'t, str>>>,
}

#[derive(Default)]
struct Header<'t> {
    title: Option<Cow<'t, str>>,
    creator: Option<Cow<'t, str>>,
    fields: Fields<'t>,
    has_tags: bool,
}

/// What stands in a header beside the fields of its tags. All but the first two is passed over.
const HEADER_FIELDS: [&str; 7] =
    ["title", "creator", "description", "owner", "is_public", "header", "tags"];

pub fn read(file: &File<'_>, intake: &mut Intake<'_>) -> Result<Title, LabelError> {
    intake.count_in("tag");
    let header = read_header(file)?;
    let missing = |field: &str| {
        LabelError::refused(file.name, format!("the pack has no '{field}:' in its header"))
    };
    let title = header.title.as_ref().ok_or_else(|| missing("title"))?.trim().to_owned();
    let creator = header.creator.as_ref().ok_or_else(|| missing("creator"))?.trim().to_owned();
    if !header.has_tags {
        return Err(missing("tags"));
    }
    let mut reader = Reader::open(file.name, file.text)?;
    while let Some((key, _)) = reader.key()? {
        if key == "tags" {
            read_tags(&mut reader, &header.fields, intake)?;
        } else {
            reader.skip()?;
        }
    }
    Ok(Title { title, creator })
}

fn read_header<'t>(file: &File<'t>) -> Result<Header<'t>, LabelError> {
    let mut reader = Reader::open(file.name, file.text)?;
    let mut header = Header::default();
    let mut seen = Vec::new();
    while let Some((key, place)) = reader.key()? {
        if key == "header" {
            refuse_repeated(&reader, &mut seen, &key, place)?;
            read_header_map(&mut reader, &mut header, &mut seen)?;
        } else {
            read_header_field(&mut reader, &mut header, &mut seen, key, place)?;
        }
    }
    reader.close()?;
    Ok(header)
}

/// The `header:` sub-map: the same fields, one level down.
fn read_header_map<'t>(
    reader: &mut Reader<'t>,
    header: &mut Header<'t>,
    seen: &mut Vec<String>,
) -> Result<(), LabelError> {
    match reader.next()? {
        (Node::Map, _) => {}
        (_, place) => return Err(reader.wrong(place, "header takes fields, not a text or list")),
    }
    while let Some((key, place)) = reader.key()? {
        if matches!(key.as_ref(), "tags" | "header") {
            return Err(reader.wrong(place, format!("{key} stands beside the header, not in it")));
        }
        read_header_field(reader, header, seen, key, place)?;
    }
    Ok(())
}

fn read_header_field<'t>(
    reader: &mut Reader<'t>,
    header: &mut Header<'t>,
    seen: &mut Vec<String>,
    key: Cow<'t, str>,
    place: Place,
) -> Result<(), LabelError> {
    refuse_repeated(reader, seen, &key, place)?;
    match key.as_ref() {
        "title" => header.title = Some(reader.text("title")?.0),
        "creator" => header.creator = Some(reader.text("creator")?.0),
        "description" | "owner" | "is_public" => {
            reader.text(&key)?;
        }
        "tags" => {
            header.has_tags = true;
            reader.skip()?;
        }
        "address" | "tx_hash" => {
            return Err(reader.wrong(place, format!("{key} belongs to a tag, not to the header")));
        }
        _ => {
            if !read_field(reader, &mut header.fields, &key)? {
                let known = HEADER_FIELDS.into_iter().chain(names());
                return Err(reader.wrong(place, unknown_field(&key, known)));
            }
        }
    }
    Ok(())
}

fn read_tags(
    reader: &mut Reader<'_>,
    header: &Fields<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), LabelError> {
    match reader.next()? {
        (Node::List, _) => {}
        (_, place) => return Err(reader.wrong(place, "tags takes a list: '- address: …'")),
    }
    let mut seen = Vec::new();
    loop {
        let place = match reader.next()? {
            (Node::EndList, _) => return Ok(()),
            (Node::Map, place) => place,
            (_, place) => return Err(reader.wrong(place, "a tag is '- address: …' and its fields")),
        };
        let tag = read_tag(reader, &mut seen)?;
        let shown = tag.own(Field::Address).or(tag.own(Field::TxHash)).unwrap_or("");
        intake.offer(place.line, shown, draft(&tag, header));
    }
}

fn read_tag<'t>(reader: &mut Reader<'t>, seen: &mut Vec<String>) -> Result<Fields<'t>, LabelError> {
    let mut tag = Fields::default();
    seen.clear();
    while let Some((key, place)) = reader.key()? {
        refuse_repeated(reader, seen, &key, place)?;
        if !read_field(reader, &mut tag, &key)? {
            return Err(reader.wrong(place, unknown_field(&key, names())));
        }
    }
    Ok(tag)
}

fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|(name, _)| *name).chain(["concepts"])
}

/// Takes a tag's field. False where there is none of that name.
fn read_field<'t>(
    reader: &mut Reader<'t>,
    fields: &mut Fields<'t>,
    key: &str,
) -> Result<bool, LabelError> {
    if key == "concepts" {
        fields.concepts = Some(reader.texts("concepts")?);
        return Ok(true);
    }
    let Some((name, field)) = FIELDS.iter().find(|(name, _)| *name == key) else {
        return Ok(false);
    };
    fields.texts[*field as usize] = Some(reader.text(name)?.0);
    Ok(true)
}

fn refuse_repeated(
    reader: &Reader<'_>,
    seen: &mut Vec<String>,
    key: &str,
    place: Place,
) -> Result<(), LabelError> {
    if seen.iter().any(|other| other == key) {
        return Err(reader.wrong(place, repeated_field(key)));
    }
    seen.push(key.to_owned());
    Ok(())
}

impl Fields<'_> {
    fn own(&self, field: Field) -> Option<&str> {
        self.texts[field as usize].as_deref()
    }

    fn or<'a>(&'a self, header: &'a Self, field: Field) -> Option<&'a str> {
        self.own(field).or_else(|| header.own(field))
    }
}

fn draft<'a>(tag: &'a Fields<'_>, header: &'a Fields<'_>) -> Result<Draft<'a>, Refusal> {
    let get = |field| tag.or(header, field);
    let about = match (tag.own(Field::Address), tag.own(Field::TxHash)) {
        (Some(address), None) => Written::Address(address),
        (None, Some(txid)) => Written::Tx(txid),
        (Some(_), Some(_)) => {
            let detail = "both an address and a tx_hash: make two tags of it";
            return Err(Refusal::new(Reason::NoSubject, detail));
        }
        (None, None) => {
            return Err(Refusal::new(Reason::NoSubject, "neither an address nor a tx_hash"));
        }
    };
    let mut draft = Draft::new(about);
    draft.ticker = get(Field::Network).or(get(Field::Currency));
    draft.label = Cow::Borrowed(get(Field::Label).unwrap_or(""));
    draft.source = Cow::Borrowed(get(Field::Source).unwrap_or(""));
    draft.confidence = get(Field::Confidence);
    draft.actor = get(Field::Actor).map(Cow::Borrowed);
    // The old fields first: what a pack calls its category is what it says first of all.
    draft.categories.extend(get(Field::Category));
    draft.categories.extend(get(Field::Abuse));
    let concepts = tag.concepts.as_ref().or(header.concepts.as_ref());
    draft.categories.extend(concepts.into_iter().flatten().map(Cow::as_ref));
    if let Some(text) = get(Field::IsClusterDefiner) {
        draft.is_cluster_definer = boolean("is_cluster_definer", text)?;
    }
    if let Some(text) = get(Field::Lastmod) {
        draft.validity.seen = Some(day("lastmod", text)?);
    }
    draft.context = get(Field::Context).map(str::to_owned);
    if let Some(context) = &draft.context {
        let ours = read_context(context, &mut draft.validity)?;
        draft.list = ours.map(Cow::Owned);
    }
    let tag_type = get(Field::TagType).unwrap_or(TAG_TYPE_DEFAULT).trim();
    if !TAG_TYPES.contains(&tag_type) {
        let detail = format!("tag_type {}: one of {}", quoted(tag_type), TAG_TYPES.join(", "));
        return Err(Refusal::new(Reason::UnknownValue, detail));
    }
    if tag_type != TAG_TYPE_DEFAULT {
        draft.context = Some(with_tag_type(draft.context.as_deref(), tag_type));
    }
    Ok(draft)
}

/// YAML 1.1's words for yes and no: packs are written with its libraries.
fn boolean(field: &str, text: &str) -> Result<bool, Refusal> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Ok(true),
        "false" | "no" | "off" => Ok(false),
        _ => {
            let detail = format!("{field} {}: write true or false", quoted(text));
            Err(Refusal::new(Reason::UnknownValue, detail))
        }
    }
}

/// Our keys of a context, if it is a JSON object: dates into `validity`, and the list.
fn read_context(context: &str, validity: &mut Validity) -> Result<Option<String>, Refusal> {
    if !context.contains("\"valid_") && !context.contains("\"list\"") {
        return Ok(None);
    }
    let Ok(Value::Object(object)) = serde_json::from_str::<Value>(context) else {
        return Ok(None);
    };
    let text = |key: &'static str| match object.get(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => {
            let detail = format!("context: {key} takes a text in quotes");
            Err(Refusal::new(Reason::UnknownValue, detail))
        }
    };
    if let Some(text) = text("valid_from")? {
        validity.from = Some(day("valid_from", text)?);
    }
    if let Some(text) = text("valid_to")? {
        validity.to = Some(day("valid_to", text)?);
    }
    Ok(text("list")?.map(str::to_owned))
}

/// The claim has no field for a tag's type, so it goes where GraphSense would carry it unread.
fn with_tag_type(context: Option<&str>, tag_type: &str) -> String {
    let parsed = context.map(serde_json::from_str::<Value>);
    let mut object = match parsed {
        Some(Ok(Value::Object(object))) => object,
        Some(_) => serde_json::Map::from_iter([(
            "text".to_owned(),
            Value::String(context.unwrap_or_default().to_owned()),
        )]),
        None => serde_json::Map::new(),
    };
    object.insert("tag_type".to_owned(), Value::String(tag_type.to_owned()));
    Value::Object(object).to_string()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::labels::tests::check;

    #[test]
    fn a_tag_inherits_the_header_and_may_say_otherwise() {
        check(
            "a.yaml",
            "title: T\ncreator: C\nlabel: Satoshi\nsource: block 0\ncurrency: BTC\n\
             confidence: ownership\nlastmod: 2022-01-24\ncategory: miner\ntags:\n\
             - address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\n\
             - address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n  label: Block nine\n  confidence: web_crawl\n\
             \x20 lastmod: 2022-02-15 23:59:59.5\n  abuse: scam\n  actor: satoshi\n  is_cluster_definer: Yes\n",
            &expect![[r#"
                tagpack · T · C
                1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa BTC: Satoshi #miner (ownership 100) seen 2022-01-24 <block 0>
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: Block nine #miner #scam (web_crawl 20) seen 2022-02-15 @satoshi cluster <block 0>
                2 × tag: 2 taken, 0 again, 0 refused
            "#]],
        );
    }

    #[test]
    fn the_header_may_stand_in_a_map_of_its_own_and_after_the_tags() {
        check(
            "a.yaml",
            "tags:\n- {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, label: L}\n\
             header:\n  title: T\n  creator: C\n  source: S\n  currency: btc\n",
            &expect![[r#"
                tagpack · T · C
                12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S BTC: L (unknown 5) <S>
                1 × tag: 1 taken, 0 again, 0 refused
                left out: category 1
                left out: confidence 1
                left out: date 1
            "#]],
        );
    }

    #[test]
    fn every_scalar_is_text() {
        check(
            "a.yaml",
            "title: 01\ncreator: NO\nsource: 1e3\ncurrency: ETH\ntags:\n\
             - address: 0xd90e2f925da726b50c4ed8d0fb90ad053324f31b\n  label: NO\n  actor: 0123\n\
             - address: 0xd90e2f925da726b50c4ed8d0fb90ad053324f31b\n  label: 12:30:45\n\
             - address: 0xd90e2f925da726b50c4ed8d0fb90ad053324f31b\n  label: 'null'\n",
            &expect![[r#"
                tagpack · 01 · NO
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: NO (unknown 5) @0123 <1e3>
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: 12:30:45 (unknown 5) <1e3>
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: null (unknown 5) <1e3>
                3 × tag: 3 taken, 0 again, 0 refused
                left out: category 3
                left out: confidence 3
                left out: date 3
            "#]],
        );
    }

    #[test]
    fn a_transaction_is_a_subject_too_and_only_bitcoin_s() {
        check(
            "a.yaml",
            "title: T\ncreator: C\nsource: S\nlabel: L\ncurrency: BTC\ntags:\n\
             - tx_hash: f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16\n  tag_type: event\n\
             - tx_hash: f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16\n  currency: ETH\n\
             - tx_hash: f4184f\n\
             - label: neither\n\
             - address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n  tx_hash: f4184f\n",
            &expect![[r#"
                tagpack · T · C
                tx f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16 BTC: L (unknown 5) <S> {"tag_type":"event"}
                5 × tag: 1 taken, 0 again, 4 refused
                refused 2: names neither an address nor a transaction
                  line 12 : neither an address nor a tx_hash
                  line 13 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: both an address and a tx_hash: make two tags of it
                refused 1: not a well-formed address
                  line 11 f4184f: not a txid: expected 64 hex digits, found 6 characters
                refused 1: an address of another chain than the row says
                  line 9 f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16: transactions are kept for Bitcoin alone
                left out: category 1
                left out: confidence 1
                left out: date 1
            "#]],
        );
    }

    #[test]
    fn our_keys_of_the_context_date_a_claim_and_name_its_list() {
        check(
            "a.yaml",
            "title: T\ncreator: C\nsource: S\nlabel: L\ncurrency: ETH\nconcepts: [mixing_service, sanction]\n\
             confidence: authority_data\ntags:\n\
             - address: '0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b'\n\
             \x20 context: '{\"valid_from\": \"2022-08-08\", \"valid_to\": \"2025-03-21\", \"list\": \"us-ofac-sdn\"}'\n\
             - address: '0x722122dF12D4e14e13Ac3b6895a86e84145b6967'\n  tag_type: attribute\n\
             \x20 context: 'the \"list\" of pools'\n\
             - address: '0xDD4c48C0B24039969fC16D1cdF626eaB821d3384'\n\
             \x20 context: '{\"valid_from\": \"8 Aug\"}'\n\
             - address: '0x4736dCf1b7A3d580672CcE6E7c65cd5cc9cFBa9D'\n\
             \x20 context: '{\"valid_from\": \"2025-01-02\", \"valid_to\": \"2025-01-01\"}'\n",
            &expect![[r#"
                tagpack · T · C
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: L #mixing_service #sanction (authority_data 60) from 2022-08-08 to 2025-03-21 list=us-ofac-sdn <S> {"valid_from": "2022-08-08", "valid_to": "2025-03-21", "list": "us-ofac-sdn"}
                0x722122dF12D4e14e13Ac3b6895a86e84145b6967 ETH: L #mixing_service #sanction (authority_data 60) <S> {"text":"the \"list\" of pools","tag_type":"attribute"}
                4 × tag: 2 taken, 0 again, 2 refused
                refused 2: a date that cannot be
                  line 14 0xDD4c48C0B24039969fC16D1cdF626eaB821d3384: valid_from '8 Aug' is no day: write YYYY-MM-DD
                  line 16 0x4736dCf1b7A3d580672CcE6E7c65cd5cc9cFBa9D: it ends on 2025-01-01, before it begins on 2025-01-02
                left out: date 1
            "#]],
        );
    }

    #[test]
    fn the_same_tag_again_is_counted_and_not_doubled() {
        check(
            "a.yaml",
            "title: T\ncreator: C\nsource: S\nlabel: Pool\ncurrency: ETH\ncategory: defi\nconfidence: forensic\n\
             lastmod: 2020-01-01\ntags:\n\
             - address: '0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b'\n\
             - address: '0xd90e2f925da726b50c4ed8d0fb90ad053324f31b'\n  label: POOL\n\
             - address: '0xd90e2f925da726b50c4ed8d0fb90ad053324f31b'\n  source: Other\n\
             - address: '0xd90e2f925da726b50c4ed8d0fb90ad053324f31b'\n  currency: BSC\n",
            &expect![[r#"
                tagpack · T · C
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: Pool #defi (forensic 50) seen 2020-01-01 <S>
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: Pool #defi (forensic 50) seen 2020-01-01 <Other>
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b BSC: Pool #defi (forensic 50) seen 2020-01-01 <S>
                4 × tag: 3 taken, 1 again, 0 refused
                kept as text: BSC 1
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_a_claim_is_refused_row_by_row() {
        check(
            "a.yaml",
            "title: T\ncreator: C\nsource: S\nlabel: L\ncurrency: BTC\nconfidence: forensic\nlastmod: 2020-01-01\n\
             category: user\ntags:\n\
             - address: '0x0000000000000000000000000000000000000000'\n  currency: ETH\n\
             - address: '0x000000000000000000000000000000000000dEaD'\n  currency: ETH\n\
             - address: 1BitcoinEaterAddressDontSendf59kuE\n\
             - address: T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb\n  currency: TRX\n\
             - address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3T\n\
             - address: 0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b\n\
             - address: mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn\n\
             - address: 5KJvsngHeMpm884wtkJNzQGaCErckhHJBGFsvd3VyK5qMZXj3hS\n\
             - {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, label: ' '}\n\
             - {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, source: ''}\n\
             - {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, category: exchagne}\n\
             - {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, category: quux}\n\
             - {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, confidence: sure}\n\
             - {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, lastmod: 2021-02-30}\n\
             - {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, lastmod: 2027-01-01}\n\
             - {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, is_cluster_definer: maybe}\n\
             - {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, tag_type: rumour}\n\
             - {address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S, label: \"\\e[2J\"}\n\
             - {address: ''}\n",
            &expect![[r#"
                tagpack · T · C
                19 × tag: 0 taken, 0 again, 19 refused
                refused 1: names neither an address nor a transaction
                  line 31 : the address is empty
                refused 4: zero and burn addresses have no holder
                  line 10 0x0000000000000000000000000000000000000000: nobody holds '0x0000000000000000000000000000000000000000'
                  line 12 0x000000000000000000000000000000000000dEaD: nobody holds '0x000000000000000000000000000000000000dEaD'
                  line 14 1BitcoinEaterAddressDontSendf59kuE: nobody holds '1BitcoinEaterAddressDontSendf59kuE'
                  line 15 T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb: nobody holds 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb'
                refused 1: not a well-formed address
                  line 17 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3T: the checksum of '12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3T' does not match: a character is wrong or missing
                refused 2: an address of another chain than the row says
                  line 18 0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b: '0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b' is an address of evm, not of BTC
                  line 19 mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn: 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn' is an address of Bitcoin's test networks
                refused 1: looks like a private key or seed phrase (not repeated here)
                  line 20 : this looks like a private key; do not paste it anywhere: whoever sees it can take the money (it was not stored or repeated here)
                refused 1: no label
                  line 21 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: the label is empty
                refused 1: no source
                  line 22 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: nothing says who says so
                refused 2: unknown category
                  line 23 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: 'exchagne' (did you mean exchange?)
                  line 24 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: 'quux' (the handbook's page on labels lists the words)
                refused 1: unknown confidence
                  line 25 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: 'sure' (the handbook's page on labels lists the words)
                refused 2: a value that its field cannot take
                  line 28 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: is_cluster_definer 'maybe': write true or false
                  line 29 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: tag_type 'rumour': one of actor, event, attribute, mention
                refused 2: a date that cannot be
                  line 26 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: lastmod '2021-02-30' is no day: write YYYY-MM-DD
                  line 27 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: said on 2027-01-01, which is after this import
                refused 1: control characters or direction marks in a text
                  line 30 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S: label '\u{1b}[2J'
            "#]],
        );
    }

    #[test]
    fn chains_not_known_here_are_kept_as_text_and_said_to_be() {
        check(
            "a.yaml",
            "title: T\ncreator: C\nsource: S\nlabel: L\nconfidence: forensic\nlastmod: 2020-01-01\ncategory: user\n\
             tags:\n\
             - {address: '0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b', currency: kcs}\n\
             - {address: LbonesGyyeUDpQqtZQMmBUPJSEg4jHhUvb, currency: Ltc}\n\
             - {address: 14BMRtbwkhFME8pjPkn17hKesesD99EVKs, currency: BSV}\n\
             - {address: 1KYiKJEfdJtap9QX2v9BXJMpz2SfU4pgZw, currency: USDT}\n\
             - {address: TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t, currency: USDT}\n\
             - {address: '0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b', currency: USDT, network: ETH}\n\
             - {address: tz1N47UGiVScUUvHemXd2kGwJi44h7qZMUzp, currency: USDT}\n\
             - {address: '0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F3', currency: USDT}\n\
             - {address: two words, currency: XMR}\n",
            &expect![[r#"
                tagpack · T · C
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b KCS: L #user (forensic 50) seen 2020-01-01 <S>
                LbonesGyyeUDpQqtZQMmBUPJSEg4jHhUvb LTC: L #user (forensic 50) seen 2020-01-01 <S>
                14BMRtbwkhFME8pjPkn17hKesesD99EVKs BSV: L #user (forensic 50) seen 2020-01-01 <S>
                1KYiKJEfdJtap9QX2v9BXJMpz2SfU4pgZw BTC: L #user (forensic 50) seen 2020-01-01 <S>
                TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t TRX: L #user (forensic 50) seen 2020-01-01 <S>
                0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b ETH: L #user (forensic 50) seen 2020-01-01 <S>
                tz1N47UGiVScUUvHemXd2kGwJi44h7qZMUzp USDT: L #user (forensic 50) seen 2020-01-01 <S>
                9 × tag: 7 taken, 0 again, 2 refused
                refused 2: not a well-formed address
                  line 16 0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F3: an address that begins with 0x has 40 hex digits after it, this one 38
                  line 17 two words: 'two words' is no address of any chain
                kept as text: BSV 1
                kept as text: KCS 1
                kept as text: LTC 1
                kept as text: USDT 1
            "#]],
        );
    }

    #[test]
    fn a_pack_that_breaks_the_rules_is_refused_whole() {
        let start = "title: T\ncreator: C\ntags:\n- address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n";
        check(
            "a.yaml",
            &format!("{start}  labl: L\n"),
            &expect![[r#"
            a.yaml: line 5, column 3: unknown field 'labl': did you mean label?
        "#]],
        );
        check(
            "a.yaml",
            &format!("lable: L\n{start}"),
            &expect![[r#"
                a.yaml: line 1, column 1: unknown field 'lable': did you mean label?
            "#]],
        );
        check(
            "a.yaml",
            &format!("{start}  label: A\n  label: B\n"),
            &expect![[r#"
            a.yaml: line 6, column 3: 'label' stands here a second time: keep one
        "#]],
        );
        check(
            "a.yaml",
            &format!("{start}creator: D\n"),
            &expect![[r#"
            a.yaml: line 5, column 1: 'creator' stands here a second time: keep one
        "#]],
        );
        check(
            "a.yaml",
            &format!("{start}  label:\n"),
            &expect![[r#"
            a.yaml: line 5, column 8: label is empty: leave the field out, or write '' or 'null' in quotes if it is a text
        "#]],
        );
        check(
            "a.yaml",
            &format!("{start}  label: [A]\n"),
            &expect![[r#"
            a.yaml: line 5, column 10: label takes one text, not a list or map
        "#]],
        );
        check(
            "a.yaml",
            &format!("{start}  concepts: scam\n"),
            &expect![[r#"
                a.yaml: line 5, column 13: concepts takes a list: write concepts: [one, another]
            "#]],
        );
        check(
            "a.yaml",
            &format!("{start}  label: \"a\\0b\"\n"),
            &expect![[r#"
            a.yaml: line 5, column 10: a NUL character (\0) in a text
        "#]],
        );
        check(
            "a.yaml",
            &format!("{start}  label: &a A\n"),
            &expect![[r#"
            a.yaml: line 5, column 13: anchors (&) and aliases (*) are not used in packs: write the value out; a text that begins with & or * needs quotes
        "#]],
        );
        check(
            "a.yaml",
            &format!("{start}  label: *a\n"),
            &expect![[r#"
                a.yaml: line 5, column 10: anchors (&) and aliases (*) are not used in packs: write the value out; a text that begins with & or * needs quotes
            "#]],
        );
        check(
            "a.yaml",
            &format!("header: !include header.yaml\n{start}"),
            &expect![[r#"
            a.yaml: line 1, column 18: '!include' would read another file, which an import never does: put that file's lines here, under 'header:'
        "#]],
        );
        check(
            "a.yaml",
            &format!("{start}  label: !!python/object:os.system A\n"),
            &expect![[r#"
            a.yaml: line 5, column 36: the tag '!!python/object:os.system' has no meaning in a pack
        "#]],
        );
        check(
            "a.yaml",
            &format!("{start}---\n{start}"),
            &expect![[r#"
            a.yaml: line 6, column 1: a second document: one file is one pack, split it
        "#]],
        );
        check(
            "a.yaml",
            &format!("{start}\tlabel: A\n"),
            &expect![[r#"
            a.yaml: line 4, column 12: not well-formed YAML: while scanning a plain scalar, found a tab
        "#]],
        );
        check(
            "a.yaml",
            "title: T\ncreator: C\ntags: none\n",
            &expect![[r#"
            a.yaml: line 3, column 7: tags takes a list: '- address: …'
        "#]],
        );
        check(
            "a.yaml",
            "title: T\ncreator: C\ntags:\n- 12cbQL\n",
            &expect![[r#"
            a.yaml: line 4, column 3: a tag is '- address: …' and its fields
        "#]],
        );
        check(
            "a.yaml",
            "creator: C\ntags: \n- {}\n",
            &expect![[r#"
            a.yaml: the pack has no 'title:' in its header
        "#]],
        );
    }
}
