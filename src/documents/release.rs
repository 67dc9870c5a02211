//! From draft to archive, and when those a document is for begin to see it.
//!
//! 1. A draft is published by its editors. It is released at once, unless `publishAt` or `embargoUntil` lies ahead.
//! 2. What is held back is released when that time has come, and leaves rows in the change log.
//! 3. What has been released can be archived: it stays visible, marked as no longer current. Publishing it again takes
//!    it out of the archive.
//! 4. What has been published is to be reviewed within twelve months, and again within twelve months of each review.

use async_graphql::Enum;
use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};
use entity::document::{self, Column};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use super::{
    circle::CAPACITY,
    graphql::{ArchiveDocumentInput, PublishDocumentInput, ReviewDocumentInput},
    issuing::{Edited, write},
    policy::EditDocument,
};
use crate::{
    networks::circle::settle,
    platform::{
        access::{Resource, Work},
        due::Due,
        error::{Error, Refusal, Result},
        graphql::{Check, id},
        store::one_of,
    },
};

/// The document is not in a state from which that is possible.
pub const WRONG_STATE: &str = "WRONG_STATE";
/// A moment that must lie ahead does not.
pub const IN_THE_PAST: &str = "IN_THE_PAST";

/// Months after which what was published or reviewed is to be reviewed.
const REVIEW_MONTHS: u32 = 12;
/// Documents that one turn releases.
const AT_ONCE: u64 = 500;

/// Where a document stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentState {
    /// Being prepared; its editors alone see it.
    Draft,
    /// Published, but held back until `publishAt` and `embargoUntil` have passed; its editors alone see it.
    Scheduled,
    /// Out for those it is for.
    Published,
    /// Out, and no longer current.
    Archived,
}

impl DocumentState {
    pub fn of(row: &document::Model) -> Self {
        match (row.published_at, row.released_at, row.archived_at) {
            (None, _, _) => Self::Draft,
            (_, None, _) => Self::Scheduled,
            (_, _, None) => Self::Published,
            _ => Self::Archived,
        }
    }

    pub fn condition(self) -> Condition {
        let all = Condition::all();
        match self {
            Self::Draft => all.add(Column::PublishedAt.is_null()),
            Self::Scheduled => all
                .add(Column::PublishedAt.is_not_null())
                .add(Column::ReleasedAt.is_null()),
            Self::Published => all
                .add(Column::ReleasedAt.is_not_null())
                .add(Column::ArchivedAt.is_null()),
            Self::Archived => all
                .add(Column::ReleasedAt.is_not_null())
                .add(Column::ArchivedAt.is_not_null()),
        }
    }
}

/// Since when those it is for can see a document, as its row now says.
pub fn released(row: &document::Model, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    row.published_at?;
    let held_back = due(row).is_some_and(|due| due > now);
    (!held_back).then(|| row.released_at.unwrap_or(now))
}

/// Out, not archived, and the day on which the review was due has passed.
pub(super) fn is_stale(row: &document::Model, today: NaiveDate) -> bool {
    let due = row.review_due_at.map(|due| due.date_naive());
    DocumentState::of(row) == DocumentState::Published && due.is_some_and(|due| due < today)
}

/// The same of all documents.
pub(super) fn stale(today: NaiveDate) -> Condition {
    let midnight = today.and_time(NaiveTime::MIN).and_utc();
    DocumentState::Published
        .condition()
        .add(Column::ReviewDueAt.is_not_null())
        .add(Column::ReviewDueAt.lt(midnight))
}

/// When a review is due after this moment.
pub(super) fn next_review(from: DateTime<Utc>) -> Option<DateTime<Utc>> {
    from.checked_add_months(Months::new(REVIEW_MONTHS))
}

