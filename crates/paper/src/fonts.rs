//! The faces that are embedded, and what they can show.
//!
//! Noto Sans (from the crate `notosans`; the files say Apache License 2.0) and Noto Sans Thai Looped
//! (SIL Open Font License 1.1). Loops read better for people who are no designers, and are what official Thai print
//! looks like.

use std::fmt::Write as _;
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use words::Language;

include!(concat!(env!("OUT_DIR"), "/thai.rs"));

/// The families, in the order in which a character is looked for.
pub const FAMILIES: [&str; 2] = ["Noto Sans", "Noto Sans Thai Looped"];

pub(crate) struct Fonts {
    pub book: LazyHash<FontBook>,
    pub faces: Vec<Font>,
}

pub(crate) fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let latin: [&'static [u8]; 2] = [notosans::REGULAR_TTF, notosans::BOLD_TTF];
        let files = latin.iter().chain(THAI);
        let faces: Vec<Font> = files.flat_map(|bytes| Font::iter(Bytes::new(*bytes))).collect();
        Fonts { book: LazyHash::new(FontBook::from_fonts(&faces)), faces }
    })
}

/// The terms of the Apache License, which are this program's own too.
const APACHE: &str = include_str!("../../../LICENSE-APACHE");

/// Whose the embedded faces are, as they say themselves, and the licences under which they travel.
pub fn licences() -> String {
    let mut text = format!(
        "{}: Copyright 2012 Google Inc. All Rights Reserved.\n\
         Licensed under the Apache License, Version 2.0, whose terms are:\n\n{APACHE}",
        FAMILIES[0]
    );
    if let Some(licence) = LICENCE {
        let _ = write!(text, "\n\n{}: {licence}", FAMILIES[1]);
    }
    text
}

/// Whether the program was built with the faces that a language needs: with those that show its own name.
pub fn has_faces(language: Language) -> bool {
    language.name().chars().all(shows)
}

/// The languages that this build prints.
pub fn languages() -> impl Iterator<Item = Language> {
    Language::all().filter(|language| has_faces(*language))
}

/// Whether both the plain and the bold face of some family show this character.
pub fn shows(c: char) -> bool {
    let point = u32::from(c);
    let has = |family: &str| {
        let mut faces = fonts().faces.iter().filter(|face| face.info().family == family).peekable();
        faces.peek().is_some() && faces.all(|face| face.info().coverage.contains(point))
    };
    FAMILIES.iter().any(|family| has(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faces_are_those_that_the_page_asks_for() {
        let families: Vec<&str> =
            fonts().faces.iter().map(|face| face.info().family.as_str()).collect();
        let expected: &[&str] = if !THAI.is_empty() {
            &[FAMILIES[0], FAMILIES[0], FAMILIES[1], FAMILIES[1]]
        } else {
            &[FAMILIES[0], FAMILIES[0]]
        };
        assert_eq!(families, expected);
    }

    #[test]
    fn whose_the_faces_are_and_their_licence_can_be_read() {
        let says = licences();
        assert!(says.contains("Noto Sans: Copyright"), "{says}");
        assert!(says.contains("TERMS AND CONDITIONS FOR USE"), "{says}");
        if !THAI.is_empty() {
            assert!(says.contains("Noto Sans Thai Looped: Copyright"), "{says}");
            assert!(says.contains("SIL OPEN FONT LICENSE Version 1.1"), "{says}");
            assert!(says.contains("PERMISSION & CONDITIONS"), "{says}");
        }
    }

    #[test]
    fn latin_is_shown_and_what_no_face_has_is_known() {
        for c in ['a', 'Z', '0', '%', '\u{e9}', '\u{201c}', '\u{2013}', '\u{2026}', '\u{20ac}'] {
            assert!(shows(c), "{c}");
        }
        assert!(!shows('\u{4e2d}'));
        assert_eq!(shows('\u{e01}'), !THAI.is_empty());
        for language in Language::all() {
            assert!(
                has_faces(language) || language.code() == "th" && THAI.is_empty(),
                "{language}"
            );
        }
    }
}
