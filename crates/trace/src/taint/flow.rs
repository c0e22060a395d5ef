//! One transaction as two rows of values that sum to the same, and what taint does between them.
//!
//! Forward, taint comes from the inputs and goes to the outputs and the fee; backward, it comes
//! from the outputs and the fee and goes to the inputs. A method needs to know no more than that,
//! so each is written once and serves both directions.

use crate::taint::runs::Runs;
use crate::taint::{Amounts, ByMethod, Method, fifo, haircut, lifo, poison, tiho};

/// The two sides, in the ledger's order, the fee last on its side. `from` and `to` sum to the same.
#[derive(Debug, Clone, Copy)]
pub struct Flow<'a> {
    pub from: &'a [u64],
    pub to: &'a [u64],
    /// Where on the `to` side the fee stands: last, or nowhere (backward).
    pub fee_to: Option<usize>,
}

impl<'a> Flow<'a> {
    /// `None` where the two sides do not sum to the same: no transaction does that.
    pub fn new(from: &'a [u64], to: &'a [u64], fee_to: Option<usize>) -> Option<Self> {
        let flow = Self { from, to, fee_to };
        (sum(from) == sum(to)).then_some(flow)
    }

    pub fn total(&self) -> u128 {
        sum(self.from)
    }
}

fn sum(values: &[u64]) -> u128 {
    values.iter().copied().map(u128::from).sum()
}

/// What is tainted in one coin, or in one fee.
///
/// FIFO and LIFO say which satoshis, so for them `amounts` is the length of the runs. `depths` is
/// the least number of transactions from the start, by method, and means nothing where the amount
/// is zero.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taint {
    pub amounts: Amounts,
    pub fifo: Runs,
    pub lifo: Runs,
    pub depths: ByMethod<u32>,
}

impl Taint {
    /// All of a coin of this value, by these methods.
    pub fn whole(value: u64, methods: &[Method]) -> Self {
        let mut taint = Taint::default();
        for &method in methods {
            taint.amounts[method] = value;
        }
        if taint.amounts[Method::Fifo] > 0 {
            taint.fifo = Runs::whole(value);
        }
        if taint.amounts[Method::Lifo] > 0 {
            taint.lifo = Runs::whole(value);
        }
        taint
    }

    pub fn is_empty(&self) -> bool {
        self.amounts.is_zero()
    }

    /// The least number of transactions from the start, over all methods.
    pub fn depth(&self) -> u32 {
        let depths = Method::ALL.into_iter().filter(|method| self.amounts[*method] > 0);
        depths.map(|method| self.depths[method]).min().unwrap_or(0)
    }

    /// Takes a method's part out and gives its amount back.
    pub fn take(&mut self, method: Method) -> u64 {
        match method {
            Method::Fifo => self.fifo = Runs::default(),
            Method::Lifo => self.lifo = Runs::default(),
            Method::Poison | Method::Haircut | Method::Tiho => {}
        }
        std::mem::take(&mut self.amounts[method])
    }
}

/// Taint at a place of one side of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tainted {
    pub index: usize,
    pub taint: Taint,
}

/// Carries taint across a transaction by each method. `tainted` is ascending by index, without
/// repeats; so is the result, which leaves out what nothing reached.
pub fn spread(flow: &Flow<'_>, tainted: &[Tainted], methods: &[Method]) -> Vec<Tainted> {
    let mut reached = vec![Taint::default(); flow.to.len()];
    for &method in methods {
        let depths = tainted.iter().filter(|from| from.taint.amounts[method] > 0);
        let Some(depth) = depths.map(|from| from.taint.depths[method]).min() else { continue };
        spread_one(flow, tainted, method, &mut reached);
        for taint in &mut reached {
            taint.depths[method] = depth + 1;
        }
    }
    let places = reached.into_iter().enumerate();
    places
        .filter(|(_, taint)| !taint.is_empty())
        .map(|(index, taint)| Tainted { index, taint })
        .collect()
}

fn spread_one(flow: &Flow<'_>, tainted: &[Tainted], method: Method, reached: &mut [Taint]) {
    let total = || tainted.iter().map(|from| u128::from(from.taint.amounts[method])).sum();
    match method {
        Method::Poison => set(reached, method, poison::spread(flow)),
        Method::Haircut => set(reached, method, haircut::spread(flow, total())),
        Method::Tiho => set(reached, method, tiho::spread(flow, total())),
        Method::Fifo => {
            let from: Vec<_> = tainted.iter().map(|from| (from.index, &from.taint.fifo)).collect();
            for (taint, runs) in reached.iter_mut().zip(fifo::spread(flow, &from)) {
                taint.amounts[method] = runs.len();
                taint.fifo = runs;
            }
        }
        Method::Lifo => {
            let from: Vec<_> = tainted.iter().map(|from| (from.index, &from.taint.lifo)).collect();
            for (taint, runs) in reached.iter_mut().zip(lifo::spread(flow, &from)) {
                taint.amounts[method] = runs.len();
                taint.lifo = runs;
            }
        }
    }
}

