//! The served program as programs drive it, over HTTP on this machine: for chores that measure it and for
//! tests, so that what is measured is what is tested.
//!
//! The one thing to know: nothing here knows the program but by its API, and nothing of it is shipped.

pub mod class;
pub mod learner;
pub mod line;
pub mod load;
pub mod pass;
pub mod trainer;
