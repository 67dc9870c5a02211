//! Where people belong, as what, and until when.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::{
    affiliation::{self, AffiliationCategory, Column, OrganisationRole},
    organisation, person,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, QueryFilter,
};
use uuid::Uuid;

use super::{
    account::{LAST_ADMIN, may_leave_platform},
    person::present,
    policy::{EditAffiliation, EndAffiliation, HoldPerson, role_of},
    visibility::{audience, holds_on, organisations_of, spread},
};
use crate::{
    organisations::policy::ManageOrganisation,
    platform::{
        access::{Permitted, Work},
        error::{Refusal, Result},
        graphql::{Check, Date, Kept, SafeInt, id},
    },
};

const OWN_ROLE: &str = "OWN_ROLE";
const ALREADY_ENDED: &str = "ALREADY_ENDED";
const ENDS_EARLIER: &str = "ENDS_EARLIER";
const REVERSED: &str = "REVERSED";

/// Where a person belongs.
#[derive(InputObject)]
pub struct AddAffiliationInput {
    /// The person.
    pub person_id: ID,
    /// The organisation, one that the viewer administers.
    pub organisation_id: ID,
    /// In what capacity they belong there.
    pub category: AffiliationCategory,
    /// What they are there, such as `Näringslivschef`; at most 200 characters.
    pub title: Option<String>,
    /// What they may do for the organisation.
    #[graphql(default_with = "OrganisationRole::Member")]
    pub role: OrganisationRole,
    /// First day on which they belong there; unknown when missing.
    pub starts_on: Option<Date>,
    /// First day on which they no longer do, after `startsOn`; open when missing.
    pub ends_on: Option<Date>,
}

/// A change of an affiliation; what is missing stays as it is.
#[derive(InputObject)]
pub struct UpdateAffiliationInput {
    /// The affiliation.
    pub id: ID,
    /// The version that the change was made from; a CONFLICT error when it is no longer the current one.
    pub version: SafeInt,
    /// What they are there, at most 200 characters; null empties it.
    pub title: MaybeUndefined<String>,
    /// In what capacity they belong there.
    pub category: Kept<AffiliationCategory>,
    /// What they may do for the organisation.
    pub role: Kept<OrganisationRole>,
}

/// The end of an affiliation.
#[derive(InputObject)]
pub struct EndAffiliationInput {
    /// The affiliation.
    pub id: ID,
    /// The version that the change was made from; a CONFLICT error when it is no longer the current one.
    pub version: SafeInt,
    /// First day on which it no longer holds, not later than one already set; today when missing, so that what it gave
    /// ends at once.
    pub ends_on: Option<Date>,
}

/// Whether a period with these ends holds on a day.
pub fn holds(starts: Option<NaiveDate>, ends: Option<NaiveDate>, day: NaiveDate) -> bool {
    starts.is_none_or(|starts| starts <= day) && ends.is_none_or(|ends| ends > day)
}

pub async fn add(work: &Work, input: AddAffiliationInput) -> Result<affiliation::Model> {
    let person = id::of::<person::Entity>(&input.person_id, "personId")?;
    let organisation = id::of::<organisation::Entity>(&input.organisation_id, "organisationId")?;
    let permit: Permitted<ManageOrganisation, organisation::Entity> =
        work.permit(organisation).await?;
    work.visible::<person::Entity>(person).await?;
    let (starts, ends) = (
        input.starts_on.map(|day| day.0),
        input.ends_on.map(|day| day.0),
    );
    let mut check = Check::default();
    let title = check.optional("title", input.title, 200);
    check.order(starts, ends, ["startsOn", "endsOn"]);
    no_second_way_in(work, input.role)?;
    if work.viewer().is(person) && !holds_role(work, organisation, input.role) {
        refuse_own_role(&mut check);
    }
    check.finish()?;
    let draft = NewAffiliation {
        title,
        category: input.category,
        role: input.role,
        starts_on: starts,
        ends_on: ends,
    };
    enter(work, &permit, person, draft).await
}

/// An affiliation that is to be.
pub struct NewAffiliation {
    pub title: Option<String>,
    pub category: AffiliationCategory,
    pub role: OrganisationRole,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
}

/// Lets a person belong to an organisation, and gives them the audience that follows from it.
pub async fn enter(
    work: &Work,
    organisation: &Permitted<ManageOrganisation, organisation::Entity>,
    person: Uuid,
    draft: NewAffiliation,
) -> Result<affiliation::Model> {
    let person = hold(work, person).await?;
    present(&person, "personId")?;
    let today = holds(draft.starts_on, draft.ends_on, work.today());
    let mut belongs = organisations_of(work, person.id, None).await?;
    belongs.extend(today.then_some(organisation.id));
    let audience = audience(work, person.visibility, &belongs).await?;
    let row = affiliation::ActiveModel {
        person_id: Set(person.id),
        title: Set(draft.title),
        category: Set(draft.category),
        role: Set(draft.role),
        audience_id: Set(audience),
        starts_on: Set(draft.starts_on),
        ends_on: Set(draft.ends_on),
        ..Default::default()
    };
    let row = work.insert(row, organisation).await?;
    spread(work, person.id, audience).await?;
    Ok(row)
}

/// A token that is found does not make an admin who stays when it is revoked: that takes a session.
pub fn no_second_way_in(work: &Work, role: OrganisationRole) -> Result<()> {
    match role {
        OrganisationRole::Admin => work.viewer().session().map(|_| ()),
        OrganisationRole::Member | OrganisationRole::Editor => Ok(()),
    }
}

