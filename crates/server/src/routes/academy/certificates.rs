//! Certificates: given out for what the record shows, read by whom they are of, and verified by anybody.

use std::collections::BTreeSet;
use std::sync::Arc;

use academy::certificate::{BYTES_MAX, Certificate, MODULES_MAX, Module, Says};
use academy::course::Course;
use academy::score::hand::{Reached, with_hand};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use casework::id::{CertificateId, ClassId, UserId};
use casework::learning::certificates::{self, NewCertificate, Passed};
use casework::learning::classes;
use casework::people;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::classes::class_id;
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::class_problem::{NO_SUCH_LEARNER, NOTHING_PASSED, of_teach};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::record_problem::of_record;
use crate::routes::cases::{Names, cursor};
use crate::routes::people::limited;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list, issue)).routes(routes!(one)).routes(routes!(verify))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CertificateGiven {
    /// A learner of a class of the asker's.
    user: String,
    /// The class whose name it bears; `null`: none.
    class: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CertificateRow {
    /// Twelve characters in three groups: what it is asked for by.
    code: String,
    user: String,
    name: String,
    at: String,
    /// Cases that it says were passed.
    modules: u64,
}

impl CertificateRow {
    fn of(kept: &certificates::Certificate) -> Self {
        let read = Certificate::from_text(kept.body.as_bytes()).ok();
        Self {
            code: kept.code.clone(),
            user: kept.user.to_string(),
            name: read.as_ref().map(|it| it.says.name.clone()).unwrap_or_default(),
            at: kept.at.to_string(),
            modules: read.map_or(0, |it| it.says.modules.len() as u64),
        }
    }
}

/// Certifies what the record shows that a learner passed, signed with this installation's key. The
/// same things on the same day are the same certificate.
#[utoipa::path(post, path = "/api/academy/certificates", tag = "academy",
    request_body = CertificateGiven, responses((status = 201, body = CertificateRow)))]
async fn issue(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Json(given): Json<CertificateGiven>,
) -> Result<(StatusCode, axum::Json<CertificateRow>), Problem> {
    let user: UserId = given.user.parse().map_err(|_| NO_SUCH_LEARNER.with([]))?;
    let class = given.class.as_deref().map(class_id).transpose()?;
    let title = class_title(&desk, &asker, class).await?;
    let passed = certificates::passed(&desk.record, &asker.who, user, class).await;
    let passed = passed.map_err(|error| of_teach(&desk, &error))?;
    let person = people::by_id(&desk.record, user).await;
    let person = person.map_err(|error| of_record(&desk, &error))?;
    let person = person.ok_or_else(|| NO_SUCH_LEARNER.with([]))?;
    let course = desk.courses.now();
    let language = title.as_ref().map(|(_, language)| language.clone());
    let language = person.language.clone().or(language).unwrap_or_else(|| "en".to_owned());
    let told = Told::of(passed, &course, &language);
    let says = Says {
        form: String::new(),
        name: person.name,
        class: title.map(|(title, _)| title),
        day: asker.by.now.day().to_string(),
        modules: told.modules,
        minutes: told.minutes,
        languages: told.languages,
        program: desk.about.version.to_owned(),
        key: String::new(),
    };
    let key = desk.record.key().map_err(|error| of_record(&desk, &error))?;
    let is_nothing = says.modules.is_empty();
    let certificate = Certificate::issue(says, key);
    let new =
        NewCertificate { user, class, code: certificate.code.clone(), body: certificate.to_text() };
    // Whether he may is asked before whether there is anything.
    let may = certificates::may_issue(&desk.record, &asker.who, user, class).await;
    may.map_err(|error| of_teach(&desk, &error))?;
    if is_nothing {
        return Err(NOTHING_PASSED.with([]));
    }
    let kept = certificates::issue(&desk.record, asker.by, &asker.who, new).await;
    let kept = kept.map_err(|error| of_teach(&desk, &error))?;
    Ok((StatusCode::CREATED, axum::Json(CertificateRow::of(&kept))))
}

async fn class_title(
    desk: &Desk,
    asker: &Asker,
    class: Option<ClassId>,
) -> Result<Option<(String, String)>, Problem> {
    let Some(class) = class else { return Ok(None) };
    let class = classes::open(&desk.record, &asker.who, class).await;
    let class = class.map_err(|error| of_teach(desk, &error))?;
    Ok(Some((class.title, class.language)))
}

/// What was passed as a certificate tells it, in the order of the course.
struct Told {
    modules: Vec<Module>,
    minutes: u32,
    languages: Vec<String>,
}

impl Told {
    fn of(mut passed: Vec<Passed>, course: &Course, language: &str) -> Self {
        let place = |lesson: &str| {
            course.lessons().iter().position(|it| it.id() == lesson).unwrap_or(usize::MAX)
        };
        passed.sort_by_key(|it| (place(&it.lesson), it.lesson.clone(), it.case.clone()));
        passed.truncate(MODULES_MAX);
        let mut told = Self { modules: Vec::new(), minutes: 0, languages: Vec::new() };
        let (mut lessons, mut languages) = (BTreeSet::new(), BTreeSet::new());
        for it in passed {
            let lesson = course.lesson(&it.lesson);
            let text = lesson.map(|lesson| lesson.text(language));
            if let Some(lesson) = lesson {
                if lessons.insert(it.lesson.clone()) {
                    told.minutes = told.minutes.saturating_add(*lesson.plan.minutes.get_ref());
                }
                let case = lesson.case(&it.case).map_or(0, |case| case.minutes);
                told.minutes = told.minutes.saturating_add(case);
            }
            if let Some((language, _)) = text {
                languages.insert(language.to_owned());
            }
            told.modules.push(Module {
                title: text.map_or_else(|| it.lesson.clone(), |(_, text)| text.title.clone()),
                points_milli: points_milli(&it),
                day: it.at.day().to_string(),
                content: it.content.to_string(),
                lesson: it.lesson,
                case: it.case,
            });
        }
        told.languages = languages.into_iter().collect();
        told
    }
}

