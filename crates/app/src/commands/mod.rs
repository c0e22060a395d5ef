//! One file a command: meets the data, asks the rooms below, shows the answer.

mod academy;
mod audit;
mod backup;
mod case;
mod cluster;
mod evidence;
mod ingest;
pub mod labels;
mod look;
mod paper;
mod path;
mod scenario;
mod screen;
mod serve;
mod store;
mod taint;
mod trace;
mod user;

use api::common::{AsOf, BlockAt, LedgerTip};
use api::look::Part;
use api::phrase::{basis_words, cell, counted};
use model::address::{Address, BitcoinAddress};
use model::amount::Sat;
use model::chain::{LedgerId, Network};
use model::hash::hash160;
use model::script::Lock;

use crate::args::{Args, Command};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::Page;

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let data = Data::at(&args.data)?;
    match &args.command {
        Command::Ingest(ingest) => ingest::run(&data, ingest),
        Command::Labels(labels) => labels::run(&data, labels),
        Command::Look(look) => look::run(&data, look),
        Command::Cluster(cluster) => cluster::run(&data, cluster),
        Command::Trace(trace) => trace::run(&data, trace),
        Command::Taint(taint) => taint::run(&data, taint),
        Command::Path(path) => path::run(&data, path),
        Command::Screen(screen) => screen::run(&data, screen),
        Command::Report(report) => paper::report(&data, report),
        Command::FreezeRequest(request) => paper::freeze_request(&data, request),
        Command::Evidence(evidence) => evidence::run(&data, evidence),
        Command::Scenario(scenario) => scenario::run(scenario),
        Command::Academy(academy) => academy::run(&data, academy),
        Command::Store(store) => store::run(&data, store),
        Command::Serve(args) => serve::run(&data, args),
        Command::User(user) => user::run(&data, user),
        Command::Case(case) => case::run(&data, case),
        Command::Audit(audit) => audit::run(&data, audit),
        Command::Backup(backup) => backup::make(&data, backup),
        Command::Restore(restore) => backup::restore(&data, restore),
        Command::Licences => paper::licences(),
    }
}

/// `170 (00000000d114…)`, or the hash alone where the height is not known.
fn block_words(block: &BlockAt) -> String {
    match block.height {
        Some(height) => format!("{height} ({})", block.hash),
        None => block.hash.clone(),
    }
}

/// `170`, or a dash: for columns.
fn height_words(block: &BlockAt) -> String {
    block.height.map_or_else(|| "-".into(), |height| height.to_string())
}

/// Holders in the words people know: a bare public key (130 digits of hex, `pubkey:04…` in JSON and
/// CSV) by the address of the same key, which can be pasted just as well.
#[derive(Debug, Clone, Copy)]
struct Names {
    network: Network,
}

impl Names {
    fn of(as_of: &AsOf) -> Self {
        let ledger =
            as_of.ledgers.first().and_then(|ledger| ledger.ledger.parse::<LedgerId>().ok());
        Self { network: ledger.map_or(Network::Main, |ledger| ledger.network) }
    }

    fn name(self, address: &str) -> String {
        self.by_key(address).unwrap_or_else(|| address.to_owned())
    }

    fn by_key(self, address: &str) -> Option<String> {
        if !address.starts_with("pubkey:") {
            return None;
        }
        // The hash of the key as it stands: its other serialisation would be another address.
        let (Address::Bitcoin(key), _) = Address::parse(address).ok()? else { return None };
        let hashed = BitcoinAddress::new(Lock::P2pkh, &hash160(key.payload()))?;
        Some(format!("{} (p2pk)", hashed.display(self.network)))
    }
}

/// An amount as a question takes it.
fn sat_words(sat: Sat) -> String {
    format!("{}sat", sat.0)
}

/// What an answer was read from.
fn as_of_lines(as_of: &AsOf, page: &mut Page) {
    for LedgerTip { ledger, tip } in &as_of.ledgers {
        let tip = tip.as_ref().map_or_else(|| "none".into(), block_words);
        page.line(&format!("  as of {ledger}, block {tip}"));
    }
    without_lines(as_of, page);
}

/// What was not believed stands above all that follows.
fn without_lines(as_of: &AsOf, page: &mut Page) {
    for without in &as_of.without {
        page.line(&format!("  without {without}"));
    }
}

/// `Legs 1 to 20 of 4240 (--skip 20 for the next)`.
fn part_heading<T>(name: &str, part: &Part<T>, page: &mut Page) {
    let shown = part.items.len() as u64;
    if shown == part.total {
        page.heading(&format!("{name} ({})", part.total));
        return;
    }
    let (first, last) = (part.skipped + 1, part.skipped + shown);
    let more =
        if part.rest() > 0 { format!("; the next with --skip {last}") } else { String::new() };
    page.heading(&format!("{name} {first} to {last} of {}{more}", part.total));
}
