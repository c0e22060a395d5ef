//! Long questions as jobs: ask, watch, cancel, fetch.

use std::sync::Arc;
use std::time::Duration;

use api::ask::path::PathQuestion;
use api::ask::screen::ScreenQuestion;
use api::ask::taint::TaintQuestion;
use api::ask::trace::TraceQuestion;
use api::ask::watch::Progress;
use api::sheet::{self, Sheet};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use casework::access::{Object, Permission};
use casework::audit::Action;
use casework::id::UserId;
use model::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{mpsc, watch};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use words::Language;

use super::looks::{atlas, note};
use super::papers;
use super::shapes::StreamEvent;
use crate::answer::BOUNDS;
use crate::asker::Asker;
use crate::body::{JSON_BYTES_MAX, Json, Path, Query};
use crate::desk::Desk;
use crate::exercise::Outlook;
use crate::jobs::{Answer, Job, NoResult, NotTaken, Seen, Snapshot, Work};
use crate::problem::{self, Document, Problem};
use crate::sight::Sight;
use crate::streams::told_as;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(list, ask))
        .routes(routes!(one, cancel))
        .routes(routes!(events))
        .routes(routes!(result))
}

/// How often an open page is told how far a job is.
const TOLD_EVERY: Duration = Duration::from_millis(250);

/// A question that takes its time; `question` has the fields of the command's flags.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "question", rename_all = "snake_case")]
enum Asked {
    Trace(TraceQuestion),
    /// The trace, and again without each rule and label it met: what falls away.
    Sensitivity(TraceQuestion),
    Path(PathQuestion),
    Screen(ScreenQuestion),
    Taint(TaintQuestion),
}

impl Asked {
    fn kind(&self) -> &'static str {
        match self {
            Asked::Trace(_) => "trace",
            Asked::Sensitivity(_) => "sensitivity",
            Asked::Path(_) => "path",
            Asked::Screen(_) => "screen",
            Asked::Taint(_) => "taint",
        }
    }

    fn permission(&self) -> Permission {
        match self {
            Asked::Trace(_) | Asked::Sensitivity(_) | Asked::Path(_) | Asked::Taint(_) => {
                Permission::Trace
            }
            Asked::Screen(_) => Permission::Screen,
        }
    }

    fn action(&self) -> Action {
        match self {
            Asked::Trace(_) | Asked::Sensitivity(_) => Action::Traced,
            Asked::Path(_) => Action::PathSought,
            Asked::Screen(_) => Action::Screened,
            Asked::Taint(_) => Action::Tainted,
        }
    }

    fn shown(&self) -> Value {
        let value = match self {
            Asked::Trace(question) | Asked::Sensitivity(question) => serde_json::to_value(question),
            Asked::Path(question) => serde_json::to_value(question),
            Asked::Screen(question) => serde_json::to_value(question),
            Asked::Taint(question) => serde_json::to_value(question),
        };
        value.expect("a question that was read can be written")
    }

    /// What can be refused before anything is read is refused at once.
    fn check(&self, now: Time) -> Result<(), Problem> {
        match self {
            Asked::Trace(question) | Asked::Sensitivity(question) => {
                question.check(&BOUNDS, now)?;
            }
            Asked::Path(question) => question.check(&BOUNDS)?,
            Asked::Screen(question) => question.check(&BOUNDS)?,
            Asked::Taint(question) => question.check(&BOUNDS)?,
        }
        Ok(())
    }

    fn answer(
        &self,
        sight: &Sight,
        outlook: &Outlook,
        now: Time,
        seen: &Seen,
    ) -> Result<Answer, Problem> {
        let mut watch = |progress| seen.watch(progress);
        match self {
            Asked::Trace(question) => {
                let atlas = atlas(sight, outlook, &question.moment(), now)?;
                let found = question.answer(&atlas, &BOUNDS, &mut watch)?;
                let picture = trace::picture::svg(&found.trace, found.picture());
                let view = found.view();
                let svg = Some(picture.into());
                Ok(Answer { svg, ..told(&view, sheet::trace::sheet(&view)) })
            }
            Asked::Sensitivity(question) => {
                let atlas = atlas(sight, outlook, &question.moment(), now)?;
                let view = question.sensitivity(&atlas, &BOUNDS, &mut watch)?;
                Ok(told(&view, sheet::sensitivity::sheet(&view)))
            }
            Asked::Path(question) => {
                let atlas = atlas(sight, outlook, &question.moment(), now)?;
                let found = question.answer(&atlas, &BOUNDS, &mut watch)?;
                Ok(told(&found.view, sheet::path::sheet(&found.view)))
            }
            Asked::Screen(question) => {
                let atlas = atlas(sight, outlook, &question.moment(), now)?;
                let unread = outlook.unread(sight);
                let view = question.answer(&atlas, &unread, &BOUNDS, &mut watch)?;
                Ok(told(&view, sheet::screen::sheet(&view)))
            }
            Asked::Taint(question) => {
                let atlas = atlas(sight, outlook, &question.moment(), now)?;
                let found = question.answer(&atlas, &BOUNDS, &mut watch)?;
                Ok(told(&found.view, sheet::taint::sheet(&found.view)))
            }
        }
    }
}

