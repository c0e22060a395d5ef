//! `--loose`: blocks that do not link, into a partial ledger.
//!
//! What was read is kept first, as evidence that is only ever added to (`DATA/raw/`); then the
//! ledger is built anew from all evidence, beside the old one, and changed for it in one step. Late
//! history shifts ids, so a partial ledger is never appended to.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use ::ingest::bitcoin::loose::{self, Loose, Options};
use api::ingest::{Ingested, Kept, Taken};
use graph::{Counts, Graph, GraphError, Writer};
use model::chain::{LedgerId, LedgerKind};

use super::{End, finish, same_network};
use crate::args::IngestBitcoin;
use crate::cluster_store;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::{Progress, Unit};
use crate::{interrupt, talk};

pub fn run(data: &Data, args: &IngestBitcoin) -> Result<Exit, Failure> {
    let loose = read(data, args)?;
    let id = LedgerId { network: loose.network(), kind: LedgerKind::Partial };
    let dir = data.ledger(id);
    let mut rebuild = Rebuild::begin(data, id)?;
    let kept = loose.keep(&data.raw(id.network))?;
    let end = rebuild.fill(&loose);
    if let End::Interrupted = end {
        return stopped(kept.blocks);
    }
    let before = counts(&dir)?;
    let after = rebuild.publish(&dir)?;
    let counts = loose.counts();
    let mut answer = Ingested {
        taken: Taken::between(before, after.counts()),
        duplicate_blocks: counts.duplicates,
        kept: Some(Kept { blocks: kept.blocks, lines: kept.lines }),
        notes: loose.notes().iter().map(ToString::to_string).collect(),
        ..Ingested::of(&after)
    };
    finish(end, &mut answer, args)
}

/// Everything given, together with the evidence that is there.
fn read(data: &Data, args: &IngestBitcoin) -> Result<Loose, Failure> {
    let mut options = Options { trust: args.trust, network: args.network, ..Options::default() };
    if let Some(network) = args.network {
        options.kept = Some(data.raw(network)).filter(|dir| dir.is_dir());
        return scan(args, &options);
    }
    let loose = scan(args, &options)?;
    let raw = data.raw(loose.network());
    if !raw.is_dir() {
        return Ok(loose);
    }
    // Only now is it known whose evidence they join.
    options.network = Some(loose.network());
    options.kept = Some(raw);
    scan(args, &options)
}

fn scan(args: &IngestBitcoin, options: &Options) -> Result<Loose, Failure> {
    let mut bar: Option<Progress> = None;
    let loose = loose::read(&args.paths, options, &mut |at| {
        bar.get_or_insert_with(|| Progress::new("reading blocks", Unit::Bytes, at.bytes))
            .at(at.bytes_done, &format_args!("{} blocks", at.blocks));
    })?;
    same_network(loose.network(), args.network)?;
    Ok(loose)
}

/// What the ledger that is there counts; nothing where there is none yet.
fn counts(dir: &Path) -> Result<Counts, Failure> {
    match Graph::open(dir) {
        Ok(graph) => Ok(graph.counts()),
        Err(GraphError::Missing { .. }) => Ok(Counts::default()),
        Err(GraphError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            Ok(Counts::default())
        }
        Err(error) => Err(error.into()),
    }
}

/// A ledger being built beside the one it will replace. Its directory is hidden from `ledgers`,
/// and its lock keeps a second `--loose` of the same network out, evidence included.
struct Rebuild {
    dir: std::path::PathBuf,
    writer: Writer,
}

impl Rebuild {
    fn begin(data: &Data, id: LedgerId) -> Result<Self, Failure> {
        let dir = data.rebuild(id);
        let writer = Writer::open(&dir, id)?;
        if writer.tip().is_none() {
            return Ok(Self { dir, writer });
        }
        // Left by a run that was ended. The lock was free, so nobody works on it.
        drop(writer);
        remove(&dir)?;
        let writer = Writer::open(&dir, id)?;
        Ok(Self { dir, writer })
    }

    fn fill(&mut self, loose: &Loose) -> End {
        let mut bar = Progress::new("ingesting", Unit::Blocks, loose.counts().blocks);
        let mut done = 0;
        for batch in loose.batches() {
            let taken = batch.map_err(Failure::from).and_then(|batch| {
                done += batch.blocks.len() as u64;
                Ok(self.writer.append(&batch)?)
            });
            if let Err(failure) = taken {
                return End::Failed(failure);
            }
            bar.at(done, &"");
            if interrupt::asked() && done < loose.counts().blocks {
                return End::Interrupted;
            }
        }
        End::Complete
    }

    /// Commits, grows the clusters, and puts the ledger in the old one's place.
    fn publish(mut self, dir: &Path) -> Result<Graph, Failure> {
        let graph = self.writer.commit()?;
        cluster_store::store(&self.dir, &graph)?;
        drop(graph);
        replace(&self.dir, dir)?;
        drop(self.writer);
        Ok(Graph::open(dir)?)
    }
}

/// Puts `new` in the place of `old` in one step, and removes what was there.
fn replace(new: &Path, old: &Path) -> Result<(), Failure> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    if !old.exists() {
        return fs::rename(new, old).map_err(|error| Failure::io("rename", new, &error));
    }
    match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => remove(new),
        // A file system that cannot exchange: for a moment there is no ledger of this name.
        Err(_) => {
            let aside = new.with_extension("old");
            let moved = fs::rename(old, &aside).and_then(|()| fs::rename(new, old));
            moved.map_err(|error| Failure::io("rename", new, &error))?;
            remove(&aside)
        }
    }
}

fn remove(dir: &Path) -> Result<(), Failure> {
    fs::remove_dir_all(dir).map_err(|error| Failure::io("remove", dir, &error))
}

fn stopped(kept: u64) -> Result<Exit, Failure> {
    talk::say(format_args!(
        "stopped; {} kept as evidence, the ledger is as it was",
        super::super::counted(kept, "new block")
    ));
    talk::hint("run the same command again to build the ledger");
    Ok(Exit::Stopped)
}
