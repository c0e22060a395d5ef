//! The threads that answer jobs.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

use super::{Jobs, Owner};
use crate::clock::Clock;
use crate::problem;

/// Threads that take jobs from the queue until it stops.
#[derive(Debug)]
pub struct Pool {
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    /// `panicked` is told of every job that ended in a fault of the program.
    pub fn start<O: Owner>(
        jobs: &Arc<Jobs<O>>,
        clock: &Arc<dyn Clock>,
        threads: NonZeroUsize,
        panicked: impl Fn() + Clone + Send + 'static,
    ) -> std::io::Result<Pool> {
        let start = |at: usize| {
            let (jobs, clock, panicked) = (Arc::clone(jobs), Arc::clone(clock), panicked.clone());
            let name = format!("job-{at}");
            std::thread::Builder::new().name(name).spawn(move || work(&jobs, &*clock, &panicked))
        };
        let threads = (0..threads.get()).map(start).collect::<Result<_, _>>()?;
        Ok(Pool { threads })
    }

    /// Waits until every thread has ended, which they do soon after the jobs were stopped.
    pub fn join(self) {
        for thread in self.threads {
            // A thread that panicked outside a job has nothing more to do either.
            let _ = thread.join();
        }
    }
}

fn work<O: Owner>(jobs: &Jobs<O>, clock: &dyn Clock, panicked: &dyn Fn()) {
    while let Some((job, work)) = jobs.next() {
        jobs.started(&job, clock.now());
        // The work shares nothing that a panic could leave half-changed: it reads an Atlas and
        // writes counters.
        let came = catch_unwind(AssertUnwindSafe(|| work(&job.seen))).unwrap_or_else(|_| {
            panicked();
            Err(problem::INTERNAL.with([]))
        });
        jobs.ended(&job, came, clock.now());
    }
}
