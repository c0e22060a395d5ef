//! `kancil ingest bitcoin`: blocks from files into a ledger, durable step by step.
//!
//! Decoding runs ahead on threads of the source; this loop appends and commits. What is committed
//! stays whatever happens next: a damaged block, Ctrl-C, a power cut. The same command goes on
//! from there. Over a reorganisation it goes back first, and commits nothing before the new branch
//! has more work than the old one: a branch that is refused on the way leaves the ledger as it was.

mod loose;

use std::path::Path;

use ::ingest::bitcoin::chain::{Held, Nothing};
use ::ingest::bitcoin::error::IngestError;
use ::ingest::bitcoin::files::{BlockFiles, Options, Steps};
use api::common::BlockAt;
use api::ingest::{Ingested, Taken};
use graph::{Graph, GraphError, Writer};
use model::batch::Step;
use model::block::BlockRef;
use model::chain::{LedgerId, LedgerKind, Network};
use model::hash::BlockHash;

use crate::args::{Ingest, IngestBitcoin};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::growth::Growth;
use crate::progress::{Progress, Unit};
use crate::show::page::Page;
use crate::show::{Show, show};
use crate::{interrupt, talk};
use api::sheet::Sheet;

/// A ledger of fewer blocks may be replaced from its genesis on: the little chains of tests do.
const ANOTHER_CHAIN_BLOCKS: u32 = 100;

pub fn run(data: &Data, ingest: &Ingest) -> Result<Exit, Failure> {
    let Ingest::Bitcoin(args) = ingest;
    interrupt::listen()?;
    if args.loose { loose::run(data, args) } else { linked(data, args) }
}

/// The ledger's writer. One of an older format is built anew: it is made of blocks alone, and these
/// files must begin with the first of them.
fn open(
    files: &BlockFiles,
    dir: &Path,
    id: LedgerId,
    open: impl Fn() -> Result<Writer, GraphError>,
) -> Result<Writer, Failure> {
    match open() {
        Err(error @ GraphError::Older { .. }) => {
            drop(files.steps(&Nothing)?);
            talk::say(format_args!("{error}"));
            talk::say(format_args!("the ledger {id} is built anew from these blocks"));
            Writer::forget_older(dir)?;
            Ok(open()?)
        }
        opened => Ok(opened?),
    }
}

/// How an ingest ended.
enum End {
    Complete,
    Interrupted,
    Failed(Failure),
}

fn linked(data: &Data, args: &IngestBitcoin) -> Result<Exit, Failure> {
    let files = scan(args)?;
    same_network(files.network(), args.network)?;
    let id = LedgerId { network: files.network(), kind: LedgerKind::Linked };
    let dir = data.ledger(id);
    let shares = args.budget().split(files.counts().blocks + files.counts().duplicates);
    let mut files = files.read_by(0, 1, shares.batch_bytes);
    if !dir.exists() {
        // Files that begin no chain must not leave an empty ledger behind.
        drop(files.steps(&Nothing)?);
    }
    files = files.read_by(shares.decoders, shares.ahead, shares.batch_bytes);
    let writer = open(&files, &dir, id, || Writer::open_with(&dir, id, shares.writer))?;
    let before = writer.graph().clone();
    let steps = files.steps(&HeldIn { writer: &writer, graph: &before })?;
    let growth = Growth::begin(&dir, &before, shares.clusters_bytes, shares.writer.threads);
    let mut run = Run { writer, steps, growth, branch: None };
    let end = run.append(args.commit_bytes());
    let (end, after) = run.commit(end)?;
    let Run { writer, steps, growth, branch } = run;
    let is_kept = after.is_some();
    let after = after.unwrap_or(before.clone());
    if is_kept && !matches!(end, End::Interrupted) {
        // Still under the ledger's lock, so that no other writer's clusters are overwritten. Who
        // asked to stop does not wait for it: the next run catches up.
        growth.keep(&after)?;
    }
    // What was not committed leaves no trace.
    drop(writer);
    let mut answer = Ingested {
        taken: Taken::between(before.counts(), after.counts()),
        rewound_to: branch.filter(|_| is_kept).map(BlockAt::from),
        stale_blocks: steps.stale(),
        duplicate_blocks: files.counts().duplicates,
        notes: files.notes().iter().chain(steps.notes()).map(ToString::to_string).collect(),
        ..Ingested::of(&after)
    };
    finish(end, &mut answer, args)
}

