//! Classes, for their trainers: who is in them, what they are to do, and all of it at one glance.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use academy::course::Course;
use academy::mastery::{Done, mastery};
use academy::missed::{Seen, missed_most};
use academy::score::hand::{Reached, with_hand};
use academy::score::{Anchor, Decoy, Signal};
use api::phrase::points;
use api::sheet::Sheet;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use casework::id::{ClassId, UserId};
use casework::learning::attempts::State as AttemptState;
use casework::learning::class_view::{self, ClassView as Read, First, Person, Worked};
use casework::learning::classes::{self, Assignment, ClassChange, Newcomer};
use model::time::Time;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::LangParams;
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::class_problem::{NO_SUCH_CLASS, NO_SUCH_LEARNER, of_teach};
use crate::desk::Desk;
use crate::learning_problem::NO_SUCH_EXERCISE;
use crate::problem::{self, Problem};
use crate::routes::cases::cursor;
use crate::routes::people::{LinkView, limited};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, change))
        .routes(routes!(add_people))
        .routes(routes!(remove_person))
        .routes(routes!(newcomers))
        .routes(routes!(assign, unassign))
        .routes(routes!(table))
}

/// A class by what stands in a path. What is no id is no class of anybody's.
pub fn class_id(text: &str) -> Result<ClassId, Problem> {
    text.parse().map_err(|_| NO_SUCH_CLASS.with([]))
}

#[derive(Debug, Serialize, ToSchema)]
struct ClassRow {
    id: String,
    title: String,
    /// What its lessons are read in, as far as a learner has not chosen.
    language: String,
    is_closed: bool,
    created_at: String,
    /// How many learn in it.
    learners: u64,
}

impl ClassRow {
    fn of(class: &classes::Class, learners: u64) -> Self {
        Self {
            id: class.id.to_string(),
            title: class.title.clone(),
            language: class.language.clone(),
            is_closed: class.is_closed,
            created_at: class.created_at.to_string(),
            learners,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct ClassesView {
    total: u64,
    items: Vec<ClassRow>,
    next: Option<String>,
}

/// A part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Part {
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500).
    limit: Option<u32>,
}

/// The classes that one teaches, the newest first.
#[utoipa::path(get, path = "/api/academy/classes", tag = "academy", params(Part),
    responses((status = 200, body = ClassesView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(part): Query<Part>,
) -> Result<axum::Json<ClassesView>, Problem> {
    let (after, limit) = (cursor(part.after.as_deref())?, limited(part.limit)?);
    let page = classes::list(&desk.record, &asker.who, after, limit).await;
    let page = page.map_err(|error| of_teach(&desk, &error))?;
    let last = page.items.last().filter(|_| page.has_more);
    let next = last.map(|listed| listed.class.id.to_string());
    let items = page.items.iter().map(|listed| ClassRow::of(&listed.class, listed.people));
    Ok(axum::Json(ClassesView { total: page.total, items: items.collect(), next }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewClass {
    title: String,
    /// A language tag, such as th.
    language: String,
}

/// Makes a class, which its maker teaches.
#[utoipa::path(post, path = "/api/academy/classes", tag = "academy", request_body = NewClass,
    responses((status = 201, body = ClassView)))]
async fn create(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Json(given): Json<NewClass>,
) -> Result<(StatusCode, Ready), Problem> {
    let class =
        classes::create(&desk.record, asker.by, &asker.who, &given.title, &given.language).await;
    let class = class.map_err(|error| of_teach(&desk, &error))?;
    Ok((StatusCode::CREATED, seen(&desk, &asker, class.id, &LangParams::default()).await?))
}

/// A class whole: who learns in it, what they are to do, and how far each is. One answer, however many
/// learn in it.
#[utoipa::path(get, path = "/api/academy/classes/{class}", tag = "academy",
    params(("class" = String, Path), LangParams), responses((status = 200, body = ClassView)))]
async fn one(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(class): Path<String>,
    Query(params): Query<LangParams>,
) -> Result<Ready, Problem> {
    seen(&desk, &asker, class_id(&class)?, &params).await
}

async fn read(desk: &Desk, asker: &Asker, class: ClassId) -> Result<Read, Problem> {
    let read = class_view::read(&desk.record, &asker.who, class).await;
    read.map_err(|error| of_teach(desk, &error))
}

async fn seen(
    desk: &Desk,
    asker: &Asker,
    class: ClassId,
    params: &LangParams,
) -> Result<Ready, Problem> {
    let read = read(desk, asker, class).await?;
    Ok(Ready::of(&ClassView::of(&read, &desk.courses.now(), params.language(asker))))
}

/// What is changed; what is not given stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClassChanged {
    title: Option<String>,
    language: Option<String>,
    /// A closed class is read, not changed, until it is opened again.
    is_closed: Option<bool>,
}

