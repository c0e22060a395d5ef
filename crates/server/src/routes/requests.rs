//! Requests to preserve or freeze: drafted, approved by a second person, sent, answered or late.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use casework::audit::{Actor, By};
use casework::cases::{self, Case};
use casework::id::{CaseId, RequestId, UserId};
use casework::requests::machine::{Draft, Event};
use casework::requests::store::{self, Kept};
use model::time::Time;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cases::{Names, PROSE_BYTES_MAX, PersonView, case_id, cursor, looked};
use super::people::limited;
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::case_problem::{NO_SUCH_REQUEST, of_case, of_request};
use crate::desk::Desk;
use crate::problem::Problem;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(list, draft))
        .routes(routes!(one))
        .routes(routes!(happen))
        .routes(routes!(clocks))
}

/// Clocks on one page.
const CLOCKS_MAX: u32 = 100;

#[derive(Debug, Serialize, ToSchema)]
struct RequestView {
    id: String,
    case: String,
    /// `R-2` is the second of its case.
    number: String,
    /// `drafted`, `approved`, `sent`, `acknowledged`, `frozen`, `refused`, `expired` or `withdrawn`.
    state: &'static str,
    draft: Draft,
    /// Of the draft's JSON: what a second person approves.
    digest: String,
    draft_by: PersonView,
    approved_by: Option<PersonView>,
    reply_by: Option<String>,
    /// Below nothing where they are late; `null` where no clock runs.
    seconds_left: Option<i64>,
    changed_at: String,
}

impl RequestView {
    fn of(kept: &Kept, names: &Names, now: Time) -> Self {
        let request = &kept.request;
        Self {
            id: kept.id.to_string(),
            case: kept.case.to_string(),
            number: format!("R-{}", kept.number),
            state: request.state.text(),
            draft: request.draft.clone(),
            digest: request.draft.digest().to_string(),
            draft_by: names.person(kept.draft_by),
            approved_by: request.approved_by.map(|user| names.person(user)),
            reply_by: request.reply_by.map(|time| time.to_string()),
            seconds_left: request.seconds_left(now),
            changed_at: kept.changed_at.to_string(),
        }
    }
}

async fn names(desk: &Desk, kept: &[Kept]) -> Result<Names, Problem> {
    let people = kept.iter().flat_map(|kept| [Some(kept.draft_by), kept.request.approved_by]);
    let people: Vec<UserId> = people.flatten().collect();
    Names::of(desk, people).await
}

/// Lets the clocks run out before they are read: nobody is shown as waiting who is late.
async fn expire(desk: &Desk, now: Time) -> Result<(), Problem> {
    if desk.record.state() != casework::record::State::Writable {
        return Ok(());
    }
    let expired = store::expire_due(&desk.record, By::new(Actor::Program, now)).await;
    expired.map(drop).map_err(|error| of_request(desk, &error))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RequestsParams {
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500).
    limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RequestsView {
    total: u64,
    items: Vec<RequestView>,
    next: Option<String>,
}

/// The requests of a case, the first one first.
#[utoipa::path(get, path = "/api/cases/{case}/requests", tag = "requests",
    params(("case" = String, Path), RequestsParams),
    responses((status = 200, body = RequestsView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Query(params): Query<RequestsParams>,
) -> Result<Ready, Problem> {
    let limit = limited(params.limit)?;
    let after = cursor::<u64>(params.after.as_deref())?.unwrap_or(0);
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    expire(&desk, asker.by.now).await?;
    let page = store::list(&desk.record, &asker.who, case.id, after, limit).await;
    let page = page.map_err(|error| of_request(&desk, &error))?;
    let names = names(&desk, &page.items).await?;
    let next = page.items.last().filter(|_| page.has_more).map(|last| last.number.to_string());
    let view = |kept: &Kept| RequestView::of(kept, &names, asker.by.now);
    let items = page.items.iter().map(view).collect();
    Ok(Ready::of(&RequestsView { total: page.total, items, next }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RequestGiven {
    draft: Draft,
}

/// Drafts a request.
#[utoipa::path(post, path = "/api/cases/{case}/requests", tag = "requests",
    params(("case" = String, Path)), request_body = RequestGiven,
    responses((status = 201, body = RequestView)))]
async fn draft(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Json(given): Json<RequestGiven, PROSE_BYTES_MAX>,
) -> Result<(StatusCode, Ready), Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?.id;
    let kept = store::draft(&desk.record, asker.by, &asker.who, case, given.draft).await;
    let kept = kept.map_err(|error| of_request(&desk, &error))?;
    let names = names(&desk, std::slice::from_ref(&kept)).await?;
    Ok((StatusCode::CREATED, Ready::of(&RequestView::of(&kept, &names, asker.by.now))))
}

#[derive(Debug, Serialize, ToSchema)]
struct WholeRequestView {
    #[serde(flatten)]
    request: RequestView,
    history: Vec<ToldView>,
    /// What whoever asks may let happen to it now, by the events' names.
    may: Vec<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ToldView {
    seq: u64,
    event: Event,
    /// `null`: the clock.
    by: Option<PersonView>,
    at: String,
}

/// A request, with what happened to it and what may happen now.
#[utoipa::path(get, path = "/api/cases/{case}/requests/{request}", tag = "requests",
    params(("case" = String, Path), ("request" = String, Path)),
    responses((status = 200, body = WholeRequestView)))]
async fn one(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((case, request)): Path<(String, String)>,
) -> Result<Ready, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let id = request_id(&request)?;
    expire(&desk, asker.by.now).await?;
    let (record, who, now) = (&desk.record, &asker.who, asker.by.now);
    let kept = store::by_id(record, who, case.id, id).await;
    let kept = kept.map_err(|error| of_request(&desk, &error))?;
    let told = store::history(record, who, case.id, id).await;
    let told = told.map_err(|error| of_request(&desk, &error))?;
    let people = told.iter().filter_map(|told| told.by);
    let people = people.chain([kept.draft_by]).chain(kept.request.approved_by);
    let names = Names::of(&desk, people).await?;
    let history = told.into_iter().zip(1..).map(|(told, seq)| ToldView {
        seq,
        event: told.event,
        by: told.by.map(|user| names.person(user)),
        at: told.at.to_string(),
    });
    let history = history.collect();
    let may = store::may(who, &case, &kept, now);
    let request = RequestView::of(&kept, &names, now);
    Ok(Ready::of(&WholeRequestView { request, history, may }))
}

