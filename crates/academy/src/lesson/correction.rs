//! Texts put right by people: a language cut into the sources of its sections, and put together again
//! with some of them replaced.
//!
//! What is not replaced stays to the byte. A source is what stands behind a section's `## [id] `: its
//! heading, body, options and explanation; `head` is the title and the promise. Whether the outcome can
//! still be taught is asked of [`super::check::check_text`] before a correction is kept.

use std::collections::{BTreeMap, BTreeSet};

use super::text::DRAFTED;

/// The id of what stands before the first section.
pub const HEAD: &str = "head";

/// A section as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'t> {
    pub id: &'t str,
    /// Without white space at its end.
    pub source: &'t str,
    /// Where the source stands in the text.
    at: usize,
}

/// The sections of a text in their order, the head first.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut open = (HEAD, head_at(text));
    let mut parts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some((id, offset)) = section(line) {
            parts.push(part(text, open, at));
            open = (id, at + offset);
        }
        at += line.len();
    }
    parts.push(part(text, open, text.len()));
    parts
}

fn part<'t>(text: &'t str, (id, at): (&'t str, usize), end: usize) -> Part<'t> {
    Part { id, source: text.get(at..end).unwrap_or_default().trim_end(), at }
}

/// The text with corrections by their sections' ids. Those of no section are left out. Once a person
/// looked at every section, the text is not a machine's any more, and does not say so.
pub fn corrected(text: &str, corrections: &BTreeMap<String, String>) -> String {
    let parts = parts(text);
    let mut out = String::with_capacity(text.len());
    let is_all = parts.iter().all(|part| corrections.contains_key(part.id));
    let mut at = if is_all { head_at(text) } else { 0 };
    for part in &parts {
        let Some(source) = corrections.get(part.id) else { continue };
        out.push_str(&text[at..part.at]);
        out.push_str(source.trim_end());
        at = part.at + part.source.len();
    }
    out.push_str(&text[at..]);
    out
}

/// Sections that somebody still has to look at.
pub fn left(text: &str, corrections: &BTreeMap<String, String>) -> usize {
    let ids: BTreeSet<&str> = parts(text).iter().map(|part| part.id).collect();
    ids.iter().filter(|id| !corrections.contains_key(**id)).count()
}

fn head_at(text: &str) -> usize {
    let drafted = text.strip_prefix(DRAFTED).and_then(|rest| rest.find('\n'));
    drafted.map_or(0, |end| DRAFTED.len() + end + 1)
}

/// The id of a line that begins a section, and where its source begins in the line.
fn section(line: &str) -> Option<(&str, usize)> {
    let rest = line.strip_prefix("## [")?;
    let end = rest.find(']').filter(|end| !rest[..*end].contains('\n'))?;
    let after = &rest[end + 1..];
    let blanks = after.len() - after.trim_start_matches(' ').len();
    Some((rest[..end].trim(), line.len() - after.len() + blanks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::text::read;

    const TEXT: &str = "<!-- machine-drafted -->
# Satu hadiah

> Anda boleh membaca satu bayaran.

## [pay] Satu bayaran

Ana membayar Boon.

## [check:who] Siapa dibayar?
- (a) Ana
- (b) Boon
=> Output yang lain ialah baki.

## [sources]

[^bip-141]: BIP 141
";

    fn by(corrections: &[(&str, &str)]) -> BTreeMap<String, String> {
        corrections.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_text_is_cut_into_the_sources_of_its_sections() {
        let ids: Vec<&str> = parts(TEXT).iter().map(|part| part.id).collect();
        assert_eq!(ids, ["head", "pay", "check:who", "sources"]);
        assert_eq!(parts(TEXT)[0].source, "# Satu hadiah\n\n> Anda boleh membaca satu bayaran.");
        assert_eq!(parts(TEXT)[1].source, "Satu bayaran\n\nAna membayar Boon.");
        assert_eq!(parts(TEXT)[3].source, "\n\n[^bip-141]: BIP 141");
    }

    #[test]
    fn what_is_not_corrected_stays_to_the_byte() {
        assert_eq!(corrected(TEXT, &by(&[])), TEXT);
        assert_eq!(corrected(TEXT, &by(&[("gone", "x")])), TEXT);
        let better = corrected(TEXT, &by(&[("pay", "Bayaran\n\nAna bayar Boon.\n\n")]));
        assert_eq!(better, TEXT.replace("Satu bayaran\n\nAna membayar", "Bayaran\n\nAna bayar"));
        assert!(read(&better).expect("it reads").is_machine_drafted);
    }

    #[test]
    fn a_text_that_was_looked_at_whole_is_no_machines() {
        let same: Vec<(&str, &str)> =
            parts(TEXT).iter().map(|part| (part.id, part.source)).collect();
        let all = corrected(TEXT, &by(&same));
        assert_eq!(all, TEXT.strip_prefix("<!-- machine-drafted -->\n").expect("it is there"));
        assert_eq!(left(TEXT, &by(&same)), 0);
        assert_eq!(left(TEXT, &by(&same[1..])), 1);
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_text_is_it_goes_together_as_it_was(text in "(\\PC|\n|## \\[|\\]|é){0,200}") {
            proptest::prop_assert_eq!(corrected(&text, &BTreeMap::new()), text.clone());
            let same: BTreeMap<String, String> =
                parts(&text).iter().map(|part| (part.id.to_owned(), part.source.to_owned())).collect();
            let _ = corrected(&text, &same);
        }
    }
}
