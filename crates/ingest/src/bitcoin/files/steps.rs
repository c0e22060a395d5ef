//! The second pass: blocks of a plan, decoded ahead of whoever takes them.
//!
//! The plan is cut into batches before any thread starts. Whoever is free decodes the next of them: the
//! threads, as long as not too many batches are ahead of the taker, and the taker itself where the one it
//! wants is not there and another is to be begun ([`Shelf`]). Batches are taken in the plan's order, whoever
//! decoded them. Without threads the taker decodes each when it wants it.

use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use model::batch::{Batch, Step};
use model::block::BlockRef;

use super::read::Reader;
use super::shelf::{Shelf, Turn, Undone};
use super::{Options, Shared};
use crate::bitcoin::chain::Plan;
use crate::bitcoin::error::{IngestError, Note};

/// A batch's columns are counted in 32 bits.
const BATCH_BYTES_MAX: u64 = 256 << 20;

/// What is to come, and what has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    pub blocks: u64,
    /// Of serialised blocks.
    pub bytes: u64,
}

/// The steps that bring a ledger to the best chain. Dropping it stops its threads.
#[derive(Debug)]
pub struct Steps {
    back: Option<BlockRef>,
    /// Blocks with which another branch has more work than the one it takes the place of.
    enough: u64,
    /// The taker's own hands.
    own: Work,
    shelf: Arc<Shelf<Decoded>>,
    threads: Vec<JoinHandle<()>>,
    room: Room,
    cuts: Arc<Vec<Cut>>,
    /// What is left to say once all batches are taken.
    end: Option<IngestError>,
    notes: Vec<Note>,
    done: Amount,
    total: Amount,
    stale: u64,
}

/// Empty batches on their way back to the threads.
type Room = Arc<Mutex<Vec<Batch>>>;

/// Rows of the plan that make one batch.
#[derive(Debug, Clone, Copy)]
struct Cut {
    start: usize,
    end: usize,
    bytes: u64,
}

/// One batch, or the valid beginning of one and why it ends.
#[derive(Debug)]
struct Decoded {
    batch: Batch,
    notes: Vec<Note>,
    failed: Option<IngestError>,
}

impl Steps {
    pub(super) fn start(
        shared: Arc<Shared>,
        plan: Plan,
        options: &Options,
        end: Option<IngestError>,
        notes: Vec<Note>,
    ) -> Self {
        let cuts = Arc::new(cut(&shared, &plan, options.batch_bytes.min(BATCH_BYTES_MAX)));
        let total = Amount {
            blocks: plan.forward.len() as u64,
            bytes: cuts.iter().map(|cut| cut.bytes).sum(),
        };
        let room = Room::default();
        let (back, stale) = (plan.back, plan.stale);
        let enough = plan.back.map_or(0, |_| plan.enough.into());
        let plan = Arc::new(plan);
        let count = options.threads.min(cuts.len());
        let shelf = Arc::new(Shelf::new(cuts.len(), options.ahead.max(count + 1)));
        let work = || Work {
            reader: Reader::new(shared.clone()),
            plan: plan.clone(),
            cuts: cuts.clone(),
            room: room.clone(),
        };
        let works: Vec<Work> = (0..count).map(|_| work()).collect();
        let own = work();
        let begin = |work: Work| {
            let shelf = shelf.clone();
            std::thread::spawn(move || work.run(&shelf))
        };
        let threads = works.into_iter().map(begin).collect();
        Self {
            back,
            enough,
            own,
            shelf,
            threads,
            room,
            cuts,
            end,
            notes,
            done: Amount::default(),
            total,
            stale,
        }
    }

    /// All that these steps will bring, if nothing fails.
    pub fn total(&self) -> Amount {
        self.total
    }

    /// What they have brought so far.
    pub fn done(&self) -> Amount {
        self.done
    }

    /// How many blocks of another branch have more work together than what was gone back over. A
    /// ledger that stops before has less than it had.
    pub fn enough(&self) -> u64 {
        self.enough
    }

    /// Blocks in the files that link, but on branches with less work.
    pub fn stale(&self) -> u64 {
        self.stale
    }

    /// What was passed over while planning and reading, so far.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Gives a batch back, so that its room is used again.
    pub fn recycle(&self, mut batch: Batch) {
        batch.clear();
        if let Ok(mut room) = self.room.lock() {
            room.push(batch);
        }
    }

    fn take(&mut self) -> Option<Decoded> {
        loop {
            match self.shelf.take() {
                Turn::Taken(number, decoded) => {
                    self.done.blocks += decoded.batch.blocks.len() as u64;
                    self.done.bytes += self.cuts[number].bytes;
                    return Some(decoded);
                }
                Turn::Yours(number) => {
                    let decoded = self.own.decode(self.cuts[number]);
                    self.shelf.put(number, decoded);
                }
                Turn::Over => return None,
            }
        }
    }
}

impl Iterator for Steps {
    type Item = Result<Step, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(back) = self.back.take() {
            return Some(Ok(Step::Back(back)));
        }
        let Some(decoded) = self.take() else { return self.end.take().map(Err) };
        self.notes.extend(decoded.notes);
        if let Some(failed) = decoded.failed {
            // Nothing of what follows can link: the error is the last thing said.
            self.end = Some(failed);
            self.shelf.end();
            if decoded.batch.is_empty() {
                return self.end.take().map(Err);
            }
        }
        Some(Ok(Step::Forward(decoded.batch)))
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        self.shelf.end();
        for thread in self.threads.drain(..) {
            // A panic there has already been printed; there is nobody left to tell.
            let _ = thread.join();
        }
    }
}

/// Cuts a plan into batches of about `bytes`.
fn cut(shared: &Shared, plan: &Plan, bytes: u64) -> Vec<Cut> {
    let mut cuts: Vec<Cut> = Vec::new();
    for (at, row) in plan.forward.iter().enumerate() {
        let size = u64::from(shared.tree.row(*row).size);
        match cuts.last_mut() {
            Some(cut) if cut.bytes + size <= bytes => {
                cut.end = at + 1;
                cut.bytes += size;
            }
            _ => cuts.push(Cut { start: at, end: at + 1, bytes: size }),
        }
    }
    cuts
}

/// What the taker gets for a batch that a thread left undone.
impl From<Undone> for Decoded {
    fn from(_: Undone) -> Decoded {
        let (batch, notes) = (Batch::default(), Vec::new());
        Decoded { batch, notes, failed: Some(IngestError::Thread) }
    }
}

/// What one thread does.
#[derive(Debug)]
struct Work {
    reader: Reader,
    plan: Arc<Plan>,
    cuts: Arc<Vec<Cut>>,
    room: Room,
}

impl Work {
    fn run(mut self, shelf: &Shelf<Decoded>) {
        while let Some(begun) = shelf.wait() {
            let decoded = self.decode(self.cuts[begun.number]);
            begun.put(decoded);
        }
    }

    fn decode(&mut self, cut: Cut) -> Decoded {
        let mut batch = self.room.lock().ok().and_then(|mut room| room.pop()).unwrap_or_default();
        let mut notes = Vec::new();
        let mut failed = None;
        for at in cut.start..cut.end {
            let height = self.plan.height_start
                + u32::try_from(at).expect("a plan has no more rows than heights");
            let read = self.reader.block(self.plan.forward[at], height, &mut batch, &mut notes);
            if let Err(error) = read {
                failed = Some(error);
                break;
            }
        }
        Decoded { batch, notes, failed }
    }
}
