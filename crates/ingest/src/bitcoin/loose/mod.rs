//! Blocks that do not link back to a genesis, for a partial ledger.
//!
//! Single blocks, block files with gaps, a pruned node's directory: whatever there is becomes
//! batches in an order of its own ([`order`]), with the outputs the blocks spend where a file
//! beside them tells. Read again from what was kept ([`kept`]) together with new files, the same
//! blocks always give the same batches.
//!
//! A damaged block is left out and named at the end; unlike in a chain, nothing else depends on it.
//! Only kept evidence must be whole: a ledger built without one of its blocks would have lost it.

pub mod compressed;
pub mod find;
pub mod fit;
pub mod guess;
pub mod kept;
pub mod order;
pub mod pair;
pub mod raito;
pub mod spent;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use model::amount::Sat;
use model::batch::{Batch, SpentRow};
use model::chain::Network;
use model::hash::{BlockHash, OutPoint};

use self::find::{Found, FoundBlock};
use self::kept::Kept;
use self::order::Member;
use self::pair::{ListAt, Valid};
use self::spent::{Format, KeptLine};
use super::decode::{Decoder, Rules, output_row};
use super::error::{Corrupt, Fault, IngestError, Note};
use super::files::Progress;
use super::header::Header;
use super::network::is_genesis;
use super::source::homes::{Home, OpenFiles, Stretch};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Take proof of work, Merkle roots, witness commitments and distinct txids for granted.
    pub trust: bool,
    /// Of serialised blocks in one batch; a batch has at least one block.
    pub batch_bytes: u64,
    /// For blocks that come without a magic; where it is not given it is told from what is known.
    pub network: Option<Network>,
    /// Evidence kept before, read first. It need not exist.
    pub kept: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self { trust: false, batch_bytes: 16 << 20, network: None, kept: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub files: u64,
    pub bytes: u64,
    pub blocks: u64,
    /// Blocks that are not among the kept evidence yet.
    pub blocks_new: u64,
    /// Further copies of the same blocks.
    pub duplicates: u64,
    /// Blocks that were left out because they are damaged.
    pub damaged: u64,
    /// Blocks with a list of what they spend.
    pub lists: u64,
}

/// Loose blocks, checked and in order.
#[derive(Debug)]
pub struct Loose {
    network: Network,
    homes: Vec<Home>,
    blocks: Vec<Block>,
    coins: BTreeMap<OutPoint, (Sat, Vec<u8>)>,
    notes: Vec<Note>,
    counts: Counts,
    /// The first block that was left out.
    corrupt: Option<Corrupt>,
    options: Options,
}

#[derive(Debug)]
struct Block {
    hash: BlockHash,
    height: Option<u32>,
    /// Stated by a file and not kept yet.
    height_new: Option<u32>,
    at: Stretch,
    kept: bool,
    trusted: bool,
    lists: Vec<ListAt>,
}

