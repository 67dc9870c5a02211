//! Whoever may no longer see a seminar gives up their place, and is told so without a word of what it is.

use chrono::TimeDelta;
use entity::{Visibility, affiliation::OrganisationRole, network};
use erfa::platform::access::Work;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    super::{
        scene::*,
        series::{act, change, create, done, see_series},
    },
    mails::{Post, email, literal},
    reading::Mail,
};
use crate::support::{scene::gid, *};

const HISTORY: &str = "registrations(first: 20) { nodes { person { id } status isListed history { kind person { id } } } }";
const SECRETS: [&str; 5] = ["Hemlig", "Bygd", "Ludvika", "Folkets", "meet.example"];

/// A network of the host and a guest; what it holds is for its members.
struct Circle {
    network: network::Model,
    guest: Uuid,
    /// Of the guest, as a client knows it.
    membership: Value,
}

impl Circle {
    async fn of(scene: &Scene) -> Self {
        let network = scene.app.network("Landsbygd", Visibility::Network).await;
        scene.app.join(&network, scene.host.id).await;
        let guest = scene.app.organisation("Falun").await.id;
        let row = scene.app.join(&network, guest).await;
        let id = gid("NetworkMembership", row.id);
        Self {
            network,
            guest,
            membership: json!({ "id": id, "version": row.version }),
        }
    }

    fn form(&self, over: Value) -> Value {
        let base = json!({ "visibility": "NETWORK", "networkIds": [gid("Network", self.network.id)],
            "mode": "HYBRID", "joinUrl": "https://meet.example/secret", "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
        merged(base, over)
    }

    /// The guest's membership ends.
    async fn end(&self, scene: &Scene) {
        let coordinator = scene.app.coordinator(&self.network, scene.host.id).await;
        let ended = coordinator
            .change(
                "endMembership",
                "EndMembershipInput",
                "membership { status }",
                self.membership.clone(),
            )
            .await;
        assert_eq!(ended["membership"]["status"], "ENDED", "{ended:#}");
    }
}

async fn end_affiliation(scene: &Scene, organisation: Uuid, row: Uuid, over: Value) {
    let admin = scene
        .app
        .person_in(organisation, OrganisationRole::Admin)
        .await;
    let input = merged(json!({ "id": gid("Affiliation", row), "version": 1 }), over);
    let selection = "affiliation { endsOn }";
    let ended = admin
        .change("endAffiliation", "EndAffiliationInput", selection, input)
        .await;
    assert_eq!(ended["refusals"], json!([]), "{ended:#}");
}

#[track_caller]
fn to<'a>(told: &'a [Mail], client: &Client) -> &'a Mail {
    let mut found = told.iter().filter(|mail| mail.to == email(client));
    let mail = found.next().unwrap_or_else(|| panic!("no mail: {told:#?}"));
    assert!(found.next().is_none(), "one mail each: {told:#?}");
    mail
}

#[track_caller]
fn says_nothing(mail: &Mail) {
    let whole = format!("{mail:?}");
    for secret in SECRETS {
        assert!(!whole.contains(secret), "{secret}: {whole}");
    }
}

/// How the registration of somebody stands for the organisers, and what was done to it.
async fn stands(scene: &Scene, seen: &Seen, client: &Client) -> (String, Vec<String>) {
    let all = scene.look(seen, HISTORY).await;
    let nodes = all["registrations"]["nodes"].as_array().cloned();
    let id = gid("Person", client.person_id);
    let found = nodes.unwrap_or_default().into_iter();
    let mut found = found.filter(|node| node["person"]["id"] == id.as_str());
    let row = found.next().unwrap_or_else(|| panic!("not there: {all:#}"));
    let events = row["history"].as_array().cloned().unwrap_or_default();
    let kinds = events
        .iter()
        .map(|one| one["kind"].as_str().unwrap_or("-").to_owned());
    let status = row["status"].as_str().unwrap_or("-").to_owned();
    (status, kinds.collect())
}

