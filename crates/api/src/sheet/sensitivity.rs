//! What endings rest on as one sheet: a row for each run, then its endings that changed.

use super::Sheet;
use crate::phrase::cell;
use crate::sensitivity::{ChangeView, RunView, SensitivityView};

pub fn sheet(view: &SensitivityView) -> Sheet {
    let mut sheet = Sheet::new(&[
        "row",
        "without",
        "says",
        "stays_btc",
        "falls_away_btc",
        "appears_btc",
        "found_btc",
        "stop",
        "service",
        "txid",
        "out_point",
        "address",
        "before_btc",
        "after_btc",
        "refused",
        "asked_without",
    ]);
    let asked = view.as_of.without.join(" ");
    for run in &view.runs {
        sheet.push(run_cells(run, &asked));
        for change in &run.changes {
            sheet.push(change_cells(run, change, &asked));
        }
    }
    for without in &view.not_run {
        let mut cells = vec!["not run".to_owned(), without.clone()];
        cells.resize(15, String::new());
        cells.push(asked.clone());
        sheet.push(cells);
    }
    sheet
}

fn run_cells(run: &RunView, asked: &str) -> Vec<String> {
    let amounts = [&run.stays, &run.falls_away, &run.appears, &run.found];
    let known = run.refused.is_none();
    let amounts = amounts.map(|amount| cell(known.then_some(&amount.amount)));
    let mut cells = vec!["run".to_owned(), run.without.clone(), cell(run.says.as_ref())];
    cells.extend(amounts);
    cells.resize(14, String::new());
    cells.extend([cell(run.refused.as_ref()), asked.to_owned()]);
    cells
}

fn change_cells(run: &RunView, change: &ChangeView, asked: &str) -> Vec<String> {
    let mut cells = vec!["ending".to_owned(), run.without.clone()];
    cells.resize(7, String::new());
    cells.extend([
        change.stop.to_owned(),
        cell(change.service.as_ref()),
        change.txid.clone(),
        cell(change.out_point.as_ref()),
        cell(change.address.as_ref()),
        change.before.amount.clone(),
        change.after.amount.clone(),
        String::new(),
        asked.to_owned(),
    ]);
    cells
}
