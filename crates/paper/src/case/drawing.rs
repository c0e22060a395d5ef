//! A board drawn for paper: one colour, solid lines for what was observed and dashed ones for the rest,
//! numbers instead of amounts where there is no room.
//!
//! Cards stand where they stood. A board that is wider or higher than what can be read on a page is
//! drawn once whole, small, and then in parts; each part is a window on the same drawing.

use std::fmt::Write as _;

use words::Language;

use super::board::{Board, Card, CardKind, Movement};
use crate::facts::word;
use crate::text;

/// The pitches of the board itself.
pub const CARD_WIDTH: i32 = 136;
pub const CARD_HEIGHT: i32 = 46;
const COLUMN_PITCH: i32 = 222;
const LANE_PITCH: i32 = 78;
const MARGIN: i32 = 26;

/// What can be read on a page on its side.
const COLUMNS_MAX: i32 = 6;
const LANES_MAX: i32 = 9;
/// More parts than these are in the data alone.
pub const PARTS_MAX: usize = 24;

/// Characters of a name on a card.
const NAME_MAX: usize = 20;

/// The drawings of a board: the whole of it first, then its parts where one page cannot hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawings {
    pub whole: String,
    pub parts: Vec<String>,
    /// Parts with something in them that were not drawn.
    pub left_out: usize,
}

/// A window on the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    x: i32,
    y: i32,
    width: i32,
    height: i32,
}

impl Window {
    fn holds(self, x: i32, y: i32, width: i32, height: i32) -> bool {
        x < self.x + self.width
            && x + width > self.x
            && y < self.y + self.height
            && y + height > self.y
    }
}

pub fn draw(board: &Board, language: Language) -> Drawings {
    let drawn = || board.cards.iter().filter(|card| card.is_drawn);
    let Some(bounds) = bounds(drawn()) else {
        let window = Window { x: 0, y: 0, width: COLUMN_PITCH, height: LANE_PITCH };
        return Drawings { whole: svg(board, window, language), parts: Vec::new(), left_out: 0 };
    };
    let whole = svg(board, bounds, language);
    let (width, height) = (COLUMNS_MAX * COLUMN_PITCH, LANES_MAX * LANE_PITCH);
    if bounds.width <= width + MARGIN && bounds.height <= height + MARGIN {
        return Drawings { whole, parts: Vec::new(), left_out: 0 };
    }
    // A column is on two parts, so that a movement over the edge is read on one of them.
    let (step_x, step_y) = (width - COLUMN_PITCH, height - LANE_PITCH);
    let part_of = |card: &Card| {
        ((card.y - bounds.y).div_euclid(step_y), (card.x - bounds.x).div_euclid(step_x))
    };
    let mut places: Vec<(i32, i32)> = drawn().map(part_of).collect();
    places.sort_unstable();
    places.dedup();
    let left_out = places.len().saturating_sub(PARTS_MAX);
    let parts = places.into_iter().take(PARTS_MAX).map(|(row, column)| {
        let (x, y) = (bounds.x + column * step_x, bounds.y + row * step_y);
        svg(board, Window { x, y, width, height }, language)
    });
    Drawings { whole, parts: parts.collect(), left_out }
}

fn bounds<'a>(cards: impl Iterator<Item = &'a Card>) -> Option<Window> {
    let corners = cards.map(|card| (card.x, card.y, card.x, card.y));
    let (left, top, right, bottom) =
        corners.reduce(|a, b| (a.0.min(b.0), a.1.min(b.1), a.2.max(b.2), a.3.max(b.3)))?;
    Some(Window {
        x: left - MARGIN,
        y: top - MARGIN,
        width: right - left + CARD_WIDTH + 2 * MARGIN,
        height: bottom - top + CARD_HEIGHT + 2 * MARGIN,
    })
}

const HEAD: &str = "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" \
markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" \
fill=\"#111827\"/></marker>";

