//! Who asks: told by the cookie of a session or by an API token, before any handler runs.
//!
//! A request by cookie comes from a browser, which sends the cookie whoever made it ask: so one that
//! changes something must carry its session's mark in a header, and must not say that it comes from
//! another site. A token is sent by a program on purpose; it needs neither.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use casework::access::{Denied, Object, Permission, Who};
use casework::audit::{self, Action, Actor, By, Entry};
use casework::people::{self, User};
use casework::secret::Secret;
use casework::sessions::{self, Session};
use casework::tokens;
use words::Language;

use crate::access::{Found, Need, need};
use crate::desk::{Desk, Peer};
use crate::looked;
use crate::problem::{self, Problem};
use crate::record_problem::of_record;

pub const COOKIE_NAME: &str = "kancil_session";
pub const CSRF_HEADER: &str = "x-kancil-csrf";
const BEARER: &str = "Bearer ";

/// Somebody, and how he showed it.
#[derive(Debug, Clone)]
pub struct Asker {
    pub user: User,
    pub who: Who,
    /// None of a token.
    pub session: Option<Session>,
    pub by: By,
}

impl Asker {
    pub fn may(&self, permission: Permission, object: Object) -> Result<(), Problem> {
        self.who.may(permission, object).map_err(denied)
    }

    pub fn is_synthetic_only(&self) -> bool {
        self.who.is_synthetic_only()
    }

    pub fn session(&self) -> Result<&Session, Problem> {
        self.session.as_ref().ok_or_else(|| problem::NOT_BY_TOKEN.with([]))
    }
}

pub fn denied(denied: Denied) -> Problem {
    match denied {
        Denied::Scope(permission) => problem::TOKEN_SCOPE.with([permission.text().into()]),
        Denied::Role(_) | Denied::RealData | Denied::NotYours => problem::NOT_ALLOWED.with([]),
    }
}

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Asker>().cloned().ok_or_else(|| problem::SIGN_IN.with([]))
    }
}

/// Who acts where nobody has signed in.
#[derive(Debug, Clone, Copy)]
pub struct Stranger(pub By);

impl FromRequestParts<Arc<Desk>> for Stranger {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Problem> {
        Ok(Self(by(desk, Actor::Anonymous, peer(parts))))
    }
}

fn peer(parts: &Parts) -> Option<IpAddr> {
    parts.extensions.get::<Peer>().map(|Peer(ip)| *ip)
}

fn by(desk: &Desk, actor: Actor, peer: Option<IpAddr>) -> By {
    By { actor, peer, now: desk.clock.now() }
}

/// The language of whoever asked, for the edge, which words the problems.
#[derive(Debug, Clone, Copy)]
pub struct Reads(pub Language);

/// Lets through to a route whom its line in the table takes.
pub async fn check(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let found = match parts.extensions.get::<MatchedPath>() {
        Some(path) => need(parts.method.as_str(), path.as_str()),
        // The web's files, and the problem for all else.
        None => Found::Need(Need::Open),
    };
    let needed = match found {
        Found::Need(need) => need,
        Found::NoSuchMethod => Need::Open,
        Found::NoSuchPath => return problem::INTERNAL.with([]).into_response(),
    };
    let needed = match needed {
        Need::Metrics if desk.is_loopback() => Need::Open,
        Need::Metrics => Need::May(&[Permission::Metrics]),
        other => other,
    };
    if needed == Need::Open {
        if let Err(problem) = from_here(&parts.method, &parts.headers) {
            return problem.into_response();
        }
        return next.run(Request::from_parts(parts, body)).await;
    }
    let asker = match identify(&desk, &parts).await {
        Ok(asker) => asker,
        Err(problem) => return problem.into_response(),
    };
    let language = asker.user.language.as_deref().and_then(Language::of);
    let mut response = match allowed(&asker, needed) {
        Ok(()) => {
            let (entry, by) = (looked::of_request(&desk, &parts, needed), asker.by);
            parts.extensions.insert(asker);
            let response = next.run(Request::from_parts(parts, body)).await;
            // What was refused told nobody anything.
            looked::tell(&desk, by, entry.filter(|_| response.status().is_success())).await;
            response
        }
        Err(problem) => {
            refused(&desk, &asker, &parts).await;
            problem.into_response()
        }
    };
    if let Some(language) = language {
        response.extensions_mut().insert(Reads(language));
    }
    response
}

