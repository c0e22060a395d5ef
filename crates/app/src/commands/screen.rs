//! `kancil screen`: subjects against the listed categories, each with its answer and its basis.
//!
//! A subject that cannot be read is shown among the others and never dropped; all others are
//! answered first. Whatever was given is in the answer, in the order it was given.

use api::common::AsOf;
use api::screen::{GroundView, ScreenView, Screened, VerdictCounts};
use entity::atlas::Atlas;
use entity::listing::{ScreenQuery, screen};
use model::category::Category;
use model::chain::LedgerId;

use super::labels;
use crate::args::Screen;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::csv::Sheet;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::world::Unread;
use crate::{resolve, subject_list, talk, world};

pub fn run(data: &Data, args: &Screen) -> Result<Exit, Failure> {
    let query = query(&args.category)?;
    let mut subjects = args.subjects.clone();
    if let Some(path) = &args.file {
        subjects.extend(subject_list::read(path)?);
    }
    if subjects.is_empty() {
        return Err(Failure::new("there is nothing to screen: the list is empty"));
    }
    let (atlas, unread) = world::open_what_opens(data, args.chosen.ledger, &args.when)?;
    let mut subjects: Vec<Screened> =
        subjects.iter().map(|text| screened(&atlas, text, &query)).collect();
    for Unread { id, why } in &unread {
        talk::warn(format_args!("{}; nothing of {id} is in this answer", why.says));
        why.hints.iter().for_each(talk::hint);
        subjects.iter_mut().for_each(|subject| not_asked(subject, *id));
    }
    let view = ScreenView {
        as_of: AsOf::over(&atlas, &atlas.ledgers),
        categories: query
            .categories
            .as_ref()
            .map(|categories| categories.iter().map(|category| category.id()).collect()),
        lists: api::screen::lists(&atlas),
        counts: VerdictCounts::of(&subjects),
        subjects,
    };
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

/// Who is joined with the subject in a ledger that does not open cannot be known.
fn not_asked(subject: &mut Screened, ledger: LedgerId) {
    if matches!(subject.verdict, "not_found" | "cannot_tell") {
        subject.verdict = "cannot_tell";
        subject
            .unsure
            .push(format!("the ledger {ledger} does not open, so nothing of it was asked"));
    }
}

fn query(ids: &[String]) -> Result<ScreenQuery, Failure> {
    if ids.is_empty() {
        return Ok(ScreenQuery::default());
    }
    let category = |id: &String| {
        Category::parse(id.trim()).ok_or_else(|| {
            Failure::new(format_args!("'{id}' is not a category"))
                .hint("for example sanction, ransomware, mixing_service, sea:pig_butchering; docs/handbook/commands.md lists them")
        })
    };
    Ok(ScreenQuery { categories: Some(ids.iter().map(category).collect::<Result<_, _>>()?) })
}

fn screened(atlas: &Atlas, text: &str, query: &ScreenQuery) -> Screened {
    let asked = match model::parse::parse(text) {
        Ok(subject) => subject,
        Err(error) if error.is_secret => {
            return Screened::unreadable("(withheld)".into(), error.to_string());
        }
        Err(error) => return Screened::unreadable(shown(text), error.to_string()),
    };
    match screen(atlas, &asked, query) {
        Ok(screening) => Screened::of(&shown(text), &screening, labels::network_of(&asked)),
        Err(error) => Screened::unreadable(shown(text), error.to_string()),
    }
}

/// A subject as the answer repeats it: without surrounding blanks, and not a whole pasted page.
fn shown(text: &str) -> String {
    resolve::shortened(text.trim())
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
        let mut header = vec!["asked", "verdict", "error", "ground", "counts_as"];
        header.extend(labels::CLAIM_HEADER);
        let mut sheet = Sheet::new(&header);
        for screened in &self.subjects {
            for row in subject_rows(screened) {
                sheet.push(row);
            }
        }
        sheet
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
            says = format!("{says}; in doubt: {}", labels::doubt_words(doubt));
        }
        columns.row([
            ground_words(&found.ground, claim.categories.first()),
            claim.label.clone(),
            says,
            format!("{} %", claim.confidence.level),
            match &found.leg {
                Some(leg) => format!("{leg}, {}", labels::reach_words(&found.attribution.reach)),
                None => labels::reach_words(&found.attribution.reach),
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

fn ground_cells(ground: &GroundView) -> [String; 2] {
    match ground {
        GroundView::List { list } => ["list".into(), list.clone()],
        GroundView::Category { category } => ["category".into(), (*category).to_owned()],
        GroundView::Information => ["information".into(), String::new()],
    }
}

/// One row a claim; one without a claim where nothing is said.
fn subject_rows(screened: &Screened) -> Vec<Vec<String>> {
    let head = || {
        vec![
            screened.subject.clone(),
            screened.verdict.to_owned(),
            super::cell(screened.error.as_ref()),
        ]
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for found in &screened.matches {
        let mut row = head();
        row.extend(ground_cells(&found.ground));
        row.extend(labels::claim_cells(&found.attribution));
        rows.push(row);
    }
    for found in &screened.transaction {
        let mut row = head();
        row.extend(ground_cells(&found.ground));
        row.extend([
            found.claim.subject.clone(),
            "direct".into(),
            found.claim.standing.into(),
            String::new(),
        ]);
        row.extend(labels::claim_tail(&found.claim));
        rows.push(row);
    }
    if rows.is_empty() {
        let mut row = head();
        row.resize(3 + 2 + labels::CLAIM_HEADER.len(), String::new());
        rows.push(row);
    }
    rows
}
