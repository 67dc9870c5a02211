//! What a token stands on while something stays open with it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{Origin, account, api_token, external_identity, person, session};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Condition, Expr, ExprTrait, Func, Query, SimpleExpr, UnionType},
};
use uuid::Uuid;

use super::super::{
    error::Result,
    store::{Store, one_of},
};

/// What was read from a token that was good: what must go on being so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Whose it is: a person, or an organisation.
    pub holder: Uuid,
    /// What it stands on: a session, the row of a program's token, or a linked identity.
    pub ground: Uuid,
    /// When it ends by itself.
    pub until: Option<DateTime<Utc>>,
    /// The key that it was signed with.
    pub key: Option<Uuid>,
}

/// Which of these sessions, tokens of programs and linked identities are not over, in one statement.
pub async fn still_good(store: &Store, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let now = store.clock.now();
    let id = (session::Entity, session::Column::Id);
    let account = (session::Entity, session::Column::AccountId);
    let not_suspended = || Expr::col((account::Entity, account::Column::SuspendedAt)).is_null();
    let holder = || Expr::col((account::Entity, account::Column::PersonId));
    let sessions = Query::select()
        .column(id)
        .from(session::Entity)
        .inner_join(
            account::Entity,
            Expr::col((account::Entity, account::Column::Id)).equals(account),
        )
        .and_where(one_of(store.backend(), Expr::col(id), ids))
        .and_where(Expr::col((session::Entity, session::Column::RevokedAt)).is_null())
        .and_where(Expr::col((session::Entity, session::Column::ExpiresAt)).gt(now))
        .and_where(not_suspended())
        .cond_where(let_in(store, holder()))
        .to_owned();
    let id = (api_token::Entity, api_token::Column::Id);
    let person = (api_token::Entity, api_token::Column::PersonId);
    let creator = (api_token::Entity, api_token::Column::CreatorId);
    let maker = Func::coalesce([Expr::col(person), Expr::col(creator)]);
    let has_account = Expr::col((account::Entity, account::Column::Id)).is_not_null();
    let tokens = Query::select()
        .column(id)
        .from(api_token::Entity)
        .left_join(
            account::Entity,
            Expr::col((account::Entity, account::Column::PersonId)).equals(person),
        )
        .and_where(one_of(store.backend(), Expr::col(id), ids))
        .and_where(Expr::col((api_token::Entity, api_token::Column::RevokedAt)).is_null())
        .and_where(Expr::col((api_token::Entity, api_token::Column::ExpiresAt)).gt(now))
        .and_where(not_suspended())
        .and_where(Expr::col(person).is_null().or(has_account))
        .cond_where(let_in(store, maker.into()))
        .to_owned();
    let id = (external_identity::Entity, external_identity::Column::Id);
    let account = (
        external_identity::Entity,
        external_identity::Column::AccountId,
    );
    let identities = Query::select()
        .column(id)
        .from(external_identity::Entity)
        .inner_join(
            account::Entity,
            Expr::col((account::Entity, account::Column::Id)).equals(account),
        )
        .and_where(one_of(store.backend(), Expr::col(id), ids))
        .and_where(not_suspended())
        .cond_where(let_in(store, holder()))
        .to_owned();
    let good = sessions
        .clone()
        .union(UnionType::All, tokens)
        .union(UnionType::All, identities)
        .to_owned();
    let rows = store.read.query_all(&good).await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index::<Uuid>(0)?))
        .collect()
}

/// Nobody of the demo, where those people are not let in.
fn let_in(store: &Store, person: SimpleExpr) -> Condition {
    if store.lets_in_demo_people() {
        return Condition::all();
    }
    let of_demo = Query::select()
        .expr(Expr::val(1))
        .from(person::Entity)
        .and_where(Expr::col((person::Entity, person::Column::Id)).eq(person))
        .and_where(Expr::col((person::Entity, person::Column::Origin)).eq(Origin::Demo))
        .to_owned();
    Condition::all().add(Expr::exists(of_demo).not())
}
