//! What the rules count, counted once for a transaction.
//!
//! Outputs that carry data are left out of every count but their own; an input whose holder nobody
//! told counts as a holder of its own, and one whose value nobody told as worth enough.

use crate::shape::{InputView, Shape};

pub(super) struct Tally<'a> {
    pub shape: Shape<'a>,
    /// The values paid, ascending, each with the number of outputs that have it.
    pub values: Vec<(u64, usize)>,
    /// Outputs that pay somebody.
    pub paid: usize,
    /// Outputs that carry data.
    pub data: usize,
    /// No two outputs pay the same holder.
    pub outputs_distinct: bool,
    pub inputs: usize,
    /// Holders on the input side.
    pub input_holders: usize,
    /// The most inputs that one holder has.
    pub inputs_of_one_max: usize,
    pub inputs_unknown: usize,
}

impl<'a> Tally<'a> {
    pub fn of(shape: Shape<'a>) -> Tally<'a> {
        let mut values: Vec<u64> = shape.paid().map(|output| output.value.0).collect();
        values.sort_unstable();
        let paid = values.len();
        let payees = runs(shape.paid().filter_map(|output| output.holder).collect());
        let known: Vec<_> = shape.inputs.iter().filter_map(|input| input.holder).collect();
        let anonymous = shape.inputs.len() - known.len();
        let payers = runs(known);
        let is_unknown = |input: &&InputView| input.holder.is_none() || input.value.is_none();
        Tally {
            shape,
            values: runs(values),
            paid,
            data: shape.outputs.len() - paid,
            outputs_distinct: payees.len() == paid,
            inputs: shape.inputs.len(),
            input_holders: payers.len() + anonymous,
            inputs_of_one_max: payers.iter().map(|run| run.1).max().unwrap_or(0).max(1),
            inputs_unknown: shape.inputs.iter().filter(is_unknown).count(),
        }
    }

    /// The value between `min` and `max` that most outputs have, with their number; of several the
    /// largest value.
    pub fn modal(&self, min: u64, max: u64) -> Option<(u64, usize)> {
        let within = self.values.iter().filter(|(value, _)| (min..=max).contains(value));
        within.copied().max_by_key(|&(value, count)| (count, value))
    }

    /// No holder has more than a tenth of the inputs: a round's participants bring a few each, a
    /// service that sweeps its deposits brings most (GraphSense-lib's input concentration filter).
    pub fn is_spread(&self) -> bool {
        self.inputs_of_one_max * 10 <= self.inputs
    }

    /// Whether `participants` people can each have brought `value` by inputs of their own, a
    /// hundredth left for fees. Necessary, not sufficient: what BlockSci's `isCoinjoinExtra`
    /// searches for is here only bounded from above, so nothing real is refused.
    pub fn can_fund(&self, participants: usize, value: u64) -> bool {
        let each = u128::from(value - value / 100).max(1);
        let (mut alone, mut pooled) = (0_usize, 0_u128);
        for brought in self.brought() {
            match brought {
                Some(sum) if sum < each => pooled += sum,
                _ => alone += 1,
            }
        }
        alone as u128 + pooled / each >= participants as u128
    }

    /// What each holder brings, `None` where some of it is unknown; unknown holders one by one.
    pub fn brought(&self) -> Vec<Option<u128>> {
        let worth = |input: &InputView| input.value.map(|value| u128::from(value.0));
        let mut inputs: Vec<&InputView> = self.shape.inputs.iter().collect();
        inputs.sort_unstable_by_key(|input| input.holder);
        let same = |a: &&InputView, b: &&InputView| a.holder.is_some() && a.holder == b.holder;
        inputs.chunk_by(same).map(|of_one| of_one.iter().map(|input| worth(input)).sum()).collect()
    }
}

/// The distinct items, ascending, each with how often it occurs.
fn runs<T: Ord + Copy>(mut items: Vec<T>) -> Vec<(T, usize)> {
    items.sort_unstable();
    let mut runs: Vec<(T, usize)> = Vec::new();
    for item in items {
        match runs.last_mut() {
            Some((last, count)) if *last == item => *count += 1,
            _ => runs.push((item, 1)),
        }
    }
    runs
}
