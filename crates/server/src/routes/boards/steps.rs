//! The log of a board: what was done, and what somebody wants done.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{HeaderName, HeaderValue, IF_MATCH};
use casework::boards::op::Op;
use casework::boards::step::{Does, Wanted};
use casework::boards::store::{self, Appended, BoardError, STEPS_MAX, Step};
use casework::id::BoardId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::board::tag;
use super::found;
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{JSON_BYTES_MAX, Json, Path, Query};
use crate::case_problem::{BOARD_IF_MATCH, BOARD_STALE, of_board};
use crate::desk::Desk;
use crate::problem::{self, Problem};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(steps, append)).routes(routes!(own_steps))
}

/// A step as the log has it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BoardStepView)]
pub struct StepView {
    rev: u64,
    /// As its maker named it.
    id: String,
    /// The maker's id.
    by: String,
    at: String,
    does: Does,
    /// The step that an undo or redo speaks of.
    of: Option<String>,
    ops: Vec<Op>,
}

impl From<Step> for StepView {
    fn from(step: Step) -> Self {
        let Step { rev, id, by, at, does, of, ops } = step;
        Self { rev, id, by: by.to_string(), at: at.to_string(), does, of, ops }
    }
}

/// How many steps are shown, within what one answer holds.
fn limited(limit: Option<u32>) -> Result<u32, Problem> {
    match limit.unwrap_or(STEPS_MAX) {
        limit if (1..=STEPS_MAX).contains(&limit) => Ok(limit),
        limit => {
            let args = ["limit".into(), u64::from(limit).into(), u64::from(STEPS_MAX).into()];
            Err(problem::TOO_MANY_ROWS.with(args))
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct StepsParams {
    /// The revision that is known already.
    after_rev: Option<u64>,
    /// How many to show (500, which is the most).
    limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct StepsView {
    items: Vec<StepView>,
    /// The newest revision there is.
    rev: u64,
}

/// The steps after a revision, the oldest first.
#[utoipa::path(get, path = "/api/boards/{board}/steps", tag = "boards",
    params(("board" = String, Path), StepsParams), responses((status = 200, body = StepsView)))]
async fn steps(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(board): Path<String>,
    Query(params): Query<StepsParams>,
) -> Result<Ready, Problem> {
    let limit = limited(params.limit)?;
    let board = found(&desk, &asker, &board).await?;
    let after = params.after_rev.unwrap_or(0);
    let steps = store::steps(&desk.record, &asker.who, board.id, after, limit).await;
    let steps = steps.map_err(|error| of_board(&desk, &error))?;
    // The log may have grown since the board was looked up.
    let rev = steps.last().map_or(board.rev, |last| last.rev.max(board.rev));
    let items = steps.into_iter().map(StepView::from).collect();
    Ok(Ready::of(&StepsView { items, rev }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct OwnStepsParams {
    /// Those before this revision.
    before: Option<u64>,
    /// How many to show (500, which is the most).
    limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OwnStepsView {
    items: Vec<StepView>,
}

/// One's own steps, the newest first: what undo goes back through.
#[utoipa::path(get, path = "/api/boards/{board}/own-steps", tag = "boards",
    params(("board" = String, Path), OwnStepsParams),
    responses((status = 200, body = OwnStepsView)))]
async fn own_steps(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(board): Path<String>,
    Query(params): Query<OwnStepsParams>,
) -> Result<Ready, Problem> {
    let limit = limited(params.limit)?;
    let board = found(&desk, &asker, &board).await?;
    let steps = store::own_steps(&desk.record, &asker.who, board.id, params.before, limit).await;
    let steps = steps.map_err(|error| of_board(&desk, &error))?;
    let items = steps.into_iter().map(StepView::from).collect();
    Ok(Ready::of(&OwnStepsView { items }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StepsGiven {
    /// At most 200 gestures: all of them are done, or none.
    steps: Vec<Wanted>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AppendedView {
    rev: u64,
    /// As they were done: what an undo came to is told by its operations.
    steps: Vec<StepView>,
}

/// Adds gestures to the log. `If-Match` names the revision they were made at. Where the log is
/// further: 409 `board-stale`, with `rev`, `steps_since` and `has_more`. Of a gesture that cannot be
/// done: 422, with its place `at` among those sent and the refusal's `code`.
#[utoipa::path(post, path = "/api/boards/{board}/steps", tag = "boards",
    params(("board" = String, Path),
        ("if-match" = String, Header, description = "The revision in quotes, such as `\"27\"`")),
    request_body = StepsGiven,
    responses((status = 200, body = AppendedView, headers(("etag" = String)))))]
async fn append(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(board): Path<String>,
    headers: HeaderMap,
    Json(given): Json<StepsGiven, JSON_BYTES_MAX>,
) -> Result<([(HeaderName, HeaderValue); 1], Ready), Problem> {
    let board = found(&desk, &asker, &board).await?;
    let rev = matched(&headers)?;
    let (record, who) = (&desk.record, &asker.who);
    let done = store::append(record, asker.by, who, board.id, rev, &given.steps).await;
    appended(&desk, board.id, done)
}

/// What came of an addition to the log, told to the askers of its events too.
pub fn appended(
    desk: &Desk,
    board: BoardId,
    done: Result<Appended, BoardError>,
) -> Result<([(HeaderName, HeaderValue); 1], Ready), Problem> {
    match done.map_err(|error| of_board(desk, &error))? {
        Appended::Done { rev, steps } => {
            desk.boards.tell(board, rev);
            let steps = steps.into_iter().map(StepView::from).collect();
            Ok((tag(rev), Ready::of(&AppendedView { rev, steps })))
        }
        Appended::Stale { rev, steps_since, has_more } => {
            let steps: Vec<StepView> = steps_since.into_iter().map(StepView::from).collect();
            let stale = BOARD_STALE.with([rev.into()]).member("rev", rev);
            Err(stale.member("steps_since", steps).member("has_more", has_more))
        }
    }
}

/// The revision that `If-Match` names, in quotes.
fn matched(headers: &HeaderMap) -> Result<u64, Problem> {
    let tag = headers.get(IF_MATCH).and_then(|tag| tag.to_str().ok()).map(str::trim);
    let rev = tag.and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    rev.ok_or_else(|| BOARD_IF_MATCH.with([]))
}