/// The command line's own bytes.
fn told<T: Serialize>(view: &T, sheet: Sheet) -> Answer {
    Answer {
        json: api::text::json(view).into(),
        csv: sheet.into_text().into(),
        ..Answer::default()
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct JobView {
    id: String,
    /// `trace`, `sensitivity`, `path`, `screen` or `taint`; of a case also `report`, `request` or `pack`.
    kind: &'static str,
    /// As it was asked, with what was left out filled in.
    question: Value,
    /// `waiting`, `running`, `done`, `failed` or `cancelled`.
    state: &'static str,
    progress: Option<ProgressView>,
    asked: String,
    started: Option<String>,
    ended: Option<String>,
    /// Why it failed.
    problem: Option<Document>,
    /// The forms in which its result can be had now.
    formats: Vec<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ProgressView {
    /// What is counted: `legs`, `transactions` or `subjects`.
    unit: api::ask::watch::Unit,
    done: u64,
    /// The most that it would be.
    of: u64,
}

impl From<Progress> for ProgressView {
    fn from(progress: Progress) -> Self {
        Self { unit: progress.unit, done: progress.done, of: progress.of }
    }
}

pub type OwnJob = Job<UserId>;

impl JobView {
    fn of(job: &OwnJob, language: Language) -> Self {
        let Snapshot { phase, started, ended, problem, progress, is_held } = job.snapshot();
        let instance = || format!("urn:kancil:job:{}", job.id);
        Self {
            id: job.id.clone(),
            kind: job.kind,
            question: job.question.clone(),
            state: phase.name(),
            progress: progress.map(ProgressView::from),
            asked: job.asked.to_string(),
            started: started.map(|time| time.to_string()),
            ended: ended.map(|time| time.to_string()),
            problem: problem.map(|problem| problem.document(language, instance())),
            formats: match (is_held, job.kind) {
                (false, _) => Vec::new(),
                (true, kind) if papers::form(kind).is_some() => {
                    papers::form(kind).into_iter().map(|(format, _)| format).collect()
                }
                (true, "trace") => vec!["json", "csv", "svg"],
                (true, _) => vec!["json", "csv"],
            },
        }
    }
}

fn language(asker: &Asker) -> Language {
    asker.user.language.as_deref().and_then(Language::of).unwrap_or(Language::ENGLISH)
}

/// A job of one's own, or anybody's for who looks after all of them. Of another's nobody learns that
/// it is there.
pub fn find(desk: &Desk, asker: &Asker, id: &str) -> Result<Arc<OwnJob>, Problem> {
    let unknown = || problem::JOB_UNKNOWN.with([]);
    let job = desk.jobs.get(id).ok_or_else(unknown)?;
    let permission = permission_of(job.kind);
    asker.may(permission, Object::Job { owner: job.owner }).map_err(|_| unknown())?;
    Ok(job)
}

fn permission_of(kind: &str) -> Permission {
    if kind == "screen" { Permission::Screen } else { Permission::Trace }
}

/// Asks; the answer is fetched when it is there.
#[utoipa::path(post, path = "/api/jobs", tag = "jobs", request_body = Asked,
    responses((status = 202, body = JobView, headers(("location" = String)))))]
async fn ask(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    outlook: Outlook,
    Json(asked): Json<Asked, JSON_BYTES_MAX>,
) -> Result<Response, Problem> {
    asker.may(asked.permission(), Object::House)?;
    asked.check(asker.by.now)?;
    let (kind, action, shown) = (asked.kind(), asked.action(), asked.shown());
    let shared = Arc::clone(&desk);
    // The sight is taken when the job begins: what waited is answered from what is known then. A job
    // of an exercise has the exercise's own chain, whatever becomes of the cache.
    let work: Work = Box::new(move |seen| {
        let (sight, now) = (shared.sights.now(), shared.clock.now());
        asked.answer(&sight, &outlook, now, seen)
    });
    let text = shortened(&shown.to_string());
    let job = begin(&desk, &asker, kind, shown, work)?;
    note(&desk, &asker, action, "job", &[("job", job.id.clone()), ("question", text)]).await;
    Ok(accepted(&job, &asker))
}

/// Puts work into the queue, in the name of whoever asks.
pub fn begin(
    desk: &Desk,
    asker: &Asker,
    kind: &'static str,
    shown: Value,
    work: Work,
) -> Result<Arc<OwnJob>, Problem> {
    let job = desk.jobs.ask(asker.user.id, kind, shown, asker.by.now, work);
    job.map_err(|refused| match refused {
        NotTaken::TooMany(count) => {
            problem::TOO_MANY_JOBS.with([(count as u64).into()]).retry_after(10)
        }
        NotTaken::Busy => problem::BUSY.with([]).retry_after(30),
        NotTaken::Stopping => problem::STOPPING.with([]).retry_after(10),
    })
}

/// Where to look for the job.
pub fn accepted(job: &OwnJob, asker: &Asker) -> Response {
    let location = HeaderValue::from_str(&format!("/api/jobs/{}", job.id))
        .expect("a job's id is hex and a hyphen");
    let view = JobView::of(job, language(asker));
    (StatusCode::ACCEPTED, [(LOCATION, location)], axum::Json(view)).into_response()
}

/// What the log keeps of a long question.
fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 2000;
    match text.char_indices().nth(CHARS_MAX) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct JobsView {
    /// Newest first.
    items: Vec<JobView>,
}

/// One's own jobs. They last as long as the server runs.
#[utoipa::path(get, path = "/api/jobs", tag = "jobs", responses((status = 200, body = JobsView)))]
async fn list(State(desk): State<Arc<Desk>>, asker: Asker) -> axum::Json<JobsView> {
    let jobs = desk.jobs.list(|owner| *owner == asker.user.id);
    let may = |job: &&Arc<OwnJob>| asker.may(permission_of(job.kind), Object::House).is_ok();
    let language = language(&asker);
    let items = jobs.iter().filter(may).map(|job| JobView::of(job, language)).collect();
    axum::Json(JobsView { items })
}

/// One job.
#[utoipa::path(get, path = "/api/jobs/{id}", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobView)))]
async fn one(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<axum::Json<JobView>, Problem> {
    let job = find(&desk, &asker, &id)?;
    Ok(axum::Json(JobView::of(&job, language(&asker))))
}

/// Cancels a job. One that is over stays as it is.
#[utoipa::path(delete, path = "/api/jobs/{id}", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = JobView)))]
async fn cancel(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<axum::Json<JobView>, Problem> {
    let job = find(&desk, &asker, &id)?;
    if !job.snapshot().phase.is_over() {
        desk.jobs.cancel(&job, asker.by.now);
        note(&desk, &asker, Action::JobCancelled, "job", &[("job", job.id.clone())]).await;
    }
    Ok(axum::Json(JobView::of(&job, language(&asker))))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ResultParams {
    /// `json`, `csv`, or `svg` of a trace. A paper has one form alone: `pdf`, or `zip` of a pack.
    format: Option<String>,
}

/// What a job that is done came to.
pub fn kept(desk: &Desk, job: &Arc<OwnJob>) -> Result<Answer, Problem> {
    desk.jobs.result(job).map_err(|why| match why {
        NoResult::NotDone => problem::JOB_NOT_DONE.with([]).retry_after(1),
        NoResult::Cancelled => problem::JOB_CANCELLED.with([]),
        NoResult::Failed(problem) => problem.unwrap_or_else(|| problem::JOB_FAILED.with([])),
        NoResult::Dropped => problem::RESULT_DROPPED.with([]),
    })
}

/// A job's result: the bytes that the command line prints.
#[utoipa::path(get, path = "/api/jobs/{id}/result", tag = "jobs",
    params(("id" = String, Path), ResultParams),
    responses((status = 200, content((Value = "application/json"), (String = "text/csv"),
        (String = "image/svg+xml"), (Vec<u8> = "application/pdf"), (Vec<u8> = "application/zip")))))]
async fn result(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(id): Path<String>,
    Query(params): Query<ResultParams>,
) -> Result<Response, Problem> {
    let job = find(&desk, &asker, &id)?;
    papers::still_member(&desk, &asker, &job).await?;
    let answer = kept(&desk, &job)?;
    let own = papers::form(job.kind);
    let format = params.format.as_deref().unwrap_or(own.map_or("json", |(format, _)| format));
    if let Some((own, _)) = own.filter(|(own, _)| *own != format) {
        return Err(problem::NOT_ACCEPTABLE.with([own.into()]));
    }
    let (bytes, kind): (Bytes, &str) = match (format, answer.svg) {
        (_, _) if own.is_some() => {
            (answer.file.unwrap_or_default(), own.map_or("", |(_, kind)| kind))
        }
        ("json", _) => (answer.json, "application/json"),
        ("csv", _) => (answer.csv, "text/csv; charset=utf-8; header=present"),
        ("svg", Some(svg)) => (svg, "image/svg+xml"),
        (_, svg) => {
            let formats = if svg.is_some() { "json, csv, svg" } else { "json, csv" };
            return Err(problem::NOT_ACCEPTABLE.with([formats.into()]));
        }
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).expect("one of the above"));
    if format != "json" {
        // What came from the chain and from labels is a file to keep, not a page to run.
        let name = format!("attachment; filename=\"{}-{}.{format}\"", job.kind, job.id);
        let name = HeaderValue::from_str(&name).expect("a job's id is hex and a hyphen");
        headers.insert(CONTENT_DISPOSITION, name);
        let details = [("job", job.id.clone()), ("format", format.to_owned())];
        note(&desk, &asker, Action::Exported, "job", &details).await;
    }
    Ok((headers, bytes).into_response())
}

/// How a job goes on: `progress`, then `done`, `failed` or `cancelled`, each with the job as it is.
/// Whoever connects (again) is told the state as it is at once.
#[utoipa::path(get, path = "/api/jobs/{id}/events", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = StreamEvent, content_type = "text/event-stream")))]
async fn events(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = find(&desk, &asker, &id)?;
    let (told, listens) = mpsc::channel(4);
    tokio::spawn(tell(job, language(&asker), desk.stopping.clone(), told));
    Ok(told_as(listens))
}

/// Tells of a job until it is over, nobody listens any more, or the server stops.
async fn tell(
    job: Arc<OwnJob>,
    language: Language,
    mut stopping: watch::Receiver<bool>,
    told: mpsc::Sender<Event>,
) {
    let mut phases = job.phases();
    let mut last = None;
    for number in 1_u64.. {
        let phase = *phases.borrow_and_update();
        let now = (phase, job.seen.progress());
        if last != Some(now) {
            last = Some(now);
            let view = JobView::of(&job, language);
            let name = if phase.is_over() { phase.name() } else { "progress" };
            let event = Event::default().id(number.to_string()).event(name).json_data(&view);
            let Ok(event) = event else { return };
            if told.send(event).await.is_err() || phase.is_over() {
                return;
            }
        }
        tokio::select! {
            _ = phases.changed() => {}
            () = tokio::time::sleep(TOLD_EVERY) => {}
            () = told.closed() => return,
            _ = stopping.wait_for(|is_stopping| *is_stopping) => return,
        }
    }
}
