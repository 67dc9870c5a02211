//! What a line of a file holds: one record, by its type.

mod agreements;
mod check;
mod documents;
mod exchange;
mod funding;
mod gatherings;
pub mod moments;
mod networks;
mod organisations;
mod people;
mod places;
mod prizes;
mod programmes;
pub mod projects;
mod reference;
mod registrations;
mod seminars;
mod series;
mod themes;

use std::borrow::Cow;

use entity::Origin;
use serde::{Deserialize, Deserializer, Serialize};

pub use agreements::{Agreement, Signatory};
pub use check::Line;
pub use documents::{Bearer, Document, DocumentAttachment, DocumentLink, DocumentVersion};
pub use exchange::{
    Comment, Contact, ExchangeMatch, ExchangePost, Experience, Moderation, Question, Report,
    ReuseReport, Step,
};
pub use funding::{
    Application, CostCategory, CostLine, Disbursement, FinancingLine, FundingCall, FundingDecision,
    FundingRule, FundingRuleSet,
};
pub use gatherings::{
    Answered, Asked, Happened, MeetingReport, Notice, Outcome, Poll, PollOption, PollVote,
    Presence, Thought,
};
pub use networks::{Network, NetworkCoordinator, NetworkMembership};
pub use organisations::{Organisation, OrganisationRelation};
pub use people::{Account, Affiliation, Person};
pub use places::{
    ActionGroupArea, Country, Covered, Locality, Municipality, Region, TerritoryChange,
};
pub use prizes::{Edition, Initiative, Nomination, Prize};
pub use programmes::{Participation, Programme, ProgrammeParty, ProgrammePoint, ProgrammeTarget};
pub use projects::{Project, ProjectRelation};
pub use reference::{Kind, Meaning, Reference};
pub use registrations::{Proof, Registration};
pub use seminars::{Agenda, Host, Seats, Seminar, published_by};
pub use series::{Joined, SeminarSeries};
pub use themes::Theme;

/// What every type of record says of itself.
pub trait Noted {
    /// What other records may point at it by.
    fn ref_text(&self) -> Option<&str>;
    /// Notes what is wrong with it, as far as it alone shows that.
    fn check(&self, line: &mut Line);
    /// What it points at.
    fn references(&self) -> Vec<Reference<'_>> {
        vec![]
    }
    /// Its natural names: no two records may share one. The first word says what it is.
    fn keys(&self) -> Vec<String> {
        vec![]
    }
}

/// Declares the types of records: the enum over them, and how each part of it is reached.
macro_rules! records {
    ($($kind:ident = $word:literal),+ $(,)?) => {
        /// One line of a file. A new type is a new line here and a new row in docs/import.md.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "type", rename_all = "camelCase")]
        pub enum Record { $($kind(Box<$kind>)),+ }

        impl Record {
            pub const TYPES: &'static [&'static str] = &[$($word),+];

            pub fn kind(&self) -> Kind {
                match self { $(Self::$kind(_) => Kind::$kind),+ }
            }

            /// Its type as a file names it.
            pub fn type_name(&self) -> &'static str {
                match self { $(Self::$kind(_) => $word),+ }
            }

            pub fn noted(&self) -> &dyn Noted {
                match self { $(Self::$kind(record) => record.as_ref()),+ }
            }
        }

        $(impl From<$kind> for Record {
            fn from(record: $kind) -> Self {
                Self::$kind(Box::new(record))
            }
        })+
    };
}

records! {
    Country = "country", Region = "region", Municipality = "municipality", TerritoryChange = "territoryChange",
    Locality = "locality", ActionGroupArea = "actionGroupArea", Organisation = "organisation",
    OrganisationRelation = "organisationRelation", Person = "person", Affiliation = "affiliation", Account = "account",
    Network = "network", NetworkMembership = "networkMembership", NetworkCoordinator = "networkCoordinator",
    Document = "document", DocumentVersion = "documentVersion", DocumentLink = "documentLink",
    Programme = "programme", FundingRuleSet = "fundingRuleSet", FundingCall = "fundingCall", Application = "application",
    FundingDecision = "fundingDecision", Prize = "prize", Initiative = "initiative",
    SeminarSeries = "seminarSeries", Seminar = "seminar", Registration = "registration",
    Theme = "theme", Experience = "experience", ReuseReport = "reuseReport", Question = "question",
    ExchangePost = "exchangePost", ExchangeMatch = "exchangeMatch", Comment = "comment",
    Project = "project", ProjectRelation = "projectRelation", Agreement = "agreement",
    DocumentAttachment = "documentAttachment",
}

/// Declares one type of record: required members as they are, the others with `?`; `ref` and `origin` belong to all.
macro_rules! record {
    ($(#[$about:meta])* $name:ident { $($member:ident: $type:ty),* ; $($maybe:ident: $maybe_type:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
            pub reference: Option<String>,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub origin: Option<entity::Origin>,
            $(pub $member: $type,)*
            $(#[serde(default, deserialize_with = "super::or_empty", skip_serializing_if = "super::is_empty")]
            pub $maybe: $maybe_type,)*
        }
    };
}
use record;

/// Declares an item of a list within a record: required members, then those that may be missing.
macro_rules! item {
    ($(#[$about:meta])* $name:ident { $($member:ident: $type:ty),* ; $($maybe:ident: $maybe_type:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            $(pub $member: $type,)*
            $(#[serde(default, deserialize_with = "super::or_empty", skip_serializing_if = "super::is_empty")]
            pub $maybe: $maybe_type,)*
        }
    };
}
use item;

/// A member that is null counts as one that is missing.
pub(super) fn or_empty<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    from: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// True for what a file leaves out.
pub(super) fn is_empty<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// IMPORT unless the record says otherwise.
pub fn origin(given: Option<Origin>) -> Origin {
    given.unwrap_or(Origin::Import)
}

/// Texts that name the same thing become equal: a UUID may be written in capitals.
pub fn same_name(text: &str) -> Cow<'_, str> {
    match uuid_of(text) {
        Some(id) => Cow::Owned(id.hyphenated().to_string()),
        None => Cow::Borrowed(text),
    }
}

/// The UUID that a text is, written with hyphens as an export writes it.
pub fn uuid_of(text: &str) -> Option<uuid::Uuid> {
    (text.len() == 36)
        .then(|| uuid::Uuid::parse_str(text).ok())
        .flatten()
}
