//! Lists of subjects in a file: one a line.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use crate::failure::Failure;

/// The longest list that is read: some ten million addresses.
const FILE_LEN_MAX: u64 = 512 << 20;

/// The subjects of a list; `-` is standard input.
pub fn read(path: &Path) -> Result<Vec<String>, Failure> {
    Ok(listed(&text(path)?).collect())
}

fn text(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(FILE_LEN_MAX + 1).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(FILE_LEN_MAX + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| Failure::io("read", path, &error))?;
    if bytes.len() as u64 > FILE_LEN_MAX {
        return Err(Failure::new(format_args!(
            "{} is longer than {FILE_LEN_MAX} bytes",
            path.display()
        ))
        .hint("cut it into several lists"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format_args!("{}: byte {at} is not UTF-8 text", path.display()))
            .hint("save the list as UTF-8 text, one subject a line")
    })
}

fn listed(text: &str) -> impl Iterator<Item = String> + '_ {
    text.trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
}
