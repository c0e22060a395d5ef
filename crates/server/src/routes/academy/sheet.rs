//! The answer sheet: what it may hold, and what of it is scored.
//!
//! What came is checked whole before it is kept, so that what is kept can be scored. A path has no
//! more stops than the truth's: one that names everything would be no path.

use academy::lesson::plan::TYPOLOGIES;
use academy::score::{self, Anchor, Hint};
use axum::http::HeaderMap;
use axum::http::header::IF_MATCH;
use casework::learning::attempts::{HintTold, NewSheet, PINS_MAX};
use casework::text;
use entity::atlas::{Atlas, Ledger};
use model::address::{Address, BitcoinAddress};
use model::amount::Sat;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::case_problem::of_text;
use crate::learning_problem::{
    SHEET_AMOUNT, SHEET_ANCHOR, SHEET_CERTAINTY, SHEET_IF_MATCH, SHEET_PATH_TOO_LONG,
    SHEET_TOO_MANY, SHEET_TYPOLOGY,
};
use crate::problem::Problem;

pub const CLAIMS_MAX: usize = 40;
/// Of a claim or of a pin's note, in characters.
pub const CLAIM_MAX: usize = 1_000;
pub const CITES_MAX: usize = 50;
pub const ACCUSED_MAX: usize = 400;
const ADDRESS_MAX: usize = 150;
/// A cluster of an exercise has fewer addresses.
const MEMBERS_MAX: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Release,
    /// Ask the customer before anything else.
    Ask,
    Hold,
    HoldReport,
}

impl Verdict {
    pub const ALL: [Verdict; 4] =
        [Verdict::Release, Verdict::Ask, Verdict::Hold, Verdict::HoldReport];
}

impl From<Verdict> for score::Verdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Release => score::Verdict::Release,
            Verdict::Ask => score::Verdict::Ask,
            Verdict::Hold => score::Verdict::Hold,
            Verdict::HoldReport => score::Verdict::HoldReport,
        }
    }
}

impl From<score::Verdict> for Verdict {
    fn from(verdict: score::Verdict) -> Self {
        match verdict {
            score::Verdict::Release => Verdict::Release,
            score::Verdict::Ask => Verdict::Ask,
            score::Verdict::Hold => Verdict::Hold,
            score::Verdict::HoldReport => Verdict::HoldReport,
        }
    }
}

/// What a claim answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredQuestion {
    Who,
    What,
    When,
    Where,
    How,
}

impl AnsweredQuestion {
    pub const ALL: [AnsweredQuestion; 5] = {
        use AnsweredQuestion::{How, What, When, Where, Who};
        [Who, What, When, Where, How]
    };
}

impl From<AnsweredQuestion> for score::Question {
    fn from(question: AnsweredQuestion) -> Self {
        match question {
            AnsweredQuestion::Who => score::Question::Who,
            AnsweredQuestion::What => score::Question::What,
            AnsweredQuestion::When => score::Question::When,
            AnsweredQuestion::Where => score::Question::Where,
            AnsweredQuestion::How => score::Question::How,
        }
    }
}

/// A sign that was seen, by its anchor: `transaction:LEDGER:TXID`, `address:LEDGER:ADDRESS` or
/// `output:LEDGER:TXID:N`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetPin {
    pub anchor: Anchor,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetClaim {
    pub text: String,
    /// Anchors that it rests on.
    pub cites: Vec<Anchor>,
    pub answers: AnsweredQuestion,
}

/// What a learner answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    pub verdict: Option<Verdict>,
    pub typology: Option<String>,
    /// At most 400.
    pub pins: Vec<SheetPin>,
    /// In order; at most as many stops as the attempt says.
    pub path: Vec<Anchor>,
    /// In BTC, as a decimal number.
    pub amount: Option<String>,
    /// At most 40, of 1,000 characters each.
    pub claims: Vec<SheetClaim>,
    /// Addresses, or clusters by one of their addresses, said to be the criminal's.
    pub accused: Vec<Anchor>,
    /// 1 to 3; it never counts.
    pub certainty: Option<u8>,
}

