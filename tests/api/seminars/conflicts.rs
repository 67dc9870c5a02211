//! What collides with a seminar.

use entity::{Visibility, affiliation::OrganisationRole};

use super::scene::*;
use crate::support::{scene::gid, *};

const CONFLICTS: &str = "conflicts { kind level message seminar { title { text } } }";

fn kinds(seminar: &Value) -> Vec<String> {
    let all = seminar["conflicts"].as_array();
    let all = all.unwrap_or_else(|| panic!("no conflicts: {seminar:#}"));
    let kind = |one: &Value| format!("{} {}", text(&one["kind"]), text(&one["level"]));
    all.iter().map(kind).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A day of the week on which nobody in Sweden has a holiday, some time ahead, at an hour.
fn at(scene: &Scene, hour: u32) -> String {
    let mut day = scene.local(40).date();
    while !erfa::places::holidays::holidays_between("SE", day, day).is_empty() {
        day = day.succ_opt().expect("a day");
    }
    format!("{day}T{hour:02}:00")
}

fn hall(place: uuid::Uuid) -> Value {
    json!({ "name": "Folkets hus", "municipalityId": gid("Municipality", place), "capacity": 30 })
}

fn slot(scene: &Scene, from: u32, to: u32) -> Value {
    json!({ "startsLocal": at(scene, from), "endsLocal": at(scene, to) })
}

async fn set_level(client: &Client, over: Value) -> Value {
    let selection = "setting { kind level minutes network { id } }";
    client
        .change("setConflictLevel", "SetConflictLevelInput", selection, over)
        .await
}

#[rstest]
#[tokio::test]
async fn two_seminars_in_one_room_at_once_collide_and_the_second_is_not_published(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let place = scene.app.municipality("SE", "2085", "Ludvika").await.id;
    let first = merged(slot(&scene, 10, 13), json!({ "venue": hall(place) }));
    scene.open(first.clone()).await;
    // A draft may collide.
    let second = merged(
        slot(&scene, 12, 15),
        json!({ "venue": merged(hall(place), json!({ "name": " folkets HUS " })) }),
    );
    let draft = scene.create(second).await;
    let seen = scene.look(&draft, CONFLICTS).await;
    assert_eq!(kinds(&seen), ["ROOM_OVERLAP BLOCK_PUBLISH"]);
    assert_eq!(
        seen["conflicts"][0]["seminar"]["title"]["text"],
        "Bygd i balans"
    );
    let refused = scene
        .try_act("publishSeminar", "PublishSeminarInput", &draft, json!({}))
        .await;
    assert_eq!(refusals(&refused), ["ROOM_OVERLAP at venue"]);
    let message = text(&refused["refusals"][0]["message"]);
    assert!(message.contains("Bygd i balans"), "{message}");
    // One after the other they do not, nor next door, nor somewhere of that name.
    for over in [
        slot(&scene, 13, 15),
        json!({ "venue": merged(hall(place), json!({ "name": "Bibliotek" })) }),
        json!({ "venue": { "name": "Folkets hus" } }),
    ] {
        let form = merged(
            merged(slot(&scene, 12, 15), json!({ "venue": hall(place) })),
            over,
        );
        let other = scene.create(form).await;
        assert_eq!(
            kinds(&scene.look(&other, CONFLICTS).await),
            Vec::<String>::new()
        );
    }
    // Whoever does not see the other learns that there is one, not which.
    let hidden = merged(
        first,
        json!({ "visibility": "RESTRICTED", "venue": merged(hall(place), json!({ "name": "Gården" })) }),
    );
    scene.open(hidden).await;
    let stranger = scene.app.organisation("Smedjebacken").await;
    let editor = scene
        .app
        .person_in(stranger.id, OrganisationRole::Editor)
        .await;
    let form = merged(
        scene.form(slot(&scene, 10, 13)),
        json!({
        "hostId": gid("Organisation", stranger.id), "venue": merged(hall(place), json!({ "name": "Gården" })) }),
    );
    let made = editor
        .change(
            "createSeminar",
            "CreateSeminarInput",
            "seminar { id version }",
            form,
        )
        .await;
    let draft = Seen::of(&made["seminar"]);
    let seen = look(&editor, &draft, CONFLICTS).await;
    assert_eq!(kinds(&seen), ["ROOM_OVERLAP BLOCK_PUBLISH"]);
    assert_eq!(seen["conflicts"][0]["seminar"], Value::Null);
    let refused = try_act(
        &editor,
        "publishSeminar",
        "PublishSeminarInput",
        &draft,
        json!({}),
    )
    .await;
    let message = text(&refused["refusals"][0]["message"]);
    assert!(!message.contains("Bygd"), "{message}");
}

#[rstest]
#[tokio::test]
async fn a_room_that_is_too_small_and_a_holiday_are_said(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let place = scene.app.municipality("SE", "2085", "Ludvika").await.id;
    let year = scene
        .app
        .today()
        .format("%Y")
        .to_string()
        .parse::<i32>()
        .expect("a year")
        + 1;
    let midsummer = erfa::places::holidays::holidays("SE", year).expect("holidays");
    let midsummer = midsummer
        .iter()
        .find(|one| one.name == "Midsommarafton")
        .expect("an eve")
        .date;
    let form = json!({ "startsLocal": format!("{midsummer}T10:00"), "endsLocal": format!("{midsummer}T12:00"),
        "venue": hall(place), "seatPools": [{ "kind": "ONSITE", "capacity": 31 }] });
    let draft = scene.open(form).await;
    let seen = scene.look(&draft, CONFLICTS).await;
    assert_eq!(kinds(&seen), ["ROOM_TOO_SMALL WARN", "HOLIDAY WARN"]);
    assert!(
        text(&seen["conflicts"][1]["message"]).contains("Midsommarafton"),
        "{seen:#}"
    );
    let seen = scene.see(&draft).await;
    let fits = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 30 }] });
    scene.update(&seen, fits).await;
    assert_eq!(
        kinds(&scene.look(&draft, CONFLICTS).await),
        ["HOLIDAY WARN"]
    );
    // Nobody in particular is told what a room is used for.
    let nobody = look(&scene.app.anyone(), &draft, "conflicts { kind }").await;
    assert_eq!(nobody["conflicts"], Value::Null);
}

