//! Attempts at exercises: begun, worked on, handed in.
//!
//! The one thing to know: nothing here tells what is so. Of the truth an answer says how many stops its
//! path has and how many claims are asked for.

use std::sync::Arc;

use academy::course::Lesson;
use academy::lesson::plan::{Case, TYPOLOGIES};
use api::card::CardSubject;
use axum::extract::State;
use axum::http::header::{ETAG, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use casework::boards::card::Subject;
use casework::cases::TITLE_MAX;
use casework::id::AttemptId;
use casework::learning::attempts::{self, Attempt, Begun, NewAttempt, Saved, State as Stage};
use casework::learning::looks::{self, NewLook};
use casework::learning::seed::Seed;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::debrief::{DebriefView, Judgement, debrief_of};
use super::sheet::{AnsweredQuestion, Sheet, Verdict, is_anchor, kind_of, matched};
use super::{LangParams, LevelView, Told, fault, lesson_of, subjects_of};
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::desk::Desk;
use crate::exercise::{self, Ground};
use crate::learning_problem::{
    ANSWERS_CLOSED, ATTEMPT_OUTDATED, ATTEMPT_SUBMITTED, NO_SUCH_ATTEMPT, NO_SUCH_EXERCISE,
    SHEET_ANCHOR, SHEET_STALE, of_learning,
};
use crate::problem::Problem;
use crate::routes::cases::{Names, cursor};
use crate::routes::people::limited;

/// A sheet of 256 KiB with room for how JSON writes it.
const SHEET_BYTES_MAX: usize = 1 << 20;
const LOOKS_BYTES_MAX: usize = 256 << 10;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(one))
        .routes(routes!(save))
        .routes(routes!(hint))
        .routes(routes!(look))
        .routes(routes!(help))
        .routes(routes!(submit))
}

/// What can be said of an attempt without its chain.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptRow {
    id: String,
    lesson: String,
    case: String,
    level: Option<LevelView>,
    title: String,
    lesson_title: String,
    /// 1 is the first at this exercise; more are variants.
    number: u64,
    state: AttemptState,
    asks_help: bool,
    hints: u64,
    started_at: String,
    saved_at: String,
    submitted_at: Option<String>,
    /// In thousandths of a point, without what a trainer added.
    total_milli: Option<u32>,
    passes: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AttemptState {
    Working,
    Submitted,
    /// The lesson was changed before it was handed in.
    Outdated,
}

impl From<Stage> for AttemptState {
    fn from(state: Stage) -> Self {
        match state {
            Stage::Working => AttemptState::Working,
            Stage::Submitted => AttemptState::Submitted,
            Stage::Outdated => AttemptState::Outdated,
        }
    }
}

impl AttemptRow {
    /// Of a lesson that is no longer taught the ids are left.
    fn of(desk: &Desk, attempt: &Attempt, language: &str) -> Self {
        let course = desk.courses.now();
        let lesson = course.lesson(&attempt.lesson);
        let told = lesson.map(|lesson| Told::of(lesson, language));
        let case = lesson.and_then(|lesson| lesson.case(&attempt.case));
        let title = told.as_ref().map(|told| told.section(&brief(&attempt.case)).heading);
        let handed_in = attempt.handed_in.as_ref();
        Self {
            id: attempt.id.to_string(),
            lesson: attempt.lesson.clone(),
            case: attempt.case.clone(),
            level: case.map(|case| case.level.into()),
            title: title.unwrap_or_else(|| attempt.case.clone()),
            lesson_title: told.map_or_else(|| attempt.lesson.clone(), |told| told.text.title),
            number: attempt.number,
            state: attempt.state.into(),
            asks_help: attempt.asks_help,
            hints: attempt.hints.len() as u64,
            started_at: attempt.started_at.to_string(),
            saved_at: attempt.saved_at.to_string(),
            submitted_at: handed_in.map(|done| done.at.to_string()),
            total_milli: handed_in.map(|done| done.total_milli),
            passes: handed_in.map(|done| done.passes),
        }
    }
}

