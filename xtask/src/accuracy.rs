//! `cargo xtask accuracy`: what is found and what is missed, on real data and on stories whose truth is
//! known. The rooms' own tests measure, and write their sections of docs/accuracy.md between its markers;
//! `cargo xtask test` holds the document against them.

use crate::shell;

/// The tests that measure, as cargo names them. The slow ones are marked ignored: they run here.
const MEASURED_BY: [&[&str]; 3] = [
    &["-p", "entity", "--test", "accuracy"],
    &["-p", "entity", "--test", "accuracy", "--", "--ignored", "100_000"],
    &["-p", "trace", "--test", "it", "accuracy"],
];

pub fn run() -> Result<(), String> {
    if shell::test_data().is_none() {
        return Err("the real data is missing\n\
                    hint: put it beside the repository as ../shared/data, or set KANCIL_TESTDATA"
            .into());
    }
    for test in MEASURED_BY {
        shell::run_with(
            "cargo",
            &[&["test", "--release", "--quiet"], test].concat(),
            ("UPDATE_EXPECT", "1"),
        )?;
    }
    println!("docs/accuracy.md is as measured");
    Ok(())
}
