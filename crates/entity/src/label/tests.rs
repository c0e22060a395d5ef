//! Packs read back, damaged packs refused, claims found.
