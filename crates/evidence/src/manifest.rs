//! What a pack says of itself: whose it is, and the SHA-256 of every file in it.

use std::fmt;

use model::hash::Digest;
use seal::PublicKey;
use serde::{Deserialize, Serialize};

/// What a pack is of. Each kind names its form and signs under a domain of its own, so that none can
/// be shown as another; a later form of a kind has another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Evidence,
    /// Lessons of the academy.
    Lessons,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Evidence, Kind::Lessons];

    /// What the manifest and its signature begin with.
    pub const fn form(self) -> &'static str {
        match self {
            Kind::Evidence => "kancil-evidence-1",
            Kind::Lessons => "kancil-lessons-1",
        }
    }

    pub(crate) const fn domain(self) -> &'static [u8] {
        match self {
            Kind::Evidence => b"kancil evidence manifest 1\0",
            Kind::Lessons => b"kancil lessons manifest 1\0",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Evidence => "an evidence pack",
            Kind::Lessons => "a pack of lessons",
        })
    }
}

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
    #[error("it is {is}, not {wanted}")]
    Kind { is: Kind, wanted: Kind },
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
    pub fn from_text(kind: Kind, text: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(text)
            .map_err(|error| ManifestError::Unreadable { why: error.to_string() })?;
        let known = Kind::ALL.into_iter().find(|known| known.form() == manifest.format);
        match known {
            Some(known) if known == kind => {}
            Some(is) => return Err(ManifestError::Kind { is, wanted: kind }),
            None => {
                let format = manifest.format.escape_debug().take(100).collect();
                return Err(ManifestError::Format { format });
            }
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
