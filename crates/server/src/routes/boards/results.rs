//! A finished trace or path put on a board, as one gesture in its asker's name.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{HeaderName, HeaderValue};
use casework::boards::step::Wanted;
use casework::boards::store::{self, BoardError};
use model::hash::Digest;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::found;
use super::steps::{AppendedView, appended};
use crate::answer::Ready;
use crate::asker::Asker;
use crate::body::{Json, Path};
use crate::case_problem::of_board;
use crate::desk::Desk;
use crate::drawing::answer::Answer;
use crate::drawing::{Asked, Choice, NotDrawn, draw, question};
use crate::problem::{self, Problem, problems};
use crate::routes::jobs::{find, kept};

problems! {
    DRAWING_OF_WHAT = 422 "problem-drawing-of-what" (kind);
    DRAWING_NO_SUCH_ROW = 422 "problem-drawing-no-such-row" (row, rows);
    DRAWING_NOTHING = 422 "problem-drawing-nothing" ();
    DRAWING_TOO_LARGE = 422 "problem-drawing-too-large" (cards, most);
    DRAWING_TOO_MANY_ENDINGS = 422 "problem-drawing-too-many-endings" (count, most);
}

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(place))
}

/// How many endings are drawn where nobody says.
const TOP: usize = 10;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResultGiven {
    /// A trace or path that is done, of one's own.
    job: String,
    /// The revision that the board is drawn on at.
    rev: u64,
    /// So many of the largest endings (10); of a path so many ways.
    top: Option<usize>,
    /// These rows of the answer instead, counted from 0.
    endings: Option<Vec<usize>>,
    /// The step's name, so that one whose answer was lost is known again.
    id: Option<String>,
}

impl ResultGiven {
    fn choice(&self) -> Choice {
        match &self.endings {
            Some(rows) => Choice::These(rows.clone()),
            None => Choice::Top(self.top.unwrap_or(TOP)),
        }
    }

    /// Of the same request the same, of another another.
    fn step(&self, board: &str) -> String {
        let says = format!("{board}\n{}\n{}\n{:?}", self.rev, self.job, self.choice());
        self.id.clone().unwrap_or_else(|| key(&says))
    }
}

/// A name made of a text.
fn key(text: &str) -> String {
    Digest::of(text.as_bytes()).to_string()[..32].to_owned()
}

/// Draws a finished trace or path on a board, after the revision it was chosen at: answers as a step
/// does. Where the drawing is larger than a board draws: 422, with what to do.
#[utoipa::path(post, path = "/api/boards/{board}/results", tag = "boards",
    params(("board" = String, Path)), request_body = ResultGiven,
    responses((status = 200, body = AppendedView, headers(("etag" = String)))))]
async fn place(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(board): Path<String>,
    Json(given): Json<ResultGiven>,
) -> Result<([(HeaderName, HeaderValue); 1], Ready), Problem> {
    let board = found(&desk, &asker, &board).await?;
    let (record, who) = (&desk.record, &asker.who);
    if given.rev < board.rev {
        // Nothing is drawn for a board that went on: the steps that were missed are the answer.
        let stale = store::append(record, asker.by, who, board.id, given.rev, &[]).await;
        return appended(&desk, board.id, stale);
    }
    let job = find(&desk, &asker, &given.job)?;
    if !matches!(job.kind, "trace" | "path") {
        return Err(DRAWING_OF_WHAT.with([job.kind.into()]));
    }
    let bytes = kept(&desk, &job)?.json;
    let state = store::at(record, who, board.id, given.rev).await;
    let state = state.map_err(|error| of_board(&desk, &error))?;
    let step = given.step(&board.id.to_string());
    let (choice, name) = (given.choice(), key(&step));
    let (kind, asked) = (job.kind, job.question.clone());
    let shared = Arc::clone(&desk);
    let ops = desk.on_thread(move || {
        let refused = |why| refused(&shared, why);
        let answer = Answer::read(&bytes).map_err(|says| refused(NotDrawn::Unreadable(says)))?;
        let question = question::text(kind, &asked, answer.as_of());
        let asked = Asked { bytes: &bytes, question: &question, choice: &choice, key: &name };
        draw(&state, &asked).map_err(refused)
    });
    let wanted = [Wanted::Do { id: step, ops: ops.await? }];
    let done = store::append(record, asker.by, who, board.id, given.rev, &wanted).await;
    appended(&desk, board.id, done)
}

fn refused(desk: &Desk, why: NotDrawn) -> Problem {
    match why {
        NotDrawn::Unreadable(_) => {
            desk.trouble(&why);
            problem::INTERNAL.with([])
        }
        NotDrawn::NoSuchRow { row, rows } => {
            DRAWING_NO_SUCH_ROW.with([(row as u64).into(), (rows as u64).into()])
        }
        NotDrawn::Nothing => DRAWING_NOTHING.with([]),
        NotDrawn::TooLarge { cards, most } => DRAWING_TOO_LARGE
            .with([(cards as u64).into(), (most as u64).into()])
            .hint("hint-drawing-fewer")
            .hint("hint-drawing-fold")
            .hint("hint-drawing-table"),
        NotDrawn::TooManyEndings { count, most } => DRAWING_TOO_MANY_ENDINGS
            .with([(count as u64).into(), (most as u64).into()])
            .hint("hint-drawing-fewer"),
        NotDrawn::Refused(why) => of_board(desk, &BoardError::Refused { at: 0, why }),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_may_speak_against_a_drawing_is_in_the_catalogue() {
        let hints = ["hint-drawing-fewer", "hint-drawing-fold", "hint-drawing-table"];
        let ids = super::ALL.iter().map(|(_, id, _)| *id).chain(hints);
        for id in ids {
            assert!(words::is_known(id), "words/en/drawing.ftl does not say {id}");
        }
    }
}
