//! Tokens for programs: of a person, or of an organisation that integrates another system.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{ID, InputObject};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account,
    api_token::{self, Column, Entity, TokenScope, TokenScopes},
    organisation, person,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{
    grant::print,
    policy::{HoldAccount, KeepApiTokens, MakeOwnToken, RevokeApiToken},
};
use crate::{
    organisations::policy::ManageOrganisation,
    platform::{
        access::{Followers, Ground, Permitted, Reader, Under, Viewer, Work},
        error::{Error, Refusal, Result},
        graphql::{Check, DateTime as When, id},
        store::Store,
    },
};

/// How every such token begins, so that those who look for leaked ones find it.
const PREFIX: &str = "erfa_";
/// Characters of a token that are kept to tell it from others.
const SHOWN: usize = PREFIX.len() + 6;
const LASTS: TimeDelta = TimeDelta::days(90);
const LONGEST: TimeDelta = TimeDelta::days(366);
/// Tokens of one owner that are good at the same time.
const MOST: usize = 20;
/// A use is noted when the last one that was is older than this.
const NOTED_EVERY: TimeDelta = TimeDelta::seconds(60);

const BAD_EXPIRY: &str = "BAD_EXPIRY";
const TOO_MANY: &str = "TOO_MANY";
const MISSING: &str = "MISSING";
const ALREADY_REVOKED: &str = "ALREADY_REVOKED";

/// A new token of the viewer.
#[derive(InputObject)]
pub struct CreatePersonalTokenInput {
    /// What it is for, at most 100 characters.
    pub name: String,
    /// What it lets a program do, of what the viewer may; each includes the lower ones.
    pub scopes: Vec<TokenScope>,
    /// When it ends, at most 366 days from now; in 90 days when missing.
    pub expires_at: Option<When>,
}

/// A new token of an organisation.
#[derive(InputObject)]
pub struct CreateIntegrationTokenInput {
    /// The organisation, one that the viewer administers.
    pub organisation_id: ID,
    /// What it is for, at most 100 characters.
    pub name: String,
    /// What it lets a program do in the organisation's name; each includes the lower ones.
    pub scopes: Vec<TokenScope>,
    /// When it ends, at most 366 days from now; in 90 days when missing.
    pub expires_at: Option<When>,
}

/// The end of a token.
#[derive(InputObject)]
pub struct RevokeApiTokenInput {
    /// The token.
    pub id: ID,
}

/// A token as it was made: the secret is shown this once.
pub struct Made {
    pub token: api_token::Model,
    pub secret: String,
}

pub async fn create_personal(work: &Work, input: CreatePersonalTokenInput) -> Result<Made> {
    let (person, _) = work.viewer().session()?;
    let draft = Draft::checked(work, input.name, input.scopes, input.expires_at)?;
    let account = work.select::<account::Entity>();
    let account = account.filter(account::Column::PersonId.eq(person));
    let account = work.one(account).await?.ok_or(Error::NotFound)?;
    // Locked, so that of several who make one at once each counts the others'.
    let system = work.as_system("tokens");
    system
        .permit::<HoldAccount, account::Entity>(account.id)
        .await?;
    let permit: Permitted<MakeOwnToken, person::Entity> = system.permit(person).await?;
    draft.insert(work, &permit).await
}

pub async fn create_integration(work: &Work, input: CreateIntegrationTokenInput) -> Result<Made> {
    work.viewer().session()?;
    let organisation = id::of::<organisation::Entity>(&input.organisation_id, "organisationId")?;
    let permit: Permitted<ManageOrganisation, organisation::Entity> =
        work.permit(organisation).await?;
    let draft = Draft::checked(work, input.name, input.scopes, input.expires_at)?;
    draft.insert(work, &permit).await
}

/// A token that is to be.
struct Draft {
    name: String,
    scopes: TokenScopes,
    expires_at: DateTime<Utc>,
}

impl Draft {
    fn checked(
        work: &Work,
        name: String,
        mut scopes: Vec<TokenScope>,
        expires_at: Option<When>,
    ) -> Result<Self> {
        let now = work.now();
        let mut check = Check::default();
        let name = check.text("name", name, 100);
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() {
            let message = "scopes is empty; give at least READ_PUBLIC.";
            check.refuse("scopes", MISSING, message);
        }
        let expires_at = expires_at.map_or(now + LASTS, |moment| moment.0);
        if expires_at <= now || expires_at > now + LONGEST {
            let message = "expiresAt must lie in the future, at most 366 days from now.";
            check.refuse("expiresAt", BAD_EXPIRY, message);
        }
        check.finish()?;
        Ok(Self {
            name,
            scopes: TokenScopes(scopes),
            expires_at,
        })
    }

