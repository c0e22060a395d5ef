//! A pack of claims as it lies on disk: opened by checking, searched without decoding.
//!
//! The one thing to know: [`PackFile::open`] checks everything once (bounds, order, text, the
//! checksum), so that whatever comes after cannot fail. A claim is made into a [`Claim`] only when
//! somebody asks for it. The layout is drawn in `write`.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::category::Category;
use model::claim::{Actor, Claim, Confidence, Pack, PackHead, Validity, WholeList};
use model::hash::Digest;
use model::time::{Day, Time};

use super::bytes::{ByteReader, Part};
use super::key;

pub(super) const MAGIC: &[u8; 8] = b"KNCLPACK";
pub(super) const VERSION: u32 = 2;
/// No string, no day.
pub(super) const NONE: u32 = u32::MAX;

const TEMPLATE_LEN: usize = 9;
const CLAIM_LEN: usize = 4;
const DIGEST_LEN: usize = 32;

/// Why bytes are not a pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    #[error("not a label pack: it does not begin with KNCLPACK")]
    Magic,
    #[error("a label pack of version {found}; this program reads version {VERSION}: update it")]
    Version { found: u32 },
    #[error(
        "a label pack of the older version {found}, which does not say whether it is a whole list: \
         import its file again"
    )]
    Older { found: u32 },
    #[error("the label pack ends within its parts, at byte {at}")]
    Short { at: usize },
    #[error("the label pack is damaged: its checksum does not match")]
    Checksum,
    #[error("the label pack is damaged: {what}")]
    Damaged { what: &'static str },
    #[error("the label pack uses the category '{id}', which this program does not know: update it")]
    Category { id: String },
    #[error("too large for one label pack (4 GiB of text): cut the file into several")]
    TooLarge,
}

/// What many claims of a pack share.
#[derive(Debug, Clone)]
struct Template {
    network: u32,
    categories: Vec<Category>,
    actor: u32,
    list: u32,
    source: u32,
    confidence_id: u32,
    confidence_level: u8,
    is_cluster_definer: bool,
    ticker: u32,
}

/// How much of a list is known: screening says what it compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListExtent {
    pub list: String,
    pub claims: u64,
    /// The latest day on which anything is known of it.
    pub newest: Day,
    /// On which days the whole of it is known; `None`: these are some of its entries, and who is
    /// not among them may be on it all the same.
    pub whole: Option<WholeDays>,
}

/// From the oldest whole copy or history to the newest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WholeDays {
    pub from: Day,
    pub newest: Day,
}

impl WholeDays {
    /// What two files together know.
    pub fn with(self, other: WholeDays) -> WholeDays {
        WholeDays { from: self.from.min(other.from), newest: self.newest.max(other.newest) }
    }
}

/// An opened pack. Subjects and claims are numbered from 0; claims of one subject stand together.
#[derive(Debug, Clone)]
pub struct PackFile {
    bytes: Arc<[u8]>,
    head: Arc<PackHead>,
    actors: Vec<Actor>,
    templates: Vec<Template>,
    validities: Vec<Validity>,
    string_offsets: Part,
    string_bytes: Part,
    key_offsets: Part,
    key_bytes: Part,
    starts: Part,
    claims: Part,
    lists: Vec<ListExtent>,
}

/// Reads a whole pack back, its claims ordered by subject.
pub fn decode(bytes: &[u8]) -> Result<Pack, PackError> {
    let file = PackFile::open(bytes.into())?;
    let claims = (0..file.subjects_len())
        .flat_map(|subject| file.claims_of(subject))
        .map(|claim| file.claim(claim))
        .collect();
    Ok(Pack { head: (*file.head).clone(), claims, actors: file.actors })
}

impl PackFile {
    /// Checks everything that later look-ups rely on.
    pub fn open(bytes: Arc<[u8]>) -> Result<PackFile, PackError> {
        let body = checked_body(&bytes)?;
        let mut reader = ByteReader::new(body);
        reader.raw(MAGIC.len() + 4)?;
        let string_offsets = reader.section()?;
        let string_bytes = reader.section()?;
        let strings = Strings { body, offsets: string_offsets, bytes: string_bytes };
        strings.check()?;
        let head = read_head(reader.section()?.of(body), &strings)?;
        let actors = read_actors(reader.section()?.of(body), &strings)?;
        let templates = read_templates(reader.section()?, &strings)?;
        let validities = read_validities(reader.section()?, body)?;
        let [key_offsets, key_bytes, starts, claims] =
            [reader.section()?, reader.section()?, reader.section()?, reader.section()?];
        if !reader.is_at_end() {
            return Err(PackError::Damaged { what: "something follows its last part" });
        }
        let mut file = PackFile {
            bytes: bytes.clone(),
            head: Arc::new(head),
            actors,
            templates,
            validities,
            string_offsets,
            string_bytes,
            key_offsets,
            key_bytes,
            starts,
            claims,
            lists: Vec::new(),
        };
        file.check_subjects()?;
        file.check_claims()?;
        file.lists = file.extents();
        Ok(file)
    }