fn brief(case: &str) -> String {
    format!("brief:{case}")
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptView {
    id: String,
    lesson: String,
    case: String,
    level: LevelView,
    title: String,
    lesson_title: String,
    /// That of the words here.
    language: String,
    is_machine_drafted: bool,
    /// Paragraphs, as in a lesson's step.
    brief: String,
    /// Par: shown, never scored.
    minutes: u32,
    board: String,
    number: u64,
    state: AttemptState,
    is_mine: bool,
    person: String,
    /// What the brief hands over, and what somebody has drawn already.
    start: Vec<CardSubject>,
    given: Vec<CardSubject>,
    /// So many stops the path has at most.
    stops: u64,
    /// So many claims are asked for.
    claims: u64,
    typologies: Vec<&'static str>,
    verdicts: [Verdict; 4],
    questions: [AnsweredQuestion; 5],
    hints: Vec<AttemptHintView>,
    sheet: Sheet,
    sheet_rev: u64,
    asks_help: bool,
    started_at: String,
    saved_at: String,
    submitted_at: Option<String>,
    /// In thousandths of a point, without what a trainer added.
    total_milli: Option<u32>,
    passes: Option<bool>,
    /// What trainers wrote beside it, the oldest first.
    comments: Vec<CommentView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AttemptHintView {
    number: u32,
    kind: HintKind,
    cost_milli: u32,
    /// Once it was told.
    text: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HintKind {
    Nudge,
    Pointer,
    Reveal,
}

impl AttemptHintView {
    fn of(told: &Told, case: &Case, number: u32, is_told: bool) -> Self {
        let kind = kind_of(number);
        let id = format!("hint:{}/{number}", case.id.get_ref());
        Self {
            number,
            kind: match kind {
                academy::score::Hint::Nudge => HintKind::Nudge,
                academy::score::Hint::Pointer => HintKind::Pointer,
                academy::score::Hint::Reveal => HintKind::Reveal,
            },
            cost_milli: kind.cost_milli(),
            text: is_told.then(|| told.section(&id).body),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CommentView {
    /// A name.
    by: String,
    at: String,
    text: String,
}

pub async fn comments(desk: &Desk, attempt: &Attempt) -> Result<Vec<CommentView>, Problem> {
    let comments = attempts::comments(&desk.record, attempt).await;
    let comments = comments.map_err(|error| of_learning(desk, &error))?;
    let names = Names::of(desk, comments.iter().map(|comment| comment.by)).await?;
    let views = comments.into_iter().map(|comment| CommentView {
        by: names.person(comment.by).name,
        at: comment.at.to_string(),
        text: comment.text,
    });
    Ok(views.collect())
}

/// What an exercise hands over, and how much of its truth may be known: as it was handed in, or else
/// from its chain.
struct Frame {
    start: Vec<CardSubject>,
    given: Vec<CardSubject>,
    stops: usize,
    claims: u32,
}

impl Frame {
    async fn of(desk: &Desk, attempt: &Attempt) -> Result<Self, Problem> {
        if let Some(done) = &attempt.handed_in {
            let judged = Judgement::read(&done.score).map_err(|error| fault(desk, &error))?;
            return Ok(Self {
                start: subjects_of(&judged.start),
                given: subjects_of(&judged.given),
                stops: judged.truth.path.len(),
                claims: judged.truth.claims,
            });
        }
        let ground = exercise::of_attempt(desk, attempt).await?;
        Ok(Self {
            start: subjects_of(&ground.start),
            given: subjects_of(&ground.given),
            stops: ground.truth.path.len(),
            claims: ground.truth.claims,
        })
    }
}

async fn viewed(
    desk: &Desk,
    asker: &Asker,
    attempt: &Attempt,
    language: &str,
) -> Result<AttemptView, Problem> {
    if attempt.state == Stage::Outdated {
        return Err(ATTEMPT_OUTDATED.with([]));
    }
    let outdated = || ATTEMPT_OUTDATED.with([]);
    let lesson = desk.courses.now().lesson(&attempt.lesson).cloned().ok_or_else(outdated)?;
    let case = lesson.case(&attempt.case).ok_or_else(outdated)?;
    let frame = Frame::of(desk, attempt).await?;
    let told = Told::of(&lesson, language);
    let brief = told.section(&brief(&attempt.case));
    let hints = (1..=case.hints).map(|number| {
        let is_told = attempt.hints.iter().any(|hint| hint.number == number);
        AttemptHintView::of(&told, case, number, is_told)
    });
    let names = Names::of(desk, [attempt.user]).await?;
    let handed_in = attempt.handed_in.as_ref();
    Ok(AttemptView {
        id: attempt.id.to_string(),
        lesson: attempt.lesson.clone(),
        case: attempt.case.clone(),
        level: case.level.into(),
        title: brief.heading,
        lesson_title: told.text.title.clone(),
        language: told.language.clone(),
        is_machine_drafted: told.text.is_machine_drafted,
        brief: brief.body,
        minutes: case.minutes,
        board: attempt.board.to_string(),
        number: attempt.number,
        state: attempt.state.into(),
        is_mine: attempt.user == asker.user.id,
        person: names.person(attempt.user).name,
        start: frame.start,
        given: frame.given,
        stops: frame.stops as u64,
        claims: u64::from(frame.claims),
        typologies: TYPOLOGIES.to_vec(),
        verdicts: Verdict::ALL,
        questions: AnsweredQuestion::ALL,
        hints: hints.collect(),
        sheet: Sheet::read(&attempt.sheet).map_err(|error| fault(desk, &error))?,
        sheet_rev: attempt.sheet_rev,
        asks_help: attempt.asks_help,
        started_at: attempt.started_at.to_string(),
        saved_at: attempt.saved_at.to_string(),
        submitted_at: handed_in.map(|done| done.at.to_string()),
        total_milli: handed_in.map(|done| done.total_milli),
        passes: handed_in.map(|done| done.passes),
        comments: comments(desk, attempt).await?,
    })
}

/// An attempt by what stands in a path, for its learner and who teaches him.
pub async fn found(desk: &Desk, asker: &Asker, text: &str) -> Result<Attempt, Problem> {
    let attempt = attempts::open(&desk.record, &asker.who, attempt_id(text)?).await;
    attempt.map_err(|error| of_learning(desk, &error))
}

/// What is no id is nobody's attempt.
fn attempt_id(text: &str) -> Result<AttemptId, Problem> {
    text.parse().map_err(|_| NO_SUCH_ATTEMPT.with([]))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AttemptsParams {
    /// Of this lesson alone.
    lesson: Option<String>,
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500).
    limit: Option<u32>,
    /// In which language titles are.
    lang: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AttemptsView {
    total: u64,
    items: Vec<AttemptRow>,
    next: Option<String>,
}

/// One's own attempts, newest first.
#[utoipa::path(get, path = "/api/academy/attempts", tag = "academy", params(AttemptsParams),
    responses((status = 200, body = AttemptsView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<AttemptsParams>,
) -> Result<Ready, Problem> {
    let AttemptsParams { lesson, after, limit, lang } = params;
    let (limit, before) = (limited(limit)?, cursor(after.as_deref())?);
    let page = attempts::list(&desk.record, &asker.who, lesson.as_deref(), before, limit).await;
    let page = page.map_err(|error| of_learning(&desk, &error))?;
    let next = page.items.last().filter(|_| page.has_more).map(|attempt| attempt.id.to_string());
    let lang = LangParams { lang };
    let language = lang.language(&asker);
    let items = page.items.iter().map(|attempt| AttemptRow::of(&desk, attempt, language));
    Ok(Ready::of(&AttemptsView { total: page.total, items: items.collect(), next }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExerciseGiven {
    lesson: String,
    /// The exercise of the lesson.
    case: String,
    /// Another one after one that was handed in: the same signs, all numbers new.
    #[serde(default)]
    is_variant: bool,
}

type Answered = (StatusCode, [(HeaderName, HeaderValue); 1], Ready);

fn answered(status: StatusCode, view: &AttemptView) -> Answered {
    (status, tag(view.sheet_rev), Ready::of(view))
}

/// The sheet's revision, for `If-Match`.
fn tag(rev: u64) -> [(HeaderName, HeaderValue); 1] {
    let tag = HeaderValue::from_str(&format!("\"{rev}\"")).expect("digits in quotes");
    [(ETAG, tag)]
}

/// Begins an exercise (201), or gives back the one that is being worked on, or the last that was
/// handed in (200).
#[utoipa::path(post, path = "/api/academy/attempts", tag = "academy", params(LangParams),
    request_body = ExerciseGiven,
    responses((status = 201, body = AttemptView, headers(("etag" = String))),
        (status = 200, body = AttemptView, headers(("etag" = String)))))]
async fn begin(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<LangParams>,
    Json(given): Json<ExerciseGiven>,
) -> Result<Answered, Problem> {
    let ExerciseGiven { lesson, case, is_variant } = given;
    let lesson = lesson_of(&desk, &lesson)?;
    lesson.case(&case).ok_or_else(|| NO_SUCH_EXERCISE.with([]))?;
    let language = params.language(&asker);
    let (record, who) = (&desk.record, &asker.who);
    let newest = attempts::newest(record, who, lesson.id(), &case).await;
    let newest = newest.map_err(|error| of_learning(&desk, &error))?;
    if let Some(newest) = newest {
        let is_open = newest.state == Stage::Working;
        if is_open && is_outdated(&desk, &newest).await? {
            let ended = attempts::outdate(record, asker.by, who, newest.id).await;
            ended.map_err(|error| of_learning(&desk, &error))?;
        } else if is_open || !is_variant {
            let view = viewed(&desk, &asker, &newest, language).await?;
            return Ok(answered(StatusCode::OK, &view));
        }
    }
    let seed = Seed::random(record);
    let ground = exercise::filled(&desk, &lesson, &case, seed.expose()).await?;
    let new = new_attempt(&lesson, &case, language, seed, &ground);
    let begun = attempts::begin(record, asker.by, who, new).await;
    let (status, attempt) = match begun.map_err(|error| of_learning(&desk, &error))? {
        Begun::There(attempt) => (StatusCode::OK, attempt),
        Begun::Now(attempt) => {
            desk.exercises.hold(attempt.id, ground);
            (StatusCode::CREATED, attempt)
        }
    };
    Ok(answered(status, &viewed(&desk, &asker, &attempt, language).await?))
}

/// Whether its chain cannot be made again.
async fn is_outdated(desk: &Desk, attempt: &Attempt) -> Result<bool, Problem> {
    match exercise::of_attempt(desk, attempt).await {
        Ok(_) => Ok(false),
        Err(problem) if problem == ATTEMPT_OUTDATED.with([]) => Ok(true),
        Err(problem) => Err(problem),
    }
}

fn new_attempt(
    lesson: &Lesson,
    case: &str,
    language: &str,
    seed: Seed,
    ground: &Ground,
) -> NewAttempt {
    let title = Told::of(lesson, language).section(&brief(case)).heading;
    let subjects = |anchors| subjects_of(anchors).into_iter().map(card).collect();
    NewAttempt {
        lesson: lesson.id().to_owned(),
        case: case.to_owned(),
        title: title.chars().take(TITLE_MAX).collect(),
        content: lesson.content,
        chain: ground.chain,
        seed,
        sheet: Sheet::default().json(),
        start: subjects(&ground.start),
        given: subjects(&ground.drawn()),
        lines: ground.joined.lines.clone(),
    }
}

fn card(subject: CardSubject) -> Subject {
    match subject {
        CardSubject::Address { ledger, address } => Subject::Address { ledger, address },
        CardSubject::Cluster { ledger, address } => Subject::Cluster { ledger, address },
        CardSubject::Transaction { ledger, txid } => Subject::Transaction { ledger, txid },
    }
}

/// An attempt. The tag is the sheet's, for `If-Match`.
#[utoipa::path(get, path = "/api/academy/attempts/{attempt}", tag = "academy",
    params(("attempt" = String, Path), LangParams),
    responses((status = 200, body = AttemptView, headers(("etag" = String)))))]
async fn one(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(attempt): Path<String>,
    Query(params): Query<LangParams>,
) -> Result<Answered, Problem> {
    let attempt = found(&desk, &asker, &attempt).await?;
    let view = viewed(&desk, &asker, &attempt, params.language(&asker)).await?;
    Ok(answered(StatusCode::OK, &view))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SheetGiven {
    sheet: Sheet,
}

#[derive(Debug, Serialize, ToSchema)]
struct SavedView {
    sheet_rev: u64,
    saved_at: String,
}

/// Keeps the sheet. `If-Match` names the revision it was written on. Where the record is further: 409
/// `sheet-stale`, with `sheet` and `sheet_rev`. A path of more stops than `stops` is refused: 422.
#[utoipa::path(put, path = "/api/academy/attempts/{attempt}/sheet", tag = "academy",
    params(("attempt" = String, Path),
        ("if-match" = String, Header, description = "The sheet's revision in quotes")),
    request_body = SheetGiven,
    responses((status = 200, body = SavedView, headers(("etag" = String)))))]
async fn save(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(attempt): Path<String>,
    headers: HeaderMap,
    Json(given): Json<SheetGiven, SHEET_BYTES_MAX>,
) -> Result<([(HeaderName, HeaderValue); 1], Ready), Problem> {
    let attempt = found(&desk, &asker, &attempt).await?;
    let rev = matched(&headers)?;
    let frame = Frame::of(&desk, &attempt).await?;
    let sheet = given.sheet.checked(frame.stops, LEDGER)?;
    let saved = attempts::save(&desk.record, asker.by, &asker.who, attempt.id, rev, &sheet).await;
    let attempt = done(&desk, saved.map_err(|error| of_learning(&desk, &error))?)?;
    let (sheet_rev, saved_at) = (attempt.sheet_rev, attempt.saved_at.to_string());
    Ok((tag(sheet_rev), Ready::of(&SavedView { sheet_rev, saved_at })))
}

/// The one ledger that an exercise has.
const LEDGER: &str = "bitcoin-story-linked";

fn done(desk: &Desk, saved: Saved) -> Result<Attempt, Problem> {
    match saved {
        Saved::Done(attempt) => Ok(attempt),
        Saved::Stale(newer) => {
            let sheet = Sheet::read(&newer.sheet).map_err(|error| fault(desk, &error))?;
            let rev = newer.sheet_rev;
            Err(SHEET_STALE.with([rev.into()]).member("sheet", sheet).member("sheet_rev", rev))
        }
    }
}

/// Tells the next hint, for its price.
#[utoipa::path(post, path = "/api/academy/attempts/{attempt}/hints", tag = "academy",
    params(("attempt" = String, Path), LangParams),
    responses((status = 200, body = AttemptHintView)))]
async fn hint(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(attempt): Path<String>,
    Query(params): Query<LangParams>,
) -> Result<Ready, Problem> {
    let attempt = found(&desk, &asker, &attempt).await?;
    let lesson = lesson_of(&desk, &attempt.lesson)?;
    let case = lesson.case(&attempt.case).ok_or_else(|| ATTEMPT_OUTDATED.with([]))?;
    let told = attempts::hint(&desk.record, asker.by, &asker.who, attempt.id, case.hints).await;
    let (_, hint) = told.map_err(|error| of_learning(&desk, &error))?;
    let words = Told::of(&lesson, params.language(&asker));
    Ok(Ready::of(&AttemptHintView::of(&words, case, hint.number, true)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LooksGiven {
    /// At most 200.
    looks: Vec<LookGiven>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LookGiven {
    anchor: String,
    /// How often since the last call.
    opens: u64,
    /// How long since the last call, in milliseconds.
    ms: u64,
}

/// Adds up what of the chain was opened and how long, for the debrief.
#[utoipa::path(post, path = "/api/academy/attempts/{attempt}/looks", tag = "academy",
    params(("attempt" = String, Path)), request_body = LooksGiven,
    responses((status = 204)))]
async fn look(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(attempt): Path<String>,
    Json(given): Json<LooksGiven, LOOKS_BYTES_MAX>,
) -> Result<StatusCode, Problem> {
    let attempt = attempt_id(&attempt)?;
    for LookGiven { anchor, .. } in &given.looks {
        if !is_anchor(anchor, LEDGER, true) {
            let shown: String = anchor.chars().take(120).collect();
            return Err(SHEET_ANCHOR.with(["looks".into(), shown.into()]));
        }
    }
    let looks = given.looks.into_iter();
    let looks: Vec<NewLook> = looks
        .map(|LookGiven { anchor, opens, ms }| NewLook { anchor, opens, dwell_ms: ms })
        .collect();
    let added = looks::add(&desk.record, asker.by, &asker.who, attempt, &looks).await;
    added.map_err(|error| of_learning(&desk, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HelpGiven {
    asks: bool,
}

/// Calls for a trainer, or no longer.
#[utoipa::path(put, path = "/api/academy/attempts/{attempt}/help", tag = "academy",
    params(("attempt" = String, Path)), request_body = HelpGiven,
    responses((status = 204)))]
async fn help(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(attempt): Path<String>,
    Json(given): Json<HelpGiven>,
) -> Result<StatusCode, Problem> {
    let attempt = attempt_id(&attempt)?;
    let asked = attempts::help(&desk.record, asker.by, &asker.who, attempt, given.asks).await;
    asked.map_err(|error| of_learning(&desk, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hands the sheet in, once, and answers with the debrief. `If-Match` names the sheet's revision.
/// While the class's answers are closed, it is handed in all the same and the debrief is refused:
/// 403 `answers-closed`, with `is_submitted`.
#[utoipa::path(post, path = "/api/academy/attempts/{attempt}/submission", tag = "academy",
    params(("attempt" = String, Path), LangParams,
        ("if-match" = String, Header, description = "The sheet's revision in quotes")),
    responses((status = 200, body = DebriefView)))]
async fn submit(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(attempt): Path<String>,
    Query(params): Query<LangParams>,
    headers: HeaderMap,
) -> Result<Ready, Problem> {
    let attempt = found(&desk, &asker, &attempt).await?;
    let rev = matched(&headers)?;
    if attempt.state == Stage::Submitted {
        return Err(ATTEMPT_SUBMITTED.with([]));
    }
    let ground = exercise::of_attempt(&desk, &attempt).await?;
    // What is kept was checked when it came, and can be read.
    let mut unread = None;
    let judge = |attempt: &Attempt| {
        let sheet = Sheet::read(&attempt.sheet).unwrap_or_else(|error| {
            unread = Some(error);
            Sheet::default()
        });
        Judgement::of(&ground, &sheet, &attempt.hints).judged()
    };
    let saved = attempts::submit(&desk.record, asker.by, &asker.who, attempt.id, rev, judge).await;
    if let Some(error) = unread {
        desk.trouble(&format_args!("the sheet of attempt {}: {error}", attempt.id));
    }
    let attempt = done(&desk, saved.map_err(|error| of_learning(&desk, &error))?)?;
    let debrief = debrief_of(&desk, &asker, &attempt, params.language(&asker)).await;
    let view = debrief.map_err(|problem| match problem {
        closed if closed == ANSWERS_CLOSED.with([]) => closed.member("is_submitted", true),
        other => other,
    })?;
    Ok(Ready::of(&view))
}
