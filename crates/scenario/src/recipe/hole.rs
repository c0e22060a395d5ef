//! What stands in a hole: `{i+1}`, `{loot*2/5}`, `{loot~2%}`, `{day 3 14:02}`, `{+20m..60m}`.

use std::collections::BTreeMap;

use model::amount::Sat;
use model::time::{Day, Time};

use super::read::{Bound, bound, range, short};
use crate::story::chance::Chance;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Number(i64),
    Amount(u64),
    Word(String),
}

/// What is known while a recipe is filled in.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub names: BTreeMap<String, Value>,
    pub start: Option<Day>,
    /// Of the block written last.
    pub time: Option<Time>,
}

const SECONDS_MAX: i64 = 5 * 366 * 86_400;

impl Known {
    /// A line with its holes filled.
    pub fn fill(&mut self, line: &str, chance: &mut Chance) -> Result<String, String> {
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(open) = rest.find('{') {
            let close =
                rest[open..].find('}').ok_or("a hole is not closed: '}' is missing")? + open;
            out.push_str(&rest[..open]);
            out.push_str(&self.hole(rest[open + 1..close].trim(), chance)?);
            rest = &rest[close + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    pub fn number(&self, bound: &Bound) -> Result<i64, String> {
        let base = match bound.base.parse::<i64>() {
            Ok(number) => number,
            Err(_) => match self.names.get(&bound.base) {
                Some(Value::Number(number)) => *number,
                Some(_) => return Err(format!("'{}' is not a number here", short(&bound.base))),
                None => return Err(format!("nothing is called '{}'", short(&bound.base))),
            },
        };
        base.checked_add(bound.plus).ok_or_else(|| "too large a number".into())
    }

    fn hole(&mut self, text: &str, chance: &mut Chance) -> Result<String, String> {
        if let Some(rest) = text.strip_prefix("day ") {
            return self.on_day(rest.trim(), chance);
        }
        if let Some(rest) = text.strip_prefix('+') {
            return self.later(rest, chance);
        }
        let name_end = text.find(['*', '/', '~']).unwrap_or(text.len());
        let name = text[..name_end].trim();
        match self.names.get(name) {
            Some(Value::Amount(sat)) => amount(*sat, &text[name_end..], chance),
            Some(Value::Word(word)) if name_end == text.len() => Ok(word.clone()),
            _ => Ok(self.number(&bound(text)?)?.to_string()),
        }
    }

    /// `3 14:02`: the day is a number or a name.
    fn on_day(&mut self, text: &str, chance: &mut Chance) -> Result<String, String> {
        let start = self.start.ok_or("write '% start DAY..DAY' before the first day")?;
        let bad = || format!("'day {}' is not a time: write 'day 3 14:02'", short(text));
        let (day, clock) = text.split_once(' ').ok_or_else(bad)?;
        let day = match day.split_once("..") {
            None => self.number(&bound(day)?)?,
            Some((from, to)) => {
                let (from, to) = (self.number(&bound(from)?)?, self.number(&bound(to)?)?);
                drawn(from, to, chance)?
            }
        };
        let (hours, minutes) = clock.trim().split_once(':').ok_or_else(bad)?;
        let clock = |text: &str, most: i64| {
            text.parse::<i64>().ok().filter(|number| (0..most).contains(number)).ok_or_else(bad)
        };
        let seconds = clock(hours, 24)? * 3_600 + clock(minutes, 60)? * 60;
        let days = day.checked_mul(86_400).filter(|days| (0..=SECONDS_MAX).contains(days));
        let after = days.ok_or_else(bad)? + seconds;
        self.at(Time::from_seconds(start.start().seconds() + after))
    }

    /// `90m`, `20m..60m`: after the block before.
    fn later(&mut self, text: &str, chance: &mut Chance) -> Result<String, String> {
        let before =
            self.time.ok_or("the first block has a day of its own: write {day 0 09:00}")?;
        let (from, to) = if text.contains("..") { range(text)? } else { (text, text) };
        let seconds = drawn(span(from)?, span(to)?, chance)?;
        self.at(Time::from_seconds(before.seconds() + seconds))
    }

    fn at(&mut self, time: Time) -> Result<String, String> {
        if self.time.is_some_and(|before| time < before) {
            return Err(format!("{time} is before the block before"));
        }
        self.time = Some(time);
        Ok(time.to_string())
    }
}

/// `90m`, `2h`, `3d`.
fn span(text: &str) -> Result<i64, String> {
    let text = text.trim().trim_start_matches('+');
    let unit = match text.chars().last() {
        Some('m') => 60,
        Some('h') => 3_600,
        Some('d') => 86_400,
        _ => return Err(format!("'{}' is not a time: write 90m, 2h or 3d", short(text))),
    };
    let many: i64 =
        text[..text.len() - 1].parse().map_err(|_| format!("'{}' is not a time", short(text)))?;
    let seconds = many.checked_mul(unit).filter(|seconds| (0..=SECONDS_MAX).contains(seconds));
    seconds.ok_or_else(|| format!("'{}' is too long", short(text)))
}

fn drawn(from: i64, to: i64, chance: &mut Chance) -> Result<i64, String> {
    let width = to.checked_sub(from).and_then(|width| u64::try_from(width).ok());
    let width = width.ok_or_else(|| format!("{from}..{to} runs backwards"))?;
    let drawn = i64::try_from(chance.between(0, width)).map_err(|_| "too wide a range")?;
    Ok(from + drawn)
}

/// An amount with `*2`, `/5` and at last `~3%` behind it.
fn amount(sat: u64, mut steps: &str, chance: &mut Chance) -> Result<String, String> {
    let bad = |steps: &str| format!("'{}' is not *2, /5 or ~3%", short(steps));
    let mut value = u128::from(sat);
    while let Some(sign) = steps.chars().next() {
        let end = steps[1..].find(['*', '/', '~']).map_or(steps.len(), |at| at + 1);
        let operand = steps[1..end].trim();
        let digits = operand.strip_suffix('%').filter(|_| sign == '~').unwrap_or(operand);
        let number: u128 = digits.parse::<u32>().map_err(|_| bad(steps))?.into();
        value = match sign {
            '*' => value * number,
            '/' if number > 0 => value / number,
            '~' if number <= 100 => {
                let wide = value * number / 100;
                let fit = |value| u64::try_from(value).map_err(|_| bad(steps));
                chance.between(fit(value - wide)?, fit(value + wide)?).into()
            }
            _ => return Err(bad(steps)),
        };
        steps = &steps[end..];
        if value > u128::from(model::amount::MONEY_MAX.0) {
            return Err("more than the 21 million BTC there can be".into());
        }
    }
    let value = u64::try_from(value).expect("below what there can be");
    Ok(Sat(value).to_btc())
}