#[rstest]
#[tokio::test]
async fn a_speaker_is_in_one_place_at_a_time_and_needs_time_for_the_way(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let here = scene.app.municipality("SE", "2085", "Ludvika").await.id;
    let there = scene
        .app
        .municipality("SE", "2061", "Smedjebacken")
        .await
        .id;
    let speaker = gid("Person", scene.app.person().await.person_id);
    let agenda = |after: i32, lasts: i32| json!([{ "title": "Föredrag", "speakerId": speaker, "startsAfterMinutes": after, "durationMinutes": lasts }]);
    let first = merged(
        slot(&scene, 10, 13),
        json!({ "venue": hall(here), "agenda": agenda(0, 60) }),
    );
    scene.open(first).await;
    let other = |from: u32, after: i32| {
        merged(
            slot(&scene, from, from + 2),
            json!({
        "venue": merged(hall(there), json!({ "name": "Park" })), "agenda": agenda(after, 30) }),
        )
    };
    for (from, after, expected) in [
        (10, 30, vec!["SPEAKER_OVERLAP WARN"]),
        (11, 30, vec!["TRAVEL_BUFFER WARN"]),
        (12, 60, vec![]),
    ] {
        let draft = scene.create(other(from, after)).await;
        assert_eq!(
            kinds(&scene.look(&draft, CONFLICTS).await),
            expected,
            "{from} {after}"
        );
    }
    let admin = scene.app.platform_admin().await;
    let shorter = json!({ "kind": "TRAVEL_BUFFER", "level": "BLOCK_SAVE", "minutes": 20 });
    let set = set_level(&admin, shorter).await;
    assert_eq!(
        set["setting"],
        json!({ "kind": "TRAVEL_BUFFER", "level": "BLOCK_SAVE", "minutes": 20, "network": null })
    );
    let draft = scene.create(other(11, 30)).await;
    assert_eq!(
        kinds(&scene.look(&draft, CONFLICTS).await),
        Vec::<String>::new()
    );
    let refused = scene.try_create(other(11, 10)).await;
    assert_eq!(refusals(&refused), ["TRAVEL_BUFFER at agenda"]);
    let forbidden = set_level(
        &scene.editor,
        json!({ "kind": "HOLIDAY", "level": "IGNORE" }),
    )
    .await;
    assert_eq!(forbidden["error"], "FORBIDDEN");
    let misplaced = set_level(
        &admin,
        json!({ "kind": "HOLIDAY", "level": "IGNORE", "minutes": 5 }),
    )
    .await;
    assert_eq!(refusals(&misplaced), ["OUT_OF_PLACE at minutes"]);
}

