//! Who may do what: roles, permissions, and the one table that joins them.
//!
//! A permission is asked about an [`Object`]: what it would be used on. That decides whether a
//! trainee's question stays within stories, and whether a case is one's own (need to know).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use model::chain::Network;

use crate::id::{TokenId, UserId};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $noun:literal { $($(#[$each:meta])* $item:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$each])* $item),+
        }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$item),+];

            pub const fn text(self) -> &'static str {
                match self {
                    $($name::$item => $text),+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.text())
            }
        }

        impl FromStr for $name {
            type Err = $crate::access::WordError;

            fn from_str(text: &str) -> Result<Self, $crate::access::WordError> {
                let found = Self::ALL.iter().copied().find(|item| item.text() == text);
                found.ok_or_else(|| $crate::access::WordError { text: text.chars().take(40).collect(), noun: $noun })
            }
        }
    };
}

pub(crate) use words;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is no {noun}")]
pub struct WordError {
    pub(crate) text: String,
    pub(crate) noun: &'static str,
}

words! {
    /// What a person is here for. Stored by its text: never rename one.
    Role, "role" {
        Viewer = "viewer",
        Analyst = "analyst",
        Lead = "lead",
        ComplianceOfficer = "compliance_officer",
        Investigator = "investigator",
        Trainer = "trainer",
        /// Sees stories alone, never a real chain or a real label; stands alone for that reason.
        Trainee = "trainee",
        Administrator = "administrator",
    }
}

words! {
    /// What can be allowed. Tokens are given them by the same texts, as scopes.
    Permission, "permission" {
        /// Look anything up: addresses, clusters, transactions, blocks, labels.
        Look = "look",
        /// Follow value: trace, path, taint; see and cancel one's own jobs.
        Trace = "trace",
        Screen = "screen",
        ImportLabels = "labels",
        /// See and cancel everybody's jobs.
        AllJobs = "jobs",
        /// How the installation is: disk, ledgers, versions.
        System = "system",
        Metrics = "metrics",
        ReadAudit = "audit",
        ManagePeople = "people",
        /// Make API tokens for oneself.
        MakeTokens = "tokens",
        /// Read the cases one is a member of.
        ReadCases = "cases",
        /// Open cases, and work in those one is a member of: notes, files, boards, requests.
        WorkCases = "work_cases",
        /// Say who is a member of any case, without reading it.
        ManageCases = "manage_cases",
        /// Approve a request that somebody else drafted.
        ApproveRequests = "approve_requests",
        /// Read the academy's lessons and work on its exercises.
        Learn = "learn",
        /// Lead classes: assign, follow, comment on and certify what one's own learners do.
        Teach = "teach",
    }
}

impl Permission {
    /// What a token may be given. A token cannot make people or tokens: what leaks ends with it.
    /// Nor is it the second person who has to agree, or who says who may read a case.
    pub const fn is_for_tokens(self) -> bool {
        use Permission::{ApproveRequests, MakeTokens, ManageCases, ManagePeople};
        !matches!(self, ManagePeople | MakeTokens | ManageCases | ApproveRequests)
    }
}

/// The matrix: a line a permission, a column a role, in the order of [`Role::ALL`].
#[rustfmt::skip]
const MATRIX: [(Permission, [bool; 8]); 16] = {
    use Permission as P;
    const YES: bool = true;
    const NO_: bool = false;
    [
        //                 viewer analyst lead compl. invest. trainer trainee admin.
        (P::Look,         [YES,   YES,    YES, YES,   YES,    YES,    YES,    YES]),
        (P::Trace,        [YES,   YES,    YES, YES,   YES,    YES,    YES,    YES]),
        (P::Screen,       [NO_,   YES,    YES, YES,   YES,    YES,    YES,    YES]),
        (P::ImportLabels, [NO_,   NO_,    YES, YES,   NO_,    NO_,    NO_,    YES]),
        (P::AllJobs,      [NO_,   NO_,    YES, NO_,   NO_,    NO_,    NO_,    YES]),
        (P::System,       [YES,   YES,    YES, YES,   YES,    YES,    NO_,    YES]),
        (P::Metrics,      [NO_,   NO_,    NO_, NO_,   NO_,    NO_,    NO_,    YES]),
        (P::ReadAudit,    [NO_,   NO_,    NO_, YES,   NO_,    NO_,    NO_,    YES]),
        (P::ManagePeople, [NO_,   NO_,    NO_, NO_,   NO_,    NO_,    NO_,    YES]),
        (P::MakeTokens,   [NO_,   YES,    YES, YES,   YES,    NO_,    NO_,    YES]),
        // Whoever keeps the installation does not read what is in it.
        (P::ReadCases,    [YES,   YES,    YES, YES,   YES,    YES,    YES,    NO_]),
        (P::WorkCases,    [NO_,   YES,    YES, YES,   YES,    YES,    YES,    NO_]),
        (P::ManageCases,  [NO_,   NO_,    YES, YES,   NO_,    NO_,    NO_,    NO_]),
        (P::ApproveRequests, [NO_, NO_,   YES, YES,   YES,    YES,    NO_,    NO_]),
        (P::Learn,        [YES,   YES,    YES, YES,   YES,    YES,    YES,    YES]),
        (P::Teach,        [NO_,   NO_,    NO_, NO_,   NO_,    YES,    NO_,    NO_]),
    ]
};

impl Role {
    pub fn may(self, permission: Permission) -> bool {
        let column = Role::ALL.iter().position(|role| *role == self).expect("ALL holds all");
        MATRIX.iter().any(|(line, roles)| *line == permission && roles[column])
    }

