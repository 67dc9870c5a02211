//! Which date suits.

use entity::{affiliation::OrganisationRole, organisation};

use super::scene::*;
use crate::support::{scene::gid, *};

const POLL: &str = "id version state datePoll { isOpen quorum options { id startsLocal status
    summary { yes ifNeeded no stale organisations quorumReached rank } votes { answer isStale comment organisation { name } } }
    asked { name } unanswered { name } viewerOrganisations { name } chosen { startsLocal } }";

/// A draft whose date is sought, and two municipalities that are asked.
struct Poll {
    scene: Scene,
    north: organisation::Model,
    south: organisation::Model,
    seen: Seen,
    options: Vec<String>,
}

impl Poll {
    async fn open(db: Db, over: Value) -> Self {
        let scene = Scene::new(db).await;
        let north = scene.app.organisation("Nord").await;
        let south = scene.app.organisation("Syd").await;
        let draft = scene
            .create(json!({ "startsLocal": null, "endsLocal": null }))
            .await;
        let asked = json!({
            "options": [option(&scene, 30, 10), option(&scene, 31, 10), option(&scene, 32, 10)],
            "organisationIds": [gid("Organisation", north.id), gid("Organisation", south.id)],
        });
        let seen = scene
            .act(
                "openDatePoll",
                "OpenDatePollInput",
                &draft,
                merged(asked, over),
            )
            .await;
        let poll = scene.look(&seen, POLL).await;
        let options = poll["datePoll"]["options"].as_array().expect("dates");
        let options = options
            .iter()
            .map(|one| one["id"].as_str().expect("an id").to_owned());
        let options = options.collect();
        Self {
            scene,
            north,
            south,
            seen,
            options,
        }
    }

    async fn member(&self, of: &organisation::Model) -> Client {
        self.scene
            .app
            .person_in(of.id, OrganisationRole::Member)
            .await
    }

    async fn look(&self) -> Value {
        self.scene.look(&self.seen, POLL).await
    }

    async fn now(&self) -> Seen {
        self.scene.see(&self.seen).await
    }

    async fn vote(
        &self,
        client: &Client,
        of: &organisation::Model,
        answers: &[(usize, &str)],
    ) -> Value {
        let votes = answers
            .iter()
            .map(|(place, answer)| json!({ "optionId": self.options[*place], "answer": answer }));
        let input = json!({
            "id": self.seen.id, "organisationId": gid("Organisation", of.id), "votes": votes.collect::<Vec<_>>(),
        });
        client
            .change("voteOnDates", "VoteOnDatesInput", "seminar { id }", input)
            .await
    }

    async fn choose(&self, over: Value) -> Value {
        let seen = self.now().await;
        self.scene
            .try_act("chooseDate", "ChooseDateInput", &seen, over)
            .await
    }
}

fn option(scene: &Scene, days: i64, hour: u32) -> Value {
    let day = scene.local(days).date();
    json!({ "startsLocal": format!("{day}T{hour:02}:00"), "endsLocal": format!("{day}T{:02}:00", hour + 3) })
}

fn summaries(poll: &Value, field: &str) -> Vec<Value> {
    let options = poll["datePoll"]["options"].as_array().expect("dates");
    options
        .iter()
        .map(|one| one["summary"][field].clone())
        .collect()
}

fn names(list: &Value) -> Vec<&str> {
    let all = list.as_array().into_iter().flatten();
    all.filter_map(|one| one["name"].as_str()).collect()
}

