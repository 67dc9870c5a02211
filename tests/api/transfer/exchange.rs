//! Records of themes and of what is exchanged: what they mean, and what is wrong with them.

use super::{
    bring_all, but, faults, municipality, organisation_record, out, person_record, sweden,
};
use crate::support::*;

fn ground() -> Vec<Value> {
    vec![
        sweden(),
        municipality("2085", "Ludvika"),
        organisation_record("Ludvika"),
        organisation_record("Skive"),
        person_record("Author"),
        person_record("Reader"),
        json!({ "type": "theme", "code": "housing", "name": { "en": "Housing" } }),
        json!({ "type": "theme", "code": "sdg-11", "number": 11, "name": { "en": "Sustainable Cities and Communities" }, "parent": "housing" }),
    ]
}

fn experience(more: Value) -> Value {
    let record = json!({ "type": "experience", "ref": "house", "locale": "sv", "title": { "sv": "Ett hus för alla" }, "state": "PUBLISHED",
        "maturity": "TRIED", "visibility": "PUBLIC", "owner": "Ludvika", "author": "Author", "themes": ["housing", "sdg-11"], "municipalities": ["SE-2085"] });
    but(record, more)
}

fn request(more: Value) -> Value {
    let record = json!({ "type": "exchangePost", "ref": "request", "kind": "REQUEST", "organisation": "Ludvika", "locale": "sv", "title": "Besök", "body": "Vem?", "status": "OPEN", "visibility": "PUBLIC" });
    but(record, more)
}

fn found(ends: Value) -> Value {
    let record = json!({ "type": "exchangeMatch", "request": "request", "offeringOrganisation": "Skive", "status": "PROPOSED", "proposedBy": "OFFER" });
    but(record, ends)
}

#[rstest]
#[tokio::test]
async fn what_is_exchanged_comes_in_and_is_seen_by_whom_it_is_for(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let mut records = ground();
    records.extend([
        // An answer may stand before what it answers.
        json!({ "type": "comment", "ref": "second", "experience": "house", "parent": "first", "body": "Tack!", "author": "Author" }),
        json!({ "type": "comment", "ref": "first", "experience": "house", "body": "Bra!", "author": "Reader" }),
        experience(json!({})),
        json!({ "type": "reuseReport", "experience": "house", "organisation": "Skive", "locale": "da", "happened": "Det gik.", "outcome": "PARTLY" }),
        json!({ "type": "question", "ref": "keys", "locale": "sv", "title": "Vem?", "body": "Har nyckeln?", "status": "ANSWERED", "visibility": "REGISTERED", "asker": "Author", "acceptedAnswer": "known" }),
        json!({ "type": "comment", "ref": "known", "question": "keys", "body": "Jag.", "author": "Reader" }),
        request(json!({})),
        found(json!({})),
    ]);
    bring_all(&app.app.store, &records)
        .await
        .expect("it imports");
    let query = "{ experiences { nodes { reviewDueAt publishedAt commentCount reuseCounts { partly } themes { nodes { code kind parent { code } } }
        comments { nodes { body depth replies { nodes { body depth } } } } } } questions { totalCount } exchangePosts { totalCount } exchangeMatches { totalCount } }";
    let data = app.anyone().data(query, json!({})).await;
    let seen = &data["experiences"]["nodes"][0];
    assert!(seen["publishedAt"].is_string() && seen["reviewDueAt"].is_string());
    assert_eq!(seen["commentCount"], 2);
    assert_eq!(seen["reuseCounts"]["partly"], 1);
    let themes = json!([
        { "code": "housing", "kind": "TOPIC", "parent": null },
        { "code": "sdg-11", "kind": "SUSTAINABLE_DEVELOPMENT_GOAL", "parent": { "code": "housing" } },
    ]);
    assert_eq!(seen["themes"]["nodes"], themes);
    let thread = json!([{ "body": "Bra!", "depth": 1, "replies": { "nodes": [{ "body": "Tack!", "depth": 2 }] } }]);
    assert_eq!(seen["comments"]["nodes"], thread);
    assert_eq!(data["questions"]["totalCount"], 0);
    assert_eq!(data["exchangePosts"]["totalCount"], 1);
    assert_eq!(data["exchangeMatches"]["totalCount"], 0);
    let query = "{ questions { nodes { acceptedAnswer { body } commentCount } } }";
    let data = app.person().await.data(query, json!({})).await;
    assert_eq!(
        data["questions"]["nodes"],
        json!([{ "acceptedAnswer": { "body": "Jag." }, "commentCount": 1 }])
    );
    // A later file answers what an earlier one brought, and it goes out as it came.
    let later = json!({ "type": "comment", "ref": "third", "experience": "house", "parent": "second", "body": "Varsågod!" });
    bring_all(&app.app.store, &[later])
        .await
        .expect("it imports");
    let lines = out(&app.app.store).await;
    assert!(lines.contains(r#""parent":"second""#), "{lines}");
    let again = TestApp::start(Db::Sqlite).await;
    super::bring(&again.app.store, &lines)
        .await
        .expect("it imports again");
    // The person of this test has a UUID and so another place among those with a ref.
    let sorted = |lines: &str| {
        let mut lines: Vec<_> = lines.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&out(&again.app.store).await), sorted(&lines));
}

