//! Pins: facts as they were known, copied for good.
//!
//! What is pinned is asked of the Atlas here, in the asker's name and at this moment. A page says
//! which fact, never what it is.

use std::sync::Arc;

use api::ask::bounds::Bounds;
use api::ask::labels::LabelsQuestion;
use api::ask::look::LookQuestion;
use api::ask::moment::Moment;
use api::common::{AsOf, LedgerTip};
use api::label::AttributionView;
use api::look::{Look, TxLook};
use axum::extract::State;
use axum::http::StatusCode;
use casework::boards::evidence::{self, NewPin, Pin};
use casework::cases::may_work;
use casework::id::PinId;
use entity::atlas::Atlas;
use model::chain::LedgerId;
use model::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::found;
use crate::answer::{BOUNDS, Ready, steers};
use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::case_problem::{BOARD_OTHER_WORLD, NO_SUCH_FACT, NO_SUCH_PIN, of_board, of_case};
use crate::desk::Desk;
use crate::exercise::Outlook;
use crate::problem::{self, Problem};
use crate::routes::cases::{Names, PersonView, case_id, cursor, looked};
use crate::routes::looks::atlas;
use crate::routes::people::limited;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(pin)).routes(routes!(list)).routes(routes!(one))
}

/// Inputs and outputs of a pinned transaction: all of them, or it is not pinned.
const ROWS_MAX: usize = 10_000;
/// Legs of a pinned address, of which the fact tells how many there are in all.
const LEGS: usize = 100;

/// Which fact.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum PinSubject {
    /// A transaction as the ledger has it, with all its inputs and outputs.
    Transaction { ledger: String, txid: String },
    /// An address: its totals, cluster, labels and newest legs.
    Address { ledger: String, address: String },
    /// What one source says of an address, as `/api/labels` names it.
    Label { ledger: String, address: String, source: String },
    /// One output: who received what, and what became of it. Without `output`, the transaction.
    Edge { ledger: String, txid: String, output: Option<u32> },
}

impl PinSubject {
    fn ledger(&self) -> &str {
        match self {
            PinSubject::Transaction { ledger, .. }
            | PinSubject::Address { ledger, .. }
            | PinSubject::Label { ledger, .. }
            | PinSubject::Edge { ledger, .. } => ledger,
        }
    }

    /// The natural key, as the board names cards.
    fn key(&self) -> String {
        match self {
            PinSubject::Transaction { ledger, txid }
            | PinSubject::Edge { ledger, txid, output: None } => {
                format!("transaction:{ledger}:{txid}")
            }
            PinSubject::Address { ledger, address } => format!("address:{ledger}:{address}"),
            PinSubject::Label { ledger, address, source } => {
                format!("label:{ledger}:{address}:{source}")
            }
            PinSubject::Edge { ledger, txid, output: Some(output) } => {
                format!("output:{ledger}:{txid}:{output}")
            }
        }
    }

    /// Asks the Atlas for it.
    fn fact(&self, atlas: &Atlas, now: Time) -> Result<NewPin, Problem> {
        match self {
            PinSubject::Transaction { ledger, txid }
            | PinSubject::Edge { ledger, txid, output: None } => {
                match looked_up(atlas, txid.clone(), ROWS_MAX)? {
                    Look::Transaction(tx) => {
                        let rows = tx.inputs.total.max(tx.outputs.total);
                        if rows > ROWS_MAX as u64 {
                            let most = (ROWS_MAX as u64).into();
                            let args = ["inputs and outputs".into(), rows.into(), most];
                            return Err(problem::TOO_MANY_ROWS.with(args));
                        }
                        Ok(self.kept(
                            now,
                            &tx.as_of,
                            of_block(ledger, &tx),
                            &json!({"transaction": tx}),
                        ))
                    }
                    _ => Err(NO_SUCH_FACT.with([])),
                }
            }
            PinSubject::Address { ledger, address } => {
                match looked_up(atlas, address.clone(), LEGS)? {
                    Look::Address(found) if found.address == *address => {
                        let source = format!("ledger {ledger}");
                        Ok(self.kept(now, &found.as_of, source, &json!({"address": found})))
                    }
                    _ => Err(NO_SUCH_FACT.with([])),
                }
            }
            PinSubject::Label { address, source, .. } => self.label(atlas, now, address, source),
            PinSubject::Edge { ledger, txid, output: Some(output) } => {
                let tx = match looked_up(atlas, txid.clone(), 1)? {
                    Look::Transaction(tx) => tx,
                    _ => return Err(NO_SUCH_FACT.with([])),
                };
                match looked_up(atlas, format!("{txid}:{output}"), 1)? {
                    Look::Output(found) => {
                        let source = of_block(ledger, &tx);
                        Ok(self.kept(now, &found.as_of, source, &json!({"output": found})))
                    }
                    _ => Err(NO_SUCH_FACT.with([])),
                }
            }
        }
    }

