//! Which route takes whom: one table, read by the router for every request and by a test that walks
//! every route as everybody.
//!
//! The one thing to know: a route that is not in the table answers nobody. What belongs to somebody
//! (a job, a token) is asked about again where it is known whose it is.

use casework::access::Permission::{
    self, ApproveRequests, ImportLabels, Learn, Look, MakeTokens, ManageCases, ManagePeople,
    ReadAudit, ReadCases, Screen, System, Teach, Trace, WorkCases,
};

/// What a route wants of whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Open,
    /// Nothing where only this machine is listened to, else the scope `metrics`.
    Metrics,
    /// To be somebody: in a session or by a token.
    Somebody,
    /// A session: tokens are for programs, which have no password and no language.
    Session,
    /// One of these permissions; which one, where there are several, the handler asks again.
    May(&'static [Permission]),
}

/// Method, path as the router knows it, need.
pub const TABLE: &[(&str, &str, Need)] = {
    use Need::{May, Metrics, Open, Session, Somebody};
    &[
        ("GET", "/healthz", Open),
        ("GET", "/metrics", Metrics),
        ("GET", "/api/openapi.json", Open),
        ("GET", "/api/first-run", Open),
        ("POST", "/api/first-run", Open),
        ("POST", "/api/session", Open),
        ("DELETE", "/api/session", Session),
        ("POST", "/api/password-link", Open),
        ("GET", "/api/me", Somebody),
        ("PATCH", "/api/me", Session),
        ("POST", "/api/me/password", Session),
        ("GET", "/api/search", May(&[Look])),
        ("GET", "/api/ledgers", May(&[Look])),
        ("GET", "/api/look", May(&[Look])),
        ("GET", "/api/addresses/{address}", May(&[Look])),
        ("GET", "/api/addresses/{address}/legs", May(&[Look])),
        ("GET", "/api/addresses/{address}/legs.csv", May(&[Look])),
        ("GET", "/api/addresses/{address}/counterparties", May(&[Look])),
        ("GET", "/api/clusters/{address}", May(&[Look])),
        ("GET", "/api/clusters/{address}/members", May(&[Look])),
        ("GET", "/api/clusters/{address}/joins", May(&[Look])),
        ("GET", "/api/clusters/{address}/why", May(&[Look])),
        ("GET", "/api/transactions/{txid}", May(&[Look])),
        ("GET", "/api/transactions/{txid}/inputs", May(&[Look])),
        ("GET", "/api/transactions/{txid}/outputs", May(&[Look])),
        ("GET", "/api/blocks/{block}", May(&[Look])),
        ("GET", "/api/blocks/{block}/transactions", May(&[Look])),
        ("GET", "/api/labels", May(&[Look])),
        ("POST", "/api/cards", May(&[Look])),
        ("POST", "/api/expand", May(&[Look])),
        ("GET", "/api/packs", May(&[Look])),
        ("POST", "/api/packs", May(&[ImportLabels])),
        ("POST", "/api/screen", May(&[Screen])),
        ("GET", "/api/jobs", May(&[Trace, Screen])),
        ("POST", "/api/jobs", May(&[Trace, Screen])),
        ("GET", "/api/jobs/{id}", May(&[Trace, Screen])),
        ("DELETE", "/api/jobs/{id}", May(&[Trace, Screen])),
        ("GET", "/api/jobs/{id}/events", May(&[Trace, Screen])),
        ("GET", "/api/jobs/{id}/result", May(&[Trace, Screen])),
        ("GET", "/api/case-templates", May(&[WorkCases, ReadCases])),
        ("GET", "/api/cases", May(&[ReadCases])),
        ("POST", "/api/cases", May(&[WorkCases])),
        ("GET", "/api/cases/search", May(&[ReadCases])),
        ("GET", "/api/cases/{case}", May(&[ReadCases])),
        ("PATCH", "/api/cases/{case}", May(&[WorkCases])),
        ("GET", "/api/people", May(&[WorkCases, ManageCases])),
        ("GET", "/api/case-covers", May(&[ManageCases])),
        ("GET", "/api/cases/{case}/members", May(&[ReadCases])),
        ("POST", "/api/cases/{case}/members", May(&[WorkCases, ManageCases])),
        ("DELETE", "/api/cases/{case}/members/{user}", May(&[WorkCases, ManageCases])),
        ("GET", "/api/cases/{case}/tasks", May(&[ReadCases])),
        ("POST", "/api/cases/{case}/tasks", May(&[WorkCases])),
        ("PATCH", "/api/cases/{case}/tasks/{task}", May(&[WorkCases])),
        ("GET", "/api/cases/{case}/notes", May(&[ReadCases])),
        ("POST", "/api/cases/{case}/notes", May(&[WorkCases])),
        ("GET", "/api/cases/{case}/notes/{thread}", May(&[ReadCases])),
        ("GET", "/api/cases/{case}/files", May(&[ReadCases])),
        ("POST", "/api/cases/{case}/files", May(&[WorkCases])),
        ("GET", "/api/cases/{case}/files/{file}", May(&[ReadCases])),
        ("GET", "/api/cases/{case}/custody", May(&[ReadCases])),
        ("POST", "/api/cases/{case}/boards", May(&[WorkCases])),
        ("GET", "/api/boards/{board}", May(&[ReadCases, Learn])),
        ("GET", "/api/boards/{board}/steps", May(&[ReadCases, Learn])),
        ("POST", "/api/boards/{board}/steps", May(&[WorkCases, Learn])),
        ("GET", "/api/boards/{board}/own-steps", May(&[ReadCases, Learn])),
        ("GET", "/api/boards/{board}/events", May(&[ReadCases, Learn])),
        ("POST", "/api/boards/{board}/pins", May(&[WorkCases, Learn])),
        ("GET", "/api/cases/{case}/pins", May(&[ReadCases])),
        ("GET", "/api/cases/{case}/pins/{pin}", May(&[ReadCases])),
        ("POST", "/api/boards/{board}/exhibits", May(&[WorkCases])),
        ("POST", "/api/boards/{board}/results", May(&[WorkCases, Learn])),
        ("GET", "/api/cases/{case}/exhibits", May(&[ReadCases])),
        ("GET", "/api/cases/{case}/exhibits/{exhibit}", May(&[ReadCases])),
        ("GET", "/api/cases/{case}/requests", May(&[ReadCases])),
        ("POST", "/api/cases/{case}/requests", May(&[WorkCases])),
        ("GET", "/api/cases/{case}/requests/{request}", May(&[ReadCases])),
        ("POST", "/api/cases/{case}/requests/{request}/events", May(&[WorkCases, ApproveRequests])),
        ("POST", "/api/cases/{case}/papers", May(&[WorkCases])),
        ("GET", "/api/request-clocks", May(&[ReadCases])),
        ("GET", "/api/my-tasks", May(&[ReadCases])),
        ("GET", "/api/academy/lessons", May(&[Learn])),
        ("GET", "/api/academy/lessons/{lesson}", May(&[Learn])),
        ("PUT", "/api/academy/lessons/{lesson}/steps/{step}", May(&[Learn])),
        ("POST", "/api/academy/lessons/{lesson}/checks/{check}", May(&[Learn])),
        ("GET", "/api/academy/glossary", May(&[Learn])),
        ("GET", "/api/academy/attempts", May(&[Learn])),
        ("POST", "/api/academy/attempts", May(&[Learn])),
        ("GET", "/api/academy/attempts/{attempt}", May(&[Learn])),
        ("PUT", "/api/academy/attempts/{attempt}/sheet", May(&[Learn])),
        ("POST", "/api/academy/attempts/{attempt}/hints", May(&[Learn])),
        ("POST", "/api/academy/attempts/{attempt}/looks", May(&[Learn])),
        ("PUT", "/api/academy/attempts/{attempt}/help", May(&[Learn])),
        ("POST", "/api/academy/attempts/{attempt}/submission", May(&[Learn])),
        ("GET", "/api/academy/attempts/{attempt}/debrief", May(&[Learn])),
        ("POST", "/api/academy/attempts/{attempt}/comments", May(&[Teach])),
        ("PUT", "/api/academy/attempts/{attempt}/points", May(&[Teach])),
        ("GET", "/api/academy/classes", May(&[Teach])),
        ("POST", "/api/academy/classes", May(&[Teach])),
        ("GET", "/api/academy/classes/{class}", May(&[Teach])),
        ("PATCH", "/api/academy/classes/{class}", May(&[Teach])),
        ("POST", "/api/academy/classes/{class}/people", May(&[Teach])),
        ("DELETE", "/api/academy/classes/{class}/people/{user}", May(&[Teach])),
        ("POST", "/api/academy/classes/{class}/newcomers", May(&[Teach])),
        ("GET", "/api/academy/trainers", May(&[Teach])),
        ("PUT", "/api/academy/classes/{class}/trainers/{user}", May(&[Teach])),
        ("DELETE", "/api/academy/classes/{class}/trainers/{user}", May(&[Teach])),
        ("PUT", "/api/academy/classes/{class}/assignments/{lesson}/{case}", May(&[Teach])),
        ("DELETE", "/api/academy/classes/{class}/assignments/{lesson}/{case}", May(&[Teach])),
        ("GET", "/api/academy/classes/{class}/events", May(&[Teach])),
        ("GET", "/api/academy/classes/{class}/table.csv", May(&[Teach])),
        ("GET", "/api/academy/classes/{class}/heat", May(&[Teach])),
        ("GET", "/api/academy/certificates", May(&[Learn])),
        ("POST", "/api/academy/certificates", May(&[Teach])),
        ("GET", "/api/academy/certificates/{code}", May(&[Learn])),
        ("POST", "/api/academy/verify", Open),
        ("GET", "/api/academy/corrections", May(&[Teach])),
        ("PUT", "/api/academy/lessons/{lesson}/texts/{lang}/{section}", May(&[Teach])),
        ("GET", "/api/academy/lessons/{lesson}/texts/{lang}", May(&[Teach])),
        ("GET", "/api/academy/packs", May(&[Teach])),
        ("POST", "/api/academy/packs", May(&[Teach])),
        ("GET", "/api/system", May(&[System])),
        ("GET", "/api/users", May(&[ManagePeople])),
        ("POST", "/api/users", May(&[ManagePeople])),
        ("GET", "/api/users/{id}", May(&[ManagePeople])),
        ("PATCH", "/api/users/{id}", May(&[ManagePeople])),
        ("POST", "/api/users/{id}/link", May(&[ManagePeople])),
        ("GET", "/api/roles", Somebody),
        ("GET", "/api/tokens", May(&[MakeTokens])),
        ("POST", "/api/tokens", May(&[MakeTokens])),
        ("DELETE", "/api/tokens/{id}", May(&[MakeTokens, ManagePeople])),
        ("GET", "/api/audit", May(&[ReadAudit])),
        ("GET", "/api/audit/head", May(&[ReadAudit])),
        ("POST", "/api/audit/verify", May(&[ReadAudit])),
    ]
};

/// What a request to a route needs; a HEAD is a GET of which the body is not sent.
pub fn need(method: &str, path: &str) -> Found {
    let method = if method == "HEAD" { "GET" } else { method };
    let mut of_path = TABLE.iter().filter(|(_, own, _)| *own == path).peekable();
    if of_path.peek().is_none() {
        return Found::NoSuchPath;
    }
    of_path.find(|(own, ..)| *own == method).map_or(Found::NoSuchMethod, |row| Found::Need(row.2))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Need(Need),
    /// The router will say so.
    NoSuchMethod,
    NoSuchPath,
}
