//! One learner at one exercise, from the opened lesson to the debrief: what a page asks for, in the order
//! in which it asks, without the thinking in between.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::line::Line;
use crate::load::Load;
use crate::pass::Pass;

/// What is done, a learner's in the order in which it is done, then a trainer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    Lessons,
    Lesson,
    Step,
    Begin,
    Board,
    Cards,
    Expand,
    Draw,
    Look,
    Sheet,
    Hint,
    HandIn,
    Debrief,
    Class,
    Heat,
}

impl Action {
    pub const fn name(self) -> &'static str {
        match self {
            Action::Lessons => "open the academy",
            Action::Lesson => "open a lesson",
            Action::Step => "read a step",
            Action::Begin => "begin an exercise",
            Action::Board => "read its board",
            Action::Cards => "its cards",
            Action::Expand => "expand a card",
            Action::Draw => "draw",
            Action::Look => "tell what was opened",
            Action::Sheet => "save the sheet",
            Action::Hint => "take a hint",
            Action::HandIn => "hand in",
            Action::Debrief => "read the debrief",
            Action::Class => "the class, as its trainer",
            Action::Heat => "the class without names",
        }
    }
}

pub type Loads = BTreeMap<Action, Load>;

/// A case of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exercise {
    pub lesson: String,
    pub case: String,
}

/// Somebody at work: his connection, and what it cost him.
#[derive(Debug)]
pub struct Desk {
    address: String,
    pass: Pass,
    line: Option<Line>,
    pub loads: Loads,
}

/// An answer that the server took.
#[derive(Debug, Clone)]
pub struct HandedIn {
    /// Its place among the learners of the class.
    pub learner: usize,
    pub exercise: Exercise,
    /// Its path.
    pub attempt: String,
    pub sheet: Value,
    pub total_milli: u64,
    /// Its board's path, and the last step that was acknowledged.
    pub board: String,
    pub board_rev: u64,
}

const ANSWERED: [&str; 5] = ["who", "what", "when", "where", "how"];
/// Neighbours that are drawn of one expansion.
const DRAWN_MAX: usize = 4;
const PINS_MAX: usize = 8;

impl Desk {
    pub fn new(address: &str, pass: &Pass) -> Self {
        let (address, pass) = (address.to_owned(), pass.clone());
        Self { address, pass, line: None, loads: Loads::new() }
    }

    pub fn get(&mut self, action: Action, path: &str) -> Option<Value> {
        self.ask(action, "GET", path, &[], None)
    }

