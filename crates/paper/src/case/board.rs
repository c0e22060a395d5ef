//! A frozen board as paper needs it: its cards, and its movements numbered in the order of time.
//!
//! The number of a movement is the same in the drawing and in the table of hops beside it, and follows
//! from the board alone.

use crate::facts::{time, word};
use crate::sheet::{Block, Column, Line, Row};
use crate::text;
use words::Language;

/// More movements than these are in the data alone.
const ROWS_MAX: usize = 1500;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    pub cards: Vec<Card>,
    /// Numbered from 1 in their order: see [`Board::new`].
    pub movements: Vec<Movement>,
    pub notes: Vec<BoardNote>,
    /// What the board does without, as people would name it.
    pub excluded: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardKind {
    Address,
    /// A hypothesis.
    Cluster,
    Transaction,
    /// Several cards folded into one.
    Group,
    /// What else there is beside a card.
    Rest,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub kind: CardKind,
    /// An address, a transaction's id, a group's title.
    pub name: String,
    pub x: i32,
    pub y: i32,
    pub is_start: bool,
    pub is_pinned: bool,
    /// Why following stopped here, by the trace's words.
    pub ends: Vec<String>,
    pub flag: Option<String>,
    /// Hidden by hand, or within a folded group: told of in the table, not drawn.
    pub is_drawn: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// Names of the cards, in full.
    pub from: String,
    pub to: String,
    /// Where it is drawn: places in the list of cards; none where an end is not drawn.
    pub ends: Option<(usize, usize)>,
    pub txid: Option<String>,
    pub output: Option<u32>,
    pub amount: String,
    pub asset: String,
    pub time: Option<String>,
    pub transactions: u32,
    pub basis: Basis,
    pub flag: Option<String>,
}

/// `kind`: `ledger_fact`, `protocol_decoded`, `heuristic`, `third_party_tag` or `analyst_assertion`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    pub kind: &'static str,
    pub method: Option<String>,
    /// In thousandths.
    pub confidence: Option<u16>,
}

impl Basis {
    /// What anybody finds in the chain itself.
    pub fn is_observed(&self) -> bool {
        matches!(self.kind, "ledger_fact" | "protocol_decoded")
    }

    fn words(&self, language: Language) -> String {
        let kind = word(language, &format!("paper-kind-{}", self.kind.replace('_', "-")));
        let level = self.confidence.map(|level| {
            let (whole, tenth) = (level / 10, level % 10);
            if tenth == 0 { format!(" {whole} %") } else { format!(" {whole}.{tenth} %") }
        });
        let method = self.method.as_deref().map(|method| format!(": {}", text::outside(method)));
        format!("{kind}{}{}", level.unwrap_or_default(), method.unwrap_or_default())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardNote {
    /// What it is on: a card's name, a movement, the board.
    pub on: String,
    pub text: String,
}

impl Board {
    /// Puts the movements into the order of their numbers: of time, those without one last.
    pub fn numbered(mut self) -> Self {
        let key = |movement: &Movement| {
            let time = movement.time.clone();
            let place = (movement.txid.clone(), movement.output);
            let ends = (movement.from.clone(), movement.to.clone(), movement.asset.clone());
            (time.is_none(), time, place, ends)
        };
        self.movements.sort_by_cached_key(key);
        self
    }

    pub fn observed(&self) -> usize {
        self.movements.iter().filter(|movement| movement.basis.is_observed()).count()
    }
}

/// Every movement on the board, each with its hash.
pub fn table(board: &Board, language: Language) -> Vec<Block> {
    let word = |id: &str| word(language, id);
    if board.movements.is_empty() {
        return vec![Block::Para { text: word("paper-board-no-movement") }];
    }
    let columns = vec![
        Column::text(word("paper-column-number"), 0),
        Column::text(word("paper-column-movement"), 4),
        Column::number(word("paper-column-amount")),
        Column::text(word("paper-column-basis"), 1),
    ];
    let all = board.movements.len();
    let rows = board.movements.iter().take(ROWS_MAX).enumerate();
    let rows = rows.map(|(at, movement)| row(at + 1, movement, language)).collect();
    let mut blocks = vec![Block::Table { columns, rows }];
    if all > ROWS_MAX {
        let args = [("shown", (ROWS_MAX as u64).into()), ("all", (all as u64).into())];
        blocks.push(Block::Para { text: words::say(language, "paper-rows-left-out", &args) });
    }
    blocks
}

fn row(number: usize, movement: &Movement, language: Language) -> Row {
    let word = |id: &str| word(language, id);
    let mut lines = Vec::new();
    lines.extend(movement.time.as_deref().map(|at| Line::plain(time(at))));
    match &movement.txid {
        Some(txid) => {
            let output = movement.output.map_or_else(String::new, |output| format!(":{output}"));
            let says = format!("{} {txid}{output}", word("paper-transaction"));
            lines.push(Line::hash(&says));
        }
        None => {
            let args = [("count", u64::from(movement.transactions).into())];
            lines.push(Line::plain(words::say(language, "paper-board-several", &args)));
        }
    }
    lines.push(Line::hash(&format!("{} {}", word("paper-from"), movement.from)));
    lines.push(Line::hash(&format!("{} {}", word("paper-to"), movement.to)));
    lines.extend(movement.flag.as_deref().map(|flag| Line::faint(text::outside(flag))));
    let says = movement.basis.words(language);
    let basis = if movement.basis.is_observed() { Line::plain(says) } else { Line::bold(says) };
    let amount = text::outside(&format!("{} {}", movement.amount, movement.asset));
    Row::of([vec![Line::bold(number.to_string())], lines, vec![Line::plain(amount)], vec![basis]])
}

/// Movements that nobody can read in the chain by themselves.
pub fn inferred(board: &Board, language: Language) -> Vec<Block> {
    let numbered = board.movements.iter().enumerate();
    let inferred = numbered.filter(|(_, movement)| !movement.basis.is_observed());
    let claim = |(at, movement): (usize, &Movement)| {
        let args = [("number", (at as u64 + 1).into())];
        let mut lines = vec![Line::plain(movement.basis.words(language))];
        lines.extend(movement.txid.as_deref().map(Line::hash));
        let head = words::say(language, "paper-board-inferred", &args);
        Block::Claim { is_confirmed: false, head, lines }
    };
    inferred.take(ROWS_MAX).map(claim).collect()
}
