//! A little theft from end to end: block files in, an explained trace out.

use crate::harness::{transcript, transcript_on_real_data};

#[test]
fn a_theft_is_followed_to_where_the_coins_are_now() {
    transcript("theft.txt");
}

#[test]
fn block_nine_s_coinbase_is_followed_by_the_address_people_paste() {
    transcript_on_real_data("block_nine.txt");
}
