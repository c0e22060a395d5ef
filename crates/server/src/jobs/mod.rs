//! Long questions: asked now, answered when there is a thread for them.
//!
//! Jobs wait in one queue, in the order in which they were asked, for a few threads that do nothing
//! else. What is kept of them is bounded: so many jobs a person waiting or running, so many jobs in
//! all, so many bytes of results; the oldest results go first, and say so when they are asked for.
//! A job lives as long as the program: what it answers can be asked again at any time.

mod pool;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use api::ask::watch::{Progress, Unit};
use axum::body::Bytes;
use model::time::Time;
use tokio::sync::watch;

pub use self::pool::Pool;
use crate::problem::Problem;

/// What is kept of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of one person, waiting or running.
    pub active_max: usize,
    /// Of everybody, waiting.
    pub waiting_max: usize,
    /// Jobs that are over and still listed.
    pub listed_max: usize,
    /// Bytes of all results together.
    pub bytes_max: usize,
}

impl Limits {
    pub const USUAL: Limits =
        Limits { active_max: 8, waiting_max: 200, listed_max: 1000, bytes_max: 256 << 20 };
}

/// An answer in the forms in which it can be had: the command line's own bytes.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub json: Bytes,
    pub csv: Bytes,
    /// Only what can be drawn.
    pub svg: Option<Bytes>,
    /// A paper or a pack, which is nothing else.
    pub file: Option<Bytes>,
}

impl Answer {
    fn len(&self) -> usize {
        let more = [&self.svg, &self.file].map(|bytes| bytes.as_ref().map_or(0, Bytes::len));
        self.json.len() + self.csv.len() + more.iter().sum::<usize>()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl Phase {
    pub const ALL: [Phase; 5] =
        [Phase::Waiting, Phase::Running, Phase::Done, Phase::Failed, Phase::Cancelled];

    pub const fn name(self) -> &'static str {
        match self {
            Phase::Waiting => "waiting",
            Phase::Running => "running",
            Phase::Done => "done",
            Phase::Failed => "failed",
            Phase::Cancelled => "cancelled",
        }
    }

    pub const fn is_over(self) -> bool {
        matches!(self, Phase::Done | Phase::Failed | Phase::Cancelled)
    }
}

/// The work: told how to say how far it is, and whether to go on.
pub type Work = Box<dyn FnOnce(&Seen) -> Result<Answer, Problem> + Send>;

/// How far a job is, written by its thread and read by whoever asks.
#[derive(Debug, Default)]
pub struct Seen {
    is_cancelled: AtomicBool,
    /// 0: nothing told yet.
    unit: AtomicU8,
    done: AtomicU64,
    of: AtomicU64,
}

impl Seen {
    /// For the question to be told by.
    pub fn watch(&self, progress: Progress) -> ControlFlow<()> {
        let unit = match progress.unit {
            Unit::Legs => 1,
            Unit::Transactions => 2,
            Unit::Subjects => 3,
        };
        self.unit.store(unit, Ordering::Relaxed);
        self.done.store(progress.done, Ordering::Relaxed);
        self.of.store(progress.of, Ordering::Relaxed);
        if self.is_cancelled.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    pub fn progress(&self) -> Option<Progress> {
        let unit = match self.unit.load(Ordering::Relaxed) {
            1 => Unit::Legs,
            2 => Unit::Transactions,
            3 => Unit::Subjects,
            _ => return None,
        };
        let (done, of) = (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed));
        Some(Progress { unit, done, of })
    }
}

/// What a job is, for whoever is told of it.
#[derive(Debug)]
pub struct Job<O> {
    /// Never given twice while the program runs, nor, by its first part, after it began again.
    pub id: String,
    pub owner: O,
    pub kind: &'static str,
    /// As it was asked.
    pub question: serde_json::Value,
    pub asked: Time,
    pub seen: Seen,
    state: Mutex<State>,
    /// Told when the phase changes.
    phase: watch::Sender<Phase>,
}

#[derive(Debug, Clone, Default)]
struct State {
    started: Option<Time>,
    ended: Option<Time>,
    problem: Option<Problem>,
    result: Kept,
}

#[derive(Debug, Clone, Default)]
enum Kept {
    #[default]
    None,
    Held(Answer),
    Dropped,
}

/// A job at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub phase: Phase,
    pub started: Option<Time>,
    pub ended: Option<Time>,
    pub problem: Option<Problem>,
    pub progress: Option<Progress>,
    /// Whether its result can still be had.
    pub is_held: bool,
}

