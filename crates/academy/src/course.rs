//! Lessons as they are taught: read once, in the order of the course, each language beside the others.
//!
//! A value: whoever has the files makes it, and hands it to who teaches. What a lesson's chains and
//! truth are made of has one digest ([`Lesson::content`]); its words may be corrected without it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::hash::Digest;
use scenario::Played;
use scenario::lang::{ScenarioError, play};

use crate::exercise::{self, Exercise};
use crate::glossary::Glossary;
use crate::lesson::named::Chain;
use crate::lesson::plan::{Case, Check, Plan, Step};
use crate::lesson::text::{self, Text};
use crate::lesson::{CHAIN, Fault, Files, PLAN, content};
use crate::score::Anchor;

/// The language that every lesson is in, and that stands in for one it is not in.
pub const LANGUAGE: &str = "en";

/// Every lesson that can be taken, by its order.
#[derive(Debug, Clone, Default)]
pub struct Course {
    lessons: Vec<Arc<Lesson>>,
    glossary: Glossary,
}

/// Why lessons make no course.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CourseError {
    #[error("{lesson}: {fault}")]
    Lesson { lesson: String, fault: Fault },
    #[error("two lessons are called '{id}'")]
    Twice { id: String },
}

impl Course {
    /// From each lesson's files, by any name for it that a message may quote.
    pub fn read(folders: impl IntoIterator<Item = (String, Files)>) -> Result<Self, CourseError> {
        let mut lessons: Vec<Arc<Lesson>> = Vec::new();
        for (folder, files) in folders {
            let lesson = Lesson::read(files);
            let lesson = lesson.map_err(|fault| CourseError::Lesson { lesson: folder, fault })?;
            if lessons.iter().any(|other| other.id() == lesson.id()) {
                return Err(CourseError::Twice { id: lesson.id().to_owned() });
            }
            lessons.push(Arc::new(lesson));
        }
        lessons.sort_by(|a, b| (a.plan.order, a.id()).cmp(&(b.plan.order, b.id())));
        Ok(Self { lessons, glossary: Glossary::default() })
    }

    #[must_use]
    pub fn with_glossary(self, glossary: Glossary) -> Self {
        Self { glossary, ..self }
    }

    pub fn glossary(&self) -> &Glossary {
        &self.glossary
    }

    pub fn lessons(&self) -> &[Arc<Lesson>] {
        &self.lessons
    }

    pub fn lesson(&self, id: &str) -> Option<&Arc<Lesson>> {
        self.lessons.iter().find(|lesson| lesson.id() == id)
    }
}

/// One lesson.
#[derive(Debug, Clone)]
pub struct Lesson {
    pub plan: Plan,
    /// Of the plan and the chains: what decides what is so, whatever words it is told in.
    pub content: Digest,
    /// The worked example.
    pub example: Played,
    texts: BTreeMap<String, Text>,
    files: Files,
}

impl Lesson {
    /// Reads a lesson; that it is fit for a classroom is for [`crate::lesson::check`] to say.
    pub fn read(files: Files) -> Result<Self, Fault> {
        let missing =
            |file: &str| Fault { file: file.to_owned(), line: 1, problem: "there is none".into() };
        let plan = Plan::read(files.get(PLAN).ok_or_else(|| missing(PLAN))?)?;
        let example = play(files.get(CHAIN).ok_or_else(|| missing(CHAIN))?).map_err(|error| {
            let line = if let ScenarioError::Line { line, .. } = &error { *line } else { 1 };
            Fault { file: CHAIN.into(), line, problem: error.to_string() }
        })?;
        let mut texts = BTreeMap::new();
        for (file, raw) in &files {
            let Some(language) = file.strip_suffix(".md") else { continue };
            let text = text::read(raw);
            let text =
                text.map_err(|(line, problem)| Fault { file: file.clone(), line, problem })?;
            texts.insert(language.to_owned(), text);
        }
        let language = format!("{LANGUAGE}.md");
        if !texts.contains_key(LANGUAGE) {
            return Err(missing(&language));
        }
        let content = content(&files);
        Ok(Self { plan, content, example, texts, files })
    }

    pub fn id(&self) -> &str {
        self.plan.id.get_ref()
    }

    /// What it was read from.
    pub fn files(&self) -> &Files {
        &self.files
    }

    pub fn step(&self, id: &str) -> Option<&Step> {
        self.plan.steps.iter().find(|step| step.id.get_ref() == id)
    }

    pub fn check(&self, id: &str) -> Option<&Check> {
        self.plan.checks.iter().find(|check| check.id.get_ref() == id)
    }

