//! What the public would know: a TagPack of a few addresses, incomplete on purpose.
//!
//! Who runs a service is known for some of its addresses, the loot only after the event. The pack
//! says in its title that it is made up, and its network is a story's: no importer that checks
//! addresses takes them for Bitcoin's.

use std::fmt::Write as _;

use model::claim::{Claim, PackHead};
use model::time::Time;

use super::chance::{Chance, Stream};

/// One address that somebody has written about.
#[derive(Debug, Clone)]
pub struct Tag {
    pub address: String,
    pub label: String,
    pub category: &'static str,
    /// A further concept beside the category (`hot_wallet`, `service_hack` …).
    pub concept: Option<&'static str>,
    pub abuse: Option<&'static str>,
    pub source: String,
    pub confidence: &'static str,
    pub seen: u32,
}

/// Tags as they come to be known. Bounded by the services there are.
#[derive(Debug)]
pub struct Labels {
    pub chance: Chance,
    pub tags: Vec<Tag>,
    /// Addresses of services that could have been tagged, tagged or not.
    pub known_of: u64,
}

impl Labels {
    pub fn new(seed: u64) -> Labels {
        Labels { chance: Chance::new(seed, Stream::Labels), tags: Vec::new(), known_of: 0 }
    }

    /// The pack as YAML. Every scalar that could be read as something else is quoted.
    pub fn yaml(&self, title: &str, share: &str) -> String {
        let synthetic = PackHead::SYNTHETIC;
        let mut text = format!(
            "title: '{synthetic} {title}'\n\
             creator: Kancil story\n\
             description: 'Made up together with the blocks of a story. No address here is anybody''s. {share}'\n\
             network: {}\n\
             currency: BTC\n\
             is_cluster_definer: false\n\
             tags:\n",
            Claim::STORY
        );
        for tag in &self.tags {
            let _ = write!(
                text,
                "- address: '{}'\n  label: '{}'\n  category: {}\n",
                tag.address, tag.label, tag.category
            );
            if let Some(concept) = tag.concept {
                let _ = writeln!(text, "  concepts: [{concept}]");
            }
            if let Some(abuse) = tag.abuse {
                let _ = writeln!(text, "  abuse: {abuse}");
            }
            let _ = write!(
                text,
                "  source: '{}'\n  confidence: {}\n  lastmod: {}\n",
                tag.source,
                tag.confidence,
                Time::from(tag.seen).day()
            );
        }
        text
    }
}
