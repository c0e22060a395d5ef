//! How value went from one subject to another, as an answer.

use entity::atlas::{Atlas, Ledger};
use serde::Serialize;
use trace::path::{Path, PathCut, PathResult, PathStep, Paths};
use utoipa::ToSchema;

use crate::common::{Amount, AsOf, BlockAt};
use crate::trace::{BasisView, PartyView};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PathView {
    pub as_of: AsOf,
    pub from: String,
    pub to: String,
    pub hops_max: u32,
    pub value_min: Amount,
    pub legs_max: u64,
    pub through_services: bool,
    pub through_mixers: bool,
    /// From the first to the second.
    pub there: PathsView,
    /// From the second to the first.
    pub back: PathsView,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PathsView {
    pub paths: Vec<RouteView>,
    /// All paths of up to this many transactions were seen.
    pub complete_hops: u32,
    pub cuts: Vec<crate::trace::CutView>,
    pub legs: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RouteView {
    /// The smallest coin on it: no more than this can have gone the whole way on this path.
    pub bottleneck: Amount,
    pub steps: Vec<PathStepView>,
}

/// One transaction of a path: it spends `from` and creates `to`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PathStepView {
    pub txid: String,
    pub block: BlockAt,
    pub time: String,
    #[serde(flatten)]
    pub basis: BasisView,
    pub from: String,
    pub from_value: Amount,
    pub from_holder: PartyView,
    pub to: String,
    pub to_value: Amount,
    pub to_holder: PartyView,
}

pub fn view(atlas: &Atlas, ledger: &Ledger, found: &PathResult) -> PathView {
    let query = &found.query;
    let name = |end| crate::trace::subject_names(end, ledger.graph.ledger().network).join(" ");
    PathView {
        as_of: AsOf::of(atlas, ledger),
        from: name(&query.from),
        to: name(&query.to),
        hops_max: query.hops_max,
        value_min: model::amount::Sat(query.value_min_sat).into(),
        legs_max: query.legs_max,
        through_services: query.through_services,
        through_mixers: query.through_mixers,
        there: paths(&found.there),
        back: paths(&found.back),
    }
}

fn paths(paths: &Paths) -> PathsView {
    PathsView {
        paths: paths.paths.iter().map(route).collect(),
        complete_hops: paths.complete_hops,
        cuts: paths.cuts.iter().map(cut).collect(),
        legs: paths.legs,
    }
}

fn route(path: &Path) -> RouteView {
    RouteView { bottleneck: path.bottleneck.into(), steps: path.steps.iter().map(step).collect() }
}

fn step(step: &PathStep) -> PathStepView {
    PathStepView {
        txid: step.txid.to_string(),
        block: step.block.into(),
        time: step.time.to_string(),
        basis: (&step.basis).into(),
        from: step.from.to_string(),
        from_value: step.from_value.into(),
        from_holder: (&step.from_party).into(),
        to: step.to.to_string(),
        to_value: step.to_value.into(),
        to_holder: (&step.to_party).into(),
    }
}

fn cut(cut: &PathCut) -> crate::trace::CutView {
    let (cut, says) = match cut {
        PathCut::WorkCap { legs_max } => {
            ("work_cap", format!("the search ended after {legs_max} legs"))
        }
        PathCut::HopLimit { hops_max } => {
            ("hop_limit", format!("longer paths than {hops_max} hops were not looked for"))
        }
        PathCut::Services { coins } => {
            ("services", format!("{coins} coins at services were not crossed"))
        }
        PathCut::Mixers { coins } => {
            ("mixers", format!("{coins} coins at mixers and CoinJoins were not crossed"))
        }
        PathCut::BelowThreshold { coins } => {
            ("below_threshold", format!("{coins} coins below the threshold were not walked"))
        }
        PathCut::DataMissing { inputs } => (
            "data_missing",
            format!(
                "the ledger is partial: {inputs} inputs come from blocks it does not hold; a path may run there"
            ),
        ),
    };
    crate::trace::CutView { cut, says }
}
