//! A sign-in that is under way at a provider, kept by the browser in a sealed cookie.

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

use crate::platform::{
    error::{Error, Result},
    vault::Vault,
};

const NAME: &str = "erfa_oidc";
const PURPOSE: &str = "oidc";
/// Only these addresses get it back.
const PATH: &str = "/auth/oidc";
/// Seconds in which somebody must come back from the provider.
pub const LASTS: i64 = 600;

/// What must fit when the browser comes back.
#[derive(Serialize, Deserialize)]
pub struct Pending {
    pub provider: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
    /// Where it leads then.
    pub return_to: String,
    /// What the page that began will have to fit.
    pub challenge: String,
    /// Until when, in seconds.
    pub until: i64,
}

impl Pending {
    /// The header that gives it to the browser.
    pub fn cookie(&self, vault: &Vault, secure: bool) -> Result<HeaderValue> {
        let text = serde_json::to_string(self).map_err(Error::internal)?;
        header_value(&vault.seal(PURPOSE, &text)?, LASTS, secure)
    }

    /// What the browser brought back, if it is whole and not too old.
    pub fn read(headers: &HeaderMap, vault: &Vault, now: i64) -> Option<Self> {
        let all = headers.get_all(header::COOKIE);
        let pairs = all.filter_map(|value| value.to_str().ok());
        let sealed = pairs
            .flat_map(|pairs| pairs.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(name, value)| (name == NAME).then_some(value))?;
        let pending: Self = serde_json::from_str(&vault.open(PURPOSE, sealed)?).ok()?;
        (now < pending.until).then_some(pending)
    }
}

/// The header that takes it from the browser.
pub fn forget(secure: bool) -> Result<HeaderValue> {
    header_value("", 0, secure)
}

fn header_value(value: &str, lasts: i64, secure: bool) -> Result<HeaderValue> {
    // Lax: the browser comes back from the provider by following a link.
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{NAME}={value}; Path={PATH}; Max-Age={lasts}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).map_err(Error::internal)
}