impl<O> Job<O> {
    pub fn snapshot(&self) -> Snapshot {
        let phase = self.phase();
        let state = locked(&self.state);
        Snapshot {
            phase,
            started: state.started,
            ended: state.ended,
            problem: state.problem.clone(),
            progress: self.seen.progress(),
            is_held: matches!(state.result, Kept::Held(_)),
        }
    }

    /// Told of every change of phase from now on.
    pub fn phases(&self) -> watch::Receiver<Phase> {
        self.phase.subscribe()
    }

    fn phase(&self) -> Phase {
        *self.phase.borrow()
    }

    fn len(&self) -> usize {
        match &locked(&self.state).result {
            Kept::Held(answer) => answer.len(),
            _ => 0,
        }
    }
}

/// Why a result cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoResult {
    NotDone,
    Cancelled,
    Failed(Option<Problem>),
    Dropped,
}

/// Why a job was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// This person has so many already.
    TooMany(usize),
    /// Everybody together has too many.
    Busy,
    Stopping,
}

/// All jobs that are known; `O` names who asked.
#[derive(Debug)]
pub struct Jobs<O> {
    limits: Limits,
    inner: Mutex<Inner<O>>,
    waiting: std::sync::Condvar,
}

#[derive(Debug)]
struct Inner<O> {
    /// Differs from run to run.
    run: String,
    asked: u64,
    /// In the order in which they were asked.
    jobs: VecDeque<Arc<Job<O>>>,
    queue: VecDeque<(Arc<Job<O>>, Queued)>,
    is_stopping: bool,
}

struct Queued(Work);

impl fmt::Debug for Queued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Queued")
    }
}

/// What a person can be named by.
pub trait Owner: Copy + PartialEq + fmt::Debug + Send + Sync + 'static {}
impl<O: Copy + PartialEq + fmt::Debug + Send + Sync + 'static> Owner for O {}

impl<O: Owner> Jobs<O> {
    /// `run` is part of every job's id.
    pub fn new(limits: Limits, run: String) -> Self {
        let (jobs, queue) = (VecDeque::new(), VecDeque::new());
        let inner = Inner { run, asked: 0, jobs, queue, is_stopping: false };
        Self { limits, inner: Mutex::new(inner), waiting: std::sync::Condvar::new() }
    }

    /// Puts a question into the queue.
    pub fn ask(
        &self,
        owner: O,
        kind: &'static str,
        question: serde_json::Value,
        now: Time,
        work: Work,
    ) -> Result<Arc<Job<O>>, NotTaken> {
        let mut inner = locked(&self.inner);
        if inner.is_stopping {
            return Err(NotTaken::Stopping);
        }
        let mine = inner.jobs.iter().filter(|job| job.owner == owner && !job.phase().is_over());
        let active = mine.count();
        if active >= self.limits.active_max {
            return Err(NotTaken::TooMany(active));
        }
        if inner.queue.len() >= self.limits.waiting_max {
            return Err(NotTaken::Busy);
        }
        inner.asked += 1;
        let job = Arc::new(Job {
            id: format!("{}-{}", inner.run, inner.asked),
            owner,
            kind,
            question,
            asked: now,
            seen: Seen::default(),
            state: Mutex::default(),
            phase: watch::Sender::new(Phase::Waiting),
        });
        inner.jobs.push_back(Arc::clone(&job));
        inner.queue.push_back((Arc::clone(&job), Queued(work)));
        inner.forget(self.limits.listed_max);
        drop(inner);
        self.waiting.notify_one();
        Ok(job)
    }

    pub fn get(&self, id: &str) -> Option<Arc<Job<O>>> {
        locked(&self.inner).jobs.iter().find(|job| job.id == id).cloned()
    }

    /// Newest first.
    pub fn list(&self, is_shown: impl Fn(&O) -> bool) -> Vec<Arc<Job<O>>> {
        let inner = locked(&self.inner);
        inner.jobs.iter().rev().filter(|job| is_shown(&job.owner)).cloned().collect()
    }

    /// Ends a job, or keeps it from beginning. One that is over stays as it is.
    pub fn cancel(&self, job: &Job<O>, now: Time) {
        job.seen.is_cancelled.store(true, Ordering::Relaxed);
        let mut inner = locked(&self.inner);
        let queued = inner.queue.iter().position(|(queued, _)| queued.id == job.id);
        let Some(at) = queued else { return };
        inner.queue.remove(at);
        drop(inner);
        locked(&job.state).ended = Some(now);
        job.phase.send_replace(Phase::Cancelled);
    }

