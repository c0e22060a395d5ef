//! The command tree: every flag, checked for its form alone. What it means against the data that
//! is there is decided in `commands`.
//!
//! `--help` is the first page of the handbook many people read, so each command says what it
//! answers, and shows it being asked.

mod academy;
mod paper;
mod record;
mod serve;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use api::ask::values::{amount, time_end};
use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use model::amount::Sat;
use model::chain::{LedgerId, Network};
use model::time::{Day, Time};

use crate::budget::{Budget, Memory};
use crate::show::Format;

pub use self::academy::{
    AcademyCheck, AcademyCommand, AcademyFill, AcademyImport, AcademyPack, AcademyVerify,
};
pub use self::paper::{
    EvidenceCommand, EvidencePack, EvidenceVerify, FreezeArgs, Fronted, ReportArgs,
};
pub use self::record::{
    AuditCommand, AuditErase, AuditHead, AuditList, AuditVerify, BackupArgs, CaseCommand,
    CaseExample, RestoreArgs, Url, UserAdd, UserCommand, UserLink, UserList,
};
pub use self::serve::Serve;

const AFTER: &str = "\
Try it:
  kancil scenario grow exchange-theft --seed 1 --transactions 5000 --out /tmp/story
  kancil ingest bitcoin /tmp/story/blocks --data /tmp/kancil
  kancil labels import /tmp/story/labels.yaml --data /tmp/kancil
  kancil store info --data /tmp/kancil

Exit codes:
  0    done; where something was looked for, nothing was found
  1    found (screen)
  2    bad input or a failure; nothing half-written
  3    cannot tell: data or dates are missing
  130  stopped by Ctrl-C; what was finished is kept";

/// Follows stolen money over the chain, offline: from block files to an explained trace.
#[derive(Debug, Parser)]
#[command(name = "kancil", version, after_help = AFTER, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    /// The data directory: ledgers, raw evidence, labels, the record
    #[arg(
        long,
        global = true,
        env = "KANCIL_DATA",
        value_name = "DIR",
        default_value = "kancil-data"
    )]
    pub data: PathBuf,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read blocks into a ledger
    #[command(subcommand)]
    Ingest(Ingest),
    /// Import, show and list labels: who says what about whom
    #[command(subcommand)]
    Labels(LabelsCommand),
    Look(Look),
    Cluster(ClusterArgs),
    Trace(TraceArgs),
    Taint(TaintArgs),
    Path(PathArgs),
    Screen(Screen),
    Report(ReportArgs),
    FreezeRequest(FreezeArgs),
    /// Evidence packs: what leaves the house with a report, and whether one is as it was
    #[command(subcommand)]
    Evidence(EvidenceCommand),
    /// Little chains and grown stories, with their truth
    #[command(subcommand)]
    Scenario(Scenario),
    /// Lessons that trainers write, the cases in them, and certificates
    #[command(subcommand)]
    Academy(AcademyCommand),
    /// What is held, and whether it is whole
    #[command(subcommand)]
    Store(Store),
    Serve(Serve),
    /// Who may sign in; one-time links for who is locked out
    #[command(subcommand)]
    User(UserCommand),
    /// Cases from the machine's console
    #[command(subcommand)]
    Case(CaseCommand),
    /// What was done, by whom and when, and whether the log of it is whole
    #[command(subcommand)]
    Audit(AuditCommand),
    Backup(BackupArgs),
    Restore(RestoreArgs),
    /// Whose the faces are that papers are set in, and under which licence
    Licences,
}

/// The form of the answer.
#[derive(Debug, Clone, ClapArgs)]
pub struct Shown {
    /// How to print the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    pub format: Format,
}

/// Which ledger, where several hold the subject.
#[derive(Debug, Clone, ClapArgs)]
pub struct Chosen {
    /// The ledger to ask, such as bitcoin-main-linked; needed where several hold the subject
    #[arg(long, value_name = "ID")]
    pub ledger: Option<LedgerId>,
}

/// When the question is asked about.
#[derive(Debug, Clone, ClapArgs)]
pub struct When {
    /// What held on this day (YYYY-MM-DD, UTC); today if not given
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Day>,
    /// Only what had been imported until then (a day: its last second; or RFC 3339)
    #[arg(long, value_name = "TIME", value_parser = time_end)]
    pub known_at: Option<Time>,
}

#[derive(Debug, Subcommand)]
pub enum Ingest {
    Bitcoin(IngestBitcoin),
}

