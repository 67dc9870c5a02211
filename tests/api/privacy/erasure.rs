//! Erasing a person leaves nothing that tells who they were.

use entity::{account::PlatformRole, affiliation::OrganisationRole};
use erfa::{app::followers, platform::access::Work, privacy::replay};
use sea_orm::ConnectionTrait;

use super::{
    everything::{holding, texts},
    *,
};
use crate::{
    seminars::scene::{Scene, look, register, try_register},
    support::scene::gid,
};

const CANARY: &str = "xqzcanary";

async fn erase(client: &Client, person: &str, password: &str) -> Value {
    let input = json!({ "personId": person, "currentPassword": password });
    client
        .change(
            "erasePerson",
            "ErasePersonInput",
            "person { id name locale erasedAt }",
            input,
        )
        .await
}

/// Somebody of whom every place that holds people holds something.
async fn marked(scene: &Scene) -> (Client, String) {
    let app = &scene.app;
    let email = format!("{CANARY}@test.example");
    let person = somebody(app, &email).await;
    let (client, _) = signed_in(app, &email).await;
    let id = gid("Person", person.id);
    let chief = app.person_in(scene.host.id, OrganisationRole::Admin).await;
    let belongs = json!({
        "personId": id, "organisationId": gid("Organisation", scene.host.id), "category": "OFFICIAL",
        "title": format!("Title {CANARY}"), "role": "EDITOR",
    });
    let added = chief
        .change(
            "addAffiliation",
            "AddAffiliationInput",
            "affiliation { id }",
            belongs,
        )
        .await;
    assert_eq!(added["refusals"], json!([]), "{added:#}");
    // Another organisation asks them too, and they have not answered.
    let elsewhere = app.organisation("Elsewhere").await;
    let other = app.person_in(elsewhere.id, OrganisationRole::Admin).await;
    let asked = json!({
        "organisationId": gid("Organisation", elsewhere.id), "email": email, "category": "OFFICIAL",
        "title": format!("Invited {CANARY}"),
    });
    let asked = other
        .change(
            "invitePerson",
            "InvitePersonInput",
            "invitation { id }",
            asked,
        )
        .await;
    assert_eq!(asked["refusals"], json!([]), "{asked:#}");
    let address = client
        .change(
            "createCalendarAddress",
            "CreateCalendarAddressInput",
            "calendarUrl",
            json!({ "replace": false }),
        )
        .await;
    assert_eq!(address["refusals"], json!([]), "{address:#}");
    (client, id)
}

#[rstest]
#[tokio::test]
async fn an_erased_person_is_nowhere_and_stays_so(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let (client, id) = marked(&scene).await;
    let seen = scene
        .open(json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] }))
        .await;
    let needs = json!({ "needs": { "dietary": format!("No {CANARY}"), "consent": true } });
    let seat = try_register(&client, &seen, needs).await;
    assert_eq!(seat["registration"]["status"], "CONFIRMED");
    let next = app.person().await;
    assert_eq!(register(&next, &seen).await["status"], "WAITLISTED");
    assert!(holding(app, CANARY).await.len() >= 4);

    let token = json!({ "name": format!("Sync of {CANARY}"), "scopes": ["WRITE"] });
    let token = crate::people::programs::personal(&client, token).await;
    let program = app
        .anyone()
        .with_token(token["secret"].as_str().expect("a token"));
    let name = "{ viewer { person { name } } }";
    assert!(program.data(name, json!({})).await["viewer"]["person"]["name"].is_string());

    let wrong = erase(&client, &id, "not the password").await;
    assert_eq!(wrong["refusals"][0]["code"], "BAD_CREDENTIALS", "{wrong:#}");
    let gone = erase(&client, &id, PASSWORD).await;
    assert_eq!(gone["refusals"], json!([]), "{gone:#}");
    assert_eq!(gone["person"]["name"], "Erased person");
    assert_eq!(holding(app, CANARY).await, Vec::<String>::new());

    // The seat went to the next; the session is over; nobody signs in any more.
    let own = look(&next, &seen, "viewerRegistration { status }").await;
    assert_eq!(own["viewerRegistration"]["status"], "CONFIRMED");
    for gone in [&client, &program] {
        assert_eq!(gone.code(name, json!({})).await, "UNAUTHENTICATED");
    }
    // Nor do they come back as somebody under the same record.
    let runs = app.platform_admin().await;
    let account = json!({ "personId": id, "email": "back@test.example", "initialPassword": "a long first password" });
    let account = runs
        .change(
            "createAccount",
            "CreateAccountInput",
            "person { id }",
            account,
        )
        .await;
    assert_eq!(account["refusals"][0]["code"], "ERASED", "{account:#}");
    let place = json!({ "personId": id, "organisationId": gid("Organisation", scene.host.id), "category": "OFFICIAL" });
    let place = runs
        .change(
            "addAffiliation",
            "AddAffiliationInput",
            "affiliation { id }",
            place,
        )
        .await;
    assert_eq!(place["refusals"][0]["code"], "ERASED", "{place:#}");
    let email = format!("{CANARY}@test.example");
    let again = crate::people::sign_in(app, &email, PASSWORD).await;
    assert_eq!(again["refusals"][0]["code"], "BAD_CREDENTIALS", "{again:#}");

    // A backup from before is restored: the name is back until Erfa starts.
    let admin = app.platform_admin().await;
    let back = format!(
        "UPDATE person SET name = '{CANARY}', erased_at = NULL WHERE name = 'Erased person'"
    );
    app.connection
        .execute_unprepared(&back)
        .await
        .expect("restored");
    assert_eq!(holding(app, CANARY).await.len(), 1);
    replay(&app.app.store, followers()).await.expect("replayed");
    assert_eq!(holding(app, CANARY).await, Vec::<String>::new());
    let query = "query ($id: ID!) { auditEntries(filter: { subjectId: $id, action: ERASED }) { nodes { actorId capacity } } }";
    let told = admin.data(query, json!({ "id": id })).await;
    assert_eq!(
        told["auditEntries"]["nodes"],
        json!([{ "actorId": null, "capacity": "erasure" }, { "actorId": id, "capacity": null }])
    );
}

