//! What is kept of people only for a while, and removed when that is over.

use chrono::TimeDelta;
use entity::{identity_ticket, invitation, one_time_token, session, sign_in_challenge};
use sea_orm::{ColumnTrait, Condition};

use super::{
    grant::Permit,
    policy::{KeepInvitations, KeepSessions},
};
use crate::platform::{
    access::{Platform, Under, Work},
    error::Result,
};

/// How long an invitation that came to nothing is kept: whom it asked may be nobody whom Erfa knows.
const INVITATION_KEPT: TimeDelta = TimeDelta::days(30);

/// Removes what is over: sessions, what signing in left behind, and invitations that nobody accepted. Run it every hour.
pub async fn tidy(work: &Work) -> Result<()> {
    let system = work.as_system("retention");
    let permit = system.permit_platform::<KeepSessions>()?;
    over::<session::Entity>(&system, &permit, session::Column::ExpiresAt).await?;
    over::<one_time_token::Entity>(&system, &permit, one_time_token::Column::ExpiresAt).await?;
    over::<sign_in_challenge::Entity>(&system, &permit, sign_in_challenge::Column::ExpiresAt)
        .await?;
    over::<identity_ticket::Entity>(&system, &permit, identity_ticket::Column::ExpiresAt).await?;
    let permit = system.permit_platform::<KeepInvitations>()?;
    let long_ago = system.now() - INVITATION_KEPT;
    let over = Condition::any()
        .add(invitation::Column::ExpiresAt.lte(long_ago))
        .add(invitation::Column::RevokedAt.lte(long_ago));
    let unanswered = invitation::Column::AcceptedAt.is_null();
    let which = Condition::all().add(unanswered).add(over);
    system
        .clear_under::<invitation::Entity, _, _>(&permit, which)
        .await?;
    Ok(())
}

async fn over<E>(system: &Work, permit: &Permit, ends: E::Column) -> Result<()>
where
    E: Under<KeepSessions, Platform>,
{
    let which = Condition::all().add(ends.lte(system.now()));
    system.clear_under::<E, _, _>(permit, which).await?;
    Ok(())
}
