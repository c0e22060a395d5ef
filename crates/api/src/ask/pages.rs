//! Long lists a page at a time: legs of an address, members and joins of a cluster, inputs and
//! outputs of a transaction, transactions of a block.
//!
//! No list is walked to show a page of it: each begins where the last page ended, and totals are
//! read from what the ledger wrote down.

use entity::atlas::{Atlas, Ledger};
use graph::{AddressId, BlockId, End, Graph, InId, Leg, OutId, TxId};
use model::address::BitcoinAddress;
use model::script::Lock;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::cluster::member;
use super::find::{Place, What, must_find};
use super::look::{FromEnd, gone};
use super::moment::of_a_moment;
use super::pasted::{self, Asked};
use crate::chain::{Holder, InputView, OutputView};
use crate::cluster::{JoinView, MemberView, join_view, member_view};
use crate::common::AsOf;
use crate::look::{LegView, TxLine, leg_view, tx_line};
use crate::page::{Cursor, Page, read_with_row, unknown, with_row};
use crate::refusal::{Kind, Refusal};
use crate::sayings;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PageQuestion {
    /// What the list is of.
    pub subject: String,
    /// Which end to start from: of an address's legs. Other lists have one order.
    #[serde(default)]
    pub from: FromEnd,
    /// The `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// How many rows.
    #[serde(default = "limit")]
    pub limit: usize,
    /// The ledger to ask; needed where several hold the subject.
    #[serde(default)]
    pub ledger: Option<String>,
    /// What held on this day.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Only what had been imported until then.
    #[serde(default)]
    pub known_at: Option<String>,
    /// What is not to be believed: `rule:NAME`, `join:TXID`, `label:SUBJECT:SOURCE`, `pack:DIGEST`,
    /// `source:NAME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
}

fn limit() -> usize {
    50
}

of_a_moment!(PageQuestion, without);

