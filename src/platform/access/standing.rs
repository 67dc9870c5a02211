//! Loading who holds a token, and what that person or organisation is to whom, in one statement.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::{
    account::PlatformRole,
    api_token::{self, TokenScopes},
};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use uuid::Uuid;

use super::{
    super::{
        error::{Error, Result},
        store::{Store, hex_list, uuid_array},
    },
    audience::{PUBLIC, REGISTERED},
    viewer::{Owner, Role, Viewer, Who, highest_role},
    work::Work,
};

/// What each capability knows of the standing of people and of organisations: selects of `(scope, rank)`, in which `$1`
/// is the person or the organisation, and `$2` today.
#[derive(Clone, Debug)]
pub struct Standings {
    pub of_person: Vec<&'static str>,
    pub of_organisation: Vec<&'static str>,
    /// A role on the platform holds only in sessions that a second factor opened.
    pub platform_needs_second_factor: bool,
}

/// Ranks by which the statement names the platform role of an account; in a session that a second factor opened, ten more.
const SIGNED_IN: [(i32, PlatformRole); 3] = [
    (100, PlatformRole::None),
    (101, PlatformRole::Auditor),
    (102, PlatformRole::Admin),
];
const STRONG: i32 = 10;

const SESSION: &str = "SELECT account.person_id, \
    CASE account.platform_role WHEN 'ADMIN' THEN 102 WHEN 'AUDITOR' THEN 101 ELSE 100 END \
      + CASE WHEN session.strong THEN 10 ELSE 0 END \
  FROM session JOIN account ON account.id = session.account_id \
  WHERE session.id = $4 AND account.person_id = $1 AND session.revoked_at IS NULL \
    AND session.expires_at > $5 AND account.suspended_at IS NULL";

const PROGRAM: &str = "SELECT token.id, 100 FROM api_token token \
    LEFT JOIN account ON account.person_id = token.person_id \
  WHERE token.id = $4 AND token.revoked_at IS NULL AND token.expires_at > $5 AND account.suspended_at IS NULL \
    AND (token.person_id IS NULL OR account.id IS NOT NULL)";

const EXTERNAL: &str = "SELECT identity.id, 100 FROM external_identity identity \
    JOIN account ON account.id = identity.account_id \
  WHERE identity.id = $4 AND account.person_id = $1 AND identity.created_at <= $5 AND account.suspended_at IS NULL";

/// A person without a session: nothing stands on a token, so `$4` is no id of anybody.
const PERSON: &str = "SELECT account.person_id, 100 FROM account \
  WHERE account.person_id = $1 AND account.id <> $4 AND account.created_at <= $5 AND account.suspended_at IS NULL";

/// What a proof says beside: none of the people of the demo, where those are not let in.
fn proof(store: &Store, of: &str, person: &str) -> String {
    match store.lets_in_demo_people() {
        true => of.to_owned(),
        false => format!(
            "{of} AND NOT EXISTS (SELECT 1 FROM person WHERE person.id = {person} AND person.origin = 'DEMO')"
        ),
    }
}

/// Loads the viewer behind a session. Unauthenticated when the session is over or the account suspended.
pub async fn load_viewer(
    store: &Store,
    person: Uuid,
    session: Uuid,
    standings: &Standings,
) -> Result<Viewer> {
    let highest = Role::Admin as i32;
    let found = find(
        store,
        &standings.of_person,
        &proof(store, SESSION, "account.person_id"),
        (person, highest, session),
    )
    .await?;
    let strong = found.rank >= SIGNED_IN[0].0 + STRONG;
    let role = SIGNED_IN
        .iter()
        .find(|(rank, _)| *rank == found.rank % STRONG + SIGNED_IN[0].0);
    let role = role.map_or(PlatformRole::None, |(_, role)| *role);
    let who = Who::Person {
        person,
        session,
        role: match strong || !standings.platform_needs_second_factor {
            true => role,
            false => PlatformRole::None,
        },
    };
    Ok(Viewer::with(
        who,
        store.backend(),
        found.roles,
        found.audiences,
    ))
}

