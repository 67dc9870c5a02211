//! What stands in the feeds, and for whom.

use chrono::TimeDelta;
use entity::{Visibility, affiliation::OrganisationRole, municipality_region, theme, theme_link};
use erfa::platform::clock::new_id;

use super::{super::scene::*, reading::*};
use crate::support::{scene::gid, *};

/// A scene with a public network that the host belongs to; the network's id for clients.
async fn with_network(db: Db) -> (Scene, entity::network::Model, String) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("Landsbygd", Visibility::Public).await;
    scene.app.join(&network, scene.host.id).await;
    let id = gid("Network", network.id);
    (scene, network, id)
}

async fn url(client: &Client, kind: &str, id: &str) -> String {
    let query =
        format!("query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ calendarUrl }} }} }}");
    let data = client.data(&query, json!({ "id": id })).await;
    let url = data["node"]["calendarUrl"].as_str();
    url.unwrap_or_else(|| panic!("no address: {data}"))
        .to_owned()
}

fn titled(title: &str, over: Value) -> Value {
    merged(
        json!({ "title": [{ "locale": "sv", "text": title }] }),
        over,
    )
}

#[rstest]
#[tokio::test]
async fn a_networks_calendar_holds_what_anyone_may_see(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let (scene, _, network) = with_network(db).await;
    let inside =
        |title: &str, over: Value| titled(title, merged(json!({ "networkIds": [network] }), over));
    let stockholm = json!({ "timeZone": "Europe/Stockholm" });
    scene.open(inside("Öppet", stockholm)).await;
    scene
        .open(inside(
            "Bara för nätverket",
            json!({ "visibility": "NETWORK" }),
        ))
        .await;
    scene
        .open(inside(
            "Bara för inloggade",
            json!({ "visibility": "REGISTERED" }),
        ))
        .await;
    scene.create(inside("Utkast", json!({}))).await;
    scene.open(titled("Utan nätverk", json!({}))).await;
    let online = json!({ "mode": "HYBRID", "joinUrl": "https://meet.example/secret" });
    scene.open(inside("Digitalt", online)).await;
    let day = scene.local(700).date();
    let far = json!({ "startsLocal": format!("{day}T10:00"), "endsLocal": null });
    scene.open(inside("Långt borta", far)).await;

    let path = url(&scene.app.anyone(), "Network", &network).await;
    assert_eq!(path, format!("/calendars/network/{network}.ics"));
    let feed = calendar(&scene.app.anyone(), &path).await;
    assert_eq!(feed.summaries(), ["Digitalt", "Öppet"]);
    assert_eq!(feed.of("X-WR-CALNAME"), ":Landsbygd");
    assert_eq!(feed.of("NAME"), ";VALUE=TEXT:Landsbygd");
    assert_eq!(feed.of("REFRESH-INTERVAL"), ";VALUE=DURATION:PT60M");
    assert_eq!(feed.of("X-PUBLISHED-TTL"), ":PT60M");
    assert_eq!(feed.of("METHOD"), "", "it is no message");
    assert!(
        !format!("{feed:?}").contains("meet.example"),
        "no link to join"
    );
    // Whoever asks, it is for anyone.
    let same = calendar(&scene.editor, &path).await;
    assert_eq!(same.summaries(), feed.summaries());

    let zones: Vec<_> = feed.all("VTIMEZONE");
    let names: Vec<_> = zones.iter().map(|zone| zone.of("TZID")).collect();
    assert_eq!(names, [":Atlantic/Reykjavik", ":Europe/Stockholm"]);
    let offsets = |kind: &str| -> Vec<&str> {
        let parts = zones[1].all(kind);
        parts.iter().map(|part| part.of("TZOFFSETTO")).collect()
    };
    assert!(offsets("DAYLIGHT").iter().all(|offset| *offset == ":+0200"));
    assert!(offsets("STANDARD").iter().all(|offset| *offset == ":+0100"));
    assert_eq!(
        (offsets("DAYLIGHT").len(), offsets("STANDARD").len()),
        (3, 4)
    );
    let starts = scene.local(20).format("%Y%m%dT%H%M%S");
    let events = feed.all("VEVENT");
    let event = events
        .iter()
        .find(|event| event.of("SUMMARY") == ":Öppet")
        .expect("it");
    assert_eq!(
        event.of("DTSTART"),
        format!(";TZID=Europe/Stockholm:{starts}")
    );
    assert_eq!(event.of("STATUS"), ":CONFIRMED");
    assert_eq!(event.of("LOCATION"), ":Folkets hus");
    assert!(event.of("ORGANIZER").contains("CN=Ludvika"), "{event:?}");
    assert!(event.of("URL").contains("/seminars/Seminar_"), "{event:?}");
    assert!(
        event.of("CATEGORIES").contains("THEME SEMINAR"),
        "{event:?}"
    );
    assert_eq!(event.of("ATTENDEE"), "", "who comes is nobody's business");
}

