//! What a reader answers, over little chains in memory.

use model::amount::{Sat, Total};
use model::batch::Batch;
use model::hash::Txid;
use model::time::Time;

use crate::testing::{Builder, LINKED, PARTIAL, block_hash, dir, holder, out_point, txid};
use crate::{
    AddressId, End, Fate, Flows, Graph, InId, Leg, OutId, SegmentView, Source, Totals, Writer,
};

fn linked(batch: Batch) -> Graph {
    Graph::in_memory(LINKED, &[batch]).unwrap()
}

/// Two blocks: ann earns 50, pays bob 30 and data 1, and keeps 18.
fn ann_pays_bob() -> Builder {
    Builder::default()
        .block("genesis")
        .coinbase("g", "satoshi")
        .block("one")
        .coinbase("ann earns", "ann")
        .block("two")
        .coinbase("c2", "miner")
        .tx("ann pays", &[("ann earns", 0)], &[("bob", 30), ("data", 1), ("ann", 18)])
}

fn legs(graph: &Graph, name: &str, end: End, skip: u64, limit: usize) -> Vec<String> {
    let id = graph.find_address(&holder(name)).expect("the holder is there");
    let text = |leg: &Leg| match leg {
        Leg::In(id) => format!("in {}", graph.input(*id).value.unwrap().0),
        Leg::Out(id) => format!("out {}", graph.output(*id).value.0),
    };
    graph.legs(id, end, skip, limit).iter().map(text).collect()
}

#[test]
fn an_empty_ledger_has_no_tip() {
    let graph = Graph::in_memory(LINKED, &[]).unwrap();
    assert_eq!(graph.tip(), None);
    assert_eq!(graph.counts().blocks, 0);
    assert_eq!(graph.find_tx(&txid("x")), []);
    assert_eq!(graph.block_at_time(Time::from(7)), None);
    assert_eq!(graph.txid(crate::TxId(3)), Txid::default());
}

#[test]
fn a_payment_is_found_from_every_side() {
    let graph = linked(ann_pays_bob().build());
    let counts = graph.counts();
    assert_eq!((counts.blocks, counts.transactions, counts.inputs, counts.outputs), (3, 4, 1, 6));
    assert_eq!(counts.addresses, 4);

    let pays = graph.find_tx(&txid("ann pays"))[0];
    let tx = graph.tx(pays);
    assert_eq!(graph.txid(pays), txid("ann pays"));
    assert_eq!(tx.block, graph.find_block(&block_hash("two")).unwrap());
    let input: Vec<_> = graph.inputs(&tx).collect();
    assert_eq!(input.len(), 1);
    assert_eq!(input[0].value, Some(Sat(50)));
    assert_eq!(graph.address(input[0].holder.unwrap()), holder("ann"));
    let Source::Output(source) = input[0].source else { panic!("a linked ledger knows it") };
    let earned = graph.output(source);
    assert_eq!(earned.fate, Fate::Spent { tx: pays, input: InId(0) });
    assert_eq!(graph.txid(earned.tx), txid("ann earns"));
    assert_eq!(graph.find_output(&out_point("ann earns", 0)), Some(source));
    assert_eq!(graph.find_output(&out_point("ann earns", 1)), None);

    let outputs: Vec<_> = graph.outputs(&tx).collect();
    assert_eq!(
        outputs.iter().map(|o| (o.vout, o.value.0)).collect::<Vec<_>>(),
        [(0, 30), (1, 1), (2, 18)]
    );
    assert_eq!(outputs[0].fate, Fate::Unspent);
    assert_eq!((outputs[1].holder, outputs[1].fate), (None, Fate::Unspendable));
}

#[test]
fn an_address_has_its_sums_and_legs_from_both_ends() {
    let graph = linked(ann_pays_bob().build());
    let ann = graph.find_address(&holder("ann")).unwrap();
    let totals = graph.totals(ann);
    assert_eq!((totals.received, totals.sent), (Total(68), Total(50)));
    assert_eq!((totals.outputs, totals.inputs, totals.transactions), (2, 1, 2));
    let Totals { received, sent, outputs, inputs, .. } = totals;
    assert_eq!(graph.flows(ann), Flows { received, sent, outputs, inputs });
    assert_eq!(graph.legs_by_side(ann), (totals.outputs, totals.inputs));
    assert_eq!(totals.first, Some(graph.find_tx(&txid("ann earns"))[0]));
    assert_eq!(totals.last, Some(graph.find_tx(&txid("ann pays"))[0]));
    assert_eq!(graph.legs_len(ann), 3);
    assert_eq!(legs(&graph, "ann", End::Oldest, 0, 9), ["out 50", "in 50", "out 18"]);
    assert_eq!(legs(&graph, "ann", End::Newest, 0, 2), ["out 18", "in 50"]);
    assert_eq!(legs(&graph, "ann", End::Newest, 2, 2), ["out 50"]);
    assert_eq!(legs(&graph, "ann", End::Oldest, 5, 2), Vec::<String>::new());
    assert_eq!(graph.find_address(&holder("eve")), None);
}

