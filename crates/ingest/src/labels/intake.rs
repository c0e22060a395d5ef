//! Where rows are turned into claims, counted, and freed of repetitions.
//!
//! The one thing to know: a claim is known again by what GraphSense keys tags with (identifier,
//! network, label whatever its case, source) and by what its tags do not have (list and dates); the
//! first one stays.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use model::claim::{Actor, Claim, Pack, PackHead, WholeList};
use model::time::Day;
use sha2::{Digest as _, Sha256};

use super::draft::{Draft, Settled, settle};
use super::report::{EXAMPLES_MAX, Example, ImportReport, Reason};
use super::subject::Refusal;
use super::{Hints, Reading};

/// Room for a line of a terminal.
const SHOWN_CHARS_MAX: usize = 72;

pub struct Intake<'h> {
    hints: &'h Hints,
    claims: Vec<Claim>,
    actors: Vec<Actor>,
    report: ImportReport,
    claims_seen: HashSet<[u8; 16]>,
    actors_seen: HashSet<String>,
    whole_list: Option<WholeList>,
}

impl<'h> Intake<'h> {
    pub fn new(hints: &'h Hints) -> Self {
        Self {
            hints,
            claims: Vec::new(),
            actors: Vec::new(),
            report: ImportReport { unit: "row", ..ImportReport::default() },
            claims_seen: HashSet::new(),
            actors_seen: HashSet::new(),
            whole_list: None,
        }
    }

    /// What this format counts.
    pub fn count_in(&mut self, unit: &'static str) {
        self.report.unit = unit;
    }

    /// One row of the file, or why there is nothing to take from it. `shown` is how the row is told
    /// from others. True where it became a claim.
    pub fn offer(&mut self, line: u64, shown: &str, draft: Result<Draft<'_>, Refusal>) -> bool {
        self.report.rows += 1;
        match draft.and_then(|draft| settle(draft, self.hints)) {
            Ok(settled) => {
                let is_new = self.take(settled);
                if is_new {
                    self.report.taken += 1;
                } else {
                    self.report.duplicates += 1;
                }
                is_new
            }
            Err(refusal) => {
                self.refuse(line, shown, refusal);
                false
            }
        }
    }

    /// The file is a copy of the whole list, made on this day; on the day of the import where nothing
    /// tells when.
    pub fn is_whole_copy(&mut self, list: &str, seen: Option<Day>) {
        let day = seen.unwrap_or_else(|| self.hints.imported_at.day());
        self.is_whole_history(list, day, day);
    }

    /// The file tells of every entry of the list on all these days.
    pub fn is_whole_history(&mut self, list: &str, from: Day, to: Day) {
        self.whole_list = Some(WholeList { list: list.to_owned(), from, to });
    }

    /// A file of which nothing was taken is no copy of anything.
    pub fn whole_list(&self) -> Option<WholeList> {
        self.whole_list.clone().filter(|_| !self.claims.is_empty())
    }

    /// A row that only says again what another one said.
    pub fn repeat(&mut self) {
        self.report.rows += 1;
        self.report.duplicates += 1;
    }

    /// A row that went into a claim together with others (the end of an interval).
    pub fn join(&mut self) {
        self.report.rows += 1;
        self.report.taken += 1;
    }

    pub fn reject(&mut self, line: u64, shown: &str, refusal: Refusal) {
        self.report.rows += 1;
        self.refuse(line, shown, refusal);
    }

    /// One row that describes an actor. The first of an id stays.
    pub fn offer_actor(&mut self, line: u64, shown: &str, actor: Result<Actor, Refusal>) {
        self.report.rows += 1;
        match actor {
            Ok(actor) => {
                if self.add_actor(actor) {
                    self.report.taken += 1;
                } else {
                    self.report.duplicates += 1;
                }
            }
            Err(refusal) => self.refuse(line, shown, refusal),
        }
    }

    /// An actor that comes with claims and is no row of its own. False where the id is known.
    pub fn add_actor(&mut self, actor: Actor) -> bool {
        let is_new = self.actors_seen.insert(actor.id.clone());
        if is_new {
            self.actors.push(actor);
        }
        is_new
    }

    pub fn note_default(&mut self, field: &'static str) {
        *self.report.defaulted.entry(field).or_default() += 1;
    }

    pub fn note_read_as(&mut self, word: &str, id: &'static str) {
        let word = word.chars().take(40).collect();
        *self.report.read_as.entry((word, id)).or_default() += 1;
    }

    pub fn finish(mut self, head: PackHead) -> Reading {
        self.report.claims = self.claims.len() as u64;
        self.report.actors = self.actors.len() as u64;
        debug_assert!(self.report.reconciles(), "{:?}", self.report);
        let pack = Pack { head, claims: self.claims, actors: self.actors };
        Reading { pack, report: self.report }
    }

    fn take(&mut self, settled: Settled) -> bool {
        let Settled { claim, defaulted, read_as, is_supported, said } = settled;
        if !self.claims_seen.insert(identity(&claim)) {
            return false;
        }
        for field in defaulted {
            self.note_default(field);
        }
        for (word, id) in read_as {
            *self.report.read_as.entry((word, id)).or_default() += 1;
        }
        if let Some(said) = said {
            let said_and_is = (said, claim.network.clone());
            *self.report.chain_by_form.entry(said_and_is).or_default() += 1;
        }
        if !is_supported {
            *self.report.unsupported.entry(claim.network.clone()).or_default() += 1;
        }
        self.claims.push(claim);
        true
    }

    fn refuse(&mut self, line: u64, shown: &str, refusal: Refusal) {
        let Refusal { reason, detail } = refusal;
        let refused = self.report.refused.entry(reason).or_default();
        refused.count += 1;
        if refused.examples.len() < EXAMPLES_MAX {
            let shown = if reason == Reason::Secret { String::new() } else { cut(shown) };
            refused.examples.push(Example { line, shown, detail });
        }
    }
}

fn cut(text: &str) -> String {
    let text = text.trim();
    let mut shown: String = text.chars().take(SHOWN_CHARS_MAX).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.retain(|c| !c.is_control() && !model::refusal::is_invisible(c));
    shown
}

/// Half a SHA-256: short enough for millions of claims, long enough that nobody can make two claims
/// that hide one another.
fn identity(claim: &Claim) -> [u8; 16] {
    struct Stream(Sha256);
    impl Hasher for Stream {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut stream = Stream(Sha256::new());
    claim.subject.hash(&mut stream);
    claim.network.hash(&mut stream);
    claim.label.to_lowercase().hash(&mut stream);
    claim.source.hash(&mut stream);
    claim.list.hash(&mut stream);
    // `seen` is left out: what is said again on another day is one claim.
    (claim.validity.from, claim.validity.to).hash(&mut stream);
    let digest: [u8; 32] = stream.0.finalize().into();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}
