//! `kancil report` and `kancil freeze-request`: a trace on paper.

use ::paper::PaperError;
use ::paper::freeze::{FreezeRequest, recipients};
use ::paper::front::Front;
use api::ask::bounds::Bounds;
use api::ask::trace::TraceQuestion;
use api::ask::watch::patient;
use api::ask::without::applied;
use api::trace::TraceView;
use dossier::answered::{self, Told};
use dossier::{DossierError, single};
use entity::atlas::Atlas;
use model::hash::Digest;

use crate::args::{FreezeArgs, Fronted, ReportArgs, TraceAsked};
use crate::data::{Data, write_whole};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::write_out;
use crate::{clock, talk, world};

pub(super) fn told(question: &TraceQuestion, atlas: &Atlas) -> Result<Told, Failure> {
    let told = answered::told(question, atlas, &Bounds::OWN, &mut patient)?;
    talk::notes(&told.notes);
    Ok(told)
}

/// The same, and again without each rule and label that it met.
pub(super) fn weighed(question: &TraceQuestion, atlas: &Atlas) -> Result<Told, Failure> {
    let told = answered::weighed(question, atlas, &Bounds::OWN, &mut patient)?;
    talk::notes(&told.notes);
    Ok(told)
}

/// Asks what was asked on the command line.
pub(super) fn ask(data: &Data, asked: &TraceAsked) -> Result<(TraceQuestion, Atlas), Failure> {
    let question = super::trace::question(asked)?;
    question.check(&Bounds::OWN, clock::now()?)?;
    let atlas = world::open(data, asked.chosen.ledger, &asked.when)?;
    let atlas = applied(&atlas, &question.without)?;
    Ok((question, atlas))
}

pub(super) fn front(args: &Fronted, data: Digest) -> Result<Front, Failure> {
    let dated = match args.dated {
        Some(day) => day,
        None => clock::now()?.day(),
    };
    Ok(Front {
        title: args.title.clone(),
        reference: args.reference.clone(),
        tlp: args.tlp,
        prepared_by: args.prepared_by.clone(),
        made_on: dated,
        language: args.language.clone(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        data,
    })
}

pub fn report(data: &Data, args: &ReportArgs) -> Result<Exit, Failure> {
    let (question, atlas) = ask(data, &args.asked)?;
    let told = weighed(&question, &atlas)?;
    let front = front(&args.front, told.digest())?;
    let pdf = single::report(&front, &args.question, &told)?;
    wrote(args.out.as_path(), &pdf)
}

pub fn freeze_request(data: &Data, args: &FreezeArgs) -> Result<Exit, Failure> {
    let (question, atlas) = ask(data, &args.asked)?;
    let told = told(&question, &atlas)?;
    let front = front(&args.front, told.digest())?;
    let request = FreezeRequest {
        front: &front,
        trace: &told.view,
        recipient: recipient(&told.view, args.recipient.as_deref())?,
        basis: &args.basis,
        contact: &args.contact,
        reply_by: args.reply_by,
    };
    wrote(args.out.as_path(), &request.pdf()?)
}

/// The one service to ask: the one that was named, or the only one.
fn recipient<'a>(view: &'a TraceView, asked: Option<&'a str>) -> Result<&'a str, Failure> {
    let reached = recipients(view);
    let names = || reached.join(", ");
    match (asked, reached.as_slice()) {
        (_, []) => Err(Failure::new("this trace reached no service: there is nobody to ask")
            .hint("label packs name services: kancil labels packs")),
        (Some(asked), _) if reached.contains(&asked) => Ok(asked),
        (Some(asked), _) => Err(Failure::new(format_args!("this trace did not reach '{asked}'"))
            .hint(format_args!("it reached {}", names()))),
        (None, [one]) => Ok(one),
        (None, _) => {
            Err(Failure::new("this trace reached several services: one is asked at a time")
                .hint(format_args!("choose one with --recipient: {}", names())))
        }
    }
}

pub fn licences() -> Result<Exit, Failure> {
    write_out(&::paper::fonts::licences())?;
    Ok(Exit::Done)
}

fn wrote(path: &std::path::Path, bytes: &[u8]) -> Result<Exit, Failure> {
    write_whole(path, bytes)?;
    talk::say(format_args!("wrote {} (SHA-256 {})", path.display(), Digest::of(bytes)));
    Ok(Exit::Done)
}

impl From<PaperError> for Failure {
    fn from(error: PaperError) -> Self {
        let failure = Failure::new(&error);
        match error {
            PaperError::NoFaces { .. } => failure
                .hint("fetch them and build again: 'cargo xtask fonts', then 'cargo build'")
                .hint("or ask for English: --language en"),
            PaperError::NoLanguage { .. } => {
                let codes: Vec<&str> =
                    ::paper::fonts::languages().map(|language| language.code()).collect();
                failure.hint(format_args!("there are {}", codes.join(", ")))
            }
            _ => failure,
        }
    }
}

impl From<DossierError> for Failure {
    fn from(error: DossierError) -> Self {
        match error {
            DossierError::Refused(refusal) => refusal.into(),
            DossierError::Paper(error) => error.into(),
            bad @ DossierError::Bad { .. } => Failure::new(bad),
        }
    }
}
