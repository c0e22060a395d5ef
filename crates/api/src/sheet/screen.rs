//! A screening as a sheet: one row a claim, one without a claim where nothing is said.

use super::{Sheet, label};
use crate::phrase::cell;
use crate::screen::{GroundView, ScreenView, Screened};

pub fn sheet(view: &ScreenView) -> Sheet {
    let mut header = vec!["asked", "verdict", "error", "ground", "counts_as"];
    header.extend(label::HEADER);
    let mut sheet = Sheet::new(&header);
    for screened in &view.subjects {
        for row in subject_rows(screened) {
            sheet.push(row);
        }
    }
    sheet
}

/// One row a claim; one without a claim where nothing is said.
fn subject_rows(screened: &Screened) -> Vec<Vec<String>> {
    let head = || {
        vec![screened.subject.clone(), screened.verdict.to_owned(), cell(screened.error.as_ref())]
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for found in &screened.matches {
        let mut row = head();
        row.extend(ground_cells(&found.ground));
        row.extend(label::cells(&found.attribution));
        rows.push(row);
    }
    for found in &screened.transaction {
        let mut row = head();
        row.extend(ground_cells(&found.ground));
        row.extend([
            found.claim.subject.clone(),
            "direct".into(),
            found.claim.standing.into(),
            String::new(),
        ]);
        row.extend(label::tail(&found.claim));
        rows.push(row);
    }
    if rows.is_empty() {
        let mut row = head();
        row.resize(3 + 2 + label::HEADER.len(), String::new());
        rows.push(row);
    }
    rows
}

fn ground_cells(ground: &GroundView) -> [String; 2] {
    match ground {
        GroundView::List { list } => ["list".into(), list.clone()],
        GroundView::Category { category } => ["category".into(), (*category).to_owned()],
        GroundView::Information => ["information".into(), String::new()],
    }
}
