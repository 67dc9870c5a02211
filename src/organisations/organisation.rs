//! Adding and changing an organisation.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    Origin, country, municipality,
    organisation::{self, OrganisationKind},
};
use sea_orm::ActiveValue::{NotSet, Set};
use uuid::Uuid;

use super::policy::{AddOrganisation, EditOrganisation, HoldOrganisation};
use crate::{
    places::{country_id, names},
    platform::{
        access::{Resource, Work},
        error::{Error, Refusal, Result},
        graphql::{Check, Kept, SafeInt, Url, changed, id},
    },
};

const UNKNOWN_COUNTRY: &str = "UNKNOWN_COUNTRY";
const COUNTRY_MISMATCH: &str = "COUNTRY_MISMATCH";
const COUNTRY_NEEDED: &str = "COUNTRY_NEEDED";
const REGISTRATION_TAKEN: &str = "REGISTRATION_TAKEN";
const PARENT_RING: &str = "PARENT_RING";
/// Steps from an organisation to its topmost parent at most.
const GENERATIONS: usize = 20;

/// A new organisation.
#[derive(InputObject)]
pub struct CreateOrganisationInput {
    /// What it is.
    pub kind: OrganisationKind,
    /// What it is in its own country's words, such as `kommunförbund`; at most 200 characters.
    pub kind_text: Option<String>,
    /// Its name, at most 200 characters.
    pub name: String,
    /// Where it is registered: ISO 3166-1 alpha-2, such as `SE`; that of the municipality when missing.
    pub country: Option<String>,
    /// The municipality that it is, or where it has its seat.
    pub municipality_id: Option<ID>,
    /// The organisation that it is part of.
    pub parent_id: Option<ID>,
    /// Its number in its country's register, at most 40 characters; spaces are dropped. Needs a country.
    pub registration_number: Option<String>,
    /// Its home page.
    pub website: Option<Url>,
    /// Where the record was taken from, at most 2,000 characters.
    pub source: Option<String>,
}

/// A change of an organisation; what is missing stays as it is.
#[derive(InputObject)]
pub struct UpdateOrganisationInput {
    /// The organisation.
    pub id: ID,
    /// The version that the change was made from; a CONFLICT error when it is no longer the current one.
    pub version: SafeInt,
    /// Its new name, at most 200 characters.
    pub name: Kept<String>,
    /// What it is in its own country's words, at most 200 characters; null empties it.
    pub kind_text: MaybeUndefined<String>,
    /// Its home page; null empties it.
    pub website: MaybeUndefined<Url>,
    /// The municipality that it is, or where it has its seat, in the same country; null empties it.
    pub municipality_id: MaybeUndefined<ID>,
    /// The organisation that it is part of; null when it is part of none.
    pub parent_id: MaybeUndefined<ID>,
}

pub async fn create(work: &Work, input: CreateOrganisationInput) -> Result<organisation::Model> {
    let permit = work.permit_platform::<AddOrganisation>()?;
    let municipality =
        id::optional::<municipality::Entity>(&input.municipality_id, "municipalityId")?;
    let parent = id::optional::<organisation::Entity>(&input.parent_id, "parentId")?;
    let mut check = Check::default();
    let name = check.text("name", input.name, 200);
    let kind_text = check.optional("kindText", input.kind_text, 200);
    let source = check.optional("source", input.source, 2_000);
    let number = input.registration_number.map(without_spaces);
    let number = check.optional("registrationNumber", number, 40);
    let country = country_of(work, &mut check, input.country, municipality).await?;
    if number.is_some() && country.is_none() {
        let message =
            "registrationNumber needs country beside it: a number is registered in one country.";
        check.refuse("country", COUNTRY_NEEDED, message);
    }
    check.finish()?;
    if let Some(parent) = parent {
        work.visible::<organisation::Entity>(parent).await?;
    }
    let row = organisation::ActiveModel {
        kind: Set(input.kind),
        kind_text: Set(kind_text),
        name_sort: Set(names::sort_key(&name, country.as_deref())),
        name_fold: Set(names::fold([name.as_str()])),
        name: Set(name),
        country_code: Set(country),
        municipality_id: Set(municipality),
        parent_id: Set(parent),
        registration_number: Set(number),
        website: Set(input.website.map(|url| url.0)),
        source: Set(source),
        origin: Set(Origin::Local),
        ..Default::default()
    };
    work.insert(row, &permit).await.map_err(taken)
}

fn without_spaces(text: String) -> String {
    text.split_whitespace().collect()
}

/// The number is the only thing of an organisation that must be its alone.
fn taken(error: Error) -> Error {
    if !error.is_duplicate() {
        return error;
    }
    let message = "Another organisation of that country has this registration number.";
    Refusal::new(REGISTRATION_TAKEN, message)
        .at("registrationNumber")
        .into()
}