fn scan(args: &IngestBitcoin) -> Result<BlockFiles, Failure> {
    let threads = args.budget().threads.get();
    let options = Options { trust: args.trust, threads, ..Options::default() };
    let mut bar: Option<Progress> = None;
    Ok(BlockFiles::scan(&args.paths, &options, &mut |at| {
        bar.get_or_insert_with(|| Progress::new("reading headers", Unit::Bytes, at.bytes))
            .at(at.bytes_done, &format_args!("{} blocks", at.blocks));
    })?)
}

/// `--network` is a promise about the files: they must be what was promised.
pub(super) fn same_network(found: Network, asked: Option<Network>) -> Result<(), Failure> {
    match asked {
        Some(asked) if asked != found => {
            Err(Failure::new(format_args!("these blocks are of network {found}, not {asked}"))
                .hint(format_args!("leave --network out to take them into bitcoin-{found}-linked")))
        }
        _ => Ok(()),
    }
}

/// What the ledger holds, as the planner asks.
struct HeldIn<'a> {
    writer: &'a Writer,
    graph: &'a Graph,
}

impl Held for HeldIn<'_> {
    fn tip(&self) -> Option<BlockRef> {
        self.writer.tip()
    }

    fn hash_at(&self, height: u32) -> Option<BlockHash> {
        self.writer.hash_at(height)
    }

    fn height_of(&self, hash: &BlockHash) -> Option<u32> {
        self.graph.find_block(hash).and_then(|id| self.graph.block(id)).and_then(|b| b.height)
    }
}

/// One ingest at work.
struct Run {
    writer: Writer,
    steps: Steps,
    growth: Growth,
    /// Where another branch is being taken: the last block that both have.
    branch: Option<BlockRef>,
}

impl Run {
    /// The loop: append, commit now and then, stop where asked. What was appended before an error is
    /// valid and is still to be committed.
    fn append(&mut self, commit_bytes: u64) -> End {
        let mut bar = Progress::new("ingesting", Unit::Bytes, self.steps.total().bytes);
        let mut committed = 0;
        while let Some(step) = self.steps.next() {
            if let Err(failure) = self.take(step) {
                return End::Failed(failure);
            }
            let done = self.steps.done();
            if let Some(tip) = self.writer.tip() {
                bar.at(done.bytes, &format_args!("block {}", tip.height));
            }
            if interrupt::asked() {
                return if done == self.steps.total() { End::Complete } else { End::Interrupted };
            }
            if !self.is_short() && done.bytes - committed >= commit_bytes {
                committed = done.bytes;
                match self.writer.commit() {
                    Ok(graph) => self.growth.follow(&graph),
                    Err(error) => return End::Failed(error.into()),
                }
            }
        }
        End::Complete
    }

    fn take(&mut self, step: Result<Step, IngestError>) -> Result<(), Failure> {
        match step? {
            Step::Back(to) => {
                refuse_another_chain(&self.writer, to)?;
                talk::say(format_args!("another branch has more work: going back to block {to}"));
                self.branch = Some(to);
                self.writer.rewind(to)?;
            }
            Step::Forward(batch) => {
                let was_short = self.is_short();
                self.writer.append(&batch)?;
                if was_short && !self.is_short() {
                    // All of it must be sound before it takes the other's place.
                    self.writer.settle()?;
                }
                self.steps.recycle(batch);
            }
        }
        Ok(())
    }

