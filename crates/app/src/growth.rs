//! Clusters that grow while their ledger does: each commit is handed to a thread of their own, so
//! that at the end of an ingest only the last stretch remains.
//!
//! What is handed over is a view of what was committed, which does not change. Where the thread is slower
//! than the ledger, it goes on with the newest view and skips those between.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use graph::Graph;

use crate::cluster_store::Growing;
use crate::failure::Failure;

/// The clusters of one ledger that is being written. Dropped, they are left as they were kept last.
#[derive(Debug)]
pub struct Growth {
    ledger_dir: PathBuf,
    memory_bytes: usize,
    /// Without a thread they grow at the end.
    thread: Option<Thread>,
}

#[derive(Debug)]
struct Thread {
    hand: Arc<Hand>,
    grown: JoinHandle<Result<Growing, Failure>>,
}

/// Where the newest view is handed over.
#[derive(Debug, Default)]
struct Hand {
    held: Mutex<Held>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Held {
    newest: Option<Graph>,
    is_last: bool,
}

impl Growth {
    /// To be kept in the ledger's directory, which only one writer has at a time.
    pub fn begin(ledger_dir: &Path, graph: &Graph, memory_bytes: usize, threads: usize) -> Self {
        let ledger_dir = ledger_dir.to_owned();
        let thread = (threads > 1).then(|| {
            let hand = Arc::new(Hand::default());
            let (dir, graph, theirs) = (ledger_dir.clone(), graph.clone(), hand.clone());
            let grow = move || {
                let mut growing = Growing::open(&dir, &graph, memory_bytes);
                drop(graph);
                while let Some(newest) = theirs.wait() {
                    growing.follow(&newest)?;
                }
                Ok(growing)
            };
            Thread { hand, grown: std::thread::spawn(grow) }
        });
        Self { ledger_dir, memory_bytes, thread }
    }

    /// The ledger was committed so far.
    pub fn follow(&self, graph: &Graph) {
        if let Some(Thread { hand, .. }) = &self.thread {
            hand.lock().newest = Some(graph.clone());
            hand.changed.notify_one();
        }
    }

    /// Brings the clusters to the ledger's tip and keeps them.
    pub fn keep(mut self, graph: &Graph) -> Result<(), Failure> {
        let mut growing = match self.thread.take() {
            None => Growing::open(&self.ledger_dir, graph, self.memory_bytes),
            Some(Thread { hand, grown }) => {
                hand.end();
                match grown.join() {
                    Ok(growing) => growing?,
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        };
        growing.follow(graph)?;
        growing.keep(graph)?;
        Ok(())
    }
}

impl Drop for Growth {
    fn drop(&mut self) {
        // Who stops does not wait for what is being grown: it ends with the program.
        if let Some(Thread { hand, .. }) = &self.thread {
            hand.end();
        }
    }
}

impl Hand {
    fn lock(&self) -> MutexGuard<'_, Held> {
        // Nothing that holds it can leave it half changed.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest view that was not yet taken; nothing once there will be no more.
    fn wait(&self) -> Option<Graph> {
        let mut held = self.lock();
        loop {
            if held.is_last {
                return None;
            }
            if let Some(newest) = held.newest.take() {
                return Some(newest);
            }
            held = self.changed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn end(&self) {
        let mut held = self.lock();
        held.is_last = true;
        held.newest = None;
        self.changed.notify_one();
    }
}
