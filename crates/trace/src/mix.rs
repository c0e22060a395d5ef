//! Whether a transaction mixes several people's coins, as the CoinJoin rules of `entity` see it.
//!
//! A mix ends a trace: what went in is known, whose money came out is not. The outputs that could
//! be it are counted and never traced, unless asked.

use entity::atlas::Ledger;
use entity::coinjoin::Finding;
use graph::{Tx, TxId};

/// The finding that names a transaction of several people's. A Tx0 is one wallet cutting its own
/// coins to size, so it is none.
pub fn coinjoin(ledger: &Ledger, tx: TxId) -> Option<Finding> {
    if !may_mix(&ledger.graph.tx(tx)) {
        return None;
    }
    ledger.coinjoin(tx).filter(|finding| finding.kind.mixes())
}

/// A single input is a single payer's: nothing of such a transaction needs to be read.
pub fn may_mix(tx: &Tx) -> bool {
    tx.inputs.end - tx.inputs.start > 1
}
