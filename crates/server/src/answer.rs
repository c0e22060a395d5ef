//! Answers: the shapes of `api` as JSON, and refusals as problems.

use api::ask::bounds::Bounds;
use api::refusal::{Arg, Kind, Refusal, Saying};
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::problem::{Message, Problem};

/// What one question may ask for here.
pub const BOUNDS: Bounds = Bounds::SERVED;

/// JSON that is ready to be sent; made on the thread that found the answer.
#[derive(Debug)]
pub struct Ready(Bytes);

impl Ready {
    pub fn of<T: Serialize>(value: &T) -> Self {
        let text = serde_json::to_string(value).expect("answers have text keys alone");
        Self(escaped(text).into())
    }
}

impl IntoResponse for Ready {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

/// The same value, with every character that could turn a line round or hide in it as its escape:
/// labels come from anybody, and what shows JSON to people shows it as it stands.
fn escaped(text: String) -> String {
    if text.is_ascii() {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

pub fn steers(c: char) -> bool {
    model::refusal::is_invisible(c)
        || matches!(c, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{206a}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.kind {
            Kind::BadInput => 400,
            Kind::NotFound => 404,
            Kind::Ambiguous | Kind::Stopped => 409,
            Kind::TooLarge | Kind::CannotTell => 422,
            Kind::Internal => 500,
        };
        Problem {
            status: axum::http::StatusCode::from_u16(status).expect("they are real ones"),
            what: message(refusal.what),
            hints: refusal.hints.into_iter().map(message).collect(),
            retry_after: None,
            members: Vec::new(),
        }
    }
}

fn message(saying: Saying) -> Message {
    let arg = |arg| match arg {
        Arg::Text(text) => words::Arg::Text(text),
        Arg::Number(number) => words::Arg::Count(number),
    };
    let args = saying.args.into_iter().map(|(name, value)| (name, arg(value))).collect();
    Message { id: saying.id, args }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_a_line_round_is_escaped_and_stays_the_same_value() {
        let label = "shop\u{202e}gpj.exe \u{200b}ร้าน";
        let text = String::from_utf8(Ready::of(&label).0.to_vec()).expect("text");
        assert_eq!(text, "\"shop\\u202egpj.exe \\u200bร้าน\"");
        assert_eq!(serde_json::from_str::<String>(&text).expect("JSON"), label);
    }

    #[test]
    fn every_refusal_of_the_questions_is_in_the_catalogue_with_its_arguments() {
        for (id, args) in api::sayings::ALL {
            assert!(words::is_known(id), "words/en/problems.ftl does not say {id}");
            let args: Vec<(&str, words::Arg)> =
                args.iter().map(|name| (*name, words::Arg::Text(format!("<{name}>")))).collect();
            let says = words::say(words::Language::ENGLISH, id, &args);
            assert!(!says.contains("{$"), "{id} is said with another variable: {says}");
        }
    }
}
