//! The agreed word of each language for what the field speaks of.
//!
//! A line a word, tabs between: term, language, word, and the variants that are not to be used.

use std::collections::BTreeMap;

/// By term, in English; its words by language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glossary {
    words: BTreeMap<String, BTreeMap<String, String>>,
}

impl Glossary {
    /// Reads a word list; of what is wrong, its line.
    pub fn read(list: &str) -> Result<Self, usize> {
        let mut words: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (line, number) in list.lines().zip(1..) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut parts = line.split('\t').map(str::trim).filter(|part| !part.is_empty());
            let (term, language, word) = (parts.next(), parts.next(), parts.next());
            let (Some(term), Some(language), Some(word)) = (term, language, word) else {
                return Err(number);
            };
            words.entry(term.to_owned()).or_default().insert(language.to_owned(), word.to_owned());
        }
        Ok(Self { words })
    }

    /// With another list's words for the terms that are here, where there is none yet.
    #[must_use]
    pub fn helped_by(mut self, other: &Glossary) -> Self {
        for (term, own) in &mut self.words {
            for (language, word) in other.words.get(term).into_iter().flatten() {
                own.entry(language.clone()).or_insert_with(|| word.clone());
            }
        }
        self
    }

    /// In their order.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }

    pub fn word(&self, term: &str, language: &str) -> Option<&str> {
        self.words.get(term)?.get(language).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_list_helps_out_and_brings_no_terms() {
        let own = Glossary::read("# words\npeel\tth\tพีล\tลอก\n\nfee\tms\tyuran\n").expect("good");
        let more =
            Glossary::read("peel\tth\tอื่น\nfee\tth\tค่าธรรมเนียม\nserver\tth\tx").expect("good");
        let glossary = own.helped_by(&more);
        assert_eq!(glossary.terms().collect::<Vec<_>>(), ["fee", "peel"]);
        assert_eq!(glossary.word("peel", "th"), Some("พีล"));
        assert_eq!(glossary.word("fee", "th"), Some("ค่าธรรมเนียม"));
        assert_eq!((glossary.word("peel", "ms"), glossary.word("server", "th")), (None, None));
        assert_eq!(Glossary::read("a\tb\tc\npeel\tth"), Err(2));
    }
}
