//! A lesson that is fit, and each way in which it is not: one change, one fault with its place.

use super::{CHAIN, Files, PLAN, check, check_course};

pub(crate) fn good() -> Files {
    [
        (PLAN, include_str!("../../testdata/gift/lesson.toml")),
        (CHAIN, include_str!("../../testdata/gift/chain.txt")),
        ("own.txt", include_str!("../../testdata/gift/own.txt")),
        ("en.md", include_str!("../../testdata/gift/en.md")),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

fn faults(files: &Files) -> Vec<String> {
    check(files, &["en"]).iter().map(ToString::to_string).collect()
}

#[test]
fn a_fit_lesson_has_no_fault() {
    assert_eq!(faults(&good()), Vec::<String>::new());
}

#[test]
fn each_fault_is_told_with_its_place() {
    let cases: &[(&str, &str, &str, &str)] = &[
        (
            PLAN,
            "minutes = 3",
            "minutes = 30",
            "lesson.toml:4: a lesson is read in 8 minutes at most",
        ),
        (
            PLAN,
            "id = \"gift\"",
            "id = \"../gift\"",
            "lesson.toml:1: '../gift' is no id: up to 40 of a to z, 0 to 9, - and _",
        ),
        (PLAN, "hints = 1", "hints = 4000000000", "lesson.toml:30: a case has at most 3 hints"),
        (
            PLAN,
            "show = [\"tx:pay\"",
            "show = [\"tx:gone\"",
            "lesson.toml:13: the chain has nothing called 'tx:gone'",
        ),
        (PLAN, "truth = [\"b\"]", "truth = [\"c\"]", "lesson.toml:27: there is no option 'c'"),
        (
            PLAN,
            "truth = \"fee:pay\"",
            "truth = \"fee:mint\"",
            "lesson.toml:20: 'mint' pays no fee that the chain tells",
        ),
        (
            PLAN,
            "reasons = 1",
            "reasons = 4",
            "lesson.toml:44: claims asked for: at least one, and no more than there are signals",
        ),
        (
            PLAN,
            "anchors = [\"tx:pay\"]",
            "anchors = [\"tx:drain1\"]",
            "lesson.toml:41: 'moves' and 'pay' share an anchor: one pin would show both",
        ),
        (
            PLAN,
            "typology = \"exchange_theft\"",
            "typology = \"magic\"",
            "lesson.toml:38: 'magic' is no typology: exchange_theft, ransom, terrorist_financing, scam, peel_chain, coinjoin, payroll, batch_payout, exchange_sweep, donation, shop, none",
        ),
        (
            PLAN,
            "hints = 1",
            "hint = 1",
            "lesson.toml:45: unknown field `hint`, expected one of `id`, `level`, `recipe`, `start`, `labels`, `minutes`, `decision`, `is_innocent`, `must_not_miss`, `typology`, `path`, `amount`, `signals`, `decoys`, `innocents`, `reasons`, `given`, `hints`, `expert`",
        ),
        (
            PLAN,
            "amount = \"output:drain0:0\"",
            "amount = \"0\"",
            "lesson.toml:40: of a crime there is an amount",
        ),
        (
            "own.txt",
            "drain0: float ->",
            "drain0: flot ->",
            "own.txt:6: there is no transaction 'flot' before this line that could be spent (a coinbase can be from the next block on) (seed 0)",
        ),
        ("own.txt", "% end\n", "", "own.txt:8: this repeat has no '% end' (seed 0)"),
        (
            CHAIN,
            "pay: mint",
            "pay: mnt",
            "chain.txt:4: there is no transaction 'mnt' before this line that could be spent (a coinbase can be from the next block on)",
        ),
        ("en.md", "- (b) Boon\n", "", "en.md:8: its options are a b, not a"),
        (
            "en.md",
            "=> The other output is change.\n",
            "",
            "en.md:8: a question is explained: a line that begins with '=> '",
        ),
        (
            "en.md",
            "[^bip-141]: BIP 141\n",
            "",
            "en.md:1: the source 'bip-141' is not at the foot: [sources]",
        ),
        (
            "en.md",
            "Boon.[^bip-141]",
            "Boon.[^wiki]",
            "en.md:4: there is no source 'wiki' in lesson.toml",
        ),
        (
            PLAN,
            "anchors = [\"tx:drain*\"]",
            "anchors = [\"tx:coinbase2\"]",
            "lesson.toml:41: nothing leads from the start to 'moves' (seed 0)",
        ),
        (
            PLAN,
            "path = [\"tx:drain0\", \"tx:drain{last}\"]",
            "path = [\"tx:drain0\", \"tx:drain0\"]",
            "lesson.toml:30: whoever knows everything gets 94 points: a stop stands twice? (seed 0)",
        ),
        (
            "en.md",
            "Boon.[^bip-141]",
            "Boon.",
            "en.md:4: [pay] claims something and names no source: write [^id] behind it",
        ),
        (
            "en.md",
            "## [hint:own/1] Look right\n",
            "",
            "en.md:1: the section [hint:own/1] is missing (lesson.toml:30)",
        ),
        (
            "en.md",
            "# A gift\n",
            "",
            "en.md:1: a lesson begins with '# Title' and '> what you will be able to do'",
        ),
    ];
    for (file, from, to, expected) in cases {
        let mut files = good();
        let text = files.get_mut(*file).expect("a file of the lesson");
        assert!(text.contains(from), "{file} has no {from}");
        *text = text.replacen(from, to, 1);
        assert!(
            faults(&files).iter().any(|fault| fault == expected),
            "{from} → {to}: {:#?}",
            faults(&files)
        );
    }
}

/// As `sha256sum * | sha256sum` says in a folder of the first two files.
#[test]
fn a_lessons_content_is_named_by_what_sha256sum_prints() {
    let files = [("b.txt", "two\n"), ("a.toml", "one\n"), ("en.md", "a text\n")];
    let files: Files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let expected = "1e8559b475c1d1edfa5246e0714b506285b82590b915464a716b06ed2c983803";
    assert_eq!(super::content(&files).to_string(), expected);
}

#[test]
fn a_question_without_truth_is_a_fault() {
    let mut files = good();
    let plan = files.get_mut(PLAN).expect("it is there");
    *plan = plan.replacen("truth = [\"b\"]\n", "", 1);
    let told = faults(&files);
    assert!(told[0].contains("missing field `truth`"), "{told:?}");
    let plan = good()[PLAN].replace("[\"b\"]", "[]");
    *files.get_mut(PLAN).expect("it is there") = plan;
    assert_eq!(faults(&files), ["lesson.toml:27: a question has an answer"]);
}

#[test]
fn every_language_names_the_sources_that_english_names() {
    let mut files = good();
    let thai = files["en.md"].replace("Boon.[^bip-141]", "Boon.");
    files.insert("th.md".into(), thai);
    let told: Vec<String> = check(&files, &["th"]).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "th.md:1: nothing rests on the source 'bip-141'",
            "th.md:4: [pay] claims something and names no source: write [^id] behind it",
            "th.md:4: [pay] names no source 'bip-141', and en.md does",
        ]
    );
}

