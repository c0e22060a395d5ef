//! `kancil scenario grow`: a story into a directory, whole or not at all.

use std::fs;

use ::scenario::mix;
use ::scenario::story::{Story, StoryError, Summary, write};
use api::common::BlockAt;
use api::scenario::{DifficultyView, Grown, GrownMix, GrownStart, Stolen};
use model::amount::Sat;

use crate::args::ScenarioGrow;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt;
use crate::progress::{Progress, Unit};
use crate::room::Room;
use crate::show::page::Page;
use crate::show::{Show, show};
use api::sheet::Sheet;

pub fn run(args: &ScenarioGrow) -> Result<Exit, Failure> {
    let story: Option<Story> = match args.story.as_str() {
        mix::NAME => None,
        name => Some(name.parse().map_err(failure)?),
    };
    let room = Room::beside(&args.out)?;
    let path = room.path().to_owned();
    interrupt::end_after(move || {
        let _ = fs::remove_dir_all(&path);
    })?;
    let mut bar = Progress::new("growing", Unit::Transactions, args.transactions);
    let mut progress = |done| bar.at(done, &"");
    match story {
        Some(story) => {
            let summary = write(room.path(), story, args.seed, args.transactions, &mut progress)
                .map_err(failure)?;
            bar.end();
            room.become_it(&args.out)?;
            show(&grown(summary, args), args.shown.format)?;
        }
        None => {
            let summary = mix::write(room.path(), args.seed, args.transactions, &mut progress)
                .map_err(|error| failure(error.into()))?;
            bar.end();
            room.become_it(&args.out)?;
            show(&grown_mix(summary, args), args.shown.format)?;
        }
    }
    Ok(Exit::Done)
}

fn failure(error: StoryError) -> Failure {
    match &error {
        StoryError::Write(source) => {
            let says = crate::failure::reason(source);
            let failure = Failure::new(format_args!("the story cannot be written: {says}"));
            match crate::failure::hint_for(source) {
                Some(hint) => failure.hint(hint),
                None => failure,
            }
        }
        StoryError::Unknown { .. } | StoryError::TooSmall { .. } => Failure::new(error),
    }
}

fn grown(summary: Summary, args: &ScenarioGrow) -> Grown {
    let totals = summary.totals;
    let difficulty = summary.difficulty;
    Grown {
        story: summary.story.to_owned(),
        title: summary.title,
        is_synthetic: summary.synthetic,
        seed: summary.seed,
        network: summary.network,
        brief: summary.brief,
        start: GrownStart {
            txids: summary.start.txids,
            out_points: summary.start.outpoints,
            addresses: summary.start.addresses,
        },
        tip: BlockAt { height: Some(summary.tip_height), hash: summary.tip_hash },
        blocks: totals.blocks,
        transactions: totals.transactions,
        inputs: totals.inputs,
        outputs: totals.outputs,
        addresses: totals.addresses,
        bytes: totals.bytes,
        crime_transactions: totals.crime_transactions,
        decoy_transactions: totals.decoy_transactions,
        coinjoins: totals.coinjoins,
        stolen: Stolen {
            taken: Sat(totals.stolen_taken_sat).into(),
            arrived: Sat(totals.stolen_arrived_sat).into(),
            held: Sat(totals.stolen_held_sat).into(),
            fees: Sat(totals.stolen_fees_sat).into(),
        },
        difficulty: DifficultyView {
            score: difficulty.score,
            mixed_percent: difficulty.mixed_percent,
            hops_longest: difficulty.hops_longest,
            dwell_days: difficulty.dwell_days,
            branches: difficulty.branches,
            crime_per_million: difficulty.crime_per_million,
        },
        directory: args.out.display().to_string(),
    }
}

