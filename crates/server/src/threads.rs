//! Threads for questions that are answered at once: so many at a time, each for so long.
//!
//! The one thing to know: a thread cannot be ended from outside. So whoever works on one is told
//! whether anybody still waits for it ([`Awaited`]), and what takes long asks now and then; what
//! does not ask is bounded by what it reads (`api::ask::bounds`). Until it ends it keeps its place.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use api::ask::watch::Progress;
use tokio::sync::Semaphore;

#[derive(Debug)]
pub struct Threads {
    gate: Arc<Semaphore>,
    limits: Limits,
    /// Work that ended when nobody waited for it any more.
    pub abandoned: Arc<AtomicU64>,
}

#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub at_once: usize,
    /// How long a question waits for a thread.
    pub wait_max: Duration,
    /// How long its answer may take.
    pub answer_max: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// No thread was free.
    Busy,
    TooLong,
    Panicked,
}

/// Whether anybody still waits: not once the time is over, nor when the asker went away.
#[derive(Debug, Clone)]
pub struct Awaited(Arc<AtomicBool>);

impl Awaited {
    pub fn is_over(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }

    /// For the question to be told by.
    pub fn watch(&self, _: Progress) -> ControlFlow<()> {
        if self.is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Held by who waits.
struct Waiting(Awaited);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.0.store(false, Ordering::Relaxed);
    }
}

impl Threads {
    pub fn new(limits: Limits) -> Self {
        let gate = Arc::new(Semaphore::new(limits.at_once));
        Self { gate, limits, abandoned: Arc::default() }
    }

    /// Works on a thread, when one is free.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Awaited) -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        let gate = Arc::clone(&self.gate);
        let permit = tokio::time::timeout(self.limits.wait_max, gate.acquire_owned()).await;
        let Ok(Ok(permit)) = permit else { return Err(Unanswered::Busy) };
        let awaited = Awaited(Arc::new(AtomicBool::new(true)));
        // Dropped with this future, however that ends.
        let _waiting = Waiting(awaited.clone());
        let abandoned = Arc::clone(&self.abandoned);
        let task = tokio::task::spawn_blocking(move || {
            let done = work(&awaited);
            if awaited.is_over() {
                abandoned.fetch_add(1, Ordering::Relaxed);
            }
            drop(permit);
            done
        });
        match tokio::time::timeout(self.limits.answer_max, task).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(_)) => Err(Unanswered::Panicked),
            Err(_) => Err(Unanswered::TooLong),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn threads(at_once: usize) -> Threads {
        let (wait_max, answer_max) = (Duration::from_millis(100), Duration::from_millis(200));
        Threads::new(Limits { at_once, wait_max, answer_max })
    }

    /// Goes on until it is told that nobody waits; tells when it began and when it ended.
    fn endless(told: mpsc::Sender<&'static str>) -> impl FnOnce(&Awaited) + Send {
        use api::ask::watch::Unit;
        move |awaited: &Awaited| {
            let _ = told.send("began");
            let progress = Progress { unit: Unit::Legs, done: 1, of: 2 };
            while awaited.watch(progress).is_continue() {
                std::thread::sleep(Duration::from_millis(1));
            }
            let _ = told.send("ended");
        }
    }

    #[track_caller]
    fn next(told: &mpsc::Receiver<&'static str>) -> &'static str {
        told.recv_timeout(Duration::from_secs(30)).expect("it says so")
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_answer_that_takes_too_long_ends_and_gives_its_thread_back() {
        let threads = threads(1);
        let (tell, told) = mpsc::channel();
        assert_eq!(threads.run(endless(tell)).await, Err(Unanswered::TooLong));
        assert_eq!((next(&told), next(&told)), ("began", "ended"));
        assert_eq!(threads.run(|_| 7).await, Ok(7));
        assert_eq!(threads.abandoned.load(Ordering::Relaxed), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_asker_who_goes_away_ends_what_he_asked() {
        let threads = Arc::new(threads(1));
        let (tell, told) = mpsc::channel();
        let asking = Arc::clone(&threads);
        let asker = tokio::spawn(async move { asking.run(endless(tell)).await });
        assert_eq!(next(&told), "began");
        asker.abort();
        assert_eq!(next(&told), "ended");
        assert_eq!(threads.run(|_| 7).await, Ok(7));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_finds_no_thread_in_time_is_told_so() {
        let threads = Arc::new(threads(1));
        let (tell, told) = mpsc::channel();
        let asking = Arc::clone(&threads);
        let first = tokio::spawn(async move { asking.run(endless(tell)).await });
        assert_eq!(next(&told), "began");
        assert_eq!(threads.run(|_| 7).await, Err(Unanswered::Busy));
        assert_eq!(first.await.expect("no panic"), Err(Unanswered::TooLong));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_panic_is_one_answers_and_no_other_ones() {
        let threads = threads(1);
        let came = threads.run(|_| -> u8 { panic!("on purpose") }).await;
        assert_eq!(came, Err(Unanswered::Panicked));
        assert_eq!(threads.run(|_| 7).await, Ok(7));
    }
}
