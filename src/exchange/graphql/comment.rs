//! Comments as clients see them, and what moderators see of them.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object};
use entity::{
    Origin,
    comment::{self, Column, CommentSubjectKind},
    comment_report,
    moderation_action::{self, ModerationKind},
    person,
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    exchange::{
        comment::{changeable, shows_body},
        moderation::{moderatable, reportable},
        policy::{EditComment, ModerateComment, ReportComment},
    },
    list,
    nodes::{Comment, ExchangePost, Experience, Person, Question},
    platform::{
        access::{Allows, Viewer, naming},
        error::Result,
        graphql::{ContextExt, DateTime, Direction, Narrow, Nullable, SafeInt, Sorted, id},
        list::{Link, Sort},
    },
};

/// What the viewer may do with a comment as it stands.
pub struct CommentPermissions(Arc<comment::Model>);

/// What the viewer may do with a comment as it stands.
#[Object]
impl CommentPermissions {
    /// Change it with `editComment`: its author, for 15 minutes.
    async fn edit(&self, ctx: &Context<'_>) -> bool {
        let now = ctx.reader().store().clock.now();
        owns(&self.0, ctx.viewer()) && changeable(&self.0, now).is_ok()
    }

    /// Take it back with `deleteComment`: its author.
    async fn delete(&self, ctx: &Context<'_>) -> bool {
        owns(&self.0, ctx.viewer()) && self.0.deleted_at.is_none()
    }

    /// Report it with `reportComment`: whoever is signed in, once.
    async fn report(&self, ctx: &Context<'_>) -> Result<bool> {
        let viewer = ctx.viewer();
        let Ok(me) = viewer.person() else {
            return Ok(false);
        };
        if viewer.may_write().is_err() || !Allows::<ReportComment>::allows(&*self.0, viewer) {
            return Ok(false);
        }
        if reportable(&self.0, me).is_err() {
            return Ok(false);
        }
        let reports = ctx
            .details::<comment::Entity, comment_report::Entity>(&self.0)
            .await?;
        Ok(reports.iter().all(|one| one.person_id != me))
    }

    /// Hide it with `hideComment` and show it with `restoreComment`, and read its reports.
    async fn moderate(&self, ctx: &Context<'_>) -> bool {
        moderates(&self.0, ctx.viewer()) && moderatable(&self.0).is_ok()
    }
}

fn owns(row: &comment::Model, viewer: &Viewer) -> bool {
    viewer.may_write().is_ok() && Allows::<EditComment>::allows(row, viewer)
}

fn moderates(row: &comment::Model, viewer: &Viewer) -> bool {
    Allows::<ModerateComment>::allows(row, viewer)
}

/// That somebody finds that a comment should not stand.
pub struct CommentReport(comment_report::Model);

/// That somebody finds that a comment should not stand.
#[Object]
impl CommentReport {
    /// Who reported it; null for a person the viewer may not see.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<person::Entity, _>(self.0.person_id).await
    }

    /// Why, in their words.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// When.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

/// What a moderator did about a comment.
pub struct ModerationAction(moderation_action::Model);

/// What a moderator did about a comment.
#[Object]
impl ModerationAction {
    /// Who did it; null for a person the viewer may not see.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<person::Entity, _>(self.0.person_id).await
    }

    /// What was done.
    async fn action(&self) -> ModerationKind {
        self.0.action
    }

    /// Why, in their words.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// When.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

pub struct CommentFields(pub Arc<comment::Model>);

impl CommentFields {
    fn is_on(&self, kind: CommentSubjectKind) -> Option<uuid::Uuid> {
        (self.0.subject_kind == kind).then_some(self.0.subject_id)
    }
}

#[Object]
impl CommentFields {
    /// Opaque id of this comment.
    async fn id(&self) -> ID {
        id::global("Comment", self.0.id)
    }

    /// What sort of thing it is on; one of `experience`, `question` and `exchangePost` is that thing.
    async fn subject_kind(&self) -> CommentSubjectKind {
        self.0.subject_kind
    }

    /// The experience that it is on.
    async fn experience(&self, ctx: &Context<'_>) -> Nullable<Experience> {
        let id = self.is_on(CommentSubjectKind::Experience);
        ctx.related::<entity::experience::Entity, _>(id).await
    }

    /// The question that it is on.
    async fn question(&self, ctx: &Context<'_>) -> Nullable<Question> {
        let id = self.is_on(CommentSubjectKind::Question);
        ctx.related::<entity::question::Entity, _>(id).await
    }

    /// The request or offer that it is on.
    async fn exchange_post(&self, ctx: &Context<'_>) -> Nullable<ExchangePost> {
        let id = self.is_on(CommentSubjectKind::ExchangePost);
        ctx.related::<entity::exchange_post::Entity, _>(id).await
    }