#[test]
fn an_output_spent_in_its_own_block_is_spent() {
    let graph = linked(
        Builder::default()
            .block("genesis")
            .coinbase("g", "satoshi")
            .block("one")
            .coinbase("c", "ann")
            .tx("a", &[("c", 0)], &[("bob", 50)])
            .tx("b", &[("a", 0)], &[("cat", 50)])
            .build(),
    );
    assert_eq!(graph.counts().unknown_inputs, 0);
    assert_eq!(legs(&graph, "bob", End::Oldest, 0, 9), ["out 50", "in 50"]);
}

#[test]
fn the_genesis_output_can_never_be_spent() {
    let graph = linked(ann_pays_bob().build());
    assert_eq!(graph.output(OutId(0)).fate, Fate::Unspendable);
    let partial = Graph::in_memory(PARTIAL, &[ann_pays_bob().build()]).unwrap();
    assert_eq!(partial.output(OutId(0)).fate, Fate::Unspent, "a loose block is nobody's genesis");
}

/// As blocks 91722 and 91880 of the main chain.
#[test]
fn a_coinbase_that_comes_twice_loses_the_first_ones_coins() {
    let graph = linked(
        Builder::default()
            .block("genesis")
            .coinbase("g", "satoshi")
            .block("one")
            .coinbase("twin", "ann")
            .block("two")
            .coinbase("twin", "ann")
            .block("three")
            .coinbase("c", "miner")
            .tx("pays", &[("twin", 0)], &[("bob", 50)])
            .build(),
    );
    let found = graph.find_tx(&txid("twin"));
    assert_eq!(found.iter().map(|id| id.0).collect::<Vec<_>>(), [2, 1], "newest first");
    let fate = |tx| graph.outputs(&graph.tx(tx)).next().unwrap().fate;
    assert_eq!(fate(found[1]), Fate::Unspendable);
    assert!(matches!(fate(found[0]), Fate::Spent { .. }));
}

#[test]
fn a_spend_between_twins_is_of_the_first() {
    let graph = linked(
        Builder::default()
            .block("genesis")
            .coinbase("g", "satoshi")
            .block("one")
            .coinbase("twin", "ann")
            .tx("pays", &[("twin", 0)], &[("bob", 50)])
            .block("two")
            .coinbase("twin", "ann")
            .build(),
    );
    let found = graph.find_tx(&txid("twin"));
    let fate = |tx| graph.outputs(&graph.tx(tx)).next().unwrap().fate;
    assert!(matches!(fate(found[1]), Fate::Spent { .. }));
    assert_eq!(fate(found[0]), Fate::Unspent);
}

#[test]
fn what_a_partial_ledger_does_not_know_is_counted_and_described() {
    let graph = Graph::in_memory(
        PARTIAL,
        &[Builder::after("somewhere", 99)
            .block("loose")
            .no_height()
            .tx("a", &[("far", 3), ("near", 0)], &[("ann", 9)])
            .told(1, "dan", 7)
            .tx("b", &[("a", 0)], &[("bob", 9)])
            .build()],
    )
    .unwrap();
    assert_eq!(graph.counts().unknown_inputs, 2);
    assert_eq!(graph.tip().unwrap().height, 0);
    let inputs: Vec<_> = graph.inputs(&graph.tx(crate::TxId(0))).collect();
    assert_eq!(
        inputs[0].source,
        Source::Foreign { out_point: out_point("far", 3), value: None, holder: None }
    );
    assert_eq!(inputs[1].value, Some(Sat(7)));
    assert_eq!(graph.address(inputs[1].holder.unwrap()), holder("dan"));
    assert_eq!(legs(&graph, "dan", End::Oldest, 0, 9), ["in 7"]);
    assert_eq!(graph.totals(graph.find_address(&holder("dan")).unwrap()).sent, Total(7));
    assert_eq!(graph.block(crate::BlockId(0)).unwrap().height, None);
}

#[test]
fn a_block_is_found_by_hash_height_and_time() {
    let graph = linked(
        Builder::default()
            .block("genesis")
            .time(100)
            .coinbase("a", "x")
            .block("one")
            .time(300)
            .coinbase("b", "x")
            .block("two")
            .time(200)
            .coinbase("c", "x")
            .build(),
    );
    let at = |time: u32| graph.block_at_time(Time::from(time)).map(|id| id.0);
    assert_eq!(
        [at(99), at(100), at(199), at(200), at(299), at(300), at(999)],
        [None, Some(0), Some(0), Some(2), Some(2), Some(2), Some(2)]
    );
    assert_eq!(graph.block_at_height(1).unwrap().0, 1);
    assert_eq!(graph.block_at_height(3), None);
    assert_eq!(graph.find_block(&block_hash("two")).unwrap().0, 2);
    assert_eq!(graph.find_block(&block_hash("none")), None);
    assert_eq!(graph.tip().unwrap().hash, block_hash("two"));
}