#[rstest]
#[tokio::test]
async fn only_they_and_those_who_run_the_platform_erase(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let (client, id) = marked(&scene).await;
    somebody(app, "other@test.example").await;
    let (other, _) = signed_in(app, "other@test.example").await;
    assert_eq!(erase(&other, &id, PASSWORD).await["error"], "FORBIDDEN");
    assert_eq!(
        erase(&app.anyone(), &id, PASSWORD).await["error"],
        "UNAUTHENTICATED"
    );
    // Whoever is the last admin of an organisation hands it over first.
    let own = app.organisation("Own").await;
    app.affiliate(client_person(&id), own.id, OrganisationRole::Admin)
        .await;
    let last = erase(&client, &id, PASSWORD).await;
    assert_eq!(last["refusals"][0]["code"], "LAST_ADMIN", "{last:#}");
    assert!(!holding(app, CANARY).await.is_empty());
    app.person_in(own.id, OrganisationRole::Admin).await;
    somebody_as(app, "admin@test.example", PlatformRole::Admin, false).await;
    let (admin, _) = signed_in(app, "admin@test.example").await;
    let gone = erase(&admin, &id, PASSWORD).await;
    assert_eq!(gone["refusals"], json!([]), "{gone:#}");
    // Whoever alone runs the platform stays.
    let seen = admin.data("{ viewer { person { id } } }", json!({})).await;
    let last = seen["viewer"]["person"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let last = erase(&admin, &last, PASSWORD).await;
    assert_eq!(last["refusals"][0]["code"], "LAST_ADMIN", "{last:#}");
    let twice = erase(&admin, &id, PASSWORD).await;
    assert_eq!(twice["refusals"][0]["code"], "ALREADY_ERASED");
    assert_eq!(holding(app, CANARY).await, Vec::<String>::new());
}

fn client_person(id: &str) -> uuid::Uuid {
    let id = async_graphql::ID(id.to_owned());
    let parsed = erfa::platform::graphql::id::parse(&id);
    parsed
        .map(|(_, row)| row)
        .unwrap_or_else(|| panic!("{id:?} is an id"))
}

#[rstest]
#[tokio::test]
async fn what_is_over_does_not_stay(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let (client, _) = marked(&scene).await;
    let tidied = async |days: i64| {
        app.clock.advance(chrono::TimeDelta::days(days));
        let work = Work::of_system(&app.app.store, "day", followers()).await;
        let work = work.unwrap_or_else(|error| panic!("{error:?}"));
        let outcome = erfa::people::tidy(&work).await;
        let done = work.finish(outcome).await;
        done.unwrap_or_else(|error| panic!("{error:?}"));
        let found = holding(app, "invited xqzcanary").await.len();
        let count = texts(app, "SELECT CAST(COUNT(*) AS TEXT) FROM session").await;
        let sessions: i64 = count[0][0].parse().expect("a number");
        (found, sessions)
    };
    let (found, sessions) = tidied(0).await;
    assert_eq!(found, 1);
    assert!(sessions > 0);
    drop(client);
    // Two weeks until the invitation is over, and thirty days more.
    assert_eq!(tidied(40).await.0, 1);
    assert_eq!(tidied(5).await.0, 0);
    // The sessions of these tests last ten years.
    assert_eq!(tidied(3_650).await, (0, 0));
}
