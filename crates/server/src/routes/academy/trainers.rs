//! Who teaches a class: several may, and each sees and judges all that is done in it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use casework::id::UserId;
use casework::learning::trainers;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::classes::class_id;
use crate::asker::Asker;
use crate::body::{Path, Query};
use crate::class_problem::{CLASS_CANNOT_TEACH, NO_SUCH_TRAINER, of_teach};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::routes::cases::members::{CandidatesView, PeopleParams};
use crate::routes::people::limited;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(add, remove))
}

/// Who can teach a class, by login.
#[utoipa::path(get, path = "/api/academy/trainers", tag = "academy", params(PeopleParams),
    responses((status = 200, body = CandidatesView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<PeopleParams>,
) -> Result<axum::Json<CandidatesView>, Problem> {
    let limit = limited(params.limit)?;
    let page = trainers::candidates(&desk.record, &asker.who, params.after.as_deref(), limit).await;
    Ok(axum::Json(CandidatesView::of(page.map_err(|error| of_teach(&desk, &error))?)))
}

/// Lets another trainer teach the class too. Who teaches it already goes on.
#[utoipa::path(put, path = "/api/academy/classes/{class}/trainers/{user}", tag = "academy",
    params(("class" = String, Path), ("user" = String, Path)), responses((status = 204)))]
async fn add(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((class, user)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let class = class_id(&class)?;
    let user: UserId = user.parse().map_err(|_| CLASS_CANNOT_TEACH.with([]))?;
    let added = trainers::add(&desk.record, asker.by, &asker.who, class, user).await;
    added.map_err(|error| of_teach(&desk, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a trainer from the class: another, or oneself. The last one stays.
#[utoipa::path(delete, path = "/api/academy/classes/{class}/trainers/{user}", tag = "academy",
    params(("class" = String, Path), ("user" = String, Path)), responses((status = 204)))]
async fn remove(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((class, user)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let class = class_id(&class)?;
    let user: UserId = user.parse().map_err(|_| NO_SUCH_TRAINER.with([]))?;
    let removed = trainers::remove(&desk.record, asker.by, &asker.who, class, user).await;
    removed.map_err(|error| of_teach(&desk, &error))?;
    Ok(StatusCode::NO_CONTENT)
}