    /// The comment that it answers; null for one on the thing itself.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<Comment> {
        ctx.related::<comment::Entity, _>(self.0.parent_id).await
    }

    /// How deep it stands: 1 on the thing itself, at most 5.
    async fn depth(&self) -> i32 {
        self.0.depth
    }

    /// Who wrote it; null where that is not known, for a person the viewer may not see, and once it is taken back.
    async fn author(&self, ctx: &Context<'_>) -> Nullable<Person> {
        let author = self.0.author_id.filter(|_| self.0.deleted_at.is_none());
        ctx.related::<person::Entity, _>(author).await
    }

    /// What it says; plain text. Null once it is taken back, and of a hidden one for everyone but moderators and its author.
    async fn body(&self, ctx: &Context<'_>) -> Option<&str> {
        shows_body(&self.0, ctx.viewer()).then_some(self.0.body.as_str())
    }

    /// True when a moderator has hidden it.
    async fn is_hidden(&self) -> bool {
        self.0.hidden_at.is_some()
    }

    /// True when its author has taken it back.
    async fn is_deleted(&self) -> bool {
        self.0.deleted_at.is_some()
    }

    /// When it was written.
    async fn written_at(&self) -> DateTime {
        self.0.written_at.into()
    }

    /// When its author last changed it.
    async fn edited_at(&self) -> Option<DateTime> {
        self.0.edited_at.map(DateTime)
    }

    /// Reports that no moderator has answered; null for those who do not moderate it.
    async fn open_report_count(&self, ctx: &Context<'_>) -> Option<i32> {
        moderates(&self.0, ctx.viewer()).then_some(self.0.open_reports)
    }

    /// Who reported it and why, oldest first; null for those who do not moderate it.
    async fn reports(&self, ctx: &Context<'_>) -> Nullable<Vec<CommentReport>> {
        Nullable::of(async {
            if !moderates(&self.0, ctx.viewer()) {
                return Ok(None);
            }
            let rows = ctx
                .details::<comment::Entity, comment_report::Entity>(&self.0)
                .await?;
            Ok(Some(rows.iter().cloned().map(CommentReport).collect()))
        })
        .await
    }

    /// What moderators did about it and why, oldest first; null for everyone but moderators and its author.
    async fn moderation(&self, ctx: &Context<'_>) -> Nullable<Vec<ModerationAction>> {
        Nullable::of(async {
            let own = owns(&self.0, ctx.viewer());
            if !own && !moderates(&self.0, ctx.viewer()) {
                return Ok(None);
            }
            let rows = ctx
                .details::<comment::Entity, moderation_action::Entity>(&self.0)
                .await?;
            Ok(Some(rows.iter().cloned().map(ModerationAction).collect()))
        })
        .await
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
    async fn viewer_can(&self) -> CommentPermissions {
        CommentPermissions(self.0.clone())
    }
}

list! {
    /// Comments on it, oldest first; answers to comments are under those, unless the filter asks for them here too.
    CommentsOfExperience of experience { comments: comment as Comment, filter ThreadFilter, order CommentOrder, by Link::by(Column::SubjectId) }
}
list! {
    /// Comments on it, oldest first; answers to comments are under those, unless the filter asks for them here too.
    CommentsOfQuestion of question { comments: comment as Comment, filter ThreadFilter, order CommentOrder, by Link::by(Column::SubjectId) }
}
list! {
    /// Comments on it, oldest first; answers to comments are under those, unless the filter asks for them here too.
    CommentsOfExchangePost of exchange_post { comments: comment as Comment, filter ThreadFilter, order CommentOrder, by Link::by(Column::SubjectId) }
}
list! {
    /// Answers to it, oldest first.
    RepliesOfComment of comment { replies: comment as Comment, filter CommentFilter, order CommentOrder, by Link::by(Column::ParentId) }
}
list! {
    /// Comments with reports that the viewer, as a moderator, should answer; oldest first.
    ReportedComments { reported_comments: comment as Comment, filter CommentFilter, order CommentOrder, within Reported }
}

/// Which comments of a thing. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ThreadFilter {
    /// Also answers to comments, whatever their depth.
    #[graphql(default)]
    pub include_replies: bool,
    /// Written by this person, one that the viewer may see.
    pub author_id: Option<ID>,
}

impl Narrow<comment::Entity> for ThreadFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let top = (!self.include_replies).then(|| Column::ParentId.is_null());
        Ok(written_by(viewer, &self.author_id)?.add_option(top))
    }
}

fn written_by(viewer: &Viewer, author: &Option<ID>) -> Result<Condition> {
    let author = id::maybe_argument::<person::Entity>(author, "filter.authorId")?;
    let written = |author| {
        naming::<person::Entity>(viewer, Column::AuthorId, &[author])
            .add(Column::DeletedAt.is_null())
    };
    Ok(Condition::all().add_option(author.map(written)))
}

/// Which comments. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct CommentFilter {
    /// Written by this person, one that the viewer may see.
    pub author_id: Option<ID>,
    /// True: hidden ones; false: those that are not hidden.
    pub is_hidden: Option<bool>,
}

impl Narrow<comment::Entity> for CommentFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let hidden = |wanted| match wanted {
            true => Column::HiddenAt.is_not_null(),
            false => Column::HiddenAt.is_null(),
        };
        Ok(written_by(viewer, &self.author_id)?.add_option(self.is_hidden.map(hidden)))
    }
}

/// Those with open reports that the viewer moderates, narrowed further by a filter.
#[derive(Debug)]
struct Reported(CommentFilter);

impl Narrow<comment::Entity> for Reported {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        Ok(Condition::all()
            .add(Column::OpenReports.gt(0))
            .add(viewer.sees(Column::ModeratorsId))
            .add(self.0.condition(viewer)?))
    }
}

/// How comments are sorted: by when they were written.
#[derive(InputObject, Clone, Debug, Default)]
pub struct CommentOrder {
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<comment::Entity> for CommentOrder {
    fn sort(&self) -> Sort<comment::Entity> {
        Sort::by(Column::WrittenAt).descending(self.direction.descending())
    }
}
