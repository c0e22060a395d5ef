//! What is done first in a case of a kind: ordered tasks, each a file of data under `templates/`.
//!
//! A task is copied into the case, where it is its members' own: a later template changes no case.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub id: String,
    pub title: String,
    /// When it is the one to take.
    pub says: String,
    pub tasks: Vec<TemplateTask>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateTask {
    pub title: String,
    /// How, and why it comes now.
    pub help: String,
}

const FILES: [&str; 4] = [
    include_str!("../../templates/en/exchange_theft.json"),
    include_str!("../../templates/en/ransom.json"),
    include_str!("../../templates/en/scam.json"),
    include_str!("../../templates/en/terrorist_financing.json"),
];

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let read = |text: &&str| serde_json::from_str(text).expect("a test reads every template");
    FILES.iter().map(read).collect()
});

pub fn all() -> &'static [Template] {
    &TEMPLATES
}

pub fn by_id(id: &str) -> Option<&'static Template> {
    all().iter().find(|template| template.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::tasks::{HELP_MAX, TASK_MAX};
    use crate::text;

    #[test]
    fn every_template_reads_and_its_tasks_can_be_tasks() {
        let ids: Vec<&str> = all().iter().map(|template| template.id.as_str()).collect();
        assert_eq!(ids, ["exchange_theft", "ransom", "scam", "terrorist_financing"]);
        for template in all() {
            assert!(template.tasks.len() >= 6, "{}", template.id);
            for task in &template.tasks {
                text::is_line("the task", &task.title, TASK_MAX).expect("a title");
                text::is_prose("the help", &task.help, HELP_MAX).expect("a help");
            }
        }
    }
}
