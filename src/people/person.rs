//! Adding and changing a person.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    Origin, Visibility,
    affiliation::{self, AffiliationCategory, OrganisationRole},
    organisation, person,
};
use sea_orm::ActiveValue::{NotSet, Set};
use uuid::Uuid;

use super::{
    affiliation::{holds, no_second_way_in},
    policy::{AddPerson, EditPerson},
    visibility::{audience, organisations_of, spread_to_affiliations},
};
use crate::{
    organisations::policy::ManageOrganisation,
    places::names,
    platform::{
        access::{Permitted, Work},
        error::{Refusal, Result},
        graphql::{Check, Date, Kept, Locale, SafeInt, changed, id},
    },
};

const MISSING: &str = "MISSING";
/// The person was erased, for good.
const ERASED: &str = "ERASED";

/// People of all countries stand in one list, so one alphabet sorts them all: the Danish and Norwegian.
pub fn name_sort(name: &str) -> String {
    names::sort_key(name, None)
}

/// Whoever was erased does not come back.
pub fn present(person: &person::Model, field: &str) -> Result<()> {
    match person.erased_at {
        None => Ok(()),
        Some(_) => {
            let message = format!(
                "{field} names somebody who was erased, for good; make a new person of whoever comes back."
            );
            Err(Refusal::new(ERASED, message).at(field).into())
        }
    }
}

/// A new person, and the organisation where they belong.
#[derive(InputObject)]
pub struct CreatePersonInput {
    /// Their name, at most 200 characters.
    pub name: String,
    /// Language the person prefers.
    pub locale: Option<Locale>,
    /// Who may see them, until they choose otherwise.
    #[graphql(default_with = "Visibility::Registered")]
    pub visibility: Visibility,
    /// The organisation where they belong, one that the viewer administers. Only those who run the platform may leave it out.
    pub organisation_id: Option<ID>,
    /// In what capacity they belong there; needed with organisationId.
    pub category: Option<AffiliationCategory>,
    /// What they are there, such as `Näringslivschef`; at most 200 characters.
    pub title: Option<String>,
    /// What they may do for the organisation.
    #[graphql(default_with = "OrganisationRole::Member")]
    pub role: OrganisationRole,
    /// First day on which they belong there; unknown when missing.
    pub starts_on: Option<Date>,
}

/// A change of a person; what is missing stays as it is.
#[derive(InputObject)]
pub struct UpdatePersonInput {
    /// The person.
    pub id: ID,
    /// The version that the change was made from; a CONFLICT error when it is no longer the current one.
    pub version: SafeInt,
    /// Their name, at most 200 characters.
    pub name: Kept<String>,
    /// Language they prefer; null empties it.
    pub locale: MaybeUndefined<Locale>,
    /// Who may see them.
    pub visibility: Kept<Visibility>,
}

pub async fn create(work: &Work, input: CreatePersonInput) -> Result<person::Model> {
    let permit = work.permit_platform::<AddPerson>()?;
    let organisation =
        id::optional::<organisation::Entity>(&input.organisation_id, "organisationId")?;
    let organisation: Option<Permitted<ManageOrganisation, organisation::Entity>> =
        match organisation {
            Some(id) => Some(work.permit(id).await?),
            None => None,
        };
    no_second_way_in(work, input.role)?;
    let mut check = Check::default();
    let name = check.text("name", input.name, 200);
    let title = check.optional("title", input.title, 200);
    if organisation.is_none() && !work.viewer().runs_platform() {
        let message = "organisationId is missing; name the organisation where the person belongs, one that you administer.";
        check.refuse("organisationId", MISSING, message);
    }
    if organisation.is_some() && input.category.is_none() {
        let message = "category is missing; it says in what capacity the person belongs there.";
        check.refuse("category", MISSING, message);
    }
    check.finish()?;
    let starts_on = input.starts_on.map(|day| day.0);
    let today = organisation
        .iter()
        .filter(|_| holds(starts_on, None, work.today()));
    let today: Vec<Uuid> = today.map(|one| one.id).collect();
    let audience = audience(work, input.visibility, &today).await?;
    let row = person::ActiveModel {
        name_sort: Set(name_sort(&name)),
        name: Set(name),
        visibility: Set(input.visibility),
        audience_id: Set(audience),
        locale: Set(input.locale.map(|locale| locale.0)),
        origin: Set(Origin::Local),
        ..Default::default()
    };
    let person = work.insert(row, &permit).await?;
    if let (Some(organisation), Some(category)) = (organisation, input.category) {
        let row = affiliation::ActiveModel {
            person_id: Set(person.id),
            title: Set(title),
            category: Set(category),
            role: Set(input.role),
            audience_id: Set(audience),
            starts_on: Set(starts_on),
            ..Default::default()
        };
        work.insert(row, &organisation).await?;
    }
    Ok(person)
}

pub async fn update(work: &Work, input: UpdatePersonInput) -> Result<person::Model> {
    let id = id::of::<person::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<EditPerson, person::Entity>(id, input.version.0)
        .await?;
    present(&permit, "id")?;
    let mut check = Check::default();
    let name = check.kept("name", input.name);
    let name = name.map(|name| check.text("name", name, 200));
    let visibility = check.kept("visibility", input.visibility);
    check.finish()?;
    let visibility = visibility.unwrap_or(permit.visibility);
    let organisations = organisations_of(work, id, None).await?;
    let audience = audience(work, visibility, &organisations).await?;
    let change = person::ActiveModel {
        name_sort: name.as_deref().map_or(NotSet, |name| Set(name_sort(name))),
        name: name.map_or(NotSet, Set),
        locale: changed(input.locale.map_value(|locale| locale.0)),
        visibility: Set(visibility),
        audience_id: Set(audience),
        ..Default::default()
    };
    let person = work.update(&permit, change).await?;
    spread_to_affiliations(work, id, audience).await?;
    Ok(person)
}
