//! Loading who a session belongs to, and what that person is to whom, in one statement.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::account::PlatformRole;
use sea_orm::{ConnectionTrait, Statement, Value};
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

/// The account behind a session that is open.
const OF_SESSION: &str = "SELECT account.person_id, \
       CASE account.platform_role WHEN 'ADMIN' THEN 102 WHEN 'AUDITOR' THEN 101 ELSE 100 END \
     FROM session JOIN account ON account.id = session.account_id \
     WHERE session.id = $3 AND account.person_id = $1 AND session.revoked_at IS NULL \
       AND session.expires_at > $4 AND account.suspended_at IS NULL";
/// The account of a person, without what it may do on the platform.
const OF_PERSON: &str = "SELECT account.person_id, 100 FROM account \
     WHERE account.person_id = $1 AND account.suspended_at IS NULL";

/// Loads the viewer behind a session. `standings` are the capabilities' own selects of `(scope, rank)`, in which `$1` is
/// the person and `$2` today. Unauthenticated when the session is over or the account suspended.
pub async fn load_viewer(
    store: &Store,
    person: Uuid,
    session: Uuid,
    standings: &[&str],
) -> Result<Viewer> {
    let further = vec![session.into(), store.clock.now().into()];
    let found = load(store, (person, session), standings, (OF_SESSION, further)).await?;
    found.ok_or(Error::Unauthenticated)
}

/// Loads a person as a viewer without a session: with what their organisations and networks let them see and do, and
/// nothing of what they may do on the platform. None where the account is suspended, or there is none.
pub async fn load_person(
    store: &Store,
    person: Uuid,
    standings: &[&str],
) -> Result<Option<Viewer>> {
    load(store, (person, Uuid::nil()), standings, (OF_PERSON, vec![])).await
}

#[expect(
    clippy::disallowed_methods,
    reason = "one statement that spans the capabilities"
)]
async fn load(
    store: &Store,
    (person, session): (Uuid, Uuid),
    standings: &[&str],
    (signed_in, further): (&str, Vec<Value>),
) -> Result<Option<Viewer>> {
    let sql = format!(
        "WITH standing (scope, rank) AS ({standings}) \
         SELECT scope AS id, rank FROM standing \
         UNION ALL SELECT link.audience_id, 0 FROM standing \
           JOIN audience_link link ON link.scope_id = standing.scope AND link.min_rank <= standing.rank \
         UNION ALL {signed_in}",
        standings = standings.join(" UNION ALL ")
    );
    let today: NaiveDate = store.clock.today();
    let mut values: Vec<Value> = vec![person.into(), today.into()];
    values.extend(further);
    let rows = Statement::from_sql_and_values(store.backend(), sql, values);
    let mut who = None;
    let mut roles: HashMap<Uuid, Role> = HashMap::new();
    let mut audiences = vec![];
    for row in store.read.query_all_raw(rows).await? {
        let (id, rank): (Uuid, i32) = (row.try_get("", "id")?, row.try_get("", "rank")?);
        if let Some((_, role)) = SIGNED_IN.iter().find(|(code, _)| *code == rank) {
            let role = *role;
            who = Some(Who::Person {
                person,
                session,
                role,
            });
        } else if let Some(role) = Role::of_rank(rank) {
            let held = roles.entry(id).or_insert(role);
            *held = role.max(*held);
        } else {
            audiences.push(id);
        }
    }
    Ok(who.map(|who| Viewer::with(who, store.backend(), roles, audiences)))
}