    /// Commits what there is, and says how the run ended; nothing is committed of a branch that has less
    /// work than the one it takes the place of.
    fn commit(&mut self, end: End) -> Result<(End, Option<Graph>), Failure> {
        if self.is_short() {
            return Ok((self.refused(end), None));
        }
        match self.writer.commit() {
            Ok(graph) => Ok((end, Some(graph))),
            // A block may be refused only now (see `Writer::append`). Then those before it are committed,
            // and no other error was of an earlier one.
            Err(error) if error.is_refusal() => {
                let end = End::Failed(error.into());
                match self.is_short() {
                    true => Ok((self.refused(end), None)),
                    false => Ok((end, Some(self.writer.commit()?))),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What was taken of another branch has less work than what was gone back over.
    fn is_short(&self) -> bool {
        let Some(from) = self.branch else { return false };
        let tip = self.writer.tip().map_or(0, |tip| tip.height);
        u64::from(tip.saturating_sub(from.height)) < self.steps.enough()
    }

    /// A failure that leaves the ledger on its old branch says so.
    fn refused(&self, end: End) -> End {
        match (end, self.branch) {
            (End::Failed(mut failure), Some(from)) => {
                failure.says = format!(
                    "the branch after block {from} is refused, and the ledger stays on its own: {}",
                    failure.says
                );
                End::Failed(failure)
            }
            (end, _) => end,
        }
    }
}

/// No chain of any length reorganises from its genesis on: the files are of another chain that begins
/// with the same block. Grown stories do; taking the longer one would silently lose the other.
fn refuse_another_chain(writer: &Writer, to: BlockRef) -> Result<(), Failure> {
    match writer.tip() {
        Some(tip) if to.height == 0 && tip.height >= ANOTHER_CHAIN_BLOCKS => Err(Failure::new(
            format_args!("the files hold another chain than the ledger, from block 1 on; the ledger stands at {tip}"),
        )
        .hint("two stories share a first block: give each a data directory of its own (--data DIR)")),
        _ => Ok(()),
    }
}

/// Shows what came of it, however it ended.
fn finish(end: End, answer: &mut Ingested, args: &IngestBitcoin) -> Result<Exit, Failure> {
    let again = "run the same command again to go on from there";
    match end {
        End::Complete => {
            show(answer, args.shown.format)?;
            Ok(Exit::Done)
        }
        End::Interrupted => {
            answer.is_complete = false;
            answer.stopped = Some("interrupted".into());
            show(answer, args.shown.format)?;
            talk::say(format_args!("stopped; everything to block {} is kept", tip_words(answer)));
            talk::hint(again);
            Ok(Exit::Stopped)
        }
        End::Failed(failure) => {
            answer.is_complete = false;
            answer.stopped = Some(failure.says.clone());
            show(answer, args.shown.format)?;
            let kept = format!("everything to block {} is kept", tip_words(answer));
            Err(failure.hint(kept))
        }
    }
}

fn tip_words(answer: &Ingested) -> String {
    answer.tip.as_ref().map_or_else(|| "none".into(), super::height_words)
}

impl Show for Ingested {
    fn page(&self, page: &mut Page) {
        page.heading(&self.ledger);
        let tip = self.tip.as_ref().map_or_else(|| "none".into(), super::block_words);
        page.facts(&[
            ("tip", tip),
            ("tip's time", super::cell(self.tip_time.as_ref())),
            ("blocks", format!("{} ({} new)", self.blocks, self.taken.blocks)),
            ("transactions", format!("{} ({} new)", self.transactions, self.taken.transactions)),
            ("inputs", format!("{} ({} new)", self.inputs, self.taken.inputs)),
            ("unknown inputs", self.unknown_inputs.to_string()),
            ("outputs", self.outputs.to_string()),
            ("addresses", self.addresses.to_string()),
        ]);
        if let Some(to) = &self.rewound_to {
            page.line(&format!("  went back to block {}", super::block_words(to)));
        }
        if self.stale_blocks > 0 {
            page.line(&format!(
                "  {} on branches with less work left out",
                super::counted(self.stale_blocks, "block")
            ));
        }
        if self.repeated_transactions > 0 {
            let repeated = super::counted(self.repeated_transactions, "transaction");
            page.line(&format!("  {repeated} of several branches' blocks taken once"));
        }
        if self.duplicate_blocks > 0 {
            page.line(&format!("  {} met again", super::counted(self.duplicate_blocks, "block")));
        }
        if let Some(kept) = self.kept {
            page.line(&format!(
                "  new evidence kept: {}, {} with what they spend",
                super::counted(kept.blocks, "block"),
                kept.lines
            ));
        }
        for note in &self.notes {
            page.line(&format!("  note: {note}"));
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&[
            "ledger",
            "tip_height",
            "tip_hash",
            "blocks",
            "transactions",
            "inputs",
            "unknown_inputs",
            "outputs",
            "addresses",
            "taken_blocks",
            "taken_transactions",
            "taken_inputs",
            "is_complete",
            "stopped",
        ]);
        sheet.row([
            self.ledger.clone(),
            super::cell(self.tip.as_ref().and_then(|tip| tip.height)),
            super::cell(self.tip.as_ref().map(|tip| &tip.hash)),
            self.blocks.to_string(),
            self.transactions.to_string(),
            self.inputs.to_string(),
            self.unknown_inputs.to_string(),
            self.outputs.to_string(),
            self.addresses.to_string(),
            self.taken.blocks.to_string(),
            self.taken.transactions.to_string(),
            self.taken.inputs.to_string(),
            self.is_complete.to_string(),
            super::cell(self.stopped.as_ref()),
        ]);
        sheet
    }
}
