//! People whose passwords are public: who lets them in.

use entity::{Origin, account::PlatformRole, affiliation::OrganisationRole, person};
use erfa::settings::Settings;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    command::{Serving, erfa, folder, run, said, sign_in},
    people::{
        PASSWORD,
        programs::{integration, personal},
        refresh, sign_in as sign_in_with, signed_in, somebody_as, who,
    },
    support::{scene::gid, *},
};

const SUBSCRIPTION: &str =
    "subscription { networkChanged(id: \"Network_AAAAAAAAAAAAAAAAAAAAAA\") { id } }";

/// Makes somebody one of the demo, behind the server's back.
#[expect(clippy::disallowed_methods, reason = "sets the scene")]
async fn becomes_of_demo(app: &TestApp, who: &person::Model) {
    let changed = person::Entity::update_many()
        .col_expr(person::Column::Origin, Expr::value(Origin::Demo))
        .filter(person::Column::Id.eq(who.id))
        .exec(&app.connection)
        .await;
    assert_eq!(changed.expect("a change").rows_affected, 1);
}

#[rstest]
#[tokio::test]
async fn nothing_that_demo_people_hold_is_worth_anything_once_the_demo_is_off(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
    #[values(true, false)] let_in: bool,
) {
    let app = TestApp::set(db, |settings| {
        settings.demo = let_in;
        settings.auth.remember_ms = 0;
    })
    .await;
    let anna = somebody_as(&app, "anna@demo.example", PlatformRole::None, false).await;
    let organisation = app.organisation("Ludvika").await.id;
    app.affiliate(anna.id, organisation, OrganisationRole::Admin)
        .await;
    let (client, session) = signed_in(&app, "anna@demo.example").await;
    let token = json!({ "name": "a program", "scopes": ["READ"] });
    let program = personal(&client, token).await;
    let token = json!({ "organisationId": gid("Organisation", organisation), "name": "a system", "scopes": ["READ"] });
    let system = integration(&client, token).await;
    let client_of = |made: &Value| {
        app.anyone()
            .with_token(made["secret"].as_str().expect("a token"))
    };
    let (program, system) = (client_of(&program), client_of(&system));
    let mut socket = client.subscribe(SUBSCRIPTION, json!({})).await;
    let _ = socket.next().await;
    becomes_of_demo(&app, &anna).await;
    let organisations = "{ organisations { totalCount } }";
    let id = json!(gid("Person", anna.id));
    if let_in {
        assert_eq!([who(&client).await, who(&program).await], [id.clone(), id]);
        system.data(organisations, json!({})).await;
        assert!(sign_in_with(&app, "anna@demo.example", PASSWORD).await["session"].is_object());
        return;
    }
    assert_eq!(who(&client).await, "UNAUTHENTICATED");
    assert_eq!(who(&program).await, "UNAUTHENTICATED");
    assert_eq!(
        system.code(organisations, json!({})).await,
        "UNAUTHENTICATED"
    );
    let last = socket.next().await;
    assert_eq!(last, json!({ "type": "closed", "code": 4403 }));
    let renewed = refresh(&app.anyone(), &session["refreshToken"]).await;
    assert_eq!(
        renewed["refusals"][0]["code"], "SESSION_OVER",
        "{renewed:#}"
    );
    let answer = sign_in_with(&app, "anna@demo.example", PASSWORD).await;
    assert_eq!(
        answer["refusals"][0]["code"], "BAD_CREDENTIALS",
        "{answer:#}"
    );
}

