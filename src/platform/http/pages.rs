//! What is for people: the schema as text, and the explorer.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    middleware::Compress,
    web,
};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Serialize;
use serde_json::json;

use super::{
    answer::{self, Failure},
    media::Media,
};
use crate::platform::error::Code;

/// What a page may do: only what comes from here, and no page of another site may frame it.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self'; worker-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The explorer as built from its lock file.
#[derive(RustEmbed)]
#[folder = "explorer/dist"]
struct Explorer;

/// Somebody the explorer can sign in as; only with demo data.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoPerson {
    pub label: String,
    pub description: String,
    pub email: String,
    pub password: String,
}

/// What the pages need to know.
pub struct Site {
    /// None where clients may not ask for it.
    pub schema: Option<String>,
    pub demo_people: Arc<[DemoPerson]>,
}

/// Serves the pages. Expects a [`Site`] as data.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::scope("")
            .wrap(Compress::default())
            .service(answer::reads("/schema.graphql", schema))
            .service(answer::reads("/", front))
            .service(answer::reads("/explorer/config.json", about))
            .service(answer::reads("/explorer/{file:.*}", asset)),
    );
}

async fn schema(request: HttpRequest, site: web::Data<Site>) -> HttpResponse {
    let Some(schema) = site.schema.clone() else {
        let message = "The schema is not given out here: limits.introspection is off.";
        return Failure::new(Code::NotFound, message).respond(&request, Media::Json);
    };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(schema)
}

async fn front(request: HttpRequest) -> HttpResponse {
    serve(&request, "index.html", "no-cache")
}

async fn asset(request: HttpRequest, file: web::Path<String>) -> HttpResponse {
    let lasting = if file.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    serve(&request, &file, lasting)
}

fn serve(request: &HttpRequest, path: &str, lasting: &'static str) -> HttpResponse {
    let Some(EmbeddedFile { data, .. }) = Explorer::get(path) else {
        return Failure::new(Code::NotFound, "There is no such page.")
            .respond(request, Media::Json);
    };
    let kind = match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("ttf") => "font/ttf",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CACHE_CONTROL, lasting))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
        .body(data.into_owned())
}

/// What the explorer asks when it opens.
async fn about(site: web::Data<Site>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .json(json!({
            "graphql": "/graphql",
            "subscriptions": "/graphql",
            "development": !site.demo_people.is_empty(),
            "schema": site.schema.is_some(),
            "version": env!("CARGO_PKG_VERSION"),
            "demoPeople": &site.demo_people[..],
        }))
}
