//! A row on its way to a claim: what the source wrote, and what has to be true of it.
//!
//! The one thing to know: every importer fills a [`Draft`] and nothing else; what a claim needs is
//! checked here, once for all formats. What the file leaves out comes from the import's hints, then
//! from the defaults, and is counted.

use std::borrow::Cow;

use model::category::Category;
use model::claim::{Claim, Validity};
use model::refusal::quoted;
use model::time::Day;

use super::report::Reason;
use super::subject::{Conflict, Refusal, Resolved, Written, resolve};
use super::{Hints, category, confidence, date};

pub struct Draft<'a> {
    pub about: Written<'a>,
    /// The row's network, else its currency.
    pub ticker: Option<&'a str>,
    pub label: Cow<'a, str>,
    pub categories: Vec<&'a str>,
    pub actor: Option<Cow<'a, str>>,
    pub list: Option<Cow<'a, str>>,
    pub source: Cow<'a, str>,
    pub confidence: Option<&'a str>,
    pub validity: Validity,
    pub is_cluster_definer: bool,
    pub context: Option<String>,
}

impl<'a> Draft<'a> {
    /// A claim about `about` of which nothing else is said yet.
    pub fn new(about: Written<'a>) -> Self {
        Self {
            about,
            ticker: None,
            label: Cow::Borrowed(""),
            categories: Vec::new(),
            actor: None,
            list: None,
            source: Cow::Borrowed(""),
            confidence: None,
            validity: Validity::default(),
            is_cluster_definer: false,
            context: None,
        }
    }
}