#[test]
fn what_is_set_says_whether_others_can_reach_it() {
    type Change = fn(&mut Settings);
    let changes: [(Change, &[&str]); 12] = [
        (|_| {}, &[]),
        (|all| all.listen = "localhost:1".to_owned(), &[]),
        (|all| all.listen = "[::1]:8080".to_owned(), &[]),
        (|all| all.listen = "127.8.0.1:8080".to_owned(), &[]),
        (|all| all.listen = "0.0.0.0:8080".to_owned(), &["listen"]),
        (|all| all.listen = "[::]:8080".to_owned(), &["listen"]),
        (
            |all| all.listen = "127.0.0.1.example:8080".to_owned(),
            &["listen"],
        ),
        (
            |all| all.http.proxies.trusted = vec!["127.0.0.1/32".parse().expect("a network")],
            &["http.proxies.trusted"],
        ),
        (
            |all| all.auth.public_url = "http://localhost:8080".to_owned(),
            &[],
        ),
        (
            |all| all.auth.public_url = "https://api.erfa.example".to_owned(),
            &["auth.public_url"],
        ),
        (
            |all| all.mail.frontend_url = "https://erfa.example".to_owned(),
            &["mail.frontend_url"],
        ),
        (
            |all| {
                let origins = ["http://localhost:5173", "https://erfa.example"];
                all.cors.allowed_origins = origins.map(str::to_owned).into();
            },
            &["cors.allowed_origins"],
        ),
    ];
    for (change, expected) in changes {
        let mut settings = Settings::default();
        change(&mut settings);
        assert_eq!(settings.reached_by(), expected);
        assert_eq!(settings.demo_signs_in(), expected.is_empty());
        settings.demo_public = true;
        assert!(settings.demo_signs_in());
        settings.demo = false;
        assert!(!settings.demo_signs_in());
    }
}

async fn offered(serving: &Serving) -> (usize, bool) {
    let config = serving.client().get("/explorer/config.json").await;
    let config: Value = config.json().await.expect("JSON");
    let people = config["demoPeople"].as_array().expect("people");
    (people.len(), config["development"] == true)
}

#[tokio::test]
async fn a_database_with_the_demo_is_safe_where_others_can_reach_it() {
    let folder = folder();
    let here = Serving::start(folder.path(), &[]);
    let admin = sign_in(&here, "admin@demo.example").await;
    let (people, development) = offered(&here).await;
    assert!(people > 5 && development);
    drop(here);

    let open_to_others = |public: &str| {
        let mut command = erfa(folder.path());
        command
            .env("ERFA__HTTP__PROXIES__TRUSTED", "192.0.2.1, 10.0.0.0/8")
            .env("ERFA__LISTEN", "127.0.0.1:0")
            .env("ERFA__DEMO_PUBLIC", public);
        command
    };
    let behind = Serving::of(open_to_others("false"), &[]);
    assert_eq!(offered(&behind).await, (0, false));
    let warned = behind
        .log
        .iter()
        .find(|line| line.contains("demo accounts"));
    assert!(
        warned.is_some_and(|line| line.contains("WARN")),
        "{:#?}",
        behind.log
    );
    let before = behind.client().with_token(admin.token().expect("a token"));
    let code = before.code("{ viewer { person { id } } }", json!({})).await;
    assert_eq!(code, "UNAUTHENTICATED");
    let input = json!({ "email": "admin@demo.example", "password": "erfa-demo-2026" });
    let answer = behind
        .client()
        .change("signIn", "SignInInput", "session { accessToken }", input)
        .await;
    assert_eq!(
        answer["refusals"][0]["code"], "BAD_CREDENTIALS",
        "{answer:#}"
    );
    drop(behind);
    let checked = open_to_others("false").arg("doctor").output();
    let checked = checked.expect("it runs");
    assert!(checked.status.success(), "{}", said(&checked));
    assert!(said(&checked).contains("that cannot sign in, by the setting of http.proxies.trusted"));

    let shown = Serving::of(open_to_others("true"), &[]);
    assert!(
        shown
            .log
            .iter()
            .any(|line| line.contains("ANYBODY CAN RUN THIS")),
        "{:#?}",
        shown.log
    );
    assert_eq!(offered(&shown).await.0, people);
    sign_in(&shown, "admin@demo.example").await;
    drop(shown);
    let checked = open_to_others("true").arg("doctor").output();
    let checked = checked.expect("it runs");
    assert!(!checked.status.success(), "{}", said(&checked));
    assert!(said(&checked).contains("set demo_public = false"));

    let off = Serving::start(folder.path(), &["--no-demo"]);
    assert_eq!(offered(&off).await, (0, false));
    drop(off);
    let token = erfa(folder.path())
        .env("ERFA__DEMO", "false")
        .args(["token", "admin@demo.example"])
        .output();
    assert!(!token.expect("it runs").status.success());
    assert!(
        run(folder.path(), &["token", "admin@demo.example"])
            .status
            .success()
    );
}
