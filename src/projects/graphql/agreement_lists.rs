//! Lists of agreements, and finding one.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{Days, NaiveDate};
use entity::{
    Origin,
    agreement::{self, AgreementKind, AgreementStatus, Column},
    agreement_party, municipality, municipality_link, network, network_share, organisation,
    programme, project, theme, theme_link,
};
use sea_orm::{ColumnTrait, Condition};

use super::lists::{all_wanted, tied, wanted};
use crate::{
    documents::{DocumentFilter, DocumentOrder, attached},
    list,
    networks::{NetworkFilter, NetworkOrder, shared_in},
    nodes::{CooperationAgreement, Document, Municipality, Network, Theme},
    places::{MunicipalityFilter, MunicipalityOrder, names, wanted_country},
    platform::{
        access::{Viewer, naming},
        error::{Error, Result},
        graphql::{ContextExt, Direction, Narrow, Nullable, Sorted, id},
        list::{Link, Sort},
        store::one_of_kinds,
    },
    projects::content::FAR,
    themes::{ThemeFilter, ThemeOrder, themed},
};

list! {
    /// The documents that belong with the agreement, as far as the viewer may see them.
    DocumentsOfAgreement of agreement { documents: document as Document, filter DocumentFilter, order DocumentOrder, by attached() }
}
list! {
    /// Agreements that the viewer may see, by title.
    Agreements { agreements: agreement as CooperationAgreement, filter AgreementFilter, order AgreementOrder }
}
list! {
    /// The agreements of this programme, by title.
    AgreementsOfProgramme of programme { agreements: agreement as CooperationAgreement, filter AgreementFilter, order AgreementOrder,
        by Link::by(Column::ProgrammeId) }
}
list! {
    /// The agreements of this project, by title.
    AgreementsOfProject of project { agreements: agreement as CooperationAgreement, filter AgreementFilter, order AgreementOrder,
        by Link::by(Column::ProjectId) }
}
list! {
    /// The agreements that are about this municipality, by title.
    AgreementsOfMunicipality of municipality { agreements: agreement as CooperationAgreement, filter AgreementFilter, order AgreementOrder,
        by Link::through(municipality_link::Entity, municipality_link::Column::MunicipalityId, municipality_link::Column::SubjectId) }
}
list! {
    /// The agreements it is a party of, by title.
    AgreementsOfOrganisation of organisation { agreements: agreement as CooperationAgreement, filter AgreementFilter, order AgreementOrder,
        by Link::through(agreement_party::Entity, agreement_party::Column::OrganisationId, agreement_party::Column::AgreementId) }
}
list! {
    /// The agreements that add to it or take its place, by title.
    AgreementsOnAgreement of agreement { further: agreement as CooperationAgreement, filter AgreementFilter, order AgreementOrder,
        by Link::by(Column::BaseAgreementId) }
}
list! {
    /// The municipalities it is about.
    MunicipalitiesOfAgreement of agreement { municipalities: municipality as Municipality, filter MunicipalityFilter, order MunicipalityOrder,
        by Link::through(municipality_link::Entity, municipality_link::Column::SubjectId, municipality_link::Column::MunicipalityId) }
}
list! {
    /// What it is about.
    ThemesOfAgreement of agreement { themes: theme as Theme, filter ThemeFilter, order ThemeOrder,
        by Link::through(theme_link::Entity, theme_link::Column::SubjectId, theme_link::Column::ThemeId) }
}
list! {
    /// The networks it is shared in.
    NetworksOfAgreement of agreement { networks: network as Network, filter NetworkFilter, order NetworkOrder,
        by Link::through(network_share::Entity, network_share::Column::SubjectId, network_share::Column::NetworkId) }
}

#[derive(Default)]
pub struct AgreementLookup;

#[Object]
impl AgreementLookup {
    /// One agreement; null when there is none, or none that the viewer may see.
    async fn agreement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<CooperationAgreement> {
        match id::argument::<agreement::Entity>(&id, "id") {
            Ok(id) => ctx.related::<agreement::Entity, _>(id).await,
            Err(wrong) => Err::<CooperationAgreement, _>(wrong).into(),
        }
    }
}