/// Read Bitcoin block files: a directory of blk*.dat, or single files
///
/// A directory with Core's blk*.dat and xor.dat, or files in that framing, in any order. The
/// chain with the most work is followed from its genesis; a later run takes only what is new and
/// rewinds over a reorganisation. Ctrl-C stops at the next block and keeps what was read; the
/// same command goes on from there.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil ingest bitcoin ~/.bitcoin/blocks
  kancil ingest bitcoin blk00000.dat blk00001.dat --format json
  kancil ingest bitcoin --loose seized/block413567.raw seized/413567.undo")]
pub struct IngestBitcoin {
    /// Block files, or directories of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Take blocks that do not link into a partial ledger; their unknown inputs are counted. Files
    /// with the spent outputs may be given beside the blocks
    #[arg(long)]
    pub loose: bool,
    /// Do not check proof of work, Merkle roots and witness commitments
    #[arg(long)]
    pub trust: bool,
    /// The network the blocks must be of; told by their magic if not given
    #[arg(long, value_name = "NETWORK")]
    pub network: Option<Network>,
    /// Threads to work on; as many as the machine has cores if not given
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,
    /// Memory to keep within (256MiB or more; 1GiB, 4GB …). What the system caches of files is not
    /// counted
    #[arg(long, value_name = "SIZE", default_value = "4GiB")]
    pub memory: Memory,
    /// Make what was read durable after this many MiB of blocks
    #[arg(long, value_name = "MIB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..=65536))]
    pub commit_every: u64,
    #[command(flatten)]
    pub shown: Shown,
}

impl IngestBitcoin {
    pub fn commit_bytes(&self) -> u64 {
        self.commit_every << 20
    }

    pub fn budget(&self) -> Budget {
        Budget::new(self.memory, self.threads)
    }
}

#[derive(Debug, Subcommand)]
pub enum LabelsCommand {
    Import(LabelsImport),
    Show(LabelsShow),
    Packs(LabelsPacks),
}

/// Import label files: TagPacks, ActorPacks, OFAC lists, CSV; gz and zst too
///
/// What a file is, is told from its content. Every row is accounted for: taken, the same again, or
/// refused with line and reason; what a file left out and was filled in is counted too. A file that
/// was imported before changes nothing. Its bytes are kept as evidence, named by their SHA-256.
#[derive(Debug, Clone, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil labels import builtin:dprk builtin:mixers
  kancil labels import sdn.csv tagpacks/
  kancil labels import seized.txt --ticker BTC --label 'Seized wallet' --category sea:frozen_by_issuer \\
      --source 'Order 12/2026' --seen 2026-11-02")]
pub struct LabelsImport {
    /// Files, directories of them, or builtin:dprk, builtin:mixers
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the files are, instead of finding out: tagpack, actorpack, list, timeline, ofac-sdn, csv …
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// The asset or chain (BTC, ETH, USDT …) of a file that does not say it
    #[arg(long, value_name = "TICKER", help_heading = "For files that do not say it")]
    pub ticker: Option<String>,
    /// The list whose entries these are, such as us-ofac-sdn
    #[arg(long, value_name = "LIST", help_heading = "For files that do not say it")]
    pub list: Option<String>,
    /// The day on which the file's source was seen to say this
    #[arg(long, value_name = "DATE", help_heading = "For files that do not say it")]
    pub seen: Option<Day>,
    /// The label of rows without one
    #[arg(long, value_name = "TEXT", help_heading = "For files that do not say it")]
    pub label: Option<String>,
    /// The category of rows without one, such as ransomware
    #[arg(long, value_name = "CATEGORY", help_heading = "For files that do not say it")]
    pub category: Option<String>,
    /// Who says so: an address on the web, a file number
    #[arg(long, value_name = "SOURCE", help_heading = "For files that do not say it")]
    pub source: Option<String>,
    /// How sure the source is, as a level's name (authority_data, forensic, web_crawl …)
    #[arg(long, value_name = "LEVEL", help_heading = "For files that do not say it")]
    pub confidence: Option<String>,
    /// The pack's title
    #[arg(long, value_name = "TEXT", help_heading = "For files that do not say it")]
    pub title: Option<String>,
    /// Who made the pack
    #[arg(long, value_name = "TEXT", help_heading = "For files that do not say it")]
    pub creator: Option<String>,
    #[command(flatten)]
    pub shown: Shown,
}

/// Show every claim about a subject, with source, dates and pack
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil labels show 12t9YDPgwueZ9NyMgw519p7AA8isjr6SMw
  kancil labels show 0x8589427373D6D84E98730D7795D8f6f8731FDA16 --as-of 2025-03-01")]
