//! The papers of a case: the report of an exhibit, a request as PDF, and the evidence pack; each is a job.
//!
//! What the record says is read before the job begins, in the name of whoever asks; the job asks the
//! ledger and sets the pages. Only who may still read the case gets what was made.

use std::sync::Arc;

use api::ask::bounds::Bounds;
use axum::extract::State;
use axum::response::Response;
use casework::access::Permission;
use casework::audit::{Action, Entry, InstallationKey, Object};
use casework::boards::evidence::{self, Exhibit, Pin};
use casework::cases::{self, Case, custody, members};
use casework::id::{CaseId, ExhibitId, RequestId, UserId};
use casework::requests::machine::{Event, Kind};
use casework::requests::store as requests;
use dossier::case::{Asking, CaseFile, Kept};
use dossier::{DossierError, Words, label_files};
use model::hash::Digest;
use model::time::Time;
use paper::PaperError;
use paper::case::{CaseFacts, CustodyFacts, ExhibitFacts, PinFacts};
use paper::front::Front;
use paper::request::{Approval, CaseRequest, RequestFacts, RequestKind, RequestLine};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cases::{Names, case_id, looked};
use super::jobs::{JobView, OwnJob, accepted, begin};
use crate::asker::Asker;
use crate::body::{Json, Path};
use crate::case_problem::{
    EXHIBIT_DAMAGED, NO_SUCH_EXHIBIT, NO_SUCH_REQUEST, PAPER_LANGUAGE, PAPER_NOT_MADE, of_board,
    of_case, of_request,
};
use crate::desk::Desk;
use crate::exercise::Outlook;
use crate::jobs::{Answer, Seen, Work};
use crate::problem::{self, Problem};
use crate::record_problem::of_record;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(make))
}

/// Rows of the record that are read at once.
const PART: u32 = 500;
/// Entries of the custody log on a paper: the newest.
const CUSTODY_MAX: usize = 2000;

/// The one form in which a paper can be had, by its job's kind.
pub fn form(kind: &str) -> Option<(&'static str, &'static str)> {
    match kind {
        "report" | "request" => Some(("pdf", "application/pdf")),
        "pack" => Some(("zip", "application/zip")),
        _ => None,
    }
}

/// Of a paper: that whoever fetches it may read its case now.
pub async fn still_member(desk: &Desk, asker: &Asker, job: &OwnJob) -> Result<(), Problem> {
    if form(job.kind).is_none() {
        return Ok(());
    }
    let case = job.question.get("case").and_then(Value::as_str).unwrap_or_default();
    let case = case_id(case).map_err(|_| problem::JOB_UNKNOWN.with([]))?;
    let open = cases::open(&desk.record, &asker.who, case).await;
    open.map(drop).map_err(|_| problem::JOB_UNKNOWN.with([]))
}

/// Which paper, and in which of the languages that the system says there are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum PaperAsked {
    /// The fund-flow report of an exhibit, by its id.
    Report { exhibit: String, language: String },
    /// A request, by its id: a draft says so on every page.
    Request { request: String, language: String },
    /// The evidence pack of an exhibit.
    Pack { exhibit: String, language: String },
}

/// Makes a paper of a case; it is fetched when it is there.
#[utoipa::path(post, path = "/api/cases/{case}/papers", tag = "cases",
    params(("case" = String, Path)), request_body = PaperAsked,
    responses((status = 202, body = JobView, headers(("location" = String)))))]
