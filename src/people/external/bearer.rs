//! Access tokens that another server signed (RFC 9068): taken for the account that has linked their subject.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use entity::{
    account,
    api_token::{TokenScope, TokenScopes},
    external_identity,
};
use jsonwebtoken::{Validation, decode, decode_header};
use serde::Deserialize;
use uuid::Uuid;

use super::{JwtIssuerSettings, identity, jwks::Jwks};
use crate::{
    people::{policy::KeepSessions, tokens::LEEWAY},
    platform::{
        access::Work,
        error::{Error, Result},
        outgoing::Outgoing,
        store::Store,
    },
};

const TYPES: [&str; 2] = ["at+jwt", "application/at+jwt"];

/// The issuers that are trusted, with their keys.
#[derive(Clone)]
pub struct Bearers(Arc<[Issuer]>);

struct Issuer {
    settings: JwtIssuerSettings,
    keys: Jwks,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
}

/// Whose token it is.
pub struct Holder {
    pub identity: external_identity::Model,
    pub person: Uuid,
    pub scopes: TokenScopes,
    /// When the token ends, its leeway included.
    pub until: Option<DateTime<Utc>>,
}

impl Bearers {
    pub fn new(settings: &[JwtIssuerSettings], outgoing: &Outgoing) -> Self {
        let issuer = |one: &JwtIssuerSettings| Issuer {
            keys: Jwks::new(
                &one.jwks_url,
                Duration::from_secs(one.cooldown_seconds.max(1)),
                outgoing,
            ),
            settings: one.clone(),
        };
        Self(settings.iter().map(issuer).collect())
    }

    /// Whether a token says that it is of one of these issuers. What it says is checked later, against the keys of that issuer.
    pub fn know(&self, token: &str) -> bool {
        self.issuer_of(token).is_some()
    }

    fn issuer_of(&self, token: &str) -> Option<&Issuer> {
        #[derive(Deserialize)]
        struct Said {
            iss: String,
        }
        if self.0.is_empty() {
            return None;
        }
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
        let said: Said = serde_json::from_slice(&claims).ok()?;
        self.0.iter().find(|one| one.settings.issuer == said.iss)
    }

    /// Who holds a token that is good at this moment. Whatever is wrong with it, the answer is the same.
    pub async fn holder(&self, store: &Store, token: &str) -> Result<Holder> {
        let issuer = self.issuer_of(token).ok_or(Error::Unauthenticated)?;
        let claims = issuer.verify(token, store.clock.now()).await?;
        let key = (issuer.settings.issuer.as_str(), claims.sub.as_str());
        let system = Work::snapshot(store, "sign-in").await?;
        let found = async {
            let permit = system.permit_platform::<KeepSessions>()?;
            let identity = identity::linked(&system, &permit, key).await?;
            let identity = identity.ok_or(Error::Unauthenticated)?;
            let account = system
                .visible::<account::Entity>(identity.account_id)
                .await?;
            Ok((identity, account.person_id))
        }
        .await;
        let (identity, person) = system.finish(found).await?;
        let scope = issuer.settings.scope;
        Ok(Holder {
            identity,
            person,
            scopes: TokenScopes(vec![TokenScope::ReadPublic, scope]),
            until: DateTime::from_timestamp(claims.exp + LEEWAY, 0),
        })
    }
}

impl Issuer {
    async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims> {
        let header = decode_header(token).map_err(|_| Error::Unauthenticated)?;
        let typed = header.typ.as_deref().map(str::to_ascii_lowercase);
        let typed = typed.is_some_and(|typ| TYPES.contains(&typ.as_str()));
        // Keys that a header brings along or points at (jwk, jku, x5u) are not looked at.
        // What a token calls critical must be understood, and nothing is here (RFC 7515, 4.1.11).
        let plain = typed && header.crit.is_none();
        let id = header.kid.filter(|_| plain).ok_or(Error::Unauthenticated)?;
        let key = self.keys.key(&id).await?.ok_or(Error::Unauthenticated)?;
        if header.alg != key.algorithm {
            return Err(Error::Unauthenticated);
        }
        let mut rules = Validation::new(key.algorithm);
        rules.set_issuer(&[&self.settings.issuer]);
        rules.set_audience(&[&self.settings.audience]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // Times are checked here and not there, which knows no clock but the machine's.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims: Claims = decode(token, &key.key, &rules)
            .map_err(|_| Error::Unauthenticated)?
            .claims;
        let now = now.timestamp();
        let begun = claims.nbf.unwrap_or(claims.iat).max(claims.iat);
        match begun - LEEWAY <= now && now < claims.exp.saturating_add(LEEWAY) {
            true => Ok(claims),
            false => Err(Error::Unauthenticated),
        }
    }
}
