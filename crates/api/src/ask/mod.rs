//! The questions: from what a person pasted and chose to an answer's shape, or a [`Refusal`].
//!
//! One file a question, and each is a plain struct whose fields are called as the command line's
//! flags are, so that the body of a request is the same thing. `check` says what is wrong with a
//! question by itself, `answer` asks an [`Atlas`]. Both take the [`Bounds`] of whoever asks: the
//! owner of a machine may ask for all it bears, a desk that serves many may not.
//!
//! [`Refusal`]: crate::refusal::Refusal
//! [`Atlas`]: entity::atlas::Atlas
//! [`Bounds`]: bounds::Bounds

pub mod bounds;
pub mod values;
pub mod watch;

pub mod moment;

pub mod without;

pub mod pasted;

pub mod find;

mod follow;

pub mod cards;
pub mod cluster;
pub mod counterparties;
pub mod expand;
pub mod labels;
pub mod ledgers;
pub mod look;
pub mod pages;
pub mod path;
pub mod screen;
pub mod search;
pub mod sensitivity;
pub mod taint;
pub mod trace;
pub mod why;