fn ended() -> (String, Vec<String>) {
    ("CANCELLED".to_owned(), vec!["ACCESS_ENDED".to_owned()])
}

#[rstest]
#[tokio::test]
async fn a_seat_goes_with_the_membership_to_who_waits(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let circle = Circle::of(scene).await;
    let role = OrganisationRole::Member;
    let anna = scene.app.person_in(circle.guest, role).await;
    let both = scene.app.person_in(circle.guest, role).await;
    scene
        .app
        .affiliate(both.person_id, scene.host.id, role)
        .await;
    let bo = scene.app.person_in(scene.host.id, role).await;
    let seen = scene.open(circle.form(json!({}))).await;
    let needs = json!({ "needs": { "dietary": "Vegan", "consent": true } });
    let seated = try_register(&anna, &seen, needs).await;
    assert_eq!(seated["registration"]["status"], "CONFIRMED", "{seated:#}");
    register(&bo, &seen).await;
    let falun = json!({ "organisationId": gid("Organisation", circle.guest) });
    try_register(&both, &seen, falun).await;
    let waits = scene.app.person_in(circle.guest, role).await;
    register(&waits, &seen).await;
    let first = post.only(0).await;
    let count = "needsCount { dietary { count } } registrationCount waitingCount";
    let before = scene.look(&seen, count).await;
    assert_eq!(
        before,
        json!({ "needsCount": { "dietary": [{ "count": 1 }] }, "registrationCount": 1, "waitingCount": 3 })
    );

    circle.end(scene).await;
    let told = post.since(1).await;
    assert_eq!(told.len(), 3, "{told:#?}");
    let event = to(&told, &anna).calendar().event();
    assert_eq!(to(&told, &anna).method(), "CANCEL");
    assert_eq!(to(&told, &anna).subject, "Taken out of your calendar");
    assert_eq!(event.of("UID"), first.calendar().event().of("UID"));
    assert_eq!(to(&told, &bo).method(), "REQUEST");
    assert!(to(&told, &waits).calendar.is_none());
    assert_eq!(to(&told, &waits).subject, "No longer registered");
    says_nothing(to(&told, &anna));
    says_nothing(to(&told, &waits));
    assert_eq!(stands(scene, &seen, &anna).await, ended());
    assert_eq!(stands(scene, &seen, &waits).await, ended());
    let after = scene.look(&seen, count).await;
    assert_eq!(
        after,
        json!({ "needsCount": { "dietary": [] }, "registrationCount": 1, "waitingCount": 1 })
    );
    // Who belongs to another member keeps their place, and is the next.
    let place = own(&both, &seen).await;
    assert_eq!(
        json!([place["status"], place["position"]]),
        json!(["WAITLISTED", 1])
    );
    // The person sees that their own has ended, and why, and not of what.
    let query = "{ viewer { registrations { nodes { status seminar { id } history { kind } } } } }";
    let mut mine = anna.data(query, json!({})).await;
    assert_eq!(
        mine["viewer"]["registrations"]["nodes"].take(),
        json!([{ "status": "CANCELLED", "seminar": null, "history": [{ "kind": "ACCESS_ENDED" }] }])
    );
    let again = try_register(&anna, &seen, json!({})).await;
    assert_eq!(again["error"], "NOT_FOUND", "{again:#}");

    // Neither is she reminded.
    let starts = scene.local(20).and_utc();
    scene
        .app
        .clock
        .advance(starts - TimeDelta::hours(23) - scene.app.now());
    post.turn().await;
    let reminded = post.only(4).await;
    assert_eq!(reminded.to, email(&bo));
    assert!(reminded.text.contains("https://meet.example/secret"));
}

