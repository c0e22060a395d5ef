//! A trace as an answer: the hops, and where it is now.
//!
//! Coins, transactions and holders are tables beside the hops, named by their natural keys, so
//! that a transaction with a thousand traced inputs is told once and not with every hop.

use entity::atlas::known::{Attribution, Reach};
use std::collections::BTreeMap;

use entity::atlas::{Atlas, Ledger};
use model::amount::{Sat, Total};
use model::chain::Network;
use serde::Serialize;
use serde::ser::SerializeMap as _;
use trace::party::{Party, Role};
use trace::query::{Direction, Subject, TraceQuery};
use trace::taint::{Amounts, Method, Sums};
use trace::trace::{
    Basis, Coin, CoinAt, Cut, Ending, EndingSum, Fold, FoldKind, Freezer, Hop, Place, Share, Step,
    StepAt, Stop, Trace,
};
use utoipa::ToSchema;

use crate::common::{Amount, AsOf, BlockAt};

/// Amounts by method, in the order of the methods: `{"fifo": {"amount": …, "asset": …}}`.
#[derive(Debug, Clone, PartialEq, Eq, ToSchema)]
#[schema(value_type = BTreeMap<String, Amount>)]
pub struct ByMethod(pub Vec<(Method, Amount)>);

impl Serialize for ByMethod {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (method, amount) in &self.0 {
            map.serialize_entry(method.name(), amount)?;
        }
        map.end()
    }
}

impl ByMethod {
    fn of(methods: &[Method], amounts: &Amounts) -> Self {
        Self(methods.iter().map(|&method| (method, Sat(amounts[method]).into())).collect())
    }

    fn of_sums(methods: &[Method], sums: &Sums) -> Self {
        Self(methods.iter().map(|&method| (method, Total(sums[method]).into())).collect())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TraceView {
    pub as_of: AsOf,
    /// The time of the tip: "now" in "where it is now".
    pub as_of_time: Option<String>,
    pub query: QueryView,
    /// One sentence a method, to be printed with its numbers.
    pub methods: Vec<MethodView>,
    /// The method that every `share` goes by: FIFO where it was asked for, else the first.
    pub share_method: &'static str,
    pub start: StartView,
    pub hops: Vec<HopView>,
    /// Every satoshi of the start is in one of these rows (under poison: at least).
    pub where_it_is_now: Vec<EndingView>,
    pub sums: Vec<SumView>,
    /// What reached which service: whom to ask to freeze it. Most first. Backward there is none.
    pub services: Vec<ServiceSum>,
    pub coins: Vec<CoinView>,
    pub transactions: Vec<StepView>,
    pub folds: Vec<FoldView>,
    /// What a limit, or missing data, left out.
    pub cuts: Vec<CutView>,
    /// Inputs and outputs read.
    pub legs: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueryView {
    /// By their natural keys; followed together.
    pub subjects: Vec<String>,
    pub direction: &'static str,
    pub hops_max: u32,
    pub value_min: Amount,
    pub from: Option<String>,
    pub to: Option<String>,
    pub legs_max: u64,
    pub through_services: bool,
    pub through_mixers: bool,
    pub through_fees: bool,
    pub coinjoin_confidence_min: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MethodView {
    pub method: &'static str,
    pub explains: &'static str,
    pub conserves: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StartView {
    pub coins: Vec<String>,
    pub value: Amount,
    /// What had come out of another coin of the start, counted once only.
    pub returned: ByMethod,
    /// What the rows of `where_it_is_now` add up to.
    pub net: ByMethod,
}

/// What an assertion rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum BasisView {
    Observed,
    Inferred { rule: &'static str, confidence: Option<u8> },
}

impl From<&Basis> for BasisView {
    fn from(basis: &Basis) -> Self {
        match *basis {
            Basis::Observed => Self::Observed,
            Basis::Inferred { rule, confidence } => Self::Inferred { rule, confidence },
        }
    }
}

/// A holder, and who says what of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartyView {
    /// The address, or a word where there is none.
    pub address: String,
    /// Where it has more than one member.
    pub cluster: Option<crate::chain::ClusterAt>,
    /// `service`, `mixer`, `listed` or `unknown`.
    pub role: &'static str,
    pub said: Option<SaidView>,
}

/// The claim behind a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SaidView {
    pub label: String,
    pub actor: Option<String>,
    /// The first of `categories`; empty where there is none.
    pub category: String,
    /// All that the claim says; how grave it is, is what its gravest category is.
    pub categories: Vec<&'static str>,
    pub source: String,
    pub confidence: u8,
    pub pack: String,
    /// `direct`: of this address; `cluster`: of another one of its cluster.
    pub reach: &'static str,
    /// `holds`; or `cannot_tell`: a service or mixer in doubt, since nobody says since when.
    pub standing: &'static str,
}

impl From<&Attribution> for SaidView {
    fn from(said: &Attribution) -> Self {
        let claim = &said.claim;
        Self {
            label: claim.label.clone(),
            actor: claim.actor.clone(),
            category: claim.categories.first().map_or_else(String::new, ToString::to_string),
            categories: claim.categories.iter().map(|category| category.id()).collect(),
            source: claim.source.clone(),
            confidence: claim.confidence.level,
            pack: said.pack.title.clone(),
            reach: match said.reach {
                Reach::Direct => "direct",
                Reach::SameKey { .. } => "same key",
                Reach::Cluster { .. } => "cluster",
            },
            standing: crate::label::standing_name(said.standing),
        }
    }
}

pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Service => "service",
        Role::Mixer => "mixer",
        Role::Listed => "listed",
        Role::Unknown => "unknown",
    }
}

impl From<&Party> for PartyView {
    fn from(party: &Party) -> Self {
        Self {
            address: party.text.clone(),
            cluster: party.cluster.as_ref().map(|cluster| crate::chain::ClusterAt {
                root: cluster.root.clone(),
                size: cluster.size,
            }),
            role: role_name(party.role),
            said: party.relied_on().map(SaidView::from),
        }
    }
}

/// One coin moved by one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HopView {
    /// Transactions from the start, this one counted.
    pub depth: u32,
    pub txid: String,
    pub block: BlockAt,
    pub time: String,
    #[serde(flatten)]
    pub basis: BasisView,
    /// Forward: the coin this transaction created; backward: the coin it spent.
    pub out_point: String,
    pub value: Option<Amount>,
    pub address: String,
    /// What this transaction put into the coin, by method.
    pub amounts: ByMethod,
    /// Signs that the coin is change. They never alter amounts.
    pub hints: Vec<HintView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HintView {
    pub rule: &'static str,
    pub says: String,
    pub confidence: Option<u8>,
}

/// An output that traced value passed through or rests in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoinView {
    pub out_point: String,
    pub value: Option<Amount>,
    pub holder: PartyView,
    pub depth: u32,
    pub amounts: ByMethod,
    pub block: Option<BlockAt>,
    pub time: Option<String>,
    pub spent_by: Option<String>,
    pub is_start: bool,
}

