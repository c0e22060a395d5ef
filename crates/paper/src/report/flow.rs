//! The flow itself: the drawing, the hops with every hash, and what is confirmed of it.

use std::collections::BTreeSet;

use api::trace::{BasisView, HintView, HopView, StopDetail};

use super::{ROWS_MAX, heading, left_out};
use crate::facts::{Facts, btc, time};
use crate::sheet::{Block, Column, Line, Row};
use crate::text;

/// Inputs of one transaction named one by one.
const FROM_MAX: usize = 3;
/// Holders of whom somebody says something, named one by one.
const CLAIMS_MAX: usize = 60;
/// Addresses beneath one claim, so that it stands on one page.
const ADDRESSES_MAX: usize = 24;

pub fn drawing(facts: &Facts<'_>) -> Vec<Block> {
    vec![
        Block::NewPage,
        heading(facts.language, "paper-drawing"),
        Block::Para { text: facts.word("paper-drawing-says") },
        Block::Drawing { number: 0, alt: facts.word("paper-drawing"), is_wide: false },
    ]
}

pub fn hops(facts: &Facts<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::NewPage, heading(facts.language, "paper-hops")];
    blocks.extend(rows_of_hops(facts));
    blocks
}

pub fn rows_of_hops(facts: &Facts<'_>) -> Vec<Block> {
    let hops = &facts.view.hops;
    let mut blocks = vec![Block::Para { text: facts.way("paper-hops-says") }];
    if hops.is_empty() {
        blocks.push(Block::Para { text: facts.word("paper-hops-none") });
        return blocks;
    }
    let columns = vec![
        Column::text(facts.word("paper-column-number"), 0),
        // So that an outpoint stands on one line behind its word.
        Column::text(facts.word("paper-column-movement"), 4),
        Column::number(facts.word("paper-column-amount")),
        Column::text(facts.word("paper-column-basis"), 1),
    ];
    let rows = hops.iter().take(ROWS_MAX).enumerate().map(|(at, hop)| row(facts, at, hop));
    blocks.push(Block::Table { columns, rows: rows.collect() });
    blocks.extend(left_out(facts, ROWS_MAX, hops.len()));
    blocks
}

fn row(facts: &Facts<'_>, at: usize, hop: &HopView) -> Row {
    let depth = facts.say("paper-hop-depth", &[("depth", u64::from(hop.depth).into())]);
    // Forward, the coin is an output of this very transaction, and its name says both.
    let is_output = hop.out_point.starts_with(&hop.txid);
    let name = if is_output { &hop.out_point } else { &hop.txid };
    let mut movement = vec![
        Line::plain(time(&hop.time)),
        Line::hash(&format!("{} {name}", facts.word("paper-transaction"))),
        Line::hash(&facts.block(&hop.block)),
    ];
    movement.extend(from(facts, hop));
    movement.push(Line::hash(&format!("{} {}", facts.word("paper-to"), hop.address)));
    if !is_output {
        movement.push(Line::hash(&format!("{} {}", facts.word("paper-output"), hop.out_point)));
    }
    let mut basis = vec![basis_line(facts, &hop.basis)];
    basis.extend(hop.hints.iter().map(|hint| Line::faint(hinted(facts, hint))));
    Row::of([
        vec![Line::bold((at + 1).to_string()), Line::faint(depth)],
        movement,
        vec![Line::plain(btc(facts.sat(&hop.amounts)))],
        basis,
    ])
}

/// What may be said of the coin without altering an amount: that it is change, or that a CoinJoin made it.
fn hinted(facts: &Facts<'_>, hint: &HintView) -> String {
    let confidence = hint.confidence.map_or_else(String::new, |level| format!(" {level} %"));
    let sign = format!("change-{}", hint.rule);
    match hint.rule {
        // Several signs taken together.
        "change" => format!("{}{confidence}", facts.word("paper-hint")),
        _ if words::is_known(&sign) => {
            format!("{}{confidence}: {}", facts.word("paper-hint"), facts.word(&sign))
        }
        rule => format!("{}{confidence}: {rule}", facts.word("paper-hint-coinjoin")),
    }
}

fn basis_line(facts: &Facts<'_>, basis: &BasisView) -> Line {
    let says = facts.basis(basis);
    if *basis == BasisView::Observed { Line::plain(says) } else { Line::bold(says) }
}

/// The holders of the traced coins that the transaction spends.
fn from(facts: &Facts<'_>, hop: &HopView) -> Vec<Line> {
    let Some(step) = facts.steps.get(hop.txid.as_str()) else { return Vec::new() };
    let mut addresses: Vec<&str> = Vec::new();
    for input in &step.inputs {
        let holder = facts.coins.get(input.as_str()).map(|coin| coin.holder.address.as_str());
        addresses.extend(holder.filter(|address| !addresses.contains(address)));
    }
    let word = facts.word("paper-from");
    let shown = addresses.iter().take(FROM_MAX);
    let mut lines: Vec<Line> =
        shown.map(|address| Line::hash(&format!("{word} {address}"))).collect();
    let more = addresses.len().saturating_sub(FROM_MAX) as u64;
    if more > 0 {
        lines.push(Line::faint(facts.say("paper-more", &[("count", more.into())])));
    }
    lines
}

