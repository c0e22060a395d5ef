//! Each rule on the smallest round it knows, and on what it must not take for one.

use expect_test::{Expect, expect};

use proptest::prelude::*;

use super::*;
use crate::shape::text::shape;
use crate::shape::{InputView, OutputView, ShapeRoom};

/// Every rule that fits, the one that names the transaction first, with what follows from it.
fn check(text: &str, expected: Expect) {
    let room = shape(text);
    let mut lines = Vec::new();
    if let Some(named) = detect(&room.shape()) {
        let does = match (named.vetoes_join(), named.stops_trace()) {
            (true, true) => "no join, trace ends",
            (true, false) => "no join, trace goes on",
            (false, _) => "joined, trace goes on",
        };
        lines.push(format!("{does}: {}", named.says()));
    }
    for finding in every(&room.shape()) {
        lines.push(format!("  {} {}", finding.kind.name(), finding.confidence));
    }
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn a_wasabi_round_has_one_denomination_and_change() {
    check(
        "12*a 0.25+0.01 -> 12*x 0.1, 11*c 0.14+0.01, coordinator 0.003",
        expect![[r#"
            no join, trace ends: wasabi-1.1: 15 outputs of 2 shared values from 0.10000000 to 0.20000000 BTC, at least 12 participants, confidence 100
              wasabi-1.1 100
              wasabi-1.0 70
              joinmarket 49
              equal-outputs 45"#]],
    );
}

#[test]
fn a_wasabi_round_of_2021_has_a_denomination_outside_the_published_window() {
    check(
        "30*a 0.25+0.01 -> 30*x 0.10985, 25*c 0.14+0.01, coordinator 0.003",
        expect![[r#"
            no join, trace ends: wasabi-1.0: 30 outputs of 0.10985000 BTC, at least 30 participants, confidence 60; the denomination lies outside the published 0.1 ± 0.005 BTC, within Dumplings' ± 0.02
              wasabi-1.0 60
              joinmarket 20"#]],
    );
}

#[test]
fn mixing_levels_double_the_denomination() {
    check(
        "20*a 0.5+0.01 -> 20*x 0.1, 8*y 0.2, 4*z 0.4, 20*c 0.071+0.013, coordinator 0.003",
        expect![[r#"
            no join, trace ends: wasabi-1.1: 32 outputs of 3 shared values from 0.10000000 to 0.40000000 BTC, at least 20 participants, confidence 100; levels counted from the round's own denomination, not from 0.1 BTC
              wasabi-2 60
              wasabi-1.1 100"#]],
    );
}

#[test]
fn wabisabi_has_many_denominations() {
    check(
        "30*a 0.02+0.003 -> 6*x 0.0131072, 5*y 0.02097152, 7*z 0.05, 4*w 0.1, 9*c 0.0007+0.00013",
        expect![[r#"
            no join, trace ends: wasabi-2: 22 outputs of 4 shared values from 0.01310720 to 0.10000000 BTC, at least 3 participants, confidence 60
              wasabi-2 60"#]],
    );
}

#[test]
fn a_whirlpool_mix_is_five_to_eight_equal_coins() {
    check(
        "2*new 0.01003675, 3*old 0.01 -> 5*x 0.01",
        expect![[r#"
        no join, trace ends: whirlpool: 5 outputs of 0.01000000 BTC, at least 5 participants, confidence 60
          whirlpool 60"#]],
    );
    check(
        "2*new 0.05003675, 6*old 0.05 -> 8*x 0.05",
        expect![[r#"
        no join, trace ends: whirlpool: 8 outputs of 0.05000000 BTC, at least 8 participants, confidence 60
          whirlpool 60"#]],
    );
}

#[test]
fn a_whirlpool_mix_needs_new_coins_and_old_ones() {
    check("5*old 0.01 -> 5*x 0.01", expect![[r#""#]]);
    check("5*new 0.01003675 -> 5*x 0.01", expect![[r#""#]]);
    check("2*new 0.02, 3*old 0.01 -> 5*x 0.01", expect![[r#""#]]);
}

#[test]
fn a_whirlpool_mix_pays_five_different_holders() {
    check("2*new 0.01003675, 3*old 0.01 -> 4*x 0.01, x0 0.01", expect![[r#""#]]);
}

#[test]
fn a_tx0_is_one_wallet_that_prepares() {
    check(
        "a 0.04, b 0.01 -> data, fee 0.0005, 4*premix 0.01003675, change 0.0087",
        expect![[r#"
            joined, trace goes on: whirlpool-tx0: 4 outputs of 0.01003675 BTC, at least 1 participants, confidence 60; one wallet prepares coins for a mix; its outputs are still its own
              whirlpool-tx0 60"#]],
    );
}

#[test]
fn joinmarket_is_equal_outputs_and_unequal_change() {
    check(
        "4*a 2.1+0.3 -> 4*x 2.0, 3*c 0.1+0.3",
        expect![[r#"
            no join, trace goes on: joinmarket: 4 outputs of 2.00000000 BTC, at least 4 participants, confidence 49
              joinmarket 49
              equal-outputs 45"#]],
    );
}

#[test]
fn a_payroll_from_one_address_is_no_coinjoin() {
    check("a 40, a 7 -> 20*x 2, change 6.99", expect![[r#""#]]);
}

#[test]
fn an_exchange_that_pays_a_batch_is_no_coinjoin() {
    check("hot 40, hot2 7.2 -> 30*x 0.31+0.017, change 6.99", expect![[r#""#]]);
    // Three customers withdraw the same sum: the shape fits, but the coins cannot be theirs.
    check(
        "a 0.9, b 0.2, c 0.2, d 0.1 -> 3*x 0.3, change 0.499",
        expect![[r#"
        joined, trace goes on: joinmarket: 3 outputs of 0.30000000 BTC, at least 3 participants, confidence 20; the inputs cannot have been brought by that many people
          joinmarket 20"#]],
    );
}

#[test]
fn equal_payments_and_a_change_stay_joined() {
    check(
        "a 0.15, b 0.06 -> x 0.1, y 0.1, change 0.0099",
        expect![[r#"
            joined, trace goes on: equal-outputs: 2 outputs of 0.10000000 BTC, at least 2 participants, confidence 20; the inputs cannot have been brought by that many people
              equal-outputs 20
              stonewall 20"#]],
    );
}

#[test]
fn a_stonewall_is_neither_joined_nor_an_end() {
    check(
        "a 0.3, b 0.25 -> x 0.2, y 0.2, c 0.1, d 0.0499",
        expect![[r#"
        no join, trace goes on: stonewall: 2 outputs of 0.20000000 BTC, at least 1 participants, confidence 40; one wallet that imitates two, or two: it cannot be told
          equal-outputs 20
          stonewall 40"#]],
    );
}

#[test]
fn dust_of_a_token_protocol_is_no_denomination() {
    check("a 0.1, b 0.1 -> x 0.00000546, y 0.00000546, c 0.19", expect![[r#""#]]);
    check("a 0.1, b 0.1, c 0.1 -> 3*x 0.0000273, 2*c 0.11+0.03", expect![[r#""#]]);
}

#[test]
fn unknown_inputs_are_believed_at_half_the_price() {
    check(
        "5*? -> 5*x 0.01",
        expect![[r#"
        no join, trace goes on: whirlpool: 5 outputs of 0.01000000 BTC, at least 5 participants, confidence 30; 5 inputs are unknown and were believed
          whirlpool 30"#]],
    );
    check(
        "12*? -> 12*x 0.1, 11*c 0.14+0.01, coordinator 0.003",
        expect![[r#"
        no join, trace ends: wasabi-1.1: 15 outputs of 2 shared values from 0.10000000 to 0.20000000 BTC, at least 12 participants, confidence 50; 12 inputs are unknown and were believed
          wasabi-1.1 50
          wasabi-1.0 35
          joinmarket 25
          equal-outputs 23"#]],
    );
}

#[test]
fn a_service_that_cuts_a_sum_into_equal_parts_is_no_wasabi_round() {
    check(
        "11*a 0.1 -> 10*x 0.1, y 0.09999",
        expect![[r#"
            joined, trace goes on: joinmarket: 10 outputs of 0.10000000 BTC, at least 10 participants, confidence 20; that many people would get more change
              joinmarket 20"#]],
    );
}

#[test]
fn a_sweep_of_one_address_is_no_round() {
    check("a 0.1, b 0.1, hot 0.5, hot 0.5, hot 0.5, hot 0.5 -> 4*x 0.1, d 1.8", expect![""]);
}

/// Transactions of few holders and few values, so that rules come near: pools, denominations, odd
/// sums, dust, and values no honest block has.
fn any_transaction() -> impl Strategy<Value = ShapeRoom> {
    let values = [0, 546, 5_000, 100_000, 103_000, 1_000_000, 1_003_675, 5_000_000, 10_000_000];
    let value = prop_oneof![
        8 => prop::sample::select(values.to_vec()),
        2 => 9_000_000..21_000_000_u64,
        1 => any::<u64>(),
    ];
    let holder = prop::option::weighted(0.9, 0..40_u32);
    let input = (holder.clone(), prop::option::weighted(0.9, value.clone()));
    let output = (holder, value);
    let sides = (prop::collection::vec(input, 0..30), prop::collection::vec(output, 0..30));
    sides.prop_map(|(inputs, outputs)| {
        let mut room = ShapeRoom::default();
        room.inputs.extend(inputs.into_iter().map(|(holder, value)| InputView {
            holder: holder.map(graph::AddressId),
            value: value.map(Sat),
            lock: None,
        }));
        room.outputs.extend(outputs.into_iter().map(|(holder, value)| OutputView {
            holder: holder.map(graph::AddressId),
            value: Sat(value),
            lock: None,
        }));
        room
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_transaction_is_too_strange_and_order_does_not_matter(room in any_transaction(), by in 0..30_usize) {
        let before = every(&room.shape());
        for finding in &before {
            prop_assert!(finding.confidence <= finding.confidence_believed);
            prop_assert!(finding.confidence_believed <= 100);
            prop_assert!(!finding.says().is_empty());
        }
        let mut turned = room.clone();
        turned.inputs.reverse();
        let by = by.min(turned.outputs.len());
        turned.outputs.rotate_left(by);
        prop_assert_eq!(every(&turned.shape()), before);
    }

    #[test]
    fn the_prefilter_hides_nothing(room in any_transaction()) {
        // A coinbase is no rule's business.
        if !worth_a_look(&room.shape()) && !room.inputs.is_empty() {
            let tally = Tally::of(room.shape());
            prop_assert!(RULES.iter().all(|rule| rule(&tally).is_none()));
        }
    }
}
