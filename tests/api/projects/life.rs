//! Making a project, changing it, publishing it; what projects are to each other.

use entity::{Visibility, affiliation::OrganisationRole};
use erfa::platform::clock::new_id;
use uuid::Uuid;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn what_is_made_can_be_read_back(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene
        .create(json!({
            "summary": [{ "locale": "sv", "text": "Tre orter." }, { "locale": "en", "text": "Three villages." }],
            "budget": { "amountMinor": 485_000_000, "currency": "sek", "text": "slutlig" },
            "startsOn": "2013-01-01", "endsOn": "2015-12-31", "startsText": "2013", "durationYears": 2,
            "partners": [{ "name": "Ortsråden" }],
            "targetGroups": ["företagare"], "areas": ["Grängesberg"],
            "lessons": [{ "text": "Två år är för kort" }],
            "milestones": [{ "text": "Rådet valt", "dueOn": "2014-01-01", "doneOn": "2014-02-01" }],
            "figures": [{ "key": "jobs_mining", "label": "jobb", "value": 700 }],
        }))
        .await;
    let selection = "title { text } status summary { text isFallback } budget { amountMinor currency text }
        startsOn endsOn startsText durationYears owner { name } funders { organisation { name } name }
        partners { organisation { id } name } targetGroups areas lessons { text } milestones { text dueOn doneOn }
        figures { key label value } publishedAt viewerCan { edit publish decide nextStatuses }";
    let expected = json!({
        "title": { "text": "Levande orter" }, "status": "IDEA",
        "summary": { "text": "Tre orter.", "isFallback": false },
        "budget": { "amountMinor": 485_000_000, "currency": "SEK", "text": "slutlig" },
        "startsOn": "2013-01-01", "endsOn": "2015-12-31", "startsText": "2013", "durationYears": 2.0,
        "owner": { "name": "Ludvika" }, "funders": [{ "organisation": { "name": "Region Dalarna" }, "name": null }],
        "partners": [{ "organisation": null, "name": "Ortsråden" }],
        "targetGroups": ["företagare"], "areas": ["Grängesberg"], "lessons": [{ "text": "Två år är för kort" }],
        "milestones": [{ "text": "Rådet valt", "dueOn": "2014-01-01", "doneOn": "2014-02-01" }],
        "figures": [{ "key": "jobs_mining", "label": "jobb", "value": 700.0 }], "publishedAt": null,
        "viewerCan": { "edit": true, "publish": true, "decide": false, "nextStatuses": ["PREPARATION", "TERMINATED"] },
    });
    assert_eq!(scene.look(&seen, selection).await, expected);
    let seen = scene
        .act(
            "updateProject",
            &seen,
            json!({ "endsOn": null, "areas": [], "title": [{ "locale": "sv", "text": "Nya orter" }] }),
        )
        .await;
    let found = scene
        .look(&seen, "endsOn areas title { text } targetGroups")
        .await;
    let expected = json!({ "endsOn": null, "areas": [], "title": { "text": "Nya orter" }, "targetGroups": ["företagare"] });
    assert_eq!(found, expected);
}

#[rstest]
#[tokio::test]
async fn a_draft_is_seen_by_those_who_answer_for_it_alone(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.create(json!({})).await;
    let colleague = scene
        .app
        .person_in(scene.owner.id, OrganisationRole::Member)
        .await;
    for outsider in [scene.app.anyone(), colleague.clone(), scene.payer.clone()] {
        assert_eq!(look(&outsider, &seen, "id").await, Value::Null);
        let answer = act_as(&outsider, "publishProject", &seen, json!({})).await;
        assert_eq!(answer["error"], "NOT_FOUND");
    }
    let seen = scene.act("publishProject", &seen, json!({})).await;
    let mine = "{ projects(filter: { mine: true }) { totalCount } }";
    for (client, code, own) in [
        (scene.app.anyone(), "UNAUTHENTICATED", 0),
        (colleague, "FORBIDDEN", 0),
    ] {
        assert_eq!(
            look(&client, &seen, "viewerCan { edit }").await,
            json!({ "viewerCan": { "edit": false } })
        );
        let answer = act_as(&client, "writeGoal", &seen, json!({ "text": "Mål" })).await;
        assert_eq!(answer["error"], code);
        assert_eq!(
            client.data(mine, json!({})).await["projects"]["totalCount"],
            own
        );
    }
    let found = scene.editor.data(mine, json!({})).await;
    assert_eq!(found["projects"]["totalCount"], 1);
    let stale = Seen {
        version: seen.version - 1,
        ..seen
    };
    let answer = scene
        .try_act("writeGoal", &stale, json!({ "text": "Mål" }))
        .await;
    assert_eq!(answer["error"], "CONFLICT");
}