/// Loads the viewer behind a program's token: its owner's standing, cut down to its scopes.
pub async fn load_program(
    store: &Store,
    token: &api_token::Model,
    standings: &Standings,
) -> Result<Viewer> {
    let (owner, selects) = match (token.person_id, token.organisation_id) {
        (Some(person), _) => (Owner::Person(person), &standings.of_person),
        (None, Some(organisation)) => (
            Owner::Organisation(organisation),
            &standings.of_organisation,
        ),
        (None, None) => return Err(Error::Unauthenticated),
    };
    let highest = highest_role(&token.scopes).map_or(0, |role| role as i32);
    // An organisation's token is as good as whoever made it.
    let proof = proof(
        store,
        PROGRAM,
        "COALESCE(token.person_id, token.creator_id)",
    );
    let found = find(store, selects, &proof, (owner.id(), highest, token.id)).await?;
    let who = Who::Program {
        token: token.id,
        owner,
        scopes: token.scopes.clone(),
    };
    Ok(Viewer::with(
        who,
        store.backend(),
        found.roles,
        found.audiences,
    ))
}

/// Loads the viewer behind a token that another server signed for a linked identity: the person's standing, cut down to
/// what that server's tokens may.
pub async fn load_external(
    store: &Store,
    (person, identity, scopes): (Uuid, Uuid, TokenScopes),
    standings: &Standings,
) -> Result<Viewer> {
    let highest = highest_role(&scopes).map_or(0, |role| role as i32);
    let asked = (person, highest, identity);
    let proof = proof(store, EXTERNAL, "account.person_id");
    let found = find(store, &standings.of_person, &proof, asked).await?;
    let who = Who::Program {
        token: identity,
        owner: Owner::Person(person),
        scopes,
    };
    Ok(Viewer::with(
        who,
        store.backend(),
        found.roles,
        found.audiences,
    ))
}

/// Loads a person as a viewer without a session: with what their organisations and networks let them see and do, and
/// nothing of what they may do on the platform. None where the account is suspended, or there is none.
pub async fn load_person(
    store: &Store,
    person: Uuid,
    standings: &Standings,
) -> Result<Option<Viewer>> {
    let (highest, nothing) = (Role::Admin as i32, Uuid::nil());
    let asked = (person, highest, nothing);
    let proof = proof(store, PERSON, "account.person_id");
    let found = match find(store, &standings.of_person, &proof, asked).await {
        Err(Error::Unauthenticated) => return Ok(None),
        other => other?,
    };
    let who = Who::Person {
        person,
        session: nothing,
        role: PlatformRole::None,
    };
    let viewer = Viewer::with(who, store.backend(), found.roles, found.audiences);
    #[cfg(debug_assertions)]
    let viewer = match &store.drill {
        Some(drill) => viewer.drilled_by(drill.clone()),
        None => viewer,
    };
    Ok(Some(viewer))
}

/// Those of these people who belong to an audience today, in one statement, whether or not they have an account. Whoever
/// runs the platform belongs to each.
#[expect(
    clippy::disallowed_methods,
    reason = "one statement that spans the capabilities"
)]
pub async fn belonging(
    work: &Work,
    audience: Uuid,
    people: &[Uuid],
    standings: &Standings,
) -> Result<HashSet<Uuid>> {
    if audience == PUBLIC || audience == REGISTERED {
        return Ok(people.iter().copied().collect());
    }
    let backend = work.viewer().backend();
    let selects = standings.of_person.join(" UNION ALL ");
    let selects = selects.replace("$1", "who.id");
    // The people are one parameter, so that the statement stays the same however many there are.
    let (these, people) = match backend {
        DbBackend::Postgres => ("who.id = ANY($3)", uuid_array(people)),
        _ => (
            "who.id IN (SELECT unhex(value) FROM json_each($3))",
            hex_list(people).into(),
        ),
    };
    let sql = format!(
        "SELECT who.id FROM person who WHERE {these} \
         AND (EXISTS (SELECT 1 FROM account runs WHERE runs.person_id = who.id \
             AND runs.platform_role = 'ADMIN' AND runs.suspended_at IS NULL) \
           OR EXISTS (SELECT 1 FROM ({selects}) AS held \
             LEFT JOIN audience_link link ON link.audience_id = $1 AND link.scope_id = held.scope AND link.min_rank <= held.rank \
             WHERE held.scope = $1 OR link.audience_id IS NOT NULL))"
    );
    let values: [Value; 3] = [audience.into(), work.today().into(), people];
    let asked = Statement::from_sql_and_values(backend, sql, values);
    let rows = work.connection().query_all_raw(asked).await?;
    let ids = rows.iter().map(|row| row.try_get_by_index::<Uuid>(0));
    Ok(ids.collect::<Result<_, _>>()?)
}

