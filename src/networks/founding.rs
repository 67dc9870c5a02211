//! Founding a network.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::{
    LocalizedText, Origin, Visibility,
    network::{self, JoinPolicy, NetworkStatus},
    network_coordinator,
    network_membership::{self, MembershipRole, MembershipStatus},
    organisation, theme,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::{
    audience::{self, CAPACITY},
    coordinators,
    description::{write_country, write_name, write_since, write_texts},
    network::WRONG_TRANSITION,
    policy::{FoundNetwork, SettleNetwork},
};
use crate::{
    platform::{
        access::Work,
        clock::new_id,
        error::{Refusal, Result},
        graphql::{Check, Date, Locale, LocalizedTextInput, id},
    },
    themes::write_themes,
};

/// The person has no affiliation that holds with the organisation that is needed.
pub const NO_AFFILIATION: &str = "NO_AFFILIATION";

/// A new network.
#[derive(InputObject)]
pub struct CreateNetworkInput {
    /// The organisation that owns it and becomes its leading member; you must be an editor or admin of it.
    pub owner_id: ID,
    /// Main language, in which the texts are written first.
    pub locale: Locale,
    /// Name in one or more languages, the main one among them; at most 200 characters each.
    pub name: Vec<LocalizedTextInput>,
    /// What it is for, in one or more languages; at most 10,000 characters each.
    pub purpose: Option<Vec<LocalizedTextInput>>,
    /// The country it belongs to, ISO 3166-1 alpha-2 such as `SE`; none when it crosses borders.
    pub country: Option<String>,
    /// The day it began.
    pub since: Option<Date>,
    /// How many meetings a year it aims at: 0 to 365.
    pub cadence_target_per_year: Option<i32>,
    /// What it is about; at most 50 themes.
    pub theme_ids: Option<Vec<ID>>,
    /// How organisations become members.
    #[graphql(default_with = "JoinPolicy::Application")]
    pub join_policy: JoinPolicy,
    /// Who may see it once it is no longer a draft.
    #[graphql(default_with = "Visibility::Public")]
    pub visibility: Visibility,
    /// `DRAFT` to prepare it unseen, or `ACTIVE` at once.
    #[graphql(default_with = "NetworkStatus::Draft")]
    pub status: NetworkStatus,
}

pub async fn create(work: &Work, input: CreateNetworkInput) -> Result<network::Model> {
    let owner = id::of::<organisation::Entity>(&input.owner_id, "ownerId")?;
    let owner = work
        .permit::<FoundNetwork, organisation::Entity>(owner)
        .await?;
    let mut row = blank(&input, owner.id, work.now());
    let mut check = Check::default();
    write_country(work, &mut check, &mut row, input.country).await?;
    write_name(&mut check, &mut row, Some(input.name));
    row.purpose = write_texts(&mut check, input.purpose);
    row.since = write_since(&mut check, input.since);
    row.cadence_target_per_year = check.within(
        "cadenceTargetPerYear",
        input.cadence_target_per_year,
        0,
        365,
    );
    if !matches!(input.status, NetworkStatus::Draft | NetworkStatus::Active) {
        check.refuse(
            "status",
            WRONG_TRANSITION,
            "status must be DRAFT or ACTIVE: a network begins as one of them.",
        );
    }
    let themes = check.ids::<theme::Entity>("themeIds", &input.theme_ids, 50)?;
    check.finish()?;
    let me = work.viewer().person()?;
    let founder = coordinators::affiliation_with(work, me, owner.id).await?;
    let founder = founder.ok_or_else(|| {
        let message = "Whoever founds a network coordinates it through an affiliation with its owner; you have none that holds today.";
        Refusal::new(NO_AFFILIATION, message).at("ownerId")
    })?;
    row.audience_id = audience::of_network(work, &row).await?;
    let network = work
        .insert(row.into_active_model().reset_all(), &owner)
        .await?;

    let system = work.as_system(CAPACITY);
    let permit = system
        .permit::<SettleNetwork, network::Entity>(network.id)
        .await?;
    if let Some(themes) = themes {
        write_themes(work, &permit, themes).await?;
    }
    let lead = network_membership::ActiveModel {
        organisation_id: Set(owner.id),
        role: Set(MembershipRole::Lead),
        status: Set(MembershipStatus::Active),
        audience_id: Set(network.audience_id),
        starts_on: Set(Some(work.today())),
        ..Default::default()
    };
    system.insert(lead, &permit).await?;
    let coordinator = network_coordinator::ActiveModel {
        id: Set(new_id()),
        affiliation_id: Set(founder.id),
        person_id: Set(me),
        ..Default::default()
    };
    system.insert(coordinator, &permit).await?;
    Ok(network)
}

/// A network of which only what needs no checking is filled in.
fn blank(input: &CreateNetworkInput, owner: Uuid, now: DateTime<Utc>) -> network::Model {
    network::Model {
        id: new_id(),
        locale: input.locale.0.clone(),
        name: LocalizedText::default(),
        name_sort: String::new(),
        name_fold: String::new(),
        purpose: None,
        country_code: None,
        owner_id: Some(owner),
        since: None,
        period_text: None,
        cadence_target_per_year: None,
        stated_member_count: None,
        members_text: None,
        related_ref: None,
        status: input.status,
        join_policy: input.join_policy,
        visibility: input.visibility,
        audience_id: Uuid::nil(),
        source: None,
        origin: Origin::Local,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}
