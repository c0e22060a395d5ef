//! Search inside cases: every text once, folded, read through.
//!
//! A plain search for what was typed, not for words: Thai has no spaces between words, and what is
//! looked for is as often a part of an address. It reads one's own cases alone.

use sqlx::Row as _;

use super::{CaseError, parsed, readable, time};
use crate::access::{Object as On, Permission, Who};
use crate::id::CaseId;
use crate::record::{Record, RecordError, Tx};
use crate::text;
use model::time::Time;

pub const QUERY_MAX: usize = 200;
pub const HITS_MAX: u32 = 100;
/// Characters shown on either side of what was found.
const AROUND: usize = 60;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub case: CaseId,
    /// `case`, `task`, `note`, `file`, `board`, `request`.
    pub kind: String,
    pub object: String,
    pub excerpt: String,
    pub at: Time,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// Whether there are more than were looked for.
    pub has_more: bool,
}

/// Lets search find a text; in place of the one it found for the object before.
pub(crate) async fn put(
    tx: &mut Tx,
    case: CaseId,
    kind: &'static str,
    object: &str,
    text: &str,
) -> Result<(), RecordError> {
    let put = sqlx::query(
        "INSERT INTO case_texts (kind, object_id, case_id, text, folded, at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (kind, object_id) DO UPDATE SET text = $4, folded = $5, at = $6",
    );
    let now = tx.by().now.seconds();
    let put = put.bind(kind).bind(object).bind(case.to_string());
    tx.execute(put.bind(text).bind(text.to_lowercase()).bind(now)).await?;
    Ok(())
}

/// What holds a text, newest first: in one case, or in all that are one's own.
pub async fn search(
    record: &Record,
    who: &Who,
    case: Option<CaseId>,
    query: &str,
    limit: u32,
) -> Result<Found, CaseError> {
    match case {
        None => who.may(Permission::ReadCases, On::House)?,
        Some(case) => drop(readable(record, who, case).await?),
    }
    let query = text::line("what is looked for", query, QUERY_MAX)?.to_lowercase();
    let limit = limit.clamp(1, HITS_MAX);
    let rows = sqlx::query(
        "SELECT case_texts.* FROM case_texts JOIN cases ON cases.id = case_id \
         WHERE case_id IN (SELECT case_id FROM case_members WHERE user_id = $1) \
         AND template IS NOT 'academy' \
         AND (is_synthetic = 1 OR $2 = 0) AND ($3 IS NULL OR case_id = $3) \
         AND instr(folded, $4) > 0 ORDER BY at DESC, object_id LIMIT $5",
    );
    let rows = rows.bind(who.user.to_string()).bind(who.is_synthetic_only());
    let rows = rows.bind(case.map(|case| case.to_string())).bind(&query);
    let rows = record.all(rows.bind(i64::from(limit) + 1)).await?;
    let has_more = rows.len() > limit as usize;
    let hits = rows.iter().take(limit as usize).map(|row| {
        let text: String = row.try_get("text")?;
        Ok(Hit {
            case: parsed(row, "case_id")?,
            kind: row.try_get("kind")?,
            object: row.try_get("object_id")?,
            excerpt: excerpt(&text, &query),
            at: time(row, "at")?,
        })
    });
    Ok(Found { hits: hits.collect::<Result<Vec<_>, RecordError>>()?, has_more })
}

/// What stands around the first place where the text holds what was looked for.
fn excerpt(text: &str, query: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    // Folding may change how long a text is, so the place is looked for character by character.
    let wanted: Vec<char> = query.chars().collect();
    let folds = |from: usize| {
        let mut folded = characters[from..].iter().flat_map(|c| c.to_lowercase());
        wanted.iter().all(|c| folded.next() == Some(*c))
    };
    let found = (0..characters.len()).find(|from| folds(*from)).unwrap_or(0);
    let from = found.saturating_sub(AROUND);
    let to = (found + wanted.len() + AROUND).min(characters.len());
    let mut excerpt: String = characters[from..to].iter().collect();
    if from > 0 {
        excerpt.insert(0, '…');
    }
    if to < characters.len() {
        excerpt.push('…');
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_shows_what_was_found_and_what_stands_around_it() {
        let long = format!("{}Bc1qXYZ{}", "a".repeat(100), "ข".repeat(100));
        let found = excerpt(&long, "bc1qxyz");
        assert!(found.starts_with("…a") && found.ends_with("ข…") && found.contains("Bc1qXYZ"));
        assert_eq!(excerpt("İstanbul", "stanbul"), "İstanbul");
        assert_eq!(excerpt("", "x"), "");
    }
}