async fn make(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    outlook: Outlook,
    Path(case): Path<String>,
    Json(asked): Json<PaperAsked>,
) -> Result<Response, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let inside =
        casework::access::Object::Case { is_member: true, is_synthetic: case.is_synthetic };
    asker.may(Permission::WorkCases, inside)?;
    let (kind, of, work) = match asked {
        PaperAsked::Report { exhibit, language } => {
            let read = of_exhibit(&desk, &asker, &case, &exhibit, &language).await?;
            ("report", exhibit, printed(&desk, outlook, read, None))
        }
        PaperAsked::Pack { exhibit, language } => {
            let read = of_exhibit(&desk, &asker, &case, &exhibit, &language).await?;
            let key = desk.record.key().map_err(|error| of_record(&desk, &error))?.clone();
            ("pack", exhibit, printed(&desk, outlook, read, Some(key)))
        }
        PaperAsked::Request { request, language } => {
            let facts = of_request_kept(&desk, &asker, &case, &request).await?;
            let front = front(&desk, &asker, &case, &language, digest_of(&facts))?;
            let work: Work = Box::new(move |_: &Seen| {
                let pdf = CaseRequest { front: &front, request: &facts }.pdf();
                let pdf = pdf.map_err(|error| of_paper(&error))?;
                Ok(Answer { file: Some(pdf.into()), ..Answer::default() })
            });
            ("request", request, work)
        }
    };
    let entry = Entry::new(Action::PaperMade, Object::case(case.id));
    let entry = entry.with("kind", kind).with("of", &of);
    let shown = json!({ "case": case.id.to_string(), "of": of });
    let job = begin(&desk, &asker, kind, shown, work)?;
    let noted = desk.record.note(asker.by, entry.with("job", &job.id)).await;
    if let Err(error) = noted {
        // What left the house unseen would break the custody log.
        desk.jobs.cancel(&job, asker.by.now);
        return Err(of_record(&desk, &error));
    }
    Ok(accepted(&job, &asker))
}

/// All that the record says of an exhibit, as it was when it was asked for.
struct Read {
    facts: CaseFacts,
    words: Words,
    exhibit: String,
    pins: Vec<Pin>,
    language: String,
}

/// The report as PDF, or the pack where there is a key to seal it with.
fn printed(desk: &Arc<Desk>, outlook: Outlook, read: Read, key: Option<InstallationKey>) -> Work {
    let shared = Arc::clone(desk);
    Box::new(move |seen| {
        let (sight, now) = (shared.sights.now(), shared.clock.now());
        let atlas = outlook.atlas(&sight);
        let mut watch = |progress| seen.watch(progress);
        let asking = Asking { atlas, bounds: &Bounds::SERVED, now };
        let Read { facts, words, exhibit, pins, language } = read;
        let pins: Vec<&str> = pins.iter().map(|pin| pin.what.fact.as_str()).collect();
        let kept = Kept { exhibit: &exhibit, pins: &pins };
        let made = || {
            let reference = words.reference.clone();
            let file = CaseFile::new(facts, words, &exhibit, asking)?;
            let Some(key) = key else {
                return dossier::case::report(&file, kept, asking, &mut watch);
            };
            let contents = dossier::case::make(&file, kept, asking, &mut watch)?;
            sealed(contents, label_files(atlas), reference, &key)
        };
        let bytes = made().map_err(|error| of_dossier(error, &language))?;
        Ok(Answer { file: Some(bytes.into()), ..Answer::default() })
    })
}

fn sealed(
    contents: dossier::Contents,
    labels: Vec<(String, Vec<u8>)>,
    reference: String,
    key: &InstallationKey,
) -> Result<Vec<u8>, DossierError> {
    let files = contents.files.iter().chain(&labels);
    let entries: Vec<::evidence::archive::Entry<'_>> =
        files.map(|(name, bytes)| ::evidence::archive::Entry { name, bytes }).collect();
    let about = ::evidence::pack::About {
        kind: ::evidence::manifest::Kind::Evidence,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        is_synthetic: contents.is_synthetic,
        reference,
    };
    ::evidence::pack::seal(&entries, &about, key)
        .map_err(|error| DossierError::Bad { file: "pack".to_owned(), why: error.to_string() })
}

fn of_paper(error: &PaperError) -> Problem {
    match error {
        PaperError::NoFaces { language } => PAPER_LANGUAGE.with([language.code().into()]),
        PaperError::NoLanguage { code } => PAPER_LANGUAGE.with([code.clone().into()]),
        other => PAPER_NOT_MADE.with([other.to_string().into()]),
    }
}

fn of_dossier(error: DossierError, language: &str) -> Problem {
    match error {
        DossierError::Refused(refusal) => refusal.into(),
        DossierError::Paper(PaperError::NoFaces { .. }) => PAPER_LANGUAGE.with([language.into()]),
        DossierError::Paper(error) => of_paper(&error),
        bad @ DossierError::Bad { .. } => PAPER_NOT_MADE.with([bad.to_string().into()]),
    }
}

