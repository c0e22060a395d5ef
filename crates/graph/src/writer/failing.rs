//! A history on a disk that fails, at every single operation of it: whatever happens, the directory
//! holds the last commit that was reported done (or the one under way, where it became visible), is
//! sound, and the same history goes on from there to the same ledger.

use std::path::{Path, PathBuf};

use model::batch::Batch;
use model::block::BlockRef;
use model::chain::LedgerId;
use model::hash::Digest;

use crate::disk::failing::{FailingDisk, Fault};
use crate::testing::{Growing, LINKED, PARTIAL, dir};
use crate::writer::tiers::Limits;
use crate::{Graph, GraphError, Writer};

/// So small that a little chain is flushed on the way, merged, and cut in pieces.
const LIMITS: Limits =
    Limits { run_bytes: 4_000, modest_bytes: 1_500, recent_blocks: 2, segments: 1 };

#[derive(Debug)]
enum Step {
    Append(Batch),
    Rewind(BlockRef),
    Commit,
    Reopen,
}

/// What is done, and what the ledger is after each commit.
struct History {
    ledger: LedgerId,
    steps: Vec<Step>,
    /// A step that commits, and the digest of what it commits.
    commits: Vec<(usize, Digest)>,
}

impl History {
    /// Appends, commits, merges, goes back into what was merged and into what was not committed, and
    /// is opened again in between.
    fn new(ledger: LedgerId) -> History {
        let steps = Vec::new();
        let history = History { ledger, steps, commits: Vec::new() };
        let mut told = Telling { history, kept: Vec::new(), chain: vec![Growing::new(ledger)] };
        for _ in 0..6 {
            told.append("");
            told.commit();
        }
        told.append("");
        told.append("");
        told.history.steps.push(Step::Reopen);
        told.lost(2);
        told.append("long ");
        told.commit();
        told.back(4);
        told.append("deep ");
        told.append("deep ");
        told.back(1);
        told.append("deeper ");
        told.commit();
        told.history.steps.push(Step::Reopen);
        told.back(1);
        told.append("other ");
        told.append("other ");
        told.commit();
        told.history.steps.push(Step::Reopen);
        told.append("last ");
        told.commit();
        told.history
    }

    fn final_digest(&self) -> Digest {
        self.commits.last().unwrap().1
    }
}

/// A history as it is made up.
struct Telling {
    history: History,
    kept: Vec<Batch>,
    /// The chain before each block that is kept, and now.
    chain: Vec<Growing>,
}

