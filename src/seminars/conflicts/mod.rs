//! What collides with a seminar: rooms, speakers, ways between places, holidays, the meetings of neighbours.
//!
//! 1. Only a seminar that is ahead and has an exact start is looked at, against those that are announced: a draft keeps
//!    nobody out of a room.
//! 2. A room is a name in a municipality; without either it is no room that another could be in.
//! 3. How much a kind matters is set by each network, else by the platform; of several networks the strictest holds.
//! 4. BLOCK_SAVE refuses every change, BLOCK_PUBLISH those that would leave it published, WARN is said and IGNORE is not.
//! 5. The other seminar is named only to those who see it. That there is one is said to those who must find a way around
//!    it too: to whoever arranges the seminar, or writes for an organisation and looks for a date.

mod judging;
mod level;
mod plan;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::dataloader::Loader;
use entity::{
    conflict_level::{ConflictKind, ConflictLevel},
    seminar,
};
use sea_orm::{ActiveEnum, ColumnTrait, DbBackend, QueryFilter, Select};
use uuid::Uuid;

pub use level::{SetConflictLevelInput, set};
pub use plan::{Plan, SeminarConflictsInput, planned};

use crate::{
    networks::circle::Shared,
    platform::{
        access::{Allows, Reader, Resource, Table, Work},
        error::{Error, Refusal, Result},
        store::one_of,
    },
    seminars::policy::ArrangeSeminar,
};

/// Something that collides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub kind: ConflictKind,
    pub level: ConflictLevel,
    /// The other seminar; none where it is no seminar that collides.
    pub other: Option<Uuid>,
    /// What collides, without naming the other seminar.
    pub message: String,
}

/// Where conflicts are looked for: what a reader sees, or what a transaction has written.
pub enum Source<'a> {
    Reader(&'a Reader),
    Work(&'a Work),
}

impl Source<'_> {
    fn backend(&self) -> DbBackend {
        match self {
            Self::Reader(reader) => reader.store().backend(),
            Self::Work(work) => work.viewer().backend(),
        }
    }

    /// All rows there are: what nobody may see collides too.
    fn everything<E: Resource>(&self) -> Select<E> {
        match self {
            Self::Reader(reader) => reader.as_system("conflicts").select(),
            Self::Work(work) => work.as_system("conflicts").select(),
        }
    }

    async fn all<E: Table>(&self, select: Select<E>) -> Result<Vec<E::Model>> {
        match self {
            Self::Reader(reader) => reader.all(select).await,
            Self::Work(work) => work.all(select).await,
        }
    }

    async fn by_ids<E: Resource>(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, E::Model>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let these = one_of(self.backend(), E::ID.into_expr(), ids);
        let rows = self.all(self.everything::<E>().filter(these)).await?;
        Ok(rows.into_iter().map(|row| (E::id_of(&row), row)).collect())
    }
}

/// What collides with each of these plans, in as many statements however many they are.
pub async fn find(source: &Source<'_>, plans: &[Plan]) -> Result<Vec<Vec<Conflict>>> {
    let levels = level::levels_of(source, plans).await?;
    let surroundings = judging::Surroundings::of(source, plans).await?;
    let conflicts = plans.iter().zip(&levels).map(|(plan, levels)| {
        let found = surroundings.judge(plan, levels);
        let mut found: Vec<Conflict> = found
            .into_iter()
            .filter(|one| one.level != ConflictLevel::Ignore)
            .collect();
        found.sort_by_key(|one| (one.level, one.kind, one.other));
        found
    });
    Ok(conflicts.collect())
}

/// What a reader is told of conflicts: of a seminar that they do not see only where they must find a way around it, which
/// is said with the conflicts.
pub async fn told(
    reader: &Reader,
    found: Vec<(bool, Vec<Conflict>)>,
) -> Result<Vec<Vec<Conflict>>> {
    let partly = found.iter().filter(|(must, _)| !must);
    let others: Vec<Uuid> = partly
        .flat_map(|(_, found)| found.iter().filter_map(|one| one.other))
        .collect();
    let seen: HashSet<Uuid> = match others.is_empty() {
        true => HashSet::new(),
        false => {
            let these = one_of(
                reader.store().backend(),
                seminar::Entity::ID.into_expr(),
                &others,
            );
            let select = reader.select::<seminar::Entity>().filter(these);
            let rows = reader.all(select).await?;
            rows.into_iter().map(|row| row.id).collect()
        }
    };
    let told = found.into_iter().map(|(must, mut found)| {
        found.retain(|one| must || one.other.is_none_or(|other| seen.contains(&other)));
        found
    });
    Ok(told.collect())
}

