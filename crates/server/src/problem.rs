//! Why something was not done, as RFC 9457 has it: a status, a message by its id and arguments, and
//! the sentence in the asker's language.
//!
//! The one thing to know: a handler says what is wrong and no more; the words are put in at the edge
//! ([`crate::edge`]), which knows the asker's language. Nothing of the system's own words (a path, a
//! query, a stack) can be said, since a problem is made of the messages here and of what the asker
//! gave himself.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use words::{Arg, Language, say};

/// A message: its id in the catalogues, and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: &'static str,
    pub args: Vec<(&'static str, Arg)>,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub status: StatusCode,
    pub what: Message,
    /// What to do next, in the order to be shown.
    pub hints: Vec<Message>,
    /// Seconds until it makes sense to try again.
    pub retry_after: Option<u64>,
    /// What a program goes on with, beside the sentence (RFC 9457's extension members).
    pub members: Vec<(&'static str, serde_json::Value)>,
}

impl Problem {
    #[must_use]
    pub fn member(mut self, name: &'static str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).expect("members have text keys alone");
        self.members.push((name, value));
        self
    }

    #[must_use]
    pub fn hint(mut self, id: &'static str) -> Self {
        self.hints.push(Message { id, args: Vec::new() });
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The document, in words.
    pub fn document(&self, language: Language, instance: String) -> Document {
        let said = |message: &Message| Said {
            id: message.id.to_owned(),
            args: values(&message.args),
            says: say(language, message.id, &message.args),
        };
        let what = said(&self.what);
        Document {
            kind: format!("urn:kancil:{}", what.id),
            title: say(language, &format!("title-{}", self.status.as_u16()), &[]),
            status: self.status.as_u16(),
            detail: what.says,
            id: what.id,
            args: what.args,
            hints: self.hints.iter().map(said).collect(),
            instance,
            members: self
                .members
                .iter()
                .map(|(name, value)| ((*name).into(), value.clone()))
                .collect(),
        }
    }
}

fn values(args: &[(&'static str, Arg)]) -> BTreeMap<String, Value> {
    let value = |arg: &Arg| match arg {
        Arg::Text(text) => Value::Text(text.clone()),
        Arg::Count(count) => Value::Count(*count),
    };
    args.iter().map(|(name, arg)| ((*name).to_owned(), value(arg))).collect()
}

/// A problem as it is sent (`application/problem+json`, RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Document {
    /// The kind of problem, as a name that is no address.
    #[serde(rename = "type")]
    pub kind: String,
    /// In the asker's language, as are `detail` and the hints' `says`.
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// The message's id in the catalogues. Ids are stable.
    pub id: String,
    pub args: BTreeMap<String, Value>,
    /// What to do next.
    pub hints: Vec<Said>,
    /// This occurrence: the request's id, as in the header `x-request-id`.
    pub instance: String,
    /// Of some kinds of problem: what a program goes on with. The route's description says which.
    #[serde(flatten)]
    pub members: BTreeMap<String, serde_json::Value>,
}

/// A message with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Said {
    pub id: String,
    pub args: BTreeMap<String, Value>,
    pub says: String,
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Value {
    Text(String),
    Count(u64),
}

impl IntoResponse for Problem {
    /// Without words: the edge puts them in.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A problem that can be: its status, its message, and the names of its arguments.
#[derive(Debug, Clone, Copy)]
pub struct Kind<const N: usize> {
    status: u16,
    id: &'static str,
    args: [&'static str; N],
}

impl<const N: usize> Kind<N> {
    pub const fn new(status: u16, id: &'static str, args: [&'static str; N]) -> Self {
        Self { status, id, args }
    }

    pub fn with(&self, args: [Arg; N]) -> Problem {
        Problem {
            status: StatusCode::from_u16(self.status).expect("the table below has real ones"),
            what: Message { id: self.id, args: self.args.into_iter().zip(args).collect() },
            hints: Vec::new(),
            retry_after: None,
            members: Vec::new(),
        }
    }
}

macro_rules! problems {
    ($($name:ident = $status:literal $id:literal ($($arg:ident),*);)+) => {
        $(pub const $name: $crate::problem::Kind<{ <[&str]>::len(&[$(stringify!($arg)),*]) }> =
            $crate::problem::Kind::new($status, $id, [$(stringify!($arg)),*]);)+

        /// Every problem that is named here: its status, id, and arguments. A test holds them
        /// against the catalogue.
        #[cfg_attr(not(test), allow(dead_code))]
        pub const ALL: &[(u16, &str, &[&str])] =
            &[$(($status, $id, &[$(stringify!($arg)),*])),+];
    };
}
pub(crate) use problems;

problems! {
    BAD_REQUEST = 400 "problem-bad-request" ();
    BODY_UNREADABLE = 400 "problem-body-unreadable" (reason);
    QUERY_UNREADABLE = 400 "problem-query-unreadable" (reason);
    PATH_UNREADABLE = 400 "problem-path-unreadable" ();
    NOT_FOUND = 404 "problem-not-found" ();
    METHOD_NOT_ALLOWED = 405 "problem-method-not-allowed" (method);
    MEDIA_TYPE = 415 "problem-media-type" (wanted);
    NOT_ACCEPTABLE = 406 "problem-not-acceptable" (formats);
    TOO_LONG = 413 "problem-too-long" (bytes_max);
    TOO_SLOW = 408 "problem-too-slow" ();
    STRANGE_HOST = 421 "problem-strange-host" ();
    TAKES_TOO_LONG = 503 "problem-takes-too-long" (seconds);
    BUSY = 503 "problem-busy" ();
    STOPPING = 503 "problem-stopping" ();
    INTERNAL = 500 "problem-internal" ();
    CURSOR = 400 "problem-cursor" ();
    FIELD_UNREADABLE = 400 "problem-field-unreadable" (field);
    FIELD_TOO_LONG = 400 "problem-field-too-long" (field, most);

    SIGN_IN = 401 "problem-sign-in" ();
    SIGN_IN_FAILED = 401 "problem-sign-in-failed" ();
    SIGN_IN_THROTTLED = 429 "problem-sign-in-throttled" (seconds);
    CSRF = 403 "problem-csrf" ();
    CROSS_SITE = 403 "problem-cross-site" ();
    TOKEN_INVALID = 401 "problem-token-invalid" ();
    TOKEN_SCOPE = 403 "problem-token-scope" (scope);
    NOT_ALLOWED = 403 "problem-not-allowed" ();
    NOT_BY_TOKEN = 403 "problem-not-by-token" ();
    FIRST_RUN_OVER = 409 "problem-first-run-over" ();
    LINK_INVALID = 403 "problem-link-invalid" ();

    LOGIN_BAD = 400 "problem-login-bad" (most);
    LOGIN_TAKEN = 409 "problem-login-taken" ();
    USER_UNKNOWN = 404 "problem-user-unknown" ();
    LAST_ADMINISTRATOR = 409 "problem-last-administrator" ();
    PASSWORD_SHORT = 400 "problem-password-short" (least);
    PASSWORD_LONG = 400 "problem-password-long" (most);
    PASSWORD_PLAIN = 400 "problem-password-common" ();
    PASSWORD_WRONG = 403 "problem-password-wrong" ();
    FIELD_MISSING = 400 "problem-field-missing" (field);
    TRAINEE_ALONE = 400 "problem-trainee-alone" ();
    ROLE_UNKNOWN = 400 "problem-role-unknown" (role);
    TOKEN_UNKNOWN = 404 "problem-token-unknown" ();
    SCOPE_UNKNOWN = 400 "problem-scope-unknown" (scope);
    EXPIRY_BAD = 400 "problem-expiry-bad" (days);
    TOO_MANY_TOKENS = 409 "problem-too-many-tokens" ();
    HEAD_UNREADABLE = 400 "problem-head-unreadable" ();

    RECORD_READ_ONLY = 503 "problem-record-read-only" ();

    TOO_MANY_ROWS = 422 "problem-too-many-rows" (field, count, most);
    TOO_MANY_SUBJECTS = 422 "problem-too-many-subjects" (count, most);

    JOB_UNKNOWN = 404 "problem-job-unknown" ();
    JOB_NOT_DONE = 409 "problem-job-not-done" ();
    JOB_FAILED = 409 "problem-job-failed" ();
    JOB_CANCELLED = 409 "problem-job-cancelled" ();
    RESULT_DROPPED = 410 "problem-result-dropped" ();
    RESULT_TOO_LARGE = 413 "problem-result-too-large" (mib_max);
    TOO_MANY_JOBS = 429 "problem-too-many-jobs" (count);

    LABEL_IMPORT_FAILED = 503 "problem-label-import-failed" ();
    UPLOAD_TOO_LARGE = 413 "problem-upload-too-large" (mib_max);
    UPLOAD_EMPTY = 400 "problem-upload-empty" ();
}

/// What a bare status means, where no handler said more: an extractor's refusal, a method that a
/// route does not take.
pub fn of_status(status: StatusCode, method: &str) -> Problem {
    match status.as_u16() {
        401 => SIGN_IN.with([]),
        403 => NOT_ALLOWED.with([]),
        404 => NOT_FOUND.with([]),
        405 => METHOD_NOT_ALLOWED.with([method.into()]),
        408 => TOO_SLOW.with([]),
        413 => TOO_LONG.with([(crate::body::JSON_BYTES_MAX as u64).into()]),
        415 => MEDIA_TYPE.with(["application/json".into()]),
        503 => BUSY.with([]),
        status if status >= 500 => INTERNAL.with([]),
        _ => Problem { status, ..BAD_REQUEST.with([]) },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_problem_is_in_the_catalogue_with_a_title() {
        let mut seen = BTreeSet::new();
        for (status, id, args) in ALL.iter().chain(crate::case_problem::ALL) {
            assert!(seen.insert(id), "{id} stands twice");
            assert!(words::is_known(id), "words/en does not say {id}");
            assert!(words::is_known(&format!("title-{status}")), "no title for {status}");
            let args: Vec<(&str, Arg)> =
                args.iter().map(|name| (*name, Arg::Text(format!("<{name}>")))).collect();
            let says = say(Language::ENGLISH, id, &args);
            assert!(!says.contains("{$"), "{id} is said with another variable: {says}");
        }
    }

    #[test]
    fn a_bare_status_gets_words() {
        for status in [400, 401, 403, 404, 405, 408, 413, 415, 421, 422, 500, 502, 503] {
            let status = StatusCode::from_u16(status).expect("a status");
            let problem = of_status(status, "BREW");
            assert!(words::is_known(problem.what.id));
            assert_eq!(problem.status.is_server_error(), status.is_server_error());
        }
    }
}
