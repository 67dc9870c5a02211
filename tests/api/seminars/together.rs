//! Seats while everything happens at once: whatever is done, by whom and at the same moment, what must hold holds.

use entity::registration::{self, RegistrationStatus};
use futures_util::future::join_all;
use proptest::{
    collection::vec,
    prelude::{Strategy, prop_oneof},
    test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner},
};
use tokio::{runtime::Handle, task::block_in_place};

use super::{
    model::{Deed, Run, deed},
    scene::*,
    series::{act, change, create, done, nodes, see_series},
};
use crate::support::*;
use RegistrationStatus::{Confirmed, Offered, Waitlisted};

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn number(rows: &[registration::Model], status: RegistrationStatus) -> i32 {
    let found = rows.iter().filter(|row| row.status == status).count();
    i32::try_from(found).expect("a number")
}

/// What holds after any of these, whatever came first.
async fn holds(run: &Run<'_>, together: &[Deed], held_before: i32) -> Result<(), String> {
    let (rows, pool) = (run.rows().await, run.pool().await);
    let counted = (
        number(&rows, Confirmed),
        number(&rows, Offered),
        number(&rows, Waitlisted),
    );
    if counted != (pool.confirmed, pool.offered, pool.waiting) {
        return Err(format!("counted {counted:?}, the pool says {pool:?}"));
    }
    let capacity = pool.capacity.expect("a capacity");
    let given = together.iter().filter_map(|deed| match deed {
        Deed::Capacity(seats) => i32::try_from(*seats).ok(),
        _ => None,
    });
    // Fewer seats evict nobody: at most as many are held as there were at some time.
    let most = given.chain([capacity, held_before]).max();
    let held = counted.0 + counted.1;
    if Some(held) > most {
        return Err(format!("{held} hold one of {capacity} seats"));
    }
    if held < capacity {
        for row in rows.iter().filter(|row| row.status == Waitlisted) {
            if !run.is_held_back(row, &rows).await {
                return Err(format!("{} waits beside a free seat", row.id));
            }
        }
    }
    let live = |row: &&registration::Model| {
        use RegistrationStatus::{Attended, NoShow, Requested};
        let lives = [Requested, Confirmed, Waitlisted, Offered, Attended, NoShow];
        lives.contains(&row.status)
    };
    let mut people: Vec<_> = rows.iter().filter(live).map(|row| row.person_id).collect();
    people.sort_unstable();
    match people.windows(2).any(|two| two[0] == two[1]) {
        true => Err("somebody stands twice".to_owned()),
        false => Ok(()),
    }
}