    pub fn permissions(self) -> BTreeSet<Permission> {
        Permission::ALL.iter().copied().filter(|permission| self.may(*permission)).collect()
    }
}

/// A person's roles: one or more; a trainee has no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles(BTreeSet<Role>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RolesError {
    #[error("a person has at least one role")]
    None,
    #[error("a trainee sees no real data, so this role goes with no other")]
    TraineeWithOthers,
}

impl Roles {
    pub fn new(roles: impl IntoIterator<Item = Role>) -> Result<Self, RolesError> {
        let roles: BTreeSet<Role> = roles.into_iter().collect();
        if roles.is_empty() {
            return Err(RolesError::None);
        }
        if roles.contains(&Role::Trainee) && roles.len() > 1 {
            return Err(RolesError::TraineeWithOthers);
        }
        Ok(Self(roles))
    }

    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    pub fn iter(&self) -> impl Iterator<Item = Role> {
        self.0.iter().copied()
    }

    pub fn is_synthetic_only(&self) -> bool {
        self.has(Role::Trainee)
    }

    fn may(&self, permission: Permission) -> bool {
        self.iter().any(|role| role.may(permission))
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(Role::text).collect::<Vec<_>>().join(" "))
    }
}

/// What a token may do, at most: its owner's roles limit it as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Permission>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScopesError {
    #[error("a token has at least one scope")]
    None,
    #[error("a token cannot have the scope '{0}'")]
    NotForTokens(Permission),
}

impl Scopes {
    pub fn new(scopes: impl IntoIterator<Item = Permission>) -> Result<Self, ScopesError> {
        let scopes: BTreeSet<Permission> = scopes.into_iter().collect();
        match scopes.iter().find(|scope| !scope.is_for_tokens()) {
            Some(scope) => Err(ScopesError::NotForTokens(*scope)),
            None if scopes.is_empty() => Err(ScopesError::None),
            None => Ok(Self(scopes)),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Permission> {
        self.0.iter().copied()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().map(Permission::text).collect::<Vec<_>>().join(" "))
    }
}

/// What a permission would be used on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// The installation as a whole, or a list that is filtered by itself.
    House,
    /// A chain, or anything read from one.
    Ledger(Network),
    /// A label pack that people imported: it speaks of the real world.
    LabelPack,
    /// What somebody started.
    Job { owner: UserId },
    /// An API token.
    Token { owner: UserId },
    /// A case and all that is in it: for its members alone (need to know).
    Case { is_member: bool, is_synthetic: bool },
    /// What a learner does at an exercise: his own, and open to who teaches him.
    Attempt { is_mine: bool, is_my_learner: bool },
}

/// Whoever asks, with everything that limits him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub user: UserId,
    pub roles: Roles,
    /// The token he asks by, and what it is limited to; none in a session.
    pub token: Option<(TokenId, Scopes)>,
}

/// Why not. It names no object: that one exists may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("no role of yours allows this ('{0}')")]
    Role(Permission),
    #[error("the token does not have the scope '{0}'")]
    Scope(Permission),
    #[error("a trainee sees stories alone")]
    RealData,
    #[error("it is somebody else's")]
    NotYours,
}

impl Who {
    /// Whether a permission may be used on an object.
    pub fn may(&self, permission: Permission, object: Object) -> Result<(), Denied> {
        if !self.roles.may(permission) {
            return Err(Denied::Role(permission));
        }
        if self.token.as_ref().is_some_and(|(_, scopes)| !scopes.0.contains(&permission)) {
            return Err(Denied::Scope(permission));
        }
        self.may_touch(object)
    }

    fn may_touch(&self, object: Object) -> Result<(), Denied> {
        let is_mine = |owner: UserId, others: Permission| {
            if owner == self.user || self.permissions().contains(&others) {
                Ok(())
            } else {
                Err(Denied::NotYours)
            }
        };
        match object {
            Object::House | Object::Ledger(Network::Story) => Ok(()),
            Object::Ledger(_) | Object::LabelPack if self.is_synthetic_only() => {
                Err(Denied::RealData)
            }
            Object::Ledger(_) | Object::LabelPack => Ok(()),
            Object::Job { owner } => is_mine(owner, Permission::AllJobs),
            Object::Case { is_synthetic: false, .. } if self.is_synthetic_only() => {
                Err(Denied::RealData)
            }
            Object::Case { is_member: false, .. } => Err(Denied::NotYours),
            Object::Case { .. } => Ok(()),
            Object::Token { owner } => is_mine(owner, Permission::ManagePeople),
            Object::Attempt { is_mine: true, .. } => Ok(()),
            Object::Attempt { is_my_learner, .. } => {
                let teaches = is_my_learner && self.permissions().contains(&Permission::Teach);
                if teaches { Ok(()) } else { Err(Denied::NotYours) }
            }
        }
    }

    /// Everything that is allowed on some object, for a UI that shows no button in vain.
    pub fn permissions(&self) -> BTreeSet<Permission> {
        let allowed = Permission::ALL.iter().copied().filter(|item| self.roles.may(*item));
        match &self.token {
            None => allowed.collect(),
            Some((_, scopes)) => allowed.filter(|item| scopes.0.contains(item)).collect(),
        }
    }

    pub fn is_synthetic_only(&self) -> bool {
        self.roles.is_synthetic_only()
    }
}

#[cfg(test)]
mod tests;
