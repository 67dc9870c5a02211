//! What seminars add to networks, organisations and municipalities.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::{network, project, seminar, seminar_host, seminar_municipality, seminar_network};
use sea_orm::Condition;

use crate::{
    list,
    nodes::{Prize, Programme, Project, Seminar},
    platform::{
        access::Viewer,
        error::Result,
        graphql::{ContextExt, DateTime, Narrow, Nullable},
        list::Link,
    },
    seminars::cadence::{CadenceHealth, CadenceWarning, MeetingsOf},
};

use super::{SeminarFilter, SeminarOrder, lists::accepted};

list! {
    /// The network's seminars, by default in the order of their start.
    SeminarsOfNetwork of network { seminars: seminar as Seminar, filter SeminarFilter, order SeminarOrder,
        by Link::through(seminar_network::Entity, seminar_network::Column::NetworkId, seminar_network::Column::SeminarId) }
}
list! {
    /// Seminars about the municipality or in it, by default in the order of their start.
    SeminarsOfMunicipality of municipality { seminars: seminar as Seminar, filter SeminarFilter, order SeminarOrder,
        by Link::through(seminar_municipality::Entity, seminar_municipality::Column::MunicipalityId, seminar_municipality::Column::SeminarId) }
}

list! {
    /// The seminars it holds: as lead, as partner, or as a co-host that accepted.
    SeminarsOfOrganisation of organisation { seminars: seminar as Seminar, filter SeminarFilter, order SeminarOrder,
        by Link::through(seminar_host::Entity, seminar_host::Column::OrganisationId, seminar_host::Column::SeminarId), within Held }
}

list! {
    /// The seminars that belong to the programme, by default in the order of their start.
    SeminarsOfProgramme of programme { seminars: seminar as Seminar, filter SeminarFilter, order SeminarOrder,
        by Link::by(seminar::Column::ProgrammeId) }
}
list! {
    /// The seminars that belong to the project: workshops, dialogues, meetings of its bodies; by default in the order of their start.
    SeminarsOfProject of project { seminars: seminar as Seminar, filter SeminarFilter, order SeminarOrder,
        by Link::by(seminar::Column::ProjectId) }
}
list! {
    /// The seminars about the prize, by default in the order of their start.
    SeminarsOfPrize of prize { seminars: seminar as Seminar, filter SeminarFilter, order SeminarOrder,
        by Link::by(seminar::Column::PrizeId) }
}
pub struct BelongingOfSeminar(pub Arc<seminar::Model>);

#[Object]
impl BelongingOfSeminar {
    /// The programme it belongs to.
    async fn programme(&self, ctx: &Context<'_>) -> Nullable<Programme> {
        ctx.related::<entity::programme::Entity, _>(self.0.programme_id)
            .await
    }

    /// The project it belongs to.
    async fn project(&self, ctx: &Context<'_>) -> Nullable<Project> {
        ctx.related::<project::Entity, _>(self.0.project_id).await
    }

    /// The prize it is about.
    async fn prize(&self, ctx: &Context<'_>) -> Nullable<Prize> {
        ctx.related::<entity::prize::Entity, _>(self.0.prize_id)
            .await
    }
}

/// Held in fact: an organisation that was asked and has not answered holds nothing.
#[derive(Debug)]
struct Held(SeminarFilter);

impl Narrow<seminar::Entity> for Held {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        Ok(Condition::all()
            .add(accepted())
            .add(self.0.condition(viewer)?))
    }

    fn at(&self, now: chrono::DateTime<chrono::Utc>) -> Option<Condition> {
        self.0.at(now)
    }
}

/// How often a network meets, against what it set out to do.
#[derive(SimpleObject)]
pub struct Cadence {
    /// How many seminars a year it set out to hold.
    pub target_per_year: Option<i32>,
    /// How many it held in the last 365 days, of those that the viewer may see.
    pub held_last_year: i32,
    /// How many are announced for the next 365 days, of those that the viewer may see.
    pub planned_next_year: i32,
    /// Whether it held as many as it set out to.
    pub health: CadenceHealth,
    /// When the latest of those held in the last 365 days began.
    pub last_held_at: Option<DateTime>,
    /// When the next of those announced for the next 365 days begins.
    pub next_planned_at: Option<DateTime>,
    /// What those who run it should look at; empty for a network without a target.
    pub warnings: Vec<CadenceWarning>,
}

pub struct CadenceOfNetwork(pub Arc<network::Model>);

#[Object]
impl CadenceOfNetwork {
    /// How often it meets, against its target.
    async fn cadence(&self, ctx: &Context<'_>) -> Nullable<Cadence> {
        Nullable::of(async {
            let meetings = ctx.loader().load_one(MeetingsOf(self.0.id)).await?;
            let meetings = meetings.unwrap_or_default();
            let target = self.0.cadence_target_per_year;
            Ok(Some(Cadence {
                target_per_year: target,
                held_last_year: meetings.held,
                planned_next_year: meetings.planned,
                health: CadenceHealth::of(target, meetings.held),
                last_held_at: meetings.last.map(DateTime),
                next_planned_at: meetings.next.map(DateTime),
                warnings: meetings.warnings(target, ctx.reader().store().clock.now()),
            }))
        })
        .await
    }
}
