//! Files of a case: brought in as a stream, given back as an attachment and as nothing else.
//!
//! Bytes from anybody lie here. What a file is called or says it is decides nothing about how it is
//! sent: always as bytes to keep, never as a page to show.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap,
    HeaderValue,
};
use axum::response::{IntoResponse as _, Response};
use casework::cases::files::{self, Attached, FilesError};
use casework::cases::may_work;
use casework::id::FileId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Names, PersonView, case_id, looked};
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Path, Query, media_type};
use crate::case_problem::{NO_SUCH_FILE, of_case, of_files};
use crate::desk::Desk;
use crate::problem::{self, Problem};
use crate::streams::{Arriving, Leaving};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list, attach)).routes(routes!(download))
}

/// The largest file that is taken. What is larger is cut, or its digest written down in a note.
const FILE_BYTES_MAX: u64 = 1 << 30;
/// How long all of it may take to arrive.
const UPLOAD_MAX: Duration = Duration::from_secs(60 * 60);
const PART_BYTES: usize = 1 << 16;
/// No script, no form, no plugin, no origin: for a browser that shows it in spite of everything.
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

#[derive(Debug, Serialize, ToSchema)]
struct FileView {
    id: String,
    name: String,
    size: u64,
    sha256: String,
    /// What its sender said it is, as a media type.
    declared: String,
    /// What it is by its bytes: `pdf`, `png`, `text`, `program`, … or `unknown`.
    kind: &'static str,
    /// Where its name or its sender says that it is something else than its bytes do.
    lie: Option<String>,
    by: PersonView,
    at: String,
}

impl FileView {
    fn of(file: &Attached, names: &Names) -> Self {
        Self {
            id: file.id.to_string(),
            name: file.name.clone(),
            size: file.size,
            sha256: file.digest.to_string(),
            declared: file.declared.clone(),
            kind: file.kind.text(),
            lie: file.lie(),
            by: names.person(file.by),
            at: file.at.to_string(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct FilesView {
    items: Vec<FileView>,
    /// The largest file that is taken.
    bytes_max: u64,
}

/// The files of a case, in the order in which they came.
#[utoipa::path(get, path = "/api/cases/{case}/files", tag = "cases",
    params(("case" = String, Path)), responses((status = 200, body = FilesView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
) -> Result<Ready, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let files = files::list(&desk.record, &asker.who, case.id).await;
    let files = files.map_err(|error| of_case(&desk, &error))?;
    let names = Names::of(&desk, files.iter().map(|file| file.by)).await?;
    let items = files.iter().map(|file| FileView::of(file, &names)).collect();
    Ok(Ready::of(&FilesView { items, bytes_max: FILE_BYTES_MAX }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct FileParams {
    /// What the file is called.
    name: String,
    /// What it is said to be, as a media type; what the request's own header says, if nothing else.
    #[serde(rename = "type")]
    #[param(rename = "type")]
    declared: Option<String>,
}

/// Takes a file in, sent as the body: at most 1 GiB (`bytes_max` of the list).
#[utoipa::path(post, path = "/api/cases/{case}/files", tag = "cases",
    params(("case" = String, Path), FileParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = FileView)))]
async fn attach(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Query(params): Query<FileParams>,
    request: Request,
) -> Result<(StatusCode, Ready), Problem> {
    let case = case_id(&case)?;
    // Asked before a byte is taken, so that nobody fills the disk of a house he may not enter.
    let may = may_work(&desk.record, &asker.who, case).await;
    may.map_err(|error| of_case(&desk, &error))?;
    if let casework::record::State::ReadOnly { .. } = desk.record.state() {
        return Err(problem::RECORD_READ_ONLY.with([]).hint("hint-free-space").retry_after(60));
    }
    let said = request.headers().get(CONTENT_LENGTH).and_then(|size| size.to_str().ok());
    if said.and_then(|size| size.parse().ok()).is_some_and(|size: u64| size > FILE_BYTES_MAX) {
        return Err(problem::UPLOAD_TOO_LARGE.with([(FILE_BYTES_MAX >> 20).into()]));
    }
    let declared = params.declared.or_else(|| media_type(request.headers())).unwrap_or_default();
    let Ok(permit) = Arc::clone(&desk.attaching).try_acquire_owned() else {
        return Err(problem::BUSY.with([]).retry_after(30));
    };
    let (mut arriving, sender) = Arriving::new();
    let (store, staging) = (desk.files.clone(), desk.request_id());
    let keeping = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        store.keep(&mut arriving, FILE_BYTES_MAX, &staging)
    });
    let sent = tokio::time::timeout(UPLOAD_MAX, sender.send_all(request.into_body())).await;
    let kept = keeping.await.map_err(|_| problem::INTERNAL.with([]))?;
    let kept = match (kept, sent) {
        // What ended before its end is told by what ended it.
        (Err(FilesError::Received(_)), Ok(Err(problem))) => return Err(problem),
        (Err(FilesError::Received(_)), Err(_)) => return Err(problem::TOO_SLOW.with([])),
        (kept, _) => kept.map_err(|error| of_files(&desk, &error))?,
    };
    let (name, by) = (&params.name, asker.by);
    let file = files::attach(&desk.record, by, &asker.who, case, name, &declared, &kept).await;
    let file = file.map_err(|error| of_case(&desk, &error))?;
    let names = Names::of(&desk, [file.by]).await?;
    Ok((StatusCode::CREATED, Ready::of(&FileView::of(&file, &names))))
}

/// A file's bytes, to be kept and not to be shown. The audit log is told.
#[utoipa::path(get, path = "/api/cases/{case}/files/{file}", tag = "cases",
    params(("case" = String, Path), ("file" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream",
        description = "Always an attachment, whatever it is")))]
async fn download(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((case, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let id: FileId = file.parse().map_err(|_| NO_SUCH_FILE.with([]))?;
    let file = files::opened(&desk.record, asker.by, &asker.who, case.id, id).await;
    let file = file.map_err(|error| of_case(&desk, &error))?;
    let (store, digest) = (desk.files.clone(), file.digest);
    let opened = tokio::task::spawn_blocking(move || store.open(&digest)).await;
    let opened = opened.map_err(|_| problem::INTERNAL.with([]))?;
    let mut opened = opened.map_err(|error| of_files(&desk, &error))?;
    let body = Leaving::of(move || {
        let mut part = vec![0; PART_BYTES];
        let read = opened.read(&mut part)?;
        part.truncate(read);
        Ok(Bytes::from(part))
    });
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(CONTENT_DISPOSITION, disposition(&file.name));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(file.size));
    Ok((headers, Body::from_stream(body)).into_response())
}

/// The name as it is, percent-encoded (RFC 6266), beside one that every reader understands.
fn disposition(name: &str) -> HeaderValue {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let fallback: String = name.chars().map(plain).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    let text = format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&text).expect("letters, digits and marks of ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_cannot_leave_its_header() {
        for (name, shown) in [
            (
                "พยาน.pdf",
                "attachment; filename=\"____.pdf\"; filename*=UTF-8''%E0%B8%9E%E0%B8%A2%E0%B8%B2%E0%B8%99.pdf",
            ),
            (
                "a\"; x=\"/../b",
                "attachment; filename=\"a___x___.._b\"; filename*=UTF-8''a%22%3B%20x%3D%22%2F..%2Fb",
            ),
        ] {
            assert_eq!(disposition(name).to_str().expect("ASCII"), shown);
        }
    }
}
