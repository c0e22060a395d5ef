//! Text that came from outside, made safe to print.
//!
//! A label, a file name or a memo can hold characters that move a terminal's cursor, hide what
//! stands before them or print a line from right to left. They are shown as `\u{202e}`, never
//! obeyed.

use serde::Serialize;

/// Characters that steer instead of showing: controls, bidirectional marks and overrides,
/// invisible joiners, line separators, the byte-order mark, tags.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// One line for a terminal or a sheet: nothing in it steers.
pub fn plain(text: &str) -> String {
    if !text.contains(steers) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if steers(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// The JSON text of an answer, as the command line prints it: two-space indents, one object, a newline
/// at its end. Characters that could steer a terminal or reverse a line are escaped (`\u202e`); the
/// value is the same.
pub fn json<T: Serialize>(answer: &T) -> String {
    let plain = serde_json::to_string_pretty(answer).expect("answers have text keys alone");
    let mut text = json_escaped(&plain);
    text.push('\n');
    text
}

/// JSON text with every steering character as its `\uXXXX` escape. Newlines that lay the text out
/// stay; inside strings serde has already escaped them.
pub fn json_escaped(json: &str) -> String {
    let hides = |c: char| c != '\n' && steers(c);
    if !json.contains(hides) {
        return json.to_owned();
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if hides(c) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown_and_not_obeyed() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c\u{9b}d\n"), r"a\u{1b}[31mb\u{202e}c\u{9b}d\u{a}");
        assert_eq!(plain("แม่สาย ไทย"), "แม่สาย ไทย");
    }

    #[test]
    fn json_keeps_the_value_of_what_it_escapes() {
        let value = "a\u{202e}b\u{9b}\u{e0041}";
        let text = json_escaped(&serde_json::to_string(value).expect("a string"));
        assert!(text.is_ascii(), "{text}");
        assert_eq!(serde_json::from_str::<String>(&text).expect("still JSON"), value);
    }
}
