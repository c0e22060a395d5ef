//! What the refusals of cases, boards and requests are to whoever asks.
//!
//! Whether a case exists may be its secret, so one that is not the asker's and one that is not there
//! are the same problem, with the same words.

use std::io::ErrorKind;

use casework::boards::refusal::Refusal as BoardRefusal;
use casework::boards::store::BoardError;
use casework::cases::CaseError;
use casework::cases::files::FilesError;
use casework::requests::machine::Refusal as RequestRefusal;
use casework::requests::store::RequestError;
use casework::text::TextError;

use crate::asker::denied;
use crate::desk::Desk;
use crate::problem::{self, Kind, Problem, problems};
use crate::record_problem::of_record;

problems! {
    NO_SUCH_CASE = 404 "no-such-case" ();
    NO_SUCH_TASK = 404 "no-such-task" ();
    NO_SUCH_NOTE = 404 "no-such-note" ();
    NO_SUCH_FILE = 404 "no-such-file" ();
    NO_SUCH_PIN = 404 "no-such-pin" ();
    NO_SUCH_FACT = 404 "no-such-fact" ();
    NO_SUCH_EXHIBIT = 404 "no-such-exhibit" ();
    NO_SUCH_REQUEST = 404 "no-such-request" ();
    NO_SUCH_MEMBER = 404 "no-such-member" ();
    CASE_CLOSED = 409 "problem-case-closed" ();
    CASE_NOT_AN_EXERCISE = 409 "problem-case-not-an-exercise" ();
    CASE_CANNOT_BE_MEMBER = 409 "problem-case-cannot-be-member" ();
    CASE_LAST_MEMBER = 409 "problem-case-last-member" ();
    CASE_OF_ATTEMPT = 409 "problem-case-of-attempt" ();
    CASE_TOO_MANY = 409 "problem-case-too-many" (what, most);
    CASE_STALE = 409 "problem-case-stale" ();
    CASE_TEMPLATE_UNKNOWN = 400 "problem-case-template-unknown" (template);
    TEXT_EMPTY = 422 "problem-text-empty" (field);
    TEXT_TOO_LONG = 422 "problem-text-too-long" (field, found, most);
    TEXT_INVISIBLE = 422 "problem-text-invisible" (field, code, at);
    FILE_DAMAGED = 500 "problem-file-damaged" (sha256);
    EXHIBIT_DAMAGED = 500 "problem-exhibit-damaged" (sha256);
    FILE_NOT_KEPT = 503 "problem-file-not-kept" ();

    BOARD_STALE = 409 "board-stale" (rev);
    BOARD_IF_MATCH = 428 "problem-board-if-match" ();
    BOARD_NO_SUCH_REVISION = 404 "problem-board-no-such-revision" (asked, rev);
    BOARD_TOO_MANY_STEPS = 422 "problem-board-too-many-steps" (most);
    BOARD_FULL = 422 "problem-board-full" (most);
    BOARD_TOO_MANY = 422 "problem-board-too-many" (what, most);
    BOARD_MISSING = 422 "problem-board-missing" (what, id);
    BOARD_EXISTS = 422 "problem-board-exists" (what, id);
    BOARD_CHANGED = 422 "problem-board-changed" (what, id);
    BOARD_IN_USE = 422 "problem-board-in-use" (id);
    BOARD_GROUPED = 422 "problem-board-grouped" (id);
    BOARD_TAKEN = 422 "problem-board-taken" (id);
    BOARD_NOT_BY_HAND = 422 "problem-board-not-by-hand" (id);
    BOARD_NOTHING_TO_UNDO = 422 "problem-board-nothing-to-undo" ();
    BOARD_NOTHING_TO_REDO = 422 "problem-board-nothing-to-redo" ();
    BOARD_NOT_THE_NEWEST = 422 "problem-board-not-the-newest" (id);
    BOARD_OTHER_WORLD = 422 "problem-board-other-world" ();
    BOARD_MALFORMED = 422 "problem-board-malformed" (reason);

    REQUEST_NOT_NOW = 409 "problem-request-not-now" (state, event);
    REQUEST_OWN_TEXT = 409 "problem-request-own-text" ();
    REQUEST_OTHER_TEXT = 409 "problem-request-other-text" ();
    REQUEST_NOT_OVER = 409 "problem-request-not-over" ();
    REQUEST_LINES = 422 "problem-request-lines" (most);
    REQUEST_REPLY_DAYS = 422 "problem-request-reply-days" (most);
    PAPER_LANGUAGE = 422 "problem-paper-language" (language);
    PAPER_NOT_MADE = 422 "problem-paper-not-made" (reason);
    REQUEST_SHARE = 422 "problem-request-share" ();
}

/// What is looked for in a case by its id and is not in it.
fn missing(what: &str) -> Kind<0> {
    match what {
        "task" => NO_SUCH_TASK,
        "note" => NO_SUCH_NOTE,
        "file" => NO_SUCH_FILE,
        "pin" => NO_SUCH_PIN,
        "exhibit" => NO_SUCH_EXHIBIT,
        "request" => NO_SUCH_REQUEST,
        _ => NO_SUCH_CASE,
    }
}

