//! What a question is asked of: the ledgers and labels of the data directory, at one moment.

use std::sync::Arc;

use api::ask::moment::list;
use entity::atlas::{Atlas, Ledger};
use entity::label::{AsOf, Labels};
use graph::{Graph, GraphError};
use model::chain::LedgerId;

use crate::args::When;
use crate::data::Data;
use crate::failure::Failure;
use crate::{clock, cluster_store, label_store};

/// Opens what a question needs: all ledgers, or the one that was chosen, and the labels.
pub fn open(data: &Data, chosen: Option<LedgerId>, when: &When) -> Result<Atlas, Failure> {
    let graphs = graphs(data, chosen)?;
    atlas(data, graphs, when)
}

/// The same of the ledgers that open, and those that do not.
pub fn open_what_opens(
    data: &Data,
    chosen: Option<LedgerId>,
    when: &When,
) -> Result<(Atlas, Vec<Unread>), Failure> {
    let (graphs, unread) = what_opens(data, chosen)?;
    Ok((atlas(data, graphs, when)?, unread))
}

fn atlas(data: &Data, graphs: Vec<Graph>, when: &When) -> Result<Atlas, Failure> {
    let as_of = moment(when)?;
    judged(data, graphs, Arc::new(label_store::load(data)?), as_of)
}

/// These ledgers, judged by these labels.
pub fn judged(
    data: &Data,
    graphs: Vec<Graph>,
    labels: Arc<Labels>,
    as_of: AsOf,
) -> Result<Atlas, Failure> {
    let ledger = |graph: Graph| {
        let clusters = Arc::new(cluster_store::load(&data.ledger(graph.ledger()), &graph)?);
        Ok(Ledger { graph, clusters })
    };
    let ledgers: Result<Vec<Ledger>, Failure> = graphs.into_iter().map(ledger).collect();
    Ok(Atlas::new(ledgers?, labels, as_of))
}

/// A ledger that is there and does not open.
#[derive(Debug)]
pub struct Unread {
    pub id: LedgerId,
    pub why: Failure,
}

/// The ledgers to ask: the chosen one, which must be there, or all. All must open.
pub fn graphs(data: &Data, chosen: Option<LedgerId>) -> Result<Vec<Graph>, Failure> {
    let (graphs, unread) = what_opens(data, chosen)?;
    match unread.into_iter().next() {
        None => Ok(graphs),
        Some(Unread { why, .. }) if graphs.is_empty() => Err(why),
        Some(Unread { why, .. }) => {
            let others: Vec<LedgerId> = graphs.iter().map(Graph::ledger).collect();
            Err(why.hint(format_args!("or ask another one with --ledger: {}", list(&others))))
        }
    }
}

/// The ledgers to ask, as far as they open: one that does not keeps nobody from the others.
pub fn what_opens(
    data: &Data,
    chosen: Option<LedgerId>,
) -> Result<(Vec<Graph>, Vec<Unread>), Failure> {
    let mut graphs = Vec::new();
    let mut unread = Vec::new();
    for id in data.ledgers()? {
        if chosen.is_some_and(|chosen| chosen != id) {
            continue;
        }
        match Graph::open(&data.ledger(id)) {
            Ok(graph) => graphs.push(graph),
            // An ingest that was ended before its first commit: there is no ledger yet.
            Err(GraphError::Missing { .. }) => {}
            Err(error) => unread.push(Unread { id, why: error.into() }),
        }
    }
    match chosen {
        Some(id) if graphs.is_empty() && unread.is_empty() => Err(not_held(data, id)?),
        _ => Ok((graphs, unread)),
    }
}

fn not_held(data: &Data, id: LedgerId) -> Result<Failure, Failure> {
    let held: Vec<LedgerId> = what_opens(data, None)?.0.iter().map(Graph::ledger).collect();
    let failure =
        Failure::new(format_args!("there is no ledger {id} in {}", data.root().display()));
    Ok(match held.as_slice() {
        [] => failure.hint("it holds no ledger yet: run 'kancil ingest bitcoin PATH'"),
        _ => failure.hint(format_args!("it holds {}", list(&held))),
    })
}

/// The moment a question is about. A day that has not come cannot be asked about.
pub fn moment(when: &When) -> Result<AsOf, Failure> {
    Ok(api::ask::moment::as_of(when.as_of, when.known_at, clock::now()?)?)
}