#[rstest]
#[tokio::test]
async fn a_network_made_private_takes_its_projects_along(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("Bergslagen", Visibility::Public).await;
    scene.app.join(&network, scene.owner.id).await;
    let coordinator = scene.app.coordinator(&network, scene.owner.id).await;
    let networks = json!({ "networkIds": [gid("Network", network.id)] });
    let seen = scene.open(networks).await;
    assert_ne!(look(&scene.app.anyone(), &seen, "id").await, Value::Null);
    let input = json!({ "id": gid("Network", network.id), "version": 1, "visibility": "NETWORK" });
    let changed = coordinator
        .change(
            "updateNetwork",
            "UpdateNetworkInput",
            "network { id }",
            input,
        )
        .await;
    assert_eq!(changed["refusals"], json!([]), "{changed:#}");
    assert_eq!(look(&scene.app.anyone(), &seen, "id").await, Value::Null);
    let found = look(&coordinator, &seen, "viewerCan { edit }").await;
    assert_eq!(found["viewerCan"]["edit"], true);
}

#[rstest]
#[tokio::test]
async fn bad_input_is_refused_by_name(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let payload = scene
        .try_create(json!({
            "status": "CLOSED", "title": [{ "locale": "en", "text": "Villages" }],
            "startsOn": "2015-01-01", "endsOn": "2014-12-31", "durationYears": 101,
            "country": "XX", "budget": { "amountMinor": -1, "currency": "USD" },
            "funders": [{}, { "organisationId": gid("Organisation", new_id()) }], "figures": [{ "key": "A b", "value": 1 }], "lessons": [{ "text": " " }],
            "milestones": [{ "text": "Klart", "doneOn": "2199-01-01" }], "lastReviewedOn": "2199-01-01",
        }))
        .await;
    let mut found = refusals(&payload);
    found.sort();
    let expected = [
        "BAD_CHARACTER at figures.0.key",
        "IN_THE_FUTURE at lastReviewedOn",
        "IN_THE_FUTURE at milestones.0.doneOn",
        "MISSING at funders.0",
        "MISSING at lessons.0",
        "MISSING at title",
        "OUT_OF_RANGE at budget.amountMinor",
        "OUT_OF_RANGE at durationYears",
        "REVERSED at endsOn",
        "UNKNOWN at funders.1.organisationId",
        "UNKNOWN_CODE at country",
        "UNKNOWN_CURRENCY at budget.currency",
        "WRONG_TRANSITION at status",
    ];
    assert_eq!(found, expected);
}

#[rstest]
#[tokio::test]
async fn projects_stand_to_each_other_and_never_in_a_ring(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let (a, b, c) = (
        scene.open(json!({})).await,
        scene.open(json!({})).await,
        scene.open(json!({})).await,
    );
    let to = |other: &Seen, kind: &str| json!({ "relatedId": other.id, "kind": kind });
    let itself = scene.try_act("relateProject", &a, to(&a, "RELATED")).await;
    assert_eq!(refusals(&itself), ["SELF at relatedId"]);
    for (id, refusal) in [
        ("Goal_AAAAAAAAAAAAAAAAAAAAAA".to_owned(), "WRONG_ID"),
        (gid("Project", new_id()), "UNKNOWN"),
    ] {
        let other = json!({ "relatedId": id, "kind": "RELATED" });
        let refused = scene.try_act("relateProject", &a, other).await;
        assert_eq!(refusals(&refused), [format!("{refusal} at relatedId")]);
    }
    let b = scene.act("relateProject", &b, to(&a, "PREDECESSOR")).await;
    let c = scene.act("relateProject", &c, to(&b, "PREDECESSOR")).await;
    let ring = scene
        .try_act("relateProject", &a, to(&c, "PREDECESSOR"))
        .await;
    assert_eq!(refusals(&ring), ["RING at relatedId"]);
    let twice = scene
        .try_act("relateProject", &c, to(&b, "PREDECESSOR"))
        .await;
    assert_eq!(refusals(&twice), ["ALREADY_THERE at relatedId"]);
    let a = scene.act("relateProject", &a, to(&c, "EXCHANGE")).await;
    let found = scene
        .look(
            &a,
            "relations { kind project { id } } namedBy { nodes { id } }",
        )
        .await;
    assert_eq!(
        found,
        json!({ "relations": [{ "kind": "EXCHANGE", "project": { "id": c.id } }], "namedBy": { "nodes": [{ "id": b.id }] } })
    );
    let c = scene
        .act("unrelateProject", &c, to(&b, "PREDECESSOR"))
        .await;
    assert_eq!(
        scene.look(&c, "relations { kind }").await["relations"],
        json!([])
    );
}

#[rstest]
#[tokio::test]
async fn a_handover_note_is_for_editors_and_more_than_a_full_post_is_refused(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let role = json!({ "role": "LEADER", "name": "Project leader in Ludvika", "isActing": true, "ftePercent": 75, "handoverNote": "Ring orterna." });
    let over = merged(role.clone(), json!({ "ftePercent": 101 }));
    let refused = scene.try_act("writeRoleTerm", &seen, over).await;
    assert_eq!(refusals(&refused), ["OUT_OF_RANGE at ftePercent"]);
    let seen = scene.act("writeRoleTerm", &seen, role).await;
    let selection = "roles { role name isActing ftePercent handoverNote }";
    let shown = scene.look(&seen, selection).await;
    assert_eq!(shown["roles"][0]["handoverNote"], "Ring orterna.");
    let shown = look(&scene.app.anyone(), &seen, selection).await;
    assert_eq!(
        shown["roles"][0],
        json!({ "role": "LEADER", "name": "Project leader in Ludvika", "isActing": true, "ftePercent": 75, "handoverNote": null })
    );
    let nobody = scene
        .try_act("writeRoleTerm", &seen, json!({ "role": "LEADER" }))
        .await;
    assert_eq!(refusals(&nobody), ["MISSING at name"]);
}

