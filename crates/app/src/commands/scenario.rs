//! `kancil scenario play` and `grow`: chains with known truth, written as real block files.

mod grow;

use std::fs;
use std::io::Read as _;
use std::path::Path;

use api::common::BlockAt;
use api::scenario::{Named, Played};
use model::batch::Step;
use model::block::BlockRef;

use crate::args::{Scenario, ScenarioPlay};
use crate::data::write_whole;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::room::Room;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use api::sheet::Sheet;

pub fn run(scenario: &Scenario) -> Result<Exit, Failure> {
    match scenario {
        Scenario::Play(args) => play(args),
        Scenario::Grow(args) => grow::run(args),
    }
}

fn play(args: &ScenarioPlay) -> Result<Exit, Failure> {
    let text = read(&args.file)?;
    let played = scenario::play(&text)
        .map_err(|error| Failure::new(format_args!("{}: {error}", args.file.display())))?;
    let mut answer = answer(&played);
    if let Some(out) = &args.out {
        answer.files = vec!["blocks/blk00000.dat".into(), "names.json".into()];
        let room = Room::beside(out)?;
        let blocks = room.path().join("blocks");
        fs::create_dir(&blocks).map_err(|error| Failure::io("create", &blocks, &error))?;
        write_whole(&room.path().join("names.json"), api::text::json(&answer).as_bytes())?;
        write_whole(&blocks.join("blk00000.dat"), &played.block_file())?;
        room.become_it(out)?;
    }
    show(&answer, args.shown.format)?;
    Ok(Exit::Done)
}

/// The longest scenario that is read: the language itself refuses longer ones by name.
const TEXT_LEN_MAX: u64 = 64 << 20;

fn read(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(TEXT_LEN_MAX).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(TEXT_LEN_MAX).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::io("read", path, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format_args!("{}: byte {at} is not UTF-8 text", path.display()))
            .hint("a scenario is written as text: see scenarios/ for examples")
    })
}

fn answer(played: &scenario::Played) -> Played {
    let mut answer = Played {
        ledger: played.ledger.to_string(),
        blocks: 0,
        transactions: 0,
        tip: None,
        names: names(played),
        files: Vec::new(),
    };
    for step in &played.steps {
        match step {
            Step::Forward(batch) => {
                answer.blocks += batch.blocks.len() as u64;
                answer.transactions += batch.txs.len() as u64;
                answer.tip = batch
                    .blocks
                    .last()
                    .map(|block| BlockAt { height: block.height, hash: block.hash.to_string() });
            }
            Step::Back(BlockRef { height, hash }) => {
                answer.tip = Some(BlockAt { height: Some(*height), hash: hash.to_string() });
            }
        }
    }
    answer
}

fn names(played: &scenario::Played) -> Vec<Named> {
    let (names, network) = (&played.names, played.network());
    let txs = names.txs().map(|(name, txid)| Named {
        kind: "transaction",
        name: name.to_owned(),
        id: txid.to_string(),
        owner: None,
    });
    let holders = names.holders().filter_map(move |holder| {
        let address = names.address(&holder.name)?;
        Some(Named {
            kind: "address",
            name: holder.name.clone(),
            id: address.display(network).to_string(),
            owner: Some(holder.owner.clone()),
        })
    });
    txs.chain(holders).collect()
}

impl Show for Played {
    fn page(&self, page: &mut Page) {
        let tip = self.tip.as_ref();
        page.line(&format!(
            "{}: {} blocks, {} transactions, tip {}",
            self.ledger,
            self.blocks,
            self.transactions,
            tip.map_or_else(|| "none".into(), super::block_words)
        ));
        let mut columns = Columns::new(&["name", "what", "id", "owner"]);
        for named in &self.names {
            columns.row([
                named.name.clone(),
                named.kind.into(),
                named.id.clone(),
                named.owner.clone().unwrap_or_default(),
            ]);
        }
        page.heading("Names");
        page.columns(columns);
        for file in &self.files {
            page.line(&format!("wrote {file}"));
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&["name", "kind", "id", "owner"]);
        for named in &self.names {
            sheet.row([
                named.name.clone(),
                named.kind.into(),
                named.id.clone(),
                named.owner.clone().unwrap_or_default(),
            ]);
        }
        sheet
    }
}
