//! Whatever changes a seminar or a registration puts a job in line, in its own transaction, that tells those concerned.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::{
    registration::{self, RegistrationStatus},
    seminar::{self, SeatMode, SeminarState},
    seminar_invitation::{self, InvitationState},
    seminar_series::{self, SeriesRegistrationMode},
};
use futures_util::future::BoxFuture;
use sea_orm::{
    QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, JoinType},
};
use uuid::Uuid;

use super::{
    recurring::whole_series_of,
    rule,
    telling::{self, Telling},
};
use crate::platform::{
    access::{Change, Follower, Resource, Work},
    error::Result,
    store::one_of,
};

/// Hears of registrations that came, went, or got a seat, however that happened.
pub struct FollowRegistrations;

type Standing = (
    Uuid,
    Uuid,
    Uuid,
    RegistrationStatus,
    Option<DateTime<Utc>>,
    Option<InvitationState>,
    Option<DateTime<Utc>>,
    Option<Uuid>,
);

impl Follower for FollowRegistrations {
    fn follow<'a>(&'a self, work: &'a Work, changes: &'a [Change]) -> BoxFuture<'a, Result<()>> {
        let mut changed: Vec<Uuid> = changes
            .iter()
            .filter(|change| change.kind == registration::Entity::KIND)
            .filter(|change| change.audience_after.is_some())
            .map(|change| change.id)
            .collect();
        changed.sort_unstable();
        changed.dedup();
        Box::pin(async move {
            if changed.is_empty() || work.viewer().imports() {
                return Ok(());
            }
            let mut seminars: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
            let mut whole: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
            for (id, seminar, person, status, offered, state, told, series) in
                standing(work, &changed).await?
            {
                let shown = state.is_some_and(rule::stands);
                let offer = status == RegistrationStatus::Offered && offered != told;
                if let Some(series) = series {
                    whole.entry(series).or_default().insert(person);
                }
                if offer || series.is_none() && shown != rule::takes_part(status) {
                    seminars.entry(seminar).or_default().push(id);
                }
            }
            for (series, people) in whole {
                let telling = Telling::Series {
                    series,
                    people: Some(people.into_iter().collect()),
                };
                telling::enqueue(work, telling, None).await?;
            }
            for (seminar, registrations) in seminars {
                let telling = Telling::Invitations {
                    seminar,
                    registrations: Some(registrations),
                };
                telling::enqueue(work, telling, None).await?;
            }
            Ok(())
        })
    }
}

/// How these registrations stand, what their people were told, and the series for which people register as a whole: one
/// statement.
async fn standing(work: &Work, ids: &[Uuid]) -> Result<Vec<Standing>> {
    use registration::Column::{Id, OfferExpiresAt, PersonId, SeminarId, Status};
    let system = work.as_system("calendar");
    let of = |column: registration::Column| Expr::col((registration::Entity, column));
    let told = |column: seminar_invitation::Column| Expr::col((seminar_invitation::Entity, column));
    let meeting = |column: seminar::Column| Expr::col((seminar::Entity, column));
    let series = |column: seminar_series::Column| Expr::col((seminar_series::Entity, column));
    let mut select = system
        .select::<registration::Entity>()
        .filter(one_of(system.viewer().backend(), of(Id), ids))
        .select_only()
        .expr_as(of(Id), "id")
        .expr_as(of(SeminarId), "seminar")
        .expr_as(of(PersonId), "person")
        .expr_as(of(Status), "status")
        .expr_as(of(OfferExpiresAt), "offered")
        .expr_as(told(seminar_invitation::Column::State), "state")
        .expr_as(told(seminar_invitation::Column::OfferedUntil), "told")
        .expr_as(series(seminar_series::Column::Id), "series");
    QuerySelect::query(&mut select)
        .join(
            JoinType::LeftJoin,
            seminar_invitation::Entity,
            told(seminar_invitation::Column::RegistrationId).eq(of(Id)),
        )
        .join(
            JoinType::InnerJoin,
            seminar::Entity,
            meeting(seminar::Column::Id).eq(of(SeminarId)),
        )
        .join(
            JoinType::LeftJoin,
            seminar_series::Entity,
            series(seminar_series::Column::Id)
                .eq(meeting(seminar::Column::SeriesId))
                .and(
                    series(seminar_series::Column::Registration).eq(SeriesRegistrationMode::Series),
                ),
        );
    system.tuples(select.into_tuple()).await
}

/// A seminar was changed by its organisers: everyone registered is told of what concerns them.
pub async fn arranged(work: &Work, before: &seminar::Model, now: &seminar::Model) -> Result<()> {
    let same = before.calendar_sequence == now.calendar_sequence && before.state == now.state;
    if same || before.published_at.is_none() {
        return Ok(());
    }
    let telling = Telling::Invitations {
        seminar: now.id,
        registrations: None,
    };
    if let Some(series) = whole_series_of(work, now).await? {
        // What is offered is told by itself: it is of one day.
        if now.seat_mode == SeatMode::Offer {
            telling::enqueue(work, telling, None).await?;
        }
        return told_whole(work, series).await;
    }
    telling::enqueue(work, telling, None).await?;
    let moved = before.calendar_sequence != now.calendar_sequence;
    if moved && now.state != SeminarState::Cancelled {
        let telling = Telling::Waiting {
            seminar: now.id,
            after: None,
        };
        telling::enqueue(work, telling, None).await?;
    }
    Ok(())
}

/// Everyone registered for a series is told of it, once for all that one transaction changes.
async fn told_whole(work: &Work, series: Uuid) -> Result<()> {
    let telling = Telling::Series {
        series,
        people: None,
    };
    let key = format!("series {series} {}", work.now().timestamp_micros());
    telling::enqueue(work, telling, Some(key)).await
}

/// A series was parted in two.
pub async fn parted(work: &Work, first: &seminar_series::Model, second: Uuid) -> Result<()> {
    if first.published_at.is_none() || first.registration != SeriesRegistrationMode::Series {
        return Ok(());
    }
    told_whole(work, first.id).await?;
    told_whole(work, second).await
}

/// Somebody was noted to be told of something.
pub async fn noted(work: &Work, seminar: Uuid) -> Result<()> {
    telling::enqueue(work, Telling::Notices { seminar }, None).await
}
