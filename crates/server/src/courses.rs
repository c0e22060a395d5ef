//! The lessons that are taught here by now: those of the program, those of packs that were brought in,
//! and both with the corrections of trainers.
//!
//! Made anew when a pack comes or a text is corrected; whoever asked before keeps the course he has.
//! What cannot be taught any more (bytes that were changed on the disk, a correction that does not fit
//! a newer lesson) is left out and told to who looks after the machine: it keeps nobody from the rest.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read as _;
use std::sync::{Arc, PoisonError, RwLock};

use academy::course::{Course, Lesson};
use academy::lesson::check::check_text;
use academy::lesson::correction::corrected;
use academy::lesson::plan::Plan;
use academy::lesson::{Files, PLAN};
use academy::pack::{BYTES_MAX, Opened};
use casework::cases::files::{Files as Bytes, FilesError};
use casework::learning::corrections::{self, Corrections};
use casework::learning::packs::{self, CoursePack};
use casework::record::{Record, RecordError};
use tokio::sync::Mutex;

/// What is taught, and what it was made of.
pub struct Courses {
    /// As it comes with the program.
    own: Arc<Course>,
    now: RwLock<Arc<Taught>>,
    /// Held by whoever makes it anew.
    making: Mutex<()>,
}

/// One state of it.
#[derive(Debug, Default)]
pub struct Taught {
    pub course: Arc<Course>,
    /// By lesson: as they were written, without corrections.
    sources: BTreeMap<String, Arc<Files>>,
    pub corrections: Corrections,
    packs: Vec<CoursePack>,
    /// What was left out, and why.
    pub left_out: Vec<String>,
}

impl fmt::Debug for Courses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courses").field("left_out", &self.taught().left_out).finish_non_exhaustive()
    }
}

impl Taught {
    /// A lesson's files as they were written.
    pub fn source(&self, lesson: &str) -> Option<&Arc<Files>> {
        self.sources.get(lesson)
    }
}

impl Courses {
    pub fn new(own: Course) -> Self {
        let own = Arc::new(own);
        let mut taught = Taught { course: Arc::clone(&own), ..Taught::default() };
        taught.add_own(&own);
        Self { own, now: RwLock::new(Arc::new(taught)), making: Mutex::new(()) }
    }

    /// What can be taken now.
    pub fn now(&self) -> Arc<Course> {
        Arc::clone(&self.taught().course)
    }

    pub fn taught(&self) -> Arc<Taught> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether somebody else, a console beside the server, brought a pack in meanwhile.
    pub async fn is_behind(&self, record: &Record) -> Result<bool, RecordError> {
        Ok(packs::count(record).await? != self.taught().packs.len() as u64)
    }

    /// Reads packs and corrections anew. Gives what had to be left out.
    pub async fn look(&self, record: &Record, bytes: &Bytes) -> Result<Vec<String>, RecordError> {
        let _making = self.making.lock().await;
        let (packs, corrections) = (packs::all(record).await?, corrections::all(record).await?);
        let before = self.taught();
        let (own, bytes) = (Arc::clone(&self.own), bytes.clone());
        let work = move || Taught::of(&own, &before, packs, corrections, &bytes);
        let taught = tokio::task::spawn_blocking(work).await.map_err(|_| RecordError::Busy)?;
        let left_out = taught.left_out.clone();
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(taught);
        Ok(left_out)
    }
}

impl Taught {
    fn of(
        own: &Course,
        before: &Taught,
        packs: Vec<CoursePack>,
        corrections: Corrections,
        bytes: &Bytes,
    ) -> Self {
        let mut taught = Self { corrections, ..Self::default() };
        if before.packs == packs && before.left_out.is_empty() {
            // What a pack holds does not change: only the texts are put together anew.
            taught.sources = before.sources.clone();
        } else {
            taught.add_own(own);
            for pack in &packs {
                taught.add_pack(pack, bytes);
            }
        }
        taught.packs = packs;
        let course = taught.put_together().with_glossary(own.glossary().clone());
        taught.course = Arc::new(course);
        taught
    }

    fn add_own(&mut self, own: &Course) {
        for lesson in own.lessons() {
            self.sources.insert(lesson.id().to_owned(), Arc::new(lesson.files().clone()));
        }
    }

    fn add(&mut self, folder: &str, files: Files) {
        match files.get(PLAN).map(|text| Plan::read(text)) {
            Some(Ok(plan)) => {
                self.sources.insert(plan.id.into_inner(), Arc::new(files));
            }
            Some(Err(fault)) => self.left_out.push(format!("the lesson {folder}/{fault}")),
            None => self.left_out.push(format!("the lesson {folder} has no {PLAN}")),
        }
    }

    fn add_pack(&mut self, pack: &CoursePack, bytes: &Bytes) {
        match opened(pack, bytes) {
            Ok(opened) => {
                for (folder, files) in opened.lessons {
                    self.add(&folder, files);
                }
            }
            Err(why) => self.left_out.push(format!("the pack '{}': {why}", pack.name)),
        }
    }

    /// Every lesson that reads, with the corrections that fit it.
    fn put_together(&mut self) -> Course {
        let mut folders: Vec<(String, Files)> = Vec::new();
        for (id, source) in self.sources.clone() {
            let files = self.put_right(&id, &source);
            match Lesson::read(files.clone()) {
                Ok(_) => folders.push((id, files)),
                Err(fault) => {
                    self.left_out.push(format!("the lesson '{id}': {fault}"));
                    self.sources.remove(&id);
                }
            }
        }
        Course::read(folders).unwrap_or_else(|error| {
            self.left_out.push(error.to_string());
            Course::default()
        })
    }

    fn put_right(&mut self, lesson: &str, source: &Files) -> Files {
        let mut files = source.clone();
        for ((of, language), sections) in &self.corrections {
            if of != lesson {
                continue;
            }
            let texts = sections.iter().map(|(id, it)| (id.clone(), it.text.clone())).collect();
            if let Err(why) = put_text_right(&mut files, language, &texts) {
                self.left_out.push(format!("the corrections of '{lesson}' in {language}: {why}"));
            }
        }
        files
    }
}

/// Puts a language of a lesson right, where the outcome can be taught; else it stays and says why.
pub fn put_text_right(
    files: &mut Files,
    language: &str,
    corrections: &BTreeMap<String, String>,
) -> Result<(), String> {
    let name = format!("{language}.md");
    let Some(before) = files.get(&name).cloned() else {
        return Err("the lesson is not in this language any more".into());
    };
    let plan_text = files.get(PLAN).cloned().unwrap_or_default();
    let plan = Plan::read(&plan_text).map_err(|fault| fault.to_string())?;
    files.insert(name.clone(), corrected(&before, corrections));
    match check_text(files, &plan_text, &plan, language).first() {
        None => Ok(()),
        Some(fault) => {
            let why = fault.to_string();
            files.insert(name, before);
            Err(why)
        }
    }
}

fn opened(pack: &CoursePack, bytes: &Bytes) -> Result<Opened, String> {
    // Where bytes lie is nobody's business who reads this.
    let unread = || "its bytes cannot be read here".to_owned();
    let file = bytes.open(&pack.digest).map_err(|error| match error {
        FilesError::Io { .. } => unread(),
        error => error.to_string(),
    })?;
    let mut read = Vec::new();
    file.take(BYTES_MAX as u64 + 1).read_to_end(&mut read).map_err(|_| unread())?;
    Opened::read(&read).map_err(|error| error.to_string())
}
