//! Those who ask, with the tokens they have.

use chrono::TimeDelta;
use entity::{
    api_token::{self, TokenScopes},
    calendar_address, session,
};
use erfa::platform::hex::hex;
use sha2::{Digest, Sha256};

use super::{
    rules::Subject,
    world::{Canaries, account_of, find_account, id_of},
};
use crate::support::*;

/// A subject with the token it has.
pub async fn sign_in(
    app: &TestApp,
    canaries: &mut Canaries,
    name: &str,
    subject: &Subject,
) -> Client {
    match &subject.token_of {
        _ if subject.is_nobody => app.anyone(),
        Some(owner) => program(app, canaries, name, owner, subject).await,
        None => person(app, name, subject).await,
    }
}

async fn person(app: &TestApp, name: &str, subject: &Subject) -> Client {
    let (now, day) = (app.now(), TimeDelta::days(1));
    let person = id_of(name);
    let account = account_of(app, person).await;
    let session = app
        .put(session::Model {
            id: id_of(&format!("session of {name}")),
            account_id: account.id,
            created_at: now - day * 2,
            expires_at: match subject.is_expired {
                true => now - day,
                false => now + day * 30,
            },
            revoked_at: subject.is_revoked.then_some(now - day),
            strong: subject.platform_role.is_some() && !subject.is_weak,
        })
        .await;
    app.put(calendar_address::Model {
        person_id: person,
        hash: print(&calendar_of(name)),
        created_at: now,
    })
    .await;
    let mut client = app.anyone().with_token(&format!("{person}.{}", session.id));
    client.person_id = person;
    client
}

async fn program(
    app: &TestApp,
    canaries: &mut Canaries,
    name: &str,
    owner: &str,
    subject: &Subject,
) -> Client {
    let (now, day) = (app.now(), TimeDelta::days(1));
    let secret = format!("erfa_{name}");
    let instance = format!("token-of-{owner}-{name}");
    let mut own = |path| canaries.add("apiToken", path, &instance);
    let id = id_of(owner);
    let is_of_organisation = find_account(app, id).await.is_none();
    app.put(api_token::Model {
        id: id_of(&instance),
        person_id: (!is_of_organisation).then_some(id),
        organisation_id: is_of_organisation.then_some(id),
        creator_id: None,
        name: own("name"),
        scopes: TokenScopes(subject.scopes.clone()),
        hash: print(&secret),
        begins_with: own("beginsWith"),
        expires_at: match subject.is_expired {
            true => now - day,
            false => now + day * 30,
        },
        // So that no use is noted while the world is asked.
        last_used_at: Some(now + day * 20),
        revoked_at: subject.is_revoked.then_some(now - day),
        version: 1,
        created_at: now - day * 2,
        updated_at: now - day * 2,
    })
    .await;
    app.anyone().with_token(&secret)
}

/// What stands in the secret address of a subject's own calendar.
pub fn calendar_of(name: &str) -> String {
    format!("calendar-of-{name}")
}

fn print(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}
