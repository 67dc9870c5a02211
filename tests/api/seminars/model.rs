//! Seats against a model of them: whatever is done in whatever order, the database and the model say the same.

#![allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]

use chrono::TimeDelta;
use entity::{
    affiliation::OrganisationRole,
    registration::{self, RegistrationStatus},
    seat_pool,
};
use erfa::platform::{access::Work, graphql::id};
use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tokio::{runtime::Handle, task::block_in_place};

use super::scene::*;
use crate::support::{scene::gid, *};
use RegistrationStatus::{Cancelled, Confirmed, Declined, Expired, Offered, Requested, Waitlisted};

pub const PEOPLE: usize = 5;

/// Of which organisation somebody is; the last one is of none.
fn organisation(person: usize) -> Option<usize> {
    (person + 1 < PEOPLE).then_some(person % 2)
}

#[derive(Clone, Copy, Debug)]
pub enum Deed {
    Join(usize),
    Leave(usize),
    Capacity(usize),
    Offers(bool),
    /// Seats an organisation may have; 0: as many as it likes.
    Quota(usize),
    Prioritise(usize, i32),
    Answer(usize, bool),
    Decide(usize, bool),
    /// A day passes, and with it every offer.
    Day,
}

pub fn deed() -> impl Strategy<Value = Deed> {
    let who = 0..PEOPLE;
    prop_oneof![
        6 => who.clone().prop_map(Deed::Join),
        3 => who.clone().prop_map(Deed::Leave),
        2 => (0..4_usize).prop_map(Deed::Capacity),
        1 => any::<bool>().prop_map(Deed::Offers),
        2 => (who.clone(), -2..3_i32).prop_map(|(who, priority)| Deed::Prioritise(who, priority)),
        3 => (who.clone(), any::<bool>()).prop_map(|(who, yes)| Deed::Answer(who, yes)),
        3 => (who, any::<bool>()).prop_map(|(who, yes)| Deed::Decide(who, yes)),
        1 => (0..3_usize).prop_map(Deed::Quota),
        1 => Just(Deed::Day),
    ]
}

#[derive(Clone, Debug)]
struct Row {
    person: usize,
    status: RegistrationStatus,
    priority: i32,
    joined: usize,
    offered: usize,
    expiries: usize,
}

#[derive(Default, Debug)]
struct Model {
    capacity: usize,
    quota: usize,
    offers: bool,
    approval: bool,
    rows: Vec<Row>,
    time: usize,
}

impl Model {
    fn live(&mut self, person: usize) -> Option<&mut Row> {
        let lives = [Requested, Confirmed, Waitlisted, Offered];
        self.rows
            .iter_mut()
            .find(|row| row.person == person && lives.contains(&row.status))
    }

    fn held(&self) -> usize {
        let holds = |row: &&Row| matches!(row.status, Confirmed | Offered);
        self.rows.iter().filter(holds).count()
    }

    /// Those who wait, the next first, as places among the rows.
    fn queue(&self) -> Vec<usize> {
        let mut waiting: Vec<usize> = (0..self.rows.len())
            .filter(|at| self.rows[*at].status == Waitlisted)
            .collect();
        waiting.sort_by_key(|at| (-self.rows[*at].priority, self.rows[*at].joined));
        waiting
    }

    /// Whether somebody's organisation has all the seats it may.
    fn has_its_seats(&self, person: usize) -> bool {
        let of = organisation(person);
        let holds = |row: &&Row| {
            matches!(row.status, Confirmed | Offered) && organisation(row.person) == of
        };
        self.quota > 0 && of.is_some() && self.rows.iter().filter(holds).count() >= self.quota
    }

    fn tick(&mut self) -> usize {
        self.time += 1;
        self.time
    }

