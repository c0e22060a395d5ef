//! Who needs to know: members of a case, and who can be one.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use casework::cases::members::{self, Candidate, Member};
use casework::id::UserId;
use casework::page::Page;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{case_id, cursor, looked};
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::case_problem::{NO_SUCH_MEMBER, of_case};
use crate::desk::Desk;
use crate::problem::{self, Problem};
use crate::routes::people::limited;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(remove))
        .routes(routes!(people))
        .routes(routes!(covers))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateView {
    id: String,
    name: String,
    login: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseMemberView)]
pub struct MemberView {
    user: CandidateView,
    /// Reads nothing while that is so.
    is_disabled: bool,
    added_at: String,
}

impl From<&Member> for MemberView {
    fn from(member: &Member) -> Self {
        let Member { user, name, login, is_disabled, added_at } = member;
        let user = CandidateView { id: user.to_string(), name: name.clone(), login: login.clone() };
        Self { user, is_disabled: *is_disabled, added_at: added_at.to_string() }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct MembersView {
    items: Vec<MemberView>,
}

/// The members of a case, in the order in which they came.
#[utoipa::path(get, path = "/api/cases/{case}/members", tag = "cases",
    params(("case" = String, Path)), responses((status = 200, body = MembersView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
) -> Result<axum::Json<MembersView>, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let members = members::list(&desk.record, &asker.who, case.id).await;
    let members = members.map_err(|error| of_case(&desk, &error))?;
    Ok(axum::Json(MembersView { items: members.iter().map(MemberView::from).collect() }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MemberGiven {
    /// The person's id.
    user: String,
}

/// Makes somebody a member, from within the case or by whoever may name members from outside. One
/// who is a member already stays one.
#[utoipa::path(post, path = "/api/cases/{case}/members", tag = "cases",
    params(("case" = String, Path)), request_body = MemberGiven, responses((status = 204)))]
async fn add(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Json(given): Json<MemberGiven>,
) -> Result<StatusCode, Problem> {
    let case = case_id(&case)?;
    let user: UserId = given.user.parse().map_err(|_| problem::USER_UNKNOWN.with([]))?;
    let added = members::add(&desk.record, asker.by, &asker.who, case, user).await;
    added.map_err(|error| of_case(&desk, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a membership. The last member stays.
#[utoipa::path(delete, path = "/api/cases/{case}/members/{user}", tag = "cases",
    params(("case" = String, Path), ("user" = String, Path)), responses((status = 204)))]
async fn remove(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((case, user)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let case = case_id(&case)?;
    let user: UserId = user.parse().map_err(|_| NO_SUCH_MEMBER.with([]))?;
    let removed = members::remove(&desk.record, asker.by, &asker.who, case, user).await;
    match removed.map_err(|error| of_case(&desk, &error))? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(NO_SUCH_MEMBER.with([])),
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PeopleParams {
    /// The `next` of the part before.
    pub after: Option<String>,
    /// How many to show (50; at most 500).
    pub limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CandidatesView {
    total: u64,
    items: Vec<CandidateView>,
    next: Option<String>,
}

impl CandidatesView {
    pub fn of(page: Page<Candidate>) -> Self {
        let last = page.items.last().filter(|_| page.has_more);
        let next = last.map(|person| person.login.clone());
        let items = page.items.into_iter().map(|person| CandidateView {
            id: person.user.to_string(),
            name: person.name,
            login: person.login,
        });
        Self { total: page.total, items: items.collect(), next }
    }
}

/// Who can be a member of cases, by login.
#[utoipa::path(get, path = "/api/people", tag = "cases", params(PeopleParams),
    responses((status = 200, body = CandidatesView)))]
async fn people(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<PeopleParams>,
) -> Result<axum::Json<CandidatesView>, Problem> {
    let limit = limited(params.limit)?;
    let after = params.after.as_deref();
    let page = members::candidates(&desk.record, &asker.who, after, limit).await;
    let page = page.map_err(|error| of_case(&desk, &error))?;
    Ok(axum::Json(CandidatesView::of(page)))
}

#[derive(Debug, Serialize, ToSchema)]
struct CoversView {
    total: u64,
    items: Vec<CoverView>,
    next: Option<String>,
}

/// A case from outside: its number and its members, and nothing that is in it.
#[derive(Debug, Serialize, ToSchema)]
struct CoverView {
    id: String,
    number: String,
    members: Vec<MemberView>,
}

/// Every case by its number, newest first, for whoever may name members from outside.
#[utoipa::path(get, path = "/api/case-covers", tag = "cases", params(PeopleParams),
    responses((status = 200, body = CoversView)))]
async fn covers(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<PeopleParams>,
) -> Result<axum::Json<CoversView>, Problem> {
    let limit = limited(params.limit)?;
    let before = cursor(params.after.as_deref())?;
    let page = members::covers(&desk.record, &asker.who, before, limit).await;
    let page = page.map_err(|error| of_case(&desk, &error))?;
    let next = page.items.last().filter(|_| page.has_more).map(|cover| cover.id.to_string());
    let items = page.items.into_iter().map(|cover| CoverView {
        id: cover.id.to_string(),
        number: cover.number,
        members: cover.members.iter().map(MemberView::from).collect(),
    });
    Ok(axum::Json(CoversView { total: page.total, items: items.collect(), next }))
}
