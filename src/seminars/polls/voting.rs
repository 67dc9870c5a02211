//! Answering for an organisation, and who sees the answers.

use std::collections::{HashMap, HashSet};

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::{
    date_option::{self, DateOptionStatus},
    date_poll::{self, VotesShown},
    date_poll_organisation,
    date_vote::{self, DateAnswer},
    date_voter, organisation, seminar,
    seminar::SeminarState,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use uuid::Uuid;

use super::{DATES, all, poll_of, stir};
use crate::{
    platform::{
        access::{Allows, Permitted, Role, Viewer, Work},
        clock::new_id,
        error::{Error, Refusal, Result},
        graphql::{Check, UNKNOWN, id},
    },
    seminars::{
        content::MESSAGE,
        policy::{ArrangeSeminar, VoteOnDates},
        time::IN_THE_PAST,
    },
};

pub const POLL_CLOSED: &str = "POLL_CLOSED";
pub const NOT_ASKED: &str = "NOT_ASKED";

/// What an organisation says to one date.
#[derive(InputObject)]
pub struct DateVoteInput {
    /// Which date.
    pub option_id: ID,
    /// Whether it suits.
    pub answer: DateAnswer,
    /// A remark; at most 2,000 characters.
    pub comment: Option<String>,
}

/// Answers for an organisation; takes the place of what it said to these dates before.
#[derive(InputObject)]
pub struct VoteOnDatesInput {
    /// Which seminar.
    pub id: ID,
    /// For which organisation; you must belong to it.
    pub organisation_id: ID,
    /// What it says; each date once, 1 to 50 of them.
    pub votes: Vec<DateVoteInput>,
}

/// Whether votes are taken.
pub fn is_open(seminar: &seminar::Model, poll: &date_poll::Model, now: DateTime<Utc>) -> bool {
    seminar.state == SeminarState::DatePoll && poll.closes_at.is_none_or(|at| at > now)
}

pub(super) fn must_be_open(
    work: &Work,
    seminar: &seminar::Model,
    poll: &date_poll::Model,
) -> Result<()> {
    let now = work.moment();
    if is_open(seminar, poll, now) {
        return Ok(());
    }
    let message = match poll.closes_at {
        Some(at) if at <= now => format!(
            "The poll closed at {}; ask its organisers to keep it open longer.",
            at.to_rfc3339()
        ),
        _ => "The poll is over: its organisers have decided.".to_owned(),
    };
    Err(Refusal::new(POLL_CLOSED, message).at("id").into())
}

/// The poll in which the viewer may answer for an organisation.
pub(super) async fn answering(
    work: &Work,
    seminar: &Permitted<VoteOnDates, seminar::Entity>,
    organisation: Uuid,
) -> Result<date_poll::Model> {
    let poll = poll_of(work, seminar).await?;
    if !work.viewer().has(Role::Member, organisation) {
        return Err(Error::Forbidden);
    }
    let asked = all::<date_poll_organisation::Entity, _>(work, seminar).await?;
    if asked.iter().any(|one| one.organisation_id == organisation) {
        return Ok(poll);
    }
    let message = "That organisation is not asked; the organisers can ask it with organisationIds.";
    Err(Refusal::new(NOT_ASKED, message).at("organisationId").into())
}

pub async fn vote(work: &Work, input: VoteOnDatesInput) -> Result<seminar::Model> {
    let mut check = Check::default();
    let seminar = check.take(id::of::<seminar::Entity>(&input.id, "id"))?;
    let organisation = id::of::<organisation::Entity>(&input.organisation_id, "organisationId");
    let organisation = check.take(organisation)?;
    let votes = read(&mut check, input.votes)?;
    check.finish()?;
    let (Some(seminar), Some(organisation)) = (seminar, organisation) else {
        return Err(Error::NotFound);
    };
    let seminar: Permitted<VoteOnDates, _> = work.permit(seminar).await?;
    let poll = answering(work, &seminar, organisation).await?;
    must_be_open(work, &seminar, &poll)?;
    let options = all::<date_option::Entity, _>(work, &seminar).await?;
    let options: HashMap<Uuid, &date_option::Model> = options
        .iter()
        .filter(|one| one.status == DateOptionStatus::Asked)
        .map(|one| (one.id, one))
        .collect();
    let mut check = Check::default();
    let mut rows = vec![];
    for (place, vote) in votes.into_iter().enumerate() {
        match options.get(&vote.option) {
            Some(option) if option.starts_at <= work.now() => {
                let field = format!("votes.{place}.optionId");
                let message =
                    format!("{field} names a date that has passed; vote on those that are ahead.");
                check.refuse(&field, IN_THE_PAST, message);
            }
            Some(option) => rows.push(date_vote::ActiveModel {
                id: Set(new_id()),
                option_id: Set(vote.option),
                organisation_id: Set(organisation),
                person_id: Set(work.viewer().person().ok()),
                answer: Set(vote.answer),
                comment: Set(vote.comment),
                revision: Set(option.revision),
                voted_at: Set(work.moment()),
                ..Default::default()
            }),
            None => {
                let field = format!("votes.{place}.optionId");
                let message = format!(
                    "{field} names a date that nobody is asked about; read the poll again."
                );
                check.refuse(&field, UNKNOWN, message);
            }
        }
    }
    check.finish()?;
    let again: Vec<Uuid> = rows
        .iter()
        .filter_map(|row| row.option_id.try_as_ref().copied())
        .collect();
    let before = Condition::all()
        .add(date_vote::Column::OrganisationId.eq(organisation))
        .add(date_vote::Column::OptionId.is_in(again));
    work.clear_under::<date_vote::Entity, _, _>(&seminar, before)
        .await?;
    work.insert_all(rows, &seminar).await?;
    note_voter(work, &seminar, organisation).await?;
    stir(work, &seminar).await
}

/// Keeps who has answered, though a colleague's answer may take the place of theirs: they are told of the date too.
async fn note_voter(
    work: &Work,
    seminar: &Permitted<VoteOnDates, seminar::Entity>,
    organisation: Uuid,
) -> Result<()> {
    use date_voter::Column::{OrganisationId, PersonId};
    let Ok(person) = work.viewer().person() else {
        return Ok(());
    };
    let before = Condition::all()
        .add(OrganisationId.eq(organisation))
        .add(PersonId.eq(person));
    work.clear_under::<date_voter::Entity, _, _>(seminar, before)
        .await?;
    let row = date_voter::ActiveModel {
        organisation_id: Set(organisation),
        person_id: Set(person),
        voted_at: Set(work.moment()),
        ..Default::default()
    };
    work.insert_all(vec![row], seminar).await
}

struct Given {
    option: Uuid,
    answer: DateAnswer,
    comment: Option<String>,
}

fn read(check: &mut Check, given: Vec<DateVoteInput>) -> Result<Vec<Given>> {
    if given.is_empty() || given.len() > DATES {
        let message = format!("votes has {} members; 1 to {DATES} are taken.", given.len());
        check.refuse("votes", "OUT_OF_RANGE", message);
        return Ok(vec![]);
    }
    let mut seen = HashSet::new();
    let mut votes = vec![];
    for (place, one) in given.into_iter().enumerate() {
        let field = format!("votes.{place}.optionId");
        let comment = check.optional(&format!("votes.{place}.comment"), one.comment, MESSAGE);
        let Some(option) = check.take(id::part("DateOption", &one.option_id, &field))? else {
            continue;
        };
        if !seen.insert(option) {
            check.refuse(&field, "DUPLICATE", format!("{field} names a date twice."));
        }
        votes.push(Given {
            option,
            answer: one.answer,
            comment,
        });
    }
    Ok(votes)
}

/// What a viewer sees of a poll.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Arranges the seminar: sees everything.
    pub arranges: bool,
    /// Those of the organisations asked for which the viewer may answer.
    pub own: Vec<Uuid>,
    shown: VotesShown,
}

