//! A cluster as an answer: its members, what is said of it, and why it is one.

use entity::atlas::{Atlas, Ledger};
use entity::cluster::Join;
use graph::AddressId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::chain::{Holder, TxAt};
use crate::common::{Amount, AsOf};
use crate::label::AttributionView;
use crate::look::{Part, Window};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClusterView {
    pub as_of: AsOf,
    /// The member seen first; the cluster is quoted by it.
    pub root: String,
    pub size: u32,
    /// The rules it was grown by.
    pub rules: String,
    pub received: Amount,
    pub sent: Amount,
    /// `null` where more was sent than the ledger saw arrive.
    pub balance: Option<Amount>,
    /// What is said of its root, directly and through the other members; strongest first.
    pub labels: Vec<AttributionView>,
    /// Several services are said to hold it: it may have been joined wrongly.
    pub conflict: Option<Vec<String>>,
    pub members: Part<MemberView>,
    /// With `--why`: what made its members one, in chain order.
    pub joins: Option<Part<JoinView>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MemberView {
    #[serde(flatten)]
    pub holder: Holder,
    pub received: Amount,
    pub sent: Amount,
    pub transactions: u64,
}

/// Why two addresses are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JoinView {
    pub rule: &'static str,
    pub a: String,
    pub b: String,
    #[serde(flatten)]
    pub at: TxAt,
}

/// Why two members of a cluster are one: the only way from one to the other through its joins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WhyView {
    pub as_of: AsOf,
    pub root: String,
    pub size: u32,
    pub subject: String,
    pub with: String,
    /// From the one to the other; each shares an address with the next. None: they are the same.
    pub joins: Vec<JoinView>,
}

pub fn view(
    atlas: &Atlas,
    ledger: &Ledger,
    member: AddressId,
    window: Window,
    is_why: bool,
) -> ClusterView {
    let (graph, clusters) = (&ledger.graph, &ledger.clusters);
    let root = clusters.root(member);
    let sums = atlas.cluster_sums(ledger, root);
    let skip = usize::try_from(window.skip).unwrap_or(usize::MAX);
    let size = clusters.size(root);
    let members = clusters.members(root).skip(skip).take(window.limit);
    let holder = atlas.holder(ledger, root);
    ClusterView {
        as_of: AsOf::of(atlas, ledger),
        root: Holder::of(graph, root).address,
        size,
        rules: clusters.rules().name(),
        received: sums.received.into(),
        sent: sums.sent.into(),
        balance: sums.received.checked_sub(sums.sent).map(Amount::from),
        labels: AttributionView::of_many(&holder.attributions, graph.ledger().network),
        conflict: holder.conflict().map(<[String]>::to_vec),
        members: Part::new(
            u64::from(size),
            window,
            members.map(|id| member_view(ledger, id)).collect(),
        ),
        joins: is_why.then(|| {
            let joins = clusters.joins_after(root, None, skip.saturating_add(window.limit));
            let shown = joins.iter().skip(skip);
            Part::new(
                u64::from(size).saturating_sub(1),
                window,
                shown.map(|(_, join)| join_view(ledger, join)).collect(),
            )
        }),
    }
}

pub(crate) fn member_view(ledger: &Ledger, id: AddressId) -> MemberView {
    let totals = ledger.graph.totals(id);
    MemberView {
        holder: Holder::of(&ledger.graph, id),
        received: totals.received.into(),
        sent: totals.sent.into(),
        transactions: totals.transactions,
    }
}

pub(crate) fn join_view(ledger: &Ledger, join: &Join) -> JoinView {
    let text = |id| Holder::of(&ledger.graph, id).address;
    JoinView {
        rule: join.rule,
        a: text(join.a),
        b: text(join.b),
        at: TxAt::of(&ledger.graph, join.tx),
    }
}