/// Which agreements. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AgreementFilter {
    /// With one of these statuses.
    pub statuses: Option<Vec<AgreementStatus>>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<AgreementKind>>,
    /// Of which this organisation is a party.
    pub organisation_id: Option<ID>,
    /// Of this programme.
    pub programme_id: Option<ID>,
    /// Of this project.
    pub project_id: Option<ID>,
    /// Of this country: ISO 3166-1 alpha-2, such as `NO`.
    pub country: Option<String>,
    /// About this municipality.
    pub municipality_id: Option<ID>,
    /// About at least one of these themes; at most 100.
    pub theme_ids: Option<Vec<ID>>,
    /// Shared in at least one of these networks that the viewer may see; at most 100.
    pub network_ids: Option<Vec<ID>>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
    /// True: those that the viewer may change. False: all others.
    pub mine: Option<bool>,
    /// In whose titles a word begins with this text, in any case.
    pub title_begins_with: Option<String>,
    /// SIGNED or ACTIVE, with a last day from today to this many days ahead: 0 to 36,500.
    pub ending_within_days: Option<i32>,
}

impl Narrow<agreement::Entity> for AgreementFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        if let Some(days) = self.ending_within_days
            && !(0..=36_500).contains(&days)
        {
            let wrong = format!("is {days}; it must be from 0 to 36500.");
            return Err(Error::bad_value("filter.endingWithinDays", wrong));
        }
        let organisation = wanted::<organisation::Entity>(&self.organisation_id, "organisationId")?;
        let programme = wanted::<programme::Entity>(&self.programme_id, "programmeId")?;
        let project = wanted::<project::Entity>(&self.project_id, "projectId")?;
        let place = wanted::<municipality::Entity>(&self.municipality_id, "municipalityId")?;
        let themes = all_wanted::<theme::Entity>(&self.theme_ids, "themeIds")?;
        let networks = all_wanted::<network::Entity>(&self.network_ids, "networkIds")?;
        let statuses = self.statuses.as_ref();
        let kinds = self.kinds.as_ref();
        let country = wanted_country(&self.country)?;
        let of_party = |id| {
            use agreement_party::{Column as Party, Entity};
            Column::Id.in_subquery(tied(Entity, Party::AgreementId, Party::OrganisationId, id))
        };
        let in_place = |id| {
            use municipality_link::{Column as Link, Entity};
            Column::Id.in_subquery(tied(Entity, Link::SubjectId, Link::MunicipalityId, id))
        };
        let own = viewer.sees(Column::EditorsId);
        let mine = |wanted| match wanted {
            true => own,
            false => own.not(),
        };
        let backend = viewer.backend();
        Ok(Condition::all()
            .add_option(statuses.map(|all| one_of_kinds(Column::Status, all)))
            .add_option(kinds.map(|all| one_of_kinds(Column::Kind, all)))
            .add_option(organisation.map(of_party))
            .add_option(
                programme.map(|id| naming::<programme::Entity>(viewer, Column::ProgrammeId, &[id])),
            )
            .add_option(
                project.map(|id| naming::<project::Entity>(viewer, Column::ProjectId, &[id])),
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
            ))
    }

    fn on(&self, today: NaiveDate) -> Option<Condition> {
        let days = u64::try_from(self.ending_within_days?).ok()?;
        let holding = [AgreementStatus::Signed, AgreementStatus::Active];
        let last = today.checked_add_days(Days::new(days))?;
        let ending = Condition::all()
            .add(Column::Status.is_in(holding))
            .add(Column::EndsOn.gte(today))
            .add(Column::EndsOn.lte(last));
        Some(ending)
    }
}

/// What agreements are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AgreementOrderField {
    /// Title in the main language, in the alphabet of its country.
    #[default]
    Title,
    /// The first day; those without any last of all.
    StartsOn,
    /// The last day; those without any last of all.
    EndsOn,
    /// When they were last changed.
    UpdatedAt,
}

/// How agreements are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct AgreementOrder {
    /// By what.
    #[graphql(default)]
    pub field: AgreementOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<agreement::Entity> for AgreementOrder {
    fn sort(&self) -> Sort<agreement::Entity> {
        let sort = match self.field {
            AgreementOrderField::Title => Sort::by(Column::TitleSort),
            AgreementOrderField::StartsOn => Sort::by(Column::SortOn),
            AgreementOrderField::EndsOn => Sort::by(Column::EndsOn).empty_as(FAR),
            AgreementOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
