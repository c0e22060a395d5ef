//! What the record's refusals are to whoever asks.

use casework::access::{RolesError, ScopesError};
use casework::people::PeopleError;
use casework::people::password::{CHARACTERS_MIN, PasswordError};
use casework::record::RecordError;
use casework::sessions::SignInError;
use casework::tokens::TokenError;

use crate::desk::Desk;
use crate::problem::{self, Problem};

/// The asker is told what he can know, the log what happened.
pub fn of_record(desk: &Desk, error: &RecordError) -> Problem {
    match error {
        RecordError::ReadOnly { .. } => {
            problem::RECORD_READ_ONLY.with([]).hint("hint-free-space").retry_after(60)
        }
        RecordError::Busy => problem::BUSY.with([]).retry_after(5),
        other => {
            desk.trouble(other);
            problem::INTERNAL.with([])
        }
    }
}

pub fn of_sign_in(desk: &Desk, error: &SignInError) -> Problem {
    match error {
        SignInError::Wrong => problem::SIGN_IN_FAILED.with([]),
        SignInError::Throttled { wait_s } => throttled(*wait_s),
        SignInError::Record(error) => of_record(desk, error),
    }
}

fn throttled(wait_s: u64) -> Problem {
    problem::SIGN_IN_THROTTLED.with([wait_s.into()]).retry_after(wait_s)
}

pub fn of_people(desk: &Desk, error: &PeopleError) -> Problem {
    match error {
        PeopleError::BadLogin => problem::LOGIN_BAD.with([64.into()]),
        PeopleError::BadName => problem::FIELD_UNREADABLE.with(["name".into()]),
        PeopleError::BadLanguage => problem::FIELD_UNREADABLE.with(["language".into()]),
        PeopleError::LoginTaken(_) => problem::LOGIN_TAKEN.with([]),
        PeopleError::NoSuchUser => problem::USER_UNKNOWN.with([]),
        PeopleError::LastAdministrator => problem::LAST_ADMINISTRATOR.with([]),
        PeopleError::BadLink => problem::LINK_INVALID.with([]),
        PeopleError::FirstRunOver => problem::FIRST_RUN_OVER.with([]),
        PeopleError::BadPassword(error) => of_password(*error),
        PeopleError::WrongPassword => problem::PASSWORD_WRONG.with([]),
        PeopleError::Throttled { wait_s } => throttled(*wait_s),
        PeopleError::Record(error) => of_record(desk, error),
    }
}

fn of_password(error: PasswordError) -> Problem {
    match error {
        PasswordError::TooShort => problem::PASSWORD_SHORT.with([(CHARACTERS_MIN as u64).into()]),
        PasswordError::TooLong => problem::PASSWORD_LONG.with([1024.into()]),
        PasswordError::TooPlain => problem::PASSWORD_PLAIN.with([]),
    }
}

pub fn of_roles(error: RolesError) -> Problem {
    match error {
        RolesError::None => problem::FIELD_MISSING.with(["roles".into()]),
        RolesError::TraineeWithOthers => problem::TRAINEE_ALONE.with([]),
    }
}

pub fn of_tokens(desk: &Desk, error: &TokenError) -> Problem {
    match error {
        TokenError::BadName => problem::FIELD_UNREADABLE.with(["name".into()]),
        TokenError::BadScopes(error) => of_scopes(error),
        TokenError::BadExpiry => problem::EXPIRY_BAD.with([366.into()]),
        TokenError::TooMany => problem::TOO_MANY_TOKENS.with([]),
        TokenError::NoSuchToken => problem::TOKEN_UNKNOWN.with([]),
        TokenError::Record(error) => of_record(desk, error),
    }
}

pub fn of_scopes(error: &ScopesError) -> Problem {
    match error {
        ScopesError::None => problem::FIELD_MISSING.with(["scopes".into()]),
        ScopesError::NotForTokens(scope) => problem::SCOPE_UNKNOWN.with([scope.text().into()]),
    }
}