/// A transaction that moved traced value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StepView {
    pub txid: String,
    pub block: BlockAt,
    pub time: String,
    pub depth: u32,
    #[serde(flatten)]
    pub basis: BasisView,
    /// Traced coins it spends and creates.
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    pub inputs_len: u64,
    pub outputs_len: u64,
    pub is_coinbase: bool,
    pub fee: Option<Amount>,
    pub fee_amounts: ByMethod,
    /// Of a coinbase, through fees: the transactions whose traced fees it collected.
    pub fees_of: Vec<String>,
}

/// One row of "where it is now" (backward: "where it came from").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EndingView {
    /// Why it was not followed further: `unspent`, `service`, `mixer`, `coinjoin`, `fee` …
    pub stop: &'static str,
    /// More about the reason, where there is more.
    pub detail: Option<StopDetail>,
    pub depth: u32,
    pub amounts: ByMethod,
    /// Of the start: `12.34 %`.
    pub share: String,
    /// The coin it is in; `null`: it is in no coin but inside `txid` (a fee, new money).
    pub out_point: Option<String>,
    pub txid: String,
    pub address: Option<String>,
    pub holder: Option<PartyView>,
    pub block: Option<BlockAt>,
    pub time: Option<String>,
    /// `service`, `key_holder`, `nobody` or `unknown`; `null` in a backward trace.
    pub freezer: Option<&'static str>,
    /// The service that could freeze it.
    pub freezer_says: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum StopDetail {
    CoinJoin { txid: String, rule: &'static str, confidence: u8, candidates: u32 },
    DataMissing { txid: String, unknown_inputs: u64 },
}

/// All endings of one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SumView {
    pub stop: &'static str,
    pub rows: u64,
    pub amounts: ByMethod,
    /// Of the start.
    pub share: String,
}