    pub fn case(&self, id: &str) -> Option<&Case> {
        self.plan.cases.iter().find(|case| case.id.get_ref() == id)
    }

    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// Its words in a language, or else in English; with the language they are in.
    pub fn text(&self, language: &str) -> (&str, &Text) {
        let own = self.texts.get_key_value(language);
        let (language, text) = own
            .or_else(|| self.texts.get_key_value(LANGUAGE))
            .expect("it was not read without English");
        (language, text)
    }

    /// Fills one of its cases in.
    pub fn exercise(&self, case: &Case, seed: u64) -> Result<Exercise, Fault> {
        let file = |name: &str| {
            self.files.get(name).ok_or_else(|| Fault {
                file: name.to_owned(),
                line: 1,
                problem: "there is none".into(),
            })
        };
        exercise::fill(file(PLAN)?, &self.plan, case, file(case.recipe.get_ref())?, seed)
    }

    /// What a name of the worked example's chain stands for.
    pub fn anchors(&self, word: &str) -> Vec<Anchor> {
        Chain::of(&self.example).anchors(word).unwrap_or_default()
    }

    /// The names of the worked example's chain that a text says in backticks, with what they are.
    pub fn names(&self, text: &Text) -> BTreeMap<String, Anchor> {
        let chain = Chain::of(&self.example);
        let anchor = |name: &str| {
            let words = ["tx", "output", "address"].map(|kind| format!("{kind}:{name}"));
            words.iter().find_map(|word| chain.anchor_of(word).ok())
        };
        let said = text.sections.values().flat_map(|section| section.said_names());
        let said: BTreeSet<&str> = said.collect();
        let named = said.into_iter().filter_map(|name| Some((name.to_owned(), anchor(name)?)));
        named.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lesson as it comes with the program.
    fn files(folder: &str) -> Files {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = path.join("../../academy/lessons").join(folder);
        let read = |entry: std::fs::DirEntry| {
            let name = entry.file_name().into_string().expect("a plain name");
            (name, std::fs::read_to_string(entry.path()).expect("a text"))
        };
        std::fs::read_dir(path)
            .expect("the lesson is there")
            .map(|e| read(e.expect("one")))
            .collect()
    }

    fn course(folders: &[&str]) -> Result<Course, CourseError> {
        Course::read(folders.iter().map(|folder| ((*folder).to_owned(), files(folder))))
    }

    #[test]
    fn lessons_stand_in_their_order_and_twice_is_refused() {
        let lessons = course(&["06-peel", "01-ledger"]).expect("good lessons");
        let ids: Vec<&str> = lessons.lessons().iter().map(|lesson| lesson.id()).collect();
        assert_eq!(ids, ["ledger", "peel"]);
        let twice = course(&["06-peel", "06-peel"]);
        assert_eq!(twice.expect_err("twice"), CourseError::Twice { id: "peel".into() });
    }

    #[test]
    fn a_language_that_a_lesson_is_not_in_is_english_and_says_so() {
        let mut files = files("06-peel");
        files.remove("fil.md");
        let lesson = Lesson::read(files.clone()).expect("a lesson");
        assert_eq!((lesson.text("th").0, lesson.text("fil").0), ("th", "en"));
        files.remove("en.md");
        assert_eq!(Lesson::read(files).expect_err("no English").file, "en.md");
    }

    #[test]
    fn a_corrected_word_leaves_the_content_and_a_changed_recipe_does_not() {
        let mut files = files("06-peel");
        let before = Lesson::read(files.clone()).expect("a lesson").content;
        files.get_mut("en.md").expect("it is there").push_str("\nA word more.\n");
        assert_eq!(Lesson::read(files.clone()).expect("a lesson").content, before);
        files.get_mut("own.txt").expect("it is there").push_str("\n# a remark\n");
        assert_ne!(Lesson::read(files).expect("a lesson").content, before);
    }

    #[test]
    fn names_that_the_text_says_are_what_they_are_on_the_chain() {
        let lesson = Lesson::read(files("06-peel")).expect("a lesson");
        let names = lesson.names(lesson.text("en").1);
        assert!(names["peel1"].starts_with("transaction:bitcoin-story-linked:"), "{names:?}");
        assert!(names["thief/p6"].starts_with("address:bitcoin-story-linked:"), "{names:?}");
        assert_eq!(lesson.anchors("tx:peel1"), [names["peel1"].clone()]);
        let thai = lesson.names(lesson.text("th").1);
        assert_eq!(thai["peel1"], names["peel1"], "one chain, whatever the language");
    }
}