    /// The whole file, as it was opened.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn head(&self) -> &Arc<PackHead> {
        &self.head
    }

    pub fn actors(&self) -> &[Actor] {
        &self.actors
    }

    /// The lists whose entries it has, by name.
    pub fn lists(&self) -> &[ListExtent] {
        &self.lists
    }

    pub fn subjects_len(&self) -> usize {
        self.key_offsets.numbers() - 1
    }

    pub fn claims_len(&self) -> usize {
        self.claims.numbers() / CLAIM_LEN
    }

    /// The key of a subject.
    pub fn key(&self, subject: usize) -> &[u8] {
        let start = self.key_offsets.number(&self.bytes, subject) as usize;
        let end = self.key_offsets.number(&self.bytes, subject + 1) as usize;
        &self.key_bytes.of(&self.bytes)[start..end]
    }

    /// The claims about a subject.
    pub fn claims_of(&self, subject: usize) -> std::ops::Range<usize> {
        let start = self.starts.number(&self.bytes, subject) as usize;
        start..self.starts.number(&self.bytes, subject + 1) as usize
    }

    /// The subject that a claim is about: the last one that starts at or before it.
    pub fn subject_of(&self, claim: usize) -> usize {
        let (mut low, mut high) = (0, self.subjects_len());
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            if self.starts.number(&self.bytes, middle) as usize <= claim {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// A claim in full.
    pub fn claim(&self, claim: usize) -> Claim {
        let [template, label, context, _] = self.row(claim);
        let template = &self.templates[template as usize];
        let text = |at: u32| self.string(at).to_owned();
        let optional = |at: u32| (at != NONE).then(|| text(at));
        let ticker = if template.ticker == NONE { "" } else { self.string(template.ticker) };
        Claim {
            subject: key::subject_of(self.key(self.subject_of(claim)), ticker)
                .expect("open checked every key"),
            network: text(template.network),
            label: text(label),
            categories: template.categories.clone(),
            actor: optional(template.actor),
            list: optional(template.list),
            source: text(template.source),
            confidence: Confidence {
                id: text(template.confidence_id),
                level: template.confidence_level,
            },
            validity: self.validity(claim),
            is_cluster_definer: template.is_cluster_definer,
            context: optional(context),
        }
    }

    pub fn validity(&self, claim: usize) -> Validity {
        self.validities[self.row(claim)[3] as usize]
    }

    pub fn source(&self, claim: usize) -> &str {
        self.string(self.templates[self.row(claim)[0] as usize].source)
    }

    /// Whether any claim has this source.
    pub fn has_source(&self, source: &str) -> bool {
        self.templates.iter().any(|template| self.string(template.source) == source)
    }

    pub fn list(&self, claim: usize) -> Option<&str> {
        let list = self.templates[self.row(claim)[0] as usize].list;
        (list != NONE).then(|| self.string(list))
    }

    /// Claims that say the same of several subjects have the same words: who, what, since when.
    pub fn words(&self, claim: usize) -> [u32; 3] {
        let [template, label, _, validity] = self.row(claim);
        [template, label, validity]
    }

    /// A claim's label, and the other names it gives: its actor and its list.
    pub(super) fn named(&self, claim: usize) -> (&str, Vec<&str>) {
        let [template, label, ..] = self.row(claim);
        let template = &self.templates[template as usize];
        let beside = [template.actor, template.list].into_iter().filter(|at| *at != NONE);
        (self.string(label), beside.map(|at| self.string(at)).collect())
    }

    fn row(&self, claim: usize) -> [u32; CLAIM_LEN] {
        std::array::from_fn(|field| self.claims.number(&self.bytes, CLAIM_LEN * claim + field))
    }

    fn string(&self, at: u32) -> &str {
        self.strings().get(at).expect("open checked every string's index")
    }

    fn strings(&self) -> Strings<'_> {
        Strings { body: &self.bytes, offsets: self.string_offsets, bytes: self.string_bytes }
    }

    fn extents(&self) -> Vec<ListExtent> {
        let mut extents: BTreeMap<&str, ListExtent> = BTreeMap::new();
        for claim in 0..self.claims_len() {
            let Some(list) = self.list(claim) else { continue };
            let Validity { from, seen, to } = self.validity(claim);
            let newest = [from, seen, to].into_iter().flatten().max();
            let newest = newest.unwrap_or_else(|| self.head.imported_at.day());
            let extent = extents.entry(list).or_insert_with(|| ListExtent {
                list: list.to_owned(),
                claims: 0,
                newest,
                whole: None,
            });
            extent.claims += 1;
            extent.newest = extent.newest.max(newest);
        }
        if let Some(WholeList { list, from, to }) = &self.head.whole_list
            && let Some(extent) = extents.get_mut(list.as_str())
        {
            extent.whole = Some(WholeDays { from: *from, newest: *to });
            extent.newest = extent.newest.max(*to);
        }
        extents.into_values().collect()
    }

    /// Keys ascend, are of a known form and have at least one claim each.
    fn check_subjects(&self) -> Result<(), PackError> {
        let damaged = |what| Err(PackError::Damaged { what });
        check_offsets(self.key_offsets, self.key_bytes.len, &self.bytes)?;
        let claims = self.claims.numbers();
        if self.starts.numbers() != self.subjects_len() + 1
            || self.starts.number(&self.bytes, 0) != 0
            || self.starts.number(&self.bytes, self.subjects_len()) as usize * CLAIM_LEN != claims
        {
            return damaged("its subjects and claims do not match");
        }
        for subject in 0..self.subjects_len() {
            if subject > 0 && self.key(subject - 1) >= self.key(subject) {
                return damaged("its subjects are out of order");
            }
            if key::subject_of(self.key(subject), "").is_none() {
                return damaged("a subject is no address and no transaction");
            }
            let first = self.starts.number(&self.bytes, subject);
            if first >= self.starts.number(&self.bytes, subject + 1) {
                return damaged("a subject has no claims");
            }
        }
        Ok(())
    }

    fn check_claims(&self) -> Result<(), PackError> {
        let strings = self.strings();
        for claim in 0..self.claims_len() {
            let [template, label, context, validity] = self.row(claim);
            let fits = (template as usize) < self.templates.len()
                && strings.has(label)
                && (context == NONE || strings.has(context))
                && (validity as usize) < self.validities.len();
            if !fits {
                return Err(PackError::Damaged { what: "a claim points outside its tables" });
            }
        }
        Ok(())
    }
}