impl Shown {
    /// Nothing for those who neither arrange the seminar nor are asked.
    pub fn to(
        viewer: &Viewer,
        seminar: &seminar::Model,
        poll: &date_poll::Model,
        asked: &[date_poll_organisation::Model],
    ) -> Option<Self> {
        let arranges = Allows::<ArrangeSeminar>::allows(seminar, viewer) || viewer.runs_platform();
        let own: Vec<Uuid> = asked
            .iter()
            .map(|one| one.organisation_id)
            .filter(|id| viewer.has(Role::Member, *id))
            .collect();
        (arranges || !own.is_empty()).then_some(Self {
            arranges,
            own,
            shown: poll.votes_shown,
        })
    }

    pub fn counts(&self) -> bool {
        self.arranges || self.shown != VotesShown::Organisers
    }

    pub fn vote(&self, vote: &date_vote::Model) -> bool {
        self.arranges
            || self.shown == VotesShown::EveryoneAsked
            || self.own.contains(&vote.organisation_id)
    }

    pub fn option(&self, option: &date_option::Model) -> bool {
        let proposed = |id| self.own.contains(&id);
        self.arranges
            || option.status == DateOptionStatus::Asked
            || option.suggested_by_id.is_some_and(proposed)
    }
}

/// Those who lack a vote that still counts for some date that is asked about and ahead.
pub fn unanswered(
    asked: &[date_poll_organisation::Model],
    options: &[date_option::Model],
    votes: &[date_vote::Model],
    now: DateTime<Utc>,
) -> Vec<Uuid> {
    let current: HashSet<(Uuid, Uuid, i32)> = votes
        .iter()
        .map(|vote| (vote.organisation_id, vote.option_id, vote.revision))
        .collect();
    let options = options
        .iter()
        .filter(|option| option.status == DateOptionStatus::Asked && option.starts_at > now);
    let lacks = |organisation: &Uuid| {
        options
            .clone()
            .any(|one| !current.contains(&(*organisation, one.id, one.revision)))
    };
    asked
        .iter()
        .map(|one| one.organisation_id)
        .filter(lacks)
        .collect()
}
