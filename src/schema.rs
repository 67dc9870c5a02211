//! Merges what each capability offers into one schema.

use async_graphql::{MergedObject, MergedSubscription, SchemaBuilder};

use crate::{
    documents, exchange, networks, nodes, organisations, people, places, privacy, programmes,
    projects, search, seminars, themes,
};

/// Where every reading begins.
#[derive(MergedObject, Default)]
pub struct Query(
    nodes::NodeQueries,
    places::Countries,
    places::Regions,
    places::AreaLookup,
    places::Municipalities,
    places::MunicipalityLookup,
    places::ActionGroupAreas,
    places::TerritoryChanges,
    places::Holidays,
    themes::Themes,
    themes::ThemeLookup,
    organisations::Organisations,
    organisations::OrganisationLookup,
    people::People,
    people::PersonLookup,
    people::ViewerQuery,
    people::IdentityProviders,
    networks::Networks,
    networks::NetworkLookup,
    documents::Documents,
    documents::DocumentLookup,
    exchange::Experiences,
    exchange::ExperienceLookup,
    exchange::Questions,
    exchange::QuestionLookup,
    exchange::ExchangePosts,
    exchange::ExchangePostLookup,
    exchange::ExchangeMatches,
    exchange::ReportedComments,
    programmes::Programmes,
    programmes::ProgrammeLookup,
    programmes::FundingRuleSets,
    programmes::FundingRuleSetLookup,
    programmes::FundingCalls,
    programmes::FundingCallLookup,
    programmes::Applications,
    programmes::ApplicationLookup,
    programmes::FinancingQueries,
    programmes::Prizes,
    programmes::PrizeLookup,
    programmes::Initiatives,
    programmes::InitiativeLookup,
    projects::Projects,
    projects::ProjectLookup,
    projects::Agreements,
    projects::AgreementLookup,
    seminars::Seminars,
    seminars::SeminarLookup,
    seminars::RegistrationLookup,
    seminars::SeriesLookup,
    seminars::CertificateLookup,
    seminars::ConflictQueries,
    search::SearchQuery,
    privacy::AuditEntries,
);

/// Where every change begins.
#[derive(MergedObject, Default)]
pub struct Mutation(
    themes::ThemeMutations,
    organisations::OrganisationMutations,
    people::PersonMutations,
    people::AffiliationMutations,
    people::AccountMutations,
    people::SessionMutations,
    people::SecondFactorMutations,
    people::ApiTokenMutations,
    people::InvitationMutations,
    people::ExternalMutations,
    people::RecoveryMutations,
    networks::NetworkMutations,
    documents::DocumentMutations,
    exchange::ExperienceMutations,
    exchange::ExchangeMutations,
    programmes::ProgrammeMutations,
    programmes::FundingMutations,
    programmes::PrizeMutations,
    projects::ProjectMutations,
    projects::ProjectPartMutations,
    projects::AgreementMutations,
    seminars::SeminarMutations,
    seminars::DatePollMutations,
    seminars::HoldingMutations,
    privacy::PrivacyMutations,
    seminars::CalendarMutations,
    seminars::SeriesMutations,
    seminars::CertificateMutations,
);

/// What can be listened to.
#[derive(MergedSubscription, Default)]
pub struct Subscription(networks::NetworkChanges, seminars::SeminarSubscriptions);

/// The schema, not finished: only the gate finishes it, because bare it runs whatever it is given.
pub fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    async_graphql::Schema::build(
        Query::default(),
        Mutation::default(),
        Subscription::default(),
    )
}
