//! Saying something to an experience, a question, a request or an offer.
//!
//! 1. Whoever is signed in comments on what they see, once it is published; five deep at most.
//! 2. Nobody answers a comment that is hidden or taken back.
//! 3. Its author changes it for a quarter of an hour, and takes it back at any time; its place stays. Nobody else does
//!    either: moderators hide it, which is kept.

use async_graphql::{ID, InputObject, OneofObject};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{Origin, comment, exchange_post, experience, question};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    circle::{Subject, moderators_of},
    content::TEXT,
    policy::{Discuss, EditComment, ModerateComment},
    question::{lock_question, lose_answer},
};
use crate::platform::{
    access::{Allows, Under, Viewer, Work},
    clock::new_id,
    error::{Refusal, Result},
    graphql::{Check, SafeInt, id},
};

/// The comment that is answered stands under something else.
const OTHER_SUBJECT: &str = "OTHER_SUBJECT";
/// The comment that is answered is hidden or taken back.
const COMMENT_GONE: &str = "COMMENT_GONE";
/// Answers to answers go no deeper.
const TOO_DEEP: &str = "TOO_DEEP";
/// The time in which its author may change it is over.
const TOO_LATE: &str = "TOO_LATE";

/// How deep answers to answers go.
const DEEPEST: i32 = 5;
/// How long its author may change a comment.
const CHANGEABLE: TimeDelta = TimeDelta::minutes(15);

/// What is commented on.
#[derive(OneofObject)]
#[allow(
    clippy::enum_variant_names,
    reason = "the names of its members for clients"
)]
pub enum CommentSubjectInput {
    /// An experience that is published.
    ExperienceId(ID),
    /// A question.
    QuestionId(ID),
    /// A request or an offer.
    ExchangePostId(ID),
}

/// A new comment.
#[derive(InputObject)]
pub struct AddCommentInput {
    /// What it is on.
    pub subject: CommentSubjectInput,
    /// The comment that it answers, on the same thing; on the thing itself when missing.
    pub parent_id: Option<ID>,
    /// Plain text, at most 10,000 characters.
    pub body: String,
}

/// A change of a comment of one's own.
#[derive(InputObject)]
pub struct EditCommentInput {
    /// The comment.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The new text, at most 10,000 characters.
    pub body: String,
}

/// Taking back a comment of one's own.
#[derive(InputObject)]
pub struct DeleteCommentInput {
    /// The comment.
    pub id: ID,
}

pub async fn add(work: &Work, input: AddCommentInput) -> Result<comment::Model> {
    let mut check = Check::default();
    let parent = id::optional::<comment::Entity>(&input.parent_id, "parentId");
    let parent = check.take(parent)?.flatten();
    let body = check.text("body", input.body, TEXT);
    let subject = match &input.subject {
        CommentSubjectInput::ExperienceId(id) => {
            id::of::<experience::Entity>(id, "subject.experienceId")
        }
        CommentSubjectInput::QuestionId(id) => id::of::<question::Entity>(id, "subject.questionId"),
        CommentSubjectInput::ExchangePostId(id) => {
            id::of::<exchange_post::Entity>(id, "subject.exchangePostId")
        }
    };
    let subject = check.take(subject)?;
    check.finish()?;
    let subject = subject.unwrap_or_default();
    match input.subject {
        CommentSubjectInput::ExperienceId(_) => {
            on::<experience::Entity>(work, subject, parent, body).await
        }
        CommentSubjectInput::QuestionId(_) => {
            on::<question::Entity>(work, subject, parent, body).await
        }
        CommentSubjectInput::ExchangePostId(_) => {
            on::<exchange_post::Entity>(work, subject, parent, body).await
        }
    }
}

