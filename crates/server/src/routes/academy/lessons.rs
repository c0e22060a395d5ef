//! Lessons to be read: their steps beside a worked example, and questions that are explained at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use academy::course::Lesson;
use academy::lesson::plan::{Check, CheckKind};
use academy::lesson::question::mark;
use academy::score::Anchor;
use api::card::CardSubject;
use axum::extract::State;
use axum::http::StatusCode;
use casework::learning::attempts::{self, Outcome, State as Stage};
use casework::learning::readings::{self, Answer, Progress};
use casework::learning::{LearningError, assigned};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use words::Language;

use super::{LangParams, LevelView, Told, fault, lesson_of, subject_of, subjects_of};
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::desk::Desk;
use crate::learning_problem::{NO_SUCH_CHECK, NO_SUCH_STEP, of_learning};
use crate::problem::Problem;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(read))
        .routes(routes!(answer))
        .routes(routes!(glossary))
}

#[derive(Debug, Serialize, ToSchema)]
struct LessonRow {
    id: String,
    order: u32,
    title: String,
    /// What its reader will be able to do.
    aim: String,
    /// Of reading.
    minutes: u32,
    /// `K1` to `K15`.
    skills: Vec<String>,
    /// Lessons that come before it.
    needs: Vec<String>,
    /// That of the words here: English, where it is not in the wanted one.
    language: String,
    is_machine_drafted: bool,
    languages: Vec<String>,
    steps: u64,
    steps_read: u64,
    checks: u64,
    checks_right: u64,
    cases: Vec<ExerciseRow>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ExerciseRow {
    id: String,
    level: LevelView,
    title: String,
    /// Par: shown, never scored.
    minutes: u32,
    is_assigned: bool,
    /// When it is due first.
    due_at: Option<String>,
    /// Of the newest attempt.
    state: ExerciseState,
    attempt: Option<String>,
    /// In thousandths of a point; of all that were handed in.
    best_milli: Option<u32>,
    /// Whether any of them passed.
    passes: Option<bool>,
    attempts: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ExerciseState {
    NotStarted,
    Working,
    Submitted,
}

/// What somebody did so far.
struct Learner {
    progress: Progress,
    outcomes: Vec<Outcome>,
    assigned: assigned::Assigned,
}

impl Learner {
    async fn of(desk: &Desk, asker: &Asker) -> Result<Self, Problem> {
        let (record, user) = (&desk.record, asker.user.id);
        let read = async || -> Result<Self, LearningError> {
            Ok(Self {
                progress: readings::of(record, user).await?,
                outcomes: attempts::outcomes(record, user).await?,
                assigned: assigned::of(record, user).await?,
            })
        };
        read().await.map_err(|error| of_learning(desk, &error))
    }

    fn steps(&self, lesson: &Lesson) -> BTreeSet<&str> {
        let read = self.progress.steps.get(lesson.id());
        let read = read.into_iter().flatten().map(String::as_str);
        read.filter(|step| lesson.step(step).is_some()).collect()
    }

    fn answers(&self, lesson: &Lesson) -> BTreeMap<&str, &Answer> {
        let given = self.progress.answers.get(lesson.id()).into_iter().flatten();
        let given = given.map(|(check, answer)| (check.as_str(), answer));
        given.filter(|(check, _)| lesson.check(check).is_some()).collect()
    }

    fn row(&self, lesson: &Lesson, told: &Told) -> LessonRow {
        let plan = &lesson.plan;
        let words = |words: &[academy::lesson::plan::Word]| {
            words.iter().map(|word| word.get_ref().clone()).collect()
        };
        let right = self.answers(lesson).values().filter(|answer| answer.is_right).count();
        LessonRow {
            id: lesson.id().to_owned(),
            order: plan.order,
            title: told.text.title.clone(),
            aim: told.text.promise.clone(),
            minutes: *plan.minutes.get_ref(),
            skills: words(&plan.skills),
            needs: words(&plan.needs),
            language: told.language.clone(),
            is_machine_drafted: told.text.is_machine_drafted,
            languages: lesson.languages().map(str::to_owned).collect(),
            steps: plan.steps.len() as u64,
            steps_read: self.steps(lesson).len() as u64,
            checks: plan.checks.len() as u64,
            checks_right: right as u64,
            cases: self.exercises(lesson, told),
        }
    }

    fn exercises(&self, lesson: &Lesson, told: &Told) -> Vec<ExerciseRow> {
        let rows = lesson.plan.cases.iter().map(|case| {
            let id = case.id.get_ref();
            let is_own = |one: &&Outcome| one.lesson == lesson.id() && one.case == *id;
            let mine: Vec<&Outcome> = self.outcomes.iter().filter(is_own).collect();
            let newest = mine.iter().max_by_key(|one| one.number);
            let due = self.assigned.get(&(lesson.id().to_owned(), id.clone()));
            ExerciseRow {
                id: id.clone(),
                level: case.level.into(),
                title: told.section(&format!("brief:{id}")).heading,
                minutes: case.minutes,
                is_assigned: due.is_some(),
                due_at: due.copied().flatten().map(|time| time.to_string()),
                state: match newest.map(|one| one.state) {
                    Some(Stage::Working) => ExerciseState::Working,
                    Some(Stage::Submitted) => ExerciseState::Submitted,
                    Some(Stage::Outdated) | None => ExerciseState::NotStarted,
                },
                attempt: newest.map(|one| one.id.to_string()),
                best_milli: mine.iter().filter_map(|one| one.total_milli).max(),
                passes: mine.iter().filter_map(|one| one.passes).max(),
                attempts: mine.len() as u64,
            }
        });
        rows.collect()
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct LessonsView {
    items: Vec<LessonRow>,
}

/// The lessons in their order, with what the asker did of each.
#[utoipa::path(get, path = "/api/academy/lessons", tag = "academy", params(LangParams),
    responses((status = 200, body = LessonsView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<LangParams>,
) -> Result<Ready, Problem> {
    let learner = Learner::of(&desk, &asker).await?;
    let (course, language) = (desk.courses.now(), params.language(&asker));
    let row = |lesson: &Arc<Lesson>| learner.row(lesson, &Told::of(lesson, language));
    Ok(Ready::of(&LessonsView { items: course.lessons().iter().map(row).collect() }))
}

#[derive(Debug, Serialize, ToSchema)]
struct TaughtLessonView {
    #[serde(flatten)]
    row: LessonRow,
    /// For the header `x-kancil-exercise`: the worked example's chain.
    exercise: String,
    steps_list: Vec<StepOfLesson>,
    checks_list: Vec<CheckView>,
    /// What the texts say in backticks, and which card that is.
    names: Vec<NameView>,
    sources: Vec<SourceView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct StepOfLesson {
    id: String,
    heading: String,
    /// Paragraphs, `**bold**`, backticks and `[^source]`.
    text: String,
    /// What stands on the little board beside it.
    show: Vec<CardSubject>,
    highlight: Vec<Anchor>,
    is_read: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct CheckView {
    id: String,
    /// The step it stands after.
    after: String,
    kind: CheckKindView,
    question: String,
    options: Vec<OptionView>,
    /// What the asker answered last; before that nothing is told.
    given: Option<GivenView>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CheckKindView {
    One,
    Many,
    Amount,
    Txid,
    Address,
    Number,
}

impl From<CheckKind> for CheckKindView {
    fn from(kind: CheckKind) -> Self {
        match kind {
            CheckKind::One => CheckKindView::One,
            CheckKind::Many => CheckKindView::Many,
            CheckKind::Amount => CheckKindView::Amount,
            CheckKind::Txid => CheckKindView::Txid,
            CheckKind::Address => CheckKindView::Address,
            CheckKind::Number => CheckKindView::Number,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct OptionView {
    id: String,
    text: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct GivenView {
    answer: Vec<String>,
    is_right: bool,
    explanation: String,
    truth: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct NameView {
    name: String,
    subject: CardSubject,
}

#[derive(Debug, Serialize, ToSchema)]
struct SourceView {
    id: String,
    text: String,
}

/// A lesson to be read.
#[utoipa::path(get, path = "/api/academy/lessons/{lesson}", tag = "academy",
    params(("lesson" = String, Path), LangParams),
    responses((status = 200, body = TaughtLessonView)))]
async fn one(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(lesson): Path<String>,
    Query(params): Query<LangParams>,
) -> Result<Ready, Problem> {
    let lesson = lesson_of(&desk, &lesson)?;
    let learner = Learner::of(&desk, &asker).await?;
    let told = Told::of(&lesson, params.language(&asker));
    let view = desk.on_thread({
        let desk = Arc::clone(&desk);
        move || whole(&desk, &lesson, &learner, &told)
    });
    Ok(Ready::of(&view.await?))
}

fn whole(
    desk: &Desk,
    lesson: &Lesson,
    learner: &Learner,
    told: &Told,
) -> Result<TaughtLessonView, Problem> {
    let (read, answers) = (learner.steps(lesson), learner.answers(lesson));
    let anchors = |words: &[academy::lesson::plan::Word]| -> Vec<Anchor> {
        words.iter().flat_map(|word| lesson.anchors(word.get_ref())).collect()
    };
    let steps = lesson.plan.steps.iter().map(|step| {
        let id = step.id.get_ref();
        let section = told.section(id);
        StepOfLesson {
            id: id.clone(),
            heading: section.heading,
            text: section.body,
            show: subjects_of(&anchors(&step.show)),
            highlight: anchors(&step.highlight),
            is_read: read.contains(id.as_str()),
        }
    });
    let checks = lesson.plan.checks.iter();
    let checks = checks.map(|check| {
        check_view(desk, lesson, check, told, answers.get(check.id.get_ref().as_str()))
    });
    let names = lesson
        .names(&told.text)
        .into_iter()
        .filter_map(|(name, anchor)| Some(NameView { name, subject: subject_of(&anchor)? }));
    let sources = lesson.plan.sources.iter();
    let sources = sources
        .map(|source| SourceView { id: source.id.get_ref().clone(), text: source.text.clone() });
    Ok(TaughtLessonView {
        row: learner.row(lesson, told),
        exercise: format!("lesson:{}", lesson.id()),
        steps_list: steps.collect(),
        checks_list: checks.collect::<Result<_, Problem>>()?,
        names: names.collect(),
        sources: sources.collect(),
    })
}

fn check_view(
    desk: &Desk,
    lesson: &Lesson,
    check: &Check,
    told: &Told,
    answer: Option<&&Answer>,
) -> Result<CheckView, Problem> {
    let section = told.section(&format!("check:{}", check.id.get_ref()));
    let question = match section.body.as_str() {
        "" => section.heading.clone(),
        more => format!("{}\n\n{more}", section.heading),
    };
    let given = answer.map(|given| -> Result<GivenView, Problem> {
        let marked = mark(lesson, check, &given.answer).map_err(|says| fault(desk, &says))?;
        Ok(GivenView {
            answer: given.answer.clone(),
            is_right: given.is_right,
            explanation: section.explanation.clone().unwrap_or_default(),
            truth: marked.truth,
        })
    });
    let options = section.options.iter();
    let options =
        options.map(|(id, text)| OptionView { id: id.clone(), text: text.clone() }).collect();
    Ok(CheckView {
        id: check.id.get_ref().clone(),
        after: check.after.get_ref().clone(),
        kind: check.kind.into(),
        question,
        options,
        given: given.transpose()?,
    })
}

/// Notes that a step was read.
#[utoipa::path(put, path = "/api/academy/lessons/{lesson}/steps/{step}", tag = "academy",
    params(("lesson" = String, Path), ("step" = String, Path)), responses((status = 204)))]
async fn read(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((lesson, step)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let lesson = lesson_of(&desk, &lesson)?;
    lesson.step(&step).ok_or_else(|| NO_SUCH_STEP.with([]))?;
    let read = readings::read(&desk.record, asker.by, &asker.who, lesson.id(), &step).await;
    read.map_err(|error| of_learning(&desk, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerGiven {
    /// The letters of a choice; else one text: an amount in BTC, a txid, an address, a number.
    answer: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct MarkedView {
    is_right: bool,
    explanation: String,
    truth: Vec<String>,
    /// With this one.
    tries: u64,
}

/// Answers a question of a lesson, which is explained at once.
#[utoipa::path(post, path = "/api/academy/lessons/{lesson}/checks/{check}", tag = "academy",
    params(("lesson" = String, Path), ("check" = String, Path), LangParams),
    request_body = AnswerGiven, responses((status = 200, body = MarkedView)))]
async fn answer(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((lesson, check)): Path<(String, String)>,
    Query(params): Query<LangParams>,
    Json(given): Json<AnswerGiven>,
) -> Result<Ready, Problem> {
    let lesson = lesson_of(&desk, &lesson)?;
    let check = lesson.check(&check).ok_or_else(|| NO_SUCH_CHECK.with([]))?;
    let id = check.id.get_ref();
    let marked = mark(&lesson, check, &given.answer).map_err(|says| fault(&desk, &says))?;
    let (record, who, answer) = (&desk.record, &asker.who, &given.answer);
    let kept = readings::answer(record, asker.by, who, lesson.id(), id, answer, marked.is_right);
    let tries = kept.await.map_err(|error| of_learning(&desk, &error))?;
    let section = Told::of(&lesson, params.language(&asker)).section(&format!("check:{id}"));
    Ok(Ready::of(&MarkedView {
        is_right: marked.is_right,
        explanation: section.explanation.unwrap_or_default(),
        truth: marked.truth,
        tries,
    }))
}

#[derive(Debug, Serialize, ToSchema)]
struct GlossaryView {
    items: Vec<TermView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TermView {
    /// In English.
    term: String,
    /// The agreed word of the language, or else the English one.
    word: String,
    /// What it means; empty where nobody wrote that down.
    says: String,
}

/// The words of the field, in a language.
#[utoipa::path(get, path = "/api/academy/glossary", tag = "academy", params(LangParams),
    responses((status = 200, body = GlossaryView)))]
async fn glossary(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<LangParams>,
) -> Result<Ready, Problem> {
    let language = params.language(&asker);
    let spoken = Language::of(language).unwrap_or(Language::ENGLISH);
    let course = desk.courses.now();
    let items = course.glossary().terms().map(|term| TermView {
        term: term.to_owned(),
        word: course.glossary().word(term, language).unwrap_or(term).to_owned(),
        says: meaning(spoken, term),
    });
    Ok(Ready::of(&GlossaryView { items: items.collect() }))
}

/// What the catalogues say that a term means: the academy's own words before those of papers.
fn meaning(language: Language, term: &str) -> String {
    let slug = term.to_lowercase().replace(' ', "-");
    let ids = [format!("academy-term-{slug}"), format!("paper-term-{slug}-means")];
    let known = ids.iter().find(|id| words::is_known(id));
    known.map(|id| words::say(language, id, &[])).unwrap_or_default()
}
