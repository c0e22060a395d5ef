//! What the refusals of the academy are to whoever asks.
//!
//! Whether an attempt exists may be its secret, so one that is not the asker's and one that is not
//! there are the same problem, with the same words.

use casework::learning::LearningError;

use crate::asker::denied;
use crate::case_problem::{of_board, of_text};
use crate::desk::Desk;
use crate::problem::{Problem, problems};
use crate::record_problem::of_record;

problems! {
    NO_SUCH_LESSON = 404 "no-such-lesson" ();
    NO_SUCH_STEP = 404 "no-such-step" ();
    NO_SUCH_CHECK = 404 "no-such-check" ();
    NO_SUCH_EXERCISE = 404 "no-such-exercise" ();
    NO_SUCH_ATTEMPT = 404 "no-such-attempt" ();
    ATTEMPT_OUTDATED = 409 "attempt-outdated" ();
    ATTEMPT_SUBMITTED = 409 "attempt-submitted" ();
    NO_MORE_HINTS = 409 "no-more-hints" (most);
    NOT_SUBMITTED = 409 "not-submitted" ();
    ANSWERS_CLOSED = 403 "answers-closed" ();
    LEARNING_TOO_MANY = 422 "problem-learning-too-many" (what, most);
    SHEET_STALE = 409 "sheet-stale" (rev);
    SHEET_IF_MATCH = 428 "problem-sheet-if-match" ();
    SHEET_TOO_LONG = 422 "problem-sheet-too-long" (most);
    SHEET_TOO_MANY = 422 "problem-sheet-too-many" (what, found, most);
    SHEET_PATH_TOO_LONG = 422 "problem-sheet-path-too-long" (found, most);
    SHEET_ANCHOR = 422 "problem-sheet-anchor" (field, anchor);
    SHEET_AMOUNT = 422 "problem-sheet-amount" (amount);
    SHEET_TYPOLOGY = 422 "problem-sheet-typology" (typology);
    SHEET_CERTAINTY = 422 "problem-sheet-certainty" ();
}

pub fn of_learning(desk: &Desk, error: &LearningError) -> Problem {
    match error {
        LearningError::NoSuchAttempt => NO_SUCH_ATTEMPT.with([]),
        LearningError::Submitted => ATTEMPT_SUBMITTED.with([]),
        LearningError::Outdated => ATTEMPT_OUTDATED.with([]),
        LearningError::NoMoreHints(most) => NO_MORE_HINTS.with([u64::from(*most).into()]),
        LearningError::TooMany { what, most } => {
            LEARNING_TOO_MANY.with([(*what).into(), (*most).into()])
        }
        LearningError::TooLong { most } => SHEET_TOO_LONG.with([(*most as u64).into()]),
        LearningError::Denied(why) => denied(*why),
        LearningError::Text(error) => of_text(error),
        LearningError::Board(error) => of_board(desk, error),
        LearningError::Record(error) => of_record(desk, error),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_the_academy_refuses_is_in_the_catalogue_with_its_arguments() {
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
