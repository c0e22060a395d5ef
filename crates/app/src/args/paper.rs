//! The commands that make paper and packs of a trace, and check a pack.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use model::time::Day;
use paper::front::Tlp;
use seal::PublicKey;

use super::TraceAsked;
use crate::show::Format;

/// Print a fund-flow report of a trace as PDF
///
/// Takes what 'kancil trace' takes, and what is to stand on the paper beside it. The same question on
/// the same blocks and labels, dated the same day, gives the same bytes.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil report bc1q… --out report.pdf --reference 'CASE 2026-014' --prepared-by 'Insp. Dao'
  kancil report TXID:0 --hops 30 --language th --tlp amber+strict --out report.pdf")]
pub struct ReportArgs {
    #[command(flatten)]
    pub asked: TraceAsked,
    #[command(flatten)]
    pub front: Fronted,
    /// What was asked, in words; printed under \"Question and scope\"
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub question: String,
    /// Write the PDF to this file
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// What stands on a paper beside the answer.
#[derive(Debug, Clone, ClapArgs)]
#[command(next_help_heading = "On the paper")]
pub struct Fronted {
    /// Its title, instead of the usual one
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Case or file number
    #[arg(long, value_name = "TEXT", default_value = "-")]
    pub reference: String,
    /// Who may read it: red, amber+strict, amber, green or clear (Traffic Light Protocol 2.0)
    #[arg(long, value_name = "TLP", default_value_t)]
    pub tlp: Tlp,
    /// Who made it
    #[arg(long, value_name = "NAME", default_value = "-")]
    pub prepared_by: String,
    /// The day it bears; today if not given
    #[arg(long, value_name = "DATE")]
    pub dated: Option<Day>,
    /// Its language: en, fil, ms or th
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub language: String,
}

/// Print a preservation and freeze request to a service that a trace reached
///
/// One recipient a request: the service that holds some of the funds, by the name it has in the
/// trace. It says which outputs reached it, how much, on what ground, and what is not known.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil freeze-request bc1q… --to 'Bitx' --contact 'Cyber unit, cyber@example.org' \\
      --reply-by 2026-12-01 --out bitx.pdf")]
pub struct FreezeArgs {
    #[command(flatten)]
    pub asked: TraceAsked,
    /// The service to ask; may be left out where the trace reached one alone
    #[arg(long = "recipient", visible_alias = "service", value_name = "SERVICE")]
    pub recipient: Option<String>,
    /// How to reach whoever asks
    #[arg(long, value_name = "TEXT")]
    pub contact: String,
    /// The day until which an answer is asked for
    #[arg(long, value_name = "DATE")]
    pub reply_by: Day,
    /// What it rests on: what happened, which law, which file
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub basis: String,
    #[command(flatten)]
    pub front: Fronted,
    /// Write the PDF to this file
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum EvidenceCommand {
    Pack(EvidencePack),
    Verify(EvidenceVerify),
}

/// Pack a report with all that is needed to check it, signed by this installation
///
/// One zip file: the report, the hops as CSV, the trace as JSON, the picture, the question, the labels
/// with their provenance, versions and block hashes, and a manifest of SHA-256. The same question
/// gives the same bytes. The key is made on first use (DATA/keys).
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil evidence pack bc1q… --out case-014.zip --reference 'CASE 2026-014'
  kancil evidence pack bc1q… --out case-014.zip --without-label-files")]
pub struct EvidencePack {
    #[command(flatten)]
    pub asked: TraceAsked,
    #[command(flatten)]
    pub front: Fronted,
    /// What was asked, in words; printed under \"Question and scope\"
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub question: String,
    /// Leave the label files themselves out: whoever verifies needs the same ones
    #[arg(long)]
    pub without_label_files: bool,
    /// Write the pack to this file
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Check an evidence pack, and ask its question again
///
/// Checks the signature, every digest, and that nothing is missing or left over; then checks the
/// ledger, runs the trace again on it, and compares byte by byte, naming the first difference. Works
/// on any machine that holds the same blocks.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil evidence verify case-014.zip
  kancil evidence verify case-014.zip --signed-by 8f3c… --data /srv/kancil")]
pub struct EvidenceVerify {
    #[arg(value_name = "PACK")]
    pub pack: PathBuf,
    /// Refuse a pack that another key than this one signed
    #[arg(long, value_name = "KEY")]
    pub signed_by: Option<PublicKey>,
    /// Check the pack by itself, and do not ask its question again
    #[arg(long)]
    pub pack_alone: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    pub format: Format,
}
