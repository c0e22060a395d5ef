//! Lessons on their way into another classroom: one signed file that needs no network.
//!
//! The zip is the one of [`evidence`]: a manifest of digests, its signature, and every lesson as a
//! folder of its files as they lay on the disk. A byte that was changed on the way is named. What
//! arrives is read within bounds, and is a lesson only when [`Opened::faults`] finds nothing: the
//! same check that its writer ran.

use std::collections::{BTreeMap, BTreeSet};

use evidence::archive::{ArchiveError, Entry, is_plain};
use evidence::manifest::Kind;
use evidence::pack::{About, Pack, PackError, seal as sealed};
use seal::{InstallationKey, PublicKey};

use crate::lesson::plan::Plan;
use crate::lesson::{FILE_BYTES_MAX, FILES_MAX, Fault, Files, PLAN, check, is_lesson_file, text};

/// The largest pack that is made or read: a hundred times the lessons that come with the program.
pub const BYTES_MAX: usize = 64 << 20;
pub const LESSONS_MAX: usize = 50;
/// Each language that is there is held to what the others say; this one must be there.
pub const LANGUAGE_NEEDED: &str = "en";

/// Lessons by their folders' names.
pub type Lessons = BTreeMap<String, Files>;

/// Why lessons cannot be packed, or bytes are no lessons.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackFault {
    #[error("a pack of lessons has at most {} MiB", BYTES_MAX >> 20)]
    TooLarge,
    #[error("a pack has 1 to {LESSONS_MAX} lessons, not {found}")]
    Lessons { found: usize },
    #[error("'{lesson}' has more than {FILES_MAX} files")]
    Files { lesson: String },
    #[error("'{file}' is longer than {FILE_BYTES_MAX} bytes")]
    FileTooLong { file: String },
    #[error("'{file}' is no file of a lesson: LESSON/{PLAN}, LESSON/NAME.md or LESSON/NAME.txt")]
    Stray { file: String },
    #[error("'{file}': byte {at} is not UTF-8 text")]
    NotText { file: String, at: usize },
    #[error(transparent)]
    Pack(#[from] PackError),
}

impl From<ArchiveError> for PackFault {
    fn from(error: ArchiveError) -> Self {
        PackFault::Pack(error.into())
    }
}

/// What a pack is called and what made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub title: String,
    /// The version of the program.
    pub program: String,
}

/// The bytes of a pack: the same lessons, key and words, the same bytes.
pub fn seal(lessons: &Lessons, label: &Label, key: &InstallationKey) -> Result<Vec<u8>, PackFault> {
    let mut size = 0;
    let mut named = Vec::new();
    for (folder, files) in lessons {
        bounded(folder, files)?;
        for (name, text) in files {
            let path = format!("{folder}/{name}");
            if !is_lesson_file(name) || !is_plain(&path) {
                return Err(PackFault::Stray { file: path });
            }
            size += text.len();
            named.push((path, text.as_bytes()));
        }
    }
    counted(lessons)?;
    if size > BYTES_MAX {
        return Err(PackFault::TooLarge);
    }
    let entries: Vec<Entry<'_>> = named.iter().map(|(name, bytes)| Entry { name, bytes }).collect();
    let about = About {
        kind: Kind::Lessons,
        program: label.program.clone(),
        // Of made-up chains alone: nothing in it is evidence.
        is_synthetic: true,
        reference: label.title.clone(),
    };
    let bytes = sealed(&entries, &about, key)?;
    if bytes.len() > BYTES_MAX { Err(PackFault::TooLarge) } else { Ok(bytes) }
}

/// Lessons whose every byte is as it was sealed. Whether they can be taught is another question.
#[derive(Debug, Clone)]
pub struct Opened {
    pub label: Label,
    /// Who sealed them. Whether that is somebody to be trusted is not the pack's to say.
    pub key: PublicKey,
    pub lessons: Lessons,
}