#[rstest]
#[tokio::test]
async fn a_seat_goes_with_the_affiliation_at_once_or_on_its_day(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let circle = Circle::of(scene).await;
    let role = OrganisationRole::Member;
    let (anna, bo, guest) = (
        scene.app.person().await,
        scene.app.person().await,
        scene.app.person().await,
    );
    let now = scene
        .app
        .affiliate(anna.person_id, circle.guest, role)
        .await;
    let later = scene.app.affiliate(bo.person_id, circle.guest, role).await;
    let theirs = scene
        .app
        .affiliate(
            guest.person_id,
            scene.app.organisation("Mora").await.id,
            role,
        )
        .await;
    let pools = json!({ "seatPools": [{ "kind": "ONSITE" }] });
    let seen = scene.open(circle.form(pools)).await;
    register(&anna, &seen).await;
    register(&bo, &seen).await;
    // A guest whom the organisers registered never saw it.
    let person = json!({ "personId": gid("Person", guest.person_id) });
    let let_in = try_register(&scene.editor, &seen, person).await;
    assert_eq!(let_in["registration"]["status"], "CONFIRMED", "{let_in:#}");
    assert_eq!(post.since(0).await.len(), 2);

    end_affiliation(scene, circle.guest, now.id, json!({})).await;
    let told = post.only(2).await;
    assert_eq!(
        (told.to.as_str(), told.method()),
        (email(&anna).as_str(), "CANCEL")
    );
    says_nothing(&told);
    assert_eq!(stands(scene, &seen, &anna).await, ended());

    let day = scene.app.today() + TimeDelta::days(3);
    let ends = json!({ "endsOn": day.to_string() });
    end_affiliation(scene, circle.guest, later.id, ends).await;
    assert!(post.since(3).await.is_empty());
    assert_eq!(own(&bo, &seen).await["status"], "CONFIRMED");
    scene.app.clock.advance(TimeDelta::days(4));
    assert_eq!(look(&bo, &seen, "id").await, Value::Null);
    turn_day(scene).await;
    turn_day(scene).await;
    let told = post.only(3).await;
    assert_eq!(
        (told.to.as_str(), told.method()),
        (email(&bo).as_str(), "CANCEL")
    );
    assert_eq!(stands(scene, &seen, &bo).await, ended());

    // What ends for the guest has nothing to do with the seminar.
    let mora = theirs.organisation_id;
    end_affiliation(scene, mora, theirs.id, json!({})).await;
    assert!(post.since(4).await.is_empty());
    let kept = ("CONFIRMED".to_owned(), vec![]);
    assert_eq!(stands(scene, &seen, &guest).await, kept);
}

async fn turn_day(scene: &Scene) {
    let app = &scene.app.app;
    let work = Work::of_system(&app.store, "needs", app.followers.clone()).await;
    let work = work.expect("a transaction");
    let outcome = erfa::seminars::turn_day(&work).await;
    work.finish(outcome).await.expect("it turns");
}

#[rstest]
#[tokio::test]
async fn who_is_outside_a_narrower_circle_gives_up_their_place(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let circle = Circle::of(scene).await;
    let anna = scene.app.person().await;
    let bo = scene
        .app
        .person_in(circle.guest, OrganisationRole::Member)
        .await;
    let over = json!({ "visibility": "PUBLIC", "networkIds": [], "seatMode": "OFFER" });
    let seen = scene.open(circle.form(over)).await;
    register(&anna, &seen).await;
    register(&bo, &seen).await;
    post.only(0).await;
    let narrow =
        json!({ "visibility": "NETWORK", "networkIds": [gid("Network", circle.network.id)] });
    let now = scene.update(&scene.see(&seen).await, narrow).await;
    let told = post.since(1).await;
    assert_eq!(told.len(), 2, "{told:#?}");
    assert_eq!(to(&told, &anna).method(), "CANCEL");
    says_nothing(to(&told, &anna));
    assert_eq!(
        to(&told, &bo).subject,
        "A seat is offered to you: Bygd i balans"
    );
    assert_eq!(stands(scene, &seen, &anna).await, ended());
    // Organisers may register whom they like; what is only for its organisers shows to nobody else, and ends the offer.
    let person = json!({ "personId": gid("Person", anna.person_id) });
    let again = try_register(&scene.editor, &seen, person).await;
    assert_eq!(again["registration"]["status"], "WAITLISTED", "{again:#}");
    scene
        .update(&now, json!({ "visibility": "RESTRICTED" }))
        .await;
    let told = post.only(3).await;
    assert_eq!(
        (told.to.as_str(), told.subject.as_str()),
        (email(&bo).as_str(), "No longer registered")
    );
    let (status, history) = stands(scene, &seen, &bo).await;
    assert_eq!(status, "CANCELLED");
    assert_eq!(history, ["OFFERED", "ACCESS_ENDED"]);
}

