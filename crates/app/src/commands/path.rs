//! `kancil path`: how value went from one subject to another.

use api::ask::bounds::Bounds;
use api::ask::path::PathQuestion;
use api::ask::watch::patient;
use api::ask::without::applied;
use api::path::{PathView, PathsView};

use crate::args::PathArgs;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::{talk, world};
use api::sheet::{self, Sheet};

pub fn run(data: &Data, args: &PathArgs) -> Result<Exit, Failure> {
    let question = PathQuestion {
        hops: args.hops,
        min: args.min.map(super::sat_words),
        legs: args.legs,
        through_services: args.through_services,
        through_mixers: args.through_mixers,
        without: args.without.texts(),
        ..PathQuestion::new(&args.a, &args.b)
    };
    question.check(&Bounds::OWN)?;
    let atlas = world::open(data, args.chosen.ledger, &args.when)?;
    let atlas = applied(&atlas, &question.without)?;
    let found = question.answer(&atlas, &Bounds::OWN, &mut patient)?;
    talk::notes(&found.notes);
    show(&found.view, args.shown.format)?;
    Ok(Exit::Done)
}

impl Show for PathView {
    fn page(&self, page: &mut Page) {
        let names = super::Names::of(&self.as_of);
        let (from, to) = (names.name(&self.from), names.name(&self.to));
        page.heading(&format!("Paths from {from} to {to}"));
        super::as_of_lines(&self.as_of, page);
        direction("There", &self.there, names, page);
        direction("Back", &self.back, names, page);
    }

    fn sheet(&self) -> Sheet {
        sheet::path::sheet(self)
    }
}

fn direction(name: &str, paths: &PathsView, names: super::Names, page: &mut Page) {
    match paths.paths.len() {
        0 => page.heading(&format!("{name}: none of up to {} hops", paths.complete_hops)),
        count => page.heading(&format!("{name}: {}", super::counted(count as u64, "path"))),
    }
    for (number, route) in paths.paths.iter().enumerate() {
        page.line(&format!(
            "  path {}: {}, at most {} BTC the whole way",
            number + 1,
            super::counted(route.steps.len() as u64, "hop"),
            route.bottleneck.amount
        ));
        let mut columns =
            Columns::new(&["time", "block", "~from", "~to", ">BTC", "~outpoint", "basis"]);
        for step in &route.steps {
            columns.row([
                step.time.clone(),
                super::height_words(&step.block),
                names.name(&step.from_holder.address),
                names.name(&step.to_holder.address),
                step.to_value.amount.clone(),
                step.to.clone(),
                super::basis_words(&step.basis),
            ]);
        }
        page.columns(columns);
    }
    for cut in &paths.cuts {
        page.line(&format!("  left out: {}", cut.says));
    }
}
