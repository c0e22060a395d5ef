//! Little chains and grown stories, as block files that enter through the front door.

use crate::harness::transcript;

#[test]
fn a_scenario_is_played_and_written_as_block_files() {
    transcript("scenario_play.txt");
}
