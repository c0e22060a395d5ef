//! Outputs, and the number of each one's holder.

use model::address::BitcoinAddress;
use model::batch::{Batch, OutputRow};
use model::script::Lock;

use crate::error::GraphError;
use crate::packed::{NONE, at, row};
use crate::segment::Segment;
use crate::segment::holders::{self, Holders};
use crate::segment::index::Index;
use crate::segment::rows::Extent;
use crate::stack::join::{self, Keys};
use crate::take::names::{Name, Names};
use crate::take::{GROUP, NOT_FOUND, Taker};

/// `NONE` names no address.
pub(super) const ADDRESSES_MAX: u64 = NONE as u64;

impl Taker {
    pub(super) fn take_outputs(&mut self, batch: &Batch, before: Extent) -> Result<(), GraphError> {
        self.run.names.make_room(batch.outputs.len() + self.scratch.told.len());
        let mut hashes = std::mem::take(&mut self.scratch.hashes);
        hashes.clear();
        hashes.extend(
            batch.outputs.iter().map(|output| holders::hash(output.lock, batch.payload(output))),
        );
        let told = std::mem::take(&mut self.scratch.told);
        let first = row(self.run.names.len());
        let taken = self.name_holders(batch, &hashes, &told);
        self.scratch.hashes = hashes;
        if taken.is_ok() && !self.is_linked() {
            self.settle_batch(before, first, &told)?;
        }
        self.scratch.told = told;
        taken
    }

    /// Gives every holder its number in the run, by first appearance: what a transaction spends comes
    /// before what it makes.
    fn name_holders(
        &mut self,
        batch: &Batch,
        hashes: &[u64],
        told: &[(u32, u32)],
    ) -> Result<(), GraphError> {
        let mut told = told.iter().peekable();
        let mut blocks = batch.blocks.iter().peekable();
        let mut likely = [NOT_FOUND; GROUP];
        let mut output = 0;
        for (number, tx) in batch.txs.iter().enumerate() {
            while blocks.next_if(|block| block.txs_end as usize <= number).is_some() {
                self.run.names.end_block();
            }
            while let Some((foreign, spent)) =
                told.next_if(|(_, spent)| batch.spent[*spent as usize].input < tx.inputs_end)
            {
                let made = &batch.spent[*spent as usize].output;
                let hash = holders::hash(made.lock, batch.payload(made));
                let holder = self.holder(batch, made, (hash, NOT_FOUND), number)?;
                self.rows.foreign_holder[*foreign as usize] = holder.to_le_bytes();
            }
            for output in output..tx.outputs_end as usize {
                if output.is_multiple_of(GROUP) {
                    let group = output..hashes.len().min(output + GROUP);
                    likely = self.run.names.likely(&hashes[group]);
                }
                let made = &batch.outputs[output];
                let key = (hashes[output], likely[output % GROUP]);
                let holder = self.holder(batch, made, key, number)?;
                self.rows.output_value.push(made.value.0.to_le_bytes());
                self.rows.output_holder.push(holder.to_le_bytes());
            }
            output = tx.outputs_end as usize;
        }
        for _ in blocks {
            self.run.names.end_block();
        }
        Ok(())
    }

    /// `hash` comes with where the address's record is likely to be.
    #[inline]
    fn holder(
        &mut self,
        batch: &Batch,
        made: &OutputRow,
        (hash, likely): (u64, u32),
        tx: usize,
    ) -> Result<u32, GraphError> {
        if made.lock == Lock::Data {
            return Ok(NONE);
        }
        let payload = batch.payload(made);
        let name = holders::kind(made.lock, payload).map(|kind| Name { kind, payload, hash });
        if let Some(number) = name.and_then(|name| self.run.names.find(name, likely)) {
            return Ok(number);
        }
        // The kinds whose payload has an inner form.
        let has_form = || {
            !matches!(made.lock, Lock::Multisig | Lock::Witness)
                || BitcoinAddress::new(made.lock, payload).is_some()
        };
        match name.filter(|_| has_form()) {
            Some(name) => Ok(self.run.names.add(name)),
            None => {
                let (name, len) = (made.lock.name(), payload.len());
                let what =
                    format!("a holder of kind {name} cannot have this payload of {len} bytes");
                Err(GraphError::BadHolder { place: self.place(batch, tx), what })
            }
        }
    }

    /// The number in the ledger of each name from `first` on: that of older segments, or the next by
    /// first appearance. An error is the first name for which there is none left.
    pub(super) fn number_names(&self, first: u32) -> Result<Vec<u32>, u32> {
        let names = &self.run.names;
        let mut numbers = vec![NONE; names.len() - first as usize];
        if !self.stack.segments().is_empty() {
            let hashes = || {
                let names = names.iter_from(first).zip(0..);
                names.map(|((_, lock, payload), number)| (holders::hash(lock, payload), number))
            };
            let keys = Addresses { names, first };
            join::newest(&self.stack, &mut join::probes(hashes), &keys, |segment, own, number| {
                numbers[number as usize] = row(at(segment.base.addresses) + own);
            });
        }
        let mut next = self.rows.base.addresses + self.rows.holders.len() as u64;
        for (number, name) in numbers.iter_mut().zip(first..) {
            if *number == NONE {
                if next >= ADDRESSES_MAX {
                    return Err(name);
                }
                *number = row(at(next));
                next += 1;
            }
        }
        Ok(numbers)
    }

    /// Adds the new ones among names to the rows' holders.
    pub(super) fn push_holders(&mut self, first: u32, numbers: &[u32]) {
        let mut next = row(at(self.rows.base.addresses) + self.rows.holders.len());
        for ((kind, _, payload), number) in self.run.names.iter_from(first).zip(numbers) {
            if *number == next {
                self.rows.holders.push(kind, payload);
                next += 1;
            }
        }
    }

    /// Numbers what a batch of a partial ledger names.
    fn settle_batch(
        &mut self,
        before: Extent,
        first: u32,
        told: &[(u32, u32)],
    ) -> Result<(), GraphError> {
        let numbers = self.number_names(first).map_err(|name| self.full(name))?;
        self.push_holders(first, &numbers);
        self.run.names.numbers.extend_from_slice(&numbers);
        let numbers = &self.run.names.numbers;
        let number = |name: &mut [u8; 4]| {
            if let Some(number) = numbers.get(u32::from_le_bytes(*name) as usize) {
                *name = number.to_le_bytes();
            }
        };
        self.rows.output_holder[at(before.outputs)..].iter_mut().for_each(number);
        for (foreign, _) in told {
            number(&mut self.rows.foreign_holder[*foreign as usize]);
        }
        for (foreign, output) in &self.scratch.again {
            self.rows.foreign_holder[*foreign as usize] = self.rows.output_holder[*output as usize];
        }
        Ok(())
    }
}

/// The names from `first` on, by how many they come after it.
struct Addresses<'k> {
    names: &'k Names,
    first: u32,
}

impl Keys for Addresses<'_> {
    type Columns<'s> = Holders<'s>;

    fn index<'s>(&self, segment: &'s Segment) -> Index<'s> {
        segment.address_index()
    }

    fn columns<'s>(&self, segment: &'s Segment) -> Holders<'s> {
        segment.holders()
    }

    #[inline]
    fn touch(&self, holders: &Holders<'_>, row: usize, number: u32) {
        holders.touch(row);
        std::hint::black_box(self.names.get(self.first + number));
    }

    #[inline]
    fn is(&self, holders: &Holders<'_>, row: usize, number: u32) -> bool {
        holders.get(row) == self.names.get(self.first + number)
    }
}
