//! Addresses: who they are, their sums, their legs.

use model::address::BitcoinAddress;
use model::amount::Total;
use model::hash::hash160;
use model::script::Lock;

use crate::ids::{AddressId, TxId};
use crate::packed::at;
use crate::read::Graph;
use crate::segment::Segment;
use crate::segment::sparse;
use crate::sums::{Sums, leg_of};
use crate::values::{End, Flows, Leg, Totals};

/// An address in a ledger, and the others there of the same key: see [`Graph::same_key`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forms {
    pub itself: Option<AddressId>,
    /// Ascending.
    pub same_key: Vec<AddressId>,
}

impl Graph {
    pub fn find_address(&self, address: &BitcoinAddress) -> Option<AddressId> {
        let found = self.stack().find_address(address.lock(), address.payload())?;
        u32::try_from(found).ok().map(AddressId)
    }

    /// Holders in the ledger that the same single key controls, the address itself left out. As far
    /// as the address tells: a P2SH hides what it pays to, so nothing leads away from one, though the
    /// other forms lead to it.
    pub fn same_key(&self, address: &BitcoinAddress) -> Vec<AddressId> {
        let found = self.find_forms(std::slice::from_ref(address)).pop();
        found.expect("one was asked for").same_key
    }

    /// [`Graph::find_address`] and [`Graph::same_key`] for many addresses, in their order: all forms
    /// of them are looked up together.
    pub fn find_forms(&self, addresses: &[BitcoinAddress]) -> Vec<Forms> {
        let mut forms = Vec::with_capacity(4 * addresses.len());
        let mut ends = Vec::with_capacity(addresses.len());
        for address in addresses {
            forms.push(address.clone());
            forms.extend(address.same_key());
            ends.push(forms.len());
        }
        let found = self.find_addresses(&forms);
        let mut start = 0;
        let each = addresses.iter().zip(ends).map(|(address, end)| {
            let found = &found[start..end];
            start = end;
            self.forms_of(address, found[0], &found[1..])
        });
        each.collect()
    }

    fn forms_of(
        &self,
        address: &BitcoinAddress,
        itself: Option<AddressId>,
        forms: &[Option<AddressId>],
    ) -> Forms {
        let mut same_key: Vec<AddressId> = forms.iter().flatten().copied().collect();
        if let Some(hash) = key_hash(address) {
            for segment in self.stack().segments() {
                same_key.extend(bare_keys(segment, &hash));
            }
        }
        same_key.sort_unstable();
        same_key.dedup();
        same_key.retain(|id| Some(*id) != itself);
        Forms { itself, same_key }
    }

    pub fn address(&self, id: AddressId) -> BitcoinAddress {
        let found = self.stack().address(u64::from(id.0)).and_then(|(segment, row)| {
            let (lock, payload) = segment.holders().get(row)?;
            BitcoinAddress::new(lock, payload)
        });
        found.unwrap_or_else(|| {
            BitcoinAddress::new(Lock::Nonstandard, &[0; 32]).expect("32 bytes fit a script hash")
        })
    }

    /// How an address locks its coins, without building it.
    pub fn lock(&self, id: AddressId) -> Lock {
        let found = self
            .stack()
            .address(u64::from(id.0))
            .and_then(|(segment, row)| Lock::from_byte(segment.holders().kinds.get(row)? & 0x0f));
        found.unwrap_or(Lock::Nonstandard)
    }

    /// Exact sums over all legs, in time that does not grow with their number.
    pub fn totals(&self, id: AddressId) -> Totals {
        let mut totals = Totals::default();
        for (segment, row) in self.touching(id) {
            let part = Sums::of_row(self.stack(), segment, row);
            totals.received = Total(totals.received.0.saturating_add(part.received));
            totals.sent = Total(totals.sent.0.saturating_add(part.sent));
            totals.inputs += part.inputs;
            totals.outputs += segment.leg_counts().len(row).saturating_sub(part.inputs);
            totals.transactions += part.txs;
        }
        let end = |end| self.legs(id, end, 0, 1).first().map(|leg| self.tx_of_leg(*leg));
        totals.first = end(End::Oldest);
        totals.last = end(End::Newest);
        totals
    }

