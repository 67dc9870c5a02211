//! Experiences, questions, requests and offers in lists: filtered, under other things, and never by one statement each.

use entity::{Visibility, municipality, organisation};
use erfa::platform::clock::new_id;

use super::scene::*;
use crate::{
    support::{scene::gid, *},
    themes::theme,
};

#[rstest]
#[tokio::test]
async fn experiences_are_found_by_what_the_filter_names(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let app = &stage.app;
    let admin = app.platform_admin().await;
    let housing = theme(&admin, "housing", json!({})).await["theme"]["id"].clone();
    let goal = theme(&admin, "sdg-11", json!({ "number": 11 })).await["theme"]["id"].clone();
    let place = app.municipality("NO", "5052", "Leka").await;
    let (network, _) = stage.network(Visibility::Public).await;
    let first = json!({ "title": sv("Alfa i byn"), "content": {
        "themeIds": [housing, goal], "municipalityIds": [gid("Municipality", place.id)], "networkIds": [gid("Network", network.id)] } });
    stage.published(first).await;
    let second = json!({ "title": sv("Öster om ån"), "maturity": "ESTABLISHED", "content": { "reuse": "ASK_FIRST" } });
    stage.draft(second).await;
    let editor = &stage.owner.editor;
    let titles = async |who: &Client, filter: Value| {
        let query = "query ($filter: ExperienceFilter) { experiences(filter: $filter) { totalCount nodes { title { text } } } }";
        let data = who.data(query, json!({ "filter": filter })).await;
        let nodes = data["experiences"]["nodes"]
            .as_array()
            .expect("nodes")
            .clone();
        assert_eq!(data["experiences"]["totalCount"], nodes.len());
        let title = |node: &Value| node["title"]["text"].as_str().expect("a title").to_owned();
        nodes.iter().map(title).collect::<Vec<_>>()
    };
    let (alfa, oster) = ("Alfa i byn", "Öster om ån");
    let cases = [
        (json!({}), vec![alfa, oster]),
        (json!({ "states": ["DRAFT"] }), vec![oster]),
        (json!({ "states": [] }), vec![]),
        (json!({ "maturities": ["TRIED"] }), vec![alfa]),
        (
            json!({ "reuse": ["ASK_FIRST", "NOT_FOR_REUSE"] }),
            vec![oster],
        ),
        (json!({ "themeIds": [housing] }), vec![alfa]),
        (json!({ "sdgs": [11, 12] }), vec![alfa]),
        (json!({ "sdgs": [12] }), vec![]),
        (
            json!({ "municipalityId": gid("Municipality", place.id) }),
            vec![alfa],
        ),
        (json!({ "country": "no" }), vec![alfa]),
        (json!({ "country": "SE" }), vec![alfa, oster]),
        (json!({ "country": "FI" }), vec![]),
        (
            json!({ "networkIds": [gid("Network", network.id)] }),
            vec![alfa],
        ),
        (json!({ "ownerId": stage.owner.id }), vec![alfa, oster]),
        (json!({ "ownerId": stage.other.id }), vec![]),
        (json!({ "locale": "sv" }), vec![alfa, oster]),
        (json!({ "locale": "fi" }), vec![]),
        (json!({ "titleBeginsWith": "BYN" }), vec![alfa]),
        (json!({ "origin": "DEMO" }), vec![]),
        (json!({ "mine": true }), vec![alfa, oster]),
        (json!({ "mine": false }), vec![]),
    ];
    for (filter, expected) in cases {
        assert_eq!(titles(editor, filter.clone()).await, expected, "{filter}");
    }
    assert_eq!(
        titles(&stage.other.editor, json!({ "mine": true })).await,
        [""; 0]
    );
    assert_eq!(
        titles(&stage.other.editor, json!({ "mine": false })).await,
        [alfa]
    );
    assert_eq!(
        titles(&app.anyone(), json!({ "mine": true })).await,
        [""; 0]
    );
    assert_eq!(
        titles(&app.anyone(), json!({ "mine": false })).await,
        [alfa]
    );
    let wrong = "{ experiences(filter: { themeIds: [\"x\"] }) { totalCount } }";
    assert_eq!(editor.code(wrong, json!({})).await, "BAD_INPUT");
    let under = "query ($m: ID!, $o: ID!, $n: ID!) {
        municipality(by: { id: $m }) { experiences { totalCount } }
        organisation: node(id: $o) { ... on Organisation { experiences { totalCount } } }
        network(id: $n) { experiences { totalCount } }
        themes { nodes { experiences { totalCount } } } }";
    let ids = json!({ "m": gid("Municipality", place.id), "o": stage.owner.id, "n": gid("Network", network.id) });
    let data = app.anyone().data(under, ids).await;
    for parent in ["municipality", "organisation", "network"] {
        assert_eq!(data[parent]["experiences"]["totalCount"], 1, "{parent}");
    }
    let one = json!({ "experiences": { "totalCount": 1 } });
    assert_eq!(data["themes"]["nodes"], json!([one, one]));
}

