//! Comments that should not stand.
//!
//! 1. Whoever is signed in and sees a comment reports it once, with a reason; only moderators read the reports.
//! 2. Moderators hide a comment and show it again, each time with a reason that is kept.
//! 3. Whatever a moderator does answers the reports that were open.
//! 4. A comment that is hidden answers a question no longer; shown again, it waits for the asker to take it once more.

use async_graphql::{ID, InputObject};
use entity::{
    comment, comment_report,
    moderation_action::{self, ModerationKind},
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    content::NOTE,
    policy::{ModerateComment, ReportComment},
    question::{lock_question, lose_answer},
};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::{Refusal, Result},
    graphql::{Check, id},
};

/// The person has reported this comment before.
const ALREADY_REPORTED: &str = "ALREADY_REPORTED";
/// The person wrote the comment.
const OWN_COMMENT: &str = "OWN_COMMENT";
/// The comment is hidden already.
const ALREADY_HIDDEN: &str = "ALREADY_HIDDEN";
/// The comment is taken back.
const COMMENT_GONE: &str = "COMMENT_GONE";
/// The comment is not hidden and nobody reported it.
const NOTHING_TO_ANSWER: &str = "NOTHING_TO_ANSWER";

/// A comment that should not stand.
#[derive(InputObject)]
pub struct ReportCommentInput {
    /// The comment.
    pub id: ID,
    /// Why; at most 2,000 characters.
    pub reason: String,
}

/// What a moderator does about a comment.
#[derive(InputObject)]
pub struct ModerateCommentInput {
    /// The comment.
    pub id: ID,
    /// Why; at most 2,000 characters. Its author can read it.
    pub reason: String,
}

pub async fn report(work: &Work, input: ReportCommentInput) -> Result<comment::Model> {
    let id = id::of::<comment::Entity>(&input.id, "id")?;
    let comment = work.permit::<ReportComment, comment::Entity>(id).await?;
    let mut check = Check::default();
    let reason = check.text("reason", input.reason, NOTE);
    check.finish()?;
    let me = work.viewer().person()?;
    reportable(&comment, me)?;
    let row = comment_report::ActiveModel {
        id: Set(new_id()),
        person_id: Set(me),
        reason: Set(reason),
        at: Set(work.now()),
        ..Default::default()
    };
    work.insert(row, &comment).await.map_err(|error| {
        if !error.is_duplicate() {
            return error;
        }
        let message = "You have reported this comment before; the moderators have read it or will.";
        Refusal::new(ALREADY_REPORTED, message).at("id").into()
    })?;
    let change = comment::ActiveModel {
        open_reports: Set(comment.open_reports + 1),
        ..Default::default()
    };
    work.update(&comment, change).await
}

/// This person may report it, unless they have done so before; refused otherwise.
pub(super) fn reportable(comment: &comment::Model, person: Uuid) -> Result<()> {
    if comment.deleted_at.is_some() || comment.hidden_at.is_some() {
        let message =
            "The comment is hidden or taken back already; there is nothing left to report.";
        return Err(Refusal::new(COMMENT_GONE, message).at("id").into());
    }
    if comment.author_id == Some(person) {
        let message = "You wrote this comment; take it back with deleteComment.";
        return Err(Refusal::new(OWN_COMMENT, message).at("id").into());
    }
    Ok(())
}

/// There is something to moderate; refused otherwise.
pub(super) fn moderatable(comment: &comment::Model) -> Result<()> {
    if comment.deleted_at.is_some() {
        let message = "The comment is taken back by its author; there is nothing to moderate.";
        return Err(Refusal::new(COMMENT_GONE, message).at("id").into());
    }
    Ok(())
}

pub async fn hide(work: &Work, input: ModerateCommentInput) -> Result<comment::Model> {
    moderate(work, input, |comment| {
        if comment.hidden_at.is_some() {
            let message = "The comment is hidden already; restoreComment shows it again.";
            return Err(Refusal::new(ALREADY_HIDDEN, message).at("id").into());
        }
        Ok(ModerationKind::Hide)
    })
    .await
}

/// Shows a hidden comment again, or lets one stand that was reported.
pub async fn restore(work: &Work, input: ModerateCommentInput) -> Result<comment::Model> {
    moderate(work, input, |comment| {
        match (comment.hidden_at, comment.open_reports) {
            (Some(_), _) => Ok(ModerationKind::Restore),
            (None, 0) => {
                let message = "The comment is not hidden and no report of it is open; there is nothing to restore.";
                Err(Refusal::new(NOTHING_TO_ANSWER, message).at("id").into())
            }
            (None, _) => Ok(ModerationKind::Keep),
        }
    })
    .await
}

async fn moderate(
    work: &Work,
    input: ModerateCommentInput,
    decide: impl FnOnce(&comment::Model) -> Result<ModerationKind>,
) -> Result<comment::Model> {
    let id = id::of::<comment::Entity>(&input.id, "id")?;
    let question = lock_question(work, id).await?;
    let comment = work.permit::<ModerateComment, comment::Entity>(id).await?;
    let mut check = Check::default();
    let reason = check.text("reason", input.reason, NOTE);
    check.finish()?;
    moderatable(&comment)?;
    let action = decide(&comment)?;
    if let Some(question) = question.filter(|_| action == ModerationKind::Hide) {
        lose_answer(work, &question, comment.id).await?;
    }
    let kept = moderation_action::ActiveModel {
        id: Set(new_id()),
        person_id: Set(work.viewer().person().ok()),
        action: Set(action),
        reason: Set(reason),
        at: Set(work.now()),
        ..Default::default()
    };
    work.insert(kept, &comment).await?;
    let change = comment::ActiveModel {
        hidden_at: Set((action == ModerationKind::Hide).then(|| work.now())),
        open_reports: Set(0),
        ..Default::default()
    };
    work.update(&comment, change).await
}
