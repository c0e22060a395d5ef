//! A class: a trainer, learners who all work at once, and what must be there afterwards.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::learner::{Desk, Exercise, HandedIn, Loads, text};
use crate::line::Line;
use crate::pass::Pass;
use crate::trainer::follow;

/// So many are to work at one laptop.
pub const LEARNERS: usize = 30;

#[derive(Debug, Clone)]
pub struct Learner {
    pub user: String,
    pub pass: Pass,
}

#[derive(Debug, Clone)]
pub struct School {
    pub address: String,
    pub trainer: Pass,
    /// `/api/academy/classes/ID`.
    pub class: String,
    pub learners: Vec<Learner>,
    pub exercises: Vec<Exercise>,
}

/// How long a class works.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    /// So many exercises each.
    Rounds(usize),
    /// So long; what is begun then is finished.
    Over(Duration),
}

#[derive(Debug)]
pub struct Worked {
    pub loads: Loads,
    pub handed_in: Vec<HandedIn>,
    /// How often the trainer's page was told of a change.
    pub told: u64,
}

impl Worked {
    /// What was not done, and why.
    pub fn errors(&self) -> Vec<&String> {
        self.loads.values().flat_map(|load| &load.errors).collect()
    }
}

impl School {
    /// Makes a trainer, a class, its newcomers as a trainer makes them, and sets them the exercises that are
    /// chosen from those of all lessons.
    pub fn open(
        address: &str,
        administrator: &Pass,
        learners: usize,
        chosen: impl FnOnce(Vec<Exercise>) -> Vec<Exercise>,
    ) -> Result<Self, String> {
        let trainer = trainer(address, administrator)?;
        let mut line = Line::open(address, &trainer)?;
        let given = json!({"title": "Batch 7", "language": "en"});
        let made = line.send("POST", "/api/academy/classes", &given)?;
        let class = format!("/api/academy/classes/{}", text(&made["id"]));
        let names: Vec<Value> = (1..=learners)
            .map(|n| json!({"login": format!("learner-{n:02}"), "name": format!("Learner {n:02}")}))
            .collect();
        let newcomers = format!("{class}/newcomers");
        let made = line.send("POST", &newcomers, &json!({ "names": names }))?;
        let enter = |made: &Value| {
            let (user, login) = (text(&made["user"]["id"]), text(&made["user"]["login"]));
            let pass = Pass::by_link(address, login, text(&made["link"]["token"]))?;
            Ok(Learner { user: user.to_owned(), pass })
        };
        let learners = made["items"].as_array().into_iter().flatten().map(enter);
        let learners = learners.collect::<Result<Vec<_>, String>>()?;
        let exercises = chosen(exercises(&line.json("/api/academy/lessons?lang=en")?));
        if exercises.is_empty() {
            return Err("there is nothing to set".into());
        }
        for Exercise { lesson, case } in &exercises {
            let path = format!("{class}/assignments/{lesson}/{case}");
            line.send("PUT", &path, &json!({"due_at": null, "answers_open": true}))?;
        }
        Ok(Self { address: address.to_owned(), trainer, class, learners, exercises })
    }

