//! What people write: bounded, and free of characters that make a text show another than it is.
//!
//! Markup and formulas are text like any other and are kept as they came: whoever shows or exports
//! them escapes them there. What is refused is what cannot be seen: control characters, and the
//! marks that turn the direction of writing, with which a name or an amount can be made to read
//! backwards (Unicode Technical Report 36, "Bidirectional Text Spoofing"). Thai's joiners stay.

/// Why a text is not taken. It names the field, so that a form can show it there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("{field} is empty")]
    Empty { field: &'static str },
    #[error(
        "{field} has {found} characters and at most {most} are kept: shorten it, or attach it as a \
         file"
    )]
    TooLong { field: &'static str, found: usize, most: usize },
    #[error(
        "{field} holds the invisible character U+{code:04X} at character {at}: take it out, since \
         it would show the text other than it is"
    )]
    Invisible { field: &'static str, code: u32, at: usize },
}

impl TextError {
    pub const fn code(&self) -> &'static str {
        match self {
            TextError::Empty { .. } => "text-empty",
            TextError::TooLong { .. } => "text-too-long",
            TextError::Invisible { .. } => "text-invisible",
        }
    }
}

/// Whether a character steers how others are shown instead of being shown itself.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2066}'..='\u{2069}' | '\u{feff}')
        // Tags (block E0000): a whole text can hide in them.
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

fn checked<'t>(
    field: &'static str,
    text: &'t str,
    most: usize,
    allows: fn(char) -> bool,
) -> Result<&'t str, TextError> {
    let found = text.chars().count();
    if found > most {
        return Err(TextError::TooLong { field, found, most });
    }
    match text.chars().position(|c| steers(c) && !allows(c)) {
        None => Ok(text),
        Some(at) => {
            let code = text.chars().nth(at).map_or(0, u32::from);
            Err(TextError::Invisible { field, code, at: at + 1 })
        }
    }
}

/// One line that is not empty: a title, a name.
pub fn line(field: &'static str, text: &str, most: usize) -> Result<String, TextError> {
    let text = checked(field, text.trim(), most, |_| false)?;
    if text.is_empty() { Err(TextError::Empty { field }) } else { Ok(text.to_owned()) }
}

/// One line that may be empty.
pub fn line_or_none(field: &'static str, text: &str, most: usize) -> Result<String, TextError> {
    checked(field, text.trim(), most, |_| false).map(str::to_owned)
}

/// Several lines that are not empty: a note.
pub fn prose(field: &'static str, text: &str, most: usize) -> Result<String, TextError> {
    let unix = text.replace("\r\n", "\n");
    let text = checked(field, unix.trim_end(), most, |c| matches!(c, '\n' | '\t'))?;
    if text.trim().is_empty() { Err(TextError::Empty { field }) } else { Ok(text.to_owned()) }
}

/// Several lines that may be empty.
pub fn prose_or_none(field: &'static str, text: &str, most: usize) -> Result<String, TextError> {
    match prose(field, text, most) {
        Err(TextError::Empty { .. }) => Ok(String::new()),
        other => other,
    }
}

/// Whether a text that is stored as it stands keeps the rules of [`prose`].
pub(crate) fn is_prose(field: &'static str, text: &str, most: usize) -> Result<(), TextError> {
    checked(field, text, most, |c| matches!(c, '\n' | '\t'))?;
    if text.trim().is_empty() { Err(TextError::Empty { field }) } else { Ok(()) }
}

/// Whether a text that is stored as it stands is one line, not empty.
pub(crate) fn is_line(field: &'static str, text: &str, most: usize) -> Result<(), TextError> {
    checked(field, text, most, |_| false)?;
    if text.trim().is_empty() { Err(TextError::Empty { field }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_formulas_are_kept_as_they_came() {
        for text in ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "'; DROP TABLE cases --"] {
            assert_eq!(prose("the note", text, 100).as_deref(), Ok(text));
        }
        assert_eq!(
            prose("the note", "คริป\u{2060}โท\r\nสอง", 100).as_deref(),
            Ok("คริป\u{2060}โท\nสอง")
        );
    }

    #[test]
    fn what_turns_the_direction_of_writing_is_named_with_its_place() {
        let refused = line("the title", "pay \u{202e}cba", 100).expect_err("turned");
        assert_eq!(
            refused.to_string(),
            "the title holds the invisible character U+202E at character 5: take it out, since it \
             would show the text other than it is"
        );
        for bad in ["a\u{2066}b", "a\0b", "a\u{e0041}b", "a\u{feff}b"] {
            assert!(prose("the note", bad, 10).is_err(), "{bad:?}");
        }
        assert!(line("the title", "two\nlines", 10).is_err(), "a title is one line");
        assert!(prose("the note", "two\n\tlines", 20).is_ok());
    }

    #[test]
    fn a_note_of_100_000_characters_is_told_its_bound() {
        let long = "ม".repeat(100_000);
        let refused = prose("the note", &long, 20_000).expect_err("long");
        assert_eq!(refused, TextError::TooLong { field: "the note", found: 100_000, most: 20_000 });
        assert_eq!(prose("the note", " \n ", 10), Err(TextError::Empty { field: "the note" }));
    }
}