/// Changes what a class is called, closes it or opens it again.
#[utoipa::path(patch, path = "/api/academy/classes/{class}", tag = "academy",
    params(("class" = String, Path)), request_body = ClassChanged,
    responses((status = 200, body = ClassView)))]
async fn change(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(class): Path<String>,
    Json(given): Json<ClassChanged>,
) -> Result<Ready, Problem> {
    let id = class_id(&class)?;
    let change =
        ClassChange { title: given.title, language: given.language, is_closed: given.is_closed };
    let changed = classes::change(&desk.record, asker.by, &asker.who, id, change).await;
    changed.map_err(|error| of_teach(&desk, &error))?;
    seen(&desk, &asker, id, &LangParams::default()).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PeopleGiven {
    /// Ids of people who are there and may learn.
    users: Vec<String>,
}

/// Adds learners. Who is in the class already stays in it.
#[utoipa::path(post, path = "/api/academy/classes/{class}/people", tag = "academy",
    params(("class" = String, Path)), request_body = PeopleGiven,
    responses((status = 200, body = ClassView)))]
async fn add_people(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(class): Path<String>,
    Json(given): Json<PeopleGiven>,
) -> Result<Ready, Problem> {
    let id = class_id(&class)?;
    let users = given.users.iter().map(|user| user.parse::<UserId>());
    let users = users.collect::<Result<Vec<_>, _>>();
    let users = users.map_err(|_| problem::FIELD_UNREADABLE.with(["users".into()]))?;
    let added = classes::add_people(&desk.record, asker.by, &asker.who, id, &users).await;
    added.map_err(|error| of_teach(&desk, &error))?;
    seen(&desk, &asker, id, &LangParams::default()).await
}

/// Takes a learner out of a class; what he did stays his.
#[utoipa::path(delete, path = "/api/academy/classes/{class}/people/{user}", tag = "academy",
    params(("class" = String, Path), ("user" = String, Path)), responses((status = 204)))]