    /// Everybody works at once, and the trainer follows.
    pub fn work(&self, until: Until) -> Result<Worked, String> {
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let trainer = scope.spawn(|| follow(self, &is_over));
            let learners: Vec<_> = (0..self.learners.len())
                .map(|learner| scope.spawn(move || self.learn(learner, until)))
                .collect();
            let mut worked = Worked { loads: Loads::new(), handed_in: Vec::new(), told: 0 };
            for learner in learners {
                let (loads, handed_in) = learner.join().expect("no learner panics");
                add(&mut worked.loads, loads);
                worked.handed_in.extend(handed_in);
            }
            is_over.store(true, Ordering::Relaxed);
            let followed = trainer.join().expect("no trainer panics")?;
            add(&mut worked.loads, followed.loads);
            worked.told = followed.told;
            Ok(worked)
        })
    }

    /// Each begins with another exercise, so that all kinds are worked on at once.
    fn learn(&self, learner: usize, until: Until) -> (Loads, Vec<HandedIn>) {
        let began = Instant::now();
        let mut desk = Desk::new(&self.address, &self.learners[learner].pass);
        let mut handed_in = Vec::new();
        for turn in 0.. {
            let is_over = match until {
                Until::Rounds(rounds) => turn >= rounds,
                Until::Over(time) => began.elapsed() >= time,
            };
            if is_over {
                break;
            }
            let exercise = &self.exercises[(learner + turn) % self.exercises.len()];
            handed_in.extend(desk.round(learner, exercise, turn));
        }
        (desk.loads, handed_in)
    }

    /// What was acknowledged and is not there, in words: each attempt with its sheet, points and board, and
    /// all of them on the class's page.
    pub fn lost(&self, handed_in: &[HandedIn]) -> Result<Vec<String>, String> {
        let mut lost = Vec::new();
        let mut differs = |what: String, kept: &Value, told: Value| {
            if *kept != told {
                lost.push(format!("{what}: {told} was told, {kept} is kept"));
            }
        };
        let mut best: BTreeMap<(String, &str, &str), (u64, u64)> = BTreeMap::new();
        for (at, learner) in self.learners.iter().enumerate() {
            let mut line = Line::open(&self.address, &learner.pass)?;
            for done in handed_in.iter().filter(|done| done.learner == at) {
                let HandedIn { attempt, board, exercise, .. } = done;
                let kept = line.json(attempt)?;
                differs(format!("{attempt} state"), &kept["state"], json!("submitted"));
                differs(format!("{attempt} points"), &kept["total_milli"], json!(done.total_milli));
                differs(format!("{attempt} sheet"), &kept["sheet"], done.sheet.clone());
                let rev = &line.json(board)?["rev"];
                differs(format!("{board} rev"), rev, json!(done.board_rev));
                let of = (learner.user.clone(), exercise.lesson.as_str(), exercise.case.as_str());
                let (most, attempts) = best.entry(of).or_default();
                *most = done.total_milli.max(*most);
                *attempts += 1;
            }
        }
        let class = Line::open(&self.address, &self.trainer)?.json(&self.class)?;
        let cells = class["cells"].as_array().into_iter().flatten();
        let of = |cell: &Value| {
            [&cell["user"], &cell["lesson"], &cell["case"]].map(|part| text(part).to_owned())
        };
        let cells: BTreeMap<[String; 3], &Value> = cells.map(|cell| (of(cell), cell)).collect();
        for ((user, lesson, case), (most, attempts)) in best {
            let what = format!("{user} at {lesson} {case}");
            let cell = cells.get(&[user, lesson.to_owned(), case.to_owned()]);
            let cell = cell.copied().unwrap_or(&Value::Null);
            differs(format!("{what}, on the class's page"), &cell["state"], json!("submitted"));
            differs(format!("{what}, points"), &cell["total_milli"], json!(most));
            differs(format!("{what}, attempts"), &cell["attempts"], json!(attempts));
        }
        Ok(lost)
    }
}

fn add(all: &mut Loads, more: Loads) {
    for (action, load) in more {
        all.entry(action).or_default().add(load);
    }
}

fn trainer(address: &str, administrator: &Pass) -> Result<Pass, String> {
    let mut line = Line::open(address, administrator)?;
    let given = json!({"login": "trainer", "name": "Trainer", "roles": ["trainer"]});
    let made = line.send("POST", "/api/users", &given)?;
    let link = format!("/api/users/{}/link", text(&made["id"]));
    let link = line.send("POST", &link, &json!({}))?;
    Pass::by_link(address, "trainer", text(&link["token"]))
}

/// Every case of every lesson, in their order.
fn exercises(lessons: &Value) -> Vec<Exercise> {
    let lessons = lessons["items"].as_array().into_iter().flatten();
    let of = |lesson: &Value| -> Vec<Exercise> {
        let cases = lesson["cases"].as_array().into_iter().flatten();
        let exercise = |case: &Value| Exercise {
            lesson: text(&lesson["id"]).to_owned(),
            case: text(&case["id"]).to_owned(),
        };
        cases.map(exercise).collect()
    };
    lessons.flat_map(of).collect()
}
