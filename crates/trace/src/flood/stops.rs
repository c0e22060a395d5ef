//! Where a flood ends, besides coins nothing spends: at holders said to be services or mixers, and
//! at CoinJoins.
//!
//! Who a holder is, is asked once, when tainted value first reaches it, and of nearly all it is told
//! from their cluster and key alone that nobody says anything. What is said, is weighed by the same
//! code as in a trace ([`Party`]).

use entity::atlas::{Atlas, Ledger};
use graph::{AddressId, SegmentView, TxId};
use model::address::{Address, BitcoinAddress};

use super::bits::Bits;
use super::columns::{Ground, index};
use crate::mix;
use crate::party::{Party, Role};

/// What a flood goes through.
#[derive(Debug, Clone, Copy)]
pub struct Through {
    pub services: bool,
    pub mixers: bool,
    /// From this confidence on a CoinJoin ends value.
    pub coinjoin_confidence_min: u8,
}

#[derive(Debug)]
pub struct Stops<'a> {
    atlas: &'a Atlas,
    ledger: &'a Ledger,
    through: Through,
    /// `None`: nothing is said of anybody, or nothing that is said stops anything.
    holders: Option<Holders>,
}

/// By address.
#[derive(Debug)]
struct Holders {
    asked: Bits,
    services: Bits,
    mixers: Bits,
    labelled_roots: Bits,
}

impl<'a> Stops<'a> {
    pub fn new(atlas: &'a Atlas, ledger: &'a Ledger, through: Through) -> Stops<'a> {
        let is_asked = !(through.services && through.mixers);
        let is_said = !atlas.labels.is_empty(&atlas.as_of);
        let holders = (is_asked && is_said).then(|| Holders::of(atlas, ledger));
        Stops { atlas, ledger, through, holders }
    }

    /// Whether any holder's coins may end here.
    #[inline]
    pub fn asks_holders(&self) -> bool {
        self.holders.is_some()
    }

    /// Why a holder's coins end here, if they do: `[u8; 4]` as it lies in the column.
    #[inline]
    pub fn holder(&mut self, holder: [u8; 4]) -> Option<Role> {
        let holders = self.holders.as_mut()?;
        if holder == SegmentView::NOBODY {
            return None;
        }
        let at = index(holder);
        if !holders.asked.has(at) {
            holders.ask(self.atlas, self.ledger, AddressId(u32::from_le_bytes(holder)));
        }
        if holders.services.has(at) && !self.through.services {
            return Some(Role::Service);
        }
        (holders.mixers.has(at) && !self.through.mixers).then_some(Role::Mixer)
    }

    /// Whether value ends at a transaction because it looks like a CoinJoin.
    #[inline]
    pub fn is_mix(&self, ground: &Ground<'_>, row: usize, inputs: usize) -> bool {
        if self.through.mixers || inputs < 2 {
            return false;
        }
        let outputs = ground.values.get(ground.outputs_of(row)).unwrap_or(&[]);
        may_mix(inputs, outputs) && self.looks_mixed(TxId(ground.view.txs().start + row as u64))
    }

    #[cold]
    fn looks_mixed(&self, tx: TxId) -> bool {
        let found = mix::coinjoin(self.ledger, tx);
        found.is_some_and(|found| found.confidence >= self.through.coinjoin_confidence_min)
    }
}

/// Whether any rule could fit, told from values alone (see [`entity::coinjoin::worth_a_look`]): two
/// equal outputs of three or more, or the ten inputs that Wasabi 1.1 wants, whose values need only be
/// near each other.
#[inline]
fn may_mix(inputs: usize, outputs: &[[u8; 8]]) -> bool {
    if outputs.len() < 3 {
        return false;
    }
    if inputs >= 10 {
        return true;
    }
    if outputs.len() > 16 {
        let mut values = outputs.to_vec();
        values.sort_unstable();
        return values.windows(2).any(|pair| pair[0] == pair[1]);
    }
    outputs.iter().enumerate().any(|(at, value)| outputs[at + 1..].contains(value))
}

impl Holders {
    fn of(atlas: &Atlas, ledger: &Ledger) -> Holders {
        let addresses = usize::try_from(ledger.graph.counts().addresses).unwrap_or(usize::MAX);
        let bits = || Bits::new(addresses);
        let mut labelled_roots = bits();
        for root in atlas.labelled_roots(ledger.graph.ledger()) {
            labelled_roots.set(root.0 as usize);
        }
        Holders { asked: bits(), services: bits(), mixers: bits(), labelled_roots }
    }

    #[cold]
    fn ask(&mut self, atlas: &Atlas, ledger: &Ledger, holder: AddressId) {
        self.asked.set(holder.0 as usize);
        if !self.is_spoken_of(atlas, ledger, holder) {
            return;
        }
        match Party::of(atlas, ledger, Some(holder)).role {
            Role::Service => self.services.set(holder.0 as usize),
            Role::Mixer => self.mixers.set(holder.0 as usize),
            Role::Listed | Role::Unknown => {}
        }
    }

    /// Whether any claim can reach a holder: through its address, its key's other forms, or the
    /// clusters of all of these.
    fn is_spoken_of(&self, atlas: &Atlas, ledger: &Ledger, holder: AddressId) -> bool {
        if self.is_in_labelled(ledger, holder) {
            return true;
        }
        let said = |form: BitcoinAddress| {
            let network = ledger.graph.ledger().network;
            !atlas.labels.about(&Address::Bitcoin(form), network, &atlas.as_of).is_empty()
        };
        let address = ledger.graph.address(holder);
        let forms = ledger.graph.same_key(&address);
        forms.iter().any(|form| self.is_in_labelled(ledger, *form))
            || address.same_key().into_iter().any(said)
            || forms.into_iter().any(|form| said(ledger.graph.address(form)))
            || said(address)
    }

    fn is_in_labelled(&self, ledger: &Ledger, holder: AddressId) -> bool {
        self.labelled_roots.has(ledger.clusters.root(holder).0 as usize)
    }
}
