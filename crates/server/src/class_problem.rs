//! What the refusals of classes, certificates and packs of lessons are to whoever asks.
//!
//! Whether a class or an attempt exists may be its trainers' secret, so what is not the asker's and what
//! is not there are the same problem, with the same words.

use academy::lesson::Fault;
use academy::pack::PackFault;
use casework::learning::teach::TeachError;

use crate::asker::denied;
use crate::case_problem::of_text;
use crate::desk::Desk;
use crate::learning_problem::of_learning;
use crate::problem::{self, Problem, problems};
use crate::record_problem::{of_people, of_record};

problems! {
    NO_SUCH_CLASS = 404 "no-such-class" ();
    NO_SUCH_LEARNER = 404 "no-such-learner" ();
    NO_SUCH_TRAINER = 404 "no-such-trainer" ();
    NO_SUCH_ASSIGNMENT = 404 "no-such-assignment" ();
    NO_SUCH_CERTIFICATE = 404 "no-such-certificate" ();
    NO_SUCH_SECTION = 404 "no-such-section" ();
    CLASS_CLOSED = 409 "problem-class-closed" ();
    CLASS_CANNOT_LEARN = 422 "problem-class-cannot-learn" ();
    CLASS_CANNOT_TEACH = 422 "problem-class-cannot-teach" ();
    CLASS_LAST_TRAINER = 409 "problem-class-last-trainer" ();
    CLASS_TOO_MANY = 422 "problem-class-too-many" (what, most);
    NOT_SUBMITTED_YET = 409 "problem-not-submitted-yet" ();
    POINTS_RANGE = 422 "problem-points-range" (most);
    NOTHING_PASSED = 409 "problem-nothing-passed" ();
    TEXT_NOT_DRAFTED = 409 "problem-text-not-drafted" ();
    TEXT_UNFIT = 422 "problem-text-unfit" (reason);
    PACK_REFUSED = 422 "problem-pack-refused" (reason);
    PACK_UNFIT = 422 "problem-pack-unfit" (reason, count);
}

pub fn of_teach(desk: &Desk, error: &TeachError) -> Problem {
    match error {
        TeachError::NoSuchClass => NO_SUCH_CLASS.with([]),
        TeachError::ClassClosed => CLASS_CLOSED.with([]),
        TeachError::CannotLearn => CLASS_CANNOT_LEARN.with([]),
        TeachError::NotInClass => NO_SUCH_LEARNER.with([]),
        TeachError::CannotTeach => CLASS_CANNOT_TEACH.with([]),
        TeachError::NotTeaching => NO_SUCH_TRAINER.with([]),
        TeachError::LastTrainer => CLASS_LAST_TRAINER.with([]),
        TeachError::NotAssigned => NO_SUCH_ASSIGNMENT.with([]),
        TeachError::NotSubmitted => NOT_SUBMITTED_YET.with([]),
        TeachError::NoSuchCertificate => NO_SUCH_CERTIFICATE.with([]),
        TeachError::NotByToken => problem::NOT_BY_TOKEN.with([]),
        TeachError::TooMany { what, most } => CLASS_TOO_MANY.with([(*what).into(), (*most).into()]),
        TeachError::Denied(why) => denied(*why),
        TeachError::Text(error) => of_text(error),
        TeachError::Newcomer { login, error } => of_people(desk, error).member("login", login),
        TeachError::People(error) => of_people(desk, error),
        TeachError::Learning(error) => of_learning(desk, error),
        TeachError::Record(error) => of_record(desk, error),
    }
}

/// Bytes that are no lessons, or not as they were sealed.
pub fn of_pack(error: &PackFault) -> Problem {
    PACK_REFUSED.with([error.to_string().into()])
}

/// Lessons that cannot be taught: the first fault in words, the first hundred as a member.
pub fn of_faults(faults: &[Fault]) -> Problem {
    const SHOWN: usize = 100;
    let first = faults.first().map(ToString::to_string).unwrap_or_default();
    let shown: Vec<serde_json::Value> = faults
        .iter()
        .take(SHOWN)
        .map(|fault| {
            serde_json::json!({"file": fault.file, "line": fault.line, "problem": fault.problem})
        })
        .collect();
    PACK_UNFIT.with([first.into(), (faults.len() as u64).into()]).member("faults", shown)
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_class_refuses_is_in_the_catalogue_with_its_arguments() {
        for (status, id, args) in super::ALL {
            assert!(words::is_known(id), "words/en/academy-server.ftl does not say {id}");
            assert!(words::is_known(&format!("title-{status}")), "no title for {status}");
            let args: Vec<(&str, words::Arg)> =
                args.iter().map(|name| (*name, words::Arg::Text(format!("<{name}>")))).collect();
            let says = words::say(words::Language::ENGLISH, id, &args);
            assert!(!says.contains("{$"), "{id} is said with another variable: {says}");
        }
    }
}
