//! Words of a picture: safe to stand in XML and DOT, short enough for a card, the same everywhere.

use model::amount::Total;

/// An amount without trailing zeros: exact, and the same in every language.
pub fn btc(value_sat: u128) -> String {
    let text = Total(value_sat).to_btc();
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Text from outside for XML: what XML cannot hold and what would turn the line around is dropped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ if is_unsafe(c) => {}
            _ => out.push(c),
        }
    }
    out
}

/// Text for a quoted string of DOT.
pub fn escape_dot(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            _ if is_unsafe(c) => {}
            _ => out.push(c),
        }
    }
    out
}

/// Control characters, and the marks by which a label could reorder what stands around it
/// (Unicode's bidirectional controls).
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// The middle left out of what is too long: `bc1q7k9d…a2m2x9`.
pub fn shorten_middle(text: &str, chars_max: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= chars_max {
        return text.to_owned();
    }
    let kept = chars_max.saturating_sub(1);
    let (head, tail) = (kept.div_ceil(2), kept / 2);
    let head: String = chars[..head].iter().collect();
    let tail: String = chars[chars.len() - tail..].iter().collect();
    format!("{head}…{tail}")
}

/// The end left out of what is too wide. Widths count a character of ASCII as one.
pub fn shorten_end(text: &str, width_max: usize) -> String {
    if width(text) <= width_max {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut taken = 1;
    for c in text.chars() {
        taken += char_width(c);
        if taken > width_max {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// A line's width in characters of ASCII; others are taken for twice as wide, to be safe.
pub fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    if c.is_ascii() || matches!(c, '…' | '·' | '→' | '×' | '–') { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_leave_its_place() {
        assert_eq!(
            escape("</text><script>alert('&')\u{202e}\u{0}\u{7}"),
            "&lt;/text&gt;&lt;script&gt;alert(&#39;&amp;&#39;)"
        );
        assert_eq!(escape_dot("a\"];\\n\u{1b}"), "a\\\"];\\\\n");
    }

    #[test]
    fn what_is_too_long_says_so() {
        assert_eq!(shorten_middle("bc1q0123456789abcdef", 11), "bc1q0…bcdef");
        assert_eq!(shorten_end("An exchange with a long name", 12), "An exchange…");
        assert_eq!(shorten_end("ตลาดหลักทรัพย์", 12), "ตลาดห…");
        assert_eq!(btc(5_000_000_000), "50");
        assert_eq!(btc(1), "0.00000001");
    }
}
