//! Settling: what the run of a linked ledger says of older blocks is held against them, all at once.
//!
//! Pending inputs are joined with the older segments' txids, as are the run's own txids (for twins) and
//! the addresses it names; what is spent is then looked up by output, ascending. So every column of the
//! older segments is read from front to back, once. A spend or a twin that cannot be is a *fault*; of
//! several the first in chain order counts, and its block goes with everything behind it.

use model::batch::TxFlags;

use crate::error::GraphError;
use crate::packed::{at, pack40, row, u32_at, u40_at, unpack40};
use crate::segment::facts;
use crate::segment::index::hash_of;
use crate::stack::Spent;
use crate::stack::join::{self, Txids};
use crate::take::holders::ADDRESSES_MAX;
use crate::take::table::Table;
use crate::take::{NO_TX, Run, Taker};

/// Why a run cannot be.
#[derive(Debug)]
pub(super) struct Fault {
    /// By row of the run, as are all here.
    pub tx: u32,
    pub why: Why,
}

#[derive(Debug)]
pub(super) enum Why {
    /// What an input names is not there.
    Unknown { input: u32 },
    /// What an input names is spent by a transaction (by id), or can never be.
    Spent { input: u32, by: Option<u64> },
    /// A transaction comes again, and an output of the older one is not spent.
    MadeTwice { vout: u32 },
    /// It brings more addresses than there are numbers.
    Full,
}

/// A fault's place in the order in which things happen: what a transaction makes impossible comes
/// before its first input.
type When = (u32, bool, u32);

/// What a run does to older segments.
#[derive(Default)]
struct Deeds {
    /// Per pending input, the output it spends.
    outputs: Vec<u64>,
    /// Transactions of the run, ascending, and the older ones with the same txid.
    twins: Vec<(u32, u64)>,
    /// What twins lose, in their order.
    lost: Vec<(u32, u64)>,
    fault: Option<(When, Fault)>,
}

impl Deeds {
    /// The first counts.
    fn note(&mut self, when: When, fault: Fault) {
        if self.fault.as_ref().is_none_or(|(first, _)| when < *first) {
            self.fault = Some((when, fault));
        }
    }
}

impl Taker {
    /// Makes the rows what a segment has. A refusal drops the block it names and all that follow; what
    /// is left is sound, though not settled yet.
    pub(crate) fn settle(&mut self) -> Result<(), GraphError> {
        if self.is_settled {
            return Ok(());
        }
        if self.is_linked() {
            let deeds = self.deeds()?;
            if let Some((_, fault)) = &deeds.fault {
                return Err(self.refuse_run(fault));
            }
            // Nothing is added any more, unless names beyond the last number are taken back.
            if self.rows.base.addresses + (self.run.names.len() as u64) < ADDRESSES_MAX {
                self.run.txids = Table::default();
                self.run.names.forget_table();
            }
            let numbers = match self.number_names(0) {
                Ok(numbers) => numbers,
                Err(name) => return Err(self.refuse_run(&self.nameless(name))),
            };
            self.do_deeds(&deeds);
            drop(deeds);
            self.push_holders(0, &numbers);
            for name in &mut self.rows.output_holder {
                // Data has no name, and keeps being nobody's.
                if let Some(number) = numbers.get(u32::from_le_bytes(*name) as usize) {
                    *name = number.to_le_bytes();
                }
            }
        }
        self.run = Run::default();
        self.is_settled = true;
        Ok(())
    }

    /// The first thing in the run that older segments forbid.
    pub(super) fn first_fault(&self) -> Result<Option<Fault>, GraphError> {
        match self.is_linked() && !self.is_settled {
            true => Ok(self.deeds()?.fault.map(|(_, fault)| fault)),
            false => Ok(None),
        }
    }

    fn refuse_run(&mut self, fault: &Fault) -> GraphError {
        let error = self.refused(fault);
        self.drop_from(fault.tx);
        error
    }

    /// A name of the run for which no number is left.
    fn nameless(&self, name: u32) -> Fault {
        let holders = &self.rows.output_holder;
        let output = holders.iter().position(|holder| *holder == name.to_le_bytes());
        let ends = &self.rows.tx_outputs_end;
        let output = output.unwrap_or(0);
        let tx = ends.partition_point(|end| u32::from_le_bytes(*end) as usize <= output);
        Fault { tx: row(tx), why: Why::Full }
    }

    /// A refusal for want of numbers.
    pub(super) fn full(&self, name: u32) -> GraphError {
        self.refused(&self.nameless(name))
    }

    fn deeds(&self) -> Result<Deeds, GraphError> {
        let mut deeds = Deeds::default();
        if self.stack.segments().is_empty() {
            return Ok(deeds);
        }
        self.find_outputs(&mut deeds)?;
        let mut spends: Vec<(u64, u32)> = Vec::with_capacity(deeds.outputs.len());
        let found = deeds.outputs.iter().zip(&self.run.pending.inputs);
        spends.extend(found.filter(|(output, _)| **output != NO_TX).map(|(o, input)| (*o, *input)));
        spends.sort_unstable();
        self.check_spends(&spends, &mut deeds);
        self.find_twins(&mut deeds);
        self.lose_older(&spends, &mut deeds)?;
        Ok(deeds)
    }

