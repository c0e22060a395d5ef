//! Lines into parts: what is drawn, what repeats, what stands as it is.

use model::amount::Sat;
use model::time::Day;

use super::RecipeError;

/// A part and the line it begins on.
#[derive(Debug, Clone)]
pub struct Part {
    pub line: usize,
    pub says: Says,
}

#[derive(Debug, Clone)]
pub enum Says {
    /// A line of the scenario, its holes not filled.
    Text(String),
    Draw {
        name: String,
        from: u64,
        to: u64,
        is_amount: bool,
    },
    Pick {
        name: String,
        words: Vec<String>,
    },
    Start {
        from: Day,
        to: Day,
    },
    Repeat {
        name: String,
        from: Bound,
        to: Bound,
        parts: Vec<Part>,
    },
    Bystanders(u64),
}

/// `12`, `victims`, `victims-1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// A number or a name.
    pub base: String,
    pub plus: i64,
}

const DEPTH_MAX: usize = 4;

pub fn read(recipe: &str) -> Result<Vec<Part>, RecipeError> {
    // The innermost open `repeat` last; each with what it holds so far.
    let mut open: Vec<(Part, Vec<Part>)> = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    for (at, text) in recipe.lines().enumerate() {
        let line = at + 1;
        let here = |problem: String| RecipeError { line, problem };
        let says = match text.trim_start().strip_prefix('%') {
            None => Some(Says::Text(text.into())),
            Some(rest) if rest.trim() == "end" => None,
            Some(rest) => Some(directive(rest.trim()).map_err(here)?),
        };
        match says {
            Some(says @ Says::Repeat { .. }) => {
                if open.len() == DEPTH_MAX {
                    return Err(here(format!("more than {DEPTH_MAX} repeats inside each other")));
                }
                open.push((Part { line, says }, std::mem::take(&mut parts)));
            }
            Some(says) => parts.push(Part { line, says }),
            None => {
                let Some((mut repeat, before)) = open.pop() else {
                    return Err(here("'% end' without '% repeat'".into()));
                };
                let inside = std::mem::replace(&mut parts, before);
                if let Says::Repeat { parts, .. } = &mut repeat.says {
                    *parts = inside;
                }
                parts.push(repeat);
            }
        }
    }
    match open.pop() {
        None => Ok(parts),
        Some((repeat, _)) => {
            Err(RecipeError { line: repeat.line, problem: "this repeat has no '% end'".into() })
        }
    }
}

fn directive(text: &str) -> Result<Says, String> {
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    match verb {
        "draw" => draw(rest),
        "pick" => pick(rest),
        "start" => {
            let (from, to) = range(rest)?;
            let day = |text: &str| text.parse::<Day>().map_err(|error| error.to_string());
            Ok(Says::Start { from: day(from)?, to: day(to)? })
        }
        "repeat" => repeat(rest),
        "bystanders" => rest
            .trim()
            .parse()
            .map(Says::Bystanders)
            .map_err(|_| format!("'{}' is not a number of payments", short(rest))),
        _ => Err(format!(
            "'% {}' is nothing a recipe knows: write draw, pick, start, repeat, end or bystanders",
            short(verb)
        )),
    }
}

fn draw(text: &str) -> Result<Says, String> {
    let (name, range_text) = named(text)?;
    let (is_amount, range_text) = match range_text.strip_suffix("btc") {
        Some(range_text) => (true, range_text.trim()),
        None => (false, range_text),
    };
    let (from, to) = range(range_text)?;
    let number = |text: &str| -> Result<u64, String> {
        if is_amount {
            return Sat::from_btc(text).map(|sat| sat.0).map_err(|error| error.to_string());
        }
        text.parse().map_err(|_| format!("'{}' is not a number", short(text)))
    };
    let (from, to) = (number(from)?, number(to)?);
    if from > to {
        return Err(format!("'{}' runs backwards", short(range_text)));
    }
    Ok(Says::Draw { name, from, to, is_amount })
}

fn pick(text: &str) -> Result<Says, String> {
    let (name, words) = named(text)?;
    let words: Vec<String> = words.split('|').map(|word| word.trim().to_owned()).collect();
    match words.iter().find(|word| word.is_empty() || word.contains(['{', '}', '%'])) {
        Some(word) => Err(format!("'{}' is not a word to pick", short(word))),
        None => Ok(Says::Pick { name, words }),
    }
}

fn repeat(text: &str) -> Result<Says, String> {
    let (name, bounds) = text.trim().split_once(' ').ok_or("write '% repeat i 1..count'")?;
    let (from, to) = range(bounds)?;
    let parts = Vec::new();
    Ok(Says::Repeat { name: name_of(name)?, from: bound(from)?, to: bound(to)?, parts })
}

/// `count`, `count-1`, `12`.
pub fn bound(text: &str) -> Result<Bound, String> {
    let sign = text.find(['+', '-']).filter(|at| *at > 0);
    let (base, plus) = match sign {
        None => (text, 0),
        Some(at) => {
            let bad = || format!("'{}' is not a number or a name with +1 or -1", short(text));
            let digits = &text[at + 1..];
            let many: i64 = digits.trim().parse::<u32>().map_err(|_| bad())?.into();
            (&text[..at], if text[at..].starts_with('-') { -many } else { many })
        }
    };
    let base = base.trim();
    let is_number = !base.is_empty() && base.bytes().all(|byte| byte.is_ascii_digit());
    let base = if is_number { base.to_owned() } else { name_of(base)? };
    Ok(Bound { base, plus })
}

fn named(text: &str) -> Result<(String, &str), String> {
    let (name, rest) = text.split_once('=').ok_or("write NAME = …")?;
    Ok((name_of(name.trim())?, rest.trim()))
}

fn name_of(text: &str) -> Result<String, String> {
    let is_name = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && text.len() <= 30
        && text != "day";
    if is_name { Ok(text.into()) } else { Err(format!("'{}' is not a name", short(text))) }
}

pub fn range(text: &str) -> Result<(&str, &str), String> {
    let (from, to) = text.split_once("..").ok_or_else(|| {
        format!("'{}' is not a range: write the first, two dots, the last", short(text))
    })?;
    Ok((from.trim(), to.trim()))
}

pub fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
