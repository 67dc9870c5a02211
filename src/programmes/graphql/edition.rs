//! An edition of a prize, and who is proposed for it.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::{
    municipality,
    nomination::{self, NominationStage},
    organisation, prize,
    prize_edition::{self, Column, EditionStatus},
    prize_news,
};
use sea_orm::{ColumnTrait, Condition};

use super::selection::ids;
use crate::{
    list,
    nodes::{Municipality, Nomination, Organisation, Prize, PrizeEdition},
    platform::{
        access::{Allows, Viewer, naming},
        error::Result,
        graphql::{
            ContextExt, Date, DateTime, Direction, Narrow, Nullable, SafeInt, Sorted, Url, id,
        },
        list::{Link, Sort},
        store::{one_of, one_of_kinds},
    },
    programmes::{edition_stage::tells_winner, policy::Edit},
};

/// When a prize is expected to be handed over.
#[derive(SimpleObject)]
pub struct ExpectedAward {
    /// In words: `2020-05/2020-06`.
    pub text: Option<String>,
    /// The earliest day that the words may mean.
    pub earliest: Option<Date>,
    /// The latest day that the words may mean.
    pub latest: Option<Date>,
}

/// What the viewer may do with an edition as it stands.
#[derive(SimpleObject)]
pub struct PrizeEditionPermissions {
    /// Change it with `updatePrizeEdition`, and its nominations.
    pub edit: bool,
    /// Propose a place with `nominate`, for an organisation that the viewer is an editor or admin of.
    pub nominate: bool,
}

pub struct PrizeEditionFields(pub Arc<prize_edition::Model>);

impl PrizeEditionFields {
    fn tells_winner(&self, ctx: &Context<'_>) -> bool {
        tells_winner(&self.0, ctx.viewer())
    }
}

#[Object]
impl PrizeEditionFields {
    /// Opaque id of this edition.
    async fn id(&self) -> ID {
        id::global("PrizeEdition", self.0.id)
    }

    /// The prize.
    async fn prize(&self, ctx: &Context<'_>) -> Nullable<Prize> {
        ctx.related::<prize::Entity, _>(self.0.prize_id).await
    }

    /// The year.
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// Where it stands.
    async fn status(&self) -> EditionStatus {
        self.0.status
    }

    /// How many candidates there are, as the source counts them.
    async fn candidate_count(&self) -> Option<i32> {
        self.0.candidate_count
    }

    /// How many finalists there are.
    async fn finalist_count(&self) -> Option<i32> {
        self.0.finalist_count
    }

    /// The day of the decision, past or to come.
    async fn decided_on(&self) -> Option<Date> {
        self.0.decided_on.map(Date)
    }

    /// Until when only the editors know who won.
    async fn embargo_until(&self) -> Option<DateTime> {
        self.0.embargo_until.map(Into::into)
    }

    /// When the prize is expected to be handed over.
    async fn award_expected(&self) -> ExpectedAward {
        ExpectedAward {
            text: self.0.award_expected_text.clone(),
            earliest: self.0.award_expected_from.map(Date),
            latest: self.0.award_expected_to.map(Date),
        }
    }

    /// Who won, in words; null until it may be known: once it is AWARDED, or DECIDED under an embargo that is over.
    async fn winner_text(&self, ctx: &Context<'_>) -> Option<&str> {
        let winner = self.0.winner_text.as_deref();
        winner.filter(|_| self.tells_winner(ctx))
    }

    /// The nomination that won; null until it may be known.
    async fn winner(&self, ctx: &Context<'_>) -> Nullable<Nomination> {
        let winner = self.0.winner_id.filter(|_| self.tells_winner(ctx));
        ctx.related::<nomination::Entity, _>(winner).await
    }

    /// What is new about it, in order.
    async fn news(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let rows = ctx
            .details::<prize_edition::Entity, prize_news::Entity>(&self.0)
            .await?;
        Ok(rows.iter().map(|row| row.text.clone()).collect())
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

    /// What the viewer may do with it as it stands.
    async fn viewer_can(&self, ctx: &Context<'_>) -> PrizeEditionPermissions {
        let viewer = ctx.viewer();
        PrizeEditionPermissions {
            edit: Allows::<Edit>::allows(&*self.0, viewer),
            nominate: viewer.writes_for_some(|_| true) && self.0.status == EditionStatus::Open,
        }
    }
}

pub struct NominationFields(pub Arc<nomination::Model>);

#[Object]
impl NominationFields {
    /// Opaque id of this nomination.
    async fn id(&self) -> ID {
        id::global("Nomination", self.0.id)
    }

    /// The edition it is for.
    async fn edition(&self, ctx: &Context<'_>) -> Nullable<PrizeEdition> {
        ctx.related::<prize_edition::Entity, _>(self.0.edition_id)
            .await
    }

