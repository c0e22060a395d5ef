//! The second pass: blocks of a plan, decoded ahead of whoever takes them.
//!
//! The plan is cut into batches before any thread starts. Thread `k` of `n` decodes batches
//! `k`, `k + n`, … into a channel of its own that holds one, and the taker asks the channels in
//! turn: the order is the plan's, and at most two batches a thread are in memory. Without threads
//! the taker decodes each batch when it wants it, and there is one.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use model::batch::{Batch, Step};
use model::block::BlockRef;

use super::read::Reader;
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
    /// Where there are no threads.
    own: Option<Work>,
    /// One for each thread, asked in turn.
    batches: Vec<Receiver<Decoded>>,
    threads: Vec<JoinHandle<()>>,
    room: Room,
    taken: usize,
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
        let mut steps = Self {
            back,
            enough,
            own: None,
            batches: Vec::new(),
            threads: Vec::new(),
            room,
            taken: 0,
            cuts,
            end,
            notes,
            done: Amount::default(),
            total,
            stale,
        };
        let work = || Work {
            reader: Reader::new(shared.clone()),
            plan: plan.clone(),
            cuts: steps.cuts.clone(),
            room: steps.room.clone(),
        };
        if count == 0 {
            steps.own = Some(work());
            return steps;
        }
        let works: Vec<Work> = (0..count).map(|_| work()).collect();
        for (first, work) in works.into_iter().enumerate() {
            let (sender, receiver) = sync_channel(1);
            steps.batches.push(receiver);
            steps.threads.push(std::thread::spawn(move || work.run(first, count, &sender)));
        }
        steps
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
        let cut = *self.cuts.get(self.taken)?;
        let decoded = match &mut self.own {
            Some(work) => work.decode(cut),
            None => {
                let receiver = &self.batches[self.taken % self.batches.len()];
                receiver.recv().unwrap_or_else(|_| Decoded {
                    batch: Batch::default(),
                    notes: Vec::new(),
                    failed: Some(IngestError::Thread),
                })
            }
        };
        self.taken += 1;
        self.done.blocks += decoded.batch.blocks.len() as u64;
        self.done.bytes += cut.bytes;
        Some(decoded)
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
            self.taken = self.cuts.len();
            self.batches.clear();
            if decoded.batch.is_empty() {
                return self.end.take().map(Err);
            }
        }
        Some(Ok(Step::Forward(decoded.batch)))
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        // A thread whose receiver is gone ends at its next send.
        self.batches.clear();
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

/// What one thread does.
#[derive(Debug)]
struct Work {
    reader: Reader,
    plan: Arc<Plan>,
    cuts: Arc<Vec<Cut>>,
    room: Room,
}

impl Work {
    fn run(mut self, first: usize, count: usize, sender: &SyncSender<Decoded>) {
        let cuts = self.cuts.clone();
        for cut in cuts.iter().skip(first).step_by(count) {
            let decoded = self.decode(*cut);
            let ends = decoded.failed.is_some();
            if sender.send(decoded).is_err() || ends {
                return;
            }
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
