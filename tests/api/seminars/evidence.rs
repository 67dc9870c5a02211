//! Who took part in the seminars of a programme, and how often a network meets.

use chrono::TimeDelta;
use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{scene::gid, *};

const EVIDENCE: &str = "query ($id: ID!) { programme(id: $id) { seminarEvidence { organisation { name } count people since latest seminars { title { text } } } } }";

async fn programme(scene: &Scene) -> String {
    let input = json!({ "ownerId": gid("Organisation", scene.host.id), "locale": "sv", "content": {}, "title": [{ "locale": "sv", "text": "Bygd och stad" }] });
    let made = scene
        .editor
        .change(
            "createProgramme",
            "CreateProgrammeInput",
            "programme { id version }",
            input,
        )
        .await;
    let id = made["programme"]["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{made:#}"))
        .to_owned();
    let input = json!({ "id": id, "version": made["programme"]["version"], "isPublished": true, "content": {} });
    let out = scene
        .editor
        .change(
            "updateProgramme",
            "UpdateProgrammeInput",
            "programme { isPublished }",
            input,
        )
        .await;
    assert_eq!(out["programme"]["isPublished"], true, "{out:#}");
    id
}

#[rstest]
#[tokio::test]
async fn who_took_part_in_the_seminars_of_a_programme_can_be_shown(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let id = programme(&scene).await;
    let (north, south) = (
        scene.app.organisation("Nord").await,
        scene.app.organisation("Syd").await,
    );
    let anna = scene
        .app
        .person_in(north.id, OrganisationRole::Member)
        .await;
    let mut held = vec![];
    for days in [20, 50] {
        let start = scene.local(days).format("%Y-%m-%dT%H:%M").to_string();
        let form = json!({ "programmeId": id, "startsLocal": start, "endsLocal": null });
        let seen = scene.open(form).await;
        register(&anna, &seen).await;
        held.push(seen);
    }
    let mut first_start = Value::Null;
    for (place, seen) in held.iter().enumerate() {
        scene
            .app
            .clock
            .advance(TimeDelta::days(if place == 0 { 21 } else { 28 }));
        let editor = scene
            .app
            .person_in(scene.host.id, OrganisationRole::Editor)
            .await;
        let list = look(
            &editor,
            seen,
            "startsAt registrations { nodes { id version } }",
        )
        .await;
        if place == 0 {
            first_start = list["startsAt"].clone();
        }
        let row = &list["registrations"]["nodes"][0];
        let input = json!({ "id": row["id"], "version": row["version"], "attended": true });
        // The second seminar is still two days ahead: nobody was there yet.
        let marked = editor
            .change(
                "markAttendance",
                "MarkAttendanceInput",
                "registration { id }",
                input,
            )
            .await;
        if place == 1 {
            assert_eq!(refusals(&marked), ["NOT_STARTED at id"]);
            continue;
        }
        let now = Seen::of(&look(&editor, seen, FIELDS).await);
        let now = try_act(
            &editor,
            "recordSeminarHeld",
            "RecordSeminarHeldInput",
            &now,
            json!({}),
        )
        .await;
        let now = Seen::of(&now["seminar"]);
        let attendance = json!({ "attendance": [{ "organisationId": gid("Organisation", south.id), "men": 2, "women": 3, "basis": "COUNTED" }] });
        try_act(
            &editor,
            "writeAttendance",
            "WriteAttendanceInput",
            &now,
            attendance,
        )
        .await;
    }
    let editor = scene
        .app
        .person_in(scene.host.id, OrganisationRole::Editor)
        .await;
    let data = editor.data(EVIDENCE, json!({ "id": id })).await;
    let all = data["programme"]["seminarEvidence"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let short: Vec<_> = all
        .iter()
        .map(|one| {
            (
                one["organisation"]["name"].clone(),
                one["count"].clone(),
                one["people"].clone(),
            )
        })
        .collect();
    assert_eq!(short.len(), 2, "{data:#}");
    assert!(
        short.contains(&(json!("Nord"), json!(1), json!(1))),
        "{short:?}"
    );
    assert!(
        short.contains(&(json!("Syd"), json!(1), json!(5))),
        "{short:?}"
    );
    assert_eq!(all[0]["since"], first_start);
    assert_eq!(all[0]["seminars"][0]["title"]["text"], "Bygd i balans");
    // Others see what concerns their own organisation, and nobody in particular sees nothing of it.
    let member = scene
        .app
        .person_in(north.id, OrganisationRole::Member)
        .await;
    let own = member.data(EVIDENCE, json!({ "id": id })).await;
    let own = own["programme"]["seminarEvidence"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["organisation"]["name"], "Nord");
    let nobody = scene.app.anyone().data(EVIDENCE, json!({ "id": id })).await;
    assert_eq!(nobody["programme"]["seminarEvidence"], json!([]));
}

#[rstest]
#[tokio::test]
async fn a_network_hears_what_falls_short_of_its_target(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = entity::network::Model {
        id: erfa::platform::clock::new_id(),
        cadence_target_per_year: Some(2),
        ..scene
            .app
            .network("Landsbygd", entity::Visibility::Public)
            .await
    };
    let network = scene.app.put(network).await;
    scene.app.join(&network, scene.host.id).await;
    let query = "query ($id: ID!) { network(id: $id) { cadence { heldLastYear plannedNextYear lastHeldAt nextPlannedAt health warnings } } }";
    let ids = json!({ "id": gid("Network", network.id) });
    let data = scene.editor.data(query, ids.clone()).await;
    let expected = json!(["BEHIND_TARGET", "NOTHING_AHEAD", "NOT_ENOUGH_AHEAD"]);
    assert_eq!(data["network"]["cadence"]["warnings"], expected);
    let form = json!({ "networkIds": [gid("Network", network.id)] });
    let seen = scene.open(form.clone()).await;
    scene.open(form).await;
    let data = scene.editor.data(query, ids).await;
    let cadence = &data["network"]["cadence"];
    assert_eq!(cadence["plannedNextYear"], 2);
    assert_eq!(cadence["warnings"], json!(["BEHIND_TARGET"]));
    let start = scene.look(&seen, "startsAt").await;
    assert_eq!(cadence["nextPlannedAt"], start["startsAt"]);
    assert_eq!(cadence["lastHeldAt"], Value::Null);
}