impl Opened {
    pub fn read(bytes: &[u8]) -> Result<Self, PackFault> {
        if bytes.len() > BYTES_MAX {
            return Err(PackFault::TooLarge);
        }
        let pack = Pack::open(Kind::Lessons, bytes)?;
        let mut lessons = Lessons::new();
        for entry in &pack.files {
            let file = || entry.name.to_owned();
            let parts = entry.name.split_once('/').filter(|(_, name)| is_lesson_file(name));
            let (folder, name) = parts.ok_or_else(|| PackFault::Stray { file: file() })?;
            if entry.bytes.len() > FILE_BYTES_MAX {
                return Err(PackFault::FileTooLong { file: file() });
            }
            let text = std::str::from_utf8(entry.bytes)
                .map_err(|error| PackFault::NotText { file: file(), at: error.valid_up_to() })?;
            let files = lessons.entry(folder.to_owned()).or_default();
            files.insert(name.to_owned(), text.to_owned());
            bounded(folder, files)?;
        }
        counted(&lessons)?;
        let label = Label {
            title: pack.manifest.reference.clone(),
            program: pack.manifest.program.clone(),
        };
        Ok(Self { label, key: pack.key, lessons })
    }

    /// What keeps the lessons from being taught, with file and line; nothing where all are fit. It
    /// stops after the lesson at which nobody waits any more (`goes_on` says no), and says so by `None`.
    pub fn faults(&self, mut goes_on: impl FnMut() -> bool) -> Option<Vec<Fault>> {
        let mut faults = Vec::new();
        let mut ids = BTreeSet::new();
        for (folder, files) in &self.lessons {
            if !goes_on() {
                return None;
            }
            let inside = |fault: Fault| Fault { file: format!("{folder}/{}", fault.file), ..fault };
            faults.extend(check(files, &languages(files)).into_iter().map(inside));
            let plan = files.get(PLAN).and_then(|text| Plan::read(text).ok());
            let Some(id) = plan.map(|plan| plan.id.into_inner()) else { continue };
            if !ids.insert(id.clone()) {
                let problem = format!("another lesson of the pack is called '{id}' too");
                faults.push(Fault { file: format!("{folder}/{PLAN}"), line: 1, problem });
            }
        }
        Some(faults)
    }
}

/// What a lesson of a pack is, as far as it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonTold {
    pub id: String,
    pub folder: String,
    pub title: String,
    pub languages: Vec<String>,
    pub cases: usize,
}

impl Opened {
    /// What is in it, for who brought it.
    pub fn told(&self) -> Vec<LessonTold> {
        let lesson = |(folder, files): (&String, &Files)| {
            let plan = Plan::read(files.get(PLAN)?).ok()?;
            let title = text::read(files.get(&format!("{LANGUAGE_NEEDED}.md"))?).ok()?.title;
            Some(LessonTold {
                id: plan.id.get_ref().clone(),
                folder: folder.clone(),
                title,
                languages: languages(files).into_iter().map(str::to_owned).collect(),
                cases: plan.cases.len(),
            })
        };
        self.lessons.iter().filter_map(lesson).collect()
    }
}

/// The languages that a lesson is in, and the one that it must be in.
pub fn languages(files: &Files) -> Vec<&str> {
    let there = files.keys().filter_map(|name| name.strip_suffix(".md"));
    let languages: BTreeSet<&str> = there.chain([LANGUAGE_NEEDED]).collect();
    languages.into_iter().collect()
}

fn counted(lessons: &Lessons) -> Result<(), PackFault> {
    match lessons.len() {
        1..=LESSONS_MAX => Ok(()),
        found => Err(PackFault::Lessons { found }),
    }
}

