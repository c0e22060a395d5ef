//! Catalogues: messages by id, with their variables.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;
use fluent_syntax::parser;
use unic_langid::LanguageIdentifier;

use crate::FILES;
use crate::language::Language;

/// What is put into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// Shown as it is.
    Text(String),
    /// A count: chooses the plural, and is shown in plain digits.
    Count(u64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Arg::Text(text)
    }
}

impl From<u64> for Arg {
    fn from(count: u64) -> Self {
        Arg::Count(count)
    }
}

struct Catalogue {
    bundle: FluentBundle<FluentResource>,
    coverage: Coverage,
    ids: BTreeSet<String>,
}

/// How much of English a language says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    pub language: Language,
    pub messages: u64,
    /// Of them, drafted by a machine and not yet read by a speaker: in a file's part headed
    /// `## machine-drafted`.
    pub machine_drafted: u64,
    /// What English has.
    pub of: u64,
}

/// What the message says in this language, or else in English.
pub fn say(language: Language, id: &str, args: &[(&str, Arg)]) -> String {
    let mut values = FluentArgs::with_capacity(args.len());
    for (name, arg) in args {
        values.set((*name).to_owned(), value(arg));
    }
    let said = said(language, id, &values).or_else(|| said(Language::ENGLISH, id, &values));
    said.unwrap_or_else(|| id.to_owned())
}

fn said(language: Language, id: &str, values: &FluentArgs<'_>) -> Option<String> {
    let bundle = &catalogue(language).bundle;
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors: Vec<FluentError> = Vec::new();
    Some(bundle.format_pattern(pattern, Some(values), &mut errors).into_owned())
}

fn value(arg: &Arg) -> FluentValue<'static> {
    match arg {
        Arg::Text(text) => FluentValue::from(text.clone()),
        Arg::Count(count) => FluentValue::from(*count),
    }
}

/// Whether English says it.
pub fn is_known(id: &str) -> bool {
    catalogue(Language::ENGLISH).ids.contains(id)
}

/// Every message of a language.
pub fn ids(language: Language) -> &'static BTreeSet<String> {
    &catalogue(language).ids
}

/// How complete each language is.
pub fn coverage() -> Vec<Coverage> {
    Language::all().map(|language| catalogue(language).coverage).collect()
}

fn catalogue(language: Language) -> &'static Catalogue {
    static CATALOGUES: OnceLock<Vec<Catalogue>> = OnceLock::new();
    let read = || {
        let mut read: Vec<Catalogue> = Language::all().map(read).collect();
        let of = read[0].coverage.messages;
        read.iter_mut().for_each(|catalogue| catalogue.coverage.of = of);
        read
    };
    &CATALOGUES.get_or_init(read)[language.index()]
}

fn read(language: Language) -> Catalogue {
    let id: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Texts go into JSON and sentences, not into running text of another direction.
    bundle.set_use_isolating(false);
    let mut ids = BTreeSet::new();
    let (mut messages, mut machine_drafted) = (0, 0);
    for (_, _, text) in FILES.iter().filter(|(code, ..)| *code == language.code()) {
        // A file with a mistake in it still says what the rest of it says; a test finds the mistake.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(read, _)| read);
        let mut is_drafted = false;
        // The bundle's own parser drops comments.
        let parsed = parser::parse(*text).unwrap_or_else(|(parsed, _)| parsed);
        for entry in parsed.body {
            match entry {
                Entry::GroupComment(comment) => {
                    is_drafted = comment.content.first().is_some_and(|line| *line == DRAFTED);
                }
                Entry::Message(message) => {
                    messages += 1;
                    machine_drafted += u64::from(is_drafted);
                    ids.insert(message.id.name.to_owned());
                }
                _ => {}
            }
        }
        bundle.add_resource_overriding(resource);
    }
    let coverage = Coverage { language, messages, machine_drafted, of: messages };
    Catalogue { bundle, coverage, ids }
}

