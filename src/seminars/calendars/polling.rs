//! Asking those whose answers a date poll waits for: when it is opened, when they are asked later, and again while they have
//! not answered.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{
    affiliation::{self, OrganisationRole},
    date_option::{self, DateOptionStatus},
    date_poll, date_poll_organisation, date_vote, seminar,
    seminar_reminder::ReminderKind,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    letters::{self, Letter, moment, span},
    reminding::mark,
    standing::Seminar,
    telling::{self, TellParticipants, Telling},
};
use crate::{
    platform::{access::Work, error::Result, mail, store::one_of},
    seminars::{policy::TellPeople, polls},
};

/// A poll was opened at that moment, or asks these organisations too.
pub async fn polled(
    work: &Work,
    seminar: Uuid,
    opened_at: DateTime<Utc>,
    organisations: Option<Vec<Uuid>>,
) -> Result<()> {
    let telling = Telling::Polled {
        seminar,
        opened_at,
        organisations,
    };
    telling::enqueue(work, telling, None).await
}

/// An open poll, and those who have not answered all of it.
struct Open {
    poll: date_poll::Model,
    options: Vec<date_option::Model>,
    silent: Vec<Uuid>,
}

impl Open {
    async fn of(work: &Work, seminar: &Seminar) -> Result<Option<Self>> {
        let poll = work.select_under::<date_poll::Entity, _, _>(seminar);
        let poll = work.one(poll).await?;
        let is_open = |poll: &date_poll::Model| polls::is_open(seminar, poll, work.moment());
        let Some(poll) = poll.filter(is_open) else {
            return Ok(None);
        };
        let asked = work.select_under::<date_poll_organisation::Entity, _, _>(seminar);
        let options = work
            .select_under::<date_option::Entity, _, _>(seminar)
            .order_by_asc(date_option::Column::StartsAt);
        let votes = work.select_under::<date_vote::Entity, _, _>(seminar);
        let options = work.all(options).await?;
        let (asked, votes) = (work.all(asked).await?, work.all(votes).await?);
        let silent = polls::unanswered(&asked, &options, &votes, work.moment());
        Ok(Some(Self {
            poll,
            options,
            silent,
        }))
    }

    /// The dates that are asked about and ahead, a line each.
    fn dates(&self, now: DateTime<Utc>) -> String {
        let asked = self.options.iter();
        let asked =
            asked.filter(|one| one.status == DateOptionStatus::Asked && one.starts_at > now);
        let line =
            |one: &date_option::Model| span(one.starts_local, Some(one.ends_local), &one.time_zone);
        asked.map(line).collect::<Vec<_>>().join("\n")
    }
}

impl TellParticipants {
    pub(super) async fn ask_voters(
        &self,
        work: &Work,
        seminar: Uuid,
        opened_at: DateTime<Utc>,
        organisations: Option<Vec<Uuid>>,
    ) -> Result<()> {
        let seminar = work.permit::<TellPeople, seminar::Entity>(seminar).await?;
        let Some(mut open) = Open::of(work, &seminar).await? else {
            return Ok(());
        };
        if open.poll.opened_at != opened_at {
            return Ok(());
        }
        if let Some(organisations) = organisations {
            open.silent.retain(|one| organisations.contains(one));
        }
        let kind = format!("opened {}", opened_at.timestamp_micros());
        self.write_to_voters(work, &seminar, &open, "asked", &kind)
            .await
    }

    pub(super) async fn remind_voters(
        &self,
        work: &Work,
        seminar: &Seminar,
        (kind, due_for): (ReminderKind, DateTime<Utc>),
    ) -> Result<()> {
        let Some(open) = Open::of(work, seminar).await? else {
            return Ok(());
        };
        let counts_from = open.poll.closes_at.unwrap_or(open.poll.opened_at);
        if counts_from != due_for {
            return Ok(());
        }
        self.write_to_voters(work, seminar, &open, "poll", &mark(kind, due_for))
            .await
    }

    async fn write_to_voters(
        &self,
        work: &Work,
        seminar: &Seminar,
        open: &Open,
        name: &'static str,
        mark: &str,
    ) -> Result<()> {
        let people = speakers(work, &open.silent).await?;
        let known = self.readers(work, seminar, &people).await?;
        let names = letters::names(work, seminar).await?;
        let until = open.poll.closes_at.map(|at| moment(seminar, at));
        let mut letter = Letter::new(name, &self.maker, seminar, &names)
            .and("until", until)
            .and("", Some(open.dates(work.moment())));
        let mails = people.iter().filter_map(|person| {
            let key = format!("poll {} {person} {mark}", seminar.id);
            Some((Some(key), letter.to(known.get(person)?, None)))
        });
        let mails: Vec<_> = mails.collect();
        mail::enqueue_all(work, mails).await
    }
}

/// Those who write for these organisations today; where nobody does, all of their people. Each once.
async fn speakers(work: &Work, organisations: &[Uuid]) -> Result<Vec<Uuid>> {
    use affiliation::Column::{EndsOn, OrganisationId, StartsOn};
    let today = work.today();
    let begun = Condition::any()
        .add(StartsOn.is_null())
        .add(StartsOn.lte(today));
    let lasts = Condition::any().add(EndsOn.is_null()).add(EndsOn.gt(today));
    let rows = work
        .select::<affiliation::Entity>()
        .filter(one_of(
            work.viewer().backend(),
            OrganisationId.into_expr(),
            organisations,
        ))
        .filter(begun)
        .filter(lasts);
    let rows = work.all(rows).await?;
    let writes = |row: &affiliation::Model| {
        matches!(row.role, OrganisationRole::Editor | OrganisationRole::Admin)
    };
    let written_for: HashSet<Uuid> = rows
        .iter()
        .filter(|row| writes(row))
        .map(|row| row.organisation_id)
        .collect();
    let mut people: Vec<Uuid> = rows
        .iter()
        .filter(|row| writes(row) || !written_for.contains(&row.organisation_id))
        .map(|row| row.person_id)
        .collect();
    people.sort_unstable();
    people.dedup();
    Ok(people)
}
