//! `kancil trace --sensitivity` as a page: a row a run, then what falls away and what appears.

use api::sensitivity::{RunView, SensitivityView};

use crate::args::{TraceArgs, TraceFormat};
use crate::commands::{Names, as_of_lines, counted};
use crate::failure::Failure;
use crate::show::page::{Columns, Page};

/// Endings printed of one run; JSON and CSV have more.
const CHANGES_MAX: usize = 10;

pub fn told(view: &SensitivityView, args: &TraceArgs) -> Result<String, Failure> {
    Ok(match args.format {
        TraceFormat::Json => api::text::json(view),
        TraceFormat::Csv => api::sheet::sensitivity::sheet(view).into_text(),
        TraceFormat::Table => {
            let mut page = if args.out.is_some() { Page::default() } else { Page::for_stdout() };
            fill(view, &mut page);
            page.into_text()
        }
        TraceFormat::Svg | TraceFormat::Dot => {
            return Err(Failure::new("what endings rest on is no picture")
                .hint("ask for it as table, json or csv"));
        }
    })
}

fn fill(view: &SensitivityView, page: &mut Page) {
    let names = Names::of(&view.as_of);
    let subjects: Vec<String> =
        view.query.subjects.iter().map(|subject| names.name(subject)).collect();
    page.heading(&format!(
        "What the endings of the trace {} from {} rest on",
        view.query.direction,
        subjects.join(", ")
    ));
    as_of_lines(&view.as_of, page);
    page.line(&format!("  found as asked: {} BTC by {}", view.found.amount, view.share_method));
    page.heading(&format!("The same without ({})", counted(view.runs.len() as u64, "run")));
    let headers = [">stays BTC", ">falls away BTC", ">appears BTC", "without", "what it says"];
    let mut table = Columns::new(&headers);
    for run in view.runs.iter().filter(|run| run.refused.is_none()) {
        table.row([
            run.stays.amount.clone(),
            run.falls_away.amount.clone(),
            run.appears.amount.clone(),
            run.without.clone(),
            run.says.clone().unwrap_or_default(),
        ]);
    }
    page.columns(table);
    for run in &view.runs {
        told_run(run, page);
    }
    if !view.not_run.is_empty() {
        let most = view.runs_max;
        page.heading(&format!("Not left out, beyond {most} runs ({})", view.not_run.len()));
        for without in &view.not_run {
            page.line(&format!("  {without}"));
        }
    }
}

fn told_run(run: &RunView, page: &mut Page) {
    if let Some(refused) = &run.refused {
        page.heading(&format!("Without {}", run.without));
        page.line(&format!("  not run: {refused}"));
    } else if !run.changes.is_empty() {
        page.heading(&format!("Without {}", run.without));
        let headers = [">before BTC", ">after BTC", "what", "service", "address", "where"];
        let mut table = Columns::new(&headers);
        for change in run.changes.iter().take(CHANGES_MAX) {
            let inside = || format!("in {}", change.txid);
            table.row([
                change.before.amount.clone(),
                change.after.amount.clone(),
                change.stop.to_owned(),
                change.service.clone().unwrap_or_default(),
                change.address.clone().unwrap_or_default(),
                change.out_point.clone().unwrap_or_else(inside),
            ]);
        }
        page.columns(table);
        let left = run.changes.len().saturating_sub(CHANGES_MAX) as u64 + run.changes_left;
        if left > 0 {
            page.line(&format!("  and {} (--format json)", counted(left, "more ending")));
        }
    }
}
