//! What a pack says of itself: whose it is, and the SHA-256 of every file in it.

use model::hash::Digest;
use seal::PublicKey;
use serde::{Deserialize, Serialize};

/// The form of packs that is written here. A later form has another name.
pub const FORMAT: &str = "kancil-evidence-1";

/// The whole of `MANIFEST.json`, in the one layout in which it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: String,
    /// The version of the program that made it.
    pub program: String,
    /// Whether it is of a made-up chain: then it is evidence of nothing.
    pub is_synthetic: bool,
    pub reference: String,
    /// The installation that signed it.
    pub key: String,
    /// All files but the manifest and its signature, in the order in which they lie in the pack.
    pub files: Vec<FileLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLine {
    pub file: String,
    pub bytes: u64,
    pub sha256: String,
}

impl FileLine {
    pub fn of(file: &str, bytes: &[u8]) -> Self {
        let sha256 = Digest::of(bytes).to_string();
        Self { file: file.to_owned(), bytes: bytes.len() as u64, sha256 }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    #[error("the manifest does not read: {why}")]
    Unreadable { why: String },
    #[error("the manifest is of the form '{format}', which this version does not know")]
    Format { format: String },
    #[error("the manifest is not laid out as one is: what it means could be read in two ways")]
    Layout,
    #[error("the manifest does not name a key: {key}")]
    Key { key: String },
}

impl Manifest {
    pub fn to_text(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("texts and numbers alone");
        format!("{text}\n")
    }

    /// Reads what [`Manifest::to_text`] writes, and nothing that differs from it by a byte.
    pub fn from_text(text: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(text)
            .map_err(|error| ManifestError::Unreadable { why: error.to_string() })?;
        if manifest.format != FORMAT {
            let format = manifest.format.escape_debug().take(100).collect();
            return Err(ManifestError::Format { format });
        }
        if manifest.to_text().as_bytes() != text {
            return Err(ManifestError::Layout);
        }
        Ok(manifest)
    }

    pub fn key(&self) -> Result<PublicKey, ManifestError> {
        let key = || self.key.escape_debug().take(100).collect();
        self.key.parse().map_err(|_| ManifestError::Key { key: key() })
    }
}