/// The viewer has this role in an organisation by an affiliation of their own.
fn holds_role(work: &Work, organisation: Uuid, role: OrganisationRole) -> bool {
    let mut roles = work.viewer().roles();
    roles.any(|(scope, held)| scope == organisation && held >= role_of(role))
}

fn refuse_own_role(check: &mut Check) {
    let message = "Nobody raises their own role; another admin of the organisation can.";
    check.refuse("role", OWN_ROLE, message);
}

/// Locks a person: who may see them does not change meanwhile.
async fn hold(work: &Work, person: Uuid) -> Result<Permitted<HoldPerson, person::Entity>> {
    work.as_system("people").permit(person).await
}

/// Locks what a change of an affiliation depends on, in the order in which everything locks it: the organisation, then the person.
async fn hold_around(work: &Work, id: Uuid) -> Result<Permitted<HoldPerson, person::Entity>> {
    let seen = work.visible::<affiliation::Entity>(id).await?;
    let system = work.as_system("people");
    let organisation =
        system.permit::<ManageOrganisation, organisation::Entity>(seen.organisation_id);
    organisation.await?;
    hold(work, seen.person_id).await
}

pub async fn update(work: &Work, input: UpdateAffiliationInput) -> Result<affiliation::Model> {
    let id = id::of::<affiliation::Entity>(&input.id, "id")?;
    hold_around(work, id).await?;
    let permit = work
        .permit_version::<EditAffiliation, affiliation::Entity>(id, input.version.0)
        .await?;
    let mut check = Check::default();
    let title = check.change("title", input.title, 200);
    let role = check.kept("role", input.role).unwrap_or(permit.role);
    let category = check.kept("category", input.category);
    if role > permit.role {
        no_second_way_in(work, role)?;
    }
    if work.viewer().is(permit.person_id) && role > permit.role {
        refuse_own_role(&mut check);
    }
    if role < permit.role {
        check.take(keep_an_admin(work, &permit, work.today(), "role").await)?;
    }
    check.finish()?;
    let change = affiliation::ActiveModel {
        title,
        category: category.map_or(NotSet, Set),
        role: Set(role),
        ..Default::default()
    };
    work.update(&permit, change).await
}

/// Refuses when an organisation would be without an admin, or the platform without anybody who runs it, if this person left today.
pub async fn may_leave(work: &Work, person: Uuid) -> Result<()> {
    may_leave_platform(work, person).await?;
    let system = work.as_system("people");
    let held = system
        .select::<affiliation::Entity>()
        .filter(Column::PersonId.eq(person))
        .filter(holds_on(work.today()));
    for one in system.all(held).await? {
        system
            .permit::<ManageOrganisation, organisation::Entity>(one.organisation_id)
            .await?;
        keep_an_admin(work, &one, work.today(), "personId").await?;
    }
    Ok(())
}

/// Refuses when the organisation would be without an admin from a day on.
async fn keep_an_admin(
    work: &Work,
    leaving: &affiliation::Model,
    day: NaiveDate,
    field: &str,
) -> Result<()> {
    let admin = leaving.role == OrganisationRole::Admin;
    if !admin || !holds(leaving.starts_on, leaving.ends_on, work.today()) {
        return Ok(());
    }
    let system = work.as_system("people");
    let others = system
        .select::<affiliation::Entity>()
        .filter(Column::OrganisationId.eq(leaving.organisation_id))
        .filter(Column::Role.eq(OrganisationRole::Admin))
        .filter(Column::Id.ne(leaving.id))
        .filter(holds_on(day));
    if system.one(others).await?.is_some() {
        return Ok(());
    }
    let message = "This is the organisation's last admin; make somebody else one first, who still is on that day.";
    Err(Refusal::new(LAST_ADMIN, message).at(field).into())
}

pub async fn end(work: &Work, input: EndAffiliationInput) -> Result<affiliation::Model> {
    let id = id::of::<affiliation::Entity>(&input.id, "id")?;
    let person = hold_around(work, id).await?;
    let permit = work
        .permit_version::<EndAffiliation, affiliation::Entity>(id, input.version.0)
        .await?;
    let today = work.today();
    if permit.ends_on.is_some_and(|day| day <= today) {
        let message = "This affiliation has ended already.";
        return Err(Refusal::new(ALREADY_ENDED, message).into());
    }
    // One that has not begun ends where it would have begun: it never holds.
    let first = permit.starts_on.map_or(today, |starts| starts.max(today));
    let ends = input.ends_on.map_or(first, |day| day.0);
    if permit.starts_on.is_some_and(|starts| ends < starts) {
        let message = "endsOn lies before the day on which the affiliation began.";
        return Err(Refusal::new(REVERSED, message).at("endsOn").into());
    }
    if let Some(already) = permit.ends_on.filter(|already| *already < ends) {
        let message = format!(
            "The affiliation ends on {already} already; endsOn can only move it to an earlier day."
        );
        return Err(Refusal::new(ENDS_EARLIER, message).at("endsOn").into());
    }
    keep_an_admin(work, &permit, ends.max(today), "endsOn").await?;
    let mut belongs = organisations_of(work, person.id, Some(id)).await?;
    belongs.extend(holds(permit.starts_on, Some(ends), today).then_some(permit.organisation_id));
    let audience = audience(work, person.visibility, &belongs).await?;
    let change = affiliation::ActiveModel {
        ends_on: Set(Some(ends)),
        audience_id: Set(audience),
        ..Default::default()
    };
    let row = work.update(&permit, change).await?;
    spread(work, person.id, audience).await?;
    Ok(row)
}
