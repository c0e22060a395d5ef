//! `--loose`: blocks that do not link, into a partial ledger.
//!
//! Late history shifts ids, so a partial ledger is never appended to: it is built anew beside the old
//! one from all evidence (`DATA/raw/`) and what is new. Only once all of that was taken is the new
//! kept as evidence, which is only ever added to, and the ledger changed for the other in one step.
//! One run at a time, from before the evidence is read: a lock beside the directories sees to it.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ::ingest::bitcoin::loose::{self, Loose, Options};
use api::ingest::{Ingested, Kept, Taken};
use graph::disk;
use graph::{Counts, Graph, GraphError, Writer};
use model::chain::{LedgerId, LedgerKind};
use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with};
use rustix::io::Errno;

use super::{End, finish, same_network};
use crate::args::IngestBitcoin;
use crate::budget::Shares;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::growth::Growth;
use crate::progress::{Progress, Unit};
use crate::{interrupt, talk};

const NOTHING_TAKEN: &str = "nothing was taken; the ledger and its evidence are as they were";

pub fn run(data: &Data, args: &IngestBitcoin) -> Result<Exit, Failure> {
    let (loose, id, _lock) = read(data, args)?;
    let dir = data.ledger(id);
    let shares = args.budget().split(loose.counts().blocks + loose.counts().duplicates);
    let mut rebuild = Rebuild::begin(data, id, shares)?;
    let end = rebuild.fill(&loose);
    match end {
        End::Interrupted => return Ok(stopped()),
        End::Failed(failure) if !rebuild.is_whole => {
            return Err(failure.hint(NOTHING_TAKEN));
        }
        End::Complete | End::Failed(_) => {}
    }
    // Inputs may be looked at only now: nothing is kept that the ledger then refuses.
    let graph = rebuild.writer.commit().map_err(|error| match error.is_refusal() {
        true => Failure::from(error).hint(NOTHING_TAKEN),
        false => error.into(),
    })?;
    let kept = loose.keep(&data.raw(id.network))?;
    let before = counts(&dir)?;
    let repeated_transactions = rebuild.writer.repeated_txs();
    let after = rebuild.publish(&dir, graph)?;
    let counts = loose.counts();
    let mut answer = Ingested {
        taken: Taken::between(before, after.counts()),
        duplicate_blocks: counts.duplicates,
        repeated_transactions,
        kept: Some(Kept { blocks: kept.blocks, lines: kept.lines }),
        notes: loose.notes().iter().map(ToString::to_string).collect(),
        ..Ingested::of(&after)
    };
    finish(end, &mut answer, args)
}

/// Everything given, together with the evidence that is there, under the lock that keeps other
/// runs from adding to it.
fn read(data: &Data, args: &IngestBitcoin) -> Result<(Loose, LedgerId, File), Failure> {
    let batch_bytes = args.budget().split(0).batch_bytes;
    let (trust, network) = (args.trust, args.network);
    let mut options = Options { trust, network, batch_bytes, ..Options::default() };
    let network = match args.network {
        Some(network) => network,
        // Only then is it known whose evidence they join.
        None => scan(args, &options)?.network(),
    };
    let id = LedgerId { network, kind: LedgerKind::Partial };
    let lock = lock(data, id)?;
    options.network = Some(network);
    options.kept = Some(data.raw(network)).filter(|dir| dir.is_dir());
    Ok((scan(args, &options)?, id, lock))
}

/// Keeps a second `--loose` of the same network out for as long as the file lives. It lies outside
/// of every directory that is moved or removed.
fn lock(data: &Data, id: LedgerId) -> Result<File, Failure> {
    let path = data.loose_lock(id);
    let fail = |error| Failure::io("lock", &path, &error);
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).map_err(fail)?;
    }
    let file =
        File::options().create(true).truncate(false).write(true).open(&path).map_err(fail)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(Errno::WOULDBLOCK) => Err(Failure::new(format_args!(
            "the ledger {id} is being built by another process, which holds {}",
            path.display()
        ))
        .hint("wait until it is done, or stop it")),
        Err(error) => Err(fail(error.into())),
    }
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
        Err(error @ GraphError::Older { .. }) => {
            talk::say(format_args!("{error}; it is built anew from what was kept"));
            Ok(Counts::default())
        }
        Err(GraphError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            Ok(Counts::default())
        }
        Err(error) => Err(error.into()),
    }
}

