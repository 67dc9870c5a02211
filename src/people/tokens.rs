//! Access tokens: short-lived JWTs (RFC 9068) that name a session, signed with Ed25519 and nothing else.

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{authenticate::AuthSettings, keys::Keys};
use crate::platform::error::{Error, Result};

const TYPE: &str = "at+jwt";
const AUDIENCE: &str = "erfa";
const ALGORITHM: Algorithm = Algorithm::EdDSA;
/// Seconds by which clocks may differ.
pub const LEEWAY: i64 = 30;

/// What a token says.
#[derive(Clone, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    /// The person.
    pub sub: Uuid,
    /// The session.
    pub sid: Uuid,
    iat: i64,
    nbf: i64,
    /// When it ends, in seconds; a leeway comes on top.
    pub exp: i64,
}

/// Signs a token for a session of a person, good from now until then.
pub fn sign(
    keys: &Keys,
    settings: &AuthSettings,
    (person, session): (Uuid, Uuid),
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<String> {
    let ring = keys.ring();
    let (id, key) = &ring.signer;
    let header = Header {
        typ: Some(TYPE.to_owned()),
        kid: Some(id.to_string()),
        ..Header::new(ALGORITHM)
    };
    let claims = Claims {
        iss: settings.issuer.clone(),
        aud: AUDIENCE.to_owned(),
        sub: person,
        sid: session,
        iat: now.timestamp(),
        nbf: now.timestamp(),
        exp: until.timestamp(),
    };
    encode(&header, &claims, key).map_err(Error::internal)
}

/// What a token says, when it is one of ours and good at this moment. Whatever is wrong with it, the answer is the same.
pub async fn verify(
    keys: &Keys,
    settings: &AuthSettings,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Claims> {
    let id = key_of(token)?;
    let key = keys.verifier(id).await?.ok_or(Error::Unauthenticated)?;
    let told = match keys.verified(token) {
        Some(told) => told,
        None => {
            let told: Claims = decode(token, &key, &rules(settings))
                .map_err(|_| Error::Unauthenticated)?
                .claims;
            keys.note_verified(token, &told);
            told
        }
    };
    let now = now.timestamp();
    match told.nbf - LEEWAY <= now && now < told.exp + LEEWAY {
        true => Ok(told),
        false => Err(Error::Unauthenticated),
    }
}

/// The key that a token says it was signed with.
pub fn key_of(token: &str) -> Result<Uuid> {
    let header = decode_header(token).map_err(|_| Error::Unauthenticated)?;
    let typed = header.typ.as_deref() == Some(TYPE) && header.alg == ALGORITHM;
    let id = header.kid.and_then(|id| id.parse::<Uuid>().ok());
    id.filter(|_| typed).ok_or(Error::Unauthenticated)
}

/// Times are checked here and not there, which knows no clock but the machine's.
fn rules(settings: &AuthSettings) -> Validation {
    let mut rules = Validation::new(ALGORITHM);
    rules.set_issuer(&[&settings.issuer]);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
    rules.validate_exp = false;
    rules.validate_nbf = false;
    rules
}
