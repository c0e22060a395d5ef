//! `kancil academy fill`: a case as one learner gets it, with its truth for the trainer.

use std::fs;

use academy::exercise::{self, Exercise};
use academy::lesson::PLAN;
use academy::lesson::plan::Plan;
use api::academy::CaseFilled;
use api::sheet::Sheet;

use super::folder::files;
use crate::args::AcademyFill;
use crate::data::write_whole;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::room::Room;
use crate::show::page::Page;
use crate::show::{Show, show};

pub fn run(args: &AcademyFill) -> Result<Exit, Failure> {
    let files = files(&args.folder)?;
    let fault = |fault: academy::lesson::Fault| {
        Failure::new(format_args!("{}", args.folder.join(fault.to_string()).display()))
            .hint("kancil academy check names everything that is wrong with a lesson")
    };
    let missing =
        |what: &str| Failure::new(format_args!("{} has no {what}", args.folder.display()));
    let text = files.get(PLAN).ok_or_else(|| missing(&format!("file {PLAN}")))?;
    let plan = Plan::read(text).map_err(fault)?;
    let case = plan.cases.iter().find(|case| *case.id.get_ref() == args.case).ok_or_else(|| {
        let known: Vec<&str> = plan.cases.iter().map(|case| case.id.get_ref().as_str()).collect();
        missing(&format!("case '{}'; there are {}", args.case, known.join(", ")))
    })?;
    let recipe = case.recipe.get_ref();
    let recipe = files.get(recipe).ok_or_else(|| missing(&format!("file {recipe}")))?;
    let exercise = exercise::fill(text, &plan, case, recipe, args.seed).map_err(fault)?;
    let answer = answer(args, &exercise);
    let room = Room::beside(&args.out)?;
    let blocks = room.path().join("blocks");
    fs::create_dir(&blocks).map_err(|error| Failure::io("create", &blocks, &error))?;
    write_whole(&blocks.join("blk00000.dat"), &exercise.played.block_file())?;
    write_whole(&room.path().join("chain.txt"), exercise.text.as_bytes())?;
    write_whole(&room.path().join("truth.json"), api::text::json(&exercise.truth).as_bytes())?;
    room.become_it(&args.out)?;
    show(&answer, args.shown.format)?;
    Ok(Exit::Done)
}

fn answer(args: &AcademyFill, exercise: &Exercise) -> CaseFilled {
    CaseFilled {
        case: args.case.clone(),
        seed: args.seed,
        ledger: exercise.played.ledger.to_string(),
        start: exercise.start.clone(),
        signals: exercise.truth.signals.len() as u64,
        decoys: exercise.truth.decoys.len() as u64,
        files: ["blocks/blk00000.dat", "chain.txt", "truth.json"].map(String::from).to_vec(),
    }
}

impl Show for CaseFilled {
    fn page(&self, page: &mut Page) {
        page.line(&format!(
            "SYNTHETIC: case '{}', seed {}, on {}",
            self.case, self.seed, self.ledger
        ));
        page.heading("Handed over");
        for start in &self.start {
            page.line(&format!("  {start}"));
        }
        page.heading(&format!("{} signals, {} decoys", self.signals, self.decoys));
        for file in &self.files {
            page.line(&format!("wrote {file}"));
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&["case", "seed", "start"]);
        for start in &self.start {
            sheet.row([self.case.clone(), self.seed.to_string(), start.clone()]);
        }
        sheet
    }
}
