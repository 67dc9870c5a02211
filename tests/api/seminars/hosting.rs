//! Holding a seminar together.

use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn a_co_host_is_one_once_it_has_accepted(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let town = scene.app.organisation("Smedjebacken").await;
    let editor = scene.app.person_in(town.id, OrganisationRole::Editor).await;
    let member = scene.app.person_in(town.id, OrganisationRole::Member).await;
    let asked = json!({ "coHostIds": [gid("Organisation", town.id)] });
    let seen = scene.create(asked).await;
    // Those who are asked see what they are asked about, and can change nothing yet.
    assert_eq!(
        look(&editor, &seen, "hosts { role acceptedAt }").await["hosts"][1],
        json!({ "role": "CO_HOST", "acceptedAt": null })
    );
    let early = try_act(
        &editor,
        "updateSeminar",
        "UpdateSeminarInput",
        &seen,
        json!({}),
    )
    .await;
    assert_eq!(early["error"], "FORBIDDEN");
    let seen = scene
        .act("publishSeminar", "PublishSeminarInput", &seen, json!({}))
        .await;
    let hosted = format!(
        "{{ node(id: \"{}\") {{ ... on Organisation {{ seminars {{ totalCount }} }} }} }}",
        gid("Organisation", town.id)
    );
    let count = async || {
        scene.app.anyone().data(&hosted, json!({})).await["node"]["seminars"]["totalCount"].take()
    };
    assert_eq!(count().await, 0);
    let seen_by_all = look(&scene.app.anyone(), &seen, "hosts { role }").await;
    assert_eq!(seen_by_all["hosts"], json!([{ "role": "LEAD" }]));

    let accept = |seen: &Seen, organisation| json!({ "seminarId": seen.id, "version": seen.version, "organisationId": gid("Organisation", organisation) });
    let name = (
        "acceptCoHosting",
        "AcceptCoHostingInput",
        "seminar { id version }",
    );
    let by_member = member
        .change(name.0, name.1, name.2, accept(&seen, town.id))
        .await;
    assert_eq!(by_member["error"], "FORBIDDEN");
    let uninvited = scene.app.organisation("Falun").await;
    let other = scene
        .app
        .person_in(uninvited.id, OrganisationRole::Editor)
        .await;
    let not_asked = other
        .change(name.0, name.1, name.2, accept(&seen, uninvited.id))
        .await;
    assert_eq!(refusals(&not_asked), ["NOT_INVITED at organisationId"]);
    let old = Seen {
        version: 0,
        ..seen.clone()
    };
    let stale = editor
        .change(name.0, name.1, name.2, accept(&old, town.id))
        .await;
    assert_eq!(stale["error"], "CONFLICT");

    let accepted = editor
        .change(name.0, name.1, name.2, accept(&seen, town.id))
        .await;
    let seen = Seen::of(&accepted["seminar"]);
    assert_eq!(count().await, 1);
    let changed = json!({ "note": "Tillsammans" });
    let changed = try_act(
        &editor,
        "updateSeminar",
        "UpdateSeminarInput",
        &seen,
        changed,
    )
    .await;
    assert_eq!(changed["refusals"], json!([]), "{changed:#}");
}

#[rstest]
#[tokio::test]
async fn new_organisers_see_the_registrations_there_are(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let town = scene.app.organisation("Smedjebacken").await;
    let editor = scene.app.person_in(town.id, OrganisationRole::Editor).await;
    let seen = scene.open(json!({})).await;
    let visitor = scene.app.person().await;
    let seat = register(&visitor, &seen).await;
    let count = async || {
        look(&editor, &seen, "registrations { totalCount }").await["registrations"]["totalCount"]
            .take()
    };
    assert_eq!(count().await, 0);
    let now = scene.see(&seen).await;
    let now = scene
        .update(&now, json!({ "coHostIds": [gid("Organisation", town.id)] }))
        .await;
    assert_eq!(count().await, 0);
    let accept = json!({ "seminarId": now.id, "version": now.version, "organisationId": gid("Organisation", town.id) });
    editor
        .change(
            "acceptCoHosting",
            "AcceptCoHostingInput",
            "seminar { id }",
            accept,
        )
        .await;
    assert_eq!(count().await, 1);
    let seat = json!({ "id": seat["id"], "version": own(&visitor, &seen).await["version"] });
    assert_eq!(
        give_up(&editor, &seat).await["registration"]["status"],
        "CANCELLED"
    );
    // Who is no host any more sees no more of it than others.
    let now = scene.see(&seen).await;
    scene.update(&now, json!({ "coHostIds": [] })).await;
    assert_eq!(count().await, 0);
}

#[rstest]
#[tokio::test]
async fn only_an_editor_holds_a_seminar_in_the_name_of_an_organisation(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let member = scene
        .app
        .person_in(scene.host.id, OrganisationRole::Member)
        .await;
    let form = scene.form(json!({}));
    let create = ("createSeminar", "CreateSeminarInput", "seminar { id }");
    let by_member = member
        .change(create.0, create.1, create.2, form.clone())
        .await;
    assert_eq!(by_member["error"], "FORBIDDEN");
    let by_nobody = scene
        .app
        .anyone()
        .change(create.0, create.1, create.2, form)
        .await;
    assert_eq!(by_nobody["error"], "UNAUTHENTICATED");
    let nowhere = json!({ "hostId": gid("Organisation", uuid::Uuid::nil()) });
    assert_eq!(scene.try_create(nowhere).await["error"], "NOT_FOUND");
}
