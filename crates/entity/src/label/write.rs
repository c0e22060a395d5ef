//! A pack of claims into bytes. The same pack gives the same bytes, always.
//!
//! The layout, every number little-endian, every section with its length (u64) before it:
//!
//! ```text
//! "KNCLPACK" · version u32
//! strings    u32 offsets, one more than there are strings · their bytes (UTF-8)
//! head       digest 32 · imported_at i64 · title creator format file (strings) ·
//!            the list that it is all of (string), from to (days)
//! actors     id label uri categories, then counted jurisdictions and aliases (strings)
//! templates  what many claims share: 9 × u32
//! validities from seen to: 3 × u32, days since 1970-01-01
//! keys       u32 offsets · bytes of the subjects, ascending
//! starts     u32: the first claim of each subject, and the number of claims
//! claims     template label context validity: 4 × u32
//! SHA-256 of everything before
//! ```
//!
//! Claims stand by subject, and of one subject in the order of their source.

use std::collections::HashMap;
use std::hash::Hash;

use model::category::Category;
use model::claim::{Actor, Claim, Pack, PackHead, Validity};
use model::hash::Digest;
use model::time::Day;

use super::bytes::ByteWriter;
use super::key::SubjectKey;
use super::pack::{MAGIC, NONE, PackError, VERSION};

/// Encodes a pack; fails only where it is too large for 32-bit offsets.
pub fn encode(pack: &Pack) -> Result<Vec<u8>, PackError> {
    let mut tables = Tables::default();
    let head = head(&mut tables, &pack.head)?;
    let actors = actors(&mut tables, &pack.actors)?;
    let subjects = subjects(&mut tables, &pack.claims)?;

    let mut out = ByteWriter::default();
    out.raw(MAGIC);
    out.u32(VERSION);
    out.numbers(&offsets(&tables.strings.items)?);
    out.section(tables.strings.items.concat().as_bytes());
    out.section(&head);
    out.numbers(&actors);
    out.numbers(&tables.templates.items.concat());
    out.numbers(&tables.validities.items.concat());
    out.numbers(&offsets(&subjects.keys)?);
    out.section(&subjects.keys.concat());
    out.numbers(&subjects.starts);
    out.numbers(&subjects.claims);
    let mut bytes = out.into_bytes();
    let sum = Digest::of(&bytes);
    bytes.extend_from_slice(&sum.0);
    Ok(bytes)
}

/// Everything that occurs often, once.
#[derive(Default)]
struct Tables {
    strings: Table<String>,
    templates: Table<[u32; 9]>,
    validities: Table<[u32; 3]>,
}

struct Table<T> {
    items: Vec<T>,
    at: HashMap<T, u32, foldhash::fast::FixedState>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { items: Vec::new(), at: HashMap::default() }
    }
}

impl<T: Eq + Hash + Clone> Table<T> {
    fn put(&mut self, item: T) -> Result<u32, PackError> {
        if let Some(at) = self.at.get(&item) {
            return Ok(*at);
        }
        let at = narrow(self.items.len())?;
        self.items.push(item.clone());
        self.at.insert(item, at);
        Ok(at)
    }
}

impl Tables {
    fn string(&mut self, text: &str) -> Result<u32, PackError> {
        if let Some(at) = self.strings.at.get(text) {
            return Ok(*at);
        }
        self.strings.put(text.to_owned())
    }

    fn optional(&mut self, text: Option<&str>) -> Result<u32, PackError> {
        text.map_or(Ok(NONE), |text| self.string(text))
    }

    /// Ids joined by commas: sets repeat, so they are one string each.
    fn categories(&mut self, categories: &[Category]) -> Result<u32, PackError> {
        let ids: Vec<&str> = categories.iter().map(|category| category.id()).collect();
        self.string(&ids.join(","))
    }

