//! What makes a lesson fit for a classroom: everything it names is there, every question has an
//! answer, every case can be solved for any seed, every claim has a source, every language says the
//! same.

use std::collections::{BTreeMap, BTreeSet};

use scenario::lang::{ScenarioError, play};

use super::named::Chain;
use super::plan::{Case, Check, CheckKind, FORMAT, Level, Plan, TYPOLOGIES, Truth, Word, line_at};
use super::text::{self, Section, Text};
use super::{CHAIN, Fault, Files, PLAN};
use crate::course::LANGUAGE;
use crate::exercise::{Exercise, fill};
use crate::score::{Anchor, score};

/// Of reading.
pub const MINUTES_MAX: u32 = 8;
pub const WORDS_A_MINUTE: usize = 150;
pub const STEP_WORDS_MAX: usize = 150;
pub const CHECKS_MIN: usize = 2;
pub const CASES_MAX: usize = 20;
/// A nudge, a pointer, a reveal.
pub const HINTS_MAX: u32 = 3;
pub const ID_MAX: usize = 40;
/// A recipe is filled in for so many seeds: what holds for one draw may not for another.
pub const SEEDS_TRIED: u64 = 20;
/// Whoever knows everything gets at least so much.
pub const EXPERT_MILLI_MIN: u32 = 98_000;

/// Everything that is wrong with a lesson; nothing where it is fit. `languages` are those it must be in.
pub fn check(files: &Files, languages: &[&str]) -> Vec<Fault> {
    let mut checker = Checker { files, faults: BTreeSet::new(), plan_text: "" };
    let Some(plan_text) = files.get(PLAN) else {
        return vec![Fault { file: PLAN.into(), line: 1, problem: "there is none".into() }];
    };
    checker.plan_text = plan_text;
    match Plan::read(plan_text) {
        Err(fault) => {
            checker.faults.insert(fault);
        }
        Ok(plan) => checker.whole(&plan, languages),
    }
    checker.faults.into_iter().collect()
}

/// What is wrong with one language's text, against a plan that is fit: its chains are not played again.
pub fn check_text(files: &Files, plan_text: &str, plan: &Plan, language: &str) -> Vec<Fault> {
    let mut checker = Checker { files, faults: BTreeSet::new(), plan_text };
    checker.texts(plan, &[language]);
    checker.faults.into_iter().collect()
}

struct Checker<'f> {
    files: &'f Files,
    plan_text: &'f str,
    faults: BTreeSet<Fault>,
}

