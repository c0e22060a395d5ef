//! Where it is now, and the sums: every satoshi of the start is in one row.

use api::trace::EndingView;

use super::{ROWS_MAX, heading, left_out};
use crate::facts::{Facts, Group, btc, time};
use crate::sheet::{Block, Column, Line, Row};

pub fn places(facts: &Facts<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::Heading { text: facts.way("paper-places") }];
    blocks.extend(rows_of_places(facts));
    blocks
}

pub fn rows_of_places(facts: &Facts<'_>) -> Vec<Block> {
    let rows = &facts.view.where_it_is_now;
    let mut blocks = Vec::new();
    blocks.push(Block::Para { text: facts.way("paper-places-says") });
    let shown = rows.iter().take(ROWS_MAX).map(|ending| row(facts, ending, true));
    blocks.push(table(facts, shown.collect()));
    blocks.extend(left_out(facts, ROWS_MAX, rows.len()));
    blocks
}

/// Endings at one holder, for the holder's own eyes, and what they come to.
pub fn table_of_holder(facts: &Facts<'_>, endings: &[&EndingView], shown: usize) -> Block {
    let mut rows: Vec<Row> =
        endings.iter().take(shown).map(|ending| row(facts, ending, false)).collect();
    let sat = endings.iter().map(|ending| facts.sat(&ending.amounts)).sum();
    rows.push(Row::sum([
        vec![Line::plain(btc(sat)), Line::plain(facts.share(sat))],
        vec![Line::plain(facts.word("paper-sum-all"))],
        Vec::new(),
    ]));
    table(facts, rows)
}

fn table(facts: &Facts<'_>, rows: Vec<Row>) -> Block {
    let columns = vec![
        Column::number(facts.word("paper-column-amount")),
        Column::text(facts.word("paper-column-what"), 3),
        Column::text(facts.word("paper-column-where"), 7),
    ];
    Block::Table { columns, rows }
}

fn row(facts: &Facts<'_>, ending: &EndingView, with_freezer: bool) -> Row {
    let mut what = vec![Line::bold(facts.stop(ending.stop))];
    if with_freezer {
        what.extend(facts.freezer(ending).map(Line::plain));
    }
    if let Some(said) = ending.holder.as_ref().and_then(|holder| holder.said.as_ref()) {
        what.push(Line::faint(facts.reach(said)));
    }
    let mut place = Vec::new();
    match &ending.out_point {
        Some(out_point) => place.push(Line::hash(out_point)),
        None => {
            place.push(Line::hash(&format!("{} {}", facts.word("paper-transaction"), ending.txid)));
        }
    }
    place.extend(ending.address.as_deref().map(Line::hash));
    place.extend(ending.block.as_ref().map(|block| Line::hash(&facts.block(block))));
    place.extend(ending.time.as_deref().map(|at| Line::faint(time(at))));
    let amount =
        vec![Line::plain(btc(facts.sat(&ending.amounts))), Line::plain(ending.share.clone())];
    Row::of([amount, what, place])
}

pub fn sums(facts: &Facts<'_>) -> Vec<Block> {
    let mut blocks = vec![heading(facts.language, "paper-sums")];
    blocks.extend(rows_of_sums(facts));
    blocks
}

pub fn rows_of_sums(facts: &Facts<'_>) -> Vec<Block> {
    let columns = vec![
        Column::text(facts.word("paper-column-what"), 1),
        Column::number(facts.word("paper-column-rows")),
        Column::number(facts.word("paper-column-amount")),
        Column::number(facts.word("paper-column-share")),
    ];
    let cells = |what: Line, count: u64, sat: u128| {
        [
            vec![what],
            vec![Line::plain(count.to_string())],
            vec![Line::plain(btc(sat))],
            vec![Line::plain(facts.share(sat))],
        ]
    };
    let mut rows = Vec::new();
    let mut all = (0, 0);
    for group in Group::ALL {
        let (sat, count) = facts.group(group);
        let stops = facts.view.sums.iter().filter(|sum| Group::of(sum.stop) == group);
        rows.extend(stops.map(|sum| {
            Row::of(cells(Line::plain(facts.stop(sum.stop)), sum.rows, facts.sat(&sum.amounts)))
        }));
        rows.push(Row::sum(cells(Line::plain(facts.word(group.id())), count, sat)));
        all = (all.0 + sat, all.1 + count);
    }
    rows.push(Row::sum(cells(Line::plain(facts.word("paper-sum-all")), all.1, all.0)));
    let mut blocks = vec![Block::Table { columns, rows }];
    let start = [("start", btc(facts.net()).into()), ("all", btc(all.0).into())];
    let says = match (facts.conserves(), facts.reconciles()) {
        (true, true) => "paper-sums-reconcile",
        (true, false) => "paper-sums-differ",
        (false, _) => "paper-sums-poison",
    };
    blocks.push(Block::Para { text: facts.say(says, &start) });
    let returned = facts.sat(&facts.view.start.returned);
    if returned > 0 {
        let args = [("amount", btc(returned).into())];
        blocks.push(Block::Para { text: facts.say("paper-sums-returned", &args) });
    }
    blocks
}
