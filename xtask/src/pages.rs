//! The pages in a real browser, against the real program: `web/e2e`.

use std::env;
use std::path::{Path, PathBuf};

use crate::{shell, web};

const CHROMIUM: &str = "/usr/bin/chromium";

pub fn test() -> Result<(), String> {
    if !shell::root().join("web/e2e/vitest.config.ts").is_file() {
        println!("pages in a browser: there are no journeys yet");
        return Ok(());
    }
    browser()?;
    web::npm(&["run", "--silent", "e2e"])
}

/// The browser is the one thing of them that npm does not bring.
pub fn browser() -> Result<(), String> {
    if let Some(named) = env::var_os("KANCIL_CHROMIUM").map(PathBuf::from) {
        let is_there = named.is_file();
        return if is_there { Ok(()) } else { Err(format!("{}: not there", named.display())) };
    }
    if Path::new(CHROMIUM).is_file() {
        return Ok(());
    }
    shell::install("chromium", &format!("the pages are driven in {CHROMIUM}"))
        .map_err(|why| format!("{why}, or name another Chromium with KANCIL_CHROMIUM"))
}