fn set(reached: &mut [Taint], method: Method, amounts: Vec<u64>) {
    for (taint, amount) in reached.iter_mut().zip(amounts) {
        taint.amounts[method] = amount;
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::*;

    /// `3t 7 -> 4 6`: inputs, `t` for wholly tainted, and outputs; what is left is the fee.
    fn check(text: &str, expect: &Expect) {
        let (inputs, outputs) = text.split_once("->").expect("inputs -> outputs");
        let mut from = Vec::new();
        let mut tainted = Vec::new();
        for (index, word) in inputs.split_whitespace().enumerate() {
            let value: u64 = word.trim_end_matches('t').parse().expect("a number");
            from.push(value);
            if word.ends_with('t') {
                tainted.push(Tainted { index, taint: Taint::whole(value, &Method::ALL) });
            }
        }
        let mut to: Vec<u64> =
            outputs.split_whitespace().map(|word| word.parse().expect("a number")).collect();
        let fee = from.iter().sum::<u64>() - to.iter().sum::<u64>();
        to.push(fee);
        let flow = Flow::new(&from, &to, Some(to.len() - 1)).expect("sides are equal");
        let reached = spread(&flow, &tainted, &Method::ALL);
        let mut shown = String::new();
        for method in Method::ALL {
            let mut amounts = vec![0; to.len()];
            for place in &reached {
                amounts[place.index] = place.taint.amounts[method];
            }
            let fee = amounts.pop().expect("the fee's place");
            shown += &format!("{method}: {amounts:?} fee {fee}\n");
        }
        expect.assert_eq(&shown);
    }

    // The vectors of the domain notes, V1 and V2, in tenths so that haircut's 1.2 and 1.8 are whole.
    #[test]
    fn the_published_vector_with_the_larger_output_last() {
        check(
            "30t 70 -> 40 60",
            &expect![[r#"
                poison: [40, 60] fee 0
                haircut: [12, 18] fee 0
                fifo: [30, 0] fee 0
                lifo: [0, 30] fee 0
                tiho: [0, 30] fee 0
            "#]],
        );
    }

    #[test]
    fn the_published_vector_with_the_larger_output_first() {
        check(
            "30t 70 -> 60 40",
            &expect![[r#"
                poison: [60, 40] fee 0
                haircut: [18, 12] fee 0
                fifo: [30, 0] fee 0
                lifo: [0, 30] fee 0
                tiho: [30, 0] fee 0
            "#]],
        );
    }

    #[test]
    fn the_fee_comes_last_and_bears_its_share() {
        check(
            "70 30t -> 45 45",
            &expect![[r#"
                poison: [45, 45] fee 10
                haircut: [14, 13] fee 3
                fifo: [0, 20] fee 10
                lifo: [30, 0] fee 0
                tiho: [30, 0] fee 0
            "#]],
        );
    }

    #[test]
    fn a_satoshi_that_does_not_divide_goes_to_the_largest_remainder() {
        check(
            "1t 2 -> 1 1 1",
            &expect![[r#"
                poison: [1, 1, 1] fee 0
                haircut: [1, 0, 0] fee 0
                fifo: [1, 0, 0] fee 0
                lifo: [0, 0, 1] fee 0
                tiho: [1, 0, 0] fee 0
            "#]],
        );
    }

    #[test]
    fn nothing_tainted_taints_nothing_and_no_value_carries_nothing() {
        check(
            "5 0t -> 3 0 2",
            &expect![[r#"
                poison: [0, 0, 0] fee 0
                haircut: [0, 0, 0] fee 0
                fifo: [0, 0, 0] fee 0
                lifo: [0, 0, 0] fee 0
                tiho: [0, 0, 0] fee 0
            "#]],
        );
    }

    #[test]
    fn sides_that_do_not_balance_are_no_flow() {
        assert!(Flow::new(&[5], &[6], None).is_none());
    }

    #[test]
    fn money_near_the_limits_of_its_type_does_not_overflow() {
        let from = [u64::MAX, u64::MAX];
        let flow = Flow::new(&from, &from, None).expect("sides are equal");
        let tainted = [Tainted { index: 1, taint: Taint::whole(u64::MAX, &Method::ALL) }];
        let reached = spread(&flow, &tainted, &Method::ALL);
        let haircut: u128 =
            reached.iter().map(|place| u128::from(place.taint.amounts[Method::Haircut])).sum();
        assert_eq!(haircut, u128::from(u64::MAX));
    }

    /// A transaction: inputs with a tainted part each, outputs that share their sum, the fee last.
    #[derive(Debug, Clone)]
    struct Case {
        from: Vec<u64>,
        tainted: Vec<Tainted>,
        to: Vec<u64>,
    }

    fn case() -> impl Strategy<Value = Case> {
        let input = (0_u64..1_000, prop::option::of((0_u64..1_000, 0_u64..1_000)));
        let inputs = prop::collection::vec(input, 1..8);
        (inputs, prop::collection::vec(0_u64..8_000, 0..8)).prop_map(|(inputs, mut cuts)| {
            let from: Vec<u64> = inputs.iter().map(|(value, _)| *value).collect();
            let tainted = inputs
                .iter()
                .enumerate()
                .filter_map(|(index, (value, part))| {
                    let (a, b) = (*part)?;
                    let (start, end) = (a.min(b).min(*value), a.max(b).min(*value));
                    let mut taint = Taint::whole(end - start, &Method::ALL);
                    taint.fifo = Runs::from_bounds(&[(start, end)]);
                    taint.lifo = taint.fifo.clone();
                    (!taint.is_empty()).then_some(Tainted { index, taint })
                })
                .collect();
            let total: u64 = from.iter().sum();
            cuts.iter_mut().for_each(|cut| *cut = (*cut).min(total));
            cuts.sort_unstable();
            cuts.push(total);
            let mut last = 0;
            let to = cuts.into_iter().map(|cut| cut - std::mem::replace(&mut last, cut)).collect();
            Case { from, tainted, to }
        })
    }

    fn sum_of(places: &[Tainted], method: Method) -> u64 {
        places.iter().map(|place| place.taint.amounts[method]).sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn all_but_poison_conserve_and_none_overfills(case in case()) {
            let flow = Flow::new(&case.from, &case.to, Some(case.to.len() - 1)).expect("balanced");
            let reached = spread(&flow, &case.tainted, &Method::ALL);
            for method in Method::ALL {
                if method.conserves() {
                    prop_assert_eq!(sum_of(&reached, method), sum_of(&case.tainted, method));
                }
                for place in &reached {
                    prop_assert!(place.taint.amounts[method] <= case.to[place.index]);
                    prop_assert!(
                        place.taint.amounts[Method::Poison] >= place.taint.amounts[method]
                    );
                }
            }
        }

        #[test]
        fn first_in_first_out_and_back_gives_the_same_satoshis(case in case()) {
            let there = Flow::new(&case.from, &case.to, Some(case.to.len() - 1)).expect("balanced");
            let back = Flow::new(&case.to, &case.from, None).expect("balanced");
            let methods = [Method::Fifo, Method::Lifo];
            let reached = spread(&there, &case.tainted, &methods);
            let returned = spread(&back, &reached, &methods);
            let runs = |places: &[Tainted]| -> Vec<(usize, Runs, Runs)> {
                let all = places.iter();
                all.map(|at| (at.index, at.taint.fifo.clone(), at.taint.lifo.clone())).collect()
            };
            prop_assert_eq!(runs(&returned), runs(&case.tainted));
        }

        #[test]
        fn the_order_of_inputs_matters_to_first_and_last_alone(case in case()) {
            let mut turned = case.clone();
            turned.from.reverse();
            turned.tainted.reverse();
            for place in &mut turned.tainted {
                place.index = case.from.len() - 1 - place.index;
            }
            let methods = [Method::Poison, Method::Haircut, Method::Tiho];
            let amounts = |case: &Case| -> Vec<(usize, Amounts)> {
                let fee = Some(case.to.len() - 1);
                let flow = Flow::new(&case.from, &case.to, fee).expect("balanced");
                let reached = spread(&flow, &case.tainted, &methods);
                reached.into_iter().map(|place| (place.index, place.taint.amounts)).collect()
            };
            prop_assert_eq!(amounts(&case), amounts(&turned));
        }

        #[test]
        fn each_method_gives_alone_what_it_gives_beside_the_others(case in case()) {
            let flow = Flow::new(&case.from, &case.to, Some(case.to.len() - 1)).expect("balanced");
            let all = spread(&flow, &case.tainted, &Method::ALL);
            for method in Method::ALL {
                let alone = spread(&flow, &case.tainted, &[method]);
                let amounts = |places: &[Tainted]| -> Vec<(usize, u64)> {
                    let amounts = places.iter().map(|at| (at.index, at.taint.amounts[method]));
                    amounts.filter(|(_, amount)| *amount > 0).collect()
                };
                prop_assert_eq!(amounts(&all), amounts(&alone));
            }
        }
    }
}
