//! Look anything up: what was pasted, addresses, clusters, transactions, blocks, labels; screening.

use std::sync::Arc;

use api::ask::cluster::ClusterQuestion;
use api::ask::counterparties::{CounterpartiesQuestion, Side};
use api::ask::labels::LabelsQuestion;
use api::ask::look::{FromEnd, LookQuestion};
use api::ask::moment::Moment;
use api::ask::pages::PageQuestion;
use api::ask::pasted;
use api::ask::screen::ScreenQuestion;
use api::ask::search::SearchQuestion;
use api::ask::why::WhyQuestion;
use api::page::Page;
use api::sheet;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use casework::audit::{self, Action, Entry};
use entity::atlas::Atlas;
use model::parse::Subject;
use model::time::Time;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{BOUNDS, Ready};
use crate::asker::Asker;
use crate::body::{self, JSON_BYTES_MAX, Lacking, Path, Query, QueryWithout};
use crate::desk::Desk;
use crate::exercise::Outlook;
use crate::problem::{self, Problem};
use crate::sight::Sight;
use crate::streams::Leaving;

/// Longer lists are screened as jobs.
const SCREENED_MAX: usize = 2000;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(search))
        .routes(routes!(ledgers))
        .routes(routes!(look))
        .routes(routes!(address))
        .routes(routes!(legs))
        .routes(routes!(legs_sheet))
        .routes(routes!(counterparties))
        .routes(routes!(cluster))
        .routes(routes!(members))
        .routes(routes!(joins))
        .routes(routes!(why))
        .routes(routes!(transaction))
        .routes(routes!(inputs))
        .routes(routes!(outputs))
        .routes(routes!(block))
        .routes(routes!(transactions))
        .routes(routes!(labels))
        .routes(routes!(screen))
}

/// Which moment, and which ledger.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The ledger to ask; needed where several hold the subject.
    pub ledger: Option<String>,
    /// What held on this day (YYYY-MM-DD).
    pub as_of: Option<String>,
    /// Only what had been imported until then (a day: its last second; or RFC 3339).
    pub known_at: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct LookParams {
    /// Anything that was pasted.
    q: String,
    /// How many legs, transactions or members to show.
    limit: Option<usize>,
    /// Pass over this many first.
    skip: Option<u64>,
    /// Which end of an address's history to start from.
    #[param(inline)]
    from: Option<FromEnd>,
    ledger: Option<String>,
    as_of: Option<String>,
    known_at: Option<String>,
}

/// The part of a look that is shown.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PartParams {
    /// How many rows to show.
    limit: Option<usize>,
    /// Pass over this many first.
    skip: Option<u64>,
    /// Which end of an address's history to start from.
    #[param(inline)]
    from: Option<FromEnd>,
    /// The ledger to ask; needed where several hold the subject.
    ledger: Option<String>,
    /// What held on this day (YYYY-MM-DD).
    as_of: Option<String>,
    /// Only what had been imported until then (a day: its last second; or RFC 3339).
    known_at: Option<String>,
}

impl LookParams {
    fn question(self) -> LookQuestion {
        let Self { q, limit, skip, from, ledger, as_of, known_at } = self;
        PartParams { limit, skip, from, ledger, as_of, known_at }.question(q)
    }
}

impl PartParams {
    fn question(self, subject: String) -> LookQuestion {
        let usual = LookQuestion::new(subject);
        LookQuestion {
            limit: self.limit.unwrap_or(usual.limit),
            skip: self.skip.unwrap_or(usual.skip),
            from: self.from.unwrap_or(usual.from),
            ledger: self.ledger,
            as_of: self.as_of,
            known_at: self.known_at,
            ..usual
        }
    }
}

/// The Atlas of a question's moment, as far as its asker may see it.
pub fn atlas(
    sight: &Sight,
    outlook: &Outlook,
    moment: &Moment<'_>,
    now: Time,
) -> Result<Atlas, Problem> {
    Ok(moment.atlas(outlook.atlas(sight), now)?)
}

/// Answers a question of the moment it names, as far as its asker may see.
macro_rules! answered {
    ($desk:expr, $outlook:expr, $question:expr, $answer:ident) => {{
        let (question, outlook) = ($question, $outlook);
        $desk
            .answer(move |sight, now| {
                question.check(&BOUNDS)?;
                let atlas = atlas(sight, &outlook, &question.moment(), now)?;
                Ok(Ready::of(&question.$answer(&atlas, &BOUNDS)?))
            })
            .await
    }};
}

