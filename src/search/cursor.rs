//! Where a hit stands among the hits of one question: opaque to clients and good for that question only.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use crate::platform::error::{Error, Result};

/// The tier of a hit and its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    pub tier: i32,
    pub place: i64,
}

impl Cursor {
    /// `mark` names the question.
    pub fn write(self, mark: &str) -> String {
        URL_SAFE_NO_PAD.encode(json!([mark, self.tier, self.place]).to_string())
    }

    pub fn read(text: &str, mark: &str) -> Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let parts = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let (made_for, tier, place): (String, i32, i64) = parts.ok_or_else(|| {
            Error::bad_value(
                "after",
                "is not a cursor of a search; use an endCursor or edge cursor that it gave.",
            )
        })?;
        if made_for != mark {
            return Err(Error::bad_value(
                "after",
                "is a cursor of another query or filter; repeat those it came from, or start without it.",
            ));
        }
        Ok(Self { tier, place })
    }
}