#[rstest]
#[tokio::test]
async fn neighbouring_networks_clash_on_a_theme_as_each_network_weighs_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let mine = scene.app.network("Landsbygd", Visibility::Public).await;
    let theirs = scene.app.network("Bygd", Visibility::Public).await;
    let far = scene.app.network("Stad", Visibility::Public).await;
    let coordinator = scene.app.coordinator(&mine, scene.host.id).await;
    for network in [&mine, &theirs] {
        scene.app.join(network, scene.host.id).await;
    }
    let other = scene.app.organisation("Falun").await;
    scene.app.join(&far, other.id).await;
    scene
        .app
        .affiliate(scene.editor.person_id, other.id, OrganisationRole::Editor)
        .await;
    let form = |network: &entity::network::Model, theme: &str, from: u32| {
        merged(
            slot(&scene, from, from + 1),
            json!({
        "networkIds": [gid("Network", network.id)], "themeText": theme }),
        )
    };
    scene.open(form(&theirs, "Boende", 8)).await;
    scene.open(form(&far, "Skola", 8)).await;
    let same = scene.create(form(&mine, "boende", 14)).await;
    assert_eq!(
        kinds(&scene.look(&same, CONFLICTS).await),
        ["NETWORK_CLASH WARN"]
    );
    // Another theme, or a network with other members, is no clash.
    for theme in ["Skola", "Vård"] {
        let draft = scene.create(form(&mine, theme, 14)).await;
        assert_eq!(
            kinds(&scene.look(&draft, CONFLICTS).await),
            Vec::<String>::new()
        );
    }
    let strict = json!({ "networkId": gid("Network", mine.id), "kind": "NETWORK_CLASH", "level": "BLOCK_PUBLISH" });
    assert_eq!(set_level(&coordinator, strict).await["refusals"], json!([]));
    let refused = scene
        .try_act("publishSeminar", "PublishSeminarInput", &same, json!({}))
        .await;
    assert_eq!(refusals(&refused), ["NETWORK_CLASH at startsLocal"]);
    let mild =
        json!({ "networkId": gid("Network", mine.id), "kind": "NETWORK_CLASH", "level": "IGNORE" });
    assert_eq!(set_level(&coordinator, mild).await["refusals"], json!([]));
    assert_eq!(
        kinds(&scene.look(&same, CONFLICTS).await),
        Vec::<String>::new()
    );
    scene
        .act("publishSeminar", "PublishSeminarInput", &same, json!({}))
        .await;
}

#[rstest]
#[tokio::test]
async fn a_date_can_be_tried_out(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let place = scene.app.municipality("SE", "2085", "Ludvika").await.id;
    let first = scene
        .open(merged(
            slot(&scene, 10, 13),
            json!({ "venue": hall(place) }),
        ))
        .await;
    let query = "query ($input: SeminarConflictsInput!) { seminarConflicts(input: $input) { blocksSave blocksPublish conflicts { kind seminar { id } } } }";
    let tried = |over: Value| {
        merged(
            merged(
                slot(&scene, 11, 12),
                json!({ "timeZone": "Atlantic/Reykjavik", "venue": hall(place) }),
            ),
            over,
        )
    };
    let found = scene
        .editor
        .data(
            query,
            json!({ "input": tried(json!({ "onsiteSeats": 40 })) }),
        )
        .await;
    let expected = json!({ "blocksSave": false, "blocksPublish": true, "conflicts": [
        { "kind": "ROOM_OVERLAP", "seminar": { "id": first.id } }, { "kind": "ROOM_TOO_SMALL", "seminar": null } ] });
    assert_eq!(found["seminarConflicts"], expected);
    // It does not collide with itself.
    let own = scene
        .editor
        .data(
            query,
            json!({ "input": tried(json!({ "seminarId": first.id })) }),
        )
        .await;
    assert_eq!(own["seminarConflicts"]["conflicts"], json!([]));
    let nobody = scene
        .app
        .anyone()
        .code(query, json!({ "input": tried(json!({})) }))
        .await;
    assert_eq!(nobody, "UNAUTHENTICATED");
    let gap = tried(json!({ "timeZone": "Europe/Stockholm", "startsLocal": "2027-03-28T02:30" }));
    assert_eq!(
        scene.editor.code(query, json!({ "input": gap })).await,
        "BAD_INPUT"
    );
    // Nobody finds out where somebody speaks whom they cannot see.
    let unseen = tried(json!({ "speakerIds": [gid("Person", erfa::platform::clock::new_id())] }));
    assert_eq!(
        scene.editor.code(query, json!({ "input": unseen })).await,
        "NOT_FOUND"
    );
    for zone in ["CET", "CET/CEST", "+01:00"] {
        let body = scene
            .editor
            .run(
                query,
                json!({ "input": tried(json!({ "timeZone": zone })) }),
            )
            .await;
        assert!(
            body["errors"][0]["message"]
                .to_string()
                .contains("Europe/Copenhagen"),
            "{body:#}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn the_conflicts_of_a_page_cost_as_many_statements_as_those_of_one(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("Landsbygd", Visibility::Public).await;
    scene.app.join(&network, scene.host.id).await;
    let place = scene.app.municipality("SE", "2085", "Ludvika").await.id;
    let form = || {
        merged(
            slot(&scene, 10, 13),
            json!({ "venue": hall(place), "networkIds": [gid("Network", network.id)] }),
        )
    };
    let query = "{ seminars(first: 50) { nodes { conflicts { kind } } } }";
    let measure = async || {
        let mut fewest = u64::MAX;
        for _ in 0..5 {
            let (_, count) = scene
                .app
                .statements(scene.editor.data(query, json!({})))
                .await;
            fewest = fewest.min(count);
        }
        fewest
    };
    scene.open(form()).await;
    for _ in 0..2 {
        scene.create(form()).await;
    }
    let few = measure().await;
    for _ in 0..5 {
        scene.create(form()).await;
    }
    assert_eq!(measure().await, few);
    assert!(few <= 14, "{few} statements");
}
