//! `bitcoin-block-parser` 0.3.4, the version with separate parsers:
//! `block_parser_03 plain|filter|utxo BLOCKS FILTER`.

use bitcoin_block_parser_03::utxos::{FilterParser, UtxoParser};
use bitcoin_block_parser_03::{BlockParser as _, DefaultParser, HeaderParser};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [what, dir, filter] = args.as_slice() else {
        panic!("block_parser_03 plain|filter|utxo BLOCKS FILTER")
    };
    let headers = HeaderParser::parse(dir)?;
    let mut count = 0_u64;
    match what.as_str() {
        "plain" => {
            for block in DefaultParser.parse(&headers) {
                count += block?.txdata.len() as u64;
            }
            println!("{count} transactions");
        }
        "filter" => {
            let parser = FilterParser::new();
            for block in parser.parse(&headers) {
                block?;
            }
            parser.write(filter)?;
            println!("filter written");
        }
        "utxo" => {
            let mut value = 0_u64;
            for block in UtxoParser::new(filter)?.parse(&headers) {
                let block = block?;
                for (_, txid) in block.transactions() {
                    count += 1;
                    for spent in block.input_amount(txid) {
                        value = value.wrapping_add(spent.to_sat());
                    }
                }
            }
            println!("{count} transactions, inputs worth {value}");
        }
        other => panic!("no '{other}'"),
    }
    Ok(())
}
