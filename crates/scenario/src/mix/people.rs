//! Who pays whom: some hundred services, and people without end.
//!
//! Services come first in number and are drawn by popularity (the r-th of them in proportion to
//! 1 / (r + 6), Zipf's and Mandelbrot's law), so the first has about 4 % of what goes to services
//! and its standing address hundreds of thousands of legs in a chain of millions. A person is a
//! wallet: one kind of lock, the address it used last.

use super::coins::Purse;
use super::locks::Kind;
use super::shape;
use crate::story::chance::Chance;

pub const SERVICES: u32 = 600;

/// Deposit addresses that a service's customers use again.
const DEPOSITS: usize = 16;

#[derive(Debug, Clone, Copy)]
pub struct Owner {
    pub purse: Purse,
    /// A service's standing address; a person's last one.
    pub address: u32,
    pub kind: Kind,
}

#[derive(Debug)]
pub struct People {
    owners: Vec<Owner>,
    /// Addresses given out so far: the number of the next.
    addresses: u32,
    /// Services by popularity: a slot chosen evenly is a service chosen by weight.
    popular: Vec<u16>,
    deposits: Vec<u32>,
}

impl People {
    pub fn new(chance: &mut Chance) -> People {
        let mut people = People {
            owners: Vec::new(),
            addresses: 0,
            popular: popularity(),
            deposits: Vec::new(),
        };
        for _ in 0..SERVICES {
            let address = people.address();
            let kind = shape::service(chance);
            people.owners.push(Owner { purse: Purse::default(), address, kind });
            people.deposits.extend([address; DEPOSITS]);
        }
        people
    }

    pub fn addresses(&self) -> u32 {
        self.addresses
    }

    pub fn is_service(owner: u32) -> bool {
        owner < SERVICES
    }

    pub fn of(&self, owner: u32) -> &Owner {
        &self.owners[owner as usize]
    }

    pub fn purse(&mut self, owner: u32) -> &mut Purse {
        &mut self.owners[owner as usize].purse
    }

    pub fn service(&self, chance: &mut Chance) -> u32 {
        u32::from(*chance.pick(&self.popular))
    }

    /// Somebody who was not here before.
    pub fn person(&mut self, chance: &mut Chance) -> u32 {
        let address = self.address();
        let kind = shape::person(chance);
        self.owners.push(Owner { purse: Purse::default(), address, kind });
        u32::try_from(self.owners.len() - 1).expect("fewer than 2^32 people")
    }

    /// Where a service is paid: its standing address, a customer's new deposit address, or one that
    /// customer used before.
    pub fn deposit(&mut self, service: u32, chance: &mut Chance) -> u32 {
        match chance.below(100) {
            0..32 => self.of(service).address,
            32..68 => {
                let address = self.address();
                let at = service as usize * DEPOSITS + chance.index(DEPOSITS);
                self.deposits[at] = address;
                address
            }
            _ => {
                let at = service as usize * DEPOSITS + chance.index(DEPOSITS);
                self.deposits[at]
            }
        }
    }

    /// Where a person is paid or keeps their change: a new address, or the last one again.
    pub fn receive(&mut self, person: u32, new_per_mille: u64, chance: &mut Chance) -> u32 {
        if chance.per_mille(new_per_mille) {
            let address = self.address();
            self.owners[person as usize].address = address;
        }
        self.of(person).address
    }

    /// An address nobody has yet.
    pub fn address(&mut self) -> u32 {
        let address = self.addresses;
        self.addresses += 1;
        address
    }
}

fn popularity() -> Vec<u16> {
    let weights = (0..SERVICES).map(|rank| 1_000_000 / (rank + 6));
    let numbered = (0..).zip(weights);
    // One slot for every hundred of weight: 46,000 slots, and the last service has 16.
    numbered.flat_map(|(service, weight)| (0..weight / 100).map(move |_| service)).collect()
}