    pub fn result(&self, job: &Job<O>) -> Result<Answer, NoResult> {
        let state = locked(&job.state);
        match (job.phase(), &state.result) {
            (_, Kept::Held(answer)) => Ok(answer.clone()),
            (_, Kept::Dropped) => Err(NoResult::Dropped),
            (Phase::Cancelled, Kept::None) => Err(NoResult::Cancelled),
            (Phase::Failed, Kept::None) => Err(NoResult::Failed(state.problem.clone())),
            (_, Kept::None) => Err(NoResult::NotDone),
        }
    }

    /// How many there are in each phase.
    pub fn counts(&self) -> [(Phase, u64); 5] {
        let inner = locked(&self.inner);
        let count = |phase| inner.jobs.iter().filter(|job| job.phase() == phase).count() as u64;
        Phase::ALL.map(|phase| (phase, count(phase)))
    }

    /// Bytes of results that are held.
    pub fn bytes(&self) -> usize {
        locked(&self.inner).jobs.iter().map(|job| job.len()).sum()
    }

    /// No job begins any more, and those that run are told to end.
    pub fn stop(&self, now: Time) {
        let mut inner = locked(&self.inner);
        inner.is_stopping = true;
        let queue = std::mem::take(&mut inner.queue);
        for job in &inner.jobs {
            job.seen.is_cancelled.store(true, Ordering::Relaxed);
        }
        drop(inner);
        for (job, _) in queue {
            locked(&job.state).ended = Some(now);
            job.phase.send_replace(Phase::Cancelled);
        }
        self.waiting.notify_all();
    }

    /// The next job, waited for; `None` once there will be none.
    fn next(&self) -> Option<(Arc<Job<O>>, Work)> {
        let mut inner = locked(&self.inner);
        loop {
            if inner.is_stopping {
                return None;
            }
            if let Some((job, Queued(work))) = inner.queue.pop_front() {
                return Some((job, work));
            }
            inner = self.waiting.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn started(&self, job: &Job<O>, now: Time) {
        locked(&job.state).started = Some(now);
        job.phase.send_replace(Phase::Running);
    }

    /// Notes what came of a job, and makes room for it.
    fn ended(&self, job: &Job<O>, came: Result<Answer, Problem>, now: Time) {
        let is_cancelled = job.seen.is_cancelled.load(Ordering::Relaxed);
        let came = came.and_then(|answer| match answer.len() > self.limits.bytes_max {
            true => Err(too_large(self.limits.bytes_max)),
            false => Ok(answer),
        });
        let mut state = locked(&job.state);
        state.ended = Some(now);
        let phase = match came {
            // Whoever ended it is not waiting for it: what could not be stopped on the way is thrown away.
            Ok(_) if is_cancelled => Phase::Cancelled,
            Ok(answer) => {
                state.result = Kept::Held(answer);
                Phase::Done
            }
            Err(_) if is_cancelled => Phase::Cancelled,
            Err(problem) => {
                state.problem = Some(problem);
                Phase::Failed
            }
        };
        drop(state);
        self.make_room(job);
        job.phase.send_replace(phase);
    }

    /// Drops the results that were asked for first, but not the newest one, until the rest fits.
    fn make_room(&self, newest: &Job<O>) {
        let inner = locked(&self.inner);
        let mut bytes: usize = inner.jobs.iter().map(|job| job.len()).sum();
        for job in inner.jobs.iter().filter(|job| job.id != newest.id) {
            if bytes <= self.limits.bytes_max {
                return;
            }
            let len = job.len();
            if len > 0 {
                bytes -= len;
                locked(&job.state).result = Kept::Dropped;
            }
        }
    }
}

impl<O> Inner<O> {
    /// Takes the oldest jobs that are over off the list.
    fn forget(&mut self, listed_max: usize) {
        while self.jobs.len() > listed_max {
            let Some(at) = self.jobs.iter().position(|job| job.phase().is_over()) else { return };
            self.jobs.remove(at);
        }
    }
}

fn too_large(bytes_max: usize) -> Problem {
    let mib_max = (bytes_max >> 20) as u64;
    crate::problem::RESULT_TOO_LARGE.with([mib_max.into()]).hint("hint-ask-for-less")
}

/// Nobody leaves what these guard half-changed, so a panic elsewhere makes it no worse.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
