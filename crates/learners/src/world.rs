//! An exercise as a learner meets it: its chain as a ledger with clusters, its labels, and the plain
//! facts of its transactions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use academy::course::{Course, Lesson};
use academy::exercise::Exercise;
use academy::lesson::Files;
use academy::lesson::plan::Case;
use academy::score::Anchor;
use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::{AsOf, Labels};
use graph::Graph;
use model::address::BitcoinAddress;
use model::hash::{OutPoint, Txid};

/// The lessons that come with the program, in their order.
pub fn lessons() -> Vec<Arc<Lesson>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../academy/lessons");
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).expect("the lessons are there");
        entries.map(|entry| entry.expect("an entry").path()).collect()
    };
    let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    let text = |path: &PathBuf| std::fs::read_to_string(path).expect("a text");
    let files = |folder: &PathBuf| -> Files {
        entries(folder).iter().map(|path| (name(path), text(path))).collect()
    };
    let folders = entries(&folder);
    let course = Course::read(folders.iter().map(|folder| (name(folder), files(folder))));
    course.expect("the lessons are fit").lessons().to_vec()
}

/// A transaction as the ledger tells it.
#[derive(Debug)]
pub struct Tx {
    pub txid: Txid,
    pub anchor: Anchor,
    pub spends: Vec<OutPoint>,
    pub pays: Vec<(u64, BitcoinAddress)>,
}

#[derive(Debug)]
pub struct World {
    pub exercise: Exercise,
    pub atlas: Atlas,
    /// In the order of the chain.
    pub txs: Vec<Tx>,
    pub by_id: BTreeMap<Txid, usize>,
    /// Who spends an output.
    pub spender: BTreeMap<OutPoint, usize>,
}

impl World {
    pub fn of(lesson: &Lesson, case: &Case, seed: u64) -> World {
        let exercise = lesson.exercise(case, seed).expect("it fills in");
        let played = &exercise.played;
        let batches = played.batches().expect("it goes forward");
        let mut txs = Vec::new();
        for batch in &batches {
            let (mut input, mut output) = (0, 0);
            for row in &batch.txs {
                let (inputs_end, outputs_end) = (row.inputs_end as usize, row.outputs_end as usize);
                let paid = batch.outputs[output..outputs_end].iter().filter_map(|row| {
                    let holder = BitcoinAddress::new(row.lock, batch.payload(row))?;
                    Some((row.value.0, holder))
                });
                txs.push(Tx {
                    txid: row.txid,
                    anchor: format!("transaction:{}:{}", played.ledger, row.txid),
                    spends: batch.inputs[input..inputs_end].to_vec(),
                    pays: paid.collect(),
                });
                (input, output) = (inputs_end, outputs_end);
            }
        }
        let graph = Graph::in_memory(played.ledger, &batches).expect("the blocks fit");
        let clusters = Arc::new(Clusters::of(&graph));
        let as_of = AsOf { as_of: "2026-12-31".parse().expect("a day"), known_at: None };
        let labels = Arc::new(Labels::new(vec![exercise.labels.clone()]));
        let atlas = Atlas::new(vec![Ledger { graph, clusters }], labels, as_of);
        let by_id = txs.iter().enumerate().map(|(at, tx)| (tx.txid, at)).collect();
        let spends =
            |(at, tx): (usize, &Tx)| tx.spends.iter().map(move |of| (*of, at)).collect::<Vec<_>>();
        let spender = txs.iter().enumerate().flat_map(spends).collect();
        World { exercise, atlas, txs, by_id, spender }
    }

    /// What the brief hands over: transactions, and the receipts of addresses that no label names.
    pub fn starts(&self) -> Vec<usize> {
        let handed: BTreeSet<&Anchor> = self.exercise.start.iter().collect();
        let labelled = self.labelled();
        let is_start = |tx: &Tx| {
            let addressed = tx.pays.iter().any(|(_, holder)| {
                !labelled.contains(holder) && handed.contains(&self.address(holder))
            });
            handed.contains(&tx.anchor) || addressed
        };
        (0..self.txs.len()).filter(|at| is_start(&self.txs[*at])).collect()
    }

    pub fn address(&self, holder: &BitcoinAddress) -> Anchor {
        let ledger = self.exercise.played.ledger;
        format!("address:{ledger}:{}", holder.display(ledger.network))
    }

    pub fn labelled(&self) -> BTreeSet<BitcoinAddress> {
        let claims = self.exercise.labels.claims.iter();
        let holder = |claim: &model::claim::Claim| match &claim.subject {
            model::claim::ClaimSubject::Address(model::address::Address::Bitcoin(holder)) => {
                Some(holder.clone())
            }
            _ => None,
        };
        claims.filter_map(holder).collect()
    }

    /// Who spends an output of a transaction.
    pub fn next(&self, at: usize, vout: usize) -> Option<usize> {
        let vout = u32::try_from(vout).ok()?;
        self.spender.get(&OutPoint { txid: self.txs[at].txid, vout }).copied()
    }
}