#[rstest]
#[tokio::test]
async fn an_experience_comes_from_the_municipality_of_its_owner_unless_others_are_named(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let mut stage = Stage::set(db).await;
    let place = stage.app.municipality("SE", "2085", "Ludvika").await;
    let row = organisation::Model {
        id: new_id(),
        municipality_id: Some(place.id),
        ..stage.owner.row.clone()
    };
    let row = stage.app.put(row).await;
    let editor = entity::affiliation::OrganisationRole::Editor;
    stage.owner.editor = stage.app.person_in(row.id, editor).await;
    stage.owner.id = gid("Organisation", row.id);
    let draft = stage.draft(json!({})).await;
    let query = "query ($id: ID!) { experience(id: $id) { municipalities { nodes { name } } } }";
    let read = async |id: &Value| {
        let data = stage.owner.editor.data(query, json!({ "id": id })).await;
        data["experience"]["municipalities"]["nodes"].clone()
    };
    assert_eq!(read(&draft["id"]).await, json!([{ "name": "Ludvika" }]));
    let none = stage
        .draft(json!({ "content": { "municipalityIds": [] } }))
        .await;
    assert_eq!(read(&none["id"]).await, json!([]));
}

#[rstest]
#[tokio::test]
async fn what_an_experience_says_is_read_as_it_was_written(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let contact = gid("Person", stage.owner.editor.person_id);
    let content = json!({
        "challenge": [{ "locale": "sv", "text": "Byn tömdes." }, { "locale": "da", "text": "Byen blev tom." }],
        "failures": sv("Nycklarna."), "lessons": sv("Börja med nycklarna."), "transferConditions": sv("Ett hus."),
        "cost": { "amountMinor": 25_000_000, "currency": "sek", "isApproximate": true, "text": "ca 250 000 kr" },
        "costText": "Och 200 egna timmar", "startsOn": "2023-01-01", "endsOn": "2024-06-30", "periodText": "2023–2024",
        "reuse": "ASK_FIRST", "licence": "CC BY 4.0", "contacts": [{ "personId": contact, "role": "Projektledare" }],
    });
    let made = stage.draft(json!({ "content": content })).await;
    let query = "query ($id: ID!) { experience(id: $id) { challenge(locale: \"da\") { text locale isFallback } failures(locale: \"da\") { text isFallback }
        lessons { text } transferConditions { text } cost { amountMinor currency isApproximate text } costText startsOn endsOn periodText
        reuse licence contacts { role person { id } } translations { locale title challenge lessons } owner { id } author { id } origin } }";
    let data = stage
        .owner
        .editor
        .data(query, json!({ "id": made["id"] }))
        .await;
    let expected = json!({
        "challenge": { "text": "Byen blev tom.", "locale": "da", "isFallback": false },
        "failures": { "text": "Nycklarna.", "isFallback": true },
        "lessons": { "text": "Börja med nycklarna." }, "transferConditions": { "text": "Ett hus." },
        "cost": { "amountMinor": 25_000_000, "currency": "SEK", "isApproximate": true, "text": "ca 250 000 kr" },
        "costText": "Och 200 egna timmar", "startsOn": "2023-01-01", "endsOn": "2024-06-30", "periodText": "2023–2024",
        "reuse": "ASK_FIRST", "licence": "CC BY 4.0",
        "contacts": [{ "role": "Projektledare", "person": { "id": contact } }],
        "translations": [
            { "locale": "da", "title": null, "challenge": "Byen blev tom.", "lessons": null },
            { "locale": "sv", "title": "Ett hus för alla", "challenge": "Byn tömdes.", "lessons": "Börja med nycklarna." },
        ],
        "owner": { "id": stage.owner.id }, "author": { "id": contact }, "origin": "LOCAL",
    });
    assert_eq!(data["experience"], expected);
}

