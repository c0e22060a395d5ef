//! API tokens: each person's own, and everybody's for administrators to revoke.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use casework::access::{Object, Permission, Scopes};
use casework::id::TokenId;
use casework::tokens::{self, NewToken, Token};
use model::time::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asker::Asker;
use crate::body::{Json, Path};
use crate::desk::Desk;
use crate::problem::{self, Problem};
use crate::record_problem::{of_record, of_scopes, of_tokens};

pub fn routes() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke))
}

#[derive(Debug, Serialize, ToSchema)]
struct TokenView {
    id: String,
    name: String,
    scopes: Vec<&'static str>,
    created_at: String,
    expires_at: String,
    /// To the minute; `null`: not used yet.
    used_at: Option<String>,
    is_expired: bool,
}

impl TokenView {
    fn of(token: &Token, now: Time) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name.clone(),
            scopes: token.scopes.iter().map(Permission::text).collect(),
            created_at: token.created_at.to_string(),
            expires_at: token.expires_at.to_string(),
            used_at: token.used_at.map(|time| time.to_string()),
            is_expired: token.expires_at <= now,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct TokensView {
    items: Vec<TokenView>,
}

/// One's own tokens.
#[utoipa::path(get, path = "/api/tokens", tag = "tokens",
    responses((status = 200, body = TokensView)))]
async fn list(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
) -> Result<axum::Json<TokensView>, Problem> {
    let own = tokens::list(&desk.record, Some(asker.user.id)).await;
    let own = own.map_err(|error| of_record(&desk, &error))?;
    let now = asker.by.now;
    Ok(axum::Json(TokensView {
        items: own.iter().map(|token| TokenView::of(token, now)).collect(),
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTokenGiven {
    name: String,
    /// Permissions by their names; what the owner's roles do not allow, the token does not either.
    scopes: Vec<String>,
    /// A day (to its last second) or a time, within a year.
    expires: String,
}

#[derive(Serialize, ToSchema)]
struct NewTokenView {
    /// To be sent as `Authorization: Bearer …`. Shown this once.
    token: String,
    #[serde(flatten)]
    about: TokenView,
}

/// Makes a token for oneself.
#[utoipa::path(post, path = "/api/tokens", tag = "tokens", request_body = NewTokenGiven,
    responses((status = 201, body = NewTokenView)))]
async fn create(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Json(given): Json<NewTokenGiven>,
) -> Result<(StatusCode, axum::Json<NewTokenView>), Problem> {
    let scope = |text: &String| {
        let shown: String = text.chars().take(40).collect();
        text.parse::<Permission>().map_err(|_| problem::SCOPE_UNKNOWN.with([shown.into()]))
    };
    let scopes = given.scopes.iter().map(scope).collect::<Result<Vec<_>, _>>()?;
    for scope in &scopes {
        asker.may(*scope, Object::House)?;
    }
    let scopes = Scopes::new(scopes).map_err(|error| of_scopes(&error))?;
    let expires_at = api::ask::values::time_end(&given.expires)
        .map_err(|_| problem::FIELD_UNREADABLE.with(["expires".into()]))?;
    let new = NewToken { name: given.name, scopes, expires_at };
    let made = tokens::create(&desk.record, asker.by, asker.user.id, new).await;
    let (token, secret) = made.map_err(|error| of_tokens(&desk, &error))?;
    let about = TokenView::of(&token, asker.by.now);
    let view = NewTokenView { token: secret.expose().to_owned(), about };
    Ok((StatusCode::CREATED, axum::Json(view)))
}

/// Ends a token. Of somebody else's nobody but an administrator learns that it is there.
#[utoipa::path(delete, path = "/api/tokens/{id}", tag = "tokens", params(("id" = String, Path)),
    responses((status = 204)))]
async fn revoke(
    State(desk): State<Arc<Desk>>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let unknown = || problem::TOKEN_UNKNOWN.with([]);
    let id: TokenId = id.parse().map_err(|_| unknown())?;
    let token = tokens::by_id(&desk.record, id).await;
    let token = token.map_err(|error| of_record(&desk, &error))?.ok_or_else(unknown)?;
    let object = Object::Token { owner: token.owner };
    let own = asker.may(Permission::MakeTokens, object);
    own.or_else(|_| asker.may(Permission::ManagePeople, object)).map_err(|_| unknown())?;
    let done = tokens::revoke(&desk.record, asker.by, id).await;
    done.map_err(|error| of_tokens(&desk, &error))?;
    Ok(StatusCode::NO_CONTENT)
}
