//! Projects and agreements in files: what is at fault, and what is kept.

use super::{
    faults::{names, of},
    *,
};

fn project(reference: &str, more: Value) -> Value {
    let base = json!({ "type": "project", "ref": reference, "locale": "sv", "title": { "sv": "Levande orter" }, "visibility": "PUBLIC" });
    but(base, more)
}

fn agreement(reference: &str, parties: Value) -> Value {
    json!({
        "type": "agreement", "ref": reference, "locale": "sv", "title": { "sv": "Avtal" }, "kind": "COOPERATION",
        "status": "NEGOTIATION", "visibility": "PUBLIC", "isPublished": false, "parties": parties,
    })
}

fn organisation() -> Value {
    json!({ "type": "organisation", "ref": "o", "kind": "MUNICIPALITY", "name": "Ludvika" })
}

#[rstest]
#[tokio::test]
async fn what_a_record_alone_shows_to_be_wrong_is_named(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let held = |name: &str, starts: &str, ends: Option<&str>| json!({ "name": name, "startsOn": starts, "endsOn": ends });
    let seats = |terms: Value| json!({ "bodies": [{ "name": "Styrgrupp", "seats": [{ "name": "Ludvika", "terms": terms }] }] });
    let values = |all: Value| json!({ "indicators": [{ "name": "Deltagare", "values": all }] });
    let activity =
        |progress: Value| json!({ "activities": [{ "title": "Val", "progress": progress }] });
    let goal =
        json!({ "goals": [{ "text": "Fyra till sex avtal", "targetMin": 6, "targetMax": 4 }] });
    let records = [
        organisation(),
        project("a", goal),
        project(
            "b",
            json!({ "roles": [{ "role": "LEADER", "name": "Ledare", "ftePercent": 101 }] }),
        ),
        project(
            "c",
            activity(json!([{ "percent": 101, "asOf": "2014-01-01" }])),
        ),
        project(
            "d",
            activity(
                json!([{ "percent": 50, "asOf": "2014-01-01" }, { "percent": 40, "asOf": "2014-02-01" }]),
            ),
        ),
        // Two at once; then one after the other, and without days.
        project(
            "e",
            seats(json!([
                held("En", "2014-01-01", Some("2015-01-01")),
                held("Två", "2014-06-01", None)
            ])),
        ),
        project(
            "f",
            seats(json!([
                held("En", "2014-01-01", Some("2015-01-01")),
                held("Två", "2015-01-01", None)
            ])),
        ),
        project(
            "g",
            json!({ "bodies": [{ "name": "Styrgrupp", "seats": [{ "name": "En", "isChair": true }, { "name": "Två", "isChair": true }] }] }),
        ),
        project(
            "h",
            values(
                json!([{ "startsOn": "2014-01-01", "total": 3 }, { "startsOn": "2014-01-01", "periodText": "våren", "total": 4 }]),
            ),
        ),
        project(
            "i",
            values(
                json!([{ "periodText": "våren", "total": 3 }, { "periodText": "hösten", "total": 4 }, { "total": 7 }]),
            ),
        ),
        project("j", values(json!([{ "women": 3, "men": 3, "total": 5 }]))),
        project(
            "k",
            json!({ "budget": { "amountMinor": -1, "currency": "USD" } }),
        ),
        agreement(
            "l",
            json!([{ "organisation": "o", "signedBy": "Borgmästaren", "notedBy": "o" }, { "name": "Ortsråden" }]),
        ),
        agreement(
            "m",
            json!([{ "organisation": "o" }, { "name": "Ortsråden", "notedBy": "o" }]),
        ),
        agreement(
            "n",
            json!([{ "organisation": "o" }, { "name": "Ortsråden", "signedOn": "2014-01-01", "notedBy": "nowhere" }]),
        ),
    ];
    names(
        &of(&app, &records).await,
        &[
            (2, "goals.targetMax", "must not be before"),
            (3, "roles.ftePercent", "must be from 0 to 100"),
            (4, "activities.progress.percent", "must be from 0 to 100"),
            (5, "activities.progress", "needs a reason"),
            (6, "bodies.seats.terms", "two hold a seat at once"),
            (8, "bodies", "has two chairs"),
            (9, "indicators.values", "two are of one period"),
            (
                11,
                "indicators.values.total",
                "is not what its parts add up to",
            ),
            (12, "budget.amountMinor", "must be from 0"),
            (12, "budget.currency", "is no currency"),
            (13, "parties.notedBy", "only a name"),
            (14, "parties.notedBy", "only a name"),
            (15, "parties.notedBy", "there is no organisation"),
        ],
    );
}

#[rstest]
#[tokio::test]
async fn every_owner_edits_an_imported_programme_and_a_winner_is_told_in_time(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    use entity::affiliation::OrganisationRole;
    let app = TestApp::start(db).await;
    let later =
        (app.now() + chrono::TimeDelta::days(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let edition = |year: i32, until: Value| json!({ "year": year, "status": "DECIDED", "winnerText": "Byn", "embargoUntil": until });
    let records = [
        organisation(),
        json!({ "type": "organisation", "ref": "p", "kind": "MUNICIPALITY", "name": "Smedjebacken" }),
        json!({ "type": "programme", "ref": "a", "locale": "sv", "title": { "sv": "Program" }, "parties": [
            { "role": "OWNER", "organisation": "o" }, { "role": "OWNER", "organisation": "p" }, { "role": "OWNER", "organisationText": "Andra" } ] }),
        json!({ "type": "prize", "ref": "b", "locale": "sv", "title": { "sv": "Pris" }, "awardedBy": "o", "editions": [
            edition(2020, json!("2020-06-01T00:00:00Z")), edition(2021, json!(later)), edition(2022, Value::Null),
            { "year": 2019, "status": "AWARDED", "winnerText": "Byn" },
        ] }),
    ];
    bring_all(&app.app.store, &records)
        .await
        .expect("it imports");
    let second = organisation::Entity::find().all(&app.connection).await;
    let second = second.expect("organisations");
    let second = second.iter().find(|one| one.name == "Smedjebacken");
    let second = second.expect("the second owner").id;
    let editor = app.person_in(second, OrganisationRole::Editor).await;
    let query = "{ programmes { nodes { viewerCan { edit } } } prizes { nodes { editions(orderBy: { direction: ASC }) { nodes { year winnerText } } } } }";
    let seen = editor.data(query, json!({})).await;
    assert_eq!(seen["programmes"]["nodes"][0]["viewerCan"]["edit"], true);
    let told = |year: i32, winner: Value| json!({ "year": year, "winnerText": winner });
    let expected = json!([
        told(2019, json!("Byn")),
        told(2020, json!("Byn")),
        told(2021, Value::Null),
        told(2022, Value::Null),
    ]);
    assert_eq!(seen["prizes"]["nodes"][0]["editions"]["nodes"], expected);
}
