//! The words a label may use: GraphSense's concepts and this program's `sea:` vocabulary.
//!
//! Stub: filled with the table.

/// The id of a concept: `exchange`, `mixing_service`, `sanction`, `sea:otc_desk` …
/// Always one of the table; the only way in checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Category(u16);