fn front(
    desk: &Desk,
    asker: &Asker,
    case: &Case,
    language: &str,
    data: Digest,
) -> Result<Front, Problem> {
    if !paper::fonts::languages().any(|printed| printed.code() == language) {
        let shown: String = language.chars().take(20).collect();
        return Err(PAPER_LANGUAGE.with([shown.into()]));
    }
    let reference = match case.reference.as_str() {
        "" => case.number.clone(),
        reference => format!("{} / {reference}", case.number),
    };
    let tlp = case.tlp.text().replace('_', "+");
    let tlp = tlp.parse().map_err(|_| problem::INTERNAL.with([]))?;
    Ok(Front {
        title: None,
        reference,
        tlp,
        prepared_by: asker.user.name.clone(),
        made_on: asker.by.now.day(),
        language: language.to_owned(),
        program: desk.about.version.to_owned(),
        data,
    })
}

async fn of_exhibit(
    desk: &Desk,
    asker: &Asker,
    case: &Case,
    exhibit: &str,
    language: &str,
) -> Result<Read, Problem> {
    let (record, who) = (&desk.record, &asker.who);
    let id: ExhibitId = exhibit.parse().map_err(|_| NO_SUCH_EXHIBIT.with([]))?;
    let exhibit = evidence::exhibit_by_id(record, who, case.id, id).await;
    let exhibit = exhibit.map_err(|error| of_board(desk, &error))?;
    let holds = evidence::holds(record, who, &exhibit).await;
    if !holds.map_err(|error| of_board(desk, &error))? {
        return Err(EXHIBIT_DAMAGED.with([exhibit.digest.to_string().into()]));
    }
    let pins = pins(desk, asker, case.id, &exhibit).await?;
    let people = members::list(record, who, case.id).await;
    let people = people.map_err(|error| of_case(desk, &error))?;
    let (custody, custody_left_out) = custody_of(desk, asker, case.id).await?;
    let by = pins.iter().map(|pin| pin.by).chain([exhibit.by]);
    let names = Names::of(desk, by).await?;
    let name = |id| names.person(id).name;
    let words = Words::of(&front(desk, asker, case, language, exhibit.digest)?, "");
    let facts = CaseFacts {
        number: case.number.clone(),
        title: case.title.clone(),
        is_synthetic: case.is_synthetic,
        people: people.into_iter().map(|member| member.name).collect(),
        exhibit: ExhibitFacts {
            number: format!("E-{}", exhibit.number),
            title: exhibit.title.clone(),
            revision: exhibit.rev,
            frozen_by: name(exhibit.by),
            frozen_at: exhibit.at.to_string(),
            sha256: exhibit.digest.to_string(),
        },
        pins: pins.iter().map(|pin| pin_facts(pin, name(pin.by))).collect(),
        custody,
        custody_left_out,
    };
    let language = language.to_owned();
    Ok(Read { facts, words, exhibit: exhibit.content, pins, language })
}

fn pin_facts(pin: &Pin, pinned_by: String) -> PinFacts {
    PinFacts {
        id: pin.id.to_string(),
        subject: pin.what.subject.clone(),
        source: pin.what.source.clone(),
        fetched_at: pin.what.fetched_at.to_string(),
        atlas: pin.what.atlas.clone(),
        as_of: pin.what.as_of.clone(),
        sha256: pin.digest.to_string(),
        pinned_by,
        pinned_at: pin.at.to_string(),
    }
}

/// The pins of the exhibit's board that were there when it was frozen.
async fn pins(
    desk: &Desk,
    asker: &Asker,
    case: CaseId,
    exhibit: &Exhibit,
) -> Result<Vec<Pin>, Problem> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = evidence::pins(&desk.record, &asker.who, case, after, PART).await;
        let page = page.map_err(|error| of_board(desk, &error))?;
        after = page.items.last().map(|pin| pin.id);
        let is_of = |pin: &Pin| pin.board == exhibit.board && pin.at <= exhibit.at;
        found.extend(page.items.into_iter().filter(is_of));
        if !page.has_more {
            return Ok(found);
        }
    }
}