impl Sheet {
    /// As it was kept.
    pub fn read(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are JSON")
    }

    /// What may be kept of it: `stops` is the length of the truth's path, `ledger` the exercise's.
    pub fn checked(self, stops: usize, ledger: &str) -> Result<NewSheet, Problem> {
        self.count()?;
        if self.path.len() > stops {
            let args = [(self.path.len() as u64).into(), (stops as u64).into()];
            return Err(SHEET_PATH_TOO_LONG.with(args).member("stops", stops));
        }
        for pin in &self.pins {
            anchor("pins", &pin.anchor, ledger, false)?;
            let note = text::prose_or_none("the pin's note", &pin.note, CLAIM_MAX);
            note.map_err(|error| of_text(&error))?;
        }
        for stop in &self.path {
            anchor("path", stop, ledger, false)?;
        }
        for accused in &self.accused {
            anchor("accused", accused, ledger, true)?;
        }
        for claim in &self.claims {
            let said = text::prose_or_none("the claim", &claim.text, CLAIM_MAX);
            said.map_err(|error| of_text(&error))?;
            for cited in &claim.cites {
                anchor("cites", cited, ledger, false)?;
            }
        }
        if let Some(amount) = &self.amount {
            let shown: String = amount.chars().take(40).collect();
            Sat::from_btc(amount).map_err(|_| SHEET_AMOUNT.with([shown.into()]))?;
        }
        if let Some(typology) = &self.typology
            && !TYPOLOGIES.contains(&typology.as_str())
        {
            let shown: String = typology.chars().take(40).collect();
            return Err(SHEET_TYPOLOGY.with([shown.into()]));
        }
        if self.certainty.is_some_and(|certainty| !(1..=3).contains(&certainty)) {
            return Err(SHEET_CERTAINTY.with([]));
        }
        let pins = self.pins.iter().map(|pin| pin.anchor.clone()).collect();
        Ok(NewSheet { json: self.json(), pins })
    }

    fn count(&self) -> Result<(), Problem> {
        let cites = self.claims.iter().map(|claim| claim.cites.len()).max().unwrap_or(0);
        let counts = [
            ("pins", self.pins.len(), PINS_MAX),
            ("claims", self.claims.len(), CLAIMS_MAX),
            ("anchors that a claim cites", cites, CITES_MAX),
            ("accused", self.accused.len(), ACCUSED_MAX),
        ];
        match counts.into_iter().find(|(_, found, most)| found > most) {
            None => Ok(()),
            Some((what, found, most)) => {
                let args = [what.into(), (found as u64).into(), (most as u64).into()];
                Err(SHEET_TOO_MANY.with(args))
            }
        }
    }

    /// What is scored. A claim that says nothing is none, and whoever accuses a cluster accuses each
    /// of its addresses.
    pub fn scored(&self, hints: &[HintTold], atlas: &Atlas) -> score::Sheet {
        let claims = self.claims.iter().filter(|claim| !claim.text.trim().is_empty());
        let amount = self.amount.as_deref().and_then(|amount| Sat::from_btc(amount).ok());
        score::Sheet {
            verdict: self.verdict.map(score::Verdict::from),
            typology: self.typology.clone(),
            pins: self.pins.iter().map(|pin| pin.anchor.clone()).collect(),
            path: self.path.clone(),
            amount_sat: amount.map(|amount| amount.0),
            claims: claims
                .map(|claim| score::Claim {
                    cites: claim.cites.iter().cloned().collect(),
                    answers: claim.answers.into(),
                })
                .collect(),
            accused: self.accused.iter().flat_map(|accused| addresses(accused, atlas)).collect(),
            hints: hints.iter().map(|hint| kind_of(hint.number)).collect(),
            certainty: self.certainty,
        }
    }
}

