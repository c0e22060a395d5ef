//! What trainers say of their learners' work: comments beside it, and points by hand.

use std::sync::Arc;

use academy::score::hand::{HAND_POINTS_MAX, Reached, with_hand};
use axum::extract::State;
use axum::http::StatusCode;
use casework::learning::attempts::HandedIn;
use casework::learning::remarks;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asker::Asker;
use crate::body::{Json, Path};
use crate::class_problem::{POINTS_RANGE, of_teach};
use crate::desk::Desk;
use crate::learning_problem::NO_SUCH_ATTEMPT;
use crate::problem::Problem;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(comment)).routes(routes!(points))
}

const BYTES_MAX: usize = 64 << 10;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommentGiven {
    text: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct RemarkView {
    by: String,
    at: String,
    text: String,
}

/// Writes beside a learner's attempt; he reads it.
#[utoipa::path(post, path = "/api/academy/attempts/{attempt}/comments", tag = "academy",
    params(("attempt" = String, Path)), request_body = CommentGiven,
    responses((status = 201, body = RemarkView)))]
async fn comment(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(attempt): Path<String>,
    Json(given): Json<CommentGiven, BYTES_MAX>,
) -> Result<(StatusCode, axum::Json<RemarkView>), Problem> {
    let id = attempt.parse().map_err(|_| NO_SUCH_ATTEMPT.with([]))?;
    let comment = remarks::comment(&desk.record, asker.by, &asker.who, id, &given.text).await;
    let comment = comment.map_err(|error| of_teach(&desk, &error))?;
    let view =
        RemarkView { by: asker.user.name.clone(), at: comment.at.to_string(), text: comment.text };
    Ok((StatusCode::CREATED, axum::Json(view)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PointsGiven {
    /// −10 to 10; 0 takes them back.
    points: i64,
    /// Why; the learner reads it.
    comment: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct HandPointsView {
    hand_points: i64,
    /// With them.
    total_milli: u32,
    passes: bool,
}

/// Puts points on top of what the formula came to, or takes some off. Whoever accused an innocent or
/// let a crime go does not come to pass by them.
#[utoipa::path(put, path = "/api/academy/attempts/{attempt}/points", tag = "academy",
    params(("attempt" = String, Path)), request_body = PointsGiven,
    responses((status = 200, body = HandPointsView)))]
async fn points(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(attempt): Path<String>,
    Json(given): Json<PointsGiven, BYTES_MAX>,
) -> Result<axum::Json<HandPointsView>, Problem> {
    let id = attempt.parse().map_err(|_| NO_SUCH_ATTEMPT.with([]))?;
    let points = i8::try_from(given.points).ok().filter(|it| it.abs() <= HAND_POINTS_MAX);
    let points = points.ok_or_else(|| POINTS_RANGE.with([10.into()]))?;
    let judge = |handed_in: &HandedIn| with_hand(reached(handed_in), points).1;
    let (record, comment) = (&desk.record, given.comment.as_str());
    let after = remarks::points(record, asker.by, &asker.who, id, points, comment, judge).await;
    let after = after.map_err(|error| of_teach(&desk, &error))?;
    let handed_in = after.handed_in.as_ref();
    let total_milli = handed_in.map_or(0, |it| with_hand(reached(it), points).0);
    Ok(axum::Json(HandPointsView {
        hand_points: after.hand_points,
        total_milli,
        passes: handed_in.is_some_and(|it| it.passes),
    }))
}

/// What the formula came to, as the score tells it: a trainer's earlier points are not in it.
#[derive(Debug, Deserialize)]
struct Judged {
    score: Scored,
}

#[derive(Debug, Deserialize)]
struct Scored {
    passes: bool,
    accused_innocent: bool,
    let_crime_go: bool,
}

fn reached(handed_in: &HandedIn) -> Reached {
    // Of a form that is not known nothing comes to pass by hand.
    let judged = serde_json::from_str::<Judged>(&handed_in.score);
    let unknown =
        Judged { score: Scored { passes: false, accused_innocent: true, let_crime_go: true } };
    let scored = judged.unwrap_or(unknown).score;
    Reached {
        total_milli: handed_in.total_milli,
        passes: scored.passes,
        accused_innocent: scored.accused_innocent,
        let_crime_go: scored.let_crime_go,
    }
}
