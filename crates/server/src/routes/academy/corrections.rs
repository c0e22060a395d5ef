//! Machine-drafted texts, for trainers: read beside the English ones, put right in place, taken along.

use std::collections::BTreeMap;
use std::sync::Arc;

use academy::course::LANGUAGE;
use academy::lesson::correction::{self, corrected, parts};
use academy::lesson::text::DRAFTED;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use casework::access::{Object, Permission};
use casework::learning::corrections::{self, Correction, Place};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::class_problem::{NO_SUCH_SECTION, TEXT_NOT_DRAFTED, TEXT_UNFIT, of_teach};
use crate::courses::{Taught, put_text_right};
use crate::desk::Desk;
use crate::learning_problem::NO_SUCH_LESSON;
use crate::problem::Problem;
use crate::record_problem::of_record;
use crate::routes::cases::Names;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(put)).routes(routes!(file))
}

const BYTES_MAX: usize = 64 << 10;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CorrectionsParams {
    lesson: String,
    /// A language that a machine drafted.
    lang: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct CorrectionsView {
    lesson: String,
    language: String,
    /// Sections that nobody has looked at yet.
    left: u64,
    /// Every section, in the order in which they stand.
    items: Vec<CorrectionView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CorrectionView {
    /// `head` is the title and what one will be able to do.
    section: String,
    /// The same section in English: its heading, and what stands below it.
    english: String,
    /// As the machine drafted it.
    text: String,
    corrected: Option<CorrectedView>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
struct CorrectedView {
    text: String,
    by: String,
    at: String,
}

/// A drafted text as it was written, and its corrections.
struct Draft {
    english: String,
    text: String,
    corrections: BTreeMap<String, Correction>,
}

impl Draft {
    /// Of a lesson that is there in a language that a machine drafted.
    fn of(taught: &Taught, lesson: &str, language: &str) -> Result<Self, Problem> {
        let files = taught.source(lesson).ok_or_else(|| NO_SUCH_LESSON.with([]))?;
        let text = |language: &str| files.get(&format!("{language}.md")).cloned();
        let drafted = text(language).ok_or_else(|| NO_SUCH_LESSON.with([]))?;
        if !drafted.starts_with(DRAFTED) {
            return Err(TEXT_NOT_DRAFTED.with([]));
        }
        let place = (lesson.to_owned(), language.to_owned());
        Ok(Self {
            english: text(LANGUAGE).unwrap_or_default(),
            text: drafted,
            corrections: taught.corrections.get(&place).cloned().unwrap_or_default(),
        })
    }

    fn texts(&self) -> BTreeMap<String, String> {
        self.corrections.iter().map(|(id, it)| (id.clone(), it.text.clone())).collect()
    }
}

/// What a machine drafted of a lesson in a language, beside the English text, with what was put right.
#[utoipa::path(get, path = "/api/academy/corrections", tag = "academy", params(CorrectionsParams),
    responses((status = 200, body = CorrectionsView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    Query(params): Query<CorrectionsParams>,
) -> Result<Ready, Problem> {
    let taught = desk.courses.taught();
    let draft = Draft::of(&taught, &params.lesson, &params.lang)?;
    let names = Names::of(&desk, draft.corrections.values().map(|it| it.by)).await?;
    let english: BTreeMap<&str, &str> =
        parts(&draft.english).into_iter().map(|part| (part.id, part.source)).collect();
    let view = |part: correction::Part<'_>| CorrectionView {
        section: part.id.to_owned(),
        english: english.get(part.id).map_or_else(String::new, |text| (*text).to_owned()),
        text: part.source.to_owned(),
        corrected: draft.corrections.get(part.id).map(|it| CorrectedView {
            text: it.text.clone(),
            by: names.person(it.by).name,
            at: it.at.to_string(),
        }),
    };
    let items = parts(&draft.text).into_iter().map(view).collect();
    let left = correction::left(&draft.text, &draft.texts()) as u64;
    let (lesson, language) = (params.lesson, params.lang);
    Ok(Ready::of(&CorrectionsView { lesson, language, left, items }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TextGiven {
    /// The section's heading, and below it what stands in it. The drafted text itself: it was looked at
    /// and stays.
    text: String,
}

/// Puts a section right, for everybody and at once. A text that could not be taught any more (an option
/// or an explanation that is gone, a source that is not there) is refused with its line.
#[utoipa::path(put, path = "/api/academy/lessons/{lesson}/texts/{lang}/{section}", tag = "academy",
    params(("lesson" = String, Path), ("lang" = String, Path), ("section" = String, Path)),
    request_body = TextGiven, responses((status = 200, body = CorrectedView)))]
async fn put(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((lesson, lang, section)): Path<(String, String, String)>,
    Json(given): Json<TextGiven, BYTES_MAX>,
) -> Result<Ready, Problem> {
    asker.may(Permission::Teach, Object::House)?;
    let taught = desk.courses.taught();
    let draft = Draft::of(&taught, &lesson, &lang)?;
    if !parts(&draft.text).iter().any(|part| part.id == section) {
        return Err(NO_SUCH_SECTION.with([]));
    }
    let mut texts = draft.texts();
    texts.insert(section.clone(), given.text.replace("\r\n", "\n"));
    let source = taught.source(&lesson).ok_or_else(|| NO_SUCH_LESSON.with([]))?;
    put_text_right(&mut (**source).clone(), &lang, &texts)
        .map_err(|why| TEXT_UNFIT.with([why.into()]))?;
    let place = Place { lesson: &lesson, language: &lang, section: &section };
    let kept = corrections::put(&desk.record, asker.by, &asker.who, place, &given.text).await;
    let kept = kept.map_err(|error| of_teach(&desk, &error))?;
    let left_out = desk.courses.look(&desk.record, &desk.files).await;
    for why in left_out.map_err(|error| of_record(&desk, &error))? {
        desk.trouble(&why);
    }
    let by = asker.user.name.clone();
    Ok(Ready::of(&CorrectedView { text: kept.text, by, at: kept.at.to_string() }))
}

/// A lesson's text with its corrections, as the file that goes into the lesson's folder.
#[utoipa::path(get, path = "/api/academy/lessons/{lesson}/texts/{lang}", tag = "academy",
    params(("lesson" = String, Path), ("lang" = String, Path)),
    responses((status = 200, body = String, content_type = "text/markdown")))]
async fn file(
    State(desk): State<Arc<Desk>>,
    Path((lesson, lang)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let draft = Draft::of(&desk.courses.taught(), &lesson, &lang)?;
    let text = corrected(&draft.text, &draft.texts());
    let head = [
        (CONTENT_TYPE, "text/markdown; charset=utf-8".to_owned()),
        // Both are names of a lesson and of a language that are there.
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{lesson}-{lang}.md\"")),
    ];
    Ok((head, text).into_response())
}