#[rstest]
#[tokio::test]
async fn a_poll_goes_from_a_draft_to_a_scheduled_seminar(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let poll = Poll::open(db, json!({ "quorum": 2 })).await;
    let (anna, bo) = (
        poll.member(&poll.north).await,
        poll.member(&poll.south).await,
    );
    // Those who are asked see the draft; others do not.
    assert_eq!(look(&anna, &poll.seen, "state").await["state"], "DATE_POLL");
    let other = poll.scene.app.person().await;
    assert_eq!(look(&other, &poll.seen, "state").await, Value::Null);

    poll.vote(
        &anna,
        &poll.north,
        &[(0, "YES"), (1, "IF_NEEDED"), (2, "NO")],
    )
    .await;
    poll.vote(&bo, &poll.south, &[(0, "NO"), (1, "YES"), (2, "NO")])
        .await;
    let seen = poll.look().await;
    assert_eq!(summaries(&seen, "yes"), [json!(1), json!(1), json!(0)]);
    assert_eq!(
        summaries(&seen, "organisations"),
        [json!(1), json!(2), json!(0)]
    );
    assert_eq!(
        summaries(&seen, "quorumReached"),
        [json!(false), json!(true), json!(false)]
    );
    assert_eq!(summaries(&seen, "rank"), [json!(2), json!(1), json!(3)]);
    assert_eq!(names(&seen["datePoll"]["unanswered"]), Vec::<&str>::new());

    let refused = poll.choose(json!({ "optionId": poll.options[2] })).await;
    assert_eq!(refusals(&refused), ["NOBODY_SAID_YES at optionId"]);
    let refused = poll.choose(json!({ "optionId": poll.options[0] })).await;
    assert_eq!(refusals(&refused), ["BELOW_QUORUM at optionId"]);
    let chosen = poll.choose(json!({ "optionId": poll.options[1] })).await;
    assert_eq!(chosen["seminar"]["state"], "SCHEDULED", "{chosen:#}");
    let day = poll.scene.local(31).date();
    let told = "startsLocal publishedAt datePoll { isOpen chosen { startsLocal } } notices { kind organisation { name } }";
    let now = poll.scene.look(&poll.seen, told).await;
    assert_eq!(now["startsLocal"], format!("{day}T10:00:00"));
    assert_eq!(
        now["datePoll"]["chosen"]["startsLocal"],
        format!("{day}T10:00:00")
    );
    assert_eq!(now["datePoll"]["isOpen"], false);
    let mut notices: Vec<_> = now["notices"]
        .as_array()
        .expect("notices")
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                one["kind"].as_str().unwrap_or_default(),
                one["organisation"]["name"].as_str().unwrap_or_default()
            )
        })
        .collect();
    notices.sort();
    assert_eq!(notices, ["DATE_CHOSEN Nord", "DATE_CHOSEN Syd"]);
    // Each of them sees that they are to be told, and not who else.
    let own = look(&anna, &poll.seen, "notices { kind }").await;
    assert_eq!(own["notices"], json!([{ "kind": "DATE_CHOSEN" }]));
    // It is out: whoever was not asked sees the seminar, and not the poll.
    let outside = look(
        &other,
        &poll.seen,
        "state datePoll { isOpen } notices { kind }",
    )
    .await;
    assert_eq!(
        outside,
        json!({ "state": "SCHEDULED", "datePoll": null, "notices": [] })
    );
    let late = poll.vote(&bo, &poll.south, &[(1, "NO")]).await;
    assert_eq!(refusals(&late), ["POLL_CLOSED at id"]);
}

#[rstest]
#[tokio::test]
async fn an_organisation_has_one_answer_and_only_its_people_give_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let poll = Poll::open(db, json!({})).await;
    let (anna, carl) = (
        poll.member(&poll.north).await,
        poll.member(&poll.north).await,
    );
    poll.vote(&anna, &poll.north, &[(0, "YES")]).await;
    poll.vote(&carl, &poll.north, &[(0, "NO")]).await;
    let seen = poll.look().await;
    assert_eq!(summaries(&seen, "yes")[0], 0);
    assert_eq!(summaries(&seen, "no")[0], 1);
    // One date is not all of them.
    assert_eq!(names(&seen["datePoll"]["unanswered"]), ["Nord", "Syd"]);
    let foreign = poll.vote(&anna, &poll.south, &[(0, "YES")]).await;
    assert_eq!(foreign["error"], "FORBIDDEN");
    // The host's own editor arranges the poll and is not asked.
    let host = poll.scene.host.clone();
    let unasked = poll.vote(&poll.scene.editor, &host, &[(0, "YES")]).await;
    assert_eq!(refusals(&unasked), ["NOT_ASKED at organisationId"]);
    let twice = poll
        .vote(&anna, &poll.north, &[(0, "YES"), (0, "NO")])
        .await;
    assert_eq!(refusals(&twice), ["DUPLICATE at votes.1.optionId"]);
    let own = look(
        &anna,
        &poll.seen,
        "datePoll { viewerOrganisations { name } unanswered { name } }",
    )
    .await;
    assert_eq!(names(&own["datePoll"]["viewerOrganisations"]), ["Nord"]);
    assert_eq!(own["datePoll"]["unanswered"], Value::Null);
    let outsider = poll.scene.app.person().await;
    let hidden = poll.vote(&outsider, &poll.north, &[(0, "YES")]).await;
    assert_eq!(hidden["error"], "NOT_FOUND");
}

