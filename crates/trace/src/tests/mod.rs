//! Little chains, followed: one file a subject.

mod backward;
mod fees;
mod folds;
mod forward;
pub(crate) mod laws;
mod limits;
mod paths;
mod pictures;
mod stops;
