//! `cargo xtask accuracy`: what is found and what is missed, on real data and on stories whose truth is
//! known. Writes docs/accuracy.md; each section is printed by the room that it measures.

use crate::shell;

/// The rooms' own measurements, in the order of the document.
const SECTIONS: [&str; 2] = ["entity", "trace"];

const HEAD: &str = "\
# What Kancil finds, and what it misses

Made by `cargo xtask accuracy` (real data in `KANCIL_TESTDATA`, stories grown from fixed seeds that were
not looked at while the rules were written). Every figure is measured by the command named beside it.

";

pub fn run() -> Result<(), String> {
    if shell::test_data().is_none() {
        return Err("the real data is missing\n\
                    hint: put it beside the repository as ../shared/data, or set KANCIL_TESTDATA"
            .into());
    }
    let mut document = HEAD.to_owned();
    for room in SECTIONS {
        println!("measuring {room} …");
        let args = ["run", "--release", "--quiet", "--package", room, "--example", "accuracy"];
        document.push_str(shell::capture("cargo", &args)?.trim());
        document.push_str("\n\n");
    }
    let path = shell::root().join("docs/accuracy.md");
    std::fs::write(&path, format!("{}\n", document.trim_end()))
        .map_err(|e| format!("docs/accuracy.md: {e}"))?;
    println!("wrote docs/accuracy.md");
    Ok(())
}
