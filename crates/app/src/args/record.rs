//! The flags of the record: people, the audit log, backups.

use std::path::PathBuf;

use casework::access::Role;
use casework::audit::{Action, Head};
use clap::{Args as ClapArgs, Subcommand};

use super::{Shown, When};

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    List(UserList),
    Add(UserAdd),
    Link(UserLink),
}

/// List who may sign in
#[derive(Debug, ClapArgs)]
pub struct UserList {
    #[command(flatten)]
    pub shown: Shown,
}

/// Add somebody, and print the one-time link by which they set their password
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil user add siti --name 'Siti binti Ali' --role administrator
  kancil user add nid --name 'Nid' --role analyst --role lead --url https://kancil.example")]
pub struct UserAdd {
    /// What they sign in by: letters, digits and . _ - + @
    pub login: String,
    /// Their name, as others see it
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// viewer, analyst, lead, compliance_officer, investigator, trainer, trainee or administrator;
    /// may be given several times
    #[arg(long = "role", value_name = "ROLE", required = true)]
    pub roles: Vec<Role>,
    #[command(flatten)]
    pub at: Url,
    #[command(flatten)]
    pub shown: Shown,
}

/// Print a fresh one-time link by which somebody sets a new password: for who is locked out
///
/// It opens once, within a day; a link that was made before opens nothing any more. Setting the
/// password ends their sessions and their waiting after wrong passwords.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kancil user link siti")]
pub struct UserLink {
    /// Whose
    pub login: String,
    #[command(flatten)]
    pub at: Url,
    #[command(flatten)]
    pub shown: Shown,
}

#[derive(Debug, Subcommand)]
pub enum CaseCommand {
    Example(CaseExample),
}

/// Open a story's case with its board, and print the path of the board's page
///
/// An exercise: its board has the trace of the subjects placed. It is opened once for a person; asked
/// again the same path is printed.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kancil case example --member siti 5f0c…:0 5f0c…:1")]
pub struct CaseExample {
    /// Whose case it is: the login of somebody who investigates
    #[arg(long, value_name = "LOGIN")]
    pub member: String,
    /// What is followed in it, of a story: outpoints, transactions, addresses or cluster:ADDRESS
    #[arg(required = true, value_name = "SUBJECT")]
    pub subjects: Vec<String>,
    #[command(flatten)]
    pub when: When,
    #[command(flatten)]
    pub shown: Shown,
}

#[derive(Debug, Clone, ClapArgs)]
pub struct Url {
    /// Where the program is reached by their browser
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:7373")]
    pub url: String,
}

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    List(AuditList),
    Head(AuditHead),
    Verify(AuditVerify),
    Erase(AuditErase),
}

/// List what was done, newest first
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil audit list
  kancil audit list --action session.refuse --format csv
  kancil audit list --actor user:01KB0Q3N5V8YH2T7M4XW9E6RAC --limit 200")]
pub struct AuditList {
    /// Who: user:ID, console, program or anonymous
    #[arg(long, value_name = "ACTOR")]
    pub actor: Option<String>,
    /// What, such as session.open or labels.import
    #[arg(long, value_name = "ACTION", value_parser = action)]
    pub action: Option<Action>,
    /// How many entries to show
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub limit: u32,
    /// Only what was written before this entry
    #[arg(long, value_name = "SEQ")]
    pub before: Option<u64>,
    #[command(flatten)]
    pub shown: Shown,
}

fn action(text: &str) -> Result<Action, String> {
    let found = Action::ALL.iter().copied().find(|action| action.text() == text);
    found.ok_or_else(|| {
        let known: Vec<_> = Action::ALL.iter().map(|action| action.text()).collect();
        format!("one of {}", known.join(", "))
    })
}

/// Print where the log stands, signed: one line to keep elsewhere
///
/// Print it, mail it, read it to somebody. Whatever is rewritten on this machine afterwards, by whom
/// ever, does not lead to it any more: 'kancil audit verify --head' tells.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kancil audit head >> /media/usb/heads.txt")]
pub struct AuditHead {
    #[command(flatten)]
    pub shown: Shown,
}

/// Verify every entry of the log, and name the first that cannot be trusted
///
/// By itself the log shows what somebody changed, removed or rewrote without the installation's key.
/// The key lies on this machine, so whoever administers it could use it: only heads that were kept
/// elsewhere show that. Exits with 2 where something is wrong.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil audit verify
  kancil audit verify --head 'kancil-head-1 seq=812 at=… hash=… key=… signature=…'
  kancil audit verify --heads /media/usb/heads.txt")]
pub struct AuditVerify {
    /// A head that was kept elsewhere, as 'kancil audit head' printed it; may be given several times
    #[arg(long = "head", value_name = "TEXT")]
    pub heads: Vec<Head>,
    /// A file of such heads, one a line; - is stdin
    #[arg(long = "heads", value_name = "FILE")]
    pub heads_file: Option<PathBuf>,
    #[command(flatten)]
    pub shown: Shown,
}

/// Erase the details of an entry for good, as a retention duty asks
///
/// The entry itself, its time, actor, action and object stay, and so does the chain: it holds only a
/// salted digest of the details. That they were erased, and why, becomes an entry of its own. Backups
/// that were made before still hold them.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kancil audit erase 812 --why 'Order 12/2026, retention ended'")]
pub struct AuditErase {
    /// The entry's number
    pub seq: u64,
    /// Why; kept in the log
    #[arg(long, value_name = "TEXT")]
    pub why: String,
}

/// Back up what cannot be derived again, while the program serves
///
/// Copies the record (people, audit log) as it is at one moment, the keys, the label files and the
/// kept blocks into a new folder, with SHA-256 digests that 'sha256sum -c manifest.sha256' checks
/// too. Ledgers are left out: they are read from blocks again. The folder holds keys and names: keep
/// it as safe as the data directory.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kancil backup /media/usb/kancil-2026-11-22")]
pub struct BackupArgs {
    /// The folder to write: new, or empty
    #[arg(value_name = "DEST")]
    pub dest: PathBuf,
    #[command(flatten)]
    pub shown: Shown,
}

/// Put a backup back into a data directory that is new or empty
///
/// Every byte is checked against the manifest, and the audit log against the head in the backup,
/// before the data directory appears.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kancil restore /media/usb/kancil-2026-11-22 --data /srv/kancil")]
pub struct RestoreArgs {
    /// The backup
    #[arg(value_name = "SRC")]
    pub source: PathBuf,
    #[command(flatten)]
    pub shown: Shown,
}
