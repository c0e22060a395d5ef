//! Whole columns: how near to the speed of memory their sums come.

use graph::{Graph, SegmentView};
use serde_json::{Value, json};

use crate::measure::{cpu_ns, median};

const ROUNDS: usize = 5;
/// Rows whose bits are looked at together for the largest value.
const ROWS: usize = 256;
/// Memory that no cache holds.
const STREAM_BYTES: usize = 2 << 30;

/// Gigabytes a second that one thread reads, adding up eight bytes at a time.
pub fn stream() -> f64 {
    let words: Vec<u64> = (0..STREAM_BYTES as u64 / 8).collect();
    gb_s(STREAM_BYTES, || words.iter().fold(0u64, |sum, word| sum.wrapping_add(*word)))
}

fn gb_s(bytes: usize, mut work: impl FnMut() -> u64) -> f64 {
    std::hint::black_box(work());
    let rate = median((0..ROUNDS).map(|_| {
        let start = cpu_ns();
        std::hint::black_box(work());
        bytes as f64 / (cpu_ns() - start) as f64
    }));
    (rate * 100.0).round() / 100.0
}

pub fn run(graph: &Graph) -> Value {
    let counts = graph.counts();
    let (outputs, txs) = (counts.outputs as usize, counts.transactions as usize);
    let sums = gb_s(outputs * 8, || value_sum(graph) as u64);
    let maximum = gb_s(outputs * 8, || value_max(graph));
    let unspent = gb_s(outputs * 4, || unspent_count(graph));
    let rows = |work: fn(&Graph) -> u64, count: usize| {
        let ns = median((0..ROUNDS).map(|_| {
            let start = cpu_ns();
            std::hint::black_box(work(graph));
            (cpu_ns() - start) as f64
        }));
        (count as f64 * 1e3 / ns * 10.0).round() / 10.0
    };
    json!({
        "value_sum_gb_s": sums,
        "value_max_gb_s": maximum,
        "spender_count_gb_s": unspent,
        "fee_max_million_txs_s": rows(fee_max, txs),
        "unspent_by_lock_million_outputs_s": rows(unspent_by_lock, outputs),
        "stream_gb_s": stream(),
    })
}

fn value_sum(graph: &Graph) -> u128 {
    // No ledger's outputs of four thousand rows pass 2^64: a sum is 21 million coins at most, but a
    // hostile partial ledger's are not believed, so carries are kept.
    let mut sum = 0u128;
    for segment in graph.segments() {
        for rows in segment.output_values().chunks(4_096) {
            let (mut low, mut high) = (0u64, 0u64);
            for value in rows {
                let value = u64::from_le_bytes(*value);
                low += value & 0xffff_ffff;
                high += value >> 32;
            }
            sum += u128::from(low) + (u128::from(high) << 32);
        }
    }
    sum
}

fn value_max(graph: &Graph) -> u64 {
    fn values(rows: &[[u8; 8]]) -> impl Iterator<Item = u64> {
        rows.iter().map(|value| u64::from_le_bytes(*value))
    }
    // All bits of some rows together are at least the largest of them, and cost less than comparing: rows
    // are compared only where that is more than the largest so far, which soon is seldom.
    let mut max = 0;
    for segment in graph.segments() {
        for rows in segment.output_values().chunks(ROWS) {
            if values(rows).fold(0, |bits, value| bits | value) > max {
                max = values(rows).fold(max, u64::max);
            }
        }
    }
    max
}

fn unspent_count(graph: &Graph) -> u64 {
    let unspent = |segment: SegmentView<'_>| {
        let spenders = segment.output_spenders().chunks(1 << 16);
        let count = |rows: &[[u8; 4]]| {
            rows.iter().fold(0u32, |sum, by| sum + u32::from(*by == SegmentView::UNSPENT))
        };
        let own: u64 = spenders.map(|rows| u64::from(count(rows))).sum();
        own - segment.older_spent().len() as u64
    };
    graph.segments().fold(0, |sum, segment| sum.wrapping_add(unspent(segment)))
}

/// The highest fee of a transaction. An input's value lies where its output was made, mostly in the same
/// segment.
fn fee_max(graph: &Graph) -> u64 {
    let mut max = 0;
    for segment in graph.segments() {
        let (values, sources) = (segment.output_values(), segment.input_sources());
        let base = segment.outputs().start;
        let (mut input, mut output) = (0, 0);
        for (inputs_end, outputs_end) in
            segment.tx_inputs_end().iter().zip(segment.tx_outputs_end())
        {
            let inputs_end = u32::from_le_bytes(*inputs_end) as usize;
            let outputs_end = u32::from_le_bytes(*outputs_end) as usize;
            let spent: u64 = sources[input..inputs_end]
                .iter()
                .filter_map(|source| SegmentView::source(*source))
                .map(|source| match source.0.checked_sub(base) {
                    Some(row) => u64::from_le_bytes(values[row as usize]),
                    None => graph.value_and_holder(source).0.0,
                })
                .sum();
            let made: u64 =
                values[output..outputs_end].iter().map(|value| u64::from_le_bytes(*value)).sum();
            max = max.max(spent.saturating_sub(made));
            (input, output) = (inputs_end, outputs_end);
        }
    }
    max
}

/// Satoshi nobody spent yet, by how they are locked; the largest sum.
fn unspent_by_lock(graph: &Graph) -> u64 {
    let kinds: Vec<&[[u8; 1]]> = graph.segments().map(|segment| segment.address_kinds()).collect();
    let starts: Vec<u64> = graph.segments().map(|segment| segment.addresses().start).collect();
    let lock_of = |holder: [u8; 4]| {
        if holder == SegmentView::NOBODY {
            return 0;
        }
        let holder = u64::from(u32::from_le_bytes(holder));
        let at = starts.partition_point(|start| *start <= holder) - 1;
        usize::from(kinds[at][(holder - starts[at]) as usize][0] & 0x0f)
    };
    let mut sums = [0u64; 16];
    for segment in graph.segments() {
        let rows = segment.output_values().iter().zip(segment.output_holders());
        for ((value, holder), spender) in rows.zip(segment.output_spenders()) {
            if *spender == SegmentView::UNSPENT {
                sums[lock_of(*holder)] += u64::from_le_bytes(*value);
            }
        }
        for (output, _) in segment.older_spent() {
            let (value, holder) = graph.value_and_holder(output);
            let lock = holder.map_or(0, |holder| graph.lock(holder) as usize);
            sums[lock] -= value.0;
        }
    }
    sums.into_iter().max().unwrap_or(0)
}
