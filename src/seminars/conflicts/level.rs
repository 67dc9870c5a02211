//! How much each kind of conflict matters.

use std::collections::HashMap;

use async_graphql::{ID, InputObject};
use entity::{
    conflict_level::{self, Column, ConflictKind, ConflictLevel},
    network,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{Plan, Source};
use crate::{
    networks::policy::RunNetwork,
    platform::{
        access::{Permitted, Work},
        error::Result,
        graphql::{Check, id},
        store::one_of,
    },
    seminars::policy::SetDefaults,
};

/// How long it takes to get from one municipality to another, unless somebody set it otherwise.
const TRAVEL_MINUTES: i32 = 120;

/// Sets how much a kind of conflict matters.
#[derive(InputObject)]
pub struct SetConflictLevelInput {
    /// For which network; you must be a coordinator of it. None: for the platform, where no network says otherwise; for those who run it.
    pub network_id: Option<ID>,
    /// What collides.
    pub kind: ConflictKind,
    /// How much that matters.
    pub level: ConflictLevel,
    /// For TRAVEL_BUFFER: how many minutes it takes to get from one municipality to another, 0 to 1,440.
    pub minutes: Option<i32>,
}

/// What holds where nobody has set anything.
fn usual(kind: ConflictKind) -> ConflictLevel {
    match kind {
        ConflictKind::RoomOverlap => ConflictLevel::BlockPublish,
        _ => ConflictLevel::Warn,
    }
}

/// What holds for one seminar.
#[derive(Clone, Debug, Default)]
pub struct Levels(HashMap<ConflictKind, (ConflictLevel, Option<i32>)>);

impl Levels {
    pub fn of(&self, kind: ConflictKind) -> ConflictLevel {
        self.0.get(&kind).map_or(usual(kind), |(level, _)| *level)
    }

    pub fn travel(&self) -> chrono::TimeDelta {
        let set = self.0.get(&ConflictKind::TravelBuffer);
        let minutes = set.and_then(|(_, minutes)| *minutes);
        chrono::TimeDelta::minutes(minutes.unwrap_or(TRAVEL_MINUTES).into())
    }

    /// The strictest of what its networks say, else what the platform says.
    fn among(rows: &[conflict_level::Model], networks: &[Uuid]) -> Self {
        let mut levels: HashMap<ConflictKind, (ConflictLevel, Option<i32>)> = HashMap::new();
        let own = |row: &&conflict_level::Model| {
            row.network_id
                .is_some_and(|network| networks.contains(&network))
        };
        for row in rows.iter().filter(own) {
            let held = levels.entry(row.kind).or_insert((row.level, row.minutes));
            *held = (held.0.min(row.level), held.1.max(row.minutes));
        }
        for row in rows.iter().filter(|row| row.network_id.is_none()) {
            let held = levels.entry(row.kind).or_insert((row.level, row.minutes));
            held.1 = held.1.or(row.minutes);
        }
        Self(levels)
    }
}

/// What holds for each of these plans.
pub(super) async fn levels_of(source: &Source<'_>, plans: &[Plan]) -> Result<Vec<Levels>> {
    let mut networks: Vec<Uuid> = plans
        .iter()
        .flat_map(|plan| plan.networks.clone())
        .collect();
    networks.sort_unstable();
    networks.dedup();
    let theirs = one_of(source.backend(), Column::NetworkId.into_expr(), &networks);
    let which = Condition::any()
        .add(Column::NetworkId.is_null())
        .add(theirs);
    let rows = source.everything::<conflict_level::Entity>().filter(which);
    let rows = source.all(rows).await?;
    let levels = |plan: &Plan| Levels::among(&rows, &plan.networks);
    Ok(plans.iter().map(levels).collect())
}

pub async fn set(work: &Work, input: SetConflictLevelInput) -> Result<conflict_level::Model> {
    let mut check = Check::default();
    let network = id::optional::<network::Entity>(&input.network_id, "networkId");
    let network = check.take(network)?.flatten();
    if input.kind == ConflictKind::TravelBuffer {
        check.within("minutes", input.minutes, 0, 1_440);
    } else if input.minutes.is_some() {
        let message = "minutes belongs to TRAVEL_BUFFER; leave it out for other kinds.";
        check.refuse("minutes", "OUT_OF_PLACE", message);
    }
    check.finish()?;
    let row = conflict_level::ActiveModel {
        kind: Set(input.kind),
        level: Set(input.level),
        minutes: Set(input.minutes),
        ..Default::default()
    };
    match network {
        Some(network) => {
            let network: Permitted<RunNetwork, network::Entity> = work.permit(network).await?;
            let kept = work
                .select_under::<conflict_level::Entity, _, _>(&network)
                .filter(Column::Kind.eq(input.kind));
            match work.one(kept).await? {
                Some(kept) => {
                    work.update_under::<conflict_level::Entity, _, _>(&network, &kept, row)
                        .await
                }
                None => work.insert(row, &network).await,
            }
        }
        None => {
            let platform = work.permit_platform::<SetDefaults>()?;
            let kept = work
                .select_under::<conflict_level::Entity, _, _>(&platform)
                .filter(Column::NetworkId.is_null())
                .filter(Column::Kind.eq(input.kind));
            match work.one(kept).await? {
                Some(kept) => {
                    work.update_under::<conflict_level::Entity, _, _>(&platform, &kept, row)
                        .await
                }
                None => work.insert(row, &platform).await,
            }
        }
    }
}