/// Everything that rests with one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ServiceSum {
    pub service: String,
    pub rows: u64,
    pub amounts: ByMethod,
    /// Of the start.
    pub share: String,
}

/// A run of transactions that reads as one; its hops stay among the hops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FoldView {
    /// `pass_through`, `peel_run` or `peel_chain`.
    pub kind: &'static str,
    pub transactions: Vec<String>,
    pub first: String,
    pub last: String,
    pub peels: Vec<PeelView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PeelView {
    pub txid: String,
    pub out_point: String,
    pub value: Amount,
    pub address: String,
    /// Whether traced value left with it.
    pub is_traced: bool,
}

/// What was left out, by name, with a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CutView {
    pub cut: &'static str,
    pub says: String,
}

/// The answer's shape.
pub fn view(atlas: &Atlas, ledger: &Ledger, trace: &Trace) -> TraceView {
    let shaper = Shaper { trace, methods: &trace.query.methods };
    TraceView {
        as_of: AsOf::of(atlas, ledger),
        as_of_time: trace.as_of_time.map(|time| time.to_string()),
        query: query(&trace.query, ledger.graph.ledger().network),
        methods: trace.query.methods.iter().copied().map(method).collect(),
        share_method: main_method(&trace.query.methods).name(),
        start: shaper.start(),
        hops: trace.hops.iter().map(|hop| shaper.hop(hop)).collect(),
        where_it_is_now: trace.endings.iter().map(|ending| shaper.ending(ending)).collect(),
        sums: trace.sums.iter().map(|sum| shaper.sum(sum)).collect(),
        services: shaper.services(),
        coins: trace.coins.iter().map(|coin| shaper.coin(coin)).collect(),
        transactions: trace.steps.iter().map(|step| shaper.step(step)).collect(),
        folds: trace.folds.iter().map(|fold| shaper.fold(fold)).collect(),
        cuts: trace.cuts.iter().map(cut_view).collect(),
        legs: trace.legs,
    }
}

/// The method that shares and pictures go by: FIFO where it was asked for, else the first one.
pub fn main_method(methods: &[Method]) -> Method {
    let first = methods.first().copied().unwrap_or(Method::Fifo);
    if methods.contains(&Method::Fifo) { Method::Fifo } else { first }
}

pub(crate) fn method(method: Method) -> MethodView {
    MethodView { method: method.name(), explains: method.explains(), conserves: method.conserves() }
}

/// What a subject is called in an answer: its natural key.
pub fn subject_names(subject: &Subject, network: Network) -> Vec<String> {
    match subject {
        Subject::OutPoint(out_point) => vec![out_point.to_string()],
        Subject::Tx(txid) => vec![txid.to_string()],
        Subject::Address(address) => vec![address.display(network).to_string()],
        Subject::Cluster(member) => vec![format!("cluster:{}", member.display(network))],
        Subject::Several(subjects) => {
            subjects.iter().flat_map(|subject| subject_names(subject, network)).collect()
        }
    }
}

fn query(query: &TraceQuery, network: Network) -> QueryView {
    QueryView {
        subjects: subject_names(&query.subject, network),
        direction: match query.direction {
            Direction::Forward => "forward",
            Direction::Backward => "backward",
        },
        hops_max: query.hops_max,
        value_min: Sat(query.value_min_sat).into(),
        from: query.from.map(|time| time.to_string()),
        to: query.to.map(|time| time.to_string()),
        legs_max: query.legs_max,
        through_services: query.through_services,
        through_mixers: query.through_mixers,
        through_fees: query.through_fees,
        coinjoin_confidence_min: query.coinjoin_confidence_min,
    }
}

struct Shaper<'a> {
    trace: &'a Trace,
    methods: &'a [Method],
}

