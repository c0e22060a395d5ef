//! A board as it stands, or stood at a revision.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{ETAG, HeaderName, HeaderValue};
use casework::boards::state::Content;
use casework::boards::store;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{BoardRow, found};
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::case_problem::of_board;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::routes::cases::{Names, case_id};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(one))
}

/// A revision as the tag that `If-Match` gives back.
pub fn tag(rev: u64) -> [(HeaderName, HeaderValue); 1] {
    let tag = HeaderValue::from_str(&format!("\"{rev}\"")).expect("digits in quotes");
    [(ETAG, tag)]
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBoardGiven {
    title: String,
}

/// Begins an empty board.
#[utoipa::path(post, path = "/api/cases/{case}/boards", tag = "boards",
    params(("case" = String, Path)), request_body = NewBoardGiven,
    responses((status = 201, body = BoardRow)))]
async fn create(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Json(given): Json<NewBoardGiven>,
) -> Result<(StatusCode, axum::Json<BoardRow>), Problem> {
    let case = case_id(&case)?;
    let board = store::create(&desk.record, asker.by, &asker.who, case, &given.title).await;
    let board = board.map_err(|error| of_board(&desk, &error))?;
    let names = Names::of(&desk, [board.created_by]).await?;
    Ok((StatusCode::CREATED, axum::Json(BoardRow::of(&board, &names))))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct BoardParams {
    /// As it was at this revision; as it is now, where none is given.
    rev: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BoardView {
    #[serde(flatten)]
    board: BoardRow,
    content: Content,
    /// The revision that `content` is of.
    at_rev: u64,
}

/// A board with what stands on it. The tag is for `If-Match`.
#[utoipa::path(get, path = "/api/boards/{board}", tag = "boards",
    params(("board" = String, Path), BoardParams),
    responses((status = 200, body = BoardView, headers(("etag" = String)))))]
async fn one(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(board): Path<String>,
    Query(params): Query<BoardParams>,
) -> Result<([(HeaderName, HeaderValue); 1], Ready), Problem> {
    let board = found(&desk, &asker, &board).await?;
    let at_rev = params.rev.unwrap_or(board.rev);
    let state = store::at(&desk.record, &asker.who, board.id, at_rev).await;
    let state = state.map_err(|error| of_board(&desk, &error))?;
    let names = Names::of(&desk, [board.created_by]).await?;
    let content = state.content().clone();
    let view = BoardView { board: BoardRow::of(&board, &names), content, at_rev };
    Ok((tag(at_rev), Ready::of(&view)))
}