/// Reads everything that is in files and directories, linked or not.
pub fn read(
    paths: &[PathBuf],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Loose, IngestError> {
    let mut report = |files: u64, bytes_done, blocks| {
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        progress(Progress { files, bytes_done, blocks, ..Progress::default() });
    };
    let mut found = Found::search(paths, options.kept.as_deref(), &mut report)?;
    let mut notes = std::mem::take(&mut found.notes);
    let network = network(&found, options, paths, &notes)?;
    let rules = Rules { network, trust: options.trust };
    let checked = Checked::check(&found, rules)?;
    if let Some((corrupt, _)) = checked.corrupt.iter().find(|(_, kept)| *kept) {
        return Err(IngestError::Evidence(Box::new(corrupt.clone())));
    }
    notes.extend(checked.corrupt.iter().map(|(corrupt, _)| Note::Damaged(corrupt.clone())));
    let mut paired = pair::pair(&found, &checked.valid, rules)?;
    notes.append(&mut paired.notes);
    let member = |(at, valid): (usize, &Valid)| Member {
        height_told: paired.heights.get(&at).copied().or(valid.height_told),
        ..valid.member(network)
    };
    let members: Vec<Member> = checked.valid.iter().enumerate().map(member).collect();
    let blocks: Vec<Block> = order::arrange(&members)
        .into_iter()
        .map(|placed| {
            let valid = &checked.valid[placed.member];
            let lists = std::mem::take(&mut paired.lists[placed.member]);
            let FoundBlock { at, kept, trusted, height_told, .. } = valid.found;
            let height_kept = paired.heights.get(&placed.member).copied();
            let height_new = height_told.filter(|_| height_kept.is_none());
            Block { hash: valid.hash, height: placed.height, height_new, at, kept, trusted, lists }
        })
        .collect();
    let counts = Counts {
        files: found.files,
        bytes: found.bytes,
        blocks: blocks.len() as u64,
        blocks_new: blocks.iter().filter(|block| !block.kept).count() as u64,
        duplicates: checked.duplicates,
        damaged: checked.corrupt.len() as u64,
        lists: blocks.iter().filter(|block| !block.lists.is_empty()).count() as u64,
    };
    let corrupt = checked.corrupt.into_iter().next().map(|(corrupt, _)| corrupt);
    let (homes, coins, options) = (found.homes, paired.coins, options.clone());
    let mut loose = Loose { network, homes, blocks, coins, notes, counts, corrupt, options };
    let disputes = loose.disputes()?;
    loose.notes.extend(disputes);
    Ok(loose)
}

/// The network of all that was found: by a magic, by what was asked, or by what can be told.
fn network(
    found: &Found,
    options: &Options,
    paths: &[PathBuf],
    notes: &[Note],
) -> Result<Network, IngestError> {
    let mut known = found.network.or(options.network);
    if let (Some(network), Some(found_network)) = (options.network, found.network)
        && network != found_network
        && let Some(block) = found.blocks.first()
    {
        let place = block.place.clone();
        return Err(IngestError::Mixed { network, found: found_network, place });
    }
    let mut open = OpenFiles::default();
    let mut bytes = Vec::new();
    for block in found.blocks.iter().filter(|block| block.bare) {
        if known.is_some() {
            break;
        }
        open.read(&found.homes, block.at, &mut bytes)?;
        let bits = bytes.first_chunk().map_or(0, |header| Header::read(header).bits);
        let mut decoder = Decoder::default();
        let rules = Rules { network: Network::Regtest, trust: true };
        // What is damaged may still begin well enough to tell its height.
        let _ = decoder.block(&bytes, None, rules, &mut Batch::default());
        known = guess::network(decoder.height_told(), bits);
    }
    match (known, found.blocks.first()) {
        (Some(network), Some(_)) => Ok(network),
        (None, Some(block)) => {
            Err(IngestError::NetworkUnknown { path: block.place.path.to_path_buf() })
        }
        (_, None) => {
            let path = paths.first().cloned().unwrap_or_default();
            let what = notes.first().map_or("no file".to_owned(), ToString::to_string);
            Err(IngestError::NoBlocks { path, what })
        }
    }
}

/// Every block decoded once, each hash once.
#[derive(Debug, Default)]
struct Checked {
    valid: Vec<Valid>,
    duplicates: u64,
    /// With whether it is kept evidence.
    corrupt: Vec<(Corrupt, bool)>,
}

impl Checked {
    fn check(found: &Found, rules: Rules) -> Result<Self, IngestError> {
        let mut checked = Self::default();
        let mut known: BTreeMap<BlockHash, usize> = BTreeMap::new();
        let mut open = OpenFiles::default();
        let mut decoder = Decoder::default();
        let (mut bytes, mut batch) = (Vec::new(), Batch::default());
        for block in &found.blocks {
            open.read(&found.homes, block.at, &mut bytes)?;
            let Some(header) = bytes.first_chunk() else { continue };
            let (hash, header) = (Header::hash(header), Header::read(header));
            if let Some(at) = known.get(&hash) {
                checked.duplicates += 1;
                // With trust, no copy is better than the one kept on trust before.
                checked.valid[*at].found.kept |= block.kept && rules.trust;
                continue;
            }
            batch.clear();
            let rules = if block.trusted { rules.trusting() } else { rules };
            if let Err(fault) = decoder.block(&bytes, None, rules, &mut batch) {
                checked.corrupt.push((corrupt(block, hash, fault), block.kept));
                continue;
            }
            known.insert(hash, checked.valid.len());
            checked.valid.push(Valid {
                found: block.clone(),
                hash,
                prev: header.prev,
                time: header.time,
                height_told: block.height_told.or(decoder.height_told()),
                txs: batch.txs.len(),
                inputs: batch.inputs.len(),
            });
        }
        // A second copy that is whole makes up for a damaged one.
        checked
            .corrupt
            .retain(|(corrupt, _)| corrupt.hash.is_none_or(|hash| !known.contains_key(&hash)));
        Ok(checked)
    }
}

fn corrupt(block: &FoundBlock, hash: BlockHash, fault: Fault) -> Corrupt {
    Corrupt { place: block.place.clone(), hash: Some(hash), height: block.height_told, fault }
}

impl Valid {
    fn member(&self, network: Network) -> Member {
        Member {
            hash: self.hash,
            prev: self.prev,
            time: self.time,
            height_told: self.height_told,
            is_genesis: is_genesis(network, self.hash, self.prev),
        }
    }
}

impl Loose {
    pub fn network(&self) -> Network {
        self.network
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// What was passed over, and what does not fit.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Where lists of the same block's spent outputs say different things.
    fn disputes(&self) -> Result<Vec<Note>, IngestError> {
        let mut reading = Reading::new(self);
        let mut notes = Vec::new();
        let several = |block: &&Block| block.lists.len() + usize::from(!self.coins.is_empty()) > 1;
        for block in self.blocks.iter().filter(several) {
            let mut batch = Batch::default();
            reading.decode(block, &mut batch)?;
            let (_, inputs) = reading.spending(block, &batch.inputs, |_| true)?;
            if inputs > 0 {
                notes.push(Note::Disagree { block: block.hash, inputs });
            }
        }
        Ok(notes)
    }

    /// The blocks in order. After the last comes the error about a damaged block, if there was one.
    pub fn batches(&self) -> Batches<'_> {
        Batches { reading: Reading::new(self), next: 0, ended: false }
    }

    /// Writes what `directory` does not hold yet ([`kept`]). Only if it was read as
    /// [`Options::kept`] is nothing written twice.
    pub fn keep(&self, directory: &Path) -> Result<Kept, IngestError> {
        kept::keep(self, directory)
    }
}

/// Blocks in ledger order, some at a time.
#[derive(Debug)]
pub struct Batches<'a> {
    reading: Reading<'a>,
    next: usize,
    ended: bool,
}

