//! `kancil case example`: a story's case with its board, for who wants to see one before his first.
//!
//! It is an exercise, opened once for a person: its board has the trace of the subjects placed as the
//! page would place it. Asked again it tells the same path.

use api::ask::bounds::Bounds;
use api::ask::trace::TraceQuestion;
use api::ask::watch::patient;
use api::record::ExampleCase;
use api::sheet::Sheet;
use casework::access::Who;
use casework::audit::{Actor, By};
use casework::boards::state::State;
use casework::boards::step::Wanted;
use casework::boards::store::{self as boards, Appended, Board, BoardError};
use casework::cases::{self, Case, CaseError, NewCase, Sought, Tlp};
use casework::people;
use casework::record::Record;
use server::drawing::answer::Answer;
use server::drawing::{Asked, Choice, draw, question};

use crate::args::{CaseCommand, CaseExample};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::show::page::Page;
use crate::show::{Show, show};
use crate::{clock, record_store, world};

const TITLE: &str = "Example: an exchange is robbed";
const BOARD: &str = "Where the stolen coins went";
const TEMPLATE: &str = "exchange_theft";
/// What is drawn: enough to show runs, services and what rests, and few enough to read.
const ENDINGS: usize = 10;
/// Of the person's cases so many are looked through for the example.
const CASES_MAX: u32 = 1_000;

pub fn run(data: &Data, command: &CaseCommand) -> Result<Exit, Failure> {
    match command {
        CaseCommand::Example(args) => example(data, args),
    }
}

fn example(data: &Data, args: &CaseExample) -> Result<Exit, Failure> {
    let now = clock::now()?;
    let drawn = drawn(data, args)?;
    let answer = record_store::wait(async {
        let record = record_store::open_existing(data, now).await?;
        let by = By::new(Actor::Console, now);
        let Some(user) = people::by_login(&record, &args.member).await? else {
            let says = format_args!("nobody has the login '{}'", args.member);
            return Err(Failure::new(says).hint("see who is there: kancil user list"));
        };
        let found = opened(&record, by, &user.who(), &drawn).await?;
        record.close().await;
        Ok(found)
    })?;
    show(&answer, args.shown.format)?;
    Ok(Exit::Done)
}

/// A trace's bytes, and the address of its question.
struct Drawn {
    bytes: Vec<u8>,
    question: String,
}

/// The trace of the subjects, as a page would ask for it.
fn drawn(data: &Data, args: &CaseExample) -> Result<Drawn, Failure> {
    let asked = TraceQuestion {
        as_of: args.when.as_of.map(|day| day.to_string()),
        known_at: args.when.known_at.map(|time| time.to_string()),
        ..TraceQuestion::new(args.subjects.clone())
    };
    asked.check(&Bounds::OWN, clock::now()?)?;
    let atlas = world::open(data, None, &args.when)?.synthetic();
    let answer = asked.answer(&atlas, &Bounds::OWN, &mut patient)?;
    let bytes = api::text::json(&answer.view()).into_bytes();
    let fields = serde_json::to_value(&asked).expect("a question is JSON");
    let read = Answer::read(&bytes).map_err(Failure::new)?;
    let question = question::text("trace", &fields, read.as_of());
    Ok(Drawn { bytes, question })
}

/// The example, which is made where the person has none yet.
async fn opened(record: &Record, by: By, who: &Who, drawn: &Drawn) -> Result<ExampleCase, Failure> {
    let sought = Sought { text: Some(TITLE), ..Sought::default() };
    let own = cases::list(record, who, sought, CASES_MAX).await.map_err(of_case)?;
    let mut own = own.items.into_iter().map(|listed| listed.case);
    let there = own.find(|case| case.is_synthetic && case.title == TITLE);
    let (case, is_new) = match there {
        Some(case) => (case, false),
        None => (made(record, by, who).await?, true),
    };
    let of_case_boards = boards::list(record, who, case.id).await.map_err(of_board)?;
    let board = match of_case_boards.into_iter().find(|board| board.title == BOARD) {
        Some(board) => board,
        None => boards::create(record, by, who, case.id, BOARD).await.map_err(of_board)?,
    };
    if board.rev == 0 {
        place(record, by, who, &board, drawn).await?;
    }
    Ok(ExampleCase {
        case: case.id.to_string(),
        number: case.number,
        board: board.id.to_string(),
        path: format!("/boards/{}", board.id),
        is_new,
    })
}

async fn made(record: &Record, by: By, who: &Who) -> Result<Case, Failure> {
    let new = NewCase {
        title: TITLE.to_owned(),
        reference: String::new(),
        tlp: Tlp::Green,
        template: Some(TEMPLATE.to_owned()),
        is_synthetic: true,
    };
    cases::create(record, by, who, new).await.map_err(of_case)
}

/// Puts the trace on the empty board, in one gesture.
async fn place(
    record: &Record,
    by: By,
    who: &Who,
    board: &Board,
    drawn: &Drawn,
) -> Result<(), Failure> {
    let asked = Asked {
        bytes: &drawn.bytes,
        question: &drawn.question,
        choice: &Choice::Top(ENDINGS),
        key: "example",
    };
    let ops = draw(&State::default(), &asked).map_err(Failure::new)?;
    let wanted = [Wanted::Do { id: "example".to_owned(), ops }];
    match boards::append(record, by, who, board.id, 0, &wanted).await.map_err(of_board)? {
        Appended::Done { .. } => Ok(()),
        Appended::Stale { .. } => {
            Err(Failure::new("somebody drew on the example's board meanwhile: ask again"))
        }
    }
}

fn of_case(error: CaseError) -> Failure {
    let is_denied = matches!(error, CaseError::Denied(_));
    let failure = Failure::new(error);
    match is_denied {
        true => failure
            .hint("a case needs somebody who investigates: kancil user add --role investigator"),
        false => failure,
    }
}

fn of_board(error: BoardError) -> Failure {
    match error {
        BoardError::Case(error) => of_case(error),
        error => Failure::new(error),
    }
}

impl Show for ExampleCase {
    fn page(&self, page: &mut Page) {
        page.line(&self.path);
        let what = if self.is_new { "opened" } else { "there already" };
        page.line(&format!("  the board of case {}, an exercise; {what}", self.number));
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&["case", "number", "board", "path", "is_new"]);
        sheet.row([
            self.case.clone(),
            self.number.clone(),
            self.board.clone(),
            self.path.clone(),
            self.is_new.to_string(),
        ]);
        sheet
    }
}
