//! Who is told of a date poll, and when.

use chrono::TimeDelta;
use entity::affiliation::OrganisationRole::{Editor, Member};

use super::{
    mails::{Post, email},
    reading::Mail,
};
use crate::support::{scene::gid, *};

fn receivers(mails: &[Mail]) -> Vec<&str> {
    mails.iter().map(|mail| mail.to.as_str()).collect()
}

fn sorted(people: &[&Client]) -> Vec<String> {
    let mut emails: Vec<String> = people.iter().map(|client| email(client)).collect();
    emails.sort();
    emails
}

#[rstest]
#[tokio::test]
async fn those_asked_are_told_once_and_reminded_though_there_is_no_end(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let post = Post::new(db).await;
    let scene = &post.scene;
    let (north, south, east) = (
        scene.app.organisation("Nord").await,
        scene.app.organisation("Syd").await,
        scene.app.organisation("Öst").await,
    );
    let anna = scene.app.person_in(north.id, Editor).await;
    let colleague = scene.app.person_in(north.id, Member).await;
    // Nobody writes for this one: all of its people are asked.
    let bo = scene.app.person_in(south.id, Member).await;
    let carl = scene.app.person_in(east.id, Editor).await;
    let draft = scene
        .create(json!({ "startsLocal": null, "endsLocal": null }))
        .await;
    let day = scene.local(60).date();
    let of = |rows: &[uuid::Uuid]| -> Vec<_> {
        rows.iter().map(|id| gid("Organisation", *id)).collect()
    };
    let asked = json!({
        "options": [{ "startsLocal": format!("{day}T10:00"), "endsLocal": format!("{day}T12:00") }],
        "organisationIds": of(&[north.id, south.id]),
    });
    let seen = scene
        .act("openDatePoll", "OpenDatePollInput", &draft, asked)
        .await;
    let told = post.since(0).await;
    assert_eq!(receivers(&told), sorted(&[&anna, &bo]));
    for mail in &told {
        assert!(!mail.text.contains("Answer by"), "{}", mail.text);
        let date = format!("{day} 10:00–12:00 (Atlantic/Reykjavik)");
        assert!(mail.text.contains(&date), "{}", mail.text);
    }
    let more = json!({ "organisationIds": of(&[north.id, south.id, east.id]) });
    let seen = scene
        .act("updateDatePoll", "UpdateDatePollInput", &seen, more)
        .await;
    let told = post.only(2).await;
    assert_eq!(told.to, email(&carl), "only who is asked now");
    let poll = scene.look(&seen, "datePoll { options { id } }").await;
    let option = poll["datePoll"]["options"][0]["id"].clone();
    let vote = async |client: &Client, answer: &str| {
        let input = json!({ "id": seen.id, "organisationId": gid("Organisation", north.id),
            "votes": [{ "optionId": option, "answer": answer }] });
        let selection = "seminar { id }";
        let voted = client
            .change("voteOnDates", "VoteOnDatesInput", selection, input)
            .await;
        assert_eq!(voted["refusals"], json!([]), "{voted:#}");
    };
    vote(&anna, "YES").await;
    vote(&colleague, "IF_NEEDED").await;
    for (days, expected) in [
        (6, vec![]),
        (1, sorted(&[&bo, &carl])),
        (6, vec![]),
        (1, sorted(&[&bo, &carl])),
        (7, vec![]),
    ] {
        let number = post.count();
        scene
            .app
            .clock
            .advance(TimeDelta::days(days) + TimeDelta::minutes(1));
        post.turn().await;
        post.turn().await;
        let told = post.since(number).await;
        assert_eq!(receivers(&told), expected, "after {days} more days");
    }
    // Both who answered for the same organisation hear of the date.
    let number = post.count();
    let now = scene.see(&seen).await;
    let choice = json!({ "optionId": option, "force": true });
    scene
        .act("chooseDate", "ChooseDateInput", &now, choice)
        .await;
    let told = post.since(number).await;
    assert_eq!(receivers(&told), sorted(&[&anna, &colleague]));
    assert_eq!(told[0].subject, "The date is set: Bygd i balans");
}
