//! Clusters by plain co-spend, for comparison with a peer that knows that rule alone.
//!
//! `clusters open LEDGER` opens and ends: what starting costs. `clusters worth LEDGER` adds up all inputs. `clusters inputs LEDGER DIR` writes the
//! addresses that are spent together: `ends` (u32, one for each transaction of two inputs or more, how
//! many addresses there are up to its last) and `addresses` (u32), little-endian. `clusters grow LEDGER
//! [OUT]` grows the clusters with `Rules::CO_SPEND`, the peer's rule, and can write each address's root (u32).

use std::fs;
use std::path::Path;

use entity::cluster::Clusters;
use entity::cluster::grower::Grower;
use entity::cluster::rules::Rules;
use graph::Graph;
use graph::scratch::Scratch;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (what, ledger) = (&args[0], Path::new(&args[1]));
    let graph = Graph::open(ledger).expect("a ledger");
    let addresses = u32::try_from(graph.counts().addresses).expect("addresses are 32 bits");
    match what.as_str() {
        "open" => println!("{addresses} addresses"),
        "worth" => {
            let value = |tx: graph::TxView<'_>| {
                tx.inputs()
                    .filter_map(|(value, _)| value)
                    .map(|value| value.0)
                    .fold(0, u64::wrapping_add)
            };
            let all = graph.txs().map(value).fold(0, u64::wrapping_add);
            println!("{} transactions, inputs worth {all}", graph.counts().transactions);
        }
        "inputs" => inputs(&graph, addresses, Path::new(&args[2])),
        "grow" => {
            let new = Clusters::new(Rules::CO_SPEND);
            let mut grower = Grower::of(new, Scratch::in_memory());
            grower.follow(&graph).expect("memory");
            let roots = grower.into_roots();
            let count = (0..).zip(&roots).filter(|(id, root)| id == *root).count();
            if let Some(out) = args.get(2) {
                let bytes: Vec<u8> = roots.into_iter().flat_map(u32::to_le_bytes).collect();
                fs::write(out, bytes).expect("the roots can be written");
            }
            println!("{addresses} addresses, {count} clusters");
        }
        other => panic!("no '{other}'"),
    }
}

fn inputs(graph: &Graph, addresses: u32, out: &Path) {
    let (mut ends, mut holders) = (Vec::new(), Vec::new());
    for tx in graph.txs().filter(|tx| tx.inputs_len() > 1) {
        for holder in tx.input_holders().flatten() {
            holders.extend_from_slice(&holder.0.to_le_bytes());
        }
        let end = u32::try_from(holders.len() / 4).expect("fewer than 2^32 inputs");
        ends.extend_from_slice(&end.to_le_bytes());
    }
    fs::create_dir_all(out).expect("a folder for the inputs");
    fs::write(out.join("ends"), &ends).expect("the ends can be written");
    fs::write(out.join("addresses"), &holders).expect("the addresses can be written");
    println!("{addresses} {}", ends.len() / 4);
}