    fn label(
        &self,
        atlas: &Atlas,
        now: Time,
        address: &str,
        source: &str,
    ) -> Result<NewPin, Problem> {
        let found = LabelsQuestion::new(address).answer(atlas, &BOUNDS)?;
        let is_meant = |label: &&AttributionView| label.claim.source == source;
        let said: Vec<&AttributionView> = found.labels.iter().filter(is_meant).collect();
        let Some(first) = said.first() else { return Err(NO_SUCH_FACT.with([])) };
        let pack = &first.claim.pack;
        let from =
            format!("label pack {} ({}), imported {}", pack.file, pack.digest, pack.imported_at);
        Ok(self.kept(now, &found.as_of, from, &json!({"labels": said})))
    }

    fn kept(&self, now: Time, as_of: &AsOf, source: String, fact: &serde_json::Value) -> NewPin {
        NewPin {
            subject: self.key(),
            fact: fact.to_string(),
            source: one_line(&source),
            fetched_at: now,
            atlas: as_of.digest(),
            as_of: one_line(&told(as_of)),
        }
    }
}

fn looked_up(atlas: &Atlas, subject: String, limit: usize) -> Result<Look, Problem> {
    let bounds = Bounds { rows_max: ROWS_MAX, ..BOUNDS };
    Ok(LookQuestion { limit, ..LookQuestion::new(subject) }.answer(atlas, &bounds)?)
}

fn of_block(ledger: &str, tx: &TxLook) -> String {
    let block = &tx.at.block;
    match block.height {
        Some(height) => format!("ledger {ledger}, block {height} {}", block.hash),
        None => format!("ledger {ledger}, block {}", block.hash),
    }
}

/// The moment in one line: the day, each ledger to its tip, the label set.
fn told(as_of: &AsOf) -> String {
    let ledger = |ledger: &LedgerTip| match &ledger.tip {
        None => ledger.ledger.clone(),
        Some(tip) => format!("{} to {}", ledger.ledger, tip.hash),
    };
    let ledgers: Vec<String> = as_of.ledgers.iter().map(ledger).collect();
    format!("{}; {}; labels {}", as_of.day, ledgers.join(", "), as_of.labels)
}

/// A pack is called by its file, and files have names of all kinds.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || steers(c) { '\u{fffd}' } else { c })
        .take(900)
        .collect()
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinGiven {
    subject: PinSubject,
}

#[derive(Debug, Serialize, ToSchema)]
struct PinView {
    id: String,
    case: String,
    board: String,
    /// The natural key, as the board names cards: `transaction:LEDGER:TXID`.
    subject: String,
    /// The fact as JSON, byte for byte as it was answered.
    fact: String,
    /// Of the fact's bytes.
    sha256: String,
    source: String,
    fetched_at: String,
    /// The digest of the moment that answered: ledgers and labels.
    atlas: String,
    as_of: String,
    by: PersonView,
    at: String,
    /// Whether the fact is still the one that was pinned.
    is_whole: bool,
}

