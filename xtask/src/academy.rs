//! `cargo xtask academy`: what the exercises are worth, and that no shortcut does. The academy's own test
//! lets made-up learners answer every case for twenty seeds, and writes their sections of docs/academy.md
//! between its markers.

use crate::shell;

const MEASURED_BY: &[&str] =
    &["test", "--quiet", "-p", "academy", "--test", "simulate", "--", "--ignored"];

pub fn run() -> Result<(), String> {
    shell::run_with("cargo", MEASURED_BY, ("UPDATE_EXPECT", "1"))?;
    println!("docs/academy.md is as measured");
    Ok(())
}
