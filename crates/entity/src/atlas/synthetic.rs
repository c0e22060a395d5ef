//! An Atlas of made-up data alone, for those who learn.
//!
//! The one thing to know: it is decided here once, by what a ledger is and what a pack says of
//! itself, and not by each question: what is not in the Atlas cannot be asked about. A pack that
//! calls itself made up, but names anything but addresses of stories, is not believed.

use std::sync::Arc;

use super::Atlas;
use crate::label::Labels;
use crate::label::key::bitcoin_of;
use crate::label::pack::PackFile;

impl Atlas {
    /// The stories among the ledgers, and the labels made up with them.
    pub fn synthetic(&self) -> Atlas {
        let packs = self.labels.packs().iter().filter(|pack| is_synthetic(pack));
        let labels = Labels::load(packs.cloned().collect());
        let stories = self.only(|ledger| ledger.graph.ledger().network.is_synthetic());
        debug_assert!(self.without.is_empty(), "who may see what comes before what is left out");
        Atlas::new(stories.ledgers, Arc::new(labels), self.as_of)
    }
}

fn is_synthetic(pack: &PackFile) -> bool {
    let is_story =
        |subject: usize| bitcoin_of(pack.key(subject)).is_some_and(|(_, is_story)| is_story);
    pack.head().is_synthetic() && (0..pack.subjects_len()).all(is_story)
}
