//! What is seen of the chains at one moment, and the next moment's beside it.
//!
//! A request takes the sight there is when it begins and keeps it to its end: a ledger that grows or
//! rewinds meanwhile changes the next request's answer, never half of this one's.

use std::sync::atomic::Ordering;
use std::sync::{Arc, RwLock};

use entity::atlas::Atlas;
use model::chain::LedgerId;

use crate::metrics::Metrics;
use crate::world::{Stamp, Trouble, Unread, World};

/// One state of everything that is read.
#[derive(Debug)]
pub struct Sight {
    pub stamp: Stamp,
    /// All of it.
    pub atlas: Atlas,
    /// Ledgers that are there and do not open.
    pub unread: Vec<Unread>,
    /// What a trainee sees: grown stories, and labels about nothing else.
    pub synthetic: Atlas,
}

impl Sight {
    pub fn open(world: &dyn World) -> Result<Sight, Trouble> {
        // Taken first: what changes while we read is read again next time.
        let stamp = world.stamp()?;
        let opened = world.open()?;
        let synthetic = opened.atlas.synthetic();
        for ledger in &opened.atlas.ledgers {
            // Resolves the labels now, so that no request waits for it.
            opened.atlas.labelled_roots(ledger.graph.ledger());
        }
        Ok(Sight { stamp, atlas: opened.atlas, unread: opened.unread, synthetic })
    }

    /// What somebody may see.
    pub fn atlas(&self, is_synthetic_only: bool) -> &Atlas {
        if is_synthetic_only { &self.synthetic } else { &self.atlas }
    }

    pub fn unread(&self, is_synthetic_only: bool) -> Vec<LedgerId> {
        let ids = self.unread.iter().map(|unread| unread.ledger);
        ids.filter(|id| !is_synthetic_only || id.network.is_synthetic()).collect()
    }
}

/// The sight there is, and its change.
#[derive(Debug)]
pub struct Sights {
    current: RwLock<Arc<Sight>>,
}

impl Sights {
    pub fn new(sight: Sight) -> Self {
        Self { current: RwLock::new(Arc::new(sight)) }
    }

    pub fn now(&self) -> Arc<Sight> {
        Arc::clone(&self.current.read().unwrap_or_else(|broken| broken.into_inner()))
    }

    /// Looks whether anything changed, and reads it anew if so. On trouble the sight stays as it
    /// was, and the next look tries again.
    pub fn look(&self, world: &dyn World, metrics: &Metrics) -> Result<bool, Trouble> {
        let looked = self.looked(world);
        match &looked {
            Ok(false) => {}
            Ok(true) => _ = metrics.reloads.fetch_add(1, Ordering::Relaxed),
            Err(_) => _ = metrics.reloads_failed.fetch_add(1, Ordering::Relaxed),
        }
        looked
    }

    fn looked(&self, world: &dyn World) -> Result<bool, Trouble> {
        if world.stamp()? == self.now().stamp {
            return Ok(false);
        }
        let next = Arc::new(Sight::open(world)?);
        *self.current.write().unwrap_or_else(|broken| broken.into_inner()) = next;
        Ok(true)
    }
}
