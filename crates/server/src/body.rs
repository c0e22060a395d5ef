//! What a request brings: read whole within a bound and a time, and parsed; what is wrong with it is
//! a problem with its place.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::uri::InvalidUri;
use axum::http::{HeaderMap, Uri};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::problem::{self, Problem};

/// The most that is read of a question. Long lists fit: a hundred thousand addresses of 42 characters.
pub const JSON_BYTES_MAX: usize = 8 << 20;
/// The most that is read where only names and passwords are sent.
pub const SMALL_BYTES_MAX: usize = 16 << 10;
/// How long a body may take to arrive.
const ARRIVAL_MAX: Duration = Duration::from_secs(30);

/// A body of JSON, of at most `MAX` bytes.
#[derive(Debug)]
pub struct Json<T, const MAX: usize = SMALL_BYTES_MAX>(pub T);

impl<T: DeserializeOwned, S: Sync, const MAX: usize> FromRequest<S> for Json<T, MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        // A form of another site can send any text, but not of this type without being asked first.
        if !is_json(request.headers()) {
            return Err(problem::MEDIA_TYPE.with(["application/json".into()]));
        }
        let bytes = whole(request.into_body(), MAX).await?;
        parse(&bytes).map(Self)
    }
}

pub fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers).as_deref() == Some("application/json")
}

/// The media type without its parameters, in lower case.
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(text.split(';').next()?.trim().to_ascii_lowercase())
}

/// The whole body, if it is short enough and arrives in time.
pub async fn whole(body: Body, bytes_max: usize) -> Result<Bytes, Problem> {
    within(body, bytes_max, ARRIVAL_MAX).await
}

/// The time is the whole body's: a byte now and then does not begin it anew.
pub(crate) async fn within(
    body: Body,
    bytes_max: usize,
    arrival_max: Duration,
) -> Result<Bytes, Problem> {
    let read = Limited::new(body, bytes_max).collect();
    match tokio::time::timeout(arrival_max, read).await {
        Err(_) => Err(problem::TOO_SLOW.with([])),
        Ok(Ok(read)) => Ok(read.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(problem::TOO_LONG.with([(bytes_max as u64).into()]))
        }
        Ok(Err(_)) => Err(problem::BAD_REQUEST.with([])),
    }
}

pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes)
        .map_err(|error| problem::BODY_UNREADABLE.with([reason(&error.to_string()).into()]))
}

/// The parser's words, which quote the input: cut to a line that nothing in it can steer.
fn reason(says: &str) -> String {
    says.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

/// The parameters of a path.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Path::from_request_parts(parts, state).await;
        let refused = |_: PathRejection| problem::PATH_UNREADABLE.with([]);
        read.map(|axum::extract::Path(value)| Self(value)).map_err(refused)
    }
}

/// The parameters behind the question mark. One that is not known is refused: a misspelt `as_of`
/// that is ignored would be an answer to another question.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        queried(&parts.uri).map(Self)
    }
}

fn queried<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    let refused = |error: QueryRejection| {
        let says = error.body_text();
        let says = says.strip_prefix("Failed to deserialize query string: ").unwrap_or(&says);
        problem::QUERY_UNREADABLE.with([reason(says).into()])
    };
    axum::extract::Query::try_from_uri(uri)
        .map(|axum::extract::Query(value)| value)
        .map_err(refused)
}

/// The same, and beside it what the question is to do without: `without` may be said any number of times.
#[derive(Debug)]
pub struct QueryWithout<T>(pub T, pub Vec<String>);

/// How such a question says it.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it is the description of what `QueryWithout` reads")]
pub struct Lacking {
    /// What is not to be believed, each said for itself: `rule:NAME`, `join:TXID`, `label:SUBJECT:SOURCE`,
    /// `pack:DIGEST`, `source:NAME`.
    without: Option<Vec<String>>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryWithout<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let pairs = parts.uri.query().unwrap_or_default().split('&');
        let (lacking, rest): (Vec<&str>, Vec<&str>) =
            pairs.partition(|pair| pair.starts_with("without="));
        let lacking: Vec<(String, String)> = queried(&with_query(&lacking)?)?;
        let without = lacking.into_iter().map(|(_, what)| what).collect();
        Ok(Self(queried(&with_query(&rest)?)?, without))
    }
}

/// Pieces of a query that came are one again.
fn with_query(pairs: &[&str]) -> Result<Uri, Problem> {
    let unreadable =
        |error: InvalidUri| problem::QUERY_UNREADABLE.with([reason(&error.to_string()).into()]);
    format!("/?{}", pairs.join("&")).parse().map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize, PartialEq, Eq)]
    #[serde(deny_unknown_fields)]
    struct Params {
        limit: Option<u8>,
    }

    async fn read(query: &str) -> Result<(Option<u8>, Vec<String>), String> {
        let request = Request::get(format!("/x{query}")).body(()).expect("a request");
        let read =
            QueryWithout::<Params>::from_request_parts(&mut request.into_parts().0, &()).await;
        read.map(|QueryWithout(params, without)| (params.limit, without))
            .map_err(|problem| problem.what.id.to_owned())
    }

    #[tokio::test]
    async fn what_is_done_without_is_said_any_number_of_times_and_all_else_once() {
        let said = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(read("").await, Ok((None, vec![])));
        assert_eq!(
            read("?without=rule:co-spend&limit=3&without=label%3Ax%3Aa%26b+c").await,
            Ok((Some(3), said(&["rule:co-spend", "label:x:a&b c"])))
        );
        // Refused, and not another question: what is there twice, misspelt, or hidden by its writing.
        for query in ["?limit=3&limit=4", "?Without=x", "?with%6fut=x", "?without", "?limit=x"] {
            assert_eq!(read(query).await, Err("problem-query-unreadable".into()), "{query}");
        }
        assert_eq!(
            read("?without=").await,
            Ok((None, said(&[""]))),
            "refused by the question itself"
        );
    }
}