    /// The village or other place that is proposed.
    async fn locality_text(&self) -> &str {
        &self.0.locality_text
    }

    /// The municipality it lies in.
    async fn municipality(&self, ctx: &Context<'_>) -> Nullable<Municipality> {
        ctx.related::<municipality::Entity, _>(self.0.municipality_id)
            .await
    }

    /// How far it has come.
    async fn stage(&self) -> NominationStage {
        self.0.stage
    }

    /// Why it should win.
    async fn pitch(&self) -> Option<&str> {
        self.0.pitch.as_deref()
    }

    /// A video that presents it.
    async fn video_url(&self) -> Option<Url> {
        self.0.video_url.clone().map(Url)
    }

    /// Who proposed it.
    async fn nominated_by(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.nominated_by_id)
            .await
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

    /// What the viewer may do with it as it stands.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<NominationPermissions> {
        let edition = ctx.load::<prize_edition::Entity>(self.0.edition_id).await?;
        let chooses = edition.is_some_and(|one| one.status < EditionStatus::Recommended);
        Ok(NominationPermissions {
            edit: chooses && Allows::<Edit>::allows(&*self.0, ctx.viewer()),
        })
    }
}

/// What the viewer may do with a nomination.
#[derive(SimpleObject)]
pub struct NominationPermissions {
    /// Say with `updateNomination` how far it has come: until a winner is recommended.
    pub edit: bool,
}

list! {
    /// The places that are proposed for it, by name.
    NominationsOfEdition of prize_edition { nominations: nomination as Nomination, filter NominationFilter, order NominationOrder,
        by Link::by(nomination::Column::EditionId) }
}

/// Which editions. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PrizeEditionFilter {
    /// Of one of these prizes.
    pub prize_ids: Option<Vec<ID>>,
    /// With one of these statuses.
    pub statuses: Option<Vec<EditionStatus>>,
    /// Of one of these years.
    pub years: Option<Vec<i32>>,
}

impl Narrow<prize_edition::Entity> for PrizeEditionFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let prizes = ids::<prize::Entity>(&self.prize_ids, "filter.prizeIds")?;
        let statuses = self.statuses.as_ref();
        let years = self.years.clone();
        Ok(Condition::all()
            .add_option(prizes.map(|ids| naming::<prize::Entity>(viewer, Column::PrizeId, &ids)))
            .add_option(statuses.map(|all| one_of_kinds(Column::Status, all)))
            .add_option(years.map(|years| one_of_kinds(Column::Year, &years))))
    }
}

/// What editions are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrizeEditionOrderField {
    /// The year.
    #[default]
    Year,
}

/// How editions are sorted.
#[derive(InputObject, Clone, Debug)]
pub struct PrizeEditionOrder {
    /// By what.
    #[graphql(default)]
    pub field: PrizeEditionOrderField,
    /// Which way; the newest first unless given.
    #[graphql(default_with = "Direction::Desc")]
    pub direction: Direction,
}

impl Default for PrizeEditionOrder {
    fn default() -> Self {
        Self {
            field: PrizeEditionOrderField::Year,
            direction: Direction::Desc,
        }
    }
}

impl Sorted<prize_edition::Entity> for PrizeEditionOrder {
    fn sort(&self) -> Sort<prize_edition::Entity> {
        let PrizeEditionOrderField::Year = self.field;
        Sort::by(Column::Year).descending(self.direction.descending())
    }
}

/// Which nominations. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NominationFilter {
    /// That have come so far.
    pub stages: Option<Vec<NominationStage>>,
    /// In one of these municipalities.
    pub municipality_ids: Option<Vec<ID>>,
}

impl Narrow<nomination::Entity> for NominationFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let places = ids::<municipality::Entity>(&self.municipality_ids, "filter.municipalityIds")?;
        let stages = self.stages.as_ref();
        let stage = |all: &Vec<NominationStage>| one_of_kinds(nomination::Column::Stage, all);
        Ok(Condition::all()
            .add_option(stages.map(stage))
            .add_option(places.map(|ids| {
                one_of(
                    viewer.backend(),
                    nomination::Column::MunicipalityId.into_expr(),
                    &ids,
                )
            })))
    }
}

/// What nominations are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NominationOrderField {
    /// The name of the place.
    #[default]
    Locality,
    /// When they were made.
    CreatedAt,
}

/// How nominations are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct NominationOrder {
    /// By what.
    #[graphql(default)]
    pub field: NominationOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<nomination::Entity> for NominationOrder {
    fn sort(&self) -> Sort<nomination::Entity> {
        let sort = match self.field {
            NominationOrderField::Locality => Sort::by(nomination::Column::LocalityText),
            NominationOrderField::CreatedAt => Sort::by(nomination::Column::CreatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