impl Iterator for Batches<'_> {
    type Item = Result<Batch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        let loose = self.reading.loose;
        let mut batch = Batch::default();
        let mut bytes = 0;
        while let Some(block) = loose.blocks.get(self.next).filter(|_| !self.ended) {
            bytes += block.at.len;
            if bytes > loose.options.batch_bytes && !batch.is_empty() {
                break;
            }
            if let Err(error) = self.reading.append(block, &mut batch) {
                self.ended = true;
                return Some(Err(error));
            }
            self.next += 1;
        }
        if !batch.is_empty() {
            return Some(Ok(batch));
        }
        let first = !std::mem::replace(&mut self.ended, true);
        let corrupt = loose.corrupt.clone().filter(|_| first)?;
        Some(Err(IngestError::Corrupt(Box::new(corrupt))))
    }
}

/// Reads blocks and what they spend.
#[derive(Debug)]
struct Reading<'a> {
    loose: &'a Loose,
    open: OpenFiles,
    bytes: Vec<u8>,
    decoder: Decoder,
}

/// What a block spends, input by input.
type Spending = Vec<Option<(Sat, Vec<u8>)>>;

impl<'a> Reading<'a> {
    fn new(loose: &'a Loose) -> Self {
        let (open, bytes, decoder) = (OpenFiles::default(), Vec::new(), Decoder::default());
        Self { loose, open, bytes, decoder }
    }

    /// Whether a block taken on trust passes the checks all the same.
    fn passes(&mut self, block: &Block) -> Result<bool, IngestError> {
        let rules = Rules { network: self.loose.network, trust: false };
        self.open.read(&self.loose.homes, block.at, &mut self.bytes)?;
        let mut batch = Batch::default();
        Ok(self.decoder.block(&self.bytes, block.height, rules, &mut batch).is_ok())
    }

    fn bytes(&mut self, block: &Block) -> Result<&[u8], IngestError> {
        self.open.read(&self.loose.homes, block.at, &mut self.bytes)?;
        Ok(&self.bytes)
    }

