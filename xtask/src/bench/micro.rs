//! Single parts of the pipeline, each alone on one thread, as the program `micro` of `bench/` measures them.

use super::run::{Program, median, once};
use super::section::Section;
use super::{Bench, HOME, MEASURE, columns};

pub fn measure(bench: &Bench) -> Result<Section, String> {
    let chain = bench.chain(bench.sizes()[0])?;
    columns::ready(bench)?;
    let mut section = Section::titled(
        "Parts",
        &format!(
            "Each part alone on one thread, CPU time of that thread, blocks in memory: decoding and the writer over the chain of \
             {} transactions, the rest over the ledger of {}.",
            chain.transactions,
            bench.sizes()[1]
        ),
    );
    let scratch = format!("{HOME}/micro");
    let words = [&format!("{MEASURE}/micro"), &chain.blocks, &columns::ledger(), &scratch];
    let words: Vec<&str> = words.iter().map(|word| word.as_str()).collect();
    let mut lines: Vec<(String, String, Vec<f64>)> = Vec::new();
    for _ in 0..bench.rounds() {
        let run = once(&Program::new("micro", &words).clearing(&scratch))?;
        for line in run.said.lines() {
            let mut fields = line.split('\t');
            let (Some(name), Some(value), Some(unit)) =
                (fields.next(), fields.next(), fields.next())
            else {
                return Err(format!("micro said '{line}'"));
            };
            let value: f64 = value.parse().map_err(|_| format!("micro said '{line}'"))?;
            match lines.iter_mut().find(|known| known.0 == name) {
                Some(known) => known.2.push(value),
                None => lines.push((name.to_owned(), unit.to_owned(), vec![value])),
            }
        }
    }
    super::run::clear(&scratch)?;
    let mut rows = Vec::new();
    for (name, unit, values) in lines {
        let middle = median(values.iter().copied());
        let (least, most) = (
            values.iter().copied().fold(f64::MAX, f64::min),
            values.iter().copied().fold(0.0, f64::max),
        );
        rows.push(vec![
            name.clone(),
            format!("{middle:.1}"),
            format!("{least:.1}–{most:.1}"),
            unit,
        ]);
        section.figure(&name, middle);
    }
    section.table(&["part", "median", "least–most", "unit"], &rows);
    Ok(section)
}
