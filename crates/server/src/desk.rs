//! Everything a handler works with, shared by all of them.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use academy::course::Course;
use api::ask::watch::Watch;
use casework::cases::files::Files;
use casework::id::UserId;
use casework::record::Record;
use model::time::Time;
use tokio::sync::{Semaphore, watch};

use crate::clock::Clock;
use crate::courses::Courses;
use crate::exercise::Exercises;
use crate::jobs::Jobs;
use crate::metrics::Metrics;
use crate::problem::{self, Problem};
use crate::sight::{Sight, Sights};
use crate::threads::{Awaited, Limits, Threads, Unanswered};
use crate::watchers::Watchers;
use crate::world::World;

/// How long a question may take before it is to be asked as a job.
const ANSWER_MAX: Duration = Duration::from_secs(30);
/// How long a question waits for a thread.
const WAIT_MAX: Duration = Duration::from_secs(10);
/// Each may be as large as an upload may be, and as slow.
const UPLOADS_MAX: usize = 4;

/// Each holds a thread and a few pieces of a file.
const ATTACHING_MAX: usize = 8;
const SENDING_MAX: usize = 8;

/// What is told of this installation.
#[derive(Debug, Clone)]
pub struct About {
    pub version: &'static str,
    pub listen: SocketAddr,
    pub is_tls: bool,
}

/// Whom a line about a request is told.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

pub struct Desk {
    pub about: About,
    pub clock: Arc<dyn Clock>,
    pub world: Arc<dyn World>,
    pub sights: Sights,
    pub record: Record,
    /// Bytes of the cases' files.
    pub files: Files,
    /// What the academy teaches.
    pub courses: Courses,
    pub exercises: Exercises,
    /// Who listens to which board.
    pub boards: Watchers,
    /// Counts what was changed in the academy, for who has a class open.
    pub learned: watch::Sender<u64>,
    pub jobs: Arc<Jobs<UserId>>,
    pub metrics: Arc<Metrics>,
    /// Names that this server goes by beside its address.
    pub hosts: Vec<String>,
    /// Whether the audit log is told of look-ups too.
    pub audits_look_ups: bool,
    /// A line a request, where it was asked for.
    pub access_log: Option<Log>,
    /// What went wrong, for who looks after the machine.
    pub trouble_log: Log,
    /// Turns true when the server stops.
    pub stopping: watch::Receiver<bool>,
    /// Where questions are answered at once.
    threads: Threads,
    /// Label files that arrive at once.
    pub uploads: Arc<Semaphore>,
    /// Label files that are taken in at once.
    pub imports: Arc<Semaphore>,
    /// Files of cases that arrive at once.
    pub attaching: Arc<Semaphore>,
    /// Long lists that are sent whole at once.
    pub sending: Arc<Semaphore>,
    requests: AtomicU64,
    started: Time,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("about", &self.about).finish_non_exhaustive()
    }
}

pub struct Parts {
    pub about: About,
    pub clock: Arc<dyn Clock>,
    pub world: Arc<dyn World>,
    pub sight: Sight,
    pub record: Record,
    pub files: Files,
    pub course: Course,
    pub jobs: Arc<Jobs<UserId>>,
    pub hosts: Vec<String>,
    pub audits_look_ups: bool,
    pub access_log: Option<Log>,
    pub trouble_log: Log,
    pub stopping: watch::Receiver<bool>,
    pub threads: usize,
}

impl Desk {
    pub fn new(parts: Parts) -> Self {
        let Parts { about, clock, world, sight, record, files, jobs, hosts, .. } = parts;
        let started = clock.now();
        Self {
            about,
            clock,
            world,
            sights: Sights::new(sight),
            record,
            files,
            courses: Courses::new(parts.course),
            exercises: Exercises::default(),
            boards: Watchers::default(),
            learned: watch::Sender::new(0),
            jobs,
            metrics: Arc::default(),
            hosts,
            audits_look_ups: parts.audits_look_ups,
            access_log: parts.access_log,
            trouble_log: parts.trouble_log,
            stopping: parts.stopping,
            threads: Threads::new(Limits {
                // Look-ups wait for disks as much as for the processor.
                at_once: parts.threads.max(1) * 4,
                wait_max: WAIT_MAX,
                answer_max: ANSWER_MAX,
            }),
            uploads: Arc::new(Semaphore::new(UPLOADS_MAX)),
            imports: Arc::new(Semaphore::new(1)),
            attaching: Arc::new(Semaphore::new(ATTACHING_MAX)),
            sending: Arc::new(Semaphore::new(SENDING_MAX)),
            requests: AtomicU64::new(0),
            started,
        }
    }

    /// A name for a request, told to its asker and to the log.
    pub fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        format!("{:x}-{number:x}", self.started.seconds())
    }

    pub fn started(&self) -> Time {
        self.started
    }

    pub fn is_loopback(&self) -> bool {
        self.about.listen.ip().is_loopback()
    }

    pub fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Answers a question on a thread of its own, when one is free.
    pub async fn answer<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Sight, Time) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.answer_watched(|sight, now, _| question(sight, now)).await
    }

    /// The same for a question that may read much: it ends when nobody waits for it any more.
    pub async fn answer_watched<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Sight, Time, &mut Watch<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (sight, now) = (self.sights.now(), self.clock.now());
        self.run(move |awaited| question(&sight, now, &mut |progress| awaited.watch(progress)))
            .await
    }

    /// Work that does not wait for anything but disks.
    pub async fn on_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.run(|_| work()).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Awaited) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.threads.run(work).await.unwrap_or_else(|unanswered| match unanswered {
            Unanswered::Busy => Err(problem::BUSY.with([]).retry_after(5)),
            Unanswered::TooLong => Err(problem::TAKES_TOO_LONG
                .with([ANSWER_MAX.as_secs().into()])
                .hint("hint-ask-as-job")),
            Unanswered::Panicked => {
                self.metrics.panics.fetch_add(1, Ordering::Relaxed);
                Err(problem::INTERNAL.with([]))
            }
        })
    }

    /// Answers that ended because nobody waited for them any more.
    pub fn abandoned(&self) -> u64 {
        self.threads.abandoned.load(Ordering::Relaxed)
    }

    /// Tells who looks after the machine; never the asker.
    pub fn trouble(&self, what: &dyn std::fmt::Display) {
        (self.trouble_log)(&what.to_string());
    }
}

/// The machine at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);
