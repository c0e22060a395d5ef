//! People who have nothing to do with it: payments put among a recipe's own, so that being in a
//! block with a crime says nothing about anybody.

use model::amount::Sat;
use model::time::Time;

use super::read::{Part, Says};
use super::{BYSTANDERS_MAX, Cooked, RecipeError};
use crate::story::chance::Chance;

/// What a bystander can spend.
struct Coin {
    output: String,
    person: u64,
    sat: u64,
}

const PEOPLE: u64 = 12;
const COIN_SAT_MIN: u64 = 2_000_000;
const COIN_SAT_MAX: u64 = 400_000_000;
/// What is left is worth a change output.
const PAYABLE_SAT: u64 = 100_000;
const DAY_SECONDS: i64 = 86_400;

pub fn add(cooked: Cooked, parts: &[Part], chance: &mut Chance) -> Result<Cooked, RecipeError> {
    let Some((line, many)) = asked(parts)? else { return Ok(cooked) };
    let own: Vec<&str> = cooked.text.lines().collect();
    let blocks: Vec<usize> =
        (0..own.len()).filter(|at| own[*at].split_whitespace().next() == Some("block")).collect();
    let Some(first) = blocks.first() else {
        return Err(RecipeError { line, problem: "bystanders need a block to pay in".into() });
    };
    let time = own[*first].split_whitespace().nth(1).and_then(|text| text.parse::<Time>().ok());
    let time = time.ok_or_else(|| RecipeError {
        line,
        problem: "with bystanders the first block says its time".into(),
    })?;
    let mut crowd = Crowd { coins: Vec::new(), paid: 0 };
    let opening = crowd.opening(Time::from_seconds(time.seconds() - DAY_SECONDS), chance);
    // How many pay in each block.
    let mut in_block = vec![0_u64; blocks.len()];
    for _ in 0..many {
        in_block[chance.index(blocks.len())] += 1;
    }
    let mut out = Cooked { text: String::new(), lines: Vec::new() };
    let mut block = None;
    for (at, text) in own.iter().enumerate() {
        if blocks.contains(&at) {
            match block {
                None => opening.iter().for_each(|line| out.push(line, None)),
                Some(before) => crowd.pay(in_block[before], &mut out, chance),
            }
            block = Some(block.map_or(0, |before| before + 1));
        }
        out.push(text, cooked.lines[at]);
    }
    crowd.pay(in_block[blocks.len() - 1], &mut out, chance);
    Ok(out)
}

fn asked(parts: &[Part]) -> Result<Option<(usize, u64)>, RecipeError> {
    let mut asked = None;
    for part in parts {
        if let Says::Bystanders(many) = part.says {
            let here = |problem: String| RecipeError { line: part.line, problem };
            if many > BYSTANDERS_MAX {
                return Err(here(format!("at most {BYSTANDERS_MAX} payments")));
            }
            if asked.replace((part.line, many)).is_some() {
                return Err(here("bystanders are asked for once".into()));
            }
        }
    }
    Ok(asked)
}

impl Cooked {
    fn push(&mut self, line: &str, from: Option<usize>) {
        self.text.push_str(line);
        self.text.push('\n');
        self.lines.push(from);
    }
}

struct Crowd {
    coins: Vec<Coin>,
    paid: u64,
}

impl Crowd {
    /// The block that gives everybody something to spend.
    fn opening(&mut self, time: Time, chance: &mut Chance) -> [String; 2] {
        for person in 1..=PEOPLE {
            let sat = chance.log_uniform(COIN_SAT_MIN, COIN_SAT_MAX);
            self.coins.push(Coin { output: format!("by_0:{}", person - 1), person, sat });
        }
        let outputs: Vec<String> = self
            .coins
            .iter()
            .map(|coin| format!("by_{} {}", coin.person, Sat(coin.sat).to_btc()))
            .collect();
        [format!("block {time}"), format!("  by_0: coinbase -> {}", outputs.join(", "))]
    }

    fn pay(&mut self, many: u64, out: &mut Cooked, chance: &mut Chance) {
        for _ in 0..many {
            let payable: Vec<usize> =
                (0..self.coins.len()).filter(|at| self.coins[*at].sat > 4 * PAYABLE_SAT).collect();
            if payable.is_empty() {
                return;
            }
            let coin = self.coins.swap_remove(payable[chance.index(payable.len())]);
            self.paid += 1;
            let payee = 1 + (coin.person - 1 + chance.between(1, PEOPLE - 1)) % PEOPLE;
            let fee = chance.between(300, 6_000);
            let mut sat = chance.between(PAYABLE_SAT, coin.sat - PAYABLE_SAT - fee);
            // People like round numbers.
            if chance.per_mille(400) {
                sat -= sat % PAYABLE_SAT;
            }
            let change = coin.sat - sat - fee;
            let number = self.paid;
            let mut outputs = [
                (payee, format!("by_{payee}/{number}"), sat),
                (coin.person, format!("by_{}/{number}", coin.person), change),
            ];
            if chance.per_mille(500) {
                outputs.swap(0, 1);
            }
            let written: Vec<String> = outputs
                .iter()
                .map(|(_, holder, sat)| format!("{holder} {}", Sat(*sat).to_btc()))
                .collect();
            out.push(&format!("  by_{number}: {} -> {}", coin.output, written.join(", ")), None);
            for (vout, (person, _, sat)) in outputs.into_iter().enumerate() {
                self.coins.push(Coin { output: format!("by_{number}:{vout}"), person, sat });
            }
        }
    }
}
