//! Which requests and offers, in which order.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    Origin,
    exchange_post::{self, Column, ExchangeKind, ExchangeStatus},
    municipality, network_share, organisation, theme_link,
};
use sea_orm::{ColumnTrait, Condition};

use super::selection::{Tied, mine, municipalities_in, organisations_in};
use crate::{
    list,
    nodes::ExchangePost,
    places::wanted_country,
    platform::{
        access::Viewer,
        error::Result,
        graphql::{ContextExt, Date, Direction, Locale, Narrow, Nullable, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

list! {
    /// Requests and offers that the viewer may see, oldest first.
    ExchangePosts { exchange_posts: exchange_post as ExchangePost, filter ExchangePostFilter, order ExchangePostOrder }
}
list! {
    /// Requests and offers about this municipality, oldest first.
    ExchangePostsOfMunicipality of municipality { exchange_posts: exchange_post as ExchangePost, filter ExchangePostFilter, order ExchangePostOrder,
        by Link::by(Column::MunicipalityId) }
}
list! {
    /// Requests and offers of this organisation, oldest first.
    ExchangePostsOfOrganisation of organisation { exchange_posts: exchange_post as ExchangePost, filter ExchangePostFilter, order ExchangePostOrder,
        by Link::by(Column::OrganisationId) }
}
list! {
    /// Requests and offers shared in this network, oldest first.
    ExchangePostsOfNetwork of network { exchange_posts: exchange_post as ExchangePost, filter ExchangePostFilter, order ExchangePostOrder,
        by Link::through(network_share::Entity, network_share::Column::NetworkId, network_share::Column::SubjectId) }
}
list! {
    /// Requests and offers about this theme, oldest first.
    ExchangePostsOfTheme of theme { exchange_posts: exchange_post as ExchangePost, filter ExchangePostFilter, order ExchangePostOrder,
        by Link::through(theme_link::Entity, theme_link::Column::ThemeId, theme_link::Column::SubjectId) }
}

#[derive(Default)]
pub struct ExchangePostLookup;

#[Object]
impl ExchangePostLookup {
    /// One of the requests and offers; null when there is none, or none that the viewer may see.
    async fn exchange_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<ExchangePost> {
        match id::argument::<exchange_post::Entity>(&id, "id") {
            Ok(id) => ctx.related::<exchange_post::Entity, _>(id).await,
            Err(wrong) => Err::<ExchangePost, _>(wrong).into(),
        }
    }
}

/// Which requests and offers. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ExchangePostFilter {
    /// Requests or offers; both when missing.
    pub kind: Option<ExchangeKind>,
    /// That stand at least until this day, or have no last day.
    pub open_on: Option<Date>,
    /// With one of these statuses.
    pub statuses: Option<Vec<ExchangeStatus>>,
    /// About at least one of these themes; at most 50.
    pub theme_ids: Option<Vec<ID>>,
    /// About at least one of these goals for sustainable development, by number: 1 to 17.
    pub sdgs: Option<Vec<i32>>,
    /// About this municipality.
    pub municipality_id: Option<ID>,
    /// About a municipality of this country, or of an organisation there: ISO 3166-1 alpha-2, such as `SE`.
    pub country: Option<String>,
    /// Shared in at least one of these networks; at most 50.
    pub network_ids: Option<Vec<ID>>,
    /// Of this organisation.
    pub organisation_id: Option<ID>,
    /// In this language.
    pub locale: Option<Locale>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
    /// True: those that the viewer wrote, and those of organisations that the viewer writes for. False: all others.
    pub mine: Option<bool>,
}

impl Narrow<exchange_post::Entity> for ExchangePostFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let tied = Tied {
            themes: &self.theme_ids,
            sdgs: &self.sdgs,
            networks: &self.network_ids,
        };
        let place = id::maybe_argument::<municipality::Entity>(
            &self.municipality_id,
            "filter.municipalityId",
        )?;
        let organisation = id::maybe_argument::<organisation::Entity>(
            &self.organisation_id,
            "filter.organisationId",
        )?;
        let country = wanted_country(&self.country)?;
        let in_country = |country: &str| {
            Condition::any()
                .add(Column::MunicipalityId.in_subquery(municipalities_in(country)))
                .add(Column::OrganisationId.in_subquery(organisations_in(country)))
        };
        let mine = |wanted| mine(viewer, Column::AuthorId, Column::OrganisationId, wanted);
        Ok(tied
            .condition(viewer, Column::Id)?
            .add_option(self.kind.map(|kind| Column::Kind.eq(kind)))
            .add_option(self.open_on.map(|day| {
                Condition::any()
                    .add(Column::Deadline.is_null())
                    .add(Column::Deadline.gte(day.0))
            }))
            .add_option(
                self.statuses
                    .clone()
                    .map(|all| one_of_kinds(Column::Status, &all)),
            )
            .add_option(place.map(|place| Column::MunicipalityId.eq(place)))
            .add_option(country.as_deref().map(in_country))
            .add_option(organisation.map(|one| Column::OrganisationId.eq(one)))
            .add_option(self.locale.as_ref().map(|one| Column::Locale.eq(&one.0)))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin)))
            .add_option(self.mine.map(mine)))
    }
}

/// What requests and offers are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExchangePostOrderField {
    /// When they were posted.
    #[default]
    PostedAt,
    /// Their titles.
    Title,
    /// When they were last changed.
    UpdatedAt,
}

/// How requests and offers are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ExchangePostOrder {
    /// By what.
    #[graphql(default)]
    pub field: ExchangePostOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<exchange_post::Entity> for ExchangePostOrder {
    fn sort(&self) -> Sort<exchange_post::Entity> {
        let sort = match self.field {
            ExchangePostOrderField::PostedAt => Sort::by(Column::PostedAt),
            ExchangePostOrderField::Title => Sort::by(Column::TitleSort),
            ExchangePostOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
