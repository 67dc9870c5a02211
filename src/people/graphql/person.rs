//! A person, and lists of people.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::{
    Visibility, affiliation,
    person::{self, Column},
};
use sea_orm::{ColumnTrait, Condition, sea_query::Query};
use uuid::Uuid;

use crate::{
    list,
    nodes::Person,
    payload,
    people::{
        person::{self as people, CreatePersonInput, UpdatePersonInput, name_sort},
        policy::EditPerson,
        visibility::holds_on,
    },
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{ContextExt, DateTime, Direction, Locale, Narrow, Nullable, SafeInt, Sorted, id},
        list::Sort,
        store::{beginning_with, containing},
    },
};

/// What the viewer may do with a person.
#[derive(SimpleObject)]
pub struct PersonPermissions {
    /// Change what they say of themselves with updatePerson.
    pub edit: bool,
}

pub struct PersonFields(pub Arc<person::Model>);

#[Object]
impl PersonFields {
    /// Opaque id of this person.
    async fn id(&self) -> ID {
        id::global("Person", self.0.id)
    }

    /// Their name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Who may see them, as they chose; null to others than themselves.
    async fn visibility(&self, ctx: &Context<'_>) -> Option<Visibility> {
        Allows::<EditPerson>::allows(&*self.0, ctx.viewer()).then_some(self.0.visibility)
    }

    /// Language they prefer.
    async fn locale(&self) -> Option<Locale> {
        self.0.locale.clone().map(Locale)
    }

    /// When all that could tell who they are was erased; null for everybody else.
    async fn erased_at(&self) -> Option<DateTime> {
        self.0.erased_at.map(Into::into)
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

    /// What the viewer may do with them.
    async fn viewer_can(&self, ctx: &Context<'_>) -> PersonPermissions {
        PersonPermissions {
            edit: Allows::<EditPerson>::allows(&*self.0, ctx.viewer()),
        }
    }
}

list! {
    /// People that the viewer may see, by name.
    People { people: person as Person, filter PersonFilter, order PersonOrder }
}

#[derive(Default)]
pub struct PersonLookup;

#[Object]
impl PersonLookup {
    /// One person; null when there is none, or none that the viewer may see.
    async fn person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Person> {
        match id::argument::<person::Entity>(&id, "id") {
            Ok(id) => ctx.related::<person::Entity, _>(id).await,
            Err(wrong) => Err::<Person, _>(wrong).into(),
        }
    }
}

/// Which people. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PersonFilter {
    /// In whose name a word begins with this text, in any case.
    pub name_begins_with: Option<String>,
    /// Who belong to this organisation today.
    pub organisation_id: Option<ID>,
}

impl PersonFilter {
    fn organisation(&self) -> Result<Option<Uuid>> {
        let given = self.organisation_id.as_ref();
        given
            .map(|id| id::argument::<entity::organisation::Entity>(id, "filter.organisationId"))
            .transpose()
    }
}

impl Narrow<person::Entity> for PersonFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        self.organisation()?;
        let name = self.name_begins_with.as_deref();
        Ok(Condition::all().add_option(name.map(|text| {
            let key = name_sort(text.trim());
            Condition::any()
                .add(beginning_with(Column::NameSort, &key))
                .add(containing(Column::NameSort, &format!(" {key}")))
                .add(containing(Column::NameSort, &format!("-{key}")))
        })))
    }

    fn on(&self, today: NaiveDate) -> Option<Condition> {
        let organisation = self.organisation().ok()??;
        let there = Query::select()
            .column(affiliation::Column::PersonId)
            .from(affiliation::Entity)
            .and_where(affiliation::Column::OrganisationId.eq(organisation))
            .cond_where(holds_on(today))
            .to_owned();
        Some(Condition::all().add(Column::Id.in_subquery(there)))
    }
}

/// How people are sorted: by name.
#[derive(InputObject, Clone, Debug, Default)]
pub struct PersonOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<person::Entity> for PersonOrder {
    fn sort(&self) -> Sort<person::Entity> {
        Sort::by(Column::NameSort).descending(self.direction.descending())
    }
}

payload! {
    /// Answers createPerson.
    CreatePersonPayload {
        /// The new person; null when it was refused.
        person: Person
    }
}
payload! {
    /// Answers updatePerson.
    UpdatePersonPayload {
        /// The person as they are now; null when the change was refused.
        person: Person
    }
}

#[derive(Default)]
pub struct PersonMutations;

#[Object]
impl PersonMutations {
    /// Adds a person together with their first affiliation; for admins of that organisation. Refused with `MISSING` or
    /// `TOO_LONG`.
    async fn create_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] input: CreatePersonInput,
    ) -> Result<CreatePersonPayload> {
        let work = ctx.begin().await?;
        let outcome = people::create(&work, input).await;
        CreatePersonPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes what a person says of themselves; for themselves. Refused with `MISSING`, `TOO_LONG` or `ERASED`.
    async fn update_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdatePersonInput,
    ) -> Result<UpdatePersonPayload> {
        let work = ctx.begin().await?;
        let outcome = people::update(&work, input).await;
        UpdatePersonPayload::from_outcome(work.finish(outcome).await)
    }
}
