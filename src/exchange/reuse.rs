//! What came of using an experience of others.
//!
//! 1. An editor of the organisation that used it says so, of one that is published and not marked as not for reuse.
//! 2. An organisation tells of an experience once a year; the same report sent again is answered with the first.
//! 3. Whoever sees the experience sees the report.

use async_graphql::{ID, InputObject};
use chrono::Datelike;
use entity::{
    Origin,
    experience::{self, Reuse},
    municipality, organisation,
    reuse_report::{self, ReuseOutcome},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    circle::is_published,
    content::TEXT,
    experience::wrong_state,
    policy::{Discuss, ReportReuse},
};
use crate::platform::{
    access::Work,
    error::{Error, Refusal, Result},
    graphql::{Check, Date, Locale, id},
};

/// The experience is told so that others know, not for them to use.
const NOT_FOR_REUSE: &str = "NOT_FOR_REUSE";
/// An organisation reports on what is its own.
const OWN_EXPERIENCE: &str = "OWN_EXPERIENCE";
/// The organisation has told of that year in other words.
const ALREADY_REPORTED: &str = "ALREADY_REPORTED";
/// A day that has not come yet.
const IN_THE_FUTURE: &str = "IN_THE_FUTURE";

/// What came of using an experience.
#[derive(InputObject)]
pub struct ReportReuseInput {
    /// The experience that was used.
    pub experience_id: ID,
    /// The organisation that used it; you must be an editor or admin of it.
    pub organisation_id: ID,
    /// Where it was used; the organisation's own municipality when missing.
    pub municipality_id: Option<ID>,
    /// The language of the text.
    pub locale: Locale,
    /// What happened; at most 10,000 characters.
    pub happened: String,
    /// Whether it worked.
    pub outcome: ReuseOutcome,
    /// The day it was used, or began to be; not in the future.
    pub reused_on: Option<Date>,
}

/// It is out and may be used again; refused otherwise.
pub(super) fn reportable(experience: &experience::Model) -> Result<()> {
    if !is_published(experience) {
        use experience::ExperienceState::{Archived, Published, Stale};
        let right = [Published, Stale, Archived];
        return Err(wrong_state(experience.state, "reported as reused", &right));
    }
    if experience.reuse == Reuse::NotForReuse {
        let message = "This experience is not for reuse; ask its contacts before you use it, or leave the report out.";
        return Err(Refusal::new(NOT_FOR_REUSE, message)
            .at("experienceId")
            .into());
    }
    Ok(())
}

/// It is somebody else's than this organisation's; refused otherwise.
pub(super) fn by(experience: &experience::Model, organisation: Uuid) -> Result<()> {
    if experience.owner_id == Some(organisation) {
        let message = "organisationId names the owner of the experience; a report tells what happened to others who used it.";
        return Err(Refusal::new(OWN_EXPERIENCE, message)
            .at("organisationId")
            .into());
    }
    Ok(())
}

/// The year that a report tells of.
fn year_of(report: &reuse_report::Model) -> i32 {
    let day = report.reused_on.map(|day| day.year());
    let written = report.created_at.year();
    report.reused_in.or(day).unwrap_or(written)
}

pub async fn report(work: &Work, input: ReportReuseInput) -> Result<reuse_report::Model> {
    let mut check = Check::default();
    let experience = id::of::<experience::Entity>(&input.experience_id, "experienceId");
    let experience = check.take(experience)?;
    let organisation = id::of::<organisation::Entity>(&input.organisation_id, "organisationId");
    let organisation = check.take(organisation)?;
    let place = id::optional::<municipality::Entity>(&input.municipality_id, "municipalityId");
    let place = check.take(place)?.flatten();
    check
        .known::<municipality::Entity>(work, "municipalityId", place.as_slice())
        .await?;
    let happened = check.text("happened", input.happened, TEXT);
    if input.reused_on.is_some_and(|day| day.0 > work.today()) {
        let message = "reusedOn is in the future; report what has happened.";
        check.refuse("reusedOn", IN_THE_FUTURE, message);
    }
    check.finish()?;
    let organisation = organisation.ok_or(Error::NotFound)?;
    let organisation = work
        .permit::<ReportReuse, organisation::Entity>(organisation)
        .await?;
    let experience = experience.ok_or(Error::NotFound)?;
    let experience = work
        .permit::<Discuss, experience::Entity>(experience)
        .await?;
    reportable(&experience)?;
    by(&experience, organisation.id)?;
    let day = input.reused_on.map(|day| day.0);
    let year = day.unwrap_or(work.today()).year();
    // The organisation is locked: of two reports at once the later one finds the first.
    let earlier = work
        .select_under::<reuse_report::Entity, _, _>(&organisation)
        .filter(reuse_report::Column::ExperienceId.eq(experience.id))
        .order_by_asc(reuse_report::Column::Id);
    let mut earlier = work.all(earlier).await?.into_iter();
    if let Some(earlier) = earlier.find(|one| year_of(one) == year) {
        let same = earlier.happened == happened && earlier.outcome == input.outcome;
        if same && earlier.reused_on == day {
            return Ok(earlier);
        }
        let message = format!(
            "organisationId has reported already what came of it in {year}; one report a year tells that. Report another year by its day in reusedOn."
        );
        return Err(Refusal::new(ALREADY_REPORTED, message)
            .at("organisationId")
            .into());
    }
    let row = reuse_report::ActiveModel {
        experience_id: Set(experience.id),
        municipality_id: Set(place.or(organisation.municipality_id)),
        reporter_id: Set(work.viewer().person().ok()),
        locale: Set(input.locale.0),
        happened: Set(happened),
        outcome: Set(input.outcome),
        reused_on: Set(day),
        reused_in: Set(Some(year)),
        audience_id: Set(experience.audience_id),
        origin: Set(Origin::Local),
        ..Default::default()
    };
    work.insert(row, &organisation).await
}
