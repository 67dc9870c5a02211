//! A prize, and lists of them.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::{
    Origin, Visibility, organisation,
    prize::{self, Column},
    prize_edition,
};
use sea_orm::{ColumnTrait, Condition};

use super::{PrizeEditionFilter, PrizeEditionOrder, every_language, selection::ids};
use crate::{
    list,
    nodes::{Country, Organisation, Prize, PrizeEdition},
    places::{country_id, wanted_country},
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{
            ContextExt, DateTime, Direction, Locale, LocalizedText, Narrow, Nullable, SafeInt,
            Sorted, id, list_size,
        },
        list::{Link, Sort},
        store::one_of,
    },
    programmes::policy::Edit,
};

/// What the viewer may do with a prize.
#[derive(SimpleObject)]
pub struct PrizePermissions {
    /// Change it with `updatePrize`, and its editions.
    pub edit: bool,
}

pub struct PrizeFields(pub Arc<prize::Model>);

#[Object]
impl PrizeFields {
    /// Opaque id of this prize.
    async fn id(&self) -> ID {
        id::global("Prize", self.0.id)
    }

    /// Main language, in which the texts were written first.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale.clone())
    }

    /// Title in the language that fits the reader best.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> LocalizedText {
        ctx.named(&self.0.title, &self.0.locale, locale)
    }

    /// Title in every language it has, for those who edit it.
    #[graphql(directive = list_size::apply(3))]
    async fn titles(&self) -> Vec<LocalizedText> {
        every_language(Some(&self.0.title))
    }

    /// The country it belongs to.
    async fn country(&self, ctx: &Context<'_>) -> Nullable<Country> {
        let country = self.0.country_code.as_deref().map(country_id);
        ctx.related::<entity::country::Entity, _>(country).await
    }

    /// The organisation that awards it.
    async fn awarded_by(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.awarded_by_id)
            .await
    }

    /// The year in which it was first given.
    async fn since_year(&self) -> Option<i32> {
        self.0.since_year
    }

    /// How often it is given, in words.
    async fn frequency_text(&self) -> Option<&str> {
        self.0.frequency_text.as_deref()
    }

    /// What it is for, in the language that fits the reader best.
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.description.as_ref()?, &self.0.locale, locale)
    }

    /// What it is for, in every language it has.
    #[graphql(directive = list_size::apply(3))]
    async fn descriptions(&self) -> Vec<LocalizedText> {
        every_language(self.0.description.as_ref())
    }

    /// Who may see it once it is published.
    async fn visibility(&self) -> Visibility {
        self.0.visibility
    }

    /// False while it is a draft of its editors.
    async fn is_published(&self) -> bool {
        self.0.published_at.is_some()
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// How the record came to Erfa.
    async fn origin(&self) -> Origin {
        self.0.origin
    }

    /// When it was added to Erfa.
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
    async fn viewer_can(&self, ctx: &Context<'_>) -> PrizePermissions {
        PrizePermissions {
            edit: Allows::<Edit>::allows(&*self.0, ctx.viewer()),
        }
    }
}

list! {
    /// Its editions, the newest first.
    EditionsOfPrize of prize { editions: prize_edition as PrizeEdition, filter PrizeEditionFilter, order PrizeEditionOrder,
        by Link::by(prize_edition::Column::PrizeId) }
}
list! {
    /// The prizes that it awards, by title.
    PrizesOfOrganisation of organisation { prizes: prize as Prize, filter PrizeFilter, order PrizeOrder,
        by Link::by(Column::AwardedById) }
}
list! {
    /// Prizes that the viewer may see, by title.
    Prizes { prizes: prize as Prize, filter PrizeFilter, order PrizeOrder }
}

#[derive(Default)]
pub struct PrizeLookup;

#[Object]
impl PrizeLookup {
    /// One prize; null when there is none, or none that the viewer may see.
    async fn prize(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Prize> {
        match id::argument::<prize::Entity>(&id, "id") {
            Ok(id) => ctx.related::<prize::Entity, _>(id).await,
            Err(wrong) => Err::<Prize, _>(wrong).into(),
        }
    }
}

/// Which prizes. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PrizeFilter {
    /// In this country: ISO 3166-1 alpha-2, such as `DK`.
    pub country: Option<String>,
    /// Awarded by one of these organisations.
    pub awarded_by_ids: Option<Vec<ID>>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
}

impl Narrow<prize::Entity> for PrizeFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let by = ids::<organisation::Entity>(&self.awarded_by_ids, "filter.awardedByIds")?;
        let country = wanted_country(&self.country)?;
        Ok(Condition::all()
            .add_option(country.map(|code| Column::CountryCode.eq(code)))
            .add_option(
                by.map(|ids| one_of(viewer.backend(), Column::AwardedById.into_expr(), &ids)),
            )
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin))))
    }
}

/// What prizes are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrizeOrderField {
    /// Title in the main language, in the alphabet of its country.
    #[default]
    Title,
    /// When they were added to Erfa.
    CreatedAt,
}

/// How prizes are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PrizeOrder {
    /// By what.
    #[graphql(default)]
    pub field: PrizeOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<prize::Entity> for PrizeOrder {
    fn sort(&self) -> Sort<prize::Entity> {
        let sort = match self.field {
            PrizeOrderField::Title => Sort::by(Column::TitleSort),
            PrizeOrderField::CreatedAt => Sort::by(Column::CreatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
