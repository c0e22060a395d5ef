//! A ledger as a trace reads it: coins by their natural names, what comes next in a direction, and
//! the order in which transactions are met.

use std::collections::HashMap;

use entity::atlas::{Atlas, Ledger};
use graph::{AddressId, BlockId, Fate, Graph, OutId, Source, Tx, TxId};
use model::amount::Sat;
use model::chain::LedgerKind;
use model::hash::{OutPoint, Txid};
use model::time::Time;

use crate::party::Party;
use crate::query::Direction;
use crate::trace::{KnownBlock, PartyAt};

/// What a coin is, apart from what a trace says of it.
#[derive(Debug, Clone)]
pub struct CoinFacts {
    pub out_point: OutPoint,
    pub value: Option<Sat>,
    pub holder: Option<AddressId>,
    pub created: Option<(KnownBlock, Time)>,
    pub spent_by: Option<Txid>,
    pub next: Next,
}

/// Where a trace goes from a coin. `place` is the coin's index on its side of the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Tx {
        tx: TxId,
        place: usize,
    },
    /// Forward: nothing spends it.
    Unspent,
    /// Forward: nothing ever can.
    Unspendable,
    /// Backward: a partial ledger does not hold the transaction that created it.
    Foreign,
}

#[derive(Debug)]
pub struct View<'a> {
    pub atlas: &'a Atlas,
    pub ledger: &'a Ledger,
    pub graph: &'a Graph,
    pub direction: Direction,
    /// Whether a coinbase collects the fees of its block, and so comes after all of them.
    pub through_fees: bool,
    pub parties: Vec<Party>,
    party_of: HashMap<Option<AddressId>, PartyAt>,
}

impl<'a> View<'a> {
    pub fn new(
        atlas: &'a Atlas,
        ledger: &'a Ledger,
        direction: Direction,
        through_fees: bool,
    ) -> Self {
        let graph = &ledger.graph;
        let (parties, party_of) = (Vec::new(), HashMap::new());
        Self { atlas, ledger, graph, direction, through_fees, parties, party_of }
    }

    /// The party of a holder; each is looked up once.
    pub fn party(&mut self, holder: Option<AddressId>) -> PartyAt {
        if let Some(at) = self.party_of.get(&holder) {
            return *at;
        }
        let party = Party::of(self.atlas, self.ledger, holder);
        let at = PartyAt(u32::try_from(self.parties.len()).expect("a ledger's ids are 32-bit"));
        self.parties.push(party);
        self.party_of.insert(holder, at);
        at
    }

    /// Whether blocks are missing, so that an output without a spender may have moved on unseen.
    pub fn is_partial(&self) -> bool {
        self.graph.ledger().kind == LedgerKind::Partial
    }

    pub fn output(&self, id: OutId) -> CoinFacts {
        let output = self.graph.output(id);
        let out_point = OutPoint { txid: self.graph.txid(output.tx), vout: output.vout };
        let spent_by = match output.fate {
            Fate::Spent { tx, .. } => Some(self.graph.txid(tx)),
            Fate::Unspent | Fate::Unspendable => None,
        };
        CoinFacts {
            out_point,
            value: Some(output.value),
            holder: output.holder,
            created: self.block(output.tx),
            spent_by,
            next: match self.direction {
                Direction::Forward => self.spender(output.fate),
                Direction::Backward => Next::Tx {
                    tx: output.tx,
                    place: usize::try_from(output.vout).expect("32 bits fit"),
                },
            },
        }
    }

    fn spender(&self, fate: Fate) -> Next {
        match fate {
            Fate::Unspent => Next::Unspent,
            Fate::Unspendable => Next::Unspendable,
            Fate::Spent { tx, input } => {
                let first = self.graph.tx(tx).inputs.start;
                let place = usize::try_from(input.0.saturating_sub(first));
                Next::Tx { tx, place: place.unwrap_or(usize::MAX) }
            }
        }
    }

    /// The coin that an input spends.
    pub fn source(&self, source: Source, spender: TxId) -> CoinFacts {
        match source {
            Source::Output(id) => self.output(id),
            Source::Foreign { out_point, value, holder } => CoinFacts {
                out_point,
                value,
                holder,
                created: None,
                spent_by: Some(self.graph.txid(spender)),
                next: Next::Foreign,
            },
        }
    }

    pub fn block(&self, tx: TxId) -> Option<(KnownBlock, Time)> {
        self.known_block(self.graph.block_of(tx))
    }

    /// The ledger's last block.
    pub fn tip(&self) -> Option<(KnownBlock, Time)> {
        let last = self.graph.counts().blocks.checked_sub(1)?;
        self.known_block(BlockId(u32::try_from(last).ok()?))
    }

    fn known_block(&self, id: BlockId) -> Option<(KnownBlock, Time)> {
        let block = self.graph.block(id)?;
        Some((KnownBlock { height: block.height, hash: block.hash }, block.time))
    }

    pub fn time(&self, tx: TxId) -> Time {
        self.graph.time(tx)
    }

    /// Transactions in the order in which value meets them: chain order, but where fees are
    /// followed a coinbase stands after the last transaction of its block.
    pub fn order(&self, tx: TxId) -> u64 {
        if self.through_fees && self.graph.tx(tx).flags.is_coinbase() {
            let block = self.graph.block(self.graph.block_of(tx));
            let last = block.map_or(tx.0, |block| block.txs.end.saturating_sub(1));
            return 2 * last + 1;
        }
        2 * tx.0
    }

    /// The coinbase of a transaction's block.
    pub fn coinbase_of(&self, tx: TxId) -> Option<TxId> {
        let block = self.graph.block(self.graph.block_of(tx))?;
        let first = TxId(block.txs.start);
        self.graph.tx(first).flags.is_coinbase().then_some(first)
    }

    /// The id of an output by its place.
    pub fn output_at(&self, tx: &Tx, place: usize) -> OutId {
        OutId(tx.outputs.start + place as u64)
    }
}
