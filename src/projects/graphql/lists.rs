//! Lists of projects, and finding one.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    Origin, municipality, municipality_link, network, network_share, organisation, programme,
    project::{self, Column, ProjectStatus},
    project_experience, project_relation, role_term, seat_term, theme, theme_link,
};
use sea_orm::{
    ColumnTrait, Condition, DeriveIden,
    sea_query::{Expr, ExprTrait, Iden, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    documents::{DocumentFilter, DocumentOrder, attached},
    exchange::{ExperienceFilter, ExperienceOrder},
    list,
    networks::{NetworkFilter, NetworkOrder, shared_in},
    nodes::{Document, Experience, Municipality, Network, Project, Theme},
    places::{MunicipalityFilter, MunicipalityOrder, names, wanted_country},
    platform::{
        access::{Resource, Viewer, naming},
        error::{Error, Result},
        graphql::{ContextExt, Date, Direction, Narrow, Nullable, Sorted, id, in_order},
        list::{Link, Sort},
        store::one_of_kinds,
    },
    themes::{ThemeFilter, ThemeOrder, themed},
};

/// The projects of each organisation, as the database keeps them in view.
#[derive(DeriveIden)]
pub enum OrganisationProject {
    Table,
    OrganisationId,
    ProjectId,
}

list! {
    /// The documents that belong with the project, its reports among them; as far as the viewer may see them.
    DocumentsOfProject of project { documents: document as Document, filter DocumentFilter, order DocumentOrder, by attached() }
}
list! {
    /// Projects that the viewer may see, by title.
    Projects { projects: project as Project, filter ProjectFilter, order ProjectOrder }
}
list! {
    /// The projects of this programme, by title.
    ProjectsOfProgramme of programme { projects: project as Project, filter ProjectFilter, order ProjectOrder,
        by Link::by(Column::ProgrammeId) }
}
list! {
    /// The projects that work in this municipality, by title.
    ProjectsOfMunicipality of municipality { projects: project as Project, filter ProjectFilter, order ProjectOrder,
        by Link::through(municipality_link::Entity, municipality_link::Column::MunicipalityId, municipality_link::Column::SubjectId) }
}
list! {
    /// The projects that it owns, pays for, takes part in or holds a seat of, by title.
    ProjectsOfOrganisation of organisation { projects: project as Project, filter ProjectFilter, order ProjectOrder,
        by Link::through(OrganisationProject::Table, OrganisationProject::OrganisationId, OrganisationProject::ProjectId) }
}
list! {
    /// The projects that are shared in it, by title.
    ProjectsOfNetwork of network { projects: project as Project, filter ProjectFilter, order ProjectOrder,
        by Link::through(network_share::Entity, network_share::Column::NetworkId, network_share::Column::SubjectId) }
}
list! {
    /// The projects that are about it, by title.
    ProjectsOfTheme of theme { projects: project as Project, filter ProjectFilter, order ProjectOrder,
        by Link::through(theme_link::Entity, theme_link::Column::ThemeId, theme_link::Column::SubjectId) }
}
list! {
    /// The projects that name this one in a relation of theirs, such as those that go on from it, by title.
    NamedByProjects of project { named_by: project as Project, filter ProjectFilter, order ProjectOrder,
        by Link::through(project_relation::Entity, project_relation::Column::RelatedId, project_relation::Column::ProjectId) }
}
list! {
    /// The municipalities it works in.
    MunicipalitiesOfProject of project { municipalities: municipality as Municipality, filter MunicipalityFilter, order MunicipalityOrder,
        by Link::through(municipality_link::Entity, municipality_link::Column::SubjectId, municipality_link::Column::MunicipalityId) }
}
list! {
    /// What it is about.
    ThemesOfProject of project { themes: theme as Theme, filter ThemeFilter, order ThemeOrder,
        by Link::through(theme_link::Entity, theme_link::Column::SubjectId, theme_link::Column::ThemeId) }
}
list! {
    /// The networks it is shared in.
    NetworksOfProject of project { networks: network as Network, filter NetworkFilter, order NetworkOrder,
        by Link::through(network_share::Entity, network_share::Column::SubjectId, network_share::Column::NetworkId) }
}

list! {
    /// The experiences that tell others of it.
    ExperiencesOfProject of project { experiences: experience as Experience, filter ExperienceFilter, order ExperienceOrder,
        by Link::through(project_experience::Entity, project_experience::Column::ProjectId, project_experience::Column::ExperienceId) }
}
list! {
    /// The projects that it tells of, by title.
    ProjectsOfExperience of experience { projects: project as Project, filter ProjectFilter, order ProjectOrder,
        by Link::through(project_experience::Entity, project_experience::Column::ExperienceId, project_experience::Column::ProjectId) }
}

#[derive(Default)]
pub struct ProjectLookup;

#[Object]
impl ProjectLookup {
    /// One project; null when there is none, or none that the viewer may see.
    async fn project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Project> {
        match id::argument::<project::Entity>(&id, "id") {
            Ok(id) => ctx.related::<project::Entity, _>(id).await,
            Err(wrong) => Err::<Project, _>(wrong).into(),
        }
    }
}

/// Which projects. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ProjectFilter {
    /// With one of these statuses.
    pub statuses: Option<Vec<ProjectStatus>>,
    /// Owned by this organisation.
    pub owner_id: Option<ID>,
    /// In which this organisation has any part: it owns them, pays, takes part, or holds a seat.
    pub organisation_id: Option<ID>,
    /// Of this programme.
    pub programme_id: Option<ID>,
    /// Of this country: ISO 3166-1 alpha-2, such as `SE`.
    pub country: Option<String>,
    /// Working in this municipality.
    pub municipality_id: Option<ID>,
    /// About at least one of these themes; at most 100.
    pub theme_ids: Option<Vec<ID>>,
    /// Shared in at least one of these networks that the viewer may see; at most 100.
    pub network_ids: Option<Vec<ID>>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
    /// True: those that the viewer may change or has a role or a seat in. False: all others.
    pub mine: Option<bool>,
    /// In whose titles a word begins with this text, in any case.
    pub title_begins_with: Option<String>,
    /// Beginning on this day or later.
    pub starts_from: Option<Date>,
    /// Beginning before this day.
    pub starts_before: Option<Date>,
    /// True: those whose page nobody keeps right (`contentOwner` is null). False: all others.
    pub without_content_owner: Option<bool>,
    /// Whose page is to be reviewed by this day or earlier.
    pub review_due_by: Option<Date>,
}