pub struct LabelsShow {
    /// An address or a transaction
    pub subject: String,
    #[command(flatten)]
    pub when: When,
    #[command(flatten)]
    pub shown: Shown,
}

/// List the imported packs
#[derive(Debug, ClapArgs)]
pub struct LabelsPacks {
    /// Only what had been imported until then (a day: its last second; or RFC 3339)
    #[arg(long, value_name = "TIME", value_parser = time_end)]
    pub known_at: Option<Time>,
    #[command(flatten)]
    pub shown: Shown,
}

/// Look at anything: an address, transaction, outpoint, cluster or block
///
/// Paste it as it is: an address (or a bitcoin: URI), a transaction's id, an outpoint TXID:N, a
/// block's height or hash, or cluster:ADDRESS. An address shows its totals, its legs a page at a
/// time, its labels, the other forms of its key and its cluster; a transaction shows inputs,
/// outputs, fee, whether it looks like a CoinJoin, and which output may be change.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil look 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S
  kancil look f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16
  kancil look 170
  kancil look 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa --from newest --limit 50")]
pub struct Look {
    pub subject: String,
    /// How many legs, transactions or members to show
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// Pass over this many first
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub skip: u64,
    /// Which end of an address's history to start from
    #[arg(long, value_enum, default_value_t, value_name = "END")]
    pub from: FromEnd,
    #[command(flatten)]
    pub chosen: Chosen,
    #[command(flatten)]
    pub when: When,
    #[command(flatten)]
    pub shown: Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FromEnd {
    Oldest,
    #[default]
    Newest,
}

/// Show the addresses one holder seems to control, and why
///
/// A cluster is a hypothesis: addresses spent together in one transaction, CoinJoins left out. It
/// is quoted by its root, the member seen first.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil cluster 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S
  kancil cluster 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S --why --format csv")]
pub struct ClusterArgs {
    /// An address, an outpoint (its holder), or cluster:ADDRESS
    pub subject: String,
    /// Show the joins: which transaction made which two addresses one, by which rule
    #[arg(long)]
    pub why: bool,
    /// How many members (or joins) to show
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub limit: usize,
    /// Pass over this many first
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub skip: u64,
    #[command(flatten)]
    pub chosen: Chosen,
    #[command(flatten)]
    pub when: When,
    #[command(flatten)]
    pub shown: Shown,
}

/// Follow value from a subject, hop by hop, to where it is now
///
/// Starts from everything an address or cluster received, from a transaction's outputs, from one
/// outpoint, or from several of them together. Stops, with the reason, at services and mixers, at what is unspent, at the limits
/// given here. Every trace ends in a table of where the value is now; hops and table account for
/// every satoshi.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil trace 0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9:0
  kancil trace 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S --method all --format json
  kancil trace bc1q… --hops 30 --min 0.01 --format svg --out theft.svg
  kancil trace bc1q… --back
  kancil trace bc1q… --sensitivity
  kancil trace bc1q… --without-rule co-spend")]
pub struct TraceArgs {
    #[command(flatten)]
    pub asked: TraceAsked,
    /// Show peel runs hop by hop instead of folded
    #[arg(long)]
    pub unfold: bool,
    /// Run it again without each rule and label it met, and say what falls away
    #[arg(long, conflicts_with = "unfold")]
    pub sensitivity: bool,
    /// How to print the trace
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    pub format: TraceFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What is to be followed, and how far.
#[derive(Debug, ClapArgs)]
pub struct TraceAsked {
    /// Outpoints, transactions, addresses or cluster:ADDRESS; several are followed together
    #[arg(required = true, value_name = "SUBJECT")]
    pub subjects: Vec<String>,
    /// Follow where the value came from instead of where it went
    #[arg(long)]
    pub back: bool,
    /// How value that is mixed in one transaction is told apart
    #[arg(long, value_name = "METHOD", default_value = "fifo", value_parser = PossibleValuesParser::new(METHODS))]
    pub method: String,
    /// Follow at most this many hops
    #[arg(long, value_name = "N")]
    pub hops: Option<u32>,
    /// Do not follow shares below this amount (0.01, 0.01btc, 5000sat)
    #[arg(long, value_name = "AMOUNT", value_parser = amount, allow_negative_numbers = true)]
    pub min: Option<Sat>,
    /// Do not follow what moved before this (YYYY-MM-DD or RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub from: Option<Time>,
    /// Do not follow what moved after this (a day: its last second)
    #[arg(long, value_name = "TIME", value_parser = time_end)]
    pub to: Option<Time>,
    /// Go on through services: beyond one, the coins are not the subject's any more
    #[arg(long)]
    pub through_services: bool,
    /// Go on through mixers and CoinJoins: what comes out is a candidate, not the subject's coin
    #[arg(long)]
    pub through_mixers: bool,
    /// Follow fees into the coinbase that collected them
    #[arg(long)]
    pub through_fees: bool,
    /// Stop after visiting this many legs; what is left is listed
    #[arg(long, value_name = "N")]
    pub legs: Option<u64>,
    #[command(flatten)]
    pub without: Without,
    #[command(flatten)]
    pub chosen: Chosen,
    #[command(flatten)]
    pub when: When,
}

/// What is not to be believed.
#[derive(Debug, ClapArgs)]
pub struct Without {
    /// Do without a rule: co-spend, coinjoin, change, or one of them by its name
    #[arg(long, value_name = "NAME")]
    pub without_rule: Vec<String>,
    /// Do without what a transaction joined: its clusters are recomputed
    #[arg(long, value_name = "TXID")]
    pub without_join: Vec<String>,
    /// Do without labels: ADDRESS:SOURCE, ADDRESS, source:NAME or pack:DIGEST
    #[arg(long, value_name = "ID")]
    pub without_label: Vec<String>,
}

impl Without {
    /// As a question takes it.
    pub fn texts(&self) -> Vec<String> {
        let label = |id: &String| match id.split_once(':') {
            Some(("pack" | "source", _)) => id.clone(),
            _ => format!("label:{id}"),
        };
        let rules = self.without_rule.iter().map(|name| format!("rule:{name}"));
        let joins = self.without_join.iter().map(|txid| format!("join:{txid}"));
        rules.chain(joins).chain(self.without_label.iter().map(label)).collect()
    }
}

const METHODS: [&str; 6] = ["fifo", "lifo", "tiho", "haircut", "poison", "all"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum TraceFormat {
    /// Columns for people
    #[default]
    Table,
    /// One JSON object; stable, see docs/handbook/json.md
    Json,
    /// The hops, comma-separated with a header line (RFC 4180)
    Csv,
    /// The left-to-right picture
    Svg,
    /// Graphviz
    Dot,
}

/// Find where the money of many thefts is now, in one sweep over the whole chain
///
/// Starts from any number of subjects at once, follows everything without limits, and answers in
/// sums: what is unspent, what reached services and mixers, what went into fees, and who holds most
/// of it. Stops where a trace stops. For the hops between, trace one of them.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil taint 0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9:0
  kancil taint --file thefts.txt --method fifo --top 50 --format csv
  kancil taint cluster:bc1q… --method poison --through-services --through-mixers")]
pub struct TaintArgs {
    /// Outpoints, transactions, addresses or cluster:ADDRESS; all are followed together
    #[arg(value_name = "SUBJECT", required_unless_present = "file")]
    pub subjects: Vec<String>,
    /// One subject a line; blank lines and lines that start with # are passed over; - is stdin
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// How value that is mixed in one transaction is told apart
    #[arg(long, value_name = "METHOD", default_value = "haircut", value_parser = PossibleValuesParser::new(&METHODS[..5]))]
    pub method: String,
    /// How many holders to name
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,
    /// Go on through services: beyond one, the coins are not the subject's any more
    #[arg(long)]
    pub through_services: bool,
    /// Go on through mixers and CoinJoins: what comes out is a candidate, not the subject's coin
    #[arg(long)]
    pub through_mixers: bool,
    /// Follow fees into the coinbase that collected them
    #[arg(long)]
    pub through_fees: bool,
    /// Memory to keep within (256MiB or more; 1GiB, 4GB …); what would not fit is refused. What the
    /// system caches of files is not counted
    #[arg(long, value_name = "SIZE", default_value = "4GiB")]
    pub memory: Memory,
    #[command(flatten)]
    pub chosen: Chosen,
    #[command(flatten)]
    pub when: When,
    #[command(flatten)]
    pub shown: Shown,
}

/// Find how value went from one subject to another
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kancil path 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S 1Q2TWHE3GMdB6BZKafqwxXtWAWgFt5Jvm3")]
pub struct PathArgs {
    /// Where the value was
    pub a: String,
    /// Where it came to
    pub b: String,
    /// At most this many hops
    #[arg(long, value_name = "N")]
    pub hops: Option<u32>,
    /// Pass over smaller outputs (0.01, 0.01btc, 5000sat)
    #[arg(long, value_name = "AMOUNT", value_parser = amount, allow_negative_numbers = true)]
    pub min: Option<Sat>,
    /// Stop after visiting this many legs
    #[arg(long, value_name = "N")]
    pub legs: Option<u64>,
    /// Go on through services
    #[arg(long)]
    pub through_services: bool,
    /// Go on through mixers and CoinJoins
    #[arg(long)]
    pub through_mixers: bool,
    #[command(flatten)]
    pub without: Without,
    #[command(flatten)]
    pub chosen: Chosen,
    #[command(flatten)]
    pub when: When,
    #[command(flatten)]
    pub shown: Shown,
}

/// Check subjects, and their clusters, against the listed categories
///
/// Answers found, not found or cannot tell for each subject, with claim, source, dates and basis.
/// Exit code 1 if any was found, 3 if none was but some cannot be told, 2 if any could not be
/// read (all others are answered first). Works without a ledger: then clusters are not known.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil screen 12t9YDPgwueZ9NyMgw519p7AA8isjr6SMw
  kancil screen --file withdrawals.txt --format csv
  kancil screen 0x8589427373D6D84E98730D7795D8f6f8731FDA16 --as-of 2025-03-01
  kancil screen bc1q… --category sanction,mixing_service")]
pub struct Screen {
    /// Addresses or transactions
    #[arg(value_name = "SUBJECT", required_unless_present = "file")]
    pub subjects: Vec<String>,
    /// One subject a line; blank lines and lines that start with # are passed over; - is stdin
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The categories to look for, instead of the listed ones; with what is under them
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',')]
    pub category: Vec<String>,
    #[command(flatten)]
    pub chosen: Chosen,
    #[command(flatten)]
    pub when: When,
    #[command(flatten)]
    pub shown: Shown,
}

#[derive(Debug, Subcommand)]
pub enum Scenario {
    Play(ScenarioPlay),
    Grow(ScenarioGrow),
}

/// Play a little chain written as text
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kancil scenario play theft.scn
  kancil scenario play theft.scn --out /tmp/theft && kancil ingest bitcoin /tmp/theft/blocks")]
pub struct ScenarioPlay {
    /// The scenario; - is stdin
    pub file: PathBuf,
    /// Write the chain as block files into this directory, with its truth beside them
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub shown: Shown,
}

/// Grow a story from a seed: an economy, and a crime in it, with the truth beside it
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kancil scenario grow exchange-theft --seed 7 --transactions 20000 --out /tmp/story
  kancil ingest bitcoin /tmp/story/blocks --data /tmp/kancil")]
pub struct ScenarioGrow {
    /// exchange-theft, ransom or donations; mainnet-mix: a chain without a tale, to measure with
    pub story: String,
    /// The same seed grows the same story, byte for byte
    #[arg(long, value_name = "N")]
    pub seed: u64,
    /// How many transactions: 1,000 to 100 million (about 460 bytes each)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=100_000_000))]
    pub transactions: u64,
    /// The directory to write into: new or empty
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub shown: Shown,
}

#[derive(Debug, Subcommand)]
pub enum Store {
    Info(StoreInfo),
    Verify(StoreVerify),
}

/// Show what is held, and to which block
#[derive(Debug, ClapArgs)]
pub struct StoreInfo {
    #[command(flatten)]
    pub chosen: Chosen,
    #[command(flatten)]
    pub shown: Shown,
}

/// Check every page and every invariant of the ledgers, and print their logical digests
///
/// The digest is over what a ledger means (blocks, transactions, legs), not over its files: two
/// stores of the same blocks agree however they were written.
#[derive(Debug, ClapArgs)]
pub struct StoreVerify {
    #[command(flatten)]
    pub chosen: Chosen,
    #[command(flatten)]
    pub shown: Shown,
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    let number: Option<NonZeroUsize> = text.parse().ok();
    number.filter(|number| number.get() <= 1024).ok_or("a number from 1 to 1024".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_tree_holds_together() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
    }

    #[test]
    fn what_was_known_on_a_day_is_what_was_known_at_its_end() {
        use clap::Parser as _;
        let args = ["kancil", "labels", "packs", "--known-at", "2026-03-05"];
        let args = Args::try_parse_from(args).unwrap();
        let Command::Labels(LabelsCommand::Packs(packs)) = args.command else { panic!() };
        assert_eq!(packs.known_at.unwrap().to_string(), "2026-03-05T23:59:59Z");
    }
}