/// What is confirmed and what is probable, apart.
pub fn standing(facts: &Facts<'_>) -> Vec<Block> {
    let hops = &facts.view.hops;
    let is_observed = |hop: &HopView| hop.basis == BasisView::Observed;
    let observed = hops.iter().filter(|hop| is_observed(hop)).count() as u64;
    let mut blocks = vec![heading(facts.language, "paper-standing")];
    blocks.push(Block::Para { text: facts.word("paper-standing-says") });
    blocks.push(Block::Subheading { text: facts.word("paper-confirmed") });
    blocks.push(Block::Claim {
        is_confirmed: true,
        head: facts.say("paper-confirmed-hops", &[("count", observed.into())]),
        lines: vec![Line::plain(facts.word("paper-confirmed-says"))],
    });
    blocks.push(Block::Subheading { text: facts.word("paper-probable") });
    blocks.extend(probable(facts));
    blocks
}

/// What one trace infers, and what it takes from others.
pub fn probable(facts: &Facts<'_>) -> Vec<Block> {
    let mut blocks = inferred(facts);
    blocks.extend(mixes(facts));
    blocks.extend(claims(facts));
    if blocks.is_empty() {
        blocks.push(Block::Para { text: facts.word("paper-probable-none") });
    }
    blocks
}

fn inferred(facts: &Facts<'_>) -> Vec<Block> {
    let hops = facts.view.hops.iter().enumerate();
    let inferred: Vec<_> = hops.filter(|(_, hop)| hop.basis != BasisView::Observed).collect();
    let mut blocks: Vec<Block> = inferred
        .iter()
        .take(CLAIMS_MAX)
        .map(|(at, hop)| Block::Claim {
            is_confirmed: false,
            head: facts.say("paper-inferred-hop", &[("number", (*at as u64 + 1).into())]),
            lines: vec![Line::plain(facts.basis(&hop.basis)), Line::hash(&hop.txid)],
        })
        .collect();
    blocks.extend(left_out(facts, CLAIMS_MAX, inferred.len()));
    blocks
}

/// Where the trail enters a CoinJoin: no line is drawn through it.
fn mixes(facts: &Facts<'_>) -> Vec<Block> {
    let mut seen = Vec::new();
    let mut blocks = Vec::new();
    for ending in &facts.view.where_it_is_now {
        let Some(StopDetail::CoinJoin { txid, rule, confidence, candidates }) = &ending.detail
        else {
            continue;
        };
        if seen.contains(&txid) || blocks.len() == CLAIMS_MAX {
            continue;
        }
        seen.push(txid);
        let args = [
            ("rule", (*rule).into()),
            ("confidence", u64::from(*confidence).into()),
            ("candidates", u64::from(*candidates).into()),
        ];
        blocks.push(Block::Claim {
            is_confirmed: false,
            head: facts.stop(ending.stop),
            lines: vec![Line::plain(facts.say("paper-coinjoin-says", &args)), Line::hash(txid)],
        });
    }
    blocks
}

/// What others say of the holders at the ends: once, with all the addresses of which it is said.
fn claims(facts: &Facts<'_>) -> Vec<Block> {
    struct Claimed<'a> {
        head: String,
        lines: Vec<Line>,
        addresses: Vec<&'a str>,
    }
    let mut claims: Vec<Claimed<'_>> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (_, holder, said) in facts.said_endings() {
        if !seen.insert(&holder.address) || seen.len() > CLAIMS_MAX {
            continue;
        }
        let head = facts.say("paper-claim-head", &[("label", text::outside(&said.label).into())]);
        let mut lines = vec![Line::plain(facts.said(said)), Line::plain(facts.reach(said))];
        if let (Some(cluster), "cluster") = (&holder.cluster, said.reach) {
            let args =
                [("size", u64::from(cluster.size).into()), ("root", cluster.root.clone().into())];
            lines.push(Line::faint(facts.say("paper-cluster-says", &args)));
        }
        let same = claims.iter_mut().find(|claim| {
            claim.head == head && claim.lines == lines && claim.addresses.len() < ADDRESSES_MAX
        });
        match same {
            Some(claim) => claim.addresses.push(&holder.address),
            None => claims.push(Claimed { head, lines, addresses: vec![&holder.address] }),
        }
    }
    let mut blocks: Vec<Block> = claims
        .into_iter()
        .map(|Claimed { head, mut lines, addresses }| {
            lines.extend(addresses.into_iter().map(Line::hash));
            Block::Claim { is_confirmed: false, head, lines }
        })
        .collect();
    blocks.extend(left_out(facts, CLAIMS_MAX, seen.len()));
    blocks
}
