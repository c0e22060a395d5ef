//! Lines into statements. Nothing is known here of what was said before: names are resolved when
//! the text is performed.

use model::amount::{MONEY_MAX, Sat};
use model::chain::{LedgerId, LedgerKind, Network};
use model::time::Time;

use super::words::{Word, split};
use super::{Holder, ScenarioError, is_name_char};

/// A statement and the line it stands on.
#[derive(Debug, Clone)]
pub struct Statement {
    pub line: usize,
    pub says: Says,
}

#[derive(Debug, Clone)]
pub enum Says {
    Ledger(LedgerId),
    Keys(String),
    Block { time: Option<u32>, height: Height },
    Back(u32),
    Tx(Tx),
}

/// What a block line says of its height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Height {
    Next,
    Stated(u32),
    Unsaid,
}

#[derive(Debug, Clone)]
pub struct Tx {
    pub name: String,
    /// `None`: a coinbase.
    pub inputs: Option<Vec<Input>>,
    pub outputs: Vec<Output>,
    pub options: Options,
}

#[derive(Debug, Clone)]
pub enum Input {
    Known { tx: String, vout: u32 },
    Unknown { tx: Option<String>, vout: u32, described: Option<(Holder, Sat)> },
}

#[derive(Debug, Clone)]
pub enum Output {
    Holder { holder: Holder, amount: Amount },
    Data { text: String, value: Sat },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    Stated(Sat),
    Rest,
}

#[derive(Debug, Clone, Default)]
pub struct Options {
    pub rbf: bool,
    pub lock_time: u32,
    pub version: Option<i32>,
    pub fee: Option<Sat>,
    pub tag: Option<String>,
}

/// Names stand in coinbase scripts, which are at most 100 bytes long.
const NAME_LEN_MAX: usize = 60;
/// A push of one length byte, with room for the rest of the script.
const DATA_LEN_MAX: usize = 220;

pub fn read(text: &str) -> Result<Vec<Statement>, ScenarioError> {
    let mut statements = Vec::new();
    let mut keys = None;
    for (at, line) in text.lines().enumerate() {
        let here = |problem| ScenarioError::Line { line: at + 1, problem };
        let words = split(line).map_err(here)?;
        if words.is_empty() {
            continue;
        }
        let mut says = statement(&mut Words { words: &words }).map_err(here)?;
        match (&mut says, &keys) {
            (Says::Keys(_), Some(_)) => return Err(here("the keys' word is said once".into())),
            (Says::Keys(word), None) => keys = Some(word.clone()),
            (Says::Tx(tx), Some(word)) => tx.key(word),
            _ => {}
        }
        statements.push(Statement { line: at + 1, says });
    }
    Ok(statements)
}

impl Tx {
    /// Makes the keys of its holders of this word too.
    fn key(&mut self, word: &str) {
        let described = self.inputs.iter_mut().flatten().filter_map(|input| match input {
            Input::Unknown { described: Some((holder, _)), .. } => Some(holder),
            _ => None,
        });
        let paid = self.outputs.iter_mut().filter_map(|output| match output {
            Output::Holder { holder, .. } => Some(holder),
            Output::Data { .. } => None,
        });
        for holder in described.chain(paid) {
            *holder = holder.clone().keyed(word);
        }
    }
}

/// The words of a line not read yet.
struct Words<'a, 'b> {
    words: &'b [Word<'a>],
}

impl<'a> Words<'a, '_> {
    fn next(&mut self) -> Option<Word<'a>> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(*first)
    }

    fn peek(&self) -> Option<Word<'a>> {
        self.words.first().copied()
    }

    fn plain(&mut self, wanted: &str) -> Result<&'a str, String> {
        match self.next() {
            Some(Word::Plain(text)) => Ok(text),
            Some(other) => Err(format!("expected {wanted}, found {other}")),
            None => Err(format!("expected {wanted}, found the end of the line")),
        }
    }

    /// Takes a sign if it is next.
    fn take(&mut self, sign: Word<'_>) -> bool {
        let is_next = self.peek() == Some(sign);
        if is_next {
            self.next();
        }
        is_next
    }

    fn end(&self) -> Result<(), String> {
        match self.peek() {
            None => Ok(()),
            Some(word) => Err(format!("{word} is more than this line can take")),
        }
    }
}

