//! The first 4,522 blocks of Bitcoin: Satoshi's payments, followed to the last satoshi.

use std::fmt::Write as _;

use expect_test::expect;
use trace::follow::follow;
use trace::query::{Direction, Subject, TraceQuery};
use trace::taint::Method;
use trace::trace::Trace;

/// The coinbase of block 9, which Satoshi spent.
const BLOCK_9: &str = "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9";
/// Block 170: the first payment, 10 BTC to Hal Finney, 40 back.
const BLOCK_170: &str = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16";

fn told(trace: &Trace) -> String {
    let mut text = String::new();
    for hop in &trace.hops {
        let step = trace.step(hop.step);
        let coin = trace.coin(hop.coin);
        let txid: String = step.txid.to_string().chars().take(8).collect();
        let value = coin.value.unwrap();
        let (height, vout) = (step.block.height.expect("a linked ledger"), coin.out_point.vout);
        let fifo = hop.amounts[Method::Fifo];
        let _ = writeln!(text, "{} block {height} {txid}:{vout} of {value}: {fifo}", hop.depth);
    }
    for sum in &trace.sums {
        let _ = writeln!(text, "= {} rows {}: {}", sum.stop, sum.rows, sum.amounts[Method::Fifo]);
    }
    for fold in &trace.folds {
        let _ = writeln!(text, "fold {:?} of {} steps", fold.kind, fold.steps.len());
    }
    text
}

#[test]
fn block_9_pays_hal_finney_in_block_170_and_goes_on() {
    let Some(path) = super::testdata("btc/genesis_0-4521.blk") else { return };
    let atlas = super::atlas(&[&path], Vec::new());
    let ledger = &atlas.ledgers[0];
    let subject = Subject::Tx(BLOCK_9.parse().unwrap());
    let mut query = TraceQuery::new(subject, Direction::Forward);
    query.methods = Method::ALL.to_vec();
    let trace = follow(&atlas, ledger, &query).unwrap();
    trace.reconcile().unwrap();
    let first = trace.steps.first().unwrap();
    assert_eq!(first.txid.to_string(), BLOCK_170);
    assert_eq!(first.block.height, Some(170));
    expect![[r#"
        1 block 170 f4184fc5:0 of 10.00000000: 1000000000
        1 block 170 f4184fc5:1 of 40.00000000: 4000000000
        2 block 181 a16f3ce4:0 of 10.00000000: 1000000000
        2 block 181 a16f3ce4:1 of 30.00000000: 3000000000
        3 block 182 591e91f8:0 of 1.00000000: 100000000
        3 block 182 591e91f8:1 of 29.00000000: 2900000000
        4 block 183 12b5633b:0 of 1.00000000: 100000000
        4 block 183 12b5633b:1 of 28.00000000: 2800000000
        5 block 187 4385fcf8:0 of 1.00000000: 100000000
        4 block 221 298ca204:0 of 1.00000000: 100000000
        5 block 248 828ef3b0:0 of 10.00000000: 1000000000
        5 block 248 828ef3b0:1 of 18.00000000: 1800000000
        6 block 496 a3b0e9e7:0 of 61.00000000: 1100000000
        = unspent rows 5: 5000000000
        fold PeelRun of 4 steps
    "#]]
    .assert_eq(&told(&trace));

    let back = Subject::Tx(trace.steps.last().unwrap().txid);
    let query = TraceQuery::new(back, Direction::Backward);
    let back = follow(&atlas, ledger, &query).unwrap();
    back.reconcile().unwrap();
    expect![[r#"
        1 block 248 828ef3b0:1 of 28.00000000: 1000000000
        1 block 187 4385fcf8:0 of 1.00000000: 100000000
        2 block 183 12b5633b:1 of 29.00000000: 1100000000
        3 block 182 591e91f8:1 of 30.00000000: 1100000000
        4 block 181 a16f3ce4:1 of 40.00000000: 1100000000
        5 block 170 f4184fc5:0 of 50.00000000: 1100000000
        = mined rows 2: 6100000000
        fold PeelRun of 4 steps
    "#]]
    .assert_eq(&told(&back));
}
