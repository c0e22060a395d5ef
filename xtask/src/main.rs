//! The project's own chores: `cargo xtask demo|web|fonts|test|contract|bench|accuracy|academy|fuzz|kill|readers|tidy`.
//!
//! Cargo-native, so that nothing has to be installed first. Every chore says which command it runs before
//! it runs it, and stops at the first one that fails.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore talks to the person who started it"
)]

mod academy;
mod accuracy;
mod bench;
mod contract;
mod demo;
mod desk;
mod fonts;
mod fuzz;
mod pages;
mod shell;
mod steel;
mod test;
mod tidy;
mod web;

use std::process::ExitCode;

const HELP: &str = "\
The project's chores.

Usage: cargo xtask <CHORE>

  demo [--no-serve]   builds Kancil, grows a story, follows the stolen coins through it, and opens the desk
                      on it for a browser until Ctrl-C
  web                 checks the pages and builds them into web/dist, from which the program embeds them; then fonts
  test                everything that must hold: formatting, lints, house rules, the pages, every test, the pages in a
                      browser, the HTTP contract
  fonts               fetches the Thai faces that papers are set in (npm; once)
  bench [--quick] [NAME…]
                      measures speed and memory beside others', writes docs/benchmarks.md; a run that was stopped
                      goes on, a NAME is measured anew (--quick: small chains, each once, target/bench/quick.md)
  bench --try board|class
                      whether that bench runs, with what development has built (target/bench/try.md)
  contract            the HTTP contract alone, on the program as cargo test left it (target/debug/kancil)
  accuracy            measures what is found and missed, writes docs/accuracy.md
  academy             lets made-up learners answer every case of the lessons, writes docs/academy.md, and again over HTTP
  fuzz [--minutes N] [TARGET…]
                      feeds every reader of bytes from outside: N minutes (15) each for block, store and
                      address, two fifteenths of that for the others
  kill [KILLS [SEED]] kills ingests and rewinds of the real program at random moments (50), and goes on
  kill desk [KILLS [SEED]]
                      kills a desk that four people write to over HTTP (20), and asks it for all that it answered
  readers [SEED]      looks up while a chain is appended and rewound, each answer checked
  tidy                the house rules alone
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["demo"] => demo::run(true),
        ["demo", "--no-serve"] => demo::run(false),
        ["web"] => web::build().and_then(|()| fonts::fetch()),
        ["fonts"] => fonts::fetch(),
        ["test"] => test::run(),
        ["bench", rest @ ..] => bench::run(rest),
        ["contract"] => contract::test(),
        ["accuracy"] => accuracy::run(),
        ["academy"] => academy::run(),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["kill", rest @ ..] => steel::kill(rest),
        ["readers", rest @ ..] => steel::readers(rest),
        ["tidy"] => tidy::run(),
        ["help" | "--help" | "-h"] | [] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => Err(format!("no chore '{}'\n\n{HELP}", other.join(" "))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}
