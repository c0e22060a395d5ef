//! What was asked, as the address of its page has it behind the question mark.
//!
//! Names and order are those of `web/src/core/question.ts`: one question, one text. The day and the
//! ledger that the answer was of are written down even where nobody named them, so that whoever
//! opens the address later asks the same.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::answer::AsOf;

const TRACE: &[&str] = &[
    "back",
    "method",
    "hops",
    "min",
    "from",
    "to",
    "through_services",
    "through_mixers",
    "through_fees",
    "legs",
    "ledger",
    "as_of",
    "known_at",
];
const PATH: &[&str] =
    &["hops", "min", "legs", "through_services", "through_mixers", "ledger", "as_of", "known_at"];

/// Of a job's question (the fields of the command's flags) and its answer's moment.
pub fn text(kind: &str, question: &Value, as_of: &AsOf) -> String {
    let empty = Map::new();
    let fields = question.as_object().unwrap_or(&empty);
    let mut query = Query::default();
    let names = match kind {
        "path" => {
            for (name, field) in [("from", "a"), ("to", "b")] {
                query.value(name, fields.get(field));
            }
            PATH
        }
        _ => {
            let subjects = fields.get("subjects").and_then(Value::as_array);
            for subject in subjects.into_iter().flatten() {
                query.value("subject", Some(subject));
            }
            TRACE
        }
    };
    for name in names {
        let given = fields.get(*name).filter(|value| !value.is_null());
        match (*name, given) {
            ("method", Some(Value::String(method))) if method == "fifo" => {}
            ("as_of", None) => query.add("as_of", &as_of.day),
            ("ledger", None) => query.add("ledger", as_of.ledger().unwrap_or_default()),
            (name, given) => query.value(name, given),
        }
    }
    let without = fields.get("without").and_then(Value::as_array);
    for what in without.into_iter().flatten() {
        query.value("without", Some(what));
    }
    query.0
}

#[derive(Default)]
struct Query(String);

impl Query {
    fn value(&mut self, name: &str, value: Option<&Value>) {
        match value {
            Some(Value::Bool(true)) => self.add(name, "1"),
            Some(Value::Number(number)) => self.add(name, &number.to_string()),
            Some(Value::String(text)) => self.add(name, text),
            _ => {}
        }
    }

    /// `application/x-www-form-urlencoded`, as URLSearchParams writes it.
    fn add(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        for byte in value.bytes() {
            match byte {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'*' | b'-' | b'.' | b'_' => {
                    self.0.push(char::from(byte));
                }
                b' ' => self.0.push('+'),
                _ => {
                    let _ = write!(self.0, "%{byte:02X}");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::drawing::answer::LedgerTip;

    fn check(kind: &str, question: &Value, expected: &str) {
        let tip = LedgerTip { ledger: "bitcoin-story-linked".into(), tip: None };
        let as_of = AsOf { day: "2026-12-31".into(), ledgers: vec![tip] };
        assert_eq!(text(kind, question, &as_of), expected);
    }

    #[test]
    fn only_what_is_not_usual_is_written_and_the_moment_always() {
        let question = json!({
            "subjects": ["ab:0", "cluster:ü x"], "back": true, "method": "fifo", "hops": 12,
            "min": null, "through_services": false, "ledger": null, "as_of": null,
        });
        let expected = "subject=ab%3A0&subject=cluster%3A%C3%BC+x&back=1&hops=12\
                        &ledger=bitcoin-story-linked&as_of=2026-12-31";
        check("trace", &question, expected);
        let question = json!({"a": "x", "b": "y", "as_of": "2026-01-01", "ledger": "l"});
        check("path", &question, "from=x&to=y&ledger=l&as_of=2026-01-01");
    }
}
