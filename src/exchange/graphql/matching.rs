//! Matches as the two sides see them.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{
    Origin,
    exchange_match::{self, Column, MatchStatus},
    exchange_post::ExchangeKind,
    organisation,
};
use sea_orm::{ColumnTrait, Condition, DeriveIden};

use crate::{
    exchange::matching::{MatchStep, asked, may},
    list,
    nodes::{ExchangeMatch, ExchangePost, Organisation, Person},
    platform::{
        access::{Role, Viewer},
        error::Result,
        graphql::{ContextExt, Date, DateTime, Direction, Narrow, Nullable, SafeInt, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

/// The matches of each request and each offer, as the database keeps them in view.
#[derive(DeriveIden)]
enum ExchangePostMatch {
    Table,
    PostId,
    MatchId,
}

/// What the viewer may do with a match as it stands.
#[derive(SimpleObject)]
pub struct ExchangeMatchPermissions {
    /// Agree to it with `respondToMatch`: the side that did not propose it.
    pub accept: bool,
    /// Say no to it with `respondToMatch`: either side.
    pub decline: bool,
    /// Record with `recordMatchMet` that the two have met.
    pub record_met: bool,
    /// Say with `closeMatch` what came of it.
    pub close: bool,
}

pub struct ExchangeMatchFields(pub Arc<exchange_match::Model>);

#[Object]
impl ExchangeMatchFields {
    /// Opaque id of this match.
    async fn id(&self) -> ID {
        id::global("ExchangeMatch", self.0.id)
    }

    /// The request; null when the viewer may not see it any more.
    async fn request(&self, ctx: &Context<'_>) -> Nullable<ExchangePost> {
        ctx.related::<entity::exchange_post::Entity, _>(self.0.request_id)
            .await
    }

    /// The offer that meets it; null where an organisation was named that had none.
    async fn offer(&self, ctx: &Context<'_>) -> Nullable<ExchangePost> {
        ctx.related::<entity::exchange_post::Entity, _>(self.0.offer_id)
            .await
    }

    /// The organisation that asks for help.
    async fn requesting_organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.requesting_organisation_id)
            .await
    }

    /// The organisation that can help.
    async fn offering_organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.offering_organisation_id)
            .await
    }

    /// Which side proposed it.
    async fn proposed_by(&self) -> ExchangeKind {
        self.0.proposed_by
    }

    /// Who proposed it; null where that is not known, or for a person the viewer may not see.
    async fn proposer(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.proposer_id)
            .await
    }

    /// A word of the side that proposed it to the other.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Where it stands in its life.
    async fn status(&self) -> MatchStatus {
        self.0.status
    }

    /// The day on which the two met.
    async fn met_on(&self) -> Option<Date> {
        self.0.met_on.map(Date)
    }

    /// What came of it.
    async fn outcome(&self) -> Option<&str> {
        self.0.outcome.as_deref()
    }

    /// How the record came to Erfa.
    async fn origin(&self) -> Origin {
        self.0.origin
    }

    /// When it was proposed.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change; a change names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> ExchangeMatchPermissions {
        let (row, viewer) = (&*self.0, ctx.viewer());
        let can = |step| may(row, step).is_ok();
        ExchangeMatchPermissions {
            accept: can(MatchStep::Answer) && viewer.has(Role::Editor, asked(row)),
            decline: can(MatchStep::Answer),
            record_met: can(MatchStep::RecordMet),
            close: can(MatchStep::Close),
        }
    }
}

list! {
    /// Matches that the viewer may see: those of organisations that the viewer writes for. Oldest first.
    ExchangeMatches { exchange_matches: exchange_match as ExchangeMatch, filter ExchangeMatchFilter, order ExchangeMatchOrder }
}
list! {
    /// Its matches, for the editors of the two sides; oldest first.
    MatchesOfExchangePost of exchange_post { matches: exchange_match as ExchangeMatch, filter ExchangeMatchFilter, order ExchangeMatchOrder,
        by Link::through(ExchangePostMatch::Table, ExchangePostMatch::PostId, ExchangePostMatch::MatchId) }
}

/// Which matches. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ExchangeMatchFilter {
    /// With one of these statuses.
    pub statuses: Option<Vec<MatchStatus>>,
    /// In which this organisation asks or helps.
    pub organisation_id: Option<ID>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
}

impl Narrow<exchange_match::Entity> for ExchangeMatchFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let organisation = id::maybe_argument::<organisation::Entity>(
            &self.organisation_id,
            "filter.organisationId",
        )?;
        let concerns = |one| {
            Condition::any()
                .add(Column::RequestingOrganisationId.eq(one))
                .add(Column::OfferingOrganisationId.eq(one))
        };
        Ok(Condition::all()
            .add_option(
                self.statuses
                    .clone()
                    .map(|all| one_of_kinds(Column::Status, &all)),
            )
            .add_option(organisation.map(concerns))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin))))
    }
}

/// How matches are sorted: by when they were proposed.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ExchangeMatchOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<exchange_match::Entity> for ExchangeMatchOrder {
    fn sort(&self) -> Sort<exchange_match::Entity> {
        Sort::by(Column::CreatedAt).descending(self.direction.descending())
    }
}
