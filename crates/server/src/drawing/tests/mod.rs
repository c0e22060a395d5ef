//! A trace in, a board out: on little chains told in full, on grown stories by laws.

mod laws;
mod told;

use std::sync::Arc;

use api::ask::bounds::Bounds;
use api::ask::path::PathQuestion;
use api::ask::trace::TraceQuestion;
use api::ask::watch::patient;
use casework::boards::op::Op;
use casework::boards::state::State;
use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::{AsOf, Labels};
use graph::Graph;
use scenario::Played;

use super::{Asked, Choice, NotDrawn, draw};

fn atlas(graph: Graph) -> Atlas {
    let clusters = Arc::new(Clusters::of(&graph));
    let as_of = AsOf { as_of: "2026-12-31".parse().expect("a day"), known_at: None };
    Atlas::new(vec![Ledger { graph, clusters }], Arc::new(Labels::default()), as_of)
}

/// A scenario and its Atlas.
fn played(text: &str) -> (Played, Atlas) {
    let played = scenario::play(text).expect("the scenario plays");
    let batches = played.batches().expect("the scenario goes forward");
    let graph = Graph::in_memory(played.ledger, &batches).expect("the blocks fit");
    (played, atlas(graph))
}

fn traced(atlas: &Atlas, question: &TraceQuestion) -> Vec<u8> {
    let answer = question.answer(atlas, &Bounds::SERVED, &mut patient).expect("an answer");
    api::text::json(&answer.view()).into()
}

fn path(atlas: &Atlas, question: &PathQuestion) -> Vec<u8> {
    let answer = question.answer(atlas, &Bounds::SERVED, &mut patient).expect("an answer");
    api::text::json(&answer.view).into()
}

fn drawn(state: &State, bytes: &[u8], choice: &Choice, key: &str) -> Result<Vec<Op>, NotDrawn> {
    draw(state, &Asked { bytes, question: "subject=x", choice, key })
}
