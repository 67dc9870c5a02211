//! What an agreement takes from its parties.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{Visibility, agreement::AgreementKind};

use super::inputs::ProjectPartyInput;
use crate::platform::graphql::{Date, Kept, Locale, LocalizedTextInput, SafeInt};

/// What an agreement can say. What is left out stays as it is; null takes it away.
#[derive(InputObject, Default)]
pub struct AgreementContentInput {
    /// The kind in your own words; at most 200 characters.
    pub kind_text: MaybeUndefined<String>,
    /// The country it belongs to, ISO 3166-1 alpha-2.
    pub country: MaybeUndefined<String>,
    /// What it is about; at most 2,000 characters.
    pub subject: MaybeUndefined<String>,
    /// The first day on which it holds.
    pub starts_on: MaybeUndefined<Date>,
    /// The last day on which it holds.
    pub ends_on: MaybeUndefined<Date>,
    /// The start in words; at most 200 characters.
    pub starts_text: MaybeUndefined<String>,
    /// The end in words; at most 200 characters.
    pub ends_text: MaybeUndefined<String>,
    /// The programme it belongs to, one that you may change.
    pub programme_id: MaybeUndefined<ID>,
    /// The project it belongs to, one that you may change.
    pub project_id: MaybeUndefined<ID>,
    /// The agreement it adds to or takes the place of; you must write for a party of that one too. A SUPPLEMENT needs it, or the
    /// same in words.
    pub base_agreement_id: MaybeUndefined<ID>,
    /// The same in words, such as its date; at most 200 characters.
    pub base_agreement_text: MaybeUndefined<String>,
    /// The least number of something that is to come of it: 0 to 1,000,000.
    pub target_min: MaybeUndefined<i32>,
    /// The most that is expected; not below the least.
    pub target_max: MaybeUndefined<i32>,
    /// The day by which.
    pub due_on: MaybeUndefined<Date>,
    /// The same in words; at most 200 characters.
    pub due_text: MaybeUndefined<String>,
    /// How many fields it covers: 0 to 1,000.
    pub areas_count: MaybeUndefined<i32>,
    /// A remark; at most 2,000 characters.
    pub note: MaybeUndefined<String>,
    /// Who may see it once it is published; its networks may narrow that. PUBLIC for a new one.
    pub visibility: Kept<Visibility>,
    /// Its fields, each in short. Takes the place of those before, as every list here does; at most 100.
    pub focus_areas: Kept<Vec<String>>,
    /// Municipalities it is about. At most 400.
    pub municipality_ids: Kept<Vec<ID>>,
    /// What it is about. At most 50.
    pub theme_ids: Kept<Vec<ID>>,
    /// Networks it is shared in; you must belong to those you add. At most 50.
    pub network_ids: Kept<Vec<ID>>,
}

/// A new agreement: a draft that only those see who write for its parties.
#[derive(InputObject)]
pub struct CreateAgreementInput {
    /// What kind of agreement it is.
    pub kind: AgreementKind,
    /// Its main language.
    pub locale: Locale,
    /// Its title, in one or more languages, the main one among them; at most 200 characters each.
    pub title: Vec<LocalizedTextInput>,
    /// Its parties: 2 to 100. You must be an editor or admin of one of them.
    pub parties: Vec<ProjectPartyInput>,
    #[graphql(flatten)]
    pub content: AgreementContentInput,
}

/// A change of an agreement, as long as nobody has signed it. What is left out stays; null empties what may be empty.
#[derive(InputObject)]
pub struct UpdateAgreementInput {
    /// The agreement; you must be one of its editors.
    pub agreement_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// What kind of agreement it is.
    pub kind: Kept<AgreementKind>,
    /// Its main language.
    pub locale: Kept<Locale>,
    /// All languages of its title, the main one among them; at most 200 characters each.
    pub title: Kept<Vec<LocalizedTextInput>>,
    /// Its parties: 2 to 100, your organisation among them. Takes the place of those before; not once it is published.
    pub parties: Kept<Vec<ProjectPartyInput>>,
    #[graphql(flatten)]
    pub content: AgreementContentInput,
}

/// Which agreement is to be seen by others.
#[derive(InputObject)]
pub struct PublishAgreementInput {
    /// The agreement: one that every party has signed. You must be an editor of one of them.
    pub agreement_id: ID,
    /// The version that was read.
    pub version: SafeInt,
}
