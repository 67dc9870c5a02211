//! What an organisation is to a thing, as clients see it.

use async_graphql::{Context, Object};
use entity::party::{self, PartyRole};

use crate::{
    nodes::Organisation,
    platform::graphql::{ContextExt, Nullable},
};

/// What an organisation is to a programme, a project or an agreement.
pub struct Party(party::Model);

impl Party {
    /// By role, and within a role in the order of the source.
    pub fn in_order(rows: &[party::Model]) -> Vec<Self> {
        let mut rows = rows.to_vec();
        rows.sort_by_key(|row| (row.role, row.position));
        rows.into_iter().map(Self).collect()
    }
}

/// What an organisation is to a programme, a project or an agreement.
#[Object]
impl Party {
    /// The organisation; null where it is only named in words.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// The organisation in words, where it has no record of its own.
    async fn organisation_text(&self) -> Option<&str> {
        self.0.organisation_text.as_deref()
    }

    /// What it is to the thing.
    async fn role(&self) -> PartyRole {
        self.0.role
    }
}
