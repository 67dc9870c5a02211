//! Lists of programmes, and what they cost.

use super::scene::*;
use crate::support::*;

async fn titles(client: &Client, filter: &str) -> Vec<String> {
    let query = format!(
        "{{ programmes(first: 50, filter: {{ {filter} }}) {{ totalCount nodes {{ title {{ text }} }} }} }}"
    );
    let data = client.data(&query, json!({})).await;
    let nodes = data["programmes"]["nodes"]
        .as_array()
        .expect("nodes")
        .clone();
    assert_eq!(data["programmes"]["totalCount"], nodes.len());
    nodes
        .iter()
        .map(|one| one["title"]["text"].as_str().expect("a title").to_owned())
        .collect()
}

#[rstest]
#[tokio::test]
async fn programmes_are_found_by_what_they_are(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::with_sample(db).await;
    let anyone = app.anyone();
    let sample = async |filter: &str| titles(&anyone, &format!("origin: SAMPLE {filter}")).await;
    assert_eq!(sample("").await.len(), 6);
    assert_eq!(
        sample("country: \"no\"").await,
        ["Distriktssatsing I LAG (ILAG)"]
    );
    assert_eq!(
        sample("statuses: [PLANNED]").await,
        ["Den bæredygtige landsby"]
    );
    assert_eq!(
        sample("titleBeginsWith: \"stärkt\"").await,
        ["Stärkt lokal attraktionskraft"]
    );
    let id = async |query: &str, at: &str| {
        let data = anyone.data(query, json!({})).await;
        data.pointer(at)
            .and_then(Value::as_str)
            .expect("an id")
            .to_owned()
    };
    let leka = id(
        "{ municipality(by: { code: { country: \"NO\", code: \"5052\" } }) { id } }",
        "/municipality/id",
    )
    .await;
    assert_eq!(
        sample(&format!("municipalityIds: [\"{leka}\"]")).await,
        ["Distriktssatsing I LAG (ILAG)"]
    );
    let query = "{ organisations(filter: { nameBeginsWith: \"Realdania\" }) { nodes { id } } }";
    let realdania = id(query, "/organisations/nodes/0/id").await;
    assert_eq!(
        sample(&format!("organisationIds: [\"{realdania}\"]")).await,
        ["På forkant"]
    );
    assert_eq!(sample("mine: true").await.len(), 0);
    assert_eq!(sample("mine: false").await.len(), 6);
    let wrong = anyone
        .code(
            "{ programmes(filter: { themeIds: [\"x\"] }) { totalCount } }",
            json!({}),
        )
        .await;
    assert_eq!(wrong, "BAD_INPUT");
}

#[rstest]
#[tokio::test]
async fn organisations_municipalities_and_networks_list_their_programmes(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let query = "{ networks(first: 15, filter: { origin: SAMPLE }) { nodes { name { text } programmes(first: 2) { nodes { title { text } networks(first: 1) { totalCount } } } } }
        municipality(by: { code: { country: \"NO\", code: \"5041\" } }) { programmes(first: 5) { nodes { title { text } } } }
        organisations(first: 1, filter: { nameBeginsWith: \"Trøndelag fylkeskommune\" }) { nodes { programmes(first: 5) { nodes { title { text } } } } } }";
    let data = app.anyone().data(query, json!({})).await;
    let ilag = json!([{ "title": { "text": "Distriktssatsing I LAG (ILAG)" } }]);
    assert_eq!(data["municipality"]["programmes"]["nodes"], ilag);
    assert_eq!(
        data["organisations"]["nodes"][0]["programmes"]["nodes"],
        ilag
    );
    let networks = data["networks"]["nodes"].as_array().expect("networks");
    let of = |name: &str| {
        let found = networks.iter().find(|one| one["name"]["text"] == name);
        found.expect("the network")["programmes"]["nodes"].clone()
    };
    let campaign = of("Netværk i kampagnen På forkant");
    assert_eq!(campaign[0]["title"]["text"], "På forkant");
    let rural = of("Nettverk av distriktskommuner i Trøndelag (ILAG)");
    assert_eq!(rural[0]["networks"]["totalCount"], 1);
}

#[rstest]
#[tokio::test]
async fn mine_are_those_of_my_organisations(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    assert_eq!(titles(&scene.editor, "mine: true").await, ["Landsbyer"]);
    assert_eq!(titles(&scene.writer, "mine: true").await.len(), 0);
    scene.create(&scene.editor, json!({})).await;
    assert_eq!(
        titles(&scene.editor, "isPublished: false").await,
        ["Landsbyer"]
    );
    assert_eq!(titles(&scene.writer, "").await, ["Landsbyer"]);
    let made = scene.apply(&scene.writer, json!({})).await;
    assert_eq!(made["refusals"], json!([]));
    let count = async |who: &Client, filter: &str| {
        let query = format!("{{ applications(filter: {{ {filter} }}) {{ totalCount }} }}");
        who.data(&query, json!({})).await["applications"]["totalCount"].clone()
    };
    assert_eq!(
        count(&scene.writer, "mine: true, statuses: [DRAFT]").await,
        1
    );
    assert_eq!(count(&scene.writer, "mine: false").await, 0);
    assert_eq!(count(&scene.editor, "").await, 0);
    let call = format!("callIds: [\"{}\"]", scene.call);
    assert_eq!(count(&scene.writer, &call).await, 1);
    let open = format!(
        "{{ fundingCalls(filter: {{ openAt: \"{}\", programmeIds: [\"{}\"] }}) {{ totalCount }} }}",
        scene.at(0),
        scene.programme
    );
    assert_eq!(
        scene.app.anyone().data(&open, json!({})).await["fundingCalls"]["totalCount"],
        1
    );
    let later = format!(
        "{{ fundingCalls(filter: {{ openAt: \"{}\" }}) {{ totalCount }} }}",
        scene.at(30)
    );
    assert_eq!(
        scene.app.anyone().data(&later, json!({})).await["fundingCalls"]["totalCount"],
        0
    );
}

#[rstest]
#[tokio::test]
async fn a_list_never_asks_for_each_of_its_rows(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::with_sample(db).await;
    let anyone = app.anyone();
    let query = |count: usize| {
        format!(
            "{{ programmes(first: {count}) {{ nodes {{ focusAreas goals actions {{ key }} targets {{ year }} parties {{ role organisation {{ name }} }}
            participations {{ status municipality {{ name }} }} networks(first: 2) {{ nodes {{ name {{ text }} }} }}
            ruleSets(first: 1) {{ nodes {{ rules {{ kind }} }} }} calls(first: 2) {{ nodes {{ title {{ text }} applications(first: 1) {{ nodes {{ title }} }} }} }} }} }} }}"
        )
    };
    // Whatever is loaded once and kept is loaded before the count.
    anyone.data(&query(7), json!({})).await;
    let (_, three) = app.statements(anyone.data(&query(3), json!({}))).await;
    let (data, all) = app.statements(anyone.data(&query(7), json!({}))).await;
    assert_eq!(
        data["programmes"]["nodes"].as_array().map(Vec::len),
        Some(7)
    );
    assert!(
        all <= three + 4,
        "{three} statements for three, {all} for all"
    );
    assert!(all <= 16, "{all} statements");
}