    fn template(&mut self, claim: &Claim) -> Result<u32, PackError> {
        let ticker = match &claim.subject {
            model::claim::ClaimSubject::Address(model::address::Address::Other {
                ticker, ..
            }) => Some(ticker.as_str()),
            _ => None,
        };
        let template = [
            self.string(&claim.network)?,
            self.categories(&claim.categories)?,
            self.optional(claim.actor.as_deref())?,
            self.optional(claim.list.as_deref())?,
            self.string(&claim.source)?,
            self.string(&claim.confidence.id)?,
            u32::from(claim.confidence.level),
            u32::from(claim.is_cluster_definer),
            self.optional(ticker)?,
        ];
        self.templates.put(template)
    }

    fn validity(&mut self, validity: Validity) -> Result<u32, PackError> {
        let Validity { from, seen, to } = validity;
        self.validities.put([from, seen, to].map(|day| day.map_or(NONE, days)))
    }
}

/// Days since 1970-01-01; [`Day`] has none before.
fn days(day: Day) -> u32 {
    u32::try_from(day.start().seconds() / 86_400).expect("days are of the years 1970 to 9999")
}

fn narrow(number: usize) -> Result<u32, PackError> {
    u32::try_from(number).ok().filter(|number| *number != NONE).ok_or(PackError::TooLarge)
}

fn head(tables: &mut Tables, head: &PackHead) -> Result<Vec<u8>, PackError> {
    let mut out = ByteWriter::default();
    out.raw(&head.digest.0);
    out.raw(&head.imported_at.seconds().to_le_bytes());
    for text in [&head.title, &head.creator, &head.format, &head.file] {
        out.u32(tables.string(text)?);
    }
    let whole = head.whole_list.as_ref();
    out.u32(tables.optional(whole.map(|whole| whole.list.as_str()))?);
    out.u32(whole.map_or(NONE, |whole| days(whole.from)));
    out.u32(whole.map_or(NONE, |whole| days(whole.to)));
    Ok(out.into_bytes())
}

fn actors(tables: &mut Tables, actors: &[Actor]) -> Result<Vec<u32>, PackError> {
    let mut out = Vec::new();
    for actor in actors {
        out.push(tables.string(&actor.id)?);
        out.push(tables.string(&actor.label)?);
        out.push(tables.string(&actor.uri)?);
        out.push(tables.categories(&actor.categories)?);
        for texts in [&actor.jurisdictions, &actor.aliases] {
            out.push(narrow(texts.len())?);
            for text in texts {
                out.push(tables.string(text)?);
            }
        }
    }
    Ok(out)
}

struct Subjects {
    keys: Vec<Box<[u8]>>,
    starts: Vec<u32>,
    claims: Vec<u32>,
}

fn subjects(tables: &mut Tables, claims: &[Claim]) -> Result<Subjects, PackError> {
    let mut sorted: Vec<(SubjectKey, &Claim)> =
        claims.iter().map(|claim| (SubjectKey::of(claim), claim)).collect();
    // Stable: claims about one subject keep their source's order.
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let mut out = Subjects {
        keys: Vec::new(),
        starts: Vec::new(),
        claims: Vec::with_capacity(4 * claims.len()),
    };
    for (at, (key, claim)) in sorted.iter().enumerate() {
        if out.keys.last().is_none_or(|last| **last != *key.as_bytes()) {
            out.keys.push(key.as_bytes().into());
            out.starts.push(narrow(at)?);
        }
        out.claims.push(tables.template(claim)?);
        out.claims.push(tables.string(&claim.label)?);
        out.claims.push(tables.optional(claim.context.as_deref())?);
        out.claims.push(tables.validity(claim.validity)?);
    }
    out.starts.push(narrow(sorted.len())?);
    Ok(out)
}

/// Where each item ends up when all are joined, with the end after the last.
fn offsets<T: AsRef<[u8]>>(items: &[T]) -> Result<Vec<u32>, PackError> {
    let mut at = 0_usize;
    let mut out = vec![0];
    for item in items {
        at += item.as_ref().len();
        out.push(narrow(at)?);
    }
    Ok(out)
}