#[rstest]
#[tokio::test]
async fn a_date_that_is_moved_keeps_its_id_and_its_votes_as_stale(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let poll = Poll::open(db, json!({})).await;
    let anna = poll.member(&poll.north).await;
    poll.vote(&anna, &poll.north, &[(0, "YES"), (1, "NO"), (2, "NO")])
        .await;
    let moved = json!({ "optionId": poll.options[0], "option": option(&poll.scene, 30, 12) });
    let seen = poll.now().await;
    poll.scene
        .act(
            "writeDateOption",
            "WriteDateOptionInput",
            &seen,
            moved.clone(),
        )
        .await;
    let now = poll.look().await;
    let first = &now["datePoll"]["options"][0];
    assert_eq!(first["id"], poll.options[0]);
    assert_eq!(first["votes"][0]["isStale"], true);
    assert_eq!(first["votes"][0]["answer"], "YES");
    assert_eq!(
        (&first["summary"]["yes"], &first["summary"]["stale"]),
        (&json!(0), &json!(1))
    );
    assert_eq!(names(&now["datePoll"]["unanswered"]), ["Nord", "Syd"]);
    let refused = poll.choose(json!({ "optionId": poll.options[0] })).await;
    assert_eq!(refusals(&refused), ["NOBODY_SAID_YES at optionId"]);
    // A note is no move.
    let mut noted = moved;
    noted["option"]["note"] = json!("in the town hall");
    poll.vote(&anna, &poll.north, &[(0, "YES")]).await;
    let seen = poll.now().await;
    poll.scene
        .act("writeDateOption", "WriteDateOptionInput", &seen, noted)
        .await;
    let now = poll.look().await;
    assert_eq!(now["datePoll"]["options"][0]["votes"][0]["isStale"], false);
    let same = json!({ "option": option(&poll.scene, 31, 10) });
    let seen = poll.now().await;
    let refused = poll
        .scene
        .try_act("writeDateOption", "WriteDateOptionInput", &seen, same)
        .await;
    assert_eq!(refusals(&refused), ["DUPLICATE at option.startsLocal"]);
    let forced = poll
        .choose(json!({ "optionId": poll.options[1], "force": true }))
        .await;
    assert_eq!(forced["seminar"]["state"], "SCHEDULED", "{forced:#}");
}

#[rstest]
#[tokio::test]
async fn after_the_deadline_neither_votes_nor_suggestions_are_taken(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let closes = erfa::platform::clock::Clock::default().now() + chrono::TimeDelta::days(3);
    let poll = Poll::open(db, json!({ "closesAt": closes, "suggestions": "OPEN" })).await;
    let anna = poll.member(&poll.north).await;
    poll.vote(&anna, &poll.north, &[(0, "YES")]).await;
    poll.scene.app.clock.advance(chrono::TimeDelta::days(4));
    let late = poll.vote(&anna, &poll.north, &[(0, "NO")]).await;
    assert_eq!(refusals(&late), ["POLL_CLOSED at id"]);
    let idea = json!({ "id": poll.seen.id, "organisationId": gid("Organisation", poll.north.id), "option": option(&poll.scene, 40, 9) });
    let late = anna
        .change(
            "suggestDate",
            "SuggestDateInput",
            "seminar { id }",
            idea.clone(),
        )
        .await;
    assert_eq!(refusals(&late), ["POLL_CLOSED at id"]);
    // The organisers keep it open longer.
    let seen = poll.now().await;
    poll.scene
        .act(
            "updateDatePoll",
            "UpdateDatePollInput",
            &seen,
            json!({ "closesAt": null }),
        )
        .await;
    let again = poll.vote(&anna, &poll.north, &[(0, "NO")]).await;
    assert_eq!(refusals(&again), Vec::<String>::new());
    let idea = anna
        .change("suggestDate", "SuggestDateInput", "seminar { id }", idea)
        .await;
    assert_eq!(refusals(&idea), Vec::<String>::new());
}

