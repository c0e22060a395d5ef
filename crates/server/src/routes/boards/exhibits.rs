//! Exhibits: boards frozen as they were drawn.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use casework::boards::evidence::{self, Exhibit};
use casework::boards::state::Content;
use casework::id::ExhibitId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::found;
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::case_problem::{EXHIBIT_DAMAGED, NO_SUCH_EXHIBIT, of_board};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::routes::cases::{Names, PersonView, case_id, cursor, looked};
use crate::routes::people::limited;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(freeze)).routes(routes!(list)).routes(routes!(one))
}

#[derive(Debug, Serialize, ToSchema)]
struct ExhibitView {
    id: String,
    /// `E-3` is the third of its case.
    number: String,
    board: String,
    rev: u64,
    title: String,
    /// Of the content's JSON.
    sha256: String,
    by: PersonView,
    at: String,
}

impl ExhibitView {
    fn of(exhibit: &Exhibit, names: &Names) -> Self {
        Self {
            id: exhibit.id.to_string(),
            number: format!("E-{}", exhibit.number),
            board: exhibit.board.to_string(),
            rev: exhibit.rev,
            title: exhibit.title.clone(),
            sha256: exhibit.digest.to_string(),
            by: names.person(exhibit.by),
            at: exhibit.at.to_string(),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExhibitGiven {
    /// The revision to freeze, which is the one that was looked at.
    rev: u64,
    title: String,
}

/// Freezes a board as it was at a revision.
#[utoipa::path(post, path = "/api/boards/{board}/exhibits", tag = "boards",
    params(("board" = String, Path)), request_body = ExhibitGiven,
    responses((status = 201, body = ExhibitView)))]
async fn freeze(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(board): Path<String>,
    Json(given): Json<ExhibitGiven>,
) -> Result<(StatusCode, axum::Json<ExhibitView>), Problem> {
    let board = found(&desk, &asker, &board).await?.id;
    let ExhibitGiven { rev, title } = given;
    let frozen = evidence::freeze(&desk.record, asker.by, &asker.who, board, rev, &title).await;
    let exhibit = frozen.map_err(|error| of_board(&desk, &error))?;
    let names = Names::of(&desk, [exhibit.by]).await?;
    Ok((StatusCode::CREATED, axum::Json(ExhibitView::of(&exhibit, &names))))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ExhibitsParams {
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500).
    limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ExhibitsView {
    total: u64,
    items: Vec<ExhibitView>,
    next: Option<String>,
}

/// The exhibits of a case, the first one first.
#[utoipa::path(get, path = "/api/cases/{case}/exhibits", tag = "boards",
    params(("case" = String, Path), ExhibitsParams),
    responses((status = 200, body = ExhibitsView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Query(params): Query<ExhibitsParams>,
) -> Result<Ready, Problem> {
    let limit = limited(params.limit)?;
    let after = cursor::<u64>(params.after.as_deref())?.unwrap_or(0);
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let page = evidence::exhibits(&desk.record, &asker.who, case.id, after, limit).await;
    let page = page.map_err(|error| of_board(&desk, &error))?;
    let names = Names::of(&desk, page.items.iter().map(|exhibit| exhibit.by)).await?;
    let next = page.items.last().filter(|_| page.has_more).map(|last| last.number.to_string());
    let items = page.items.iter().map(|exhibit| ExhibitView::of(exhibit, &names)).collect();
    Ok(Ready::of(&ExhibitsView { total: page.total, items, next }))
}

#[derive(Debug, Serialize, ToSchema)]
struct WholeExhibitView {
    #[serde(flatten)]
    exhibit: ExhibitView,
    content: Content,
    /// Whether what is kept has its digest still, and is what the board's log comes to when it is
    /// replayed from its first step.
    holds: bool,
}

/// An exhibit with what it froze, checked.
#[utoipa::path(get, path = "/api/cases/{case}/exhibits/{exhibit}", tag = "boards",
    params(("case" = String, Path), ("exhibit" = String, Path)),
    responses((status = 200, body = WholeExhibitView)))]
async fn one(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((case, exhibit)): Path<(String, String)>,
) -> Result<Ready, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let id: ExhibitId = exhibit.parse().map_err(|_| NO_SUCH_EXHIBIT.with([]))?;
    let (record, who) = (&desk.record, &asker.who);
    let exhibit = evidence::exhibit_by_id(record, who, case.id, id).await;
    let exhibit = exhibit.map_err(|error| of_board(&desk, &error))?;
    let holds = evidence::holds(record, who, &exhibit).await;
    let holds = holds.map_err(|error| of_board(&desk, &error))?;
    let content = serde_json::from_str(&exhibit.content).map_err(|error| {
        desk.trouble(&format_args!("exhibit {id}: {error}"));
        EXHIBIT_DAMAGED.with([exhibit.digest.to_string().into()])
    })?;
    let names = Names::of(&desk, [exhibit.by]).await?;
    let exhibit = ExhibitView::of(&exhibit, &names);
    Ok(Ready::of(&WholeExhibitView { exhibit, content, holds }))
}
