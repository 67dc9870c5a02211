//! Identities from elsewhere: people who sign in with an OpenID provider, and access tokens that another server signed.
//!
//! 1. An identity is an issuer and what it calls somebody. It belongs to one account, which has linked it: while signed in,
//!    or by a mail to the account's address. The same address alone links nothing.
//! 2. Where browsers are led is a list of whole addresses. State, nonce and PKCE are bound to the browser by a sealed cookie,
//!    and what comes of it to the page that began by a challenge of its own.
//! 3. The keys of an issuer are fetched from one fixed address; nothing in a token says where.

mod bearer;
mod http;
mod identity;
mod jwks;
mod pending;
mod provider;
mod sign_in;
mod ticket;

use std::{collections::HashSet, sync::Arc};

use anyhow::{Context, bail, ensure};
use entity::api_token::TokenScope;
use reqwest::Url;
use serde::{Deserialize, Serialize};

pub use bearer::Bearers;
pub use http::{Lobby, routes};
pub use identity::{KIND, LinkIdentityInput, UnlinkIdentityInput, link, unlink};
pub use provider::Provider;
pub use sign_in::{ConfirmIdentityInput, SignInWithCodeInput, confirm, with_code};
pub use ticket::{Told, make as make_ticket};

use super::authenticate::AuthSettings;
use crate::platform::outgoing::{Outgoing, is_safe};

/// An OpenID provider that people sign in with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// Its name in addresses: small letters, digits and hyphens.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Its address, as its tokens name it.
    pub issuer: String,
    /// What it calls Erfa.
    pub client_id: String,
    /// What Erfa shows it; empty for a public client.
    #[serde(default)]
    pub client_secret: String,
    /// What is asked for beside `openid`.
    #[serde(default = "profile")]
    pub scopes: Vec<String>,
}

fn profile() -> Vec<String> {
    vec!["email".to_owned(), "profile".to_owned()]
}

impl std::fmt::Debug for ProviderSettings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = out.debug_struct("ProviderSettings");
        shown
            .field("name", &self.name)
            .field("issuer", &self.issuer);
        shown.finish_non_exhaustive()
    }
}

/// A server whose access tokens are taken for those of linked accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JwtIssuerSettings {
    /// What its tokens name as their issuer.
    pub issuer: String,
    /// What they must name as their audience.
    pub audience: String,
    /// Where its keys are.
    pub jwks_url: String,
    /// The most that its tokens let their bearers do.
    #[serde(default = "read")]
    pub scope: TokenScope,
    /// Seconds between two fetches of its keys at least.
    #[serde(default = "minute")]
    pub cooldown_seconds: u64,
}

fn read() -> TokenScope {
    TokenScope::Read
}

fn minute() -> u64 {
    60
}

/// Everybody elsewhere who is trusted.
#[derive(Clone)]
pub struct External {
    pub providers: Arc<[Provider]>,
    pub bearers: Bearers,
}

impl External {
    /// Checks what was set; nothing is asked of anybody yet.
    pub fn new(settings: &AuthSettings) -> anyhow::Result<Self> {
        let outgoing = Outgoing::default();
        let mut names = HashSet::new();
        for one in &settings.providers {
            let plain = |letter: char| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'
            };
            let name = &one.name;
            ensure!(
                !name.is_empty() && name.chars().all(plain) && names.insert(name),
                "auth.providers: `{name}` must be a name of its own, of small letters, digits and hyphens"
            );
            address(&one.issuer).with_context(|| format!("auth.providers: issuer of `{name}`"))?;
        }
        if !settings.providers.is_empty() {
            address(&settings.public_url).context("auth.public_url, which auth.providers need")?;
            ensure!(
                !settings.return_to.is_empty(),
                "auth.return_to is empty; name the page of the frontend that signing in leads back to"
            );
        }
        for page in &settings.return_to {
            let page = address(page).context("auth.return_to")?;
            ensure!(
                page.fragment().is_none(),
                "auth.return_to: `{page}` has a fragment, which is where the code goes"
            );
        }
        for one in &settings.jwt_issuers {
            address(&one.jwks_url)
                .with_context(|| format!("auth.jwt_issuers: jwks_url of `{}`", one.issuer))?;
            if one.issuer == settings.issuer {
                bail!(
                    "auth.jwt_issuers: `{}` is what Erfa's own tokens name",
                    one.issuer
                );
            }
        }
        let providers = settings.providers.iter();
        let providers = providers.map(|one| Provider::new(one, &settings.public_url, &outgoing));
        Ok(Self {
            providers: providers.collect::<anyhow::Result<_>>()?,
            bearers: Bearers::new(&settings.jwt_issuers, &outgoing),
        })
    }

    pub fn provider(&self, name: &str) -> Option<&Provider> {
        self.providers.iter().find(|one| one.settings.name == name)
    }
}

fn address(given: &str) -> anyhow::Result<Url> {
    let url = Url::parse(given).with_context(|| format!("`{given}` is no address"))?;
    ensure!(
        is_safe(&url),
        "`{given}` is neither https nor on this computer"
    );
    Ok(url)
}
