//! `GET /certificates/{code}`: a page for whoever has the code, that says what the certificate says. With `.pdf`: the
//! certificate itself, for its person and for those who arrange the seminar.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web,
};
use entity::certificate;
use quick_xml::escape::escape;
use sea_orm::{ColumnTrait, QueryFilter};

use super::{lines, path_of, pdf, verify};
use crate::platform::{
    error::Error,
    http::{
        answer::{self, Failure},
        door::{self, Door},
        media::Media,
    },
    texts::say,
};

/// What the page may do: nothing but look as it does.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:40rem;padding:2rem;color-scheme:light dark}\
    dt{color:GrayText}dd{margin:0 0 1rem}";

/// What the handler shares.
pub struct Certificates {
    pub door: Arc<dyn Door>,
    /// Where people reach this server, without a slash at the end.
    pub address: String,
}

/// Serves `/certificates`. Expects [`Certificates`] as data.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(answer::reads("/certificates/{code}", show));
}

async fn show(
    request: HttpRequest,
    shared: web::Data<Certificates>,
    code: web::Path<String>,
) -> HttpResponse {
    let code = code.into_inner();
    let shown = match code.strip_suffix(".pdf") {
        Some(code) => hand_out(&request, &shared, code).await,
        None => tell(&request, &shared, &code).await,
    };
    shown.unwrap_or_else(|failure| failure.respond(&request, Media::Json))
}

/// The certificate itself; whoever may not have it is answered as if there were none.
async fn hand_out(
    request: &HttpRequest,
    shared: &Certificates,
    code: &str,
) -> Result<HttpResponse, Failure> {
    let reader = door::enter(&*shared.door, request).await?;
    let found = verify(&reader, code).await?.ok_or(Error::NotFound)?;
    let own = reader
        .select::<certificate::Entity>()
        .filter(certificate::Column::Id.eq(found.id));
    let row = reader.one(own).await?.ok_or(Error::NotFound)?;
    let address = format!("{}{}", shared.address, path_of(&row.code));
    let page = web::block(move || pdf::page(&row, &address)).await;
    let page = page.map_err(Error::internal)??;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/pdf"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"certificate.pdf\"",
        ))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(page))
}

async fn tell(
    request: &HttpRequest,
    shared: &Certificates,
    code: &str,
) -> Result<HttpResponse, Failure> {
    let reader = door::enter(&*shared.door, request).await?;
    let row = verify(&reader, code).await?.ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("x-robots-tag", "noindex"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
        .body(html(&row)))
}

fn html(row: &certificate::Model) -> String {
    let text = |name: &str| say(Some(&row.locale), name, &[]);
    let heading = text("certificate-heading");
    let holder = (text("certificate-holder"), row.holder_name.clone());
    let said = [holder].into_iter().chain(lines(row));
    let said =
        said.map(|(what, how)| format!("<dt>{}</dt><dd>{}</dd>", escape(&what), escape(&how)));
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title><style>{STYLE}</style></head><body><main><h1>{}</h1><p>{}</p><dl>{}</dl></main></body></html>",
        escape(&row.locale),
        escape(&heading),
        escape(&heading),
        escape(text("certificate-genuine")),
        said.collect::<String>(),
    )
}
