//! What every paper bears: whose it is, who may see it, what it was made from.

use std::fmt;
use std::str::FromStr;

use model::hash::Digest;
use model::time::Day;
use words::Language;

use crate::PaperError;
use crate::facts::{Facts, word};
use crate::sheet::{Block, Field, Line, Sheet};
use crate::text;

/// Who may read it: the Traffic Light Protocol 2.0 (FIRST).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tlp {
    Red,
    AmberStrict,
    #[default]
    Amber,
    Green,
    Clear,
}

impl Tlp {
    pub const ALL: [Tlp; 5] = [Tlp::Red, Tlp::AmberStrict, Tlp::Amber, Tlp::Green, Tlp::Clear];

    /// Without the prefix: `AMBER+STRICT`.
    pub const fn name(self) -> &'static str {
        match self {
            Tlp::Red => "RED",
            Tlp::AmberStrict => "AMBER+STRICT",
            Tlp::Amber => "AMBER",
            Tlp::Green => "GREEN",
            Tlp::Clear => "CLEAR",
        }
    }
}

impl fmt::Display for Tlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TLP:{}", self.name())
    }
}

impl FromStr for Tlp {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let upper = text.to_ascii_uppercase();
        let name = upper.strip_prefix("TLP:").unwrap_or(&upper);
        let found = Tlp::ALL.into_iter().find(|tlp| tlp.name() == name);
        found.ok_or_else(|| "one of red, amber+strict, amber, green, clear".to_owned())
    }
}

/// What people give a paper beside the answer it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Front {
    /// `None`: the paper's own.
    pub title: Option<String>,
    pub reference: String,
    pub tlp: Tlp,
    pub prepared_by: String,
    /// The day it bears. A page knows no clock.
    pub made_on: Day,
    /// The code of a language that there are catalogues of.
    pub language: String,
    /// The version of the program.
    pub program: String,
    /// SHA-256 of the answer as JSON, by which the paper and the data are known to belong together.
    pub data: Digest,
}

impl Front {
    pub(crate) fn language(&self) -> Result<Language, PaperError> {
        Language::of(&self.language)
            .ok_or_else(|| PaperError::NoLanguage { code: text::outside(&self.language) })
    }

    pub(crate) fn title(&self, language: Language, id: &str) -> String {
        self.title.as_deref().map_or_else(|| word(language, id), text::outside)
    }

    /// The blocks with all that stands around them on every page.
    pub(crate) fn sheet(
        &self,
        language: Language,
        is_synthetic: bool,
        title: String,
        blocks: Vec<Block>,
    ) -> Sheet {
        let say =
            |id: &str, arg: (&str, String)| words::say(language, id, &[(arg.0, arg.1.into())]);
        let unbroken = word(language, "paper-unbroken-words");
        Sheet {
            language: language.code(),
            title,
            header: [
                say("paper-header", ("reference", text::outside(&self.reference))),
                self.tlp.to_string(),
            ],
            footer: say("paper-footer", ("digest", self.data.to_string())),
            banner: is_synthetic.then(|| word(language, "paper-synthetic")),
            watermark: None,
            unbroken: unbroken
                .split_whitespace()
                .filter(|word| *word != "-")
                .map(str::to_owned)
                .collect(),
            date: date(self.made_on),
            blocks,
        }
    }

    /// Whose it is, who may see it, who made it and when.
    pub(crate) fn own_fields(&self, language: Language) -> Vec<Field> {
        let field = |id: &str, text: String| Field {
            name: word(language, id),
            lines: vec![Line::plain(text)],
        };
        let tlp = format!("{}. {}", self.tlp, word(language, "paper-tlp-says"));
        vec![
            field("paper-field-reference", text::outside(&self.reference)),
            field("paper-field-tlp", tlp),
            field("paper-field-prepared-by", text::outside(&self.prepared_by)),
            field("paper-field-made-on", self.made_on.to_string()),
        ]
    }

    pub(crate) fn fields(&self, facts: &Facts<'_>) -> Vec<Field> {
        let mut fields = self.own_fields(facts.language);
        fields.push(Field {
            name: facts.word("paper-field-as-of"),
            lines: vec![Line::plain(facts.now())],
        });
        fields.extend(facts.view.as_of.ledgers.iter().map(|tip| {
            let block = tip.tip.as_ref().map_or_else(|| "-".to_owned(), |block| facts.block(block));
            Field {
                name: facts.word("paper-field-ledger"),
                lines: vec![Line::plain(tip.ledger.clone()), Line::hash(&block)],
            }
        }));
        fields
    }
}

/// `2026-11-22` as its parts.
fn date(day: Day) -> [u16; 3] {
    let text = day.to_string();
    let mut parts = text.split('-').map(|part| part.parse().unwrap_or(1));
    std::array::from_fn(|_| parts.next().unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traffic_light_reads_with_and_without_its_prefix() {
        assert_eq!("tlp:amber+strict".parse(), Ok(Tlp::AmberStrict));
        assert_eq!("Red".parse(), Ok(Tlp::Red));
        assert!("white".parse::<Tlp>().is_err());
        for tlp in Tlp::ALL {
            assert_eq!(tlp.to_string().parse(), Ok(tlp));
        }
    }

    #[test]
    fn a_day_is_taken_apart() {
        assert_eq!(date("2026-11-02".parse().expect("a day")), [2026, 11, 2]);
    }
}