/// The id that a filter names.
pub(super) fn wanted<E: Resource>(id: &Option<ID>, name: &str) -> Result<Option<Uuid>> {
    let read = |id| id::argument::<E>(id, &format!("filter.{name}"));
    id.as_ref().map(read).transpose()
}

/// The ids that a filter names, at most 100.
pub(super) fn all_wanted<E: Resource>(
    ids: &Option<Vec<ID>>,
    name: &str,
) -> Result<Option<Vec<Uuid>>> {
    let Some(ids) = ids else { return Ok(None) };
    if ids.len() > 100 {
        let wrong = format!("has {} members; at most 100 are taken.", ids.len());
        return Err(Error::bad_value(&format!("filter.{name}"), wrong));
    }
    let read = |id| id::argument::<E>(id, &format!("filter.{name}"));
    ids.iter().map(read).collect::<Result<_>>().map(Some)
}

/// The subjects that a table ties to one thing.
pub(super) fn tied(
    table: impl Iden + 'static,
    subject: impl Iden + 'static,
    to: impl Iden + 'static,
    id: Uuid,
) -> SelectStatement {
    Query::select()
        .column(subject)
        .from(table)
        .and_where(Expr::col(to).eq(id))
        .to_owned()
}

impl Narrow<project::Entity> for ProjectFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let owner = wanted::<organisation::Entity>(&self.owner_id, "ownerId")?;
        let organisation = wanted::<organisation::Entity>(&self.organisation_id, "organisationId")?;
        let programme = wanted::<programme::Entity>(&self.programme_id, "programmeId")?;
        let place = wanted::<municipality::Entity>(&self.municipality_id, "municipalityId")?;
        let themes = all_wanted::<theme::Entity>(&self.theme_ids, "themeIds")?;
        let networks = all_wanted::<network::Entity>(&self.network_ids, "networkIds")?;
        let statuses = self.statuses.as_ref();
        let country = wanted_country(&self.country)?;
        in_order(
            &self.starts_from,
            &self.starts_before,
            ["startsFrom", "startsBefore"],
        )?;
        let in_part = |id| {
            use OrganisationProject::{OrganisationId, ProjectId, Table};
            Column::Id.in_subquery(tied(Table, ProjectId, OrganisationId, id))
        };
        let in_place = |id| {
            use municipality_link::{Column as Link, Entity};
            Column::Id.in_subquery(tied(Entity, Link::SubjectId, Link::MunicipalityId, id))
        };
        let mine = |wanted| match wanted {
            true => own(viewer),
            false => own(viewer).not(),
        };
        let ownerless = |wanted| match wanted {
            true => Column::ContentOwner.is_null(),
            false => Column::ContentOwner.is_not_null(),
        };
        let backend = viewer.backend();
        Ok(Condition::all()
            .add_option(statuses.map(|all| one_of_kinds(Column::Status, all)))
            .add_option(owner.map(|id| Column::OwnerId.eq(id)))
            .add_option(organisation.map(in_part))
            .add_option(
                programme.map(|id| naming::<programme::Entity>(viewer, Column::ProgrammeId, &[id])),
            )
            .add_option(country.map(|code| Column::CountryCode.eq(code)))
            .add_option(place.map(in_place))
            .add_option(themes.map(|ids| Column::Id.in_subquery(themed(backend, &ids))))
            .add_option(networks.map(|ids| Column::Id.in_subquery(shared_in(viewer, &ids))))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin)))
            .add_option(self.mine.map(mine))
            .add_option(
                self.title_begins_with
                    .as_deref()
                    .map(|text| names::beginning(Column::TitleFold, text)),
            )
            .add_option(self.starts_from.map(|day| Column::SortOn.gte(day.0)))
            .add_option(self.starts_before.map(|day| Column::SortOn.lt(day.0)))
            .add_option(self.without_content_owner.map(ownerless))
            .add_option(self.review_due_by.map(|day| Column::ReviewDueOn.lte(day.0))))
    }
}

