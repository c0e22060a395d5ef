//! What every route's description shares: the problem it may answer with, and who is taken.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Response, ResponseBuilder, SecurityRequirement,
};

use crate::access::{Need, TABLE};

/// One event of a stream (`text/event-stream`). A line that is a comment is sent now and then, so that
/// nobody in between takes the connection for dead.
#[derive(Debug, Serialize, ToSchema)]
pub struct StreamEvent {
    id: String,
    /// What it tells of.
    event: String,
    /// JSON, as a text.
    data: String,
}

/// Adds to each operation its problems and its needs, from the table that the router reads.
pub fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let operations = [
            ("GET", &mut item.get),
            ("POST", &mut item.post),
            ("PUT", &mut item.put),
            ("PATCH", &mut item.patch),
            ("DELETE", &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(operation_id(method, path));
            let row = TABLE.iter().find(|(own, at, _)| *own == method && at == path);
            if let Some((.., need)) = row {
                describe(operation, *need);
            }
        }
    }
}

/// A name for programs made from the document, such as `get_jobs_by_id_events`. Made of the route,
/// since handlers of two subjects are both called `list`, and a document that names two operations
/// alike makes clients of which one is missing.
fn operation_id(method: &str, path: &str) -> String {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "api"));
    let words = parts.map(|part| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
        Some(parameter) => format!("_by_{parameter}"),
        None => format!("_{}", part.replace(['-', '.'], "_")),
    });
    method.to_lowercase() + &words.collect::<String>()
}

fn describe(operation: &mut Operation, need: Need) {
    let responses = &mut operation.responses.responses;
    responses.entry("default".to_owned()).or_insert_with(|| RefOr::T(problem()));
    let security = match need {
        Need::Open => vec![SecurityRequirement::default()],
        Need::Session => vec![scheme("session", &[])],
        Need::Somebody => vec![scheme("session", &[]), scheme("token", &[])],
        Need::Metrics => {
            vec![SecurityRequirement::default(), scheme("token", &["metrics"])]
        }
        Need::May(permissions) => {
            let scopes: Vec<&str> =
                permissions.iter().map(|permission| permission.text()).collect();
            let tokens = permissions.iter().filter(|permission| permission.is_for_tokens());
            let is_for_tokens = tokens.count() > 0;
            let mut all = vec![scheme("session", &scopes)];
            all.extend(is_for_tokens.then(|| scheme("token", &scopes)));
            all
        }
    };
    operation.security = Some(security);
}

/// OpenAPI 3.1 allows the names of roles and scopes for every kind of scheme.
fn scheme(name: &str, scopes: &[&str]) -> SecurityRequirement {
    SecurityRequirement::new(name, scopes.iter().copied())
}

fn problem() -> Response {
    let schema = Ref::from_schema_name("Problem");
    ResponseBuilder::new()
        .description("Not done, and why")
        .content("application/problem+json", Content::new(Some(schema)))
        .build()
}
