//! Who sent a request.

use std::{collections::HashSet, path::PathBuf, time::Duration};

use chrono::{DateTime, TimeDelta};
use entity::account;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use super::{
    api_token::{self, Uses},
    email::email_key,
    external::{External, JwtIssuerSettings, ProviderSettings},
    grant::{Grant, open},
    keys::Keys,
    tokens,
};
use crate::platform::{
    access::{
        Followers, Pass, Standings, Viewer, Work, load_external, load_program, load_viewer,
        still_good,
    },
    error::{Error, Result},
    store::Store,
};

/// How signing in works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuthSettings {
    /// What access tokens name as their issuer. Another name makes every access token given so far worthless.
    pub issuer: String,
    /// Minutes for which an access token is good: 1 to 1440.
    pub access_minutes: u32,
    /// Days for which a session lasts after it was last refreshed: 1 to 3650.
    pub refresh_days: u32,
    /// Milliseconds for which it is remembered who holds a token while nothing is written: 0 to 900. What another process
    /// writes without a word, such as the end of a session, counts that much later.
    pub remember_ms: u64,
    /// The file with the key that seals the secrets in the database; empty: `secret.key` in the data folder.
    pub secret_file: PathBuf,
    /// Whether the roles of those who run or audit the platform hold only in sessions opened with a second factor.
    pub platform_second_factor: bool,
    /// Where browsers reach this server: `https://api.example.org`. OpenID providers lead back there.
    pub public_url: String,
    /// The pages that a sign-in at an OpenID provider may lead back to: whole addresses, compared letter by letter.
    pub return_to: Vec<String>,
    /// The OpenID providers that people can sign in with.
    pub providers: Vec<ProviderSettings>,
    /// The servers whose access tokens are taken for those of linked accounts.
    pub jwt_issuers: Vec<JwtIssuerSettings>,
    /// The file that names who was erased, so that a restored backup is brought up to it; empty: `erasures.jsonl` in the data folder.
    pub erasures_file: PathBuf,
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self {
            issuer: "erfa".to_owned(),
            access_minutes: 15,
            refresh_days: 30,
            remember_ms: 500,
            secret_file: PathBuf::new(),
            platform_second_factor: false,
            public_url: String::new(),
            return_to: vec![],
            providers: vec![],
            jwt_issuers: vec![],
            erasures_file: PathBuf::new(),
        }
    }
}

impl AuthSettings {
    pub fn access(&self) -> TimeDelta {
        TimeDelta::minutes(self.access_minutes.clamp(1, 1_440).into())
    }

    /// How long a replaced key still verifies: another process may sign with it for a minute, and then its tokens last.
    pub fn rotation_grace(&self) -> TimeDelta {
        self.access() + TimeDelta::minutes(2)
    }

    pub fn remembered(&self) -> Duration {
        Duration::from_millis(self.remember_ms.min(900))
    }

    pub fn refresh(&self) -> TimeDelta {
        TimeDelta::days(self.refresh_days.clamp(1, 3_650).into())
    }
}

/// Finds out who sent a request, from its access token.
#[derive(Clone)]
pub struct Authenticator {
    pub store: Store,
    pub keys: Keys,
    pub settings: AuthSettings,
    /// What the capabilities know of standing.
    pub standings: Standings,
    pub uses: Uses,
    pub external: External,
}

impl Authenticator {
    /// Reads the keys, or makes the first one.
    pub async fn open(store: &Store, settings: AuthSettings, standings: Standings) -> Result<Self> {
        let standings = Standings {
            platform_needs_second_factor: settings.platform_second_factor,
            ..standings
        };
        Ok(Self {
            store: store.clone(),
            external: External::new(&settings).map_err(Error::internal)?,
            keys: Keys::ensure(store).await?,
            settings,
            standings,
            uses: Uses::default(),
        })
    }

    /// What a token that is good stands on.
    pub async fn pass(&self, token: &str) -> Result<Pass> {
        let pass = match (api_token::is_one(token), self.external.bearers.know(token)) {
            (false, true) => {
                let holder = self.external.bearers.holder(&self.store, token).await?;
                Pass {
                    holder: holder.person,
                    ground: holder.identity.id,
                    until: holder.until,
                    key: None,
                }
            }
            (true, _) => {
                let row = api_token::find(&self.store, token).await?;
                Pass {
                    holder: row.person_id.or(row.organisation_id).unwrap_or(row.id),
                    ground: row.id,
                    until: Some(row.expires_at),
                    key: None,
                }
            }
            (false, false) => {
                let now = self.store.clock.now();
                let told = tokens::verify(&self.keys, &self.settings, token, now).await?;
                Pass {
                    holder: told.sub,
                    ground: told.sid,
                    until: DateTime::from_timestamp(told.exp + tokens::LEEWAY, 0),
                    key: Some(tokens::key_of(token)?),
                }
            }
        };
        match self.good(std::slice::from_ref(&pass)).await?[..] {
            [true] => Ok(pass),
            _ => Err(Error::Unauthenticated),
        }
    }

    /// Which of these are still good, in their order: one statement for all of them.
    pub async fn good(&self, passes: &[Pass]) -> Result<Vec<bool>> {
        let now = self.store.clock.now();
        let keys: HashSet<_> = passes.iter().filter_map(|pass| pass.key).collect();
        let mut retired = HashSet::new();
        for key in keys {
            if self.keys.verifier(key).await?.is_none() {
                retired.insert(key);
            }
        }
        let mut grounds: Vec<_> = passes.iter().map(|pass| pass.ground).collect();
        grounds.sort_unstable();
        grounds.dedup();
        let open = still_good(&self.store, &grounds).await?;
        let good = |pass: &Pass| {
            open.contains(&pass.ground)
                && pass.until.is_none_or(|until| now < until)
                && pass.key.is_none_or(|key| !retired.contains(&key))
        };
        Ok(passes.iter().map(good).collect())
    }

    /// Anyone without a token; with one that is not good an error, and nobody.
    pub async fn viewer(&self, bearer: Option<&str>) -> Result<Viewer> {
        let Some(token) = bearer else {
            return Ok(Viewer::anyone(self.store.backend()));
        };
        if api_token::is_one(token) {
            let row = api_token::find(&self.store, token).await?;
            let viewer = load_program(&self.store, &row, &self.standings).await?;
            self.uses.note(&self.store, &row);
            return Ok(viewer);
        }
        if self.external.bearers.know(token) {
            let holder = self.external.bearers.holder(&self.store, token).await?;
            let (person, identity) = (holder.person, holder.identity.id);
            let held = (person, identity, holder.scopes);
            return load_external(&self.store, held, &self.standings).await;
        }
        let now = self.store.clock.now();
        let told = tokens::verify(&self.keys, &self.settings, token, now).await?;
        load_viewer(&self.store, told.sub, told.sid, &self.standings).await
    }
}

/// Opens a session for the account of an email address, without its password: for whoever runs the command line.
pub async fn issue_token(
    store: &Store,
    keys: &Keys,
    settings: &AuthSettings,
    email: &str,
) -> Result<Grant> {
    let work = Work::of_system(store, "token", Followers::default()).await?;
    let outcome = async {
        let account = work.select::<account::Entity>();
        let account = account.filter(account::Column::Email.eq(email_key(email)));
        let account = work.one(account).await?.ok_or(Error::NotFound)?;
        open(&work, keys, settings, &account, true).await
    }
    .await;
    work.finish(outcome).await.map(|(grant, _)| grant)
}
