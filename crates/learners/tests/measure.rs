//! What the exercises are worth: made-up learners at every case, each case filled in for many seeds.
//!
//! Two sections of `docs/academy.md` between markers are what this prints: `cargo xtask academy` writes
//! them anew. The tests hold, for fewer seeds, what must be so whatever the numbers are: who reads the
//! truth gets all of it, who does not work fails, and no shortcut passes a case from lesson 4 on.

#![allow(clippy::unwrap_used, reason = "a test that cannot set up its desk has failed")]

use std::fmt::Write as _;

use academy::course::Lesson;
use academy::lesson::plan::Case;
use academy::score::{PASS_MILLI, Score, score};
use learners::dice::Dice;
use learners::sheets;
use learners::strategy::Strategy;
use learners::world::{World, lessons};

/// Of every case, for the document; a test takes the first three.
const SEEDS: u64 = 20;
const SEEDS_FEW: u64 = 3;
/// A case's numbers begin at another seed, so that no two cases share their draws.
const SEED_STEP: u64 = 1_000;
/// From there on a shortcut ends at least four points short of passing: no seed that was not tried passes.
const SHORTCUT_MILLI_MAX: u32 = 66_000;
/// Lessons before this one teach the tools that a shortcut leaves out.
const LESSON_OF_SHORTCUTS: u32 = 4;
/// Learners who know some of it, for difficulty and discrimination.
const PARTIAL: usize = 100;

/// The learner of each strategy at one exercise; who follows a debrief is at the variant of the one it
/// was of.
fn answers(lesson: &Lesson, case: &Case, seed: u64) -> Vec<(Strategy, Score)> {
    let world = World::of(lesson, case, seed);
    let variant = World::of(lesson, case, seed + SEED_STEP / 2);
    let of = |strategy: &Strategy| {
        let (at, other) = match strategy {
            Strategy::AfterDebrief => (&variant, &world),
            _ => (&world, &variant),
        };
        (*strategy, score(&at.exercise.truth, &strategy.sheet(at, other, seed)))
    };
    Strategy::ALL.iter().map(of).collect()
}

/// Everything about one case.
struct Measured {
    order: u32,
    name: String,
    is_innocent: bool,
    scores: Vec<(Strategy, Vec<Score>)>,
    fails_per_cent: usize,
    discrimination: i64,
}

fn measure(seeds: u64) -> Vec<Measured> {
    let mut measured = Vec::new();
    for lesson in lessons() {
        for case in &lesson.plan.cases {
            let base = SEED_STEP * (1 + measured.len() as u64);
            let mut scores: Vec<(Strategy, Vec<Score>)> =
                Strategy::ALL.iter().map(|strategy| (*strategy, Vec::new())).collect();
            for seed in base..base + seeds {
                for (strategy, score) in answers(&lesson, case, seed) {
                    let row = scores.iter_mut().find(|(of, _)| *of == strategy);
                    row.expect("every strategy has a row").1.push(score);
                }
            }
            let (fails_per_cent, discrimination) = partial(&lesson, case, base, seeds);
            measured.push(Measured {
                order: lesson.plan.order,
                name: format!("{}/{}", lesson.plan.id.get_ref(), case.id.get_ref()),
                is_innocent: case.is_innocent,
                scores,
                fails_per_cent,
                discrimination,
            });
        }
    }
    measured
}

/// How many of those who know some of it fail, and how many per cent more of the abler quarter pass
/// than of the weaker (Kelley's 27 per cent at either end).
fn partial(lesson: &Lesson, case: &Case, base: u64, seeds: u64) -> (usize, i64) {
    let worlds: Vec<World> =
        (base..base + seeds).map(|seed| World::of(lesson, case, seed)).collect();
    let passes: Vec<bool> = (0..PARTIAL)
        .map(|learner| {
            let ability = 1 + learner * 98 / (PARTIAL - 1);
            let world = &worlds[learner % worlds.len()];
            let mut dice = Dice::new(base + 7 * learner as u64);
            let sheet = sheets::partial(world, ability, &mut dice);
            score(&world.exercise.truth, &sheet).passes
        })
        .collect();
    let end = PARTIAL * 27 / 100;
    let share = |some: &[bool]| {
        i64::try_from(100 * some.iter().filter(|passes| **passes).count() / some.len()).unwrap()
    };
    let fails = passes.iter().filter(|passes| !**passes).count();
    (100 * fails / PARTIAL, share(&passes[PARTIAL - end..]) - share(&passes[..end]))
}

fn sorted(scores: &[Score]) -> Vec<u32> {
    let mut points: Vec<u32> = scores.iter().map(|score| score.total_milli).collect();
    points.sort_unstable();
    points
}

fn median(scores: &[Score]) -> u32 {
    let points = sorted(scores);
    points[points.len() / 2]
}

