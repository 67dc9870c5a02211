//! An organisation, lists of them, and finding one.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, SimpleObject};
use entity::{
    Origin,
    organisation::{self, Column, OrganisationKind},
};
use sea_orm::{ColumnTrait, Condition, QueryFilter};

use crate::{
    list,
    nodes::{Country, Municipality, Organisation},
    organisations::policy::{EditOrganisation, ManageOrganisation},
    places::{country_id, names, wanted_country},
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{ContextExt, DateTime, Direction, Narrow, Nullable, SafeInt, Sorted, Url, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
};

/// What the viewer may do with an organisation.
#[derive(SimpleObject)]
pub struct OrganisationPermissions {
    /// Change its record with updateOrganisation, and how it stands to others.
    pub edit: bool,
    /// Manage its people and its memberships of networks.
    pub manage_people: bool,
}

pub struct OrganisationFields(pub Arc<organisation::Model>);

#[Object]
impl OrganisationFields {
    /// Opaque id of this organisation.
    async fn id(&self) -> ID {
        id::global("Organisation", self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is.
    async fn kind(&self) -> OrganisationKind {
        self.0.kind
    }

    /// What it is in its country's or its source's words, where those say more.
    async fn kind_text(&self) -> Option<&str> {
        self.0.kind_text.as_deref()
    }

    /// The country where it is registered.
    async fn country(&self, ctx: &Context<'_>) -> Nullable<Country> {
        let country = self.0.country_code.as_deref().map(country_id);
        ctx.related::<entity::country::Entity, _>(country).await
    }

    /// The municipality that it is, or where it has its seat.
    async fn municipality(&self, ctx: &Context<'_>) -> Nullable<Municipality> {
        ctx.related::<entity::municipality::Entity, _>(self.0.municipality_id)
            .await
    }

    /// The organisation that it is part of.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.parent_id)
            .await
    }

    /// Its number in its country's register.
    async fn registration_number(&self) -> Option<&str> {
        self.0.registration_number.as_deref()
    }

    /// Its home page.
    async fn website(&self) -> Option<Url> {
        self.0.website.clone().map(Url)
    }

    /// Where the record was taken from, in words or as an address.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// How the record came here.
    async fn origin(&self) -> Origin {
        self.0.origin
    }

    /// When the record was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the record last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change; changes name the one they were made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> OrganisationPermissions {
        OrganisationPermissions {
            edit: Allows::<EditOrganisation>::allows(&*self.0, ctx.viewer()),
            manage_people: Allows::<ManageOrganisation>::allows(&*self.0, ctx.viewer()),
        }
    }
}

list! {
    /// Organisations that are part of it, by name.
    UnitsOfOrganisation of organisation { units: organisation as Organisation, filter OrganisationFilter, order OrganisationOrder,
        by Link::by(Column::ParentId) }
}
list! {
    /// Organisations that it is or that have their seat there, by name.
    OrganisationsOfMunicipality of municipality { organisations: organisation as Organisation, filter OrganisationFilter, order OrganisationOrder,
        by Link::by(Column::MunicipalityId) }
}
list! {
    /// Organisations of all countries, by name.
    Organisations { organisations: organisation as Organisation, filter OrganisationFilter, order OrganisationOrder }
}

/// Which organisations. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationFilter {
    /// Of one of these kinds.
    pub kinds: Option<Vec<OrganisationKind>>,
    /// Registered in this country: ISO 3166-1 alpha-2, such as `SE`.
    pub country: Option<String>,
    /// That are this municipality or have their seat there.
    pub municipality_id: Option<ID>,
    /// With exactly this name, in any case.
    pub name: Option<String>,
    /// In whose name a word begins with this text, in any case.
    pub name_begins_with: Option<String>,
    /// That came here this way.
    pub origin: Option<Origin>,
}

impl Narrow<organisation::Entity> for OrganisationFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition> {
        let municipality = self.municipality_id.as_ref();
        let municipality = municipality
            .map(|id| id::argument::<entity::municipality::Entity>(id, "filter.municipalityId"))
            .transpose()?;
        let country = wanted_country(&self.country)?;
        let (name, begins) = (self.name.as_deref(), self.name_begins_with.as_deref());
        Ok(Condition::all()
            .add_option(
                self.kinds
                    .clone()
                    .map(|kinds| one_of_kinds(Column::Kind, &kinds)),
            )
            .add_option(country.map(|code| Column::CountryCode.eq(code)))
            .add_option(municipality.map(|id| Column::MunicipalityId.eq(id)))
            .add_option(name.map(|name| names::called(Column::NameFold, name)))
            .add_option(begins.map(|text| names::beginning(Column::NameFold, text)))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin))))
    }
}

/// What organisations are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrganisationOrderField {
    /// Name, in the alphabet of its country.
    #[default]
    Name,
    /// When the record last changed.
    UpdatedAt,
}

/// How organisations are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OrganisationOrder {
    /// By what.
    #[graphql(default)]
    pub field: OrganisationOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<organisation::Entity> for OrganisationOrder {
    fn sort(&self) -> Sort<organisation::Entity> {
        let column = match self.field {
            OrganisationOrderField::Name => Column::NameSort,
            OrganisationOrderField::UpdatedAt => Column::UpdatedAt,
        };
        Sort::by(column).descending(self.direction.descending())
    }
}

/// Names one organisation: by exactly one of these.
#[derive(OneofObject)]
pub enum OrganisationBy {
    /// By its id.
    Id(ID),
    /// By its number in its country's register.
    RegistrationNumber(OrganisationRegistration),
}

/// A number in a country's register of organisations.
#[derive(InputObject)]
pub struct OrganisationRegistration {
    /// ISO 3166-1 alpha-2, such as `SE`.
    pub country: String,
    /// The number, as `registrationNumber` gives it; spaces are dropped.
    pub number: String,
}

#[derive(Default)]
pub struct OrganisationLookup;

#[Object]
impl OrganisationLookup {
    /// One organisation; null when there is none.
    async fn organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: OrganisationBy,
    ) -> Nullable<Organisation> {
        Nullable::of(async {
            let found = match by {
                OrganisationBy::Id(id) => {
                    let id = id::argument::<organisation::Entity>(&id, "by.id")?;
                    ctx.load::<organisation::Entity>(id).await?
                }
                OrganisationBy::RegistrationNumber(given) => {
                    let number: String = given.number.split_whitespace().collect();
                    let reader = ctx.reader();
                    let one = reader
                        .select::<organisation::Entity>()
                        .filter(Column::CountryCode.eq(given.country.trim().to_uppercase()))
                        .filter(Column::RegistrationNumber.eq(number));
                    reader.one(one).await?.map(Arc::new)
                }
            };
            Ok(found.map(Organisation::from))
        })
        .await
    }
}
