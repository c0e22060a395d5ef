//! Pictures: what stands in them, and what must not.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

use crate::picture::{PictureOptions, dot, svg};
use crate::testing::World;

const THEFT: &str = "
    block 2026-03-01T14:02:00Z
      fund: coinbase -> exch 10
    block
      theft: fund -> thief 9, exch 0.9
    block
      split: theft:0 -> thief/1 5, thief/2 3.9
    block
      s1: split:0 -> cash/1 0.5, thief/3 4.5
    block
      s2: s1:1 -> cash/2 0.5, thief/4 4
    block
      s3: s2:1 -> cash/3 0.5, thief/5 3.5
    label exch exchange Bitx
    label cash/1 exchange <script>&\"'
    label cash/2 exchange <script>&\"'
";

fn options(world: &World, query: &str) -> (crate::trace::Trace, PictureOptions) {
    let trace = world.trace(query);
    let options = PictureOptions::of(&trace);
    (trace, options)
}

/// The words of a picture, one text element a line, tooltips left out.
fn words(svg: &str) -> String {
    let mut words = String::new();
    for line in svg.lines().filter(|line| line.starts_with("<text")) {
        let text = line.split_once('>').and_then(|(_, rest)| rest.split_once("</text>"));
        let _ = writeln!(words, "{}", text.expect("a text element on a line").0);
    }
    words
}

fn check(query: &str, expect: &Expect) {
    let world = World::of(THEFT);
    let (trace, options) = options(&world, query);
    let picture = svg(&trace, options);
    is_well_formed(&picture);
    expect.assert_eq(&world.rename(&words(&picture)));
}

/// Every element that opens closes, attributes are quoted, and nothing that could run is there.
fn is_well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        assert!(!rest[..start].contains('>'), "a bare '>' in text");
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        let name = tag.trim_start_matches('/').split([' ', '/']).next().expect("a name");
        let known = ["svg", "rect", "text", "g", "title", "path", "circle"];
        assert!(known.contains(&name), "element {name}");
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes in {tag}");
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name)),
            (false, false) => open.push(name),
            (false, true) => {}
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

