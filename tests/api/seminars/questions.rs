//! What people are asked, and what they need.

use chrono::TimeDelta;
use entity::{affiliation::OrganisationRole, registration_needs};
use erfa::platform::access::Work;
use sea_orm::EntityTrait;

use super::{
    calendars::mails::{Post, email},
    scene::*,
};
use crate::support::{scene::gid, *};

const ASKED: &str = "registrationQuestions { id kind asked prompt choices isRequired }";
const MINE: &str =
    "registration { id status answers { question { prompt } text } openQuestions { prompt } }";

fn questions() -> Value {
    json!([
        { "kind": "CHOICE", "asked": "AT_JOIN", "prompt": "Vilken grupp?", "choices": ["Boende", "Skola"], "isRequired": true },
        { "kind": "YES_NO", "asked": "AT_PROMOTION", "prompt": "Kommer du med tåg?" },
        { "kind": "TEXT", "asked": "AT_JOIN", "prompt": "Vad vill du veta?" },
    ])
}

async fn ids(scene: &Scene, seen: &Seen) -> Vec<String> {
    let all = scene.look(seen, ASKED).await;
    let all = all["registrationQuestions"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    all.iter()
        .map(|one| one["id"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn answer(question: &str, text: &str) -> Value {
    json!({ "questionId": question, "text": text })
}

async fn answer_later(client: &Client, registration: &Value, answers: Value) -> Value {
    let input = json!({ "id": registration["id"], "answers": answers });
    client
        .change(
            "answerRegistrationQuestions",
            "AnswerRegistrationQuestionsInput",
            MINE,
            input,
        )
        .await
}

#[rstest]
#[tokio::test]
async fn people_answer_what_they_are_asked_when_they_are_asked(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let form = json!({ "registrationQuestions": questions(), "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
    let seen = scene.open(form).await;
    let asked = ids(&scene, &seen).await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let refused = try_register(&anna, &seen, json!({})).await;
    assert_eq!(refusals(&refused), ["MISSING at answers"]);
    let wrong = json!({ "answers": [answer(&asked[0], "Vård"), answer(&asked[2], "Allt"), answer(&asked[2], "Mer")] });
    let refused = try_register(&anna, &seen, wrong).await;
    assert_eq!(refusals(&refused), ["DUPLICATE at answers.2.questionId"]);
    let wrong = json!({ "answers": [answer(&asked[0], "Vård")] });
    let refused = try_register(&anna, &seen, wrong).await;
    assert_eq!(refusals(&refused), ["NOT_A_CHOICE at answers.0.text"]);
    let good = json!({ "answers": [answer(&asked[0], "Skola")] });
    let first = try_register(&anna, &seen, good.clone()).await["registration"].clone();
    assert_eq!(first["status"], "CONFIRMED");
    // Who waits is not asked yet what is asked of those with a seat.
    let second = try_register(&bo, &seen, good).await["registration"].clone();
    let early = answer_later(&bo, &second, json!([answer(&asked[1], "YES")])).await;
    assert_eq!(refusals(&early), ["UNKNOWN at answers.0.questionId"]);
    let vague = answer_later(&anna, &first, json!([answer(&asked[1], "kanske")])).await;
    assert_eq!(refusals(&vague), ["NOT_A_CHOICE at answers.0.text"]);
    let emptied = answer_later(&anna, &first, json!([answer(&asked[0], " ")])).await;
    assert_eq!(refusals(&emptied), ["MISSING at answers.0.text"]);
    let mine = answer_later(&anna, &first, json!([answer(&asked[1], "YES")])).await;
    assert_eq!(
        mine["registration"]["answers"],
        json!([
        { "question": { "prompt": "Vilken grupp?" }, "text": "Skola" }, { "question": { "prompt": "Kommer du med tåg?" }, "text": "YES" } ])
    );
    assert_eq!(
        mine["registration"]["openQuestions"],
        json!([{ "prompt": "Vad vill du veta?" }])
    );
    give_up(&anna, &own(&anna, &seen).await).await;
    let now = look(
        &bo,
        &seen,
        "viewerRegistration { status openQuestions { prompt } }",
    )
    .await;
    assert_eq!(
        now["viewerRegistration"],
        json!({ "status": "CONFIRMED",
        "openQuestions": [{ "prompt": "Kommer du med tåg?" }, { "prompt": "Vad vill du veta?" }] })
    );
    // Organisers read the answers, other participants do not.
    let list = "registrations(filter: { statuses: CONFIRMED }) { nodes { answers { text } } }";
    assert_eq!(
        scene.look(&seen, list).await["registrations"]["nodes"],
        json!([{ "answers": [{ "text": "Skola" }] }])
    );
    scene.app.clock.advance(TimeDelta::days(21));
    let late = answer_later(&bo, &second, json!([answer(&asked[1], "NO")])).await;
    assert_eq!(refusals(&late), ["WRONG_STATE at id"]);
}

#[rstest]
#[tokio::test]
async fn a_question_with_answers_stays_as_it_is(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let bad = json!({ "registrationQuestions": [{ "kind": "CHOICE", "asked": "AT_JOIN", "prompt": "", "choices": ["Ett"] },
        { "kind": "TEXT", "asked": "AT_JOIN", "prompt": "Vad?", "choices": ["Ett"] }] });
    let refused = scene.try_create(bad).await;
    let expected = [
        "OUT_OF_RANGE at registrationQuestions.0.choices",
        "MISSING at registrationQuestions.0.prompt",
        "OUT_OF_PLACE at registrationQuestions.1.choices",
    ];
    assert_eq!(refusals(&refused), expected);
    let seen = scene
        .open(json!({ "registrationQuestions": questions() }))
        .await;
    let asked = ids(&scene, &seen).await;
    let anna = scene.app.person().await;
    try_register(
        &anna,
        &seen,
        json!({ "answers": [answer(&asked[0], "Skola")] }),
    )
    .await;
    let seen = scene.see(&seen).await;
    let gone = json!({ "registrationQuestions": [] });
    let refused = scene
        .try_act("updateSeminar", "UpdateSeminarInput", &seen, gone)
        .await;
    assert_eq!(
        refusals(&refused),
        ["QUESTION_IN_USE at registrationQuestions"]
    );
    let mut kept = questions();
    kept[0]["id"] = json!(asked[0]);
    let other = json!({ "registrationQuestions": [merged(kept[0].clone(), json!({ "choices": ["Vård", "Skola"] }))] });
    let refused = scene
        .try_act("updateSeminar", "UpdateSeminarInput", &seen, other)
        .await;
    assert_eq!(
        refusals(&refused),
        ["QUESTION_IN_USE at registrationQuestions.0"]
    );
    let renamed = json!({ "registrationQuestions": [merged(kept[0].clone(), json!({ "prompt": "Grupp?" }))] });
    let seen = scene.update(&seen, renamed).await;
    let now = scene.look(&seen, ASKED).await;
    assert_eq!(
        now["registrationQuestions"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(now["registrationQuestions"][0]["id"], asked[0]);
    assert_eq!(now["registrationQuestions"][0]["prompt"], "Grupp?");
}

#[rstest]
#[tokio::test]
async fn what_people_need_is_counted_for_organisers_and_named_only_to_those_who_may(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene
        .open(json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 5 }] }))
        .await;
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let without = try_register(
        &anna,
        &seen,
        json!({ "needs": { "dietary": "Vegan", "consent": false } }),
    )
    .await;
    assert_eq!(refusals(&without), ["CONSENT_NEEDED at needs.consent"]);
    let for_others = try_register(&scene.editor, &seen, json!({ "personId": gid("Person", anna.person_id), "needs": { "dietary": "Vegan", "consent": true } })).await;
    assert_eq!(refusals(&for_others), ["CONSENT_NEEDED at needs"]);
    let first = try_register(
        &anna,
        &seen,
        json!({ "needs": { "dietary": "Vegan", "accessibility": "Teckenspråk", "consent": true } }),
    )
    .await;
    try_register(
        &bo,
        &seen,
        json!({ "needs": { "dietary": "vegan", "consent": true } }),
    )
    .await;
    let counts =
        "needsCount { dietary { text count } accessibility { text count } } needs { dietary }";
    let seen_by_editor = scene.look(&seen, counts).await;
    assert_eq!(
        seen_by_editor,
        json!({ "needs": null, "needsCount": {
        "dietary": [{ "text": "vegan", "count": 2 }], "accessibility": [{ "text": "teckenspråk", "count": 1 }] } })
    );
    assert_eq!(
        look(&anna, &seen, counts).await,
        json!({ "needs": null, "needsCount": null })
    );
    // Not even organisers name the readers: an admin of the lead does.
    let grant = async |client: &Client, people: Value| {
        let now = scene.see(&seen).await;
        try_act(
            client,
            "grantNeedsAccess",
            "GrantNeedsAccessInput",
            &now,
            json!({ "personIds": people }),
        )
        .await
    };
    let cook = gid("Person", scene.editor.person_id);
    assert_eq!(
        grant(&scene.editor, json!([cook])).await["error"],
        "FORBIDDEN"
    );
    let admin = scene
        .app
        .person_in(scene.host.id, OrganisationRole::Admin)
        .await;
    assert_eq!(
        refusals(&grant(&admin, json!([cook])).await),
        Vec::<String>::new()
    );
    let named = scene
        .look(
            &seen,
            "needs { dietary registration { id } } needsReaders { id }",
        )
        .await;
    assert_eq!(named["needs"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        named["needs"][0]["registration"]["id"],
        first["registration"]["id"]
    );
    assert_eq!(named["needsReaders"], json!([{ "id": cook }]));
    // Taking the consent back erases.
    let back = json!({ "id": first["registration"]["id"], "needs": { "consent": false } });
    anna.change(
        "writeRegistrationNeeds",
        "WriteRegistrationNeedsInput",
        "registration { id }",
        back,
    )
    .await;
    let now = scene.look(&seen, counts).await;
    assert_eq!(
        now["needsCount"],
        json!({ "dietary": [{ "text": "vegan", "count": 1 }], "accessibility": [] })
    );
    // A fortnight after the seminar nothing of it is left.
    let turn = async || {
        let app = &scene.app.app;
        let work = Work::of_system(&app.store, "needs", app.followers.clone())
            .await
            .expect("a work");
        let outcome = erfa::seminars::turn_day(&work).await;
        work.finish(outcome).await.expect("it turns");
        #[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
        let left = registration_needs::Entity::find()
            .all(&scene.app.connection)
            .await;
        left.expect("the rows").len()
    };
    scene.app.clock.advance(TimeDelta::days(33));
    assert_eq!(turn().await, 1);
    scene.app.clock.advance(TimeDelta::days(2));
    assert_eq!(turn().await, 0);
}

#[rstest]
#[tokio::test]
async fn what_must_be_answered_with_a_seat_is_answered_in_taking_it_or_asked_for_by_mail(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let question = json!([{ "kind": "YES_NO", "asked": "AT_PROMOTION", "prompt": "Kommer du med tåg?", "isRequired": true }]);
    let form = json!({ "registrationQuestions": question, "seatMode": "OFFER", "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
    let seen = scene.open(form).await;
    let asked = ids(scene, &seen).await;
    let (anna, bo, carl) = (
        scene.app.person().await,
        scene.app.person().await,
        scene.app.person().await,
    );
    let seat = register(&anna, &seen).await;
    let told = post.only(0).await;
    let ask = "Please answer on the page before you come: Kommer du med tåg?";
    assert!(told.text.contains(ask), "{}", told.text);
    let second = register(&bo, &seen).await;
    let third = register(&carl, &seen).await;
    give_up(&anna, &seat).await;
    post.settled().await;
    let take = async |client: &Client, row: &Value, answers: Value| {
        let input = json!({ "id": row["id"], "accept": true, "answers": answers });
        client
            .change("answerOffer", "AnswerOfferInput", MINE, input)
            .await
    };
    let silent = take(&bo, &second, json!([])).await;
    assert_eq!(refusals(&silent), ["MISSING at answers"]);
    let vague = take(&bo, &second, json!([answer(&asked[0], "kanske")])).await;
    assert_eq!(refusals(&vague), ["NOT_A_CHOICE at answers.0.text"]);
    let number = post.count();
    let taken = take(&bo, &second, json!([answer(&asked[0], "YES")])).await;
    assert_eq!(taken["registration"]["status"], "CONFIRMED", "{taken:#}");
    assert_eq!(taken["registration"]["openQuestions"], json!([]));
    let told = post.only(number).await;
    assert!(!told.text.contains("Please answer"), "{}", told.text);
    // What was answered before need not be answered again.
    give_up(&bo, &own(&bo, &seen).await).await;
    answer_later(&carl, &third, json!([answer(&asked[0], "NO")])).await;
    let taken = take(&carl, &third, json!([])).await;
    assert_eq!(taken["registration"]["status"], "CONFIRMED", "{taken:#}");
    // The one who still owes an answer is reminded of it.
    let form = json!({ "registrationQuestions": question });
    let open = scene.open(form).await;
    register(&bo, &open).await;
    post.settled().await;
    let number = post.count();
    let starts = scene.local(20).and_utc();
    scene
        .app
        .clock
        .advance(starts - TimeDelta::hours(23) - scene.app.now());
    post.turn().await;
    let told = post.since(number).await;
    let reminded = told.iter().find(|mail| mail.to == email(&bo));
    let reminded = reminded.expect("a reminder");
    assert!(reminded.text.contains(ask), "{}", reminded.text);
    let other = told.iter().find(|mail| mail.to == email(&carl));
    assert!(!other.expect("a reminder").text.contains(ask));
}

#[rstest]
#[tokio::test]
async fn what_somebody_needed_goes_when_they_do_not_come(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene
        .open(json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] }))
        .await;
    let needs = json!({ "needs": { "dietary": "Vegan", "consent": true } });
    let (anna, bo) = (scene.app.person().await, scene.app.person().await);
    let mut first = try_register(&anna, &seen, needs.clone()).await;
    try_register(&bo, &seen, needs).await;
    let counts = async || {
        let counts = "needsCount { dietary { text count } }";
        scene.look(&seen, counts).await["needsCount"]["dietary"].take()
    };
    let one = json!([{ "text": "vegan", "count": 1 }]);
    assert_eq!(counts().await, one, "who waits is served nothing");
    let ended = first["registration"]["id"].clone();
    give_up(&anna, &first["registration"].take()).await;
    assert_eq!(counts().await, one, "Bo has the seat now");
    #[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
    let left = registration_needs::Entity::find()
        .all(&scene.app.connection)
        .await;
    assert_eq!(left.expect("the rows").len(), 1);
    // Neither is anything kept anew for a registration that has ended.
    let input = json!({ "id": ended, "needs": { "dietary": "Vegan", "consent": true } });
    let refused = anna
        .change(
            "writeRegistrationNeeds",
            "WriteRegistrationNeedsInput",
            "registration { id }",
            input,
        )
        .await;
    assert_eq!(refusals(&refused), ["WRONG_STATE at id"]);
}
