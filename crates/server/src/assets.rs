//! The web UI, out of the program itself.
//!
//! The one thing to know: every path that is no API's and no file's is a screen of the UI, and
//! answers with its page. What is never a file here is a path of the disk: nothing is looked up but
//! names in a table.

use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::problem;

/// A file of the web's build.
#[derive(Debug)]
pub struct File {
    path: &'static str,
    /// The head of its SHA-256.
    tag: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/web.rs"));

/// What is shown where the program was built without the web.
const UNBUILT: File = File {
    path: "/index.html",
    tag: "unbuilt",
    plain:
        b"<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Kancil</title>\n\
        <h1>Kancil</h1>\n<p>This program was built without its screens: run \
        <code>cargo xtask web</code>, then build it again. The API is there: \
        <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p>\n</html>\n",
    brotli: None,
    gzip: None,
};

/// Everything that no route took.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") {
        return problem::NOT_FOUND.with([]).into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return problem::METHOD_NOT_ALLOWED.with([method.as_str().into()]).into_response();
    }
    match FILES.iter().find(|file| file.path == path) {
        Some(file) => answer(file, &headers),
        // A file that is not there is no screen: a page in the place of a script helps nobody.
        None if path.starts_with("/assets/") => problem::NOT_FOUND.with([]).into_response(),
        None => {
            let page = FILES.iter().find(|file| file.path == UNBUILT.path);
            answer(page.unwrap_or(&UNBUILT), &headers)
        }
    }
}

fn answer(file: &File, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", file.tag);
    let mut head: Vec<(HeaderName, String)> =
        vec![(CACHE_CONTROL, caching(file.path).into()), (VARY, "accept-encoding".into())];
    let known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|one| is_tag(one, &tag)));
    head.push((ETAG, tag));
    if is_known {
        return (StatusCode::NOT_MODIFIED, headers_of(head)).into_response();
    }
    head.push((CONTENT_TYPE, kind(file.path).into()));
    let (bytes, encoding) = form(file, headers);
    if let Some(encoding) = encoding {
        head.push((CONTENT_ENCODING, encoding.into()));
    }
    (headers_of(head), bytes).into_response()
}

fn headers_of(head: Vec<(HeaderName, String)>) -> HeaderMap {
    let known = |(name, value): (HeaderName, String)| Some((name, value.parse().ok()?));
    head.into_iter().filter_map(known).collect()
}

/// A weak tag says the same for our purpose.
fn is_tag(given: &str, tag: &str) -> bool {
    let given = given.trim();
    given.strip_prefix("W/").unwrap_or(given) == tag
}

/// The smallest form that the asker can read.
fn form(file: &File, headers: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|accepted| accepted.to_str().ok());
    let takes = |encoding: &str| {
        accepted.unwrap_or_default().split(',').any(|one| {
            let mut parts = one.split(';');
            let name = parts.next().unwrap_or_default().trim();
            let is_refused = parts.any(|part| matches!(part.trim(), "q=0" | "q=0.0"));
            name.eq_ignore_ascii_case(encoding) && !is_refused
        })
    };
    match (file.brotli, file.gzip) {
        (Some(bytes), _) if takes("br") => (bytes, Some("br")),
        (_, Some(bytes)) if takes("gzip") => (bytes, Some("gzip")),
        _ => (file.plain, None),
    }
}

/// Vite puts a hash of the content into the names under `/assets/`: those never change. All others
/// are asked for again, and are answered by 304 where they are the same.
fn caching(path: &str) -> &'static str {
    if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest" | "map") => "application/json",
        Some("ftl" | "txt") => "text/plain; charset=utf-8",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: File = File {
        path: "/assets/app-1234.js",
        tag: "abc",
        plain: b"plain",
        brotli: Some(b"br"),
        gzip: Some(b"gz"),
    };

    fn headers(lines: &[(HeaderName, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(HeaderName, &'static str)| {
            (name.clone(), axum::http::HeaderValue::from_static(value))
        };
        lines.iter().map(pair).collect()
    }

    #[test]
    fn the_smallest_form_that_is_read_is_sent() {
        let check = |accepted: &'static str, bytes: &[u8]| {
            let headers = headers(&[(ACCEPT_ENCODING, accepted)]);
            assert_eq!(form(&SCRIPT, &headers).0, bytes, "{accepted}");
        };
        check("gzip, br", b"br");
        check("gzip", b"gz");
        check("br;q=0, gzip;q=0.5", b"gz");
        check("identity", b"plain");
        check("", b"plain");
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        for (known, status) in [
            ("\"abc\"", StatusCode::NOT_MODIFIED),
            ("W/\"abc\"", StatusCode::NOT_MODIFIED),
            ("\"x\", \"abc\"", StatusCode::NOT_MODIFIED),
            ("\"x\"", StatusCode::OK),
        ] {
            assert_eq!(answer(&SCRIPT, &headers(&[(IF_NONE_MATCH, known)])).status(), status);
        }
        let answer = answer(&SCRIPT, &HeaderMap::new());
        assert_eq!(answer.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
    }
}
