//! What people write down in a case: each note with its versions.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use casework::cases::notes::{self, Note};
use casework::id::NoteId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Names, PROSE_BYTES_MAX, PersonView, case_id, cursor, looked};
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::case_problem::{NO_SUCH_NOTE, of_case};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::routes::people::limited;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list, write)).routes(routes!(versions))
}

#[derive(Debug, Serialize, ToSchema)]
struct NoteView {
    /// Of this version.
    id: String,
    /// By which the note is known: the id of its first version.
    thread: String,
    version: u64,
    /// As it was written: plain text, markup and formulas among it are no more than characters.
    text: String,
    by: PersonView,
    at: String,
}

impl NoteView {
    fn of(note: Note, names: &Names) -> Self {
        Self {
            id: note.id.to_string(),
            thread: note.thread.to_string(),
            version: note.version,
            by: names.person(note.by),
            at: note.at.to_string(),
            text: note.text,
        }
    }
}

async fn shown(desk: &Desk, notes: Vec<Note>) -> Result<Vec<NoteView>, Problem> {
    let names = Names::of(desk, notes.iter().map(|note| note.by)).await?;
    Ok(notes.into_iter().map(|note| NoteView::of(note, &names)).collect())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct NotesParams {
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500).
    limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct NotesView {
    total: u64,
    items: Vec<NoteView>,
    next: Option<String>,
}

/// The notes of a case in their newest versions, newest note first.
#[utoipa::path(get, path = "/api/cases/{case}/notes", tag = "cases",
    params(("case" = String, Path), NotesParams), responses((status = 200, body = NotesView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Query(params): Query<NotesParams>,
) -> Result<Ready, Problem> {
    let limit = limited(params.limit)?;
    let before = cursor(params.after.as_deref())?;
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let page = notes::list(&desk.record, &asker.who, case.id, before, limit).await;
    let page = page.map_err(|error| of_case(&desk, &error))?;
    let next = page.items.last().filter(|_| page.has_more).map(|note| note.thread.to_string());
    let items = shown(&desk, page.items).await?;
    Ok(Ready::of(&NotesView { total: page.total, items, next }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoteGiven {
    /// At most 20,000 characters.
    text: String,
    /// The version that was read and is replaced by this one; none for a new note.
    replaces: Option<Replaced>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Replaced {
    thread: String,
    version: u64,
}

/// Writes a note, or the next version of one. Where somebody else wrote one since: 409 `problem-case-stale`.
#[utoipa::path(post, path = "/api/cases/{case}/notes", tag = "cases",
    params(("case" = String, Path)), request_body = NoteGiven,
    responses((status = 201, body = NoteView)))]
async fn write(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Json(given): Json<NoteGiven, PROSE_BYTES_MAX>,
) -> Result<(StatusCode, Ready), Problem> {
    // Who may not know of the case learns nothing of what is wrong with the note.
    let case = looked(&desk, &asker, case_id(&case)?).await?.id;
    let replaces = given.replaces.map(|Replaced { thread, version }| {
        thread.parse().map(|thread| (thread, version)).map_err(|_| NO_SUCH_NOTE.with([]))
    });
    let replaces = replaces.transpose()?;
    let (record, who) = (&desk.record, &asker.who);
    let note = notes::write(record, asker.by, who, case, replaces, &given.text).await;
    let note = note.map_err(|error| of_case(&desk, &error))?;
    let names = Names::of(&desk, [note.by]).await?;
    Ok((StatusCode::CREATED, Ready::of(&NoteView::of(note, &names))))
}

#[derive(Debug, Serialize, ToSchema)]
struct VersionsView {
    items: Vec<NoteView>,
}

/// Every version of a note, the first one first.
#[utoipa::path(get, path = "/api/cases/{case}/notes/{thread}", tag = "cases",
    params(("case" = String, Path), ("thread" = String, Path)),
    responses((status = 200, body = VersionsView)))]
async fn versions(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((case, thread)): Path<(String, String)>,
) -> Result<Ready, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let thread: NoteId = thread.parse().map_err(|_| NO_SUCH_NOTE.with([]))?;
    let notes = notes::versions(&desk.record, &asker.who, case.id, thread).await;
    let notes = notes.map_err(|error| of_case(&desk, &error))?;
    Ok(Ready::of(&VersionsView { items: shown(&desk, notes).await? }))
}
