//! `kill -9` at random moments of ingest and rewind: what is left is sound, and the same commands
//! go on from it to the ledger of a run that nothing happened to.
//!
//! A few kills here; `cargo xtask kill` starts fifty (`KANCIL_KILLS`, `KANCIL_SEED`).

use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::harness::Desk;
use crate::rounds::Rounds;

/// What a campaign came to.
#[derive(Debug, Default)]
struct Killed {
    /// While the first blocks were read, and while a branch was taken.
    forward: u32,
    back: u32,
    /// Runs that were done before they could be killed.
    too_late: u32,
    /// Times the whole way was gone to its end and the digests compared.
    whole: u32,
}

fn digest(desk: &Desk) -> String {
    desk.json(&["store", "verify"])["digest"].as_str().unwrap().to_owned()
}

fn forget(desk: &Desk) {
    fs::remove_dir_all(desk.path("data")).expect("the data directory goes");
}

/// A number by chance, below `below` (splitmix64).
pub fn draw(chance: &mut u64, below: u64) -> u64 {
    *chance = chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *chance;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) % below.max(1)
}

fn campaign(transactions: u64, kills: u32, seed: u64) -> Killed {
    let desk = Desk::new();
    let rounds = Rounds::grow(&desk, transactions, seed);
    // Undisturbed, all branches in sight: and how long each round takes.
    let last = rounds.paths.len() - 1;
    desk.done(&rounds.ingest(last));
    let expected = digest(&desk);
    forget(&desk);
    let mut takes = Vec::new();
    for round in 0..rounds.paths.len() {
        let start = Instant::now();
        desk.done(&rounds.ingest(round));
        takes.push(u64::try_from(start.elapsed().as_micros()).unwrap());
    }
    assert_eq!(digest(&desk), expected, "in rounds as at once");
    forget(&desk);

    let mut killed = Killed::default();
    let mut chance = seed;
    let mut round = 0;
    let mut in_round = 0;
    // Until both ways were cut off, however long a busy machine took when it was timed.
    while killed.forward + killed.back < kills || killed.forward == 0 || killed.back == 0 {
        let mut child = desk
            .kancil(&rounds.ingest(round))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("kancil starts");
        sleep(Duration::from_micros(draw(&mut chance, takes[round])));
        child.kill().expect("a child can be killed");
        let status = child.wait().expect("kancil ends");
        desk.done(&["store", "verify"]);
        match status.code() {
            None if round == 0 => killed.forward += 1,
            None => killed.back += 1,
            Some(code) => {
                assert_eq!(code, 0, "it ended by itself, and well");
                killed.too_late += 1;
                takes[round] = takes[round].div_ceil(2);
            }
        }
        in_round += 1;
        // A few times in every round; then to its end, and on.
        if status.code().is_some() || in_round == 4 {
            desk.done(&rounds.ingest(round));
            (round, in_round) = (round + 1, 0);
        }
        if round > last {
            assert_eq!(digest(&desk), expected);
            killed.whole += 1;
            forget(&desk);
            round = 0;
        }
    }
    while round <= last {
        desk.done(&rounds.ingest(round));
        round += 1;
    }
    assert_eq!(digest(&desk), expected);
    killed.whole += 1;
    killed
}

#[test]
fn killed_in_ingest_and_rewind_a_ledger_is_sound_and_goes_on_to_the_same_end() {
    let killed = campaign(3_000, 8, 7);
    assert!(killed.forward > 0 && killed.back > 0, "{killed:?}");
}

#[test]
#[ignore = "a campaign: cargo xtask kill"]
fn kill_campaign() {
    let number = |name: &str, usual| {
        std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
    };
    let (kills, seed) = (number("KANCIL_KILLS", 50), number("KANCIL_SEED", 2026));
    let transactions = number("KANCIL_TRANSACTIONS", 60_000);
    let killed = campaign(transactions, u32::try_from(kills).expect("few"), seed);
    writeln!(
        std::io::stdout(),
        "{transactions} transactions, seed {seed}: killed {} times while reading and {} times while taking a \
         branch, {} too late; every ledger left was sound, and {} times the end was the undisturbed one",
        killed.forward, killed.back, killed.too_late, killed.whole
    )
    .expect("stdout");
}
