//! What a file is, by its content; its name only where the content cannot tell.
//!
//! The one thing to know: when in doubt, no format: the error says what the file looks like and which
//! formats there are.

use super::error::LabelError;
use super::table::delimiter;
use super::{File, Format, explorer, list, own_table, sdn, seizure, timeline, us_list, wallets};

/// The last part of a path, whichever way its folders are written.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

pub fn format(file: &File<'_>) -> Result<Format, LabelError> {
    let refuse = |reason: &str| Err(LabelError::unreadable(file.name, reason));
    let start = file.text.trim_start();
    if start.is_empty() {
        return refuse("the file is empty");
    }
    if start.starts_with('<') {
        return refuse(
            "an XML or HTML file: this program reads OFAC's sdn.csv, not its XML; see the handbook's \
             page on labels for the formats",
        );
    }
    if start.starts_with(['{', '[']) {
        return refuse(
            "a JSON file: labels are read from TagPacks (YAML), lists and tables (CSV); see the \
             handbook's page on labels",
        );
    }
    if let Some(format) = pack(file.text) {
        return Ok(format);
    }
    if let Some(format) = table(file.text) {
        return Ok(format);
    }
    if list::looks_like(file.text) {
        return Ok(Format::List);
    }
    if is_yaml_name(file.name) || looks_like_yaml(file.text) {
        return refuse("a YAML file with neither 'tags:' nor 'actors:': no pack of labels");
    }
    refuse(
        "not a format known here: give a TagPack or ActorPack (YAML), a list with one address a \
         line, OFAC's sdn.csv, or a table whose header begins address,label,category,source",
    )
}

/// Packs are told by the key in their first column that holds what they are for.
fn pack(text: &str) -> Option<Format> {
    text.lines().find_map(|line| {
        let line = line.trim_end();
        let is = |key: &str| line == key || line.starts_with(&format!("{key} "));
        match () {
            () if is("tags:") => Some(Format::TagPack),
            () if is("actors:") => Some(Format::ActorPack),
            () => None,
        }
    })
}

fn table(text: &str) -> Option<Format> {
    let header = text.lines().next()?;
    let separator = char::from(delimiter(text));
    let columns: Vec<String> =
        header.split(separator).map(|name| name.trim().trim_matches('"').to_lowercase()).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let known = [
        (timeline::fits as fn(&[&str]) -> bool, Format::Timeline),
        (us_list::fits, Format::UsList),
        (wallets::fits, Format::Wallets),
        (explorer::fits, Format::Explorer),
        (seizure::fits, Format::Seizure),
        (own_table::fits, Format::Table),
    ];
    if let Some((_, format)) = known.iter().find(|(fits, _)| fits(&columns)) {
        return Some(*format);
    }
    sdn::looks_like(text)
}

fn is_yaml_name(name: &str) -> bool {
    let name = name.trim_end_matches(".gz").trim_end_matches(".zst").to_lowercase();
    name.ends_with(".yaml") || name.ends_with(".yml")
}

fn looks_like_yaml(text: &str) -> bool {
    text.lines().take(20).any(|line| line.starts_with("title:") || line.starts_with("%YAML"))
}
