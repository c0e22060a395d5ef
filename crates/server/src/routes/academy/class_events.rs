//! Whoever has a class open is told when something of it changed.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use axum::response::sse::Event;
use casework::id::ClassId;
use casework::learning::class_view;
use casework::learning::teach::TeachError;
use model::hash::Digest;
use tokio::sync::mpsc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::classes::class_id;
use crate::asker::{self, Asker};
use crate::body::Path;
use crate::class_problem::of_teach;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::streams::told_as;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(events))
}

/// How often it is asked whether the listener may still know, and what another program changed.
const ASKED_EVERY: Duration = Duration::from_secs(5);
/// Thirty learners do something every second: it is looked so often at most.
const LOOKED_AT_MOST_EVERY: Duration = Duration::from_millis(500);
/// Who takes nothing for so long is let go; his page connects again.
const SLOW_MAX: Duration = Duration::from_secs(20);

/// Tells `changed` at once and whenever anything that the class shows changed: read the class again
/// then. It ends when the listener may no longer know of the class.
#[utoipa::path(get, path = "/api/academy/classes/{class}/events", tag = "academy",
    params(("class" = String, Path)),
    responses((status = 200, body = String, content_type = "text/event-stream",
        description = "Events `changed`, each with {}")))]
async fn events(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(class): Path<String>,
) -> Result<Response, Problem> {
    let class = class_id(&class)?;
    let stamp = class_view::stamp(&desk.record, &asker.who, class).await;
    stamp.map_err(|error| of_teach(&desk, &error))?;
    let (told, listens) = mpsc::channel(1);
    tokio::spawn(tell(Arc::clone(&desk), asker, class, told));
    Ok(told_as(listens))
}

/// Tells until nobody listens, the listener may not, or the server stops.
async fn tell(desk: Arc<Desk>, asker: Asker, class: ClassId, told: mpsc::Sender<Event>) {
    let mut stopping = desk.stopping.clone();
    let mut news = desk.learned.subscribe();
    let mut last = None;
    loop {
        news.mark_unchanged();
        let Ok(stamp) = seen(&desk, &asker, class).await else { return };
        if last != Some(stamp) {
            last = Some(stamp);
            let event = Event::default().event("changed").data("{}");
            if !matches!(tokio::time::timeout(SLOW_MAX, told.send(event)).await, Ok(Ok(()))) {
                return;
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOKED_AT_MOST_EVERY) => {}
            () = told.closed() => return,
            _ = stopping.wait_for(|is_stopping| *is_stopping) => return,
        }
        tokio::select! {
            _ = news.changed() => {}
            () = tokio::time::sleep(ASKED_EVERY) => {}
            () = told.closed() => return,
            _ = stopping.wait_for(|is_stopping| *is_stopping) => return,
        }
    }
}

/// What tells the class's state from another, for a listener who may know it now.
async fn seen(desk: &Desk, asker: &Asker, class: ClassId) -> Result<Digest, TeachError> {
    let who = asker::still(desk, asker).await.ok_or(TeachError::NoSuchClass)?;
    class_view::stamp(&desk.record, &who, class).await
}
