//! What the academy's commands answer: lessons checked, a case filled in, a pack brought in, a
//! certificate verified.

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

/// A pack of lessons that was brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackImported {
    /// The record's name of it.
    pub id: String,
    /// What its maker called it.
    pub title: String,
    pub sha256: String,
    /// The version of the program that made it.
    pub program: String,
    /// Who signed it: to be compared with the key that its maker names by another way.
    pub key: String,
    pub is_own_key: bool,
    /// It was here already; nothing changed.
    pub was_here: bool,
    pub lessons: Vec<LessonPacked>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LessonPacked {
    pub lesson: String,
    pub folder: String,
    pub title: String,
    pub languages: Vec<String>,
    pub cases: u64,
}

/// A certificate whose words are those that were signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CertificateChecked {
    pub code: String,
    pub name: String,
    pub class: Option<String>,
    pub day: String,
    pub modules: Vec<ModuleChecked>,
    pub minutes: u32,
    pub languages: Vec<String>,
    pub program: String,
    pub key: String,
    /// Whether the key was asked for; where not, it is to be compared with the issuer's.
    pub is_expected_key: bool,
    pub is_own_key: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ModuleChecked {
    pub lesson: String,
    pub title: String,
    pub case: String,
    /// In thousandths of a point of a hundred.
    pub points_milli: u32,
    pub day: String,
    /// SHA-256 of the lesson's plan and chains as they were.
    pub content: String,
}
