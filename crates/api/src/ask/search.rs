//! `search`: everything that a pasted or typed text may mean, and what it may become.
//!
//! Nothing is guessed: an address on several networks, a number that is a block in two ledgers, a
//! hash that is a transaction here and a block there are all told. What looks like a key is neither
//! repeated nor searched for. Words find labels. Beginnings of addresses are looked for among
//! labelled ones: a ledger's index goes by the whole of a name, and the answer says so.

use entity::atlas::{Atlas, Ledger};
use entity::label::search::Hit;
use model::address::Address;
use model::parse::Subject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::find::{What, find_in};
use super::moment::of_a_moment;
use super::pasted::{self, Asked, shortened};
use crate::chain;
use crate::common::{AsOf, BlockAt};
use crate::label::{ClaimView, address_text};
use crate::refusal::Refusal;
use crate::sayings;
use crate::search::{AddressHitView, LabelHitView, SearchView, UnderstoodView};
use crate::trace::CutView;

/// Claims looked at for words.
const CLAIMS_MAX: u64 = 2_000_000;
/// Labelled subjects looked at for beginnings.
const SUBJECTS_MAX: u64 = 100_000;
/// A shorter beginning fits too much.
const BEGINNING_MIN: usize = 4;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchQuestion {
    /// Anything: an address, transaction, outpoint, block, URI, cluster:ADDRESS, or words.
    pub q: String,
    /// How many suggestions of each kind.
    #[serde(default = "limit")]
    pub limit: usize,
    /// The ledger to ask, instead of all.
    #[serde(default)]
    pub ledger: Option<String>,
    /// What held on this day.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Only what had been imported until then.
    #[serde(default)]
    pub known_at: Option<String>,
}

fn limit() -> usize {
    10
}

of_a_moment!(SearchQuestion);

impl SearchQuestion {
    pub fn new(q: impl Into<String>) -> Self {
        Self { q: q.into(), limit: limit(), ledger: None, as_of: None, known_at: None }
    }

    /// What is wrong with the question by itself. That nothing is understood is an answer.
    pub fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        bounds.text(&self.q)?;
        bounds.rows("limit", self.limit)?;
        self.moment().check()
    }

    pub fn answer(&self, atlas: &Atlas, bounds: &Bounds) -> Result<SearchView, Refusal> {
        self.check(bounds)?;
        let mut view = SearchView {
            as_of: AsOf::over(atlas, &atlas.ledgers),
            text: Some(shortened(self.q.trim())),
            understood: Vec::new(),
            labels: Vec::new(),
            labels_total: 0,
            addresses: Vec::new(),
            not_understood: None,
            cuts: Vec::new(),
        };
        match pasted::parse(&self.q, bounds) {
            Ok(asked) => view.understood = understood(atlas, &asked),
            Err(refusal) if refusal.what.id == sayings::PASTE_SECRET.id => {
                view.text = None;
                view.not_understood = Some(refusal);
                return Ok(view);
            }
            Err(refusal) => {
                view.not_understood = Some(refusal);
                self.beginnings(atlas, &mut view);
            }
        }
        self.words(atlas, &mut view);
        Ok(view)
    }

    fn words(&self, atlas: &Atlas, view: &mut SearchView) {
        let found = atlas.labels.search(&self.q, &atlas.as_of, self.limit, CLAIMS_MAX);
        view.labels = found.hits.iter().map(label_hit).collect();
        view.labels_total = found.total;
        if found.claims_left_out > 0 {
            let says = format!(
                "{} claims were searched for words, {} were not",
                found.claims_read, found.claims_left_out
            );
            view.cuts.push(CutView { cut: "claims", says });
        }
    }

    /// A beginning cannot be looked up in a ledger, so labelled addresses are compared one by one.
    fn beginnings(&self, atlas: &Atlas, view: &mut SearchView) {
        let typed = self.q.trim();
        // Words have no digits; a beginning of an address nearly always has one.
        let is_like_one = typed.bytes().all(|b| b.is_ascii_alphanumeric())
            && typed.bytes().any(|b| b.is_ascii_digit());
        if !is_like_one || typed.len() < BEGINNING_MIN {
            return;
        }
        let says = "a ledger finds addresses and transactions by the whole of them: beginnings were \
                    looked for among labelled addresses alone";
        view.cuts.push(CutView { cut: "no_beginnings_in_ledgers", says: says.to_owned() });
        let found = atlas.labels.beginning_with(typed, &atlas.as_of, self.limit, SUBJECTS_MAX);
        view.addresses =
            found.claims.iter().filter_map(|claim| address_hit(atlas, claim)).collect();
        if found.left_out > 0 {
            let says = format!(
                "{} labelled addresses were compared, {} were not",
                SUBJECTS_MAX, found.left_out
            );
            view.cuts.push(CutView { cut: "labelled_addresses", says });
        }
    }
}