    async fn insert<A, G: Ground>(self, work: &Work, permit: &Permitted<A, G>) -> Result<Made>
    where
        Entity: Under<A, G>,
    {
        let live = work
            .select_under::<Entity, _, _>(permit)
            .filter(live_at(work.now()));
        if work.all(live).await?.len() >= MOST {
            let message =
                format!("There are {MOST} tokens that are good already; revoke one first.");
            return Err(Refusal::new(TOO_MANY, message).into());
        }
        let random: [u8; 32] = rand::random();
        let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random));
        let row = api_token::ActiveModel {
            person_id: Set(None),
            organisation_id: Set(None),
            creator_id: Set(work.viewer().person().ok()),
            name: Set(self.name),
            scopes: Set(self.scopes),
            hash: Set(print(&secret)),
            begins_with: Set(secret[..SHOWN].to_owned()),
            expires_at: Set(self.expires_at),
            last_used_at: Set(None),
            revoked_at: Set(None),
            ..Default::default()
        };
        let token = work.insert(row, permit).await?;
        Ok(Made { token, secret })
    }
}

/// Good at a moment.
pub fn live_at(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::RevokedAt.is_null())
        .add(Column::ExpiresAt.gt(now))
}

/// Ends a token at once, and what is open with it.
pub async fn revoke(work: &Work, input: RevokeApiTokenInput) -> Result<api_token::Model> {
    work.viewer().session()?;
    let id = id::of::<Entity>(&input.id, "id")?;
    let permit = work.permit::<RevokeApiToken, Entity>(id).await?;
    if permit.revoked_at.is_some() {
        let message = "This token was revoked already.";
        return Err(Refusal::new(ALREADY_REVOKED, message).at("id").into());
    }
    let change = api_token::ActiveModel {
        revoked_at: Set(Some(work.now())),
        ..Default::default()
    };
    work.update(&permit, change).await
}

/// Whether this looks like a token for programs.
pub fn is_one(bearer: &str) -> bool {
    bearer.starts_with(PREFIX)
}

/// The row of a token that is good by itself; whether its owner is in good standing, loading the viewer tells.
pub async fn find(store: &Store, bearer: &str) -> Result<api_token::Model> {
    let viewer = Arc::new(Viewer::system(store.backend(), "tokens"));
    let reader = Reader::new(store.clone(), viewer, Followers::default());
    let row = reader
        .select::<Entity>()
        .filter(Column::Hash.eq(print(bearer)))
        .filter(live_at(store.clock.now()));
    reader.one(row).await?.ok_or(Error::Unauthenticated)
}

/// When tokens were last used, as far as this process has noted it.
#[derive(Clone, Default)]
pub struct Uses(Arc<Mutex<HashMap<Uuid, DateTime<Utc>>>>);

impl Uses {
    /// Notes a use, at most one a minute, while the request goes on.
    pub fn note(&self, store: &Store, token: &api_token::Model) {
        let now = store.clock.now();
        let since = now - NOTED_EVERY;
        if token.last_used_at.is_some_and(|last| last > since) || !self.is_first(token.id, now) {
            return;
        }
        let (store, token) = (store.clone(), token.id);
        tokio::spawn(async move {
            if let Err(error) = write(&store, token, now).await {
                tracing::warn!(?error, "the use of a token could not be noted");
            }
        });
    }

    fn is_first(&self, token: Uuid, now: DateTime<Utc>) -> bool {
        let since = now - NOTED_EVERY;
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.retain(|_, last| *last > since);
        match noted.contains_key(&token) {
            true => false,
            false => noted.insert(token, now).is_none(),
        }
    }
}

async fn write(store: &Store, token: Uuid, now: DateTime<Utc>) -> Result<()> {
    let work = Work::of_system(store, "tokens", Followers::default()).await?;
    let outcome = async {
        let permit = work.permit_platform::<KeepApiTokens>()?;
        let earlier = Condition::any()
            .add(Column::LastUsedAt.is_null())
            .add(Column::LastUsedAt.lt(now));
        let this = Condition::all().add(Column::Id.eq(token)).add(earlier);
        let used = [(Column::LastUsedAt, now.into())];
        work.change_under::<Entity, _, _>(&permit, used, this)
            .await?;
        Ok(())
    }
    .await;
    work.finish(outcome).await
}