async fn looked(desk: &Desk, outlook: Outlook, question: LookQuestion) -> Result<Ready, Problem> {
    answered!(desk, outlook, question, answer)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SearchParams {
    /// Anything that was pasted or typed.
    q: String,
    /// How many suggestions of each kind.
    limit: Option<usize>,
    ledger: Option<String>,
    as_of: Option<String>,
    known_at: Option<String>,
}

/// Everything that a text may mean, and what it may become.
#[utoipa::path(get, path = "/api/search", tag = "look up", params(SearchParams),
    responses((status = 200, body = api::search::SearchView)))]
async fn search(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Query(params): Query<SearchParams>,
) -> Result<Ready, Problem> {
    let usual = SearchQuestion::new(params.q);
    let question = SearchQuestion {
        limit: params.limit.unwrap_or(usual.limit),
        ledger: params.ledger,
        as_of: params.as_of,
        known_at: params.known_at,
        ..usual
    };
    answered!(desk, outlook, question, answer)
}

/// The ledgers that can be asked.
#[utoipa::path(get, path = "/api/ledgers", tag = "look up",
    responses((status = 200, body = api::store::Ledgers)))]
async fn ledgers(State(desk): State<Arc<Desk>>, outlook: Outlook) -> Result<Ready, Problem> {
    desk.answer(move |sight, _| Ok(Ready::of(&api::ask::ledgers::ledgers(outlook.atlas(sight)))))
        .await
}

/// A page of a long list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PageParams {
    /// The `next` of the page before.
    after: Option<String>,
    /// How many rows.
    limit: Option<usize>,
    /// Which end to start from: of an address's legs. Other lists have one order.
    #[param(inline)]
    from: Option<FromEnd>,
    /// The ledger to ask; needed where several hold the subject.
    ledger: Option<String>,
    /// What held on this day (YYYY-MM-DD).
    as_of: Option<String>,
    /// Only what had been imported until then (a day: its last second; or RFC 3339).
    known_at: Option<String>,
}

impl PageParams {
    fn question(self, subject: String) -> PageQuestion {
        let usual = PageQuestion::new(subject);
        PageQuestion {
            from: self.from.unwrap_or(usual.from),
            after: self.after,
            limit: self.limit.unwrap_or(usual.limit),
            ledger: self.ledger,
            as_of: self.as_of,
            known_at: self.known_at,
            ..usual
        }
    }
}

/// The legs of an address, from either end.
#[utoipa::path(get, path = "/api/addresses/{address}/legs", tag = "look up",
    params(("address" = String, Path), PageParams),
    responses((status = 200, body = Page<api::look::LegView>)))]
async fn legs(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(address): Path<String>,
    Query(params): Query<PageParams>,
) -> Result<Ready, Problem> {
    named("address", &address, is_address)?;
    answered!(desk, outlook, params.question(address), legs)
}

/// Which end a whole list begins from.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WholeParams {
    /// Which end to start from.
    #[param(inline)]
    from: Option<FromEnd>,
    /// The ledger to ask; needed where several hold the subject.
    ledger: Option<String>,
    /// What held on this day (YYYY-MM-DD).
    as_of: Option<String>,
    /// Only what had been imported until then (a day: its last second; or RFC 3339).
    known_at: Option<String>,
}

/// Legs that are read before they are sent.
const LEGS_AT_ONCE: usize = 1000;

/// All legs of an address as a sheet, from either end, as of one moment: as `kancil look --format csv`. Of more
/// than ten million legs none is sent; a sheet that breaks off breaks its connection off.
#[utoipa::path(get, path = "/api/addresses/{address}/legs.csv", tag = "look up",
    params(("address" = String, Path), WholeParams),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn legs_sheet(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    outlook: Outlook,
    Path(address): Path<String>,
    Query(params): Query<WholeParams>,
) -> Result<Response, Problem> {
    named("address", &address, is_address)?;
    let busy = || problem::BUSY.with([]).retry_after(30);
    let permit = Arc::clone(&desk.sending).try_acquire_owned().map_err(|_| busy())?;
    let WholeParams { from, ledger, as_of, known_at } = params;
    let usual = PageQuestion::new(&address);
    let from = from.unwrap_or(usual.from);
    let question = PageQuestion { from, ledger, as_of, known_at, ..usual };
    let legs = desk.answer(move |sight, now| {
        question.check(&BOUNDS)?;
        let atlas = atlas(sight, &outlook, &question.moment(), now)?;
        Ok(question.all_legs(&atlas, &BOUNDS)?)
    });
    let mut legs = legs.await?;
    let name: String = address.chars().filter(char::is_ascii_alphanumeric).take(100).collect();
    note(&desk, &asker, Action::Exported, "legs", &[("address", address)]).await;
    let mut is_begun = false;
    let body = Leaving::of(move || {
        let _held = &permit;
        let sheet = sheet::legs::sheet(&legs.take(LEGS_AT_ONCE));
        let text = if is_begun { sheet.into_more() } else { sheet.into_text() };
        is_begun = true;
        Ok(text.into())
    });
    // What came from the chain is a file to keep, not a page to run.
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}-legs.csv\"")),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CounterpartiesParams {
    /// Who paid it, or whom it paid.
    #[param(inline)]
    side: Side,
    /// How many to show.
    limit: Option<usize>,
    /// Stop after reading this many inputs and outputs.
    legs: Option<u64>,
    /// Of the whole cluster instead of the address alone.
    cluster: Option<bool>,
    ledger: Option<String>,
    as_of: Option<String>,
    known_at: Option<String>,
}

