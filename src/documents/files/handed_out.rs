//! Handing out the file of a version: as an attachment, whole or in part, to whoever sees the version.

use std::{fmt::Write, ops::Range, time::SystemTime};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    body::SizedStream,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HttpDate},
    },
    web,
};
use async_graphql::{ID, dataloader::Loader};
use entity::{
    document_version::{self, Column, Entity},
    stored_file,
};
use futures_util::stream;
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    Desk,
    range::{self, Asked},
};
use crate::platform::{
    access::{PUBLIC, Reader, Resource},
    error::{Code, Error, Result},
    graphql::id,
    http::{answer::Failure, door, media::Media},
    list::DetailsOf,
};

/// What a page that was uploaded may do, should it be opened after all: nothing.
const POLICY: &str = "sandbox; default-src 'none'";

pub async fn download(
    request: HttpRequest,
    desk: web::Data<Desk>,
    id: web::Path<String>,
) -> HttpResponse {
    let handed = hand_out(&request, &desk, id.into_inner()).await;
    handed.unwrap_or_else(|failure| failure.respond(&request, Media::Json))
}

async fn hand_out(request: &HttpRequest, desk: &Desk, id: String) -> Result<HttpResponse, Failure> {
    let reader = door::enter(&*desk.door, request).await?;
    let version = find(&reader, &ID(id)).await?;
    let size = u64::try_from(version.size).map_err(Error::internal)?;
    let marks = Marks::of(&version);
    let headers = request.headers();
    if marks.known(headers) {
        let mut response = HttpResponse::NotModified();
        marks.put(&mut response, &version);
        return Ok(response.finish());
    }
    let asked = match request.method() == Method::GET && marks.goes_on(headers) {
        true => range::read(text(headers, header::RANGE), size),
        false => Asked::Whole,
    };
    let (status, part) = match asked {
        Asked::Whole => (StatusCode::OK, 0..size),
        Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Asked::Beyond => return Err(beyond(size)),
    };
    let mut response = HttpResponse::build(status);
    marks.put(&mut response, &version);
    describe(&mut response, &version);
    if status == StatusCode::PARTIAL_CONTENT {
        let of = format!("bytes {}-{}/{size}", part.start, part.end - 1);
        response.insert_header((header::CONTENT_RANGE, of));
    }
    let length = part.end - part.start;
    if request.method() == Method::HEAD {
        let nothing = stream::empty::<Result<web::Bytes, std::io::Error>>();
        return Ok(response.body(SizedStream::new(length, nothing)));
    }
    let bytes = open(&reader, desk, &version, part).await?;
    Ok(response.body(SizedStream::new(length, bytes)))
}

async fn find(reader: &Reader, id: &ID) -> Result<document_version::Model> {
    let id = match id::parse(id) {
        Some((Entity::KIND, id)) => id,
        _ => return Err(Error::NotFound),
    };
    let found = reader.select::<Entity>().filter(Column::Id.eq(id));
    reader.one(found).await?.ok_or(Error::NotFound)
}

async fn open(
    reader: &Reader,
    desk: &Desk,
    version: &document_version::Model,
    part: Range<u64>,
) -> Result<impl futures_util::Stream<Item = std::io::Result<web::Bytes>> + use<>> {
    let file = DetailsOf::<Entity, stored_file::Entity>::of(version);
    let mut files = reader.load(std::slice::from_ref(&file)).await?;
    let file = files.remove(&file).unwrap_or_default();
    let file = file.first().ok_or(Error::NotFound)?;
    desk.files.storage.read(file.key, part).await
}

fn beyond(size: u64) -> Failure {
    let message = format!("The file has {size} bytes; the range asked for lies beyond them.");
    let range = header::HeaderValue::try_from(format!("bytes */{size}"));
    let failure =
        Failure::new(Code::BadInput, &message).with_status(StatusCode::RANGE_NOT_SATISFIABLE);
    match range {
        Ok(range) => failure.with_header(header::CONTENT_RANGE, range),
        Err(_) => failure,
    }
}

/// What tells one state of a file from another. A version never changes, so these never do.
struct Marks {
    tag: String,
    since: HttpDate,
}

impl Marks {
    fn of(version: &document_version::Model) -> Self {
        Self {
            tag: format!("\"{}\"", version.sha256),
            since: HttpDate::from(SystemTime::from(version.created_at)),
        }
    }

    /// Whether the client says that it has the file.
    fn known(&self, headers: &HeaderMap) -> bool {
        let tags: Vec<_> = headers
            .get_all(header::IF_NONE_MATCH)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .collect();
        if !tags.is_empty() {
            return tags.iter().any(|tag| *tag == "*" || *tag == self.tag);
        }
        let since = text(headers, header::IF_MODIFIED_SINCE);
        let since = since.and_then(|since| since.parse::<HttpDate>().ok());
        since.is_some_and(|since| self.since <= since)
    }

    /// Whether a part still fits what the client has: the same file, or it does not say.
    fn goes_on(&self, headers: &HeaderMap) -> bool {
        match text(headers, header::IF_RANGE) {
            None => !headers.contains_key(header::IF_RANGE),
            Some(mark) => {
                mark == self.tag
                    || mark
                        .parse::<HttpDate>()
                        .is_ok_and(|since| since == self.since)
            }
        }
    }

    fn put(&self, response: &mut HttpResponseBuilder, version: &document_version::Model) {
        let lasting = match version.audience_id == PUBLIC {
            true => "public, no-cache",
            false => "private, no-cache",
        };
        response
            .insert_header((header::ETAG, self.tag.as_str()))
            .insert_header((header::LAST_MODIFIED, self.since))
            .insert_header((header::CACHE_CONTROL, lasting));
    }
}

fn describe(response: &mut HttpResponseBuilder, version: &document_version::Model) {
    response
        .insert_header((header::CONTENT_TYPE, version.media_type.as_str()))
        .insert_header((header::CONTENT_DISPOSITION, disposition(&version.file_name)))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"));
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// An attachment of this name: once in plain letters for old clients, once in full.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|one| match one {
            ' ' | '.' | '-' | '_' | '(' | ')' => one,
            _ if one.is_ascii_alphanumeric() => one,
            _ => '_',
        })
        .collect();
    let mut full = String::new();
    for byte in name.bytes() {
        match byte {
            _ if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) => {
                full.push(char::from(byte));
            }
            _ => {
                let _ = write!(full, "%{byte:02X}");
            }
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_ends_the_header_it_stands_in() {
        assert_eq!(
            disposition("Översikt \"2026\"; a.pdf"),
            "attachment; filename=\"_versikt _2026__ a.pdf\"; filename*=UTF-8''%C3%96versikt%20%222026%22%3B%20a.pdf"
        );
        assert!(header::HeaderValue::try_from(disposition("a\r\nb: c\0")).is_ok());
    }
}