#[rstest]
#[tokio::test]
async fn what_no_change_tells_of_is_found_when_something_is_to_be_told(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let circle = Circle::of(scene).await;
    let role = OrganisationRole::Member;
    let anna = scene.app.person_in(circle.guest, role).await;
    let seen = scene.open(circle.form(json!({}))).await;
    register(&anna, &seen).await;
    post.only(0).await;
    let end = format!(
        "UPDATE affiliation SET ends_on = '1990-01-02' WHERE person_id = {}",
        literal(db, anna.person_id)
    );
    let done = scene.app.connection.execute_unprepared(&end).await;
    done.expect("it ends");
    let starts = scene.local(20).and_utc();
    scene
        .app
        .clock
        .advance(starts - TimeDelta::hours(23) - scene.app.now());
    post.turn().await;
    let told = post.only(1).await;
    assert_eq!(
        (told.to.as_str(), told.method()),
        (email(&anna).as_str(), "CANCEL")
    );
    says_nothing(&told);
    assert_eq!(stands(scene, &seen, &anna).await, ended());
}

#[rstest]
#[tokio::test]
async fn a_whole_series_goes_from_the_calendar_by_one_mail(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let circle = Circle::of(scene).await;
    let role = OrganisationRole::Member;
    let anna = scene.app.person_in(circle.guest, role).await;
    let bo = scene.app.person_in(scene.host.id, role).await;
    let carl = scene.app.person_in(circle.guest, role).await;
    let over = circle.form(json!({ "rule": "FREQ=WEEKLY;COUNT=6" }));
    let series = create(scene, over).await;
    let mode = json!({ "registration": "SERIES" });
    let series = act(scene, "publishSeminarSeries", &series, mode).await;
    for client in [&anna, &bo, &carl] {
        let input = json!({ "seriesId": series["id"] });
        done(change(client, "registerForSeminarSeries", input).await);
    }
    let first = post.only(0).await;
    assert_eq!(first.to, email(&anna));
    circle.end(scene).await;
    let told = post.since(1).await;
    let of = |client: &Client| {
        let mails = told.iter().filter(|mail| mail.to == email(client));
        mails.collect::<Vec<_>>()
    };
    let [gone] = of(&anna)[..] else {
        panic!("one mail: {told:#?}")
    };
    assert_eq!(gone.method(), "CANCEL");
    assert_eq!(gone.subject, "Taken out of your calendar");
    let event = gone.calendar().event();
    assert_eq!(event.of("UID"), first.calendar().event().of("UID"));
    assert_eq!(event.of("RECURRENCE-ID"), "");
    says_nothing(gone);
    let [left] = of(&carl)[..] else {
        panic!("one mail: {told:#?}")
    };
    assert!(left.calendar.is_none());
    says_nothing(left);
    let last = of(&bo).pop().expect("a mail");
    assert_eq!(last.method(), "REQUEST");
    let mine = see_series(&bo, &series).await;
    assert!(mine["viewerRegistration"].is_object(), "{mine:#}");
    let query = "{ viewer { registrations(first: 20) { nodes { status } } } }";
    let all = anna.data(query, json!({})).await;
    let all = all["viewer"]["registrations"]["nodes"].as_array().cloned();
    let all = all.expect("a list");
    assert_eq!(all.len(), 6);
    assert!(all.iter().all(|one| one["status"] == "CANCELLED"));
    // Back again, she has to register anew.
    scene
        .app
        .affiliate(anna.person_id, scene.host.id, role)
        .await;
    assert_eq!(
        see_series(&anna, &series).await["viewerRegistration"],
        Value::Null
    );
}
