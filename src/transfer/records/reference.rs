//! How records point at each other.

use chrono::NaiveDate;

/// What can be pointed at. The names are those of the GraphQL types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Country,
    Region,
    Municipality,
    TerritoryChange,
    Locality,
    ActionGroupArea,
    Organisation,
    OrganisationRelation,
    Person,
    Affiliation,
    Account,
    Network,
    NetworkMembership,
    NetworkCoordinator,
    Document,
    DocumentVersion,
    DocumentLink,
    DocumentAttachment,
    Programme,
    FundingRuleSet,
    FundingCall,
    Application,
    FundingDecision,
    Prize,
    Initiative,
    SeminarSeries,
    Seminar,
    Registration,
    Theme,
    Experience,
    ReuseReport,
    Question,
    ExchangePost,
    ExchangeMatch,
    Comment,
    Project,
    ProjectRelation,
    Agreement,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Country => "Country",
            Self::Region => "Region",
            Self::Municipality => "Municipality",
            Self::TerritoryChange => "TerritoryChange",
            Self::Locality => "Locality",
            Self::ActionGroupArea => "ActionGroupArea",
            Self::Organisation => "Organisation",
            Self::OrganisationRelation => "OrganisationRelation",
            Self::Person => "Person",
            Self::Affiliation => "Affiliation",
            Self::Account => "Account",
            Self::Network => "Network",
            Self::NetworkMembership => "NetworkMembership",
            Self::NetworkCoordinator => "NetworkCoordinator",
            Self::Document => "Document",
            Self::DocumentVersion => "DocumentVersion",
            Self::DocumentLink => "DocumentLink",
            Self::DocumentAttachment => "DocumentAttachment",
            Self::Programme => "Programme",
            Self::FundingRuleSet => "FundingRuleSet",
            Self::FundingCall => "FundingCall",
            Self::Application => "Application",
            Self::FundingDecision => "FundingDecision",
            Self::Prize => "Prize",
            Self::Initiative => "Initiative",
            Self::SeminarSeries => "SeminarSeries",
            Self::Seminar => "Seminar",
            Self::Registration => "Registration",
            Self::Theme => "Theme",
            Self::Experience => "Experience",
            Self::ReuseReport => "ReuseReport",
            Self::Question => "Question",
            Self::ExchangePost => "ExchangePost",
            Self::ExchangeMatch => "ExchangeMatch",
            Self::Comment => "Comment",
            Self::Project => "Project",
            Self::ProjectRelation => "ProjectRelation",
            Self::Agreement => "Agreement",
        }
    }

    /// As people read it: `organisationRelation` becomes `organisation relation`.
    pub fn words(self) -> String {
        let mut words = String::new();
        for letter in self.name().chars() {
            if letter.is_uppercase() && !words.is_empty() {
                words.push(' ');
            }
            words.extend(letter.to_lowercase());
        }
        words
    }
}

/// Which holder of a municipality's code is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The current one, else the one that ended last.
    Current,
    /// The one that ended on this day, else as `Current`.
    EndedOn(NaiveDate),
    /// The one that began on this day, else as `Current`.
    BeganOn(NaiveDate),
}

/// One record pointing at another.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The member that points, for messages.
    pub member: &'static str,
    pub kind: Kind,
    pub text: &'a str,
    pub meaning: Meaning,
}

impl<'a> Reference<'a> {
    pub fn new(member: &'static str, kind: Kind, text: &'a str) -> Self {
        Self {
            member,
            kind,
            text,
            meaning: Meaning::Current,
        }
    }

    /// Where the member may be missing.
    pub fn maybe(member: &'static str, kind: Kind, text: &'a Option<String>) -> Option<Self> {
        text.as_deref().map(|text| Self::new(member, kind, text))
    }

    pub fn all(
        member: &'static str,
        kind: Kind,
        texts: &'a [String],
    ) -> impl Iterator<Item = Self> {
        texts
            .iter()
            .map(move |text| Self::new(member, kind, text.as_str()))
    }
}