    fn fill(&mut self) {
        let now = self.tick();
        while self.held() < self.capacity {
            let mut queue = self.queue().into_iter();
            let Some(next) = queue.find(|at| !self.has_its_seats(self.rows[*at].person)) else {
                return;
            };
            self.rows[next].status = if self.offers { Offered } else { Confirmed };
            self.rows[next].offered = now;
        }
    }

    fn admitted(&self, person: usize) -> RegistrationStatus {
        let free = self.held() < self.capacity && !self.has_its_seats(person);
        match self.queue().is_empty() && free {
            true => Confirmed,
            false => Waitlisted,
        }
    }

    fn does(&mut self, deed: Deed) {
        match deed {
            Deed::Join(person) => {
                if self.live(person).is_none() {
                    let status = if self.approval {
                        Requested
                    } else {
                        self.admitted(person)
                    };
                    let joined = self.tick();
                    self.rows.push(Row {
                        person,
                        status,
                        priority: 0,
                        joined,
                        offered: 0,
                        expiries: 0,
                    });
                }
            }
            Deed::Leave(person) => {
                if let Some(row) = self.live(person) {
                    row.status = Cancelled;
                }
            }
            Deed::Capacity(capacity) => self.capacity = capacity,
            Deed::Offers(offers) => self.offers = offers,
            Deed::Quota(quota) => self.quota = quota,
            Deed::Prioritise(person, priority) => {
                if let Some(row) = self.live(person).filter(|row| row.status == Waitlisted) {
                    row.priority = priority;
                }
            }
            Deed::Answer(person, yes) => {
                if let Some(row) = self.live(person).filter(|row| row.status == Offered) {
                    row.status = if yes { Confirmed } else { Declined };
                }
            }
            Deed::Decide(person, yes) => {
                let status = if yes { self.admitted(person) } else { Declined };
                if let Some(row) = self.live(person).filter(|row| row.status == Requested) {
                    row.status = status;
                }
            }
            Deed::Day => self.lapse(),
        }
        self.fill();
    }

    fn lapse(&mut self) {
        let mut late: Vec<usize> = (0..self.rows.len())
            .filter(|at| self.rows[*at].status == Offered)
            .collect();
        late.sort_by_key(|at| (self.rows[*at].offered, *at));
        for at in late {
            let lowest = self.queue().iter().map(|at| self.rows[*at].priority).min();
            let joined = self.tick();
            let row = &mut self.rows[at];
            row.expiries += 1;
            if row.expiries > 1 {
                row.status = Expired;
                continue;
            }
            row.status = Waitlisted;
            row.joined = joined;
            row.priority = lowest.unwrap_or(0).min(0);
        }
    }
}

/// A seminar of its own, and people of its own.
pub struct Run<'a> {
    scene: &'a Scene,
    editor: Client,
    people: Vec<Client>,
    seen: Seen,
    seminar: uuid::Uuid,
}

fn pools(capacity: usize) -> Value {
    json!([{ "kind": "ONSITE", "capacity": capacity }])
}

impl<'a> Run<'a> {
    pub async fn begin(scene: &'a Scene, approval: bool) -> Self {
        let editor = scene
            .app
            .person_in(scene.host.id, OrganisationRole::Editor)
            .await;
        let starts = scene.local(100).format("%Y-%m-%dT%H:%M").to_string();
        let form = json!({ "needsApproval": approval, "seatPools": pools(2), "startsLocal": starts, "endsLocal": null });
        let made = editor
            .change(
                "createSeminar",
                "CreateSeminarInput",
                "seminar { id version }",
                scene.form(form),
            )
            .await;
        let seen = Seen::of(&made["seminar"]);
        let out = try_act(
            &editor,
            "publishSeminar",
            "PublishSeminarInput",
            &seen,
            json!({}),
        )
        .await;
        assert_eq!(out["refusals"], json!([]), "{out:#}");
        let mut organisations = vec![];
        for name in ["Nord", "Syd"] {
            organisations.push(scene.app.organisation(name).await.id);
        }
        let mut people = vec![];
        for person in 0..PEOPLE {
            let role = OrganisationRole::Member;
            people.push(match organisation(person) {
                Some(of) => scene.app.person_in(organisations[of], role).await,
                None => scene.app.person().await,
            });
        }
        let (_, seminar) = id::parse(&async_graphql::ID(seen.id.clone())).expect("an id");
        Self {
            scene,
            editor,
            people,
            seen,
            seminar,
        }
    }

