//! Which parts make up each GraphQL type. Lists only: what a part does stands in its capability.

use std::sync::Arc;

use async_graphql::{Context, ID, Interface, MergedObject, Object};
use futures_util::future::join_all;

use crate::{
    documents, exchange, networks, organisations, people, places,
    platform::{
        error::{Error, Result},
        graphql::{ContextExt, Nullable, id},
    },
    privacy, programmes, projects, seminars, themes,
};

/// Declares the types that have an id: of which table, and of which parts.
macro_rules! nodes {
    ($($(#[doc = $about:literal])+ $node:ident of $table:ident { $($part:path),+ $(,)? })+) => {
        $(
            $(#[doc = $about])+
            #[derive(MergedObject)]
            pub struct $node($(pub $part),+);

            impl From<Arc<entity::$table::Model>> for $node {
                fn from(row: Arc<entity::$table::Model>) -> Self {
                    Self($($part(row.clone())),+)
                }
            }

            impl From<entity::$table::Model> for $node {
                fn from(row: entity::$table::Model) -> Self {
                    Arc::new(row).into()
                }
            }

            impl $node {
                pub async fn id(&self, _: &Context<'_>) -> Result<ID> {
                    Ok(id::global(stringify!($node), self.0.0.id))
                }
            }
        )+

        /// Anything that has an id of its own and can be asked for by it.
        #[derive(Interface)]
        #[graphql(field(name = "id", ty = "ID", desc = "Opaque id, the same for as long as the thing exists."))]
        pub enum Node { $($node($node)),+ }

        async fn load(ctx: &Context<'_>, id: &ID, name: &str) -> Result<Option<Node>> {
            let unknown = || Error::bad_value(name, "is not an id; use one that Erfa gave.");
            let (kind, row) = id::parse(id).ok_or_else(unknown)?;
            let part = || match kind.len() <= 40 && kind.chars().all(|one| one.is_ascii_alphabetic()) {
                true => Error::bad_value(name, format!(
                    "is of type {kind}, which is no Node: what has such an id is read within the thing it stands in."
                )),
                false => unknown(),
            };
            match kind {
                $(stringify!($node) => {
                    let row = ctx.load::<entity::$table::Entity>(row).await?;
                    Ok(row.map(|row| Node::$node(row.into())))
                })+
                _ => Err(part()),
            }
        }
    };
}

nodes! {
    /// A country or self-governing territory of the Nordic region.
    Country of country { places::CountryFields }
    /// A region, county or statistical part of one.
    Region of region { places::RegionFields, places::MunicipalitiesOfRegion, places::PartsOfRegion, seminars::CalendarOfRegion }
    /// A municipality.
    Municipality of municipality {
        places::MunicipalityFields, places::RegionsOfMunicipality, places::LocalitiesOfMunicipality, places::AreasOfMunicipality,
        places::SuccessorsOfMunicipality, places::PredecessorsOfMunicipality, places::ChangesOfMunicipality,
        organisations::OrganisationsOfMunicipality, networks::NetworksOfMunicipality, documents::DocumentsOfMunicipality,
        exchange::ExperiencesOfMunicipality, exchange::QuestionsOfMunicipality, exchange::ExchangePostsOfMunicipality,
        exchange::SimilarToMunicipality, programmes::ProgrammesOfMunicipality, projects::ProjectsOfMunicipality, projects::AgreementsOfMunicipality,
        seminars::SeminarsOfMunicipality, seminars::CalendarOfMunicipality,
    }
    /// A village, town, service centre or island within a municipality.
    Locality of locality { places::LocalityFields }
    /// The area of a local action group (LAG): the municipalities it covers.
    ActionGroupArea of action_group_area { places::ActionGroupAreaFields, places::MunicipalitiesOfArea }
    /// A change of territory: some municipalities became others on a day.
    TerritoryChange of territory_change {
        places::TerritoryChangeFields, places::BeforeTerritoryChange, places::AfterTerritoryChange,
    }
    /// A subject that networks, documents, experiences and projects are about, or a goal for sustainable development.
    Theme of theme {
        themes::ThemeFields, themes::PartsOfTheme, networks::NetworksOfTheme, documents::DocumentsOfTheme, exchange::ExperiencesOfTheme,
        exchange::QuestionsOfTheme, exchange::ExchangePostsOfTheme, projects::ProjectsOfTheme, seminars::CalendarOfTheme,
    }
    /// A body that meets others: a municipality, a region, an agency, a company …
    Organisation of organisation {
        organisations::OrganisationFields, organisations::UnitsOfOrganisation, organisations::RelationsFromOrganisation,
        organisations::RelationsToOrganisation, people::AffiliationsOfOrganisation, people::TokensOfOrganisation,
        people::InvitationsOfOrganisation, networks::MembershipsOfOrganisation,
        documents::DocumentsOfOrganisation, documents::PublicationsOfOrganisation, exchange::ExperiencesOfOrganisation,
        exchange::ReuseReportsOfOrganisation, exchange::QuestionsOfOrganisation, exchange::ExchangePostsOfOrganisation,
        programmes::ProgrammesOfOrganisation, programmes::ApplicationsOfOrganisation, programmes::PrizesOfOrganisation,
        programmes::InitiativesOfOrganisation, projects::ProjectsOfOrganisation, projects::AgreementsOfOrganisation,
        seminars::SeminarsOfOrganisation,
    }
    /// How one organisation stands to another, for a time.
    OrganisationRelation of organisation_relation { organisations::OrganisationRelationFields }
    /// A human being, as others may see them.
    Person of person { people::PersonFields, people::AffiliationsOfPerson }
    /// A person belongs to an organisation, for a time.
    Affiliation of affiliation { people::AffiliationFields }
    /// A token that lets a program in; the token itself is shown when it is made and never again.
    ApiToken of api_token { people::ApiTokenFields }
    /// A letter that asks somebody to join an organisation.
    Invitation of invitation { people::InvitationFields }
    /// Organisations that meet regularly around something they share.
    Network of network {
        networks::NetworkFields, networks::MembershipsOfNetwork, networks::MembersOfNetwork, networks::CoordinatorsOfNetwork,
        networks::ThemesOfNetwork, documents::DocumentsOfNetwork, exchange::ExperiencesOfNetwork, exchange::QuestionsOfNetwork,
        exchange::ExchangePostsOfNetwork, programmes::ProgrammesOfNetwork, projects::ProjectsOfNetwork, seminars::SeminarsOfNetwork,
        seminars::CadenceOfNetwork, seminars::CalendarOfNetwork,
    }
    /// An organisation in a network: the organisation is the member, people take part through it.
    NetworkMembership of network_membership { networks::NetworkMembershipFields }
    /// What an organisation tried, and what came of it.
    Experience of experience {
        exchange::ExperienceFields, exchange::EvidenceOfExperience, exchange::ThemesOfExperience, exchange::MunicipalitiesOfExperience, exchange::NetworksOfExperience,
        exchange::ReuseReportsOfExperience, exchange::CommentsOfExperience, projects::ProjectsOfExperience,
    }
    /// What came of using an experience of others.
    ReuseReport of reuse_report { exchange::ReuseReportFields }
    /// What somebody wants to know of others.
    Question of question {
        exchange::QuestionFields, exchange::ThemesOfQuestion, exchange::NetworksOfQuestion, exchange::CommentsOfQuestion,
    }
    /// A request for help, or an offer of it.
    ExchangePost of exchange_post {
        exchange::ExchangePostFields, exchange::ThemesOfExchangePost, exchange::NetworksOfExchangePost, exchange::MatchesOfExchangePost,
        exchange::CommentsOfExchangePost,
    }
    /// A request and who can meet it.
    ExchangeMatch of exchange_match { exchange::ExchangeMatchFields }
    /// What somebody says to an experience, a question, a request, an offer, or another comment.
    Comment of comment { exchange::CommentFields, exchange::RepliesOfComment }
    /// Something written down: a plan, a report, a decision, a page.
    Document of document {
        documents::DocumentFields, documents::VersionsOfDocument, documents::LinksOfDocument, documents::LinksToDocument,
        documents::AppendicesOfDocument, documents::NetworksOfDocument, documents::ThemesOfDocument, documents::MunicipalitiesOfDocument,
    }
    /// A document as it was handed in once; it never changes.
    DocumentVersion of document_version { documents::DocumentVersionFields }
    /// How one document stands to another.
    DocumentLink of document_link { documents::DocumentLinkFields }
    /// What organisations run together for a time, with money for others to work with.
    Programme of programme {
        programmes::ProgrammeFields, programmes::DocumentsOfProgramme, programmes::PartsOfProgramme, programmes::NetworksOfProgramme, programmes::ThemesOfProgramme,
        programmes::RuleSetsOfProgramme, programmes::CallsOfProgramme, projects::ProjectsOfProgramme, projects::AgreementsOfProgramme,
        seminars::EvidenceOfProgramme,
    }
    /// One version of the rules by which a programme finances; immutable once a call names it.
    FundingRuleSet of funding_rule_set { programmes::FundingRuleSetFields, programmes::CallsOfRuleSet }
    /// A call for applications, open for a time.
    FundingCall of funding_call { programmes::FundingCallFields, programmes::ApplicationsOfCall }
    /// What an organisation asks money for; seen by its editors, and once handed in by those who run the programme.
    Application of application { programmes::ApplicationFields, programmes::DecisionsOfApplication }
    /// What a body said of an application; under embargo seen only by those who run the programme.
    FundingDecision of decision { programmes::FundingDecisionFields }
    /// A prize that is given again and again.
    Prize of prize { programmes::PrizeFields, programmes::EditionsOfPrize }
    /// A prize in one year.
    PrizeEdition of prize_edition { programmes::PrizeEditionFields, programmes::NominationsOfEdition }
    /// A village or other place that is proposed for a prize.
    Nomination of nomination { programmes::NominationFields }
    /// An idea for a platform or a joint effort that an organisation is looking into.
    Initiative of initiative { programmes::InitiativeFields }
    /// Something that is done once, with goals and an end.
    Project of project {
        projects::ProjectFields, projects::DocumentsOfProject, projects::GoalsOfProject, projects::IndicatorsOfProject, projects::ActivitiesOfProject, projects::PeopleOfProject,
        projects::ReportsOfProject, projects::NamedByProjects, projects::ExperiencesOfProject, projects::MunicipalitiesOfProject,
        projects::ThemesOfProject, projects::NetworksOfProject, projects::AgreementsOfProject, seminars::SeminarBeforeProject,
    }
    /// An agreement between parties: to work together, to do something, to add to another agreement.
    CooperationAgreement of agreement {
        projects::AgreementFields, projects::DocumentsOfAgreement, projects::MunicipalitiesOfAgreement, projects::ThemesOfAgreement, projects::NetworksOfAgreement,
        projects::AgreementsOnAgreement,
    }
    /// Any kind of meeting that a network or organisation holds.
    Seminar of seminar {
        seminars::SeminarFields, seminars::BelongingOfSeminar, seminars::DocumentsOfSeminar, seminars::PlaceOfSeminar, seminars::SeatsOfSeminar,
        seminars::NetworksOfSeminar, seminars::MunicipalitiesOfSeminar, seminars::RegistrationsOfSeminar, seminars::MinutesOfSeminar,
        seminars::PollOfSeminar, seminars::ConflictsOfSeminar, seminars::HoldingOfSeminar, seminars::NeedsOfSeminar, seminars::CalendarOfSeminar,
        seminars::SeriesOfSeminar,
    }
    /// Seminars that come again by a rule.
    SeminarSeries of seminar_series { seminars::SeminarSeriesFields, seminars::OccurrencesOfSeries }
    /// A person registered for a seminar.
    Registration of registration { seminars::RegistrationFields, seminars::CertificateOfRegistration }
    /// Who did or read what of somebody's personal data; for auditors and those who run the platform.
    AuditEntry of audit_entry { privacy::AuditEntryFields }
}

/// Who is signed in, and what only they may know of themselves. Its parts stand over their person.
#[derive(MergedObject)]
pub struct Viewer(
    people::ViewerFields,
    people::ViewerTokens,
    networks::ViewerNetworks,
    networks::ViewerCoordinates,
    seminars::ViewerSeminars,
    seminars::ViewerCalendar,
);

impl From<Arc<entity::person::Model>> for Viewer {
    fn from(row: Arc<entity::person::Model>) -> Self {
        Self(
            people::ViewerFields(row.clone()),
            people::ViewerTokens,
            networks::ViewerNetworks,
            networks::ViewerCoordinates,
            seminars::ViewerSeminars,
            seminars::ViewerCalendar(row),
        )
    }
}

#[derive(Default)]
pub struct NodeQueries;

#[Object]
impl NodeQueries {
    /// The thing with an id; null when there is none, or none that the viewer may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An id that Erfa gave.")] id: ID,
    ) -> Nullable<Node> {
        load(ctx, &id, "id").await.into()
    }

    /// The things with these ids, in the order given; null where there is none, or none that the viewer may see.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids that Erfa gave, at most 100.")] ids: Vec<ID>,
    ) -> Nullable<Vec<Nullable<Node>>> {
        load_all(ctx, &ids).await.into()
    }
}

async fn load_all(ctx: &Context<'_>, ids: &[ID]) -> Result<Vec<Nullable<Node>>> {
    if ids.len() > 100 {
        let wrong = format!("has {} members; at most 100 are taken.", ids.len());
        return Err(Error::bad_value("ids", wrong));
    }
    let found = (0..).zip(ids).map(|(place, id)| async move {
        let place: usize = place;
        load(ctx, id, &format!("ids.{place}")).await
    });
    let found = join_all(found).await;
    Ok(found.into_iter().map(Nullable::from).collect())
}
