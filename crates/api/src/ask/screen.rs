//! `screen`: subjects against the listed categories, each with its answer and its basis.
//!
//! A subject that cannot be read is shown among the others and never dropped; all others are
//! answered first. Whatever was given is in the answer, in the order it was given.

use entity::atlas::Atlas;
use entity::listing::{ScreenQuery, screen_many};
use model::category::Category;
use model::chain::{LedgerId, Network};
use model::parse::Subject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bounds::Bounds;
use super::moment::of_a_moment;
use super::pasted::shortened;
use super::watch::{Progress, Unit, Watch, stopped};
use crate::common::AsOf;
use crate::label::printed_network;
use crate::refusal::{Kind, Refusal};
use crate::sayings;
use crate::screen::{ScreenView, Screened, VerdictCounts, lists};

/// Subjects looked up together, between two looks at whether to go on.
const AT_ONCE: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenQuestion {
    /// Addresses of any chain, or transactions.
    pub subjects: Vec<String>,
    /// The categories to look for, instead of the listed ones; with what is under them.
    #[serde(default)]
    pub category: Vec<String>,
    /// The ledger to ask, instead of all.
    #[serde(default)]
    pub ledger: Option<String>,
    /// What held on this day.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Only what had been imported until then.
    #[serde(default)]
    pub known_at: Option<String>,
}

of_a_moment!(ScreenQuestion);

impl ScreenQuestion {
    pub fn new(subjects: Vec<String>) -> Self {
        Self { subjects, category: Vec::new(), ledger: None, as_of: None, known_at: None }
    }

    /// What is wrong with the question by itself. A subject that cannot be read is an answer.
    pub fn check(&self, bounds: &Bounds) -> Result<(), Refusal> {
        self.query()?;
        if self.subjects.is_empty() {
            let says = "there is nothing to screen: the list is empty";
            return Err(sayings::NOTHING_TO_SCREEN.refuse(Kind::BadInput, [], says));
        }
        bounds.subjects(self.subjects.len())?;
        self.moment().check()
    }

    /// `unread` are ledgers that are there and do not open: nothing of them is in the answer, so
    /// who is joined with a subject there cannot be known.
    pub fn answer(
        &self,
        atlas: &Atlas,
        unread: &[LedgerId],
        bounds: &Bounds,
        watch: &mut Watch<'_>,
    ) -> Result<ScreenView, Refusal> {
        self.check(bounds)?;
        let query = self.query()?;
        let mut subjects = Vec::with_capacity(self.subjects.len());
        let of = self.subjects.len() as u64;
        for texts in self.subjects.chunks(AT_ONCE) {
            let done = subjects.len() as u64;
            if watch(Progress { unit: Unit::Subjects, done, of }).is_break() {
                return Err(stopped(Unit::Subjects, done));
            }
            for mut screened in screened(atlas, texts, &query, bounds) {
                unread.iter().for_each(|ledger| not_asked(&mut screened, *ledger));
                subjects.push(screened);
            }
        }
        let ids = |all: &Vec<Category>| all.iter().map(|category| category.id()).collect();
        Ok(ScreenView {
            as_of: AsOf::over(atlas, &atlas.ledgers),
            categories: query.categories.as_ref().map(ids),
            lists: lists(atlas),
            counts: VerdictCounts::of(&subjects),
            subjects,
        })
    }

    fn query(&self) -> Result<ScreenQuery, Refusal> {
        if self.category.is_empty() {
            return Ok(ScreenQuery::default());
        }
        let categories = self.category.iter().map(|id| category(id)).collect::<Result<_, _>>()?;
        Ok(ScreenQuery { categories: Some(categories) })
    }
}

fn category(id: &str) -> Result<Category, Refusal> {
    Category::parse(id.trim()).ok_or_else(|| {
        let id = shortened(id);
        let says = format!("'{id}' is not a category");
        let hint = "for example sanction, ransomware, mixing_service, sea:pig_butchering; docs/handbook/commands.md lists them";
        sayings::NO_SUCH_CATEGORY
            .refuse(Kind::BadInput, [id.into()], says)
            .hint(sayings::HINT_CATEGORIES.saying([], hint))
    })
}

/// Some subjects, in their order: what can be read is looked up together.
fn screened(
    atlas: &Atlas,
    texts: &[String],
    query: &ScreenQuery,
    bounds: &Bounds,
) -> Vec<Screened> {
    let read: Vec<Result<Subject, Box<Screened>>> =
        texts.iter().map(|text| read(text, bounds)).collect();
    let subjects: Vec<&Subject> = read.iter().flatten().collect();
    let mut found = screen_many(atlas, &subjects, query).into_iter();
    let answer = |(text, read): (&String, Result<Subject, Box<Screened>>)| match read {
        Err(unreadable) => *unreadable,
        Ok(subject) => match found.next().expect("an answer for each subject") {
            Ok(screening) => Screened::of(&shown(text), &screening, network_of(&subject)),
            Err(error) => Screened::unreadable(shown(text), error.to_string()),
        },
    };
    texts.iter().zip(read).map(answer).collect()
}

fn read(text: &str, bounds: &Bounds) -> Result<Subject, Box<Screened>> {
    if let Err(refusal) = bounds.text(text) {
        return Err(Box::new(Screened::unreadable(shown(text), refusal.to_string())));
    }
    model::parse::parse(text).map_err(|error| {
        let shown = if error.is_secret { "(withheld)".to_owned() } else { shown(text) };
        Box::new(Screened::unreadable(shown, error.to_string()))
    })
}

fn network_of(subject: &Subject) -> Network {
    match subject {
        Subject::Address { networks, .. } => printed_network(networks),
        _ => Network::Main,
    }
}

/// A subject as the answer repeats it: without surrounding blanks, and not a whole pasted page.
fn shown(text: &str) -> String {
    shortened(text.trim())
}

fn not_asked(subject: &mut Screened, ledger: LedgerId) {
    if matches!(subject.verdict, "not_found" | "cannot_tell") {
        subject.verdict = "cannot_tell";
        subject
            .unsure
            .push(format!("the ledger {ledger} does not open, so nothing of it was asked"));
    }
}
