//! Where people belong.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::affiliation::{self, AffiliationCategory, Column, OrganisationRole};
use sea_orm::Condition;

use crate::{
    list,
    nodes::{Affiliation, Organisation, Person},
    payload,
    people::{
        affiliation::{
            self as affiliations, AddAffiliationInput, EndAffiliationInput, UpdateAffiliationInput,
            holds,
        },
        policy::{EditAffiliation, EndAffiliation},
        visibility::holds_on,
    },
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{ContextExt, Date, DateTime, Direction, Narrow, Nullable, SafeInt, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

/// What the viewer may do with an affiliation.
#[derive(SimpleObject)]
pub struct AffiliationPermissions {
    /// Change it with updateAffiliation.
    pub edit: bool,
    /// End it with endAffiliation.
    pub end: bool,
}

pub struct AffiliationFields(pub Arc<affiliation::Model>);

#[Object]
impl AffiliationFields {
    /// Opaque id of this affiliation.
    async fn id(&self) -> ID {
        id::global("Affiliation", self.0.id)
    }

    /// Who belongs there; null to an admin of the organisation from whom they hide.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.person_id)
            .await
    }

    /// Where they belong.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// What they are there, such as `Näringslivschef`.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// In what capacity they belong there.
    async fn category(&self) -> AffiliationCategory {
        self.0.category
    }

    /// What they may do for the organisation while it holds.
    async fn role(&self) -> OrganisationRole {
        self.0.role
    }

    /// First day on which it held, where known.
    async fn starts_on(&self) -> Option<Date> {
        self.0.starts_on.map(Date)
    }

    /// First day on which it no longer holds; null while it is open.
    async fn ends_on(&self) -> Option<Date> {
        self.0.ends_on.map(Date)
    }

    /// True when it holds today.
    async fn is_current(&self, ctx: &Context<'_>) -> bool {
        let today = ctx.reader().store().clock.today();
        holds(self.0.starts_on, self.0.ends_on, today)
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
    async fn viewer_can(&self, ctx: &Context<'_>) -> AffiliationPermissions {
        AffiliationPermissions {
            edit: Allows::<EditAffiliation>::allows(&*self.0, ctx.viewer()),
            end: Allows::<EndAffiliation>::allows(&*self.0, ctx.viewer()),
        }
    }
}

list! {
    /// Where they belong and belonged, oldest record first.
    AffiliationsOfPerson of person { affiliations: affiliation as Affiliation, filter AffiliationFilter, order AffiliationOrder,
        by Link::by(Column::PersonId) }
}
list! {
    /// People who belong and belonged there, as far as the viewer may see them, oldest record first.
    AffiliationsOfOrganisation of organisation { affiliations: affiliation as Affiliation, filter AffiliationFilter, order AffiliationOrder,
        by Link::by(Column::OrganisationId) }
}

/// Which affiliations. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AffiliationFilter {
    /// True: only those that hold today; false: only those that do not.
    pub current: Option<bool>,
    /// With one of these roles.
    pub roles: Option<Vec<OrganisationRole>>,
    /// In one of these capacities.
    pub categories: Option<Vec<AffiliationCategory>>,
}

impl Narrow<affiliation::Entity> for AffiliationFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let (roles, categories) = (self.roles.clone(), self.categories.clone());
        Ok(Condition::all()
            .add_option(roles.map(|roles| one_of_kinds(Column::Role, &roles)))
            .add_option(categories.map(|categories| one_of_kinds(Column::Category, &categories))))
    }

    fn on(&self, today: NaiveDate) -> Option<Condition> {
        let holds = holds_on(today);
        self.current
            .map(|current| if current { holds } else { holds.not() })
    }
}

/// What affiliations are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AffiliationOrderField {
    /// When the record was made.
    #[default]
    CreatedAt,
    /// The day on which it began; those without one count as the earliest.
    StartsOn,
}

/// How affiliations are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AffiliationOrder {
    /// By what.
    #[graphql(default)]
    pub field: AffiliationOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<affiliation::Entity> for AffiliationOrder {
    fn sort(&self) -> Sort<affiliation::Entity> {
        let sort = match self.field {
            AffiliationOrderField::CreatedAt => Sort::by(Column::CreatedAt),
            AffiliationOrderField::StartsOn => {
                Sort::by(Column::StartsOn).empty_as(NaiveDate::default())
            }
        };
        sort.descending(self.direction.descending())
    }
}

payload! {
    /// Answers addAffiliation.
    AddAffiliationPayload {
        /// The new affiliation; null when it was refused.
        affiliation: Affiliation
    }
}
payload! {
    /// Answers updateAffiliation.
    UpdateAffiliationPayload {
        /// The affiliation as it is now; null when the change was refused.
        affiliation: Affiliation
    }
}
payload! {
    /// Answers endAffiliation.
    EndAffiliationPayload {
        /// The affiliation as it is now; null when the change was refused.
        affiliation: Affiliation
    }
}

#[derive(Default)]
pub struct AffiliationMutations;

#[Object]
impl AffiliationMutations {
    /// Lets a person belong to an organisation; for its admins. Refused with `OWN_ROLE`, `REVERSED`, `TOO_LONG` or `ERASED`.
    async fn add_affiliation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, where, and as what.")] input: AddAffiliationInput,
    ) -> Result<AddAffiliationPayload> {
        let work = ctx.begin().await?;
        let outcome = affiliations::add(&work, input).await;
        AddAffiliationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes what somebody is to an organisation; for its admins. Refused with `LAST_ADMIN`, `OWN_ROLE` or `TOO_LONG`.
    async fn update_affiliation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateAffiliationInput,
    ) -> Result<UpdateAffiliationPayload> {
        let work = ctx.begin().await?;
        let outcome = affiliations::update(&work, input).await;
        UpdateAffiliationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Ends an affiliation, and with it at once the access it gave; for the person and for the organisation's admins.
    /// Refused with `LAST_ADMIN`, `ALREADY_ENDED`, `ENDS_EARLIER` or `REVERSED`.
    async fn end_affiliation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and when.")] input: EndAffiliationInput,
    ) -> Result<EndAffiliationPayload> {
        let work = ctx.begin().await?;
        let outcome = affiliations::end(&work, input).await;
        EndAffiliationPayload::from_outcome(work.finish(outcome).await)
    }
}