fn statement(words: &mut Words<'_, '_>) -> Result<Says, String> {
    let first = words.plain("a statement (ledger, keys, block, back or NAME:)")?;
    let says = match first {
        "ledger" => ledger(words)?,
        "keys" => Says::Keys(words.plain("a word for the keys")?.into()),
        "block" => block(words)?,
        "back" => {
            let count = words.plain("how many blocks to go back")?;
            match count.parse() {
                Ok(count) if count > 0 => Says::Back(count),
                _ => return Err(format!("'{count}' is not a number of blocks")),
            }
        }
        _ => match first.strip_suffix(':') {
            Some(name) => Says::Tx(transaction(name, words)?),
            None => {
                return Err(format!(
                    "'{first}' is no statement: write ledger, keys, block, back or NAME: INPUTS -> OUTPUTS"
                ));
            }
        },
    };
    words.end()?;
    Ok(says)
}

fn ledger(words: &mut Words<'_, '_>) -> Result<Says, String> {
    let network: Network = words.plain("a network")?.parse().map_err(|_| {
        let known: Vec<String> = Network::ALL.iter().map(Network::to_string).collect();
        format!("the network is one of {}", known.join(", "))
    })?;
    let kind = match words.plain("'linked' or 'partial'")? {
        "linked" => LedgerKind::Linked,
        "partial" => LedgerKind::Partial,
        other => return Err(format!("'{other}' is neither 'linked' nor 'partial'")),
    };
    if kind == LedgerKind::Linked && network != Network::Story {
        return Err(format!(
            "only a story can be linked, since its genesis is ours: write 'ledger {network} partial'"
        ));
    }
    Ok(Says::Ledger(LedgerId { network, kind }))
}

fn block(words: &mut Words<'_, '_>) -> Result<Says, String> {
    let mut time = None;
    let mut height = Height::Next;
    while let Some(word) = words.next() {
        let Word::Plain(text) = word else {
            return Err(format!("expected a time or a height, found {word}"));
        };
        if let Some(stated) = text.strip_prefix("height=") {
            height = match stated {
                "none" => Height::Unsaid,
                _ => Height::Stated(
                    stated.parse().map_err(|_| format!("'{stated}' is not a height"))?,
                ),
            };
        } else {
            let parsed: Time = text.parse().map_err(|error| format!("{error}"))?;
            let seconds = u32::try_from(parsed.seconds())
                .map_err(|_| format!("a block's time ends in 2106; '{text}' is later"))?;
            time = Some(seconds);
        }
    }
    Ok(Says::Block { time, height })
}

fn transaction(name: &str, words: &mut Words<'_, '_>) -> Result<Tx, String> {
    let name = checked_name(name)?;
    let inputs = if words.take(Word::Plain("coinbase")) {
        None
    } else {
        let mut inputs = vec![input(words)?];
        while words.take(Word::Plus) {
            inputs.push(input(words)?);
        }
        Some(inputs)
    };
    if !words.take(Word::Arrow) {
        return Err(match words.peek() {
            Some(word) => format!("expected '->' before the outputs, found {word}"),
            None => String::from("expected '->' and the outputs"),
        });
    }
    let mut outputs = vec![output(words)?];
    while words.take(Word::Comma) {
        outputs.push(output(words)?);
    }
    let options = if words.take(Word::Open) { options(words)? } else { Options::default() };
    Ok(Tx { name, inputs, outputs, options })
}

fn checked_name(name: &str) -> Result<String, String> {
    let fits = name.len() <= NAME_LEN_MAX
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(is_name_char);
    if fits && !name.starts_with("coinbase") {
        return Ok(name.into());
    }
    let shown: String = name.chars().take(NAME_LEN_MAX).collect();
    Err(format!(
        "'{shown}' cannot name a transaction: letters, digits, '_', '-' and '.', a letter first, at most {NAME_LEN_MAX}, and not 'coinbase…'"
    ))
}