#[rstest]
#[case("OFF", &["SUGGESTIONS_OFF at id"], 3)]
#[case("MODERATED", &[], 4)]
#[case("OPEN", &[], 4)]
#[tokio::test]
async fn dates_are_suggested_as_the_organisers_allow(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
    #[case] rule: &str,
    #[case] refused: &[&str],
    #[case] number: usize,
) {
    let poll = Poll::open(db, json!({ "suggestions": rule })).await;
    let (anna, bo) = (
        poll.member(&poll.north).await,
        poll.member(&poll.south).await,
    );
    let idea = json!({ "id": poll.seen.id, "organisationId": gid("Organisation", poll.north.id), "option": option(&poll.scene, 40, 9) });
    let payload = anna
        .change("suggestDate", "SuggestDateInput", "seminar { id }", idea)
        .await;
    assert_eq!(refusals(&payload), refused);
    let count = |seen: Value| seen["datePoll"]["options"].as_array().map_or(0, Vec::len);
    assert_eq!(count(look(&anna, &poll.seen, POLL).await), number);
    let others = if rule == "MODERATED" { 3 } else { number };
    assert_eq!(count(look(&bo, &poll.seen, POLL).await), others);
    if rule != "MODERATED" {
        return;
    }
    let suggested = poll.look().await["datePoll"]["options"][3]["id"].clone();
    let early = bo.change("voteOnDates", "VoteOnDatesInput", "seminar { id }", json!({
        "id": poll.seen.id, "organisationId": gid("Organisation", poll.south.id), "votes": [{ "optionId": suggested, "answer": "YES" }],
    })).await;
    assert_eq!(refusals(&early), ["UNKNOWN at votes.0.optionId"]);
    let seen = poll.now().await;
    let decision = json!({ "optionId": suggested, "accept": true });
    poll.scene
        .act(
            "decideDateSuggestion",
            "DecideDateSuggestionInput",
            &seen,
            decision.clone(),
        )
        .await;
    assert_eq!(count(look(&bo, &poll.seen, POLL).await), 4);
    let seen = poll.now().await;
    let twice = poll
        .scene
        .try_act(
            "decideDateSuggestion",
            "DecideDateSuggestionInput",
            &seen,
            decision,
        )
        .await;
    assert_eq!(refusals(&twice), ["NOT_SUGGESTED at optionId"]);
}

#[rstest]
#[case("EVERYONE_ASKED", 2, true)]
#[case("COUNTS", 1, true)]
#[case("ORGANISERS", 1, false)]
#[tokio::test]
async fn who_sees_whose_votes_is_a_setting(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
    #[case] rule: &str,
    #[case] votes: usize,
    #[case] counts: bool,
) {
    let poll = Poll::open(db, json!({ "votesShown": rule })).await;
    let (anna, bo) = (
        poll.member(&poll.north).await,
        poll.member(&poll.south).await,
    );
    poll.vote(&anna, &poll.north, &[(0, "YES")]).await;
    poll.vote(&bo, &poll.south, &[(0, "NO")]).await;
    let seen = look(&anna, &poll.seen, POLL).await;
    let first = &seen["datePoll"]["options"][0];
    assert_eq!(first["votes"].as_array().map_or(0, Vec::len), votes);
    assert_eq!(first["summary"].is_object(), counts);
    let all = poll.look().await;
    assert_eq!(
        all["datePoll"]["options"][0]["votes"]
            .as_array()
            .map_or(0, Vec::len),
        2
    );
}

