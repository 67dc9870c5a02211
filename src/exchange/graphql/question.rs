//! A question as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    Origin, Visibility, network_share,
    question::{self, QuestionStatus},
    theme_link,
};

use crate::{
    exchange::{
        circle::discusses,
        policy::EditQuestion,
        question::{QuestionStep, may},
        tally::CommentsOn,
    },
    list,
    networks::{NetworkFilter, NetworkOrder},
    nodes::{Comment, Municipality, Network, Organisation, Person, Theme},
    platform::{
        access::Allows,
        error::Result,
        graphql::{ContextExt, DateTime, Locale, Nullable, SafeInt, id},
        list::Link,
    },
    themes::{ThemeFilter, ThemeOrder},
};

/// What the viewer may do with a question as it stands.
#[derive(SimpleObject)]
pub struct QuestionPermissions {
    /// Change it with `updateQuestion`, and say with `acceptAnswer` which comment answers it.
    pub edit: bool,
    /// End it with `closeQuestion`.
    pub close: bool,
    /// Ask it again with `reopenQuestion`.
    pub reopen: bool,
    /// Comment on it with `addComment`.
    pub comment: bool,
}

pub struct QuestionFields(pub Arc<question::Model>);

#[Object]
impl QuestionFields {
    /// Opaque id of this question.
    async fn id(&self) -> ID {
        id::global("Question", self.0.id)
    }

    /// The language it is asked in.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale.clone())
    }

    /// The question in one line.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What is behind it; plain text.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// Where it stands.
    async fn status(&self) -> QuestionStatus {
        self.0.status
    }

    /// Who asks; null where that is not known, or for a person the viewer may not see.
    async fn asker(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.asker_id)
            .await
    }

    /// The organisation it is asked for; null when somebody asks for themselves.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// The municipality it is about.
    async fn municipality(&self, ctx: &Context<'_>) -> Nullable<Municipality> {
        ctx.related::<entity::municipality::Entity, _>(self.0.municipality_id)
            .await
    }

    /// The comment that answers it.
    async fn accepted_answer(&self, ctx: &Context<'_>) -> Nullable<Comment> {
        ctx.related::<entity::comment::Entity, _>(self.0.accepted_answer_id)
            .await
    }

    /// How many comments it has, answers too; hidden and deleted ones do not count.
    async fn comment_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let count = ctx.loader().load_one(CommentsOn(self.0.id)).await?;
        Ok(count.unwrap_or(0))
    }

    /// When it was asked.
    async fn asked_at(&self) -> DateTime {
        self.0.asked_at.into()
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
    async fn viewer_can(&self, ctx: &Context<'_>) -> QuestionPermissions {
        let edits = Allows::<EditQuestion>::allows(&*self.0, ctx.viewer());
        let can = |step| edits && may(&self.0, step).is_ok();
        QuestionPermissions {
            edit: can(QuestionStep::Change),
            close: can(QuestionStep::Close),
            reopen: can(QuestionStep::Reopen),
            comment: discusses::<question::Entity>(&self.0, ctx.viewer()),
        }
    }
}

list! {
    /// What it is about.
    ThemesOfQuestion of question { themes: theme as Theme, filter ThemeFilter, order ThemeOrder,
        by Link::through(theme_link::Entity, theme_link::Column::SubjectId, theme_link::Column::ThemeId) }
}
list! {
    /// The networks it is shared in, as far as the viewer may see them.
    NetworksOfQuestion of question { networks: network as Network, filter NetworkFilter, order NetworkOrder,
        by Link::through(network_share::Entity, network_share::Column::SubjectId, network_share::Column::NetworkId) }
}
