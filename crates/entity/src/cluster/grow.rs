//! Walking new transactions and joining what each of them says is one.
//!
//! Everything here depends on the transaction and on what stood before it, never on what comes
//! after: that is why pieces and the whole give the same clusters.

use graph::{AddressId, Graph, Input, Tx, TxId};
use model::script::Lock;

use super::Clusters;
use super::log::{JoinRow, RefusalRow};
use super::payjoin;
use super::rules::{JoinRule, Refusal};
use crate::change;
use crate::coinjoin;
use crate::shape::ShapeRoom;

/// A Lightning channel's anchor: 330 sat that anybody may spend after sixteen blocks, under a
/// script hash of its own for every channel (BOLT 3). Who sweeps them owns none of the others.
const ANCHOR_SAT: u64 = 330;

/// Room that is used again for every transaction.
#[derive(Default)]
struct Room {
    /// Each distinct cluster on the input side by its root, with the first of its holders there.
    payers: Vec<(u32, u32)>,
    shape: ShapeRoom,
}

impl Clusters {
    /// Takes every transaction of `graph` that was not looked at yet.
    pub fn grow(&mut self, graph: &Graph) {
        self.grow_until(graph, TxId(graph.counts().transactions));
    }

    /// As [`Self::grow`], up to and without `end`.
    pub fn grow_until(&mut self, graph: &Graph, end: TxId) {
        let addresses = graph.counts().addresses;
        self.extend_to(u32::try_from(addresses).expect("address ids are 32-bit"));
        let mut room = Room::default();
        for id in self.txs..end.0.max(self.txs) {
            self.look_at(graph, TxId(id), &mut room);
        }
        self.txs = self.txs.max(end.0);
        self.partition.flatten();
    }

    fn look_at(&mut self, graph: &Graph, id: TxId, room: &mut Room) {
        let tx = graph.tx(id);
        if tx.inputs.is_empty() || tx.inputs.end - tx.inputs.start < 2 && !self.rules.change {
            return;
        }
        self.collect_payers(graph, &tx, room);
        let joins_payers = room.payers.len() >= 2;
        if !joins_payers && !self.rules.change {
            return;
        }
        room.shape.fill(graph, id);
        if let Some(refusal) = self.refuse(room) {
            if joins_payers {
                self.refusals.push(RefusalRow::new(id, refusal));
            }
            return;
        }
        let Some(&(_, first)) = room.payers.first() else { return };
        for &(_, other) in &room.payers[1..] {
            self.take(JoinRow::new(first, other, id, JoinRule::CoSpend));
        }
        if self.rules.change {
            self.join_change(graph, &tx, first, room);
        }
    }

    /// One holder for each cluster that the transaction spends from, the clusters by root.
    fn collect_payers(&mut self, graph: &Graph, tx: &Tx, room: &mut Room) {
        room.payers.clear();
        let mut last = None;
        for input in graph.inputs(tx) {
            let Some(holder) = input.holder else { continue };
            if last != Some(holder) && !is_anchor(graph, &input) {
                room.payers.push((self.partition.find(holder.0), holder.0));
            }
            last = Some(holder);
        }
        // Stable, so that of a cluster the first input's holder speaks for it.
        room.payers.sort_by_key(|payer| payer.0);
        room.payers.dedup_by_key(|payer| payer.0);
        if room.payers.len() >= 2 {
            room.payers.retain(|payer| is_somebodys(graph, AddressId(payer.1)));
        }
    }

    fn refuse(&self, room: &Room) -> Option<Refusal> {
        let shape = room.shape.shape();
        if self.rules.coinjoin_confidence_min <= 100
            && let Some(kind) = coinjoin::veto(&shape, self.rules.coinjoin_confidence_min)
        {
            return Some(Refusal::CoinJoin(kind));
        }
        if self.rules.payjoin && payjoin::suspect(&shape).is_some() {
            return Some(Refusal::PayJoin);
        }
        let is_large =
            |payer: &&(u32, u32)| self.partition.size(payer.0) >= self.rules.size_jump_min;
        (room.payers.iter().filter(is_large).count() >= 2).then_some(Refusal::SizeJump)
    }

    fn join_change(&mut self, graph: &Graph, tx: &Tx, payer: u32, room: &Room) {
        let Some(at) = change::settled(graph, tx, &room.shape.shape()) else { return };
        let Some(holder) = room.shape.outputs[at].holder else { return };
        let roots = [self.partition.find(payer), self.partition.find(holder.0)];
        if roots[0] == roots[1] {
            return;
        }
        if roots.iter().all(|root| self.partition.size(*root) >= self.rules.size_jump_min) {
            self.refusals.push(RefusalRow::new(tx.id, Refusal::SizeJump));
            return;
        }
        self.take(JoinRow::new(payer, holder.0, tx.id, JoinRule::Change));
    }
}

fn is_anchor(graph: &Graph, input: &Input) -> bool {
    let is_worth_one = input.value.is_some_and(|value| value.0 == ANCHOR_SAT);
    is_worth_one && input.holder.is_some_and(|holder| graph.address(holder).lock() == Lock::P2wsh)
}

/// Scripts that anybody can satisfy are nobody's: pay-to-anchor and other unassigned witness
/// versions, and scripts of no known pattern (puzzles among them).
fn is_somebodys(graph: &Graph, holder: AddressId) -> bool {
    !matches!(graph.address(holder).lock(), Lock::Data | Lock::Witness | Lock::Nonstandard)
}