fn svg(board: &Board, window: Window, language: Language) -> String {
    let Window { x, y, width, height } = window;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"{x} {y} {width} {height}\" font-family=\"Noto Sans, Noto Sans Thai Looped\">\n\
         {HEAD}<clipPath id=\"page\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>\
         </clipPath></defs>\n<g clip-path=\"url(#page)\">\n"
    );
    let mut beside = Beside::default();
    for (at, movement) in board.movements.iter().enumerate() {
        let Some((from, to)) = movement.ends else { continue };
        let (Some(from), Some(to)) = (board.cards.get(from), board.cards.get(to)) else { continue };
        let lane = beside.next(movement);
        line(&mut out, at + 1, movement, (from, to), lane, window);
    }
    for card in board.cards.iter().filter(|card| card.is_drawn) {
        if window.holds(card.x, card.y, CARD_WIDTH, CARD_HEIGHT) {
            draw_card(&mut out, card, language);
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// Movements between the same two cards are drawn side by side.
#[derive(Default)]
struct Beside(std::collections::BTreeMap<(usize, usize), i32>);

impl Beside {
    fn next(&mut self, movement: &Movement) -> i32 {
        let Some(ends) = movement.ends else { return 0 };
        let count = self.0.entry(ends).or_default();
        *count += 1;
        *count - 1
    }
}

fn line(
    out: &mut String,
    number: usize,
    movement: &Movement,
    (from, to): (&Card, &Card),
    lane: i32,
    window: Window,
) {
    let down = lane * 15;
    let (x1, y1) = (from.x + CARD_WIDTH, from.y + CARD_HEIGHT / 2 + down.min(16));
    let (x2, y2) = (to.x, to.y + CARD_HEIGHT / 2 + down.min(16));
    let pull = ((x2 - x1).abs() / 2).clamp(40, 160);
    let bend = if lane == 0 { 0 } else { down };
    let (left, right) = (x1.min(x2) - pull, x1.max(x2) + pull);
    let (top, bottom) = (y1.min(y2) - 20, y1.max(y2) + bend + 20);
    if !window.holds(left, top, right - left, bottom - top) {
        return;
    }
    let dash = if movement.basis.is_observed() { "" } else { " stroke-dasharray=\"5 4\"" };
    let (cx1, cx2) = (x1 + pull, x2 - pull);
    let _ = writeln!(
        out,
        "<path d=\"M{x1} {y1}C{cx1} {} {cx2} {} {x2} {y2}\" fill=\"none\" stroke=\"#111827\" \
         stroke-width=\"1.3\"{dash} marker-end=\"url(#tip)\"/>",
        y1 + bend,
        y2 + bend,
    );
    // The middle of the curve.
    let middle = |a: i32, b: i32, c: i32, d: i32| (a + 3 * b + 3 * c + d) / 8;
    let (mx, my) = (middle(x1, cx1, cx2, x2), middle(y1, y1 + bend, y2 + bend, y2));
    let amount = shortened(&format!("{} {}", movement.amount, movement.asset), 16);
    let digits = number.to_string();
    let half = 5 + 3 * i32::try_from(digits.len()).unwrap_or(4);
    let (left, wide, top) = (mx - half, 2 * half, my - 7);
    let (digits_at, amount_at) = (my + 4, my + 16);
    let _ = writeln!(
        out,
        "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"14\" rx=\"7\" fill=\"#fff\" \
         stroke=\"#111827\"/><text x=\"{mx}\" y=\"{digits_at}\" font-size=\"9.5\" \
         font-weight=\"bold\" text-anchor=\"middle\">{digits}</text>\n\
         <text x=\"{mx}\" y=\"{amount_at}\" font-size=\"8\" text-anchor=\"middle\" stroke=\"#fff\" \
         stroke-width=\"2.5\">{amount}</text>\
         <text x=\"{mx}\" y=\"{amount_at}\" font-size=\"8\" text-anchor=\"middle\">{amount}</text>",
    );
}

fn draw_card(out: &mut String, card: &Card, language: Language) {
    let (x, y) = (card.x, card.y);
    let weight = if card.is_start { "2.4" } else { "1.2" };
    let round = if card.kind == CardKind::Transaction { 16 } else { 3 };
    let dash = if card.kind == CardKind::Rest { " stroke-dasharray=\"2 3\"" } else { "" };
    if card.kind == CardKind::Group {
        let _ = writeln!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{CARD_WIDTH}\" height=\"{CARD_HEIGHT}\" rx=\"3\" \
             fill=\"#fff\" stroke=\"#111827\"/>",
            x + 4,
            y + 4,
        );
    }
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{CARD_WIDTH}\" height=\"{CARD_HEIGHT}\" rx=\"{round}\" \
         fill=\"#fff\" stroke=\"#111827\" stroke-width=\"{weight}\"{dash}/>"
    );
    if card.kind == CardKind::Cluster {
        let _ = writeln!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"2\" fill=\"none\" \
             stroke=\"#111827\" stroke-width=\"0.8\"/>",
            x + 3,
            y + 3,
            CARD_WIDTH - 6,
            CARD_HEIGHT - 6,
        );
    }
    let kind = word(language, kind_id(card.kind));
    let start = if card.is_start {
        format!(" · {}", word(language, "paper-card-start"))
    } else {
        String::new()
    };
    let pinned = if card.is_pinned {
        format!(" · {}", word(language, "paper-card-pinned"))
    } else {
        String::new()
    };
    put(out, card, 13, "7.5", false, &format!("{kind}{start}{pinned}"));
    put(out, card, 26, "9.5", true, &name(card));
    let ends = card
        .ends
        .iter()
        .map(|why| word(language, &format!("paper-stop-{}", why.replace(' ', "-"))));
    let below: Vec<String> = ends.chain(card.flag.clone()).collect();
    put(out, card, 39, "7.5", false, &shortened_plain(&below.join(" · "), 32));
}

fn kind_id(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Address => "paper-card-address",
        CardKind::Cluster => "paper-card-cluster",
        CardKind::Transaction => "paper-card-transaction",
        CardKind::Group => "paper-card-group",
        CardKind::Rest => "paper-card-rest",
    }
}

fn put(out: &mut String, card: &Card, down: i32, size: &str, is_bold: bool, says: &str) {
    if says.is_empty() {
        return;
    }
    let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" font-size=\"{size}\"{weight}>{}</text>",
        card.x + 8,
        card.y + down,
        escaped(says)
    );
}

/// Both ends of an address or hash can be compared; a title is read from its beginning.
fn name(card: &Card) -> String {
    match card.kind {
        CardKind::Group | CardKind::Rest => shortened_plain(&card.name, NAME_MAX),
        _ => {
            let chars: Vec<char> = card.name.chars().collect();
            if chars.len() <= NAME_MAX {
                return card.name.clone();
            }
            let start: String = chars[..10].iter().collect();
            let end: String = chars[chars.len() - 7..].iter().collect();
            format!("{start}\u{2026}{end}")
        }
    }
}

fn shortened_plain(says: &str, most: usize) -> String {
    match says.char_indices().nth(most) {
        None => says.to_owned(),
        Some((end, _)) => format!("{}\u{2026}", &says[..end]),
    }
}

fn shortened(says: &str, most: usize) -> String {
    escaped(&shortened_plain(says, most))
}

/// Texts are from outside: what would be markup is text.
fn escaped(says: &str) -> String {
    let mut out = String::with_capacity(says.len());
    for c in text::drawing(says).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}
