//! What the program says to people, in their language: Fluent catalogues, one folder a language,
//! shared with the web.
//!
//! The one thing to know: English is complete; another language declares what it says (`words/*/language`:
//! everything, or some catalogues whole), and a test holds it to that. A message is looked for in the
//! language asked for, then in English; what is in neither is shown by its id rather than as nothing. Evidence (addresses, amounts, times) goes into messages as text that is ready: no
//! language formats it anew.

mod catalogue;
mod language;

pub use catalogue::{Arg, Coverage, coverage, ids, is_known, say};
pub use language::Language;

include!(concat!(env!("OUT_DIR"), "/files.rs"));
