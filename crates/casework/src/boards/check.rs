//! Whether an operation from outside is well formed: names that read, texts that are bounded, places
//! on the board. What it meets on the board is another question ([`super::state`]).

use std::str::FromStr as _;

use model::chain::{LedgerId, Network};
use model::time::Time;

use super::card::{At, Basis, Card, Edge, Exclusion, Expansion, Filter, Group, Note, Placed};
use super::card::{Subject, Target};
use super::op::Op;
use super::place::FAR;
use super::refusal::Refusal;
use crate::text;

/// So many operations one gesture has at most.
pub const OPS_MAX: usize = 4_000;
pub const NOTE_MAX: usize = 10_000;
pub const FLAG_MAX: usize = 200;
pub const TITLE_MAX: usize = 200;
/// Of an id that a page makes.
const KEY_MAX: usize = 40;
/// Of a natural key: two of them and a transaction make an edge's.
const NAME_MAX: usize = 1_000;
const QUESTION_MAX: usize = 4_000;
pub const ENDINGS_MAX: usize = 1_000;

fn malformed(what: impl Into<String>) -> Refusal {
    Refusal::Malformed { what: what.into() }
}

fn ensure(is_good: bool, what: &str) -> Result<(), Refusal> {
    if is_good { Ok(()) } else { Err(malformed(what)) }
}

/// An id that a page makes: a ULID, or anything as plain.
pub fn key(what: &str, text: &str) -> Result<(), Refusal> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_good = (1..=KEY_MAX).contains(&text.len()) && text.chars().all(is_plain);
    ensure(is_good, &format!("{what} is 1 to {KEY_MAX} letters, digits, - and _"))
}

/// A name that is compared and shown, and never interpreted.
fn name(what: &'static str, text: &str) -> Result<(), Refusal> {
    text::is_line(what, text, NAME_MAX)?;
    ensure(text.trim() == text, &format!("{what} begins or ends with a space"))
}

fn ledger(text: &str) -> Result<Network, Refusal> {
    let id = LedgerId::from_str(text).map_err(|error| malformed(error.to_string()))?;
    Ok(id.network)
}

fn address(text: &str) -> Result<(), Refusal> {
    // `multisig:2/…` has colons and slashes; spaces and quotes no address has.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ":/.,_-".contains(c);
    let is_good = (1..=NAME_MAX).contains(&text.len()) && text.chars().all(is_plain);
    ensure(is_good, "an address holds letters, digits and : / . , _ - alone")
}

fn txid(text: &str) -> Result<(), Refusal> {
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    ensure(text.len() == 64 && text.chars().all(is_hex), "a transaction is 64 hex digits")
}

/// A decimal number that is not negative: digits, and perhaps a point and digits.
fn decimal(what: &'static str, text: &str) -> Result<(), Refusal> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_good = text.len() <= 100
        && match text.split_once('.') {
            None => is_digits(text),
            Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        };
    ensure(is_good, &format!("{what} is a decimal number such as 31.02004188"))
}

fn asset(text: &str) -> Result<(), Refusal> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let is_good = (1..=32).contains(&text.len()) && text.chars().all(is_plain);
    ensure(is_good, "an asset is 1 to 32 letters and digits")
}

fn time(text: &str) -> Result<(), Refusal> {
    text.parse::<Time>().map(drop).map_err(|error| malformed(error.to_string()))
}

fn at(at: At) -> Result<(), Refusal> {
    let is_near = (-FAR..=FAR).contains(&at.x) && (-FAR..=FAR).contains(&at.y);
    ensure(is_near, "a card stands within a million of the middle")
}

fn each<'v, V>(
    values: impl IntoIterator<Item = &'v Option<V>>,
    check: impl Fn(&V) -> Result<(), Refusal>,
) -> Result<(), Refusal>
where
    V: 'v,
{
    values.into_iter().flatten().try_for_each(check)
}

fn target(on: &Target) -> Result<(), Refusal> {
    match on {
        Target::Board => Ok(()),
        Target::Card { id } => name("a card", id),
        Target::Edge { id } => name("an edge", id),
    }
}

/// A colour or a flag is on a card or an edge.
fn mark(on: &Target) -> Result<(), Refusal> {
    ensure(*on != Target::Board, "a colour or flag is on a card or an edge")?;
    target(on)
}

fn flag(flag: &str) -> Result<(), Refusal> {
    Ok(text::is_line("the flag", flag, FLAG_MAX)?)
}

fn card(card: &Card) -> Result<(), Refusal> {
    match &card.subject {
        Subject::Address { ledger: of, address: id }
        | Subject::Cluster { ledger: of, address: id } => {
            ledger(of)?;
            address(id)?;
        }
        Subject::Transaction { ledger: of, txid: id } => {
            ledger(of)?;
            txid(id)?;
        }
        Subject::Rest { of, .. } => name("a card", of)?,
    }
    at(card.at)?;
    each([&card.flag], |it| flag(it))
}

fn basis(basis: &Basis) -> Result<(), Refusal> {
    each([&basis.method], |method| name("a method", method))?;
    ensure(basis.confidence.is_none_or(|it| it <= 1000), "confidence is in thousandths, 0 to 1000")
}