/// The newest entries about a case, oldest first, and how many older ones there are.
async fn custody_of(
    desk: &Desk,
    asker: &Asker,
    case: CaseId,
) -> Result<(Vec<CustodyFacts>, u64), Problem> {
    let (mut entries, mut after, mut left_out) = (Vec::new(), 0, 0);
    loop {
        let page = custody::list(&desk.record, &asker.who, case, after, PART).await;
        let page = page.map_err(|error| of_case(desk, &error))?;
        after = page.items.last().map_or(after, |entry| entry.seq);
        entries.extend(page.items);
        let over = entries.len().saturating_sub(CUSTODY_MAX);
        entries.drain(..over);
        left_out += over as u64;
        if !page.has_more {
            break;
        }
    }
    let person = |actor: &str| -> Option<UserId> {
        actor.strip_prefix("user:")?.split(' ').next()?.parse().ok()
    };
    let names = Names::of(desk, entries.iter().filter_map(|entry| person(&entry.actor))).await?;
    let facts = entries.into_iter().map(|entry| CustodyFacts {
        seq: entry.seq,
        at: entry.at.to_string(),
        who: person(&entry.actor).map_or(entry.actor.clone(), |id| names.person(id).name),
        action: entry.action,
        on: format!("{} {}", entry.object_kind, entry.object_id),
        hash: entry.hash.to_string(),
    });
    Ok((facts.collect(), left_out))
}

/// By this, the paper of a request and its text are known to belong together.
fn digest_of(facts: &RequestFacts) -> Digest {
    Digest::of(serde_json::to_string(facts).expect("texts and numbers alone").as_bytes())
}

async fn of_request_kept(
    desk: &Desk,
    asker: &Asker,
    case: &Case,
    request: &str,
) -> Result<RequestFacts, Problem> {
    let (record, who) = (&desk.record, &asker.who);
    let id: RequestId = request.parse().map_err(|_| NO_SUCH_REQUEST.with([]))?;
    let kept = requests::by_id(record, who, case.id, id).await;
    let kept = kept.map_err(|error| of_request(desk, &error))?;
    let told = requests::history(record, who, case.id, id).await;
    let told = told.map_err(|error| of_request(desk, &error))?;
    let approved_at: Option<Time> = told
        .iter()
        .rev()
        .find(|told| matches!(told.event, Event::Approve { .. }))
        .map(|told| told.at);
    let request = &kept.request;
    let people = request.writers.iter().copied().chain(request.approved_by);
    let names = Names::of(desk, people).await?;
    let digest = request.draft.digest();
    // Approved is the very text that is printed, or nothing.
    let approval = match (request.approved_by, request.approved, approved_at) {
        (Some(by), Some(approved), Some(at)) if approved == digest => Some(Approval {
            by: names.person(by).name,
            at: at.to_string(),
            sha256: digest.to_string(),
        }),
        _ => None,
    };
    let draft = &request.draft;
    Ok(RequestFacts {
        number: format!("R-{}", kept.number),
        case_number: case.number.clone(),
        is_synthetic: case.is_synthetic,
        kind: match draft.kind {
            Kind::Preserve => RequestKind::Preserve,
            Kind::Freeze => RequestKind::Freeze,
        },
        state: request.state.text().to_owned(),
        recipient: draft.recipient.clone(),
        contact: draft.contact.clone(),
        what: draft.what.clone(),
        basis: draft.basis.clone(),
        limits: draft.limits.clone(),
        lines: draft.lines.iter().map(line).collect(),
        reply_days: draft.reply_days,
        answer_to: draft.answer_to.clone(),
        reply_by: request.reply_by.map(|time| time.to_string()),
        written_by: request.writers.iter().map(|id| names.person(*id).name).collect(),
        approval,
    })
}

fn line(line: &casework::requests::machine::Line) -> RequestLine {
    RequestLine {
        ledger: line.ledger.clone(),
        txid: line.txid.clone(),
        address: line.address.clone(),
        amount: line.amount.clone(),
        asset: line.asset.clone(),
        share: line.share,
        basis: line.basis.clone(),
    }
}
