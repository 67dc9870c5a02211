//! Loading who a session belongs to, and what that person is to whom, in one statement.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::account::PlatformRole;
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use uuid::Uuid;

use super::{
    super::{
        error::{Error, Result},
        store::Store,
    },
    viewer::{Role, Viewer, Who},
};

/// Ranks by which the statement names the platform role of the account.
const SIGNED_IN: [(i32, PlatformRole); 3] = [
    (100, PlatformRole::None),
    (101, PlatformRole::Auditor),
    (102, PlatformRole::Admin),
];

/// Loads the viewer behind a session. `standings` are the capabilities' own selects of `(scope, rank)`, in which `$1` is
/// the person and `$2` today. Unauthenticated when the session is over or the account suspended.
#[expect(
    clippy::disallowed_methods,
    reason = "one statement that spans the capabilities"
)]
pub async fn load_viewer(
    store: &Store,
    person: Uuid,
    session: Uuid,
    standings: &[&str],
) -> Result<Viewer> {
    // One row a rank, however many scopes and audiences there are.
    let gathered = match store.backend() {
        DbBackend::Postgres => "array_agg(id)",
        _ => "group_concat(hex(id), '')",
    };
    let sql = format!(
        "WITH standing (scope, rank) AS ({standings}) \
         SELECT rank, {gathered} AS ids FROM (SELECT scope AS id, rank FROM standing \
         UNION ALL SELECT link.audience_id, 0 FROM standing \
           JOIN audience_link link ON link.scope_id = standing.scope AND link.min_rank <= standing.rank \
         UNION ALL SELECT account.person_id, \
           CASE account.platform_role WHEN 'ADMIN' THEN 102 WHEN 'AUDITOR' THEN 101 ELSE 100 END \
           FROM session JOIN account ON account.id = session.account_id \
           WHERE session.id = $3 AND account.person_id = $1 AND session.revoked_at IS NULL \
             AND session.expires_at > $4 AND account.suspended_at IS NULL) AS every GROUP BY rank",
        standings = standings.join(" UNION ALL ")
    );
    let now = store.clock.now();
    let today: NaiveDate = now.date_naive();
    let values: [Value; 4] = [person.into(), today.into(), session.into(), now.into()];
    let rows = Statement::from_sql_and_values(store.backend(), sql, values);
    let mut who = None;
    let mut roles: HashMap<Uuid, Role> = HashMap::new();
    let mut audiences = vec![];
    for row in store.read.query_all_raw(rows).await? {
        let rank: i32 = row.try_get_by_index(0)?;
        let ids = gathered_ids(&row, store.backend())?;
        if let Some((_, role)) = SIGNED_IN.iter().find(|(code, _)| *code == rank) {
            let role = *role;
            who = Some(Who::Person {
                person,
                session,
                role,
            });
        } else if let Some(role) = Role::of_rank(rank) {
            for id in ids {
                let held = roles.entry(id).or_insert(role);
                *held = role.max(*held);
            }
        } else {
            audiences = ids;
        }
    }
    let who = who.ok_or(Error::Unauthenticated)?;
    Ok(Viewer::with(who, store.backend(), roles, audiences))
}

fn gathered_ids(row: &QueryResult, backend: DbBackend) -> Result<Vec<Uuid>> {
    if backend == DbBackend::Postgres {
        return Ok(row.try_get_by_index(1)?);
    }
    let hex: String = row.try_get_by_index(1)?;
    let ids = hex.as_bytes().chunks(32).map(Uuid::try_parse_ascii);
    ids.collect::<Result<_, _>>().map_err(Error::internal)
}
