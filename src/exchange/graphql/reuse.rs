//! Reports of reuse as clients see them.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::NaiveDate;
use entity::{
    Origin,
    reuse_report::{self, Column, ReuseOutcome},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    list,
    nodes::{Experience, Municipality, Organisation, Person, ReuseReport},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{
            ContextExt, Date, DateTime, Direction, Locale, Narrow, Nullable, SafeInt, Sorted, id,
        },
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

pub struct ReuseReportFields(pub Arc<reuse_report::Model>);

#[Object]
impl ReuseReportFields {
    /// Opaque id of this report.
    async fn id(&self) -> ID {
        id::global("ReuseReport", self.0.id)
    }

    /// The experience that was used.
    async fn experience(&self, ctx: &Context<'_>) -> Nullable<Experience> {
        ctx.related::<entity::experience::Entity, _>(self.0.experience_id)
            .await
    }

    /// The organisation that used it.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// The municipality where it was used.
    async fn municipality(&self, ctx: &Context<'_>) -> Nullable<Municipality> {
        ctx.related::<entity::municipality::Entity, _>(self.0.municipality_id)
            .await
    }

    /// Who reported it; null where that is not known, or for a person the viewer may not see.
    async fn reporter(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.reporter_id)
            .await
    }

    /// The language of the text.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale.clone())
    }

    /// What happened.
    async fn happened(&self) -> &str {
        &self.0.happened
    }

    /// Whether it worked.
    async fn outcome(&self) -> ReuseOutcome {
        self.0.outcome
    }

    /// The day it was used, or began to be, where known.
    async fn reused_on(&self) -> Option<Date> {
        self.0.reused_on.map(Date)
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

    /// Grows with every change.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }
}

list! {
    /// What came of using it, as others report; by the day.
    ReuseReportsOfExperience of experience { reuse_reports: reuse_report as ReuseReport, filter ReuseReportFilter, order ReuseReportOrder,
        by Link::by(Column::ExperienceId) }
}
list! {
    /// What came of using experiences of others here; by the day.
    ReuseReportsOfOrganisation of organisation { reuse_reports: reuse_report as ReuseReport, filter ReuseReportFilter, order ReuseReportOrder,
        by Link::by(Column::OrganisationId) }
}

/// Which reports of reuse. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ReuseReportFilter {
    /// In which one of these came of it.
    pub outcomes: Option<Vec<ReuseOutcome>>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
}

impl Narrow<reuse_report::Entity> for ReuseReportFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let outcomes = self.outcomes.clone();
        Ok(Condition::all()
            .add_option(outcomes.map(|all| one_of_kinds(Column::Outcome, &all)))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin))))
    }
}

/// What reports of reuse are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReuseReportOrderField {
    /// The day it was used; those without one come first.
    #[default]
    ReusedOn,
    /// When they were added to Erfa.
    CreatedAt,
}

/// How reports of reuse are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ReuseReportOrder {
    /// By what.
    #[graphql(default)]
    pub field: ReuseReportOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<reuse_report::Entity> for ReuseReportOrder {
    fn sort(&self) -> Sort<reuse_report::Entity> {
        let sort = match self.field {
            ReuseReportOrderField::ReusedOn => {
                let unknown = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
                Sort::by(Column::ReusedOn).empty_as(unknown)
            }
            ReuseReportOrderField::CreatedAt => Sort::by(Column::CreatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