/// Publishes a draft, or takes a document out of the archive.
pub async fn publish(work: &Work, input: PublishDocumentInput) -> Result<document::Model> {
    let document = permit(work, &input.id, input.version.0).await?;
    if DocumentState::of(&document) == DocumentState::Published {
        return Err(wrong_state(
            "The document is published already; addDocumentVersion changes it.",
        ));
    }
    let mut row = (*document).clone();
    row.published_at = row.published_at.or(Some(work.now()));
    row.archived_at = None;
    row.publish_at = input.publish_at.map(|at| at.0);
    row.released_at = released(&row, work.now());
    row.review_due_at = row
        .review_due_at
        .filter(|due| *due > work.now())
        .or_else(|| next_review(work.now()));
    write(work, &document, row).await
}

/// Marks a document as no longer current.
pub async fn archive(work: &Work, input: ArchiveDocumentInput) -> Result<document::Model> {
    let document = permit(work, &input.id, input.version.0).await?;
    if DocumentState::of(&document) != DocumentState::Published {
        return Err(wrong_state(
            "Only a document that is published, and not archived yet, can be archived.",
        ));
    }
    let mut row = (*document).clone();
    row.archived_at = Some(work.now());
    write(work, &document, row).await
}

/// Records that somebody has looked through a document and found it right.
pub async fn review(work: &Work, input: ReviewDocumentInput) -> Result<document::Model> {
    let document = permit(work, &input.id, input.version.0).await?;
    let mut check = Check::default();
    let due = input.review_due_at.map(|at| at.0);
    if due.is_some_and(|due| due <= work.now()) {
        let message = "reviewDueAt has passed; give a moment that lies ahead, or leave it out for one in twelve months.";
        check.refuse("reviewDueAt", IN_THE_PAST, message);
    }
    check.finish()?;
    let mut row = (*document).clone();
    row.last_reviewed_at = Some(work.now());
    row.review_due_at = due.or_else(|| next_review(work.now()));
    write(work, &document, row).await
}

fn wrong_state(message: &str) -> Error {
    Refusal::new(WRONG_STATE, message).at("id").into()
}

async fn permit(work: &Work, id: &async_graphql::ID, version: i64) -> Result<Edited> {
    let id = id::of::<document::Entity>(id, "id")?;
    work.permit_version::<EditDocument, document::Entity>(id, version)
        .await
}

/// Documents that are held back, which are released as their time comes.
pub const RELEASES: Due = Due {
    capacity: CAPACITY,
    kind: document::Entity::KIND,
    next: |work| Box::pin(next(work)),
    act: |work| Box::pin(turn(work)),
};

/// When the next document is to be released.
async fn next(work: &Work) -> Result<Option<DateTime<Utc>>> {
    let held = work
        .select::<document::Entity>()
        .filter(DocumentState::Scheduled.condition());
    let held = work.all(held).await?;
    Ok(held.iter().filter_map(due).min())
}

/// Until when a document is held back.
fn due(row: &document::Model) -> Option<DateTime<Utc>> {
    row.publish_at.max(row.embargo_until)
}

/// Releases what was held back until now.
pub async fn turn(work: &Work) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let past = |column: Column| {
        Condition::any()
            .add(column.is_null())
            .add(column.lte(work.now()))
    };
    let due = Condition::all()
        .add(DocumentState::Scheduled.condition())
        .add(past(Column::PublishAt))
        .add(past(Column::EmbargoUntil));
    let due = system
        .select::<document::Entity>()
        .filter(due)
        .order_by_asc(Column::Id)
        .limit(AT_ONCE)
        .lock_exclusive();
    let due: Vec<_> = system.all(due).await?.iter().map(|row| row.id).collect();
    if due.is_empty() {
        return Ok(());
    }
    let these = one_of(system.viewer().backend(), Column::Id.into_expr(), &due);
    let set = vec![(Column::ReleasedAt, Expr::value(work.now()))];
    system
        .rewrite::<document::Entity>(set, Condition::all().add(these))
        .await?;
    settle::<document::Entity>(work, system.by_ids::<document::Entity>(&due).await?).await
}
