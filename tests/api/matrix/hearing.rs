//! Who hears of what: every subscription, as every subject, on everything that it can be about.

use super::{
    schema::{Beneath, Schema},
    world::{self, World, id_of},
};
use crate::support::{scene::gid, *};

/// What a subscription tells first.
async fn first(client: &Client, query: &str, id: &str) -> String {
    let mut heard = client.subscribe(query, json!({ "id": id })).await;
    heard.next().await.to_string().replace(id, "ID")
}

#[rstest]
#[tokio::test]
async fn everybody_hears_what_is_theirs_and_nothing_else(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let world = World::set(db).await;
    let schema = Schema::of(world.subject("platform-admin")).await;
    let (mut wrong, mut cells) = (vec![], 0);
    for field in schema.fields("Subscription") {
        let name = field["name"].as_str().expect("a name");
        let (_, kind) = schema.named(field);
        let all = schema.all_of(kind, Beneath::Texts);
        let query = format!("subscription ($id: ID!) {{ {name}(id: $id) {all} }}");
        let record = kind.to_lowercase();
        let things = world.canaries.0.iter().enumerate();
        let things: Vec<_> = things
            .filter(|(_, one)| one.kind == record && matches!(one.path.as_str(), "name" | "title"))
            .collect();
        assert!(things.len() > 3, "hardly a {kind}");
        for (subject, client) in &world.subjects {
            let absent = first(client, &query, &gid(kind, id_of("nothing that there is"))).await;
            for (number, canary) in &things {
                let told = first(client, &query, &gid(kind, id_of(&canary.instance))).await;
                let sees = world.rules.seers(canary).contains(subject.as_str());
                let numbers = world::numbers(&told);
                if sees != numbers.contains(number) {
                    wrong.push(format!(
                        "{subject}: {name} of {canary} should tell {sees}: {told}"
                    ));
                }
                if !sees && told != absent {
                    wrong.push(format!(
                        "{subject}: {name} tells {told}, of what is not there {absent}"
                    ));
                }
                for other in numbers {
                    let other = &world.canaries.0[other];
                    if !world.rules.seers(other).contains(subject.as_str()) {
                        wrong.push(format!("{subject}: {other} by {name}"));
                    }
                }
                cells += 1;
            }
        }
    }
    println!("{db:?}: {cells} subscriptions, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{:#?}", &wrong[..wrong.len().min(20)]);
}
