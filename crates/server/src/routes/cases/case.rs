//! Cases themselves: one's own, a new one, one as a whole, and search in all of them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use casework::boards::store;
use casework::cases::members;
use casework::cases::search::{self, HITS_MAX};
use casework::cases::{self, Case, CaseError, Change, Listed, NewCase, Sought, tasks, templates};
use casework::id::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::members::MemberView;
use super::tasks::{TaskView, shown};
use super::{Names, PersonView, case_id, cursor, word};
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::case_problem::{of_board, of_case};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::routes::boards::BoardRow;
use crate::routes::people::limited;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(case_templates))
        .routes(routes!(list, create))
        .routes(routes!(find))
        .routes(routes!(one, change))
}

#[derive(Debug, Serialize, ToSchema)]
struct TemplatesView {
    items: Vec<TemplateView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TemplateView {
    id: String,
    title: String,
    /// When it is the one to take.
    help: String,
    tasks: Vec<TemplateTaskView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TemplateTaskView {
    title: String,
    /// How, and why it comes now.
    help: String,
}

/// What kinds of case there are, with the tasks that each begins with.
#[utoipa::path(get, path = "/api/case-templates", tag = "cases",
    responses((status = 200, body = TemplatesView)))]
async fn case_templates() -> axum::Json<TemplatesView> {
    let items = templates::all().iter().map(|template| TemplateView {
        id: template.id.clone(),
        title: template.title.clone(),
        help: template.says.clone(),
        tasks: template
            .tasks
            .iter()
            .map(|task| TemplateTaskView { title: task.title.clone(), help: task.help.clone() })
            .collect(),
    });
    axum::Json(TemplatesView { items: items.collect() })
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CaseView {
    id: String,
    /// `2026-014`: what people call it by.
    number: String,
    /// Somebody else's file number, or nothing.
    reference: String,
    title: String,
    /// `red`, `amber_strict`, `amber`, `green` or `clear` (FIRST, TLP 2.0).
    tlp: &'static str,
    /// `new`, `working`, `waiting`, `escalated` or `closed`.
    status: &'static str,
    /// Whom it waits for, where it does.
    waiting_for: String,
    template: Option<String>,
    /// An exercise on a story.
    is_synthetic: bool,
    created_by: PersonView,
    created_at: String,
    changed_at: String,
}

impl CaseView {
    fn of(case: &Case, names: &Names) -> Self {
        Self {
            id: case.id.to_string(),
            number: case.number.clone(),
            reference: case.reference.clone(),
            title: case.title.clone(),
            tlp: case.tlp.text(),
            status: case.status.text(),
            waiting_for: case.waiting_for.clone(),
            template: case.template.clone(),
            is_synthetic: case.is_synthetic,
            created_by: names.person(case.created_by),
            created_at: case.created_at.to_string(),
            changed_at: case.changed_at.to_string(),
        }
    }
}

async fn viewed(desk: &Desk, case: &Case) -> Result<CaseView, Problem> {
    Ok(CaseView::of(case, &Names::of(desk, [case.created_by]).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CasesParams {
    /// Those of this status alone.
    status: Option<String>,
    /// A part of the number, the title or the reference.
    q: Option<String>,
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500).
    limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CaseRowView {
    #[serde(flatten)]
    case: CaseView,
    /// How many know of it, oneself included.
    member_count: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct CasesView {
    total: u64,
    items: Vec<CaseRowView>,
    next: Option<String>,
}

/// One's own cases, newest first.
#[utoipa::path(get, path = "/api/cases", tag = "cases", params(CasesParams),
    responses((status = 200, body = CasesView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<CasesParams>,
) -> Result<axum::Json<CasesView>, Problem> {
    let limit = limited(params.limit)?;
    let status = params.status.as_deref().map(|text| word("status", text)).transpose()?;
    let before = cursor(params.after.as_deref())?;
    let text = params.q.as_deref().filter(|text| !text.trim().is_empty());
    let page = cases::list(&desk.record, &asker.who, Sought { status, text, before }, limit).await;
    let page = page.map_err(|error| of_case(&desk, &error))?;
    let names = Names::of(&desk, page.items.iter().map(|row| row.case.created_by)).await?;
    let next = page.items.last().filter(|_| page.has_more).map(|row| row.case.id.to_string());
    let items = page.items.iter().map(|Listed { case, members }| CaseRowView {
        case: CaseView::of(case, &names),
        member_count: *members,
    });
    Ok(axum::Json(CasesView { total: page.total, items: items.collect(), next }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCaseGiven {
    title: String,
    #[serde(default)]
    reference: String,
    tlp: String,
    /// The id of a template whose tasks it begins with.
    template: Option<String>,
    /// An exercise on a story; a trainee opens no other.
    is_synthetic: bool,
}

/// Opens a case, of which whoever opens it is the first member.
#[utoipa::path(post, path = "/api/cases", tag = "cases", request_body = NewCaseGiven,
    responses((status = 201, body = CaseView)))]
async fn create(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Json(given): Json<NewCaseGiven>,
) -> Result<(StatusCode, axum::Json<CaseView>), Problem> {
    let NewCaseGiven { title, reference, tlp, template, is_synthetic } = given;
    let tlp = word("tlp", &tlp)?;
    let new = NewCase { title, reference, tlp, template, is_synthetic };
    let made = cases::create(&desk.record, asker.by, &asker.who, new).await;
    let case = made.map_err(|error| of_case(&desk, &error))?;
    Ok((StatusCode::CREATED, axum::Json(viewed(&desk, &case).await?)))
}

#[derive(Debug, Serialize, ToSchema)]
struct WholeCaseView {
    #[serde(flatten)]
    case: CaseView,
    members: Vec<MemberView>,
    tasks: Vec<TaskView>,
    boards: Vec<BoardRow>,
    counts: CountsView,
}

#[derive(Debug, Serialize, ToSchema)]
struct CountsView {
    notes: u64,
    files: u64,
    pins: u64,
    exhibits: u64,
    requests: u64,
}

/// A case as a whole. The audit log is told that it was opened.
#[utoipa::path(get, path = "/api/cases/{case}", tag = "cases", params(("case" = String, Path)),
    responses((status = 200, body = WholeCaseView)))]
async fn one(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
) -> Result<axum::Json<WholeCaseView>, Problem> {
    let (record, who, id) = (&desk.record, &asker.who, case_id(&case)?);
    let refused = |error: CaseError| of_case(&desk, &error);
    let case = cases::opened(record, asker.by, who, id).await.map_err(refused)?;
    let members = members::list(record, who, id).await.map_err(refused)?;
    let tasks = tasks::list(record, who, id).await.map_err(refused)?;
    let counts = cases::counts(record, who, id).await.map_err(refused)?;
    let boards = store::list(record, who, id).await.map_err(|error| of_board(&desk, &error))?;
    let people = boards.iter().map(|board| board.created_by).chain([case.created_by]);
    let names = Names::of(&desk, people).await?;
    Ok(axum::Json(WholeCaseView {
        case: CaseView::of(&case, &names),
        members: members.iter().map(MemberView::from).collect(),
        tasks: shown(&desk, &tasks).await?,
        boards: boards.iter().map(|board| BoardRow::of(board, &names)).collect(),
        counts: CountsView {
            notes: counts.notes,
            files: counts.files,
            pins: counts.pins,
            exhibits: counts.exhibits,
            requests: counts.requests,
        },
    }))
}

/// What is changed; what is not given stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CaseChange {
    title: Option<String>,
    reference: Option<String>,
    tlp: Option<String>,
    /// A closed case is opened again by any other status.
    status: Option<String>,
    /// Kept while the status is `waiting`.
    waiting_for: Option<String>,
}

/// Changes a case.
#[utoipa::path(patch, path = "/api/cases/{case}", tag = "cases", params(("case" = String, Path)),
    request_body = CaseChange, responses((status = 200, body = CaseView)))]
async fn change(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Json(given): Json<CaseChange>,
) -> Result<axum::Json<CaseView>, Problem> {
    let id = case_id(&case)?;
    let change = Change {
        title: given.title,
        reference: given.reference,
        tlp: given.tlp.as_deref().map(|text| word("tlp", text)).transpose()?,
        status: given.status.as_deref().map(|text| word("status", text)).transpose()?,
        waiting_for: given.waiting_for,
    };
    let changed = cases::change(&desk.record, asker.by, &asker.who, id, change).await;
    let case = changed.map_err(|error| of_case(&desk, &error))?;
    Ok(axum::Json(viewed(&desk, &case).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct FindParams {
    /// What is looked for, as it stands: a part of a name, of an address.
    q: String,
    /// In this case alone.
    case: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FoundView {
    /// Newest first.
    items: Vec<HitView>,
    /// Whether there is more than is shown.
    cut: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct HitView {
    case: CaseView,
    /// `case`, `task`, `note`, `file`, `board` or `request`.
    kind: String,
    object_id: String,
    excerpt: String,
    at: String,
}

/// Search in one's own cases.
#[utoipa::path(get, path = "/api/cases/search", tag = "cases", params(FindParams),
    responses((status = 200, body = FoundView)))]
async fn find(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<FindParams>,
) -> Result<axum::Json<FoundView>, Problem> {
    let case = params.case.as_deref().map(case_id).transpose()?;
    let found = search::search(&desk.record, &asker.who, case, &params.q, HITS_MAX).await;
    let found = found.map_err(|error| of_case(&desk, &error))?;
    let mut cases: BTreeMap<CaseId, Case> = BTreeMap::new();
    for hit in &found.hits {
        if let Entry::Vacant(place) = cases.entry(hit.case) {
            let case = cases::open(&desk.record, &asker.who, hit.case).await;
            place.insert(case.map_err(|error| of_case(&desk, &error))?);
        }
    }
    let names = Names::of(&desk, cases.values().map(|case| case.created_by)).await?;
    let items = found.hits.into_iter().filter_map(|hit| {
        Some(HitView {
            case: CaseView::of(cases.get(&hit.case)?, &names),
            kind: hit.kind,
            object_id: hit.object,
            excerpt: hit.excerpt,
            at: hit.at.to_string(),
        })
    });
    Ok(axum::Json(FoundView { items: items.collect(), cut: found.has_more }))
}
