//! Who: clusters and labels over a ledger, published together as an `Atlas`.
//!
//! Stub of the surface; the room's owners cut it into files.
#![allow(dead_code, unused_variables, clippy::todo)]

pub mod shape;

pub mod change;
pub mod coinjoin;

pub mod atlas;
pub mod cluster;
pub mod label;
pub mod listing;
