//! What is kept of jobs, and what is not.

use std::num::NonZeroUsize;
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use super::*;
use crate::clock::Clock;

#[derive(Debug)]
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Time {
        Time::from_seconds(1_800_000_000)
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

struct Desk {
    jobs: Arc<Jobs<u8>>,
    pool: Pool,
}

impl Desk {
    fn new(limits: Limits) -> Self {
        let jobs = Arc::new(Jobs::new(limits, "run".into()));
        let clock: Arc<dyn Clock> = Arc::new(Noon);
        let pool = Pool::start(&jobs, &clock, NonZeroUsize::MIN, || ()).expect("a thread starts");
        Self { jobs, pool }
    }

    fn ask(&self, owner: u8, work: Work) -> Result<Arc<Job<u8>>, NotTaken> {
        self.jobs.ask(owner, "trace", Value::Null, Noon.now(), work)
    }

    fn done(&self, owner: u8, bytes: usize) -> Arc<Job<u8>> {
        let job = self.ask(owner, Box::new(move |_| Ok(answer(bytes)))).expect("it is taken");
        over(&job);
        job
    }

    fn end(self) {
        self.jobs.stop(Noon.now());
        self.pool.join();
    }
}

fn answer(bytes: usize) -> Answer {
    Answer { json: vec![b'x'; bytes].into(), ..Answer::default() }
}

fn until(what: impl Fn() -> bool) {
    for _ in 0..2000 {
        if what() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("it does not come");
}

fn over(job: &Job<u8>) -> Phase {
    until(|| job.phase().is_over());
    job.phase()
}

/// Work that waits for a word, looking up as questions do.
fn waits() -> (mpsc::Sender<()>, Work) {
    let (go, told) = mpsc::channel();
    let work: Work = Box::new(move |seen| {
        loop {
            let progress = Progress { unit: Unit::Legs, done: 3, of: 10 };
            if seen.watch(progress).is_break() {
                return Err(crate::problem::STOPPING.with([]));
            }
            match told.recv_timeout(Duration::from_millis(1)) {
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                _ => return Ok(answer(1)),
            }
        }
    });
    (go, work)
}

#[test]
fn the_oldest_results_make_room_and_say_so() {
    let desk = Desk::new(Limits { bytes_max: 100, ..Limits::USUAL });
    let jobs = [desk.done(1, 40), desk.done(1, 40), desk.done(1, 40)];
    assert_eq!(desk.jobs.result(&jobs[0]).err(), Some(NoResult::Dropped));
    assert!(jobs[1..].iter().all(|job| desk.jobs.result(job).is_ok()));
    assert_eq!((desk.jobs.bytes(), jobs[0].phase()), (80, Phase::Done));
    desk.end();
}

#[test]
fn a_result_that_never_fits_fails_and_leaves_the_others() {
    let desk = Desk::new(Limits { bytes_max: 100, ..Limits::USUAL });
    let (small, large) = (desk.done(1, 60), desk.done(1, 101));
    assert_eq!(large.phase(), Phase::Failed);
    assert_eq!(large.snapshot().problem.map(|p| p.what.id), Some("problem-result-too-large"));
    assert!(desk.jobs.result(&small).is_ok());
    desk.end();
}

#[test]
fn a_person_has_so_many_jobs_and_keeps_nobody_else_from_theirs() {
    let desk = Desk::new(Limits { active_max: 2, waiting_max: 2, ..Limits::USUAL });
    let ((go, first), (_second, second), (_third, third)) = (waits(), waits(), waits());
    let running = desk.ask(1, first).expect("the first");
    until(|| running.phase() == Phase::Running);
    let waiting = desk.ask(1, second).expect("the second");
    assert_eq!(desk.ask(1, waits().1).err(), Some(NotTaken::TooMany(2)));
    desk.ask(2, third).expect("somebody else's");
    assert_eq!(desk.ask(3, waits().1).err(), Some(NotTaken::Busy));
    desk.jobs.cancel(&waiting, Noon.now());
    assert_eq!(waiting.phase(), Phase::Cancelled);
    go.send(()).expect("it listens");
    assert_eq!(over(&running), Phase::Done);
    desk.end();
}

#[test]
fn a_job_that_runs_is_cancelled_and_tells_how_far_it_was() {
    let desk = Desk::new(Limits::USUAL);
    let (_go, work) = waits();
    let job = desk.ask(1, work).expect("it is taken");
    until(|| job.seen.progress().is_some());
    desk.jobs.cancel(&job, Noon.now());
    assert_eq!(over(&job), Phase::Cancelled);
    assert_eq!(job.snapshot().progress.map(|p| (p.done, p.of)), Some((3, 10)));
    assert_eq!(desk.jobs.result(&job).err(), Some(NoResult::Cancelled));
    desk.end();
}

#[test]
fn a_panic_in_a_job_is_a_problem_and_the_thread_goes_on() {
    let desk = Desk::new(Limits::USUAL);
    let job = desk.ask(1, Box::new(|_| panic!("for this test"))).expect("it is taken");
    assert_eq!(over(&job), Phase::Failed);
    assert_eq!(job.snapshot().problem.map(|p| p.what.id), Some("problem-internal"));
    assert_eq!(desk.done(1, 1).phase(), Phase::Done);
    desk.end();
}

#[test]
fn a_stop_ends_what_runs_and_what_waits() {
    let desk = Desk::new(Limits::USUAL);
    let ((_a, first), (_b, second)) = (waits(), waits());
    let jobs = [desk.ask(1, first).expect("taken"), desk.ask(1, second).expect("taken")];
    desk.jobs.stop(Noon.now());
    assert!(jobs.iter().all(|job| over(job) == Phase::Cancelled));
    assert_eq!(desk.ask(1, waits().1).err(), Some(NotTaken::Stopping));
    desk.end();
}

#[test]
fn only_so_many_jobs_are_listed() {
    let desk = Desk::new(Limits { listed_max: 3, ..Limits::USUAL });
    let ids: Vec<String> = (0..5).map(|_| desk.done(1, 1).id.clone()).collect();
    let listed: Vec<String> = desk.jobs.list(|_| true).iter().map(|job| job.id.clone()).collect();
    assert_eq!(listed, [ids[4].clone(), ids[3].clone(), ids[2].clone()]);
    assert!(desk.jobs.get(&ids[0]).is_none());
    desk.end();
}
