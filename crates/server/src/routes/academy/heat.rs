//! Where a class did not look, and where it looked and did not see: of every sign of a case how many
//! learners are at which of the five stages. It names nobody, so it can be shown on a wall.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use casework::learning::attempts::Attempt;
use casework::learning::{class_view, looks};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::classes::class_id;
use super::debrief::{SeenView, seen_of};
use super::{LangParams, Told};
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Path, Query};
use crate::class_problem::of_teach;
use crate::desk::Desk;
use crate::learning_problem::{NO_SUCH_EXERCISE, of_learning};
use crate::problem::Problem;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(heat))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct HeatParams {
    lesson: String,
    case: String,
    /// The asker's own, where none is given; English, where a lesson is not in it.
    lang: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeatView {
    /// Learners whose first answer is in.
    of: u32,
    /// In the order of the case.
    items: Vec<HeatRow>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HeatRow {
    signal: String,
    name: String,
    /// None of what shows it was ever on the board.
    never_visible: u32,
    /// It was there, and nobody opened it for two seconds.
    never_opened: u32,
    /// It was opened and not pinned.
    opened: u32,
    /// It was pinned after a hint.
    pinned_late: u32,
    pinned: u32,
}

impl HeatRow {
    fn new(signal: &str, name: String) -> Self {
        Self {
            signal: signal.to_owned(),
            name,
            never_visible: 0,
            never_opened: 0,
            opened: 0,
            pinned_late: 0,
            pinned: 0,
        }
    }

    fn count(&mut self, seen: SeenView) {
        let place = match seen {
            SeenView::NeverVisible => &mut self.never_visible,
            SeenView::NeverOpened => &mut self.never_opened,
            SeenView::Opened => &mut self.opened,
            SeenView::PinnedLate => &mut self.pinned_late,
            SeenView::Pinned => &mut self.pinned,
        };
        *place += 1;
    }
}

/// Of every sign of a case, how far a class's learners came with it in their first answers. Without
/// names.
#[utoipa::path(get, path = "/api/academy/classes/{class}/heat", tag = "academy",
    params(("class" = String, Path), HeatParams), responses((status = 200, body = HeatView)))]
async fn heat(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(class): Path<String>,
    Query(params): Query<HeatParams>,
) -> Result<Ready, Problem> {
    let id = class_id(&class)?;
    let firsts =
        class_view::firsts(&desk.record, &asker.who, id, &params.lesson, &params.case).await;
    let firsts: Vec<Attempt> = firsts.map_err(|error| of_teach(&desk, &error))?;
    let course = desk.courses.now();
    let lesson = course.lesson(&params.lesson).ok_or_else(|| NO_SUCH_EXERCISE.with([]))?;
    let case = lesson.case(&params.case).ok_or_else(|| NO_SUCH_EXERCISE.with([]))?;
    let lang = LangParams { lang: params.lang };
    let told = Told::of(lesson, lang.language(&asker));
    let name = |signal: &str| told.section(&format!("signal:{}/{signal}", params.case)).heading;
    let signals = case.signals.iter().map(|signal| signal.id.get_ref().as_str());
    let mut rows: Vec<HeatRow> = signals.map(|id| HeatRow::new(id, name(id))).collect();
    let places: BTreeMap<String, usize> =
        rows.iter().enumerate().map(|(at, row)| (row.signal.clone(), at)).collect();
    let before = looks::before(&desk.record, &firsts).await;
    let before = before.map_err(|error| of_learning(&desk, &error))?;
    for (attempt, before) in firsts.iter().zip(&before) {
        for (signal, seen) in seen_of(&desk, attempt, before)? {
            // A sign that the lesson has no more is told nowhere else either.
            if let Some(at) = places.get(&signal) {
                rows[*at].count(seen);
            }
        }
    }
    let of = u32::try_from(firsts.len()).unwrap_or(u32::MAX);
    Ok(Ready::of(&HeatView { of, items: rows }))
}
