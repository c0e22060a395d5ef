//! Which list of spent outputs belongs to which block.
//!
//! An undo record names its block by a checksum over the parent's hash; kept evidence names it
//! outright; coins name the outputs themselves. A list in input order names nothing, so it goes to
//! the one block it fits ([`super::fit`]); of several, to the one whose file's name is most like
//! the list's. What belongs nowhere is said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use model::amount::Sat;
use model::batch::Batch;
use model::hash::{BlockHash, OutPoint, sha256d};

use super::find::{Found, FoundBlock, FoundList};
use super::fit::fits;
use super::spent::{self, Format, KeptLine, Spents};
use crate::bitcoin::decode::{Decoder, Rules};
use crate::bitcoin::error::{Corrupt, IngestError, Note, Place};
use crate::bitcoin::source::homes::{OpenFiles, Stretch};

/// What pairing knows of a valid block.
#[derive(Debug, Clone)]
pub struct Valid {
    pub found: FoundBlock,
    pub hash: BlockHash,
    pub prev: BlockHash,
    pub time: u32,
    pub height_told: Option<u32>,
    pub txs: usize,
    pub inputs: usize,
}

/// Where what a block spends is written.
pub type ListAt = (Format, Stretch);

#[derive(Debug, Default)]
pub struct Paired {
    /// By block.
    pub lists: Vec<Vec<ListAt>>,
    pub coins: BTreeMap<OutPoint, (Sat, Vec<u8>)>,
    /// Heights that kept evidence states, by block.
    pub heights: BTreeMap<usize, u32>,
    pub notes: Vec<Note>,
}

pub fn pair(found: &Found, blocks: &[Valid], rules: Rules) -> Result<Paired, IngestError> {
    let mut pairing = Pairing {
        found,
        blocks,
        rules,
        open: OpenFiles::default(),
        bytes: Vec::new(),
        paired: Paired { lists: vec![Vec::new(); blocks.len()], ..Paired::default() },
    };
    pairing.undos()?;
    pairing.lists()?;
    pairing.coins()?;
    for lists in &mut pairing.paired.lists {
        // The order of the files does not matter.
        lists.sort_unstable_by_key(|(format, at)| (*format, at.home, at.start));
    }
    Ok(pairing.paired)
}

struct Pairing<'a> {
    found: &'a Found,
    blocks: &'a [Valid],
    rules: Rules,
    open: OpenFiles,
    bytes: Vec<u8>,
    paired: Paired,
}

