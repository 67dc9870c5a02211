//! Who is signed in.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, Object, SimpleObject};
use entity::{account, affiliation::OrganisationRole, organisation, person, session};

use super::Account;
use crate::{
    nodes::{Organisation, Person, Viewer},
    people::account as accounts,
    platform::{
        access::{Role, Who},
        error::Result,
        graphql::{ContextExt, DateTime, Nullable},
        list::ById,
    },
};

/// A role that the viewer has in an organisation today.
#[derive(SimpleObject)]
pub struct OrganisationRoleHeld {
    /// The organisation.
    pub organisation: Organisation,
    /// The highest of the viewer's roles there.
    pub role: OrganisationRole,
}

pub struct ViewerFields(pub Arc<person::Model>);

#[Object]
impl ViewerFields {
    /// The person who is signed in.
    async fn person(&self) -> Person {
        self.0.clone().into()
    }

    /// How they sign in.
    async fn account(&self, ctx: &Context<'_>) -> Nullable<Account> {
        let account = accounts::of_person(ctx.reader(), self.0.id).await;
        account.map(|row| row.map(Account::from)).into()
    }

    /// The organisations where they belong today, by name, each with their highest role there.
    async fn organisation_roles(&self, ctx: &Context<'_>) -> Result<Vec<OrganisationRoleHeld>> {
        let held: HashMap<_, _> = ctx.viewer().roles().collect();
        let keys = held.keys().map(|id| ById::<organisation::Entity>::new(*id));
        let found = ctx.loader().load_many(keys).await?;
        let mut found: Vec<_> = found.into_values().collect();
        found.sort_by(|one, other| one.name_sort.cmp(&other.name_sort));
        let answer = |row: Arc<organisation::Model>| {
            let role = match held.get(&row.id)? {
                Role::Member => OrganisationRole::Member,
                Role::Editor | Role::Coordinator => OrganisationRole::Editor,
                Role::Admin => OrganisationRole::Admin,
            };
            let organisation = row.into();
            Some(OrganisationRoleHeld { organisation, role })
        };
        Ok(found.into_iter().filter_map(answer).collect())
    }

    /// When the session ends unless it is refreshed before.
    async fn session_expires_at(&self, ctx: &Context<'_>) -> Nullable<DateTime> {
        Nullable::of(async {
            let Who::Person { session, .. } = *ctx.viewer().who() else {
                return Ok(None);
            };
            let Some(account) = accounts::of_person(ctx.reader(), self.0.id).await? else {
                return Ok(None);
            };
            let all = ctx.details::<account::Entity, session::Entity>(&account);
            let all = all.await?;
            let this = all.iter().find(|one| one.id == session);
            Ok(this.map(|one| one.expires_at.into()))
        })
        .await
    }
}

#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who is signed in; null when nobody is.
    async fn viewer(&self, ctx: &Context<'_>) -> Nullable<Viewer> {
        let person = ctx.viewer().person().ok();
        ctx.related::<person::Entity, _>(person).await
    }
}
