//! What a project takes from its editors.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::Visibility;

use crate::platform::graphql::{Date, Kept, LocalizedTextInput, MoneyInput};

/// An organisation that pays for a project or takes part in it.
#[derive(InputObject, Clone)]
pub struct ProjectPartyInput {
    /// The organisation, where Erfa knows it.
    pub organisation_id: Option<ID>,
    /// What it is called, where Erfa does not know it; at most 200 characters.
    pub name: Option<String>,
}

/// A short text about a project, with its days where it has some.
#[derive(InputObject, Clone)]
pub struct ProjectPointInput {
    /// The text; at most 2,000 characters.
    pub text: String,
    /// The day by which it is to be done.
    pub due_on: Option<Date>,
    /// The day on which it was done or happened; not in the future.
    pub done_on: Option<Date>,
}

/// A number that a project rests on.
#[derive(InputObject, Clone)]
pub struct ProjectFigureInput {
    /// A name for machines in small letters, digits and `_`, each once: `jobs_mining`.
    pub key: String,
    /// What people call it; at most 200 characters.
    pub label: Option<String>,
    /// The number.
    pub value: f64,
}

/// What a project can say of itself. What is left out stays as it is; null takes it away.
#[derive(InputObject, Default)]
pub struct ProjectContentInput {
    /// The country it belongs to, ISO 3166-1 alpha-2.
    pub country: MaybeUndefined<String>,
    /// Who owns it in words, beside or instead of an organisation that Erfa knows; at most 200 characters.
    pub owner_text: MaybeUndefined<String>,
    /// The programme it belongs to: one of which a call is open, that has approved an application of the owner or chosen it to take
    /// part, or that you may change. It may stay where it was.
    pub programme_id: MaybeUndefined<ID>,
    /// The status in words; at most 200 characters.
    pub status_text: MaybeUndefined<String>,
    /// The first day, the earliest that the words allow.
    pub starts_on: MaybeUndefined<Date>,
    /// The last day, the latest that the words allow.
    pub ends_on: MaybeUndefined<Date>,
    /// The start in words, such as `autumn 2027`; at most 200 characters.
    pub starts_text: MaybeUndefined<String>,
    /// The end in words; at most 200 characters.
    pub ends_text: MaybeUndefined<String>,
    /// The period in words; at most 200 characters.
    pub period_text: MaybeUndefined<String>,
    /// How many years it takes: 0 to 100.
    pub duration_years: MaybeUndefined<f64>,
    /// Why it began, in one or more languages; at most 10,000 characters each.
    pub background: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it is, in short; at most 10,000 characters each.
    pub summary: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it is for; at most 10,000 characters each.
    pub purpose: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it aims at as a whole; at most 10,000 characters each.
    pub overall_goal: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it sees before it; at most 10,000 characters each.
    pub vision: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it is part of; at most 10,000 characters each.
    pub context: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it may cost.
    pub budget: MaybeUndefined<MoneyInput>,
    /// The unit that answers for it within its owner; at most 200 characters.
    pub responsible_unit: MaybeUndefined<String>,
    /// Who keeps this page right, by role; at most 200 characters.
    pub content_owner: MaybeUndefined<String>,
    /// The day on which somebody last saw to it that this page is right; not in the future.
    pub last_reviewed_on: MaybeUndefined<Date>,
    /// The day by which somebody should again.
    pub review_due_on: MaybeUndefined<Date>,
    /// A remark; at most 2,000 characters.
    pub note: MaybeUndefined<String>,
    /// Who may see it once it is published; its networks may narrow that. PUBLIC for a new one.
    pub visibility: Kept<Visibility>,
    /// Municipalities it works in. Takes the place of those before; at most 400.
    pub municipality_ids: Kept<Vec<ID>>,
    /// What it is about. Takes the place of those before; at most 50.
    pub theme_ids: Kept<Vec<ID>>,
    /// Its reports as documents, in order; you must see those you add. Takes the place of those before; at most 100.
    pub report_ids: Kept<Vec<ID>>,
    /// Other documents that belong with it, in order; you must see those you add. Takes the place of those before; at most 100.
    pub document_ids: Kept<Vec<ID>>,
    /// Networks it is shared in; you must belong to those you add. Takes the place of those before; at most 50.
    pub network_ids: Kept<Vec<ID>>,
    /// Who pays. Takes the place of those before, as every list below does; at most 50. Once the project is APPROVED, a funder
    /// that Erfa knows leaves by its own editors alone.
    pub funders: Kept<Vec<ProjectPartyInput>>,
    /// Who takes part. At most 50.
    pub partners: Kept<Vec<ProjectPartyInput>>,
    /// Whom it is for. At most 100, of at most 2,000 characters.
    pub target_groups: Kept<Vec<String>>,
    /// Places it works in, by name. At most 100.
    pub areas: Kept<Vec<String>>,
    /// What it brought about. At most 100.
    pub results: Kept<Vec<ProjectPointInput>>,
    /// What others can learn from it. At most 100.
    pub lessons: Kept<Vec<ProjectPointInput>>,
    /// What is to be reached, and when. At most 100.
    pub milestones: Kept<Vec<ProjectPointInput>>,
    /// What went another way than planned. At most 100.
    pub deviations: Kept<Vec<ProjectPointInput>>,
    /// What it brought about without aiming at it. At most 100.
    pub side_effects: Kept<Vec<ProjectPointInput>>,
    /// What it owes its funders in public. At most 100.
    pub publicity_duties: Kept<Vec<ProjectPointInput>>,
    /// Numbers it rests on. At most 100.
    pub figures: Kept<Vec<ProjectFigureInput>>,
}
