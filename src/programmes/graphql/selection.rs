//! Which programmes, in which order; and those of the viewer.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    Origin, municipality, network, organisation,
    programme::{self, Column, ProgrammeStatus},
    theme,
};
use sea_orm::{
    ColumnTrait, Condition, DeriveIden, Iden,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    list,
    networks::shared_in,
    nodes::Programme,
    places::{names, wanted_country},
    platform::{
        access::{Role, Viewer},
        error::Result,
        graphql::{ContextExt, Direction, Narrow, Nullable, Sorted, id},
        list::Sort,
        store::{one_of, one_of_kinds},
    },
    themes::themed,
};

/// The programmes that each organisation has a part in, as the database keeps them in view.
#[derive(DeriveIden)]
pub enum OrganisationProgramme {
    Table,
    OrganisationId,
    ProgrammeId,
}

/// The programmes that each municipality has a part in, as the database keeps them in view.
#[derive(DeriveIden)]
pub enum MunicipalityProgramme {
    Table,
    MunicipalityId,
    ProgrammeId,
}

list! {
    /// Programmes that the viewer may see, by title.
    Programmes { programmes: programme as Programme, filter ProgrammeFilter, order ProgrammeOrder }
}

#[derive(Default)]
pub struct ProgrammeLookup;

#[Object]
impl ProgrammeLookup {
    /// One programme; null when there is none, or none that the viewer may see.
    async fn programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Programme> {
        match id::argument::<programme::Entity>(&id, "id") {
            Ok(id) => ctx.related::<programme::Entity, _>(id).await,
            Err(wrong) => Err::<Programme, _>(wrong).into(),
        }
    }
}

/// Which programmes. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ProgrammeFilter {
    /// With one of these statuses.
    pub statuses: Option<Vec<ProgrammeStatus>>,
    /// In this country: ISO 3166-1 alpha-2, such as `SE`.
    pub country: Option<String>,
    /// In which one of these organisations has a part, in any role.
    pub organisation_ids: Option<Vec<ID>>,
    /// In which one of these municipalities, or one of their organisations, has a part.
    pub municipality_ids: Option<Vec<ID>>,
    /// With one of these themes.
    pub theme_ids: Option<Vec<ID>>,
    /// Shared in one of these networks.
    pub network_ids: Option<Vec<ID>>,
    /// In whose titles, in any language, a word begins with this text, in any case.
    pub title_begins_with: Option<String>,
    /// Published, or still a draft of the viewer's.
    pub is_published: Option<bool>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
    /// True: those of which the viewer's organisations are owners, funders, partners or participants. False: all others.
    pub mine: Option<bool>,
}

impl Narrow<programme::Entity> for ProgrammeFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let backend = viewer.backend();
        let organisations =
            ids::<organisation::Entity>(&self.organisation_ids, "filter.organisationIds")?;
        let municipalities =
            ids::<municipality::Entity>(&self.municipality_ids, "filter.municipalityIds")?;
        let themes = ids::<theme::Entity>(&self.theme_ids, "filter.themeIds")?;
        let networks = ids::<network::Entity>(&self.network_ids, "filter.networkIds")?;
        let country = wanted_country(&self.country)?;
        let begins = self.title_begins_with.as_deref();
        let statuses = self.statuses.as_ref();
        let published = |wanted| match wanted {
            true => Column::PublishedAt.is_not_null(),
            false => Column::PublishedAt.is_null(),
        };
        let mine = |wanted| match wanted {
            true => Condition::all().add(of_viewer(viewer)),
            false => Condition::all().add(of_viewer(viewer)).not(),
        };
        Ok(Condition::all()
            .add_option(statuses.map(|all| one_of_kinds(Column::Status, all)))
            .add_option(country.map(|code| Column::CountryCode.eq(code)))
            .add_option(organisations.map(|ids| of_organisations(viewer, &ids)))
            .add_option(municipalities.map(|ids| {
                let column = Expr::col(MunicipalityProgramme::MunicipalityId);
                within(
                    MunicipalityProgramme::Table,
                    MunicipalityProgramme::ProgrammeId,
                    one_of(backend, column, &ids),
                )
            }))
            .add_option(themes.map(|ids| in_select(themed(backend, &ids))))
            .add_option(networks.map(|ids| in_select(shared_in(viewer, &ids))))
            .add_option(begins.map(|text| names::beginning(Column::TitleFold, text)))
            .add_option(self.is_published.map(published))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin)))
            .add_option(self.mine.map(mine)))
    }
}

/// The ids of a filter's list; a wrong one is an error.
pub(super) fn ids<E: crate::platform::access::Resource>(
    given: &Option<Vec<ID>>,
    name: &str,
) -> Result<Option<Vec<Uuid>>> {
    let Some(given) = given else { return Ok(None) };
    let ids = given.iter().map(|id| id::argument::<E>(id, name));
    ids.collect::<Result<Vec<_>>>().map(Some)
}

/// The organisations that the viewer belongs to; networks are scopes too, but no organisation has the id of one.
pub(super) fn scopes(viewer: &Viewer, role: Role) -> Vec<Uuid> {
    let held = viewer.roles().filter(|(_, held)| *held >= role);
    held.map(|(scope, _)| scope).collect()
}

fn of_viewer(viewer: &Viewer) -> Expr {
    of_organisations(viewer, &scopes(viewer, Role::Member))
}

fn of_organisations(viewer: &Viewer, organisations: &[Uuid]) -> Expr {
    let column = Expr::col(OrganisationProgramme::OrganisationId);
    within(
        OrganisationProgramme::Table,
        OrganisationProgramme::ProgrammeId,
        one_of(viewer.backend(), column, organisations),
    )
}

fn within(view: impl Iden + 'static, programme: impl Iden + 'static, which: Expr) -> Expr {
    let inside = Query::select()
        .column(programme)
        .from(view)
        .and_where(which)
        .to_owned();
    in_select(inside)
}

fn in_select(inside: SelectStatement) -> Expr {
    Expr::col((programme::Entity, Column::Id)).in_subquery(inside)
}

/// What programmes are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProgrammeOrderField {
    /// Title in the main language, in the alphabet of its country.
    #[default]
    Title,
    /// When they were added to Erfa.
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
}

/// How programmes are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ProgrammeOrder {
    /// By what.
    #[graphql(default)]
    pub field: ProgrammeOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<programme::Entity> for ProgrammeOrder {
    fn sort(&self) -> Sort<programme::Entity> {
        let sort = match self.field {
            ProgrammeOrderField::Title => Sort::by(Column::TitleSort),
            ProgrammeOrderField::CreatedAt => Sort::by(Column::CreatedAt),
            ProgrammeOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