impl Pairing<'_> {
    fn undos(&mut self) -> Result<(), IngestError> {
        let by_txs = self.index(|block| block.txs);
        for undo in &self.found.undos {
            self.open.read(&self.found.homes, undo.at, &mut self.bytes)?;
            // The count of transactions, and then the undo of none: nothing is spent.
            if self.bytes == [0] {
                continue;
            }
            let count = crate::bitcoin::wire::Cursor::new(&self.bytes).compact().unwrap_or(0);
            let txs = usize::try_from(count).ok().and_then(|count| count.checked_add(1));
            let candidates = txs.and_then(|txs| by_txs.get(&txs)).map(Vec::as_slice);
            let mut hashed = vec![0; 32 + self.bytes.len()];
            hashed[32..].copy_from_slice(&self.bytes);
            let owner = candidates.unwrap_or_default().iter().find(|block| {
                hashed[..32].copy_from_slice(&self.blocks[**block].prev.0);
                sha256d(&hashed) == undo.checksum
            });
            let Some(owner) = owner.copied() else {
                self.unused(&undo.place, "its block is not among these files");
                continue;
            };
            // The checksum makes it that block's; a damaged record would have another.
            let fitting = match spent::read(Format::Undo, &self.bytes) {
                Ok(spents) => self.fitting(&[owner], &spents)?,
                Err(_) => Vec::new(),
            };
            match fitting.as_slice() {
                [] => self.unused(&undo.place, "it does not fit the block it is checked for"),
                _ => self.paired.lists[owner].push((Format::Undo, undo.at)),
            }
        }
        Ok(())
    }

    fn lists(&mut self) -> Result<(), IngestError> {
        let by_hash: BTreeMap<BlockHash, usize> =
            self.blocks.iter().enumerate().map(|(at, block)| (block.hash, at)).collect();
        let by_inputs = self.index(|block| block.inputs);
        for list in &self.found.lists {
            self.open.read(&self.found.homes, list.at, &mut self.bytes)?;
            let spents = match spent::read(list.format, &self.bytes) {
                Ok(spents) => spents,
                Err(fault) => {
                    let place = list.place.clone();
                    let corrupt = Corrupt { place, hash: None, height: None, fault };
                    return Err(IngestError::List(Box::new(corrupt)));
                }
            };
            let candidates = match list.format {
                Format::Kept => {
                    let (block, height) = kept_block(&self.bytes, &by_hash);
                    if let (Some(block), Some(height)) = (block, height) {
                        self.paired.heights.insert(block, height);
                        // A line may state a height and nothing else.
                        if spents.is_empty() {
                            continue;
                        }
                    }
                    block.into_iter().collect()
                }
                _ => by_inputs.get(&spents.len()).cloned().unwrap_or_default(),
            };
            match self.owner(list, &spents, &candidates)? {
                Ok(block) => self.paired.lists[block].push((list.format, list.at)),
                Err(why) => self.unused(&list.place, why),
            }
        }
        Ok(())
    }

    /// Those candidates that a list fits.
    fn fitting(
        &mut self,
        candidates: &[usize],
        spents: &Spents,
    ) -> Result<Vec<usize>, IngestError> {
        let mut fitting = Vec::new();
        let mut decoder = Decoder::default();
        let mut batch = Batch::default();
        for block in candidates {
            self.open.read(&self.found.homes, self.blocks[*block].found.at, &mut self.bytes)?;
            batch.clear();
            let decoded = decoder.block(&self.bytes, None, self.rules.trusting(), &mut batch);
            if decoded.is_ok() && fits(&batch, spents) {
                fitting.push(*block);
            }
        }
        Ok(fitting)
    }

    fn owner(
        &mut self,
        list: &FoundList,
        spents: &Spents,
        candidates: &[usize],
    ) -> Result<Result<usize, &'static str>, IngestError> {
        let fitting = self.fitting(candidates, spents)?;
        let likeness =
            |block: &usize| likeness(&list.place.path, &self.blocks[*block].found.place.path);
        let most = fitting.iter().map(likeness).max();
        let mut likest = fitting.iter().filter(|block| Some(likeness(block)) == most);
        Ok(match (likest.next(), likest.next()) {
            (Some(block), None) => Ok(*block),
            (None, _) => Err("it fits no block among these files"),
            (Some(_), Some(_)) => Err("it fits several blocks, and no name tells which"),
        })
    }

    fn coins(&mut self) -> Result<(), IngestError> {
        if self.found.coins.is_empty() {
            return Ok(());
        }
        let mut spent = BTreeSet::new();
        let mut decoder = Decoder::default();
        let mut batch = Batch::default();
        for block in self.blocks {
            self.open.read(&self.found.homes, block.found.at, &mut self.bytes)?;
            batch.clear();
            if decoder.block(&self.bytes, None, self.rules.trusting(), &mut batch).is_ok() {
                spent.extend(batch.inputs.iter().copied());
            }
        }
        for file in &self.found.coins {
            let mut used = 0;
            for (out_point, value, script) in &file.coins {
                if spent.contains(out_point) {
                    self.paired.coins.insert(*out_point, (*value, script.clone()));
                    used += 1;
                }
            }
            if used < file.coins.len() {
                let why = format!("{} of {} coins", file.coins.len() - used, file.coins.len());
                self.unused(&file.place, &format!("{why} are spent by no block here"));
            }
        }
        Ok(())
    }

    fn index(&self, key: impl Fn(&Valid) -> usize) -> BTreeMap<usize, Vec<usize>> {
        let mut index: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, block) in self.blocks.iter().enumerate() {
            index.entry(key(block)).or_default().push(at);
        }
        index
    }

    fn unused(&mut self, place: &Place, why: &str) {
        self.paired.notes.push(Note::Unused { place: place.clone(), why: why.to_owned() });
    }
}

/// The block that a line of kept evidence is about, and the height it states.
fn kept_block(line: &[u8], by_hash: &BTreeMap<BlockHash, usize>) -> (Option<usize>, Option<u32>) {
    let Ok(line) = spent::from_json::<KeptLine>(line) else { return (None, None) };
    let block = line.block.parse().ok().and_then(|hash| by_hash.get(&hash).copied());
    (block, line.height)
}

/// How many characters two files' names begin alike; one file's own parts are most alike.
fn likeness(one: &Path, other: &Path) -> usize {
    if one == other {
        return usize::MAX;
    }
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let (Some(one), Some(other)) = (name(one), name(other)) else { return 0 };
    // A number may stand anywhere in a name: the longest stretch both have counts.
    longest_common(one.as_bytes(), other.as_bytes())
}

fn longest_common(one: &[u8], other: &[u8]) -> usize {
    let mut longest = 0;
    let mut above = vec![0; other.len() + 1];
    for byte in one {
        let mut row = vec![0; other.len() + 1];
        for (at, with) in other.iter().enumerate() {
            if byte == with {
                row[at + 1] = above[at] + 1;
                longest = longest.max(row[at + 1]);
            }
        }
        above = row;
    }
    longest
}