/// A claim, and what was not the file's own word in it.
pub struct Settled {
    pub claim: Claim,
    pub defaulted: Vec<&'static str>,
    pub read_as: Vec<(String, &'static str)>,
    pub is_supported: bool,
    /// The chain the row said, where its address is of another.
    pub said: Option<String>,
}

/// Reads a day of a row, or says which field is wrong.
pub fn day(field: &str, text: &str) -> Result<Day, Refusal> {
    date::day(text).ok_or_else(|| {
        let detail = format!("{field} {} is no day: write YYYY-MM-DD", quoted(text));
        Refusal::new(Reason::BadDate, detail)
    })
}

/// What the import was told must mean something, or every row would be refused for it.
pub fn check_hints(hints: &Hints) -> Result<(), String> {
    let category = hints.category.as_deref().filter(|word| category::read(word).is_none());
    let confidence = hints.confidence.as_deref().filter(|id| confidence::parse(id).is_none());
    let refusal = category.map(unknown_category).or_else(|| confidence.map(unknown_confidence));
    match refusal {
        Some(Refusal { reason, detail }) => {
            Err(format!("told for the whole file: {reason} {detail}"))
        }
        None => Ok(()),
    }
}

/// Makes the claim, or says why there is none.
pub fn settle(draft: Draft<'_>, hints: &Hints) -> Result<Settled, Refusal> {
    let mut defaulted = Vec::new();
    let ticker = draft.ticker.filter(|t| !t.trim().is_empty()).or(hints.ticker.as_deref());
    if ticker.is_none() {
        defaulted.push("network");
    }
    let list = text_of("list", draft.list.as_deref().unwrap_or(""), hints.list.as_deref())?;
    let conflict = if list.is_some() { Conflict::TakeForm } else { Conflict::Refuse };
    let resolved = resolve(ticker, draft.about, conflict)?;
    let Resolved { subject, network, is_supported, said } = resolved;
    let label = text_of("label", &draft.label, hints.label.as_deref())?
        .ok_or_else(|| Refusal::new(Reason::NoLabel, "the label is empty"))?;
    let source = text_of("source", &draft.source, hints.source.as_deref())?
        .ok_or_else(|| Refusal::new(Reason::NoSource, "nothing says who says so"))?;
    let (categories, read_as) = categories_of(draft.categories, hints)?;
    if categories.is_empty() {
        defaulted.push("category");
    }
    let confidence = match draft.confidence.map(str::trim).or(hints.confidence.as_deref()) {
        Some(id) => confidence::parse(id).ok_or_else(|| unknown_confidence(id))?,
        None => {
            defaulted.push("confidence");
            confidence::lowest()
        }
    };
    let validity = validity_of(draft.validity, hints)?;
    if validity == Validity::default() {
        defaulted.push("date");
    }
    let actor = text_of("actor", draft.actor.as_deref().unwrap_or(""), None)?;
    let claim = Claim {
        subject,
        network,
        label,
        categories,
        actor,
        list,
        source,
        confidence,
        validity,
        is_cluster_definer: draft.is_cluster_definer,
        context: draft.context,
    };
    Ok(Settled { claim, defaulted, read_as, is_supported, said })
}

/// A text on one line, or the hint where the row has none. Control characters in a name are how a
/// list makes a terminal or a report lie.
fn text_of(field: &str, text: &str, hint: Option<&str>) -> Result<Option<String>, Refusal> {
    let mut line = one_line(text);
    if line.is_empty() {
        line = one_line(hint.unwrap_or(""));
    }
    if line.chars().any(is_misleading) {
        let detail = format!("{field} {}", quoted(&line));
        return Err(Refusal::new(Reason::ControlCharacters, detail));
    }
    Ok((!line.is_empty()).then_some(line))
}

/// Controls, and marks that turn the reading direction of what stands beside them.
fn is_misleading(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn one_line(text: &str) -> String {
    let text = text.trim();
    if text.contains(['\n', '\r', '\t']) || text.contains("  ") {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    text.to_owned()
}

type Categories = (Vec<Category>, Vec<(String, &'static str)>);

fn categories_of(words: Vec<&str>, hints: &Hints) -> Result<Categories, Refusal> {
    let mut words: Vec<&str> = words.into_iter().map(str::trim).filter(|w| !w.is_empty()).collect();
    if words.is_empty() {
        words.extend(hints.category.as_deref());
    }
    let mut categories = Vec::new();
    let mut read_as = Vec::new();
    for word in words {
        let read = category::read(word).ok_or_else(|| unknown_category(word))?;
        if !read.is_exact {
            read_as.push((word.chars().take(40).collect(), read.category.id()));
        }
        if !categories.contains(&read.category) {
            categories.push(read.category);
        }
    }
    Ok((categories, read_as))
}

fn validity_of(mut validity: Validity, hints: &Hints) -> Result<Validity, Refusal> {
    if validity.seen.is_none() && validity.from.is_none() {
        validity.seen = hints.seen;
    }
    if let (Some(from), Some(to)) = (validity.from, validity.to)
        && from > to
    {
        let detail = format!("it ends on {to}, before it begins on {from}");
        return Err(Refusal::new(Reason::BadDate, detail));
    }
    // A day's grace: the source may live where it is tomorrow already.
    let tomorrow = model::time::Time::from_seconds(hints.imported_at.seconds() + 86_400).day();
    if let Some(seen) = validity.seen.filter(|seen| *seen > tomorrow) {
        let detail = format!("said on {seen}, which is after this import");
        return Err(Refusal::new(Reason::BadDate, detail));
    }
    Ok(validity)
}

/// An unknown category, with the one that was surely meant.
pub fn unknown_category(word: &str) -> Refusal {
    Refusal::new(Reason::UnknownCategory, with_nearest(word, category::nearest(word)))
}

fn unknown_confidence(id: &str) -> Refusal {
    let nearest = category::nearest_of(id, confidence::ids());
    Refusal::new(Reason::UnknownConfidence, with_nearest(id, nearest))
}

fn with_nearest(word: &str, nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("{} (did you mean {nearest}?)", quoted(word)),
        None => format!("{} (the handbook's page on labels lists the words)", quoted(word)),
    }
}