    /// What an address received and sent in all, in how many outputs and inputs, and nothing that costs more: for
    /// sums over many. Its legs are gone through once, where nothing is written of them.
    pub fn flows(&self, id: AddressId) -> Flows {
        let mut flows = Flows::default();
        for (segment, row) in self.touching(id) {
            let part = Sums::of_row(self.stack(), segment, row);
            flows.received = Total(flows.received.0.saturating_add(part.received));
            flows.sent = Total(flows.sent.0.saturating_add(part.sent));
            flows.inputs += part.inputs;
            flows.outputs += segment.leg_counts().len(row).saturating_sub(part.inputs);
        }
        flows
    }

    /// How many outputs an address received, and how many inputs of its it spent.
    pub fn legs_by_side(&self, id: AddressId) -> (u64, u64) {
        let inputs =
            self.touching(id).map(|(segment, row)| Sums::of_row(self.stack(), segment, row).inputs);
        let inputs: u64 = inputs.sum();
        (self.legs_len(id).saturating_sub(inputs), inputs)
    }

    pub fn legs_len(&self, id: AddressId) -> u64 {
        self.touching(id).map(|(segment, row)| segment.leg_counts().len(row)).sum()
    }

    /// At most `limit` legs of an address, `skip` legs from the given end, in that end's direction.
    pub fn legs(&self, id: AddressId, end: End, skip: u64, limit: usize) -> Vec<Leg> {
        let mut legs = Vec::new();
        let mut skip = skip;
        let mut take = |segment: &Segment, row: usize| {
            let mut range = segment.leg_counts().legs(row);
            let skipped = skip.min(len(range.clone()));
            skip -= skipped;
            let wanted = (limit - legs.len()) as u64;
            match end {
                End::Oldest => range.start += skipped,
                End::Newest => range.end -= skipped,
            }
            let wanted = wanted.min(len(range.clone()));
            match end {
                End::Oldest => range.end = range.start + wanted,
                End::Newest => range.start = range.end - wanted,
            }
            let bounds = at(range.start)..at(range.end);
            let found = segment.leg().get(bounds).unwrap_or(&[]);
            match end {
                End::Oldest => legs.extend(found.iter().map(|leg| leg_of(segment, *leg))),
                End::Newest => legs.extend(found.iter().rev().map(|leg| leg_of(segment, *leg))),
            }
            legs.len() < limit
        };
        match end {
            End::Oldest => self.touching(id).all(|(segment, row)| take(segment, row)),
            End::Newest => self.touching(id).rev().all(|(segment, row)| take(segment, row)),
        };
        legs
    }

    /// The transaction a leg belongs to.
    pub fn tx_of_leg(&self, leg: Leg) -> TxId {
        match leg {
            Leg::In(input) => self.tx_of_input(input),
            Leg::Out(output) => self.tx_of_output(output),
        }
    }

    /// The segments that hold legs of an address, and its row in each, oldest first.
    fn touching(&self, id: AddressId) -> impl DoubleEndedIterator<Item = (&Segment, usize)> {
        let segments = self.stack().segments();
        let first = segments.partition_point(|s| s.end().addresses <= u64::from(id.0));
        let touching = move |segment: &'_ std::sync::Arc<Segment>| segment.holder_row(id.0);
        segments[first..]
            .iter()
            .filter_map(move |segment| touching(segment).map(|row| (&**segment, row)))
    }
}

fn len(range: std::ops::Range<u64>) -> u64 {
    range.end - range.start
}

/// The hash160 under which a single key's bare (P2PK) form is found.
fn key_hash(address: &BitcoinAddress) -> Option<[u8; 20]> {
    match address.lock() {
        Lock::P2pkh | Lock::P2wpkh => address.payload().try_into().ok(),
        Lock::P2pk => Some(hash160(address.payload())),
        _ => None,
    }
}

fn bare_keys(segment: &Segment, hash: &[u8; 20]) -> impl Iterator<Item = AddressId> {
    let keys = segment.keys();
    let start = keys.partition_point(|key| sparse::key_hash(key) < *hash);
    let same = keys[start..].iter().take_while(|key| sparse::key_hash(key) == *hash);
    same.map(|key| AddressId(sparse::key_address(key)))
}