/// Who paid an address, or whom it paid.
#[utoipa::path(get, path = "/api/addresses/{address}/counterparties", tag = "look up",
    params(("address" = String, Path), CounterpartiesParams, Lacking),
    responses((status = 200, body = api::counterparties::CounterpartiesView)))]
async fn counterparties(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(address): Path<String>,
    QueryWithout(params, without): QueryWithout<CounterpartiesParams>,
) -> Result<Ready, Problem> {
    named("address", &address, is_address)?;
    let subject = match params.cluster {
        Some(true) => format!("cluster:{address}"),
        _ => address,
    };
    let usual = CounterpartiesQuestion::new(subject, params.side);
    let question = CounterpartiesQuestion {
        limit: params.limit.unwrap_or(usual.limit),
        legs: params.legs.unwrap_or(usual.legs),
        ledger: params.ledger,
        as_of: params.as_of,
        known_at: params.known_at,
        without,
        ..usual
    };
    desk.answer_watched(move |sight, now, watch| {
        question.check(&BOUNDS)?;
        let atlas = atlas(sight, &outlook, &question.moment(), now)?;
        Ok(Ready::of(&question.answer(&atlas, &BOUNDS, watch)?))
    })
    .await
}

/// The members of an address's cluster.
#[utoipa::path(get, path = "/api/clusters/{address}/members", tag = "look up",
    params(("address" = String, Path), PageParams, Lacking),
    responses((status = 200, body = Page<api::cluster::MemberView>)))]
async fn members(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(address): Path<String>,
    QueryWithout(params, without): QueryWithout<PageParams>,
) -> Result<Ready, Problem> {
    named("address", &address, is_address)?;
    let question = PageQuestion { without, ..params.question(address) };
    answered!(desk, outlook, question, members)
}

/// The joins that made an address's cluster.
#[utoipa::path(get, path = "/api/clusters/{address}/joins", tag = "look up",
    params(("address" = String, Path), PageParams, Lacking),
    responses((status = 200, body = Page<api::cluster::JoinView>)))]
async fn joins(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(address): Path<String>,
    QueryWithout(params, without): QueryWithout<PageParams>,
) -> Result<Ready, Problem> {
    named("address", &address, is_address)?;
    let question = PageQuestion { without, ..params.question(address) };
    answered!(desk, outlook, question, joins)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WhyParams {
    /// Another address of the same cluster.
    with: String,
    ledger: Option<String>,
    as_of: Option<String>,
    known_at: Option<String>,
}

/// The joins that make two addresses one holder's.
#[utoipa::path(get, path = "/api/clusters/{address}/why", tag = "look up",
    params(("address" = String, Path), WhyParams, Lacking),
    responses((status = 200, body = api::cluster::WhyView)))]
async fn why(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(address): Path<String>,
    QueryWithout(params, without): QueryWithout<WhyParams>,
) -> Result<Ready, Problem> {
    named("address", &address, is_address)?;
    let WhyParams { with, ledger, as_of, known_at } = params;
    let question =
        WhyQuestion { ledger, as_of, known_at, without, ..WhyQuestion::new(address, with) };
    answered!(desk, outlook, question, answer)
}

fn is_hash(subject: &Subject) -> bool {
    matches!(subject, Subject::Hash { .. })
}

fn is_block(subject: &Subject) -> bool {
    matches!(subject, Subject::Hash { .. } | Subject::Height(_))
}

