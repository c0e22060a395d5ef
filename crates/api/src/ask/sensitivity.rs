//! `trace --sensitivity`: which endings rest on which rule or label.
//!
//! The trace is run as it is asked, and once more without each thing that it met: the rule that makes
//! clusters where a claim reached through one, CoinJoin rules that ended value or warned, the signs of
//! change, and every claim that makes somebody on the way a service or a mixer. Runs are bounded; what was
//! not run is named.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use entity::atlas::Atlas;
use entity::cluster::rules::JoinRule;
use entity::coinjoin::Kind;
use entity::without::ALL_CHANGE;
use model::amount::Total;
use model::claim::ClaimSubject;
use trace::party::{Party, Role};
use trace::query::Subject;
use trace::trace::{Freezer, PartyAt, Place, Stop, Trace};

use super::bounds::Bounds;
use super::trace::TraceQuestion;
use super::watch::{Progress, Watch};
use super::without;
use crate::refusal::{Kind as RefusalKind, Refusal};
use crate::sensitivity::{ChangeView, RunView, SensitivityView};
use crate::trace::main_method;

/// Runs beside the trace as asked.
pub const RUNS_MAX: usize = 24;
/// Endings told of one run.
const CHANGES_MAX: usize = 100;

impl TraceQuestion {
    /// Asks an Atlas that stands at the question's moment.
    pub fn sensitivity(
        &self,
        atlas: &Atlas,
        bounds: &Bounds,
        watch: &mut Watch<'_>,
    ) -> Result<SensitivityView, Refusal> {
        let asked = self.answer(atlas, bounds, watch)?;
        let view = asked.view();
        let mut met = met(&asked.trace);
        met.retain(|met| !self.without.contains(&met.text));
        let not_run = met.split_off(met.len().min(RUNS_MAX)).into_iter().map(|met| met.text);
        let not_run = not_run.collect();
        let before = Endings::of(&asked.trace);
        let (done, mut runs) = (view.legs, Vec::new());
        for met in met {
            let mut shifted = |progress: Progress| {
                watch(Progress { done: done.saturating_add(progress.done), ..progress })
            };
            let run = self.run(atlas, bounds, &mut shifted, &before, met)?;
            runs.push(run);
        }
        Ok(SensitivityView {
            found: before.sum().into(),
            share_method: view.share_method,
            as_of: view.as_of,
            query: view.query,
            runs,
            runs_max: RUNS_MAX,
            not_run,
        })
    }

    fn run(
        &self,
        atlas: &Atlas,
        bounds: &Bounds,
        watch: &mut Watch<'_>,
        before: &Endings,
        met: Met,
    ) -> Result<RunView, Refusal> {
        let mut question = self.clone();
        question.without.push(met.text.clone());
        let answer = without::applied(atlas, &question.without)
            .and_then(|atlas| Ok(Endings::of(&question.answer(&atlas, bounds, watch)?.trace)));
        match answer {
            Ok(after) => Ok(before.compared(&after, met)),
            Err(refusal) if refusal.kind == RefusalKind::Stopped => Err(refusal),
            Err(refusal) => {
                Ok(RunView { refused: Some(refusal.what), ..before.compared(before, met) })
            }
        }
    }
}

/// Something that a trace met and could have been without.
struct Met {
    text: String,
    says: Option<String>,
}

/// What a trace met, in the order in which it is left out.
fn met(trace: &Trace) -> Vec<Met> {
    let mut rules: BTreeSet<(usize, &str)> = BTreeSet::new();
    let by_cluster = |party: &Party| party.is_by_cluster() || !party.conflict.is_empty();
    if has_cluster(&trace.query.subject) || trace.parties.iter().any(by_cluster) {
        rules.insert((0, JoinRule::CoSpend.name()));
    }
    let kinds = |name: &'static str| Kind::ALL.into_iter().any(|kind| kind.name() == name);
    for ending in &trace.endings {
        if let Stop::CoinJoin { rule, .. } = ending.stop {
            rules.insert((1, rule));
        }
    }
    for hint in trace.hops.iter().flat_map(|hop| &hop.hints) {
        match kinds(hint.rule) {
            true => _ = rules.insert((1, hint.rule)),
            false => _ = rules.insert((2, ALL_CHANGE)),
        }
    }
    let rules = rules.into_iter().map(|(_, name)| Met { text: format!("rule:{name}"), says: None });
    rules.chain(labels(trace)).collect()
}

fn has_cluster(subject: &Subject) -> bool {
    match subject {
        Subject::Cluster(_) => true,
        Subject::Several(subjects) => subjects.iter().any(has_cluster),
        Subject::OutPoint(_) | Subject::Tx(_) | Subject::Address(_) => false,
    }
}