pub fn of_case(desk: &Desk, error: &CaseError) -> Problem {
    match error {
        CaseError::NoSuchCase => NO_SUCH_CASE.with([]),
        CaseError::NoSuch(what) => missing(what).with([]),
        CaseError::Denied(why) => denied(*why),
        CaseError::Closed => CASE_CLOSED.with([]),
        CaseError::NotAnExercise => CASE_NOT_AN_EXERCISE.with([]),
        CaseError::CannotBeMember(_) => CASE_CANNOT_BE_MEMBER.with([]),
        CaseError::LastMember => CASE_LAST_MEMBER.with([]),
        CaseError::OfAttempt => CASE_OF_ATTEMPT.with([]),
        CaseError::TooMany { what, most } => CASE_TOO_MANY.with([(*what).into(), (*most).into()]),
        CaseError::Stale => CASE_STALE.with([]),
        CaseError::NoSuchTemplate(id) => CASE_TEMPLATE_UNKNOWN.with([id.as_str().into()]),
        CaseError::Text(error) => of_text(error),
        CaseError::Record(error) => of_record(desk, error),
    }
}

pub fn of_text(error: &TextError) -> Problem {
    match error {
        TextError::Empty { field } => TEXT_EMPTY.with([(*field).into()]),
        TextError::TooLong { field, found, most } => {
            TEXT_TOO_LONG.with([(*field).into(), (*found as u64).into(), (*most as u64).into()])
        }
        TextError::Invisible { field, code, at } => {
            let code = format!("U+{code:04X}");
            TEXT_INVISIBLE.with([(*field).into(), code.into(), (*at as u64).into()])
        }
    }
}

pub fn of_files(desk: &Desk, error: &FilesError) -> Problem {
    match error {
        FilesError::TooLarge { most } => problem::UPLOAD_TOO_LARGE.with([(most >> 20).into()]),
        FilesError::Received(_) => problem::BAD_REQUEST.with([]),
        FilesError::Damaged { digest } => {
            desk.trouble(error);
            FILE_DAMAGED.with([digest.to_string().into()])
        }
        FilesError::Io { source, .. } => {
            desk.trouble(error);
            match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                    problem::RECORD_READ_ONLY.with([]).hint("hint-free-space").retry_after(60)
                }
                _ => FILE_NOT_KEPT.with([]),
            }
        }
    }
}

pub fn of_board(desk: &Desk, error: &BoardError) -> Problem {
    match error {
        BoardError::Case(error) => of_case(desk, error),
        BoardError::Refused { at, why } => {
            of_refusal(why).member("code", why.code()).member("at", at)
        }
        BoardError::NoSuchRevision { asked, rev } => {
            BOARD_NO_SUCH_REVISION.with([(*asked).into(), (*rev).into()]).member("rev", rev)
        }
        BoardError::TooMany { most } => BOARD_TOO_MANY_STEPS.with([(*most as u64).into()]),
    }
}

fn of_refusal(why: &BoardRefusal) -> Problem {
    use BoardRefusal as R;
    let id = |id: &String| words::Arg::from(id.as_str());
    match why {
        R::Full { most } => BOARD_FULL.with([(*most as u64).into()]),
        R::TooMany { what, most } => BOARD_TOO_MANY.with([(*what).into(), (*most as u64).into()]),
        R::Missing { what, id: of } => BOARD_MISSING.with([(*what).into(), id(of)]),
        R::Exists { what, id: of } => BOARD_EXISTS.with([(*what).into(), id(of)]),
        R::Changed { what, id: of } => BOARD_CHANGED.with([(*what).into(), id(of)]),
        R::InUse { id: of } => BOARD_IN_USE.with([id(of)]),
        R::Grouped { id: of } => BOARD_GROUPED.with([id(of)]),
        R::Taken { id: of } => BOARD_TAKEN.with([id(of)]),
        R::NotByHand { id: of } => BOARD_NOT_BY_HAND.with([id(of)]),
        R::NothingToUndo => BOARD_NOTHING_TO_UNDO.with([]),
        R::NothingToRedo => BOARD_NOTHING_TO_REDO.with([]),
        R::NotTheNewest { id: of } => BOARD_NOT_THE_NEWEST.with([id(of)]),
        R::Malformed { what } => BOARD_MALFORMED.with([what.as_str().into()]),
        R::Text(error) => of_text(error),
    }
}

pub fn of_request(desk: &Desk, error: &RequestError) -> Problem {
    use RequestRefusal as R;
    match error {
        RequestError::Case(error) => of_case(desk, error),
        RequestError::Refused(why) => match why {
            R::NotNow { state, event } => {
                REQUEST_NOT_NOW.with([state.text().into(), (*event).into()])
            }
            R::OwnText => REQUEST_OWN_TEXT.with([]),
            R::OtherText => REQUEST_OTHER_TEXT.with([]),
            R::NotOver => REQUEST_NOT_OVER.with([]),
            R::Lines { most } => REQUEST_LINES.with([(*most as u64).into()]),
            R::ReplyDays { most } => REQUEST_REPLY_DAYS.with([u64::from(*most).into()]),
            R::Share => REQUEST_SHARE.with([]),
            R::Text(error) => of_text(error),
        },
    }
}
