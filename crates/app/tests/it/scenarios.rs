//! Little chains and grown stories, as block files that enter through the front door.

use crate::harness::transcript;

#[test]
fn a_scenario_is_played_and_written_as_block_files() {
    transcript("scenario_play.txt");
}

#[test]
fn a_story_is_grown_from_a_seed_and_read_like_any_chain() {
    transcript("scenario_grow.txt");
}
