//! The routes, one file a subject; together they are the OpenAPI document.

pub mod academy;
mod audit;
mod board_asks;
pub mod boards;
pub mod cases;
mod jobs;
mod looks;
mod me;
mod packs;
mod papers;
mod people;
pub mod requests;
mod shapes;
mod system;
mod tokens;

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::middleware::from_fn_with_state;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use crate::desk::Desk;
use crate::{asker, assets, edge};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kancil",
        description = "Follow stolen coins, and show how you know. Amounts are decimal strings \
            with their asset, times RFC 3339 in UTC; a list is paged by the `next` of its part \
            before. Whatever is no success is a problem document (RFC 9457) whose `id` names a \
            message of the catalogues."
    ),
    components(schemas(crate::problem::Document))
)]
struct Head;

/// Every route, and the document that describes them.
pub fn all() -> (Router<Arc<Desk>>, utoipa::openapi::OpenApi) {
    let routes = OpenApiRouter::with_openapi(Head::openapi())
        .merge(system::routes())
        .merge(me::routes())
        .merge(looks::routes())
        .merge(packs::routes())
        .merge(jobs::routes())
        .merge(board_asks::routes())
        .merge(people::routes())
        .merge(tokens::routes())
        .merge(audit::routes())
        .merge(cases::routes())
        .merge(boards::routes())
        .merge(requests::routes())
        .merge(papers::routes())
        .merge(academy::routes());
    let (router, mut document) = routes.split_for_parts();
    let components = document.components.get_or_insert_with(Default::default);
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(asker::COOKIE_NAME)));
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("kcl_…").build();
    components.add_security_scheme("session", cookie);
    components.add_security_scheme("token", SecurityScheme::Http(token));
    shapes::complete(&mut document);
    (router, document)
}

/// The document as it is served and kept in `docs/openapi.json`.
pub fn document() -> String {
    let mut text = all().1.to_pretty_json().expect("the document is plain JSON");
    text.push('\n');
    text
}

/// The document, made once.
fn document_text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(document)
}

/// Routes with everything around them.
pub fn router(desk: Arc<Desk>) -> Router {
    let panics = Arc::clone(&desk);
    let caught = CatchPanicLayer::custom(move |fault| edge::panicked(&panics, fault));
    let (routes, _) = all();
    routes
        .fallback(assets::serve)
        .method_not_allowed_fallback(edge::no_method)
        .layer(from_fn_with_state(Arc::clone(&desk), academy::told))
        // The last one is the outermost.
        .layer(from_fn_with_state(Arc::clone(&desk), asker::check))
        .layer(from_fn_with_state(Arc::clone(&desk), edge::addressed))
        .layer(caught)
        .layer(from_fn_with_state(Arc::clone(&desk), edge::around))
        .layer(CompressionLayer::new().gzip(true))
        .with_state(desk)
}
