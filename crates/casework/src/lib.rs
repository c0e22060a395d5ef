//! The record: people, what they may do, and what they did.
//!
//! One SQLite database a data directory. Whatever changes it writes the audit entry that tells of
//! the change in the same transaction: a transaction cannot be committed without one. Time, chance,
//! place and the installation's key are handed in; nothing here knows HTTP, JSON answers or where
//! the data directory lies.

pub mod access;
pub mod audit;
pub mod backup;
pub mod boards;
pub mod cases;
pub mod id;
pub mod learning;
pub mod page;
pub mod people;
pub mod record;
pub mod requests;
pub mod secret;
pub mod sessions;
#[cfg(test)]
mod testing;
pub mod text;
pub mod throttle;
pub mod tokens;
