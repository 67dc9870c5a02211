//! A calendar that has not changed is not sent again, and finding that out costs little.

use chrono::TimeDelta;
use entity::Visibility;
use reqwest::{Method, header::HeaderMap};

use super::super::scene::*;
use crate::support::{scene::gid, *};

async fn ask(
    client: &Client,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> (u16, HeaderMap, String) {
    let request = client.request(method, path);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.text().await.expect("text"))
}

fn of(headers: &HeaderMap, name: &str) -> String {
    headers
        .get(name)
        .map_or("", |value| value.to_str().expect("letters"))
        .to_owned()
}

/// The fewest statements of several runs: others add some of their own now and then.
async fn fewest(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> u64 {
    let mut best = u64::MAX;
    for _ in 0..6 {
        let (_, count) = app
            .statements(ask(&app.anyone(), Method::GET, path, headers))
            .await;
        best = best.min(count);
    }
    best
}

#[rstest]
#[tokio::test]
async fn what_registrations_do_changes_no_calendar_and_what_organisers_do_does(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene.app.network("Landsbygd", Visibility::Public).await;
    scene.app.join(&network, scene.host.id).await;
    let network = gid("Network", network.id);
    let within = json!({ "networkIds": [network] });
    let seen = scene.open(within.clone()).await;
    scene.open(within).await;
    let path = format!("/calendars/network/{network}.ics");
    let anyone = scene.app.anyone();

    let (status, headers, text) = ask(&anyone, Method::GET, &path, &[]).await;
    let (tag, since) = (of(&headers, "etag"), of(&headers, "last-modified"));
    assert_eq!(
        (status, of(&headers, "cache-control").as_str()),
        (200, "public, no-cache")
    );
    let (status, headers, nothing) = ask(&anyone, Method::HEAD, &path, &[]).await;
    assert_eq!((status, nothing.as_str()), (200, ""));
    assert_eq!(of(&headers, "content-length"), text.len().to_string());
    assert_eq!(of(&headers, "etag"), tag);
    for (headers, expected) in [
        (vec![("if-none-match", tag.as_str())], 304),
        (vec![("if-none-match", "\"other\", *")], 304),
        (vec![("if-none-match", "\"other\"")], 200),
        (vec![("if-modified-since", since.as_str())], 304),
        (
            vec![("if-modified-since", "Mon, 01 Jan 2024 00:00:00 GMT")],
            200,
        ),
        (vec![("if-modified-since", "nonsense")], 200),
        (
            vec![
                ("if-none-match", "\"other\""),
                ("if-modified-since", since.as_str()),
            ],
            200,
        ),
    ] {
        let (status, answered, body) = ask(&anyone, Method::GET, &path, &headers).await;
        assert_eq!(status, expected, "{headers:?}");
        assert_eq!(of(&answered, "etag"), tag);
        assert_eq!(body.is_empty(), expected == 304);
    }

    let again = async || {
        ask(&anyone, Method::GET, &path, &[("if-none-match", &tag)])
            .await
            .0
    };
    people(&scene, &seen, 3).await;
    assert_eq!(again().await, 304, "who comes changes nothing");
    let seen = scene.see(&seen).await;
    let renamed = json!({ "title": [{ "locale": "sv", "text": "Nytt namn" }] });
    let seen = scene.update(&seen, renamed).await;
    assert_eq!(again().await, 200);
    let tag = of(&ask(&anyone, Method::GET, &path, &[]).await.1, "etag");
    let again = async || {
        ask(&anyone, Method::GET, &path, &[("if-none-match", &tag)])
            .await
            .0
    };
    assert_eq!(again().await, 304);
    // One that leaves the network leaves its calendar.
    scene.update(&seen, json!({ "networkIds": [] })).await;
    assert_eq!(again().await, 200);
    let tag = of(&ask(&anyone, Method::GET, &path, &[]).await.1, "etag");
    scene.app.clock.advance(TimeDelta::days(1));
    let (status, ..) = ask(&anyone, Method::GET, &path, &[("if-none-match", &tag)]).await;
    assert_eq!(status, 200, "a new day shows another stretch of time");
}

#[rstest]
#[tokio::test]
async fn a_calendar_costs_few_statements_however_many_seminars(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let data = app
        .anyone()
        .data(
            "{ networks(first: 50) { nodes { calendarUrl seminars { totalCount } } } }",
            json!({}),
        )
        .await;
    let networks = data["networks"]["nodes"].as_array().expect("networks");
    let most = networks
        .iter()
        .max_by_key(|one| one["seminars"]["totalCount"].as_i64());
    let path = most.expect("one")["calendarUrl"]
        .as_str()
        .expect("an address")
        .to_owned();
    let (_, headers, _) = ask(&app.anyone(), Method::GET, &path, &[]).await;
    let tag = of(&headers, "etag");
    let whole = fewest(&app, &path, &[]).await;
    let unchanged = fewest(&app, &path, &[("if-none-match", &tag)]).await;
    assert!(whole <= 5, "{whole} statements");
    assert!(
        unchanged <= 2,
        "{unchanged} statements when nothing changed"
    );
}
