//! Laws over little random chains.

use proptest::prelude::*;

use crate::taint::Method;
use crate::testing::{World, show};
use crate::trace::Trace;

/// A random chain as text: coins are spent a few at a time, split, joined, some at labelled
/// services, some fees large.
#[derive(Debug, Clone)]
pub struct Chain {
    pub text: String,
    start: String,
}

impl Chain {
    pub fn start(&self) -> &str {
        &self.start
    }
}

/// With labels, two of the holders are a service and a mixer.
pub fn chain(has_labels: bool) -> impl Strategy<Value = Chain> {
    let tx = (
        prop::collection::vec(any::<prop::sample::Index>(), 1..4),
        prop::collection::vec((1_u64..1_000, 0_u8..8), 1..4),
        0_u64..50,
    );
    (prop::collection::vec(tx, 1..24), any::<prop::sample::Index>()).prop_map(
        move |(txs, start)| {
            let mut text = String::new();
            let mut coins: Vec<(String, u64)> = Vec::new();
            for mint in 0..3 {
                text += &format!("block\n m{mint}: coinbase -> p{mint} 5000sat, p{mint} 3000sat\n");
                coins.push((format!("m{mint}:0"), 5_000));
                coins.push((format!("m{mint}:1"), 3_000));
            }
            let start = coins[start.index(coins.len())].0.clone();
            for (number, (picks, outs, fee)) in txs.into_iter().enumerate() {
                let mut spent: Vec<(String, u64)> = Vec::new();
                for pick in picks {
                    if !coins.is_empty() {
                        spent.push(coins.remove(pick.index(coins.len())));
                    }
                }
                let total: u64 = spent.iter().map(|(_, value)| value).sum();
                let mut left = total.saturating_sub(fee);
                let weight: u64 = outs.iter().map(|(weight, _)| weight).sum();
                let mut paid = Vec::new();
                for (vout, (part, holder)) in outs.iter().enumerate() {
                    let value = (total.saturating_sub(fee) * part / weight).min(left);
                    left -= value;
                    paid.push(format!("p{holder} {value}sat"));
                    coins.push((format!("t{number}:{vout}"), value));
                }
                let inputs: Vec<String> = spent.into_iter().map(|(name, _)| name).collect();
                if number % 3 == 0 {
                    text += "block\n";
                }
                text += &format!(" t{number}: {} -> {}\n", inputs.join(" + "), paid.join(", "));
            }
            if has_labels {
                text += "label p0 exchange Bitx\nlabel p1 mixing_service Blend\n";
            }
            Chain { text, start }
        },
    )
}

fn ended(trace: &Trace, method: Method) -> u128 {
    trace.endings.iter().map(|ending| u128::from(ending.amounts[method])).sum()
}

const ALL: &str = "poison haircut fifo lifo tiho";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_satoshi_of_the_start_has_an_end(chain in chain(true), hops in 0_u32..9, legs in 0_u64..40) {
        let world = World::of(&chain.text);
        for direction in ["forward", "back"] {
            for more in ["", "through=services", "through=mixers", "through=fees"] {
                for limit in [String::new(), format!("hops={hops}"), format!("legs={legs}")] {
                    for subject in [chain.start.as_str(), "@p2", "t0", "@@p3"] {
                        let query = format!("{direction} {subject} {ALL} {more} {limit}");
                        if subject.starts_with('@') && !chain.text.contains(&subject.replace('@', "")) {
                            continue;
                        }
                        let trace = world.trace(&query);
                        prop_assert_eq!(trace.reconcile(), Ok(()), "{}", query);
                        prop_assert!(
                            ended(&trace, Method::Poison) + trace.start.returned[Method::Poison]
                                >= ended(&trace, Method::Fifo)
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn each_method_finds_alone_what_it_finds_beside_the_others(chain in chain(true), hops in 1_u32..6) {
        let world = World::of(&chain.text);
        for direction in ["forward", "back"] {
            let settings = format!("hops={hops} min=300");
            let all = world.trace(&format!("{direction} {} {ALL} {settings}", chain.start));
            for method in Method::ALL {
                let query = format!("{direction} {} {method} {settings}", chain.start);
                let alone = world.trace(&query);
                let rows = |trace: &Trace| {
                    let rows = trace.endings.iter().filter(|ending| ending.amounts[method] > 0);
                    let mut rows: Vec<String> = rows
                        .map(|row| {
                            let place = match row.place {
                                crate::trace::Place::Coin(at) => {
                                    trace.coin(at).out_point.to_string()
                                }
                                crate::trace::Place::Step(at) => trace.step(at).txid.to_string(),
                            };
                            format!("{place} {} {}", row.stop.name(), row.amounts[method])
                        })
                        .collect();
                    rows.sort();
                    rows
                };
                prop_assert_eq!(rows(&all), rows(&alone));
            }
        }
    }

    #[test]
    fn the_same_question_has_the_same_answer(chain in chain(true)) {
        let (a, b) = (World::of(&chain.text), World::of(&chain.text));
        let query = format!("forward {} {ALL}", chain.start);
        prop_assert_eq!(show(&a.trace(&query)), show(&b.trace(&query)));
    }
}
