//! Finds the catalogues under `/words` and embeds them: a language is added by adding its folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../words");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut table = String::from("pub static FILES: &[(&str, &str, &str)] = &[\n");
    for folder in sorted(&root).into_iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", folder.display());
        let language = name(&folder);
        for file in sorted(&folder) {
            if file.extension().is_none_or(|ending| ending != "ftl") {
                continue;
            }
            println!("cargo::rerun-if-changed={}", file.display());
            let path = file.canonicalize().expect("a file that was just listed");
            let (file, path) = (name(&file), path.display().to_string());
            writeln!(table, "    ({language:?}, {file:?}, include_str!({path:?})),")
                .expect("a string takes every line");
        }
    }
    table.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a directory"));
    fs::write(out.join("files.rs"), table).expect("cargo's directory can be written");
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the catalogues are beside the crates");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().expect("a listed file has a name").to_string_lossy().into_owned()
}
