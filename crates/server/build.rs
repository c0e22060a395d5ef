//! Embeds the web's build (`web/dist`, made by `cargo xtask web`) where it is there, so that the
//! program is one file. Without it the program serves one page that says how to make it.
//!
//! Beside a file may stand the same file compressed (`app.js.br`, `app.js.gz`), made by the web's
//! own build: they are embedded as they are.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest as _, Sha256};

fn main() {
    let web =
        Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo names it")).join("../../web");
    let dist = web.join("dist");
    if web.is_dir() {
        // A folder that is there is one that cargo can watch; empty, it counts as no build.
        let _ = fs::create_dir_all(&dist);
        println!("cargo::rerun-if-changed={}", dist.display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    let mut table = String::from("pub static FILES: &[File] = &[\n");
    if dist.join("index.html").is_file() {
        let mut files = BTreeSet::new();
        walk(&dist, &mut files);
        for path in &files {
            if !is_compressed(path, &files) {
                row(&dist, path, &files, &mut table);
            }
        }
    }
    table.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a directory"));
    fs::write(out.join("web.rs"), table).expect("cargo's directory can be written");
}

fn walk(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the web's build can be read");
    for path in entries.flatten().map(|entry| entry.path()) {
        println!("cargo::rerun-if-changed={}", path.display());
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.insert(path.canonicalize().expect("a file that was just listed"));
        }
    }
}

/// Whether this is a compressed form of a file beside it.
fn is_compressed(path: &Path, files: &BTreeSet<PathBuf>) -> bool {
    path.extension().is_some_and(|ending| ending == "br" || ending == "gz")
        && files.contains(&path.with_extension(""))
}

fn row(dist: &Path, path: &Path, files: &BTreeSet<PathBuf>, table: &mut String) {
    let dist = dist.canonicalize().expect("it holds the file");
    let name = path.strip_prefix(&dist).expect("it was found in there");
    let name = format!("/{}", name.to_string_lossy().replace('\\', "/"));
    let bytes = fs::read(path).expect("the web's build can be read");
    let hash = Sha256::digest(&bytes).iter().take(12).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let embed = |ending: &str| {
        let compressed = PathBuf::from(format!("{}.{ending}", path.display()));
        match files.contains(&compressed) {
            true => format!("Some(include_bytes!({:?}))", compressed.display().to_string()),
            false => "None".to_owned(),
        }
    };
    writeln!(
        table,
        "    File {{ path: {name:?}, tag: {hash:?}, plain: include_bytes!({:?}), brotli: {}, gzip: {} }},",
        path.display().to_string(),
        embed("br"),
        embed("gz")
    )
    .expect("a string takes every line");
}
