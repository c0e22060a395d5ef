//! What a board asks of the ledgers: the facts of its cards, and who stands next to one.
//!
//! Neither is a change, nor is it told in the audit log each time a page is drawn: what is looked up
//! is told by what somebody then does with it (steps, pins, traces).

use std::sync::Arc;

use api::ask::cards::CardsQuestion;
use api::ask::expand::ExpandQuestion;
use api::card::{CardsView, ExpandView};
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::looks::atlas;
use crate::answer::{BOUNDS, Ready};
use crate::body::Json;
use crate::desk::Desk;
use crate::exercise::Outlook;
use crate::problem::Problem;

/// Six hundred cards, or as many ids as a board has, with long names.
const BYTES_MAX: usize = 2 << 20;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(cards)).routes(routes!(expand))
}

/// The facts that cards are drawn with, in the order asked; a card without an answer says why.
#[utoipa::path(post, path = "/api/cards", tag = "boards", request_body = CardsQuestion,
    responses((status = 200, body = CardsView)))]
async fn cards(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Json(question): Json<CardsQuestion, BYTES_MAX>,
) -> Result<Ready, Problem> {
    question.check(&BOUNDS)?;
    desk.answer(move |sight, now| {
        let atlas = atlas(sight, &outlook, &question.moment(), now)?;
        Ok(Ready::of(&question.answer(&atlas, &BOUNDS)?))
    })
    .await
}

/// Who stands next to a card on one side, most value first.
#[utoipa::path(post, path = "/api/expand", tag = "boards", request_body = ExpandQuestion,
    responses((status = 200, body = ExpandView)))]
async fn expand(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Json(question): Json<ExpandQuestion, BYTES_MAX>,
) -> Result<Ready, Problem> {
    question.check(&BOUNDS)?;
    desk.answer(move |sight, now| {
        let atlas = atlas(sight, &outlook, &question.moment(), now)?;
        Ok(Ready::of(&question.answer(&atlas, &BOUNDS)?))
    })
    .await
}
