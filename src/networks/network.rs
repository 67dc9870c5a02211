//! Changing a network.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    Visibility,
    network::{self, JoinPolicy, NetworkStatus},
    theme,
};
use sea_orm::{ActiveEnum, ActiveModelTrait, IntoActiveModel};

use super::{
    audience::{self, CAPACITY},
    description::{NAME, TEXT, write_country, write_name, write_since, write_texts},
    policy::RunNetwork,
};
use crate::{
    platform::{
        access::Work,
        error::Result,
        graphql::{Check, Date, Kept, Locale, LocalizedTextInput, SafeInt, id},
    },
    themes::write_themes,
};

/// A status that does not follow from the present one.
pub const WRONG_TRANSITION: &str = "WRONG_TRANSITION";

/// A change of a network. What is left out stays; `null` empties what may be empty.
#[derive(InputObject)]
pub struct UpdateNetworkInput {
    /// The network; you must be a coordinator of it.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// Main language.
    pub locale: Kept<Locale>,
    /// All languages of the name, the main one among them; at most 200 characters each.
    pub name: Kept<Vec<LocalizedTextInput>>,
    /// All languages of what it is for; at most 10,000 characters each.
    pub purpose: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// The country it belongs to, ISO 3166-1 alpha-2.
    pub country: MaybeUndefined<String>,
    /// The day it began.
    pub since: MaybeUndefined<Date>,
    /// The period in words, at most 200 characters.
    pub period_text: MaybeUndefined<String>,
    /// How many meetings a year it aims at: 0 to 365.
    pub cadence_target_per_year: MaybeUndefined<i32>,
    /// How many members it says it has: 0 to 100,000.
    pub stated_member_count: MaybeUndefined<i32>,
    /// Its members in words, at most 10,000 characters.
    pub members_text: MaybeUndefined<String>,
    /// What it is about: all its themes, at most 50.
    pub theme_ids: Kept<Vec<ID>>,
    /// How organisations become members.
    pub join_policy: Kept<JoinPolicy>,
    /// Who may see it; what hangs on it follows in the same moment.
    pub visibility: Kept<Visibility>,
    /// From `DRAFT` to `ACTIVE`, between `ACTIVE` and `DORMANT`, and from either to `CLOSED`, which is final.
    pub status: Kept<NetworkStatus>,
}

pub async fn update(work: &Work, input: UpdateNetworkInput) -> Result<network::Model> {
    let id = id::of::<network::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<RunNetwork, network::Entity>(id, input.version.0)
        .await?;
    let mut row = (*permit).clone();
    let mut check = Check::default();
    if let Some(status) = check.kept("status", input.status) {
        check_transition(&mut check, row.status, status);
        row.status = status;
    }
    row.join_policy = check
        .kept("joinPolicy", input.join_policy)
        .unwrap_or(row.join_policy);
    row.visibility = check
        .kept("visibility", input.visibility)
        .unwrap_or(row.visibility);
    if let Some(locale) = check.kept("locale", input.locale) {
        row.locale = locale.0;
    }
    if let Some(country) = given(input.country) {
        write_country(work, &mut check, &mut row, country).await?;
    }
    let name = check.kept("name", input.name);
    write_name(&mut check, &mut row, name);
    if let Some(purpose) = given(input.purpose) {
        row.purpose = write_texts(&mut check, purpose);
    }
    if let Some(since) = given(input.since) {
        row.since = write_since(&mut check, since);
    }
    if let Some(cadence) = given(input.cadence_target_per_year) {
        row.cadence_target_per_year = check.within("cadenceTargetPerYear", cadence, 0, 365);
    }
    if let Some(count) = given(input.stated_member_count) {
        row.stated_member_count = check.within("statedMemberCount", count, 0, 100_000);
    }
    if let Some(text) = given(input.period_text) {
        row.period_text = check.optional("periodText", text, NAME);
    }
    if let Some(text) = given(input.members_text) {
        row.members_text = check.optional("membersText", text, TEXT);
    }
    let themes = check.ids::<theme::Entity>("themeIds", &input.theme_ids, 50)?;
    check.finish()?;
    if let Some(themes) = themes {
        write_themes(work, &permit, themes).await?;
    }
    row.audience_id = audience::of_network(work, &row).await?;
    let after = work
        .update(&permit, row.into_active_model().reset_all())
        .await?;
    audience::share(&work.as_system(CAPACITY), after.id, after.audience_id).await?;
    Ok(after)
}

/// What a field was set to, where it was given at all.
fn given<T>(field: MaybeUndefined<T>) -> Option<Option<T>> {
    match field {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

fn check_transition(check: &mut Check, from: NetworkStatus, to: NetworkStatus) {
    use NetworkStatus::{Active, Closed, Dormant, Draft};
    let next: &[NetworkStatus] = match from {
        Draft => &[Active],
        Active => &[Dormant, Closed],
        Dormant => &[Active, Closed],
        Closed => &[],
    };
    if from == to || next.contains(&to) {
        return;
    }
    let (from, to) = (from.to_value(), to.to_value());
    let message = match next {
        [] => format!("A network that is {from} stays so and cannot become {to}; found a new one."),
        next => {
            let next: Vec<_> = next.iter().map(NetworkStatus::to_value).collect();
            let next = next.join(" or ");
            format!("A network that is {from} cannot become {to}, only {next}.")
        }
    };
    check.refuse("status", WRONG_TRANSITION, message);
}
