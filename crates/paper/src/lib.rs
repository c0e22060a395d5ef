//! The paper that leaves the house: a fund-flow report, and a request to freeze.
//!
//! Both are made of an answer and of what people wrote, and of nothing else: no clock, no directory,
//! no font of the machine. The same input gives the same bytes. The one thing to know: text from
//! labels and from people is hostile. It reaches the typesetter as values, never as markup, with what
//! would steer a reader's eye written out ([`text`]); and the words around it come from the
//! catalogues, so that a report says in Thai what it says in English.
//!
//! `report` and `freeze` tell one trace, `case` and `request` what people gathered in a case; they say what stands there, as [`sheet::Block`]s; `press` sets it.

pub mod fonts;
pub mod sheet;
pub mod text;

mod facts;

mod press;

pub mod case;
pub mod freeze;
pub mod report;
pub mod request;

pub mod front;

pub use press::PaperError;

#[cfg(test)]
mod testing;
