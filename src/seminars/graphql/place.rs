//! Who holds a seminar, where, and in which networks.

use std::sync::Arc;

use async_graphql::{Context, Object};
use entity::{
    seminar::{self, SeminarMode},
    seminar_host::{self, HostRole},
    seminar_municipality, seminar_network,
};

use crate::{
    documents::{Attached, DocumentFilter, DocumentOrder, attached},
    list,
    networks::{NetworkFilter, NetworkOrder},
    nodes::{Document, Municipality, Network, Organisation, Seminar},
    places::{MunicipalityFilter, MunicipalityOrder},
    platform::{
        access::Allows,
        error::Result,
        graphql::{ContextExt, DateTime, Nullable, Url},
        list::Link,
    },
    seminars::{
        hosting,
        policy::ArrangeSeminar,
        queue::{OwnRegistration, may_join},
    },
};

pub struct SeminarHost(seminar_host::Model);

/// An organisation that holds a seminar.
#[Object]
impl SeminarHost {
    /// What it is to the seminar.
    async fn role(&self) -> HostRole {
        self.0.role
    }

    /// The organisation.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// When a co-host accepted; null for one that is asked and has not answered, and for other roles.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.accepted_at.map(DateTime)
    }
}

pub struct Venue(Arc<seminar::Model>);

/// Where people meet.
#[Object]
impl Venue {
    /// Its name, such as `Snåsa samfunnshus`.
    async fn name(&self) -> Option<&str> {
        self.0.venue_name.as_deref()
    }

    /// Its address, in one line.
    async fn address(&self) -> Option<&str> {
        self.0.venue_address.as_deref()
    }

    /// How many people the room holds.
    async fn capacity(&self) -> Option<i32> {
        self.0.venue_capacity
    }

    /// The municipality it lies in.
    async fn municipality(&self, ctx: &Context<'_>) -> Nullable<Municipality> {
        ctx.related::<entity::municipality::Entity, _>(self.0.venue_municipality_id)
            .await
    }
}

pub struct PlaceOfSeminar(pub Arc<seminar::Model>);

#[Object]
impl PlaceOfSeminar {
    /// The organisation that leads it.
    async fn host(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.lead_organisation_id)
            .await
    }

    /// Every organisation that holds it, the lead first. Those asked that have not answered are shown only to the
    /// organisers and to that organisation.
    async fn hosts(&self, ctx: &Context<'_>) -> Result<Vec<SeminarHost>> {
        let rows = ctx
            .details::<seminar::Entity, seminar_host::Entity>(&self.0)
            .await?;
        let shown = rows
            .iter()
            .filter(|host| hosting::shows(ctx.viewer(), &self.0, host));
        Ok(shown.cloned().map(SeminarHost).collect())
    }

    /// How one takes part.
    async fn mode(&self) -> SeminarMode {
        self.0.mode
    }

    /// Where people meet; null for one that is online only, or as long as it is not known.
    async fn venue(&self) -> Option<Venue> {
        let row = &self.0;
        let known = row.venue_name.is_some()
            || row.venue_address.is_some()
            || row.venue_municipality_id.is_some();
        known.then(|| Venue(row.clone()))
    }

    /// Where to go to take part online. Only for organisers, and for confirmed participants from 24 hours before the start; null for everyone else.
    async fn join_url(&self, ctx: &Context<'_>) -> Nullable<Url> {
        Nullable::of(async {
            let row = &self.0;
            let Some(address) = row.join_url.clone().map(Url) else {
                return Ok(None);
            };
            if Allows::<ArrangeSeminar>::allows(&**row, ctx.viewer()) {
                return Ok(Some(address));
            }
            let own = ctx.loader().load_one(OwnRegistration(row.id)).await?;
            let now = ctx.reader().store().clock.now();
            Ok(may_join(row, own.as_deref(), now).then_some(address))
        })
        .await
    }
}

pub struct SeminarBeforeProject(pub Arc<entity::project::Model>);

#[Object]
impl SeminarBeforeProject {
    /// The seminar that it goes on from.
    async fn follows_seminar(&self, ctx: &Context<'_>) -> Nullable<Seminar> {
        ctx.related::<seminar::Entity, _>(self.0.follows_seminar_id)
            .await
    }
}

list! {
    /// The networks it belongs to.
    NetworksOfSeminar of seminar { networks: network as Network, filter NetworkFilter, order NetworkOrder,
        by Link::through(seminar_network::Entity, seminar_network::Column::SeminarId, seminar_network::Column::NetworkId) }
}
list! {
    /// The documents that belong with it, besides its minutes.
    DocumentsOfSeminar of seminar { documents: document as Document, filter DocumentFilter, order DocumentOrder,
        by attached(), within Attached::material }
}
list! {
    /// The minutes of it.
    MinutesOfSeminar of seminar { minutes: document as Document, filter DocumentFilter, order DocumentOrder,
        by attached(), within Attached::minutes }
}
list! {
    /// The municipalities it is about or in.
    MunicipalitiesOfSeminar of seminar { municipalities: municipality as Municipality, filter MunicipalityFilter, order MunicipalityOrder,
        by Link::through(seminar_municipality::Entity, seminar_municipality::Column::SeminarId, seminar_municipality::Column::MunicipalityId) }
}
