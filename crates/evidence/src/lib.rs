//! Packs: what leaves the house so that somebody else can check it. A report with its evidence, or
//! lessons for another classroom.
//!
//! A pack is one zip file: a manifest with the SHA-256 of every other file, and this installation's
//! signature over the manifest. The one thing to know: nothing in it is compressed and nothing is
//! left to choice, so the same files are the same bytes, and every byte of a pack is accounted for:
//! a pack that reads back differently from how it would be written is refused, with the place.
//!
//! It knows files by their names and bytes alone. What they mean is told elsewhere.

pub mod archive;
pub mod manifest;
pub mod pack;
