//! Making programmes and changing them.

use entity::{Visibility, affiliation::OrganisationRole};

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn a_draft_is_its_editors_until_it_is_published(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let made = scene.create(&scene.editor, json!({})).await;
    assert_eq!(made["programme"]["isPublished"], false, "{made:#}");
    assert_eq!(made["programme"]["status"], "PLANNED");
    let id = made["programme"]["id"].as_str().expect("an id");
    let sees = async |who: &Client| {
        let query = "query ($id: ID!) { programme(id: $id) { viewerCan { edit } } }";
        who.data(query, json!({ "id": id })).await["programme"].clone()
    };
    assert_eq!(sees(&scene.editor).await["viewerCan"]["edit"], true);
    assert!(sees(&scene.writer).await.is_null());
    assert!(sees(&scene.app.anyone()).await.is_null());
    let done = scene
        .update(&scene.editor, id, 1, json!({ "isPublished": true }))
        .await;
    assert_eq!(done["programme"]["isPublished"], true, "{done:#}");
    assert_eq!(sees(&scene.app.anyone()).await["viewerCan"]["edit"], false);
}

#[rstest]
#[tokio::test]
async fn only_editors_of_the_owner_make_and_change_it(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let anyone = scene.app.anyone();
    assert_eq!(
        scene.create(&anyone, json!({})).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(
        scene.create(&scene.writer, json!({})).await["error"],
        "FORBIDDEN"
    );
    let member = scene
        .app
        .person_in(scene.owner.id, OrganisationRole::Member)
        .await;
    assert_eq!(scene.create(&member, json!({})).await["error"], "FORBIDDEN");
    let change = json!({ "content": { "kindText": "pulje" } });
    let update = async |who: &Client, version| {
        scene
            .update(who, &scene.programme, version, change.clone())
            .await
    };
    assert_eq!(update(&anyone, 2).await["error"], "UNAUTHENTICATED");
    assert_eq!(update(&scene.writer, 2).await["error"], "FORBIDDEN");
    assert_eq!(update(&scene.editor, 1).await["error"], "CONFLICT");
    assert_eq!(update(&scene.editor, 2).await["programme"]["version"], 3);
    let hidden = scene.create(&scene.editor, json!({})).await;
    let hidden = hidden["programme"]["id"].as_str().expect("an id");
    assert_eq!(
        scene.update(&scene.writer, hidden, 1, change.clone()).await["error"],
        "NOT_FOUND"
    );
}

#[rstest]
#[tokio::test]
async fn everything_that_is_written_is_read(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let place = scene.app.municipality("DK", "0001", "Byen").await;
    let network = scene.app.network("Netværk", Visibility::Public).await;
    scene.app.join(&network, scene.owner.id).await;
    let (owner, partner) = (
        gid("Organisation", scene.owner.id),
        gid("Organisation", scene.applicant.id),
    );
    let content = json!({
        "kindText": "pulje", "status": "OPEN", "statusText": "åben", "startsOn": "2026-01-01", "startsText": "i år", "endsOn": "2027-12-31",
        "projectPeriodYears": 2, "summary": [{ "locale": "da", "text": "Om landsbyer" }, { "locale": "en", "text": "On villages" }],
        "budget": { "amountMinor": 2_000_000_000, "currency": "dkk", "isApproximate": true, "text": "cirka 20 mio." },
        "coFinancing": kroner(5), "coFinancingFrom": "kommunerne", "statedParticipantCount": 25, "parentId": scene.programme,
        "note": "Se selv", "responsibleUnit": "Udvikling", "lastReviewedOn": "2026-01-02", "reviewDueOn": "2027-01-02",
        "contentOwnerId": gid("Person", scene.editor.person_id),
        "texts": {
            "focusAreas": ["Mødesteder", "Transport"], "targetGroups": ["Foreninger"], "goals": ["Et mål"], "themeTexts": ["bolig"],
            "actions": [{ "key": "a", "title": "Strategi" }],
        },
        "targets": [{ "year": 2026, "projectsMin": 3, "projectsMax": 4 }, { "year": 2027, "projectsMin": 4, "projectsMax": 4 }],
        "participations": [
            { "municipalityId": gid("Municipality", place.id), "status": "SELECTED", "startsOn": "2026-02-01" },
            { "organisationId": partner, "status": "APPLIED" },
        ],
        "partnerIds": [partner], "funderIds": [owner, partner], "networkIds": [gid("Network", network.id)],
    });
    let made = scene
        .create(&scene.editor, json!({ "content": content }))
        .await;
    assert_eq!(made["refusals"], json!([]), "{made:#}");
    let query = "query ($id: ID!) { programme(id: $id) {
        kindText status statusText period { startsOn startsText endsOn endsText } projectPeriodYears
        summary(locale: \"en\") { text } summaries { locale } budget { amountMinor currency isApproximate text }
        coFinancing { amountMinor } coFinancingFrom statedParticipantCount parent { id } note responsibleUnit lastReviewedOn reviewDueOn
        contentOwner { id } focusAreas targetGroups goals themeTexts criteria actions { key title } targets { year projectsMin projectsMax }
        participations { municipality { name } organisation { id } status startsOn }
        parties { role organisation { id } } networks { nodes { id } } owner { id } } }";
    let read = async || {
        let id = json!({ "id": made["programme"]["id"] });
        scene.editor.data(query, id).await["programme"].clone()
    };
    let full = read().await;
    assert_eq!(
        full,
        json!({
            "kindText": "pulje", "status": "OPEN", "statusText": "åben",
            "period": { "startsOn": "2026-01-01", "startsText": "i år", "endsOn": "2027-12-31", "endsText": null },
            "projectPeriodYears": 2, "summary": { "text": "On villages" }, "summaries": [{ "locale": "da" }, { "locale": "en" }],
            "budget": { "amountMinor": 2_000_000_000_i64, "currency": "DKK", "isApproximate": true, "text": "cirka 20 mio." },
            "coFinancing": { "amountMinor": 500 }, "coFinancingFrom": "kommunerne", "statedParticipantCount": 25,
            "parent": { "id": scene.programme }, "note": "Se selv", "responsibleUnit": "Udvikling",
            "lastReviewedOn": "2026-01-02", "reviewDueOn": "2027-01-02", "contentOwner": { "id": gid("Person", scene.editor.person_id) },
            "focusAreas": ["Mødesteder", "Transport"], "targetGroups": ["Foreninger"], "goals": ["Et mål"], "themeTexts": ["bolig"], "criteria": [],
            "actions": [{ "key": "a", "title": "Strategi" }],
            "targets": [{ "year": 2026, "projectsMin": 3, "projectsMax": 4 }, { "year": 2027, "projectsMin": 4, "projectsMax": 4 }],
            "participations": [
                { "municipality": { "name": "Byen" }, "organisation": null, "status": "SELECTED", "startsOn": "2026-02-01" },
                { "municipality": null, "organisation": { "id": partner }, "status": "APPLIED", "startsOn": null },
            ],
            "parties": [
                { "role": "OWNER", "organisation": { "id": owner } }, { "role": "FUNDER", "organisation": { "id": owner } },
                { "role": "FUNDER", "organisation": { "id": partner } }, { "role": "PARTNER", "organisation": { "id": partner } },
            ],
            "networks": { "nodes": [{ "id": gid("Network", network.id) }] }, "owner": { "id": owner },
        })
    );
    // What is left out stays.
    let id = made["programme"]["id"].as_str().expect("an id");
    let version = made["programme"]["version"].as_i64().expect("a version");
    let done = scene.update(&scene.editor, id, version, json!({})).await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
    assert_eq!(read().await, full);
    let emptied = json!({ "content": { "budget": null, "note": null, "parentId": null, "texts": { "goals": [] }, "participations": [] } });
    let done = scene.update(&scene.editor, id, version + 1, emptied).await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
    let less = read().await;
    for field in ["budget", "note", "parent"] {
        assert!(less[field].is_null(), "{field}");
    }
    assert_eq!(less["goals"], json!([]));
    assert_eq!(less["participations"], json!([]));
    assert_eq!(less["focusAreas"], full["focusAreas"]);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_is_refused_at_its_field(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let cases = [
        (
            json!({ "startsOn": "2027-01-01", "endsOn": "2026-01-01" }),
            "REVERSED at content.endsOn",
        ),
        (
            json!({ "targets": [{ "year": 2026, "projectsMin": 5, "projectsMax": 4 }] }),
            "REVERSED at content.targets.0.projectsMax",
        ),
        (
            json!({ "targets": [{ "year": 2026 }, { "year": 2026 }] }),
            "DUPLICATE at content.targets.1.year",
        ),
        (
            json!({ "targets": [{ "year": 2026, "projectsMin": -1 }] }),
            "OUT_OF_RANGE at content.targets.0.projectsMin",
        ),
        (
            json!({ "budget": { "amountMinor": -1, "currency": "DKK" } }),
            "OUT_OF_RANGE at content.budget.amountMinor",
        ),
        (
            json!({ "budget": { "amountMinor": 1, "currency": "USD" } }),
            "UNKNOWN_CURRENCY at content.budget.currency",
        ),
        (
            json!({ "projectPeriodYears": 0 }),
            "OUT_OF_RANGE at content.projectPeriodYears",
        ),
        (
            json!({ "country": "XX" }),
            "UNKNOWN_CODE at content.country",
        ),
        (
            json!({ "lastReviewedOn": "2199-01-01" }),
            "IN_THE_FUTURE at content.lastReviewedOn",
        ),
        (
            json!({ "texts": { "goals": [" "] } }),
            "MISSING at content.texts.goals.0",
        ),
        (
            json!({ "participations": [{ "status": "APPLIED" }] }),
            "MISSING at content.participations.0",
        ),
        (
            json!({ "parentId": gid("Programme", scene.owner.id) }),
            "UNKNOWN at content.parentId",
        ),
        (
            json!({ "parentId": gid("Organisation", scene.owner.id) }),
            "WRONG_ID at content.parentId",
        ),
        (
            json!({ "partnerIds": [gid("Organisation", uuid::Uuid::from_u128(7))] }),
            "UNKNOWN at content.partnerIds",
        ),
        (
            json!({ "networkIds": [gid("Network", uuid::Uuid::from_u128(7))] }),
            "NOT_YOUR_NETWORK at content.networkIds",
        ),
        (
            json!({ "themeIds": [gid("Theme", uuid::Uuid::from_u128(7))] }),
            "UNKNOWN at content.themeIds",
        ),
    ];
    for (content, expected) in cases {
        let refused = scene
            .create(&scene.editor, json!({ "content": content }))
            .await;
        assert_eq!(refusals(&refused), [expected], "{content}");
    }
    let untitled = json!({ "title": [{ "locale": "en", "text": "Villages" }] });
    assert_eq!(
        refusals(&scene.create(&scene.editor, untitled).await),
        ["MISSING at title"]
    );
    // A programme is no part of its own parts.
    let part = scene
        .create(
            &scene.editor,
            json!({ "content": { "parentId": scene.programme } }),
        )
        .await;
    let ring = json!({ "content": { "parentId": part["programme"]["id"] } });
    let refused = scene.update(&scene.editor, &scene.programme, 2, ring).await;
    assert_eq!(refusals(&refused), ["RING at content.parentId"]);
}

#[rstest]
#[tokio::test]
async fn a_network_that_becomes_private_takes_its_programmes_and_their_calls_along(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("Netværk", Visibility::Public).await;
    scene.app.join(&network, scene.owner.id).await;
    let coordinator = scene.app.coordinator(&network, scene.owner.id).await;
    let share = json!({ "content": { "networkIds": [gid("Network", network.id)] } });
    let done = scene
        .update(&scene.editor, &scene.programme, 2, share)
        .await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
    let sees = async |who: &Client| {
        let query =
            "query ($p: ID!, $c: ID!) { programme(id: $p) { id } fundingCall(id: $c) { id } }";
        let data = who
            .data(query, json!({ "p": scene.programme, "c": scene.call }))
            .await;
        (!data["programme"].is_null(), !data["fundingCall"].is_null())
    };
    assert_eq!(sees(&scene.app.anyone()).await, (true, true));
    let input = json!({ "id": gid("Network", network.id), "version": 1, "visibility": "NETWORK" });
    let closed = coordinator
        .change(
            "updateNetwork",
            "UpdateNetworkInput",
            "network { visibility }",
            input,
        )
        .await;
    assert_eq!(closed["network"]["visibility"], "NETWORK", "{closed:#}");
    assert_eq!(sees(&scene.app.anyone()).await, (false, false));
    assert_eq!(sees(&scene.writer).await, (false, false));
    let member = scene
        .app
        .person_in(scene.owner.id, OrganisationRole::Member)
        .await;
    assert_eq!(sees(&member).await, (true, true));
    assert_eq!(sees(&scene.editor).await, (true, true));
}

#[rstest]
#[tokio::test]
async fn whoever_is_named_as_a_part_of_a_programme_takes_themselves_out(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let (owner, named) = (
        gid("Organisation", scene.owner.id),
        gid("Organisation", scene.applicant.id),
    );
    let parts = json!({ "content": { "coOwnerIds": [named], "funderIds": [named, owner] } });
    let done = scene
        .update(&scene.editor, &scene.programme, 2, parts)
        .await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
    let leave = async |by: &Client, version: i64, organisation: &str| {
        let input =
            json!({ "id": scene.programme, "version": version, "organisationId": organisation });
        let fields = "programme { version parties { role organisation { id } } }";
        by.change("leaveProgramme", "LeaveProgrammeInput", fields, input)
            .await
    };
    // Nobody takes others out so, not even those who run the platform.
    let admin = scene.app.platform_admin().await;
    for by in [&scene.editor, &admin] {
        assert_eq!(leave(by, 3, &named).await["error"], "FORBIDDEN");
    }
    let left = leave(&scene.writer, 3, &named).await;
    let parties = json!([
        { "role": "OWNER", "organisation": { "id": owner } },
        { "role": "FUNDER", "organisation": { "id": owner } },
    ]);
    assert_eq!(left["programme"]["parties"], parties, "{left:#}");
    let gone = leave(&scene.writer, 4, &named).await;
    assert_eq!(refusals(&gone), ["UNKNOWN at organisationId"]);
    // The first owner answers for it and stays.
    let left = leave(&scene.editor, 4, &owner).await;
    assert_eq!(
        left["programme"]["parties"],
        json!([parties[0]]),
        "{left:#}"
    );
    let stays = leave(&scene.editor, 5, &owner).await;
    assert_eq!(refusals(&stays), ["UNKNOWN at organisationId"]);
}

#[rstest]
#[tokio::test]
async fn every_owner_of_a_programme_edits_it_and_none_that_has_left(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let third = scene.app.organisation("Tredje").await;
    let applicant = scene
        .app
        .person_in(third.id, OrganisationRole::Editor)
        .await;
    let applying = json!({ "applicantId": gid("Organisation", third.id) });
    let made = scene.apply(&applicant, applying).await;
    let sent = scene.submit(&applicant, &made["application"]).await;
    assert_eq!(sent["application"]["status"], "SUBMITTED", "{sent:#}");
    let can = async |by: &Client| {
        let query = "query ($id: ID!) { programme(id: $id) { viewerCan { edit leave } } }";
        let data = by.data(query, json!({ "id": scene.programme })).await;
        data["programme"]["viewerCan"].clone()
    };
    let (all, none) = (
        json!({ "edit": true, "leave": true }),
        json!({ "edit": false, "leave": false }),
    );
    assert_eq!(can(&scene.writer).await, none);
    let named = gid("Organisation", scene.applicant.id);
    let parts = json!({ "content": { "coOwnerIds": [named] } });
    let done = scene
        .update(&scene.editor, &scene.programme, 2, parts)
        .await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
    // Without the part that it may not leave, the first owner has nothing to leave.
    assert_eq!(
        can(&scene.editor).await,
        json!({ "edit": true, "leave": false })
    );
    assert_eq!(can(&scene.writer).await, all);
    assert_eq!(can(&scene.app.anyone()).await, none);
    let member = scene
        .app
        .person_in(scene.applicant.id, OrganisationRole::Member)
        .await;
    assert_eq!(can(&member).await, none);
    let change = json!({ "content": { "kindText": "pulje" } });
    let refused = scene
        .update(&member, &scene.programme, 3, change.clone())
        .await;
    assert_eq!(refused["error"], "FORBIDDEN");
    let done = scene
        .update(&scene.writer, &scene.programme, 3, change.clone())
        .await;
    assert_eq!(done["programme"]["version"], 4, "{done:#}");
    // It runs the programme: its calls, and what is handed in.
    let application = scene.seen(&scene.writer, &sent["application"]).await;
    assert_eq!(application["viewerCan"]["assess"], true, "{application:#}");
    let call = json!({ "id": scene.call, "version": 2, "content": { "quotaText": "to til fire" } });
    let call = scene
        .writer
        .change(
            "updateFundingCall",
            "UpdateFundingCallInput",
            "call { version }",
            call,
        )
        .await;
    assert_eq!(call["call"]["version"], 3, "{call:#}");
    let leave = json!({ "id": scene.programme, "version": 4, "organisationId": named });
    let left = scene
        .writer
        .change(
            "leaveProgramme",
            "LeaveProgrammeInput",
            "programme { version }",
            leave,
        )
        .await;
    assert_eq!(left["programme"]["version"], 5, "{left:#}");
    assert_eq!(can(&scene.writer).await, none);
    let refused = scene
        .update(&scene.writer, &scene.programme, 5, change)
        .await;
    assert_eq!(refused["error"], "FORBIDDEN");
    assert!(
        scene
            .seen(&scene.writer, &sent["application"])
            .await
            .is_null()
    );
}

#[rstest]
#[tokio::test]
async fn a_programme_is_a_part_of_what_its_writer_may_change(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let owner = gid("Organisation", scene.applicant.id);
    let under = json!({ "ownerId": owner, "content": { "parentId": scene.programme } });
    let refused = scene.create(&scene.writer, under.clone()).await;
    assert_eq!(refusals(&refused), ["NOT_YOURS at content.parentId"]);
    let shared = json!({ "content": { "coOwnerIds": [owner] } });
    let done = scene
        .update(&scene.editor, &scene.programme, 2, shared)
        .await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
    let made = scene.create(&scene.writer, under).await;
    assert_eq!(made["refusals"], json!([]), "{made:#}");
    // Where it was before it may stay.
    let leave = json!({ "id": scene.programme, "version": 3, "organisationId": owner });
    let (name, kind) = ("leaveProgramme", "LeaveProgrammeInput");
    let fields = "programme { version }";
    scene.writer.change(name, kind, fields, leave).await;
    let id = made["programme"]["id"].as_str().expect("an id");
    let version = made["programme"]["version"].as_i64().expect("a version");
    let same = json!({ "content": { "parentId": scene.programme, "note": "Som før" } });
    let done = scene.update(&scene.writer, id, version, same).await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
}

#[rstest]
#[tokio::test]
async fn further_owners_edit_programmes_from_before_that_was_so(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    use entity::{application, data_step, funding_call, programme};
    use sea_orm::{EntityTrait, sea_query::Expr};
    let scene = Scene::new(db).await;
    let connection = &scene.app.connection;
    let made = scene.apply(&scene.writer, json!({})).await;
    scene.submit(&scene.writer, &made["application"]).await;
    #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
    let before = programme::Entity::find().one(connection).await;
    let before = before.expect("a programme").expect("one").editors_id;
    let third = scene.app.organisation("Tredje").await;
    let owner = scene
        .app
        .person_in(third.id, OrganisationRole::Editor)
        .await;
    let shared = json!({ "content": { "coOwnerIds": [gid("Organisation", third.id)] } });
    scene
        .update(&scene.editor, &scene.programme, 2, shared)
        .await;
    let can = async || {
        let query = "query ($p: ID!, $c: ID!) { programme(id: $p) { viewerCan { edit } } fundingCall(id: $c) { viewerCan { edit } }
            applications { totalCount } }";
        let ids = json!({ "p": scene.programme, "c": scene.call });
        let data = owner.data(query, ids).await;
        let edits = |thing: &str| data[thing]["viewerCan"]["edit"] == true;
        (
            edits("programme"),
            edits("fundingCall"),
            data["applications"]["totalCount"] == 1,
        )
    };
    assert_eq!(can().await, (true, true, true));
    macro_rules! wind_back {
        ($($table:ident: $($column:ident),+;)+) => {
            $(
                #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
                let wound = $table::Entity::update_many()
                    $(.col_expr($table::Column::$column, Expr::value(before)))+
                    .exec(connection).await;
                wound.expect("wound back");
            )+
        };
    }
    wind_back! {
        programme: EditorsId;
        funding_call: EditorsId;
        application: EditorsId, AudienceId;
    }
    #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
    let forgotten = data_step::Entity::delete_many().exec(connection).await;
    forgotten.expect("forgotten");
    assert_eq!(can().await, (false, false, false));
    let store = erfa::app::App::store(&scene.app.app.settings, scene.app.clock.clone()).await;
    store.expect("the store opens").close().await;
    assert_eq!(can().await, (true, true, true));
}
