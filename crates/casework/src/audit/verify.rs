//! Walks the whole chain and names the first entry that cannot be trusted.
//!
//! One consistent view is read, while writing goes on. The chain by itself shows what was changed by
//! somebody without the key; heads that were kept elsewhere show what somebody with the key rewrote,
//! and between which two of them.

use std::collections::BTreeSet;
use std::fmt;

use model::hash::Digest;
use model::time::Time;
use sqlx::sqlite::SqliteRow;
use sqlx::{Acquire as _, Row as _};

use super::chain::{Link, entry_signed, genesis, payload_digest};
use super::read::head_of;
use super::write::{digest, number, time};
use super::{Action, Head, PublicKey};
use crate::record::{Record, RecordError};

/// What a verification came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Entries that were read and are sound, from the first on without a gap.
    pub entries: u64,
    /// The time of the last of them.
    pub last_at: Option<Time>,
    /// Entries whose details were erased, with an entry that tells so.
    pub erased: u64,
    /// None: nothing is wrong.
    pub broken: Option<Broken>,
}

/// The first entry that cannot be trusted, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub seq: u64,
    pub fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The next entry that is there has another number.
    Missing { next: u64 },
    /// It does not hold what an entry holds.
    Unreadable,
    /// Its hash is not that of its content.
    Changed,
    /// It does not follow from the entry before it.
    Unlinked,
    /// It was not signed with the installation's key.
    Unsigned,
    /// Its details are not those that were written.
    DetailsChanged,
    /// Its details are gone, and no entry tells of an erasure.
    DetailsMissing,
    /// The head is gone, or was not signed with the installation's key.
    HeadUnsigned,
    /// The head tells of later entries than there are, or of fewer, or of another one.
    HeadElsewhere { head: u64 },
    /// The kept head is one of another installation, whose key this is.
    KeptOfOther { key: String },
    /// The kept head tells of an entry that is not there any more: this one or later ones were removed.
    KeptBeyond { kept: u64 },
    /// The chain is another than the one the kept head was printed of: rewritten somewhere from this
    /// entry to the kept one, by somebody with the key.
    KeptElsewhere { kept: u64 },
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seq = self.seq;
        match &self.fault {
            Fault::Missing { next } => {
                write!(f, "entry {seq} is missing: the next one that is there is {next}")
            }
            Fault::Unreadable => write!(f, "entry {seq} does not hold what an entry holds"),
            Fault::Changed => {
                write!(f, "entry {seq} was changed: its hash is not that of its content")
            }
            Fault::Unlinked => write!(f, "entry {seq} does not follow from the entry before it"),
            Fault::Unsigned => {
                write!(f, "entry {seq} was not signed with the key of this installation")
            }
            Fault::DetailsChanged => write!(f, "the details of entry {seq} were changed"),
            Fault::DetailsMissing => {
                write!(f, "the details of entry {seq} are gone, and no entry tells of an erasure")
            }
            Fault::HeadUnsigned => write!(
                f,
                "the head is missing or was not signed with the key of this installation: whether \
                 entries from {seq} on were removed cannot be told"
            ),
            Fault::HeadElsewhere { head } if *head >= seq => {
                write!(f, "entries {seq} to {head} were removed: the signed head tells of them")
            }
            Fault::HeadElsewhere { head } => {
                write!(f, "entry {seq} stands behind the signed head, which is of entry {head}")
            }
            Fault::KeptOfOther { key } => {
                write!(f, "the kept head is of another installation, whose key is {key}")
            }
            Fault::KeptBeyond { kept } => {
                write!(f, "entries {seq} to {kept} were removed: the kept head tells of them")
            }
            Fault::KeptElsewhere { kept } if *kept == seq => {
                write!(f, "entry {seq} was rewritten: the kept head is of another one")
            }
            Fault::KeptElsewhere { kept } => write!(
                f,
                "the log was rewritten from somewhere between entry {seq} and entry {kept} on: the \
                 kept head is of another one"
            ),
        }
    }
}

/// An entry as it lies in the database, believed in nothing.
struct Stored {
    link: Link,
    hash: Digest,
    signature: Vec<u8>,
    payload: Option<(Vec<u8>, String)>,
}

const PAGE: i64 = 500;

/// Verifies the log, and that it leads through heads that were kept elsewhere.
pub async fn verify(record: &Record, kept: &[Head]) -> Result<Verification, RecordError> {
    let mut connection = record.reader().await?;
    let mut view = connection.begin().await.map_err(|error| record.failed(error))?;
    let head = sqlx::query("SELECT seq, at, hash, signature FROM audit_head");
    let head = head.fetch_optional(&mut *view).await.map_err(|error| record.failed(error))?;
    let head = head.and_then(|row| head_of(&row, record).ok());
    let mut walk = Walk::new(record.public_key(), kept);
    loop {
        let page = sqlx::query(
            "SELECT audit.seq, at, actor, action, object_kind, object_id, payload_digest, previous, \
             hash, signature, salt, body FROM audit \
             LEFT JOIN audit_payloads ON audit_payloads.seq = audit.seq \
             WHERE audit.seq > $1 ORDER BY audit.seq LIMIT $2",
        );
        let page = page.bind(i64::try_from(walk.seq).unwrap_or(i64::MAX)).bind(PAGE);
        let rows = page.fetch_all(&mut *view).await.map_err(|error| record.failed(error))?;
        if rows.is_empty() {
            break;
        }
        // Signatures take their time: beside the threads that answer.
        let checked = tokio::task::spawn_blocking(move || {
            let fault = rows.iter().map(stored).find_map(|entry| walk.take(entry).err());
            (walk, fault)
        });
        let (after, fault) = checked.await.map_err(|_| RecordError::Busy)?;
        walk = after;
        if let Some(fault) = fault {
            return Ok(walk.end(Some(fault)));
        }
    }
    let broken = walk.ends_at(head.as_ref());
    Ok(walk.end(broken))
}