impl Show for Grown {
    fn page(&self, page: &mut Page) {
        page.heading(&self.title);
        page.line(&format!("  {}", self.brief));
        page.facts(&[
            ("story", format!("{}, seed {}", self.story, self.seed)),
            ("blocks", format!("{}, tip {}", self.blocks, super::super::block_words(&self.tip))),
            ("transactions", self.transactions.to_string()),
            ("addresses", self.addresses.to_string()),
            ("of the crime", format!("{} transactions", self.crime_transactions)),
            ("look-alikes", format!("{} transactions", self.decoy_transactions)),
            ("CoinJoins", self.coinjoins.to_string()),
            ("difficulty", format!("{} of 100", self.difficulty.score)),
            ("bytes", self.bytes.to_string()),
            ("written to", self.directory.clone()),
        ]);
        page.heading("Where to start");
        for txid in &self.start.txids {
            page.line(&format!("  transaction {txid}"));
        }
        for out_point in &self.start.out_points {
            page.line(&format!("  output {out_point}"));
        }
        for address in &self.start.addresses {
            page.line(&format!("  address {address}"));
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&[
            "story",
            "seed",
            "blocks",
            "transactions",
            "inputs",
            "outputs",
            "addresses",
            "tip_height",
            "tip_hash",
            "stolen_taken_btc",
            "stolen_arrived_btc",
            "stolen_held_btc",
            "stolen_fees_btc",
            "difficulty",
            "directory",
        ]);
        sheet.row([
            self.story.clone(),
            self.seed.to_string(),
            self.blocks.to_string(),
            self.transactions.to_string(),
            self.inputs.to_string(),
            self.outputs.to_string(),
            self.addresses.to_string(),
            super::super::cell(self.tip.height),
            self.tip.hash.clone(),
            self.stolen.taken.amount.clone(),
            self.stolen.arrived.amount.clone(),
            self.stolen.held.amount.clone(),
            self.stolen.fees.amount.clone(),
            self.difficulty.score.to_string(),
            self.directory.clone(),
        ]);
        sheet
    }
}

fn grown_mix(summary: mix::Summary, args: &ScenarioGrow) -> GrownMix {
    let totals = summary.totals;
    GrownMix {
        story: summary.story.to_owned(),
        title: summary.title,
        is_synthetic: summary.synthetic,
        seed: summary.seed,
        network: summary.network,
        brief: summary.brief.to_owned(),
        tip: BlockAt { height: Some(summary.tip_height), hash: summary.tip_hash },
        blocks: totals.blocks,
        transactions: totals.transactions,
        inputs: totals.inputs,
        outputs: totals.outputs,
        addresses: totals.addresses,
        unspent_outputs: totals.unspent,
        bytes: totals.bytes,
        directory: args.out.display().to_string(),
    }
}

impl Show for GrownMix {
    fn page(&self, page: &mut Page) {
        page.heading(&self.title);
        page.line(&format!("  {}", self.brief));
        page.facts(&[
            ("story", format!("{}, seed {}", self.story, self.seed)),
            ("blocks", format!("{}, tip {}", self.blocks, super::super::block_words(&self.tip))),
            ("transactions", self.transactions.to_string()),
            ("inputs", self.inputs.to_string()),
            ("outputs", format!("{}, {} of them unspent", self.outputs, self.unspent_outputs)),
            ("addresses", self.addresses.to_string()),
            ("bytes", self.bytes.to_string()),
            ("written to", self.directory.clone()),
        ]);
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&[
            "story",
            "seed",
            "blocks",
            "transactions",
            "inputs",
            "outputs",
            "addresses",
            "unspent_outputs",
            "bytes",
            "tip_height",
            "tip_hash",
            "directory",
        ]);
        sheet.row([
            self.story.clone(),
            self.seed.to_string(),
            self.blocks.to_string(),
            self.transactions.to_string(),
            self.inputs.to_string(),
            self.outputs.to_string(),
            self.addresses.to_string(),
            self.unspent_outputs.to_string(),
            self.bytes.to_string(),
            super::super::cell(self.tip.height),
            self.tip.hash.clone(),
            self.directory.clone(),
        ]);
        sheet
    }
}
