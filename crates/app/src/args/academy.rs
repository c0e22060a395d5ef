//! The flags of the academy: lessons that trainers write and carry, certificates that learners show.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use seal::PublicKey;

use super::Shown;

#[derive(Debug, Subcommand)]
pub enum AcademyCommand {
    Check(AcademyCheck),
    Fill(AcademyFill),
    Pack(AcademyPack),
    Import(AcademyImport),
    Verify(AcademyVerify),
}

/// Say what keeps lessons from being taught: with file and line
///
/// Everything a lesson names must be there, every question must have an answer, every case must be
/// solvable whatever its seed draws, every claim must have a source, and every language must say
/// the same. The exit code is 0 where all of them are fit.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil academy check academy/lessons
  kancil academy check my-lesson --language th")]
pub struct AcademyCheck {
    /// A lesson's folder, or a folder of lessons
    pub folder: PathBuf,
    /// A language it must be in beside English; may be given several times. If none is given: every
    /// language that one of the lessons is in
    #[arg(long = "language", value_name = "CODE")]
    pub languages: Vec<String>,
    #[command(flatten)]
    pub shown: Shown,
}

/// Fill a case in from a seed: the chain one learner would get, and what is so
///
/// The same seed makes the same chain, byte for byte. The truth is for the trainer.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kancil academy fill academy/lessons/06-peel own --seed 7 --out /tmp/peel
  kancil ingest bitcoin /tmp/peel/blocks --data /tmp/class")]
pub struct AcademyFill {
    /// The lesson's folder
    pub folder: PathBuf,
    /// The case, by its id in lesson.toml
    pub case: String,
    /// Each learner has their own
    #[arg(long, value_name = "N")]
    pub seed: u64,
    /// The directory to write into: new or empty
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub shown: Shown,
}

/// Pack lessons into one signed file, for a classroom without a network
///
/// Every lesson is checked first; one that cannot be taught is refused with file and line. The same
/// lessons and key give the same bytes. The key is made on first use (DATA/keys).
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil academy pack --out course.zip --title 'Batch 7'
  kancil academy pack my-lesson --out my-lesson.zip")]
pub struct AcademyPack {
    /// Lessons' folders, or folders of lessons; those that come with the program if none is given
    #[arg(value_name = "LESSON")]
    pub lessons: Vec<PathBuf>,
    /// What the pack is called
    #[arg(long, value_name = "TEXT", default_value = "Lessons")]
    pub title: String,
    /// Write the pack to this file
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Bring the lessons of a pack in, beside those that are here
///
/// Checks the signature and every byte, then each lesson as 'kancil academy check' does: a pack with
/// one that cannot be taught is refused as a whole, with file and line. A lesson takes the place of an
/// older one of the same id.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kancil academy import course.zip --key 8f3c… --data /srv/kancil")]
pub struct AcademyImport {
    #[arg(value_name = "FILE")]
    pub pack: PathBuf,
    /// Refuse a pack that another key than this one signed
    #[arg(long, value_name = "KEY")]
    pub key: Option<PublicKey>,
    #[command(flatten)]
    pub shown: Shown,
}

/// Check a certificate: whether its words are those that were signed
///
/// Needs no network and no record. Without --key it says whose key signed it: compare that with the
/// key which the issuing office prints or names to you by another way.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil academy verify certificate.json
  kancil academy verify certificate.json --key 8f3c…")]
pub struct AcademyVerify {
    /// The certificate's JSON
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The issuer's key: refuse a certificate that another key signed
    #[arg(long, value_name = "KEY")]
    pub key: Option<PublicKey>,
    #[command(flatten)]
    pub shown: Shown,
}
