//! `kancil academy pack`: lessons into one signed file.

use academy::lesson::{Fault, check};
use academy::pack::{Label, Lessons, languages, seal};
use model::hash::Digest;

use super::folder::{files, lessons};
use crate::args::AcademyPack;
use crate::data::{Data, write_whole};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{course, key_store, talk};

pub fn run(data: &Data, args: &AcademyPack) -> Result<Exit, Failure> {
    let mut packed = Lessons::new();
    if args.lessons.is_empty() {
        // A test of the program holds them fit.
        packed = course::folders();
    }
    for given in &args.lessons {
        for folder in lessons(given)? {
            let name = folder.canonicalize().ok().and_then(|path| {
                path.file_name().and_then(|name| name.to_str()).map(str::to_owned)
            });
            let name = name.ok_or_else(|| {
                Failure::new(format_args!("{} has no name to pack it by", folder.display()))
            })?;
            let files = files(&folder)?;
            let faults = check(&files, &languages(&files));
            if let Some(first) = faults.first() {
                return Err(unfit(&folder.display().to_string(), first, faults.len()));
            }
            if packed.insert(name.clone(), files).is_some() {
                return Err(Failure::new(format_args!("two lessons' folders are called '{name}'")));
            }
        }
    }
    let count = packed.len();
    let label = Label { title: args.title.clone(), program: env!("CARGO_PKG_VERSION").to_owned() };
    let key = key_store::load_or_make(data)?;
    let bytes = seal(&packed, &label, &key).map_err(Failure::new)?;
    write_whole(&args.out, &bytes)?;
    let (path, digest) = (args.out.display(), Digest::of(&bytes));
    let lessons = api::phrase::counted(count as u64, "lesson");
    talk::say(format_args!("wrote {path} (SHA-256 {digest}): {lessons}"));
    talk::say(format_args!("signed by {}", key.public()));
    Ok(Exit::Done)
}

/// The first fault, and how many more there are.
pub fn unfit(place: &str, first: &Fault, faults: usize) -> Failure {
    let failure = Failure::new(format_args!("{place}/{first}"));
    match faults {
        1 => failure,
        more => failure.hint(format_args!(
            "there are {} more: kancil academy check names all of them",
            more - 1
        )),
    }
}
