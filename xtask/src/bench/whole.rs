//! From what was measured to the whole chain: arithmetic, with its assumptions.

use super::Bench;
use super::section::Section;

/// Bitcoin's main chain, about: performance figures of the field are quoted for it.
const TRANSACTIONS: f64 = 1.3e9;
const BYTES: f64 = 750e9;
const ADDRESSES: f64 = 1.4e9;
const GB: f64 = 1e9;

/// Eight bytes a slot, three slots in four in use.
const TABLE_BYTES_TX: f64 = 10.7;
const TABLE_BYTES_ADDRESS: f64 = 10.7;
/// Records of joins on disk.
const SPILL_GB: f64 = 126.0;

fn tables_gb() -> f64 {
    (TABLE_BYTES_TX * TRANSACTIONS + TABLE_BYTES_ADDRESS * ADDRESSES) / GB
}

/// What it is computed from, all of it measured with one program.
pub const NEEDS: [&str; 5] = [
    "budgets.large_cpu_us_per_tx",
    "budgets.tight_ratio",
    "budgets.growth_per_doubling",
    "threads.wall_ratio",
    "columns.bytes_per_tx",
];

/// A machine as assumed.
struct Machine {
    name: &'static str,
    cores: f64,
    memory_gb: f64,
    /// What a disk gives, one way.
    read_gb_s: f64,
    write_gb_s: f64,
    aim_minutes: f64,
}

const MACHINES: [Machine; 2] = [
    Machine {
        name: "workstation",
        cores: 16.0,
        memory_gb: 64.0,
        read_gb_s: 3.5,
        write_gb_s: 2.0,
        aim_minutes: 10.0,
    },
    Machine {
        name: "laptop",
        cores: 8.0,
        memory_gb: 16.0,
        read_gb_s: 2.0,
        write_gb_s: 1.0,
        aim_minutes: 45.0,
    },
];

/// Of the CPU's work the part that does not go faster with more cores, if two threads take so much of one's
/// wall time (Amdahl 1967).
fn serial_share(wall_ratio: f64) -> f64 {
    (2.0 * wall_ratio - 1.0).clamp(0.0, 1.0)
}

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let mut section = Section::titled(
        "To the whole chain",
        "Arithmetic from figures that one program gave and that are quoted here, not a measurement: 1.3 billion \
         transactions, 750 GB of blocks.",
    );
    let large = bench.figure("budgets.large_cpu_us_per_tx");
    let (Some(cpu_us), Some(bytes_per_tx)) =
        (large.or(bench.figure("ingest.cpu_us_per_tx")), bench.figure("columns.bytes_per_tx"))
    else {
        section.line("Not computed: the subjects `ingest` and `columns` were not measured.");
        return Ok(section);
    };
    let tight = bench.figure("budgets.tight_ratio").unwrap_or(1.0).max(1.0);
    let growth = bench.figure("budgets.growth_per_doubling").unwrap_or(1.0).max(1.0);
    let measured = if large.is_some() { bench.sizes()[2] } else { bench.sizes()[1] } as f64;
    let wall_ratio = bench.figure("threads.wall_ratio");
    let serial = wall_ratio.map_or(0.0, serial_share);
    let longer = growth.powf((TRANSACTIONS / measured).log2());
    let cpu_s = TRANSACTIONS * cpu_us * longer / 1e6;
    let store_gb = TRANSACTIONS * bytes_per_tx / GB;
    section.line(&format!(
        "- CPU: {cpu_us:.2} µs a transaction were measured at {measured} transactions. Between the small chain and the large one \
         it grew by {:.1} % for each doubling, and is taken to go on so: {longer:.2} times as much at 1.3 billion, {cpu_s:.0} \
         core-seconds, where the tables of txids and addresses fit the memory.",
        100.0 * (growth - 1.0),
    ));
    section.line(&format!(
        "- Where they do not fit: {tight:.2} times that, as measured under 256 MiB against 8 GiB on the large chain. The tables are \
         taken to be {TABLE_BYTES_TX} bytes a transaction and {TABLE_BYTES_ADDRESS} an address, {:.0} GB for mainnet; seven tenths of \
         the memory may be used.",
        tables_gb(),
    ));
    section.line(&format!(
        "- Cores: {}.",
        match wall_ratio {
            Some(ratio) => format!(
                "two threads take {ratio:.2} of one's wall, so {:.0} % is taken to be serial and the rest to go as many times \
                 faster as there are cores. Memory bandwidth may end that sooner; more than two cores were not measured",
                100.0 * serial
            ),
            None => "not measured; all work is taken to scale, which is the best case".into(),
        }
    ));
    section.line(&format!(
        "- Disk: every block is read once ({:.0} GB); the store ({store_gb:.0} GB, {bytes_per_tx:.0} bytes a transaction) is written, \
         and once more read and written when segments are merged; joins on disk write and read their records once ({SPILL_GB:.0} GB \
         each way: 16 bytes for each of 8 billion inputs and outputs). CPU and disk overlap: the slower of the two counts.",
        BYTES / GB
    ));
    if large.is_none() || wall_ratio.is_none() {
        section.line(
            "- **The subjects `budgets` and `threads` were not both measured: where they are missing the best case stands in, and the \
             aims are left open.**",
        );
    }
    section.line("");
    let mut rows = Vec::new();
    for machine in &MACHINES {
        let fits = tables_gb() < 0.7 * machine.memory_gb;
        let work = cpu_s * if fits { 1.0 } else { tight };
        let cpu_minutes = work * (serial + (1.0 - serial) / machine.cores) / 60.0;
        let spill = if fits { 0.0 } else { SPILL_GB };
        let read = (BYTES / GB + store_gb + spill) / machine.read_gb_s;
        let written = (2.0 * store_gb + spill) / machine.write_gb_s;
        let disk_minutes = (read + written) / 60.0;
        let minutes = cpu_minutes.max(disk_minutes);
        rows.push(vec![
            format!(
                "{}: {} cores, {} GB, disk {} / {} GB/s",
                machine.name,
                machine.cores,
                machine.memory_gb,
                machine.read_gb_s,
                machine.write_gb_s
            ),
            if fits { "yes".into() } else { "no".into() },
            format!("{cpu_minutes:.1}"),
            format!("{disk_minutes:.1}"),
            format!("{minutes:.1}"),
        ]);
        let what = format!(
            "the whole chain on a {} of {} cores and {} GB (computed)",
            machine.name, machine.cores, machine.memory_gb
        );
        // An aim is held against measured growth, budgets and threads, not against the best case.
        if large.is_some() && wall_ratio.is_some() {
            section.at_most(&what, machine.aim_minutes, minutes, "min");
        }
    }
    section.table(&["machine", "tables fit", "CPU, minutes", "disk, minutes", "the slower"], &rows);
    Ok(section)
}
