//! `kancil evidence pack`: a report with all that is needed to check it.

use ::evidence::archive::Entry;
use ::evidence::manifest::Kind;
use ::evidence::pack::{About, seal};
use dossier::single::{Question, of};
use dossier::{Words, label_files};
use model::hash::Digest;

use crate::args::EvidencePack;
use crate::commands::paper::{ask, front, weighed};
use crate::data::{Data, write_whole};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{key_store, talk};

pub fn run(data: &Data, args: &EvidencePack) -> Result<Exit, Failure> {
    let (mut trace, atlas) = ask(data, &args.asked)?;
    let told = weighed(&trace, &atlas)?;
    // What was left to the moment of asking is part of the question from now on.
    let as_of = &told.view.as_of;
    trace.as_of = Some(as_of.day.clone());
    trace.known_at = as_of.known_at.clone();
    trace.ledger = as_of.ledgers.first().map(|tip| tip.ledger.clone());
    let front = front(&args.front, told.digest())?;
    let question = Question { trace, paper: Words::of(&front, &args.question) };
    let contents = of(&question, &atlas, &told)?;
    let labels = if args.without_label_files { Vec::new() } else { label_files(&atlas) };
    let mut entries: Vec<Entry<'_>> =
        contents.files.iter().map(|(name, bytes)| Entry { name, bytes }).collect();
    entries.extend(labels.iter().map(|(name, bytes)| Entry { name, bytes }));
    let about = About {
        kind: Kind::Evidence,
        program: front.program.clone(),
        is_synthetic: contents.is_synthetic,
        reference: front.reference.clone(),
    };
    let key = key_store::load_or_make(data)?;
    let bytes = seal(&entries, &about, &key).map_err(Failure::new)?;
    write_whole(&args.out, &bytes)?;
    let (path, digest) = (args.out.display(), Digest::of(&bytes));
    talk::say(format_args!("wrote {path} (SHA-256 {digest}), signed by {}", key.public()));
    Ok(Exit::Done)
}
