//! `cargo xtask demo`: the main job, on a story grown from a seed, in commands that anyone can repeat.

use std::fs;
use std::path::Path;

use crate::shell;

const STORY: &str = "exchange-theft";
const SEED: &str = "7";
const TRANSACTIONS: &str = "50000";

pub fn run() -> Result<(), String> {
    println!("Building Kancil …");
    shell::run("cargo", &["build", "--release", "--locked", "--package", "app"])?;
    let kancil = "target/release/kancil";
    let home = shell::root().join("target/demo");
    if home.exists() {
        fs::remove_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    }
    fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;

    say("1  An exchange is robbed: a story grown from a seed, written as real block files");
    let grow = ["scenario", "grow", STORY, "--seed", SEED, "--transactions", TRANSACTIONS];
    shell::run(kancil, &[&grow[..], &["--out", "target/demo/story"]].concat())?;

    say("2  The block files enter through the front door");
    let data = ["--data", "target/demo/data"];
    let with = |args: &[&'static str]| [&data[..], args].concat();
    shell::run(kancil, &with(&["ingest", "bitcoin", "target/demo/story/blocks"]))?;

    say("3  What the public knows of the addresses");
    shell::run(kancil, &with(&["labels", "import", "target/demo/story/labels.yaml"]))?;

    let thefts = thefts_of(&home.join("story/story.json"))?;
    let thefts: Vec<&str> = thefts.iter().map(String::as_str).collect();
    say("4  Follow the stolen coins");
    let mut trace = data.to_vec();
    trace.push("trace");
    trace.extend(&thefts);
    shell::run(kancil, &trace)?;
    trace.extend(["--format", "svg", "--out", "target/demo/trace.svg"]);
    shell::run(kancil, &trace)?;

    println!();
    println!("The picture is target/demo/trace.svg: open it in a browser.");
    println!("Two things to try next:");
    println!("  target/release/kancil --data target/demo/data look {}", thefts[0]);
    println!(
        "  target/release/kancil --data target/demo/data trace {} --method all --format csv",
        thefts.join(" ")
    );
    Ok(())
}

fn say(what: &str) {
    println!("\n{what}");
}

/// The outpoints that the story names as stolen.
fn thefts_of(summary: &Path) -> Result<Vec<String>, String> {
    let name = summary.display();
    let text = fs::read_to_string(summary).map_err(|error| format!("{name}: {error}"))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let coins = json.pointer("/start/outpoints").and_then(serde_json::Value::as_array);
    let coins = coins.into_iter().flatten().filter_map(|coin| coin.as_str().map(str::to_owned));
    let coins: Vec<String> = coins.collect();
    if coins.is_empty() { Err(format!("{name}: names no stolen coin")) } else { Ok(coins) }
}
