//! The desk: what Kancil knows over HTTP, for people who signed in and for their programs.
//!
//! The only room that knows HTTP. It asks `api` the questions and `casework` who may; it reads no
//! directory and no clock of its own ([`world`], [`clock`]). Every answer that is no success is a
//! problem document ([`problem`]), every route stands in one table of who is taken ([`access`]), and
//! nothing it sends makes a browser ask anybody else.

pub mod clock;
pub mod world;

pub mod problem;

mod body;
mod metrics;

pub mod access;
mod asker;
mod looked;

mod sight;

mod jobs;
mod threads;

mod desk;
mod edge;

mod assets;

mod serve;

mod answer;
mod case_problem;
mod class_problem;
mod learning_problem;
mod record_problem;
mod streams;
mod watchers;

mod courses;
mod exercise;

pub mod drawing;

mod routes;

mod run;

pub use routes::document;
pub use run::{ServeError, Setup, run};
pub use serve::{Tls, TlsError};
