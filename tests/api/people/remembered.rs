//! Whoever asked a moment ago is remembered; what they may do ends at once all the same.

use super::*;
use crate::plans::statements_of;

async fn remembering(db: Db, milliseconds: u64) -> TestApp {
    TestApp::set(db, |settings| settings.auth.remember_ms = milliseconds).await
}

async fn change(client: &Client, name: &str, selection: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let answer = client.change(name, &kind, selection, input).await;
    assert_eq!(answer["refusals"], json!([]), "{name}: {answer:#}");
    answer
}

#[rstest]
#[tokio::test]
async fn a_page_that_asks_much_finds_out_once_who_asks(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let mut asked = vec![];
    for milliseconds in [0, 900] {
        let app = remembering(db, milliseconds).await;
        let client = app.person().await;
        let ask = async || {
            client
                .data("{ networks(first: 5) { nodes { id } } }", json!({}))
                .await
        };
        let (_, statements) = statements_of(&app, ask).await;
        asked.push(statements.len());
    }
    assert_eq!(asked, [2, 1]);
}

#[rstest]
#[tokio::test]
async fn what_somebody_may_do_begins_and_ends_with_the_change_that_says_so(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = remembering(db, 900).await;
    let organisation = app.organisation("Own").await;
    let admin = app.person().await;
    app.affiliate(admin.person_id, organisation.id, OrganisationRole::Admin)
        .await;
    let person = somebody(&app, "anna@example.org").await;
    let (client, _) = signed_in(&app, "anna@example.org").await;
    let roles = async || {
        let query = "{ viewer { organisationRoles { role } } }";
        client.data(query, json!({})).await["viewer"]["organisationRoles"].clone()
    };
    assert_eq!(roles().await, json!([]));
    let given = json!({ "organisationId": gid("Organisation", organisation.id),
        "personId": gid("Person", person.id), "category": "OFFICIAL", "role": "EDITOR" });
    let selection = "affiliation { id version }";
    let added = change(&admin, "addAffiliation", selection, given).await;
    assert_eq!(roles().await, json!([{ "role": "EDITOR" }]));
    let over =
        json!({ "id": added["affiliation"]["id"], "version": added["affiliation"]["version"] });
    change(&admin, "endAffiliation", "affiliation { id }", over).await;
    assert_eq!(roles().await, json!([]));

    let platform = app.platform_admin().await;
    assert_eq!(who(&client).await, gid("Person", person.id));
    let account = json!({ "personId": gid("Person", person.id) });
    change(&platform, "suspendAccount", "person { id }", account).await;
    assert_eq!(who(&client).await, "UNAUTHENTICATED");
}

#[rstest]
#[tokio::test]
async fn a_session_ends_when_it_is_signed_out_of(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = remembering(db, 900).await;
    let anna = somebody(&app, "anna@example.org").await;
    let (client, _) = signed_in(&app, "anna@example.org").await;
    assert_eq!(who(&client).await, gid("Person", anna.id));
    change(
        &client,
        "signOut",
        "signedOut",
        json!({ "everywhere": true }),
    )
    .await;
    assert_eq!(who(&client).await, "UNAUTHENTICATED");
}