    /// None: it was not done, and that is noted.
    pub fn ask(
        &mut self,
        action: Action,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Option<Value> {
        let load = self.loads.entry(action).or_default();
        let (line, address, pass) = (&mut self.line, &self.address, &self.pass);
        let answer = load.time(|| {
            let open = match line {
                Some(open) => open,
                None => line.insert(Line::open(address, pass)?),
            };
            open.ask(method, path, more, body)?.done(method, path)
        });
        let answer = answer.and_then(|answer| match answer.json() {
            Ok(answer) => Some(answer),
            Err(why) => {
                load.errors.push(format!("{method} {path}: {why}"));
                None
            }
        });
        if answer.is_none() {
            // What came of it is not known: the next begins anew.
            self.line = None;
        }
        answer
    }

    /// The whole way once. None where something was not done, which is noted.
    pub fn round(&mut self, learner: usize, exercise: &Exercise, turn: usize) -> Option<HandedIn> {
        let Exercise { lesson, case } = exercise;
        self.get(Action::Lessons, "/api/academy/lessons?lang=en")?;
        let taught = self.get(Action::Lesson, &format!("/api/academy/lessons/{lesson}?lang=en"))?;
        if let Some(steps) = taught["steps_list"].as_array().filter(|steps| !steps.is_empty()) {
            let step = text(&steps[turn % steps.len()]["id"]);
            let path = format!("/api/academy/lessons/{lesson}/steps/{step}");
            self.ask(Action::Step, "PUT", &path, &[], Some(&json!({})))?;
        }
        let wanted = json!({"lesson": lesson, "case": case, "is_variant": true});
        let begin = "/api/academy/attempts?lang=en";
        let attempt = self.ask(Action::Begin, "POST", begin, &[], Some(&wanted))?;
        let board = format!("/api/boards/{}", text(&attempt["board"]));
        let (seen, board_rev) = self.draw(&attempt, &board)?;
        let path = format!("/api/academy/attempts/{}", text(&attempt["id"]));
        let (sheet, total_milli) = self.answer(&attempt, &path, &seen, learner + turn)?;
        let exercise = exercise.clone();
        Some(HandedIn { learner, exercise, attempt: path, sheet, total_milli, board, board_rev })
    }

    /// Looks at the board, expands a card to both sides and draws who stands there. Gives the anchors that
    /// can be pinned, and the board's revision.
    fn draw(&mut self, attempt: &Value, board: &str) -> Option<(Vec<String>, u64)> {
        let inside = [("x-kancil-exercise", attempt["id"].as_str()?)];
        let drawn = self.get(Action::Board, board)?;
        let mut rev = drawn["rev"].as_u64()?;
        let cards = drawn["content"]["cards"].as_object()?;
        let mut ids: BTreeSet<String> = cards.keys().cloned().collect();
        let subjects: Vec<&Value> = cards.values().map(|card| &card["subject"]).collect();
        let of = json!({"subjects": subjects});
        self.ask(Action::Cards, "POST", "/api/cards", &inside, Some(&of))?;
        let mut anchors: Vec<String> = subjects.iter().filter_map(|it| anchor(it)).collect();
        let start = subjects.first()?;
        for side in ["out", "in"] {
            let of = json!({"subject": start, "side": side, "shown": ids});
            let found = self.ask(Action::Expand, "POST", "/api/expand", &inside, Some(&of))?;
            let mut steps = Vec::new();
            for neighbour in found["neighbours"].as_array()?.iter().take(DRAWN_MAX) {
                let subject = &neighbour["subject"];
                let Some(id) = anchor(subject).filter(|id| ids.insert(id.clone())) else {
                    continue;
                };
                let at = json!({"x": 240, "y": 96 * ids.len()});
                let card = json!({"subject": subject, "at": at, "is_start": false,
                    "is_hidden": false, "colour": null, "flag": null});
                let ops = json!([{"op": "add", "card": card}]);
                steps.push(json!({"does": "do", "id": format!("add-{}", ids.len()), "ops": ops}));
                anchors.push(id);
            }
            if steps.is_empty() {
                continue;
            }
            let (path, tag) = (format!("{board}/steps"), format!("\"{rev}\""));
            let steps = json!({"steps": steps});
            let more = [("if-match", tag.as_str())];
            rev = self.ask(Action::Draw, "POST", &path, &more, Some(&steps))?["rev"].as_u64()?;
        }
        Some((anchors, rev))
    }

    /// Fills the sheet in three goes with a hint between them, hands it in, and reads what came of it.
    fn answer(
        &mut self,
        attempt: &Value,
        path: &str,
        seen: &[String],
        lot: usize,
    ) -> Option<(Value, u64)> {
        let looks: Vec<Value> =
            seen.iter().map(|anchor| json!({"anchor": anchor, "opens": 1, "ms": 2_500})).collect();
        let looks = json!({"looks": looks});
        self.ask(Action::Look, "POST", &format!("{path}/looks"), &[], Some(&looks))?;
        let stops = usize::try_from(attempt["stops"].as_u64()?).ok()?;
        let mut sheet = json!({"verdict": null, "typology": null, "pins": pins(seen), "path": [],
            "amount": null, "claims": [], "accused": [], "certainty": null});
        let mut rev = self.save(path, attempt["sheet_rev"].as_u64()?, &sheet)?;
        if attempt["hints"].as_array().is_some_and(|hints| !hints.is_empty()) {
            self.ask(Action::Hint, "POST", &format!("{path}/hints?lang=en"), &[], None)?;
        }
        sheet["path"] = json!(seen.iter().take(stops).collect::<Vec<_>>());
        sheet["amount"] = json!("0.25");
        rev = self.save(path, rev, &sheet)?;
        let given = |list: &str| attempt[list].as_array().and_then(|all| all.get(lot % all.len()));
        sheet["verdict"] = given("verdicts")?.clone();
        sheet["typology"] = given("typologies")?.clone();
        sheet["claims"] = claims(seen);
        sheet["certainty"] = json!(1 + lot % 3);
        rev = self.save(path, rev, &sheet)?;
        let (hand_in, tag) = (format!("{path}/submission?lang=en"), format!("\"{rev}\""));
        let more = [("if-match", tag.as_str())];
        let debrief = self.ask(Action::HandIn, "POST", &hand_in, &more, None)?;
        let total_milli = debrief["score"]["total_milli"].as_u64()?;
        self.get(Action::Debrief, &format!("{path}/debrief?lang=en"))?;
        Some((sheet, total_milli))
    }

    fn save(&mut self, path: &str, rev: u64, sheet: &Value) -> Option<u64> {
        let (path, tag) = (format!("{path}/sheet"), format!("\"{rev}\""));
        let more = [("if-match", tag.as_str())];
        let saved =
            self.ask(Action::Sheet, "PUT", &path, &more, Some(&json!({ "sheet": sheet })))?;
        saved["sheet_rev"].as_u64()
    }
}

fn pins(seen: &[String]) -> Value {
    let pin = |anchor: &String| json!({"anchor": anchor, "note": ""});
    seen.iter().take(PINS_MAX).map(pin).collect()
}

fn claims(seen: &[String]) -> Value {
    let claim = |(at, asked): (usize, &&str)| {
        let cited: Vec<&String> = seen.iter().cycle().skip(at).take(1).collect();
        json!({"text": "It stands on the board.", "answers": asked, "cites": cited})
    };
    ANSWERED.iter().enumerate().map(claim).collect()
}

/// What a card is pinned by; none for a cluster's.
fn anchor(subject: &Value) -> Option<String> {
    let ledger = subject["ledger"].as_str()?;
    match subject["kind"].as_str()? {
        "transaction" => Some(format!("transaction:{ledger}:{}", subject["txid"].as_str()?)),
        "address" => Some(format!("address:{ledger}:{}", subject["address"].as_str()?)),
        _ => None,
    }
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
