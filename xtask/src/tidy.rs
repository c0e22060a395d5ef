//! The house rules that a compiler does not check: the arrows of ARCHITECTURE.md against the
//! manifests, and habits that keep the rooms what the map says they are.
//!
//! Each breach names the file and line, the rule, and what to do. The checks read text, so they are
//! simple on purpose; where one is wrong about a line, the line says `tidy: allow` and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::shell;

/// A source file longer than this has more than one subject.
const LINES_MAX: usize = 900;

/// The only files that may hold `unsafe` (invariant 9).
const UNSAFE_ALLOWED: [&str; 3] =
    ["crates/graph/src/map.rs", "crates/graph/src/probe.rs", "crates/model/src/hash/lanes/x86.rs"];

pub fn run() -> Result<(), String> {
    let root = shell::root();
    let mut breaches = arrows(&root)?;
    let mut files = Vec::new();
    for folder in ["crates", "xtask"] {
        sources(&root.join(folder), &mut files);
    }
    files.sort();
    let mut texts = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let name = file.strip_prefix(&root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        texts.push((name, text));
    }
    let tests: Vec<String> =
        texts.iter().flat_map(|(name, text)| test_modules(name, text)).collect();
    for (name, text) in &texts {
        let is_test = tests.iter().any(|test| name.starts_with(test.as_str()));
        habits(name, text, is_test, &mut breaches);
    }
    if breaches.is_empty() {
        println!("tidy: {} source files keep the house rules", files.len());
        return Ok(());
    }
    Err(format!("the house rules are broken:\n  {}", breaches.join("\n  ")))
}

/// Holds every room's `[dependencies]` on rooms against the block of arrows in ARCHITECTURE.md, both ways.
fn arrows(root: &Path) -> Result<Vec<String>, String> {
    let map = fs::read_to_string(root.join("ARCHITECTURE.md"))
        .map_err(|error| format!("ARCHITECTURE.md: {error}"))?;
    let drawn = drawn_arrows(&map)?;
    let mut built = BTreeMap::new();
    for room in drawn.keys() {
        let manifest = root.join("crates").join(room).join("Cargo.toml");
        let text =
            fs::read_to_string(&manifest).map_err(|e| format!("{}: {e}", manifest.display()))?;
        let table: toml::Table =
            text.parse().map_err(|e| format!("{}: {e}", manifest.display()))?;
        let uses = table.get("dependencies").and_then(toml::Value::as_table);
        let uses: BTreeSet<String> =
            uses.into_iter().flat_map(|deps| deps.keys().cloned()).collect();
        built.insert(room.clone(), uses.intersection(&keys(&drawn)).cloned().collect());
    }
    let mut breaches = difference(&drawn, &built);
    let folders = fs::read_dir(root.join("crates")).map_err(|e| format!("crates: {e}"))?;
    for folder in folders.flatten() {
        let room = folder.file_name().to_string_lossy().into_owned();
        if !drawn.contains_key(&room) {
            breaches.push(format!("crates/{room} is not on the map: draw it in ARCHITECTURE.md"));
        }
    }
    Ok(breaches)
}

type Arrows = BTreeMap<String, BTreeSet<String>>;

fn keys(arrows: &Arrows) -> BTreeSet<String> {
    arrows.keys().cloned().collect()
}

/// Reads the fenced block that opens with ```` ```arrows ````: a line a room, `room -> used used`.
fn drawn_arrows(map: &str) -> Result<Arrows, String> {
    let block = map.split("```arrows\n").nth(1).and_then(|rest| rest.split("```").next());
    let block = block.ok_or("ARCHITECTURE.md has no ```arrows block")?;
    let mut arrows = Arrows::new();
    for line in block.lines().filter(|line| !line.trim().is_empty()) {
        let (room, used) = line
            .split_once("->")
            .ok_or_else(|| format!("ARCHITECTURE.md: '{line}' is not 'room -> used used'"))?;
        let used = used.split_whitespace().map(str::to_owned).collect();
        arrows.insert(room.trim().to_owned(), used);
    }
    Ok(arrows)
}