impl Shaper<'_> {
    fn by(&self, amounts: &Amounts) -> ByMethod {
        ByMethod::of(self.methods, amounts)
    }

    fn out_point(&self, at: CoinAt) -> String {
        self.trace.coin(at).out_point.to_string()
    }

    fn txid(&self, at: StepAt) -> String {
        self.trace.step(at).txid.to_string()
    }

    fn start(&self) -> StartView {
        let start = &self.trace.start;
        StartView {
            coins: start.coins.iter().map(|&at| self.out_point(at)).collect(),
            value: Total(start.value).into(),
            returned: ByMethod::of_sums(self.methods, &start.returned),
            net: ByMethod::of_sums(self.methods, &start.net),
        }
    }

    fn hop(&self, hop: &Hop) -> HopView {
        let step = self.trace.step(hop.step);
        let coin = self.trace.coin(hop.coin);
        HopView {
            depth: hop.depth,
            txid: step.txid.to_string(),
            block: step.block.into(),
            time: step.time.to_string(),
            basis: (&hop.basis).into(),
            out_point: coin.out_point.to_string(),
            value: coin.value.map(Amount::from),
            address: self.trace.party(coin.party).text.clone(),
            amounts: self.by(&hop.amounts),
            hints: hop
                .hints
                .iter()
                .map(|hint| HintView {
                    rule: hint.rule,
                    says: hint.says.clone(),
                    confidence: hint.confidence,
                })
                .collect(),
        }
    }

    fn coin(&self, coin: &Coin) -> CoinView {
        CoinView {
            out_point: coin.out_point.to_string(),
            value: coin.value.map(Amount::from),
            holder: self.trace.party(coin.party).into(),
            depth: coin.depth,
            amounts: self.by(&coin.amounts),
            block: coin.block.map(BlockAt::from),
            time: coin.time.map(|time| time.to_string()),
            spent_by: coin.spent_by.map(|txid| txid.to_string()),
            is_start: coin.is_start,
        }
    }

    fn step(&self, step: &Step) -> StepView {
        let coins = |coins: &[CoinAt]| coins.iter().map(|&at| self.out_point(at)).collect();
        StepView {
            txid: step.txid.to_string(),
            block: step.block.into(),
            time: step.time.to_string(),
            depth: step.depth,
            basis: (&step.basis).into(),
            inputs: coins(&step.inputs),
            outputs: coins(&step.outputs),
            inputs_len: step.inputs_len,
            outputs_len: step.outputs_len,
            is_coinbase: step.is_coinbase,
            fee: step.fee.map(Amount::from),
            fee_amounts: self.by(&step.fee_amounts),
            fees_of: step.fees.iter().map(|&at| self.txid(at)).collect(),
        }
    }

    fn ending(&self, ending: &Ending) -> EndingView {
        let (freezer, freezer_says) = ending.freezer.as_ref().map(freezer).unzip();
        let row = EndingView {
            stop: ending.stop.name(),
            detail: detail(&ending.stop),
            depth: ending.depth,
            amounts: self.by(&ending.amounts),
            share: self.share(|method| u128::from(ending.amounts[method])),
            out_point: None,
            txid: String::new(),
            address: None,
            holder: None,
            block: None,
            time: None,
            freezer,
            freezer_says: freezer_says.flatten(),
        };
        match ending.place {
            Place::Coin(at) => {
                let coin = self.trace.coin(at);
                let holder = PartyView::from(self.trace.party(coin.party));
                EndingView {
                    out_point: Some(coin.out_point.to_string()),
                    txid: coin.out_point.txid.to_string(),
                    address: Some(holder.address.clone()),
                    holder: Some(holder),
                    block: coin.block.map(BlockAt::from),
                    time: coin.time.map(|time| time.to_string()),
                    ..row
                }
            }
            Place::Step(at) => {
                let step = self.trace.step(at);
                EndingView {
                    txid: step.txid.to_string(),
                    block: Some(step.block.into()),
                    time: Some(step.time.to_string()),
                    ..row
                }
            }
        }
    }

    fn sum(&self, sum: &EndingSum) -> SumView {
        SumView {
            stop: sum.stop,
            rows: sum.rows,
            amounts: ByMethod::of_sums(self.methods, &sum.amounts),
            share: self.share(|method| sum.amounts[method]),
        }
    }

    /// The share of the start.
    fn share(&self, part: impl Fn(Method) -> u128) -> String {
        let method = main_method(self.methods);
        Share { part: part(method), whole: self.trace.start.net[method] }.percent()
    }

    fn services(&self) -> Vec<ServiceSum> {
        let mut sums: BTreeMap<&str, (u64, Sums)> = BTreeMap::new();
        for ending in &self.trace.endings {
            if let Some(Freezer::Service { says }) = &ending.freezer {
                let (rows, sum) = sums.entry(says).or_default();
                *rows += 1;
                sum.add(&ending.amounts);
            }
        }
        let main = main_method(self.methods);
        let mut sums: Vec<_> = sums.into_iter().collect();
        // Stable: of equals, by name.
        sums.sort_by_key(|(_, (_, sum))| std::cmp::Reverse(sum[main]));
        let view = |(service, (rows, sum)): (&str, (u64, Sums))| ServiceSum {
            service: service.to_owned(),
            rows,
            amounts: ByMethod::of_sums(self.methods, &sum),
            share: self.share(|method| sum[method]),
        };
        sums.into_iter().map(view).collect()
    }

    fn fold(&self, fold: &Fold) -> FoldView {
        FoldView {
            kind: match fold.kind {
                FoldKind::PassThrough => "pass_through",
                FoldKind::PeelRun => "peel_run",
                FoldKind::PeelChain => "peel_chain",
            },
            transactions: fold.steps.iter().map(|&at| self.txid(at)).collect(),
            first: self.out_point(fold.first),
            last: self.out_point(fold.last),
            peels: fold
                .peels
                .iter()
                .map(|peel| PeelView {
                    txid: self.txid(peel.step),
                    out_point: peel.out_point.to_string(),
                    value: peel.value.into(),
                    address: self.trace.party(peel.party).text.clone(),
                    is_traced: peel.coin.is_some(),
                })
                .collect(),
        }
    }
}

