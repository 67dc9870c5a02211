//! Whatever changes a seminar or a registration puts a job in line, in its own transaction, that tells those concerned.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::{
    registration::{self, RegistrationStatus},
    seminar,
    seminar_invitation::{self, InvitationState},
};
use futures_util::future::BoxFuture;
use sea_orm::{
    QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, JoinType},
};
use uuid::Uuid;

use super::{
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
    RegistrationStatus,
    Option<DateTime<Utc>>,
    Option<InvitationState>,
    Option<DateTime<Utc>>,
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
            for (id, seminar, status, offered, state, told) in standing(work, &changed).await? {
                let shown = state.is_some_and(rule::stands);
                let offer = status == RegistrationStatus::Offered && offered != told;
                if shown != rule::takes_part(status) || offer {
                    seminars.entry(seminar).or_default().push(id);
                }
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

/// How these registrations stand, and what their people were told: one statement.
async fn standing(work: &Work, ids: &[Uuid]) -> Result<Vec<Standing>> {
    use registration::Column::{Id, OfferExpiresAt, SeminarId, Status};
    let system = work.as_system("calendar");
    let of = |column: registration::Column| Expr::col((registration::Entity, column));
    let told = |column: seminar_invitation::Column| Expr::col((seminar_invitation::Entity, column));
    let mut select = system
        .select::<registration::Entity>()
        .filter(one_of(system.viewer().backend(), of(Id), ids))
        .select_only()
        .expr_as(of(Id), "id")
        .expr_as(of(SeminarId), "seminar")
        .expr_as(of(Status), "status")
        .expr_as(of(OfferExpiresAt), "offered")
        .expr_as(told(seminar_invitation::Column::State), "state")
        .expr_as(told(seminar_invitation::Column::OfferedUntil), "told");
    QuerySelect::query(&mut select).join(
        JoinType::LeftJoin,
        seminar_invitation::Entity,
        told(seminar_invitation::Column::RegistrationId).eq(of(Id)),
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
    telling::enqueue(work, telling, None).await
}

/// Somebody was noted to be told of something.
pub async fn noted(work: &Work, seminar: Uuid) -> Result<()> {
    telling::enqueue(work, Telling::Notices { seminar }, None).await
}