/// The inputs of a transaction.
#[utoipa::path(get, path = "/api/transactions/{txid}/inputs", tag = "look up",
    params(("txid" = String, Path), PageParams),
    responses((status = 200, body = Page<api::chain::InputView>)))]
async fn inputs(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(txid): Path<String>,
    Query(params): Query<PageParams>,
) -> Result<Ready, Problem> {
    named("txid", &txid, is_hash)?;
    answered!(desk, outlook, params.question(txid), inputs)
}

/// The outputs of a transaction.
#[utoipa::path(get, path = "/api/transactions/{txid}/outputs", tag = "look up",
    params(("txid" = String, Path), PageParams),
    responses((status = 200, body = Page<api::chain::OutputView>)))]
async fn outputs(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(txid): Path<String>,
    Query(params): Query<PageParams>,
) -> Result<Ready, Problem> {
    named("txid", &txid, is_hash)?;
    answered!(desk, outlook, params.question(txid), outputs)
}

/// The transactions of a block.
#[utoipa::path(get, path = "/api/blocks/{block}/transactions", tag = "look up",
    params(("block" = String, Path), PageParams),
    responses((status = 200, body = Page<api::look::TxLine>)))]
async fn transactions(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(block): Path<String>,
    Query(params): Query<PageParams>,
) -> Result<Ready, Problem> {
    named("block", &block, is_block)?;
    answered!(desk, outlook, params.question(block), transactions)
}

/// What anything pasted is.
#[utoipa::path(get, path = "/api/look", tag = "look up", params(LookParams, Lacking),
    responses((status = 200, body = api::look::Look, description = "As `kancil look --format json`")))]
async fn look(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    QueryWithout(params, without): QueryWithout<LookParams>,
) -> Result<Ready, Problem> {
    let question = LookQuestion { without, ..params.question() };
    looked(&desk, outlook, question).await
}

/// What a path names must be what the path says it is.
fn named(field: &'static str, text: &str, is: fn(&Subject) -> bool) -> Result<(), Problem> {
    let asked = pasted::parse(text, &BOUNDS)?;
    match !asked.is_cluster && is(&asked.subject) {
        true => Ok(()),
        false => Err(problem::FIELD_UNREADABLE.with([field.into()])),
    }
}

fn is_address(subject: &Subject) -> bool {
    matches!(subject, Subject::Address { .. })
}

/// An address: totals, cluster, labels, other forms of its key, and its legs.
#[utoipa::path(get, path = "/api/addresses/{address}", tag = "look up",
    params(("address" = String, Path), PartParams, Lacking),
    responses((status = 200, body = api::look::Look, description = "As `kancil look --format json`")))]
async fn address(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(address): Path<String>,
    QueryWithout(params, without): QueryWithout<PartParams>,
) -> Result<Ready, Problem> {
    named("address", &address, is_address)?;
    let question = LookQuestion { without, ..params.question(address) };
    looked(&desk, outlook, question).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ClusterParams {
    /// Show the joins instead of the members.
    why: Option<bool>,
    /// How many members or joins to show.
    limit: Option<usize>,
    /// Pass over this many first.
    skip: Option<u64>,
    ledger: Option<String>,
    as_of: Option<String>,
    known_at: Option<String>,
}

/// The cluster of an address.
#[utoipa::path(get, path = "/api/clusters/{address}", tag = "look up",
    params(("address" = String, Path), ClusterParams, Lacking),
    responses((status = 200, body = api::cluster::ClusterView, description = "As `kancil cluster --format json`")))]
async fn cluster(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(address): Path<String>,
    QueryWithout(params, without): QueryWithout<ClusterParams>,
) -> Result<Ready, Problem> {
    named("address", &address, is_address)?;
    let usual = ClusterQuestion::new(address);
    let question = ClusterQuestion {
        why: params.why.unwrap_or(usual.why),
        limit: params.limit.unwrap_or(usual.limit),
        skip: params.skip.unwrap_or(usual.skip),
        ledger: params.ledger,
        as_of: params.as_of,
        known_at: params.known_at,
        without,
        ..usual
    };
    answered!(desk, outlook, question, answer)
}

/// A transaction: inputs, outputs, fee, and what it looks like.
#[utoipa::path(get, path = "/api/transactions/{txid}", tag = "look up",
    params(("txid" = String, Path), PartParams, Lacking),
    responses((status = 200, body = api::look::Look, description = "As `kancil look --format json`")))]