impl Telling {
    fn append(&mut self, branch: &str) {
        let block = self.history.steps.len() as u64;
        let choices = (0..8).map(|tx| (block * 8 + tx + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut chain = self.chain.last().unwrap().clone();
        let batch = chain.block(branch, &choices.collect::<Vec<u64>>());
        self.chain.push(chain);
        self.kept.push(batch.clone());
        self.history.steps.push(Step::Append(batch));
    }

    /// What was not committed is gone with its writer.
    fn lost(&mut self, blocks: usize) {
        self.kept.truncate(self.kept.len() - blocks);
        self.chain.truncate(self.chain.len() - blocks);
    }

    fn back(&mut self, blocks: usize) {
        self.lost(blocks);
        self.history.steps.push(Step::Rewind(self.chain.last().unwrap().tip()));
    }

    fn commit(&mut self) {
        let digest = Graph::in_memory(self.history.ledger, &self.kept).unwrap().logical_digest();
        self.history.steps.push(Step::Commit);
        self.history.commits.push((self.history.steps.len() - 1, digest));
    }
}

/// A history on its way through what happens to it.
struct Play<'a> {
    history: &'a History,
    dir: PathBuf,
    writer: Option<Writer>,
    /// The step to do next.
    next: usize,
    /// How many of the commits were reported done.
    reported: usize,
}

impl<'a> Play<'a> {
    fn new(history: &'a History, dir: &Path) -> Play<'a> {
        // Not the directory that is mounted: making it is a part of the history.
        Play { history, dir: dir.join("ledgers/one"), writer: None, next: 0, reported: 0 }
    }

    /// Goes on to the end, or to the first thing that fails.
    fn go_on(&mut self) -> Result<(), GraphError> {
        while let Some(step) = self.history.steps.get(self.next) {
            if self.writer.is_none() {
                let writer = Writer::open(&self.dir, self.history.ledger)?;
                self.writer = Some(writer.with_limits(LIMITS));
            }
            let writer = self.writer.as_mut().unwrap();
            match step {
                Step::Append(batch) => writer.append(batch)?,
                Step::Rewind(to) => writer.rewind(*to)?,
                Step::Commit => {
                    writer.commit()?;
                    let commits = self.history.commits.iter();
                    self.reported = commits.filter(|(at, _)| *at <= self.next).count();
                }
                Step::Reopen => self.writer = None,
            }
            self.next += 1;
        }
        Ok(())
    }

    /// Reads what is there: how many commits it holds, and it must be as many as were reported, or
    /// one more where that one was under way.
    fn holds(&self) -> usize {
        let found = match Graph::open(&self.dir) {
            Ok(graph) => {
                assert_eq!(graph.verify().damages, []);
                Some(graph.logical_digest())
            }
            Err(GraphError::Missing { .. }) => None,
            Err(GraphError::Io { source, .. }) if self.reported == 0 => {
                assert_eq!(source.kind(), std::io::ErrorKind::NotFound);
                None
            }
            Err(error) => panic!("the directory does not open: {error}"),
        };
        let digest = |count: usize| count.checked_sub(1).map(|last| self.history.commits[last].1);
        let under_way = self.history.commits.get(self.reported);
        if under_way.is_some_and(|(at, digest)| *at == self.next && found == Some(*digest)) {
            return self.reported + 1;
        }
        assert_eq!(found, digest(self.reported), "it holds another commit");
        self.reported
    }

    /// As after a crash: from what the directory holds.
    fn start_again(&mut self) {
        self.writer = None;
        self.reported = self.holds();
        self.next = match self.reported.checked_sub(1) {
            Some(last) => self.history.commits[last].0 + 1,
            None => 0,
        };
    }

    /// The same ledger as if nothing had happened, and no file too many.
    fn end_whole(mut self) {
        assert_eq!(self.next, self.history.steps.len());
        self.writer = None;
        let writer = Writer::open(&self.dir, self.history.ledger).unwrap();
        assert_eq!(writer.graph().logical_digest(), self.history.final_digest());
        assert_eq!(writer.graph().verify().damages, []);
        let segments = writer.graph().stack().segments().len();
        assert_eq!(std::fs::read_dir(&self.dir).unwrap().count(), segments + 2);
    }
}

/// Whether the writer that met an error is used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Retry,
    Reopen,
}

fn errors(history: &History, fault: Fault, after: After) {
    let dir = dir();
    let disk = FailingDisk::mount(dir.path(), fault);
    let mut play = Play::new(history, dir.path());
    let mut tries = 0;
    while let Err(error) = play.go_on() {
        assert!(matches!(error, GraphError::Io { .. }), "{fault:?}: {error}");
        tries += 1;
        // Once before there is space again, where that was it, and once after.
        assert!(tries <= 2, "{fault:?}: {error}");
        play.holds();
        if after == After::Reopen {
            play.start_again();
        }
        if tries == 2 || !matches!(fault, Fault::Full(_)) {
            disk.free_space();
        }
    }
    disk.free_space();
    play.end_whole();
}

fn power_cuts(history: &History, at: u64, chance: u64) {
    let dir = dir();
    let mut play = Play::new(history, dir.path());
    let mut fault = Fault::Cut { at, chance };
    // And again while the next writer sets things right.
    for again in [chance.wrapping_mul(at + 7) % 23, chance % 5] {
        let disk = FailingDisk::mount(dir.path(), fault);
        if play.go_on().is_ok() {
            break;
        }
        play.writer = None;
        disk.cut_power();
        play.start_again();
        fault = Fault::Cut { at: again, chance: chance + 1 };
    }
    play.go_on().unwrap();
    play.end_whole();
}

/// How many there are in a history that nothing happens to.
fn operations(history: &History) -> u64 {
    let dir = dir();
    let disk = FailingDisk::mount(dir.path(), Fault::None);
    let mut play = Play::new(history, dir.path());
    play.go_on().unwrap();
    let writer = play.writer.take().unwrap();
    assert!(writer.next_segment > 15, "it merges, and cuts in pieces");
    disk.count()
}

#[test]
fn a_disk_that_refuses_any_one_operation_loses_nothing() {
    let history = History::new(LINKED);
    for at in 0..operations(&history) {
        for after in [After::Retry, After::Reopen] {
            errors(&history, Fault::Io(at), after);
        }
        errors(&history, Fault::Short(at), After::Retry);
    }
}

#[test]
fn a_disk_that_is_full_from_any_operation_on_stops_cleanly_and_goes_on_with_space() {
    let history = History::new(PARTIAL);
    for at in 0..operations(&history) {
        for after in [After::Retry, After::Reopen] {
            errors(&history, Fault::Full(at), after);
        }
    }
}

#[test]
fn a_power_cut_at_any_operation_leaves_what_was_reported_done() {
    for ledger in [LINKED, PARTIAL] {
        let history = History::new(ledger);
        for at in 0..operations(&history) {
            for chance in 0..2 {
                power_cuts(&history, at, 1000 * at + chance);
            }
        }
    }
}

#[test]
fn the_failing_disk_forgets_what_was_not_synced() {
    use crate::disk;
    use std::io::Write as _;
    let mut seen = std::collections::BTreeSet::new();
    for chance in 0..60 {
        let dir = dir();
        let disk = FailingDisk::mount(dir.path(), Fault::Cut { at: 7, chance });
        let (name, other) = (dir.path().join("name"), dir.path().join("other"));
        let mut file = disk::create(&name).unwrap();
        file.write_all(&[1; 4096]).unwrap();
        file.sync().unwrap();
        disk::sync_dir(dir.path()).unwrap();
        file.write_all(&[2; 4096]).unwrap();
        disk::rename(&name, &other).unwrap();
        file.write_all(&[3; 100]).unwrap();
        disk::create(&dir.path().join("third")).unwrap_err();
        assert!(disk.has_struck() && !disk.has_power());
        disk.cut_power();
        let bytes = std::fs::read(&other).or_else(|_| std::fs::read(&name)).unwrap();
        assert_eq!(bytes[..4096], [1; 4096], "what was synced stays");
        let page = match bytes.get(4096..8192) {
            None => "gone",
            Some(page) if page.iter().all(|byte| *byte == 2) => "there",
            Some(page) if page.iter().all(|byte| *byte == 0) => "empty",
            Some(_) => "garbage",
        };
        seen.insert((page, other.exists()));
    }
    // Every page in every state, with and without the new name.
    assert_eq!(seen.len(), 8, "{seen:?}");
}
