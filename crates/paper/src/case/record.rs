//! What people wrote, pinned and did, as the record has it: told apart from what the ledger says.

use words::Language;

use super::board::Board;
use super::facts::CaseFacts;
use crate::facts::{time, word};
use crate::front::Front;
use crate::report::heading;
use crate::sheet::{Block, Column, Field, Line, Row};
use crate::text;

pub fn notes(board: &Board, language: Language) -> Vec<Block> {
    if board.notes.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![heading(language, "paper-notes")];
    blocks.push(Block::Para { text: word(language, "paper-notes-says") });
    blocks.extend(board.notes.iter().map(|note| {
        let head = match note.on.as_str() {
            "" => word(language, "paper-case-note-board"),
            on => text::outside(on),
        };
        let lines = text::note(&note.text).into_iter().map(Line::plain).collect();
        Block::Claim { is_confirmed: false, head, lines }
    }));
    blocks
}

/// The exhibit and the pins, by their digests.
pub fn evidence(case: &CaseFacts, front: &Front, language: Language) -> Vec<Block> {
    let word = |id: &str| word(language, id);
    let mut blocks = vec![Block::NewPage, heading(language, "paper-case-evidence")];
    blocks.push(Block::Para { text: word("paper-custody-says") });
    let exhibit = &case.exhibit;
    let name = format!("{} {}", word("paper-case-field-exhibit"), text::outside(&exhibit.number));
    blocks.push(Block::Fields {
        rows: vec![
            Field {
                name: word("paper-field-data-digest"),
                lines: vec![Line::hash(&front.data.to_string())],
            },
            Field { name, lines: vec![Line::hash(&exhibit.sha256)] },
        ],
    });
    blocks.push(Block::Subheading { text: word("paper-case-pins") });
    if case.pins.is_empty() {
        blocks.push(Block::Para { text: word("paper-case-no-pin") });
        return blocks;
    }
    blocks.push(Block::Para { text: word("paper-case-pins-says") });
    let columns = vec![
        Column::text(word("paper-column-number"), 0),
        Column::text(word("paper-case-column-fact"), 1),
        Column::text(word("paper-case-column-source"), 0),
    ];
    let rows = case.pins.iter().enumerate().map(|(at, pin)| {
        Row::of([
            vec![Line::bold(format!("P-{}", at + 1))],
            vec![
                Line::hash(&pin.subject),
                Line::hash(&format!("SHA-256 {}", pin.sha256)),
                Line::hash(&format!("Atlas {}", pin.atlas)),
                Line::faint(text::outside(&pin.as_of)),
            ],
            vec![
                Line::plain(text::outside(&pin.source)),
                Line::faint(time(&pin.fetched_at)),
                Line::faint(text::outside(&pin.pinned_by)),
            ],
        ])
    });
    blocks.push(Block::Table { columns, rows: rows.collect() });
    blocks
}

/// Who did what, when: each entry with the hash that chains it to the one before.
pub fn custody(case: &CaseFacts, language: Language) -> Vec<Block> {
    let word = |id: &str| word(language, id);
    let mut blocks = vec![heading(language, "paper-case-custody")];
    blocks.push(Block::Para { text: word("paper-case-custody-says") });
    if case.custody_left_out > 0 {
        let args = [("count", case.custody_left_out.into())];
        blocks.push(Block::Para { text: words::say(language, "paper-case-custody-out", &args) });
    }
    let columns = vec![
        Column::text(word("paper-column-number"), 0),
        Column::text(word("paper-case-column-when"), 0),
        Column::text(word("paper-case-column-who"), 0),
        Column::text(word("paper-column-what"), 1),
    ];
    let rows = case.custody.iter().map(|entry| {
        Row::of([
            vec![Line::plain(entry.seq.to_string())],
            vec![Line::plain(time(&entry.at))],
            vec![Line::plain(text::outside(&entry.who))],
            vec![
                Line::plain(did(&entry.action, language)),
                Line::hash(&entry.on),
                Line::hash(&entry.hash),
            ],
        ])
    });
    blocks.push(Block::Table { columns, rows: rows.collect() });
    for id in ["paper-sign-handed-over", "paper-sign-received", "paper-sign-date"] {
        blocks.push(Block::Sign { text: word(id) });
    }
    blocks
}

/// The log's word in the reader's language; one that a newer program wrote stands as it is.
fn did(action: &str, language: Language) -> String {
    let id = format!("paper-did-{}", action.replace(['.', '_'], "-"));
    if words::is_known(&id) { word(language, &id) } else { text::outside(action) }
}
