//! Files copied, hashed and made durable; a folder that appears whole or not at all.
//!
//! What is copied here may hold keys and names of people: nobody but its owner can read the copies.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use model::hash::Digest;
use sha2::{Digest as _, Sha256};

use super::{BackupError, Line, io_error};

/// A folder under a hidden name beside the one it will have; removed with all in it if it does not
/// come to that.
pub(super) struct Stage {
    path: PathBuf,
    to: PathBuf,
    has_appeared: bool,
}

/// Begins a folder that is to be `to`, which must not be there or be empty.
pub(super) fn staged(to: &Path) -> Result<Stage, BackupError> {
    match fs::read_dir(to).map(|mut entries| entries.next().is_none()) {
        Ok(true) => {}
        Ok(false) => return Err(BackupError::Occupied { path: to.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(io_error("read", to)(error)),
    }
    let not_a_name = || {
        let source = io::Error::new(io::ErrorKind::InvalidInput, "it names no folder");
        BackupError::Io { doing: "create", path: to.to_owned(), source }
    };
    let name = to.file_name().ok_or_else(not_a_name)?.to_string_lossy().into_owned();
    let parent = parent(to);
    fs::create_dir_all(&parent).map_err(io_error("create", &parent))?;
    let path = parent.join(format!(".{name}.{}.part", std::process::id()));
    create_dir(&path)?;
    Ok(Stage { path, to: to.to_owned(), has_appeared: false })
}

impl Stage {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the folder its name, once everything in it is on the disk.
    pub(super) fn appear(mut self) -> Result<(), BackupError> {
        sync_dirs(&self.path)?;
        fs::rename(&self.path, &self.to).map_err(io_error("write", &self.to))?;
        self.has_appeared = true;
        let parent = parent(&self.to);
        sync_dir(&parent)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.has_appeared {
            // Nothing more can be done about what is left.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn create_dir(path: &Path) -> Result<(), BackupError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(io_error("create", path))
}

fn create(path: &Path) -> Result<File, BackupError> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(io_error("create", path))
}

fn sync_dir(path: &Path) -> Result<(), BackupError> {
    let synced = File::open(path).and_then(|dir| dir.sync_all());
    synced.map_err(io_error("write", path))
}

fn sync_dirs(path: &Path) -> Result<(), BackupError> {
    for entry in fs::read_dir(path).map_err(io_error("read", path))? {
        let entry = entry.map_err(io_error("read", path))?;
        if entry.file_type().map_err(io_error("read", path))?.is_dir() {
            sync_dirs(&entry.path())?;
        }
    }
    sync_dir(path)
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let mut file = create(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io_error("write", path))
}

/// Makes a file that somebody else wrote durable, and its owner's alone.
pub(super) fn seal(path: &Path) -> Result<(), BackupError> {
    let file = File::options().read(true).write(true).open(path);
    let file = file.map_err(io_error("open", path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let owners = fs::Permissions::from_mode(0o600);
        file.set_permissions(owners).map_err(io_error("write", path))?;
    }
    file.sync_all().map_err(io_error("write", path))
}

/// Copies one file, durably, and tells what it holds.
pub(super) fn copy(from: &Path, to: &Path, name: &str) -> Result<Line, BackupError> {
    create_dir(&parent(to))?;
    let mut target = create(to)?;
    let line =
        read_through(from, name, |part| target.write_all(part).map_err(io_error("write", to)))?;
    target.sync_all().map_err(io_error("write", to))?;
    Ok(line)
}

pub(super) fn line_of(path: &Path, name: &str) -> Result<Line, BackupError> {
    read_through(path, name, |_| Ok(()))
}

fn read_through(
    path: &Path,
    name: &str,
    mut each: impl FnMut(&[u8]) -> Result<(), BackupError>,
) -> Result<Line, BackupError> {
    let mut file = File::open(path).map_err(io_error("read", path))?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut part = vec![0; 1 << 17];
    loop {
        let read = file.read(&mut part).map_err(io_error("read", path))?;
        if read == 0 {
            break;
        }
        hasher.update(&part[..read]);
        each(&part[..read])?;
        bytes += read as u64;
    }
    Ok(Line { digest: Digest(hasher.finalize().into()), name: name.to_owned(), bytes })
}

/// Copies a folder and what is under it, in the order of names. Hidden files are passed over: they
/// are half-written, or locks.
pub(super) fn copy_folder(
    from: &Path,
    to_root: &Path,
    name: &str,
    lines: &mut Vec<Line>,
) -> Result<(), BackupError> {
    let entries = match fs::read_dir(from) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error("read", from)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(io_error("read", from))?;
        names.push(entry.file_name());
    }
    names.sort();
    for file_name in names {
        let path = from.join(&file_name);
        let text = file_name.to_string_lossy();
        if text.starts_with('.') {
            continue;
        }
        let inner = format!("{name}/{text}");
        if super::parse_line(&format!("{}  {inner}", Digest::default())).is_none()
            || file_name.to_str().is_none()
            || text.contains(['\n', '\r'])
        {
            let source = io::Error::new(io::ErrorKind::InvalidInput, "its name cannot be listed");
            return Err(BackupError::Io { doing: "back up", path, source });
        }
        let kind = fs::metadata(&path).map_err(io_error("read", &path))?;
        if kind.is_dir() {
            copy_folder(&path, to_root, &inner, lines)?;
        } else if kind.is_file() {
            lines.push(copy(&path, &to_root.join(&inner), &inner)?);
        }
    }
    Ok(())
}