async fn on<E: Subject>(
    work: &Work,
    subject: Uuid,
    parent: Option<Uuid>,
    body: String,
) -> Result<comment::Model>
where
    comment::Entity: Under<Discuss, E>,
{
    let subject = work.permit::<Discuss, E>(subject).await?;
    E::takes_comments(&subject)?;
    let depth = match parent {
        None => 1,
        Some(parent) => depth_under(work, E::id_of(&subject), parent).await?,
    };
    let moderators = moderators_of::<E>(work, &subject).await?;
    let row = comment::ActiveModel {
        id: Set(new_id()),
        subject_kind: Set(E::SUBJECT),
        parent_id: Set(parent),
        depth: Set(depth),
        author_id: Set(work.viewer().person().ok()),
        body: Set(body),
        written_at: Set(work.now()),
        open_reports: Set(0),
        audience_id: Set(E::circle(&subject).audience),
        moderators_id: Set(moderators),
        origin: Set(Origin::Local),
        ..Default::default()
    };
    work.insert(row, &subject).await
}

/// How deep an answer to a comment stands; refused where none can.
async fn depth_under(work: &Work, subject: Uuid, parent: Uuid) -> Result<i32> {
    let parent = work.visible::<comment::Entity>(parent).await?;
    let refuse = |code, message: &str| Err(Refusal::new(code, message).at("parentId").into());
    if parent.subject_id != subject {
        return refuse(
            OTHER_SUBJECT,
            "parentId names a comment on something else; answer it there.",
        );
    }
    if parent.hidden_at.is_some() || parent.deleted_at.is_some() {
        return refuse(
            COMMENT_GONE,
            "parentId names a comment that is hidden or taken back; answer another, or the thing itself.",
        );
    }
    if parent.depth >= DEEPEST {
        return refuse(
            TOO_DEEP,
            "parentId names a comment five deep; answer the one above it.",
        );
    }
    Ok(parent.depth + 1)
}

pub async fn edit(work: &Work, input: EditCommentInput) -> Result<comment::Model> {
    let id = id::of::<comment::Entity>(&input.id, "id")?;
    let comment = work
        .permit_version::<EditComment, comment::Entity>(id, input.version.0)
        .await?;
    changeable(&comment, work.now())?;
    let mut check = Check::default();
    let body = check.text("body", input.body, TEXT);
    check.finish()?;
    let change = comment::ActiveModel {
        body: Set(body),
        edited_at: Set(Some(work.now())),
        ..Default::default()
    };
    work.update(&comment, change).await
}

/// Takes a comment back: its text is gone, its place stays for the answers to it.
pub async fn delete(work: &Work, input: DeleteCommentInput) -> Result<comment::Model> {
    let id = id::of::<comment::Entity>(&input.id, "id")?;
    let question = lock_question(work, id).await?;
    let comment = work.permit::<EditComment, comment::Entity>(id).await?;
    if comment.deleted_at.is_some() {
        return Ok((*comment).clone());
    }
    if let Some(question) = question {
        lose_answer(work, &question, comment.id).await?;
    }
    let change = comment::ActiveModel {
        deleted_at: Set(Some(work.now())),
        open_reports: Set(0),
        ..Default::default()
    };
    work.update(&comment, change).await
}

/// Its author may change it at this moment; refused otherwise.
pub(super) fn changeable(row: &comment::Model, now: DateTime<Utc>) -> Result<()> {
    if row.deleted_at.is_some() || row.hidden_at.is_some() {
        let message = "The comment is hidden or taken back; write another.";
        return Err(Refusal::new(COMMENT_GONE, message).into());
    }
    if row.written_at + CHANGEABLE < now {
        let message = "A comment can be changed for 15 minutes, and those are over; take it back, or answer it.";
        return Err(Refusal::new(TOO_LATE, message).into());
    }
    Ok(())
}

/// What it says is for this viewer: nobody's once it is taken back; the moderators' and its author's while it is hidden.
pub(super) fn shows_body(row: &comment::Model, viewer: &Viewer) -> bool {
    let hidden = row.hidden_at.is_some();
    let may = !hidden
        || Allows::<ModerateComment>::allows(row, viewer)
        || Allows::<EditComment>::allows(row, viewer);
    row.deleted_at.is_none() && may
}