/// Refuses what the conflicts of seminars, as they were just written, do not allow.
pub(super) async fn check(work: &Work, rows: &[seminar::Model]) -> Result<()> {
    let is_ahead = |row: &&seminar::Model| row.starts_at.is_some_and(|at| at > work.now());
    let ahead: Vec<seminar::Model> = rows.iter().filter(is_ahead).cloned().collect();
    if ahead.is_empty() {
        return Ok(());
    }
    let source = Source::Work(work);
    let plans = plan::plans_of(&source, &ahead).await?;
    let found = find(&source, &plans).await?;
    let mut blocking: Vec<(&seminar::Model, Conflict)> = vec![];
    for (row, found) in ahead.iter().zip(found) {
        let published = seminar::Entity::published(row);
        let blocks = |one: &Conflict| match one.level {
            ConflictLevel::BlockSave => true,
            ConflictLevel::BlockPublish => published,
            ConflictLevel::Warn | ConflictLevel::Ignore => false,
        };
        blocking.extend(found.into_iter().filter(blocks).map(|one| (row, one)));
    }
    if blocking.is_empty() {
        return Ok(());
    }
    // A series that stands in the way of another would fill pages.
    blocking.truncate(20);
    let others: Vec<Uuid> = blocking.iter().filter_map(|(_, one)| one.other).collect();
    let seen = work.by_ids::<seminar::Entity>(&others).await?;
    let refusal = |(row, one): (&seminar::Model, Conflict)| {
        let named = seen.iter().find(|row| Some(row.id) == one.other);
        let title = named.and_then(|row| row.title.get(&row.locale));
        let mut message = match title {
            Some(title) => format!("{} It is \u{201c}{title}\u{201d}.", one.message),
            None => one.message,
        };
        if let (true, Some(day)) = (rows.len() > 1, row.starts_local) {
            message = format!("{}: {message}", day.date());
        }
        Refusal::new(&one.kind.to_value(), message).at(field_of(one.kind))
    };
    Err(Error::Refused(blocking.into_iter().map(refusal).collect()))
}

/// Where a form shows a conflict.
fn field_of(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::RoomOverlap => "venue",
        ConflictKind::RoomTooSmall => "seatPools",
        ConflictKind::SpeakerOverlap | ConflictKind::TravelBuffer => "agenda",
        ConflictKind::Holiday | ConflictKind::NetworkClash => "startsLocal",
    }
}

/// The conflicts of a seminar, for the loader.
#[derive(Clone, PartialEq)]
pub struct ConflictsOf(pub Arc<seminar::Model>);

impl Eq for ConflictsOf {}

impl std::hash::Hash for ConflictsOf {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl Loader<ConflictsOf> for Reader {
    type Value = Arc<Vec<Conflict>>;
    type Error = Error;

    async fn load(&self, keys: &[ConflictsOf]) -> Result<HashMap<ConflictsOf, Self::Value>> {
        let now = self.store().clock.now();
        let ahead: Vec<&ConflictsOf> = keys
            .iter()
            .filter(|key| key.0.starts_at.is_some_and(|at| at > now))
            .collect();
        let rows: Vec<seminar::Model> = ahead.iter().map(|key| (*key.0).clone()).collect();
        let source = Source::Reader(self);
        let plans = plan::plans_of(&source, &rows).await?;
        let found = find(&source, &plans).await?;
        let arranged = |row: &seminar::Model| Allows::<ArrangeSeminar>::allows(row, self.viewer());
        let found = told(self, rows.iter().map(arranged).zip(found).collect()).await?;
        let keyed = ahead
            .into_iter()
            .cloned()
            .zip(found.into_iter().map(Arc::new));
        Ok(keyed.collect())
    }
}
