//! Lists of registrations, and finding one.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    registration::{self, Column, RegistrationStatus},
    seminar,
};
use sea_orm::{ColumnTrait, Condition, sea_query::Query};

use crate::{
    list,
    nodes::Registration,
    platform::{
        access::{Resource, Viewer},
        error::Result,
        graphql::{ContextExt, DateTime, Direction, Narrow, Nullable, Sorted, id, in_order},
        list::Sort,
        store::one_of_kinds,
    },
};

/// Which registrations. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct RegistrationFilter {
    /// In one of these states.
    pub statuses: Option<Vec<RegistrationStatus>>,
    /// Of people who took part for this organisation.
    pub organisation_id: Option<ID>,
    /// For a seminar that begins at this instant or later. Where its start is not exact, the earliest day counts.
    pub seminar_starts_after: Option<DateTime>,
    /// For a seminar that begins before this instant.
    pub seminar_starts_before: Option<DateTime>,
}

/// The visible seminars that begin within bounds.
fn beginning(viewer: &Viewer, from: Option<DateTime>, before: Option<DateTime>) -> Condition {
    use seminar::{Column as Seminar, Entity};
    if from.is_none() && before.is_none() {
        return Condition::all();
    }
    let seminars = Query::select()
        .column(Seminar::Id)
        .from(Entity)
        .cond_where(
            Condition::all()
                .add_option(from.map(|at| Seminar::SortAt.gte(at.0)))
                .add_option(before.map(|at| Seminar::SortAt.lt(at.0)))
                .add(Entity::visible_to(viewer)),
        )
        .to_owned();
    Condition::all().add(Column::SeminarId.in_subquery(seminars))
}

impl Narrow<registration::Entity> for RegistrationFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let organisation = self.organisation_id.as_ref();
        let organisation = organisation
            .map(|id| id::argument::<entity::organisation::Entity>(id, "filter.organisationId"))
            .transpose()?;
        let statuses = self.statuses.clone();
        in_order(
            &self.seminar_starts_after,
            &self.seminar_starts_before,
            ["seminarStartsAfter", "seminarStartsBefore"],
        )?;
        Ok(Condition::all()
            .add_option(statuses.map(|statuses| one_of_kinds(Column::Status, &statuses)))
            .add_option(organisation.map(|id| Column::OrganisationId.eq(id)))
            .add(beginning(
                viewer,
                self.seminar_starts_after,
                self.seminar_starts_before,
            )))
    }
}

/// What registrations are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RegistrationOrderField {
    /// When the person joined.
    #[default]
    JoinedAt,
    /// When it was last changed.
    UpdatedAt,
}

/// How registrations are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct RegistrationOrder {
    /// By what.
    #[graphql(default)]
    pub field: RegistrationOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<registration::Entity> for RegistrationOrder {
    fn sort(&self) -> Sort<registration::Entity> {
        let sort = match self.field {
            RegistrationOrderField::JoinedAt => Sort::by(Column::JoinedAt),
            RegistrationOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
        };
        sort.descending(self.direction.descending())
    }
}

/// The viewer's own.
#[derive(Debug)]
struct Own(RegistrationFilter);

impl Narrow<registration::Entity> for Own {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        Ok(viewer.owns(Column::PersonId).add(self.0.condition(viewer)?))
    }
}

list! {
    /// The viewer's own registrations, for everything and in every state.
    ViewerSeminars { registrations: registration as Registration, filter RegistrationFilter, order RegistrationOrder, within Own }
}

#[derive(Default)]
pub struct RegistrationLookup;

#[Object]
impl RegistrationLookup {
    /// One registration; null when there is none, or none that the viewer may see.
    async fn registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Registration> {
        match id::argument::<registration::Entity>(&id, "id") {
            Ok(id) => ctx.related::<registration::Entity, _>(id).await,
            Err(wrong) => Err::<Registration, _>(wrong).into(),
        }
    }
}