#[test]
fn a_picture_says_what_it_is_and_where_the_value_is() {
    check(
        "forward theft",
        &expect![[r#"
            SYNTHETIC: a made-up chain for training and tests. No real person, no real money.
            Where the value of this went, by FIFO
            transaction theft
            Ledger bitcoin-story-linked, as of block 6 (block6), 2026-03-01T14:52:00Z. Labels 19204dbcb28f970e….
            Method: FIFO: the first satoshi in pays the first satoshi out, fee last.
            6d1b69d5
            5 BTC
            2026-03-01 14:22
            3.9 BTC
            2026-03-01 14:22
            5 BTC
            3.5 BTC
            1 BTC
            0.5 BTC
            ?
            unlabelled
            synth1q27…ecr505tz
            START 9 BTC
            SV
            Bitx
            synth1qgx…nsqqssz3
            service 0.9 BTC · 9.09 %
            START 0.9 BTC
            ?
            unlabelled
            synth1qwk…g5uj7efs
            ?
            unlabelled
            synth1qce…gm7t200l
            unspent 3.9 BTC · 39.39 %
            ?
            unlabelled
            synth1q97…eq6xgn2n
            unspent 3.5 BTC · 35.35 %
            SV
            &lt;script&gt;&amp;&quot;&#39;
            ×2, 2 addresses
            service 1 BTC · 10.10 %
            ?
            unlabelled
            synth1qrl…f4kg0xuy
            unspent 0.5 BTC · 5.05 %
            Peel-like ×3
            5→3.5
            Where it is now
            reason
            rows
            FIFO, BTC
            share of the start by FIFO
            unspent
            3
            7.9
            79.80 %
            service
            3
            1.9
            19.19 %
            fee
            1
            0.1
            1.01 %
            the start
            9.9
            SV
            service
            ?
            unlabelled
            RUN
            folded run
            observed on the ledger
            inferred: crossed because asked, or perhaps a CoinJoin; no evidence
            circle: a transaction, with the beginning of its id
            double border: a cluster, which is a hypothesis
            dashed pill: a limit of this question, not a fact
            line width: logarithm of the traced value
        "#]],
    );
}

#[test]
fn backward_the_start_stands_on_the_right_and_money_still_goes_right() {
    check(
        "back s1:1 haircut",
        &expect![[r#"
            SYNTHETIC: a made-up chain for training and tests. No real person, no real money.
            Where the value of this came from, by haircut
            output s1:1
            Ledger bitcoin-story-linked, as of block 6 (block6), 2026-03-01T14:52:00Z. Labels 19204dbcb28f970e….
            Method: haircut: every output carries the tainted share of the transaction&#39;s inputs.
            317138a6
            4.5 of 5 BTC
            2026-03-01 14:32
            6d1b69d5
            4.5 of 9 BTC
            2026-03-01 14:22
            f608c259
            4.5 of 10 BTC
            2026-03-01 14:12
            ?
            unlabelled
            synth1qd0…t5tdwl9w
            START 4.5 BTC
            ?
            unlabelled
            synth1qwk…g5uj7efs
            ?
            unlabelled
            synth1q27…ecr505tz
            SV
            Bitx
            synth1qgx…nsqqssz3
            service 4.5 BTC · 100.00 %
            Where it came from
            reason
            rows
            haircut, BTC
            share of the start by haircut
            service
            1
            4.5
            100.00 %
            the start
            4.5
            SV
            service
            ?
            unlabelled
            observed on the ledger
            inferred: crossed because asked, or perhaps a CoinJoin; no evidence
            circle: a transaction, with the beginning of its id
            double border: a cluster, which is a hypothesis
            dashed pill: a limit of this question, not a fact
            line width: logarithm of the traced value
        "#]],
    );
    let world = World::of(THEFT);
    let (trace, options) = options(&world, "back split:0");
    let picture = svg(&trace, options);
    let x_of = |word: &str| -> usize {
        let line = picture.lines().find(|line| line.contains(word)).expect("the word is there");
        let x = line.split("x=\"").nth(1).and_then(|rest| rest.split('"').next());
        x.and_then(|x| x.parse().ok()).expect("an x")
    };
    assert!(x_of("START") > x_of("service 5 BTC"));
}

#[test]
fn the_same_trace_is_the_same_picture() {
    let (a, b) = (World::of(THEFT), World::of(THEFT));
    let picture = |world: &World| {
        let (trace, options) = options(world, "forward theft poison haircut fifo lifo tiho");
        (svg(&trace, options), dot(&trace, options))
    };
    assert_eq!(picture(&a), picture(&b));
}

#[test]
fn what_the_card_limit_leaves_out_is_told() {
    let world = World::of(THEFT);
    let trace = world.trace("forward theft");
    for cards_max in [0, 1, 2, 4, 60] {
        let options = PictureOptions { cards_max, ..PictureOptions::of(&trace) };
        let picture = svg(&trace, options);
        is_well_formed(&picture);
        let left_out = words(&picture).contains("Not drawn:");
        assert_eq!(left_out, cards_max < 60, "with {cards_max} cards");
    }
}

#[test]
fn for_graphviz_the_same_graph() {
    let world = World::of(THEFT);
    let (trace, options) = options(&world, "forward theft:0");
    let text = dot(&trace, options);
    expect![[r#"
        digraph trace {
          rankdir=LR; label="bitcoin-story-linked, by fifo, as of block 6 (block6)";
          node [shape=box];
          n0 [label="START 9 BTC\nunlabelled\nsynth1q27…ecr505tz"];
          n1 [label="unlabelled\nsynth1qwk…g5uj7efs"];
          n2 [label="unlabelled\nsynth1qce…gm7t200l\nunspent 3.9 BTC · 43.33 %"];
          n3 [label="unlabelled\nsynth1q97…eq6xgn2n\nunspent 3.5 BTC · 38.89 %"];
          n4 [label="<script>&\"'\n×2, 2 addresses\nservice 1 BTC · 11.11 %"];
          n5 [label="unlabelled\nsynth1qrl…f4kg0xuy\nunspent 0.5 BTC · 5.56 %"];
          n6 [label="Peel-like ×3\n5→3.5"];
          t0 [shape=circle, label="", tooltip="split"];
          n0 -> t0 [label="9"];
          t0 -> n1 [label="5"];
          t0 -> n2 [label="3.9"];
          n1 -> n6 [label="5"];
          n6 -> n3 [label="3.5"];
          n6 -> n4 [label="1"];
          n6 -> n5 [label="0.5"];
        }
    "#]]
    .assert_eq(&world.rename(&text));
}