/// The claims that make somebody on the way a service or a mixer, and their sources where these say
/// several; those first on which most rests.
fn labels(trace: &Trace) -> Vec<Met> {
    let network = trace.ledger.network;
    let main = main_method(&trace.query.methods);
    let mut claims: BTreeMap<String, (u128, String)> = BTreeMap::new();
    let mut sources: BTreeMap<&str, (u128, BTreeSet<String>)> = BTreeMap::new();
    let ended = |at| {
        let here = trace.endings.iter().filter(|ending| match ending.place {
            Place::Coin(coin) => trace.coin(coin).party == at,
            Place::Step(_) => false,
        });
        here.map(|ending| u128::from(ending.amounts[main])).sum::<u128>()
    };
    for (at, party) in (0..).map(PartyAt).zip(&trace.parties) {
        let stops = matches!(party.role, Role::Service | Role::Mixer);
        let Some(said) = party.relied_on().filter(|_| stops) else { continue };
        let claim = &said.claim;
        let subject = match &claim.subject {
            ClaimSubject::Address(address) => address.display(network).to_string(),
            ClaimSubject::Tx(txid) => txid.to_string(),
        };
        let text = format!("label:{subject}:{}", claim.source);
        let amount = ended(at);
        claims.entry(text.clone()).or_insert_with(|| (0, claim.label.clone())).0 += amount;
        let source = sources.entry(&claim.source).or_default();
        source.0 += amount;
        source.1.insert(text);
    }
    let several = sources.into_iter().filter(|(_, (_, of))| of.len() > 1);
    let mut several: Vec<(u128, Met)> = several
        .map(|(source, (amount, _))| (amount, Met { text: format!("source:{source}"), says: None }))
        .collect();
    let mut single: Vec<(u128, Met)> = claims
        .into_iter()
        .map(|(text, (amount, label))| (amount, Met { text, says: Some(label) }))
        .collect();
    // Stable: of equals, by name.
    several.sort_by_key(|(amount, _)| Reverse(*amount));
    single.sort_by_key(|(amount, _)| Reverse(*amount));
    several.into_iter().chain(single).map(|(_, met)| met).collect()
}

/// Where an ending is, why, and with whom.
type Key = (Option<String>, String, &'static str, Option<String>);

/// What is in each ending.
struct Endings(BTreeMap<Key, (u128, Option<String>)>);

impl Endings {
    /// By the method that the trace's shares go by.
    fn of(trace: &Trace) -> Self {
        let main = main_method(&trace.query.methods);
        let mut all: BTreeMap<Key, (u128, Option<String>)> = BTreeMap::new();
        for ending in &trace.endings {
            let (out_point, txid, address) = match ending.place {
                Place::Coin(at) => {
                    let coin = trace.coin(at);
                    let address = trace.party(coin.party).text.clone();
                    let out_point = coin.out_point;
                    (Some(out_point.to_string()), out_point.txid, Some(address))
                }
                Place::Step(at) => (None, trace.step(at).txid, None),
            };
            let service = match &ending.freezer {
                Some(Freezer::Service { says }) => Some(says.clone()),
                _ => None,
            };
            let key = (out_point, txid.to_string(), ending.stop.name(), service);
            all.entry(key).or_insert((0, address)).0 += u128::from(ending.amounts[main]);
        }
        Self(all)
    }

    fn sum(&self) -> Total {
        Total(self.0.values().map(|(amount, _)| amount).sum())
    }

    fn compared(&self, after: &Endings, met: Met) -> RunView {
        let keys: BTreeSet<&Key> = self.0.keys().chain(after.0.keys()).collect();
        let (mut stays, mut falls, mut appears) = (0, 0, 0);
        let mut changes: Vec<(u128, ChangeView)> = Vec::new();
        for key in keys {
            let of = |all: &Endings| all.0.get(key).map_or(0, |(amount, _)| *amount);
            let (was, is) = (of(self), of(after));
            stays += was.min(is);
            falls += was.saturating_sub(is);
            appears += is.saturating_sub(was);
            if was != is {
                let (_, address) = self.0.get(key).or(after.0.get(key)).expect("of one of them");
                let (out_point, txid, stop, service) = key.clone();
                let (before, after) = (Total(was).into(), Total(is).into());
                let address = address.clone();
                let view = ChangeView { stop, service, txid, out_point, address, before, after };
                changes.push((was.abs_diff(is), view));
            }
        }
        // Stable: of equals, by place.
        changes.sort_by_key(|(by, _)| Reverse(*by));
        let left = changes.len().saturating_sub(CHANGES_MAX);
        changes.truncate(CHANGES_MAX);
        RunView {
            without: met.text,
            says: met.says,
            stays: Total(stays).into(),
            falls_away: Total(falls).into(),
            appears: Total(appears).into(),
            found: after.sum().into(),
            changes: changes.into_iter().map(|(_, change)| change).collect(),
            changes_left: left as u64,
            refused: None,
        }
    }
}
