//! Label packs: those that are there, and a file that is to become one.

use std::io::Read as _;
use std::sync::Arc;

use api::ask::moment::Moment;
use api::label::ImportedFile;
use axum::body::Body;
use axum::extract::{Request, State};
use casework::access::{Object, Permission};
use casework::audit::{self, Action, Entry};
use model::time::Day;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::looks::atlas;
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::Query;
use crate::desk::Desk;
use crate::exercise::Outlook;
use crate::problem::{self, Problem};
use crate::record_problem::of_record;
use crate::streams::Arriving;
use crate::world::{About, Spool, Trouble};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list, import))
}

/// The largest file that is taken. OFAC's whole list is a tenth of it.
const UPLOAD_BYTES_MAX: u64 = 256 << 20;
/// Bytes that are written at a time.
const PIECE_BYTES: usize = 64 << 10;
/// How long all of it may take.
const UPLOAD_MAX: std::time::Duration = std::time::Duration::from_secs(15 * 60);
/// How long a file that has arrived waits for the one before it.
const TURN_MAX: std::time::Duration = std::time::Duration::from_secs(60);
const NAME_CHARS_MAX: usize = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PacksParams {
    /// Only what had been imported until then (a day: its last second; or RFC 3339).
    known_at: Option<String>,
}

/// The label packs that were imported.
#[utoipa::path(get, path = "/api/packs", tag = "labels", params(PacksParams),
    responses((status = 200, body = api::label::Packs, description = "As `kancil labels packs --format json`")))]
async fn list(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Query(params): Query<PacksParams>,
) -> Result<Ready, Problem> {
    desk.answer(move |sight, now| {
        let moment = Moment { known_at: params.known_at.as_ref(), ..Moment::default() };
        let atlas = atlas(sight, &outlook, &moment, now)?;
        Ok(Ready::of(&api::ask::labels::packs(&atlas.labels, atlas.as_of)))
    })
    .await
}

/// What is said of a file that does not say it itself.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ImportParams {
    /// What the file is called.
    file: String,
    /// What it is, instead of finding out: tagpack, actorpack, list, timeline, ofac-sdn, csv …
    kind: Option<String>,
    /// The asset or chain (BTC, ETH, USDT …).
    ticker: Option<String>,
    /// The list whose entries these are, such as us-ofac-sdn.
    list: Option<String>,
    /// The day on which the file's source was seen to say this.
    seen: Option<String>,
    /// The label of rows without one.
    label: Option<String>,
    /// The category of rows without one, such as ransomware.
    category: Option<String>,
    /// Who says so: an address on the web, a file number.
    source: Option<String>,
    /// How sure the source is, as a level's name.
    confidence: Option<String>,
    /// The pack's title.
    title: Option<String>,
    /// Who made the pack.
    creator: Option<String>,
}

impl ImportParams {
    fn about(self) -> Result<About, Problem> {
        let seen = self.seen.map(|day| {
            day.parse::<Day>().map_err(|_| problem::FIELD_UNREADABLE.with(["seen".into()]))
        });
        let texts = [
            ("kind", &self.kind),
            ("ticker", &self.ticker),
            ("list", &self.list),
            ("label", &self.label),
            ("category", &self.category),
            ("source", &self.source),
            ("confidence", &self.confidence),
            ("title", &self.title),
            ("creator", &self.creator),
        ];
        for (field, text) in texts {
            checked(field, text.as_deref().unwrap_or_default())?;
        }
        checked("file", &self.file)?;
        // A name, whatever folders were put before it: it is shown and never opened.
        let name = self.file.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_owned();
        if name.is_empty() || name == "." || name == ".." {
            return Err(problem::FIELD_UNREADABLE.with(["file".into()]));
        }
        Ok(About {
            name,
            kind: self.kind,
            ticker: self.ticker,
            list: self.list,
            seen: seen.transpose()?,
            label: self.label,
            category: self.category,
            source: self.source,
            confidence: self.confidence,
            title: self.title,
            creator: self.creator,
        })
    }
}

fn checked(field: &'static str, text: &str) -> Result<(), Problem> {
    if text.chars().count() > NAME_CHARS_MAX {
        let most = NAME_CHARS_MAX as u64;
        return Err(problem::FIELD_TOO_LONG.with([field.into(), most.into()]));
    }
    if text.contains(char::is_control) {
        return Err(problem::FIELD_UNREADABLE.with([field.into()]));
    }
    Ok(())
}

