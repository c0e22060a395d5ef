//! Every input spends an earlier output, and that output says so; nothing else is said to be spent.

use model::amount::MONEY_MAX;

use crate::packed::{NONE, NONE_WIDE, TAG, at, span, u32_at, u40_at, u64_at, unpack40};
use crate::segment::{LOST, UNSPENT, sparse};
use crate::stack::Spent;
use crate::verify::Check;

impl Check<'_> {
    pub(super) fn spends(&mut self) {
        let segment = self.segment;
        let mut spending = 0;
        let mut foreign = segment.base.foreign;
        // Damaged ends, which are told elsewhere, do not lead back.
        let mut done = 0;
        for tx in 0..self.txs_len() {
            let made = segment.base.outputs + span(segment.tx_outputs_end(), tx).start;
            let inputs = span(segment.tx_inputs_end(), tx);
            let rest = inputs.start.max(done)..inputs.end.min(segment.extent.inputs);
            done = rest.end.max(done);
            for input in rest {
                let Some(source) = u40_at(segment.input_source(), at(input)) else { continue };
                self.holder_behind(tx, input, source);
                if source & TAG != 0 {
                    if source & !TAG != foreign {
                        self.source(tx, input, "a foreign row out of order");
                    }
                    foreign += 1;
                } else if source >= made {
                    self.source(tx, input, "an output that is not older than it");
                } else {
                    spending += 1;
                    let spender = Spent::By(segment.base.inputs + input);
                    if self.graph.stack().spent(source) != spender {
                        self.source(tx, input, "an output that names another spender");
                    }
                }
            }
        }
        if foreign != segment.end().foreign {
            self.damage("input.source", || "it does not name every foreign row".to_owned());
        }
        self.spenders(spending);
        self.amounts();
    }

    fn holder_behind(&mut self, tx: usize, input: u64, source: u64) {
        let found = self.graph.stack().source_value_and_holder(source);
        let holder = found.map_or(NONE, |(_, holder)| holder);
        if u32_at(self.segment.input_holder(), at(input)) != Some(holder) {
            let first = span(self.segment.tx_inputs_end(), tx).start;
            let (place, index) = (self.place(tx), input - first);
            self.damage("input.holder", || format!("{place}: input {index} is of another holder"));
        }
    }

    fn source(&mut self, tx: usize, input: u64, what: &str) {
        let first = span(self.segment.tx_inputs_end(), tx).start;
        let (place, index) = (self.place(tx), input - first);
        self.damage("input.source", || format!("{place}: input {index} spends {what}"));
    }

    /// As many outputs are spent as there are inputs that spend one: with the check from the inputs'
    /// side, each names the other.
    fn spenders(&mut self, spending: u64) {
        let segment = self.segment;
        let own = segment.output_spender().iter().map(|spender| u32::from_le_bytes(*spender));
        let older = segment.older_spent().iter().map(sparse::older_spender);
        let (mut spent, mut lost) = (0, 0);
        for spender in own.chain(older) {
            match spender {
                UNSPENT => {}
                LOST => lost += 1,
                _ => spent += 1,
            }
        }
        if spent != spending {
            self.damage("output.spender", || {
                format!("{spent} outputs are spent here, by {spending} inputs")
            });
        }
        let genesis = match self.graph.is_linked() && segment.base.txs == 0 {
            true => span(segment.tx_outputs_end(), 0).end,
            false => 0,
        };
        if lost != genesis + segment.lost_output().len() as u64 {
            self.damage("output.spender", || format!("{lost} outputs are said to be lost"));
        }
        for output in segment.lost_output() {
            let output = unpack40(*output);
            if self.graph.stack().spent(output) != Spent::Lost {
                self.damage("lost.output", || format!("output {output} is not lost"));
            }
        }
        let outputs = || segment.older_spent().iter().map(sparse::older_output);
        if !outputs().is_sorted_by(|a, b| a < b) {
            self.damage("older_spent", || "it does not ascend".to_owned());
        }
        if outputs().any(|output| output >= segment.base.outputs) {
            self.damage("older_spent", || "it names outputs of this file".to_owned());
        }
    }

    fn amounts(&mut self) {
        let segment = self.segment;
        let addresses = segment.end().addresses;
        let too_high = |holder: u32| holder != NONE && u64::from(holder) >= addresses;
        for output in 0..at(segment.extent.outputs) {
            if u64_at(segment.output_value(), output).is_some_and(|value| value > MONEY_MAX.0) {
                self.damage("output.value", || format!("row {output} is more than there can be"));
            }
            if u32_at(segment.output_holder(), output).is_some_and(too_high) {
                self.damage("output.holder", || format!("row {output} names no address"));
            }
        }
        for foreign in 0..at(segment.extent.foreign) {
            let value = u64_at(segment.foreign_value(), foreign).unwrap_or(NONE_WIDE);
            if value > MONEY_MAX.0 && value != NONE_WIDE {
                self.damage("foreign.value", || format!("row {foreign} is more than there can be"));
            }
            if u32_at(segment.foreign_holder(), foreign).is_some_and(too_high) {
                self.damage("foreign.holder", || format!("row {foreign} names no address"));
            }
        }
    }
}
