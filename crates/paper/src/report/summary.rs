//! The summary for people who are no experts: half a page, made of the trace's numbers alone.

use api::trace::BasisView;

use super::heading;
use crate::facts::{Facts, Group, btc};
use crate::sheet::Block;
use crate::text;

/// Services named one by one in the summary.
const SERVICES_MAX: usize = 5;

pub fn blocks(facts: &Facts<'_>) -> Vec<Block> {
    let mut blocks = vec![heading(facts.language, "paper-summary")];
    blocks.extend(sentences(facts));
    blocks.push(Block::Para { text: facts.word("paper-summary-reading") });
    blocks
}

/// What one trace says, sentence by sentence.
pub fn sentences(facts: &Facts<'_>) -> Vec<Block> {
    let view = facts.view;
    let mut sentences = without(facts);
    sentences.push(facts.say(
        &format!("paper-summary-start-{}", view.query.direction),
        &[
            ("amount", btc(facts.net()).into()),
            ("coins", (view.start.coins.len() as u64).into()),
            ("now", facts.now().into()),
        ],
    ));
    sentences.extend(facts.conserves().then(|| found(facts)).into_iter().flatten());
    sentences.extend(view.services.iter().take(SERVICES_MAX).map(|service| {
        let args = [
            ("service", text::outside(&service.service).into()),
            ("amount", btc(facts.sat(&service.amounts)).into()),
            ("share", service.share.clone().into()),
            ("rows", service.rows.into()),
        ];
        facts.say("paper-summary-service", &args)
    }));
    let more = view.services.len().saturating_sub(SERVICES_MAX) as u64;
    if more > 0 {
        sentences.push(facts.say("paper-summary-more-services", &[("count", more.into())]));
    }
    sentences.extend(stops(facts));
    sentences.push(grounds(facts));
    sentences.into_iter().map(|text| Block::Item { text }).collect()
}

/// What was not believed, before anything that follows from it.
fn without(facts: &Facts<'_>) -> Vec<String> {
    let without = &facts.view.as_of.without;
    let what: Vec<String> = without.iter().map(|what| text::outside(what)).collect();
    let args = [("what", what.join(", ").into())];
    what.first().map(|_| facts.say("paper-without", &args)).into_iter().collect()
}

/// How much was found, how much lies behind a mixer, how much was not followed: all of it together.
fn found(facts: &Facts<'_>) -> Vec<String> {
    let [placed, mixed, not_traced] = Group::ALL.map(|group| facts.group(group).0);
    let args = [
        ("placed", btc(placed).into()),
        ("placed_share", facts.share(placed).into()),
        ("mixed", btc(mixed).into()),
        ("mixed_share", facts.share(mixed).into()),
        ("not_traced", btc(not_traced).into()),
        ("not_traced_share", facts.share(not_traced).into()),
    ];
    vec![facts.say("paper-summary-found", &args)]
}

/// One sentence a reason for which the trace stopped; services have theirs already.
fn stops(facts: &Facts<'_>) -> Vec<String> {
    let said = |stop: &str| stop == "service" && !facts.view.services.is_empty();
    let sums = facts.view.sums.iter().filter(|sum| !said(sum.stop));
    let sentence = |sum: &api::trace::SumView| {
        let args = [
            ("what", facts.stop(sum.stop).into()),
            ("amount", btc(facts.sat(&sum.amounts)).into()),
            ("share", sum.share.clone().into()),
            ("rows", sum.rows.into()),
        ];
        facts.say("paper-summary-stop", &args)
    };
    sums.map(sentence).collect()
}

fn grounds(facts: &Facts<'_>) -> String {
    let hops = &facts.view.hops;
    let observed = hops.iter().filter(|hop| hop.basis == BasisView::Observed).count() as u64;
    let args = [
        ("hops", (hops.len() as u64).into()),
        ("observed", observed.into()),
        ("inferred", (hops.len() as u64 - observed).into()),
    ];
    facts.say("paper-summary-grounds", &args)
}