impl Checker<'_> {
    fn whole(&mut self, plan: &Plan, languages: &[&str]) {
        self.frame(plan);
        self.chain(plan);
        if plan.cases.len() > CASES_MAX {
            return self.say(PLAN, 1, format!("a lesson has at most {CASES_MAX} cases"));
        }
        for case in &plan.cases {
            self.case(plan, case);
        }
        self.texts(plan, languages);
    }

    fn say(&mut self, file: &str, line: usize, problem: impl Into<String>) {
        self.faults.insert(Fault { file: file.into(), line, problem: problem.into() });
    }

    fn say_at(&mut self, span: std::ops::Range<usize>, problem: impl Into<String>) {
        let line = line_at(self.plan_text, span.start);
        self.say(PLAN, line, problem);
    }

    /// Ids stand in addresses of the web, in files' sections and in the record.
    fn slug(&mut self, id: &Word) {
        let is_good =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        let text = id.get_ref();
        let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !begins || text.len() > ID_MAX || !text.bytes().all(is_good) {
            let shown: String = text.escape_debug().take(ID_MAX).collect();
            self.say_at(
                id.span(),
                format!("'{shown}' is no id: up to {ID_MAX} of a to z, 0 to 9, - and _"),
            );
        }
    }

    fn frame(&mut self, plan: &Plan) {
        self.slug(&plan.id);
        if *plan.format.get_ref() != FORMAT {
            let problem =
                format!("format {} is not known; this is {FORMAT}", plan.format.get_ref());
            self.say_at(plan.format.span(), problem);
        }
        if *plan.minutes.get_ref() > MINUTES_MAX {
            self.say_at(
                plan.minutes.span(),
                format!("a lesson is read in {MINUTES_MAX} minutes at most"),
            );
        }
        if plan.sources.is_empty() {
            self.say(PLAN, 1, "a lesson's claims rest on sources: name at least one [[source]]");
        }
        if plan.steps.is_empty() {
            self.say(PLAN, 1, "a lesson has at least one [[step]]");
        }
        if plan.checks.len() < CHECKS_MIN {
            self.say(PLAN, 1, format!("a lesson asks at least {CHECKS_MIN} questions: [[check]]"));
        }
        for skill in &plan.skills {
            let number = skill.get_ref().strip_prefix('K').and_then(|n| n.parse::<u32>().ok());
            if !number.is_some_and(|number| (1..=15).contains(&number)) {
                self.say_at(skill.span(), format!("'{}' is no skill: K1 to K15", skill.get_ref()));
            }
        }
        self.once("source", plan.sources.iter().map(|source| &source.id));
        self.once("step", plan.steps.iter().map(|step| &step.id));
        self.once("check", plan.checks.iter().map(|check| &check.id));
        self.once("case", plan.cases.iter().map(|case| &case.id));
    }

    fn once<'w>(&mut self, kind: &str, ids: impl Iterator<Item = &'w Word>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            self.slug(id);
            if !seen.insert(id.get_ref()) {
                self.say_at(id.span(), format!("there is a {kind} '{}' already", id.get_ref()));
            }
        }
    }

    /// The worked example: it plays, and has everything that steps and questions name.
    fn chain(&mut self, plan: &Plan) {
        let Some(chain_text) = self.files.get(CHAIN) else {
            return self.say(CHAIN, 1, "there is none: the worked example's chain");
        };
        let played = match play(chain_text) {
            Ok(played) => played,
            Err(ScenarioError::Line { line, problem }) => return self.say(CHAIN, line, problem),
            Err(error) => return self.say(CHAIN, 1, error.to_string()),
        };
        let chain = Chain::of(&played);
        for step in &plan.steps {
            for word in step.show.iter().chain(&step.highlight) {
                if let Err(problem) = chain.anchors(word.get_ref()) {
                    self.say_at(word.span(), problem);
                }
            }
        }
        for check in &plan.checks {
            self.question(plan, check, &chain);
        }
    }

    fn question(&mut self, plan: &Plan, check: &Check, chain: &Chain<'_>) {
        if !plan.steps.iter().any(|step| step.id.get_ref() == check.after.get_ref()) {
            self.say_at(
                check.after.span(),
                format!("there is no step '{}'", check.after.get_ref()),
            );
        }
        let (truth, span) = (check.truth.get_ref(), check.truth.span());
        let is_choice = matches!(check.kind, CheckKind::One | CheckKind::Many);
        match (check.kind, truth.words()) {
            (CheckKind::Number, _) => {
                if !matches!(truth, Truth::Number(_)) {
                    self.say_at(span, "the answer is a number");
                }
            }
            (_, []) => self.say_at(span, "a question has an answer"),
            (CheckKind::One, [_, _, ..]) => self.say_at(span, "one of the options is right"),
            (CheckKind::One | CheckKind::Many, words) => {
                for word in words {
                    if !check.options.iter().any(|option| option.get_ref() == word) {
                        self.say_at(span.clone(), format!("there is no option '{word}'"));
                    }
                }
            }
            (CheckKind::Amount, words) => {
                if let Err(problem) = chain.amount(&words.join(",")) {
                    self.say_at(span, problem);
                }
            }
            (CheckKind::Txid | CheckKind::Address, words) => {
                for word in words {
                    if let Err(problem) = chain.anchor_of(word) {
                        self.say_at(span.clone(), problem);
                    }
                }
            }
        }
        if is_choice && check.options.len() < 2 {
            self.say_at(check.id.span(), "a choice has at least two options");
        }
    }

    /// A case that can be solved, for every draw that is tried.
    fn case(&mut self, plan: &Plan, case: &Case) {
        let Some(recipe) = self.files.get(case.recipe.get_ref()) else {
            let problem = format!("there is no file '{}'", case.recipe.get_ref());
            return self.say_at(case.recipe.span(), problem);
        };
        self.case_frame(case);
        for seed in 0..SEEDS_TRIED {
            let exercise = match fill(self.plan_text, plan, case, recipe, seed) {
                Ok(exercise) => exercise,
                Err(mut fault) => {
                    fault.problem = format!("{} (seed {seed})", fault.problem);
                    self.faults.insert(fault);
                    return;
                }
            };
            let truth = &exercise.truth;
            for (at, signal) in truth.signals.iter().enumerate() {
                let others =
                    truth.signals[at + 1..].iter().map(|other| (&other.id, &other.anchors));
                let decoys = truth.decoys.iter().map(|decoy| (&decoy.id, &decoy.anchors));
                let shared =
                    others.chain(decoys).find(|(_, anchors)| !anchors.is_disjoint(&signal.anchors));
                if let Some((other, _)) = shared {
                    let problem = format!(
                        "'{}' and '{other}' share an anchor: one pin would show both",
                        signal.id
                    );
                    return self.say_at(case.signals[at].id.span(), problem);
                }
            }
            if let Some((place, problem)) = unreachable(case, &exercise) {
                return self.say_at(place, format!("{problem} (seed {seed})"));
            }
            let accused = truth.path.iter().find(|step| truth.innocents.contains(*step));
            if let (Some(step), false) = (accused, case.is_innocent) {
                return self
                    .say_at(case.id.span(), format!("the path goes through an innocent: {step}"));
            }
            if truth.amount_sat == 0 && !case.is_innocent {
                return self.say_at(case.amount.span(), "of a crime there is an amount");
            }
        }
    }

    fn case_frame(&mut self, case: &Case) {
        if case.decision.right.is_empty() {
            self.say_at(case.id.span(), "a case has a right decision");
        }
        if case.signals.is_empty() || case.path.is_empty() {
            self.say_at(
                case.id.span(),
                "a case has signals and a path: there is nothing to find else",
            );
        }
        let reasons = *case.reasons.get_ref() as usize;
        if reasons == 0 || reasons > case.signals.len() {
            self.say_at(
                case.reasons.span(),
                "claims asked for: at least one, and no more than there are signals",
            );
        }
        if !TYPOLOGIES.contains(&case.typology.get_ref().as_str()) {
            self.say_at(
                case.typology.span(),
                format!("'{}' is no typology: {}", case.typology.get_ref(), TYPOLOGIES.join(", ")),
            );
        }
        if case.signals.iter().any(|signal| signal.weight == 0) {
            self.say_at(case.id.span(), "a signal that weighs nothing is none");
        }
        if case.hints > HINTS_MAX {
            self.say_at(case.id.span(), format!("a case has at most {HINTS_MAX} hints"));
        }
        if case.level == Level::LookAlike && !case.is_innocent {
            self.say_at(
                case.id.span(),
                "a look-alike is innocent: what it looks like is something else",
            );
        }
        if case.level == Level::PartlySolved && case.given.is_empty() {
            self.say_at(case.id.span(), "a partly solved case gives something: name it in 'given'");
        }
        self.once("signal", case.signals.iter().map(|signal| &signal.id));
        self.once("decoy", case.decoys.iter().map(|decoy| &decoy.id));
    }

    fn texts(&mut self, plan: &Plan, languages: &[&str]) {
        let wanted = wanted(plan);
        let sources: BTreeSet<&str> =
            plan.sources.iter().map(|source| source.id.get_ref().as_str()).collect();
        let first = self.files.get(&format!("{LANGUAGE}.md"));
        let first = first.and_then(|raw| text::read(raw).ok());
        for language in languages {
            let file = format!("{language}.md");
            let Some(raw) = self.files.get(&file) else {
                self.say(&file, 1, "there is none: the lesson is not in this language");
                continue;
            };
            match text::read(raw) {
                Err((line, problem)) => self.say(&file, line, problem),
                Ok(text) => {
                    self.sections(&file, &text, &wanted, plan);
                    self.read_in_time(&file, &text, plan);
                    self.sourced(&file, &text, plan);
                    self.references(&file, &text, &sources);
                    if let Some(first) = &first {
                        self.sourced_alike(&file, &text, first);
                    }
                }
            }
        }
    }

    fn sections(&mut self, file: &str, text: &Text, wanted: &BTreeMap<String, usize>, plan: &Plan) {
        for (id, place) in wanted {
            match text.sections.get(id) {
                None => self.say(
                    file,
                    1,
                    format!(
                        "the section [{id}] is missing ({PLAN}:{})",
                        line_at(self.plan_text, *place)
                    ),
                ),
                Some(section) if section.heading.is_empty() && id != "sources" => {
                    self.say(file, section.line, format!("[{id}] has no heading"));
                }
                Some(_) => {}
            }
        }
        for (id, section) in &text.sections {
            if !wanted.contains_key(id) {
                self.say(file, section.line, format!("nothing in {PLAN} is called [{id}]"));
            }
        }
        for step in &plan.steps {
            let section = text.sections.get(step.id.get_ref());
            if let Some(section) = section.filter(|section| section.words() > STEP_WORDS_MAX) {
                self.say(
                    file,
                    section.line,
                    format!("{} words; a step has at most {STEP_WORDS_MAX}", section.words()),
                );
            }
        }
        for check in &plan.checks {
            if let Some(section) = text.sections.get(&format!("check:{}", check.id.get_ref())) {
                self.answerable(file, section, check);
            }
        }
    }

    fn answerable(&mut self, file: &str, section: &Section, check: &Check) {
        let letters: Vec<&str> =
            section.options.iter().map(|(letter, _)| letter.as_str()).collect();
        let options: Vec<&str> =
            check.options.iter().map(|option| option.get_ref().as_str()).collect();
        if letters != options {
            let problem =
                format!("its options are {}, not {}", options.join(" "), letters.join(" "));
            self.say(file, section.line, problem);
        }
        if section.explanation.as_ref().is_none_or(|text| text.trim().is_empty()) {
            self.say(file, section.line, "a question is explained: a line that begins with '=> '");
        }
    }

    /// The steps and the questions are read in the minutes that the plan promises.
    fn read_in_time(&mut self, file: &str, text: &Text, plan: &Plan) {
        let steps = plan.steps.iter().map(|step| step.id.get_ref().clone());
        let checks = plan.checks.iter().map(|check| format!("check:{}", check.id.get_ref()));
        let sections = steps.chain(checks).filter_map(|id| text.sections.get(&id));
        let words: usize = sections.map(Section::words_read).sum();
        let minutes = *plan.minutes.get_ref();
        if words > WORDS_A_MINUTE.saturating_mul(minutes as usize) {
            let problem = format!(
                "{words} words to read; in {minutes} minutes one reads {WORDS_A_MINUTE} each"
            );
            self.say(file, 1, problem);
        }
    }

    /// What a step claims rests on a source.
    fn sourced(&mut self, file: &str, text: &Text, plan: &Plan) {
        for step in &plan.steps {
            let section = text.sections.get(step.id.get_ref());
            if let Some(section) = section.filter(|section| section.references().is_empty()) {
                let problem = format!(
                    "[{}] claims something and names no source: write [^id] behind it",
                    step.id.get_ref()
                );
                self.say(file, section.line, problem);
            }
        }
    }

    /// What rests on a source in one language rests on it in every other.
    fn sourced_alike(&mut self, file: &str, text: &Text, first: &Text) {
        for (id, section) in &text.sections {
            let Some(other) = first.sections.get(id) else { continue };
            let (here, there) = (section.references(), other.references());
            for source in there.difference(&here) {
                let problem = format!("[{id}] names no source '{source}', and {LANGUAGE}.md does");
                self.say(file, section.line, problem);
            }
            for source in here.difference(&there) {
                let problem = format!("[{id}] names the source '{source}', and {LANGUAGE}.md not");
                self.say(file, section.line, problem);
            }
        }
    }

    fn references(&mut self, file: &str, text: &Text, sources: &BTreeSet<&str>) {
        for section in text.sections.values() {
            for reference in section.references() {
                if !sources.contains(reference) {
                    self.say(
                        file,
                        section.line,
                        format!("there is no source '{reference}' in {PLAN}"),
                    );
                }
            }
        }
        let listed = text.sections.get("sources").map(Section::references).unwrap_or_default();
        let texts = text.sections.iter().filter(|(id, _)| *id != "sources");
        let named: BTreeSet<&str> = texts.flat_map(|(_, section)| section.references()).collect();
        for source in sources {
            if !listed.contains(source) {
                self.say(file, 1, format!("the source '{source}' is not at the foot: [sources]"));
            }
            if !named.contains(source) {
                self.say(file, 1, format!("nothing rests on the source '{source}'"));
            }
        }
    }
}