/// The pack without its checksum, once that is found right.
fn checked_body(bytes: &[u8]) -> Result<&[u8], PackError> {
    let mut reader = ByteReader::new(bytes);
    if reader.raw(MAGIC.len()).map_err(|_| PackError::Magic)? != MAGIC {
        return Err(PackError::Magic);
    }
    let found = reader.u32()?;
    if found < VERSION {
        return Err(PackError::Older { found });
    }
    if found != VERSION {
        return Err(PackError::Version { found });
    }
    let length = bytes.len().checked_sub(DIGEST_LEN).ok_or(PackError::Short { at: bytes.len() })?;
    let (body, sum) = bytes.split_at(length);
    if Digest::of(body).0 != sum {
        return Err(PackError::Checksum);
    }
    Ok(body)
}

/// Ascending from 0 to the length of what they divide.
fn check_offsets(offsets: Part, len: usize, bytes: &[u8]) -> Result<(), PackError> {
    let damaged = Err(PackError::Damaged { what: "its offsets do not ascend" });
    if !offsets.len.is_multiple_of(4) || offsets.numbers() == 0 || offsets.number(bytes, 0) != 0 {
        return damaged;
    }
    let mut last = 0;
    for index in 1..offsets.numbers() {
        let offset = offsets.number(bytes, index);
        if offset < last {
            return damaged;
        }
        last = offset;
    }
    if last as usize == len { Ok(()) } else { damaged }
}

/// The string table.
#[derive(Clone, Copy)]
struct Strings<'a> {
    body: &'a [u8],
    offsets: Part,
    bytes: Part,
}

impl<'a> Strings<'a> {
    fn check(self) -> Result<(), PackError> {
        check_offsets(self.offsets, self.bytes.len, self.body)?;
        let text = std::str::from_utf8(self.bytes.of(self.body))
            .map_err(|_| PackError::Damaged { what: "its text is not UTF-8" })?;
        let cut = (0..self.offsets.numbers())
            .any(|index| !text.is_char_boundary(self.offsets.number(self.body, index) as usize));
        if cut {
            return Err(PackError::Damaged { what: "its text is cut within a character" });
        }
        Ok(())
    }

    fn has(self, at: u32) -> bool {
        (at as usize) + 1 < self.offsets.numbers()
    }

