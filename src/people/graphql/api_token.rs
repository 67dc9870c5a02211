//! Tokens for programs.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::api_token::{self, Column, TokenScope};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    list,
    nodes::{ApiToken, Organisation, Person},
    payload,
    people::{
        api_token::{
            self as tokens, CreateIntegrationTokenInput, CreatePersonalTokenInput, Made,
            RevokeApiTokenInput,
        },
        policy::RevokeApiToken,
    },
    platform::{
        access::{Allows, Viewer},
        error::{Refusal, Result},
        graphql::{ContextExt, DateTime, Direction, Narrow, Nullable, Sorted, id, refused},
        list::{Link, Sort},
    },
};

/// What the viewer may do with a token.
#[derive(SimpleObject)]
pub struct ApiTokenPermissions {
    /// End it with revokeApiToken.
    pub revoke: bool,
}

pub struct ApiTokenFields(pub Arc<api_token::Model>);

#[Object]
impl ApiTokenFields {
    /// Opaque id of this token; not the token itself.
    async fn id(&self) -> ID {
        id::global("ApiToken", self.0.id)
    }

    /// What it is for.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// How the token begins, to tell it from others.
    async fn begins_with(&self) -> &str {
        &self.0.begins_with
    }

    /// What it lets a program do; each scope includes the lower ones.
    async fn scopes(&self) -> &[TokenScope] {
        &self.0.scopes.0
    }

    /// The organisation whose it is; null where it is the viewer's own.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// Who made it; null where the viewer may not see them.
    async fn creator(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.creator_id)
            .await
    }

    /// True while it works.
    async fn is_live(&self, ctx: &Context<'_>) -> bool {
        let now = ctx.reader().store().clock.now();
        self.0.revoked_at.is_none() && now < self.0.expires_at
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it ends by itself.
    async fn expires_at(&self) -> DateTime {
        self.0.expires_at.into()
    }

    /// When it was last used, exact to a minute; null while it never was.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime::from)
    }

    /// When it was revoked; null where it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime::from)
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> ApiTokenPermissions {
        let revocable = self.0.revoked_at.is_none();
        ApiTokenPermissions {
            revoke: revocable && Allows::<RevokeApiToken>::allows(&*self.0, ctx.viewer()),
        }
    }
}

list! {
    /// The viewer's own tokens for programs, in the order of making.
    ViewerTokens { personal_tokens: api_token as ApiToken, filter ApiTokenFilter, order ApiTokenOrder,
        within OfViewer }
}
list! {
    /// The organisation's tokens for programs, in the order of making; none to others than its admins.
    TokensOfOrganisation of organisation { integration_tokens: api_token as ApiToken, filter ApiTokenFilter, order ApiTokenOrder,
        by Link::by(Column::OrganisationId) }
}

/// Which tokens. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ApiTokenFilter {
    /// True: only those not revoked; false: only those that were.
    pub revoked: Option<bool>,
}

impl Narrow<api_token::Entity> for ApiTokenFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let revoked = self.revoked.map(|revoked| match revoked {
            true => Column::RevokedAt.is_not_null(),
            false => Column::RevokedAt.is_null(),
        });
        Ok(Condition::all().add_option(revoked))
    }
}

/// Only the viewer's own.
#[derive(Debug)]
struct OfViewer(ApiTokenFilter);

impl Narrow<api_token::Entity> for OfViewer {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let own = viewer.owns(Column::PersonId);
        Ok(own.add(self.0.condition(viewer)?))
    }
}

/// What tokens are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApiTokenOrderField {
    /// When it was made.
    #[default]
    CreatedAt,
    /// When it ends by itself.
    ExpiresAt,
}

/// How tokens are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ApiTokenOrder {
    /// By what.
    #[graphql(default)]
    pub field: ApiTokenOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<api_token::Entity> for ApiTokenOrder {
    fn sort(&self) -> Sort<api_token::Entity> {
        let sort = match self.field {
            ApiTokenOrderField::CreatedAt => Sort::by(Column::CreatedAt),
            ApiTokenOrderField::ExpiresAt => Sort::by(Column::ExpiresAt),
        };
        sort.descending(self.direction.descending())
    }
}

/// Answers createPersonalToken and createIntegrationToken.
#[derive(SimpleObject)]
pub struct CreateApiTokenPayload {
    /// The new token; null when it was refused.
    pub token: Option<ApiToken>,
    /// The token itself, to be sent as `Authorization: Bearer <secret>`. Shown this once; only its hash is kept.
    pub secret: Option<String>,
    /// Why none was made; empty when one was. For people to read and for forms to show at `field`.
    pub refusals: Vec<Refusal>,
}

impl CreateApiTokenPayload {
    fn from_outcome(outcome: Result<Made>) -> Result<Self> {
        let (made, refusals) = refused(outcome)?;
        let (token, secret) = made.map(|made| (made.token, made.secret)).unzip();
        Ok(Self {
            token: token.map(Into::into),
            secret,
            refusals,
        })
    }
}

payload! {
    /// Answers revokeApiToken.
    RevokeApiTokenPayload {
        /// The token as it is now; null when it was refused.
        token: ApiToken
    }
}

#[derive(Default)]
pub struct ApiTokenMutations;

#[Object]
impl ApiTokenMutations {
    /// Makes a token for a program that works in the viewer's name; needs a session. Refused with `MISSING`, `TOO_LONG`,
    /// `BAD_EXPIRY` or `TOO_MANY`.
    async fn create_personal_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What for, what it may, and how long.")] input: CreatePersonalTokenInput,
    ) -> Result<CreateApiTokenPayload> {
        let work = ctx.begin().await?;
        let outcome = tokens::create_personal(&work, input).await;
        CreateApiTokenPayload::from_outcome(work.finish(outcome).await)
    }

    /// Makes a token for a program that works in an organisation's name; for its admins, with a session. It stays when
    /// they leave. Refused with `MISSING`, `TOO_LONG`, `BAD_EXPIRY` or `TOO_MANY`.
    async fn create_integration_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, what for, what it may, and how long.")]
        input: CreateIntegrationTokenInput,
    ) -> Result<CreateApiTokenPayload> {
        let work = ctx.begin().await?;
        let outcome = tokens::create_integration(&work, input).await;
        CreateApiTokenPayload::from_outcome(work.finish(outcome).await)
    }

    /// Ends a token at once, and within a second what is open with it; for its owner or the organisation's admins, with a
    /// session. Refused with `ALREADY_REVOKED`.
    async fn revoke_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeApiTokenInput,
    ) -> Result<RevokeApiTokenPayload> {
        let work = ctx.begin().await?;
        let outcome = tokens::revoke(&work, input).await;
        RevokeApiTokenPayload::from_outcome(work.finish(outcome).await)
    }
}
