//! The flags of the academy: lessons that trainers write.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use super::Shown;

#[derive(Debug, Subcommand)]
pub enum AcademyCommand {
    Check(AcademyCheck),
    Fill(AcademyFill),
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
  kancil academy check my-lesson --language en --language th")]
pub struct AcademyCheck {
    /// A lesson's folder, or a folder of lessons
    pub folder: PathBuf,
    /// The languages it must be in; may be given several times
    #[arg(long = "language", value_name = "CODE", default_values_t = [String::from("en")])]
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