/// Everything that must be so and is not.
fn broken(measured: &[Measured]) -> Vec<String> {
    let mut broken = Vec::new();
    for case in measured {
        for (strategy, scores) in &case.scores {
            let points = sorted(scores);
            let (least, most) = (points[0], points[points.len() - 1]);
            let passes = scores.iter().filter(|score| score.passes).count();
            let is_right = match strategy {
                Strategy::Expert => least >= 98_000,
                Strategy::AfterDebrief => passes == scores.len(),
                Strategy::Guess => passes == 0 || case.order < LESSON_OF_SHORTCUTS,
                idle if idle.is_idle() => passes == 0 && most < 70_000,
                _ if case.order >= LESSON_OF_SHORTCUTS => passes == 0 && most <= SHORTCUT_MILLI_MAX,
                _ => true,
            };
            if !is_right {
                broken.push(format!(
                    "{}: {} gets {least} to {most}, passes {passes} of {}",
                    case.name,
                    strategy.name(),
                    scores.len()
                ));
            }
        }
    }
    let guesses: Vec<Score> = measured
        .iter()
        .flat_map(|case| case.scores.iter())
        .filter(|(strategy, _)| *strategy == Strategy::Guess)
        .flat_map(|(_, scores)| scores.iter().cloned())
        .collect();
    if median(&guesses) >= 25_000 {
        broken.push(format!("guessing gets {} on the median", median(&guesses)));
    }
    broken
}

fn cell(scores: &[Score]) -> String {
    let points = sorted(scores);
    let whole = |milli: u32| milli / 1_000;
    let passes = scores.iter().filter(|score| score.passes).count();
    let (least, most) = (whole(points[0]), whole(points[points.len() - 1]));
    format!("{least}·{}·{most} ({passes})", whole(median(scores)))
}

fn strategies_section(measured: &[Measured]) -> String {
    let mut text = String::new();
    let names: Vec<&str> = Strategy::ALL.iter().map(|strategy| strategy.name()).collect();
    let _ = writeln!(text, "| case | {} |", names.join(" | "));
    let _ = writeln!(text, "|---|{}", "--:|".repeat(names.len()));
    for case in measured {
        let cells: Vec<String> = case.scores.iter().map(|(_, scores)| cell(scores)).collect();
        let _ = writeln!(text, "| {} {} | {} |", case.order, case.name, cells.join(" | "));
    }
    let pool: Vec<String> = Strategy::ALL
        .iter()
        .map(|strategy| {
            let all: Vec<Score> = measured
                .iter()
                .flat_map(|case| case.scores.iter())
                .filter(|(of, _)| of == strategy)
                .flat_map(|(_, scores)| scores.iter().cloned())
                .collect();
            cell(&all)
        })
        .collect();
    let _ = writeln!(text, "| **all of them** | {} |", pool.join(" | "));
    text
}

/// How far from passing each shortcut ends where it comes nearest.
fn margins_section(measured: &[Measured]) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "| shortcut | at best | short of passing by | in |");
    let _ = writeln!(text, "|---|--:|--:|---|");
    let graded = measured.iter().filter(|case| case.order >= LESSON_OF_SHORTCUTS);
    let graded: Vec<&Measured> = graded.collect();
    for strategy in Strategy::ALL.iter().filter(|strategy| strategy.is_shortcut()) {
        let most = graded.iter().flat_map(|case| {
            let of = case.scores.iter().filter(|(of, _)| of == strategy);
            of.flat_map(|(_, scores)| scores).map(|score| (score.total_milli, &case.name))
        });
        let (most, name) = most.max_by_key(|(most, _)| *most).expect("there are cases");
        let tenths = |milli: u32| format!("{}.{}", milli / 1_000, milli % 1_000 / 100);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {name} |",
            strategy.name(),
            tenths(most),
            tenths(PASS_MILLI.saturating_sub(most))
        );
    }
    text
}

fn difficulty_section(measured: &[Measured]) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "| case | innocent | fail | discrimination |");
    let _ = writeln!(text, "|---|---|--:|--:|");
    for case in measured {
        let _ = writeln!(
            text,
            "| {} {} | {} | {} % | {} |",
            case.order,
            case.name,
            if case.is_innocent { "yes" } else { "" },
            case.fails_per_cent,
            case.discrimination
        );
    }
    let innocent = measured.iter().filter(|case| case.is_innocent).count();
    let _ = writeln!(
        text,
        "\n{innocent} of {} cases are innocent ({} %).",
        measured.len(),
        100 * innocent / measured.len()
    );
    text
}

/// Holds a section of `docs/academy.md` against what was measured, or writes it.
fn check_section(name: &str, measured: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/academy.md");
    let text = std::fs::read_to_string(&path).expect("docs/academy.md is there");
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->\n"));
    let (before, rest) = text.split_once(&begin).expect("the section begins");
    let (written, after) = rest.split_once(&end).expect("the section ends");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, format!("{before}{begin}{measured}{end}{after}")).expect("written");
    } else {
        assert_eq!(written, measured, "docs/academy.md, section {name}: cargo xtask academy");
    }
}

#[test]
fn who_knows_passes_and_no_shortcut_does() {
    let broken = broken(&measure(SEEDS_FEW));
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Run by `cargo xtask academy`.
#[test]
#[ignore = "twenty seeds of every case"]
fn docs_academy_says_what_was_measured() {
    let measured = measure(SEEDS);
    let broken = broken(&measured);
    assert!(broken.is_empty(), "{broken:#?}");
    check_section("strategies", &strategies_section(&measured));
    check_section("margins", &margins_section(&measured));
    check_section("difficulty", &difficulty_section(&measured));
}
