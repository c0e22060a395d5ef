//! The pages of `web/`: installed, checked, built, and held to their budgets.
//!
//! Node is the one thing that Cargo cannot bring. The packages are those of the lock file, and are installed
//! anew only when it has changed since.

use std::fs;
use std::path::Path;

use crate::shell;

/// `cargo xtask web`: into `web/dist`, from which `crates/server` embeds them.
pub fn build() -> Result<(), String> {
    install()?;
    npm(&["run", "--silent", "check"])?;
    npm(&["run", "--silent", "build"])
}

/// What must hold of the pages; leaves them built.
pub fn test() -> Result<(), String> {
    install()?;
    npm(&["run", "--silent", "check"])?;
    npm(&["test", "--silent"])?;
    npm(&["run", "--silent", "build"])?;
    npm(&["run", "--silent", "budgets"])
}

/// npm keeps a copy of the lock file it installed by; ours is beside it, because npm rewrites that copy.
fn install() -> Result<(), String> {
    let web = shell::root().join("web");
    let lock = read(&web.join("package-lock.json"))?;
    let installed = web.join("node_modules/.kancil-lock.json");
    if fs::read(&installed).is_ok_and(|bytes| bytes == lock) {
        return Ok(());
    }
    npm(&["ci"])?;
    fs::write(&installed, lock).map_err(|error| format!("{}: {error}", installed.display()))
}

pub fn npm(args: &[&str]) -> Result<(), String> {
    let mut all = vec!["--prefix", "web"];
    all.extend(args);
    shell::run("npm", &all).map_err(|why| {
        if why.starts_with("cannot start") {
            format!("{why}\nhint: the pages are built with Node 20 and its npm: install it")
        } else {
            why
        }
    })
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}
