//! A Whirlpool finding looked at twice: where the coins came from, where they went.
//!
//! Published (GraphSense-lib): a mix whose new coins come from a Tx0 and whose others come from a
//! mix is believed at 90; so is a Tx0 one of whose equal outputs was spent in a mix. We look one
//! step. The first is settled when the mix is; the second can turn true later, so an answer from
//! [`of`] holds as of the ledger's tip. Clustering does not ask it.

use graph::{Fate, Graph, Source, TxId};
use model::amount::Sat;

use super::{Finding, Kind, detect_without};
use crate::shape::ShapeRoom;
use crate::without::RulesOff;

const VERIFIED: u8 = 90;
/// Equal outputs of a Tx0 that are followed.
const PREMIX_LOOKED_AT_MAX: usize = 70;

/// The finding that names a transaction of a ledger, if any rule fits that is not left out.
pub fn of(graph: &Graph, tx: TxId, off: RulesOff) -> Option<Finding> {
    let mut finding = detect_without(&ShapeRoom::of(graph, tx).shape(), off)?;
    let verified = match finding.kind {
        Kind::Whirlpool => comes_from_whirlpool(graph, tx, finding.denominations[0], off),
        Kind::WhirlpoolTx0 => goes_into_whirlpool(graph, tx, finding.denominations[0], off),
        _ => false,
    };
    if verified {
        finding.confidence = VERIFIED;
        finding.confidence_believed = VERIFIED;
    }
    Some(finding)
}

fn kind_of(graph: &Graph, tx: TxId, off: RulesOff) -> Option<Kind> {
    detect_without(&ShapeRoom::of(graph, tx).shape(), off).map(|finding| finding.kind)
}

fn comes_from_whirlpool(graph: &Graph, tx: TxId, denomination: Sat, off: RulesOff) -> bool {
    graph.inputs(&graph.tx(tx)).all(|input| {
        let Source::Output(out) = input.source else { return false };
        let output = graph.output(out);
        let expected =
            if output.value > denomination { Kind::WhirlpoolTx0 } else { Kind::Whirlpool };
        kind_of(graph, output.tx, off) == Some(expected)
    })
}

fn goes_into_whirlpool(graph: &Graph, tx: TxId, premix: Sat, off: RulesOff) -> bool {
    let equal = graph.outputs(&graph.tx(tx)).filter(|output| output.value == premix);
    equal.take(PREMIX_LOOKED_AT_MAX).any(|output| match output.fate {
        Fate::Spent { tx, .. } => kind_of(graph, tx, off) == Some(Kind::Whirlpool),
        _ => false,
    })
}
