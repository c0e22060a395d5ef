//! How the installation is, for people and for monitors.

use std::sync::Arc;

use api::common::tip;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use casework::record;
use graph::Graph;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asker::Asker;
use crate::desk::Desk;
use crate::metrics::{Gauge, Gauges};
use crate::problem::Problem;
use crate::sight::Sight;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(healthz))
        .routes(routes!(metrics))
        .routes(routes!(openapi))
        .routes(routes!(system))
}

/// Whether the server answers.
#[utoipa::path(get, path = "/healthz", tag = "system",
    responses((status = 200, body = String, content_type = "text/plain", description = "`ok`")))]
async fn healthz() -> &'static str {
    "ok\n"
}

/// Counts in Prometheus' text format.
#[utoipa::path(get, path = "/metrics", tag = "system",
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn metrics(State(desk): State<Arc<Desk>>) -> Result<Response, Problem> {
    let shared = Arc::clone(&desk);
    let gauges = desk.on_thread(move || Ok(gauges(&shared))).await?;
    let text = desk.metrics.text(&gauges);
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

fn gauges(desk: &Desk) -> Gauges {
    let sight = desk.sights.now();
    let mut rows = Vec::new();
    let mut row = |name, help, labels, value| rows.push(Gauge { name, help, labels, value });
    let name = "kancil_jobs";
    for (phase, count) in desk.jobs.counts() {
        row(name, "Jobs that are listed", vec![("state", phase.name().to_owned())], count);
    }
    let bytes = desk.jobs.bytes() as u64;
    row("kancil_job_results_bytes", "Results that are held", Vec::new(), bytes);
    for ledger in &sight.atlas.ledgers {
        let labels = vec![("ledger", ledger.graph.ledger().to_string())];
        let blocks = ledger.graph.counts().blocks;
        row("kancil_ledger_blocks", "Blocks held", labels, blocks);
    }
    let unread = sight.unread.len() as u64;
    row("kancil_ledgers_unread", "Ledgers that do not open", Vec::new(), unread);
    let help = "Answers that ended because nobody waited for them any more";
    row("kancil_answers_abandoned", help, Vec::new(), desk.abandoned());
    let claims = sight.atlas.labels.claims_len();
    row("kancil_label_claims", "Claims in all label packs", Vec::new(), claims);
    let is_writable = u64::from(desk.record.state() == record::State::Writable);
    row("kancil_record_writable", "1 where the record can be written", Vec::new(), is_writable);
    let machine = desk.world.machine();
    let parts = [
        ("kancil_memory_bytes", "Resident memory of the process", machine.memory_bytes),
        ("kancil_disk_free_bytes", "Free beside the data", machine.disk_free_bytes),
    ];
    for (name, help, value) in parts {
        if let Some(value) = value {
            row(name, help, Vec::new(), value);
        }
    }
    Gauges { rows }
}

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "system",
    responses((status = 200, body = serde_json::Value, description = "OpenAPI 3.1")))]
async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], super::document_text()).into_response()
}

#[derive(Debug, Serialize, ToSchema)]
struct SystemView {
    version: &'static str,
    /// The installation's public key, by which its audit heads are known.
    instance: String,
    started: String,
    listen: String,
    is_tls: bool,
    /// Answers only this machine.
    is_loopback: bool,
    record: RecordView,
    ledgers: Vec<LedgerView>,
    /// Ledgers that are there and do not open.
    unread: Vec<String>,
    labels: LabelsView,
    jobs: JobCounts,
    disk: DiskView,
    languages: Vec<LanguageView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RecordView {
    /// `writable` or `read_only`.
    state: &'static str,
    why: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct LedgerView {
    id: String,
    network: String,
    /// A grown story, no real chain.
    is_synthetic: bool,
    /// The last block.
    tip: Option<TipView>,
    tip_time: Option<String>,
    blocks: u64,
    transactions: u64,
    addresses: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct TipView {
    height: Option<u32>,
    hash: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct LabelsView {
    digest: String,
    packs: u64,
    claims: u64,
    /// When the newest pack was imported.
    newest: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct JobCounts {
    waiting: u64,
    running: u64,
    results_bytes: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct DiskView {
    free_bytes: Option<u64>,
    bytes: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct LanguageView {
    id: &'static str,
    messages: u64,
    /// What English has.
    of: u64,
    /// Drafted by a machine, and read by no speaker yet.
    machine_drafted: u64,
}

/// How the installation is.
#[utoipa::path(get, path = "/api/system", tag = "system",
    responses((status = 200, body = SystemView)))]
async fn system(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
) -> Result<axum::Json<SystemView>, Problem> {
    let shared = Arc::clone(&desk);
    let is_synthetic_only = asker.is_synthetic_only();
    let view = desk.on_thread(move || Ok(view(&shared, is_synthetic_only))).await?;
    Ok(axum::Json(view))
}

fn view(desk: &Desk, is_synthetic_only: bool) -> SystemView {
    let sight: Arc<Sight> = desk.sights.now();
    let atlas = sight.atlas(is_synthetic_only);
    let machine = desk.world.machine();
    let counts = desk.jobs.counts();
    let jobs = |phase| counts.iter().find(|(own, _)| *own == phase).map_or(0, |(_, count)| *count);
    let packs = atlas.labels.packs();
    SystemView {
        version: desk.about.version,
        instance: desk.record.public_key().to_string(),
        started: desk.started().to_string(),
        listen: desk.about.listen.to_string(),
        is_tls: desk.about.is_tls,
        is_loopback: desk.is_loopback(),
        record: record_view(desk),
        ledgers: atlas.ledgers.iter().map(|ledger| ledger_view(&ledger.graph)).collect(),
        unread: sight.unread(is_synthetic_only).iter().map(ToString::to_string).collect(),
        labels: LabelsView {
            digest: atlas.labels.digest().to_string(),
            packs: packs.len() as u64,
            claims: atlas.labels.claims_len(),
            newest: packs.iter().map(|pack| pack.head().imported_at).max().map(|t| t.to_string()),
        },
        jobs: JobCounts {
            waiting: jobs(crate::jobs::Phase::Waiting),
            running: jobs(crate::jobs::Phase::Running),
            results_bytes: desk.jobs.bytes() as u64,
        },
        disk: DiskView { free_bytes: machine.disk_free_bytes, bytes: machine.disk_bytes },
        languages: words::coverage().into_iter().map(language_view).collect(),
    }
}

fn record_view(desk: &Desk) -> RecordView {
    match desk.record.state() {
        record::State::Writable => RecordView { state: "writable", why: None },
        record::State::ReadOnly { why } => RecordView { state: "read_only", why: Some(why) },
    }
}

fn ledger_view(graph: &Graph) -> LedgerView {
    let (id, counts, tip) = (graph.ledger(), graph.counts(), tip(graph));
    LedgerView {
        id: id.to_string(),
        network: id.network.to_string(),
        is_synthetic: id.network.is_synthetic(),
        tip: tip.as_ref().map(|tip| TipView { height: tip.height, hash: tip.hash.to_string() }),
        tip_time: tip.map(|tip| tip.time.to_string()),
        blocks: counts.blocks,
        transactions: counts.transactions,
        addresses: counts.addresses,
    }
}

fn language_view(coverage: words::Coverage) -> LanguageView {
    LanguageView {
        id: coverage.language.code(),
        messages: coverage.messages,
        of: coverage.of,
        machine_drafted: coverage.machine_drafted,
    }
}
