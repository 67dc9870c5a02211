//! The two media types GraphQL answers come in, and which of them a client prefers.

use actix_web::http::header::{self, HeaderMap};

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

    /// What the client likes best, or nothing if it takes neither.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        let values = headers
            .get_all(header::ACCEPT)
            .filter_map(|value| value.to_str().ok());
        let ranges: Vec<_> = values
            .flat_map(|value| value.split(','))
            .filter_map(Range::read)
            .collect();
        if ranges.is_empty() {
            return Some(Self::Json);
        }
        let json = preference(&ranges, "application/json");
        let graphql = preference(&ranges, "application/graphql-response+json");
        match graphql.cmp(&json) {
            _ if graphql.0 == 0 && json.0 == 0 => None,
            // Named with the same weight: the newer one. Under the same wildcard: the older one.
            std::cmp::Ordering::Equal if graphql.1 == EXACT => Some(Self::GraphqlResponse),
            std::cmp::Ordering::Greater => Some(Self::GraphqlResponse),
            _ => Some(Self::Json),
        }
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
            "application/*" => 2,
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
    let Some(Ok(value)) = headers
        .get(header::CONTENT_TYPE)
        .map(|value| value.to_str())
    else {
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
    use actix_web::http::header::HeaderValue;

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
            assert_eq!(Media::accepted(&headers), expected, "{accept}");
        }
        assert_eq!(Media::accepted(&HeaderMap::new()), json);
    }
}
