//! What is to be done in a case.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use casework::cases::tasks::{self, Task, TaskChange};
use casework::id::{CaseId, TaskId, UserId};
use model::time::Time;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Names, PROSE_BYTES_MAX, PersonView, case_id, looked, word};
use crate::asker::Asker;
use crate::body::{Json, Path};
use crate::case_problem::{NO_SUCH_TASK, of_case};
use crate::desk::Desk;
use crate::problem::{self, Problem};
use crate::routes::requests::{CaseNameView, case_names};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(change)).routes(routes!(own))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TaskView {
    id: String,
    title: String,
    help: String,
    /// `open`, `doing`, `done` or `not_needed`.
    state: &'static str,
    assignee: Option<PersonView>,
    due_at: Option<String>,
    changed_at: String,
}

/// Tasks with the names of who does them.
pub async fn shown(desk: &Desk, tasks: &[Task]) -> Result<Vec<TaskView>, Problem> {
    let names = Names::of(desk, tasks.iter().filter_map(|task| task.assignee)).await?;
    let view = |task: &Task| TaskView {
        id: task.id.to_string(),
        title: task.title.clone(),
        help: task.help.clone(),
        state: task.state.text(),
        assignee: task.assignee.map(|user| names.person(user)),
        due_at: task.due_at.map(|time| time.to_string()),
        changed_at: task.changed_at.to_string(),
    };
    Ok(tasks.iter().map(view).collect())
}

async fn shown_one(desk: &Desk, task: Task) -> Result<axum::Json<TaskView>, Problem> {
    let mut shown = shown(desk, &[task]).await?;
    shown.pop().map(axum::Json).ok_or_else(|| problem::INTERNAL.with([]))
}

#[derive(Debug, Serialize, ToSchema)]
struct TasksView {
    items: Vec<TaskView>,
}

/// The tasks of a case, in their order.
#[utoipa::path(get, path = "/api/cases/{case}/tasks", tag = "cases",
    params(("case" = String, Path)), responses((status = 200, body = TasksView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
) -> Result<axum::Json<TasksView>, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let tasks = tasks::list(&desk.record, &asker.who, case.id).await;
    let tasks = tasks.map_err(|error| of_case(&desk, &error))?;
    Ok(axum::Json(TasksView { items: shown(&desk, &tasks).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTaskGiven {
    title: String,
    #[serde(default)]
    help: String,
}

/// Adds a task at the end.
#[utoipa::path(post, path = "/api/cases/{case}/tasks", tag = "cases",
    params(("case" = String, Path)), request_body = NewTaskGiven,
    responses((status = 201, body = TaskView)))]
async fn add(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Json(given): Json<NewTaskGiven, PROSE_BYTES_MAX>,
) -> Result<(StatusCode, axum::Json<TaskView>), Problem> {
    let (case, NewTaskGiven { title, help }) = (case_id(&case)?, given);
    let task = tasks::add(&desk.record, asker.by, &asker.who, case, &title, &help).await;
    let task = task.map_err(|error| of_case(&desk, &error))?;
    Ok((StatusCode::CREATED, shown_one(&desk, task).await?))
}

/// What is changed; what is not given stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaskChangeGiven {
    state: Option<String>,
    /// A member's id; `null` takes the task from whoever has it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    assignee: Option<Option<String>>,
    /// RFC 3339, or a day (its last second); `null` takes the date away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    due_at: Option<Option<String>>,
}

/// Tells `null` from what is not there.
fn given<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(value).map(Some)
}

/// Changes a task; it is given to members alone.
#[utoipa::path(patch, path = "/api/cases/{case}/tasks/{task}", tag = "cases",
    params(("case" = String, Path), ("task" = String, Path)), request_body = TaskChangeGiven,
    responses((status = 200, body = TaskView)))]
async fn change(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((case, task)): Path<(String, String)>,
    Json(given): Json<TaskChangeGiven>,
) -> Result<axum::Json<TaskView>, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?.id;
    let task: TaskId = task.parse().map_err(|_| NO_SUCH_TASK.with([]))?;
    let user = |text: String| -> Result<UserId, Problem> {
        text.parse().map_err(|_| problem::FIELD_UNREADABLE.with(["assignee".into()]))
    };
    let time = |text: String| -> Result<Time, Problem> {
        let time = api::ask::values::time_end(&text);
        time.map_err(|_| problem::FIELD_UNREADABLE.with(["due_at".into()]))
    };
    let change = TaskChange {
        state: given.state.as_deref().map(|text| word("state", text)).transpose()?,
        assignee: given.assignee.map(|id| id.map(user).transpose()).transpose()?,
        due_at: given.due_at.map(|at| at.map(time).transpose()).transpose()?,
    };
    let changed = tasks::change(&desk.record, asker.by, &asker.who, case, task, change).await;
    shown_one(&desk, changed.map_err(|error| of_case(&desk, &error))?).await
}

/// Tasks on one page.
const OWN_MAX: u32 = 100;

#[derive(Debug, Serialize, ToSchema)]
struct OwnTasksView {
    items: Vec<OwnTaskView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct OwnTaskView {
    #[serde(flatten)]
    task: TaskView,
    case: CaseNameView,
}

/// What one has still to do in one's cases, what is due first.
#[utoipa::path(get, path = "/api/my-tasks", tag = "cases",
    responses((status = 200, body = OwnTasksView)))]
async fn own(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
) -> Result<axum::Json<OwnTasksView>, Problem> {
    let own = tasks::own(&desk.record, &asker.who, OWN_MAX).await;
    let own = own.map_err(|error| of_case(&desk, &error))?;
    let (ids, tasks): (Vec<CaseId>, Vec<Task>) = own.into_iter().unzip();
    let cases = case_names(&desk, &asker, &ids).await?;
    let shown = shown(&desk, &tasks).await?;
    let items = ids
        .iter()
        .zip(shown)
        .filter_map(|(case, task)| Some(OwnTaskView { task, case: cases.get(case)?.clone() }));
    Ok(axum::Json(OwnTasksView { items: items.collect() }))
}
