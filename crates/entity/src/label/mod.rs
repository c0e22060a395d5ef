//! Claims by subject, as of a day and as known at a time.
//!
//! The one thing to know: nothing here decides who is right. Every claim keeps its source and its
//! pack; what is added is whether it holds on the day that was asked about.

mod bytes;
pub mod key;
pub mod pack;
pub mod search;
pub mod standing;
#[cfg(test)]
pub(crate) mod tests;
pub mod write;

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;
use std::ops::Range;
use std::sync::Arc;

use model::address::Address;
use model::chain::Network;
use model::claim::{Actor, Claim, Pack, PackHead};
use model::hash::{Digest, Txid};
use model::time::{Day, Time};

use self::key::SubjectKey;
use self::pack::{ListExtent, PackError, PackFile};
use self::standing::{Dated, Standing};
use crate::without::LabelsOff;

/// When a question is asked about: what held on `as_of`, by what was imported until `known_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    pub as_of: Day,
    pub known_at: Option<Time>,
}

impl AsOf {
    fn knows(&self, pack: &PackFile) -> bool {
        self.known_at.is_none_or(|known_at| pack.head().imported_at <= known_at)
    }
}

/// A claim with what is known of it on the day that was asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    pub claim: Claim,
    pub pack: Arc<PackHead>,
    pub standing: Standing,
    /// Which claim of which pack this is, within these [`Labels`].
    pub at: ClaimAt,
}

/// A claim by its place: the pack, and the claim within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimAt {
    pack: u32,
    claim: u32,
}

/// A subject of one pack, found by the hash of its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct IndexRow {
    hash: u64,
    pack: u32,
    subject: u32,
}

/// Every claim that was imported, by subject. Packs are ordered by their digests, so that nothing
/// depends on the order in which they were loaded.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    packs: Arc<[PackFile]>,
    index: Arc<[IndexRow]>,
    digest: Digest,
    off: Arc<LabelsOff>,
}

impl Labels {
    /// For tests and small cases; [`Labels::load`] is what a data directory is read with.
    pub fn new(packs: Vec<Pack>) -> Labels {
        let file = |pack: &Pack| -> Result<PackFile, PackError> {
            PackFile::open(write::encode(pack)?.into())
        };
        let files = packs.iter().map(|pack| file(pack).expect("small packs encode and read back"));
        Labels::load(files.collect())
    }

    /// Of packs read from the same bytes the one imported first is kept.
    pub fn load(mut packs: Vec<PackFile>) -> Labels {
        packs.sort_by_key(|pack| (pack.head().digest, pack.head().imported_at));
        packs.dedup_by_key(|pack| pack.head().digest);
        let mut index: Vec<IndexRow> = Vec::new();
        for (pack, number) in packs.iter().zip(0..) {
            index.extend((0..pack.subjects_len()).zip(0..).map(|(subject, number_of_subject)| {
                let hash = hash_of(pack.key(subject));
                IndexRow { hash, pack: number, subject: number_of_subject }
            }));
        }
        index.sort_unstable();
        let digest = digest_of(&packs);
        Labels { packs: packs.into(), index: index.into(), digest, off: Arc::default() }
    }

    /// The same without some claims. What is held, and its digest, stay as they are.
    #[must_use]
    pub fn without(&self, off: LabelsOff) -> Labels {
        Labels { off: Arc::new(off), ..self.clone() }
    }

    /// Whether any claim has this source.
    pub fn has_source(&self, source: &str) -> bool {
        self.packs.iter().any(|pack| pack.has_source(source))
    }

    /// Whether anything is said about this key, by that source if one is named.
    pub fn has_claim(&self, key: &SubjectKey, source: Option<&str>) -> bool {
        let hash = hash_of(key.as_bytes());
        let start = self.index.partition_point(|row| row.hash < hash);
        let rows = self.index[start..].iter().take_while(|row| row.hash == hash);
        rows.filter(|row| self.key_of(row) == key.as_bytes()).any(|row| {
            let pack = &self.packs[row.pack as usize];
            let is_of = |claim| source.is_none_or(|source| pack.source(claim) == source);
            pack.claims_of(row.subject as usize).any(is_of)
        })
    }

