//! The custody log of a case: what the audit log says of it.

use std::sync::Arc;

use axum::extract::State;
use casework::cases::custody;
use casework::id::UserId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Names, PersonView, case_id, cursor, looked};
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Path, Query};
use crate::case_problem::of_case;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::routes::audit::EntryView;
use crate::routes::people::limited;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CustodyParams {
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500).
    limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CustodyView {
    total: u64,
    items: Vec<CustodyEntry>,
    next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CustodyEntry {
    #[serde(flatten)]
    entry: EntryView,
    /// Who it was; `null` of the program itself and of whoever sat at the machine.
    by: Option<PersonView>,
}

/// The person in an actor's text: `user:ID`, with a token behind it or not.
fn person_of(actor: &str) -> Option<UserId> {
    actor.strip_prefix("user:")?.split(' ').next()?.parse().ok()
}

/// Who did what to a case and what is in it, and who looked: the entries of the audit log that speak
/// of them, oldest first.
#[utoipa::path(get, path = "/api/cases/{case}/custody", tag = "cases",
    params(("case" = String, Path), CustodyParams),
    responses((status = 200, body = CustodyView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Query(params): Query<CustodyParams>,
) -> Result<Ready, Problem> {
    let limit = limited(params.limit)?;
    let after = cursor::<u64>(params.after.as_deref())?.unwrap_or(0);
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let page = custody::list(&desk.record, &asker.who, case.id, after, limit).await;
    let page = page.map_err(|error| of_case(&desk, &error))?;
    let next = page.items.last().filter(|_| page.has_more).map(|entry| entry.seq.to_string());
    let people = page.items.iter().filter_map(|entry| person_of(&entry.actor));
    let names = Names::of(&desk, people).await?;
    let items = page.items.into_iter().map(|entry| CustodyEntry {
        by: person_of(&entry.actor).map(|user| names.person(user)),
        entry: EntryView::from(entry),
    });
    let items = items.collect();
    Ok(Ready::of(&CustodyView { total: page.total, items, next }))
}
