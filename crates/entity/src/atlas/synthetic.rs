//! An Atlas of made-up data alone, for those who learn.
//!
//! The one thing to know: it is decided here once, by what a ledger is and what a pack says of
//! itself, and not by each question: what is not in the Atlas cannot be asked about. A pack that
//! calls itself made up, but names an address that a real ledger holds, or anything but an address of
//! Bitcoin's (no story has another), is not believed.

use std::sync::Arc;

use super::Atlas;
use crate::label::Labels;
use crate::label::key::bitcoin_of;
use crate::label::pack::PackFile;

impl Atlas {
    /// The stories among the ledgers, and the labels made up with them.
    pub fn synthetic(&self) -> Atlas {
        let packs = self.labels.packs().iter().filter(|pack| self.is_synthetic(pack));
        let labels = Labels::load(packs.cloned().collect());
        let stories = self.only(|ledger| ledger.graph.ledger().network.is_synthetic());
        debug_assert!(self.without.is_empty(), "who may see what comes before what is left out");
        Atlas::new(stories.ledgers, Arc::new(labels), self.as_of)
    }

    fn is_synthetic(&self, pack: &PackFile) -> bool {
        let real =
            || self.ledgers.iter().filter(|ledger| !ledger.graph.ledger().network.is_synthetic());
        let is_real = |subject: usize| {
            bitcoin_of(pack.key(subject)).is_none_or(|address| {
                real().any(|ledger| ledger.graph.find_address(&address).is_some())
            })
        };
        pack.head().is_synthetic() && !(0..pack.subjects_len()).any(is_real)
    }
}