#[rstest]
#[tokio::test]
async fn texts_stay_texts(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let (scene, _, network) = with_network(db).await;
    let hostile = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y;\\,\"\u{2028}z";
    let long = "å".repeat(3_000);
    // What is one line is refused with such a text; see the input's own tests. What has several may hold it.
    let line = "x END:VEVENT BEGIN:VEVENT SUMMARY:y;\\,\" z";
    let over = json!({ "networkIds": [network], "themeText": line,
        "venue": { "name": line, "address": "Gatan 1; Borlänge, \"hörnet\"" },
        "description": [{ "locale": "sv", "text": format!("{hostile}\n{long}") }] });
    scene.open(titled(&format!("A{line}"), over)).await;
    let feed = calendar(
        &scene.app.anyone(),
        &format!("/calendars/network/{network}.ics"),
    )
    .await;
    let event = feed.event();
    assert_eq!(
        event.of("SUMMARY"),
        ":Ax END:VEVENT BEGIN:VEVENT SUMMARY:y\\;\\\\\\,\" z"
    );
    for property in [
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "CATEGORIES",
        "UID",
        "DTSTAMP",
    ] {
        assert_eq!(event.count(property), 1, "{property}");
    }
    assert!(
        event
            .of("DESCRIPTION")
            .starts_with(":x\\nEND:VEVENT\\nBEGIN:VEVENT\\nSUMMARY:y\\;")
    );
    let letters = event
        .of("DESCRIPTION")
        .chars()
        .filter(|letter| *letter == 'å')
        .count();
    assert!((1_900..2_000).contains(&letters), "{letters} of 3,000");
}

#[rstest]
#[tokio::test]
async fn places_and_themes_have_calendars(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let (scene, network, id) = with_network(db).await;
    let app = &scene.app;
    let place = app.municipality("SE", "2085", "Ludvika").await;
    let region = app.region("SE", "20", "Dalarna").await;
    app.put(municipality_region::Model {
        region_id: region,
        municipality_id: place.id,
    })
    .await;
    let theme = new_id();
    let now = app.now();
    app.put(theme::Model {
        id: theme,
        code: "villages".to_owned(),
        kind: theme::ThemeKind::Topic,
        number: None,
        name: entity::LocalizedText::new("en", "Villages"),
        name_fold: "\nvillages\n".to_owned(),
        description: None,
        parent_id: None,
        position: 1,
        source: None,
        origin: entity::Origin::Local,
        version: 1,
        created_at: now,
        updated_at: now,
    })
    .await;
    app.put(theme_link::Model {
        subject_id: network.id,
        theme_id: theme,
    })
    .await;
    let there = json!({ "venue": { "municipalityId": gid("Municipality", place.id) } });
    scene.open(titled("Där", there)).await;
    let about = json!({ "municipalityIds": [gid("Municipality", place.id)] });
    scene.open(titled("Om det", about)).await;
    scene
        .open(titled("Om temat", json!({ "networkIds": [id] })))
        .await;

    for (kind, row, name, expected) in [
        ("Municipality", place.id, ":Ludvika", vec!["Där", "Om det"]),
        ("Region", region, ":Dalarna", vec!["Där", "Om det"]),
        ("Theme", theme, ":Villages", vec!["Om temat"]),
    ] {
        let path = url(&app.anyone(), kind, &gid(kind, row)).await;
        let feed = calendar(&app.anyone(), &path).await;
        assert_eq!(feed.summaries(), expected, "{kind}");
        assert_eq!(feed.of("X-WR-CALNAME"), name);
    }
    let feed = calendar(
        &app.anyone(),
        &format!(
            "/calendars/municipality/{}.ics",
            gid("Municipality", place.id)
        ),
    )
    .await;
    let events = feed.all("VEVENT");
    let there = events
        .iter()
        .find(|event| event.of("SUMMARY") == ":Där")
        .expect("it");
    assert_eq!(there.of("LOCATION"), ":Ludvika");
}

#[rstest]
#[tokio::test]
async fn what_is_not_there_is_a_missing_page(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let (scene, network, _) = with_network(db).await;
    let hidden = scene.app.network("Dolt", Visibility::Network).await;
    let seen = scene.open(json!({ "visibility": "RESTRICTED" })).await;
    let (hidden, wrong) = (gid("Network", hidden.id), gid("Region", network.id));
    let anyone = scene.app.anyone();
    let missing = page(&anyone, "/no/such/page").await;
    assert_eq!(missing.0, 404);
    for path in [
        format!("/calendars/network/{hidden}.ics"),
        format!("/calendars/network/{}.ics", gid("Network", new_id())),
        format!("/calendars/network/{wrong}.ics"),
        format!("/calendars/network/{}", gid("Network", network.id)),
        format!("/calendars/seminar/{}.ics", seen.id),
        "/calendars/network/x.ics".to_owned(),
        "/calendars/person/x.ics".to_owned(),
        "/calendars/other/x.ics".to_owned(),
        format!("/calendars/person/{}.ics", "x".repeat(5_000)),
    ] {
        assert_eq!(page(&anyone, &path).await, missing, "{path}");
    }
    // Its organisers see the seminar, and have it as a calendar of its own.
    let path = url(&scene.editor, "Seminar", &seen.id).await;
    assert_eq!(
        calendar(&scene.editor, &path).await.summaries(),
        ["Bygd i balans"]
    );
    let posted = anyone
        .request(reqwest::Method::POST, &path)
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (posted.status().as_u16(), &posted.headers()["allow"]),
        (405, &"GET, HEAD".parse().expect("it"))
    );
}

