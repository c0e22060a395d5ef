//! A lesson's folder into its files: text alone, bounded.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use academy::lesson::{FILE_BYTES_MAX, FILES_MAX, Files, PLAN, is_lesson_file};

use crate::failure::Failure;

const LESSONS_MAX: usize = 1_000;

/// The files of a lesson that its plan could speak of.
pub fn files(folder: &Path) -> Result<Files, Failure> {
    let mut files = Files::new();
    for path in entries(folder)? {
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name.filter(|name| is_lesson_file(name) && path.is_file()) else {
            continue;
        };
        if files.len() == FILES_MAX {
            let says = format_args!("{} has more than {FILES_MAX} files", folder.display());
            return Err(Failure::new(says));
        }
        files.insert(name.to_owned(), text(&path)?);
    }
    Ok(files)
}

/// The lessons that a folder holds, by name; itself, where it is one.
pub fn lessons(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    if folder.join(PLAN).is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut found: Vec<PathBuf> =
        entries(folder)?.into_iter().filter(|path| path.join(PLAN).is_file()).collect();
    found.sort();
    match found.len() {
        0 => Err(Failure::new(format_args!("{} is no lesson and holds none", folder.display()))
            .hint(format_args!("a lesson is a folder with a file {PLAN}"))),
        1..=LESSONS_MAX => Ok(found),
        many => Err(Failure::new(format_args!("{many} lessons are more than {LESSONS_MAX}"))),
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fault = |error: std::io::Error| Failure::io("read", folder, &error);
    fs::read_dir(folder).map_err(fault)?.map(|entry| Ok(entry.map_err(fault)?.path())).collect()
}

fn text(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::io("read", path, &error))?;
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Failure::new(format_args!(
            "{} is longer than {FILE_BYTES_MAX} bytes",
            path.display()
        )));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format_args!("{}: byte {at} is not UTF-8 text", path.display()))
    })
}
