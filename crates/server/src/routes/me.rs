//! Getting in and out: the first run, signing in, one's own settings and password.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use casework::audit::Actor;
use casework::audit::By;
use casework::people::{self, FirstAdministrator, Preferences, Theme, User};
use casework::secret::Secret;
use casework::sessions::{self, Session};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use words::Language;

use crate::asker::{Asker, COOKIE_NAME, Stranger};
use crate::body::Json;
use crate::desk::Desk;
use crate::problem::{self, Problem};
use crate::record_problem::{of_people, of_record, of_sign_in};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new()
        .routes(routes!(first_run_state, first_run))
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(me, prefer))
        .routes(routes!(change_password))
        .routes(routes!(use_link))
}

#[derive(Debug, Serialize, ToSchema)]
struct FirstRunState {
    /// Nobody has been made yet: the link that the terminal shows makes the first administrator.
    is_open: bool,
}

/// Whether the first administrator is still to be made.
#[utoipa::path(get, path = "/api/first-run", tag = "people",
    responses((status = 200, body = FirstRunState)))]
async fn first_run_state(
    State(desk): State<Arc<Desk>>,
) -> Result<axum::Json<FirstRunState>, Problem> {
    let is_open = people::is_first_run_open(&desk.record).await;
    let is_open = is_open.map_err(|error| of_record(&desk, &error))?;
    Ok(axum::Json(FirstRunState { is_open }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstRun {
    /// From the link's fragment.
    token: String,
    login: String,
    name: String,
    password: String,
    /// Also opens cases; without, whoever looks after the installation reads none.
    #[serde(default)]
    investigates: bool,
}

/// Makes the first administrator, and signs him in.
#[utoipa::path(post, path = "/api/first-run", tag = "people", request_body = FirstRun,
    responses((status = 200, body = Me)))]
async fn first_run(
    State(desk): State<Arc<Desk>>,
    Stranger(by): Stranger,
    Json(given): Json<FirstRun>,
) -> Result<Response, Problem> {
    let FirstRun { token, login, name, password, investigates } = given;
    let password = Secret::new(password);
    let first = FirstAdministrator { login, name, password: password.clone(), investigates };
    let user = people::first_run(&desk.record, by, &Secret::new(token), first).await;
    let user = user.map_err(|error| {
        let problem = of_people(&desk, &error);
        match error {
            people::PeopleError::BadLink => problem.hint("hint-first-run-again"),
            _ => problem,
        }
    })?;
    open(&desk, by, &user.login, password).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    login: String,
    password: String,
}

/// Signs in. The answer's cookie is the session; `csrf` goes into the header `x-kancil-csrf` of
/// every request that changes something.
#[utoipa::path(post, path = "/api/session", tag = "people", request_body = SignIn,
    responses((status = 200, body = Me)))]
async fn sign_in(
    State(desk): State<Arc<Desk>>,
    Stranger(by): Stranger,
    Json(given): Json<SignIn>,
) -> Result<Response, Problem> {
    open(&desk, by, &given.login, Secret::new(given.password)).await
}

async fn open(desk: &Desk, by: By, login: &str, password: Secret) -> Result<Response, Problem> {
    let opened = sessions::sign_in(&desk.record, by, login, password).await;
    let opened = opened.map_err(|error| of_sign_in(desk, &error))?;
    let me = Me::of(&opened.session.user, Some(&opened.session));
    let cookie = cookie(desk, opened.secret.expose(), sessions::LIFE_S);
    Ok(([(SET_COOKIE, cookie)], axum::Json(me)).into_response())
}

/// The session's cookie: never shown to scripts, never sent from another site.
fn cookie(desk: &Desk, value: &str, life_s: i64) -> HeaderValue {
    let secure = if desk.about.is_tls { "; Secure" } else { "" };
    let text = format!(
        "{COOKIE_NAME}={value}; HttpOnly; SameSite=Strict; Path=/; Max-Age={life_s}{secure}"
    );
    let mut value = HeaderValue::from_str(&text).expect("a session's secret is hex");
    value.set_sensitive(true);
    value
}

/// Signs out.
#[utoipa::path(delete, path = "/api/session", tag = "people", responses((status = 204)))]
async fn sign_out(State(desk): State<Arc<Desk>>, asker: Asker) -> Result<Response, Problem> {
    let done = sessions::sign_out(&desk.record, asker.by, asker.session()?).await;
    done.map_err(|error| of_record(&desk, &error))?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie(&desk, "", 0))]).into_response())
}

