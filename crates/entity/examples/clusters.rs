//! What clusters cost: opens a ledger, grows its clusters by the standard rules and by the plain one,
//! writes them, and prints CPU time by phase, memory and counts as JSON.
//!
//! `cargo run --release -p entity --example clusters -- LEDGER_DIR [--memory MIB] [--dump DIR]` (Linux:
//! it reads /proc). `--memory` is for what grows: beyond it that lies in files. With `--dump`, for other
//! clusterers to be held against ours (all numbers u32, little-endian):
//!
//! - `inputs.values`: the address numbers that each transaction of two inputs or more spends from, and
//!   `inputs.ends`: where each transaction's end in it
//! - `roots.co_spend`, `roots.standard`: for each address number the smallest of its cluster
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic)]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use entity::cluster::grower::Grower;
use entity::cluster::rules::Rules;
use entity::cluster::{Clusters, file};
use graph::columns::ColumnsWriter;
use graph::scratch::Scratch;
use graph::{AddressId, Graph};

fn main() {
    let mut args = std::env::args().skip(1);
    let dir = PathBuf::from(args.next().expect("the directory of a ledger"));
    let (mut memory, mut dump) = (usize::MAX >> 20, None);
    while let Some(name) = args.next() {
        let value = args.next().expect("an option has a value");
        match name.as_str() {
            "--memory" => memory = value.parse().expect("a number of MiB"),
            "--dump" => dump = Some(PathBuf::from(value)),
            _ => panic!("--memory MIB or --dump DIR"),
        }
    }
    let graph = Graph::open(&dir).unwrap();
    let counts = graph.counts();
    if let Some(dump) = &dump {
        fs::create_dir_all(dump).unwrap();
        dump_inputs(&graph, dump);
    }
    let work = tempfile::tempdir_in(&dir).unwrap();
    println!("{{\n  \"transactions\": {},\n  \"inputs\": {},", counts.transactions, counts.inputs);
    println!("  \"addresses\": {},", counts.addresses);
    for (name, rules) in [("co_spend", Rules::CO_SPEND), ("standard", Rules::STANDARD)] {
        let start = cpu_ns();
        let scratch = Scratch::in_dir(work.path(), memory << 20);
        let mut grower = Grower::of(Clusters::new(rules), scratch);
        grower.follow(&graph).unwrap();
        let grown = cpu_ns();
        let anonymous = status_kib("RssAnon");
        let path = work.path().join(name);
        let clusters =
            grower.finish(Some(&graph), || ColumnsWriter::create(&path, file::CONTENT)).unwrap();
        let written = cpu_ns();
        let bytes = fs::metadata(&path).unwrap().len();
        let seconds = |ns: u64| ns as f64 / 1e9;
        println!("  \"{name}\": {{");
        println!("    \"rules\": \"{}\",", clusters.rules().name());
        println!("    \"clusters\": {},", counts.addresses - clusters.joins_len());
        println!("    \"joins\": {},", clusters.joins_len());
        println!("    \"refused\": {},", clusters.refused().count());
        println!(
            "    \"cpu_s\": {{\"grow\": {:.3}, \"write\": {:.3}}},",
            seconds(grown - start),
            seconds(written - grown)
        );
        println!("    \"anonymous_mib\": {},", anonymous >> 10);
        println!("    \"anonymous_mib_written\": {},", status_kib("RssAnon") >> 10);
        println!("    \"bytes\": {bytes}\n  }}{}", if name == "standard" { "" } else { "," });
        if let Some(dump) = &dump {
            dump_roots(&clusters, counts.addresses, &dump.join(format!("roots.{name}")));
        }
    }
    println!("}}");
}

fn dump_inputs(graph: &Graph, dir: &Path) {
    let mut values = BufWriter::new(File::create(dir.join("inputs.values")).unwrap());
    let mut ends = BufWriter::new(File::create(dir.join("inputs.ends")).unwrap());
    let mut end = 0u32;
    for tx in graph.txs().filter(|tx| tx.inputs_len() >= 2) {
        for holder in tx.input_holders().flatten() {
            values.write_all(&holder.0.to_le_bytes()).unwrap();
            end += 1;
        }
        ends.write_all(&end.to_le_bytes()).unwrap();
    }
    values.flush().unwrap();
    ends.flush().unwrap();
}

fn dump_roots(clusters: &Clusters, addresses: u64, path: &Path) {
    let mut roots = BufWriter::new(File::create(path).unwrap());
    for id in 0..u32::try_from(addresses).unwrap() {
        roots.write_all(&clusters.root(AddressId(id)).0.to_le_bytes()).unwrap();
    }
    roots.flush().unwrap();
}

/// Nanoseconds that this thread has run: others may keep the machine busy.
fn cpu_ns() -> u64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

fn status_kib(field: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(field)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