#[test]
fn a_lesson_is_read_in_the_minutes_that_it_promises() {
    let mut files = good();
    let text = files.get_mut("en.md").expect("it is there");
    *text = text.replace("=> The other output is change.", &format!("=> {}", "so ".repeat(450)));
    assert_eq!(faults(&files), ["en.md:1: 471 words to read; in 3 minutes one reads 150 each"]);
}

#[test]
fn a_course_of_crimes_alone_is_refused() {
    let crime = good();
    let mut innocent = good();
    let plan = innocent.get_mut(PLAN).expect("it is there");
    *plan = plan.replace("is_innocent = false", "is_innocent = true");
    assert_eq!(check_course(&[&crime, &innocent]), None);
    let (at, fault) = check_course(&[&innocent, &crime, &crime]).expect("a third is too few");
    assert_eq!(at, 1);
    assert_eq!(
        fault.to_string(),
        "lesson.toml:30: 1 of the course's 3 cases are innocent: at least 40 per cent, else its learners learn to hold always"
    );
}

#[test]
fn a_missing_language_is_a_fault() {
    let faults: Vec<String> =
        check(&good(), &["en", "th"]).iter().map(ToString::to_string).collect();
    assert_eq!(faults, ["th.md:1: there is none: the lesson is not in this language"]);
}

#[test]
fn a_step_is_short_in_a_script_without_blanks_too() {
    let mut files = good();
    let long = "เหรียญ".repeat(200);
    let text = files.get_mut("en.md").expect("it is there");
    *text = text.replace("Ana pays Boon.", &long);
    assert_eq!(faults(&files), ["en.md:4: 240 words; a step has at most 150"]);
}

proptest::proptest! {
    /// Whatever a trainer writes is answered.
    #[test]
    fn no_file_panics(file in proptest::sample::select(vec![PLAN, CHAIN, "own.txt", "en.md"]), at in 0_usize..2000, text in ".{0,12}") {
        let mut files = good();
        let own = files.get_mut(file).expect("a file of the lesson");
        let at = (0..=at.min(own.len())).rev().find(|at| own.is_char_boundary(*at)).unwrap_or(0);
        own.insert_str(at, &text);
        let _ = check(&files, &["en"]);
    }
}

/// The lessons that come with the program.
#[test]
fn every_lesson_of_ours_is_fit_in_every_language() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../academy/lessons");
    let entries = |folder: &std::path::Path| -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).expect("the lessons are there");
        entries.map(|entry| entry.expect("an entry").path()).collect()
    };
    let mut lessons = Vec::new();
    for lesson in entries(&folder) {
        let name = |path: &std::path::Path| {
            path.file_name().expect("a name").to_string_lossy().into_owned()
        };
        let text = |path: &std::path::Path| std::fs::read_to_string(path).expect("a text");
        let files: Files = entries(&lesson).iter().map(|path| (name(path), text(path))).collect();
        let faults = check(&files, &["en", "th", "ms", "fil"]);
        assert!(faults.is_empty(), "{}: {faults:#?}", name(&lesson));
        lessons.push(files);
    }
    assert_eq!(lessons.len(), 8);
    assert_eq!(check_course(&lessons.iter().collect::<Vec<_>>()), None, "four in ten are innocent");
}
