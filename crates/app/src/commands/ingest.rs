//! `kancil ingest bitcoin`: blocks from files into a ledger, durable step by step.
//!
//! Decoding runs ahead on threads of the source; this loop appends and commits. What is committed
//! stays whatever happens next: a damaged block, Ctrl-C, a power cut. The same command goes on
//! from there. Over a reorganisation it goes back first, and commits nothing before the new branch
//! has more work than the old one: a branch that is refused on the way leaves the ledger as it was.

mod loose;

use ::ingest::bitcoin::chain::{Held, Nothing};
use ::ingest::bitcoin::error::IngestError;
use ::ingest::bitcoin::files::{BlockFiles, Options, Steps};
use api::common::BlockAt;
use api::ingest::{Ingested, Taken};
use graph::{Graph, Writer};
use model::batch::Step;
use model::block::BlockRef;
use model::chain::{LedgerId, LedgerKind, Network};
use model::hash::BlockHash;

use crate::args::{Ingest, IngestBitcoin};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::{Progress, Unit};
use crate::show::csv::Sheet;
use crate::show::page::Page;
use crate::show::{Show, show};
use crate::{cluster_store, interrupt, talk};

/// A ledger of fewer blocks may be replaced from its genesis on: the little chains of tests do.
const ANOTHER_CHAIN_BLOCKS: u32 = 100;

pub fn run(data: &Data, ingest: &Ingest) -> Result<Exit, Failure> {
    let Ingest::Bitcoin(args) = ingest;
    interrupt::listen()?;
    if args.loose { loose::run(data, args) } else { linked(data, args) }
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
    if !dir.exists() {
        // Files that begin no chain must not leave an empty ledger behind.
        drop(files.steps(&Nothing)?);
    }
    let mut writer = Writer::open(&dir, id)?;
    let before = writer.graph().clone();
    let mut steps = files.steps(&HeldIn { writer: &writer, graph: &before })?;
    let mut branch = Branch::default();
    let end = append(&mut writer, &mut steps, args.commit_bytes(), &mut branch);
    let (end, after) = match branch.is_short {
        true => (end, before.clone()),
        false => commit(&mut writer, end)?,
    };
    if !branch.is_short && !matches!(end, End::Interrupted) {
        // Still under the ledger's lock, so that no other writer's clusters are overwritten. Who
        // asked to stop does not wait for it: the next run catches up.
        cluster_store::store(&dir, &after)?;
    }
    // What was not committed leaves no trace.
    drop(writer);
    let mut answer = Ingested {
        taken: Taken::between(before.counts(), after.counts()),
        rewound_to: branch.from.filter(|_| !branch.is_short).map(BlockAt::from),
        stale_blocks: steps.stale(),
        duplicate_blocks: files.counts().duplicates,
        notes: files.notes().iter().chain(steps.notes()).map(ToString::to_string).collect(),
        ..Ingested::of(&after)
    };
    finish(branch.refused(end), &mut answer, args)
}

/// Another branch, where one is being taken.
#[derive(Default)]
struct Branch {
    /// The last block that both have.
    from: Option<BlockRef>,
    /// What was taken of it has less work than what was gone back over: not to be committed.
    is_short: bool,
}

impl Branch {
    /// A failure that leaves the ledger on its old branch says so.
    fn refused(&self, end: End) -> End {
        match (end, self.from) {
            (End::Failed(mut failure), Some(from)) if self.is_short => {
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

fn scan(args: &IngestBitcoin) -> Result<BlockFiles, Failure> {
    let options = Options { trust: args.trust, ..Options::default() };
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

/// The loop: append, commit now and then, stop where asked. What was appended before an error is
/// valid and is committed by the caller.
fn append(writer: &mut Writer, steps: &mut Steps, commit_bytes: u64, branch: &mut Branch) -> End {
    let mut bar = Progress::new("ingesting", Unit::Bytes, steps.total().bytes);
    let mut committed = 0;
    while let Some(step) = steps.next() {
        if let Err(failure) = take(writer, steps, step, branch) {
            return End::Failed(failure);
        }
        let done = steps.done();
        if let Some(tip) = writer.tip() {
            bar.at(done.bytes, &format_args!("block {}", tip.height));
        }
        if interrupt::asked() {
            return if done == steps.total() { End::Complete } else { End::Interrupted };
        }
        if !branch.is_short && done.bytes - committed >= commit_bytes {
            committed = done.bytes;
            if let Err(error) = writer.commit() {
                return End::Failed(error.into());
            }
        }
    }
    End::Complete
}

/// Commits what was taken. A block may be refused only now (see [`Writer::append`]): then those before
/// it are committed, and that it was refused is how the ingest ended.
fn commit(writer: &mut Writer, end: End) -> Result<(End, Graph), Failure> {
    match writer.commit() {
        Ok(graph) => Ok((end, graph)),
        Err(error) if error.is_refusal() => Ok((End::Failed(error.into()), writer.commit()?)),
        Err(error) => Err(error.into()),
    }
}

fn take(
    writer: &mut Writer,
    steps: &Steps,
    step: Result<Step, IngestError>,
    branch: &mut Branch,
) -> Result<(), Failure> {
    match step? {
        Step::Back(to) => {
            refuse_another_chain(writer, to)?;
            talk::say(format_args!("another branch has more work: going back to block {to}"));
            *branch = Branch { from: Some(to), is_short: true };
            writer.rewind(to)?;
        }
        Step::Forward(batch) => {
            writer.append(&batch)?;
            if branch.is_short && steps.is_enough() {
                // All of it must be sound before it takes the other's place.
                writer.settle()?;
                branch.is_short = false;
            }
            steps.recycle(batch);
        }
    }
    Ok(())
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