fn input(words: &mut Words<'_, '_>) -> Result<Input, String> {
    let text = words.plain("an input")?;
    let (unknown, reference) = match text.strip_prefix('?') {
        Some(reference) => (true, reference),
        None => (false, text),
    };
    let (tx, vout) = match reference.split_once(':') {
        None => (reference, 0),
        Some((tx, vout)) => (
            tx,
            vout.parse().map_err(|_| format!("'{vout}' in '{text}' is not an output's number"))?,
        ),
    };
    if !unknown {
        return Ok(Input::Known { tx: tx.into(), vout });
    }
    let tx = if tx.is_empty() { None } else { Some(checked_name(tx)?) };
    let described = match words.peek() {
        Some(Word::Plain(_)) => {
            let holder = Holder::parse(words.plain("a holder")?)?;
            Some((holder, amount(words.plain("the amount of the unknown output")?)?))
        }
        _ => None,
    };
    Ok(Input::Unknown { tx, vout, described })
}

fn output(words: &mut Words<'_, '_>) -> Result<Output, String> {
    let first = words.plain("a holder")?;
    if first == "data" {
        return data(words);
    }
    let holder = Holder::parse(first)?;
    let amount = match words.plain("an amount")? {
        "rest" => Amount::Rest,
        text => Amount::Stated(amount(text)?),
    };
    Ok(Output::Holder { holder, amount })
}

fn data(words: &mut Words<'_, '_>) -> Result<Output, String> {
    let text = match words.peek() {
        Some(Word::Quoted(text)) => {
            words.next();
            text
        }
        _ => return Err(String::from("expected quoted text after 'data'")),
    };
    if text.len() > DATA_LEN_MAX {
        return Err(format!("the data is {} bytes long; at most {DATA_LEN_MAX}", text.len()));
    }
    let value = match words.peek() {
        Some(Word::Plain(_)) => amount(words.plain("an amount")?)?,
        _ => Sat::ZERO,
    };
    Ok(Output::Data { text: text.into(), value })
}

/// BTC with up to eight decimals, or `…sat`.
fn amount(text: &str) -> Result<Sat, String> {
    let bad = || format!("'{text}' is not an amount: write BTC like 0.5 or satoshis like 546sat");
    let digits = |part: &str| {
        let fits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<u64>().ok()).flatten()
    };
    let value = if let Some(sat) = text.strip_suffix("sat") {
        digits(sat).ok_or_else(bad)?
    } else {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        if fraction.len() > 8 {
            return Err(format!("'{text}' has more than eight decimals"));
        }
        let whole = digits(whole).ok_or_else(bad)?;
        let fraction = digits(&format!("{fraction:0<8}")).ok_or_else(bad)?;
        whole.checked_mul(100_000_000).and_then(|sat| sat.checked_add(fraction)).ok_or_else(bad)?
    };
    if value > MONEY_MAX.0 {
        return Err(format!("'{text}' is more than the 21 million BTC there can be"));
    }
    Ok(Sat(value))
}

fn options(words: &mut Words<'_, '_>) -> Result<Options, String> {
    let mut options = Options::default();
    while !words.take(Word::Close) {
        let text = words.plain("an option or ']'")?;
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        let bad = || {
            format!(
                "'{text}' is not an option: write rbf, locktime=N, version=N, fee=AMOUNT or tag=WORD"
            )
        };
        match key {
            "rbf" if text == "rbf" => options.rbf = true,
            "locktime" => options.lock_time = value.parse().map_err(|_| bad())?,
            "version" => options.version = Some(value.parse().map_err(|_| bad())?),
            "fee" => options.fee = Some(amount(value)?),
            "tag" => options.tag = Some(checked_name(value)?),
            _ => return Err(bad()),
        }
    }
    Ok(options)
}