fn bounded(folder: &str, files: &Files) -> Result<(), PackFault> {
    if files.len() > FILES_MAX {
        return Err(PackFault::Files { lesson: folder.to_owned() });
    }
    match files.iter().find(|(_, text)| text.len() > FILE_BYTES_MAX) {
        Some((name, _)) => Err(PackFault::FileTooLong { file: format!("{folder}/{name}") }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use evidence::archive;
    use proptest::prelude::*;

    use super::*;
    use crate::lesson::tests::good;

    fn key() -> InstallationKey {
        InstallationKey::from_seed(&[9; 32])
    }

    fn label() -> Label {
        Label { title: "Batch 7".into(), program: "0.1.0".into() }
    }

    fn lessons() -> Lessons {
        Lessons::from([("06-peel".to_owned(), good())])
    }

    fn packed(lessons: &Lessons) -> Vec<u8> {
        seal(lessons, &label(), &key()).expect("lessons")
    }

    #[test]
    fn lessons_come_out_as_they_went_in_and_the_same_each_time() {
        let bytes = packed(&lessons());
        assert_eq!(packed(&lessons()), bytes);
        let opened = Opened::read(&bytes).expect("its own");
        assert_eq!((&opened.lessons, &opened.label), (&lessons(), &label()));
        assert_eq!(opened.key, key().public());
        assert_eq!(opened.faults(|| true), Some(Vec::new()));
        assert_eq!(opened.faults(|| false), None, "nobody waits");
        let told = opened.told();
        assert_eq!((told[0].id.as_str(), told[0].title.as_str()), ("gift", "A gift"));
        assert_eq!((told[0].languages.join(" ").as_str(), told[0].cases), ("en", 1));
    }

    #[test]
    fn a_changed_file_is_named() {
        let mut bytes = packed(&lessons());
        let entries = archive::read(&bytes).expect("a zip");
        let of = entries.iter().find(|entry| entry.name == "06-peel/en.md").expect("it is there");
        let at = of.bytes.as_ptr() as usize - bytes.as_ptr() as usize;
        bytes[at + 5] ^= 1;
        let error = Opened::read(&bytes).expect_err("changed").to_string();
        assert!(error.starts_with("'06-peel/en.md' was changed"), "{error}");
    }

    #[test]
    fn a_lesson_that_cannot_be_taught_is_refused_with_file_and_line() {
        let mut unfit = lessons();
        let files = unfit.get_mut("06-peel").expect("it is there");
        let text = files[PLAN].replace("truth = [\"b\"]", "truth = [\"z\"]");
        assert_ne!(text, files[PLAN]);
        files.insert(PLAN.into(), text);
        unfit.insert("06-again".into(), good());
        let faults = Opened::read(&packed(&unfit)).expect("whole").faults(|| true);
        let faults: Vec<String> =
            faults.expect("all of it").iter().map(ToString::to_string).collect();
        assert!(faults.iter().any(|fault| fault.starts_with("06-peel/lesson.toml:")), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.contains("too")), "one id twice: {faults:?}");
    }

    #[test]
    fn what_is_no_lesson_is_not_taken() {
        let check = |name: &str, text: &[u8], refused: &str| {
            let about = About {
                kind: Kind::Lessons,
                program: String::new(),
                is_synthetic: true,
                reference: String::new(),
            };
            let entries = [Entry { name, bytes: text }];
            let bytes = sealed(&entries, &about, &key()).expect("plain names");
            let error = Opened::read(&bytes).expect_err(refused).to_string();
            assert!(error.contains(refused), "{error}");
        };
        check("lesson.toml", b"", "is no file of a lesson");
        check("06-peel/run.exe", b"", "is no file of a lesson");
        check("06-peel/other.toml", b"", "is no file of a lesson");
        check("06-peel/en.md", b"ab\xff", "byte 2 is not UTF-8");
        check("06-peel/en.md", &vec![b'a'; FILE_BYTES_MAX + 1], "is longer than");
        let many = (0..=LESSONS_MAX)
            .map(|n| (format!("l{n}"), Files::from([(PLAN.into(), String::new())])));
        assert_eq!(
            seal(&many.collect(), &label(), &key()),
            Err(PackFault::Lessons { found: LESSONS_MAX + 1 })
        );
        let named = Lessons::from([("..".to_owned(), good())]);
        assert!(matches!(seal(&named, &label(), &key()), Err(PackFault::Stray { .. })));
    }

    proptest! {
        #[test]
        fn one_changed_byte_anywhere_is_refused(
            at in any::<prop::sample::Index>(),
            change in 1u8..=255,
        ) {
            let mut bytes = packed(&lessons());
            let at = at.index(bytes.len());
            bytes[at] ^= change;
            prop_assert!(Opened::read(&bytes).is_err());
        }
    }
}
