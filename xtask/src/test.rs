//! `cargo xtask test`: everything that must hold, in the order in which a failure is cheapest.

use crate::{contract, fonts, pages, shell, tidy, web};

pub fn run() -> Result<(), String> {
    match shell::test_data() {
        Some(_) => println!("real data: present"),
        None if std::env::var_os("CI").is_some() => {
            return Err("real data is missing, and CI must not skip its tests\n\
                        hint: put it beside the repository as ../shared/data, or set KANCIL_TESTDATA"
                .into());
        }
        None => println!("real data: absent (tests on it will say that they are skipped)"),
    }
    shell::run("cargo", &["fmt", "--all", "--", "--check"])?;
    tidy::run()?;
    // Before the program, which embeds them.
    web::test()?;
    fonts::fetch()?;
    shell::run(
        "cargo",
        &["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"],
    )?;
    // Builds the program too, which the two below drive.
    shell::run("cargo", &["test", "--workspace", "--locked", "--quiet"])?;
    pages::test()?;
    contract::test()?;
    println!("all tests pass");
    Ok(())
}