    /// Appends a block, and rows for what is known of its inputs.
    fn append(&mut self, block: &Block, batch: &mut Batch) -> Result<(), IngestError> {
        let inputs_start = batch.inputs.len();
        self.decode(block, batch)?;
        let (spending, _) = self.spending(block, &batch.inputs[inputs_start..], |_| true)?;
        for (input, known) in (inputs_start..).zip(spending) {
            if let Some((value, script)) = known {
                let output = output_row(value, &script, &mut batch.payloads);
                let input = u32::try_from(input).expect("a batch's columns are counted in 32 bits");
                batch.spent.push(SpentRow { input, output });
            }
        }
        Ok(())
    }

    fn decode(&mut self, block: &Block, batch: &mut Batch) -> Result<(), IngestError> {
        let loose = self.loose;
        self.open.read(&loose.homes, block.at, &mut self.bytes)?;
        let trust = loose.options.trust || block.trusted;
        let rules = Rules { network: loose.network, trust };
        let changed = || {
            let place = loose.homes[block.at.home as usize].place(block.at.start);
            IngestError::Changed { place }
        };
        // It was valid when it was found.
        self.decoder.block(&self.bytes, block.height, rules, batch).map_err(|_| changed())?;
        match batch.blocks.last().is_some_and(|row| row.hash == block.hash) {
            true => Ok(()),
            false => Err(changed()),
        }
    }

    /// Joins what is told about a block's inputs, by the formats that are `wanted` (`None` stands
    /// for coins). Where two disagree, neither counts; how often that is comes second.
    fn spending(
        &mut self,
        block: &Block,
        inputs: &[OutPoint],
        wanted: impl Fn(Option<Format>) -> bool,
    ) -> Result<(Spending, u64), IngestError> {
        let loose = self.loose;
        let coin = |input| loose.coins.get(input).filter(|_| wanted(None)).cloned();
        let mut spending: Spending = inputs.iter().map(coin).collect();
        let mut disputed = vec![false; inputs.len()];
        for (format, at) in block.lists.iter().filter(|(format, _)| wanted(Some(*format))) {
            self.open.read(&loose.homes, *at, &mut self.bytes)?;
            let changed = |_| {
                let place = loose.homes[at.home as usize].place(at.start);
                IngestError::Changed { place }
            };
            let list = spent::read(*format, &self.bytes).map_err(changed)?;
            for ((known, disputed), told) in spending.iter_mut().zip(&mut disputed).zip(list.iter())
            {
                match (&known, told) {
                    (_, None) => {}
                    (None, Some((value, script))) => *known = Some((value, script.to_vec())),
                    (Some((value, script)), Some(told)) => {
                        *disputed |= (*value, script.as_slice()) != told;
                    }
                }
            }
        }
        for (known, _) in spending.iter_mut().zip(&disputed).filter(|(_, disputed)| **disputed) {
            *known = None;
        }
        Ok((spending, disputed.iter().filter(|disputed| **disputed).count() as u64))
    }

    /// What is to be kept of what is told beside a block: all of it, if it is more than was kept
    /// before.
    fn line(&mut self, block: &Block) -> Result<Option<KeptLine>, IngestError> {
        let height = block.height_new;
        let only_kept = block.lists.iter().all(|(format, _)| *format == Format::Kept);
        if only_kept && self.loose.coins.is_empty() && height.is_none() {
            return Ok(None);
        }
        let mut batch = Batch::default();
        self.decode(block, &mut batch)?;
        let (spending, _) = self.spending(block, &batch.inputs, |_| true)?;
        let is_kept = |format| format == Some(Format::Kept);
        let (before, _) = self.spending(block, &batch.inputs, is_kept)?;
        let news =
            spending.iter().zip(before).any(|(now, before)| now.is_some() && before.is_none());
        let spent = spending
            .into_iter()
            .map(|known| known.map(|(value, script)| (value.0, hex::encode(script))))
            .collect();
        let block = block.hash.to_string();
        let spent = if news { spent } else { Vec::new() };
        Ok((news || height.is_some()).then_some(KeptLine { block, height, spent }))
    }
}

#[cfg(test)]
mod tests;
