//! A lesson's texts: sections of Markdown by their ids.
//!
//! ```text
//! # Title
//! > what you will be able to do
//! ## [split] One coin becomes many
//! …
//! ## [check:which] Which one is it?
//! - (a) the first
//! - (b) the second
//! => The second, because …
//! ## [sources]
//! [^bip-39]: …
//! ```

use std::collections::{BTreeMap, BTreeSet};

/// One language of a lesson.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    pub is_machine_drafted: bool,
    pub title: String,
    /// The sentence below it.
    pub promise: String,
    pub sections: BTreeMap<String, Section>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    pub line: usize,
    pub heading: String,
    /// As it was written, without options and explanation.
    pub body: String,
    /// Letter and text, in order.
    pub options: Vec<(String, String)>,
    pub explanation: Option<String>,
}

pub const DRAFTED: &str = "<!-- machine-drafted -->";

/// Reads a language; what is wrong comes with its line.
pub fn read(text: &str) -> Result<Text, (usize, String)> {
    let mut out = Text::default();
    let mut current: Option<String> = None;
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        if number == 1 && line.trim() == DRAFTED {
            out.is_machine_drafted = true;
        } else if let Some(rest) = line.strip_prefix("## ") {
            let (id, section) = heading(rest, number)?;
            if out.sections.insert(id.clone(), section).is_some() {
                return Err((number, format!("the section [{id}] is there already")));
            }
            current = Some(id);
        } else if let Some(id) = &current {
            let section = out.sections.get_mut(id).expect("it was put there");
            section.take(line);
        } else if let Some(title) = line.strip_prefix("# ") {
            out.title = title.trim().into();
        } else if let Some(promise) = line.strip_prefix("> ") {
            out.promise = promise.trim().into();
        } else if !line.trim().is_empty() {
            return Err((
                number,
                "before the first section stand a title and a promise alone".into(),
            ));
        }
    }
    if out.title.is_empty() || out.promise.is_empty() {
        return Err((
            1,
            "a lesson begins with '# Title' and '> what you will be able to do'".into(),
        ));
    }
    for section in out.sections.values_mut() {
        section.body = section.body.trim().into();
    }
    Ok(out)
}

fn heading(rest: &str, line: usize) -> Result<(String, Section), (usize, String)> {
    let inside = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let Some((id, heading)) = inside else {
        return Err((line, "a section begins with its id: '## [id] Heading'".into()));
    };
    let section = Section { line, heading: heading.trim().into(), ..Section::default() };
    Ok((id.trim().into(), section))
}

/// By the blanks between them; a script without blanks is counted by a fifth of its letters.
fn words(text: &str) -> usize {
    let words = text.split_whitespace().map(|word| {
        let wide = word.chars().filter(|c| *c >= '\u{0E00}').count();
        if wide > 5 { wide / 5 } else { 1 }
    });
    words.sum()
}

impl Section {
    fn take(&mut self, line: &str) {
        if let Some(explanation) = line.strip_prefix("=> ") {
            self.explanation = Some(explanation.trim().into());
        } else if let Some(explanation) = &mut self.explanation {
            if !explanation.is_empty() {
                explanation.push('\n');
            }
            explanation.push_str(line);
        } else if let Some((letter, text)) =
            line.strip_prefix("- (").and_then(|rest| rest.split_once(')'))
        {
            self.options.push((letter.into(), text.trim().into()));
        } else {
            self.body.push_str(line);
            self.body.push('\n');
        }
    }

    /// Of the body.
    pub fn words(&self) -> usize {
        words(&self.body)
    }

    /// Of all that is read of it.
    pub fn words_read(&self) -> usize {
        let options = self.options.iter().map(|(_, text)| text.as_str());
        let texts = [self.heading.as_str(), self.body.as_str()].into_iter().chain(options);
        texts.chain(self.explanation.as_deref()).map(words).sum()
    }

    /// What it says between backticks: names of a chain.
    pub fn said_names(&self) -> impl Iterator<Item = &str> {
        let options = self.options.iter().map(|(_, text)| text.as_str());
        let texts = [self.heading.as_str(), self.body.as_str()].into_iter().chain(options);
        let texts = texts.chain(self.explanation.as_deref());
        texts.flat_map(|text| text.split('`').skip(1).step_by(2))
    }

    /// The sources it refers to: `[^id]`.
    pub fn references(&self) -> BTreeSet<&str> {
        let texts = [Some(self.body.as_str()), self.explanation.as_deref()];
        let parts = texts.into_iter().flatten().flat_map(|text| text.split("[^").skip(1));
        parts.filter_map(|part| part.split_once(']').map(|(id, _)| id)).collect()
    }
}
