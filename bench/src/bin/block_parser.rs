//! `bitcoin-block-parser` 0.5.3: `block_parser plain|filter|utxo BLOCKS FILTER`.
//!
//! `plain` parses every block, `filter` makes the file that says which outputs are ever spent, `utxo`
//! then gives every input the output it spends: what Kancil does when it resolves. The crate looks at
//! neither magic nor genesis, so it reads the same files.

use bitcoin_block_parser::{BlockParser, UtxoParser};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [what, dir, filter] = args.as_slice() else {
        panic!("block_parser plain|filter|utxo BLOCKS FILTER")
    };
    match what.as_str() {
        "plain" => {
            let parser = BlockParser::new(dir)?;
            let count = parser.parse(|block| block.txdata.len() as u64).sum::<u64>();
            println!("{count} transactions");
        }
        "filter" => {
            UtxoParser::new(dir, filter).create_filter()?;
            println!("filter written");
        }
        "utxo" => {
            let sums = UtxoParser::new(dir, filter).parse(|block| {
                let mut sum = (0_u64, 0_u64);
                for tx in &block.txdata {
                    sum.0 += 1;
                    for (_, spent) in tx.input() {
                        sum.1 = sum.1.wrapping_add(spent.value.to_sat());
                    }
                }
                sum
            })?;
            let (count, value) =
                sums.fold((0, 0_u64), |all, one| (all.0 + one.0, all.1.wrapping_add(one.1)));
            println!("{count} transactions, inputs worth {value}");
        }
        other => panic!("no '{other}'"),
    }
    Ok(())
}