/// The country given, which must be known, or else that of the municipality; they must agree.
async fn country_of(
    work: &Work,
    check: &mut Check,
    given: Option<String>,
    municipality: Option<Uuid>,
) -> Result<Option<String>> {
    let given = given.map(|code| code.trim().to_uppercase());
    let given = given.filter(|code| !code.is_empty());
    if let Some(code) = &given {
        match work.visible::<country::Entity>(country_id(code)).await {
            Ok(_) => {}
            Err(Error::NotFound) => {
                let message = "country is none that Erfa knows; it is a code such as SE, as countries lists them.";
                check.refuse("country", UNKNOWN_COUNTRY, message);
            }
            Err(other) => return Err(other),
        }
    }
    let Some(municipality) = municipality else {
        return Ok(given);
    };
    let there = work
        .visible::<municipality::Entity>(municipality)
        .await?
        .country_code;
    if given.as_ref().is_some_and(|code| *code != there) {
        refuse_abroad(check, &there);
    }
    Ok(Some(there))
}

fn refuse_abroad(check: &mut Check, there: &str) {
    let message = format!(
        "The municipality lies in {there}; it must lie in the country of the organisation."
    );
    check.refuse("municipalityId", COUNTRY_MISMATCH, message);
}

pub async fn update(work: &Work, input: UpdateOrganisationInput) -> Result<organisation::Model> {
    let id = id::of::<organisation::Entity>(&input.id, "id")?;
    let parent = given::<organisation::Entity>(&input.parent_id, "parentId")?;
    let municipality = given::<municipality::Entity>(&input.municipality_id, "municipalityId")?;
    hold(work, id, parent.value().copied()).await?;
    let permit = work
        .permit_version::<EditOrganisation, organisation::Entity>(id, input.version.0)
        .await?;
    let mut check = Check::default();
    let name = check.kept("name", input.name);
    let name = name.map(|name| check.text("name", name, 200));
    let kind_text = check.change("kindText", input.kind_text, 200);
    check_place(work, &mut check, &permit, municipality.value()).await?;
    check_parent(work, &mut check, id, parent.value()).await?;
    check.finish()?;
    let country = permit.country_code.as_deref();
    let named = name.as_deref();
    let change = organisation::ActiveModel {
        name_sort: named.map_or(NotSet, |name| Set(names::sort_key(name, country))),
        name_fold: named.map_or(NotSet, |name| Set(names::fold([name]))),
        name: name.clone().map_or(NotSet, Set),
        kind_text,
        website: changed(input.website.map_value(|url| url.0)),
        municipality_id: changed(municipality),
        parent_id: changed(parent),
        ..Default::default()
    };
    work.update(&permit, change).await
}

/// An id in a change, which may also be missing or null.
fn given<E: Resource>(id: &MaybeUndefined<ID>, field: &str) -> Result<MaybeUndefined<Uuid>> {
    Ok(match id {
        MaybeUndefined::Undefined => MaybeUndefined::Undefined,
        MaybeUndefined::Null => MaybeUndefined::Null,
        MaybeUndefined::Value(id) => MaybeUndefined::Value(id::of::<E>(id, field)?),
    })
}

async fn check_place(
    work: &Work,
    check: &mut Check,
    organisation: &organisation::Model,
    municipality: Option<&Uuid>,
) -> Result<()> {
    let Some(municipality) = municipality else {
        return Ok(());
    };
    let there = work.visible::<municipality::Entity>(*municipality).await?;
    let country = organisation.country_code.as_ref();
    if country.is_some_and(|code| *code != there.country_code) {
        refuse_abroad(check, &there.country_code);
    }
    Ok(())
}

async fn check_parent(
    work: &Work,
    check: &mut Check,
    id: Uuid,
    parent: Option<&Uuid>,
) -> Result<()> {
    let Some(parent) = parent else {
        return Ok(());
    };
    if above(work, *parent).await?.contains(&id) {
        let message = "The parent is part of this organisation itself; choose one that is not.";
        check.refuse("parentId", PARENT_RING, message);
    }
    Ok(())
}

/// Locks both ends of a new parenthood, always in the same order, so that two of them wait and do not block each other.
async fn hold(work: &Work, id: Uuid, parent: Option<Uuid>) -> Result<()> {
    let mut ends: Vec<_> = [id].into_iter().chain(parent).collect();
    if ends.len() == 1 {
        return Ok(());
    }
    ends.sort_unstable();
    ends.dedup();
    let system = work.as_system("organisations");
    for end in ends {
        system
            .permit::<HoldOrganisation, organisation::Entity>(end)
            .await?;
    }
    Ok(())
}

/// An organisation and all that it is part of, each locked: none can be put elsewhere until this work is done.
async fn above(work: &Work, start: Uuid) -> Result<Vec<Uuid>> {
    let system = work.as_system("organisations");
    let mut chain = vec![];
    let mut next = Some(start);
    while let Some(id) = next.filter(|id| !chain.contains(id)) {
        if chain.len() == GENERATIONS {
            let message = format!(
                "Organisations stand at most {GENERATIONS} deep; choose a parent higher up."
            );
            return Err(Refusal::new(PARENT_RING, message).at("parentId").into());
        }
        chain.push(id);
        let held = system
            .permit::<HoldOrganisation, organisation::Entity>(id)
            .await?;
        next = held.parent_id;
    }
    Ok(chain)
}
