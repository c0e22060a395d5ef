//! A pack, sealed and opened.

use std::collections::BTreeSet;

use model::hash::Digest;
use seal::{InstallationKey, PublicKey};

use crate::archive::{self, ArchiveError, Entry};
use crate::manifest::{FileLine, Kind, Manifest, ManifestError};

pub const MANIFEST: &str = "MANIFEST.json";
pub const SIGNATURE: &str = "MANIFEST.sig";

/// What a pack says beside its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub kind: Kind,
    /// The version of the program.
    pub program: String,
    pub is_synthetic: bool,
    pub reference: String,
}

/// The bytes of the pack of these files: the same files, key and words, the same bytes.
pub fn seal(
    files: &[Entry<'_>],
    about: &About,
    key: &InstallationKey,
) -> Result<Vec<u8>, ArchiveError> {
    let manifest = Manifest {
        format: about.kind.form().to_owned(),
        program: about.program.clone(),
        is_synthetic: about.is_synthetic,
        reference: about.reference.clone(),
        key: key.public().to_string(),
        files: files.iter().map(|file| FileLine::of(file.name, file.bytes)).collect(),
    };
    let manifest = manifest.to_text();
    let signature = signature_text(about.kind, manifest.as_bytes(), key);
    let mut entries = vec![
        Entry { name: MANIFEST, bytes: manifest.as_bytes() },
        Entry { name: SIGNATURE, bytes: signature.as_bytes() },
    ];
    entries.extend_from_slice(files);
    archive::write(&entries)
}

/// What the signature is over.
fn signed(kind: Kind, manifest: &[u8]) -> Vec<u8> {
    [kind.domain(), manifest].concat()
}

fn signature_text(kind: Kind, manifest: &[u8], key: &InstallationKey) -> String {
    let signature = hex::encode(key.sign(&signed(kind, manifest)));
    format!("{} {signature}\n", kind.form())
}

/// Why bytes are not a pack as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error("it is not {kind}: it has no {file}")]
    NotAPack { kind: Kind, file: &'static str },
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error("the signature does not read: one line, '{} ' and 128 hex digits", kind.form())]
    Unsigned { kind: Kind },
    #[error("the key {key} did not sign this manifest: one of the two was changed")]
    Signature { key: Box<PublicKey> },
    #[error("'{file}' is named by the manifest, but is not there")]
    Missing { file: String },
    #[error("'{file}' is there, but the manifest does not name it")]
    Extra { file: String },
    #[error("'{file}' does not lie where the manifest names it")]
    Order { file: String },
    #[error("'{file}' was changed: its SHA-256 is {is}, and should be {should}")]
    Changed { file: String, is: Digest, should: String },
}

/// A pack whose every byte is as it was sealed.
#[derive(Debug, Clone)]
pub struct Pack<'a> {
    pub manifest: Manifest,
    /// Who sealed it. Whether that is somebody to be trusted is not the pack's to say.
    pub key: PublicKey,
    /// All files but the manifest and its signature.
    pub files: Vec<Entry<'a>>,
}

impl<'a> Pack<'a> {
    /// Checks the archive, the signature, every digest, and that nothing is missing or left over.
    pub fn open(kind: Kind, bytes: &'a [u8]) -> Result<Self, PackError> {
        let entries = archive::read(bytes)?;
        let found = |name: &'static str, at: usize| match entries.get(at) {
            Some(entry) if entry.name == name => Ok(entry.bytes),
            _ => Err(PackError::NotAPack { kind, file: name }),
        };
        let (text, signature) = (found(MANIFEST, 0)?, found(SIGNATURE, 1)?);
        let manifest = Manifest::from_text(kind, text)?;
        let key = manifest.key()?;
        if !key.signed(&signed(kind, text), &signature_of(kind, signature)?) {
            return Err(PackError::Signature { key: Box::new(key) });
        }
        let files = entries[2..].to_vec();
        check_files(&manifest, &files)?;
        Ok(Self { manifest, key, files })
    }

    pub fn file(&self, name: &str) -> Option<&'a [u8]> {
        self.files.iter().find(|file| file.name == name).map(|file| file.bytes)
    }
}

