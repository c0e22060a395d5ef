//! What a subject measured: text for the document, figures for later subjects, aims met or missed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use super::run::Runs;

/// What was promised, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Aim {
    pub what: String,
    pub aim: String,
    pub measured: String,
    pub met: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    pub text: String,
    /// Numbers that other subjects use, by name.
    pub figures: BTreeMap<String, f64>,
    pub aims: Vec<Aim>,
}

impl Section {
    pub fn titled(title: &str, intro: &str) -> Section {
        Section { text: format!("## {title}\n\n{intro}\n\n"), ..Section::default() }
    }

    pub fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let _ = writeln!(self.text, "| {} |", head.join(" | "));
        let _ = writeln!(self.text, "|---|{}", "--:|".repeat(head.len() - 1));
        for row in rows {
            let _ = writeln!(self.text, "| {} |", row.join(" | "));
        }
        self.text.push('\n');
    }

    pub fn figure(&mut self, name: &str, value: f64) {
        self.figures.insert(name.to_owned(), value);
    }

    /// Something that should be at most so much.
    pub fn at_most(&mut self, what: &str, limit: f64, measured: f64, unit: &str) {
        self.aim(what, &format!("≤ {limit} {unit}"), &shown(measured, unit), measured <= limit);
    }

    pub fn at_least(&mut self, what: &str, limit: f64, measured: f64, unit: &str) {
        self.aim(what, &format!("≥ {limit} {unit}"), &shown(measured, unit), measured >= limit);
    }

    pub fn aim(&mut self, what: &str, aim: &str, measured: &str, met: bool) {
        let (what, aim, measured) = (what.to_owned(), aim.trim().to_owned(), measured.to_owned());
        self.aims.push(Aim { what, aim, measured, met });
    }

    pub fn to_json(&self) -> Value {
        let aims: Vec<Value> =
            self.aims.iter().map(|aim| json!([aim.what, aim.aim, aim.measured, aim.met])).collect();
        json!({ "text": self.text, "figures": self.figures, "aims": aims })
    }

    pub fn of_json(value: &Value) -> Option<Section> {
        let figures = value.get("figures")?.as_object()?.iter();
        let aims = value.get("aims")?.as_array()?.iter();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Some(Section {
            text: text(value.get("text")?)?,
            figures: figures.filter_map(|(name, n)| Some((name.clone(), n.as_f64()?))).collect(),
            aims: aims
                .map(|aim| {
                    let [what, wanted, measured, met] = aim.as_array()?.as_slice() else {
                        return None;
                    };
                    Some(Aim {
                        what: text(what)?,
                        aim: text(wanted)?,
                        measured: text(measured)?,
                        met: met.as_bool()?,
                    })
                })
                .collect::<Option<_>>()?,
        })
    }
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn shown(value: f64, unit: &str) -> String {
    let number = match value.abs() {
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    };
    format!("{number} {unit}").trim().to_owned()
}

/// A row of a measured program: name, CPU with its spread, CPU a transaction, wall, memory.
pub fn cost_row(runs: &Runs, transactions: u64) -> Vec<String> {
    vec![
        runs.name.clone(),
        format!("{:.2}", runs.cpu_s()),
        runs.cpu_spread(),
        format!("{:.3}", runs.cpu_s() * 1e6 / transactions as f64),
        format!("{:.2}", runs.wall_s()),
        format!("{:.0}", runs.memory_mib()),
    ]
}

pub const COST_HEAD: [&str; 6] =
    ["program", "CPU s", "least–most", "CPU µs/tx", "wall s", "anonymous MiB"];