    pub async fn rows(&self) -> Vec<registration::Model> {
        registration::Entity::find()
            .filter(registration::Column::SeminarId.eq(self.seminar))
            .order_by_asc(registration::Column::Id)
            .all(&self.scene.app.connection)
            .await
            .expect("the rows")
    }

    /// The latest registration of a person, as the database has it.
    async fn latest(&self, person: usize) -> Option<registration::Model> {
        let own = self.people[person].person_id;
        self.rows()
            .await
            .into_iter()
            .rev()
            .find(|row| row.person_id == own)
    }

    async fn decide(
        &self,
        mutation: &str,
        kind: &str,
        row: Option<registration::Model>,
        over: Value,
    ) {
        let Some(row) = row else { return };
        let base = json!({ "id": gid("Registration", row.id), "version": row.version });
        self.editor
            .change(mutation, kind, "registration { id }", merged(base, over))
            .await;
    }

    async fn update(&self, over: Value) {
        let kind = "UpdateSeminarInput";
        // Others may change it meanwhile: a version that is old is read again.
        loop {
            let now = Seen::of(&look(&self.editor, &self.seen, FIELDS).await);
            let done = try_act(&self.editor, "updateSeminar", kind, &now, over.clone()).await;
            if done["error"] != "CONFLICT" {
                assert_eq!(done["refusals"], json!([]), "{done:#}");
                return;
            }
        }
    }

    pub async fn pool(&self) -> seat_pool::Model {
        seat_pool::Entity::find()
            .filter(seat_pool::Column::SeminarId.eq(self.seminar))
            .one(&self.scene.app.connection)
            .await
            .expect("a pool")
            .expect("a pool")
    }

    /// Whether the organisation of this row has all the seats that it may.
    pub async fn is_held_back(
        &self,
        row: &registration::Model,
        rows: &[registration::Model],
    ) -> bool {
        let seminar = entity::seminar::Entity::find_by_id(self.seminar)
            .one(&self.scene.app.connection)
            .await
            .expect("a seminar")
            .expect("a seminar");
        let (Some(most), Some(of)) = (seminar.seats_per_organisation, row.organisation_id) else {
            return false;
        };
        let holds = |row: &&registration::Model| {
            matches!(row.status, Confirmed | Offered) && row.organisation_id == Some(of)
        };
        rows.iter().filter(holds).count() >= usize::try_from(most).expect("a number")
    }

    pub async fn does(&self, deed: Deed) {
        match deed {
            Deed::Join(person) => {
                register(&self.people[person], &self.seen).await;
            }
            Deed::Leave(person) => {
                let mine = own(&self.people[person], &self.seen).await;
                if !mine.is_null() {
                    give_up(&self.people[person], &mine).await;
                }
            }
            Deed::Capacity(capacity) => self.update(json!({ "seatPools": pools(capacity) })).await,
            Deed::Offers(offers) => {
                let mode = if offers { "OFFER" } else { "AUTO_CONFIRM" };
                self.update(json!({ "seatMode": mode })).await;
            }
            Deed::Quota(quota) => {
                let most = if quota == 0 {
                    json!(null)
                } else {
                    json!(quota)
                };
                self.update(json!({ "seatsPerOrganisation": most })).await;
            }
            Deed::Prioritise(person, priority) => {
                let over = json!({ "priority": priority, "reason": "Talar." });
                let row = self.latest(person).await;
                self.decide(
                    "prioritiseRegistration",
                    "PrioritiseRegistrationInput",
                    row,
                    over,
                )
                .await;
            }
            Deed::Answer(person, yes) => {
                let Some(row) = self.latest(person).await else {
                    return;
                };
                let input = json!({ "id": gid("Registration", row.id), "accept": yes });
                self.people[person]
                    .change(
                        "answerOffer",
                        "AnswerOfferInput",
                        "registration { id }",
                        input,
                    )
                    .await;
            }
            Deed::Decide(person, yes) => {
                let row = self.latest(person).await;
                self.decide(
                    "decideRegistration",
                    "DecideRegistrationInput",
                    row,
                    json!({ "accept": yes }),
                )
                .await;
            }
            Deed::Day => {
                self.scene.app.clock.advance(TimeDelta::hours(25));
                let app = &self.scene.app.app;
                let work = Work::of_system(&app.store, "seats", app.followers.clone())
                    .await
                    .expect("a work");
                let outcome = erfa::seminars::turn(&work).await;
                work.finish(outcome).await.expect("it turns");
            }
        }
    }