impl PageQuestion {
    pub fn new(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            from: FromEnd::default(),
            after: None,
            limit: limit(),
            ledger: None,
            as_of: None,
            known_at: None,
            without: Vec::new(),
        }
    }

    /// What is wrong with the question by itself.
    pub fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        pasted::parse(&self.subject, bounds)?;
        bounds.rows("limit", self.limit)?;
        self.moment().check()
    }

    /// Legs of an address, or of the other form of its key that occurs, as `look` shows them.
    pub fn legs(&self, atlas: &Atlas, bounds: &Bounds) -> Result<Page<LegView>, Refusal> {
        let (place, asked) = self.place(atlas, bounds)?;
        let What::Address(holder) = &place.what else { return Err(not_of(&asked)) };
        let (graph, id) = (&place.ledger.graph, holder.id());
        let total = graph.legs_len(id);
        let end = End::from(self.from);
        let name = match end {
            End::Oldest => "legs from the oldest",
            End::Newest => "legs from the newest",
        };
        let list = format!("{name} of {} in {}", Holder::of(graph, id).address, graph.ledger());
        let skip = match self.cursor()? {
            None => 0,
            Some(cursor) => {
                let leg = graph.legs(id, End::Oldest, cursor.at, 1).pop().ok_or_else(unknown)?;
                cursor.holds(&list, &leg_key(place.ledger, leg))?;
                // What was added since stands before what is shown from the newest end.
                match end {
                    End::Oldest => cursor.at + 1,
                    End::Newest => total - cursor.at,
                }
            }
        };
        let legs = graph.legs(id, end, skip, self.limit);
        let last = legs.last().map(|leg| leg_key(place.ledger, *leg));
        let shown = skip + legs.len() as u64;
        let next = last.filter(|_| shown < total).map(|row| {
            let at = match end {
                End::Oldest => shown - 1,
                End::Newest => total - shown,
            };
            Cursor::behind(&list, at, &row).text()
        });
        let items = legs.into_iter().map(|leg| leg_view(graph, leg)).collect();
        Ok(page(atlas, place.ledger, total, items, next))
    }

    /// All of them, to be taken piece by piece; refused where there are more than may be read at once.
    pub fn all_legs(&self, atlas: &Atlas, bounds: &Bounds) -> Result<AllLegs, Refusal> {
        let (place, asked) = self.place(atlas, bounds)?;
        let What::Address(holder) = &place.what else { return Err(not_of(&asked)) };
        let (graph, id, end) = (place.ledger.graph.clone(), holder.id(), End::from(self.from));
        bounds.count("legs", graph.legs_len(id), bounds.legs_max)?;
        Ok(AllLegs { graph, id, end, taken: 0 })
    }

    /// Members of a cluster, by when they were first seen.
    pub fn members(&self, atlas: &Atlas, bounds: &Bounds) -> Result<Page<MemberView>, Refusal> {
        let (place, asked) = self.place(atlas, bounds)?;
        let (ledger, clusters) = (place.ledger, &place.ledger.clusters);
        let root = clusters.root(member(&place, &asked.text)?);
        let list = format!("members in {}", ledger.graph.ledger());
        let address = |id| Holder::of(&ledger.graph, id).address;
        let from = match &self.after {
            None => root,
            Some(after) => {
                let (cursor, row) = read_with_row(after)?;
                let last = held_by(&ledger.graph, &row).ok_or_else(unknown)?;
                if clusters.root(last) != root {
                    return Err(unknown());
                }
                cursor.holds(&list, &address(last))?;
                AddressId(last.0.saturating_add(1))
            }
        };
        let mut members = clusters.members_from(root, from);
        let ids: Vec<AddressId> = members.by_ref().take(self.limit).collect();
        let is_more = members.next().is_some();
        let next = ids.last().filter(|_| is_more).map(|&id| {
            let held = ledger.graph.address(id);
            let row = [&[held.lock() as u8], held.payload()].concat();
            with_row(Cursor::behind(&list, 0, &address(id)), &row)
        });
        let items = ids.iter().map(|&id| member_view(ledger, id)).collect();
        Ok(page(atlas, ledger, clusters.size(root).into(), items, next))
    }

    /// What made a cluster one, in chain order.
    pub fn joins(&self, atlas: &Atlas, bounds: &Bounds) -> Result<Page<JoinView>, Refusal> {
        let (place, asked) = self.place(atlas, bounds)?;
        let (ledger, clusters) = (place.ledger, &place.ledger.clusters);
        let root = clusters.root(member(&place, &asked.text)?);
        let list = format!("joins in {}", ledger.graph.ledger());
        let key = |join: &entity::cluster::Join| {
            let join = join_view(ledger, join);
            format!("{} {} {}", join.at.txid, join.a, join.b)
        };
        let after = match self.cursor()? {
            None => None,
            Some(cursor) => {
                let number = u32::try_from(cursor.at).map_err(|_| unknown())?;
                let join = clusters.join(number).ok_or_else(unknown)?;
                if clusters.root(join.a) != root {
                    return Err(unknown());
                }
                cursor.holds(&list, &key(&join))?;
                Some(number)
            }
        };
        let mut joins = clusters.joins_after(root, after, self.limit.saturating_add(1));
        let is_more = joins.len() > self.limit;
        joins.truncate(self.limit);
        let next = joins
            .last()
            .filter(|_| is_more)
            .map(|(number, join)| Cursor::behind(&list, u64::from(*number), &key(join)).text());
        let items = joins.iter().map(|(_, join)| join_view(ledger, join)).collect();
        let total = u64::from(clusters.size(root)).saturating_sub(1);
        Ok(page(atlas, ledger, total, items, next))
    }

    /// Inputs of a transaction, in its order.
    pub fn inputs(&self, atlas: &Atlas, bounds: &Bounds) -> Result<Page<InputView>, Refusal> {
        let (place, asked) = self.place(atlas, bounds)?;
        let graph = &place.ledger.graph;
        let inputs = graph.tx(tx_of(&place, &asked)?).inputs;
        self.rows(atlas, place.ledger, "inputs", inputs.end - inputs.start, |at| {
            let view = InputView::of(graph, &graph.input(InId(inputs.start + at)));
            (view.spends.clone(), view)
        })
    }

    /// Outputs of a transaction, in its order.
    pub fn outputs(&self, atlas: &Atlas, bounds: &Bounds) -> Result<Page<OutputView>, Refusal> {
        let (place, asked) = self.place(atlas, bounds)?;
        let graph = &place.ledger.graph;
        let outputs = graph.tx(tx_of(&place, &asked)?).outputs;
        self.rows(atlas, place.ledger, "outputs", outputs.end - outputs.start, |at| {
            let view = OutputView::of(graph, &graph.output(OutId(outputs.start + at)));
            (view.out_point.clone(), view)
        })
    }

    /// Transactions of a block, in its order.
    pub fn transactions(&self, atlas: &Atlas, bounds: &Bounds) -> Result<Page<TxLine>, Refusal> {
        let (place, asked) = self.place(atlas, bounds)?;
        let graph = &place.ledger.graph;
        let block: BlockId = match &place.what {
            What::Block(id) => *id,
            _ => return Err(not_of(&asked)),
        };
        let block = graph.block(block).ok_or_else(gone)?;
        let txs = block.txs;
        // Another branch may hold the same transactions at this height: that is another block's list.
        let name = format!("transactions of {}", block.hash);
        self.rows(atlas, place.ledger, &name, txs.end - txs.start, |at| {
            let view = tx_line(graph, TxId(txs.start + at));
            (view.txid.clone(), view)
        })
    }

    /// Of a list whose rows have fixed places: each is given with its natural key.
    fn rows<T>(
        &self,
        atlas: &Atlas,
        ledger: &Ledger,
        name: &str,
        total: u64,
        row: impl Fn(u64) -> (String, T),
    ) -> Result<Page<T>, Refusal> {
        let list = format!("{name} in {}", ledger.graph.ledger());
        let start = match self.cursor()? {
            None => 0,
            Some(cursor) if cursor.at < total => {
                cursor.holds(&list, &row(cursor.at).0)?;
                cursor.at + 1
            }
            Some(_) => return Err(unknown()),
        };
        let end = start.saturating_add(self.limit as u64).min(total);
        let mut next = None;
        let mut items = Vec::new();
        for at in start..end {
            let (key, item) = row(at);
            next = (at + 1 < total).then(|| Cursor::behind(&list, at, &key).text());
            items.push(item);
        }
        Ok(page(atlas, ledger, total, items, next))
    }

    fn cursor(&self) -> Result<Option<Cursor>, Refusal> {
        self.after.as_deref().map(Cursor::read).transpose()
    }

    fn place<'a>(&self, atlas: &'a Atlas, bounds: &Bounds) -> Result<(Place<'a>, Asked), Refusal> {
        self.check(bounds)?;
        let asked = pasted::parse(&self.subject, bounds)?;
        Ok((must_find(atlas, &asked)?, asked))
    }
}

