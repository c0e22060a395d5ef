//! The plan in Graphviz's language: the same cards and links, for other tools to lay out.

use std::fmt::Write as _;

use crate::picture::PictureOptions;
use crate::picture::card::card;
use crate::picture::plan::{NodeAt, Plan, Via};
use crate::picture::text::{btc, escape_dot};
use crate::query::Direction;
use crate::trace::{Basis, Trace};

pub fn write(trace: &Trace, options: PictureOptions, plan: &Plan) -> String {
    let mut text = String::new();
    let mut line = |words: std::fmt::Arguments<'_>| {
        writeln!(text, "{words}").expect("writing to a string cannot fail");
    };
    line(format_args!("digraph trace {{"));
    let as_of = trace.as_of.map_or_else(String::new, |block| format!(", as of block {block}"));
    let title = format!("{}, by {}{as_of}", trace.ledger, options.method);
    line(format_args!("  rankdir=LR; label=\"{}\";", escape_dot(&title)));
    line(format_args!("  node [shape=box];"));
    for (at, node) in plan.nodes.iter().enumerate() {
        let card = card(trace, options, plan, node);
        let mut words = vec![card.line1, card.line2];
        words.extend(card.pills.into_iter().map(|pill| pill.text));
        if node.is_start {
            words.insert(0, format!("START {} BTC", btc(node.amount)));
        }
        let words: Vec<String> = words.iter().map(|word| escape_dot(word)).collect();
        line(format_args!("  n{at} [label=\"{}\"];", words.join("\\n")));
    }
    for (at, link) in plan.links.iter().enumerate() {
        let (dot, style) = match link.via {
            Via::Fold => (None, ""),
            Via::Step(step) => {
                let step = trace.step(step);
                let id = escape_dot(&step.txid.to_string());
                line(format_args!("  t{at} [shape=circle, label=\"\", tooltip=\"{id}\"];"));
                let is_observed = step.basis == Basis::Observed;
                (Some(format!("t{at}")), if is_observed { "" } else { ", style=dashed" })
            }
        };
        for (from, to, amount) in edges(trace, plan, link.near.as_slice(), &link.far, dot) {
            line(format_args!("  {from} -> {to} [label=\"{}\"{style}];", btc(amount)));
        }
    }
    line(format_args!("}}"));
    text
}

/// Arrows in the money's direction.
fn edges(
    trace: &Trace,
    plan: &Plan,
    near: &[NodeAt],
    far: &[NodeAt],
    dot: Option<String>,
) -> Vec<(String, String, u128)> {
    let name = |node: &NodeAt| format!("n{node}");
    let amount = |node: &NodeAt| plan.nodes[*node].amount;
    let mut edges = Vec::new();
    match dot {
        Some(dot) => {
            edges.extend(near.iter().map(|node| (name(node), dot.clone(), amount(node))));
            edges.extend(far.iter().map(|node| (dot.clone(), name(node), amount(node))));
        }
        None => {
            let pairs = near.iter().flat_map(|from| far.iter().map(move |to| (from, to)));
            edges.extend(
                pairs.map(|(from, to)| (name(from), name(to), amount(from).min(amount(to)))),
            );
        }
    }
    if trace.query.direction == Direction::Backward {
        for edge in &mut edges {
            std::mem::swap(&mut edge.0, &mut edge.1);
        }
    }
    edges
}
