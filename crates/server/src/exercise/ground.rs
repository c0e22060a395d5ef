//! An exercise filled in: its chain as an Atlas, and what is so.

use std::collections::BTreeSet;
use std::sync::Arc;

use academy::course::Lesson;
use academy::exercise::Exercise;
use academy::score::{Anchor, Truth};
use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::{AsOf, Labels};
use graph::Graph;
use model::batch::Batch;
use model::chain::LedgerId;
use model::hash::Digest;
use model::time::Time;

use super::joined::{Joined, joined};
use crate::world::Trouble;

/// Held in memory alone; its truth leaves the server in a debrief and nowhere else.
#[derive(Debug)]
pub struct Ground {
    pub atlas: Atlas,
    /// By this one filling is known to be another's.
    pub chain: Digest,
    pub start: Vec<Anchor>,
    pub given: Vec<Anchor>,
    pub expert: Vec<Anchor>,
    pub truth: Truth,
    /// What joins those that are handed over and given.
    pub joined: Joined,
}

impl Ground {
    /// None where the lesson has no such exercise.
    pub fn fill(
        lesson: &Lesson,
        case: &str,
        seed: u64,
        now: Time,
    ) -> Result<Option<Self>, Trouble> {
        let Some(case) = lesson.case(case) else { return Ok(None) };
        let exercise = lesson.exercise(case, seed).map_err(|fault| Trouble::new(&fault))?;
        let Exercise { played, start, given, expert, labels, truth, text: _ } = exercise;
        let batches = played.batches().map_err(|error| Trouble::new(&error))?;
        let labels = Labels::new(vec![labels]);
        let (atlas, chain) = atlas(played.ledger, &batches, labels, now)?;
        let handed: BTreeSet<&Anchor> = start.iter().chain(&given).collect();
        let joined = joined(played.ledger, &batches, &handed);
        Ok(Some(Self { atlas, chain, start, given, expert, truth, joined }))
    }

    /// What stands on the board beside what is handed over, when an attempt begins.
    pub fn drawn(&self) -> Vec<Anchor> {
        self.given.iter().chain(&self.joined.between).cloned().collect()
    }
}

/// The worked example's Atlas.
pub fn example(lesson: &Lesson, now: Time) -> Result<Atlas, Trouble> {
    let batches = lesson.example.batches().map_err(|error| Trouble::new(&error))?;
    Ok(atlas(lesson.example.ledger, &batches, Labels::default(), now)?.0)
}

/// One story with the labels made for it and none that anybody imported; and the digest of its tip.
fn atlas(
    ledger: LedgerId,
    batches: &[Batch],
    labels: Labels,
    now: Time,
) -> Result<(Atlas, Digest), Trouble> {
    if !ledger.network.is_synthetic() {
        return Err(Trouble::new(&format_args!("{ledger} is no story")));
    }
    let graph = Graph::in_memory(ledger, batches).map_err(|error| Trouble::new(&error))?;
    let tip = graph.tip().map(|tip| tip.hash.to_string()).unwrap_or_default();
    let clusters = Arc::new(Clusters::of(&graph));
    let as_of = AsOf { as_of: now.day(), known_at: None };
    let atlas = Atlas::new(vec![Ledger { graph, clusters }], Arc::new(labels), as_of);
    Ok((atlas, Digest::of(tip.as_bytes())))
}
