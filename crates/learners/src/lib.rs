//! Made-up learners, by whom exercises are measured: who reads the truth, who guesses, who takes a
//! shortcut, who follows a debrief.
//!
//! The one thing to know: no program is made with this. The academy's exercises are measured with it in
//! the library, and the served program over HTTP, by the same learners.

pub mod dice;
pub mod sheets;
pub mod strategy;
pub mod world;