/// What nobody could find or get: a stop or a sign that nothing leads to from what is handed over, and
/// points that no answer earns.
fn unreachable(case: &Case, exercise: &Exercise) -> Option<(std::ops::Range<usize>, String)> {
    let near = Near::of(exercise);
    let truth = &exercise.truth;
    for (signal, found) in case.signals.iter().zip(&truth.signals) {
        if !found.anchors.iter().any(|anchor| near.has(anchor)) {
            let problem = format!("nothing leads from the start to '{}'", found.id);
            return Some((signal.id.span(), problem));
        }
    }
    if let Some(stop) = truth.path.iter().find(|stop| !near.has(stop)) {
        let place = case.path.first().map_or(case.id.span(), Word::span);
        return Some((place, format!("nothing leads from the start to the stop {stop}")));
    }
    let most = score(truth, &truth.expert()).total_milli;
    (most < EXPERT_MILLI_MIN).then(|| {
        let points = most / 1_000;
        (
            case.id.span(),
            format!("whoever knows everything gets {points} points: a stop stands twice?"),
        )
    })
}

/// What hangs together with what is handed over.
struct Near(BTreeSet<Anchor>);

impl Near {
    fn of(exercise: &Exercise) -> Near {
        let mut joined: BTreeMap<Anchor, Vec<Anchor>> = BTreeMap::new();
        for tx in Chain::of(&exercise.played).touches() {
            for other in tx.1 {
                joined.entry(other.clone()).or_default().push(tx.0.clone());
                joined.entry(tx.0.clone()).or_default().push(other);
            }
        }
        let mut near: BTreeSet<Anchor> = BTreeSet::new();
        let mut open: Vec<Anchor> = exercise.start.iter().chain(&exercise.given).cloned().collect();
        while let Some(anchor) = open.pop() {
            if near.insert(anchor.clone()) {
                open.extend(joined.get(&anchor).into_iter().flatten().cloned());
            }
        }
        Near(near)
    }

