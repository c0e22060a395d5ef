//! What a person pasted, understood: the parser of `model` says what a text can be.

use model::parse::Subject;

use super::bounds::Bounds;
use crate::refusal::{Kind, Refusal};
use crate::sayings;

/// A text that was understood. `cluster:` in front asks for the whole cluster.
#[derive(Debug, Clone)]
pub struct Asked {
    /// As it was pasted, without surrounding blanks.
    pub text: String,
    pub subject: Subject,
    pub is_cluster: bool,
}

pub fn parse(text: &str, bounds: &Bounds) -> Result<Asked, Refusal> {
    bounds.text(text)?;
    let trimmed = text.trim();
    let (rest, is_cluster) = match trimmed.strip_prefix("cluster:") {
        Some(rest) => (rest, true),
        None => (trimmed, false),
    };
    // What may be a key is never repeated, and the parser's words quote what they need.
    let subject = model::parse::parse(rest).map_err(|error| {
        let id = if error.is_secret { sayings::PASTE_SECRET } else { sayings::PASTE_UNREADABLE };
        id.refuse(Kind::BadInput, [error.reason.clone().into()], error)
    })?;
    let text = shortened(trimmed);
    if is_cluster && !matches!(subject, Subject::Address { .. }) {
        let says = format_args!("'{text}' names no cluster");
        let hint = sayings::HINT_QUOTE_CLUSTER
            .saying([], "a cluster is quoted by one of its addresses: cluster:ADDRESS");
        let refusal = sayings::NO_CLUSTER_OF_TEXT.refuse(Kind::BadInput, [(&text).into()], says);
        return Err(refusal.hint(hint));
    }
    Ok(Asked { text, subject, is_cluster })
}

/// All of them, or the first refusal.
pub(super) fn parse_all(texts: &[String], bounds: &Bounds) -> Result<Vec<Asked>, Refusal> {
    bounds.subjects(texts.len())?;
    texts.iter().map(|text| parse(text, bounds)).collect()
}

/// At most what an answer needs to repeat of a pasted text.
pub fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 200;
    match text.char_indices().nth(CHARS_MAX) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}
