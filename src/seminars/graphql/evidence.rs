//! Who took part in the seminars of a programme, as clients see it.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object};
use entity::{organisation, programme, seminar};

use crate::{
    nodes::{Organisation, Seminar},
    platform::{
        access::{Allows, Role, Viewer},
        error::Result,
        graphql::{ContextExt, DateTime, Nullable, id},
        list::ById,
    },
    programmes,
    seminars::evidence::{Evidence, EvidenceOf},
};

pub struct SeminarEvidence(Evidence);

/// What one organisation took part in, of the seminars of a programme that have been held.
#[Object]
impl SeminarEvidence {
    /// The organisation.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.organisation)
            .await
    }

    /// In how many seminars it took part.
    async fn count(&self) -> i32 {
        i32::try_from(self.0.seminars.len()).unwrap_or(i32::MAX)
    }

    /// When the first of them began.
    async fn since(&self) -> Option<DateTime> {
        self.0.seminars.first().map(|one| one.at.into())
    }

    /// When the latest of them began.
    async fn latest(&self) -> Option<DateTime> {
        self.0.seminars.last().map(|one| one.at.into())
    }

    /// How many people took part for it, over all of them; somebody who was at two counts twice.
    async fn people(&self) -> i32 {
        self.0.people()
    }

    /// The seminars, the earliest first.
    async fn seminars(&self, ctx: &Context<'_>) -> Result<Vec<Seminar>> {
        let ids = self.0.seminars.iter().map(|one| one.seminar);
        let keys = ids.clone().map(ById::<seminar::Entity>::new);
        let found = ctx.loader().load_many(keys).await?;
        let mut found: HashMap<_, _> = found.into_iter().map(|(key, row)| (key.0, row)).collect();
        let rows = ids.filter_map(|id| found.remove(&id));
        Ok(rows.map(Seminar::from).collect())
    }
}

pub struct EvidenceOfProgramme(pub Arc<programme::Model>);

#[Object]
impl EvidenceOfProgramme {
    /// Which organisations took part in its seminars: in which, how often, since when; of the seminars that the viewer may see. Editors of
    /// the programme see all organisations, others those that they belong to.
    async fn seminar_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this organisation only.")] organisation_id: Option<ID>,
    ) -> Result<Vec<SeminarEvidence>> {
        let only = id::maybe_argument::<organisation::Entity>(&organisation_id, "organisationId")?;
        let found = ctx.loader().load_one(EvidenceOf(self.0.id)).await?;
        let found = found.unwrap_or_default();
        let shown = found.iter().filter(|one| {
            self.shows(ctx.viewer(), one) && only.is_none_or(|only| only == one.organisation)
        });
        Ok(shown.cloned().map(SeminarEvidence).collect())
    }
}

impl EvidenceOfProgramme {
    fn shows(&self, viewer: &Viewer, one: &Evidence) -> bool {
        viewer.has(Role::Member, one.organisation)
            || Allows::<programmes::policy::Edit>::allows(&*self.0, viewer)
    }
}
