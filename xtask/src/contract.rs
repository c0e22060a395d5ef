//! What the server answers, held against the document in which it promises it: Schemathesis asks every
//! operation of `/api/openapi.json` what the document allows, and what it does not.
//!
//! A fixed seed and a bounded number of questions: a failure that is seen once is seen again.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::desk::administrator::Administrator;
use crate::desk::{self, Desk, Story};
use crate::shell;

const HOME: &str = "target/schemathesis";
const KANCIL: &str = "target/debug/kancil";
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
const SEED: &str = "7";
const EXAMPLES_MAX: &str = "15";
const CHECKS: &str = "not_a_server_error,response_schema_conformance,status_code_conformance,\
                      content_type_conformance";
/// What reads, and what changes or asks for work. Neither may touch people or tokens: no token does.
const READS: [&str; 5] = ["look", "trace", "screen", "system", "audit"];
const WRITES: [&str; 4] = ["trace", "screen", "labels", "jobs"];

pub fn test() -> Result<(), String> {
    let program = schemathesis()?;
    let story = desk::grow(KANCIL, &format!("{HOME}/story"), SEED, "2000")?;
    let desk = Desk::serve(KANCIL, &story.data, "127.0.0.1:0")?;
    let administrator = Administrator::make(&desk)?;
    let ids = ids(&story, &administrator)?;
    let reads = administrator.token("reads", &READS)?;
    ask(&program, &desk, &reads, &ids, &["--include-method", "GET"])?;
    let writes = administrator.token("writes", &WRITES)?;
    ask(&program, &desk, &writes, &ids, &["--exclude-method", "GET"])?;
    desk.stop()
}

/// What is there, by the parameter of a path that names it.
fn ids(story: &Story, administrator: &Administrator) -> Result<Value, String> {
    let coin = story.thefts.first().ok_or("the story names no stolen coin")?;
    let trace =
        shell::capture(KANCIL, &["--data", &story.data, "trace", coin, "--format", "json"])?;
    let trace: Value = serde_json::from_str(&trace).map_err(|error| format!("trace: {error}"))?;
    let rows = trace["where_it_is_now"].as_array().cloned().unwrap_or_default();
    let mut addresses: Vec<&str> = rows.iter().filter_map(|row| row["address"].as_str()).collect();
    addresses.truncate(5);
    if addresses.is_empty() {
        return Err("the trace ends at no address".into());
    }
    let txid = coin.split(':').next().unwrap_or_default();
    let jobs = [administrator.trace(coin)?, administrator.trace(txid)?];
    Ok(json!({ "address": addresses, "txid": [txid], "block": ["0", "7", "120"], "id": jobs }))
}

/// One run; the token is not shown, and neither is the line that holds it.
fn ask(
    program: &Path,
    desk: &Desk,
    token: &str,
    ids: &Value,
    which: &[&str],
) -> Result<(), String> {
    let document = format!("http://{}/api/openapi.json", desk.address);
    let shown = format!("st run {} {document}", which.join(" "));
    println!("$ {shown}");
    let status = Command::new(program)
        .args(["run", &document, "--header", &format!("Authorization: Bearer {token}")])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
        .args(["--seed", SEED, "--max-examples", EXAMPLES_MAX, "--generation-database", "none"])
        .args(["--request-timeout", "20", "--warnings", "off", "--no-color"])
        .args(which)
        .env("SCHEMATHESIS_HOOKS", shell::root().join("xtask/contract.py"))
        .env("KANCIL_IDS", ids.to_string())
        .current_dir(shell::root().join(HOME))
        .status()
        .map_err(|error| format!("cannot start '{}': {error}", program.display()))?;
    if status.success() { Ok(()) } else { Err(format!("'{shown}' failed ({status})")) }
}

/// Schemathesis in an environment of its own, made again when another version is named here.
fn schemathesis() -> Result<std::path::PathBuf, String> {
    let home = shell::root().join(HOME);
    let venv = home.join("venv");
    let (bin, made) = (venv.join("bin"), venv.join("kancil-made"));
    if fs::read_to_string(&made).is_ok_and(|version| version == SCHEMATHESIS) {
        return Ok(bin.join("st"));
    }
    println!("{SCHEMATHESIS} goes into {HOME}/venv");
    let failed = |error: std::io::Error| format!("{}: {error}", venv.display());
    fs::create_dir_all(&home).map_err(failed)?;
    let make = ["-m", "venv", "--clear", &format!("{HOME}/venv")];
    if let Err(first) = shell::run("python3", &make) {
        shell::install("python3-venv", &format!("{first}: Python's venv is missing"))?;
        shell::run("python3", &make)?;
    }
    let pip = bin.join("pip").display().to_string();
    shell::run(&pip, &["install", "--quiet", "--disable-pip-version-check", SCHEMATHESIS])?;
    fs::write(&made, SCHEMATHESIS).map_err(failed)?;
    Ok(bin.join("st"))
}