/// Imports one label file, sent as the body. Of one that is refused the answer says why, by row.
#[utoipa::path(post, path = "/api/packs", tag = "labels", params(ImportParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ImportedFile,
        description = "One entry of `files` of `kancil labels import --format json`")))]
async fn import(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Query(params): Query<ImportParams>,
    request: Request,
) -> Result<Ready, Problem> {
    asker.may(Permission::ImportLabels, Object::LabelPack)?;
    let about = params.about()?;
    // What is not written down must not happen.
    if let casework::record::State::ReadOnly { .. } = desk.record.state() {
        return Err(problem::RECORD_READ_ONLY.with([]).hint("hint-free-space").retry_after(60));
    }
    let busy = || problem::BUSY.with([]).retry_after(30);
    let arriving = Arc::clone(&desk.uploads).try_acquire_owned().map_err(|_| busy())?;
    let received = received(&desk, request.into_body());
    let mut spool = match tokio::time::timeout(UPLOAD_MAX, received).await {
        Ok(spool) => spool?,
        Err(_) => return Err(problem::TOO_SLOW.with([])),
    };
    drop(arriving);
    // One after the other, and only what is whole: who sends slowly keeps nobody from importing.
    let turn = tokio::time::timeout(TURN_MAX, Arc::clone(&desk.imports).acquire_owned()).await;
    let permit = turn.map_err(|_| busy())?.map_err(|_| busy())?;
    let (world, now) = (Arc::clone(&desk.world), desk.clock.now());
    let shared = Arc::clone(&desk);
    let task = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let file = spool.path().map_err(|trouble| failed(&shared, &trouble))?;
        let report =
            world.import(file, &about, now).map_err(|trouble| failed(&shared, &trouble))?;
        // What was imported is seen at once, and not only at the next look.
        if let Err(trouble) = shared.sights.look(&*world, &shared.metrics) {
            shared.trouble(&trouble);
        }
        Ok::<ImportedFile, Problem>(report)
    });
    let report = task.await.map_err(|_| problem::INTERNAL.with([]))??;
    let entry = Entry::new(Action::LabelsImported, audit::Object::new("pack", &report.digest));
    let entry = entry.with("file", &report.file).with("result", report.result);
    desk.record.note(asker.by, entry).await.map_err(|error| of_record(&desk, &error))?;
    Ok(Ready::of(&report))
}

/// The body, into a file that goes away with what holds it.
async fn received(desk: &Desk, body: Body) -> Result<Box<dyn Spool>, Problem> {
    let spool = desk.world.upload().map_err(|trouble| failed(desk, &trouble))?;
    let (arriving, sender) = Arriving::new();
    let keeping = tokio::task::spawn_blocking(move || keep(arriving, spool));
    let sent = sender.send_all(body).await;
    let kept = keeping.await.map_err(|_| problem::INTERNAL.with([]))?;
    match kept {
        Ok(spool) => Ok(spool),
        // What ended before its end is told by what ended it.
        Err(Unkept::BrokenOff) => Err(sent.err().unwrap_or_else(|| problem::BAD_REQUEST.with([]))),
        Err(Unkept::Empty) => Err(problem::UPLOAD_EMPTY.with([])),
        Err(Unkept::TooLarge) => {
            Err(problem::UPLOAD_TOO_LARGE.with([(UPLOAD_BYTES_MAX >> 20).into()]))
        }
        Err(Unkept::Trouble(trouble)) => Err(failed(desk, &trouble)),
    }
}

/// Why a file that arrived is not there.
enum Unkept {
    BrokenOff,
    Empty,
    TooLarge,
    Trouble(Trouble),
}

fn keep(mut arriving: Arriving, mut spool: Box<dyn Spool>) -> Result<Box<dyn Spool>, Unkept> {
    let (mut piece, mut bytes) = (vec![0; PIECE_BYTES], 0);
    loop {
        let read = arriving.read(&mut piece).map_err(|_| Unkept::BrokenOff)?;
        bytes += read as u64;
        match read {
            0 if bytes == 0 => return Err(Unkept::Empty),
            0 => return Ok(spool),
            _ if bytes > UPLOAD_BYTES_MAX => return Err(Unkept::TooLarge),
            _ => spool.write(&piece[..read]).map_err(Unkept::Trouble)?,
        }
    }
}

fn failed(desk: &Desk, trouble: &Trouble) -> Problem {
    desk.trouble(trouble);
    match trouble.is_full {
        true => problem::RECORD_READ_ONLY.with([]).hint("hint-free-space"),
        false => problem::LABEL_IMPORT_FAILED.with([]),
    }
}