    fn key_of(&self, row: &IndexRow) -> &[u8] {
        self.packs[row.pack as usize].key(row.subject as usize)
    }

    /// Whether a claim is believed at all: not where it is left out.
    pub(crate) fn is_on(&self, at: ClaimAt) -> bool {
        if self.off.is_empty() {
            return true;
        }
        let (pack, claim) = (self.pack(at), at.claim as usize);
        let source = pack.source(claim);
        if self.off.packs.contains(&pack.head().digest) || self.off.sources.contains(source) {
            return false;
        }
        let key = pack.key(pack.subject_of(claim));
        let is_of = |(subject, of): &(SubjectKey, Option<String>)| {
            subject.as_bytes() == key && of.as_deref().is_none_or(|of| of == source)
        };
        !self.off.claims.iter().any(is_of)
    }

    fn is_pack_on(&self, pack: &PackFile) -> bool {
        !self.off.packs.contains(&pack.head().digest)
    }

    /// The digest of the whole set, over what was imported and when: results quote it.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Every pack, by digest.
    pub fn packs(&self) -> &[PackFile] {
        &self.packs
    }

    /// Whether a file with this digest is already there.
    pub fn has(&self, digest: &Digest) -> bool {
        self.packs.binary_search_by_key(digest, |pack| pack.head().digest).is_ok()
    }

    pub fn claims_len(&self) -> u64 {
        self.packs.iter().map(|pack| pack.claims_len() as u64).sum()
    }

    /// What is known of every list, by name, from packs that were known.
    pub fn lists(&self, as_of: &AsOf) -> Vec<ListExtent> {
        let mut lists: BTreeMap<&str, ListExtent> = BTreeMap::new();
        let known = self.packs.iter().filter(|pack| as_of.knows(pack) && self.is_pack_on(pack));
        for extent in known.flat_map(PackFile::lists) {
            lists
                .entry(&extent.list)
                .and_modify(|sum| {
                    sum.claims += extent.claims;
                    sum.newest = sum.newest.max(extent.newest);
                    sum.whole = match (sum.whole, extent.whole) {
                        (Some(one), Some(other)) => Some(one.with(other)),
                        (one, other) => one.or(other),
                    };
                })
                .or_insert_with(|| extent.clone());
        }
        lists.into_values().collect()
    }

    /// Whether any claim was known at all.
    pub fn is_empty(&self, as_of: &AsOf) -> bool {
        let counts = |pack: &PackFile| as_of.knows(pack) && self.is_pack_on(pack);
        !self.packs.iter().any(|pack| counts(pack) && pack.claims_len() > 0)
    }

    /// Claims about exactly this address of this network, by pack and in their source's order.
    pub fn about(&self, address: &Address, network: Network, as_of: &AsOf) -> Vec<Stated> {
        self.about_key(&SubjectKey::of_address(address, network), as_of)
    }

    /// Claims about exactly this transaction.
    pub fn about_tx(&self, txid: &Txid, as_of: &AsOf) -> Vec<Stated> {
        self.about_key(&SubjectKey::of_tx(txid), as_of)
    }

    pub fn about_key(&self, key: &SubjectKey, as_of: &AsOf) -> Vec<Stated> {
        let places = self.places(key.as_bytes(), as_of);
        places.iter().map(|at| self.state(*at, &places, as_of)).collect()
    }

    /// One claim, read together with what else its list says about the same subject.
    pub fn stated(&self, at: ClaimAt, as_of: &AsOf) -> Stated {
        let pack = self.pack(at);
        let places = match pack.list(at.claim as usize) {
            Some(_) => self.places(pack.key(pack.subject_of(at.claim as usize)), as_of),
            None => vec![at],
        };
        self.state(at, &places, as_of)
    }

