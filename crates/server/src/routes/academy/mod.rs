//! The academy over HTTP: lessons, attempts at their exercises, and what became of them.
//!
//! What is so (truth, signs, decoys, whom not to accuse) leaves in a debrief and nowhere before.

mod attempts;
mod certificates;
mod class_events;
mod classes;
mod corrections;
mod debrief;
mod heat;
mod lessons;
mod packs;
mod remarks;
mod sheet;
mod trainers;

use std::sync::Arc;

use academy::course::Lesson;
use academy::lesson::plan::Level;
use academy::lesson::text::{Section, Text};
use academy::score::Anchor;
use api::card::CardSubject;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::asker::Asker;
use crate::desk::Desk;
use crate::learning_problem::NO_SUCH_LESSON;
use crate::problem::{self, Problem};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .merge(lessons::routes())
        .merge(attempts::routes())
        .merge(debrief::routes())
        .merge(remarks::routes())
        .merge(classes::routes())
        .merge(trainers::routes())
        .merge(class_events::routes())
        .merge(heat::routes())
        .merge(certificates::routes())
        .merge(corrections::routes())
        .merge(packs::routes())
}

/// Lets who has a class open know that something was changed in the academy.
pub async fn told(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_ours = request.uri().path().starts_with("/api/academy/");
    let response = next.run(request).await;
    if is_ours && !is_read && response.status().is_success() {
        desk.learned.send_modify(|changes| *changes = changes.wrapping_add(1));
    }
    response
}

/// In which language.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct LangParams {
    /// The asker's own, where none is given; English, where a lesson is not in it.
    lang: Option<String>,
}

impl LangParams {
    fn language<'a>(&'a self, asker: &'a Asker) -> &'a str {
        let own = self.lang.as_deref().or(asker.user.language.as_deref());
        own.unwrap_or(academy::course::LANGUAGE)
    }
}

fn lesson_of(desk: &Desk, id: &str) -> Result<Arc<Lesson>, Problem> {
    desk.courses.now().lesson(id).cloned().ok_or_else(|| NO_SUCH_LESSON.with([]))
}

/// What a lesson says in a language, and which one that is.
struct Told {
    language: String,
    text: Text,
}

impl Told {
    fn of(lesson: &Lesson, language: &str) -> Self {
        let (language, text) = lesson.text(language);
        Self { language: language.to_owned(), text: text.clone() }
    }

    /// A section; of one that is missing, which a lesson that was checked has none of, its name.
    fn section(&self, id: &str) -> Section {
        let missing = || Section { heading: id.to_owned(), ..Section::default() };
        self.text.sections.get(id).cloned().unwrap_or_else(missing)
    }
}

/// How much is given of an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum LevelView {
    PartlySolved,
    Independent,
    LookAlike,
    Capstone,
}

impl From<Level> for LevelView {
    fn from(level: Level) -> Self {
        match level {
            Level::PartlySolved => LevelView::PartlySolved,
            Level::Independent => LevelView::Independent,
            Level::LookAlike => LevelView::LookAlike,
            Level::Capstone => LevelView::Capstone,
        }
    }
}

/// The card that an anchor is shown by: of an output its transaction's.
fn subject_of(anchor: &str) -> Option<CardSubject> {
    let (kind, rest) = anchor.split_once(':')?;
    let (ledger, key) = rest.split_once(':')?;
    let ledger = ledger.to_owned();
    match kind {
        "transaction" => Some(CardSubject::Transaction { ledger, txid: key.to_owned() }),
        "output" => {
            let txid = key.split(':').next()?.to_owned();
            Some(CardSubject::Transaction { ledger, txid })
        }
        "address" => Some(CardSubject::Address { ledger, address: key.to_owned() }),
        _ => None,
    }
}

/// Each card once.
fn subjects_of(anchors: &[Anchor]) -> Vec<CardSubject> {
    let mut subjects: Vec<CardSubject> = Vec::new();
    for subject in anchors.iter().filter_map(|anchor| subject_of(anchor)) {
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    subjects
}

/// What only a fault of the program or a lesson that was never checked can bring.
fn fault(desk: &Desk, what: &dyn std::fmt::Display) -> Problem {
    desk.trouble(what);
    problem::INTERNAL.with([])
}
