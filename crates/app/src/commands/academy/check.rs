//! `kancil academy check`: what keeps a lesson from being taught.

use std::collections::BTreeSet;

use academy::course::LANGUAGE;
use academy::lesson::plan::Plan;
use academy::lesson::{Files, PLAN, check, check_course};
use academy::pack::languages as languages_of;
use api::academy::{FaultView, LessonView, LessonsChecked};
use api::sheet::Sheet;

use super::folder::{files, lessons};
use crate::args::AcademyCheck;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};

pub fn run(args: &AcademyCheck) -> Result<Exit, Failure> {
    let folders = lessons(&args.folder)?;
    let read: Vec<Files> = folders.iter().map(|folder| files(folder)).collect::<Result<_, _>>()?;
    let languages = languages(&args.languages, &read);
    let mut answer = LessonsChecked {
        languages: languages.iter().map(|language| (*language).to_owned()).collect(),
        ..LessonsChecked::default()
    };
    for (folder, files) in folders.iter().zip(&read) {
        let faults = check(files, &languages);
        let plan = files.get(PLAN).and_then(|text| Plan::read(text).ok());
        answer.lessons.push(LessonView {
            folder: folder.display().to_string(),
            lesson: plan.as_ref().map(|plan| plan.id.get_ref().clone()),
            cases: plan.as_ref().map_or(0, |plan| plan.cases.len() as u64),
            innocent_cases: plan
                .map_or(0, |plan| plan.cases.iter().filter(|case| case.is_innocent).count() as u64),
            faults: faults.len() as u64,
        });
        answer.faults.extend(faults.into_iter().map(|fault| FaultView {
            file: folder.join(fault.file).display().to_string(),
            line: fault.line as u64,
            problem: fault.problem,
        }));
    }
    // One lesson alone is no course.
    if read.len() > 1
        && let Some((at, fault)) = check_course(&read.iter().collect::<Vec<_>>())
    {
        answer.faults.push(FaultView {
            file: folders[at].join(fault.file).display().to_string(),
            line: fault.line as u64,
            problem: fault.problem,
        });
    }
    let exit = if answer.faults.is_empty() { Exit::Done } else { Exit::Failed };
    show(&answer, args.shown.format)?;
    Ok(exit)
}

/// English, and those that were asked for, or else every one that any of the lessons is in.
fn languages<'l>(asked: &'l [String], lessons: &'l [Files]) -> Vec<&'l str> {
    let mut others: BTreeSet<&str> = asked.iter().map(String::as_str).collect();
    if asked.is_empty() {
        others = lessons.iter().flat_map(languages_of).collect();
    }
    others.remove(LANGUAGE);
    [LANGUAGE].into_iter().chain(others).collect()
}

impl Show for LessonsChecked {
    fn page(&self, page: &mut Page) {
        for fault in &self.faults {
            page.line(&format!("{}:{}: {}", fault.file, fault.line, fault.problem));
        }
        page.heading(&format!("Lessons, in {}", self.languages.join(", ")));
        let mut columns = Columns::new(&["lesson", ">cases", ">innocent", ">faults", "folder"]);
        for lesson in &self.lessons {
            columns.row([
                lesson.lesson.clone().unwrap_or_else(|| "-".into()),
                lesson.cases.to_string(),
                lesson.innocent_cases.to_string(),
                lesson.faults.to_string(),
                lesson.folder.clone(),
            ]);
        }
        page.columns(columns);
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&["file", "line", "problem"]);
        for fault in &self.faults {
            sheet.row([fault.file.clone(), fault.line.to_string(), fault.problem.clone()]);
        }
        sheet
    }
}
