//! How one organisation stands to another.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::organisation_relation::{self, Column, RelationKind};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    list,
    nodes::{Organisation, OrganisationRelation},
    organisations::policy::EndRelation,
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{ContextExt, Date, DateTime, Direction, Narrow, Nullable, SafeInt, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

/// What the viewer may do with a relation.
#[derive(SimpleObject)]
pub struct OrganisationRelationPermissions {
    /// End it with endOrganisationRelation.
    pub end: bool,
}

pub struct OrganisationRelationFields(pub Arc<organisation_relation::Model>);

#[Object]
impl OrganisationRelationFields {
    /// Opaque id of this relation.
    async fn id(&self) -> ID {
        id::global("OrganisationRelation", self.0.id)
    }

    /// How the first stands to the second.
    async fn kind(&self) -> RelationKind {
        self.0.kind
    }

    /// The first organisation.
    async fn from(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.from_id)
            .await
    }

    /// The second organisation.
    async fn to(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.to_id)
            .await
    }

    /// First day on which it held, where known.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// First day on which it no longer holds; null while it is open.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// When the record was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the record last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change; changes name the one they were made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> OrganisationRelationPermissions {
        OrganisationRelationPermissions {
            end: Allows::<EndRelation>::allows(&*self.0, ctx.viewer()),
        }
    }
}

list! {
    /// Relations that go from it to others, oldest record first.
    RelationsFromOrganisation of organisation { relations_from: organisation_relation as OrganisationRelation,
        filter OrganisationRelationFilter, order OrganisationRelationOrder, by Link::by(Column::FromId) }
}
list! {
    /// Relations that go from others to it, oldest record first.
    RelationsToOrganisation of organisation { relations_to: organisation_relation as OrganisationRelation,
        filter OrganisationRelationFilter, order OrganisationRelationOrder, by Link::by(Column::ToId) }
}

/// Which relations. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationRelationFilter {
    /// Of one of these kinds.
    pub kinds: Option<Vec<RelationKind>>,
    /// True: only those that hold today; false: only those that do not.
    pub current: Option<bool>,
}

impl Narrow<organisation_relation::Entity> for OrganisationRelationFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let kinds = self.kinds.clone();
        Ok(Condition::all().add_option(kinds.map(|kinds| one_of_kinds(Column::Kind, &kinds))))
    }

    fn on(&self, today: NaiveDate) -> Option<Condition> {
        let begun = Condition::any()
            .add(Column::StartsOn.is_null())
            .add(Column::StartsOn.lte(today));
        let open = Condition::any()
            .add(Column::EndsOn.is_null())
            .add(Column::EndsOn.gt(today));
        let holds = Condition::all().add(begun).add(open);
        self.current
            .map(|current| if current { holds } else { holds.not() })
    }
}

/// What relations are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrganisationRelationOrderField {
    /// When the record was made.
    #[default]
    CreatedAt,
    /// The day on which it began; those without one count as the earliest.
    StartsOn,
}

/// How relations are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationRelationOrder {
    /// By what.
    #[graphql(default)]
    pub field: OrganisationRelationOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<organisation_relation::Entity> for OrganisationRelationOrder {
    fn sort(&self) -> Sort<organisation_relation::Entity> {
        let sort = match self.field {
            OrganisationRelationOrderField::CreatedAt => Sort::by(Column::CreatedAt),
            OrganisationRelationOrderField::StartsOn => {
                Sort::by(Column::StartsOn).empty_as(NaiveDate::default())
            }
        };
        sort.descending(self.direction.descending())
    }
}