    fn get(self, at: u32) -> Result<&'a str, PackError> {
        let outside = PackError::Damaged { what: "a text points outside its table" };
        if !self.has(at) {
            return Err(outside);
        }
        let start = self.offsets.number(self.body, at as usize) as usize;
        let end = self.offsets.number(self.body, at as usize + 1) as usize;
        std::str::from_utf8(&self.bytes.of(self.body)[start..end]).map_err(|_| outside)
    }

    fn owned(self, at: u32) -> Result<String, PackError> {
        self.get(at).map(str::to_owned)
    }

    fn categories(self, at: u32) -> Result<Vec<Category>, PackError> {
        let ids = self.get(at)?.split(',').filter(|id| !id.is_empty());
        ids.map(|id| {
            Category::parse(id)
                .ok_or_else(|| PackError::Category { id: id.chars().take(40).collect() })
        })
        .collect()
    }
}

fn read_head(bytes: &[u8], strings: &Strings<'_>) -> Result<PackHead, PackError> {
    let mut reader = ByteReader::new(bytes);
    let digest = reader.raw(DIGEST_LEN)?.try_into().expect("as many were taken");
    let seconds = reader.raw(8)?.try_into().expect("eight were taken");
    let mut text = || reader.u32().and_then(|at| strings.owned(at));
    let [title, creator, format, file] = [text()?, text()?, text()?, text()?];
    let whole_list = read_whole_list(&mut reader, strings)?;
    Ok(PackHead {
        digest: Digest(digest),
        imported_at: Time::from_seconds(i64::from_le_bytes(seconds)),
        title,
        creator,
        format,
        file,
        whole_list,
    })
}

fn read_whole_list(
    reader: &mut ByteReader<'_>,
    strings: &Strings<'_>,
) -> Result<Option<WholeList>, PackError> {
    let [list, from, to] = [reader.u32()?, reader.u32()?, reader.u32()?];
    if list == NONE {
        return Ok(None);
    }
    let list = strings.owned(list)?;
    Ok(Some(WholeList { list, from: day_of(from)?, to: day_of(to)? }))
}

fn read_actors(bytes: &[u8], strings: &Strings<'_>) -> Result<Vec<Actor>, PackError> {
    let mut reader = ByteReader::new(bytes);
    let mut actors = Vec::new();
    while !reader.is_at_end() {
        let id = strings.owned(reader.u32()?)?;
        let label = strings.owned(reader.u32()?)?;
        let uri = strings.owned(reader.u32()?)?;
        let categories = strings.categories(reader.u32()?)?;
        let jurisdictions = read_texts(&mut reader, strings)?;
        let aliases = read_texts(&mut reader, strings)?;
        actors.push(Actor { id, label, uri, categories, jurisdictions, aliases });
    }
    Ok(actors)
}

/// A counted run of strings; grown as they come, so that a false count allocates nothing.
fn read_texts(
    reader: &mut ByteReader<'_>,
    strings: &Strings<'_>,
) -> Result<Vec<String>, PackError> {
    let count = reader.u32()?;
    let mut texts = Vec::new();
    for _ in 0..count {
        texts.push(strings.owned(reader.u32()?)?);
    }
    Ok(texts)
}

fn read_templates(part: Part, strings: &Strings<'_>) -> Result<Vec<Template>, PackError> {
    if !part.len.is_multiple_of(4 * TEMPLATE_LEN) {
        return Err(PackError::Damaged { what: "its templates are cut off" });
    }
    let rows = 0..part.numbers() / TEMPLATE_LEN;
    rows.map(|row| {
        let field = |index: usize| part.number(strings.body, TEMPLATE_LEN * row + index);
        for required in [0, 4, 5] {
            strings.get(field(required))?;
        }
        for optional in [2, 3, 8] {
            if field(optional) != NONE {
                strings.get(field(optional))?;
            }
        }
        Ok(Template {
            network: field(0),
            categories: strings.categories(field(1))?,
            actor: field(2),
            list: field(3),
            source: field(4),
            confidence_id: field(5),
            confidence_level: u8::try_from(field(6))
                .map_err(|_| PackError::Damaged { what: "a confidence is above 255" })?,
            is_cluster_definer: field(7) != 0,
            ticker: field(8),
        })
    })
    .collect()
}

fn read_validities(part: Part, body: &[u8]) -> Result<Vec<Validity>, PackError> {
    if !part.len.is_multiple_of(12) {
        return Err(PackError::Damaged { what: "its dates are cut off" });
    }
    let day = |index: usize| match part.number(body, index) {
        NONE => Ok(None),
        days => day_of(days).map(Some),
    };
    (0..part.numbers() / 3)
        .map(|row| {
            Ok(Validity { from: day(3 * row)?, seen: day(3 * row + 1)?, to: day(3 * row + 2)? })
        })
        .collect()
}

fn day_of(days: u32) -> Result<Day, PackError> {
    let seconds = i64::from(days) * 86_400;
    let day = Time::from_seconds(seconds).day();
    // Time is clamped to the years it can print; a day that moved was none.
    (day.start().seconds() == seconds)
        .then_some(day)
        .ok_or(PackError::Damaged { what: "a date is out of range" })
}
