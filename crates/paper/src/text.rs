//! Text from outside, made fit to be printed: what people see is what is there.
//!
//! Control characters, marks that turn or hide text, and characters that no embedded face has are
//! written out as `\u{202e}`; a text longer than a page can bear is cut, and says how long it was; an
//! endless word may be broken. What is evidence (hashes, addresses, amounts) comes from the program
//! itself and passes through unchanged.

use crate::fonts::shows;

/// Characters of one text from outside.
const LONGEST: usize = 600;
/// The same of notes that people wrote for the paper.
const LONGEST_NOTE: usize = 20_000;
/// A word may be broken after so many characters without a place to break.
const RUN_MAX: usize = 24;
/// The longest thing of the program's own that is never broken: an outpoint.
const RUN_MAX_EVIDENCE: usize = 78;

const BREAK: char = '\u{200b}';

/// A label, a source, a name: in one paragraph.
pub fn outside(text: &str) -> String {
    fit(&text.replace(['\n', '\r', '\t'], " "), LONGEST, RUN_MAX)
}

/// A note that somebody wrote: its paragraphs.
pub fn note(text: &str) -> Vec<String> {
    let text: String = cut(text, LONGEST_NOTE);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| fit(&line.replace('\t', " "), LONGEST_NOTE + 60, RUN_MAX)).collect()
}

/// A hash, an address, an amount: whole, on one line as long as a line can be.
pub fn evidence(text: &str) -> String {
    fit(text, usize::MAX, RUN_MAX_EVIDENCE)
}

/// The words of a drawing: markup that the program wrote, whose texts are from outside.
pub fn drawing(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len());
    for c in svg.chars() {
        if c == '\n' || is_plain(c) { out.push(c) } else { write_out(c, &mut out) }
    }
    out
}

fn cut(text: &str, length_max: usize) -> String {
    match text.char_indices().nth(length_max) {
        None => text.to_owned(),
        Some((end, _)) => {
            let all = text.chars().count();
            format!("{}\u{2026} [{length_max} / {all}]", &text[..end])
        }
    }
}

fn fit(text: &str, length_max: usize, run_max: usize) -> String {
    let text = cut(text, length_max);
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        // Thai writes no spaces; its words are found by a dictionary, and any may be broken.
        if c == ' ' || is_thai(c) {
            run = 0;
        } else if run == run_max {
            out.push(BREAK);
            run = 0;
        }
        run += usize::from(c != ' ');
        if is_plain(c) {
            out.push(c);
        } else {
            write_out(c, &mut out);
        }
    }
    out
}

fn is_thai(c: char) -> bool {
    ('\u{e00}'..='\u{e7f}').contains(&c)
}

fn is_plain(c: char) -> bool {
    !c.is_control() && !is_steering(c) && shows(c)
}

/// Marks that turn the direction of text, join or part characters unseen, or show as nothing.
fn is_steering(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn write_out(c: char, out: &mut String) {
    out.extend(c.escape_unicode());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_the_eye_is_written_out() {
        assert_eq!(outside("abc\u{202e}fdp.exe"), "abc\\u{202e}fdp.exe");
        assert_eq!(outside("a\u{200b}b\0c\u{7}"), "a\\u{200b}b\\u{0}c\\u{7}");
        assert_eq!(outside("two\nlines\tone"), "two lines one");
    }

    #[test]
    fn what_no_face_has_is_written_out_and_not_left_as_a_box() {
        assert_eq!(outside("Bank \u{4e2d}"), "Bank \\u{4e2d}");
        assert_eq!(drawing("<text>\u{4e2d}</text>\n"), "<text>\\u{4e2d}</text>\n");
    }

    #[test]
    fn markup_is_text() {
        let typst = "#panic() *bold* $x$ `raw` <label> @ref // [a](b)";
        assert_eq!(outside(typst), typst);
    }

    #[test]
    fn a_text_without_end_is_cut_and_says_how_long_it_was() {
        let long = "x".repeat(100_000);
        let cut = outside(&long);
        assert!(cut.ends_with("[600 / 100000]"), "{}", &cut[cut.len() - 40..]);
        assert!(cut.split([BREAK, ' ']).all(|word| word.chars().count() <= RUN_MAX + 1));
        let [paragraph] = note(&long).try_into().expect("one paragraph");
        assert!(paragraph.ends_with("[20000 / 100000]"));
    }

    #[test]
    fn evidence_is_never_broken_or_cut() {
        let out_point = format!("{}:4294967295", "f".repeat(64));
        assert_eq!(evidence(&out_point), out_point);
        let multisig = "a".repeat(300);
        assert_eq!(evidence(&multisig).replace(BREAK, ""), multisig);
    }

    #[test]
    fn a_note_keeps_its_paragraphs() {
        assert_eq!(note("one\n\n  two  \r\nthree"), ["one", "two", "three"]);
    }
}