fn request_id(text: &str) -> Result<RequestId, Problem> {
    text.parse().map_err(|_| NO_SUCH_REQUEST.with([]))
}

/// Lets something happen to a request: a new text, the approval of a second person, what was sent
/// and what was answered. The clock alone lets it expire.
#[utoipa::path(post, path = "/api/cases/{case}/requests/{request}/events", tag = "requests",
    params(("case" = String, Path), ("request" = String, Path)), request_body = Event,
    responses((status = 200, body = RequestView)))]
async fn happen(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((case, request)): Path<(String, String)>,
    Json(event): Json<Event, PROSE_BYTES_MAX>,
) -> Result<Ready, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?.id;
    let id = request_id(&request)?;
    expire(&desk, asker.by.now).await?;
    let kept = store::happen(&desk.record, asker.by, &asker.who, case, id, event).await;
    let kept = kept.map_err(|error| of_request(&desk, &error))?;
    let names = names(&desk, std::slice::from_ref(&kept)).await?;
    Ok(Ready::of(&RequestView::of(&kept, &names, asker.by.now)))
}

#[derive(Debug, Serialize, ToSchema)]
struct ClocksView {
    items: Vec<ClockView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ClockView {
    #[serde(flatten)]
    request: RequestView,
    of: CaseNameView,
}

/// A case by what people call it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseNameView {
    id: String,
    number: String,
    title: String,
}

/// What cases are called, read once for an answer.
pub async fn case_names(
    desk: &Desk,
    asker: &Asker,
    ids: &[CaseId],
) -> Result<BTreeMap<CaseId, CaseNameView>, Problem> {
    let mut names = BTreeMap::new();
    for &id in ids {
        if let Entry::Vacant(place) = names.entry(id) {
            let case = cases::open(&desk.record, &asker.who, id).await;
            let Case { number, title, .. } = case.map_err(|error| of_case(desk, &error))?;
            place.insert(CaseNameView { id: id.to_string(), number, title });
        }
    }
    Ok(names)
}

/// The clocks that run in one's own cases, next due first.
#[utoipa::path(get, path = "/api/request-clocks", tag = "requests",
    responses((status = 200, body = ClocksView)))]
async fn clocks(State(desk): State<Arc<Desk>>, asker: Asker) -> Result<Ready, Problem> {
    expire(&desk, asker.by.now).await?;
    let clocks = store::clocks(&desk.record, &asker.who, CLOCKS_MAX).await;
    let clocks = clocks.map_err(|error| of_request(&desk, &error))?;
    let names = names(&desk, &clocks).await?;
    let cases: Vec<CaseId> = clocks.iter().map(|kept| kept.case).collect();
    let cases = case_names(&desk, &asker, &cases).await?;
    let items = clocks.iter().filter_map(|kept| {
        let request = RequestView::of(kept, &names, asker.by.now);
        Some(ClockView { request, of: cases.get(&kept.case)?.clone() })
    });
    Ok(Ready::of(&ClocksView { items: items.collect() }))
}
