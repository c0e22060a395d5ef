//! Why a text was refused, in words for the person who pasted it.
//!
//! The one thing to know: a refusal quotes at most a line of what it refuses, with control
//! characters escaped, and nothing at all of what may be a key.

/// Why a text is nothing we know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ParseError {
    pub reason: String,
    /// The text looks like a key or a seed phrase: whoever reports this must not repeat it.
    pub is_secret: bool,
}

impl ParseError {
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_secret: false }
    }

    /// For what may be a key: the reason says what it looks like and quotes nothing.
    pub fn secret(looks_like: &str) -> Self {
        let reason = format!(
            "this looks like {looks_like}; do not paste it anywhere: whoever sees it can take the \
             money (it was not stored or repeated here)"
        );
        Self { reason, is_secret: true }
    }
}

/// The most characters of anybody's input that a message repeats.
const QUOTED_CHARS_MAX: usize = 80;

/// `text` in quotes, cut to a line, with what cannot be seen escaped.
pub fn quoted(text: &str) -> String {
    let mut shown = String::from("'");
    let mut room = QUOTED_CHARS_MAX;
    for c in text.chars() {
        let escaped: String =
            if is_visible(c) { c.to_string() } else { c.escape_unicode().collect() };
        let Some(rest) = room.checked_sub(escaped.chars().count()) else {
            shown.push('…');
            break;
        };
        room = rest;
        shown.push_str(&escaped);
    }
    shown.push('\'');
    shown
}

/// Letters, digits, signs and the plain blank: what a terminal shows as itself, in order.
fn is_visible(c: char) -> bool {
    !c.is_control() && !is_invisible(c) && (c == ' ' || !c.is_whitespace())
}

/// Characters that take no room or turn the order of their neighbours round; pages and chat
/// programs put them into what people copy (Unicode 15, general category Cf).
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}
