//! Who: clusters and labels over a ledger, published together as an `Atlas`.
//!
//! The one thing to know: nothing here is certain, and everything says why. A join names its
//! transaction and rule, a claim its source and days, an attribution the way it was reached. No
//! file is opened here, but for what is handed in to read and to write; no clock.

pub mod shape;

pub mod change;
pub mod coinjoin;

pub mod cluster;

pub mod label;

pub mod without;

pub mod atlas;

pub mod listing;
