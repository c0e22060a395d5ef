//! What the academy's commands answer: lessons checked, a case filled in.

use serde::Serialize;
use utoipa::ToSchema;

/// Lessons, and what keeps them from being taught.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LessonsChecked {
    /// The languages they were held to.
    pub languages: Vec<String>,
    pub lessons: Vec<LessonView>,
    pub faults: Vec<FaultView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LessonView {
    pub folder: String,
    /// Its id; none where its plan cannot be read.
    pub lesson: Option<String>,
    pub cases: u64,
    pub innocent_cases: u64,
    pub faults: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FaultView {
    pub file: String,
    pub line: u64,
    pub problem: String,
}

/// A case filled in from a seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseFilled {
    pub case: String,
    pub seed: u64,
    pub ledger: String,
    /// What the learner is handed, by its card on the board.
    pub start: Vec<String>,
    pub signals: u64,
    pub decoys: u64,
    /// The files written.
    pub files: Vec<String>,
}
