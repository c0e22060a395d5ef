//! The edge: what happens to every request, whatever it asks for, and to every answer.
//!
//! From outside in: a name and a count for the request, the headers that every answer carries, words
//! for problems; then panics, which become a problem; then the checks that need no route: whether
//! the server is addressed by its own name, and whether it still takes questions.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, HOST, HeaderName, RETRY_AFTER,
};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, Response as HttpResponse, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use words::Language;

use crate::asker::Reads;
use crate::desk::Desk;
use crate::problem::{self, Problem};

/// Nothing from outside, nothing inline, no frame around it.
const POLICY: &str = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
                      form-action 'self'; object-src 'none'";

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY)),
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
    (HeaderName::from_static("referrer-policy"), HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (HeaderName::from_static("x-frame-options"), HeaderValue::from_static("DENY")),
];

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The outermost layer.
pub async fn around(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let id = desk.request_id();
    let began = desk.clock.elapsed();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("other", MatchedPath::as_str).to_owned();
    let path = request.uri().path().to_owned();
    let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|text| text.to_str().ok());
    let accepted = Language::accepted(accepted.unwrap_or_default());
    let _here = InFlight::enter(&desk);
    let response = next.run(request).await;
    let mut response = worded(response, &method, accepted, &id);
    finish(&mut response, &path, &id);
    let (status, took) = (response.status().as_u16(), desk.clock.elapsed().saturating_sub(began));
    desk.metrics.answered(&route, &method, status, took);
    if let Some(log) = &desk.access_log {
        // The route and not the path: whom somebody looked up is no matter for a log file.
        let now = desk.clock.now();
        log(&format!("{now} {id} {method} {route} {status} {} ms", took.as_millis()));
    }
    response
}

/// Counts a request while it is answered, also where its asker goes away.
struct InFlight<'a>(&'a Desk);

impl<'a> InFlight<'a> {
    fn enter(desk: &'a Desk) -> Self {
        desk.metrics.in_flight.fetch_add(1, Ordering::Relaxed);
        Self(desk)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.metrics.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Every answer that is no success is a problem document.
fn worded(mut response: Response, method: &str, accepted: Language, id: &str) -> Response {
    let status = response.status();
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if status.is_client_error() || status.is_server_error() => {
            problem::of_status(status, method)
        }
        None => return response,
    };
    let language = response.extensions().get::<Reads>().map_or(accepted, |reads| reads.0);
    let document = problem.document(language, format!("urn:kancil:request:{id}"));
    let text = serde_json::to_vec(&document).expect("a problem has text keys alone");
    // What the router put there (Allow) and the cookies stay; the body's own headers do not.
    let (mut parts, _) = response.into_parts();
    parts.status = problem.status;
    parts.headers.remove(axum::http::header::CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    parts
        .headers
        .insert(axum::http::header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    if let Some(seconds) = problem.retry_after {
        parts.headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    HttpResponse::from_parts(parts, Body::from(text))
}

fn finish(response: &mut Response, path: &str, id: &str) {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A file that somebody brought in sets a stricter policy of its own.
        headers.entry(name).or_insert(value);
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    let is_file = headers.contains_key(CACHE_CONTROL) && !path.starts_with("/api/");
    if !is_file {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// What a panic in a handler is to its asker. The panic's own words went to the terminal.
pub fn panicked(desk: &Desk, _: Box<dyn Any + Send>) -> Response {
    desk.metrics.panics.fetch_add(1, Ordering::Relaxed);
    problem::INTERNAL.with([]).into_response()
}

/// Whom the request takes us for. A page of another site whose name was made to point here
/// (DNS rebinding) still sends that name.
pub async fn addressed(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    if desk.is_stopping() {
        return problem::STOPPING.with([]).retry_after(10).into_response();
    }
    // Both, where both are given: what one says must not hide what the other does.
    let host = request.headers().get(HOST).map(|host| host.to_str().unwrap_or("?"));
    let target = request.uri().authority().map(Authority::as_str);
    let count = request.headers().get_all(HOST).iter().count();
    let is_ours = |name: &str| is_own_name(&desk, name);
    if count > 1 || !host.or(target).is_some_and(is_ours) || !target.is_none_or(is_ours) {
        return problem::STRANGE_HOST.with([]).into_response();
    }
    next.run(request).await
}

/// A name with or without a port: the address that is listened on, this machine's own names where
/// that is this machine alone, and what `--host` named.
fn is_own_name(desk: &Desk, text: &str) -> bool {
    let Ok(authority) = text.parse::<Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let ip = desk.about.listen.ip();
    if desk.hosts.iter().any(|host| host.eq_ignore_ascii_case(&name)) {
        return true;
    }
    match name.parse::<std::net::IpAddr>() {
        // A bare address cannot be rebound: what is listened on answers to each of its addresses.
        Ok(given) => ip == given || ip.is_unspecified() || given.is_loopback(),
        Err(_) => name == "localhost",
    }
}

/// A method or path that no route takes.
pub async fn no_method() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}
