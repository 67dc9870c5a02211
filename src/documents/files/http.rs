//! `POST /files` takes a file; `GET /files/{id}` gives the file of a document's version.

use std::sync::Arc;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        ConnectionType, StatusCode,
        header::{self, HeaderMap},
    },
    web,
};
use entity::stored_file;
use serde_json::json;

use super::{
    Files, Intake, Received,
    archive::CUT_OFF,
    handed_out,
    intake::TOO_LARGE,
    look::{TYPE, TYPE_MISMATCH},
    pace::{Pace, StoodStill},
    upload,
};
use crate::platform::{
    error::{Code, Error},
    http::{
        answer::{self, Failure},
        door::{self, Door},
        media::Media,
    },
    metering,
};

const HEADER: &str = "x-erfa-upload";
/// Beside the code of an error: why, for programs.
const REASON: &str = "reason";

const HEADER_MISSING: &str = "HEADER_MISSING";
const NOT_MULTIPART: &str = "NOT_MULTIPART";
const PART: &str = "PART";
const TOO_SLOW: &str = "TOO_SLOW";
const TOO_MANY: &str = "TOO_MANY_UPLOADS";

/// What a multipart body may hold beside the file.
const WRAPPING: u64 = 16 * 1024;

/// What the handlers share.
pub struct Desk {
    pub files: Files,
    pub door: Arc<dyn Door>,
}

/// Serves `/files`. Expects a [`Desk`] as data.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/files")
                .route(web::post().to(upload))
                .default_service(web::to(async |request: HttpRequest| {
                    answer::other_method(&request, "POST", "Send a file by POST.")
                })),
        )
        .service(answer::reads("/files/{id}", handed_out::download));
}

async fn upload(
    request: HttpRequest,
    payload: web::Payload,
    desk: web::Data<Desk>,
) -> HttpResponse {
    match receive(&request, payload, &desk).await {
        Ok(file) => HttpResponse::Created()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .json(json!({
                "uploadId": upload::id_of(&file),
                "name": file.name,
                "mediaType": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
                "text": file.text_state,
            })),
        Err(failure) => {
            let mut response = failure.respond(&request, Media::Json);
            // What is left of the body is not waited for.
            response
                .head_mut()
                .set_connection_type(ConnectionType::Close);
            response
        }
    }
}

async fn receive(
    request: &HttpRequest,
    payload: web::Payload,
    desk: &Desk,
) -> Result<stored_file::Model, Failure> {
    let headers = request.headers();
    if !headers.contains_key(HEADER) {
        let message = "Send the header `X-Erfa-Upload: 1` with a file; it keeps pages of other sites from sending one.";
        return Err(failure(Code::BadInput, HEADER_MISSING, message));
    }
    let reader = door::enter(&*desk.door, request).await?;
    let person = reader.viewer().person()?;
    announced_size(headers, &desk.files)?;
    let turn = desk.files.turns.take(person).ok_or_else(|| {
        metering::refused("uploads");
        let message = "Too many files are coming in at this moment, in all or of yours; send it again in a minute.";
        let minute = header::HeaderValue::from_static("60");
        failure(Code::Unavailable, TOO_MANY, message).with_header(header::RETRY_AFTER, minute)
    })?;
    let mut pace = Pace::new(desk.files.settings.idle());
    let mut parts = Multipart::new(headers, payload);
    let received = one_part(&mut parts, &mut pace, &desk.files).await?;
    drop(turn);
    Ok(upload::keep(&reader, received).await?)
}

/// A body that says how long it is need not be read to be too long.
fn announced_size(headers: &HeaderMap, files: &Files) -> Result<(), Failure> {
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let file = length.unwrap_or_default().saturating_sub(WRAPPING);
    files.check_size(file).map_err(refusal)
}

