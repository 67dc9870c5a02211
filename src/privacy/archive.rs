//! All that is kept of a person, as one archive.

use std::io::{Cursor, Write};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web,
};
use async_graphql::ID;
use entity::{audit_entry::AuditAction, person};
use serde_json::json;
use uuid::Uuid;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::policy::ClaimPerson;
use crate::{
    documents::files::Desk,
    platform::{
        access::{Permitted, Reader, Work},
        audit::Act,
        error::{Error, Result},
        graphql::id,
        http::{
            answer::{self, Failure},
            door,
            media::Media,
        },
        personal::{self, Holding},
    },
};

/// Serves `/people/{id}/data.zip`; `me` is whoever asks. Expects a [`Desk`] as data.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/people/{id}/data.zip")
            .route(web::get().to(download))
            .default_service(web::to(async |request: HttpRequest| {
                answer::other_method(&request, "GET", "Ask for the archive by GET.")
            })),
    );
}

async fn download(
    request: HttpRequest,
    desk: web::Data<Desk>,
    id: web::Path<String>,
) -> HttpResponse {
    match hand_out(&request, &desk, &id).await {
        Ok(archive) => HttpResponse::Ok()
            .content_type("application/zip")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((
                header::CONTENT_DISPOSITION,
                HeaderValue::from_static("attachment; filename=\"data.zip\""),
            ))
            .body(archive),
        Err(failure) => failure.respond(&request, Media::Json),
    }
}

async fn hand_out(request: &HttpRequest, desk: &Desk, id: &str) -> Result<Vec<u8>, Failure> {
    let reader = door::enter(&*desk.door, request).await?;
    let (own, _) = reader.viewer().session()?;
    let person = match id {
        "me" => own,
        other => {
            id::of::<person::Entity>(&ID(other.to_owned()), "id").map_err(|_| Error::NotFound)?
        }
    };
    Ok(of(&reader, person).await?)
}

async fn of(reader: &Reader, person: Uuid) -> Result<Vec<u8>> {
    let work = reader.begin().await?;
    let outcome = holdings(&work, person).await;
    let (at, holdings) = work.finish(outcome).await?;
    pack(person, &at, &holdings).map_err(Error::internal)
}

async fn holdings(work: &Work, person: Uuid) -> Result<(String, Vec<Holding>)> {
    let permit: Result<Permitted<ClaimPerson, person::Entity>> = work.permit(person).await;
    // Nobody learns here who there is.
    let permit = permit.map_err(|error| match error {
        Error::Forbidden => Error::NotFound,
        other => other,
    })?;
    let system = work.as_system("privacy");
    let holdings = personal::holdings(&system, permit.id).await?;
    work.audit(Act {
        action: AuditAction::Exported,
        kind: "Person",
        subject: permit.id,
        fields: String::new(),
        reason: Some("right of access, GDPR articles 15 and 20"),
    });
    Ok((work.now().to_rfc3339(), holdings))
}

fn pack(person: Uuid, at: &str, holdings: &[Holding]) -> anyhow::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(vec![]));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let tables: Vec<_> = holdings
        .iter()
        .map(|one| {
            json!({
                "table": one.table, "records": one.rows.len(), "kept": one.kept, "onErasure": one.erasure, "ground": one.ground,
            })
        })
        .collect();
    let about = json!({
        "person": id::global("Person", person),
        "madeAt": at,
        "about": "All that is kept of this person, a file for each table. Passwords, tokens and codes are left out. onErasure says what an erasure does to the records, ground why some are kept.",
        "tables": tables,
    });
    let mut add = |name: &str, value: &serde_json::Value| -> anyhow::Result<()> {
        archive.start_file(name, options)?;
        archive.write_all(&serde_json::to_vec_pretty(value)?)?;
        Ok(())
    };
    add("about.json", &about)?;
    for one in holdings {
        add(&format!("{}.json", one.table), &json!(one.rows))?;
    }
    Ok(archive.finish()?.into_inner())
}
