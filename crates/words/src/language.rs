//! The languages there are, and which of them an asker reads.

use std::fmt;
use std::sync::OnceLock;

use crate::LANGUAGES;

/// A language that has a folder, by its code (`en`, `fil`). English is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(usize);

/// Code and name: English first, the others by code, as the folders are sorted.
fn table() -> &'static [(&'static str, &'static str)] {
    static TABLE: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let (mut table, others): (Vec<_>, Vec<_>) = LANGUAGES
            .iter()
            .map(|(code, name, _)| (*code, *name))
            .partition(|(code, _)| *code == "en");
        table.extend(others);
        table
    })
}

impl Language {
    pub const ENGLISH: Language = Language(0);

    /// English first, the others by code.
    pub fn all() -> impl Iterator<Item = Language> {
        (0..table().len()).map(Language)
    }

    pub fn code(self) -> &'static str {
        table()[self.0].0
    }

    /// As its speakers write it.
    pub fn name(self) -> &'static str {
        table()[self.0].1
    }

    /// Its place in [`Language::all`].
    pub(crate) fn index(self) -> usize {
        self.0
    }

    /// By code, whatever region is behind it: `th-TH` is Thai. So is the code that a language went by
    /// before (CLDR's aliases): browsers still ask for Filipino as Tagalog.
    pub fn of(tag: &str) -> Option<Language> {
        let code = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        let code = match code.as_str() {
            "tl" => "fil",
            "zsm" => "ms",
            code => code,
        };
        table().iter().position(|(known, _)| *known == code).map(Language)
    }

    /// The best of an `Accept-Language` header (RFC 9110, 12.5.4); English where none fits. Only so
    /// many entries are read: the header comes from outside.
    pub fn accepted(header: &str) -> Language {
        const ENTRIES_MAX: usize = 20;
        let mut best: Option<(u16, Language)> = None;
        for entry in header.split(',').take(ENTRIES_MAX) {
            let mut parts = entry.split(';');
            let tag = parts.next().unwrap_or_default();
            let weight = parts.find_map(weight).unwrap_or(1000);
            let Some(language) = Language::of(tag) else { continue };
            if weight > 0 && best.is_none_or(|(least, _)| weight > least) {
                best = Some((weight, language));
            }
        }
        best.map_or(Language::ENGLISH, |(_, language)| language)
    }
}

/// `q=0.8` as 800.
fn weight(part: &str) -> Option<u16> {
    let text = part.trim().strip_prefix("q=")?;
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{rest:0<3}");
    let thousandths: u16 = digits.get(..3)?.parse().ok()?;
    Some(if whole == "0" { thousandths } else { 1000 })
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_language_that_is_there_is_taken() {
        let check = |header: &str, code: &str| {
            assert_eq!(Language::accepted(header).code(), code, "{header}");
        };
        check("", "en");
        check("th", "th");
        check("th-TH,th;q=0.9,en;q=0.8", "th");
        check("en;q=0.3, th;q=0.7", "th");
        check("xx, th;q=0.1", "th");
        check("th;q=0, en", "en");
        check("xx;q=1, *", "en");
        check("th;q=abc", "th");
        check("fil-PH,fil;q=0.9,en;q=0.8", "fil");
        check("tl-PH,en;q=0.8", "fil");
        check("ms-MY, en;q=0.9", "ms");
        check(&",".repeat(100_000), "en");
    }
}
