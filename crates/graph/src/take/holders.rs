//! Outputs, and the number of each one's holder.

use model::address::BitcoinAddress;
use model::batch::{Batch, OutputRow};
use model::script::Lock;

use crate::error::GraphError;
use crate::packed::{NONE, at, row};
use crate::segment::holders::{self, Holders};
use crate::take::table::Table;
use crate::take::{GROUP, NOT_FOUND, Taker};

/// `NONE` names no address.
const ADDRESSES_MAX: u64 = NONE as u64;

impl Taker {
    pub(super) fn take_outputs(&mut self, batch: &Batch) -> Result<(), GraphError> {
        self.make_room_for_addresses(batch.outputs.len() + self.scratch.told.len())?;
        let mut hashes = std::mem::take(&mut self.scratch.hashes);
        hashes.clear();
        hashes.extend(
            batch.outputs.iter().map(|output| holders::hash(output.lock, batch.payload(output))),
        );
        let told = std::mem::take(&mut self.scratch.told);
        let taken = self.number_holders(batch, &hashes, &told);
        self.scratch.hashes = hashes;
        self.scratch.told = told;
        taken
    }

    /// Gives every holder its number, by first appearance: what a transaction spends comes before
    /// what it makes.
    fn number_holders(
        &mut self,
        batch: &Batch,
        hashes: &[u64],
        told: &[(u32, u32)],
    ) -> Result<(), GraphError> {
        let mut told = told.iter().peekable();
        let mut output = 0;
        for (number, tx) in batch.txs.iter().enumerate() {
            while let Some((foreign, spent)) =
                told.next_if(|(_, spent)| batch.spent[*spent as usize].input < tx.inputs_end)
            {
                let made = &batch.spent[*spent as usize].output;
                let hash = holders::hash(made.lock, batch.payload(made));
                let holder = self.holder(batch, made, hash, number)?;
                self.rows.foreign_holder[*foreign as usize] = holder.to_le_bytes();
            }
            for output in output..tx.outputs_end as usize {
                if output.is_multiple_of(GROUP) {
                    self.warm_addresses(&hashes[output..hashes.len().min(output + GROUP)]);
                }
                let made = &batch.outputs[output];
                let holder = self.holder(batch, made, hashes[output], number)?;
                self.rows.output_value.push(made.value.0.to_le_bytes());
                self.rows.output_holder.push(holder.to_le_bytes());
            }
            output = tx.outputs_end as usize;
        }
        Ok(())
    }

    /// Brings near what the next look-ups will read: all slots, then all keys to be compared.
    fn warm_addresses(&self, hashes: &[u64]) {
        let mut likely = [0; GROUP];
        for (id, hash) in likely.iter_mut().zip(hashes) {
            *id = self.addresses.likely(*hash);
        }
        for id in likely.iter().filter(|id| **id != NOT_FOUND) {
            std::hint::black_box(self.address(*id).and_then(|(_, payload)| payload.first()));
        }
    }

    #[inline]
    fn holder(
        &mut self,
        batch: &Batch,
        made: &OutputRow,
        hash: u64,
        tx: usize,
    ) -> Result<u32, GraphError> {
        if made.lock == Lock::Data {
            return Ok(NONE);
        }
        let payload = batch.payload(made);
        let known = self.addresses.find(hash, |id| self.address(id) == Some((made.lock, payload)));
        match known {
            Some(id) => Ok(row(at(id))),
            None => self.new_holder(made.lock, payload, hash).map_err(|fault| {
                let place = self.place(batch, tx);
                match fault {
                    Some(what) => GraphError::BadHolder { place, what },
                    None => GraphError::Full { place, what: "addresses", max: ADDRESSES_MAX },
                }
            }),
        }
    }

    /// An error without words: the ledger is full.
    fn new_holder(&mut self, lock: Lock, payload: &[u8], hash: u64) -> Result<u32, Option<String>> {
        let unfit = || {
            let name = lock.name();
            Some(format!(
                "a holder of kind {name} cannot have this payload of {} bytes",
                payload.len()
            ))
        };
        let kind = holders::kind(lock, payload).ok_or_else(unfit)?;
        // The kinds whose payload has an inner form.
        if matches!(lock, Lock::Multisig | Lock::Witness) {
            BitcoinAddress::new(lock, payload).ok_or_else(unfit)?;
        }
        let id = self.rows.base.addresses + self.rows.holders.len() as u64;
        if id >= ADDRESSES_MAX {
            return Err(None);
        }
        self.addresses.add(hash, id);
        self.rows.holders.push(kind, payload);
        Ok(row(at(id)))
    }

    #[inline]
    pub(super) fn address(&self, id: u64) -> Option<(Lock, &[u8])> {
        match id.checked_sub(self.rows.base.addresses) {
            Some(own) => self.rows.holders.view().get(at(own)),
            None => {
                let (segment, row) = self.stack.address(id)?;
                segment.holders().get(row)
            }
        }
    }

    fn make_room_for_addresses(&mut self, more: usize) -> Result<(), GraphError> {
        match self.addresses.has_room(more) {
            true => Ok(()),
            false => self.rebuild_addresses(more),
        }
    }

    pub(super) fn rebuild_addresses(&mut self, more: usize) -> Result<(), GraphError> {
        let mut table = Table::with_room(at(self.rows.end().addresses) + more);
        for segment in self.stack.segments() {
            let before = table.len();
            add_holders(&mut table, segment.base.addresses, segment.holders());
            if (table.len() - before) as u64 != segment.extent.addresses {
                return Err(GraphError::Damaged {
                    file: segment.columns().name().to_owned(),
                    what: "its addresses cannot be read to the end".to_owned(),
                });
            }
        }
        add_holders(&mut table, self.rows.base.addresses, self.rows.holders.view());
        self.addresses = table;
        Ok(())
    }
}

fn add_holders(table: &mut Table, base: u64, holders: Holders<'_>) {
    for (index, (lock, payload)) in holders.iter_from(0).enumerate() {
        table.add(holders::hash(lock, payload), base + index as u64);
    }
}