async fn transaction(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(txid): Path<String>,
    QueryWithout(params, without): QueryWithout<PartParams>,
) -> Result<Ready, Problem> {
    named("txid", &txid, is_hash)?;
    let question = LookQuestion { without, ..params.question(txid) };
    looked(&desk, outlook, question).await
}

/// A block, by height or hash.
#[utoipa::path(get, path = "/api/blocks/{block}", tag = "look up",
    params(("block" = String, Path), PartParams),
    responses((status = 200, body = api::look::Look, description = "As `kancil look --format json`")))]
async fn block(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Path(block): Path<String>,
    Query(params): Query<PartParams>,
) -> Result<Ready, Problem> {
    named("block", &block, is_block)?;
    looked(&desk, outlook, params.question(block)).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct LabelsParams {
    /// An address of any chain, or a transaction.
    subject: String,
    as_of: Option<String>,
    known_at: Option<String>,
}

/// Every claim about a subject.
#[utoipa::path(get, path = "/api/labels", tag = "look up", params(LabelsParams),
    responses((status = 200, body = api::label::LabelsOf, description = "As `kancil labels show --format json`")))]
async fn labels(
    State(desk): State<Arc<Desk>>,
    outlook: Outlook,
    Query(params): Query<LabelsParams>,
) -> Result<Ready, Problem> {
    let LabelsParams { subject, as_of, known_at } = params;
    let question = LabelsQuestion { subject, as_of, known_at };
    answered!(desk, outlook, question, answer)
}

/// Screens a list at once: JSON as the command's flags are called, or one subject a line.
#[utoipa::path(post, path = "/api/screen", tag = "look up", params(When),
    request_body(content((ScreenQuestion = "application/json"), (String = "text/plain"), (String = "text/csv"))),
    responses((status = 200, body = api::screen::ScreenView, description = "As `kancil screen --format json`")))]
async fn screen(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    outlook: Outlook,
    Query(when): Query<When>,
    request: Request,
) -> Result<Ready, Problem> {
    let question = screen_question(when, request).await?;
    question.check(&BOUNDS)?;
    let count = question.subjects.len();
    if count > SCREENED_MAX {
        let args = [(count as u64).into(), (SCREENED_MAX as u64).into()];
        return Err(problem::TOO_MANY_SUBJECTS.with(args).hint("hint-ask-as-job"));
    }
    let answer = desk.answer_watched(move |sight, now, watch| {
        let atlas = atlas(sight, &outlook, &question.moment(), now)?;
        let unread = outlook.unread(sight);
        Ok(Ready::of(&question.answer(&atlas, &unread, &BOUNDS, watch)?))
    });
    let answer = answer.await?;
    note(&desk, &asker, Action::Screened, "screen", &[("subjects", count.to_string())]).await;
    Ok(answer)
}

async fn screen_question(when: When, request: Request) -> Result<ScreenQuestion, Problem> {
    let kind = body::media_type(request.headers());
    let is_json = match kind.as_deref() {
        Some("application/json") => true,
        Some("text/plain" | "text/csv") => false,
        _ => {
            let wanted = "application/json, text/plain, text/csv";
            return Err(problem::MEDIA_TYPE.with([wanted.into()]));
        }
    };
    let bytes = body::whole(request.into_body(), JSON_BYTES_MAX).await?;
    if is_json {
        return body::parse(&bytes);
    }
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let says = format!("byte {} is not UTF-8 text", error.valid_up_to());
        problem::BODY_UNREADABLE.with([says.into()])
    })?;
    let When { ledger, as_of, known_at } = when;
    let subjects = listed(text).map(str::to_owned).collect();
    Ok(ScreenQuestion { ledger, as_of, known_at, ..ScreenQuestion::new(subjects) })
}

/// One subject a line; of a sheet, its first column. Empty lines and remarks are passed over.
fn listed(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines
        .map(|line| line.split([',', ';', '\t']).next().unwrap_or_default())
        .map(|cell| cell.trim().trim_matches('"'))
        .filter(|cell| !cell.is_empty() && !cell.starts_with('#'))
}

/// Tells the audit log of a question. While nothing can be written, questions are answered all the
/// same: reading goes on.
pub async fn note(
    desk: &Desk,
    asker: &Asker,
    action: Action,
    kind: &'static str,
    details: &[(&'static str, String)],
) {
    let mut entry = Entry::new(action, audit::Object::new(kind, ""));
    for (name, value) in details {
        entry = entry.with(name, value);
    }
    if let Err(error) = desk.record.note(asker.by, entry).await {
        desk.trouble(&format_args!("a question could not be written down: {error}"));
    }
}
