//! Thirty learners at once against the real program, each through one exercise as fast as answers come,
//! and their trainer beside them: whatever was acknowledged is there, also after the server was killed.
//!
//! `cargo xtask bench class` measures the same class for a minute.

use drive::class::{LEARNERS, School, Until};

use crate::harness::Desk;
use crate::serving::{Pass, Server};

fn driven(pass: Pass) -> drive::pass::Pass {
    let (cookie, mark) = (pass.cookie.expect("a session"), pass.csrf.expect("its mark"));
    drive::pass::Pass::Session { cookie, mark }
}

#[test]
fn thirty_learners_work_at_once_and_nothing_that_was_acknowledged_is_lost() {
    let server = Server::start(Desk::new());
    let administrator = driven(server.administrator());
    let address = server.at.to_string();
    // Of three lessons an exercise each: a third of the class works at the same.
    let chosen = |all: Vec<_>| all.into_iter().step_by(9).take(3).collect();
    let mut school = School::open(&address, &administrator, LEARNERS, chosen).expect("it opens");
    assert_eq!((school.learners.len(), school.exercises.len()), (30, 3));
    let worked = school.work(Until::Rounds(1)).expect("the trainer follows to the end");
    assert_eq!(worked.errors(), Vec::<&String>::new());
    assert_eq!(worked.handed_in.len(), 30);
    assert!(worked.told >= 2, "at once, and of what was done: {}", worked.told);
    let nothing: Vec<String> = Vec::new();
    assert_eq!(school.lost(&worked.handed_in).expect("it is read back"), nothing);
    // What would be missed is seen: a point more than was given is one that is not there.
    let mut forged = worked.handed_in.clone();
    forged[7].total_milli += 1;
    assert_eq!(school.lost(&forged).expect("it is read back").len(), 2, "its own and the class's");

    let server = Server::start(server.kill());
    school.address = server.at.to_string();
    assert_eq!(school.lost(&worked.handed_in).expect("it is read back"), nothing);
}
