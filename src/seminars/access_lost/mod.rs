//! Whoever may no longer see a seminar has no place in it.
//!
//! 1. What shows a seminar to people ends with their affiliation, with the membership of their organisation, or as the
//!    seminar or its network becomes narrower. Whatever ends it puts a job in line, in its own transaction; what ends by its
//!    date is looked for once a day (`who`).
//! 2. The job asks with the seminar locked who of those concerned sees it by now. The registrations of all others end, for
//!    a reason that organisers can read, and the seats are filled (`ending`).
//! 3. Only what somebody had can be lost: whom organisers registered though they never saw the seminar keep their place.

mod ending;
mod who;

use chrono::TimeDelta;
use entity::{affiliation, network_membership, seminar, seminar_series};
use futures_util::future::BoxFuture;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use ending::EndRegistrations;

use crate::platform::{
    access::{Change, Follower, PUBLIC, REGISTERED, Resource, Work},
    error::{Error, Result},
    jobs::{self, NewJob},
};

const CAPACITY: &str = "access";
/// Rows that one job looks at.
const AT_ONCE: usize = 500;
/// How far back the look of each day goes: longer than Erfa stands still.
const LOOK_BACK: TimeDelta = TimeDelta::days(30);

/// What may have taken a seminar out of somebody's sight.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Lost {
    /// These affiliations ended, or give another role.
    Affiliations(Vec<Uuid>),
    /// These memberships ended or rest.
    Memberships(Vec<Uuid>),
    /// The seminar was for this audience before.
    Seminar { seminar: Uuid, before: Uuid },
    /// The series was for this audience before.
    Series { series: Uuid, before: Uuid },
    /// These people were told of the seminar, and something new was not told to them.
    Told {
        seminar: Uuid,
        registrations: Vec<Uuid>,
    },
}

async fn enqueue(work: &Work, lost: Vec<(Lost, Option<String>)>) -> Result<()> {
    let job = |(lost, unique_key)| {
        Ok(NewJob {
            kind: CAPACITY,
            unique_key,
            payload: serde_json::to_value(lost).map_err(Error::internal)?,
            run_at: work.now(),
        })
    };
    let jobs = lost.into_iter().map(job).collect::<Result<Vec<_>>>()?;
    jobs::enqueue_all(work, jobs).await?;
    Ok(())
}

/// Hears of what ends, and of what becomes narrower.
pub struct FollowAccess;

impl Follower for FollowAccess {
    fn follow<'a>(&'a self, work: &'a Work, changes: &'a [Change]) -> BoxFuture<'a, Result<()>> {
        let lost = heard(changes);
        Box::pin(async move {
            match lost.is_empty() {
                true => Ok(()),
                false => enqueue(work, lost).await,
            }
        })
    }
}

fn heard(changes: &[Change]) -> Vec<(Lost, Option<String>)> {
    let changed = |kind: &str, columns: &[&str]| {
        let changed = changes.iter().filter(|change| {
            change.kind == kind
                && change.audience_before.is_some()
                // Of what Erfa rewrites the columns are not known.
                && (change.fields.is_empty()
                    || change.fields.iter().any(|field| columns.contains(field)))
        });
        let mut ids: Vec<Uuid> = changed.map(|change| change.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let days = ["starts_on", "ends_on"];
    let affiliations = [days.as_slice(), &["role"]].concat();
    let affiliations = changed(affiliation::Entity::KIND, &affiliations);
    let memberships = [days.as_slice(), &["status"]].concat();
    let memberships = changed(network_membership::Entity::KIND, &memberships);
    let affiliations = affiliations.chunks(AT_ONCE);
    let affiliations = affiliations.map(|some| Lost::Affiliations(some.to_vec()));
    let memberships = memberships.chunks(AT_ONCE);
    let memberships = memberships.map(|some| Lost::Memberships(some.to_vec()));
    let narrowed = changes.iter().filter_map(|change| {
        let (before, after) = (change.audience_before?, change.audience_after?);
        if before == after || after == PUBLIC || after == REGISTERED {
            return None;
        }
        match change.kind {
            seminar::Entity::KIND => Some(Lost::Seminar {
                seminar: change.id,
                before,
            }),
            seminar_series::Entity::KIND => Some(Lost::Series {
                series: change.id,
                before,
            }),
            _ => None,
        }
    });
    let all = affiliations.chain(memberships).chain(narrowed);
    all.map(|lost| (lost, None)).collect()
}

/// These people were told of a seminar before and are not told what is new, because they do not see it.
pub(super) async fn told_no_more(
    work: &Work,
    seminar: Uuid,
    registrations: Vec<Uuid>,
) -> Result<()> {
    if registrations.is_empty() {
        return Ok(());
    }
    let lost = Lost::Told {
        seminar,
        registrations,
    };
    enqueue(work, vec![(lost, None)]).await
}

/// Once a day: what ended by its date in the last days.
pub(super) async fn turn_day(work: &Work) -> Result<()> {
    let system = work.as_system(CAPACITY);
    let (last, today) = (work.today() - LOOK_BACK, work.today());
    let ended = affiliation::Column::EndsOn.between(last, today);
    let ended = system.select::<affiliation::Entity>().filter(ended);
    let ended: Vec<Uuid> = system.all(ended).await?.iter().map(|row| row.id).collect();
    let over = network_membership::Column::EndsOn.between(last, today);
    let over = system.select::<network_membership::Entity>().filter(over);
    let over: Vec<Uuid> = system.all(over).await?.iter().map(|row| row.id).collect();
    let affiliations = ended.chunks(AT_ONCE);
    let affiliations = affiliations.map(|some| Lost::Affiliations(some.to_vec()));
    let memberships = over.chunks(AT_ONCE);
    let memberships = memberships.map(|some| Lost::Memberships(some.to_vec()));
    let all = affiliations.chain(memberships).enumerate();
    // The key lets one look a day through, whoever comes first.
    let all = all.map(|(place, lost)| (lost, Some(format!("{today} {place}"))));
    enqueue(&system, all.collect()).await
}