    /// Which output each pending input spends.
    fn find_outputs(&self, deeds: &mut Deeds) -> Result<(), GraphError> {
        let pending = &self.run.pending;
        let vout = |number: u32| {
            let source = u40_at(&self.rows.input_source, pending.inputs[number as usize] as usize);
            source.unwrap_or(0) & u64::from(u32::MAX)
        };
        let mut damage = None;
        deeds.outputs = vec![NO_TX; pending.inputs.len()];
        let keys = || pending.txids.iter().map(hash_of).zip(0..);
        let mut probes = join::probes(keys);
        join::newest(&self.stack, &mut probes, &Txids(&pending.txids), |segment, tx, number| {
            match segment.sound_outputs_of(tx) {
                Err(error) => damage = Some(error),
                Ok(made) => {
                    let output = made.start + vout(number);
                    let is_there = output < made.end;
                    deeds.outputs[number as usize] = if is_there { output } else { NO_TX };
                }
            }
        });
        if let Some(error) = damage {
            return Err(error);
        }
        for (number, input) in pending.inputs.iter().enumerate() {
            if deeds.outputs[number] == NO_TX {
                self.note_input(deeds, *input, Why::Unknown { input: *input });
            }
        }
        Ok(())
    }

    fn note_input(&self, deeds: &mut Deeds, input: u32, why: Why) {
        let tx = self.tx_of_input(input);
        deeds.note((input, true, tx), Fault { tx, why });
    }

    fn tx_of_input(&self, input: u32) -> u32 {
        let ends = &self.rows.tx_inputs_end;
        row(ends.partition_point(|end| u32::from_le_bytes(*end) <= input))
    }

    /// `spends` are outputs, ascending, and the inputs that spend them.
    fn check_spends(&self, spends: &[(u64, u32)], deeds: &mut Deeds) {
        for pair in spends.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            let by = self.rows.base.txs + u64::from(self.tx_of_input(pair[0].1));
            let input = pair[1].1;
            self.note_input(deeds, input, Why::Spent { input, by: Some(by) });
        }
        self.stack.each_spent(spends.iter().map(|(output, _)| *output), |number, spent| {
            let input = spends[number].1;
            let by = match spent {
                Spent::By(by) => self.stack.tx_of_input(by),
                Spent::No | Spent::Lost => None,
            };
            self.note_input(deeds, input, Why::Spent { input, by });
        });
    }

    /// The run's transactions whose txid an older one had.
    fn find_twins(&self, deeds: &mut Deeds) {
        let txids = &self.rows.tx_txid;
        let mut probes = join::probes(|| txids.iter().map(hash_of).zip(0..));
        join::newest(&self.stack, &mut probes, &Txids(txids), |segment, row, tx| {
            deeds.twins.push((tx, segment.base.txs + row as u64));
        });
        // One that the run itself made again is the twin of that.
        deeds.twins.retain(|(tx, _)| self.rows.twin_of(*tx).is_none());
        // Of several older ones the newest.
        deeds.twins.sort_unstable_by_key(|(tx, older)| (*tx, std::cmp::Reverse(*older)));
        deeds.twins.dedup_by_key(|(tx, _)| *tx);
    }

    /// A coinbase came a second time: what is unspent of the first can never be spent. Any other
    /// transaction can only when nothing of the first is left to spend (BIP 30).
    fn lose_older(&self, spends: &[(u64, u32)], deeds: &mut Deeds) -> Result<(), GraphError> {
        for (tx, older) in std::mem::take(&mut deeds.twins) {
            let inputs = self.rows.inputs_of(tx as usize);
            let first = row(at(inputs.start));
            for (vout, output) in self.stack.sound_outputs_of(older)?.enumerate() {
                let at = spends.partition_point(|(spent, _)| *spent < output);
                let spend = spends.get(at).filter(|(spent, _)| *spent == output);
                let is_spent =
                    spend.is_some_and(|(_, input)| *input < first) || self.stack.is_spent(output);
                if is_spent {
                    continue;
                }
                if !self.is_coinbase(tx) {
                    let why = Why::MadeTwice { vout: row(vout) };
                    deeds.note((first, false, tx), Fault { tx, why });
                    break;
                }
                deeds.lost.push((tx, output));
                if let Some((_, input)) = spend {
                    self.note_input(deeds, *input, Why::Spent { input: *input, by: None });
                }
            }
            deeds.twins.push((tx, older));
        }
        Ok(())
    }

    fn is_coinbase(&self, tx: u32) -> bool {
        let facts = u32_at(&self.rows.tx_facts, tx as usize);
        facts.is_some_and(|facts| TxFlags(facts::flags(facts)).is_coinbase())
    }

    fn do_deeds(&mut self, deeds: &Deeds) {
        for (output, input) in deeds.outputs.iter().zip(&self.run.pending.inputs) {
            self.rows.input_source[*input as usize] = pack40(*output);
        }
        let rows = &mut self.rows;
        insert(&mut rows.twin_tx, &mut rows.twin_older, &deeds.twins);
        insert(&mut rows.lost_tx, &mut rows.lost_output, &deeds.lost);
    }
}

/// Inserts records into two columns that are sorted by the first.
fn insert(txs: &mut Vec<[u8; 4]>, others: &mut Vec<[u8; 5]>, records: &[(u32, u64)]) {
    if records.is_empty() {
        return;
    }
    let old = txs.iter().map(|tx| u32::from_le_bytes(*tx)).zip(others.iter().map(|o| unpack40(*o)));
    let mut all: Vec<(u32, u64)> = old.chain(records.iter().copied()).collect();
    all.sort_by_key(|(tx, _)| *tx);
    *txs = all.iter().map(|(tx, _)| tx.to_le_bytes()).collect();
    *others = all.iter().map(|(_, other)| pack40(*other)).collect();
}