fn stored(row: &SqliteRow) -> Option<Stored> {
    let salt: Option<Vec<u8>> = row.try_get("salt").ok()?;
    let body: Option<String> = row.try_get("body").ok()?;
    Some(Stored {
        link: Link {
            seq: number(row, "seq").ok()?,
            at: time(row, "at").ok()?,
            actor: row.try_get("actor").ok()?,
            action: row.try_get("action").ok()?,
            object_kind: row.try_get("object_kind").ok()?,
            object_id: row.try_get("object_id").ok()?,
            payload: digest(row, "payload_digest").ok()?,
            previous: digest(row, "previous").ok()?,
        },
        hash: digest(row, "hash").ok()?,
        signature: row.try_get("signature").ok()?,
        payload: salt.zip(body),
    })
}

/// How far the chain was walked, and what was met.
struct Walk {
    key: PublicKey,
    /// In the order of their entries.
    kept: Vec<Head>,
    /// The kept heads up to this entry are of this chain.
    kept_good: u64,
    seq: u64,
    hash: Digest,
    last_at: Option<Time>,
    without_details: BTreeSet<u64>,
    told_erased: BTreeSet<u64>,
}

impl Walk {
    fn new(key: PublicKey, kept: &[Head]) -> Self {
        let mut kept = kept.to_vec();
        kept.sort_by_key(|head| head.seq);
        Self {
            key,
            kept,
            kept_good: 0,
            seq: 0,
            hash: genesis(&key),
            last_at: None,
            without_details: BTreeSet::new(),
            told_erased: BTreeSet::new(),
        }
    }

    fn take(&mut self, entry: Option<Stored>) -> Result<(), Broken> {
        let seq = self.seq + 1;
        let broken = |fault| Err(Broken { seq, fault });
        let Some(Stored { link, hash, signature, payload }) = entry else {
            return broken(Fault::Unreadable);
        };
        if link.seq != seq {
            return broken(Fault::Missing { next: link.seq });
        }
        if link.hash() != hash {
            return broken(Fault::Changed);
        }
        if link.previous != self.hash {
            return broken(Fault::Unlinked);
        }
        if !self.key.signed(&entry_signed(&hash), &signature) {
            return broken(Fault::Unsigned);
        }
        match payload {
            None => drop(self.without_details.insert(seq)),
            Some((salt, body)) => {
                let salt = <[u8; 32]>::try_from(salt).ok();
                if salt.map(|salt| payload_digest(&salt, &body)) != Some(link.payload) {
                    return broken(Fault::DetailsChanged);
                }
            }
        }
        if link.action == Action::PayloadErased.text() {
            self.told_erased.extend(link.object_id.parse::<u64>());
        }
        self.meet_kept(seq, &hash)?;
        (self.seq, self.hash, self.last_at) = (seq, hash, Some(link.at));
        Ok(())
    }

    fn meet_kept(&mut self, seq: u64, hash: &Digest) -> Result<(), Broken> {
        let first = self.kept_good + 1;
        for head in self.kept.iter().filter(|head| head.seq == seq) {
            if head.key != self.key {
                return Err(Broken {
                    seq: 1,
                    fault: Fault::KeptOfOther { key: head.key.to_string() },
                });
            }
            if head.hash != *hash {
                return Err(Broken { seq: first, fault: Fault::KeptElsewhere { kept: seq } });
            }
            self.kept_good = seq;
        }
        Ok(())
    }

    /// Whether the chain ends where the signed head and the kept ones say.
    fn ends_at(&self, head: Option<&Head>) -> Option<Broken> {
        let next = self.seq + 1;
        if let Some(seq) = self.without_details.difference(&self.told_erased).next() {
            return Some(Broken { seq: *seq, fault: Fault::DetailsMissing });
        }
        if let Some(other) = self.kept.iter().find(|head| head.key != self.key) {
            return Some(Broken {
                seq: 1,
                fault: Fault::KeptOfOther { key: other.key.to_string() },
            });
        }
        let Some(head) = head.filter(|head| head.is_signed()) else {
            return Some(Broken { seq: next, fault: Fault::HeadUnsigned });
        };
        if head.seq != self.seq || head.hash != self.hash {
            let seq = if head.seq > self.seq { next } else { head.seq + 1 };
            return Some(Broken { seq, fault: Fault::HeadElsewhere { head: head.seq } });
        }
        let beyond = self.kept.iter().find(|head| head.seq > self.seq)?;
        Some(Broken { seq: next, fault: Fault::KeptBeyond { kept: beyond.seq } })
    }

    fn end(self, broken: Option<Broken>) -> Verification {
        let erased = self.without_details.intersection(&self.told_erased).count() as u64;
        Verification { entries: self.seq, last_at: self.last_at, erased, broken }
    }
}