#[rstest]
#[tokio::test]
async fn members_of_the_networks_and_hosts_are_asked_unless_others_are_named(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let network = scene
        .app
        .network("Landsbygd", entity::Visibility::Network)
        .await;
    let (north, south) = (
        scene.app.organisation("Nord").await,
        scene.app.organisation("Syd").await,
    );
    for one in [&north, &scene.host] {
        scene.app.join(&network, one.id).await;
    }
    let draft = scene.create(json!({ "networkIds": [gid("Network", network.id)], "startsLocal": null, "endsLocal": null })).await;
    let bad = json!({ "options": [], "quorum": 0, "closesAt": "2020-01-01T00:00:00Z", "organisationIds": [] });
    let refused = scene
        .try_act("openDatePoll", "OpenDatePollInput", &draft, bad)
        .await;
    let expected = [
        "MISSING at organisationIds",
        "IN_THE_PAST at closesAt",
        "OUT_OF_RANGE at quorum",
        "OUT_OF_RANGE at options",
    ];
    assert_eq!(refusals(&refused), expected);
    let form = json!({ "options": [option(&scene, 20, 9)] });
    let seen = scene
        .act("openDatePoll", "OpenDatePollInput", &draft, form.clone())
        .await;
    let poll = scene.look(&seen, POLL).await;
    let mut asked = names(&poll["datePoll"]["asked"]);
    asked.sort_unstable();
    assert_eq!(asked, ["Ludvika", "Nord"]);
    let again = scene
        .try_act("openDatePoll", "OpenDatePollInput", &seen, form)
        .await;
    assert_eq!(refusals(&again), ["WRONG_STATE at id"]);
    // Who is asked later sees it from then on, and who is not any more no longer.
    let (anna, bo) = (
        scene
            .app
            .person_in(north.id, OrganisationRole::Member)
            .await,
        scene
            .app
            .person_in(south.id, OrganisationRole::Member)
            .await,
    );
    assert_eq!(look(&bo, &seen, "state").await, Value::Null);
    let others = json!({ "organisationIds": [gid("Organisation", south.id)] });
    let seen = scene
        .act("updateDatePoll", "UpdateDatePollInput", &seen, others)
        .await;
    assert_eq!(look(&bo, &seen, "state").await["state"], "DATE_POLL");
    assert_eq!(look(&anna, &seen, "state").await, Value::Null);
}

#[rstest]
#[tokio::test]
async fn choosing_needs_what_publishing_needs_and_times_that_exist(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let bare = json!({ "startsLocal": null, "endsLocal": null, "venue": null, "seatPools": [], "timeZone": "Europe/Stockholm" });
    let draft = scene.create(bare).await;
    let gap = json!({ "options": [{ "startsLocal": "2027-03-28T02:30", "endsLocal": "2027-03-28T05:00" },
        { "startsLocal": "2027-10-31T02:30", "endsLocal": "2027-10-31T05:00" },
        { "startsLocal": "2099-05-03T12:00", "endsLocal": "2099-05-03T11:00" }] });
    let refused = scene
        .try_act("openDatePoll", "OpenDatePollInput", &draft, gap)
        .await;
    let expected = [
        "NONEXISTENT_TIME at options.0.startsLocal",
        "AMBIGUOUS_TIME at options.1.startsLocal",
        "REVERSED at options.2.endsLocal",
    ];
    assert_eq!(refusals(&refused), expected);
    let form = json!({ "options": [option(&scene, 20, 9)] });
    let seen = scene
        .act("openDatePoll", "OpenDatePollInput", &draft, form)
        .await;
    let option = scene.look(&seen, POLL).await["datePoll"]["options"][0]["id"].clone();
    let choice = json!({ "optionId": option, "force": true });
    let refused = scene
        .try_act("chooseDate", "ChooseDateInput", &seen, choice)
        .await;
    assert_eq!(
        refusals(&refused),
        ["MISSING at seatPools", "MISSING at venue"]
    );
}

