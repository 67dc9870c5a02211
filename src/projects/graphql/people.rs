//! Who does what in a project, and who holds which seat of the bodies that steer it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::{
    body_seat, governing_body, project,
    role_term::{self, ProjectRole},
    seat_term,
};

use super::sizes;
use crate::{
    nodes::{Organisation, Person},
    platform::{
        access::Allows,
        error::Result,
        graphql::{ContextExt, Date, Nullable, id, list_size},
    },
    projects::{
        policy::EditProject,
        succession::{Held, on, too_long, vacant_since},
    },
};

pub struct RoleTerm(role_term::Model, Arc<project::Model>);

/// Somebody does something in a project, for a time.
#[Object]
impl RoleTerm {
    /// Opaque id of this term.
    async fn id(&self) -> ID {
        id::global("RoleTerm", self.0.id)
    }

    /// What they do.
    async fn role(&self) -> ProjectRole {
        self.0.role
    }

    /// What they are called in it.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// The person, where Erfa knows them and the viewer may see them.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.person_id)
            .await
    }

    /// The person by name or by role.
    async fn name(&self) -> Option<&str> {
        self.0.name_text.as_deref()
    }

    /// The organisation they come from.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// Stands in for somebody else.
    async fn is_acting(&self) -> bool {
        self.0.is_acting
    }

    /// Percent of a full post: 0 to 100.
    async fn fte_percent(&self) -> Option<i32> {
        self.0.fte_percent
    }

    /// The first day.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The first day on which they no longer do it.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// The start in words.
    async fn starts_text(&self) -> Option<&str> {
        self.0.starts_text.as_deref()
    }

    /// The end in words.
    async fn ends_text(&self) -> Option<&str> {
        self.0.ends_text.as_deref()
    }

    /// What whoever comes next must know. Only for the project's editors; null for everyone else.
    async fn handover_note(&self, ctx: &Context<'_>) -> Option<&str> {
        let edits = Allows::<EditProject>::allows(&*self.1, ctx.viewer());
        self.0.handover_note.as_deref().filter(|_| edits)
    }
}

pub struct SeatTerm(seat_term::Model);

/// Somebody holds a seat, for a time that may be unknown.
#[Object]
impl SeatTerm {
    /// Opaque id of this term.
    async fn id(&self) -> ID {
        id::global("SeatTerm", self.0.id)
    }

    /// The person, where Erfa knows them and the viewer may see them.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.person_id)
            .await
    }

    /// The person by name or by role.
    async fn name(&self) -> Option<&str> {
        self.0.name_text.as_deref()
    }

    /// The first day; null where it is not known.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// The first day on which they no longer hold it; null where it is not known, or they hold it still.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// True when they no longer hold it.
    async fn is_over(&self) -> bool {
        self.0.is_over
    }

    /// A remark.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}

pub struct Seat {
    row: body_seat::Model,
    project: Arc<project::Model>,
    day: NaiveDate,
}

/// A seat of an organisation in a body, as it was on a day.
#[Object]
impl Seat {
    /// Opaque id of this seat.
    async fn id(&self) -> ID {
        id::global("Seat", self.row.id)
    }

    /// The organisation that holds it, where Erfa knows it.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.row.organisation_id)
            .await
    }

    /// What the organisation is called, where Erfa does not know it.
    async fn name(&self) -> Option<&str> {
        self.row.organisation_text.as_deref()
    }

    /// Whoever holds it chairs the body.
    async fn is_chair(&self) -> bool {
        self.row.is_chair
    }

    /// The day from which the seat is there; null where it is not known.
    async fn starts_on(&self) -> Option<Date> {
        self.row.starts_on.map(Date)
    }

    /// The day that `holder` and the rest of this is about.
    async fn as_of(&self) -> Date {
        self.day.into()
    }

    /// Who held it on that day; null where nobody did or the days that are known do not tell.
    async fn holder(&self, ctx: &Context<'_>) -> Result<Option<SeatTerm>> {
        let held = self.held(ctx, Held::Yes).await?;
        Ok(held.into_iter().next())
    }

    /// Those who may have held it on that day; the days that are known do not tell.
    #[graphql(directive = list_size::apply(sizes::POSSIBLE_HOLDERS))]
    async fn possible_holders(&self, ctx: &Context<'_>) -> Result<Vec<SeatTerm>> {
        self.held(ctx, Held::Perhaps).await
    }

    /// Since when nobody held it on that day: since its last holder left, or since it is there where nobody held it yet. Null
    /// while somebody did, or may have, and where the day is not known.
    async fn is_vacant_since(&self, ctx: &Context<'_>) -> Result<Option<Date>> {
        let terms = self.rows(ctx).await?;
        Ok(vacant_since(self.row.starts_on, &terms, self.day).map(Date))
    }

    /// True when it had then been vacant for more than 60 days.
    async fn is_vacant_too_long(&self, ctx: &Context<'_>) -> Result<bool> {
        let terms = self.rows(ctx).await?;
        let since = vacant_since(self.row.starts_on, &terms, self.day);
        Ok(since.is_some_and(|since| too_long(since, self.day)))
    }

    /// Everybody who held it, in their order.
    #[graphql(directive = list_size::apply(sizes::TERMS))]
    async fn terms(&self, ctx: &Context<'_>) -> Result<Vec<SeatTerm>> {
        let rows = self.rows(ctx).await?;
        Ok(rows.into_iter().map(SeatTerm).collect())
    }
}

