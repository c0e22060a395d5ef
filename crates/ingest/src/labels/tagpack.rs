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
use super::yaml::{Node, Reader, unknown_field};
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
        LabelError::unreadable(file.name, format!("the pack has no '{field}:' in its header"))
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
        let reason = format!("{} stands here a second time: keep one", quoted(key));
        return Err(reader.wrong(place, reason));
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