async fn run(scene: &Scene, approval: bool, deeds: Vec<Vec<Deed>>) -> Result<(), String> {
    let run = Run::begin(scene, approval).await;
    for together in deeds {
        let pool = run.pool().await;
        join_all(together.iter().map(|deed| run.does(*deed))).await;
        let held = pool.confirmed + pool.offered;
        let seats = Ord::max(held, pool.capacity.expect("a capacity"));
        let same = holds(&run, &together, seats).await;
        same.map_err(|why| format!("after {together:?}: {why}"))?;
    }
    Ok(())
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_done_at_once_no_seat_is_given_twice_and_none_stays_empty(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
    #[values(false, true)] approval: bool,
) {
    let scene = Scene::new(db).await;
    let all = vec(vec(deed(), 2..7), 3..6);
    let outcome = runner(8).run(&all, |deeds| {
        let done = block_in_place(|| Handle::current().block_on(run(&scene, approval, deeds)));
        done.map_err(TestCaseError::fail)
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}

/// What is done to a series and its three occurrences.
#[derive(Clone, Copy, Debug)]
enum Move {
    JoinAll(usize),
    LeaveAll(usize),
    ComeBack(usize, usize),
    Leave(usize, usize),
    Seats(usize, usize),
    SeatsOfAll(usize),
    Words,
}

const PEOPLE: usize = 4;
const MEETINGS: usize = 3;

fn moves() -> impl Strategy<Value = Vec<Vec<Move>>> {
    let (who, which) = (0..PEOPLE, 0..MEETINGS);
    let both = (who.clone(), which.clone());
    let one = prop_oneof![
        5 => who.clone().prop_map(Move::JoinAll),
        2 => who.prop_map(Move::LeaveAll),
        2 => both.clone().prop_map(|(who, which)| Move::ComeBack(who, which)),
        3 => both.prop_map(|(who, which)| Move::Leave(who, which)),
        2 => (which, 0..4_usize).prop_map(|(which, seats)| Move::Seats(which, seats)),
        1 => (1..4_usize).prop_map(Move::SeatsOfAll),
        1 => proptest::prelude::Just(Move::Words),
    ];
    vec(vec(one, 2..6), 2..5)
}

fn pools(seats: usize) -> Value {
    json!({ "seatPools": [{ "kind": "ONSITE", "capacity": seats }] })
}

struct Meetings<'a> {
    scene: &'a Scene,
    series: Value,
    seen: Vec<Seen>,
    people: Vec<Client>,
}

impl Meetings<'_> {
    async fn does(&self, one: Move) {
        let id = json!({ "seriesId": self.series["id"] });
        match one {
            Move::JoinAll(who) => {
                done(change(&self.people[who], "registerForSeminarSeries", id).await);
            }
            Move::LeaveAll(who) => {
                let left = change(&self.people[who], "cancelSeriesRegistration", id).await;
                assert!(left["error"].is_null(), "{left:#}");
            }
            Move::ComeBack(who, which) => {
                let back = try_register(&self.people[who], &self.seen[which], json!({})).await;
                assert!(back["error"].is_null(), "{back:#}");
            }
            Move::Leave(who, which) => {
                let mine = own(&self.people[who], &self.seen[which]).await;
                if !mine.is_null() {
                    let left = give_up(&self.people[who], &mine).await;
                    // It may have been given a seat, or be gone with the series, meanwhile.
                    assert!(
                        left["error"].is_null() || left["error"] == "CONFLICT",
                        "{left:#}"
                    );
                }
            }
            Move::Seats(which, seats) => {
                let again = async || {
                    let seen = self.scene.see(&self.seen[which]).await;
                    let kind = "UpdateSeminarInput";
                    let scene = self.scene;
                    scene
                        .try_act("updateSeminar", kind, &seen, pools(seats))
                        .await
                };
                until_taken(again).await;
            }
            Move::SeatsOfAll(seats) => self.update(pools(seats)).await,
            Move::Words => {
                self.update(json!({ "title": [{ "locale": "sv", "text": "Annat" }] }))
                    .await;
            }
        }
    }

    async fn update(&self, over: Value) {
        let again = async || {
            let series = see_series(&self.scene.editor, &self.series).await;
            let base = json!({ "id": series["id"], "version": series["version"], "scope": "ALL" });
            let input = merged(base, over.clone());
            change(&self.scene.editor, "updateSeminarSeries", input).await
        };
        until_taken(again).await;
    }
}

/// Others change it meanwhile: a version that is old is read again.
async fn until_taken(again: impl AsyncFn() -> Value) {
    loop {
        let answer = again().await;
        if answer["error"] != "CONFLICT" {
            assert_eq!(answer["refusals"], json!([]), "{answer:#}");
            return;
        }
    }
}

async fn meet(scene: &Scene, moves: Vec<Vec<Move>>) -> Result<(), String> {
    let series = create(scene, json!({ "rule": "FREQ=WEEKLY;COUNT=3" })).await;
    let mode = json!({ "registration": "SERIES" });
    let series = act(scene, "publishSeminarSeries", &series, mode).await;
    let seen = nodes(&series).iter().map(Seen::of).collect();
    let mut people = vec![];
    for _ in 0..PEOPLE {
        people.push(scene.app.person().await);
    }
    let meetings = Meetings {
        scene,
        series,
        seen,
        people,
    };
    for together in moves {
        join_all(together.iter().map(|one| meetings.does(*one))).await;
        for seen in &meetings.seen {
            let counts = "registrationCount waitingCount seatPools { capacity confirmed waiting }
                seated: registrations(filter: { statuses: CONFIRMED }) { totalCount }
                queue: registrations(filter: { statuses: WAITLISTED }) { totalCount }";
            let found = scene.look(seen, counts).await;
            let pool = &found["seatPools"][0];
            let (seated, queue) = (
                &found["seated"]["totalCount"],
                &found["queue"]["totalCount"],
            );
            let same = [&found["registrationCount"], &pool["confirmed"]] == [seated; 2]
                && [&found["waitingCount"], &pool["waiting"]] == [queue; 2];
            let idle = pool["confirmed"].as_i64() < pool["capacity"].as_i64();
            if !same || idle && *queue != 0 {
                return Err(format!("after {together:?}: {found:#}"));
            }
        }
    }
    Ok(())
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_series_and_its_occurrences_can_be_changed_and_joined_at_once(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let outcome = runner(6).run(&moves(), |moves| {
        let done = block_in_place(|| Handle::current().block_on(meet(&scene, moves)));
        done.map_err(TestCaseError::fail)
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}
