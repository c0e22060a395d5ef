//! What was done, by whom and when, and whether the record of it can be trusted.

use std::sync::Arc;

use axum::extract::State;
use casework::audit::read::{self, Filter, Written};
use casework::audit::verify::verify;
use casework::audit::{self, Action, Entry, Head};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::people::limited;
use crate::asker::Asker;
use crate::body::{Json, Query};
use crate::desk::Desk;
use crate::problem::{self, Problem};
use crate::record_problem::of_record;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(head)).routes(routes!(check))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AuditParams {
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500).
    limit: Option<u32>,
    /// Whose: `user:ID` (with a token too), `console`, `program` or `anonymous`.
    actor: Option<String>,
    /// What was done, such as `session.open`.
    action: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EntryView {
    seq: u64,
    at: String,
    actor: String,
    action: String,
    object_kind: String,
    object_id: String,
    /// `null` once they were erased.
    details: Option<Vec<DetailView>>,
    hash: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DetailView {
    name: String,
    value: String,
}

impl From<Written> for EntryView {
    fn from(entry: Written) -> Self {
        let detail = |(name, value)| DetailView { name, value };
        Self {
            seq: entry.seq,
            at: entry.at.to_string(),
            actor: entry.actor,
            action: entry.action,
            object_kind: entry.object_kind,
            object_id: entry.object_id,
            details: entry.details.map(|all| all.into_iter().map(detail).collect()),
            hash: entry.hash.to_string(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct AuditView {
    /// Of all entries that the filter finds.
    total: u64,
    items: Vec<EntryView>,
    next: Option<String>,
    /// Every action there is, to choose from.
    actions: Vec<&'static str>,
}

/// The audit log, newest first.
#[utoipa::path(get, path = "/api/audit", tag = "audit", params(AuditParams),
    responses((status = 200, body = AuditView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    Query(params): Query<AuditParams>,
) -> Result<axum::Json<AuditView>, Problem> {
    let limit = limited(params.limit)?;
    let before = params.after.as_deref().map(str::parse::<u64>).transpose();
    let before = before.map_err(|_| problem::CURSOR.with([]))?;
    let action = params.action.as_deref().map(|text| {
        let known = Action::ALL.iter().copied().find(|action| action.text() == text);
        known.ok_or_else(|| problem::FIELD_UNREADABLE.with(["action".into()]))
    });
    let filter = Filter { actor: params.actor, action: action.transpose()?, object: None };
    let page = read::list(&desk.record, &filter, before, limit).await;
    let page = page.map_err(|error| of_record(&desk, &error))?;
    let next = page.items.last().filter(|_| page.has_more).map(|entry| entry.seq.to_string());
    let items = page.items.into_iter().map(EntryView::from).collect();
    let actions = Action::ALL.iter().map(|action| action.text()).collect();
    Ok(axum::Json(AuditView { total: page.total, items, next, actions }))
}

#[derive(Debug, Serialize, ToSchema)]
struct HeadView {
    seq: u64,
    at: String,
    hash: String,
    /// This installation's public key.
    key: String,
    /// One line to print, and to keep elsewhere.
    text: String,
}

impl From<&Head> for HeadView {
    fn from(head: &Head) -> Self {
        Self {
            seq: head.seq,
            at: head.at.to_string(),
            hash: head.hash.to_string(),
            key: head.key.to_string(),
            text: head.to_string(),
        }
    }
}

/// Where the log stands now, signed.
#[utoipa::path(get, path = "/api/audit/head", tag = "audit",
    responses((status = 200, body = HeadView)))]
async fn head(State(desk): State<Arc<Desk>>) -> Result<axum::Json<HeadView>, Problem> {
    let head = read::head(&desk.record).await.map_err(|error| of_record(&desk, &error))?;
    Ok(axum::Json(HeadView::from(&head)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VerifyGiven {
    /// A head that was kept elsewhere, as it was printed.
    head: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct VerifyView {
    is_sound: bool,
    /// Entries that were read and are sound, from the first on without a gap.
    entries: u64,
    last_at: Option<String>,
    /// Entries whose details were erased, with an entry that tells so.
    erased: u64,
    /// The first entry that cannot be trusted, and why.
    broken: Option<BrokenView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BrokenView {
    seq: u64,
    says: String,
}

/// Walks the whole log, against a head that was kept elsewhere if one is given.
#[utoipa::path(post, path = "/api/audit/verify", tag = "audit", request_body = VerifyGiven,
    responses((status = 200, body = VerifyView)))]
async fn check(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Json(given): Json<VerifyGiven>,
) -> Result<axum::Json<VerifyView>, Problem> {
    let kept = given.head.as_deref().map(|text| text.trim().parse::<Head>()).transpose();
    let kept = kept.map_err(|_| problem::HEAD_UNREADABLE.with([]))?;
    let kept: Vec<Head> = kept.into_iter().collect();
    let found = verify(&desk.record, &kept).await.map_err(|error| of_record(&desk, &error))?;
    let entry = Entry::new(Action::AuditVerified, audit::Object::record());
    let entry = entry.with("entries", found.entries).with("is_sound", found.broken.is_none());
    if let Err(error) = desk.record.note(asker.by, entry).await {
        desk.trouble(&format_args!("a verification could not be written down: {error}"));
    }
    let broken =
        |broken: &audit::verify::Broken| BrokenView { seq: broken.seq, says: broken.to_string() };
    Ok(axum::Json(VerifyView {
        is_sound: found.broken.is_none(),
        entries: found.entries,
        last_at: found.last_at.map(|time| time.to_string()),
        erased: found.erased,
        broken: found.broken.as_ref().map(broken),
    }))
}
