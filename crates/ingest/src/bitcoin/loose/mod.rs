//! Blocks that do not link, for a partial ledger.
