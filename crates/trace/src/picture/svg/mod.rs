//! The plan as SVG: plain shapes and plain text, readable on paper and without colour.
//!
//! No script, no `foreignObject`, no style sheet: what any viewer, word processor and printer shows
//! alike. Coordinates are integers, so the bytes are the same everywhere. Whatever comes from
//! outside is escaped where it is written ([`Canvas`]).

mod canvas;
mod frame;

use self::canvas::{Canvas, Face, INK, MONO, SANS};
use crate::picture::PictureOptions;
use crate::picture::card::{Card, Look, Pill, card};
use crate::picture::layout::{Layout, Slot};
use crate::picture::plan::{Link, NodeAt, NodeKind, Plan, Via};
use crate::picture::text::{btc, shorten_end, width};
use crate::query::Direction;
use crate::trace::{Basis, CoinAt, StepAt, Trace};

const CARD_W: usize = 136;
const CARD_H: usize = 46;
const PITCH_X: usize = 222;
const PITCH_Y: usize = 78;
/// Between two columns; a transaction's dot stands in its middle.
const GAP: usize = PITCH_X - CARD_W;
const MARGIN: usize = 24;
const DOT_R: usize = 7;
/// How far a pill reaches beyond its card.
const PILL_OVERHANG: usize = PITCH_X - CARD_W;
/// So that a title with a txid fits.
const WIDTH_MIN: usize = 960;

const LINE: &str = "#64748b";
const START: &str = "#166534";

pub fn write(trace: &Trace, options: PictureOptions, plan: &Plan, layout: &Layout) -> String {
    let grid_w = (layout.columns - 1) * PITCH_X + CARD_W;
    let width = (grid_w + PILL_OVERHANG + 2 * MARGIN).max(WIDTH_MIN);
    let mut canvas = Canvas::default();
    let top = frame::head(&mut canvas, trace, options, MARGIN, width) + 30;
    let cards: Vec<Card> = plan.nodes.iter().map(|node| card(trace, options, plan, node)).collect();
    let mut board = Board { trace, plan, layout, top, cards: &cards, canvas };
    for link in 0..plan.links.len() {
        board.lines(link);
    }
    for link in 0..plan.links.len() {
        board.labels(link);
    }
    for node in 0..plan.nodes.len() {
        board.card(node);
    }
    let mut canvas = board.canvas;
    let bottom = top + (layout.lanes - 1) * PITCH_Y + CARD_H + 34;
    let bottom = frame::foot(&mut canvas, trace, options, plan, bottom);
    let bottom = frame::legend(&mut canvas, &looks(&cards), bottom + 10, width);
    canvas.finish(width, bottom + MARGIN)
}

fn looks(cards: &[Card]) -> Vec<Look> {
    let mut looks: Vec<Look> = cards.iter().map(|card| card.look).collect();
    looks.sort_unstable();
    looks.dedup();
    looks
}

struct Board<'p> {
    trace: &'p Trace,
    plan: &'p Plan,
    layout: &'p Layout,
    top: usize,
    cards: &'p [Card],
    canvas: Canvas,
}

