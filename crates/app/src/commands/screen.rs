//! `kancil screen`: subjects against the listed categories, each with its answer and its basis.

use api::ask::bounds::Bounds;
use api::ask::screen::ScreenQuestion;
use api::ask::watch::patient;
use api::screen::{GroundView, ScreenView, Screened};

use super::labels;
use crate::args::Screen;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::world::Unread;
use crate::{subject_list, talk, world};
use api::phrase;
use api::sheet::{self, Sheet};

pub fn run(data: &Data, args: &Screen) -> Result<Exit, Failure> {
    let mut subjects = args.subjects.clone();
    if let Some(path) = &args.file {
        subjects.extend(subject_list::read(path)?);
    }
    let question =
        ScreenQuestion { category: args.category.clone(), ..ScreenQuestion::new(subjects) };
    question.check(&Bounds::OWN)?;
    let (atlas, unread) = world::open_what_opens(data, args.chosen.ledger, &args.when)?;
    for Unread { id, why } in &unread {
        talk::warn(format_args!("{}; nothing of {id} is in this answer", why.says));
        why.hints.iter().for_each(talk::hint);
    }
    let unread: Vec<_> = unread.iter().map(|ledger| ledger.id).collect();
    let view = question.answer(&atlas, &unread, &Bounds::OWN, &mut patient)?;
    show(&view, args.shown.format)?;
    Ok(exit(&view))
}

/// Unreadable before found: who relies on the code must not take half a list for the whole.
fn exit(view: &ScreenView) -> Exit {
    let counts = view.counts;
    if view.lists.iter().all(|list| list.whole.is_none()) && view.categories.is_none() {
        let what = if view.lists.is_empty() { "no list" } else { "no whole list" };
        talk::warn(format_args!("{what} is imported, so nobody can be called clear"));
        talk::hint(
            "import one: kancil labels import sdn.csv, or OFAC's addresses as a list or timeline",
        );
    }
    if counts.unreadable > 0 {
        talk::say(format_args!(
            "kancil: {} could not be read; see the answer",
            super::counted(counts.unreadable, "subject")
        ));
        return Exit::Failed;
    }
    match (counts.found, counts.cannot_tell) {
        (0, 0) => Exit::Done,
        (0, _) => Exit::CannotTell,
        _ => Exit::Found,
    }
}

impl Show for ScreenView {
    fn page(&self, page: &mut Page) {
        let counts = self.counts;
        page.heading(&format!(
            "Screened {}: {} found, {} cannot tell, {} not found, {} unreadable",
            super::counted(self.subjects.len() as u64, "subject"),
            counts.found,
            counts.cannot_tell,
            counts.not_found,
            counts.unreadable
        ));
        page.line(&format!("  as of {}, label set {}", self.as_of.day, self.as_of.labels));
        super::as_of_lines(&self.as_of, page);
        match &self.categories {
            None => page.line("  looked for: lists, and every category that is an alarm by itself"),
            Some(categories) => page.line(&format!("  looked for: {}", categories.join(", "))),
        }
        for list in &self.lists {
            let entries = match list.claims {
                1 => "1 entry".to_owned(),
                claims => format!("{claims} entries"),
            };
            page.line(&match &list.whole {
                Some(whole) if whole.from == whole.newest => format!(
                    "  compared with {}: {entries}, the whole list of {}",
                    list.list, whole.newest
                ),
                Some(whole) => format!(
                    "  compared with {}: {entries}, the whole list from {} to {}",
                    list.list, whole.from, whole.newest
                ),
                None => format!(
                    "  compared with {entries} of {}, not the whole list, newest {}",
                    list.list, list.newest
                ),
            });
        }
        for screened in &self.subjects {
            subject_page(screened, page);
        }
    }

    fn sheet(&self) -> Sheet {
        sheet::screen::sheet(self)
    }
}

fn subject_page(screened: &Screened, page: &mut Page) {
    let verdict = match screened.verdict {
        "found" => "FOUND",
        "cannot_tell" => "cannot tell",
        "not_found" => "not found",
        _ => "could not be read",
    };
    page.heading(&format!("{}: {verdict}", screened.subject));
    if let Some(error) = &screened.error {
        page.line(&format!("  {error}"));
    }
    if screened.verdict == "cannot_tell" {
        for reason in &screened.unsure {
            page.line(&format!("  {reason}"));
        }
    }
    let mut columns =
        Columns::new(&["counts as", "label", "says", ">sure", "reach", "valid", "source", "pack"]);
    for found in &screened.matches {
        let claim = &found.attribution.claim;
        let mut says = labels::standing_words(claim.standing).to_owned();
        if let Some(doubt) = &found.attribution.doubt {
            says = format!("{says}; in doubt: {}", phrase::doubt_words(doubt));
        }
        columns.row([
            ground_words(&found.ground, claim.categories.first()),
            claim.label.clone(),
            says,
            format!("{} %", claim.confidence.level),
            match &found.leg {
                Some(leg) => format!("{leg}, {}", phrase::reach_words(&found.attribution.reach)),
                None => phrase::reach_words(&found.attribution.reach),
            },
            labels::valid_words(&claim.valid),
            claim.source.clone(),
            claim.pack.title.clone(),
        ]);
    }
    for found in &screened.transaction {
        let claim = &found.claim;
        columns.row([
            ground_words(&found.ground, claim.categories.first()),
            claim.label.clone(),
            labels::standing_words(claim.standing).to_owned(),
            format!("{} %", claim.confidence.level),
            "the transaction itself".into(),
            labels::valid_words(&claim.valid),
            claim.source.clone(),
            claim.pack.title.clone(),
        ]);
    }
    page.columns(columns);
}

fn ground_words(ground: &GroundView, category: Option<&&'static str>) -> String {
    match ground {
        GroundView::List { list } => format!("list {list}"),
        GroundView::Category { category } => (*category).to_owned(),
        GroundView::Information => match category {
            Some(category) => format!("({category})"),
            None => "(information)".into(),
        },
    }
}
