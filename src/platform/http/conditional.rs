//! Answers that a client may keep and ask about: named by a tag that changes with everything they depend on.

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderMap},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::media::Media;

/// What was asked, and which answers to it the client has.
pub(super) struct Conditional {
    question: Sha256,
    known: Vec<String>,
}

impl Conditional {
    pub(super) fn of(request: &HttpRequest, media: Media) -> Self {
        let headers = request.headers();
        let mut question = Sha256::new();
        // Each part with its end, so that no two questions look alike.
        for part in [
            request.query_string(),
            text(headers, header::ACCEPT_LANGUAGE.as_str()),
            media.content_type(),
        ] {
            question.update(part);
            question.update([0]);
        }
        let known = headers.get_all(header::IF_NONE_MATCH);
        let known = known.filter_map(|value| value.to_str().ok());
        let known = known.flat_map(|list| list.split(','));
        Self {
            question,
            known: known.map(|tag| weak(tag.trim()).to_owned()).collect(),
        }
    }

    /// The tag of the answer, given the mark of all that it depends on beside the question.
    pub(super) fn tag(&self, mark: &[u8]) -> String {
        let hash = self.question.clone().chain_update(mark).finalize();
        format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&hash[..18]))
    }

    /// Whether the client has the answer of this tag.
    pub(super) fn has(&self, tag: &str) -> bool {
        let mut known = self.known.iter();
        known.any(|known| known == weak(tag) || known == ANY)
    }
}

/// Whatever answer there is.
const ANY: &str = "*";

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// A tag as it is compared: weakly.
fn weak(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}
