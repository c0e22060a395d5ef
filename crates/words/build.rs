//! Finds the catalogues under `/words` and embeds them: a language is added by adding its folder, with its
//! catalogues and the file `language`, which says its name and what it promises to say.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root =
        Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo names it")).join("../../words");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut table = String::from("pub static FILES: &[(&str, &str, &str)] = &[\n");
    let mut languages = String::from("pub static LANGUAGES: &[(&str, &str, &str)] = &[\n");
    for folder in sorted(&root).into_iter().filter(|path| path.is_dir()) {
        println!("cargo::rerun-if-changed={}", folder.display());
        let language = name(&folder);
        let about = fs::read_to_string(folder.join("language")).expect("a language has its file");
        println!("cargo::rerun-if-changed={}", folder.join("language").display());
        let (called, says) = (field(&about, "name"), field(&about, "says"));
        writeln!(languages, "    ({language:?}, {called:?}, {says:?}),")
            .expect("a string takes every line");
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
    languages.push_str("];\n");
    table.push_str(&languages);
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a directory"));
    fs::write(out.join("files.rs"), table).expect("cargo's directory can be written");
}

/// What stands behind a tab after this word.
fn field<'a>(about: &'a str, word: &str) -> &'a str {
    let lines = about.lines().filter(|line| !line.starts_with('#'));
    let mut fields = lines.filter_map(|line| line.split_once('\t'));
    fields.find(|(first, _)| *first == word).expect("a language says its name and what it says").1
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
