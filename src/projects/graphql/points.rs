//! The small things that a project says of itself: parties, short texts, figures, relations.

use std::sync::Arc;

use async_graphql::{Context, Object};
use entity::{
    party, project, project_figure, project_point,
    project_relation::{self, ProjectRelationKind},
};

use crate::{
    nodes::{Organisation, Project},
    platform::graphql::{ContextExt, Date, Nullable},
};

pub struct ProjectParty(pub(super) party::Model);

/// An organisation that pays for a project or takes part in it.
#[Object]
impl ProjectParty {
    /// The organisation, where Erfa knows it.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// What it is called, where Erfa does not know it.
    async fn name(&self) -> Option<&str> {
        self.0.organisation_text.as_deref()
    }
}

pub struct ProjectPoint(pub(super) project_point::Model);

/// A short text about a project, with its days where it has some.
#[Object]
impl ProjectPoint {
    /// The text, in the main language of the project.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The day by which it is to be done.
    async fn due_on(&self) -> Option<Date> {
        self.0.due_on.map(Date)
    }

    /// The day on which it was done or happened.
    async fn done_on(&self) -> Option<Date> {
        self.0.done_on.map(Date)
    }
}

pub struct ProjectFigure(pub(super) project_figure::Model);

/// A number that a project rests on, such as a need that was worked out.
#[Object]
impl ProjectFigure {
    /// Its name for machines, each once in a project: `jobs_mining`.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// What people call it.
    async fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// The number.
    async fn value(&self) -> f64 {
        self.0.value
    }
}

pub struct ProjectRelation(
    pub(super) project_relation::Model,
    pub(super) Arc<project::Model>,
);

/// What another project is to one.
#[Object]
impl ProjectRelation {
    /// What the other one is to it.
    async fn kind(&self) -> ProjectRelationKind {
        self.0.kind
    }

    /// The other project.
    async fn project(&self) -> Project {
        self.1.clone().into()
    }

    /// A remark.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}