#[rstest]
#[tokio::test]
async fn whoever_listens_hears_of_every_vote(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let poll = Poll::open(db, json!({})).await;
    let (anna, bo) = (
        poll.member(&poll.north).await,
        poll.member(&poll.south).await,
    );
    let query = "subscription ($id: ID!) { datePollVotes(id: $id) { datePoll { options { summary { yes } } } } }";
    let mut heard = bo.subscribe(query, json!({ "id": poll.seen.id })).await;
    let yes = |message: Value| summaries(&message["payload"]["data"]["datePollVotes"], "yes");
    assert_eq!(yes(heard.next().await), [json!(0), json!(0), json!(0)]);
    poll.vote(&anna, &poll.north, &[(1, "YES")]).await;
    assert_eq!(yes(heard.next().await), [json!(0), json!(1), json!(0)]);
}

#[rstest]
#[tokio::test]
async fn the_summaries_of_a_page_of_seminars_cost_one_statement(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let poll = Poll::open(db, json!({})).await;
    let query =
        "{ seminars(first: 50) { nodes { datePoll { options { summary { yes rank } } } } } }";
    let measure = async || {
        // Opening a poll has the worker write to those who are asked.
        crate::people::settled(&poll.scene.app).await;
        let mut fewest = u64::MAX;
        for _ in 0..5 {
            let (_, count) = poll
                .scene
                .app
                .statements(poll.scene.editor.data(query, json!({})))
                .await;
            fewest = fewest.min(count);
        }
        fewest
    };
    let one = measure().await;
    for _ in 0..4 {
        let draft = poll
            .scene
            .create(json!({ "startsLocal": null, "endsLocal": null }))
            .await;
        let form = json!({ "options": [option(&poll.scene, 20, 9), option(&poll.scene, 21, 9)] });
        poll.scene
            .act("openDatePoll", "OpenDatePollInput", &draft, form)
            .await;
    }
    assert_eq!(measure().await, one);
}

#[rstest]
#[tokio::test]
async fn a_postponed_seminar_can_be_polled_anew(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let poll = Poll::open(db, json!({})).await;
    let anna = poll.member(&poll.north).await;
    poll.vote(&anna, &poll.north, &[(0, "YES")]).await;
    let chosen = poll.choose(json!({ "optionId": poll.options[0] })).await;
    let seen = Seen::of(&chosen["seminar"]);
    let seen = poll
        .scene
        .act(
            "postponeSeminar",
            "PostponeSeminarInput",
            &seen,
            json!({ "reason": "Sjukdom." }),
        )
        .await;
    let form = json!({ "options": [option(&poll.scene, 50, 9)], "organisationIds": [gid("Organisation", poll.north.id)] });
    poll.scene
        .act("openDatePoll", "OpenDatePollInput", &seen, form)
        .await;
    let now = poll.look().await;
    assert_eq!(now["state"], "DATE_POLL");
    let options = now["datePoll"]["options"].as_array().expect("dates");
    assert_eq!(options.len(), 1);
    assert_eq!(options[0]["votes"], json!([]));
    assert_eq!(names(&now["datePoll"]["asked"]), ["Nord"]);
    // It was out already, and stays so; whoever was told of the first date stays noted.
    let other = poll.scene.app.person().await;
    let seen_by_others = look(&other, &poll.seen, "state datePoll { isOpen }").await;
    assert_eq!(
        seen_by_others,
        json!({ "state": "DATE_POLL", "datePoll": null })
    );
    let notices = poll.scene.look(&poll.seen, "notices { kind }").await;
    assert_eq!(notices["notices"], json!([{ "kind": "DATE_CHOSEN" }]));
}

#[rstest]
#[tokio::test]
async fn nobody_is_asked_about_a_date_that_has_passed(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let poll = Poll::open(db, json!({})).await;
    let anna = poll.member(&poll.north).await;
    poll.vote(&anna, &poll.north, &[(1, "YES"), (2, "NO")])
        .await;
    let before = poll.look().await;
    assert_eq!(names(&before["datePoll"]["unanswered"]), ["Nord", "Syd"]);
    poll.scene
        .app
        .clock
        .advance(chrono::TimeDelta::hours(30 * 24 + 23));
    let late = poll.vote(&anna, &poll.north, &[(0, "YES")]).await;
    assert_eq!(refusals(&late), ["IN_THE_PAST at votes.0.optionId"]);
    let now = poll.look().await;
    assert_eq!(names(&now["datePoll"]["unanswered"]), ["Syd"]);
}
