//! Who may see what, of everything there is, by every path: the authorisation matrix. `world.json` is what there is,
//! `matrix.toml` says who may see it, written apart from the code.
#![allow(clippy::disallowed_methods, reason = "tests look behind the doors")]

mod besides;
mod claims;
mod columns;
mod crawl;
mod deeds;
mod door;
mod hearing;
mod mutants;
mod places;
mod routes;
mod rules;
mod schema;
mod subjects;
mod twins;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use self::world::World;
use crate::support::*;

/// A file beside this one, read when the test runs: what it says changes more often than the code.
fn beside(name: &str) -> String {
    let path = format!("{}/tests/api/matrix/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a file of the matrix")
}

/// What a subject met, and by which paths first.
fn met(world: &World, plan: &[crawl::Ask], answers: &[String]) -> BTreeMap<usize, String> {
    let mut met = BTreeMap::new();
    for (ask, answer) in plan.iter().zip(answers) {
        for number in crawl::told(world, ask, answer) {
            met.entry(number).or_insert_with(|| ask.path.clone());
        }
    }
    met
}

#[rstest]
#[tokio::test]
async fn everybody_gets_what_is_theirs_and_nothing_else(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let begun = std::time::Instant::now();
    let world = World::set(db).await;
    // What reading leaves in the audit log is taken back, so that the log is the same for everybody.
    world.app.drill.rehearse(true);
    let plan = crawl::plan(&world).await;
    let paths: BTreeSet<&str> = plan.iter().map(|ask| ask.path.as_str()).collect();
    println!(
        "{} requests by {} paths after {:.1?}",
        plan.len(),
        paths.len(),
        begun.elapsed()
    );
    let (mut leaks, mut denied, mut cells, mut first) = (vec![], vec![], 0, vec![]);
    for (name, client) in &world.subjects {
        let plan = crawl::whole(&world, &plan, name);
        let answers = crawl::ask_all(&plan, client).await;
        let met = met(&world, &plan, &answers);
        for (number, canary) in world.canaries.0.iter().enumerate() {
            let sees = world.rules.seers(canary).contains(name.as_str());
            // Calendars at public addresses are for anyone, whatever token comes along.
            let public = world.rules.seers(canary).contains("anyone");
            match (sees, met.get(&number)) {
                (false, Some(path)) if public && path.starts_with("calendar ") => {}
                (false, Some(path)) => leaks.push(format!("{name}: {canary} by {path}")),
                // That each of them is given is looked at by the door.
                (true, None) if canary.path == world::ID => {}
                (true, None) => denied.push(format!("{name}: {canary}")),
                _ => {}
            }
        }
        cells += world.canaries.0.len() * paths.len();
        if name == twins::ROLES[0] {
            first = answers;
        }
        println!("{name}: {:.1?}", begun.elapsed());
    }
    println!(
        "{db:?}: {cells} cells, {} leaks, {} wrongly denied, {:.1?}",
        leaks.len(),
        denied.len(),
        begun.elapsed()
    );
    let different = twins::differences(&world, &plan, first).await;
    println!(
        "{db:?}: {} answers tell twins apart, {:.1?}",
        different.len(),
        begun.elapsed()
    );
    if let Ok(folder) = std::env::var("ERFA_MATRIX") {
        let told = [
            ("leaks", &leaks),
            ("denied", &denied),
            ("twins", &different),
        ];
        let told = told.map(|(what, told)| format!("{what}\n{}\n", told.join("\n")));
        std::fs::write(format!("{folder}/{db:?}.txt"), told.concat()).expect("a file");
    }
    let some = |all: &[String]| all.iter().take(40).cloned().collect::<Vec<_>>();
    assert!(
        leaks.is_empty() && denied.is_empty() && different.is_empty(),
        "leaks: {:#?}\nwrongly denied: {:#?}\ntold apart: {:#?}",
        some(&leaks),
        some(&denied),
        some(&different)
    );
}
