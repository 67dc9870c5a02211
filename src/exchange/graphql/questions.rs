//! Which questions, in which order.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    Origin, municipality, network_share, organisation,
    question::{self, Column, QuestionStatus},
    theme_link,
};
use sea_orm::{ColumnTrait, Condition};

use super::selection::{Tied, mine, municipalities_in, organisations_in};
use crate::{
    list,
    nodes::Question,
    places::wanted_country,
    platform::{
        access::Viewer,
        error::Result,
        graphql::{ContextExt, Direction, Locale, Narrow, Nullable, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

list! {
    /// Questions that the viewer may see, oldest first.
    Questions { questions: question as Question, filter QuestionFilter, order QuestionOrder }
}
list! {
    /// Questions about this municipality, oldest first.
    QuestionsOfMunicipality of municipality { questions: question as Question, filter QuestionFilter, order QuestionOrder,
        by Link::by(Column::MunicipalityId) }
}
list! {
    /// Questions of this organisation, oldest first.
    QuestionsOfOrganisation of organisation { questions: question as Question, filter QuestionFilter, order QuestionOrder,
        by Link::by(Column::OrganisationId) }
}
list! {
    /// Questions shared in this network, oldest first.
    QuestionsOfNetwork of network { questions: question as Question, filter QuestionFilter, order QuestionOrder,
        by Link::through(network_share::Entity, network_share::Column::NetworkId, network_share::Column::SubjectId) }
}
list! {
    /// Questions about this theme, oldest first.
    QuestionsOfTheme of theme { questions: question as Question, filter QuestionFilter, order QuestionOrder,
        by Link::through(theme_link::Entity, theme_link::Column::ThemeId, theme_link::Column::SubjectId) }
}

#[derive(Default)]
pub struct QuestionLookup;

#[Object]
impl QuestionLookup {
    /// One of the questions; null when there is none, or none that the viewer may see.
    async fn question(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Question> {
        match id::argument::<question::Entity>(&id, "id") {
            Ok(id) => ctx.related::<question::Entity, _>(id).await,
            Err(wrong) => Err::<Question, _>(wrong).into(),
        }
    }
}

/// Which questions. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct QuestionFilter {
    /// With one of these statuses.
    pub statuses: Option<Vec<QuestionStatus>>,
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

impl Narrow<question::Entity> for QuestionFilter {
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
        let mine = |wanted| mine(viewer, Column::AskerId, Column::OrganisationId, wanted);
        Ok(tied
            .condition(viewer, Column::Id)?
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

/// What questions are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuestionOrderField {
    /// When they were asked.
    #[default]
    AskedAt,
    /// Their titles.
    Title,
    /// When they were last changed.
    UpdatedAt,
}

/// How questions are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct QuestionOrder {
    /// By what.
    #[graphql(default)]
    pub field: QuestionOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<question::Entity> for QuestionOrder {
    fn sort(&self) -> Sort<question::Entity> {
        let sort = match self.field {
            QuestionOrderField::AskedAt => Sort::by(Column::AskedAt),
            QuestionOrderField::Title => Sort::by(Column::TitleSort),
            QuestionOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
