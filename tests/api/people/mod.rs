//! People, where they belong, and how they sign in.

mod accounts;
mod affiliations;
mod bearers;
mod invitations;
mod letters;
mod passwords;
mod persons;
mod platform;
pub mod programs;
mod providers;
mod remembered;
mod rotation;
pub mod second_factor;
mod sessions;
mod tokens;
mod visibility;

use std::sync::LazyLock;

use entity::{
    account::{self, PlatformRole},
    affiliation::OrganisationRole,
    person,
};
use erfa::platform::clock::new_id;

use crate::{
    organisations::codes,
    support::{scene::gid, smtp::MailServer, *},
};

pub const PASSWORD: &str = "correct horse battery";

static HASH: LazyLock<String> = LazyLock::new(|| {
    let hash = erfa::people::hash_password(PASSWORD);
    hash.unwrap_or_else(|_| panic!("a password can be hashed"))
});

/// A person with an account and the password of these tests, not signed in.
pub async fn somebody(app: &TestApp, email: &str) -> person::Model {
    somebody_as(app, email, PlatformRole::None, false).await
}

pub async fn somebody_as(
    app: &TestApp,
    email: &str,
    role: PlatformRole,
    suspended: bool,
) -> person::Model {
    let person = app.person_named(email).await;
    let now = app.now();
    app.put(account::Model {
        id: new_id(),
        person_id: person.id,
        email: email.to_owned(),
        email_verified_at: None,
        password_hash: Some(HASH.clone()),
        platform_role: role,
        suspended_at: suspended.then_some(now),
        version: 1,
        created_at: now,
        updated_at: now,
    })
    .await;
    person
}

pub async fn sign_in(app: &TestApp, email: &str, password: &str) -> Value {
    let selection =
        "session { accessToken expiresAt refreshToken refreshExpiresAt } viewer { id name }";
    let input = json!({ "email": email, "password": password });
    app.anyone()
        .change("signIn", "SignInInput", selection, input)
        .await
}

/// Signs in with the password of these tests; the client and the session.
pub async fn signed_in(app: &TestApp, email: &str) -> (Client, Value) {
    let mut answer = sign_in(app, email, PASSWORD).await;
    let session = answer["session"].take();
    let token = session["accessToken"].as_str();
    let token = token.unwrap_or_else(|| panic!("not signed in: {answer:#}"));
    (app.anyone().with_token(token), session)
}

/// Whose requests these are, as the server sees it: a person's id, null, or the code of an error.
pub async fn who(client: &Client) -> Value {
    let body = client.run("{ viewer { person { id } } }", json!({})).await;
    match body["errors"][0]["extensions"]["code"].as_str() {
        Some(code) => json!(code),
        None if body["data"]["viewer"].is_null() => json!(null),
        None => body["data"]["viewer"]["person"]["id"].clone(),
    }
}

pub fn with(base: &Value, more: Value) -> Value {
    let mut input = base.clone();
    let more = more.as_object().cloned().unwrap_or_default();
    more.into_iter().for_each(|(key, value)| input[key] = value);
    input
}

/// Asks for a new session with the refresh token of another one.
pub async fn refresh(client: &Client, token: &Value) -> Value {
    let selection = "session { accessToken refreshToken expiresAt refreshExpiresAt }";
    let input = json!({ "refreshToken": token });
    client
        .change("refreshSession", "RefreshSessionInput", selection, input)
        .await
}

/// The token in the link of a mail.
pub fn token(mail: &str) -> String {
    let mail = mail.replace("=\n", "").replace("=3D", "=");
    let (_, rest) = mail.split_once('#').expect("a link");
    rest.split_whitespace().next().expect("a token").to_owned()
}

pub async fn with_mail(db: Db) -> (TestApp, MailServer) {
    let server = MailServer::start().await;
    let url = server.url.clone();
    let app = TestApp::set(db, |settings| {
        settings.mail.url = url;
        settings.mail.frontend_url = "https://erfa.example/".to_owned();
    })
    .await;
    (app, server)
}

/// Until nothing waits in line whose time has come.
pub async fn settled(app: &TestApp) {
    use entity::job::{Column, Entity, JobState};
    use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
    for _ in 0..500 {
        #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
        let waiting = Entity::find()
            .filter(Column::State.eq(JobState::Waiting))
            .filter(Column::RunAt.lte(app.now()))
            .count(&app.connection)
            .await;
        if waiting.expect("a number") == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("jobs still wait");
}
