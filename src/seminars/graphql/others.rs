//! What seminars add to networks, organisations and municipalities.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::{network, organisation, seminar, seminar_host, seminar_municipality, seminar_network};
use sea_orm::Condition;

use crate::{
    list,
    nodes::Seminar,
    platform::{
        access::Viewer,
        error::Result,
        graphql::{Connection, ContextExt, Narrow, Nullable, children},
        list::{Link, Window},
    },
    seminars::cadence::{CadenceHealth, MeetingsOf},
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

pub struct SeminarsOfOrganisation(pub Arc<organisation::Model>);

#[Object]
impl SeminarsOfOrganisation {
    /// The seminars it holds: as lead, as partner, or as a co-host that accepted.
    #[allow(
        clippy::too_many_arguments,
        reason = "the arguments of a Relay connection"
    )]
    async fn seminars(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that fit all of this.")] filter: Option<SeminarFilter>,
        #[graphql(desc = "What they are sorted by; ties are settled by id.")] order_by: Option<
            SeminarOrder,
        >,
        #[graphql(
            desc = "How many, from the start: 1 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(
            desc = "Only those after this cursor, which came from the same filter and order."
        )]
        after: Option<String>,
        #[graphql(desc = "How many, from the end: 1 to 100; not together with first.")]
        last: Option<i32>,
        #[graphql(
            desc = "Only those before this cursor, which came from the same filter and order."
        )]
        before: Option<String>,
    ) -> Nullable<Connection<Seminar>> {
        let window = Window {
            first,
            after,
            last,
            before,
        };
        let held = Link::through(
            seminar_host::Entity,
            seminar_host::Column::OrganisationId,
            seminar_host::Column::SeminarId,
        );
        let filter = Some(Held(filter));
        children::<seminar::Entity, Seminar>(ctx, self.0.id, held, filter, order_by, window)
            .await
            .into()
    }
}

/// Held in fact: an organisation that was asked and has not answered holds nothing.
#[derive(Debug)]
struct Held(Option<SeminarFilter>);

impl Narrow<seminar::Entity> for Held {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let asked = self.0.as_ref().map(|filter| filter.condition(viewer));
        Ok(accepted().add_option(asked.transpose()?))
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
            }))
        })
        .await
    }
}
