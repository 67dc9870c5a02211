//! Who hears of what: every subscription, as every subject, on everything that it can be about.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::time::timeout;

use super::{
    places,
    schema::{Beneath, Schema},
    world::{self, World, id_of},
};
use crate::support::{scene::gid, *};

/// What a subscription tells first.
async fn first(client: &Client, query: &str, id: &str) -> String {
    let mut heard = client.subscribe(query, json!({ "id": id })).await;
    heard.next().await.to_string().replace(id, "ID")
}

/// A subscription, and what it can be about.
struct Topic {
    name: String,
    query: String,
    /// The type of the thing that it is about.
    about: &'static str,
    /// Those things, and the text that is told of each to whoever hears of it.
    things: Vec<(String, usize)>,
}

impl Topic {
    fn of(world: &World, schema: &Schema, field: &Value) -> Self {
        let name = field["name"].as_str().expect("a name").to_owned();
        let argument = field["args"][0]["name"].as_str().expect("an argument");
        let (_, kind) = schema.named(field);
        let all = schema.all_of(kind, Beneath::Texts);
        let query = format!("subscription ($id: ID!) {{ {name}({argument}: $id) {all} }}");
        let record = kind.to_lowercase();
        let canaries = world.canaries.0.iter().enumerate();
        let told = canaries
            .filter(|(_, one)| one.kind == record && matches!(one.path.as_str(), "name" | "title"));
        let (about, things) = match kind {
            "Network" => ("Network", told.map(of_itself).collect()),
            "Seminar" => ("Seminar", told.map(of_itself).collect()),
            // One's own seat at a seminar.
            "Registration" => {
                let seats = told.filter_map(|(number, one)| {
                    let seminar = one.instance.strip_prefix("seat-")?;
                    Some((format!("seminar-{seminar}"), number))
                });
                let there = |(seminar, _): &(String, usize)| !seminar.contains("held-");
                ("Seminar", seats.filter(there).collect())
            }
            other => panic!("what is a subscription to {other} about?"),
        };
        Self {
            name,
            query,
            about,
            things,
        }
    }
}

fn of_itself((number, canary): (usize, &world::Canary)) -> (String, usize) {
    (canary.instance.clone(), number)
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
        let topic = Topic::of(&world, &schema, field);
        let (name, about) = (&topic.name, topic.about);
        assert!(topic.things.len() > 3, "hardly anything for {name}");
        for (subject, client) in &world.subjects {
            let absent = gid(about, id_of("nothing that there is"));
            let absent = first(client, &topic.query, &absent).await;
            let asked = topic.things.iter().map(|(thing, _)| async {
                first(client, &topic.query, &gid(about, id_of(thing))).await
            });
            let told: Vec<_> = stream::iter(asked).buffered(4).collect().await;
            for ((thing, number), told) in topic.things.iter().zip(told) {
                let sees = world.rules.seers_of(thing).contains(subject.as_str());
                let canary = &world.canaries.0[*number];
                // The seats of the world are one subject's.
                let own = canary.instance != *thing;
                let theirs = !own || subject == "registered";
                let hears = theirs && world.rules.seers(canary).contains(subject.as_str());
                let waits = own && subject == "waitlisted";
                let numbers = world::numbers(&told);
                if hears != numbers.contains(number) {
                    wrong.push(format!(
                        "{subject}: {name} of {thing} should tell {hears}: {told}"
                    ));
                }
                if !sees && !hears && !waits && told != absent {
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

/// Whoever listens to a network hears of members that they see, or saw before; of no others, whatever network they are of.
#[rstest]
#[tokio::test]
async fn what_changes_out_of_sight_is_not_heard(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let world = World::set(db).await;
    let query = "subscription ($id: ID!) { networkChanged(id: $id) { id } }";
    let network = json!({ "id": gid("Network", id_of("net-public")) });
    let wait = Duration::from_secs(2);
    let rule = places::place_of("src/networks/graphql/subscription.rs: concerns: ");
    // The second time as if there were no rule.
    for (off, hidden) in [
        (None, "hopeful-private"),
        (Some(rule.as_str()), "hopeful-public"),
    ] {
        world.app.drill.switch_off(off);
        let listener = world.subject("outsider");
        let mut heard = listener.subscribe(query, network.clone()).await;
        heard.next().await;
        while timeout(wait, heard.next()).await.is_ok() {}
        let membership = gid("NetworkMembership", id_of(hidden));
        let input = json!({ "membershipId": membership, "version": 1, "accept": false });
        let decided = world.subject("platform-admin").change(
            "decideApplication",
            "DecideApplicationInput",
            "membership { status }",
            input,
        );
        assert_eq!(decided.await["membership"]["status"], "DECLINED");
        let told = timeout(wait, heard.next()).await.is_ok();
        assert_eq!(told, off.is_some(), "of {hidden}");
    }
}