    /// The actor of an id; where several packs name it, the one imported last.
    pub fn actor(&self, id: &str) -> Option<&Actor> {
        let named = self.packs.iter().filter_map(|pack| {
            let actor = pack.actors().iter().find(|actor| actor.id == id)?;
            Some((pack.head().imported_at, actor))
        });
        named.max_by_key(|(imported_at, _)| *imported_at).map(|(_, actor)| actor)
    }

    /// Every Bitcoin subject with its claims, for resolving them all in a ledger.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = (&[u8], Range<ClaimAt>)> {
        self.packs.iter().zip(0..).flat_map(|(file, pack)| {
            (0..file.subjects_len()).map(move |subject| {
                let claims = file.claims_of(subject);
                let at = |claim: usize| ClaimAt { pack, claim: narrow(claim) };
                (file.key(subject), at(claims.start)..at(claims.end))
            })
        })
    }

    /// Claims of these places that say the same words of several subjects. Claims of lists are
    /// never the same: each is read with its own subject's history.
    pub(crate) fn words(&self, at: ClaimAt) -> Option<(u32, [u32; 3])> {
        let pack = self.pack(at);
        let claim = at.claim as usize;
        pack.list(claim).is_none().then(|| (at.pack, pack.words(claim)))
    }

    pub(crate) fn is_known(&self, at: ClaimAt, as_of: &AsOf) -> bool {
        as_of.knows(self.pack(at))
    }

    fn pack(&self, at: ClaimAt) -> &PackFile {
        &self.packs[at.pack as usize]
    }

    /// Claims about a key in packs that were known.
    fn places(&self, key: &[u8], as_of: &AsOf) -> Vec<ClaimAt> {
        let hash = hash_of(key);
        let start = self.index.partition_point(|row| row.hash < hash);
        let mut places = Vec::new();
        for row in self.index[start..].iter().take_while(|row| row.hash == hash) {
            let pack = &self.packs[row.pack as usize];
            if as_of.knows(pack) && pack.key(row.subject as usize) == key {
                places.extend(
                    pack.claims_of(row.subject as usize)
                        .map(|claim| ClaimAt { pack: row.pack, claim: narrow(claim) })
                        .filter(|at| self.is_on(*at)),
                );
            }
        }
        places
    }

    fn state(&self, at: ClaimAt, places: &[ClaimAt], as_of: &AsOf) -> Stated {
        let pack = self.pack(at);
        let claim = at.claim as usize;
        let dates = |at: &ClaimAt| {
            let pack = self.pack(*at);
            let validity = pack.validity(at.claim as usize);
            Dated { validity, imported: pack.head().imported_at.day(), pack: at.pack }
        };
        let standing = match pack.list(claim) {
            None => {
                let Dated { validity, imported, .. } = dates(&at);
                standing::of_claim(validity, imported, as_of.as_of)
            }
            Some(list) => {
                let same_list = places
                    .iter()
                    .filter(|at| self.pack(**at).list(at.claim as usize) == Some(list));
                standing::of_list(&same_list.map(dates).collect::<Vec<_>>(), as_of.as_of)
            }
        };
        Stated { claim: pack.claim(claim), pack: pack.head().clone(), standing, at }
    }
}

impl ClaimAt {
    /// The claims of a range of one pack.
    pub(crate) fn each(range: Range<ClaimAt>) -> impl Iterator<Item = ClaimAt> {
        let pack = range.start.pack;
        (range.start.claim..range.end.claim).map(move |claim| ClaimAt { pack, claim })
    }
}

fn narrow(claim: usize) -> u32 {
    u32::try_from(claim).expect("a pack's claims are numbered in 32 bits")
}

/// Equal keys have equal hashes; unequal ones are told apart by the key itself, so that made-up
/// collisions cost time alone.
fn hash_of(key: &[u8]) -> u64 {
    foldhash::fast::FixedState::default().hash_one(key)
}

fn digest_of(packs: &[PackFile]) -> Digest {
    let mut bytes = Vec::new();
    for pack in packs {
        bytes.extend_from_slice(&pack.head().digest.0);
        bytes.extend_from_slice(&pack.head().imported_at.seconds().to_le_bytes());
    }
    Digest::of(&bytes)
}
