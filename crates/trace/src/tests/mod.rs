//! Little chains, followed: one file a subject.

mod backward;
mod fees;
mod folds;
mod forward;
mod laws;
mod limits;
mod paths;
mod pictures;
mod stops;
