//! Labels in and out, and screening by them: found, not found, cannot tell.

use crate::harness::{transcript, transcript_on_real_data};

#[test]
fn labels_are_imported_once_and_shown_with_their_provenance() {
    transcript("labels.txt");
}

#[test]
fn screening_says_found_not_found_or_cannot_tell() {
    transcript("screen.txt");
}

#[test]
fn the_ofac_timeline_answers_for_every_day_or_says_that_it_cannot() {
    transcript_on_real_data("screen_ofac.txt");
}