    fn has(&self, anchor: &Anchor) -> bool {
        self.0.contains(anchor)
    }
}

/// Of the cases of a course in per cent: else learners learn to hold always.
pub const INNOCENT_PER_CENT_MIN: usize = 40;

/// What is wrong with lessons together: which of them, and what. Alone each may be fit.
pub fn check_course(lessons: &[&Files]) -> Option<(usize, Fault)> {
    let plans: Vec<Option<(&str, Plan)>> = lessons
        .iter()
        .map(|files| {
            let text = files.get(PLAN)?;
            Some((text.as_str(), Plan::read(text).ok()?))
        })
        .collect();
    let cases = plans.iter().flatten().flat_map(|(_, plan)| &plan.cases);
    let (innocent, all) = cases
        .fold((0, 0), |(innocent, all), case| (innocent + usize::from(case.is_innocent), all + 1));
    if 100 * innocent >= INNOCENT_PER_CENT_MIN * all {
        return None;
    }
    let crime = plans.iter().enumerate().find_map(|(at, plan)| {
        let (text, plan) = plan.as_ref()?;
        let case = plan.cases.iter().find(|case| !case.is_innocent)?;
        Some((at, line_at(text, case.id.span().start)))
    });
    let (at, line) = crime.expect("where not all are innocent, one is not");
    let problem = format!(
        "{innocent} of the course's {all} cases are innocent: at least {INNOCENT_PER_CENT_MIN} per cent, \
         else its learners learn to hold always"
    );
    Some((at, Fault { file: PLAN.into(), line, problem }))
}

/// Every section that a language must have, and where the plan names it.
fn wanted(plan: &Plan) -> BTreeMap<String, usize> {
    let mut wanted = BTreeMap::from([("sources".to_owned(), 0)]);
    let mut want = |id: String, word: &Word| {
        wanted.insert(id, word.span().start);
    };
    for step in &plan.steps {
        want(step.id.get_ref().clone(), &step.id);
    }
    for check in &plan.checks {
        want(format!("check:{}", check.id.get_ref()), &check.id);
    }
    for case in &plan.cases {
        let own = case.id.get_ref();
        want(format!("brief:{own}"), &case.id);
        for signal in &case.signals {
            want(format!("signal:{own}/{}", signal.id.get_ref()), &signal.id);
        }
        for decoy in &case.decoys {
            want(format!("decoy:{own}/{}", decoy.id.get_ref()), &decoy.id);
        }
        for hint in 1..=case.hints.min(HINTS_MAX) {
            want(format!("hint:{own}/{hint}"), &case.id);
        }
    }
    wanted
}