fn points_milli(passed: &Passed) -> u32 {
    let hand = i8::try_from(passed.hand_points).unwrap_or_default();
    let reached = Reached {
        total_milli: passed.total_milli,
        passes: true,
        accused_innocent: false,
        let_crime_go: false,
    };
    with_hand(reached, hand).0
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CertificatesParams {
    /// Of the learners of this class, for its trainers; one's own where none is given.
    class: Option<String>,
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500).
    limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CertificatesView {
    total: u64,
    /// Newest first.
    items: Vec<CertificateRow>,
    next: Option<String>,
}

/// One's own certificates, or those of a class that one teaches.
#[utoipa::path(get, path = "/api/academy/certificates", tag = "academy", params(CertificatesParams),
    responses((status = 200, body = CertificatesView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<CertificatesParams>,
) -> Result<Ready, Problem> {
    let class = params.class.as_deref().map(class_id).transpose()?;
    let before: Option<CertificateId> = cursor(params.after.as_deref())?;
    let limit = limited(params.limit)?;
    let page = certificates::list(&desk.record, &asker.who, class, before, limit).await;
    let page = page.map_err(|error| of_teach(&desk, &error))?;
    let next = page.items.last().filter(|_| page.has_more).map(|it| it.id.to_string());
    let names = Names::of(&desk, page.items.iter().map(|it| it.user)).await?;
    let row = |kept: &certificates::Certificate| {
        let row = CertificateRow::of(kept);
        let name = names.person(kept.user).name;
        CertificateRow { name, ..row }
    };
    let items = page.items.iter().map(row).collect();
    Ok(Ready::of(&CertificatesView { total: page.total, items, next }))
}

/// A certificate's file, byte for byte as it was signed: for whom it is of, and who teaches them.
#[utoipa::path(get, path = "/api/academy/certificates/{code}", tag = "academy",
    params(("code" = String, Path)),
    responses((status = 200, body = CertificateFile)))]
async fn one(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let kept = certificates::by_code(&desk.record, &asker.who, &code).await;
    let kept = kept.map_err(|error| of_teach(&desk, &error))?;
    let head = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, format!("inline; filename=\"certificate-{}.json\"", kept.code)),
    ];
    Ok((head, kept.body).into_response())
}

/// What is signed is the member `says`, written without white space and in this order of its fields.
#[derive(Debug, Serialize, ToSchema)]
struct CertificateFile {
    says: CertificateSays,
    /// Made of the digest of what is signed.
    code: String,
    /// 128 hex digits (Ed25519).
    signature: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct CertificateSays {
    form: String,
    name: String,
    class: Option<String>,
    day: String,
    modules: Vec<CertificateModule>,
    /// Of study: what the passed lessons and cases are set to take.
    minutes: u32,
    languages: Vec<String>,
    program: String,
    /// The public key of the installation.
    key: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct CertificateModule {
    lesson: String,
    title: String,
    case: String,
    /// In thousandths of a point of a hundred.
    points_milli: u32,
    day: String,
    /// SHA-256 of the lesson's plan and chains as they were.
    content: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CertificateToVerify {
    /// The certificate's JSON, whole.
    certificate: serde_json::Value,
}

#[derive(Debug, Serialize, ToSchema)]
struct VerifiedView {
    /// Whether this installation signed these very words.
    is_genuine: bool,
    /// Why not, in a sentence; `null` where it is genuine.
    why: Option<String>,
    /// The same as a word: `too_long`, `unreadable`, `form`, `modules`, `no_key`, `changed`, `forged` or
    /// `other_key`.
    refused: Option<&'static str>,
    name: Option<String>,
    code: Option<String>,
    /// Whose key it names; where it is another installation's, that one can verify it.
    key: Option<String>,
    own_key: String,
}

/// Whether a certificate is this installation's and unchanged. Anybody may ask; nothing is kept.
#[utoipa::path(post, path = "/api/academy/verify", tag = "academy", request_body = CertificateToVerify,
    responses((status = 200, body = VerifiedView)))]
async fn verify(
    State(desk): State<Arc<Desk>>,
    Json(given): Json<CertificateToVerify, { BYTES_MAX + 1024 }>,
) -> Ready {
    let own = desk.record.public_key();
    let text = given.certificate.to_string();
    let read = Certificate::from_text(text.as_bytes());
    let (says, checked) = match read {
        Ok(read) => {
            let checked = read.verify(Some(&own)).map(drop);
            (Some(read), checked)
        }
        Err(refused) => (None, Err(refused)),
    };
    let of = says.as_ref();
    Ready::of(&VerifiedView {
        is_genuine: checked.is_ok(),
        why: checked.as_ref().err().map(ToString::to_string),
        refused: checked.as_ref().err().map(academy::certificate::Refused::code),
        // Of a forged one its words are nobody's.
        name: of.filter(|_| checked.is_ok()).map(|it| it.says.name.clone()),
        code: of.filter(|_| checked.is_ok()).map(|it| it.code.clone()),
        key: of.and_then(|it| it.says.key.parse::<seal::PublicKey>().ok()).map(|it| it.to_string()),
        own_key: own.to_string(),
    })
}
