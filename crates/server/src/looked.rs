//! Look-ups told to the audit log, where the installation wants that (`kancil serve
//! --audit-look-ups`): who looked at what, and when.
//!
//! Told is a look-up at something: by its route, and with what was asked in the part of the entry that can be
//! erased. Searching is not told: what is typed there may be a key that somebody pasted, and whatever it finds
//! is looked up after it. While nothing can be written, look-ups are answered all the same.

use axum::extract::MatchedPath;
use axum::http::request::Parts;
use casework::access::Permission;
use casework::audit::{self, Action, By, Entry};

use crate::access::Need;
use crate::desk::Desk;

/// What the log keeps of a question.
const ASKED_CHARS_MAX: usize = 2000;
/// Routes that are about what stands behind the question mark.
const BY_QUERY: [&str; 2] = ["/api/look", "/api/labels"];

/// What a request is told as once it is answered; none, where it is no look-up or its handler tells.
pub fn of_request(desk: &Desk, parts: &Parts, need: Need) -> Option<Entry> {
    let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let is_at_something = route.contains('{') || BY_QUERY.contains(&route);
    let is_look_up = matches!(need, Need::May([Permission::Look])) && is_at_something;
    let asked = parts.uri.path_and_query().map_or("", |asked| asked.as_str());
    (desk.audits_look_ups && is_look_up).then(|| entry(route, asked.chars()))
}

/// The same for a question that names its subjects in its body.
pub fn of_subjects(desk: &Desk, route: &str, subjects: &[String]) -> Option<Entry> {
    let lines = subjects.iter().flat_map(|subject| subject.chars().chain(['\n']));
    desk.audits_look_ups.then(|| entry(route, lines))
}

fn entry(route: &str, mut asked: impl Iterator<Item = char>) -> Entry {
    let mut kept: String = asked.by_ref().take(ASKED_CHARS_MAX).collect();
    if asked.next().is_some() {
        kept.push('…');
    }
    let object = audit::Object::new("route", route);
    Entry::new(Action::LookedUp, object).with("asked", kept.trim_end())
}

pub async fn tell(desk: &Desk, by: By, entry: Option<Entry>) {
    let Some(entry) = entry else { return };
    if let Err(error) = desk.record.note(by, entry).await {
        desk.trouble(&format_args!("a look-up could not be written down: {error}"));
    }
}
