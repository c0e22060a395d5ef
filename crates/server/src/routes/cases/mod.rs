//! Cases and what is in them, for their members. One file a subject; what they share is here.

mod case;
mod custody;
mod files;
pub mod members;
mod notes;
mod tasks;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use casework::id::{CaseId, UserId};
use casework::people;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::case_problem::{NO_SUCH_CASE, of_case};
use crate::desk::Desk;
use crate::problem::{self, Problem};
use crate::record_problem::of_record;

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .merge(case::routes())
        .merge(members::routes())
        .merge(tasks::routes())
        .merge(notes::routes())
        .merge(files::routes())
        .merge(custody::routes())
}

/// The most that is read of a note or a request: one of 100,000 characters is told its bound in
/// characters, not in bytes.
pub const PROSE_BYTES_MAX: usize = 1 << 20;

/// A case by what stands in a path. What is no id is no case of anybody's.
pub fn case_id(text: &str) -> Result<CaseId, Problem> {
    text.parse().map_err(|_| NO_SUCH_CASE.with([]))
}

/// The cursor of a list that goes on after an id.
pub fn cursor<T: FromStr>(after: Option<&str>) -> Result<Option<T>, Problem> {
    after.map(|text| text.parse().map_err(|_| problem::CURSOR.with([]))).transpose()
}

/// A word of one of the record's lists: a status, a marking.
pub fn word<T: FromStr>(field: &'static str, text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| problem::FIELD_UNREADABLE.with([field.into()]))
}

/// Somebody, by id and name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonView {
    pub id: String,
    pub name: String,
}

/// What people are called, read once for an answer.
pub struct Names(BTreeMap<UserId, String>);

impl Names {
    pub async fn of(desk: &Desk, ids: impl IntoIterator<Item = UserId>) -> Result<Self, Problem> {
        let names = people::names(&desk.record, ids).await;
        names.map(Self).map_err(|error| of_record(desk, &error))
    }

    pub fn person(&self, id: UserId) -> PersonView {
        let name = self.0.get(&id).cloned().unwrap_or_default();
        PersonView { id: id.to_string(), name }
    }
}

/// Lets the audit log know that somebody reads in a case, and says no to who may not.
pub async fn looked(
    desk: &Desk,
    asker: &crate::asker::Asker,
    case: CaseId,
) -> Result<casework::cases::Case, Problem> {
    let looked = casework::cases::looked(&desk.record, asker.by, &asker.who, case).await;
    looked.map_err(|error| of_case(desk, &error))
}