struct Found {
    /// What the proof says of whoever holds the token.
    rank: i32,
    roles: HashMap<Uuid, Role>,
    audiences: Vec<Uuid>,
}

/// Asks for all standings up to a role, and for the proof that the token is good: a select of one row with a rank from
/// 100, in which `$4` is what the token stands on and `$5` is now.
#[expect(
    clippy::disallowed_methods,
    reason = "one statement that spans the capabilities"
)]
async fn find(
    store: &Store,
    selects: &[&str],
    proof: &str,
    (holder, highest, ground): (Uuid, i32, Uuid),
) -> Result<Found> {
    // One row a rank, however many scopes and audiences there are.
    let gathered = match store.backend() {
        DbBackend::Postgres => "array_agg(id)",
        _ => "group_concat(hex(id), '')",
    };
    let sql = format!(
        "WITH held (scope, rank) AS ({selects}), \
         standing (scope, rank) AS (SELECT scope, CASE WHEN rank <= $3 THEN rank WHEN $3 = {coordinates} THEN {edits} ELSE $3 END FROM held WHERE $3 > 0) \
         SELECT rank, {gathered} AS ids FROM (SELECT scope AS id, rank FROM standing \
         UNION ALL SELECT link.audience_id, 0 FROM standing \
           JOIN audience_link link ON link.scope_id = standing.scope AND link.min_rank <= standing.rank \
         UNION ALL {proof}) AS every GROUP BY rank",
        selects = selects.join(" UNION ALL "),
        // Whoever may write and not manage is no admin of an organisation but one of its editors.
        coordinates = Role::Coordinator as i32,
        edits = Role::Editor as i32,
    );
    let now = store.clock.now();
    let today: NaiveDate = now.date_naive();
    let values: [Value; 5] = [
        holder.into(),
        today.into(),
        highest.into(),
        ground.into(),
        now.into(),
    ];
    let rows = Statement::from_sql_and_values(store.backend(), sql, values);
    let mut proved = None;
    let mut roles: HashMap<Uuid, Role> = HashMap::new();
    let mut audiences = vec![];
    for row in store.read.query_all_raw(rows).await? {
        let rank: i32 = row.try_get_by_index(0)?;
        let ids = gathered_ids(&row, store.backend())?;
        if rank >= SIGNED_IN[0].0 {
            proved = Some(rank);
        } else if let Some(role) = Role::of_rank(rank) {
            for id in ids {
                let held = roles.entry(id).or_insert(role);
                *held = role.max(*held);
            }
        } else {
            audiences = ids;
        }
    }
    Ok(Found {
        rank: proved.ok_or(Error::Unauthenticated)?,
        roles,
        audiences,
    })
}

fn gathered_ids(row: &QueryResult, backend: DbBackend) -> Result<Vec<Uuid>> {
    if backend == DbBackend::Postgres {
        return Ok(row.try_get_by_index(1)?);
    }
    let hex: String = row.try_get_by_index(1)?;
    let ids = hex.as_bytes().chunks(32).map(Uuid::try_parse_ascii);
    ids.collect::<Result<_, _>>().map_err(Error::internal)
}