#[rstest]
#[tokio::test]
async fn no_language_at_all_empties_a_text_and_never_a_title(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let summary = json!({ "summary": [{ "locale": "sv", "text": "Tre orter." }] });
    let seen = scene.create(summary).await;
    let emptied = json!({ "summary": [] });
    let seen = scene.act("updateProject", &seen, emptied).await;
    let found = scene.look(&seen, "summary { text }").await;
    assert_eq!(found["summary"], Value::Null);
    let untitled = json!({ "title": [] });
    let refused = scene.try_act("updateProject", &seen, untitled).await;
    assert_eq!(refusals(&refused), ["MISSING at title"]);
}

#[rstest]
#[tokio::test]
async fn a_project_stands_under_a_programme_that_takes_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    use crate::programmes::scene;
    let programmes = scene::Scene::new(db).await;
    let app = &programmes.app;
    let create = async |by: &Client, owner: Uuid, programme: &str| {
        let input = json!({
            "ownerId": gid("Organisation", owner), "locale": "da", "title": [{ "locale": "da", "text": "Mødested" }],
            "programmeId": programme,
        });
        let (name, kind) = ("createProject", "CreateProjectInput");
        by.change(name, kind, "project { id version }", input).await
    };
    let (writer, applicant) = (&programmes.writer, programmes.applicant.id);
    // A call of it is open.
    let made = create(writer, applicant, &programmes.programme).await;
    assert_eq!(made["refusals"], json!([]), "{made:#}");
    let (open, first) = (programmes.programme.clone(), Seen::of(&made["project"]));
    let assessed = programmes.assessed(json!({})).await;
    // The call is over, and nothing is decided.
    app.clock.advance(chrono::TimeDelta::days(11));
    let refused = create(writer, applicant, &open).await;
    assert_eq!(refusals(&refused), ["NOT_YOURS at programmeId"]);
    let message = refused["refusals"][0]["message"]
        .as_str()
        .expect("a message");
    assert!(message.contains("no call of it is open"), "{message}");
    // Where it was before it may stay, and whoever runs the programme puts theirs into it.
    let same = json!({ "programmeId": open, "note": "Som før" });
    let kept = act_as(writer, "updateProject", &first, same).await;
    assert_eq!(kept["refusals"], json!([]), "{kept:#}");
    let own = create(&programmes.editor, programmes.owner.id, &open).await;
    assert_eq!(own["refusals"], json!([]), "{own:#}");
    // Its application was approved.
    let decided = programmes
        .decide(&programmes.editor, &assessed, json!({}))
        .await;
    assert_eq!(decided["refusals"], json!([]), "{decided:#}");
    let made = create(writer, applicant, &open).await;
    assert_eq!(made["refusals"], json!([]), "{made:#}");
    // Those who were chosen take part, by themselves or as a place; those who may apply, and others, do not.
    let chosen = programmes.published("Udvalgte").await;
    let place = app.municipality("DK", "0001", "Byen").await;
    let of_place = app.organisation("Byens Kommune").await;
    use sea_orm::ConnectionTrait;
    let set = match db {
        Db::Sqlite => format!("municipality_id = x'{}'", place.id.simple()),
        Db::Postgres => format!("municipality_id = '{}'", place.id),
    };
    let set = format!("UPDATE organisation SET {set} WHERE name = 'Byens Kommune'");
    app.connection.execute_unprepared(&set).await.expect("set");
    let mayor = app.person_in(of_place.id, OrganisationRole::Editor).await;
    let statuses = [
        ("ELIGIBLE", 1),
        ("APPLIED", 1),
        ("SELECTED", 0),
        ("WITHDRAWN", 1),
    ];
    for (version, (status, refusal)) in (2..).zip(statuses) {
        let participations = json!([
            { "municipalityId": gid("Municipality", place.id), "status": status },
            { "organisationId": gid("Organisation", applicant), "status": status },
        ]);
        let parts = json!({ "content": { "participations": participations } });
        let done = programmes
            .update(&programmes.editor, &chosen, version, parts)
            .await;
        assert_eq!(done["refusals"], json!([]), "{done:#}");
        for (by, owner) in [(writer, applicant), (&mayor, of_place.id)] {
            let made = create(by, owner, &chosen).await;
            assert_eq!(refusals(&made).len(), refusal, "{status} {made:#}");
        }
    }
    let hidden = programmes.create(&programmes.editor, json!({})).await;
    let hidden = hidden["programme"]["id"].as_str().expect("an id");
    let refused = create(writer, applicant, hidden).await;
    assert_eq!(refusals(&refused), ["UNKNOWN at programmeId"]);
}