fn label_hit(hit: &Hit) -> LabelHitView {
    let claim = ClaimView::stated(&hit.stated);
    LabelHitView {
        label: claim.label,
        categories: claim.categories,
        actor: claim.actor,
        list: claim.list,
        subject: claim.subject,
        claims: hit.claims,
        network: claim.network,
        source: claim.source,
        standing: claim.standing,
        pack: claim.pack.title,
    }
}

fn address_hit(atlas: &Atlas, stated: &entity::label::Stated) -> Option<AddressHitView> {
    let claim = &stated.claim;
    let model::claim::ClaimSubject::Address(address) = &claim.subject else { return None };
    let ledger = match address {
        Address::Bitcoin(address) => atlas.ledgers.iter().find(|ledger| {
            ledger.graph.ledger().network == claim.bitcoin_network()
                && ledger.graph.find_address(address).is_some()
        }),
        _ => None,
    };
    Some(AddressHitView {
        address: address.display(claim.bitcoin_network()).to_string(),
        ledger: ledger.map(|ledger| ledger.graph.ledger().to_string()),
        label: claim.label.clone(),
    })
}

/// Every meaning, one a ledger; where no ledger holds it, what it would be.
fn understood(atlas: &Atlas, asked: &Asked) -> Vec<UnderstoodView> {
    let mut all: Vec<UnderstoodView> = Vec::new();
    for ledger in &atlas.ledgers {
        match find_in(ledger, asked) {
            Ok(Some(what)) => all.extend(in_ledger(ledger, asked, &what)),
            Ok(None) => {}
            // The transaction is there, and has no such output.
            Err(refusal) => all.push(UnderstoodView {
                kind: "output",
                text: asked.text.clone(),
                ledger: None,
                says: refusal.to_string(),
            }),
        }
    }
    if all.is_empty() {
        all.extend(in_none(asked));
    }
    all
}

fn in_ledger(ledger: &Ledger, asked: &Asked, what: &What) -> Vec<UnderstoodView> {
    let graph = &ledger.graph;
    let id = graph.ledger();
    let view = |kind, text: String, says: String| UnderstoodView {
        kind,
        text,
        ledger: Some(id.to_string()),
        says,
    };
    let block = |at: &BlockAt| match at.height {
        Some(height) => format!("block {height}"),
        None => "a block without a height".to_owned(),
    };
    match what {
        What::Address(holder) | What::Cluster(holder) => {
            let text = holder.asked.display(id.network).to_string();
            let (kind, text) = match asked.is_cluster {
                true => ("cluster", format!("cluster:{text}")),
                false => ("address", text),
            };
            let says = match (holder.exact, holder.same_key.len()) {
                (Some(found), _) => {
                    format!("{} legs on {id}", graph.legs_len(found))
                }
                (None, forms) => format!(
                    "does not occur on {id} in this form; {forms} other forms of its key do"
                ),
            };
            vec![view(kind, text, says)]
        }
        What::Tx(txs) => txs
            .iter()
            .map(|&tx| {
                let at = chain::TxAt::of(graph, tx);
                let says = format!("a transaction of {}, {}", block(&at.block), at.time);
                view("transaction", at.txid, says)
            })
            .take(1)
            .collect(),
        What::Output(output) => {
            let output = graph.output(*output);
            let at = chain::TxAt::of(graph, output.tx);
            let says =
                format!("an output of {} BTC, {}, {}", output.value, block(&at.block), at.time);
            vec![view("output", chain::out_point(graph, &output).to_string(), says)]
        }
        What::Block(found) => {
            let Some(found) = graph.block(*found) else { return Vec::new() };
            let at = BlockAt::from(&found);
            let says = format!("{} of {id}, {}", block(&at), found.time);
            vec![view("block", at.hash, says)]
        }
    }
}

fn in_none(asked: &Asked) -> Option<UnderstoodView> {
    let view = |kind, text: String, says: String| UnderstoodView { kind, text, ledger: None, says };
    match &asked.subject {
        Subject::Address { address, networks } => {
            let text = address_text(address, networks);
            let text = if asked.is_cluster { format!("cluster:{text}") } else { text };
            let names: Vec<String> = networks.iter().map(ToString::to_string).collect();
            let says = match address {
                Address::Bitcoin(_) => {
                    format!(
                        "a Bitcoin address ({}) that occurs in no ledger here",
                        names.join(", ")
                    )
                }
                other => {
                    format!("an address of {}: no ledger here holds that chain", other.chain())
                }
            };
            Some(view(if asked.is_cluster { "cluster" } else { "address" }, text, says))
        }
        Subject::Hash { txid, .. } => {
            let says = match asked.subject.is_likely_block() {
                true => "by its form a block's hash; it occurs in no ledger here",
                false => "64 hex digits: a transaction or block that occurs in no ledger here",
            };
            Some(view("hash", txid.to_string(), says.to_owned()))
        }
        Subject::OutPoint(out_point) => {
            let says = "an output of a transaction that occurs in no ledger here";
            Some(view("output", out_point.to_string(), says.to_owned()))
        }
        Subject::Height(height) => {
            let says = "no ledger here has a block of this height";
            Some(view("block", height.to_string(), says.to_owned()))
        }
    }
}
