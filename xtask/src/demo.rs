//! `cargo xtask demo`: the main job, on a story grown from a seed, in commands that anyone can repeat; then
//! the same in the browser.

use std::net::TcpListener;

use drive::line::escape;

use crate::desk::{self, Desk, Story, say};
use crate::{fonts, shell, web};

const SEED: &str = "7";
const TRANSACTIONS: &str = "50000";
const HOME: &str = "target/demo";
const KANCIL: &str = "target/release/kancil";
/// The program's own port, and as many after it as are tried where it is taken.
const PORT: u16 = 7373;
const PORTS_TRIED: u16 = 20;

pub fn run(is_served: bool) -> Result<(), String> {
    if is_served {
        println!("Building the pages …");
        web::build().and_then(|()| fonts::fetch()).map_err(|why| {
            format!("{why}\nhint: 'cargo xtask demo --no-serve' does without the pages")
        })?;
    }
    println!("Building Kancil …");
    shell::run("cargo", &["build", "--release", "--locked", "--package", "app"])?;
    let story = desk::grow(KANCIL, HOME, SEED, TRANSACTIONS)?;

    say("4  Follow the stolen coins");
    let mut trace = vec!["--data", &story.data, "trace"];
    trace.extend(story.thefts.iter().map(String::as_str));
    shell::run(KANCIL, &trace)?;
    trace.extend(["--format", "svg", "--out", "target/demo/trace.svg"]);
    shell::run(KANCIL, &trace)?;

    println!();
    println!("The picture is target/demo/trace.svg: open it in a browser.");
    println!("Two things to try next:");
    println!("  {KANCIL} --data {} look {}", story.data, story.thefts[0]);
    println!(
        "  {KANCIL} --data {} trace {} --method all --format csv",
        story.data,
        story.thefts.join(" ")
    );
    if is_served { serve(&story) } else { Ok(()) }
}

/// Who the demo's case belongs to.
const LOGIN: &str = "demo";

fn serve(story: &Story) -> Result<(), String> {
    say("5  The same in the browser: a case with its board");
    let listen = free_address()?;
    let secret = person(story, &listen)?;
    let board = board(story)?;
    println!("$ kancil --data {} serve --listen {listen}", story.data);
    let mut desk = Desk::serve_known(KANCIL, &story.data, &listen)?;
    let process = desk.id();
    ctrlc::set_handler(move || desk::ask_to_stop(process))
        .map_err(|error| format!("cannot listen to Ctrl-C: {error}"))?;
    println!();
    println!(
        "Open this, choose a password, and you see where the stolen coins went (you are '{LOGIN}'):"
    );
    println!("  {}", link(&desk.address, &board, &secret));
    println!("It listens on this machine alone. Ctrl-C ends it.");
    desk.wait()?;
    println!("ended; the next 'cargo xtask demo' begins anew");
    Ok(())
}

/// Somebody who looks after the installation and investigates; gives the secret of the link.
fn person(story: &Story, listen: &str) -> Result<String, String> {
    let url = format!("http://{listen}");
    let add = ["--data", &story.data, "user", "add", LOGIN, "--name", "Demo", "--url", &url];
    let roles = ["--role", "administrator", "--role", "investigator", "--format", "json"];
    let said = told(&[&add[..], &roles].concat(), "/url")?;
    let secret = said.split_once('#').map(|(_, secret)| secret.to_owned());
    secret.ok_or_else(|| "'kancil user add' printed a link without a secret".into())
}

/// The path of the example's board.
fn board(story: &Story) -> Result<String, String> {
    let mut example = vec!["--data", &story.data, "case", "example", "--member", LOGIN];
    example.extend(["--format", "json"]);
    example.extend(story.thefts.iter().map(String::as_str));
    told(&example, "/path")
}

/// One text of what a command answers.
fn told(args: &[&str], pointer: &str) -> Result<String, String> {
    println!("$ kancil {}", args.join(" "));
    let text = shell::capture(KANCIL, args)?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("'kancil {}': {error}", args[2]))?;
    let found = json.pointer(pointer).and_then(serde_json::Value::as_str).map(str::to_owned);
    found.ok_or_else(|| format!("'kancil {}' does not say {pointer}", args[2]))
}

/// The one-time link, which leads to the board and its tour once a password is set.
fn link(address: &str, board: &str, secret: &str) -> String {
    let next = escape(&format!("{board}?tour=1"));
    format!("http://{address}/password?next={next}#{secret}")
}

fn free_address() -> Result<String, String> {
    let mut ports = PORT..=PORT + PORTS_TRIED;
    let port = ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    let port = port.ok_or_else(|| {
        format!("ports {PORT} to {} are all taken: stop what listens there", PORT + PORTS_TRIED)
    })?;
    Ok(format!("127.0.0.1:{port}"))
}
