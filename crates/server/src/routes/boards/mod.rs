//! Boards over HTTP: the log of what was drawn, and what was kept of it as evidence.

mod board;
mod events;
mod exhibits;
mod pins;
mod results;
mod steps;

use std::sync::Arc;

use casework::boards::store::{self, Board};
use casework::id::BoardId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::asker::Asker;
use crate::case_problem::{NO_SUCH_CASE, of_board};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::routes::cases::{Names, PersonView, looked};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .merge(board::routes())
        .merge(steps::routes())
        .merge(events::routes())
        .merge(pins::routes())
        .merge(exhibits::routes())
        .merge(results::routes())
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BoardRow {
    id: String,
    case: String,
    title: String,
    /// The newest revision: how many steps its log has.
    rev: u64,
    is_synthetic: bool,
    created_by: PersonView,
    created_at: String,
    changed_at: String,
}

impl BoardRow {
    pub fn of(board: &Board, names: &Names) -> Self {
        Self {
            id: board.id.to_string(),
            case: board.case.to_string(),
            title: board.title.clone(),
            rev: board.rev,
            is_synthetic: board.is_synthetic,
            created_by: names.person(board.created_by),
            created_at: board.created_at.to_string(),
            changed_at: board.changed_at.to_string(),
        }
    }
}

/// A board by what stands in a path, for a member of its case; the audit log is told of the look.
/// Of others nobody learns whether there is such a board.
async fn found(desk: &Desk, asker: &Asker, text: &str) -> Result<Board, Problem> {
    let id: BoardId = text.parse().map_err(|_| NO_SUCH_CASE.with([]))?;
    let board = store::open(&desk.record, &asker.who, id).await;
    let board = board.map_err(|error| of_board(desk, &error))?;
    looked(desk, asker, board.case).await?;
    Ok(board)
}