/// The status and body of an answer.
pub async fn page(client: &Client, path: &str) -> (u16, Value) {
    let response = client
        .request(reqwest::Method::GET, path)
        .send()
        .await
        .expect("an answer");
    let status = response.status().as_u16();
    let kept = ["content-type", "cache-control", "etag", "last-modified"];
    let headers = kept.map(|name| {
        response
            .headers()
            .get(name)
            .map(|value| format!("{value:?}"))
    });
    let text = response.text().await.expect("text");
    (status, json!({ "headers": headers, "body": text }))
}

#[rstest]
#[tokio::test]
async fn a_cancelled_seminar_says_so_for_thirty_days(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let (scene, _, network) = with_network(db).await;
    let over = json!({ "networkIds": [network], "startsLocal": scene.local(80).format("%Y-%m-%dT%H:%M").to_string(),
        "endsLocal": null });
    let seen = scene.open(over).await;
    let path = format!("/calendars/network/{network}.ics");
    let reason = json!({ "reason": "Snöstorm" });
    scene
        .act("cancelSeminar", "CancelSeminarInput", &seen, reason)
        .await;
    let feed = calendar(&scene.app.anyone(), &path).await;
    assert_eq!(feed.event().of("STATUS"), ":CANCELLED");
    assert!(feed.event().of("DESCRIPTION").starts_with(":Snöstorm"));
    scene.app.clock.advance(TimeDelta::days(29));
    assert_eq!(
        calendar(&scene.app.anyone(), &path).await.summaries().len(),
        1
    );
    scene.app.clock.advance(TimeDelta::days(2));
    assert!(
        calendar(&scene.app.anyone(), &path)
            .await
            .summaries()
            .is_empty()
    );
}

#[rstest]
#[tokio::test]
async fn a_calendar_is_bounded_and_shows_what_comes_first(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::set(db, |settings| settings.calendars.events = 2).await;
    let host = app.organisation("Ludvika").await;
    let editor = app.person_in(host.id, OrganisationRole::Editor).await;
    let scene = Scene { app, host, editor };
    let network = scene.app.network("Landsbygd", Visibility::Public).await;
    scene.app.join(&network, scene.host.id).await;
    let network = gid("Network", network.id);
    for days in [40, 3, 30, 20] {
        let starts = scene.local(days).format("%Y-%m-%dT%H:%M").to_string();
        let over = json!({ "networkIds": [network], "startsLocal": starts, "endsLocal": null });
        scene
            .open(titled(&format!("Om {days:02} dagar"), over))
            .await;
    }
    let path = format!("/calendars/network/{network}.ics");
    let shown = async || calendar(&scene.app.anyone(), &path).await.summaries();
    assert_eq!(shown().await, ["Om 03 dagar", "Om 20 dagar"]);
    scene.app.clock.advance(TimeDelta::days(35));
    assert_eq!(
        shown().await,
        ["Om 30 dagar", "Om 40 dagar"],
        "to come, then just over"
    );
    scene.app.clock.advance(TimeDelta::days(89));
    assert_eq!(shown().await, ["Om 40 dagar"]);
}

#[rstest]
#[tokio::test]
async fn an_hour_that_passes_twice_is_written_as_an_instant(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let year = chrono::Datelike::year(&scene.app.today()) + 1;
    let last_sunday = (24..=31)
        .rev()
        .filter_map(|day| chrono::NaiveDate::from_ymd_opt(year, 10, day))
        .find(|day| chrono::Datelike::weekday(day) == chrono::Weekday::Sun)
        .expect("a Sunday");
    let over = |fold: &str| json!({ "timeZone": "Europe/Stockholm", "startsLocal": format!("{last_sunday}T02:30"), "endsLocal": format!("{last_sunday}T05:00"), "fold": fold });
    for (fold, starts) in [
        (
            "EARLIER",
            format!(
                ";TZID=Europe/Stockholm:{}T023000",
                last_sunday.format("%Y%m%d")
            ),
        ),
        (
            "LATER",
            format!(":{}T013000Z", last_sunday.format("%Y%m%d")),
        ),
    ] {
        let seen = scene.open(over(fold)).await;
        let feed = calendar(
            &scene.editor,
            &format!("/calendars/seminar/{}.ics", seen.id),
        )
        .await;
        assert_eq!(feed.event().of("DTSTART"), starts);
    }
}
