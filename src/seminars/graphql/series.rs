//! A series as those who may see it do.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, Object, SimpleObject};
use entity::{
    seat_pool::SeatKind,
    seminar,
    seminar_series::{self, SeminarPart, SeriesRegistrationMode},
    series_registration,
};
use sea_orm::ActiveEnum;

use crate::{
    list,
    nodes::{Organisation, Seminar, SeminarSeries},
    platform::{
        access::Allows,
        graphql::{ContextExt, Date, DateTime, LocalDateTime, Nullable, SafeInt, TimeZone, id},
        list::Link,
    },
    seminars::policy::ArrangeSeries,
};

use super::{SeminarFilter, SeminarOrder};

/// A person's registration for a whole series; that for each occurrence stands there.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct SeriesRegistration {
    /// What kind of seat; null where the series has one kind only.
    pub seat: Option<SeatKind>,
    /// The organisation the person stood for when registering, by its name at that time.
    pub organisation_name: Option<String>,
    /// The person agreed to stand on the lists of participants.
    pub is_listed: bool,
    /// When the person registered.
    pub joined_at: DateTime,
    #[graphql(skip)]
    organisation: Option<uuid::Uuid>,
}

#[ComplexObject]
impl SeriesRegistration {
    /// The organisation the person stood for when registering.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.organisation)
            .await
    }
}

impl From<&series_registration::Model> for SeriesRegistration {
    fn from(row: &series_registration::Model) -> Self {
        Self {
            seat: row.seat,
            organisation_name: row.organisation_name.clone(),
            is_listed: row.is_listed,
            joined_at: row.joined_at.into(),
            organisation: row.organisation_id,
        }
    }
}

/// What a viewer may do with a series.
#[derive(SimpleObject)]
pub struct SeminarSeriesPermissions {
    /// Change it, cancel it.
    pub edit: bool,
    /// Publish it; an occurrence may still be found incomplete.
    pub publish: bool,
    /// Register for it as a whole; whether an occurrence is open shows when that is tried.
    pub register: bool,
}

pub struct SeminarSeriesFields(pub Arc<seminar_series::Model>);

#[Object]
impl SeminarSeriesFields {
    /// Opaque id of this series.
    async fn id(&self) -> ID {
        id::global("SeminarSeries", self.0.id)
    }

    /// By which rule it comes again: an RRULE of RFC 5545, such as `FREQ=MONTHLY;BYDAY=3WE;COUNT=10`. It counts from `startsLocal`.
    async fn rule(&self) -> &str {
        &self.0.rule
    }

    /// IANA zone of the local times.
    async fn time_zone(&self) -> TimeZone {
        TimeZone(self.0.time_zone.parse().unwrap_or(chrono_tz::Tz::UTC))
    }

    /// The first start by the rule, on the clocks of `timeZone`. Occurrences from before a change of the rule lie before it.
    async fn starts_local(&self) -> LocalDateTime {
        LocalDateTime(self.0.starts_local)
    }

    /// How long an occurrence lasts on the clocks, in minutes.
    async fn duration_minutes(&self) -> i32 {
        self.0.duration_minutes
    }

    /// Days of the rule on which there is no occurrence.
    async fn exceptions(&self) -> Vec<Date> {
        let days = self.0.exceptions.0.iter();
        days.filter_map(|day| day.parse().ok().map(Date)).collect()
    }

    /// What people register for; null until it is published, which fixes it.
    async fn registration(&self) -> Option<SeriesRegistrationMode> {
        self.0.published_at.map(|_| self.0.registration)
    }

    /// The day of the next occurrence that is to be made, 18 months before it is; null when all are made.
    async fn next_to_be_made_on(&self) -> Option<Date> {
        self.0.next_on.map(Date)
    }

    /// The organisation that leads it.
    async fn host(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.lead_organisation_id)
            .await
    }

    /// The series it was split from, by a change of one occurrence and all that follow.
    async fn previous(&self, ctx: &Context<'_>) -> Nullable<SeminarSeries> {
        ctx.related::<seminar_series::Entity, _>(self.0.previous_id)
            .await
    }

    /// The viewer's own registration for the whole series; null when there is none, or none that still stands.
    async fn viewer_registration(&self, ctx: &Context<'_>) -> Nullable<SeriesRegistration> {
        Nullable::of(async {
            if ctx.viewer().person().is_err() {
                return Ok(None);
            }
            let rows = ctx
                .details::<seminar_series::Entity, series_registration::Entity>(&self.0)
                .await?;
            let own = rows
                .iter()
                .find(|row| row.cancelled_at.is_none() && ctx.viewer().is(row.person_id));
            Ok(own.map(SeriesRegistration::from))
        })
        .await
    }

    /// When it was published; null for a draft.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// When it was cancelled as a whole.
    async fn cancelled_at(&self) -> Option<DateTime> {
        self.0.cancelled_at.map(DateTime)
    }

    /// Why it was cancelled.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When the record was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the record was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change by organisers, and not with what participants do; a change names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.edition.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> SeminarSeriesPermissions {
        let row = &self.0;
        let lives = row.cancelled_at.is_none();
        let edit = lives && Allows::<ArrangeSeries>::allows(&**row, ctx.viewer());
        let whole = row.registration == SeriesRegistrationMode::Series;
        SeminarSeriesPermissions {
            edit,
            publish: edit && row.published_at.is_none(),
            register: lives && whole && row.published_at.is_some() && ctx.viewer().person().is_ok(),
        }
    }
}

list! {
    /// Its occurrences that have been made, by default in the order of their start.
    OccurrencesOfSeries of seminar_series { occurrences: seminar as Seminar, filter SeminarFilter, order SeminarOrder,
        by Link::by(seminar::Column::SeriesId) }
}

pub struct SeriesOfSeminar(pub Arc<seminar::Model>);

#[Object]
impl SeriesOfSeminar {
    /// The series it is an occurrence of; null for a seminar by itself.
    async fn series(&self, ctx: &Context<'_>) -> Nullable<SeminarSeries> {
        ctx.related::<seminar_series::Entity, _>(self.0.series_id)
            .await
    }

    /// When the series has it begin, on the clocks of the series, whatever became of it: its name within the series (RECURRENCE-ID).
    async fn original_start_local(&self) -> Option<LocalDateTime> {
        self.0.original_start_local.map(LocalDateTime)
    }

    /// What was changed for this occurrence alone, and stays when the series is changed.
    async fn own_parts(&self) -> Vec<SeminarPart> {
        let names = self.0.own_parts.0.iter();
        names
            .filter_map(|name| SeminarPart::try_from_value(name).ok())
            .collect()
    }
}

#[derive(Default)]
pub struct SeriesLookup;

#[Object]
impl SeriesLookup {
    /// One series of seminars; null when there is none, or none that the viewer may see.
    async fn seminar_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] id: ID,
    ) -> Nullable<SeminarSeries> {
        match id::argument::<seminar_series::Entity>(&id, "id") {
            Ok(id) => ctx.related::<seminar_series::Entity, _>(id).await,
            Err(wrong) => Err::<SeminarSeries, _>(wrong).into(),
        }
    }
}
