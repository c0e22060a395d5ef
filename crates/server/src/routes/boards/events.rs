//! Whoever has a board open is told when its log grows.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use axum::response::sse::Event;
use casework::boards::store;
use casework::id::BoardId;
use serde::Serialize;
use tokio::sync::{mpsc, watch};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::found;
use crate::asker::{self, Asker};
use crate::body::Path;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::streams::told_as;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(events))
}

/// How often it is asked whether the listener may still know; so long at most hears on who was put
/// out. Another program may write to the record too, which is seen as late.
const ASKED_EVERY: Duration = Duration::from_secs(5);
/// Who takes nothing for so long is let go; his page connects again and asks what it missed.
const SLOW_MAX: Duration = Duration::from_secs(20);

#[derive(Debug, Serialize, ToSchema)]
struct RevView {
    rev: u64,
}

/// Tells `rev` at once and whenever the log grew, with the newest revision. It ends when the
/// listener may no longer know of the board.
#[utoipa::path(get, path = "/api/boards/{board}/events", tag = "boards",
    params(("board" = String, Path)),
    responses((status = 200, body = String, content_type = "text/event-stream",
        description = "Events `rev`, each with {\"rev\": 28}")))]
async fn events(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(board): Path<String>,
) -> Result<Response, Problem> {
    let board = found(&desk, &asker, &board).await?.id;
    let (told, listens) = mpsc::channel(1);
    tokio::spawn(tell(Arc::clone(&desk), asker, board, told));
    Ok(told_as(listens))
}

/// Tells until nobody listens, the listener may not, or the server stops.
async fn tell(desk: Arc<Desk>, asker: Asker, board: BoardId, told: mpsc::Sender<Event>) {
    let mut stopping = desk.stopping.clone();
    let mut grows: watch::Receiver<u64> = desk.boards.listen(board);
    let mut last = None;
    loop {
        grows.mark_unchanged();
        // Asked of the record each time: it knows both who may and what is there.
        let Some(rev) = seen(&desk, &asker, board).await else { return };
        if last != Some(rev) {
            last = Some(rev);
            let event = Event::default().id(rev.to_string()).event("rev");
            let Ok(event) = event.json_data(RevView { rev }) else { return };
            if !matches!(tokio::time::timeout(SLOW_MAX, told.send(event)).await, Ok(Ok(()))) {
                return;
            }
        }
        tokio::select! {
            _ = grows.changed() => {}
            () = tokio::time::sleep(ASKED_EVERY) => {}
            () = told.closed() => return,
            _ = stopping.wait_for(|is_stopping| *is_stopping) => return,
        }
    }
}

/// The board's newest revision, for a listener who may know it now.
async fn seen(desk: &Desk, asker: &Asker, board: BoardId) -> Option<u64> {
    let who = asker::still(desk, asker).await?;
    store::open(&desk.record, &who, board).await.ok().map(|board| board.rev)
}