fn difference(drawn: &Arrows, built: &Arrows) -> Vec<String> {
    let mut breaches = Vec::new();
    for (room, uses) in built {
        for used in uses.difference(&drawn[room]) {
            breaches.push(format!("{room} uses {used}, which the map does not draw"));
        }
        for used in drawn[room].difference(uses) {
            breaches
                .push(format!("the map draws {room} -> {used}, which the manifest does not have"));
        }
    }
    breaches
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The paths, without `.rs` or `/`, of the modules that a file declares for tests alone.
fn test_modules(name: &str, text: &str) -> Vec<String> {
    let stem = name.strip_suffix(".rs").unwrap_or(name);
    let folder = match stem.rsplit_once('/') {
        Some((folder, "mod" | "lib" | "main")) => folder,
        _ => stem,
    };
    let declared = text.split("#[cfg(test)]\n").skip(1).filter_map(|rest| {
        let line = rest.lines().next()?;
        let line = line.trim_start().trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    declared
        .flat_map(|module| [format!("{folder}/{module}.rs"), format!("{folder}/{module}/")])
        .collect()
}

fn habits(name: &str, text: &str, is_test: bool, breaches: &mut Vec<String>) {
    if !text.starts_with("//!") {
        breaches.push(format!("{name}:1 does not open with '//!' and why the file exists"));
    }
    let lines = text.lines().count();
    if lines > LINES_MAX {
        breaches.push(format!("{name} has {lines} lines: cut it by subject (at most {LINES_MAX})"));
    }
    let in_tests = is_test || name.contains("/tests/") || name.contains("/examples/");
    // A build script talks to cargo, and runs on the builder's machine alone.
    let is_build = name.ends_with("/build.rs");
    let outside = name.starts_with("crates/app/") || name.starts_with("xtask/") || is_build;
    let below_app = !outside && !in_tests;
    // Unit tests stand at the end of a file, behind this line; what they do is not the room's.
    let code = text.split("\n#[cfg(test)]\n").next().unwrap_or(text);
    for (at, line) in code.lines().enumerate() {
        let line_code = line.split("//").next().unwrap_or(line);
        let mut breach = |rule: &str| breaches.push(format!("{name}:{} {rule}", at + 1));
        if line.contains("tidy: allow") {
            continue;
        }
        if has_word(line_code, "unsafe")
            && !UNSAFE_ALLOWED.contains(&name)
            && !line_code.contains('"')
        {
            breach("holds 'unsafe': only the modules that ARCHITECTURE.md names may");
        }
        if below_app && asks_the_world(line_code) {
            breach("asks clock, environment or stdout: hand it in from app");
        }
    }
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word)
}

fn asks_the_world(line: &str) -> bool {
    [
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "std::env::",
        "env::var",
        "println!",
        "print!(",
    ]
    .iter()
    .any(|sign| line.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_habits(name: &str, text: &str) -> Vec<String> {
        let mut breaches = Vec::new();
        habits(name, text, false, &mut breaches);
        breaches
    }

    #[test]
    fn a_module_for_tests_alone_may_ask_the_world() {
        let declared = test_modules(
            "crates/graph/src/writer/mod.rs",
            "//! Why.\n#[cfg(test)]\nmod laws;\nmod x;\n",
        );
        assert_eq!(declared, ["crates/graph/src/writer/laws.rs", "crates/graph/src/writer/laws/"]);
        let declared =
            test_modules("crates/graph/src/stack.rs", "//! Why.\n#[cfg(test)]\npub mod laws;\n");
        assert_eq!(declared[0], "crates/graph/src/stack/laws.rs");
    }

    #[test]
    fn the_map_and_the_manifests_agree() {
        assert_eq!(arrows(&shell::root()).expect("the map reads"), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_that_is_not_drawn_is_named() {
        let drawn = drawn_arrows("```arrows\na -> b\nb ->\n```").expect("reads");
        let built = drawn_arrows("```arrows\na ->\nb -> a\n```").expect("reads");
        assert_eq!(
            difference(&drawn, &built),
            [
                "the map draws a -> b, which the manifest does not have",
                "b uses a, which the map does not draw"
            ]
        );
    }

    #[test]
    fn a_clock_below_app_is_named_with_its_line() {
        let found = check_habits("crates/graph/src/x.rs", "//! Why.\nlet t = Instant::now();\n");
        assert_eq!(
            found,
            ["crates/graph/src/x.rs:2 asks clock, environment or stdout: hand it in from app"]
        );
        assert!(
            check_habits("crates/app/src/x.rs", "//! Why.\nlet t = Instant::now();\n").is_empty()
        );
    }

    #[test]
    fn unsafe_outside_the_mapping_module_is_named() {
        let text = format!("//! Why.\n{} {{}}\n", "unsafe");
        assert_eq!(check_habits("crates/trace/src/x.rs", &text).len(), 1);
        assert!(check_habits(UNSAFE_ALLOWED[0], &text).is_empty());
    }
}