/// The first hint nudges, the second points, all others reveal.
pub fn kind_of(number: u32) -> Hint {
    match number {
        0 | 1 => Hint::Nudge,
        2 => Hint::Pointer,
        _ => Hint::Reveal,
    }
}

/// Whether a text is an anchor of this ledger. That it is on the chain is not told: whoever pins what
/// is not there pins nothing.
pub fn is_anchor(text: &str, ledger: &str, may_be_cluster: bool) -> bool {
    let is_txid = |text: &str| {
        text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    // Scripts that have no short form are written with these too.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ":/.,_-".contains(c);
    let is_address =
        |text: &str| (1..=ADDRESS_MAX).contains(&text.len()) && text.chars().all(is_plain);
    let parted = text.split_once(':').and_then(|(kind, rest)| Some((kind, rest.split_once(':')?)));
    let Some((kind, (of, key))) = parted else { return false };
    of == ledger
        && match kind {
            "transaction" => is_txid(key),
            // One output has one anchor: `01` would be another.
            "output" => key.split_once(':').is_some_and(|(txid, n)| {
                is_txid(txid) && n.parse::<u32>().is_ok_and(|number| number.to_string() == n)
            }),
            "address" => is_address(key),
            "cluster" => may_be_cluster && is_address(key),
            _ => false,
        }
}

fn anchor(
    field: &'static str,
    text: &str,
    ledger: &str,
    may_be_cluster: bool,
) -> Result<(), Problem> {
    if is_anchor(text, ledger, may_be_cluster) {
        return Ok(());
    }
    let shown: String = text.chars().take(120).collect();
    Err(SHEET_ANCHOR.with([field.into(), shown.into()]))
}

/// The addresses that an accusation names.
fn addresses(accused: &str, atlas: &Atlas) -> Vec<Anchor> {
    let mut named = vec![accused.to_owned()];
    let Some(("cluster", rest)) = accused.split_once(':') else { return named };
    named.push(format!("address:{rest}"));
    let Some((_, text)) = rest.split_once(':') else { return named };
    for ledger in &atlas.ledgers {
        let Some(address) = read_address(text, ledger) else { continue };
        let Some(id) = ledger.graph.find_address(&address) else { continue };
        let network = ledger.graph.ledger().network;
        let members = ledger.clusters.members(ledger.clusters.root(id));
        named.extend(members.take(MEMBERS_MAX).map(|member| {
            let address = ledger.graph.address(member);
            format!("address:{}:{}", ledger.graph.ledger(), address.display(network))
        }));
    }
    named
}

fn read_address(text: &str, ledger: &Ledger) -> Option<BitcoinAddress> {
    let network = ledger.graph.ledger().network;
    match model::parse::parse(text).ok()? {
        model::parse::Subject::Address { address: Address::Bitcoin(address), .. } => {
            let is_written_so = address.display(network).to_string() == text;
            is_written_so.then_some(address)
        }
        _ => None,
    }
}

/// The revision that `If-Match` names, in quotes.
pub fn matched(headers: &HeaderMap) -> Result<u64, Problem> {
    let tag = headers.get(IF_MATCH).and_then(|tag| tag.to_str().ok()).map(str::trim);
    let rev = tag.and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok());
    rev.ok_or_else(|| SHEET_IF_MATCH.with([]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEDGER: &str = "bitcoin-story-linked";

    #[track_caller]
    fn refused(sheet: Sheet, id: &str) {
        let problem = sheet.checked(2, LEDGER).expect_err(id);
        assert_eq!((problem.what.id, problem.status.as_u16()), (id, 422));
    }

    fn tx(n: usize) -> Anchor {
        format!("transaction:{LEDGER}:{n:064x}")
    }

    #[test]
    fn what_cannot_be_scored_is_not_kept() {
        let good = Sheet {
            verdict: Some(Verdict::Hold),
            typology: Some("peel_chain".into()),
            pins: vec![SheetPin {
                anchor: format!("output:{LEDGER}:{:064x}:3", 1),
                note: "ก".into(),
            }],
            path: vec![tx(1), tx(2)],
            amount: Some("0.5".into()),
            claims: vec![SheetClaim {
                text: "he".into(),
                cites: vec![tx(1)],
                answers: AnsweredQuestion::Who,
            }],
            accused: vec![format!("cluster:{LEDGER}:scn1qaaa")],
            certainty: Some(3),
        };
        let kept = good.clone().checked(2, LEDGER).expect("good");
        assert_eq!(Sheet::read(&kept.json).expect("reads back"), good);
        assert_eq!(kept.pins.len(), 1);
        let with = |change: fn(&mut Sheet)| {
            let mut sheet = good.clone();
            change(&mut sheet);
            sheet
        };
        refused(with(|sheet| sheet.path.push(tx(3))), "problem-sheet-path-too-long");
        let many = |n: usize| (0..n).map(|n| SheetPin { anchor: tx(n), note: String::new() });
        refused(Sheet { pins: many(401).collect(), ..good.clone() }, "problem-sheet-too-many");
        refused(with(|sheet| sheet.amount = Some("0,5".into())), "problem-sheet-amount");
        refused(with(|sheet| sheet.amount = Some("1e9".into())), "problem-sheet-amount");
        refused(with(|sheet| sheet.typology = Some("theft".into())), "problem-sheet-typology");
        refused(with(|sheet| sheet.certainty = Some(4)), "problem-sheet-certainty");
        refused(with(|sheet| sheet.claims[0].text = "x".repeat(1_001)), "problem-text-too-long");
        refused(with(|sheet| sheet.claims[0].text = "a\u{202e}b".into()), "problem-text-invisible");
        refused(with(|sheet| sheet.pins[0].note = "x".repeat(1_001)), "problem-text-too-long");
        refused(
            with(|sheet| sheet.claims[0].cites = vec!["x".into(); 51]),
            "problem-sheet-too-many",
        );
        refused(with(|sheet| sheet.accused = vec!["everybody".into()]), "problem-sheet-anchor");
        refused(
            with(|sheet| sheet.path[0] = sheet.path[0].replace("story", "main")),
            "problem-sheet-anchor",
        );
        refused(
            with(|sheet| sheet.pins[0].anchor = format!("cluster:{LEDGER}:scn1qaaa")),
            "problem-sheet-anchor",
        );
    }

    #[test]
    fn one_thing_on_the_chain_has_one_anchor() {
        for bad in ["", ":", "transaction", "transaction:bitcoin-story-linked:", "rest:in:x"] {
            assert!(!is_anchor(bad, LEDGER, true), "{bad}");
        }
        let output = |n: &str| format!("output:{LEDGER}:{:064x}:{n}", 7);
        assert!(is_anchor(&output("0"), LEDGER, false));
        for bad in ["", "01", "+1", "-1", "4294967296", "1:2"] {
            assert!(!is_anchor(&output(bad), LEDGER, false), "{bad}");
        }
        assert!(!is_anchor(&tx(10).to_uppercase(), LEDGER, false));
    }

    #[test]
    fn a_pin_twice_is_one_and_an_empty_claim_is_none() {
        let pin = SheetPin { anchor: tx(1), note: String::new() };
        let claim = |text: &str| SheetClaim {
            text: text.into(),
            cites: vec![tx(1)],
            answers: AnsweredQuestion::How,
        };
        let sheet = Sheet {
            pins: vec![pin.clone(), pin],
            claims: vec![claim(" \n"), claim("so")],
            ..Sheet::default()
        };
        let labels = std::sync::Arc::default();
        let as_of =
            entity::label::AsOf { as_of: model::time::Time::from_seconds(0).day(), known_at: None };
        let atlas = Atlas::new(Vec::new(), labels, as_of);
        let scored = sheet.scored(&[HintTold { number: 2, at: 0 }], &atlas);
        assert_eq!((scored.pins.len(), scored.claims.len()), (1, 1));
        assert_eq!(scored.hints, [Hint::Pointer]);
    }
}