/// How pages look; `system`: as the browser's machine has it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "described alone: the record has the type")]
enum ThemeName {
    System,
    Light,
    Dark,
}

/// Whoever asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    id: String,
    login: String,
    name: String,
    roles: Vec<&'static str>,
    /// Everything that is allowed, so that a screen shows no button in vain.
    permissions: Vec<&'static str>,
    /// To be sent as `x-kancil-csrf`; `null` of a token, which needs none.
    csrf: Option<String>,
    /// `null`: the browser's own.
    language: Option<String>,
    #[schema(value_type = ThemeName)]
    theme: &'static str,
    /// Sees grown stories alone.
    synthetic_only: bool,
}

impl Me {
    fn of(user: &User, session: Option<&Session>) -> Self {
        Self {
            id: user.id.to_string(),
            login: user.login.clone(),
            name: user.name.clone(),
            roles: user.roles.iter().map(casework::access::Role::text).collect(),
            permissions: user.who().permissions().into_iter().map(|item| item.text()).collect(),
            csrf: session.map(|session| session.csrf.expose().to_owned()),
            language: user.language.clone(),
            theme: user.theme.text(),
            synthetic_only: user.roles.is_synthetic_only(),
        }
    }
}

/// Whoever asks, and what he may.
#[utoipa::path(get, path = "/api/me", tag = "people", responses((status = 200, body = Me)))]
async fn me(asker: Asker) -> axum::Json<Me> {
    let permissions = asker.who.permissions().into_iter().map(|item| item.text()).collect();
    axum::Json(Me { permissions, ..Me::of(&asker.user, asker.session.as_ref()) })
}

/// What people change of themselves; what is not given stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PreferencesGiven {
    name: Option<String>,
    /// The code of a language that there is a catalogue for.
    language: Option<String>,
    #[schema(value_type = Option<ThemeName>)]
    theme: Option<String>,
}

/// Changes one's own settings.
#[utoipa::path(patch, path = "/api/me", tag = "people", request_body = PreferencesGiven,
    responses((status = 200, body = Me)))]
async fn prefer(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Json(given): Json<PreferencesGiven>,
) -> Result<axum::Json<Me>, Problem> {
    let unreadable = |field: &str| problem::FIELD_UNREADABLE.with([field.into()]);
    let language = given.language.map(|text| {
        Language::of(&text)
            .map(|known| known.code().to_owned())
            .ok_or_else(|| unreadable("language"))
    });
    let theme = given.theme.map(|text| Theme::from_text(&text).ok_or_else(|| unreadable("theme")));
    let preferences = Preferences {
        name: given.name,
        language: language.transpose()?,
        theme: theme.transpose()?,
    };
    let user = people::prefer(&desk.record, asker.by, asker.user.id, preferences).await;
    let user = user.map_err(|error| of_people(&desk, &error))?;
    Ok(axum::Json(Me::of(&user, asker.session.as_ref())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    old: String,
    new: String,
}

/// Changes one's own password, and ends one's other sessions.
#[utoipa::path(post, path = "/api/me/password", tag = "people", request_body = PasswordChange,
    responses((status = 204)))]
async fn change_password(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Json(given): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let (old, new) = (Secret::new(given.old), Secret::new(given.new));
    let session = asker.session()?;
    let done = people::change_password(&desk.record, asker.by, session, old, new).await;
    done.map_err(|error| of_people(&desk, &error))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkUse {
    /// From the link's fragment.
    token: String,
    password: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct LinkUsed {
    /// Whose password it is now: to sign in with.
    login: String,
}

/// Sets a password by a one-time link, and ends all sessions of its owner.
#[utoipa::path(post, path = "/api/password-link", tag = "people", request_body = LinkUse,
    responses((status = 200, body = LinkUsed)))]
async fn use_link(
    State(desk): State<Arc<Desk>>,
    Stranger(by): Stranger,
    Json(given): Json<LinkUse>,
) -> Result<axum::Json<LinkUsed>, Problem> {
    debug_assert_eq!(by.actor, Actor::Anonymous);
    let (token, password) = (Secret::new(given.token), Secret::new(given.password));
    let user = people::use_link(&desk.record, by, &token, password).await;
    let user = user.map_err(|error| {
        let problem = of_people(&desk, &error);
        match error {
            people::PeopleError::BadLink => problem.hint("hint-link-again"),
            _ => problem,
        }
    })?;
    Ok(axum::Json(LinkUsed { login: user.login }))
}
