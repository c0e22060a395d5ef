//! The floors of decoding: `decode slices|slices-txid|bitcoin|bitcoin-txid BLOCKS`.
//!
//! `slices` walks every block with `bitcoin_slices`' visitor, `bitcoin` makes the `bitcoin` crate's values
//! of it; `-txid` also hashes every transaction. One thread, one file in memory at a time.

use std::ops::ControlFlow;
use std::path::Path;

use bitcoin::consensus::deserialize;
use bitcoin_slices::bsl;
use bitcoin_slices::{Visit as _, Visitor};

/// What was seen: so that nothing can be left out by the compiler, and runs can be compared.
#[derive(Default)]
struct Seen {
    txid: bool,
    transactions: u64,
    value: u64,
    mixed: u64,
}

impl Visitor for Seen {
    fn visit_tx_out(&mut self, _: usize, output: &bsl::TxOut<'_>) -> ControlFlow<()> {
        self.value = self.value.wrapping_add(output.value());
        ControlFlow::Continue(())
    }

    fn visit_transaction(&mut self, tx: &bsl::Transaction<'_>) -> ControlFlow<()> {
        self.transactions += 1;
        if self.txid {
            self.mixed ^= first_eight(&tx.txid_sha2());
        }
        ControlFlow::Continue(())
    }
}

fn first_eight(hash: &[u8]) -> u64 {
    u64::from_le_bytes(hash[..8].try_into().expect("eight bytes"))
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [what, dir] = args.as_slice() else {
        panic!("decode slices|slices-txid|bitcoin|bitcoin-txid BLOCKS")
    };
    let mut seen = Seen { txid: what.ends_with("-txid"), ..Seen::default() };
    let slices = match what.as_str() {
        "slices" | "slices-txid" => true,
        "bitcoin" | "bitcoin-txid" => false,
        other => panic!("no '{other}'"),
    };
    measure::each_block(Path::new(dir), |bytes| {
        if slices {
            bsl::Block::visit(bytes, &mut seen).expect("a block");
            return;
        }
        let block: bitcoin::Block = deserialize(bytes).expect("a block");
        for tx in &block.txdata {
            seen.transactions += 1;
            for output in &tx.output {
                seen.value = seen.value.wrapping_add(output.value.to_sat());
            }
            if seen.txid {
                seen.mixed ^= first_eight(tx.compute_txid().as_ref());
            }
        }
    });
    println!("{} transactions, value {}, txids {:016x}", seen.transactions, seen.value, seen.mixed);
}
