//! What an access token stands on while something stays open with it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{account, session};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::super::{
    error::Result,
    store::{Store, one_of},
};

/// What was read from an access token that was good: what must go on being so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Whose it is.
    pub person: Uuid,
    /// The session that it belongs to.
    pub session: Uuid,
    /// When it ends by itself.
    pub until: Option<DateTime<Utc>>,
    /// The key that it was signed with.
    pub key: Option<Uuid>,
}

/// Which of these sessions are not over, in one statement.
pub async fn open_sessions(store: &Store, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let id = (session::Entity, session::Column::Id);
    let account = (session::Entity, session::Column::AccountId);
    let open = Query::select()
        .column(id)
        .from(session::Entity)
        .inner_join(
            account::Entity,
            Expr::col((account::Entity, account::Column::Id)).equals(account),
        )
        .and_where(one_of(store.backend(), Expr::col(id), ids))
        .and_where(Expr::col((session::Entity, session::Column::RevokedAt)).is_null())
        .and_where(Expr::col((session::Entity, session::Column::ExpiresAt)).gt(store.clock.now()))
        .and_where(Expr::col((account::Entity, account::Column::SuspendedAt)).is_null())
        .to_owned();
    let rows = store.read.query_all(&open).await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index::<Uuid>(0)?))
        .collect()
}
