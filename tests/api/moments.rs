//! Instants and local times: taken and given in one form, alike on both databases.

use crate::{people::programs::personal, support::*};

#[rstest]
#[tokio::test]
async fn an_instant_comes_back_as_it_was_kept_or_is_refused(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let anna = app.person().await;
    let day = (app.today() + chrono::TimeDelta::days(30)).to_string();
    let made = async |time: &str| {
        let input =
            json!({ "name": "a program", "scopes": ["READ"], "expiresAt": format!("{day}{time}") });
        personal(&anna, input).await
    };
    for (given, back) in [
        ("T12:34:59Z", "T12:34:59Z"),
        ("t12:34:59z", "T12:34:59Z"),
        ("T12:34:59-00:00", "T12:34:59Z"),
        ("T12:34:59+01:00", "T11:34:59Z"),
        ("T12:34:59.100Z", "T12:34:59.100Z"),
        ("T12:34:59.1234560Z", "T12:34:59.123456Z"),
    ] {
        let token = &made(given).await["token"];
        assert_eq!(
            token["expiresAt"],
            format!("{day}{back}"),
            "{given}: {token:#}"
        );
        let read = "{ viewer { personalTokens(last: 1) { nodes { expiresAt } } } }";
        let read = anna.data(read, json!({})).await;
        let read = &read["viewer"]["personalTokens"]["nodes"][0]["expiresAt"];
        assert_eq!(*read, format!("{day}{back}"));
    }
    for bad in [
        "T12:34:60Z",
        "T23:59:60Z",
        " 12:34:59Z",
        "T12:34:59.1234567Z",
        "T12:34:59",
        "T12:34Z",
        "T24:00:00Z",
        "T12:34:59\u{2212}01:00",
        "T12:34:59Z ",
    ] {
        let answer = made(bad).await;
        assert_eq!(answer["error"], "BAD_INPUT", "{bad}: {answer:#}");
        let place = &answer["extensions"]["inputPath"];
        assert_eq!(place, "$input.expiresAt", "{bad}: {answer:#}");
    }
}

#[tokio::test]
async fn a_local_time_is_to_the_second() {
    let app = TestApp::start(Db::Sqlite).await;
    let anna = app.person().await;
    let tried = async |time: &str| {
        let query = "query ($i: SeminarConflictsInput!) { seminarConflicts(input: $i) { conflicts { kind } } }";
        let input = json!({ "startsLocal": time, "timeZone": "Europe/Stockholm" });
        let body = anna.run(query, json!({ "i": input })).await;
        body["errors"][0]["message"].as_str().map(str::to_owned)
    };
    for good in [
        "2031-12-01T08:59",
        "2031-12-01t08:59:30",
        "2031-12-01T08:59:30.000",
    ] {
        assert_eq!(tried(good).await, None, "{good}");
    }
    for bad in [
        "2031-12-01T08:59:60",
        "2031-12-01 08:59",
        "2031-12-01T8:59",
        "2031-12-1T08:59",
        "2031-12-01T08:59:30.5",
        "2031-12-01T08:59:30Z",
        "2031-12-01T08:59+01:00",
        "2031-12-01T08:59:3",
    ] {
        let said = tried(bad).await.unwrap_or_default();
        assert!(said.contains("2026-11-22T09:30"), "{bad}: {said}");
    }
}
