//! `GET /calendars/…`: calendars to subscribe to.

use std::{sync::Arc, time::SystemTime};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    body::SizedStream,
    http::{
        Method,
        header::{self, HeaderMap, HttpDate},
    },
    web,
};
use chrono::SubsecRound;
use futures_util::stream;

use super::{
    CalendarSettings, address,
    event::Maker,
    feed::{Feed, Marks, Of, named},
};
use crate::platform::{
    access::Reader,
    error::Code,
    http::{
        answer::{self, Failure},
        door::{self, Door},
        media::Media,
    },
};

/// What the handlers share.
pub struct Calendars {
    pub door: Arc<dyn Door>,
    pub settings: CalendarSettings,
    pub maker: Maker,
}

/// Serves `/calendars`. Expects [`Calendars`] as data.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(answer::reads("/calendars/{kind}/{file}", calendar));
}

async fn calendar(
    request: HttpRequest,
    calendars: web::Data<Calendars>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (kind, file) = path.into_inner();
    match hand_out(&request, &calendars, &kind, &file).await {
        Ok(Some(response)) => response,
        Ok(None) => answer::not_found(request).await,
        // Whether something was never there, is gone or is hidden, nobody learns.
        Err(failure) if failure.code() == Code::NotFound => answer::not_found(request).await,
        Err(failure) => failure.respond(&request, Media::Json),
    }
}

async fn hand_out(
    request: &HttpRequest,
    calendars: &Calendars,
    kind: &str,
    file: &str,
) -> Result<Option<HttpResponse>, Failure> {
    let Some(name) = file.strip_suffix(".ics") else {
        return Ok(None);
    };
    let Some((reader, of)) = opened(request, calendars, kind, name).await? else {
        return Ok(None);
    };
    let Some(feed) = Feed::find(&reader, &calendars.settings, of).await? else {
        return Ok(None);
    };
    let marks = feed.marks().await?;
    if known(&marks, request.headers()) {
        let mut response = HttpResponse::NotModified();
        describe(&mut response, of, &marks);
        return Ok(Some(response.finish()));
    }
    let text = feed.write(&calendars.maker).await?;
    let mut response = HttpResponse::Ok();
    describe(&mut response, of, &marks);
    response
        .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"calendar.ics\"",
        ));
    if request.method() == Method::HEAD {
        let nothing = stream::empty::<Result<web::Bytes, std::io::Error>>();
        let length = u64::try_from(text.len()).unwrap_or_default();
        return Ok(Some(response.body(SizedStream::new(length, nothing))));
    }
    Ok(Some(response.body(text)))
}

/// The reader of a calendar, and what it is of. Where it stands at a public address it is for anyone, whoever asks.
async fn opened(
    request: &HttpRequest,
    calendars: &Calendars,
    kind: &str,
    name: &str,
) -> Result<Option<(Reader, Of)>, Failure> {
    let door = &*calendars.door;
    if kind == "person" {
        let reader = door::anyone(door, request).await?;
        let Some(person) = address::owner(reader.store(), name).await? else {
            return Ok(None);
        };
        let reader = door.enter_as(person).await?;
        return Ok(reader.map(|reader| (reader, Of::Person(person))));
    }
    let Some(of) = named(kind, name) else {
        return Ok(None);
    };
    let reader = match of {
        Of::Seminar(_) => door::enter(door, request).await?,
        _ => door::anyone(door, request).await?,
    };
    Ok(Some((reader, of)))
}

fn since(marks: &Marks) -> HttpDate {
    // The header knows whole seconds only.
    HttpDate::from(SystemTime::from(marks.changed.trunc_subsecs(0)))
}

/// Whether the client says that it has this state of the calendar.
fn known(marks: &Marks, headers: &HeaderMap) -> bool {
    if headers.contains_key(header::IF_NONE_MATCH) {
        return headers
            .get_all(header::IF_NONE_MATCH)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == "*" || tag == marks.tag);
    }
    let given = headers.get(header::IF_MODIFIED_SINCE);
    let given = given.and_then(|given| given.to_str().ok()?.parse::<HttpDate>().ok());
    given.is_some_and(|given| since(marks) <= given)
}

fn describe(response: &mut HttpResponseBuilder, of: Of, marks: &Marks) {
    let lasting = match of {
        Of::Person(_) | Of::Seminar(_) => "private, no-cache",
        _ => "public, no-cache",
    };
    response
        .insert_header((header::ETAG, marks.tag.as_str()))
        .insert_header((header::LAST_MODIFIED, since(marks)))
        .insert_header((header::CACHE_CONTROL, lasting))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"));
}