    async fn compare(&self, model: &Model, held_before: usize) -> Result<(), String> {
        let rows = self.rows().await;
        let place = |row: &registration::Model| {
            self.people
                .iter()
                .position(|one| one.person_id == row.person_id)
        };
        let said: Vec<_> = rows.iter().map(|row| (place(row), row.status)).collect();
        let meant: Vec<_> = model
            .rows
            .iter()
            .map(|row| (Some(row.person), row.status))
            .collect();
        if said != meant {
            return Err(format!("the database has {said:?}, the model {meant:?}"));
        }
        let mut waiting: Vec<_> = rows.iter().filter(|row| row.status == Waitlisted).collect();
        waiting.sort_by_key(|row| (-row.priority, row.joined_at, row.id));
        let said: Vec<_> = waiting.into_iter().map(place).collect();
        let meant: Vec<_> = model
            .queue()
            .iter()
            .map(|at| Some(model.rows[*at].person))
            .collect();
        if said != meant {
            return Err(format!(
                "in the database {said:?} wait, in the model {meant:?}"
            ));
        }
        let pool = self.pool().await;
        let number = |status| {
            i32::try_from(rows.iter().filter(|row| row.status == status).count()).unwrap_or(-1)
        };
        let counted = (number(Confirmed), number(Offered), number(Waitlisted));
        if counted != (pool.confirmed, pool.offered, pool.waiting) {
            return Err(format!("counted {counted:?}, the pool says {pool:?}"));
        }
        let held = model.held();
        if held > model.capacity.max(held_before) {
            return Err(format!("{held} hold one of {} seats", model.capacity));
        }
        Ok(())
    }
}

async fn run(scene: &Scene, approval: bool, deeds: Vec<Deed>) -> Result<(), String> {
    let run = Run::begin(scene, approval).await;
    let mut model = Model {
        capacity: 2,
        approval,
        ..Model::default()
    };
    for (step, deed) in deeds.iter().enumerate() {
        let held = model.held();
        model.does(*deed);
        run.does(*deed).await;
        let same = run.compare(&model, held).await;
        same.map_err(|why| format!("after step {step}, {deed:?}: {why}"))?;
    }
    Ok(())
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_done_the_seats_are_as_the_model_has_them(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
    #[values(false, true)] approval: bool,
) {
    let scene = Scene::new(db).await;
    let config = Config {
        cases: 12,
        failure_persistence: None,
        max_shrink_iters: 40,
        ..Config::default()
    };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, seed);
    let outcome = runner.run(&vec(deed(), 8..20), |deeds| {
        let done = block_in_place(|| Handle::current().block_on(run(&scene, approval, deeds)));
        done.map_err(TestCaseError::fail)
    });
    assert!(
        outcome.is_ok(),
        "{}",
        outcome.err().map(|why| why.to_string()).unwrap_or_default()
    );
}