impl Seat {
    async fn rows(&self, ctx: &Context<'_>) -> Result<Vec<seat_term::Model>> {
        let rows = ctx
            .details::<project::Entity, seat_term::Entity>(&self.project)
            .await?;
        let own = rows.iter().filter(|row| row.seat_id == self.row.id);
        Ok(own.cloned().collect())
    }

    async fn held(&self, ctx: &Context<'_>, how: Held) -> Result<Vec<SeatTerm>> {
        let rows = self.rows(ctx).await?;
        let held = on(&rows, self.day);
        let those = rows.into_iter().zip(held).filter(|(_, held)| *held == how);
        Ok(those.map(|(row, _)| SeatTerm(row)).collect())
    }
}

pub struct GoverningBody(governing_body::Model, Arc<project::Model>);

/// A body that steers or advises a project.
#[Object]
impl GoverningBody {
    /// Opaque id of this body.
    async fn id(&self) -> ID {
        id::global("GoverningBody", self.0.id)
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its seats, in order.
    #[graphql(directive = list_size::apply(sizes::SEATS_OF_BODY))]
    async fn seats(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day on which to say who held each; today when left out.")]
        as_of: Option<Date>,
    ) -> Result<Vec<Seat>> {
        seats(ctx, &self.1, Some(self.0.id), as_of).await
    }
}

async fn seats(
    ctx: &Context<'_>,
    project: &Arc<project::Model>,
    body: Option<uuid::Uuid>,
    as_of: Option<Date>,
) -> Result<Vec<Seat>> {
    let day = as_of.map_or_else(|| ctx.reader().store().clock.today(), |day| day.0);
    let rows = ctx
        .details::<project::Entity, body_seat::Entity>(project)
        .await?;
    let own = rows
        .iter()
        .filter(|row| body.is_none_or(|body| row.body_id == body));
    let seat = |row: &body_seat::Model| Seat {
        row: row.clone(),
        project: project.clone(),
        day,
    };
    Ok(own.map(seat).collect())
}

pub struct PeopleOfProject(pub Arc<project::Model>);

#[Object]
impl PeopleOfProject {
    /// Who does what in it, in order.
    #[graphql(directive = list_size::apply(sizes::ROLES))]
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<RoleTerm>> {
        let rows = ctx
            .details::<project::Entity, role_term::Entity>(&self.0)
            .await?;
        let term = |row: &role_term::Model| RoleTerm(row.clone(), self.0.clone());
        Ok(rows.iter().map(term).collect())
    }

    /// The bodies that steer it, in order.
    #[graphql(directive = list_size::apply(sizes::BODIES))]
    async fn governing_bodies(&self, ctx: &Context<'_>) -> Result<Vec<GoverningBody>> {
        let rows = ctx
            .details::<project::Entity, governing_body::Entity>(&self.0)
            .await?;
        let body = |row: &governing_body::Model| GoverningBody(row.clone(), self.0.clone());
        Ok(rows.iter().map(body).collect())
    }

    /// The seats of all its bodies, in order.
    #[graphql(directive = list_size::apply(sizes::SEATS))]
    async fn seats(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day on which to say who held each; today when left out.")]
        as_of: Option<Date>,
    ) -> Result<Vec<Seat>> {
        seats(ctx, &self.0, None, as_of).await
    }
}
