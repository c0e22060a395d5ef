//! What a question is asked of: the ledgers and labels of the data directory, at one moment.

use std::sync::Arc;

use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::AsOf;
use graph::Graph;
use model::chain::LedgerId;
use model::time::{Day, Time};

use crate::args::When;
use crate::data::Data;
use crate::failure::Failure;
use crate::{clock, label_store};

/// Opens what a question needs: all ledgers, or the one that was chosen, and the labels.
pub fn open(data: &Data, chosen: Option<LedgerId>, when: &When) -> Result<Atlas, Failure> {
    let as_of = moment(when)?;
    let ledgers = which(data, chosen)?
        .into_iter()
        .map(|id| ledger(data, id))
        .collect::<Result<Vec<_>, _>>()?;
    let labels = Arc::new(label_store::load(data)?);
    Ok(Atlas::new(ledgers, labels, as_of))
}

/// The ledgers to ask: the chosen one, which must be there, or all.
pub fn which(data: &Data, chosen: Option<LedgerId>) -> Result<Vec<LedgerId>, Failure> {
    let held = data.ledgers()?;
    let Some(id) = chosen else { return Ok(held) };
    if held.contains(&id) {
        return Ok(vec![id]);
    }
    let failure =
        Failure::new(format_args!("there is no ledger {id} in {}", data.root().display()));
    Err(match held.as_slice() {
        [] => failure.hint("it holds no ledger yet: run 'kancil ingest bitcoin PATH'"),
        _ => failure.hint(format_args!("it holds {}", list(&held))),
    })
}

pub fn list(ids: &[LedgerId]) -> String {
    ids.iter().map(LedgerId::to_string).collect::<Vec<_>>().join(", ")
}

pub fn graph(data: &Data, id: LedgerId) -> Result<Graph, Failure> {
    Ok(Graph::open(&data.ledger(id))?)
}

fn ledger(data: &Data, id: LedgerId) -> Result<Ledger, Failure> {
    let graph = graph(data, id)?;
    let clusters = Arc::new(Clusters::of(&graph));
    Ok(Ledger { graph, clusters })
}

/// The moment a question is about. A day that has not come cannot be asked about.
pub fn moment(when: &When) -> Result<AsOf, Failure> {
    let now = clock::now()?;
    let as_of = when.as_of.unwrap_or(now.day());
    not_in_the_future("--as-of", as_of, now)?;
    if let Some(known_at) = when.known_at {
        not_in_the_future("--known-at", known_at.day(), now)?;
    }
    Ok(AsOf { as_of, known_at: when.known_at })
}

pub fn not_in_the_future(flag: &str, day: Day, now: Time) -> Result<(), Failure> {
    if day <= now.day() {
        return Ok(());
    }
    Err(Failure::new(format_args!("{flag} {day} is in the future: today is {} (UTC)", now.day()))
        .hint("nothing is known of a day that has not come"))
}
