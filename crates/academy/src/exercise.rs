//! A case filled in from a seed: the chain that one learner gets, what is handed over, and what is so.
//!
//! The same case and seed make the same chain to the byte, so an answer is scored anew on any
//! machine. The word that the chain's keys are made of is the seed's too: nobody's addresses are a
//! neighbour's.

use model::address::Address;
use model::category::Category;
use model::claim::{Claim, ClaimSubject, Confidence, Pack, PackHead, Validity};
use model::hash::Digest;
use model::time::Day;
use scenario::Played;
use scenario::lang::{ScenarioError, play};
use scenario::recipe::{Cooked, RecipeError, cook};

use crate::lesson::named::Chain;
use crate::lesson::plan::{Case, Label, Plan, Word, line_at};
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
    /// What everybody knows of its addresses.
    pub labels: Pack,
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
    let claims = case
        .labels
        .iter()
        .map(|label| claim(&played, label).map_err(|problem| here(&label.address, problem)));
    let labels = pack(&cooked.text, claims.collect::<Result<_, Fault>>()?);
    let (start, given, expert) = (all(&case.start)?, all(&case.given)?, all(&case.expert)?);
    Ok(Exercise { text: cooked.text, start, given, expert, labels, truth, played })
}

/// A label of the plan as the claim it is, about an address of this learner's chain alone.
fn claim(played: &Played, label: &Label) -> Result<Claim, String> {
    let word = label.address.get_ref();
    let name = word.strip_prefix("address:").ok_or_else(|| format!("'{word}' is no address"))?;
    let address = played.names.address(name);
    let address = address.ok_or_else(|| format!("the chain has nothing called '{word}'"))?;
    let category = label.category.get_ref();
    let category =
        Category::parse(category).ok_or_else(|| format!("'{category}' is no category"))?;
    Ok(Claim {
        subject: ClaimSubject::Address(Address::Bitcoin(address)),
        network: Claim::STORY.into(),
        label: label.name.clone(),
        categories: vec![category],
        actor: None,
        list: None,
        source: "published by its holder".into(),
        confidence: Confidence { id: "service_data".into(), level: 50 },
        validity: Validity { from: Some(known_since()), ..Validity::default() },
        is_cluster_definer: false,
        context: None,
    })
}

/// Before everything that a case tells of.
fn known_since() -> Day {
    "2009-01-03".parse().expect("a day")
}

fn pack(chain: &str, claims: Vec<Claim>) -> Pack {
    let head = PackHead {
        digest: Digest::of(chain.as_bytes()),
        title: format!("{} what services published", PackHead::SYNTHETIC),
        creator: "Kancil academy".into(),
        format: "lesson".into(),
        file: PLAN.into(),
        imported_at: known_since().start(),
        whole_list: None,
    };
    Pack { head, claims, actors: Vec::new() }
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
