//! Finding projects, and what a page of them costs the database.

use reqwest::Method;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn projects_are_found_by_what_they_are(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let place = scene.app.municipality("SE", "2085", "Ludvika").await;
    let place = gid("Municipality", place.id);
    let first = scene
        .open(json!({
            "title": [{ "locale": "sv", "text": "Östra orter" }], "startsOn": "2014-01-01", "status": "ACTIVE",
            "municipalityIds": [place],
        }))
        .await;
    let second = scene
        .open(json!({ "title": [{ "locale": "sv", "text": "Ängar" }], "startsOn": "2015-01-01", "funders": [] }))
        .await;
    scene.create(json!({})).await;
    let funder = gid("Organisation", scene.funder.id);
    let owner = gid("Organisation", scene.owner.id);
    let query = "query ($filter: ProjectFilter, $order: ProjectOrder) { projects(filter: $filter, orderBy: $order) { nodes { id } } }";
    let both = [second.id.as_str(), first.id.as_str()];
    for (filter, order, found) in [
        (json!({}), json!({}), &both[..]),
        (
            json!({}),
            json!({ "field": "STARTS_ON", "direction": "DESC" }),
            &both[..],
        ),
        (
            json!({ "statuses": ["ACTIVE"] }),
            json!({}),
            &[first.id.as_str()],
        ),
        (json!({ "ownerId": owner }), json!({}), &both),
        (
            json!({ "organisationId": funder }),
            json!({}),
            &[first.id.as_str()],
        ),
        (
            json!({ "municipalityId": place }),
            json!({}),
            &[first.id.as_str()],
        ),
        (
            json!({ "titleBeginsWith": "äng" }),
            json!({}),
            &[second.id.as_str()],
        ),
        (
            json!({ "startsFrom": "2014-06-01" }),
            json!({}),
            &[second.id.as_str()],
        ),
        (json!({ "country": "NO" }), json!({}), &[]),
        (json!({ "withoutContentOwner": true }), json!({}), &both),
    ] {
        let variables = json!({ "filter": filter, "order": order });
        let data = scene.app.anyone().data(query, variables).await;
        let nodes = data["projects"]["nodes"].as_array().expect("nodes");
        let nodes: Vec<_> = nodes
            .iter()
            .map(|one| one["id"].as_str().unwrap_or_default())
            .collect();
        assert_eq!(nodes, found, "{filter}");
    }
    let nested = "query ($id: ID!) { node(id: $id) { ... on Municipality { projects { nodes { id } } } ... on Organisation { projects { nodes { id } } } } }";
    for id in [place, funder] {
        let data = scene.app.anyone().data(nested, json!({ "id": id })).await;
        assert_eq!(
            data["node"]["projects"]["nodes"],
            json!([{ "id": first.id }])
        );
    }
}

const PAGE: &str = r#"{ projects(first: 4, filter: { statuses: [CLOSED, CLOSING] }) { nodes { title { text } owner { name }
    funders { organisation { name } } results { text } figures { key } relations { kind project { id } }
    goals { text assessments { reason } activities { title } }
    indicators { name values { total } } activities { title percent goals { code } } percent
    governingBodies { name seats { isChair holder { name } organisation { name } } }
    reports { title } roles { name } municipalities(first: 4) { nodes { name } } agreements(first: 4) { nodes { title { text } parties { name } } } } } }"#;

#[rstest]
#[tokio::test]
async fn everything_under_all_projects_costs_one_statement_a_table(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let mut fewest = u64::MAX;
    for _ in 0..6 {
        let (data, count) = app.statements(app.anyone().data(PAGE, json!({}))).await;
        let projects = data["projects"]["nodes"].as_array().expect("projects");
        assert_eq!(projects.len(), 4);
        let goals = |one: &Value| one["goals"].as_array().map_or(0, Vec::len);
        assert!(projects.iter().map(goals).sum::<usize>() > 25, "{data:#}");
        fewest = fewest.min(count);
    }
    // The list, 17 tables under it, related projects, organisations at most thrice, municipalities, agreements and their parties.
    assert!(fewest <= 26, "{fewest} statements");
}

/// Everything that a page of one project shows, three levels deep where that makes sense.
const WHOLE: &str = r#"query ($id: ID!) { project(id: $id) { id version locale title { text locale isFallback } titles { text locale } country { code name { text } }
    owner { id name } ownerText programme { id title { text } } status statusText startsOn endsOn startsText endsText periodText
    durationYears background { text } summary { text } purpose { text } overallGoal { text } vision { text } context { text }
    budget { amountMinor currency isApproximate text } funders { name organisation { id name } } partners { name organisation { id name } }
    targetGroups areas results { text doneOn } lessons { text } milestones { text dueOn doneOn } deviations { text doneOn }
    sideEffects { text } publicityDuties { text dueOn doneOn } figures { key label value }
    relations { kind note project { id title { text } } } responsibleUnit contentOwner lastReviewedOn reviewDueOn note visibility publishedAt
    goals { id code kind area text baseline targetMin targetMax unit dueOn dueText perLocality
        assessments { id assessor verdict reason evidence assessedOn number earlier { verdict reason } } activities { id title } }
    indicators { id name unit note goal { id code } values { startsOn endsOn periodText women men other unknown total isSuppressed basis confidence note } }
    activities { id code title description startsOn endsOn estimatedCost { amountMinor currency } actualCost { amountMinor currency } percent
        progress { percent asOf reason } goals { id code } } percent
    roles { id role title name person { id name } organisation { id name } isActing ftePercent startsOn endsOn }
    governingBodies { id name seats { id name isChair startsOn isVacantSince isVacantTooLong organisation { id name }
        holder { id name startsOn } possibleHolders { id name } terms { id name startsOn endsOn isOver note person { id } } } }
    reports { id kind title summary author startsOn endsOn status submittedOn decidedOn answer }
    changeRequests { id what reason status requestedOn decidedOn decision } closing { rule isMet message }
    municipalities(first: 5) { nodes { id name } } themes(first: 5) { nodes { id } } networks(first: 5) { nodes { id } }
    documents(first: 10) { nodes { id title { text } } } experiences(first: 5) { nodes { id title { text } } }
    agreements(first: 3) { nodes { id title { text } status parties { name signedOn } } }
    viewerCan { edit publish decide nextStatuses } } }"#;

#[rstest]
#[tokio::test]
async fn a_page_of_a_whole_project_can_be_asked_for(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let cost = async |query: &str| {
        let body = json!({ "query": query, "variables": { "id": seen.id }, "extensions": { "cost": true } });
        let answer = scene
            .editor
            .request(Method::POST, "/graphql")
            .json(&body)
            .send()
            .await
            .expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        assert_eq!(answer["errors"], Value::Null, "{answer:#}");
        answer["extensions"]["cost"]["requested"]
            .as_u64()
            .expect("a cost")
    };
    let whole = cost(WHOLE).await;
    assert!((500..=2_000).contains(&whole), "{whole}");
    let seats = "query ($id: ID!) { project(id: $id) { governingBodies { seats { terms { id name startsOn } } } } }";
    let seats = cost(seats).await;
    // Lists within lists multiply still.
    assert!((50..=500).contains(&seats), "{seats}");
}
