//! A class of thirty at one laptop: thirty learners work through exercises of all lessons at once, each as
//! soon as the last answer is there, while their trainer has the class page open. Nobody thinks, and the learners share
//! the cores with the server, so a real class asks for a small part of this.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use drive::class::{LEARNERS, School, Until, Worked};
use drive::learner::Action;
use drive::load::Load;

use super::run::{self, memory_mib};
use super::section::{Section, milliseconds};
use super::{Bench, HOME, KANCIL};
use crate::desk::Desk;
use crate::desk::administrator::Administrator;

/// What development builds.
const KANCIL_TRIED: &str = "target/debug/kancil";
const SAMPLED_EVERY: Duration = Duration::from_millis(20);
const SHARES: [usize; 3] = [500, 990, 1_000];

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let kancil = if bench.is_trial { KANCIL_TRIED } else { KANCIL };
    let time = Duration::from_secs(if bench.quick { 5 } else { 60 });
    let data = format!("{HOME}/class-data");
    run::clear(&data)?;
    let desk = Desk::serve(kancil, &data, "127.0.0.1:0")?;
    let administrator = Administrator::make(&desk)?;
    let school = School::open(&desk.address, &administrator.pass, LEARNERS, |all| all)?;
    let before = memory_mib(desk.id());
    let began = Instant::now();
    let (worked, peak) = watched(desk.id(), || school.work(Until::Over(time)));
    let worked = worked?;
    let took = began.elapsed();
    let lost = school.lost(&worked.handed_in)?;
    desk.stop()?;
    run::clear(&data)?;

    let mut section = Section::titled(
        "A class of thirty",
        &format!(
            "`kancil serve` and {LEARNERS} learners on loopback: each opens a lesson, begins an exercise on a chain of its own, \
             reads and expands its board, draws, fills in the sheet, takes a hint, hands in and reads the debrief, then the next of \
             {} exercises, without a pause, until {} s are over; a trainer follows the class's events and reads its page at each. \
             Clients and server share the machine's cores. Afterwards every answer that was acknowledged is read back.",
            school.exercises.len(),
            time.as_secs(),
        ),
    );
    report(&mut section, worked, took, &lost);
    section.line(&format!(
        "Anonymous memory of the server: {before:.0} MiB before, {peak:.0} MiB at its peak."
    ));
    section.figure("peak_mib", peak);
    Ok(section)
}

fn report(section: &mut Section, worked: Worked, took: Duration, lost: &[String]) {
    let errors: Vec<String> = worked.errors().into_iter().cloned().collect();
    let mut all = Load::default();
    let mut rows = Vec::new();
    for (action, mut load) in worked.loads {
        rows.push(row(action.name(), &mut load));
        // A trainer's readings are the class's; an action is a learner's.
        if !matches!(action, Action::Class | Action::Heat) {
            all.add(load);
        }
    }
    rows.push(row("all that learners do", &mut all));
    section.table(&["", "answered", "p50 ms", "p99 ms", "longest ms", "errors"], &rows);
    let seconds = took.as_secs_f64();
    section.line(&format!(
        "{} exercises were handed in, {:.0} actions a second; the trainer's page was told {} times. Of what was acknowledged \
         {} was not there afterwards.\n",
        worked.handed_in.len(),
        all.len() as f64 / seconds,
        worked.told,
        if lost.is_empty() { "nothing".to_owned() } else { lost.len().to_string() },
    ));
    for first in [errors.first(), lost.first()].into_iter().flatten() {
        section.line(&format!("The first trouble: {first}.\n"));
    }
    let [_, p99, _] = all.within(SHARES).map(milliseconds);
    section.figure("p99_ms", p99);
    section.at_most("a learner's action in a class of thirty, p99", 200.0, p99, "ms");
    section.at_most("errors in that class", 0.0, errors.len() as f64, "");
    section.at_most("acknowledged there and lost", 0.0, lost.len() as f64, "");
}

fn row(name: &str, load: &mut Load) -> Vec<String> {
    let [p50, p99, longest] = load.within(SHARES).map(milliseconds);
    vec![
        name.to_owned(),
        load.len().to_string(),
        format!("{p50:.1}"),
        format!("{p99:.1}"),
        format!("{longest:.1}"),
        load.errors.len().to_string(),
    ]
}

/// Does something, and gives the most memory of its own that a process held meanwhile.
fn watched<T>(process: u32, work: impl FnOnce() -> T) -> (T, f64) {
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut peak: f64 = 0.0;
            while !is_done.load(Ordering::Relaxed) {
                peak = peak.max(memory_mib(process));
                std::thread::sleep(SAMPLED_EVERY);
            }
            peak
        });
        let done = work();
        is_done.store(true, Ordering::Relaxed);
        (done, watch.join().expect("it only reads"))
    })
}