#[rstest]
#[tokio::test]
async fn questions_and_posts_are_found_by_what_the_filter_names(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let editor = &stage.owner.editor;
    let place: municipality::Model = stage.app.municipality("NO", "5052", "Leka").await;
    stage
        .question(json!({ "title": "Första", "municipalityId": gid("Municipality", place.id) }))
        .await;
    let own = json!({ "locale": "da", "title": "Anden", "body": "Hvem ved?" });
    stage.ask(&stage.other.member, own).await;
    let found = async |list: &str, kind: &str, who: &Client, filter: Value| {
        let query = format!(
            "query ($filter: {kind}Filter) {{ {list}(filter: $filter) {{ nodes {{ title }} }} }}"
        );
        let data = who.data(&query, json!({ "filter": filter })).await;
        let nodes = data[list]["nodes"].as_array().expect("nodes").clone();
        let titles = nodes
            .iter()
            .map(|node| node["title"].as_str().unwrap_or_default().to_owned());
        titles.collect::<Vec<_>>()
    };
    for (filter, expected) in [
        (json!({}), vec!["Första", "Anden"]),
        (json!({ "locale": "da" }), vec!["Anden"]),
        (
            json!({ "municipalityId": gid("Municipality", place.id) }),
            vec!["Första"],
        ),
        (json!({ "country": "NO" }), vec!["Första"]),
        (json!({ "organisationId": stage.owner.id }), vec!["Första"]),
        (json!({ "statuses": ["CLOSED"] }), vec![]),
        (json!({ "mine": true }), vec!["Första"]),
        (json!({ "mine": false }), vec!["Anden"]),
    ] {
        let seen = found("questions", "Question", editor, filter.clone()).await;
        assert_eq!(seen, expected, "{filter}");
    }
    let mine = json!({ "mine": true });
    assert_eq!(
        found("questions", "Question", &stage.other.member, mine).await,
        ["Anden"]
    );
    let soon = stage.app.today();
    stage
        .post(
            editor,
            "REQUEST",
            &stage.owner,
            json!({ "title": "Söker", "deadline": soon }),
        )
        .await;
    stage
        .post(
            &stage.other.editor,
            "OFFER",
            &stage.other,
            json!({ "title": "Tilbyder" }),
        )
        .await;
    for (filter, expected) in [
        (json!({}), vec!["Söker", "Tilbyder"]),
        (json!({ "kind": "OFFER" }), vec!["Tilbyder"]),
        (json!({ "openOn": soon.succ_opt() }), vec!["Tilbyder"]),
        (json!({ "openOn": soon }), vec!["Söker", "Tilbyder"]),
        (
            json!({ "organisationId": stage.owner.id, "mine": true }),
            vec!["Söker"],
        ),
    ] {
        let seen = found("exchangePosts", "ExchangePost", editor, filter.clone()).await;
        assert_eq!(seen, expected, "{filter}");
    }
}

#[rstest]
#[tokio::test]
async fn what_hangs_on_experiences_costs_the_same_for_one_and_for_many(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let admin = stage.app.platform_admin().await;
    let housing = theme(&admin, "housing", json!({})).await["theme"]["id"].clone();
    let contact = gid("Person", stage.owner.editor.person_id);
    let content = json!({ "themeIds": [housing], "contacts": [{ "personId": contact }] });
    let more = json!({ "content": content });
    let query = "{ experiences(first: FIRST) { nodes { owner { id } author { id } contacts { person { id } } history { toState } commentCount
        reuseCounts { worked } themes(first: 3) { nodes { code } } municipalities(first: 3) { nodes { name } }
        comments(first: 3) { nodes { body author { id } replies(first: 3) { nodes { body } } } } viewerCan { edit } } } }";
    let cost = async |first: &str| {
        let query = query.replace("FIRST", first);
        let asked = stage.owner.editor.data(&query, json!({}));
        stage.app.statements(asked).await.1
    };
    let add = async || {
        let published = stage.published(more.clone()).await;
        let on = json!({ "experienceId": published["id"] });
        let said = comment(&stage.other.member, on.clone(), &Value::Null, "Bra!").await;
        comment(&stage.owner.member, on, &said["comment"]["id"], "Tack!").await;
    };
    add().await;
    let one = cost("1").await;
    for _ in 0..6 {
        add().await;
    }
    let many = cost("7").await;
    assert!(many <= one + 4, "{one} for one, {many} for seven");
}