/// A ledger being built beside the one it will replace, in a directory hidden from `ledgers`.
struct Rebuild {
    dir: PathBuf,
    writer: Writer,
    shares: Shares,
    /// Every block that is whole was taken.
    is_whole: bool,
}

impl Rebuild {
    /// What a run that was ended left is never opened as a ledger: it may be cut anywhere.
    fn begin(data: &Data, id: LedgerId, shares: Shares) -> Result<Self, Failure> {
        let (dir, ledger) = (data.rebuild(id), data.ledger(id));
        let aside = aside(&dir);
        if aside.exists() && !ledger.exists() {
            // Ended between the two renames of `replace`.
            fs::rename(&aside, &ledger).map_err(|error| Failure::io("rename", &aside, &error))?;
        }
        remove(&aside)?;
        remove(&dir)?;
        let writer = Writer::open_with(&dir, id, shares.writer)?;
        Ok(Self { dir, writer, shares, is_whole: false })
    }

    fn fill(&mut self, loose: &Loose) -> End {
        let mut bar = Progress::new("ingesting", Unit::Blocks, loose.counts().blocks);
        let mut done = 0;
        for batch in loose.batches() {
            // Damage in what was given is told after the last block, and takes nothing from them.
            self.is_whole = done == loose.counts().blocks;
            let taken = batch.map_err(Failure::from).and_then(|batch| {
                self.writer.append(&batch)?;
                done += batch.blocks.len() as u64;
                Ok(())
            });
            if let Err(failure) = taken {
                return End::Failed(failure);
            }
            bar.at(done, &"");
            if interrupt::asked() && done < loose.counts().blocks {
                return End::Interrupted;
            }
        }
        self.is_whole = true;
        End::Complete
    }

    /// Grows the clusters of what was committed, and puts the ledger in the old one's place.
    fn publish(self, dir: &Path, graph: Graph) -> Result<Graph, Failure> {
        Growth::begin(&self.dir, &graph, self.shares.clusters_bytes, 1).keep(&graph)?;
        drop((graph, self.writer));
        replace(&self.dir, dir)?;
        Ok(Graph::open(dir)?)
    }
}

/// Puts `new` in the place of `old` in one step, and removes what was there.
fn replace(new: &Path, old: &Path) -> Result<(), Failure> {
    let fail = |error| Failure::io("rename", new, &error);
    let durable = || disk::sync_dir(&disk::parent(old)).map_err(fail);
    if !old.exists() {
        disk::rename(new, old).map_err(fail)?;
        return durable();
    }
    let left = match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
        Ok(()) => new.to_owned(),
        // A file system that cannot exchange: for a moment there is no ledger of this name.
        Err(_) => {
            let aside = aside(new);
            disk::rename(old, &aside).and_then(|()| disk::rename(new, old)).map_err(fail)?;
            aside
        }
    };
    // Before anything of the old one goes: a power cut must not bring its name back without it.
    durable()?;
    if let Err(failure) = remove(&left) {
        // The new ledger stands; the next run tries again.
        talk::warn(&failure.says);
    }
    Ok(())
}

/// Where the old ledger waits on a file system that cannot exchange two directories.
fn aside(rebuild: &Path) -> PathBuf {
    rebuild.with_extension("old")
}

fn remove(dir: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Failure::io("remove", dir, &error))
        }
        _ => Ok(()),
    }
}

fn stopped() -> Exit {
    talk::say(format_args!(
        "stopped; nothing was taken, the ledger and its evidence are as they were"
    ));
    talk::hint("run the same command again to build the ledger");
    Exit::Stopped
}
