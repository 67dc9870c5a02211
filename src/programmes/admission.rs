//! Which projects a programme takes: those that whoever runs it puts there, and those of others while a call of it is open, of
//! organisations whose application was approved, and of those that were chosen to take part in it.

use entity::{
    application::{self, ApplicationStatus},
    funding_call, organisation, programme,
    programme_participation::{self, ParticipationStatus},
};
use sea_orm::{ActiveValue, ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    circle::CAPACITY,
    policy::{Edit, Settle},
};
use crate::platform::{access::Work, error::Result, graphql::Check};

const WHY: &str = "takes no project of yours: no call of it is open, and its owner neither was chosen to take part in it nor has an approved application to it; ask those who run it, or leave it out";

/// The programme that a project is put into must be there, and take the project; where it was before it may stay.
pub async fn check_admission(
    work: &Work,
    check: &mut Check,
    wanted: &ActiveValue<Option<Uuid>>,
    before: Option<Uuid>,
    owner: Option<Uuid>,
) -> Result<()> {
    let is_open = match wanted {
        Set(Some(wanted)) => takes(work, *wanted, owner).await?,
        _ => false,
    };
    check
        .open_or_yours::<Edit, programme::Entity>(
            work,
            "programmeId",
            wanted,
            before,
            (is_open, WHY),
        )
        .await
}

/// Whether a programme says itself that it takes a project of this owner now.
async fn takes(work: &Work, programme: Uuid, owner: Option<Uuid>) -> Result<bool> {
    let open = work
        .select::<funding_call::Entity>()
        .filter(funding_call::Column::ProgrammeId.eq(programme))
        .filter(funding_call::Column::PublishedAt.is_not_null())
        .filter(funding_call::Column::OpensAt.lte(work.now()))
        .filter(funding_call::Column::ClosesAt.gt(work.now()))
        .limit(1);
    if work.one(open).await?.is_some() {
        return Ok(true);
    }
    let Some(owner) = owner else { return Ok(false) };
    let approved = work
        .select::<application::Entity>()
        .filter(application::Column::ProgrammeId.eq(programme))
        .filter(application::Column::ApplicantId.eq(owner))
        .filter(application::Column::Status.eq(ApplicationStatus::Approved))
        .limit(1);
    if work.one(approved).await?.is_some() {
        return Ok(true);
    }
    let owner = work.visible::<organisation::Entity>(owner).await?;
    let named = Condition::any()
        .add(programme_participation::Column::OrganisationId.eq(owner.id))
        .add_option(
            owner
                .municipality_id
                .map(|id| programme_participation::Column::MunicipalityId.eq(id)),
        );
    use ParticipationStatus::{Agreed, Completed, Selected};
    let system = work.as_system(CAPACITY);
    let all = system.permit_platform::<Settle>()?;
    let part = system
        .select_under::<programme_participation::Entity, _, _>(&all)
        .filter(programme_participation::Column::ProgrammeId.eq(programme))
        .filter(programme_participation::Column::Status.is_in([Selected, Agreed, Completed]))
        .filter(named)
        .limit(1);
    Ok(system.one(part).await?.is_some())
}
