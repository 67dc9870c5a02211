//! Who takes part in a programme, and how many projects it aims at: read from what its editors give.

use async_graphql::{ID, InputObject};
use entity::{
    municipality, organisation,
    programme_participation::{self, ParticipationStatus},
    programme_target,
};
use sea_orm::ActiveValue::Set;

use super::{
    fields::{check_days, check_range},
    party::known_organisations,
};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::Result,
    graphql::{Check, Date, id},
};

/// How many projects a programme aims at in a year.
#[derive(InputObject, Clone, Debug)]
pub struct ProgrammeTargetInput {
    /// The year: 1900 to 2200, each once.
    pub year: i32,
    /// At least so many: 0 to 100,000.
    pub projects_min: Option<i32>,
    /// At most so many; not fewer than `projectsMin`.
    pub projects_max: Option<i32>,
}

/// Who takes part in a programme: exactly one of municipality and organisation.
#[derive(InputObject, Clone, Debug)]
pub struct ProgrammeParticipationInput {
    /// The municipality.
    pub municipality_id: Option<ID>,
    /// The organisation, where it is no municipality.
    pub organisation_id: Option<ID>,
    /// How far it has come.
    pub status: ParticipationStatus,
    /// The day on which it began to take part.
    pub starts_on: Option<Date>,
    /// The day on which it stopped; not before `startsOn`.
    pub ends_on: Option<Date>,
}

pub(super) fn targets(
    check: &mut Check,
    given: Vec<ProgrammeTargetInput>,
) -> Vec<programme_target::ActiveModel> {
    let mut years = vec![];
    let mut rows = vec![];
    for (place, one) in given.into_iter().enumerate().take(100) {
        let field = |name: &str| format!("targets.{place}.{name}");
        check.within(&field("year"), Some(one.year), 1900, 2200);
        if years.contains(&one.year) {
            let message = format!("targets names {} twice.", one.year);
            check.refuse(&field("year"), "DUPLICATE", message);
        }
        years.push(one.year);
        let names = [field("projectsMin"), field("projectsMax")];
        check_range(
            check,
            one.projects_min,
            one.projects_max,
            [&names[0], &names[1]],
        );
        rows.push(programme_target::ActiveModel {
            id: Set(new_id()),
            year: Set(one.year),
            projects_min: Set(one.projects_min),
            projects_max: Set(one.projects_max),
            ..Default::default()
        });
    }
    rows
}

pub(super) async fn participations(
    work: &Work,
    check: &mut Check,
    given: Vec<ProgrammeParticipationInput>,
) -> Result<Vec<programme_participation::ActiveModel>> {
    if given.len() > 400 {
        let message = format!(
            "participations has {} members; at most 400 fit.",
            given.len()
        );
        check.refuse("participations", "TOO_MANY", message);
    }
    let (mut rows, mut places, mut bodies, mut named) = (vec![], vec![], vec![], vec![]);
    for (place, one) in given.into_iter().enumerate().take(400) {
        let field = |name: &str| format!("participations.{place}.{name}");
        let municipality = check
            .take(id::optional::<municipality::Entity>(
                &one.municipality_id,
                &field("municipalityId"),
            ))?
            .flatten();
        let organisation = check
            .take(id::optional::<organisation::Entity>(
                &one.organisation_id,
                &field("organisationId"),
            ))?
            .flatten();
        check.one_of(
            &format!("participations.{place}"),
            ["municipalityId", "organisationId"],
            [one.municipality_id.is_some(), one.organisation_id.is_some()],
        );
        if municipality.is_some_and(|id| places.contains(&id))
            || organisation.is_some_and(|id| bodies.contains(&id))
        {
            let field = format!("participations.{place}");
            let message = format!("{field} names one that stands before it already.");
            check.refuse(&field, "DUPLICATE", message);
        }
        places.extend(municipality);
        bodies.extend(organisation);
        named.extend(organisation.map(|id| (field("organisationId"), id)));
        let (starts, ends) = (one.starts_on.map(|day| day.0), one.ends_on.map(|day| day.0));
        let names = [field("startsOn"), field("endsOn")];
        check_days(check, starts, ends, [&names[0], &names[1]]);
        rows.push(programme_participation::ActiveModel {
            id: Set(new_id()),
            municipality_id: Set(municipality),
            organisation_id: Set(organisation),
            position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
            status: Set(one.status),
            starts_on: Set(starts),
            ends_on: Set(ends),
            ..Default::default()
        });
    }
    places.sort_unstable();
    places.dedup();
    check
        .known::<municipality::Entity>(work, "participations", &places)
        .await?;
    known_organisations(work, check, &named).await?;
    Ok(rows)
}
