//! Named sets of people. A row carries the id of its audience; a viewer carries the ids of those they belong to.

use std::collections::HashMap;

use entity::audience_link;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DbBackend, EntityTrait, QueryFilter,
    sea_query::{OnConflict, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    super::{error::Result, store::one_of},
    viewer::Role,
    work::Work,
};

/// Everyone.
pub const PUBLIC: Uuid = Uuid::nil();
/// Everyone who is signed in.
pub const REGISTERED: Uuid = Uuid::from_u128(1);

/// Whoever holds this role or a higher one in an organisation or a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    pub scope: Uuid,
    pub role: Role,
}

impl Standing {
    pub fn new(scope: Uuid, role: Role) -> Self {
        Self { scope, role }
    }
}

/// The audience of everyone with at least one of these standings. The same standings always have the same id:
/// one scope's members are named by the scope itself, any other set by a hash of it. No standing at all: nobody.
pub async fn audience_of(work: &Work, standings: &[Standing]) -> Result<Uuid> {
    let mut standings = standings.to_vec();
    standings.sort_unstable();
    standings.dedup();
    if let [
        Standing {
            scope,
            role: Role::Member,
        },
    ] = standings[..]
    {
        return Ok(scope);
    }
    let name: Vec<u8> = standings
        .iter()
        .flat_map(|one| one.scope.into_bytes().into_iter().chain([one.role as u8]))
        .collect();
    let audience = Uuid::new_v5(&Uuid::NAMESPACE_OID, &name);
    intern(work, audience, &standings).await?;
    Ok(audience)
}

/// The organisations and networks of the standings that make up each of these audiences.
#[expect(
    clippy::disallowed_methods,
    reason = "audiences are the platform's own table"
)]
pub async fn scopes_of(work: &Work, audiences: &[Uuid]) -> Result<HashMap<Uuid, Vec<Uuid>>> {
    let column = audience_link::Column::AudienceId.into_expr();
    let these = one_of(work.viewer().backend(), column, audiences);
    let links = audience_link::Entity::find().filter(these);
    let mut scopes: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for link in links.all(work.connection()).await? {
        scopes
            .entry(link.audience_id)
            .or_default()
            .push(link.scope_id);
    }
    Ok(scopes)
}

/// The audiences that name standings in some of these organisations and networks, whatever the role.
pub fn naming_some(backend: DbBackend, scopes: &[Uuid]) -> SelectStatement {
    let these = one_of(backend, audience_link::Column::ScopeId.into_expr(), scopes);
    Query::select()
        .column(audience_link::Column::AudienceId)
        .from(audience_link::Entity)
        .and_where(these)
        .to_owned()
}

#[expect(
    clippy::disallowed_methods,
    reason = "audiences are the platform's own table"
)]
async fn intern(work: &Work, audience: Uuid, standings: &[Standing]) -> Result<()> {
    if standings.is_empty() || !work.remember_audience(audience) {
        return Ok(());
    }
    let links = standings.iter().map(|one| audience_link::ActiveModel {
        audience_id: Set(audience),
        scope_id: Set(one.scope),
        min_rank: Set(one.role as i32),
    });
    audience_link::Entity::insert_many(links)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(work.connection())
        .await?;
    Ok(())
}
