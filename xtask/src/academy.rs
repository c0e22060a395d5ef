//! `cargo xtask academy`: what the exercises are worth, and that no shortcut does. Made-up learners
//! (`crates/learners`) answer every case for twenty seeds, which writes their sections of docs/academy.md between its
//! markers; then every case once more through the API of the real program, where each point must be the same.

use crate::shell;

const MEASURED_BY: &[&str] =
    &["test", "--quiet", "-p", "learners", "--test", "measure", "--", "--ignored"];
const SERVED_TO: &[&str] = &[
    "test",
    "--quiet",
    "-p",
    "app",
    "--test",
    "it",
    "--",
    "--ignored",
    "--exact",
    "made_up_learners::every_exercise_is_worth_through_the_api_what_it_is_in_the_library",
];

pub fn run() -> Result<(), String> {
    shell::run_with("cargo", MEASURED_BY, ("UPDATE_EXPECT", "1"))?;
    println!("docs/academy.md is as measured");
    shell::run("cargo", SERVED_TO)
}
