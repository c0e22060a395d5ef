//! Addresses: who they are, their sums, their legs.

use model::address::BitcoinAddress;
use model::amount::Total;
use model::hash::hash160;
use model::script::Lock;

use crate::ids::{AddressId, InId, OutId, TxId};
use crate::packed::{NONE_WIDE, at, find32, row, span, u32_at, u64_at};
use crate::read::Graph;
use crate::segment::Segment;
use crate::segment::legs::{LEGS_UNSUMMED, OUTPUT};
use crate::stack::Stack;
use crate::values::{End, Leg, Totals};

impl Graph {
    pub fn find_address(&self, address: &BitcoinAddress) -> Option<AddressId> {
        let found = self.stack().find_address(address.lock(), address.payload())?;
        u32::try_from(found).ok().map(AddressId)
    }

    /// Holders in the ledger that the same single key controls, the address itself left out. As far
    /// as the address tells: a P2SH hides what it pays to, so nothing leads away from one, though the
    /// other forms lead to it.
    pub fn same_key(&self, address: &BitcoinAddress) -> Vec<AddressId> {
        let mut found: Vec<AddressId> =
            address.same_key().iter().filter_map(|form| self.find_address(form)).collect();
        if let Some(hash) = key_hash(address) {
            for segment in self.stack().segments() {
                found.extend(bare_keys(segment, &hash));
            }
        }
        found.sort_unstable();
        found.dedup();
        let itself = self.find_address(address);
        found.retain(|id| Some(*id) != itself);
        found
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
            totals.outputs += len(span(segment.leg_end(), row)).saturating_sub(part.inputs);
            totals.transactions += part.txs;
        }
        let end = |end| self.legs(id, end, 0, 1).first().map(|leg| self.tx_of_leg(*leg));
        totals.first = end(End::Oldest);
        totals.last = end(End::Newest);
        totals
    }

    pub fn legs_len(&self, id: AddressId) -> u64 {
        self.touching(id).map(|(segment, row)| len(span(segment.leg_end(), row))).sum()
    }

    /// At most `limit` legs of an address, `skip` legs from the given end, in that end's direction.
    pub fn legs(&self, id: AddressId, end: End, skip: u64, limit: usize) -> Vec<Leg> {
        let mut legs = Vec::new();
        let mut skip = skip;
        let mut take = |segment: &Segment, row: usize| {
            let mut range = span(segment.leg_end(), row);
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

/// A leg as it stands in its column.
pub(crate) fn leg_of(segment: &Segment, leg: [u8; 4]) -> Leg {
    let leg = u32::from_le_bytes(leg);
    match leg & OUTPUT {
        0 => Leg::In(InId(segment.base.inputs + u64::from(leg))),
        _ => Leg::Out(OutId(segment.base.outputs + u64::from(leg & !OUTPUT))),
    }
}

/// What an address's legs within one segment come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub received: u128,
    pub sent: u128,
    pub inputs: u64,
    pub txs: u64,
}

impl Sums {
    /// Those written down, or those of the few legs for which none are.
    fn of_row(stack: &Stack, segment: &Segment, row: usize) -> Sums {
        let legs = span(segment.leg_end(), row);
        match len(legs.clone()) > LEGS_UNSUMMED as u64 {
            true => Sums::written(segment, row).unwrap_or_default(),
            false => {
                let legs = segment.leg().get(at(legs.start)..at(legs.end)).unwrap_or(&[]);
                Sums::walked(stack, segment, legs)
            }
        }
    }

    pub(crate) fn written(segment: &Segment, holder: usize) -> Option<Sums> {
        let index = find32(segment.sum_row(), row(holder))?;
        let received = u64_at(segment.sum_received(), index)?;
        let sent = u64_at(segment.sum_sent(), index)?;
        let mut sums = Sums {
            received: received.into(),
            sent: sent.into(),
            inputs: u32_at(segment.sum_inputs(), index)?.into(),
            txs: u32_at(segment.sum_txs(), index)?.into(),
        };
        if received == NONE_WIDE || sent == NONE_WIDE {
            let wide = find32(segment.wide_row(), row(holder))?;
            sums.received = u128::from_le_bytes(*segment.wide_received().get(wide)?);
            sums.sent = u128::from_le_bytes(*segment.wide_sent().get(wide)?);
        }
        Some(sums)
    }

    pub(crate) fn walked(stack: &Stack, segment: &Segment, legs: &[[u8; 4]]) -> Sums {
        let mut sums = Sums::default();
        let mut last = None;
        for leg in legs {
            let leg = leg_of(segment, *leg);
            let (value, tx) = match leg {
                Leg::In(input) => {
                    let source = stack.source(input.0);
                    let value = source.and_then(|source| stack.source_value_and_holder(source));
                    (value, stack.tx_of_input(input.0))
                }
                Leg::Out(output) => {
                    (stack.value_and_holder(output.0), stack.tx_of_output(output.0))
                }
            };
            let value = value.map_or(0, |(value, _)| if value == NONE_WIDE { 0 } else { value });
            match leg {
                Leg::In(_) => sums.sent += u128::from(value),
                Leg::Out(_) => sums.received += u128::from(value),
            }
            sums.inputs += u64::from(matches!(leg, Leg::In(_)));
            sums.txs += u64::from(tx != last);
            last = tx;
        }
        sums
    }
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
    let hashes = segment.key_hash();
    let start = hashes.partition_point(|other| other < hash);
    let same = hashes[start..].iter().take_while(|other| *other == hash).count();
    (start..start + same).filter_map(|index| u32_at(segment.key_address(), index)).map(AddressId)
}
