//! A directory that is there whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A directory that is filled under another name and then takes its own, so that it is there whole
/// or not at all. Dropped before that, it is removed.
pub struct Room {
    path: PathBuf,
}

impl Room {
    /// Beside `out`, which must be new or empty: nothing of anybody's is overwritten.
    pub fn beside(out: &Path) -> Result<Self, Failure> {
        if let Ok(mut entries) = fs::read_dir(out)
            && entries.next().is_some()
        {
            return Err(Failure::new(format_args!("{} is not empty", out.display()))
                .hint("name a new directory with --out: nothing is overwritten"));
        }
        let name = out.file_name().ok_or_else(|| {
            Failure::new(format_args!("{} does not name a directory", out.display()))
        })?;
        let name = format!(".{}.{}.part", name.to_string_lossy(), std::process::id());
        let path = out.with_file_name(name);
        fs::create_dir_all(&path).map_err(|error| Failure::io("create", out, &error))?;
        Ok(Self { path })
    }

    /// Where to write meanwhile.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn become_it(self, out: &Path) -> Result<(), Failure> {
        fs::rename(&self.path, out).map_err(|error| Failure::io("create", out, &error))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // After it took its name there is nothing left to remove.
        let _ = fs::remove_dir_all(&self.path);
    }
}
