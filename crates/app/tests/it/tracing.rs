//! A little theft from end to end: block files in, an explained trace out.

use serde_json::Value;

use crate::harness::{Desk, transcript, transcript_on_real_data};

#[test]
fn a_theft_is_followed_to_where_the_coins_are_now() {
    transcript("theft.txt");
}

#[test]
fn block_nine_s_coinbase_is_followed_by_the_address_people_paste() {
    transcript_on_real_data("block_nine.txt");
}

/// `1.00000000` as satoshis; exact, since no answer ever holds a number for money.
fn sat(amount: &Value) -> u128 {
    let text = amount["amount"].as_str().expect("an amount");
    assert_eq!(amount["asset"], "BTC");
    let (whole, part) = text.split_once('.').expect("eight decimals");
    assert_eq!(part.len(), 8, "{text}");
    format!("{whole}{part}").parse().expect("digits")
}

#[test]
fn a_story_s_theft_is_accounted_for_to_the_last_satoshi_and_told_the_same_twice() {
    let desk = Desk::new();
    let grow = ["scenario", "grow", "exchange-theft", "--seed", "11", "--transactions", "6000"];
    let story = desk.json(&[&grow[..], &["--out", "story"]].concat());
    desk.done(&["ingest", "bitcoin", "story/blocks"]);
    desk.done(&["labels", "import", "story/labels.yaml"]);
    let txids = story["start"]["txids"].as_array().expect("where to start");
    let mut args = vec!["trace", "--method", "all"];
    args.extend(txids.iter().map(|txid| txid.as_str().expect("a txid")));
    let trace = desk.json(&args);
    assert!(trace["hops"].as_array().expect("hops").len() > 20, "the coins went somewhere");
    for method in ["haircut", "fifo", "lifo", "tiho"] {
        let rows = trace["where_it_is_now"].as_array().expect("rows").iter();
        let sum: u128 = rows.map(|row| sat(&row["amounts"][method])).sum();
        assert_eq!(sum, sat(&trace["start"]["net"][method]), "{method}");
        let sums = trace["sums"].as_array().expect("sums").iter();
        assert_eq!(sum, sums.map(|row| sat(&row["amounts"][method])).sum::<u128>(), "{method}");
    }
    for format in ["table", "json", "csv", "svg", "dot"] {
        let told = [&args[..], &["--format", format]].concat();
        assert_eq!(desk.done(&told), desk.done(&told), "{format}");
    }
}
