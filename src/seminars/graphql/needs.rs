//! What people need, as those see it whom it concerns.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Context, Object, SimpleObject};
use entity::{needs_reader, registration, registration_needs, seminar};

use crate::{
    nodes::{Person, Registration},
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{ContextExt, DateTime, Nullable},
        list::ById,
    },
    seminars::{calendars::takes_part, policy::ArrangeSeminar},
};

/// How many people need the same.
#[derive(SimpleObject)]
pub struct NeedCount {
    /// What they need, in small letters.
    pub text: String,
    /// How many of them.
    pub count: i32,
}

/// How many people need what; nobody is named.
#[derive(SimpleObject)]
pub struct NeedsCount {
    /// To eat or not to eat.
    pub dietary: Vec<NeedCount>,
    /// To take part.
    pub accessibility: Vec<NeedCount>,
}

pub struct RegistrationNeeds(registration_needs::Model);

/// What one person needs.
#[Object]
impl RegistrationNeeds {
    /// Whose.
    async fn registration(&self, ctx: &Context<'_>) -> Nullable<Registration> {
        ctx.related::<registration::Entity, _>(self.0.registration_id)
            .await
    }

    /// What to eat or not to eat.
    async fn dietary(&self) -> Option<&str> {
        self.0.dietary.as_deref()
    }

    /// What it takes to take part.
    async fn accessibility(&self) -> Option<&str> {
        self.0.accessibility.as_deref()
    }

    /// When the person agreed to its being kept.
    async fn consented_at(&self) -> DateTime {
        self.0.consented_at.into()
    }
}

fn counted(texts: impl Iterator<Item = String>) -> Vec<NeedCount> {
    let mut counts: BTreeMap<String, i32> = BTreeMap::new();
    for text in texts {
        *counts.entry(text.to_lowercase()).or_insert(0) += 1;
    }
    let count = |(text, count)| NeedCount { text, count };
    counts.into_iter().map(count).collect()
}

pub struct NeedsOfSeminar(pub Arc<seminar::Model>);

#[Object]
impl NeedsOfSeminar {
    /// How many people with a seat need what, for organisers; erased 14 days after the seminar.
    async fn needs_count(&self, ctx: &Context<'_>) -> Nullable<NeedsCount> {
        Nullable::of(async {
            if !self.arranges(ctx.viewer()) {
                return Ok(None);
            }
            let rows = ctx
                .details::<seminar::Entity, registration_needs::Entity>(&self.0)
                .await?;
            let keys = rows
                .iter()
                .map(|row| ById::<registration::Entity>::new(row.registration_id));
            let come = ctx.loader().load_many(keys).await?;
            let comes = |row: &&registration_needs::Model| {
                let key = ById::<registration::Entity>::new(row.registration_id);
                come.get(&key).is_some_and(|row| takes_part(row.status))
            };
            let rows: Vec<&registration_needs::Model> = rows.iter().filter(comes).collect();
            Ok(Some(NeedsCount {
                dietary: counted(rows.iter().filter_map(|row| row.dietary.clone())),
                accessibility: counted(rows.iter().filter_map(|row| row.accessibility.clone())),
            }))
        })
        .await
    }

    /// Who needs what, for those whom an admin of the lead host named with `grantNeedsAccess`; null for everyone else.
    async fn needs(&self, ctx: &Context<'_>) -> Nullable<Vec<RegistrationNeeds>> {
        Nullable::of(async {
            let readers = self.readers(ctx).await?;
            if !readers.iter().any(|one| ctx.viewer().is(one.person_id)) {
                return Ok(None);
            }
            let rows = ctx
                .details::<seminar::Entity, registration_needs::Entity>(&self.0)
                .await?;
            let registrations: Vec<_> = rows.iter().map(|row| row.registration_id).collect();
            ctx.reader()
                .witness(
                    "Registration",
                    &registrations,
                    "dietary accessibility",
                    "named with grantNeedsAccess",
                )
                .await?;
            Ok(Some(rows.iter().cloned().map(RegistrationNeeds).collect()))
        })
        .await
    }

    /// Who may read who needs what, for organisers.
    async fn needs_readers(&self, ctx: &Context<'_>) -> Nullable<Vec<Person>> {
        Nullable::of(async {
            if !self.arranges(ctx.viewer()) {
                return Ok(None);
            }
            let mut people = vec![];
            for one in self.readers(ctx).await?.iter() {
                let person = ctx.load::<entity::person::Entity>(one.person_id).await?;
                people.extend(person.map(Person::from));
            }
            Ok(Some(people))
        })
        .await
    }
}

impl NeedsOfSeminar {
    fn arranges(&self, viewer: &Viewer) -> bool {
        Allows::<ArrangeSeminar>::allows(&*self.0, viewer)
    }

    async fn readers(&self, ctx: &Context<'_>) -> Result<Arc<Vec<needs_reader::Model>>> {
        ctx.details::<seminar::Entity, needs_reader::Entity>(&self.0)
            .await
    }
}