fn signature_of(kind: Kind, text: &[u8]) -> Result<[u8; 64], PackError> {
    let unsigned = || PackError::Unsigned { kind };
    let text = std::str::from_utf8(text).map_err(|_| unsigned())?;
    let digits = text.strip_prefix(kind.form()).and_then(|rest| rest.strip_prefix(' '));
    let digits = digits.and_then(|rest| rest.strip_suffix('\n')).ok_or_else(unsigned)?;
    let mut signature = [0; 64];
    hex::decode_to_slice(digits, &mut signature).map_err(|_| unsigned())?;
    // One way alone to write it.
    if hex::encode(signature) == digits { Ok(signature) } else { Err(unsigned()) }
}

fn check_files(manifest: &Manifest, files: &[Entry<'_>]) -> Result<(), PackError> {
    let there: BTreeSet<&str> = files.iter().map(|file| file.name).collect();
    let named: BTreeSet<&str> = manifest.files.iter().map(|line| line.file.as_str()).collect();
    if let Some(line) = manifest.files.iter().find(|line| !there.contains(line.file.as_str())) {
        let file = line.file.escape_debug().take(archive::NAME_MAX).collect();
        return Err(PackError::Missing { file });
    }
    if let Some(file) = files.iter().find(|file| !named.contains(file.name)) {
        return Err(PackError::Extra { file: file.name.to_owned() });
    }
    for (at, file) in files.iter().enumerate() {
        let owned = || file.name.to_owned();
        let line = manifest.files.get(at).filter(|line| line.file == file.name);
        let line = line.ok_or_else(|| PackError::Order { file: owned() })?;
        let is = Digest::of(file.bytes);
        if line.sha256 != is.to_string() || line.bytes != file.bytes.len() as u64 {
            let should = line.sha256.escape_debug().take(64).collect();
            return Err(PackError::Changed { file: owned(), is, should });
        }
    }
    // Named twice: one of the two is not there.
    match manifest.files.get(files.len()) {
        None => Ok(()),
        Some(line) => Err(PackError::Missing { file: line.file.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn about() -> About {
        About {
            kind: Kind::Evidence,
            program: "0.1.0".into(),
            is_synthetic: true,
            reference: "CASE 1".into(),
        }
    }

    fn key() -> InstallationKey {
        InstallationKey::from_seed(&[3; 32])
    }

    fn files() -> Vec<Entry<'static>> {
        [("report.pdf", b"%PDF".as_slice()), ("trace.json", b"{}\n"), ("labels/0f.pack", b"")]
            .map(|(name, bytes)| Entry { name, bytes })
            .to_vec()
    }

    /// A pack whose manifest says what is asked of it, sealed by a key.
    fn forged(change: impl Fn(&mut Manifest), files: &[Entry<'_>]) -> Vec<u8> {
        let key = key();
        let mut manifest = Manifest {
            format: Kind::Evidence.form().into(),
            program: String::new(),
            is_synthetic: false,
            reference: String::new(),
            key: key.public().to_string(),
            files: files.iter().map(|file| FileLine::of(file.name, file.bytes)).collect(),
        };
        change(&mut manifest);
        let text = manifest.to_text();
        let signature = signature_text(Kind::Evidence, text.as_bytes(), &key);
        let mut entries = vec![
            Entry { name: MANIFEST, bytes: text.as_bytes() },
            Entry { name: SIGNATURE, bytes: signature.as_bytes() },
        ];
        entries.extend_from_slice(files);
        archive::write(&entries).expect("plain files")
    }

    #[test]
    fn a_pack_opens_as_it_was_sealed_and_is_the_same_each_time() {
        let bytes = seal(&files(), &about(), &key()).expect("plain files");
        assert_eq!(seal(&files(), &about(), &key()).expect("again"), bytes);
        let pack = Pack::open(Kind::Evidence, &bytes).expect("its own");
        assert_eq!(pack.files, files());
        assert_eq!(pack.key, key().public());
        assert_eq!(
            (pack.manifest.is_synthetic, pack.manifest.reference.as_str()),
            (true, "CASE 1")
        );
        assert_eq!(pack.file("trace.json"), Some(b"{}\n".as_slice()));
        assert_eq!(pack.file("other"), None);
    }

    #[test]
    fn a_file_that_was_put_in_taken_out_exchanged_or_changed_is_named() {
        let check = |change: &dyn Fn(&mut Manifest), refused: &str| {
            let bytes = forged(change, &files());
            let error = Pack::open(Kind::Evidence, &bytes).expect_err(refused).to_string();
            assert!(error.contains(refused), "{error}");
        };
        check(&|manifest| drop(manifest.files.pop()), "'labels/0f.pack' is there, but");
        check(
            &|manifest| manifest.files.push(FileLine::of("more.txt", b"")),
            "'more.txt' is named by the manifest, but is not there",
        );
        check(&|manifest| manifest.files.push(manifest.files[0].clone()), "'report.pdf' is named");
        check(&|manifest| manifest.files.swap(0, 1), "'report.pdf' does not lie where");
        check(&|manifest| manifest.files[1].sha256 = "00".into(), "'trace.json' was changed");
        check(&|manifest| manifest.files[1].bytes = 9, "'trace.json' was changed");
        check(&|manifest| manifest.format = "kancil-evidence-9".into(), "'kancil-evidence-9'");
        check(&|manifest| manifest.key = "00".into(), "does not name a key");
    }

    #[test]
    fn who_did_not_sign_it_is_not_taken_for_the_signer() {
        let other = InstallationKey::from_seed(&[4; 32]).public();
        let bytes = forged(|manifest| manifest.key = other.to_string(), &files());
        assert_eq!(
            Pack::open(Kind::Evidence, &bytes).err(),
            Some(PackError::Signature { key: Box::new(other) })
        );
    }

    #[test]
    fn a_pack_of_one_kind_is_not_taken_for_another() {
        let bytes = seal(&files(), &about(), &key()).expect("plain files");
        let error = Pack::open(Kind::Lessons, &bytes).expect_err("evidence");
        assert_eq!(error.to_string(), "it is an evidence pack, not a pack of lessons");
        // Nor by its signature, where the manifest was made to say so.
        let bytes = forged(|manifest| manifest.format = Kind::Lessons.form().into(), &files());
        assert!(Pack::open(Kind::Lessons, &bytes).is_err());
    }

    #[test]
    fn what_is_no_pack_is_said_to_be_none() {
        let zip = archive::write(&files()).expect("plain files");
        assert_eq!(
            Pack::open(Kind::Evidence, &zip).err(),
            Some(PackError::NotAPack { kind: Kind::Evidence, file: MANIFEST })
        );
        assert_eq!(Pack::open(Kind::Evidence, b"hello").err(), Some(ArchiveError::NotZip.into()));
    }

    proptest! {
        #[test]
        fn one_changed_byte_anywhere_is_refused(
            at in any::<prop::sample::Index>(),
            change in 1u8..=255,
        ) {
            let mut bytes = seal(&files(), &about(), &key()).expect("plain files");
            let at = at.index(bytes.len());
            bytes[at] ^= change;
            prop_assert!(Pack::open(Kind::Evidence, &bytes).is_err());
        }

        #[test]
        fn a_pack_that_was_cut_or_grown_is_refused(
            at in any::<prop::sample::Index>(),
            more in prop::collection::vec(any::<u8>(), 1..20),
        ) {
            let bytes = seal(&files(), &about(), &key()).expect("plain files");
            prop_assert!(Pack::open(Kind::Evidence, &bytes[..at.index(bytes.len())]).is_err());
            prop_assert!(Pack::open(Kind::Evidence, &[bytes.as_slice(), &more].concat()).is_err());
            prop_assert!(Pack::open(Kind::Evidence, &[more.as_slice(), &bytes].concat()).is_err());
        }
    }
}
