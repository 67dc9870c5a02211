//! A request or an offer as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    Origin, Visibility,
    exchange_post::{self, ExchangeKind, ExchangeStatus},
    network_share, theme_link,
};

use crate::{
    exchange::{
        circle::discusses,
        matching::takes_match,
        policy::EditPost,
        post::{self, PostStep},
        tally::CommentsOn,
    },
    list,
    networks::{NetworkFilter, NetworkOrder},
    nodes::{Municipality, Network, Organisation, Person, Theme},
    platform::{
        access::Allows,
        error::Result,
        graphql::{ContextExt, Date, DateTime, Locale, Nullable, SafeInt, id},
        list::Link,
    },
    themes::{ThemeFilter, ThemeOrder},
};

/// What the viewer may do with a request or an offer as it stands.
#[derive(SimpleObject)]
pub struct ExchangePostPermissions {
    /// Change it with `updateExchangePost`.
    pub edit: bool,
    /// End it with `closeExchangePost`.
    pub close: bool,
    /// Take it back with `withdrawExchangePost`.
    pub withdraw: bool,
    /// Propose a match with `proposeMatch`, for an organisation that one writes for.
    pub propose_match: bool,
    /// Comment on it with `addComment`.
    pub comment: bool,
}

pub struct ExchangePostFields(pub Arc<exchange_post::Model>);

#[Object]
impl ExchangePostFields {
    /// Opaque id of this request or offer.
    async fn id(&self) -> ID {
        id::global("ExchangePost", self.0.id)
    }

    /// Whether help is needed or offered.
    async fn kind(&self) -> ExchangeKind {
        self.0.kind
    }

    /// The language it is written in.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale.clone())
    }

    /// What is needed or offered, in one line.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The same in full; plain text.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// Last day on which it stands; null when it has none.
    async fn deadline(&self) -> Option<Date> {
        self.0.deadline.map(Date)
    }

    /// Where it stands in its life.
    async fn status(&self) -> ExchangeStatus {
        self.0.status
    }

    /// The organisation that needs or offers it.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// Who wrote it; null where that is not known, or for a person the viewer may not see.
    async fn author(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.author_id)
            .await
    }

    /// The municipality it is about.
    async fn municipality(&self, ctx: &Context<'_>) -> Nullable<Municipality> {
        ctx.related::<entity::municipality::Entity, _>(self.0.municipality_id)
            .await
    }

    /// How many comments it has, answers too; hidden and deleted ones do not count.
    async fn comment_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let count = ctx.loader().load_one(CommentsOn(self.0.id)).await?;
        Ok(count.unwrap_or(0))
    }

    /// When it was posted.
    async fn posted_at(&self) -> DateTime {
        self.0.posted_at.into()
    }

    /// Who may see it; its networks may narrow that.
    async fn visibility(&self) -> Visibility {
        self.0.visibility
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// How the record came to Erfa.
    async fn origin(&self) -> Origin {
        self.0.origin
    }

    /// When it was added to Erfa.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change; a change names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> ExchangePostPermissions {
        let (row, viewer) = (&*self.0, ctx.viewer());
        let edits = Allows::<EditPost>::allows(row, viewer);
        let can = |step| edits && post::may(row, step).is_ok();
        let writes = viewer.writes_for_some(|_| true);
        ExchangePostPermissions {
            edit: can(PostStep::Change),
            close: can(PostStep::Close),
            withdraw: can(PostStep::Withdraw),
            propose_match: writes && takes_match(row).is_ok(),
            comment: discusses::<exchange_post::Entity>(&self.0, viewer),
        }
    }
}

list! {
    /// What it is about.
    ThemesOfExchangePost of exchange_post { themes: theme as Theme, filter ThemeFilter, order ThemeOrder,
        by Link::through(theme_link::Entity, theme_link::Column::SubjectId, theme_link::Column::ThemeId) }
}
list! {
    /// The networks it is shared in, as far as the viewer may see them.
    NetworksOfExchangePost of exchange_post { networks: network as Network, filter NetworkFilter, order NetworkOrder,
        by Link::through(network_share::Entity, network_share::Column::SubjectId, network_share::Column::NetworkId) }
}
