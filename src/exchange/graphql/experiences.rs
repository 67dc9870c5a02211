//! Which experiences, in which order.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use entity::{
    Origin,
    experience::{self, Column, ExperienceState, Maturity, Reuse},
    municipality, municipality_link, network_share, organisation, theme_link,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use super::selection::{Tied, mine, municipalities_in, organisations_in};
use crate::{
    list,
    nodes::Experience,
    places::{names, wanted_country},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{ContextExt, Direction, Locale, Narrow, Nullable, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

list! {
    /// Experiences that the viewer may see, by title.
    Experiences { experiences: experience as Experience, filter ExperienceFilter, order ExperienceOrder }
}
list! {
    /// Experiences about or from this municipality, by title.
    ExperiencesOfMunicipality of municipality { experiences: experience as Experience, filter ExperienceFilter, order ExperienceOrder,
        by Link::through(municipality_link::Entity, municipality_link::Column::MunicipalityId, municipality_link::Column::SubjectId) }
}
list! {
    /// Experiences that this organisation answers for, by title.
    ExperiencesOfOrganisation of organisation { experiences: experience as Experience, filter ExperienceFilter, order ExperienceOrder,
        by Link::by(Column::OwnerId) }
}
list! {
    /// Experiences shared in this network, by title.
    ExperiencesOfNetwork of network { experiences: experience as Experience, filter ExperienceFilter, order ExperienceOrder,
        by Link::through(network_share::Entity, network_share::Column::NetworkId, network_share::Column::SubjectId) }
}
list! {
    /// Experiences about this theme, by title.
    ExperiencesOfTheme of theme { experiences: experience as Experience, filter ExperienceFilter, order ExperienceOrder,
        by Link::through(theme_link::Entity, theme_link::Column::ThemeId, theme_link::Column::SubjectId) }
}

#[derive(Default)]
pub struct ExperienceLookup;

#[Object]
impl ExperienceLookup {
    /// One experience; null when there is none, or none that the viewer may see.
    async fn experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Experience> {
        match id::argument::<experience::Entity>(&id, "id") {
            Ok(id) => ctx.related::<experience::Entity, _>(id).await,
            Err(wrong) => Err::<Experience, _>(wrong).into(),
        }
    }
}

/// Which experiences. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ExperienceFilter {
    /// In one of these states.
    pub states: Option<Vec<ExperienceState>>,
    /// That have come so far.
    pub maturities: Option<Vec<Maturity>>,
    /// That may be used again in one of these ways.
    pub reuse: Option<Vec<Reuse>>,
    /// About at least one of these themes; at most 50.
    pub theme_ids: Option<Vec<ID>>,
    /// About at least one of these goals for sustainable development, by number: 1 to 17.
    pub sdgs: Option<Vec<i32>>,
    /// About or from this municipality.
    pub municipality_id: Option<ID>,
    /// About or from a municipality of this country, or of an organisation there: ISO 3166-1 alpha-2, such as `SE`.
    pub country: Option<String>,
    /// Shared in at least one of these networks; at most 50.
    pub network_ids: Option<Vec<ID>>,
    /// That this organisation answers for.
    pub owner_id: Option<ID>,
    /// With this main language.
    pub locale: Option<Locale>,
    /// In whose titles, in any language, a word begins with this text, in any case.
    pub title_begins_with: Option<String>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
    /// True: those that the viewer wrote, and those of organisations that the viewer writes for. False: all others.
    pub mine: Option<bool>,
}

impl Narrow<experience::Entity> for ExperienceFilter {
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
        let owner = id::maybe_argument::<organisation::Entity>(&self.owner_id, "filter.ownerId")?;
        let begins = |text: &String| names::beginning(Column::TitleFold, text);
        let country = wanted_country(&self.country)?;
        let mine = |wanted| mine(viewer, Column::AuthorId, Column::OwnerId, wanted);
        let (states, maturities) = (self.states.clone(), self.maturities.clone());
        Ok(tied
            .condition(viewer, Column::Id)?
            .add_option(states.map(|all| one_of_kinds(Column::State, &all)))
            .add_option(maturities.map(|all| one_of_kinds(Column::Maturity, &all)))
            .add_option(
                self.reuse
                    .clone()
                    .map(|all| one_of_kinds(Column::Reuse, &all)),
            )
            .add_option(place.map(from_place))
            .add_option(country.as_deref().map(from_country))
            .add_option(owner.map(|owner| Column::OwnerId.eq(owner)))
            .add_option(self.locale.as_ref().map(|one| Column::Locale.eq(&one.0)))
            .add_option(self.title_begins_with.as_ref().map(begins))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin)))
            .add_option(self.mine.map(mine)))
    }
}

fn from_place(municipality: Uuid) -> Expr {
    let from = Query::select()
        .column(municipality_link::Column::SubjectId)
        .from(municipality_link::Entity)
        .and_where(municipality_link::Column::MunicipalityId.eq(municipality))
        .to_owned();
    Column::Id.in_subquery(from)
}

fn from_country(country: &str) -> Condition {
    let places = municipalities_in(country);
    let from = Query::select()
        .column(municipality_link::Column::SubjectId)
        .from(municipality_link::Entity)
        .and_where(municipality_link::Column::MunicipalityId.in_subquery(places))
        .to_owned();
    Condition::any()
        .add(Column::Id.in_subquery(from))
        .add(Column::OwnerId.in_subquery(organisations_in(country)))
}

/// What experiences are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExperienceOrderField {
    /// Title in the main language.
    #[default]
    Title,
    /// When they were first published; drafts count as last of all.
    PublishedAt,
    /// When somebody must confirm them; those that nobody need confirm count as last of all.
    ReviewDueAt,
    /// When they were added to Erfa.
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
}

/// How experiences are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ExperienceOrder {
    /// By what.
    #[graphql(default)]
    pub field: ExperienceOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<experience::Entity> for ExperienceOrder {
    fn sort(&self) -> Sort<experience::Entity> {
        // The year 9999: later than anything, and kept by both databases.
        let never = DateTime::<Utc>::from_timestamp(253_370_764_800, 0).unwrap_or_default();
        let sort = match self.field {
            ExperienceOrderField::Title => Sort::by(Column::TitleSort),
            ExperienceOrderField::PublishedAt => Sort::by(Column::PublishedAt).empty_as(never),
            ExperienceOrderField::ReviewDueAt => Sort::by(Column::ReviewDueAt).empty_as(never),
            ExperienceOrderField::CreatedAt => Sort::by(Column::CreatedAt),
            ExperienceOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
