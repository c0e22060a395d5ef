//! Finds the lessons under `/academy/lessons` and the word lists, and embeds them: a lesson is added by
//! adding its folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo names it")).join("../..");
    let lessons = root.join("academy/lessons");
    println!("cargo::rerun-if-changed={}", lessons.display());
    let mut table =
        String::from("/// Folder, file and text.\nstatic LESSONS: &[(&str, &str, &str)] = &[\n");
    for folder in sorted(&lessons).into_iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in sorted(&folder) {
            let is_text =
                file.extension().is_some_and(|end| end == "md" || end == "txt" || end == "toml");
            if is_text {
                let row = format!("{:?}, {:?}", name(&folder), name(&file));
                writeln!(table, "    ({row}, {}),", included(&file)).expect("a string takes it");
            }
        }
    }
    table.push_str("];\n\n");
    for (constant, list) in [("WORDS", "words/glossary"), ("ACADEMY_WORDS", "academy/glossary.tsv")]
    {
        let text = included(&root.join(list));
        writeln!(table, "static {constant}: &str = {text};").expect("a string takes it");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a directory"));
    fs::write(out.join("lessons.rs"), table).expect("cargo's directory can be written");
}

fn included(file: &Path) -> String {
    println!("cargo::rerun-if-changed={}", file.display());
    let path = file.canonicalize().expect("a file that comes with the source");
    format!("include_str!({:?})", path.display().to_string())
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the lessons are beside the crates");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    path.file_name().expect("a listed file has a name").to_string_lossy().into_owned()
}
