//! Choosing a date.

use std::collections::HashMap;

use async_graphql::{ID, InputObject};
use entity::{
    date_option::{self, DateOptionStatus},
    date_poll, date_vote, date_voter, seat_pool, seminar,
    seminar::SeminarState,
    seminar_notice::{self, NoticeKind},
};
use sea_orm::{
    ActiveValue::Set,
    sea_query::{Condition, Expr},
};

use super::{Tally, all, option_of, poll_of};
use crate::{
    platform::{
        access::Work,
        clock::new_id,
        error::Result,
        graphql::{Check, SafeInt, UNKNOWN, id},
    },
    seminars::{
        arranging::{self, Arranged},
        calendars, conflicts,
        content::Parts,
        policy::ArrangeSeminar,
        seats::has_seats,
        series,
        stage::{complete, must_be},
        time::IN_THE_PAST,
    },
};

pub const NOBODY_SAID_YES: &str = "NOBODY_SAID_YES";
pub const BELOW_QUORUM: &str = "BELOW_QUORUM";

/// Chooses a date of the poll: the seminar is scheduled for it.
#[derive(InputObject)]
pub struct ChooseDateInput {
    /// Which seminar; you must be one of its organisers.
    pub id: ID,
    /// The version this was decided from.
    pub version: SafeInt,
    /// Which date.
    pub option_id: ID,
    /// Choose it even if no organisation said YES, or fewer can come than the quorum asks for.
    #[graphql(default)]
    pub force: bool,
}

pub async fn choose(work: &Work, input: ChooseDateInput) -> Result<seminar::Model> {
    let id = id::of::<seminar::Entity>(&input.id, "id")?;
    let seminar = series::open_occurrence::<ArrangeSeminar>(work, id, input.version.0).await?;
    must_be(
        &seminar,
        &[SeminarState::DatePoll],
        "given a date by choice",
    )?;
    let poll = poll_of(work, &seminar).await?;
    let option = id::part("DateOption", &input.option_id, "optionId")?;
    let option = option_of(work, &seminar, option).await?;
    let votes = all::<date_vote::Entity, _>(work, &seminar).await?;
    let mut check = Check::default();
    may_be_chosen(work, &mut check, &poll, &option, &votes, input.force);
    check.finish()?;
    let mut after = (*seminar).clone();
    after.starts_at = Some(option.starts_at);
    after.ends_at = Some(option.ends_at);
    after.state = SeminarState::Scheduled;
    let pools = all::<seat_pool::Entity, _>(work, &seminar).await?;
    complete(&after, has_seats(&after, &pools))?;
    series::may_publish(work, &seminar).await?;
    let mut change = seminar::ActiveModel {
        time_zone: Set(option.time_zone.clone()),
        starts_local: Set(Some(option.starts_local)),
        ends_local: Set(Some(option.ends_local)),
        starts_at: Set(Some(option.starts_at)),
        ends_at: Set(Some(option.ends_at)),
        sort_at: Set(option.starts_at),
        when_text: Set(None),
        when_earliest: Set(None),
        when_latest: Set(None),
        state: Set(SeminarState::Scheduled),
        published_at: Set(seminar.published_at.or(Some(work.now()))),
        ..Default::default()
    };
    let chosen = [
        (date_poll::Column::ChosenOptionId, Expr::value(option.id)),
        (date_poll::Column::ChosenAt, Expr::value(work.now())),
    ];
    work.change_under::<date_poll::Entity, _, _>(&seminar, chosen, Condition::all())
        .await?;
    note_voters(work, &seminar, votes).await?;
    series::note_own(&seminar, &mut change, &Parts::default());
    let row = arranging::write(work, &seminar, change).await?;
    conflicts::check(work, std::slice::from_ref(&row)).await?;
    Ok(row)
}

fn may_be_chosen(
    work: &Work,
    check: &mut Check,
    poll: &date_poll::Model,
    option: &date_option::Model,
    votes: &[date_vote::Model],
    force: bool,
) {
    if option.status != DateOptionStatus::Asked {
        let message = "Nobody was asked about that date; accept the suggestion first.";
        check.refuse("optionId", UNKNOWN, message);
    }
    if option.starts_at <= work.now() {
        let message = "That date has passed; choose one that is ahead.";
        check.refuse("optionId", IN_THE_PAST, message);
    }
    let tally = Tally::of(option, votes);
    if tally.yes == 0 && !force {
        let message = "No organisation said YES to that date as it is now; choose it with force: true if it is to be all the same.";
        check.refuse("optionId", NOBODY_SAID_YES, message);
    } else if !tally.reaches(poll.quorum) && !force {
        let message = format!(
            "{} organisations can come and the poll asks for {}; choose it with force: true if it is to be all the same.",
            tally.can(),
            poll.quorum.unwrap_or_default()
        );
        check.refuse("optionId", BELOW_QUORUM, message);
    }
}

/// Everyone who voted is to be told, once, also those in whose place a colleague did.
async fn note_voters(work: &Work, seminar: &Arranged, votes: Vec<date_vote::Model>) -> Result<()> {
    let voters = all::<date_voter::Entity, _>(work, seminar).await?;
    let voters = voters
        .iter()
        .map(|one| (one.person_id, one.organisation_id));
    let votes = votes
        .iter()
        .filter_map(|vote| Some((vote.person_id?, vote.organisation_id)));
    let voters: HashMap<_, _> = voters.chain(votes).collect();
    let notice = |(person, organisation)| seminar_notice::ActiveModel {
        id: Set(new_id()),
        kind: Set(NoticeKind::DateChosen),
        person_id: Set(person),
        organisation_id: Set(Some(organisation)),
        noted_at: Set(work.now()),
        told_at: Set(None),
        ..Default::default()
    };
    work.insert_all(voters.into_iter().map(notice).collect(), seminar)
        .await?;
    calendars::noted(work, seminar.id).await
}
