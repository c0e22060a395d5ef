//! A case filled in from a seed: the chain that one learner gets, what is handed over, and what is so.
//!
//! The same case and seed make the same chain to the byte, so an answer is scored anew on any
//! machine. The word that the chain's keys are made of is the seed's too: nobody's addresses are a
//! neighbour's.

use model::hash::Digest;
use scenario::Played;
use scenario::lang::{ScenarioError, play};
use scenario::recipe::{Cooked, RecipeError, cook};

use crate::lesson::named::Chain;
use crate::lesson::plan::{Case, Plan, Word, line_at};
use crate::lesson::{Fault, PLAN};
use crate::score::{Anchor, Decoy, Signal, Truth};

/// What one learner is given, and what it is held against.
#[derive(Debug, Clone)]
pub struct Exercise {
    /// The scenario that was filled in.
    pub text: String,
    pub played: Played,
    pub start: Vec<Anchor>,
    pub given: Vec<Anchor>,
    pub expert: Vec<Anchor>,
    pub truth: Truth,
}

/// Fills a case of a lesson in. `text` is what the plan was read from: places are of it.
pub fn fill(
    text: &str,
    plan: &Plan,
    case: &Case,
    recipe: &str,
    seed: u64,
) -> Result<Exercise, Fault> {
    let file = case.recipe.get_ref();
    let in_recipe =
        |error: RecipeError| Fault { file: file.clone(), line: error.line, problem: error.problem };
    let cooked =
        cook(recipe, seed, &keys(plan.id.get_ref(), case.id.get_ref(), seed)).map_err(in_recipe)?;
    let played = play(&cooked.text).map_err(|error| in_scenario(file, &cooked, &error))?;
    let chain = Chain::of(&played);
    let here = |word: &Word, problem| Fault {
        file: PLAN.into(),
        line: line_at(text, word.span().start),
        problem,
    };
    let all = |words: &[Word]| -> Result<Vec<Anchor>, Fault> {
        let mut anchors = Vec::new();
        for word in words {
            let found = chain.anchors(word.get_ref()).map_err(|problem| here(word, problem))?;
            anchors.extend(found);
        }
        Ok(anchors)
    };
    let signal = |signal: &crate::lesson::plan::Signal| {
        let anchors = all(&signal.anchors)?.into_iter().collect();
        Ok(Signal { id: signal.id.get_ref().clone(), weight: signal.weight, anchors })
    };
    let decoy = |decoy: &crate::lesson::plan::Decoy| {
        let anchors = all(&decoy.anchors)?.into_iter().collect();
        Ok(Decoy { id: decoy.id.get_ref().clone(), anchors })
    };
    let amount =
        chain.amount(case.amount.get_ref()).map_err(|problem| here(&case.amount, problem))?;
    let truth = Truth {
        right: case.decision.right.clone(),
        acceptable: case.decision.acceptable.clone(),
        is_innocent: case.is_innocent,
        must_not_miss: case.must_not_miss,
        typology: case.typology.get_ref().clone(),
        signals: case.signals.iter().map(signal).collect::<Result<_, Fault>>()?,
        decoys: case.decoys.iter().map(decoy).collect::<Result<_, Fault>>()?,
        path: all(&case.path)?,
        amount_sat: amount.0,
        innocents: all(&case.innocents)?.into_iter().collect(),
        claims: *case.reasons.get_ref(),
    };
    let (start, given, expert) = (all(&case.start)?, all(&case.given)?, all(&case.expert)?);
    Ok(Exercise { text: cooked.text, start, given, expert, truth, played })
}

/// The word of a learner's keys: no two exercises share an address.
fn keys(lesson: &str, case: &str, seed: u64) -> String {
    Digest::of(format!("{lesson} {case} {seed}").as_bytes()).to_string().chars().take(16).collect()
}

fn in_scenario(file: &str, cooked: &Cooked, error: &ScenarioError) -> Fault {
    let (line, problem) = match error {
        ScenarioError::Line { line, problem } => {
            (cooked.line_of(*line).unwrap_or(1), problem.clone())
        }
        other => (1, other.to_string()),
    };
    Fault { file: file.into(), line, problem }
}
