//! A question as a board keeps it: what stands behind the question mark in the address of its page.
//!
//! Names are those of the command's flags; what is usual is not written, the day and the ledger always
//! are. What is no such text reads as fields that no question has, and is refused where it is read.

use serde_json::{Map, Value};

/// The question's fields, for serde to read it from.
pub fn value(kind: &str, text: &str) -> Value {
    let mut fields = Map::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, given) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, given) = (decoded(name), decoded(given));
        match (kind, name.as_str()) {
            ("path", "from") => _ = fields.insert("a".to_owned(), given.into()),
            ("path", "to") => _ = fields.insert("b".to_owned(), given.into()),
            (_, "subject" | "without") => {
                let list = if name == "subject" { "subjects" } else { "without" };
                let subjects = fields.entry(list).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(subjects) = subjects {
                    subjects.push(given.into());
                }
            }
            (_, "back" | "through_services" | "through_mixers" | "through_fees") => {
                fields.insert(name, (given == "1").into());
            }
            (_, "hops" | "legs") => {
                let number = given.parse::<u64>().map_or(Value::String(given), Value::from);
                fields.insert(name, number);
            }
            _ => _ = fields.insert(name, given.into()),
        }
    }
    Value::Object(fields)
}

/// `application/x-www-form-urlencoded`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        let escaped = more.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = escaped.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        match (first, escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = more;
            }
            _ => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use api::ask::path::PathQuestion;
    use api::ask::trace::{MethodAsked, TraceQuestion};

    use super::*;

    #[test]
    fn an_address_is_the_question_that_was_asked() {
        let text = "subject=ab%3A0&subject=cluster%3A%C3%BC+x&back=1&method=haircut&hops=12\
                    &ledger=bitcoin-story-linked&as_of=2026-12-31\
                    &without=rule%3Aco-spend&without=label%3Ax%3Ahttps%3A%2F%2Fy";
        let asked: TraceQuestion = serde_json::from_value(value("trace", text)).expect("a trace");
        let expected = TraceQuestion {
            back: true,
            method: MethodAsked::Haircut,
            hops: Some(12),
            ledger: Some("bitcoin-story-linked".into()),
            as_of: Some("2026-12-31".into()),
            without: vec!["rule:co-spend".into(), "label:x:https://y".into()],
            ..TraceQuestion::new(vec!["ab:0".into(), "cluster:\u{fc} x".into()])
        };
        assert_eq!(asked, expected);
        let text = "from=x&to=y&ledger=l&as_of=2026-01-01";
        let asked: PathQuestion = serde_json::from_value(value("path", text)).expect("a path");
        assert_eq!((asked.a.as_str(), asked.b.as_str()), ("x", "y"));
        assert_eq!(asked.as_of.as_deref(), Some("2026-01-01"));
    }

    #[test]
    fn what_is_no_question_is_refused() {
        for text in
            ["", "%", "%zz=1", "subject=x&more=1", "subject=x&hops=many", "{\"subjects\":[]}"]
        {
            let asked = serde_json::from_value::<TraceQuestion>(value("trace", text));
            assert!(asked.is_err(), "{text}");
        }
    }
}