/// The history of an address as of one moment, whatever the ledger does meanwhile.
#[derive(Debug)]
pub struct AllLegs {
    graph: Graph,
    id: AddressId,
    end: End,
    taken: u64,
}

impl AllLegs {
    /// The next ones; none: that was all.
    pub fn take(&mut self, most: usize) -> Vec<LegView> {
        let legs = self.graph.legs(self.id, self.end, self.taken, most);
        self.taken += legs.len() as u64;
        legs.into_iter().map(|leg| leg_view(&self.graph, leg)).collect()
    }
}

fn page<T>(
    atlas: &Atlas,
    ledger: &Ledger,
    total: u64,
    items: Vec<T>,
    next: Option<String>,
) -> Page<T> {
    Page { as_of: AsOf::of(atlas, ledger), total, items, next }
}

/// The address of a lock's byte and its payload.
fn held_by(graph: &Graph, row: &[u8]) -> Option<AddressId> {
    let (lock, payload) = row.split_first()?;
    graph.find_address(&BitcoinAddress::new(Lock::from_byte(*lock)?, payload)?)
}

/// A leg by what it is: an output is received once and spent once.
fn leg_key(ledger: &Ledger, leg: Leg) -> String {
    let view = leg_view(&ledger.graph, leg);
    format!("{} {} {}", view.side, view.out_point, view.at.txid)
}

fn tx_of(place: &Place<'_>, asked: &Asked) -> Result<TxId, Refusal> {
    match &place.what {
        What::Tx(ids) => ids.first().copied().ok_or_else(gone),
        _ => Err(not_of(asked)),
    }
}

/// The subject is something else than what the list is of.
fn not_of(asked: &Asked) -> Refusal {
    let text = &asked.text;
    let says = format_args!("'{text}' has no such list");
    sayings::NO_SUCH_LIST.refuse(Kind::BadInput, [text.into()], says)
}
