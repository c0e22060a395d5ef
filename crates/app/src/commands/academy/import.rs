//! `kancil academy import`: the lessons of a pack, brought in beside those that are here.

use std::fs;
use std::io::Read as _;

use academy::pack::{BYTES_MAX, LessonTold, Opened};
use api::academy::{LessonPacked, PackImported};
use api::sheet::Sheet;
use casework::audit::{Actor, By};
use casework::cases::files::Files;
use casework::learning::packs;

use super::pack::unfit;
use crate::args::AcademyImport;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};
use crate::{clock, failure, key_store, record_store};

pub fn run(data: &Data, args: &AcademyImport) -> Result<Exit, Failure> {
    let path = &args.pack;
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(BYTES_MAX as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::io("read", path, &error))?;
    let opened = Opened::read(&bytes)
        .map_err(|error| Failure::new(format_args!("{}: {error}", path.display())))?;
    if let Some(expected) = args.key
        && expected != opened.key
    {
        let says =
            format_args!("{} was signed by {}, not by {expected}", path.display(), opened.key);
        return Err(Failure::new(says));
    }
    let faults = opened.faults(|| true).unwrap_or_default();
    if let Some(first) = faults.first() {
        return Err(unfit(&path.display().to_string(), first, faults.len()));
    }
    let answer = record_store::wait(keep(data, &bytes, &opened))?;
    show(&answer, args.shown.format)?;
    Ok(Exit::Done)
}

async fn keep(data: &Data, bytes: &[u8], opened: &Opened) -> Result<PackImported, Failure> {
    let by = By::new(Actor::Console, clock::now()?);
    graph::disk::create_dirs(data.root())
        .map_err(|error| Failure::io("create", data.root(), &error))?;
    let record = record_store::open(data, by.now).await?;
    let staging = format!("lessons-{}", std::process::id());
    let kept = Files::new(data.files()).keep(&mut &bytes[..], BYTES_MAX as u64, &staging);
    let digest = kept.map_err(|error| Failure::new(failure::words(&error)))?.digest;
    let added = packs::add(&record, by, None, &opened.label.title, digest).await;
    let (pack, is_new) = added.map_err(|error| Failure::new(failure::words(&error)))?;
    Ok(PackImported {
        id: pack.id.to_string(),
        title: opened.label.title.clone(),
        sha256: digest.to_string(),
        program: opened.label.program.clone(),
        key: opened.key.to_string(),
        is_own_key: key_store::public(data)? == Some(opened.key),
        was_here: !is_new,
        lessons: opened.told().into_iter().map(lesson).collect(),
    })
}

fn lesson(told: LessonTold) -> LessonPacked {
    LessonPacked {
        lesson: told.id,
        folder: told.folder,
        title: told.title,
        languages: told.languages,
        cases: told.cases as u64,
    }
}

impl Show for PackImported {
    fn page(&self, page: &mut Page) {
        let state = if self.was_here { "here already; nothing changes" } else { "brought in" };
        page.heading(&format!("'{}': {state}", self.title));
        let whose =
            if self.is_own_key { "this installation's key" } else { "another installation" };
        page.facts(&[
            ("SHA-256", self.sha256.clone()),
            ("signed by", format!("{} ({whose})", self.key)),
        ]);
        let mut columns = Columns::new(&["lesson", ">cases", "languages", "title"]);
        for lesson in &self.lessons {
            columns.row([
                lesson.lesson.clone(),
                lesson.cases.to_string(),
                lesson.languages.join(" "),
                lesson.title.clone(),
            ]);
        }
        page.columns(columns);
        if !self.is_own_key {
            page.line("Compare the key with the one that its maker named to you by another way.");
        }
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&["lesson", "cases", "languages", "title", "sha256", "key"]);
        for lesson in &self.lessons {
            sheet.row([
                lesson.lesson.clone(),
                lesson.cases.to_string(),
                lesson.languages.join(" "),
                lesson.title.clone(),
                self.sha256.clone(),
                self.key.clone(),
            ]);
        }
        sheet
    }
}
