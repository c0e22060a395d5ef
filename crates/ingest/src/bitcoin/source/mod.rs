//! What touches the disk: which files, their bytes without obfuscation, and the records in them.

pub mod file;
pub mod homes;
pub mod packed;
pub mod paths;
pub mod records;

#[cfg(test)]
mod laws;
