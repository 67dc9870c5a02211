//! What collides with a seminar, as clients see it.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use entity::{
    conflict_level::{self, ConflictKind, ConflictLevel as Level},
    seminar,
};

use crate::{
    nodes::{Network, Seminar},
    platform::{
        error::{Error, Result},
        graphql::{ContextExt, Nullable},
    },
    seminars::conflicts::{
        Conflict, ConflictsOf, SeminarConflictsInput, Source, find, planned, told,
    },
};

pub struct SeminarConflict(Conflict);

/// Something that collides with a seminar.
#[Object]
impl SeminarConflict {
    /// What collides.
    async fn kind(&self) -> ConflictKind {
        self.0.kind
    }

    /// How much that matters; what is to be ignored is not listed.
    async fn level(&self) -> Level {
        self.0.level
    }

    /// What collides, in words for people. It does not name the other seminar.
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// The other seminar; null when there is none, or none that the viewer may see.
    async fn seminar(&self, ctx: &Context<'_>) -> Nullable<Seminar> {
        ctx.related::<seminar::Entity, _>(self.0.other).await
    }
}

/// How much a kind of conflict matters.
pub struct ConflictSetting(Arc<conflict_level::Model>);

impl From<conflict_level::Model> for ConflictSetting {
    fn from(row: conflict_level::Model) -> Self {
        Self(Arc::new(row))
    }
}

/// How much a kind of conflict matters, to a network or to the platform.
#[Object]
impl ConflictSetting {
    /// To which network; null: to the platform, where no network says otherwise.
    async fn network(&self, ctx: &Context<'_>) -> Nullable<Network> {
        ctx.related::<entity::network::Entity, _>(self.0.network_id)
            .await
    }

    /// What collides.
    async fn kind(&self) -> ConflictKind {
        self.0.kind
    }

    /// How much that matters.
    async fn level(&self) -> Level {
        self.0.level
    }

    /// For TRAVEL_BUFFER: how many minutes it takes to get from one municipality to another; null: as the platform has it.
    async fn minutes(&self) -> Option<i32> {
        self.0.minutes
    }
}

pub struct ConflictsOfSeminar(pub Arc<seminar::Model>);

#[Object]
impl ConflictsOfSeminar {
    /// What collides with it, the gravest first; empty where its time is not exact or has begun. Null for those who are not signed in.
    /// Of seminars that the viewer may not see only for those who arrange this one.
    async fn conflicts(&self, ctx: &Context<'_>) -> Nullable<Vec<SeminarConflict>> {
        Nullable::of(async {
            if !ctx.viewer().signed_in() {
                return Ok(None);
            }
            let key = ConflictsOf(self.0.clone());
            let found = ctx.loader().load_one(key).await?.unwrap_or_default();
            Ok(Some(found.iter().cloned().map(SeminarConflict).collect()))
        })
        .await
    }
}

/// Which conflicts a date would have.
#[derive(SimpleObject)]
pub struct SeminarConflicts {
    /// What would collide, the gravest first.
    pub conflicts: Vec<SeminarConflict>,
    /// A draft with these could not be saved.
    pub blocks_save: bool,
    /// A seminar with these could not be published.
    pub blocks_publish: bool,
}

#[derive(Default)]
pub struct ConflictQueries;

#[Object]
impl ConflictQueries {
    /// What would collide with a seminar at some time and place; nothing is written. For those who are signed in.
    /// Of seminars that the viewer may not see only for those who write for an organisation.
    async fn seminar_conflicts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is thought of.")] input: SeminarConflictsInput,
    ) -> Nullable<SeminarConflicts> {
        conflicts(ctx, input).await.into()
    }
}

async fn conflicts(ctx: &Context<'_>, input: SeminarConflictsInput) -> Result<SeminarConflicts> {
    if !ctx.viewer().signed_in() {
        return Err(Error::Unauthenticated);
    }
    let plan = planned(ctx.reader(), input).await?;
    let found = find(&Source::Reader(ctx.reader()), std::slice::from_ref(&plan)).await?;
    let holds = ctx.viewer().writes_for_some(|_| true);
    let found = found.into_iter().map(|found| (holds, found)).collect();
    let found = told(ctx.reader(), found).await?.into_iter().flatten();
    let conflicts: Vec<SeminarConflict> = found.map(SeminarConflict).collect();
    let gravest = conflicts.iter().map(|one| one.0.level).min();
    Ok(SeminarConflicts {
        blocks_save: gravest == Some(Level::BlockSave),
        blocks_publish: gravest.is_some_and(|level| level <= Level::BlockPublish),
        conflicts,
    })
}