#[rstest]
#[tokio::test]
async fn what_does_not_fit_is_a_fault(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let store = &app.app.store;
    bring_all(store, &ground()).await.expect("it imports");
    bring_all(
        store,
        &[experience(json!({})), request(json!({})), found(json!({}))],
    )
    .await
    .expect("it imports");
    let comment = |more: Value| {
        but(
            json!({ "type": "comment", "experience": "house", "body": "Hej" }),
            more,
        )
    };
    let deep: Vec<Value> = (1..=6)
        .map(|depth| {
            let parent = (depth > 1).then(|| format!("deep-{}", depth - 1));
            comment(json!({ "ref": format!("deep-{depth}"), "parent": parent }))
        })
        .collect();
    let deep: Vec<String> = deep.iter().map(Value::to_string).collect();
    let offer = |more| {
        request(but(
            json!({ "ref": "offer", "kind": "OFFER", "organisation": "Skive" }),
            more,
        ))
    };
    let two = |one: Value, other: Value| format!("{one}\n{other}");
    let question = json!({ "type": "question", "ref": "q", "locale": "sv", "title": "Vem?", "body": "Var?", "status": "ANSWERED", "visibility": "RESTRICTED" });
    let cases = [
        (
            json!({ "type": "theme", "code": "Housing", "name": { "en": "x" } }).to_string(),
            "code",
            "small letters",
        ),
        (
            json!({ "type": "theme", "code": "housing", "name": { "en": "x" } }).to_string(),
            "",
            "in the database already",
        ),
        (
            json!({ "type": "theme", "code": "goal", "number": 11, "name": { "en": "x" } })
                .to_string(),
            "",
            "goal 11 is in the database",
        ),
        (
            json!({ "type": "theme", "code": "a", "parent": "a", "name": { "en": "x" } })
                .to_string(),
            "parent",
            "ring",
        ),
        (
            experience(json!({ "ref": "b", "cost": { "amountMinor": 1, "currency": "USD" } }))
                .to_string(),
            "cost.currency",
            "no currency",
        ),
        (
            experience(json!({ "ref": "b", "cost": { "amountMinor": -1, "currency": "SEK" } }))
                .to_string(),
            "cost.amountMinor",
            "from 0",
        ),
        (
            experience(json!({ "ref": "b", "owner": null, "municipalities": null })).to_string(),
            "owner",
            "is missing",
        ),
        (
            experience(json!({ "ref": "b", "startsOn": "2024-01-02", "endsOn": "2024-01-01" }))
                .to_string(),
            "endsOn",
            "must be after",
        ),
        (
            experience(json!({ "ref": "b", "themes": ["unheard"] })).to_string(),
            "themes",
            "there is no theme",
        ),
        (
            experience(
                json!({ "ref": "b", "contacts": [{ "person": "Author" }, { "person": "Author" }] }),
            )
            .to_string(),
            "contacts",
            "twice",
        ),
        (
            comment(json!({ "exchangePost": "request" })).to_string(),
            "experience",
            "one of",
        ),
        (
            comment(json!({ "experience": null })).to_string(),
            "experience",
            "one of",
        ),
        (deep.join("\n"), "parent", "6 deep"),
        (
            two(
                comment(json!({ "ref": "a" })),
                json!({ "type": "comment", "exchangePost": "request", "parent": "a", "body": "x" }),
            ),
            "parent",
            "something else",
        ),
        (question.to_string(), "acceptedAnswer", "is missing"),
        (
            two(
                but(
                    question,
                    json!({ "visibility": "PUBLIC", "acceptedAnswer": "a" }),
                ),
                comment(json!({ "ref": "a" })),
            ),
            "acceptedAnswer",
            "something else",
        ),
        (found(json!({})).to_string(), "request", "already"),
        (
            found(json!({ "offeringOrganisation": "Ludvika" })).to_string(),
            "offeringOrganisation",
            "another one helps",
        ),
        (
            two(
                offer(json!({})),
                found(json!({ "request": "offer", "offeringOrganisation": "Ludvika" })),
            ),
            "request",
            "is an offer",
        ),
        (
            two(
                offer(json!({ "organisation": "Ludvika" })),
                found(json!({ "offer": "offer", "status": "DECLINED" })),
            ),
            "offer",
            "is not one of",
        ),
    ];
    for (lines, member, part) in cases {
        let found = faults(store, &lines).await;
        let right = |one: &erfa::transfer::Fault| {
            one.member.as_deref().unwrap_or("") == member && one.message.contains(part)
        };
        assert!(found.iter().any(right), "{lines}\n{found:#?}");
    }
}