#[test]
fn a_sweep_sees_what_single_look_ups_see() {
    let graph = linked(ann_pays_bob().build());
    for view in graph.txs() {
        let tx = graph.tx(view.id());
        assert_eq!(
            (view.txid(), view.block(), view.flags()),
            (graph.txid(tx.id), tx.block, tx.flags)
        );
        let inputs: Vec<_> = graph.inputs(&tx).map(|input| (input.value, input.holder)).collect();
        assert_eq!(view.inputs().collect::<Vec<_>>(), inputs);
        let outputs: Vec<_> = graph.outputs(&tx).map(|out| (out.value, out.holder)).collect();
        assert_eq!(view.outputs().collect::<Vec<_>>(), outputs);
    }
    assert_eq!(graph.txs().count(), 4);
    assert_eq!(graph.txs_in(2..9).map(|view| view.id().0).collect::<Vec<_>>(), [2, 3]);
}

/// What columns say, row by row, is what look-ups say; and what one segment cannot know of its
/// outputs the newer ones tell.
#[test]
fn columns_say_what_single_look_ups_say() {
    let dir = dir();
    let mut writer = Writer::open(dir.path(), LINKED).unwrap();
    let blocks = [
        Builder::default()
            .block("genesis")
            .coinbase("g", "satoshi")
            .block("one")
            .coinbase("ann earns", "ann")
            .coinbase("c", "bob")
            .build(),
        Builder::after("one", 1)
            .block("two")
            .coinbase("c2", "miner")
            .tx("ann pays", &[("ann earns", 0)], &[("bob", 30), ("data", 1), ("ann", 18)])
            .tx("bob pays", &[("ann pays", 0)], &[("eve", 30)])
            .build(),
    ];
    for batch in &blocks {
        writer.append(batch).unwrap();
        writer.commit().unwrap();
    }
    let graph = Graph::open(dir.path()).unwrap();
    assert_eq!(graph.segments().len(), 2);
    let mut spent: Vec<(OutId, Option<InId>)> = Vec::new();
    for segment in graph.segments() {
        spent.extend(segment.older_spent());
        let rows = segment.output_values().iter().zip(segment.output_holders());
        let outputs = segment.outputs().zip(rows.zip(segment.output_spenders()));
        for (id, ((value, holder), spender)) in outputs {
            let (sat, address) = graph.value_and_holder(OutId(id));
            assert_eq!(u64::from_le_bytes(*value), sat.0);
            let held = (*holder != SegmentView::NOBODY).then(|| u32::from_le_bytes(*holder));
            assert_eq!(held.map(AddressId), address);
            let input = InId(segment.inputs().start + u64::from(u32::from_le_bytes(*spender)));
            match graph.fate(OutId(id)) {
                Fate::Spent { input: by, .. } if *spender == SegmentView::UNSPENT => {
                    assert!(graph.segments().next_back().unwrap().inputs().contains(&by.0));
                }
                Fate::Spent { input: by, .. } => assert_eq!(input, by),
                Fate::Unspendable if address.is_some() => {
                    assert_eq!(*spender, SegmentView::UNSPENDABLE);
                }
                Fate::Unspent | Fate::Unspendable => assert_eq!(*spender, SegmentView::UNSPENT),
            }
        }
        for (id, source) in segment.inputs().zip(segment.input_sources()) {
            let found = SegmentView::source(*source).map(Source::Output);
            assert_eq!(found, Some(graph.input(InId(id)).source));
        }
        let mut start = (0u64, 0u64);
        let ends = segment.tx_inputs_end().iter().zip(segment.tx_outputs_end());
        for (id, ends) in segment.txs().zip(ends) {
            let tx = graph.tx(crate::TxId(id));
            let ends = (u32::from_le_bytes(*ends.0).into(), u32::from_le_bytes(*ends.1).into());
            let lens = (tx.inputs.end - tx.inputs.start, tx.outputs.end - tx.outputs.start);
            assert_eq!((ends.0 - start.0, ends.1 - start.1), lens);
            start = ends;
        }
    }
    let earned = graph.find_output(&out_point("ann earns", 0)).unwrap();
    assert_eq!(spent, [(earned, Some(InId(0)))]);
    let newest = graph.segments().next_back().unwrap();
    let touched: Vec<AddressId> = newest.older_touched().collect();
    assert_eq!(touched, ["ann", "bob"].map(|name| graph.find_address(&holder(name)).unwrap()));
}
