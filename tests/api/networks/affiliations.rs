//! What an affiliation that ends or moves does to the network that is coordinated through it.

use entity::affiliation;
use erfa::platform::{
    access::{Allows, Reader, Viewer, Who},
    error::{Error, Result},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::scene::*;
use crate::support::*;

/// What people's own mutation will do to an affiliation.
struct Alter;

impl Allows<Alter> for affiliation::Model {
    fn allows(&self, _: &Viewer) -> bool {
        true
    }
}

/// Changes the affiliation of a person as the capability of people does, with everyone who follows.
#[expect(clippy::disallowed_methods, reason = "looks behind the server")]
async fn alter(founded: &Founded, person: &Client, change: affiliation::ActiveModel) -> Result<()> {
    let app = &founded.app;
    let row = affiliation::Entity::find()
        .filter(affiliation::Column::PersonId.eq(person.person_id))
        .one(&app.connection)
        .await?
        .expect("an affiliation");
    let store = app.app.store.clone();
    let viewer = Viewer::with(
        Who::Person {
            person: person.person_id,
            session: person.person_id,
            role: entity::account::PlatformRole::Admin,
        },
        store.backend(),
        std::collections::HashMap::new(),
        vec![],
    );
    let reader = Reader::new(store, viewer.into(), app.app.followers.clone());
    let work = reader.begin().await?;
    let outcome = async {
        let permit = work.permit::<Alter, affiliation::Entity>(row.id).await?;
        work.update(&permit, change).await.map(|_| ())
    };
    let outcome = outcome.await;
    work.finish(outcome).await
}

async fn ends_today(founded: &Founded, person: &Client) -> Result<()> {
    let change = affiliation::ActiveModel {
        ends_on: Set(Some(founded.app.today())),
        ..Default::default()
    };
    alter(founded, person, change).await
}

#[track_caller]
fn is_last(outcome: Result<()>) {
    match outcome {
        Err(Error::Refused(why)) => assert_eq!(why[0].code, "LAST_COORDINATOR"),
        other => panic!("not refused: {other:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn the_affiliation_of_the_last_coordinator_does_not_end(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    is_last(ends_today(&founded, &founded.founder).await);
    assert_eq!(
        founded.update(json!({ "cadenceTargetPerYear": 2 })).await["refusals"],
        json!([])
    );
    let (party, _) = founded.member("Leka").await;
    founded.appoint(&founded.founder, &party.member).await;
    ends_today(&founded, &founded.founder)
        .await
        .expect("another one is left");
    let query = "query ($id: ID!) { network(id: $id) { coordinators { totalCount } } }";
    let data = party.member.data(query, json!({ "id": founded.id })).await;
    assert_eq!(data["network"]["coordinators"]["totalCount"], 1);
    is_last(ends_today(&founded, &party.member).await);
}

#[rstest]
#[tokio::test]
async fn the_affiliation_of_the_last_coordinator_does_not_move_away(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let elsewhere = founded.app.organisation("Elsewhere").await;
    let moved = || affiliation::ActiveModel {
        organisation_id: Set(elsewhere.id),
        ..Default::default()
    };
    is_last(alter(&founded, &founded.founder, moved()).await);
    let (party, _) = founded.member("Leka").await;
    founded.appoint(&founded.founder, &party.member).await;
    alter(&founded, &founded.founder, moved())
        .await
        .expect("another one is left");
    assert_eq!(
        founded.dismiss(&founded.founder, &party.member).await["error"],
        "FORBIDDEN"
    );
    let renamed = affiliation::ActiveModel {
        title: Set(Some("Developer".to_owned())),
        ..Default::default()
    };
    alter(&founded, &party.member, renamed)
        .await
        .expect("a title gives no access");
}

#[rstest]
#[tokio::test]
async fn two_who_step_back_at_the_same_time_leave_one(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let founded = Founded::active(db, "INVITATION", "PUBLIC").await;
    let (party, _) = founded.member("Leka").await;
    founded.appoint(&founded.founder, &party.member).await;
    let (one, other) = tokio::join!(
        founded.dismiss(&founded.founder, &founded.founder),
        ends_today(&founded, &party.member),
    );
    let refused = one["refusals"]
        .as_array()
        .is_some_and(|why| !why.is_empty());
    assert!(refused != other.is_err(), "{one:#} {other:?}");
}
