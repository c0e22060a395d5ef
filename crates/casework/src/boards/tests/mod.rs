//! The laws of the log, over gestures made from dice; and the vectors that the browser is held to.

mod hand;
mod laws;
mod refusals;
mod store;
mod tabs;
mod vectors;