/// The only part of the body, which must be the file.
async fn one_part(
    parts: &mut Multipart,
    pace: &mut Pace,
    files: &Files,
) -> Result<Received, Failure> {
    let only = "The body must hold one part, named `file`, with a file name.";
    let first = pace.next(parts).await.map_err(still)?;
    let mut part = match first {
        Some(part) => part.map_err(broken)?,
        None => return Err(failure(Code::BadInput, PART, only)),
    };
    let (Some("file"), Some(name)) = (part.name(), file_name(&part)) else {
        return Err(failure(Code::BadInput, PART, only));
    };
    let declared = part.content_type();
    let declared = declared
        .map_or("", |declared| declared.essence_str())
        .to_lowercase();
    let received = whole(&mut part, pace, files, &name, &declared).await?;
    drop(part);
    match pace.next(parts).await {
        Ok(None) => Ok(received),
        further => {
            files.storage.remove(&[received.key]).await?;
            Err(match further {
                Err(waited) => still(waited),
                Ok(Some(Err(error))) => broken(error),
                _ => failure(Code::BadInput, PART, only),
            })
        }
    }
}

async fn whole(
    part: &mut Field,
    pace: &mut Pace,
    files: &Files,
    name: &str,
    declared: &str,
) -> Result<Received, Failure> {
    let mut intake = Intake::begin(files).await?;
    while let Some(bytes) = pace.next(part).await.map_err(still)? {
        let bytes = bytes.map_err(broken)?;
        pace.count(bytes.len());
        intake.take(bytes).await.map_err(refusal)?;
    }
    intake.finish(name, declared, None).await.map_err(refusal)
}

/// The name in UTF-8 where there is one, else the plain one.
fn file_name(part: &Field) -> Option<String> {
    let disposition = part.content_disposition()?;
    let extended = disposition.get_filename_ext();
    let extended = extended.and_then(|name| String::from_utf8(name.value.clone()).ok());
    extended.or_else(|| disposition.get_filename().map(str::to_owned))
}

fn failure(code: Code, reason: &str, message: &str) -> Failure {
    Failure::new(code, message).with_extension(REASON, reason)
}

fn still(_: StoodStill) -> Failure {
    let message = "The file stopped coming; send it again when the line is better.";
    failure(Code::Timeout, TOO_SLOW, message).with_status(StatusCode::REQUEST_TIMEOUT)
}

fn broken(error: MultipartError) -> Failure {
    let (code, reason, message) = match error {
        MultipartError::ContentTypeMissing
        | MultipartError::ContentTypeParse
        | MultipartError::ContentTypeIncompatible
        | MultipartError::BoundaryMissing => (
            Code::UnsupportedMediaType,
            NOT_MULTIPART,
            "The body must be multipart/form-data with a boundary, as forms and `curl -F` send it.",
        ),
        MultipartError::Parse(_) => (
            Code::BadInput,
            PART,
            "The head of the part cannot be read; name the file without control characters, and send one part named `file`.",
        ),
        MultipartError::Incomplete | MultipartError::Payload(_) => (
            Code::BadInput,
            CUT_OFF,
            "The body broke off; send the file again.",
        ),
        _ => (
            Code::BadInput,
            PART,
            "The body cannot be read; it must be multipart/form-data with one part named `file`.",
        ),
    };
    failure(code, reason, message)
}

/// What is wrong with a file, with the status that goes with it.
fn refusal(error: Error) -> Failure {
    let Error::Refused(why) = &error else {
        return error.into();
    };
    let Some(why) = why.first() else {
        return error.into();
    };
    let (code, status) = match why.code.as_str() {
        TOO_LARGE => (Code::PayloadTooLarge, StatusCode::PAYLOAD_TOO_LARGE),
        TYPE | TYPE_MISMATCH => (
            Code::UnsupportedMediaType,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        _ => (Code::BadInput, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let failure = failure(code, &why.code, &why.message).with_status(status);
    match &why.field {
        Some(field) => failure.with_extension("field", field.as_str()),
        None => failure,
    }
}
