//! The shapes of answers and the questions they answer: the one place where the command line and
//! the server ask.
//!
//! One rule for all of them: amounts are decimal strings with their asset, times are RFC 3339 in
//! UTC, hashes and addresses are the texts people paste, and no dense id is ever in an answer.
//! What is unknown is `null`, never a zero. `docs/handbook/json.md` documents each shape; a field is
//! added, never renamed. Nothing here asks the world anything: values in, shapes out.

pub mod text;

pub mod common;

pub mod chain;
pub mod label;
pub mod page;

pub mod card;
pub mod cluster;
pub mod counterparties;
pub mod ingest;
pub mod look;
pub mod path;
pub mod record;
pub mod scenario;
pub mod screen;
pub mod search;
pub mod sensitivity;
pub mod store;
pub mod taint;
pub mod trace;

pub mod refusal;
pub mod sayings;

pub mod academy;
pub mod ask;

pub mod phrase;

pub mod sheet;
