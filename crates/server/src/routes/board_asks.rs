//! What a board asks of the ledgers: the facts of its cards, and who stands next to one.
//!
//! Neither is a change, nor is it told in the audit log each time a page is drawn (but where look-ups
//! are): what is looked up is told by what somebody then does with it (steps, pins, traces).

use std::sync::Arc;

use api::ask::cards::CardsQuestion;
use api::ask::expand::ExpandQuestion;
use api::card::{CardSubject, CardsView, ExpandView};
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::looks::atlas;
use crate::answer::{BOUNDS, Ready};
use crate::asker::Asker;
use crate::body::Json;
use crate::desk::Desk;
use crate::exercise::Outlook;
use crate::looked;
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
    asker: Asker,
    outlook: Outlook,
    Json(question): Json<CardsQuestion, BYTES_MAX>,
) -> Result<Ready, Problem> {
    question.check(&BOUNDS)?;
    let subjects: Vec<String> = question.subjects.iter().map(CardSubject::id).collect();
    let answer = desk.answer_watched(move |sight, now, watch| {
        let atlas = atlas(sight, &outlook, &question.moment(), now)?;
        Ok(Ready::of(&question.answer(&atlas, &BOUNDS, watch)?))
    });
    let answer = answer.await?;
    let entry = looked::of_subjects(&desk, "/api/cards", &subjects);
    looked::tell(&desk, asker.by, entry).await;
    Ok(answer)
}

/// Who stands next to a card on one side, most value first.
#[utoipa::path(post, path = "/api/expand", tag = "boards", request_body = ExpandQuestion,
    responses((status = 200, body = ExpandView)))]
async fn expand(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    outlook: Outlook,
    Json(question): Json<ExpandQuestion, BYTES_MAX>,
) -> Result<Ready, Problem> {
    question.check(&BOUNDS)?;
    let subject = question.subject.id();
    let answer = desk.answer_watched(move |sight, now, watch| {
        let atlas = atlas(sight, &outlook, &question.moment(), now)?;
        Ok(Ready::of(&question.answer(&atlas, &BOUNDS, watch)?))
    });
    let answer = answer.await?;
    let entry = looked::of_subjects(&desk, "/api/expand", &[subject]);
    looked::tell(&desk, asker.by, entry).await;
    Ok(answer)
}