impl Board<'_> {
    fn is_forward(&self) -> bool {
        self.trace.query.direction == Direction::Forward
    }

    /// The left edge of a column. Backward, the start stands on the right.
    fn x(&self, column: usize) -> usize {
        let column = if self.is_forward() { column } else { self.layout.columns - 1 - column };
        MARGIN + column * PITCH_X
    }

    fn y_middle(&self, lane: usize) -> usize {
        self.top + lane * PITCH_Y + CARD_H / 2
    }

    /// The edge of a column's cards that looks away from the start.
    fn x_far(&self, column: usize) -> usize {
        self.x(column) + if self.is_forward() { CARD_W } else { 0 }
    }

    /// The edge that looks towards the start.
    fn x_near(&self, column: usize) -> usize {
        self.x(column) + if self.is_forward() { 0 } else { CARD_W }
    }

    /// The middle of the gap before a column, seen from the start.
    fn x_dot(&self, column: usize) -> usize {
        let edge = self.x_near(column);
        if self.is_forward() { edge - GAP / 2 } else { edge + GAP / 2 }
    }

    fn link_basis(&self, link: &Link) -> Basis {
        match link.via {
            Via::Step(at) => self.trace.step(at).basis.clone(),
            Via::Fold => {
                let steps = link.near.iter().chain(&link.far).filter_map(|node| {
                    match self.plan.nodes[*node].kind {
                        NodeKind::Fold(at) => Some(&self.trace.folds[at].steps),
                        NodeKind::Coins(_) | NodeKind::Stub(_) => None,
                    }
                });
                let bases = steps.flatten().map(|step| &self.trace.step(*step).basis);
                bases
                    .max_by_key(|basis| **basis != Basis::Observed)
                    .cloned()
                    .unwrap_or(Basis::Observed)
            }
        }
    }

    /// The lines of a link, under everything else.
    fn lines(&mut self, at: usize) {
        let link = &self.plan.links[at];
        let is_dashed = self.link_basis(link) != Basis::Observed;
        let dot = self.layout.dots[at];
        let (dot_x, dot_y) = (self.x_dot(dot.column), self.y_middle(dot.lane));
        for &near in &link.near {
            let slot = self.layout.slots[near];
            let y = self.y_middle(slot.lane);
            let from = self.x_far(slot.column);
            let bend = self.x_far(dot.column - 1);
            let thickness = thickness(self.plan.nodes[near].amount);
            self.canvas.run(from, y, bend, y, dot_x, dot_y, LINE, thickness, is_dashed);
            if !self.is_forward() {
                self.canvas.arrow(from, y, LINE);
            }
        }
        for &far in &link.far {
            let slot = self.layout.slots[far];
            let (x, y) = (self.x_near(slot.column), self.y_middle(slot.lane));
            let thickness = thickness(self.plan.nodes[far].amount);
            self.canvas.run(dot_x, dot_y, dot_x, dot_y, x, y, LINE, thickness, is_dashed);
            if self.is_forward() {
                self.canvas.arrow(x, y, LINE);
            }
        }
    }

    /// The dot of a link with its txid, and what stands on its lines.
    fn labels(&mut self, at: usize) {
        let link = &self.plan.links[at];
        let dot = self.layout.dots[at];
        let (x, y) = (self.x_dot(dot.column), self.y_middle(dot.lane));
        if let Via::Step(step) = link.via {
            self.dot(step, link.near_undrawn, x, y);
        }
        for far in link.far.clone() {
            let lines = self.label(at, far);
            let y = self.y_middle(self.layout.slots[far].lane);
            self.plate(&lines, x, y - DOT_R - 3);
        }
    }

    fn dot(&mut self, at: StepAt, near_undrawn: usize, x: usize, y: usize) {
        let step = self.trace.step(at);
        let mut title = format!(
            "transaction {}\nblock {}, {}\n{} inputs, {} outputs",
            step.txid, step.block, step.time, step.inputs_len, step.outputs_len
        );
        if let Basis::Inferred { rule, .. } = &step.basis {
            title += &format!("\nbasis: inferred, {rule}");
        }
        let is_inferred = step.basis != Basis::Observed;
        let mut text: String = step.txid.to_string().chars().take(8).collect();
        if near_undrawn > 0 {
            text += &format!(" +{near_undrawn} in");
        }
        self.canvas.dot(x, y, DOT_R, &title, is_inferred);
        let face = Face { family: MONO, size: 7, ..Face::FAINT };
        let text_w = width(&text) * 9 / 2 + 2;
        self.canvas.plate(x - text_w / 2, y + DOT_R + 2, text_w, 9);
        self.canvas.text(x, y + DOT_R + 9, &text, Face { anchor: "middle", ..face });
    }

    /// The traced amount that a card received by a link, and when.
    fn label(&self, at: usize, far: NodeAt) -> Vec<String> {
        let node = &self.plan.nodes[far];
        let amount = btc(node.amount);
        let mut lines = Vec::new();
        match &node.kind {
            NodeKind::Coins(coins) => {
                let whole: Option<u128> =
                    coins.iter().map(|coin| self.value(*coin)).sum::<Option<u128>>();
                let of = whole.filter(|whole| *whole != node.amount).map(btc);
                let long = of.map(|of| format!("{amount} of {of} BTC"));
                let fits = long.filter(|long| width(long) * 5 <= GAP - 4);
                lines.push(fits.unwrap_or_else(|| format!("{amount} BTC")));
            }
            NodeKind::Fold(_) => lines.push(format!("{amount} BTC")),
            NodeKind::Stub(_) => return lines,
        }
        if let Via::Step(step) = self.plan.links[at].via {
            let time = self.trace.step(step).time.to_string();
            lines.push(time.replace('T', " ").chars().take(16).collect());
        }
        lines
    }

    fn value(&self, coin: CoinAt) -> Option<u128> {
        self.trace.coin(coin).value.map(|value| u128::from(value.0))
    }

    /// Lines of small text on white, the last one ending above `bottom`.
    fn plate(&mut self, lines: &[String], x_middle: usize, bottom: usize) {
        let Some(widest) = lines.iter().map(|line| width(line)).max() else { return };
        let (w, h) = (widest * 5 + 4, lines.len() * 10 + 2);
        self.canvas.plate(x_middle.saturating_sub(w / 2), bottom - h, w, h);
        for (row, line) in lines.iter().enumerate() {
            let fill = if row == 0 { INK } else { Face::FAINT.fill };
            let face = Face { family: SANS, size: 9, fill, anchor: "middle", ..Face::PLAIN };
            self.canvas.text(x_middle, bottom - h + (row + 1) * 10 - 1, line, face);
        }
    }

    fn card(&mut self, at: NodeAt) {
        let node = &self.plan.nodes[at];
        let card = &self.cards[at];
        let Slot { column, lane } = self.layout.slots[at];
        let (x, y) = (self.x(column), self.y_middle(lane) - CARD_H / 2);
        self.canvas.open_group(&card.title);
        match node.kind {
            NodeKind::Stub(_) => {
                self.canvas.stub(x, y + 8, CARD_W, CARD_H - 16, card.look.colour())
            }
            NodeKind::Coins(_) | NodeKind::Fold(_) => {
                let is_cluster = card.cluster_size.is_some();
                self.canvas.frame(x, y, CARD_W, CARD_H, card.look.colour(), is_cluster);
            }
        }
        self.card_text(at, x, y);
        self.canvas.close_group();
        let pills: Vec<Pill> = card.pills.clone();
        self.pills(&pills, x, y + CARD_H + 4);
        if node.is_start {
            let text = format!("START {} BTC", btc(node.amount));
            let w = width(&text) * 6 + 10;
            self.canvas.pill(x, y - 16, w, 13, START, false);
            let face = Face { size: 9, fill: START, is_bold: true, ..Face::PLAIN };
            self.canvas.text(x + 5, y - 6, &text, face);
        }
    }

    fn card_text(&mut self, at: NodeAt, x: usize, y: usize) {
        let card = &self.cards[at];
        let colour = card.look.colour();
        if matches!(self.plan.nodes[at].kind, NodeKind::Stub(_)) {
            let face = Face { anchor: "middle", fill: colour, ..Face::PLAIN };
            let text = format!("{} {}", card.line1, card.line2);
            let text = shorten_end(&text, 24);
            self.canvas.text(x + CARD_W / 2, y + CARD_H / 2 + 4, &text, Face { size: 9, ..face });
            return;
        }
        match card.look {
            Look::Run => self.canvas.stairs(x + 14, y + 8, colour),
            look => self.canvas.badge(x + 13, y + 7, look.badge(), colour),
        }
        let bold = Face { is_bold: true, ..Face::PLAIN };
        match wrap(&card.line1) {
            (one, None) => self.canvas.text(x + 42, y + 19, &one, Face { size: 10, ..bold }),
            (one, Some(two)) => {
                self.canvas.text(x + 42, y + 14, &one, Face { size: 9, ..bold });
                self.canvas.text(x + 42, y + 25, &two, Face { size: 9, ..bold });
            }
        }
        let mono = Face { family: MONO, size: 9, ..Face::PLAIN };
        self.canvas.text(x + 14, y + 39, &shorten_end(&card.line2, 22), mono);
        if let Some(size) = card.cluster_size {
            let face = Face { size: 8, anchor: "end", ..Face::FAINT };
            let text = format!("cluster of {size}");
            self.canvas.text(x + CARD_W, y - 4, &text, face);
        }
    }

    /// What ended on a card, in one pill under it.
    fn pills(&mut self, pills: &[Pill], x: usize, y: usize) {
        if pills.is_empty() {
            return;
        }
        let texts: Vec<&str> = pills.iter().map(|pill| pill.text.as_str()).collect();
        let text = shorten_end(&texts.join("; "), 46);
        let is_cut = pills.iter().any(|pill| pill.is_cut);
        let w = width(&text) * 47 / 10 + 12;
        self.canvas.pill(x, y, w, 14, if is_cut { "#92400e" } else { "#111827" }, is_cut);
        self.canvas.text(x + 6, y + 10, &text, Face { size: 8, ..Face::PLAIN });
    }
}

/// A name on one line, or on two where it is too long for one.
fn wrap(name: &str) -> (String, Option<String>) {
    const ONE: usize = 13;
    const TWO: usize = 15;
    if width(name) <= ONE {
        return (name.to_owned(), None);
    }
    let words = name.match_indices(' ').map(|(at, _)| at);
    match words.take_while(|at| width(&name[..*at]) <= TWO).last() {
        Some(at) => (name[..at].to_owned(), Some(shorten_end(&name[at + 1..], TWO))),
        None => (shorten_end(name, TWO), None),
    }
}

/// Tenths of a pixel: by the logarithm of the value, since one large line would flatten the rest.
/// By integers (the base-2 logarithm of hundredths of a bitcoin), so that it is the same everywhere.
fn thickness(value_sat: u128) -> usize {
    let log = (1 + value_sat / 1_000_000).ilog2() as usize;
    (10 + log * 45 / 10).min(80)
}
