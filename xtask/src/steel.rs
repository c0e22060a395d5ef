//! `cargo xtask kill` and `cargo xtask readers`: the store and the record under hardship, on the shipped
//! profile. The tests of the program hold the campaigns (`crates/app/tests/it/killing.rs`,
//! `killing_desk.rs`, `reading.rs`), since each also runs for a moment among them; here they run for long.

use crate::shell;

/// `KILLS` times `kill -9`, by this seed: of ingests and rewinds (50), or of a desk that is written to (20).
pub fn kill(args: &[&str]) -> Result<(), String> {
    match args {
        ["desk", rest @ ..] => kills("killing_desk::kill_campaign", rest),
        rest => kills("killing::kill_campaign", rest),
    }
}

fn kills(test: &str, args: &[&str]) -> Result<(), String> {
    match args {
        [] => campaign(test, &[]),
        [kills] => campaign(test, &[("KANCIL_KILLS", kills)]),
        [kills, seed] => campaign(test, &[("KANCIL_KILLS", kills), ("KANCIL_SEED", seed)]),
        _ => Err("kill takes a number of kills and a seed".into()),
    }
}

/// Look-ups while another process writes, by this seed.
pub fn readers(args: &[&str]) -> Result<(), String> {
    match args {
        [] => campaign("reading::readers_campaign", &[]),
        [seed] => campaign("reading::readers_campaign", &[("KANCIL_SEED", seed)]),
        _ => Err("readers takes a seed".into()),
    }
}

fn campaign(test: &str, settings: &[(&str, &str)]) -> Result<(), String> {
    for (name, value) in settings {
        if value.parse::<u64>().is_err() {
            return Err(format!("{name}: '{value}' is not a number"));
        }
    }
    shell::run_with_all(
        "cargo",
        &[
            "test",
            "--release",
            "--locked",
            "--quiet",
            "-p",
            "app",
            "--test",
            "it",
            "--",
            "--ignored",
            "--exact",
            "--nocapture",
            test,
        ],
        settings,
    )
}
