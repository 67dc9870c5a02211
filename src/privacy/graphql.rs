//! The audit log as auditors read it, and erasing a person.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    audit_entry::{self, AuditAction, Column},
    person,
};
use sea_orm::{ColumnTrait, Condition};

use super::erasure::{self, ErasePersonInput};
use crate::{
    list,
    nodes::{AuditEntry, Person},
    payload, people,
    platform::{
        access::Viewer,
        error::{Error, Result},
        graphql::{
            ContextExt, DateTime, Direction, Narrow, Nullable, SafeInt, Sorted, id, in_order,
        },
        list::Sort,
        throttle::Guess,
    },
};

pub struct AuditEntryFields(pub Arc<audit_entry::Model>);

#[Object]
impl AuditEntryFields {
    /// Opaque id of this entry.
    async fn id(&self) -> ID {
        id::global("AuditEntry", self.0.id)
    }

    /// Place in the log: from 1, without gaps.
    async fn number(&self) -> SafeInt {
        self.0.number.into()
    }

    /// When it was done.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }

    /// Id of the person who acted, or for whom a program did; null where that is nobody: see capacity.
    async fn actor_id(&self) -> Option<ID> {
        self.0.actor_id.map(|actor| id::global("Person", actor))
    }

    /// The person who acted, or for whom a program did; null where that is nobody, and where the viewer may not see them.
    async fn actor(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<person::Entity, _>(self.0.actor_id).await
    }

    /// `program` and the UUID of the token it holds, for one that acts for actor or for an organisation; `anyone` for somebody who was not signed in, such as whoever accepts
    /// an invitation; else in what capacity Erfa acted by itself. Null for a person in a session of their own.
    async fn capacity(&self) -> Option<&str> {
        self.0.capacity.as_deref()
    }

    /// What was done.
    async fn action(&self) -> AuditAction {
        self.0.action
    }

    /// Kind of the thing it was done with, such as `Person` or `Account`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// Id of the thing it was done with.
    async fn subject_id(&self) -> ID {
        id::global(&self.0.kind, self.0.subject_id)
    }

    /// Names of the fields that were changed or read; never what they hold. Empty where it was the whole thing.
    async fn fields(&self) -> Vec<&str> {
        self.0.fields.split_whitespace().collect()
    }

    /// Why: the purpose or the legal ground; null where the change speaks for itself.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Hash of the entry before, in hexadecimal; of the first one, 64 zeros.
    async fn previous_hash(&self) -> &str {
        &self.0.previous_hash
    }

    /// SHA-256 of this entry and of previousHash, in hexadecimal. Whoever notes it elsewhere can show later that nothing up to here was changed: `erfa audit --head`.
    async fn hash(&self) -> &str {
        &self.0.hash
    }
}

list! {
    /// The audit log, newest first unless asked otherwise; empty for all but auditors and those who run the platform.
    AuditEntries { audit_entries: audit_entry as AuditEntry, filter AuditEntryFilter, order AuditEntryOrder }
}

/// Which entries. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AuditEntryFilter {
    /// What was done.
    pub action: Option<AuditAction>,
    /// Who did it.
    pub actor_id: Option<ID>,
    /// With what it was done: the subjectId of an entry.
    pub subject_id: Option<ID>,
    /// Done at this instant or later.
    pub from: Option<DateTime>,
    /// Done before this instant.
    pub before: Option<DateTime>,
}

impl Narrow<audit_entry::Entity> for AuditEntryFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let actor = self.actor_id.as_ref();
        let actor = actor.map(|one| id::argument::<person::Entity>(one, "filter.actorId"));
        let subject = self.subject_id.as_ref().map(|one| {
            let unknown = "is no id; use the subjectId of an entry.";
            id::parse(one).ok_or_else(|| Error::bad_value("filter.subjectId", unknown))
        });
        let subject = subject.transpose()?;
        in_order(&self.from, &self.before, ["from", "before"])?;
        Ok(Condition::all()
            .add_option(self.action.map(|action| Column::Action.eq(action)))
            .add_option(actor.transpose()?.map(|actor| Column::ActorId.eq(actor)))
            .add_option(subject.map(|(kind, one)| {
                Condition::all()
                    .add(Column::Kind.eq(kind))
                    .add(Column::SubjectId.eq(one))
            }))
            .add_option(self.from.map(|at| Column::At.gte(at.0)))
            .add_option(self.before.map(|at| Column::At.lt(at.0))))
    }
}

/// How entries are sorted: by their number.
#[derive(InputObject, Clone, Debug)]
pub struct AuditEntryOrder {
    /// Which way; `DESC` is newest first.
    #[graphql(default_with = "Direction::Desc")]
    pub direction: Direction,
}

impl Default for AuditEntryOrder {
    fn default() -> Self {
        Self {
            direction: Direction::Desc,
        }
    }
}

impl Sorted<audit_entry::Entity> for AuditEntryOrder {
    fn sort(&self) -> Sort<audit_entry::Entity> {
        Sort::by(Column::Number).descending(self.direction.descending())
    }
}

payload! {
    /// Answers erasePerson.
    ErasePersonPayload {
        /// What is left of the person; null when it was refused.
        person: Person
    }
}

#[derive(Default)]
pub struct PrivacyMutations;

#[Object]
impl PrivacyMutations {
    /// Erases a person, for good: their name, account and titles, what they need and answered at seminars. They leave their
    /// organisations and give up their seats. What they wrote for an organisation and where they took part stays without
    /// a name, where the law wants it kept; `GET /people/{id}/data.zip` says before what that is. For themselves, and for those who run the platform. Refused with
    /// `BAD_CREDENTIALS`, `ALREADY_ERASED`, `LAST_ADMIN` or `LAST_COORDINATOR`.
    async fn erase_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: ErasePersonInput,
    ) -> Result<ErasePersonPayload> {
        let email = people::own_email(ctx.reader()).await?;
        let work = erasure::erase(ctx.reader(), input);
        ErasePersonPayload::from_outcome(ctx.attempt(Guess::Account(&email), work).await)
    }
}
