//! The debrief: the score with its arithmetic, what was so, and which of it was seen.
//!
//! What was handed in is judged once and kept with the truth it was held against, so a debrief stays
//! the same whatever becomes of the lesson. What was seen follows from the board's log, from what was
//! opened, and from the pins.

use std::collections::BTreeSet;
use std::sync::Arc;

use academy::score::{self, Anchor, Part, Score, Truth, certainty_mark};
use axum::extract::State;
use casework::access::{Object as On, Permission};
use casework::audit::{Action, Entry, Object};
use casework::learning::attempts::{self, Attempt, HintTold, Judged};
use casework::learning::looks::{self, Before};
use casework::learning::{LearningError, assigned};
use model::amount::Sat;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::attempts::{CommentView, comments, found};
use super::sheet::{Sheet, Verdict};
use super::{LangParams, Told, fault};
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Path, Query};
use crate::desk::Desk;
use crate::exercise::{self, Ground};
use crate::learning_problem::{ANSWERS_CLOSED, NOT_SUBMITTED, of_learning};
use crate::problem::Problem;
use crate::record_problem::of_record;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(debrief))
}

/// Shorter than this nobody has read what stands there (ux.md, 7.4).
const OPENED_MS: u64 = 2_000;

/// What a sheet came to, as it is kept with the attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    pub score: Points,
    pub truth: Truth,
    pub start: Vec<Anchor>,
    pub given: Vec<Anchor>,
    pub expert: Vec<Anchor>,
}

/// The score's numbers, in thousandths of a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Points {
    decision: PointsView,
    signals: PointsView,
    trace: PointsView,
    reasons: PointsView,
    hints_milli: u32,
    accused_innocent: bool,
    let_crime_go: bool,
    total_milli: u32,
    passes: bool,
}

/// A part of the score, with the numbers it was counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PointsView {
    points_milli: u32,
    of_milli: u32,
    counted: Vec<CountedView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
struct CountedView {
    name: String,
    value: u64,
}

impl From<Part> for PointsView {
    fn from(part: Part) -> Self {
        let counted = part.counted.into_iter();
        let counted = counted.map(|(name, value)| CountedView { name: name.to_owned(), value });
        Self {
            points_milli: part.points_milli,
            of_milli: part.of_milli,
            counted: counted.collect(),
        }
    }
}

impl From<Score> for Points {
    fn from(score: Score) -> Self {
        Self {
            decision: score.decision.into(),
            signals: score.signals.into(),
            trace: score.trace.into(),
            reasons: score.reasons.into(),
            hints_milli: score.hints_milli,
            accused_innocent: score.accused_innocent,
            let_crime_go: score.let_crime_go,
            total_milli: score.total_milli,
            passes: score.passes,
        }
    }
}

impl Judgement {
    pub fn of(ground: &Ground, sheet: &Sheet, hints: &[HintTold]) -> Self {
        let score = score::score(&ground.truth, &sheet.scored(hints, &ground.atlas));
        Self {
            score: score.into(),
            truth: ground.truth.clone(),
            start: ground.start.clone(),
            given: ground.given.clone(),
            expert: ground.expert.clone(),
        }
    }

