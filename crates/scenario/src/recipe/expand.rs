//! Parts into lines: draws what is drawn, repeats what repeats, fills the holes.

use super::hole::{Known, Value};
use super::read::{Part, Says};
use super::{Cooked, LINES_MAX, RecipeError};
use crate::story::chance::Chance;

pub fn expand(parts: &[Part], keys: &str, chance: &mut Chance) -> Result<Cooked, RecipeError> {
    let is_word = !keys.is_empty() && keys.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_word {
        return Err(RecipeError {
            line: 1,
            problem: "the keys' word is letters and digits".into(),
        });
    }
    let mut out =
        Writing { known: Known::default(), text: String::new(), lines: Vec::new(), chance };
    out.line(&format!("keys {keys}"), None);
    out.parts(parts)?;
    Ok(Cooked { text: out.text, lines: out.lines })
}

struct Writing<'c> {
    known: Known,
    text: String,
    lines: Vec<Option<usize>>,
    chance: &'c mut Chance,
}

impl Writing<'_> {
    fn parts(&mut self, parts: &[Part]) -> Result<(), RecipeError> {
        for part in parts {
            let here = |problem| RecipeError { line: part.line, problem };
            if self.lines.len() >= LINES_MAX {
                return Err(here(format!("the recipe comes to more than {LINES_MAX} lines")));
            }
            match &part.says {
                Says::Text(line) => {
                    let filled = self.known.fill(line, self.chance).map_err(here)?;
                    self.line(&filled, Some(part.line));
                }
                Says::Draw { name, from, to, is_amount } => {
                    let drawn = self.chance.between(*from, *to);
                    let value = if *is_amount {
                        Value::Amount(drawn)
                    } else {
                        let number = i64::try_from(drawn);
                        Value::Number(number.map_err(|_| here("too large a number".into()))?)
                    };
                    self.name(name, value).map_err(here)?;
                }
                Says::Pick { name, words } => {
                    let word = self.chance.pick(words).clone();
                    self.name(name, Value::Word(word)).map_err(here)?;
                }
                Says::Start { from, to } => {
                    if self.known.start.is_some() || self.known.time.is_some() {
                        return Err(here("the start is said once, before the first block".into()));
                    }
                    let days = (to.start().seconds() - from.start().seconds()) / 86_400;
                    let days =
                        u64::try_from(days).map_err(|_| here("the days run backwards".into()))?;
                    let after = i64::try_from(self.chance.between(0, days)).expect("a few days");
                    let start = from.start().seconds() + after * 86_400;
                    self.known.start = Some(model::time::Time::from_seconds(start).day());
                }
                Says::Repeat { name, from, to, parts } => {
                    let from = self.known.number(from).map_err(here)?;
                    let to = self.known.number(to).map_err(here)?;
                    let times = to.saturating_sub(from).saturating_add(1);
                    if times > i64::try_from(LINES_MAX).expect("a small number") {
                        return Err(here(format!(
                            "{times} times is too often: a recipe comes to at most {LINES_MAX} lines"
                        )));
                    }
                    if self.known.names.contains_key(name) {
                        return Err(here(format!("'{name}' has a meaning already")));
                    }
                    for number in from..=to {
                        self.known.names.insert(name.clone(), Value::Number(number));
                        self.parts(parts)?;
                    }
                    self.known.names.remove(name);
                }
                Says::Bystanders(_) => {}
            }
        }
        Ok(())
    }

    fn name(&mut self, name: &str, value: Value) -> Result<(), String> {
        match self.known.names.insert(name.to_owned(), value) {
            None => Ok(()),
            Some(_) => Err(format!("'{name}' has a meaning already")),
        }
    }

    fn line(&mut self, text: &str, from: Option<usize>) {
        self.text.push_str(text);
        self.text.push('\n');
        self.lines.push(from);
    }
}
