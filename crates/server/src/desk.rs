//! Everything a handler works with, shared by all of them.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use casework::id::UserId;
use casework::record::Record;
use model::time::Time;
use tokio::sync::{Semaphore, watch};

use crate::clock::Clock;
use crate::jobs::Jobs;
use crate::metrics::Metrics;
use crate::problem::{self, Problem};
use crate::sight::{Sight, Sights};
use crate::world::World;

/// How long a question may take before it is to be asked as a job.
const ANSWER_MAX: Duration = Duration::from_secs(30);
/// How long a question waits for a thread.
const WAIT_MAX: Duration = Duration::from_secs(10);

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
    pub jobs: Arc<Jobs<UserId>>,
    pub metrics: Arc<Metrics>,
    /// Names that this server goes by beside its address.
    pub hosts: Vec<String>,
    /// A line a request, where it was asked for.
    pub access_log: Option<Log>,
    /// What went wrong, for who looks after the machine.
    pub trouble_log: Log,
    /// Turns true when the server stops.
    pub stopping: watch::Receiver<bool>,
    /// Questions that are answered at once.
    gate: Arc<Semaphore>,
    /// Label files that are taken in at once.
    pub imports: Arc<Semaphore>,
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
    pub jobs: Arc<Jobs<UserId>>,
    pub hosts: Vec<String>,
    pub access_log: Option<Log>,
    pub trouble_log: Log,
    pub stopping: watch::Receiver<bool>,
    pub threads: usize,
}

impl Desk {
    pub fn new(parts: Parts) -> Self {
        let Parts { about, clock, world, sight, record, jobs, hosts, .. } = parts;
        let started = clock.now();
        Self {
            about,
            clock,
            world,
            sights: Sights::new(sight),
            record,
            jobs,
            metrics: Arc::default(),
            hosts,
            access_log: parts.access_log,
            trouble_log: parts.trouble_log,
            stopping: parts.stopping,
            // Look-ups wait for disks as much as for the processor.
            gate: Arc::new(Semaphore::new(parts.threads.max(1) * 4)),
            imports: Arc::new(Semaphore::new(1)),
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
        let (sight, now) = (self.sights.now(), self.clock.now());
        self.on_thread(move || question(&sight, now)).await
    }

    /// Work that does not wait for anything but disks.
    pub async fn on_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = tokio::time::timeout(WAIT_MAX, Arc::clone(&self.gate).acquire_owned()).await;
        let Ok(Ok(permit)) = permit else { return Err(problem::BUSY.with([]).retry_after(5)) };
        let task = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        match tokio::time::timeout(ANSWER_MAX, task).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => {
                self.metrics.panics.fetch_add(1, Ordering::Relaxed);
                Err(problem::INTERNAL.with([]))
            }
            Err(_) => Err(problem::TAKES_TOO_LONG
                .with([ANSWER_MAX.as_secs().into()])
                .hint("hint-ask-as-job")),
        }
    }

    /// Tells who looks after the machine; never the asker.
    pub fn trouble(&self, what: &dyn std::fmt::Display) {
        (self.trouble_log)(&what.to_string());
    }
}

/// The machine at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);
