//! What there is to ask.

use entity::atlas::Atlas;

use crate::store::{LedgerLine, Ledgers};

pub fn ledgers(atlas: &Atlas) -> Ledgers {
    Ledgers { ledgers: atlas.ledgers.iter().map(|ledger| LedgerLine::of(&ledger.graph)).collect() }
}