async fn remove_person(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((class, user)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let id = class_id(&class)?;
    let user: UserId = user.parse().map_err(|_| NO_SUCH_LEARNER.with([]))?;
    let removed = classes::remove_person(&desk.record, asker.by, &asker.who, id, user).await;
    removed.map_err(|error| of_teach(&desk, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewcomersGiven {
    names: Vec<NewcomerGiven>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewcomerGiven {
    /// Letters, digits and `. _ - + @`; upper case is taken as lower.
    login: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct NewcomersView {
    items: Vec<NewcomerView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct NewcomerView {
    user: LearnerView,
    link: LinkView,
}

/// Makes accounts for learners, all of them or none, and puts them in the class. They are trainees,
/// who see made-up chains alone: nobody else is made here. Each sets a password by a link that opens
/// once. Where a login cannot be had, the problem has it as `login`.
#[utoipa::path(post, path = "/api/academy/classes/{class}/newcomers", tag = "academy",
    params(("class" = String, Path)), request_body = NewcomersGiven,
    responses((status = 201, body = NewcomersView)))]
async fn newcomers(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(class): Path<String>,
    Json(given): Json<NewcomersGiven>,
) -> Result<(StatusCode, axum::Json<NewcomersView>), Problem> {
    let id = class_id(&class)?;
    let names = given.names.into_iter();
    let names: Vec<Newcomer> =
        names.map(|given| Newcomer { login: given.login, name: given.name }).collect();
    let made = classes::newcomers(&desk.record, asker.by, &asker.who, id, &names).await;
    let made = made.map_err(|error| of_teach(&desk, &error))?;
    let items = made.iter().map(|(user, link)| NewcomerView {
        user: LearnerView {
            id: user.id.to_string(),
            login: user.login.clone(),
            name: user.name.clone(),
            is_disabled: user.is_disabled,
            has_password: user.has_password,
        },
        link: LinkView::of(link),
    });
    let items = items.collect();
    Ok((StatusCode::CREATED, axum::Json(NewcomersView { items })))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AssignmentGiven {
    /// RFC 3339; `null`: without a day.
    due_at: Option<String>,
    /// Whether learners see the debrief once their answer is in.
    answers_open: bool,
}

/// Gives an exercise to a class, or changes until when and whether its answers are open.
#[utoipa::path(put, path = "/api/academy/classes/{class}/assignments/{lesson}/{case}",
    tag = "academy",
    params(("class" = String, Path), ("lesson" = String, Path), ("case" = String, Path)),
    request_body = AssignmentGiven, responses((status = 200, body = ClassView)))]
async fn assign(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((class, lesson, case)): Path<(String, String, String)>,
    Json(given): Json<AssignmentGiven>,
) -> Result<Ready, Problem> {
    let id = class_id(&class)?;
    let course = desk.courses.now();
    if course.lesson(&lesson).and_then(|lesson| lesson.case(&case)).is_none() {
        // First, whether he may know of the class.
        read(&desk, &asker, id).await?;
        return Err(NO_SUCH_EXERCISE.with([]));
    }
    let due_at = given.due_at.map(|text| text.parse::<Time>()).transpose();
    let due_at = due_at.map_err(|_| problem::FIELD_UNREADABLE.with(["due_at".into()]))?;
    let at = asker.by.now;
    let given = Assignment { lesson, case, due_at, answers_open: given.answers_open, at };
    let assigned = classes::assign(&desk.record, asker.by, &asker.who, id, given).await;
    assigned.map_err(|error| of_teach(&desk, &error))?;
    seen(&desk, &asker, id, &LangParams::default()).await
}

/// Takes an exercise from a class; what was done at it stays.
#[utoipa::path(delete, path = "/api/academy/classes/{class}/assignments/{lesson}/{case}",
    tag = "academy",
    params(("class" = String, Path), ("lesson" = String, Path), ("case" = String, Path)),
    responses((status = 204)))]
async fn unassign(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((class, lesson, case)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let id = class_id(&class)?;
    let done = classes::unassign(&desk.record, asker.by, &asker.who, id, &lesson, &case).await;
    done.map_err(|error| of_teach(&desk, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Serialize, ToSchema)]
struct LearnerView {
    id: String,
    login: String,
    name: String,
    is_disabled: bool,
    /// `false` until the first password link was used.
    has_password: bool,
}

impl From<&Person> for LearnerView {
    fn from(person: &Person) -> Self {
        Self {
            id: person.id.to_string(),
            login: person.login.clone(),
            name: person.name.clone(),
            is_disabled: person.is_disabled,
            has_password: person.has_password,
        }
    }
}

/// A class at one glance.
#[derive(Debug, Serialize, ToSchema)]
struct ClassView {
    #[serde(flatten)]
    row: ClassRow,
    /// By name.
    people: Vec<LearnerView>,
    trainers: Vec<LearnerView>,
    /// In the order in which they were given.
    exercises: Vec<ExerciseView>,
    /// Of every learner at every one of these exercises.
    cells: Vec<CellView>,
    /// What most learners' first answers missed, by exercise; a decoy where they took it for a sign.
    missed: Vec<MissedView>,
    /// Of whatever they did in the academy.
    mastery: Vec<MasteryView>,
    /// Of the lessons of these exercises.
    readings: Vec<ReadingView>,
    /// There are more attempts than are counted here.
    is_cut: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct ExerciseView {
    lesson: String,
    case: String,
    title: String,
    lesson_title: String,
    due_at: Option<String>,
    answers_open: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct CellView {
    user: String,
    lesson: String,
    case: String,
    /// The newest.
    attempt: Option<String>,
    /// Of the newest: `not_started`, `working` or `submitted`.
    state: &'static str,
    /// The best that was handed in, with a trainer's points.
    total_milli: Option<u32>,
    /// Whether one that was handed in passes.
    passes: Option<bool>,
    asks_help: bool,
    /// Taken in the newest.
    hints: u32,
    started_at: Option<String>,
    submitted_at: Option<String>,
    attempts: u32,
}

#[derive(Debug, Serialize, ToSchema)]
struct MissedView {
    lesson: String,
    case: String,
    /// The sign's id, or the decoy's.
    signal: String,
    name: String,
    is_decoy: bool,
    missed: u32,
    /// How many handed in.
    of: u32,
}

#[derive(Debug, Serialize, ToSchema)]
struct MasteryView {
    user: String,
    typology: String,
    /// Different cases with eighty points or more and one hint at most.
    cases: u32,
    is_mastered: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReadingView {
    user: String,
    lesson: String,
    steps_read: u64,
    steps: u64,
}

/// What an attempt came to, with a trainer's points.
fn total(worked: &Worked) -> Option<(u32, bool)> {
    let reached = worked.handed_in?;
    let hand = i8::try_from(reached.hand_points).unwrap_or_default();
    let by_formula = Reached {
        total_milli: reached.total_milli,
        passes: reached.passes,
        accused_innocent: reached.accused_innocent,
        let_crime_go: false,
    };
    // Whether it passes was judged when the points were given.
    Some((with_hand(by_formula, hand).0, reached.passes))
}

impl ClassView {
    fn of(read: &Read, course: &Course, language: &str) -> Self {
        Self {
            row: ClassRow::of(&read.class, read.people.len() as u64),
            people: read.people.iter().map(LearnerView::from).collect(),
            trainers: read.trainers.iter().map(LearnerView::from).collect(),
            exercises: exercises(read, course, language),
            cells: cells(read),
            missed: missed(read, course, language),
            mastery: mastered(read, course),
            readings: readings(read, course),
            is_cut: read.is_cut,
        }
    }
}

/// An exercise that is not taught any more is called by its ids.
fn exercises(read: &Read, course: &Course, language: &str) -> Vec<ExerciseView> {
    let view = |given: &Assignment| {
        let text = course.lesson(&given.lesson).map(|lesson| lesson.text(language).1);
        let brief = text.and_then(|text| text.sections.get(&format!("brief:{}", given.case)));
        ExerciseView {
            title: brief.map_or_else(|| given.case.clone(), |brief| brief.heading.clone()),
            lesson_title: text.map_or_else(|| given.lesson.clone(), |text| text.title.clone()),
            lesson: given.lesson.clone(),
            case: given.case.clone(),
            due_at: given.due_at.map(|due| due.to_string()),
            answers_open: given.answers_open,
        }
    };
    read.assignments.iter().map(view).collect()
}

/// A learner's attempts at an exercise, the first one first.
type ByExercise<'r> = BTreeMap<(UserId, &'r str, &'r str), Vec<&'r Worked>>;

fn by_exercise(read: &Read) -> ByExercise<'_> {
    let mut by = ByExercise::new();
    for worked in read.attempts.iter().filter(|worked| worked.state != AttemptState::Outdated) {
        by.entry((worked.user, &worked.lesson, &worked.case)).or_default().push(worked);
    }
    by
}

fn cells(read: &Read) -> Vec<CellView> {
    let by = by_exercise(read);
    let mut cells = Vec::new();
    for person in &read.people {
        for given in &read.assignments {
            let done = by.get(&(person.id, given.lesson.as_str(), given.case.as_str()));
            cells.push(cell(person, given, done.map_or(&[], Vec::as_slice)));
        }
    }
    cells
}

fn cell(person: &Person, given: &Assignment, done: &[&Worked]) -> CellView {
    let newest = done.last();
    let totals: Vec<(u32, bool)> = done.iter().filter_map(|worked| total(worked)).collect();
    CellView {
        user: person.id.to_string(),
        lesson: given.lesson.clone(),
        case: given.case.clone(),
        attempt: newest.map(|worked| worked.id.to_string()),
        state: newest.map_or("not_started", |worked| worked.state.text()),
        total_milli: totals.iter().map(|(total, _)| *total).max(),
        passes: totals.iter().map(|(_, passes)| *passes).max(),
        asks_help: newest.is_some_and(|worked| worked.asks_help),
        hints: newest.map_or(0, |worked| worked.hints),
        started_at: newest.map(|worked| worked.started_at.to_string()),
        submitted_at: newest.and_then(|worked| worked.handed_in).map(|done| done.at.to_string()),
        attempts: u32::try_from(done.len()).unwrap_or(u32::MAX),
    }
}

#[derive(Debug, Deserialize)]
struct Pinned {
    anchor: Anchor,
}

/// What a first answer saw, by what it pinned; none where the record is of a form that is not known.
fn seen_of(first: &First) -> Option<Seen> {
    let pins: Vec<Pinned> = serde_json::from_str(&first.pins).ok()?;
    let signals: Vec<Signal> = serde_json::from_str(&first.signals).ok()?;
    let decoys: Vec<Decoy> = serde_json::from_str(&first.decoys).ok()?;
    let pins: BTreeSet<Anchor> = pins.into_iter().map(|pin| pin.anchor).collect();
    let mut seen = Seen::default();
    for signal in signals {
        let is_found = !signal.anchors.is_disjoint(&pins);
        if is_found { &mut seen.found } else { &mut seen.missed }.push(signal.id);
    }
    let took = decoys.into_iter().filter(|decoy| !decoy.anchors.is_disjoint(&pins));
    seen.deceived = took.map(|decoy| decoy.id).collect();
    Some(seen)
}

fn missed(read: &Read, course: &Course, language: &str) -> Vec<MissedView> {
    let mut views = Vec::new();
    for given in &read.assignments {
        let of = |worked: &&Worked| worked.lesson == given.lesson && worked.case == given.case;
        let first = read.attempts.iter().filter(of).filter_map(|worked| worked.first.as_ref());
        let seen: Vec<Seen> = first.filter_map(seen_of).collect();
        let text = course.lesson(&given.lesson).map(|lesson| lesson.text(language).1);
        for what in missed_most(&seen) {
            let kind = if what.is_decoy { "decoy" } else { "signal" };
            let section = format!("{kind}:{}/{}", given.case, what.id);
            let section = text.and_then(|text| text.sections.get(&section));
            views.push(MissedView {
                lesson: given.lesson.clone(),
                case: given.case.clone(),
                signal: what.id.to_owned(),
                name: section.map_or_else(|| what.id.to_owned(), |it| it.heading.clone()),
                is_decoy: what.is_decoy,
                missed: what.missed,
                of: what.of,
            });
        }
    }
    views
}

fn mastered(read: &Read, course: &Course) -> Vec<MasteryView> {
    let done = |worked: &Worked| {
        let case = course.lesson(&worked.lesson)?.case(&worked.case)?;
        Some(Done {
            lesson: worked.lesson.clone(),
            case: worked.case.clone(),
            typology: case.typology.get_ref().clone(),
            points_milli: total(worked)?.0,
            hints: worked.hints,
            at: worked.handed_in?.at,
        })
    };
    let mut views = Vec::new();
    for person in &read.people {
        let own = read.attempts.iter().filter(|worked| worked.user == person.id);
        let own: Vec<Done> = own.filter_map(done).collect();
        for (typology, of) in mastery(&own) {
            views.push(MasteryView {
                user: person.id.to_string(),
                typology: typology.to_owned(),
                cases: of.cases,
                is_mastered: of.is_mastered,
            });
        }
    }
    views
}

fn readings(read: &Read, course: &Course) -> Vec<ReadingView> {
    let mut lessons: Vec<&str> = read.assignments.iter().map(|it| it.lesson.as_str()).collect();
    lessons.sort_unstable();
    lessons.dedup();
    let mut views = Vec::new();
    for person in &read.people {
        for lesson in lessons.iter().filter_map(|id| course.lesson(id)) {
            let steps = lesson.plan.steps.len() as u64;
            let steps_read = read.readings.get(&(person.id, lesson.id().to_owned()));
            views.push(ReadingView {
                user: person.id.to_string(),
                lesson: lesson.id().to_owned(),
                steps_read: steps_read.copied().unwrap_or(0).min(steps),
                steps,
            });
        }
    }
    views
}

/// The class as comma-separated values: a row a learner and exercise. What a spreadsheet would run as
/// a formula is made text.
#[utoipa::path(get, path = "/api/academy/classes/{class}/table.csv", tag = "academy",
    params(("class" = String, Path), LangParams),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn table(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(class): Path<String>,
    Query(params): Query<LangParams>,
) -> Result<Response, Problem> {
    let id = class_id(&class)?;
    let read = read(&desk, &asker, id).await?;
    let view = ClassView::of(&read, &desk.courses.now(), params.language(&asker));
    let text = sheet(&view).into_text();
    let head = [
        (CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"class-{id}.csv\"")),
    ];
    Ok((head, text).into_response())
}

fn sheet(view: &ClassView) -> Sheet {
    let mut sheet = Sheet::new(&[
        "login",
        "name",
        "lesson",
        "case",
        "title",
        "due",
        "state",
        "points",
        "passes",
        "attempts",
        "hints",
        "asks_help",
        "started",
        "submitted",
    ]);
    let people: BTreeMap<&str, &LearnerView> =
        view.people.iter().map(|person| (person.id.as_str(), person)).collect();
    let exercises = view.exercises.iter().cycle();
    // A cell a learner and exercise, in the order of both.
    for (cell, exercise) in view.cells.iter().zip(exercises) {
        let Some(person) = people.get(cell.user.as_str()) else { continue };
        sheet.row([
            person.login.clone(),
            person.name.clone(),
            cell.lesson.clone(),
            cell.case.clone(),
            exercise.title.clone(),
            exercise.due_at.clone().unwrap_or_default(),
            cell.state.to_owned(),
            cell.total_milli.map(points).unwrap_or_default(),
            cell.passes.map(|passes| passes.to_string()).unwrap_or_default(),
            cell.attempts.to_string(),
            cell.hints.to_string(),
            cell.asks_help.to_string(),
            cell.started_at.clone().unwrap_or_default(),
            cell.submitted_at.clone().unwrap_or_default(),
        ]);
    }
    sheet
}
