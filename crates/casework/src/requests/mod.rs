//! Asking whoever holds the funds to preserve or freeze them, and what came of it.
//!
//! [`machine`] decides what may happen next, without a clock or a database; [`store`] keeps it. Nobody
//! approves what he wrote himself, what is approved is the very text that was read, and every change
//! of it afterwards needs approval again.

pub mod machine;
pub mod store;
#[cfg(test)]
mod tests;