fn own(viewer: &Viewer) -> Condition {
    let edited = Condition::any().add(viewer.sees(Column::EditorsId));
    let Ok(person) = viewer.person() else {
        return edited;
    };
    let roles = tied(
        role_term::Entity,
        role_term::Column::ProjectId,
        role_term::Column::PersonId,
        person,
    );
    let seats = tied(
        seat_term::Entity,
        seat_term::Column::ProjectId,
        seat_term::Column::PersonId,
        person,
    );
    edited
        .add(Column::Id.in_subquery(roles))
        .add(Column::Id.in_subquery(seats))
}

/// What projects are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProjectOrderField {
    /// Title in the main language, in the alphabet of its country.
    #[default]
    Title,
    /// The first day; those without any last of all.
    StartsOn,
    /// When they were last changed.
    UpdatedAt,
    /// When they were added to Erfa.
    CreatedAt,
}

/// How projects are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ProjectOrder {
    /// By what.
    #[graphql(default)]
    pub field: ProjectOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<project::Entity> for ProjectOrder {
    fn sort(&self) -> Sort<project::Entity> {
        let sort = match self.field {
            ProjectOrderField::Title => Sort::by(Column::TitleSort),
            ProjectOrderField::StartsOn => Sort::by(Column::SortOn),
            ProjectOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
            ProjectOrderField::CreatedAt => Sort::by(Column::CreatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
