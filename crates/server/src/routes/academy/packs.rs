//! Packs of lessons that were brought in, and one that is to be.

use std::sync::Arc;
use std::time::Duration;

use academy::pack::{BYTES_MAX, LessonTold, Opened};
use api::academy::{LessonPacked, PackImported};
use axum::extract::{Request, State};
use casework::access::{Object, Permission};
use casework::learning::packs::{self, CoursePack};
use casework::record::State as RecordState;
use model::hash::Digest;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{self, Query};
use crate::case_problem::of_files;
use crate::class_problem::{of_faults, of_pack, of_teach};
use crate::desk::Desk;
use crate::problem::{self, Problem};
use crate::record_problem::of_record;
use crate::routes::cases::{Names, PersonView};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list, import))
}

/// How long all of a pack may take to arrive: a stick on an old laptop.
const ARRIVAL_MAX: Duration = Duration::from_secs(5 * 60);
/// How long one waits for the one before it.
const TURN_MAX: Duration = Duration::from_secs(60);

#[derive(Debug, Serialize, ToSchema)]
struct CoursePacksView {
    /// In the order in which they came: a lesson of a later one stands for an earlier one's.
    items: Vec<CoursePackView>,
    /// What is here and cannot be taught, and why.
    left_out: Vec<String>,
    /// The largest pack that is taken.
    bytes_max: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct CoursePackView {
    id: String,
    name: String,
    sha256: String,
    /// `null`: somebody at the machine's console.
    by: Option<PersonView>,
    at: String,
}

/// The packs of lessons that were brought in.
#[utoipa::path(get, path = "/api/academy/packs", tag = "academy",
    responses((status = 200, body = CoursePacksView)))]
async fn list(State(desk): State<Arc<Desk>>) -> Result<Ready, Problem> {
    let packs = packs::all(&desk.record).await.map_err(|error| of_record(&desk, &error))?;
    let names = Names::of(&desk, packs.iter().filter_map(|pack| pack.by)).await?;
    let view = |pack: &CoursePack| CoursePackView {
        id: pack.id.to_string(),
        name: pack.name.clone(),
        sha256: pack.digest.to_string(),
        by: pack.by.map(|by| names.person(by)),
        at: pack.at.to_string(),
    };
    Ok(Ready::of(&CoursePacksView {
        items: packs.iter().map(view).collect(),
        left_out: desk.courses.taught().left_out.clone(),
        bytes_max: BYTES_MAX as u64,
    }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PackParams {
    /// Refuse a pack that another key than this one signed (64 hex digits).
    key: Option<String>,
}

/// Brings lessons in, sent as one signed file. A byte that was changed is refused with the file's name; a
/// lesson that cannot be taught with file and line (all of them as `faults`). The answer says whose key
/// signed it: that is to be compared with the one its maker names by another way.
#[utoipa::path(post, path = "/api/academy/packs", tag = "academy", params(PackParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = PackImported,
        description = "As `kancil academy import --format json`")))]
async fn import(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<PackParams>,
    request: Request,
) -> Result<Ready, Problem> {
    asker.may(Permission::Teach, Object::House)?;
    let key = params.key.map(|key| key.parse::<seal::PublicKey>()).transpose();
    let key = key.map_err(|_| problem::FIELD_UNREADABLE.with(["key".into()]))?;
    // What is not written down must not happen.
    if let RecordState::ReadOnly { .. } = desk.record.state() {
        return Err(problem::RECORD_READ_ONLY.with([]).hint("hint-free-space").retry_after(60));
    }
    let busy = || problem::BUSY.with([]).retry_after(30);
    let arriving = Arc::clone(&desk.uploads).try_acquire_owned().map_err(|_| busy())?;
    let bytes = body::within(request.into_body(), BYTES_MAX, ARRIVAL_MAX).await?;
    if bytes.is_empty() {
        return Err(problem::UPLOAD_EMPTY.with([]));
    }
    // One after the other: to check a course is work.
    let turn = tokio::time::timeout(TURN_MAX, Arc::clone(&desk.imports).acquire_owned()).await;
    let permit = turn.map_err(|_| busy())?.map_err(|_| busy())?;
    drop(arriving);
    let (shared, staging) = (Arc::clone(&desk), format!("lessons-{}", desk.request_id()));
    let work = move || {
        let _permit = permit;
        let opened = Opened::read(&bytes).map_err(|error| of_pack(&error))?;
        if let Some(expected) = key.filter(|expected| *expected != opened.key) {
            let says = format!("it was signed by {}, not by {expected}", opened.key);
            return Err(crate::class_problem::PACK_REFUSED.with([says.into()]));
        }
        let faults = opened.faults(|| !shared.is_stopping()).ok_or_else(busy)?;
        if !faults.is_empty() {
            return Err(of_faults(&faults));
        }
        let kept = shared.files.keep(&mut &bytes[..], BYTES_MAX as u64, &staging);
        Ok((opened, kept.map_err(|error| of_files(&shared, &error))?.digest))
    };
    let done = tokio::task::spawn_blocking(work).await;
    let (opened, digest) = done.map_err(|_| problem::INTERNAL.with([]))??;
    let name = &opened.label.title;
    let added = packs::add(&desk.record, asker.by, Some(&asker.who), name, digest).await;
    let (pack, is_new) = added.map_err(|error| of_teach(&desk, &error))?;
    let left_out = desk.courses.look(&desk.record, &desk.files).await;
    for why in left_out.map_err(|error| of_record(&desk, &error))? {
        desk.trouble(&why);
    }
    Ok(Ready::of(&told(&opened, &pack, digest, is_new, desk.record.public_key())))
}

/// What the console's command answers too.
fn told(
    opened: &Opened,
    pack: &CoursePack,
    digest: Digest,
    is_new: bool,
    own: seal::PublicKey,
) -> PackImported {
    PackImported {
        id: pack.id.to_string(),
        title: opened.label.title.clone(),
        sha256: digest.to_string(),
        program: opened.label.program.clone(),
        key: opened.key.to_string(),
        is_own_key: opened.key == own,
        was_here: !is_new,
        lessons: opened.told().into_iter().map(lesson).collect(),
    }
}

fn lesson(told: LessonTold) -> LessonPacked {
    LessonPacked {
        lesson: told.id,
        folder: told.folder,
        title: told.title,
        languages: told.languages,
        cases: told.cases as u64,
    }
}
