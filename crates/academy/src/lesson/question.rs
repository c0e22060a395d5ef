//! A lesson's questions: what the right answer is on its chain, and whether one was given.

use std::collections::BTreeSet;

use model::amount::Sat;

use super::named::Chain;
use super::plan::{Check, CheckKind, Truth};
use crate::course::Lesson;
use crate::score::Anchor;

/// What came of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    pub is_right: bool,
    /// As it is told: letters, an address, a txid, an amount in BTC, a number.
    pub truth: Vec<String>,
}

/// Marks an answer; of a question that its own chain cannot answer, says why.
pub fn mark(lesson: &Lesson, check: &Check, answer: &[String]) -> Result<Marked, String> {
    let chain = Chain::of(&lesson.example);
    let truth = truth(&chain, check)?;
    let is_right = match check.kind {
        CheckKind::One | CheckKind::Many => {
            let set = |words: &[String]| -> BTreeSet<String> {
                words.iter().map(|word| word.trim().to_lowercase()).collect()
            };
            set(answer) == set(&truth)
        }
        CheckKind::Amount => {
            let right = truth.first().and_then(|text| Sat::from_btc(text).ok());
            let given = one(answer).and_then(|text| Sat::from_btc(text.trim()).ok());
            given.is_some() && given == right
        }
        CheckKind::Number => {
            let right = truth.first().and_then(|text| text.parse::<i64>().ok());
            let given = one(answer).and_then(|text| text.trim().parse::<i64>().ok());
            given.is_some() && given == right
        }
        CheckKind::Txid | CheckKind::Address => {
            one(answer).is_some_and(|given| names(&chain, check.kind, given.trim(), &truth))
        }
    };
    Ok(Marked { is_right, truth })
}

/// One text, and no second one to guess by.
fn one(answer: &[String]) -> Option<&str> {
    if let [one] = answer { Some(one) } else { None }
}

/// Whether a text means one of these: by its natural key, as the card of a board names it, or by the
/// name that the lesson's own text gives it.
fn names(chain: &Chain<'_>, kind: CheckKind, given: &str, truth: &[String]) -> bool {
    let word = if kind == CheckKind::Txid { "tx" } else { "address" };
    let named = chain.anchor_of(&format!("{word}:{given}")).ok();
    let key = last(named.as_deref().unwrap_or(given));
    // Hex and bech32 are one in both cases; the older addresses are not.
    let is_same = |right: &String| {
        right == key || (right.to_lowercase() == *right && *right == key.to_lowercase())
    };
    truth.iter().any(is_same)
}

/// The natural key of an anchor; of what is none, itself.
fn last(anchor: &str) -> &str {
    let parted =
        anchor.split_once(':').filter(|(kind, _)| matches!(*kind, "transaction" | "address"));
    let key = parted.and_then(|(_, rest)| rest.split_once(':'));
    key.map_or(anchor, |(_, key)| key)
}

fn truth(chain: &Chain<'_>, check: &Check) -> Result<Vec<String>, String> {
    let truth = check.truth.get_ref();
    match (check.kind, truth) {
        (CheckKind::Number, Truth::Number(number)) => Ok(vec![number.to_string()]),
        (CheckKind::Number, _) => Err("the answer is a number".into()),
        (CheckKind::One | CheckKind::Many, _) => Ok(truth.words().to_vec()),
        (CheckKind::Amount, _) => {
            let amount = chain.amount(&truth.words().join(","))?;
            Ok(vec![amount.to_btc()])
        }
        (CheckKind::Txid | CheckKind::Address, _) => {
            let anchors: Result<Vec<Anchor>, String> =
                truth.words().iter().map(|word| chain.anchor_of(word)).collect();
            Ok(anchors?.iter().map(|anchor| last(anchor).to_owned()).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Files;

    fn lesson() -> Lesson {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../academy/lessons/06-peel");
        let mut files = Files::new();
        for name in ["lesson.toml", "chain.txt", "en.md"] {
            let text = std::fs::read_to_string(format!("{path}/{name}")).expect("it is there");
            files.insert(name.to_owned(), text);
        }
        Lesson::read(files).expect("a lesson")
    }

    #[track_caller]
    fn check(lesson: &Lesson, id: &str, right: &[&[&str]], wrong: &[&[&str]]) -> Vec<String> {
        let check = lesson.check(id).expect("a question of the lesson");
        let marked = |answer: &[&str]| {
            let answer: Vec<String> = answer.iter().map(|part| (*part).to_owned()).collect();
            mark(lesson, check, &answer).expect("its chain answers it")
        };
        for answer in right {
            assert!(marked(answer).is_right, "{id}: {answer:?}");
        }
        for answer in wrong {
            assert!(!marked(answer).is_right, "{id}: {answer:?}");
        }
        marked(&[]).truth
    }

    #[test]
    fn a_choice_is_right_with_all_that_hold_and_nothing_else() {
        let truth = check(
            &lesson(),
            "which-is-honest",
            &[&["b", "d"], &["d", "B", "b"]],
            &[&[], &["b"], &["a", "b", "c", "d"]],
        );
        assert_eq!(truth, ["b", "d"]);
    }

    #[test]
    fn an_amount_is_exact_however_it_is_written() {
        let truth = check(
            &lesson(),
            "paid-at-melati",
            &[&["0.79"], &[" 0.79000000 "]],
            &[&["0.78999999"], &["0,79"], &["-1"], &["1e3"], &["0.79", "0.8"], &["NaN"]],
        );
        assert_eq!(truth, ["0.79000000"]);
    }

    #[test]
    fn an_address_is_meant_by_its_text_its_card_or_its_name() {
        let lesson = lesson();
        let truth = check(&lesson, "last-of-p", &[&["thief/p6"]], &[&["thief/p5"], &[""]]);
        let [address] = truth.as_slice() else { panic!("{truth:?}") };
        let card = format!("address:bitcoin-story-linked:{address}");
        check(&lesson, "last-of-p", &[&[address], &[&card], &[&address.to_uppercase()]], &[]);
    }
}