fn allowed(asker: &Asker, need: Need) -> Result<(), Problem> {
    match need {
        Need::Open | Need::Metrics | Need::Somebody => Ok(()),
        Need::Session => asker.session().map(|_| ()),
        Need::May(permissions) => {
            let mut last = Ok(());
            for permission in permissions {
                last = asker.may(*permission, Object::House);
                if last.is_ok() {
                    break;
                }
            }
            last
        }
    }
}

/// Somebody tried what is not for him: told in the audit log, by route and never by content.
async fn refused(desk: &Desk, asker: &Asker, parts: &Parts) {
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let route = format!("{} {path}", parts.method);
    let entry = Entry::new(Action::AccessRefused, audit::Object::new("route", route));
    if let Err(error) = desk.record.note(asker.by, entry).await {
        desk.trouble(&format_args!("a refusal could not be written down: {error}"));
    }
}

async fn identify(desk: &Desk, parts: &Parts) -> Result<Asker, Problem> {
    let (now, peer) = (desk.clock.now(), peer(parts));
    if let Some(given) = parts.headers.get(AUTHORIZATION) {
        let token = given.to_str().ok().and_then(|text| text.strip_prefix(BEARER));
        let token = token.filter(|token| token.starts_with(tokens::PREFIX));
        let token = token.ok_or_else(|| problem::TOKEN_INVALID.with([]))?;
        let held = tokens::find(&desk.record, &Secret::new(token.trim()), now).await;
        let held = held.map_err(|error| of_record(desk, &error))?;
        let held = held.ok_or_else(|| problem::TOKEN_INVALID.with([]))?;
        let (who, by) = (held.who(), by(desk, held.actor(), peer));
        return Ok(Asker { user: held.user, who, session: None, by });
    }
    let cookie = cookie(&parts.headers).ok_or_else(|| problem::SIGN_IN.with([]))?;
    let session = sessions::find(&desk.record, &cookie, now).await;
    let session = session.map_err(|error| of_record(desk, &error))?;
    let session = session.ok_or_else(|| problem::SIGN_IN.with([]))?;
    from_here(&parts.method, &parts.headers)?;
    if changes(&parts.method) {
        let mark = parts.headers.get(CSRF_HEADER).and_then(|mark| mark.to_str().ok());
        if !mark.is_some_and(|mark| session.csrf.is(mark)) {
            return Err(problem::CSRF.with([]));
        }
    }
    let (who, by) = (session.who(), by(desk, session.actor(), peer));
    Ok(Asker { user: session.user.clone(), who, session: Some(session), by })
}

/// What somebody who asked before may do by now: with the roles he has now, or nothing where his
/// session or token is over or he was disabled. It uses neither session nor token.
pub async fn still(desk: &Desk, asker: &Asker) -> Option<Who> {
    let (record, now) = (&desk.record, desk.clock.now());
    let is_open = match (&asker.session, &asker.who.token) {
        (Some(session), _) => sessions::is_open(record, session, now).await.ok()?,
        (None, Some((token, _))) => {
            tokens::by_id(record, *token).await.ok()?.is_some_and(|token| token.expires_at > now)
        }
        (None, None) => false,
    };
    let user = people::by_id(record, asker.user.id).await.ok()?;
    let user = user.filter(|user| is_open && !user.is_disabled)?;
    Some(Who { token: asker.who.token.clone(), ..user.who() })
}

fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Refuses what says itself that another site made the browser send it: a change, whoever signed
/// in or not (signing somebody in as somebody else is an attack too).
fn from_here(method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
    if !changes(method) {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return Err(problem::CROSS_SITE.with([]));
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return Ok(()) };
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    let host = text(HOST.as_str());
    if authority.is_some() && authority == host {
        return Ok(());
    }
    Err(problem::CROSS_SITE.with([]))
}

/// The secret of the session's cookie.
fn cookie(headers: &HeaderMap) -> Option<Secret> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let value = pairs.find(|(name, _)| name.trim() == COOKIE_NAME)?.1;
    Some(Secret::new(value.trim()))
}
