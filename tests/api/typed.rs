//! A typed client, made by graphql_client from the schema in the repository.

use graphql_client::{GraphQLQuery, Response};

use crate::support::*;

type Locale = String;
type SafeInt = i64;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "schema.graphql",
    query_path = "tests/api/typed.graphql",
    response_derives = "Debug, PartialEq"
)]
struct NetworksPage;

#[tokio::test]
async fn a_typed_client_pages_through_the_networks() {
    let app = TestApp::with_sample(Db::Sqlite).await;
    let mut after = None;
    let mut names = vec![];
    let total = loop {
        let variables = networks_page::Variables { first: 5, after };
        let request = app.anyone().request(reqwest::Method::POST, "/graphql");
        let sent = request.json(&NetworksPage::build_query(variables)).send();
        let answer: Response<networks_page::ResponseData> =
            sent.await.expect("an answer").json().await.expect("JSON");
        let page = answer.data.and_then(|data| data.networks).expect("a page");
        for network in page.nodes {
            assert!(network.version >= 1);
            assert_eq!(network.status, networks_page::NetworkStatus::ACTIVE);
            names.push((network.name.text, network.name.locale));
        }
        if !page.page_info.has_next_page {
            break page.total_count.expect("a count");
        }
        after = page.page_info.end_cursor;
    };
    assert_eq!(names.len() as i64, total);
    assert!(total > 5);
}
