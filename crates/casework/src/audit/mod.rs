//! What was done, by whom and when: a chain of entries that shows its own breaks.
//!
//! Each entry holds the hash of the one before it and is signed with the installation's key, and so
//! is the head, the newest of them. What this can show: that somebody who has the database but not
//! the key changed, inserted or removed entries, and from which one on. What it cannot: whoever
//! has the key too (it lies on the same machine, so its administrator can read it) can write
//! another history and sign it. Against that helps only a head that was kept elsewhere, on paper or
//! with somebody else: a history that was rewritten afterwards does not lead to it. Nor can a chain
//! show what was never written into it.
//!
//! Details that must be erasable one day lie beside the chain, which holds only their salted digest.

pub mod chain;
mod head;
mod key;
pub mod read;
#[cfg(test)]
mod tests;
pub mod verify;
pub(crate) mod write;

use std::fmt;
use std::net::IpAddr;

use model::time::Time;

use crate::id::{TokenId, UserId};

pub use self::head::{Head, HeadError};
pub use self::key::{InstallationKey, KeyError, PublicKey, random_key};
pub use self::write::erase;

/// Who acts, from where and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    pub actor: Actor,
    /// The address of the machine that asked, where one did.
    pub peer: Option<IpAddr>,
    pub now: Time,
}

impl By {
    pub fn new(actor: Actor, now: Time) -> Self {
        Self { actor, peer: None, now }
    }

    pub fn from_peer(self, peer: IpAddr) -> Self {
        Self { peer: Some(peer), ..self }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The program itself.
    Program,
    /// Whoever sits at the machine and runs `kancil`.
    Console,
    /// Nobody has signed in yet.
    Anonymous,
    User(UserId),
    /// A program that holds a person's API token.
    Token(UserId, TokenId),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Program => f.write_str("program"),
            Actor::Console => f.write_str("console"),
            Actor::Anonymous => f.write_str("anonymous"),
            Actor::User(user) => write!(f, "user:{user}"),
            Actor::Token(user, token) => write!(f, "user:{user} token:{token}"),
        }
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What can be done that the audit log tells of. The texts are stored: never rename one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($(#[$doc])* $name),+
        }

        impl Action {
            pub const ALL: &[Action] = &[$(Action::$name),+];

            pub const fn text(self) -> &'static str {
                match self {
                    $(Action::$name => $text),+
                }
            }
        }
    };
}

actions! {
    RecordCreated = "record.create",
    RecordBackedUp = "record.backup",
    RecordRestored = "record.restore",
    FirstRunLinkMade = "first_run.link",
    FirstRunDone = "first_run.done",
    UserCreated = "user.create",
    UserChanged = "user.change",
    PreferencesChanged = "user.preferences",
    PasswordLinkMade = "user.link",
    PasswordChanged = "user.password",
    SignedIn = "session.open",
    SignInRefused = "session.refuse",
    SignedOut = "session.close",
    TokenCreated = "token.create",
    TokenRevoked = "token.revoke",
    LabelsImported = "labels.import",
    LookedUp = "search.run",
    Screened = "screen.run",
    Traced = "trace.run",
    PathSought = "path.run",
    Tainted = "taint.run",
    JobCancelled = "job.cancel",
    Exported = "result.export",
    CaseCreated = "case.create",
    CaseChanged = "case.change",
    CaseOpened = "case.open",
    MemberAdded = "case.member_add",
    MemberRemoved = "case.member_remove",
    TaskAdded = "task.add",
    TaskChanged = "task.change",
    NoteWritten = "note.write",
    FileAttached = "file.attach",
    FileOpened = "file.open",
    BoardCreated = "board.create",
    BoardDrawn = "board.draw",
    FactPinned = "evidence.pin",
    ExhibitFrozen = "evidence.exhibit",
    RequestDrafted = "request.draft",
    RequestMoved = "request.move",
    PaperMade = "paper.make",
    StepRead = "lesson.read",
    CheckAnswered = "lesson.answer",
    AttemptBegun = "attempt.begin",
    SheetSaved = "attempt.save",
    HintTaken = "attempt.hint",
    AttemptLooked = "attempt.look",
    HelpAsked = "attempt.help",
    AttemptSubmitted = "attempt.submit",
    /// The lesson was changed: its chain cannot be made again.
    AttemptOutdated = "attempt.outdate",
    DebriefOpened = "attempt.debrief",
    AttemptCommented = "attempt.comment",
    PointsGiven = "attempt.points",
    ClassCreated = "class.create",
    ClassChanged = "class.change",
    ClassPeopleAdded = "class.people_add",
    ClassPersonRemoved = "class.person_remove",
    ClassTrainerAdded = "class.trainer_add",
    ClassTrainerRemoved = "class.trainer_remove",
    ExerciseAssigned = "class.assign",
    ExerciseUnassigned = "class.unassign",
    CertificateIssued = "certificate.issue",
    TextCorrected = "lesson.correct",
    LessonsImported = "lesson.import",
    AccessRefused = "access.refuse",
    AuditVerified = "audit.verify",
    /// The details of an entry were erased.
    PayloadErased = "audit.erase",
}

/// What it was done to, by a name that tells nothing about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    pub kind: &'static str,
    pub id: String,
}

impl Object {
    pub fn new(kind: &'static str, id: impl fmt::Display) -> Self {
        Self { kind, id: id.to_string() }
    }

    pub fn record() -> Self {
        Self::new("record", "")
    }

    pub fn user(id: UserId) -> Self {
        Self::new("user", id)
    }

    pub fn token(id: TokenId) -> Self {
        Self::new("token", id)
    }
}

/// What a write tells the log. Details go into the erasable payload; a secret never does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub(crate) action: Action,
    pub(crate) object: Object,
    pub(crate) details: Vec<(&'static str, String)>,
}

impl Entry {
    pub fn new(action: Action, object: Object) -> Self {
        Self { action, object, details: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.details.push((name, value.to_string()));
        self
    }
}
