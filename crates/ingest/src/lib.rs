//! Bytes from outside into the house's values: block files into batches, label files into claims.
//!
//! Decoders are pure: bytes in, rows or a fault out. What touches a disk lies in a folder named
//! `source`, so that everything else can be tested and fuzzed on slices. Nothing here stores
//! anything or knows how it is stored.

pub mod bitcoin;
pub mod labels;
