//! People and their roles, for administrators.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use casework::access::{Permission, Role, Roles};
use casework::id::UserId;
use casework::people::{self, Change, Link, NewUser, User};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asker::Asker;
use crate::body::{Json, Path, Query};
use crate::desk::Desk;
use crate::problem::{self, Problem};
use crate::record_problem::{of_people, of_record, of_roles};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, change))
        .routes(routes!(link))
        .routes(routes!(roles))
}

const LIMIT: u32 = 50;
pub const LIMIT_MAX: u32 = 500;

/// A part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Part {
    /// The `next` of the part before.
    after: Option<String>,
    /// How many to show (50; at most 500).
    limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
struct UserView {
    id: String,
    login: String,
    name: String,
    roles: Vec<&'static str>,
    is_disabled: bool,
    /// `false` until the first password link was used.
    has_password: bool,
    language: Option<String>,
    created_at: String,
}

impl From<&User> for UserView {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            login: user.login.clone(),
            name: user.name.clone(),
            roles: user.roles.iter().map(Role::text).collect(),
            is_disabled: user.is_disabled,
            has_password: user.has_password,
            language: user.language.clone(),
            created_at: user.created_at.to_string(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct UsersView {
    total: u64,
    items: Vec<UserView>,
    next: Option<String>,
}

/// How many rows are shown: as asked for, within bounds.
pub fn limited(limit: Option<u32>) -> Result<u32, Problem> {
    match limit.unwrap_or(LIMIT) {
        limit if (1..=LIMIT_MAX).contains(&limit) => Ok(limit),
        limit => {
            let args = ["limit".into(), u64::from(limit).into(), u64::from(LIMIT_MAX).into()];
            Err(problem::TOO_MANY_ROWS.with(args))
        }
    }
}

/// Everybody, by login.
#[utoipa::path(get, path = "/api/users", tag = "people", params(Part),
    responses((status = 200, body = UsersView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    Query(part): Query<Part>,
) -> Result<axum::Json<UsersView>, Problem> {
    let limit = limited(part.limit)?;
    let page = people::list(&desk.record, part.after.as_deref(), limit).await;
    let page = page.map_err(|error| of_record(&desk, &error))?;
    let next = page.items.last().filter(|_| page.has_more).map(|user| user.login.clone());
    let items = page.items.iter().map(UserView::from).collect();
    Ok(axum::Json(UsersView { total: page.total, items, next }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUserGiven {
    /// Letters, digits and `. _ - + @`; upper case is taken as lower.
    login: String,
    name: String,
    roles: Vec<String>,
}

fn read_roles(texts: &[String]) -> Result<Roles, Problem> {
    let role = |text: &String| {
        let shown: String = text.chars().take(40).collect();
        text.parse::<Role>().map_err(|_| problem::ROLE_UNKNOWN.with([shown.into()]))
    };
    let roles = texts.iter().map(role).collect::<Result<Vec<_>, _>>()?;
    Roles::new(roles).map_err(of_roles)
}

/// Makes a person, who can sign in once a password link was used.
#[utoipa::path(post, path = "/api/users", tag = "people", request_body = NewUserGiven,
    responses((status = 201, body = UserView)))]
async fn create(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Json(given): Json<NewUserGiven>,
) -> Result<(StatusCode, axum::Json<UserView>), Problem> {
    let roles = read_roles(&given.roles)?;
    let new = NewUser { login: given.login, name: given.name, roles };
    let user = people::create(&desk.record, asker.by, new).await;
    let user = user.map_err(|error| of_people(&desk, &error))?;
    Ok((StatusCode::CREATED, axum::Json(UserView::from(&user))))
}

fn user_id(text: &str) -> Result<UserId, Problem> {
    text.parse().map_err(|_| problem::USER_UNKNOWN.with([]))
}

/// One person.
#[utoipa::path(get, path = "/api/users/{id}", tag = "people", params(("id" = String, Path)),
    responses((status = 200, body = UserView)))]
async fn one(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
) -> Result<axum::Json<UserView>, Problem> {
    let user = people::by_id(&desk.record, user_id(&id)?).await;
    let user = user.map_err(|error| of_record(&desk, &error))?;
    let user = user.ok_or_else(|| problem::USER_UNKNOWN.with([]))?;
    Ok(axum::Json(UserView::from(&user)))
}

/// What is changed; what is not given stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserChange {
    name: Option<String>,
    roles: Option<Vec<String>>,
    is_disabled: Option<bool>,
}

/// Changes a person. Who is disabled is signed out everywhere.
#[utoipa::path(patch, path = "/api/users/{id}", tag = "people", params(("id" = String, Path)),
    request_body = UserChange, responses((status = 200, body = UserView)))]
async fn change(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(id): Path<String>,
    Json(given): Json<UserChange>,
) -> Result<axum::Json<UserView>, Problem> {
    let roles = given.roles.as_deref().map(read_roles).transpose()?;
    let change = Change { name: given.name, roles, is_disabled: given.is_disabled };
    let user = people::change(&desk.record, asker.by, user_id(&id)?, change).await;
    let user = user.map_err(|error| of_people(&desk, &error))?;
    Ok(axum::Json(UserView::from(&user)))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LinkView {
    /// For the fragment of the page `/password`. Shown this once.
    token: String,
    /// The whole path: `/password#TOKEN`.
    path: String,
    expires_at: String,
}

impl LinkView {
    pub fn of(link: &Link) -> Self {
        let token = link.secret.expose().to_owned();
        let path = format!("/password#{token}");
        Self { token, path, expires_at: link.expires_at.to_string() }
    }
}

/// A one-time link by which a person sets a password; older ones are not valid any more.
#[utoipa::path(post, path = "/api/users/{id}/link", tag = "people", params(("id" = String, Path)),
    responses((status = 201, body = LinkView)))]
async fn link(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<(StatusCode, axum::Json<LinkView>), Problem> {
    let link = people::make_link(&desk.record, asker.by, user_id(&id)?).await;
    let link = link.map_err(|error| of_people(&desk, &error))?;
    Ok((StatusCode::CREATED, axum::Json(LinkView::of(&link))))
}

#[derive(Debug, Serialize, ToSchema)]
struct RolesView {
    /// Every permission there is, in the order of the matrix.
    permissions: Vec<PermissionView>,
    roles: Vec<RoleView>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PermissionView {
    id: &'static str,
    /// Whether a token can have it as a scope.
    is_for_tokens: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct RoleView {
    id: &'static str,
    permissions: Vec<&'static str>,
    /// Sees grown stories alone.
    synthetic_only: bool,
}

/// Who may do what: the matrix.
#[utoipa::path(get, path = "/api/roles", tag = "people",
    responses((status = 200, body = RolesView)))]
async fn roles() -> axum::Json<RolesView> {
    let permission =
        |item: &Permission| PermissionView { id: item.text(), is_for_tokens: item.is_for_tokens() };
    let role = |role: &Role| RoleView {
        id: role.text(),
        permissions: role.permissions().into_iter().map(Permission::text).collect(),
        synthetic_only: *role == Role::Trainee,
    };
    axum::Json(RolesView {
        permissions: Permission::ALL.iter().map(permission).collect(),
        roles: Role::ALL.iter().map(role).collect(),
    })
}
