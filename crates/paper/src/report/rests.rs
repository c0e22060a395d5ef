//! What the endings rest on: each rule and label that the trace met, and what falls away without it.

use api::sensitivity::{ChangeView, RunView, SensitivityView};

use crate::facts::Facts;
use crate::sheet::{Block, Line};
use crate::text;

/// Endings printed of one run; the others are in the data.
const CHANGES_MAX: usize = 8;

pub(crate) fn blocks(facts: &Facts<'_>, view: &SensitivityView) -> Vec<Block> {
    let mut blocks = vec![Block::Subheading { text: facts.word("paper-rests") }];
    let args = [
        ("found", view.found.amount.clone().into()),
        ("method", view.share_method.to_uppercase().into()),
    ];
    blocks.push(Block::Para { text: facts.say("paper-rests-says", &args) });
    if view.runs.is_empty() {
        blocks.push(Block::Para { text: facts.word("paper-rests-none") });
    }
    blocks.extend(view.runs.iter().map(|run| told(facts, run)));
    if !view.not_run.is_empty() {
        let args = [("count", (view.not_run.len() as u64).into())];
        blocks.push(Block::Para { text: facts.say("paper-rests-left", &args) });
        let left = view.not_run.iter().map(|what| text::outside(what));
        blocks.extend(left.map(|text| Block::Item { text }));
    }
    blocks
}

fn told(facts: &Facts<'_>, run: &RunView) -> Block {
    let head = facts.say("paper-rests-without", &[("what", named(facts, run).into())]);
    // As it is asked, so that it can be asked again.
    let mut lines = vec![Line::faint(text::outside(&run.without))];
    if let Some(refused) = &run.refused {
        let args = [("why", text::outside(&refused.says).into())];
        lines.push(Line::plain(facts.say("paper-rests-refused", &args)));
        return Block::Claim { is_confirmed: false, head, lines };
    }
    let args = [
        ("stays", run.stays.amount.clone().into()),
        ("falls", run.falls_away.amount.clone().into()),
        ("appears", run.appears.amount.clone().into()),
    ];
    lines.push(Line::plain(facts.say("paper-rests-amounts", &args)));
    for change in run.changes.iter().take(CHANGES_MAX) {
        lines.extend(changed(facts, change));
    }
    let left = run.changes.len().saturating_sub(CHANGES_MAX) as u64 + run.changes_left;
    if left > 0 {
        let args = [("count", left.into())];
        lines.push(Line::plain(facts.say("paper-rests-more", &args)));
    }
    Block::Claim { is_confirmed: false, head, lines }
}

/// What was left out, for whoever does not know how it is asked.
fn named(facts: &Facts<'_>, run: &RunView) -> String {
    let (kind, rest) = run.without.split_once(':').unwrap_or_default();
    let name = ("name", text::outside(rest).into());
    match (kind, rest, &run.says) {
        ("rule", "co-spend", _) => facts.word("paper-rests-co-spend"),
        ("rule", "change", _) => facts.word("paper-rests-change-signs"),
        ("rule", ..) => facts.say("paper-rests-coinjoin", &[name]),
        ("source", ..) => facts.say("paper-rests-source", &[name]),
        ("label", _, Some(says)) => {
            let (subject, source) = rest.split_once(':').unwrap_or((rest, ""));
            let args = [
                ("says", text::outside(says).into()),
                ("subject", text::evidence(subject).into()),
                ("source", text::outside(source).into()),
            ];
            facts.say("paper-rests-label", &args)
        }
        _ => text::outside(&run.without),
    }
}

fn changed(facts: &Facts<'_>, change: &ChangeView) -> [Line; 2] {
    let stop = facts.word(&format!("paper-stop-{}", change.stop.replace(' ', "-")));
    let stop = match &change.service {
        Some(service) => format!("{stop} ({})", text::outside(service)),
        None => stop,
    };
    let args = [
        ("stop", stop.into()),
        ("before", change.before.amount.clone().into()),
        ("after", change.after.amount.clone().into()),
    ];
    let place = change.out_point.as_ref().unwrap_or(&change.txid);
    [Line::plain(facts.say("paper-rests-change", &args)), Line::hash(place)]
}