impl PinView {
    fn of(pin: Pin, names: &Names) -> Self {
        let is_whole = pin.is_whole();
        let Pin { id, case, board, what, digest, by, at } = pin;
        Self {
            id: id.to_string(),
            case: case.to_string(),
            board: board.to_string(),
            subject: what.subject,
            fact: what.fact,
            sha256: digest.to_string(),
            source: what.source,
            fetched_at: what.fetched_at.to_string(),
            atlas: what.atlas,
            as_of: what.as_of,
            by: names.person(by),
            at: at.to_string(),
            is_whole,
        }
    }
}

/// Pins a fact: asks the Atlas for it and copies the answer. The mark on the board is a step of its
/// own, which names the pin.
#[utoipa::path(post, path = "/api/boards/{board}/pins", tag = "boards",
    params(("board" = String, Path)), request_body = PinGiven,
    responses((status = 201, body = PinView)))]
async fn pin(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    outlook: Outlook,
    Path(board): Path<String>,
    Json(given): Json<PinGiven>,
) -> Result<(StatusCode, Ready), Problem> {
    let board = found(&desk, &asker, &board).await?;
    let may = may_work(&desk.record, &asker.who, board.case).await;
    may.map_err(|error| of_case(&desk, &error))?;
    let subject = given.subject;
    let ledger: LedgerId =
        subject.ledger().parse().map_err(|_| problem::FIELD_UNREADABLE.with(["ledger".into()]))?;
    if ledger.network.is_synthetic() != board.is_synthetic {
        return Err(BOARD_OTHER_WORLD.with([]));
    }
    let new = desk.answer(move |sight, now| {
        let ledger = ledger.to_string();
        let moment = Moment { ledger: Some(&ledger), ..Moment::default() };
        subject.fact(&atlas(sight, &outlook, &moment, now)?, now)
    });
    let new = new.await?;
    let pin = evidence::pin(&desk.record, asker.by, &asker.who, board.id, new).await;
    let pin = pin.map_err(|error| of_board(&desk, &error))?;
    let names = Names::of(&desk, [pin.by]).await?;
    Ok((StatusCode::CREATED, Ready::of(&PinView::of(pin, &names))))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PinsParams {
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500); fewer where their facts are long.
    limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PinsView {
    total: u64,
    items: Vec<PinView>,
    next: Option<String>,
}

/// The pins of a case, oldest first.
#[utoipa::path(get, path = "/api/cases/{case}/pins", tag = "boards",
    params(("case" = String, Path), PinsParams), responses((status = 200, body = PinsView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(case): Path<String>,
    Query(params): Query<PinsParams>,
) -> Result<Ready, Problem> {
    let limit = limited(params.limit)?;
    let after = cursor(params.after.as_deref())?;
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let page = evidence::pins(&desk.record, &asker.who, case.id, after, limit).await;
    let page = page.map_err(|error| of_board(&desk, &error))?;
    let names = Names::of(&desk, page.items.iter().map(|pin| pin.by)).await?;
    let next = page.items.last().filter(|_| page.has_more).map(|pin| pin.id.to_string());
    let items = page.items.into_iter().map(|pin| PinView::of(pin, &names)).collect();
    Ok(Ready::of(&PinsView { total: page.total, items, next }))
}

/// One pin.
#[utoipa::path(get, path = "/api/cases/{case}/pins/{pin}", tag = "boards",
    params(("case" = String, Path), ("pin" = String, Path)),
    responses((status = 200, body = PinView)))]
async fn one(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path((case, pin)): Path<(String, String)>,
) -> Result<Ready, Problem> {
    let case = looked(&desk, &asker, case_id(&case)?).await?;
    let id: PinId = pin.parse().map_err(|_| NO_SUCH_PIN.with([]))?;
    let pin = evidence::pin_by_id(&desk.record, &asker.who, case.id, id).await;
    let pin = pin.map_err(|error| of_board(&desk, &error))?;
    let names = Names::of(&desk, [pin.by]).await?;
    Ok(Ready::of(&PinView::of(pin, &names)))
}