const DRAFTED: &str = "machine-drafted";

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use fluent_syntax::ast;

    use super::*;

    /// Of each message its variables.
    type Messages = BTreeMap<String, BTreeSet<String>>;

    fn messages(language: Language) -> Messages {
        let mut found = Messages::new();
        for (_, file, text) in FILES.iter().filter(|(code, ..)| *code == language.code()) {
            let read = FluentResource::try_new((*text).to_owned());
            let resource = read.unwrap_or_else(|(_, errors)| {
                panic!("words/{language}/{file} has mistakes: {errors:?}")
            });
            for entry in resource.entries() {
                let Entry::Message(message) = entry else { continue };
                let mut variables = BTreeSet::new();
                message.value.iter().for_each(|pattern| in_pattern(pattern, &mut variables));
                let attributes = message.attributes.iter();
                attributes.for_each(|attribute| in_pattern(&attribute.value, &mut variables));
                let id = message.id.name.to_owned();
                let twice = found.insert(id.clone(), variables);
                assert_eq!(twice, None, "words/{language}/{file}: {id} is said twice");
            }
        }
        found
    }

    fn in_pattern(pattern: &ast::Pattern<&str>, found: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            if let ast::PatternElement::Placeable { expression } = element {
                in_expression(expression, found);
            }
        }
    }

    fn in_expression(expression: &ast::Expression<&str>, found: &mut BTreeSet<String>) {
        match expression {
            ast::Expression::Inline(inline) => in_inline(inline, found),
            ast::Expression::Select { selector, variants } => {
                in_inline(selector, found);
                variants.iter().for_each(|variant| in_pattern(&variant.value, found));
            }
        }
    }

    fn in_inline(inline: &ast::InlineExpression<&str>, found: &mut BTreeSet<String>) {
        match inline {
            ast::InlineExpression::VariableReference { id } => {
                found.insert(id.name.to_owned());
            }
            ast::InlineExpression::Placeable { expression } => in_expression(expression, found),
            ast::InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|inline| in_inline(inline, found));
            }
            _ => {}
        }
    }

    #[test]
    fn no_language_says_what_english_does_not_or_with_other_variables() {
        let english = messages(Language::ENGLISH);
        assert!(english.len() > 20, "the catalogue was read: {}", english.len());
        for language in Language::all() {
            let theirs = messages(language);
            for (id, variables) in &theirs {
                let ours = english.get(id);
                assert!(ours.is_some(), "words/{language}: English has no {id}");
                assert_eq!(Some(variables), ours, "words/{language}: the variables of {id}");
            }
        }
    }

    #[test]
    fn every_language_says_whole_what_it_declares() {
        for (code, _, says) in crate::LANGUAGES {
            let language = Language::of(code).expect("a folder is a language");
            assert!(*code != "en" || *says == "all", "English lends what the others lack");
            let declared =
                |file: &str| *says == "all" || says.split(' ').any(|named| named == file);
            let english = || FILES.iter().filter(|(of, ..)| *of == "en");
            for named in says.split(' ').filter(|named| *named != "all") {
                assert!(english().any(|(_, file, _)| *file == named), "words/{code}: no {named}");
            }
            for (_, file, text) in english().filter(|(_, file, _)| declared(file)) {
                let missing: Vec<&str> =
                    said_in(text).filter(|id| !ids(language).contains(*id)).collect();
                assert!(missing.is_empty(), "words/{code}: {file} also says {missing:?}");
            }
        }
    }

    fn said_in(text: &'static str) -> impl Iterator<Item = &'static str> {
        let parsed = parser::parse(text).unwrap_or_else(|(parsed, _)| parsed);
        parsed.body.into_iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some(message.id.name),
            _ => None,
        })
    }

    #[test]
    fn what_is_not_said_in_a_language_is_said_in_english_and_else_by_its_id() {
        let thai = Language::of("th-TH").expect("Thai is there");
        let args = [("address", Arg::from("bc1q"))];
        assert_eq!(say(thai, "no-such-message", &args), "no-such-message");
        assert!(!is_known("no-such-message"));
        let said = say(Language::ENGLISH, "problem-too-long", &[("bytes_max", 10_000.into())]);
        assert!(said.contains("10000"), "digits are not grouped, no mark isolates them: {said}");
        assert!(!said.contains('\u{2068}'), "{said}");
        assert_ne!(say(thai, "problem-too-long", &[("bytes_max", 10_000.into())]), said);
    }

    #[test]
    fn what_a_machine_drafted_is_counted() {
        for coverage in coverage() {
            assert!(coverage.messages <= coverage.of, "{coverage:?}");
            let is_english = coverage.language == Language::ENGLISH;
            assert_eq!(coverage.machine_drafted == 0, is_english, "{coverage:?}");
        }
    }
}
