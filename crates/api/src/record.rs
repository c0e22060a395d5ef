//! The record as it is told: people, links, the audit log, backups.

use std::collections::BTreeMap;

use serde::Serialize;

/// Everybody who may sign in, or could once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Users {
    pub total: u64,
    pub items: Vec<User>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    pub id: String,
    pub login: String,
    pub name: String,
    pub roles: Vec<String>,
    pub is_disabled: bool,
    /// False until their first password link was used.
    pub has_password: bool,
    pub created: String,
}

/// A one-time link, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PasswordLink {
    pub login: String,
    pub url: String,
    pub expires: String,
}

/// An exercise's case with its board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExampleCase {
    pub case: String,
    pub number: String,
    pub board: String,
    /// Of the board's page.
    pub path: String,
    /// False where it was there already.
    pub is_new: bool,
}

/// Entries of the audit log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditList {
    pub total: u64,
    pub items: Vec<AuditEntry>,
    /// What to ask `--before` for what is older; none: that was all.
    pub next: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditEntry {
    pub seq: u64,
    pub at: String,
    /// `user:ID`, `user:ID token:ID`, `console`, `program`, `anonymous`.
    pub actor: String,
    pub action: String,
    pub object: AuditObject,
    /// None once they were erased.
    pub details: Option<BTreeMap<String, String>>,
    pub hash: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditObject {
    pub kind: String,
    pub id: String,
}

/// Where the log stands, signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditHead {
    /// The line to keep elsewhere.
    pub head: String,
    pub seq: u64,
    pub at: String,
    pub hash: String,
    /// The installation's public key.
    pub key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditVerify {
    pub is_whole: bool,
    /// Entries that are sound, from the first on.
    pub entries: u64,
    /// The time of the last of them.
    pub last_at: Option<String>,
    /// Entries whose details were erased, as a later entry tells.
    pub erased: u64,
    /// How many heads that were kept elsewhere it was held against.
    pub kept_heads: u64,
    pub broken: Option<AuditBroken>,
}

/// The first entry that cannot be trusted, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditBroken {
    pub seq: u64,
    pub says: String,
}

/// A backup that was made, or put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Backup {
    pub path: String,
    /// When it was made, and by which program.
    pub made: String,
    pub program: String,
    pub files: u64,
    pub bytes: u64,
    /// The head of the audit log in it, to keep elsewhere.
    pub head: String,
}
