//! The board: frames a second while 300 cards are panned and zoomed in headless Chromium, the replay of its log, what
//! its page loads, and how long its paper takes. A browser shares the machine with everything else, so the frames of an
//! empty page and of the plainest drawing of as many cards are measured in the same minutes, and stand beside.

use std::process::Command;

use serde_json::Value;

use super::Bench;
use super::lookups::number;
use super::section::Section;
use crate::{fonts, pages, shell, web};

/// Measured, what it is, and whether it is the board's own.
const FRAMES: [(&str, &str); 5] = [
    ("empty", "an empty page"),
    ("plain", "as many plain cards, zoomed"),
    ("read", "the board, panned at full size"),
    ("pan", "the board, panned with all cards in sight"),
    ("zoom", "the board, zoomed in and out"),
];

pub fn measure(bench: &Bench) -> Result<Section, String> {
    pages::browser()?;
    web::build()?;
    fonts::fetch()?;
    let drawn = drawn(bench)?;
    let at = |name: &str| number(&drawn, &format!("/{name}"));
    let mut section = Section::titled(
        "The board",
        &format!(
            "{} cards with their lines, plates and signs on the built pages in headless Chromium at 1366×768, without a GPU \
             (`node web/bench/board.mjs`). Each way of moving runs for {} s at every frame the browser gives, in turn with the \
             others, the median of three rounds. The empty page is what the machine gives at that moment; the plain drawing is as \
             many rectangles with two texts and a line each, scaled as a whole.",
            at("cards")?,
            at("seconds")?
        ),
    );
    let floor = at("empty/fps")?;
    let mut rows = Vec::new();
    for (name, what) in FRAMES {
        let fps = at(&format!("{name}/fps"))?;
        section.figure(&format!("{name}_fps"), fps);
        rows.push(vec![
            what.to_owned(),
            format!("{fps:.1}"),
            format!("{:.0} %", 100.0 * fps / floor),
            format!("{:.0}", at(&format!("{name}/longest_ms"))?),
        ]);
    }
    section.table(&["", "frames a second", "of the empty page", "longest frame, ms"], &rows);
    section.at_least("300 cards panned, headless Chromium", 30.0, at("pan/fps")?, "fps");
    section.at_least("300 cards zoomed, headless Chromium", 30.0, at("zoom/fps")?, "fps");

    let replay = at("replay_ms")?;
    section.line(&format!(
        "Replaying {} operations of a log in the browser: {replay:.1} ms. The board opens in {:.0} ms.",
        at("operations")?,
        at("opened_ms")?
    ));
    section.at_most("10,000 operations replayed", 500.0, replay, "ms");

    let told = shell::capture("node", &["web/tools/budgets.mjs", "--tell"])?;
    let route = route_kb(&told).ok_or("web/tools/budgets.mjs tells nothing of screens/board")?;
    section.line(&format!("\nThe board's route loads {route:.1} kB beyond the shell, gzip."));
    section.at_most("board route, scripts beyond the shell, gzip", 25.0, route, "kB");

    let papers = papers(&paper(bench)?);
    if papers.is_empty() {
        return Err("the paper of 100 hops said nothing".into());
    }
    let built = if bench.is_trial { " (unoptimised)" } else { "" };
    for (language, ms) in &papers {
        let line = format!("\nA report of 100 hops ({language}) is set in {ms:.0} ms{built}.");
        section.line(&line);
    }
    let slowest = papers.iter().map(|(_, ms)| *ms).fold(0.0, f64::max);
    section.at_most("a fund-flow report of 100 hops", 2.0, slowest / 1e3, "s");
    Ok(section)
}

fn drawn(bench: &Bench) -> Result<Value, String> {
    let seconds = if bench.quick || bench.is_trial { "1" } else { "4" };
    println!("$ KANCIL_BENCH_SECONDS={seconds} node web/bench/board.mjs");
    let run = Command::new("node")
        .arg("web/bench/board.mjs")
        .env("KANCIL_BENCH_SECONDS", seconds)
        .current_dir(shell::root())
        .output()
        .map_err(|error| format!("cannot start node: {error}"))?;
    let said = String::from_utf8_lossy(&run.stdout);
    if !run.status.success() {
        return Err(format!("the drawing failed: {}", String::from_utf8_lossy(&run.stderr)));
    }
    serde_json::from_str(said.trim()).map_err(|error| format!("web/bench/board.mjs: {error}"))
}

/// What the measuring test of `crates/paper` says, on either stream.
fn paper(bench: &Bench) -> Result<String, String> {
    let mut args = vec!["test", "--locked", "--package", "paper", "--lib"];
    if !bench.is_trial {
        args.push("--release");
    }
    args.extend(["--", "--ignored", "--nocapture", "a_report_of_a_hundred_hops"]);
    println!("$ cargo {}", args.join(" "));
    let run = shell::command("cargo")
        .args(&args)
        .current_dir(shell::root())
        .output()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    let [out, err] =
        [run.stdout, run.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    if run.status.success() {
        Ok(out + &err)
    } else {
        Err(format!("the paper failed:\n{err}\n{out}"))
    }
}

/// Of `  screens/board: 24.4 of 25 kB`.
fn route_kb(told: &str) -> Option<f64> {
    let line = told.lines().find_map(|line| line.trim().strip_prefix("screens/board: "))?;
    line.split(' ').next()?.parse().ok()
}

/// Of `a report of 100 hops (th): 81234 bytes, 412 ms`: the language and the milliseconds.
fn papers(said: &str) -> Vec<(String, f64)> {
    let lines = said.lines().filter_map(|line| line.split_once("a report of 100 hops ("));
    let read = |(_, rest): (&str, &str)| {
        let (language, rest) = rest.split_once(')')?;
        let ms = rest.rsplit(", ").next()?.strip_suffix(" ms")?.parse().ok()?;
        Some((language.to_owned(), ms))
    };
    lines.filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_programs_say_is_read() {
        let told = "  first visit, scripts (en): 55.2 of 60 kB\n  screens/board: 24.4 of 25 kB\n";
        assert_eq!(route_kb(told), Some(24.4));
        assert_eq!(route_kb("  screens/case: 3 of 25 kB"), None);
        let said = "test x ... a report of 100 hops (en): 81234 bytes, 412 ms\na report of 100 hops (th): 9 bytes, 1 ms\n";
        assert_eq!(papers(said), [("en".to_owned(), 412.0), ("th".to_owned(), 1.0)]);
        assert_eq!(papers("running 1 test"), []);
    }
}
