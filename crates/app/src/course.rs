//! The lessons that come with the program.

use std::collections::BTreeMap;

use academy::course::{Course, CourseError};
use academy::glossary::Glossary;
use academy::lesson::Files;

include!(concat!(env!("OUT_DIR"), "/lessons.rs"));

/// The lessons that were embedded, by their folders' names.
pub fn folders() -> BTreeMap<String, Files> {
    let mut folders: BTreeMap<String, Files> = BTreeMap::new();
    for (folder, file, text) in LESSONS {
        let files = folders.entry((*folder).to_owned()).or_default();
        files.insert((*file).to_owned(), (*text).to_owned());
    }
    folders
}

/// Read from what was embedded.
pub fn built_in() -> Result<Course, CourseError> {
    let read = |list| Glossary::read(list).expect("a test reads the lists");
    let glossary = read(ACADEMY_WORDS).helped_by(&read(WORDS));
    Ok(Course::read(folders())?.with_glossary(glossary))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lessons_that_come_along_are_a_course_with_its_words() {
        let course = built_in().expect("good lessons");
        let orders: Vec<u32> = course.lessons().iter().map(|lesson| lesson.plan.order).collect();
        assert_eq!(orders, [1, 2, 3, 4, 5, 6, 7, 8]);
        for language in ["ms", "fil", "th"] {
            assert!(course.glossary().word("peel", language).is_some(), "{language}");
        }
        for lesson in course.lessons() {
            let languages: Vec<&str> = lesson.languages().collect();
            assert_eq!(languages, ["en", "fil", "ms", "th"], "{}", lesson.id());
        }
    }
}