fn edge(edge: &Edge) -> Result<(), Refusal> {
    name("a card", &edge.from)?;
    name("a card", &edge.to)?;
    each([&edge.txid], |id| txid(id))?;
    ensure(edge.output.is_none() || edge.txid.is_some(), "an output is of a transaction")?;
    ensure(edge.transactions > 0, "an edge stands for at least one transaction")?;
    decimal("an edge's amount", &edge.amount)?;
    asset(&edge.asset)?;
    each([&edge.time], |at| time(at))?;
    basis(&edge.basis)?;
    each([&edge.flag], |it| flag(it))
}

fn group(group: &Group) -> Result<(), Refusal> {
    text::is_line("the group's title", &group.title, TITLE_MAX)?;
    ensure(group.cards.len() >= 2, "a group has at least two cards")?;
    group.cards.iter().try_for_each(|card| name("a card", card))?;
    let mut sorted: Vec<&String> = group.cards.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    ensure(sorted.len() == group.cards.len(), "a group names each of its cards once")
}

fn note(note: &Note) -> Result<(), Refusal> {
    target(&note.on)?;
    Ok(text::is_prose("the note", &note.text, NOTE_MAX)?)
}

fn filter(filter: &Filter) -> Result<(), Refusal> {
    each([&filter.amount_min], |amount| decimal("the least amount", amount))?;
    each([&filter.asset], |it| asset(it))?;
    each([&filter.from, &filter.to], |at| time(at))
}

fn expansion(expansion: &Expansion) -> Result<(), Refusal> {
    ensure(expansion.shown <= expansion.total, "no more is shown than there is")?;
    filter(&expansion.filter)
}

fn exclusion(what: &Exclusion) -> Result<(), Refusal> {
    match what {
        Exclusion::Rule { rule } => name("a rule", rule),
        Exclusion::Join { ledger: of, txid: id, rule } => {
            ledger(of)?;
            txid(id)?;
            name("a rule", rule)
        }
        Exclusion::Label { subject, source } => {
            name("a label's subject", subject)?;
            name("a label's source", source)
        }
    }
}

fn placed(result: &Placed) -> Result<(), Refusal> {
    ensure(matches!(result.kind.as_str(), "trace" | "path"), "a result is a trace or a path")?;
    text::is_line("the question", &result.question, QUESTION_MAX)?;
    name("a method", &result.method)?;
    asset(&result.asset)?;
    name("the ledger's state", &result.as_of)?;
    let is_hex = result.digest.len() == 64
        && result.digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    ensure(is_hex, "a result's digest is 64 hex digits")?;
    ensure(
        result.endings.len() <= ENDINGS_MAX,
        "a result has too many endings: place its largest",
    )?;
    result.endings.iter().try_for_each(|ending| {
        name("a card", &ending.card)?;
        name("a reason", &ending.why)?;
        decimal("an ending's amount", &ending.amount)
    })
}

pub fn op(op: &Op) -> Result<(), Refusal> {
    match op {
        Op::Add { card: it } | Op::Remove { card: it } => card(it),
        Op::Connect { edge: it } | Op::Disconnect { edge: it } => edge(it),
        Op::Move { card, from, to } => {
            name("a card", card)?;
            at(*from)?;
            at(*to)
        }
        Op::Hide { card } | Op::Show { card } => name("a card", card),
        Op::Colour { on, .. } => mark(on),
        Op::Annotate { on, from, to } => {
            mark(on)?;
            each([from, to], |it| flag(it))
        }
        Op::Group { id, group: it } | Op::Ungroup { id, group: it } => {
            key("a group's id", id)?;
            group(it)
        }
        Op::Fold { id } | Op::Unfold { id } => key("a group's id", id),
        Op::Pin { id, on } | Op::Unpin { id, on } => {
            key("a pin's id", id)?;
            target(on)
        }
        Op::Note { id, from, to } => {
            key("a note's id", id)?;
            each([from, to], note)
        }
        Op::Filter { from, to } => {
            filter(from)?;
            filter(to)
        }
        Op::Exclude { what } | Op::Include { what } => exclusion(what),
        Op::Expand { card, from, to, .. } => {
            name("a card", card)?;
            each([from, to], expansion)
        }
        Op::Place { id, result } | Op::Unplace { id, result } => {
            key("a result's id", id)?;
            placed(result)
        }
    }
}

/// A whole gesture.
pub fn ops(ops: &[Op]) -> Result<(), Refusal> {
    if ops.len() > OPS_MAX {
        return Err(Refusal::TooMany { what: "operations in one gesture", most: OPS_MAX });
    }
    ops.iter().try_for_each(op)
}

/// Whether a gesture speaks of story ledgers alone: an exercise's board holds no real chain, and a
/// real case no story.
pub fn is_of(ops: &[Op], is_synthetic: bool) -> Result<(), Refusal> {
    for op in ops {
        let Op::Add { card } = op else { continue };
        let (Subject::Address { ledger: of, .. }
        | Subject::Cluster { ledger: of, .. }
        | Subject::Transaction { ledger: of, .. }) = &card.subject
        else {
            continue;
        };
        let is_story = ledger(of)? == Network::Story;
        ensure(!is_synthetic || is_story, "an exercise's board holds stories alone")?;
        ensure(is_synthetic || !is_story, "a real case's board holds no story")?;
    }
    Ok(())
}