    pub fn read(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    pub fn judged(&self) -> Judged {
        Judged {
            json: serde_json::to_string(self).expect("texts and numbers are JSON"),
            total_milli: self.score.total_milli,
            passes: self.score.passes,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DebriefView {
    attempt: String,
    score: ScoreView,
    /// Beside the score and never in it.
    certainty: Option<CertaintyView>,
    truth: TruthView,
    signals: Vec<SignalView>,
    decoys: Vec<DecoyView>,
    /// Whoever accuses one of these gets 60 points at most.
    innocents: Vec<Anchor>,
    /// In the order in which somebody who knows would look.
    expert: Vec<Anchor>,
    sheet: Sheet,
    comments: Vec<CommentView>,
    /// What to go on with.
    next: Option<NextView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ScoreView {
    decision: PointsView,
    signals: PointsView,
    trace: PointsView,
    reasons: PointsView,
    hints_milli: u32,
    accused_innocent: bool,
    let_crime_go: bool,
    total_milli: u32,
    /// A trainer's, −10 to 10, beside the total.
    hand_points: i64,
    /// What the trainer said to them.
    hand_comment: String,
    passes: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct CertaintyView {
    given: u8,
    mark: i8,
    is_right: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct TruthView {
    right: Vec<Verdict>,
    acceptable: Vec<Verdict>,
    is_innocent: bool,
    typology: String,
    /// In BTC.
    amount: String,
    path: Vec<Anchor>,
}

/// Whether a sign was before the learner, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeenView {
    /// None of its anchors ever stood on the board.
    NeverVisible,
    /// It stood there, and was not opened for two seconds.
    NeverOpened,
    /// It was looked at and not pinned.
    Opened,
    /// Pinned after a hint was told.
    PinnedLate,
    Pinned,
}

#[derive(Debug, Serialize, ToSchema)]
struct SignalView {
    id: String,
    name: String,
    text: String,
    weight: u32,
    anchors: Vec<Anchor>,
    seen: SeenView,
    /// How long all its anchors were open together.
    dwell_ms: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct DecoyView {
    id: String,
    name: String,
    text: String,
    anchors: Vec<Anchor>,
    is_pinned: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct NextView {
    lesson: String,
    case: String,
}

/// What came of an attempt. Of one that is not handed in: 409 `not-submitted` for its learner; who
/// teaches him is told how it stands. While the class's answers are closed: 403 `answers-closed`.
#[utoipa::path(get, path = "/api/academy/attempts/{attempt}/debrief", tag = "academy",
    params(("attempt" = String, Path), LangParams),
    responses((status = 200, body = DebriefView)))]
async fn debrief(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(attempt): Path<String>,
    Query(params): Query<LangParams>,
) -> Result<Ready, Problem> {
    let attempt = found(&desk, &asker, &attempt).await?;
    let view = debrief_of(&desk, &asker, &attempt, params.language(&asker)).await?;
    let entry = Entry::new(Action::DebriefOpened, Object::attempt(attempt.id));
    desk.record.note(asker.by, entry).await.map_err(|error| of_record(&desk, &error))?;
    Ok(Ready::of(&view))
}

pub async fn debrief_of(
    desk: &Desk,
    asker: &Asker,
    attempt: &Attempt,
    language: &str,
) -> Result<DebriefView, Problem> {
    let sheet = Sheet::read(&attempt.sheet).map_err(|error| fault(desk, &error))?;
    let judged = judged(desk, asker, attempt, &sheet).await?;
    let learned = |error: LearningError| of_learning(desk, &error);
    let before = looks::before(&desk.record, std::slice::from_ref(attempt)).await;
    let before = before.map_err(learned)?.pop().unwrap_or_default();
    let comments = comments(desk, attempt).await?;
    let next = next(desk, asker, attempt).await?;
    let told = desk.courses.now().lesson(&attempt.lesson).map(|it| Told::of(it, language));
    let words = Words { told: told.as_ref(), case: &attempt.case };
    let Judgement { score, truth, expert, .. } = judged;
    let pins: BTreeSet<&Anchor> = sheet.pins.iter().map(|pin| &pin.anchor).collect();
    let board = Seen { pins: &pins, before: &before };
    let signals = truth.signals.iter().map(|signal| {
        let (name, text) = words.of("signal", &signal.id);
        SignalView {
            name,
            text,
            id: signal.id.clone(),
            weight: signal.weight,
            anchors: signal.anchors.iter().cloned().collect(),
            seen: board.state(&signal.anchors),
            dwell_ms: board.dwell_ms(&signal.anchors),
        }
    });
    let decoys = truth.decoys.iter().map(|decoy| {
        let (name, text) = words.of("decoy", &decoy.id);
        let is_pinned = decoy.anchors.iter().any(|anchor| pins.contains(anchor));
        let anchors = decoy.anchors.iter().cloned().collect();
        DecoyView { name, text, id: decoy.id.clone(), anchors, is_pinned }
    });
    let (signals, decoys) = (signals.collect(), decoys.collect());
    Ok(DebriefView {
        attempt: attempt.id.to_string(),
        certainty: certainty(&sheet, &truth),
        score: score_view(score, attempt),
        truth: TruthView {
            right: truth.right.into_iter().map(Verdict::from).collect(),
            acceptable: truth.acceptable.into_iter().map(Verdict::from).collect(),
            is_innocent: truth.is_innocent,
            typology: truth.typology,
            amount: Sat(truth.amount_sat).to_btc(),
            path: truth.path,
        },
        signals,
        decoys,
        innocents: truth.innocents.into_iter().collect(),
        expert,
        sheet,
        comments,
        next,
    })
}

/// As it was judged when it was handed in; before that for who teaches the learner alone.
async fn judged(
    desk: &Desk,
    asker: &Asker,
    attempt: &Attempt,
    sheet: &Sheet,
) -> Result<Judgement, Problem> {
    let is_mine = attempt.user == asker.user.id;
    let Some(done) = &attempt.handed_in else {
        if is_mine {
            return Err(NOT_SUBMITTED.with([]));
        }
        asker.may(Permission::Teach, On::House)?;
        let ground = exercise::of_attempt(desk, attempt).await?;
        return Ok(Judgement::of(&ground, sheet, &attempt.hints));
    };
    if is_mine {
        let closed = assigned::are_answers_closed(&desk.record, attempt).await;
        if closed.map_err(|error| of_learning(desk, &error))? {
            return Err(ANSWERS_CLOSED.with([]));
        }
    }
    Judgement::read(&done.score).map_err(|error| fault(desk, &error))
}

/// How far a learner came with each sign of an answer that is in: the same as the debrief tells.
pub fn seen_of(
    desk: &Desk,
    attempt: &Attempt,
    before: &Before,
) -> Result<Vec<(String, SeenView)>, Problem> {
    let Some(done) = &attempt.handed_in else { return Ok(Vec::new()) };
    let judged = Judgement::read(&done.score).map_err(|error| fault(desk, &error))?;
    let sheet = Sheet::read(&attempt.sheet).map_err(|error| fault(desk, &error))?;
    let pins: BTreeSet<&Anchor> = sheet.pins.iter().map(|pin| &pin.anchor).collect();
    let board = Seen { pins: &pins, before };
    let signals = judged.truth.signals.iter();
    Ok(signals.map(|signal| (signal.id.clone(), board.state(&signal.anchors))).collect())
}

fn score_view(score: Points, attempt: &Attempt) -> ScoreView {
    ScoreView {
        decision: score.decision,
        signals: score.signals,
        trace: score.trace,
        reasons: score.reasons,
        hints_milli: score.hints_milli,
        accused_innocent: score.accused_innocent,
        let_crime_go: score.let_crime_go,
        total_milli: score.total_milli,
        hand_points: attempt.hand_points,
        hand_comment: attempt.hand_comment.clone(),
        passes: attempt.handed_in.as_ref().map_or(score.passes, |done| done.passes),
    }
}

fn certainty(sheet: &Sheet, truth: &Truth) -> Option<CertaintyView> {
    let (given, verdict) = (sheet.certainty?, sheet.verdict?);
    let is_right = truth.right.contains(&verdict.into());
    Some(CertaintyView { given, mark: certainty_mark(given, is_right)?, is_right })
}

/// What a lesson says of a sign; of one that is no longer taught its id is left.
struct Words<'t> {
    told: Option<&'t Told>,
    case: &'t str,
}

impl Words<'_> {
    fn of(&self, kind: &str, id: &str) -> (String, String) {
        let Some(told) = self.told else { return (id.to_owned(), String::new()) };
        let section = told.section(&format!("{kind}:{}/{id}", self.case));
        (section.heading, section.body)
    }
}

/// What was before the learner.
struct Seen<'s> {
    pins: &'s BTreeSet<&'s Anchor>,
    before: &'s Before,
}

impl Seen<'_> {
    fn state(&self, anchors: &BTreeSet<Anchor>) -> SeenView {
        let pinned: Vec<&Anchor> =
            anchors.iter().filter(|anchor| self.pins.contains(anchor)).collect();
        let is_early = |anchor: &&&Anchor| {
            let pin = self.before.looks.get(anchor.as_str()).and_then(|look| look.pin);
            pin.is_none_or(|pin| pin.hints_before == 0)
        };
        if pinned.iter().any(|anchor| is_early(&anchor)) {
            SeenView::Pinned
        } else if !pinned.is_empty() {
            SeenView::PinnedLate
        } else if self.dwell_ms(anchors) >= OPENED_MS {
            SeenView::Opened
        } else if anchors.iter().any(|anchor| self.before.shown.contains(anchor)) {
            SeenView::NeverOpened
        } else {
            SeenView::NeverVisible
        }
    }

    fn dwell_ms(&self, anchors: &BTreeSet<Anchor>) -> u64 {
        let looks = anchors.iter().filter_map(|anchor| self.before.looks.get(anchor));
        looks.map(|look| look.dwell_ms).sum()
    }
}

/// The first exercise after this one that was not passed yet: of the lesson, then of those after it.
async fn next(desk: &Desk, asker: &Asker, attempt: &Attempt) -> Result<Option<NextView>, Problem> {
    let outcomes = attempts::outcomes(&desk.record, asker.user.id).await;
    let outcomes = outcomes.map_err(|error| of_learning(desk, &error))?;
    let course = desk.courses.now();
    let all = course.lessons().iter().flat_map(|lesson| {
        let cases = lesson.plan.cases.iter();
        cases.map(|case| (lesson.id().to_owned(), case.id.get_ref().clone()))
    });
    let this = (attempt.lesson.clone(), attempt.case.clone());
    let is_passed = |exercise: &(String, String)| {
        outcomes.iter().any(|one| {
            one.passes == Some(true) && (&one.lesson, &one.case) == (&exercise.0, &exercise.1)
        })
    };
    let mut after = all.skip_while(|exercise| *exercise != this).skip(1);
    let next = after.find(|exercise| !is_passed(exercise));
    Ok(next.map(|(lesson, case)| NextView { lesson, case }))
}

#[cfg(test)]
mod tests {
    use casework::learning::looks::{Look, Pin};
    use model::time::Time;

    use super::*;

    #[track_caller]
    fn check(pins: &[&str], looks: &[(&str, u64, Option<u64>)], shown: &[&str], seen: SeenView) {
        let pins: Vec<Anchor> = pins.iter().map(|pin| (*pin).to_owned()).collect();
        let pins: BTreeSet<&Anchor> = pins.iter().collect();
        let looks = looks.iter().map(|(anchor, dwell_ms, hints)| {
            let pin = hints.map(|hints_before| Pin { at: Time::from_seconds(0), hints_before });
            ((*anchor).to_owned(), Look { opens: 1, dwell_ms: *dwell_ms, pin })
        });
        let shown = shown.iter().map(|it| (*it).to_owned());
        let before = Before { looks: looks.collect(), shown: shown.collect() };
        let signal = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
        let board = Seen { pins: &pins, before: &before };
        assert_eq!(board.state(&signal), seen);
    }

    #[test]
    fn who_did_not_look_is_told_apart_from_who_did_not_see() {
        check(&[], &[], &["c"], SeenView::NeverVisible);
        check(&[], &[], &["c", "b"], SeenView::NeverOpened);
        check(&[], &[("b", 1_999, None)], &["b"], SeenView::NeverOpened);
        check(&[], &[("a", 1_200, None), ("b", 800, None)], &["b"], SeenView::Opened);
        check(&[], &[("b", 2_000, None)], &[], SeenView::Opened);
        check(&["c"], &[("c", 0, Some(0)), ("b", 9_000, None)], &[], SeenView::Opened);
        check(&["b"], &[("b", 9_000, Some(1))], &["b"], SeenView::PinnedLate);
        check(&["b"], &[("b", 0, Some(0))], &["b"], SeenView::Pinned);
        check(&["a", "b"], &[("a", 0, Some(2)), ("b", 0, Some(0))], &[], SeenView::Pinned);
    }
}
