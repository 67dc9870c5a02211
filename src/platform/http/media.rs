//! The media types GraphQL answers come in, and which of them a client prefers.

use actix_web::http::header::{self, HeaderMap, HeaderValue};

/// The media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`: the status says nothing about the operation.
    Json,
    /// `application/graphql-response+json`: the status tells a request that did not run.
    GraphqlResponse,
}

impl Media {
    /// The header value.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// What a client takes, by its `Accept`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The form of an answer in one piece that it likes best.
    pub whole: Option<Media>,
    /// How it likes events.
    events: Liking,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Liking {
    Refused,
    Taken,
    /// Better than an answer in one piece.
    Preferred,
}

impl Accepted {
    /// Nothing when the client takes none of the forms there are.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let values = headers
            .get_all(header::ACCEPT)
            .filter_map(|value| value.to_str().ok());
        let ranges: Vec<_> = values
            .flat_map(|value| value.split(','))
            .filter_map(Range::read)
            .collect();
        if ranges.is_empty() {
            return Some(Self {
                whole: Some(Media::Json),
                events: Liking::Refused,
            });
        }
        let (whole, weight) = whole(&ranges);
        // Whoever takes anything does not mean events by it.
        let events = match preference(&ranges, "text/event-stream") {
            (0, _) => Liking::Refused,
            (_, closeness) if closeness < EXACT => Liking::Refused,
            (own, _) if own > weight => Liking::Preferred,
            _ => Liking::Taken,
        };
        (whole.is_some() || events != Liking::Refused).then_some(Self { whole, events })
    }

    /// The form of what can only be said in one piece.
    pub fn media(self) -> Media {
        self.whole.unwrap_or(Media::Json)
    }

    /// Whether any answer comes as events.
    pub fn prefers_events(self) -> bool {
        self.events == Liking::Preferred
    }

    /// Whether events can be sent at all.
    pub fn takes_events(self) -> bool {
        self.events != Liking::Refused
    }
}

/// The form of an answer in one piece, and how much it is liked.
fn whole(ranges: &[Range]) -> (Option<Media>, u16) {
    let json = preference(ranges, "application/json");
    let graphql = preference(ranges, "application/graphql-response+json");
    match graphql.cmp(&json) {
        _ if graphql.0 == 0 && json.0 == 0 => (None, 0),
        // Named with the same weight: the newer one. Under the same wildcard: the older one.
        std::cmp::Ordering::Equal if graphql.1 == EXACT => {
            (Some(Media::GraphqlResponse), graphql.0)
        }
        std::cmp::Ordering::Greater => (Some(Media::GraphqlResponse), graphql.0),
        _ => (Some(Media::Json), json.0),
    }
}

const EXACT: u8 = 3;

struct Range {
    media_type: String,
    /// In thousandths.
    weight: u16,
    utf8: bool,
}

impl Range {
    fn read(text: &str) -> Option<Self> {
        let (media_type, parameters) = split(text);
        let mut range = Self {
            media_type,
            weight: 1000,
            utf8: true,
        };
        for (name, value) in parameters {
            match name.as_str() {
                "q" => range.weight = (value.parse::<f32>().ok()?.clamp(0.0, 1.0) * 1000.0) as u16,
                "charset" => range.utf8 = is_utf8(&value),
                _ => {}
            }
        }
        (!range.media_type.is_empty()).then_some(range)
    }

    fn specificity(&self, media_type: &str) -> u8 {
        match self.media_type.as_str() {
            own if own == media_type && self.utf8 => EXACT,
            "application/*" if media_type.starts_with("application/") => 2,
            "*/*" => 1,
            _ => 0,
        }
    }
}

/// The weight that the closest range gives a media type, and how close it is.
fn preference(ranges: &[Range], media_type: &str) -> (u16, u8) {
    let fitting = ranges
        .iter()
        .map(|range| (range.specificity(media_type), range.weight));
    let (specificity, weight) = fitting.max().unwrap_or_default();
    if specificity == 0 {
        (0, 0)
    } else {
        (weight, specificity)
    }
}

/// Whether the body of a request is JSON in UTF-8, by its `Content-Type`.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    // Of two that contradict each other, none is right.
    let mut values = headers.get_all(header::CONTENT_TYPE);
    let (Some(Ok(value)), None) = (values.next().map(HeaderValue::to_str), values.next()) else {
        return false;
    };
    let (media_type, parameters) = split(value);
    media_type == "application/json"
        && parameters
            .iter()
            .all(|(name, value)| name != "charset" || is_utf8(value))
}

fn is_utf8(charset: &str) -> bool {
    matches!(charset, "utf-8" | "utf8")
}

/// A media type and its parameters, in small letters.
fn split(text: &str) -> (String, Vec<(String, String)>) {
    let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
    let media_type = parts.next().unwrap_or_default();
    let parameter = |part: String| {
        let (name, value) = part.split_once('=')?;
        Some((
            name.trim().to_owned(),
            value.trim().trim_matches('"').to_owned(),
        ))
    };
    (media_type, parts.filter_map(parameter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_liked_type_is_chosen() {
        let (json, graphql) = (Some(Media::Json), Some(Media::GraphqlResponse));
        for (accept, expected) in [
            ("*/*", json),
            ("application/*", json),
            ("application/json", json),
            ("application/json, text/plain, */*", json),
            ("Application/JSON; Charset=\"UTF-8\"", json),
            ("application/graphql-response+json", graphql),
            (
                "application/graphql-response+json, application/json",
                graphql,
            ),
            (
                "application/json, application/graphql-response+json",
                graphql,
            ),
            (
                "application/graphql-response+json;q=0.4, application/json;q=0.9",
                json,
            ),
            (
                "application/graphql-response+json, application/json;q=0.9",
                graphql,
            ),
            ("application/graphql-response+json;q=0, */*", json),
            ("application/json;q=0, */*;q=0.1", graphql),
            ("*/*, application/graphql-response+json", graphql),
            ("text/html", None),
            ("application/json; charset=iso-8859-1", None),
            ("application/json;q=0", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            let accepted = Accepted::of(&headers);
            assert_eq!(accepted.and_then(|one| one.whole), expected, "{accept}");
        }
        let all = Accepted::of(&HeaderMap::new()).unwrap();
        assert_eq!((all.whole, all.takes_events()), (json, false));
    }

    #[test]
    fn events_come_to_those_who_name_them() {
        for (accept, taken, preferred) in [
            ("text/event-stream", true, true),
            ("text/event-stream;charset=utf-8", true, true),
            ("text/event-stream, application/json;q=0.9", true, true),
            ("application/json, text/event-stream", true, false),
            (
                "application/graphql-response+json, application/json, text/event-stream, multipart/mixed",
                true,
                false,
            ),
            ("text/event-stream, */*", true, false),
            ("text/event-stream;q=0, application/json", false, false),
            ("*/*", false, false),
            ("text/*, application/json", false, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            let accepted = Accepted::of(&headers).unwrap();
            let found = (accepted.takes_events(), accepted.prefers_events());
            assert_eq!(found, (taken, preferred), "{accept}");
        }
    }
}