fn detail(stop: &Stop) -> Option<StopDetail> {
    match stop {
        Stop::CoinJoin { txid, rule, confidence, candidates } => Some(StopDetail::CoinJoin {
            txid: txid.to_string(),
            rule,
            confidence: *confidence,
            candidates: *candidates,
        }),
        Stop::DataMissing { txid, unknown_inputs } => Some(StopDetail::DataMissing {
            txid: txid.to_string(),
            unknown_inputs: *unknown_inputs,
        }),
        _ => None,
    }
}

fn freezer(freezer: &Freezer) -> (&'static str, Option<String>) {
    match freezer {
        Freezer::Service { says } => ("service", Some(says.clone())),
        Freezer::KeyHolder => ("key_holder", None),
        Freezer::Nobody => ("nobody", None),
        Freezer::Unknown => ("unknown", None),
    }
}

pub(crate) fn cut_view(cut: &Cut) -> CutView {
    let (cut, says) = match cut {
        Cut::WorkCap { legs_max, coins } => (
            "work_cap",
            format!("after {legs_max} legs, {} not looked at further", counted(*coins, "coin")),
        ),
        Cut::HopLimit { hops_max, coins } => (
            "hop_limit",
            format!(
                "{} not followed beyond {}",
                counted(*coins, "coin"),
                counted(u64::from(*hops_max), "hop")
            ),
        ),
        Cut::TimeWindow { coins } => {
            ("time_window", format!("{} moved on outside the time window", counted(*coins, "coin")))
        }
        Cut::BelowThreshold { coins } => (
            "below_threshold",
            format!("{} below the threshold not followed", counted(*coins, "coin")),
        ),
        Cut::StartOutsideWindow { coins, value } => (
            "start_outside_window",
            format!(
                "{} of the subject outside the time window not taken ({} BTC)",
                counted(*coins, "coin"),
                Total(*value)
            ),
        ),
        Cut::StartCapped { coins_taken } => (
            "start_capped",
            format!(
                "the subject has more coins than the work cap allows: the oldest {coins_taken} were taken"
            ),
        ),
        Cut::StartValueUnknown { coins } => (
            "start_value_unknown",
            format!("{} of the start without a known value", counted(*coins, "coin")),
        ),
        Cut::DataMissing { transactions } => (
            "data_missing",
            format!("{} with inputs of unknown value", counted(*transactions, "transaction")),
        ),
        Cut::TwinTx { txid } => {
            ("twin_tx", format!("two transactions have the id {txid}; the newer one was taken"))
        }
        Cut::PartialLedger { coins } => (
            "partial_ledger",
            format!(
                "{} may have moved on in blocks that this partial ledger does not hold",
                counted(*coins, "coin")
            ),
        ),
        Cut::Damaged { places } => {
            ("damaged", format!("the store contradicts itself in {}", counted(*places, "place")))
        }
    };
    CutView { cut, says }
}

fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
