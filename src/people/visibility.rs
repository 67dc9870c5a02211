//! Who may see a person, kept as an audience with them and with their affiliations.

use chrono::{NaiveDate, TimeDelta};
use entity::{
    Visibility,
    affiliation::{self, Column},
    person,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::policy::HoldPerson;
use crate::platform::{
    access::{PUBLIC, REGISTERED, Role, Standing, Work, audience_of},
    error::Result,
};

/// How far back `turn_day` looks: longer than Erfa stands still.
const LOOK_BACK: TimeDelta = TimeDelta::days(30);

/// Holds on a day: begun, and not yet ended.
pub fn holds_on(day: NaiveDate) -> Condition {
    let begun = Condition::any()
        .add(Column::StartsOn.is_null())
        .add(Column::StartsOn.lte(day));
    Condition::all().add(begun).add(not_over_on(day))
}

/// Holds on a day or will later.
pub fn not_over_on(day: NaiveDate) -> Condition {
    Condition::any()
        .add(Column::EndsOn.is_null())
        .add(Column::EndsOn.gt(day))
}

/// The audience of a person who belongs to these organisations today.
pub async fn audience(work: &Work, visibility: Visibility, organisations: &[Uuid]) -> Result<Uuid> {
    match visibility {
        Visibility::Public => Ok(PUBLIC),
        Visibility::Registered => Ok(REGISTERED),
        Visibility::Network | Visibility::Organisation => {
            let members = organisations.iter();
            let members = members.map(|scope| Standing::new(*scope, Role::Member));
            audience_of(work, &members.collect::<Vec<_>>()).await
        }
        Visibility::Restricted => audience_of(work, &[]).await,
    }
}

/// The organisations where a person belongs today, by affiliations other than this one.
pub async fn organisations_of(work: &Work, person: Uuid, but: Option<Uuid>) -> Result<Vec<Uuid>> {
    let system = work.as_system("people");
    let held = system
        .select::<affiliation::Entity>()
        .filter(Column::PersonId.eq(person))
        .filter(holds_on(work.today()));
    let held = system.all(held).await?;
    let others = held.iter().filter(|one| Some(one.id) != but);
    Ok(others.map(|one| one.organisation_id).collect())
}

/// Gives a person's affiliations, and the person, their audience where it is another one.
pub async fn spread(work: &Work, person: Uuid, audience: Uuid) -> Result<()> {
    let system = work.as_system("people");
    let differs = Condition::all()
        .add(person::Column::Id.eq(person))
        .add(person::Column::AudienceId.ne(audience));
    system
        .rewrite::<person::Entity>(vec![(person::Column::AudienceId, audience.into())], differs)
        .await?;
    spread_to_affiliations(work, person, audience).await
}

pub async fn spread_to_affiliations(work: &Work, person: Uuid, audience: Uuid) -> Result<()> {
    let differs = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::AudienceId.ne(audience));
    work.as_system("people")
        .rewrite::<affiliation::Entity>(vec![(Column::AudienceId, audience.into())], differs)
        .await
}

/// Brings audiences up to a new day: for people whose affiliation began or ended on one of the last. Run it once a day,
/// and when Erfa starts.
pub async fn turn_day(work: &Work) -> Result<()> {
    let system = work.as_system("people");
    let (last, today) = (work.today() - LOOK_BACK, work.today());
    let turned = Condition::any()
        .add(Column::StartsOn.between(last, today))
        .add(Column::EndsOn.between(last, today));
    let turned = system.select::<affiliation::Entity>().filter(turned);
    let mut people: Vec<_> = system.all(turned).await?;
    people.sort_by_key(|one| one.person_id);
    people.dedup_by_key(|one| one.person_id);
    for one in people {
        let person = system
            .permit::<HoldPerson, person::Entity>(one.person_id)
            .await?;
        let organisations = organisations_of(work, person.id, None).await?;
        let audience = audience(work, person.visibility, &organisations).await?;
        spread(work, person.id, audience).await?;
    }
    Ok(())
}
