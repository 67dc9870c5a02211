//! Reminders: seven days, 24 hours and an hour before the start to those who have a seat; three days and 24 hours before a
//! poll closes, or seven and 14 days after one without an end was opened, to those who have not answered. Each once for a
//! start or an end: one that is moved is reminded of again.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    date_poll,
    registration::{self, RegistrationStatus},
    seminar::{self, SeminarState},
    seminar_reminder::{self, ReminderKind},
};
use sea_orm::{
    ActiveEnum,
    ActiveValue::Set,
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, JoinType, Query},
};
use uuid::Uuid;

use super::{
    letters::{self, Letter, addressees},
    standing::{Seminar, open_questions, seats_of},
    telling::{self, TellParticipants, Telling},
};
use crate::{
    platform::{access::Work, error::Result, jobs, mail},
    seminars::{access_lost::told_no_more, policy::TellPeople, queue::LINK_AHEAD},
};

/// A kind of reminder: how long before, and how late it may come after Erfa stood still. Later, the next one says it.
type Before = (ReminderKind, TimeDelta, TimeDelta);

const OF_START: [Before; 3] = [
    (ReminderKind::Week, TimeDelta::days(7), TimeDelta::days(2)),
    (
        ReminderKind::Day,
        TimeDelta::hours(24),
        TimeDelta::hours(12),
    ),
    (
        ReminderKind::Hour,
        TimeDelta::hours(1),
        TimeDelta::minutes(45),
    ),
];
const OF_POLL: [Before; 2] = [
    (
        ReminderKind::PollThreeDays,
        TimeDelta::days(3),
        TimeDelta::days(1),
    ),
    (
        ReminderKind::PollDay,
        TimeDelta::hours(24),
        TimeDelta::hours(12),
    ),
];

/// Of polls without an end, counted from when they were opened.
const OF_OPEN_POLL: [Before; 2] = [
    (
        ReminderKind::PollWeek,
        TimeDelta::days(-7),
        TimeDelta::days(2),
    ),
    (
        ReminderKind::PollFortnight,
        TimeDelta::days(-14),
        TimeDelta::days(2),
    ),
];

/// Seminars that one turn takes up; the rest wait for the next.
const AT_ONCE: u64 = 1_000;
/// People who are reminded by one transaction; the rest by the next.
const PEOPLE: usize = 500;

/// A seminar, what is due for it, and its SEQUENCE: a new one is another job.
type Due = (Uuid, DateTime<Utc>, i32);

/// Every minute: puts in line what is due.
pub async fn put_in_line(work: &Work) -> Result<()> {
    let system = work.as_system("calendar");
    let mut found: Vec<(ReminderKind, Due)> = vec![];
    for before in OF_START {
        let at = Expr::col((seminar::Entity, seminar::Column::StartsAt));
        let select = system
            .select::<seminar::Entity>()
            .filter(seminar::Column::State.is_in([SeminarState::Scheduled, SeminarState::Open]));
        let due = due(&system, select, at, before).await?;
        found.extend(due.into_iter().map(|one| (before.0, one)));
    }
    let of_end = OF_POLL.map(|before| (before, date_poll::Column::ClosesAt));
    let of_opening = OF_OPEN_POLL.map(|before| (before, date_poll::Column::OpenedAt));
    for (before, column) in of_end.into_iter().chain(of_opening) {
        let at = Expr::col((date_poll::Entity, column));
        let closes = Expr::col((date_poll::Entity, date_poll::Column::ClosesAt));
        let mut select = system
            .select::<seminar::Entity>()
            .filter(seminar::Column::State.eq(SeminarState::DatePoll))
            .filter(match column {
                date_poll::Column::OpenedAt => closes.is_null(),
                _ => closes.is_not_null(),
            });
        let of = Expr::col((date_poll::Entity, date_poll::Column::SeminarId));
        let id = Expr::col((seminar::Entity, seminar::Column::Id));
        QuerySelect::query(&mut select).join(JoinType::InnerJoin, date_poll::Entity, of.eq(id));
        let due = due(&system, select, at, before).await?;
        found.extend(due.into_iter().map(|one| (before.0, one)));
    }
    let jobs = found
        .into_iter()
        .map(|(kind, (seminar, due_for, sequence))| {
            let telling = Telling::Reminder {
                seminar,
                kind,
                due_for,
                after: None,
            };
            let key = format!("{seminar} {} {sequence}", mark(kind, due_for));
            telling::job_of(work, &telling, Some(key))
        });
    jobs::enqueue_all(work, jobs.collect::<Result<_>>()?).await?;
    Ok(())
}

pub(super) fn mark(kind: ReminderKind, due_for: DateTime<Utc>) -> String {
    format!("{} {}", kind.to_value(), due_for.timestamp())
}

/// Those of the seminars of which this kind of reminder is due and was not sent.
async fn due(
    system: &Work,
    select: Select<seminar::Entity>,
    at: Expr,
    (kind, before, late): Before,
) -> Result<Vec<Due>> {
    use seminar_reminder::{Column, Entity};
    let now = system.now();
    let column = |column: Column| Expr::col((Entity, column));
    let sent = Query::select()
        .column(Column::SeminarId)
        .from(Entity)
        .and_where(column(Column::SeminarId).eq(Expr::col((seminar::Entity, seminar::Column::Id))))
        .and_where(column(Column::Kind).eq(kind.to_value()))
        .and_where(column(Column::DueFor).eq(at.clone()))
        .to_owned();
    let select = select
        .filter(at.clone().gt(now + before - late))
        .filter(at.clone().lte(now + before))
        .filter(Expr::exists(sent).not())
        .order_by_asc(at.clone())
        .limit(AT_ONCE)
        .select_only()
        .expr_as(Expr::col((seminar::Entity, seminar::Column::Id)), "id")
        .expr_as(at, "due_for")
        .expr_as(
            Expr::col((seminar::Entity, seminar::Column::CalendarSequence)),
            "sequence",
        );
    system.tuples(select.into_tuple()).await
}

impl TellParticipants {
    pub(super) async fn remind(
        &self,
        work: &Work,
        seminar: Uuid,
        (kind, due_for): (ReminderKind, DateTime<Utc>),
        after: Option<Uuid>,
    ) -> Result<()> {
        let seminar = work.permit::<TellPeople, seminar::Entity>(seminar).await?;
        if after.is_none() && !first_time(work, &seminar, kind, due_for).await? {
            return Ok(());
        }
        match kind {
            ReminderKind::Week | ReminderKind::Day | ReminderKind::Hour => {
                self.remind_seated(work, &seminar, (kind, due_for), after)
                    .await
            }
            ReminderKind::PollThreeDays
            | ReminderKind::PollDay
            | ReminderKind::PollWeek
            | ReminderKind::PollFortnight => {
                self.remind_voters(work, &seminar, (kind, due_for)).await
            }
        }
    }

    async fn remind_seated(
        &self,
        work: &Work,
        seminar: &Seminar,
        (kind, due_for): (ReminderKind, DateTime<Utc>),
        after: Option<Uuid>,
    ) -> Result<()> {
        use registration::Column::{Id, Status};
        let announced = matches!(seminar.state, SeminarState::Scheduled | SeminarState::Open);
        if !announced || seminar.starts_at != Some(due_for) || due_for <= work.moment() {
            return Ok(());
        }
        let seated = work
            .select_under::<registration::Entity, _, _>(seminar)
            .filter(Status.eq(RegistrationStatus::Confirmed))
            .filter(Condition::all().add_option(after.map(|after| Id.gt(after))))
            .order_by_asc(Id)
            .limit(u64::try_from(PEOPLE).unwrap_or(u64::MAX));
        let seated = work.all(seated).await?;
        let people: Vec<Uuid> = seated.iter().map(|row| row.person_id).collect();
        let see = self.who_see(work, seminar.audience_id, &people).await?;
        let unseen = seated.iter().filter(|row| !see.contains(&row.person_id));
        told_no_more(work, seminar.id, unseen.map(|row| row.id).collect()).await?;
        let people: Vec<Uuid> = see.into_iter().collect();
        let people = addressees(work, &people).await?;
        let names = letters::names(work, seminar).await?;
        let seats = seats_of(work, seminar).await?;
        let rows: Vec<&registration::Model> = seated.iter().collect();
        let open = open_questions(work, seminar, &rows).await?;
        let near = due_for - LINK_AHEAD <= work.now();
        let mut letters: HashMap<_, Letter> = HashMap::new();
        let mails = seated.iter().filter_map(|row| {
            let person = people.get(&row.person_id)?;
            let (seat, open) = (seats.get(&row.pool_id).copied(), open.get(&row.id));
            let letter = letters.entry((seat, open)).or_insert_with(|| {
                Letter::new("reminder", &self.maker, seminar, &names)
                    .seated(seat)
                    .and("join", seminar.join_url.clone().filter(|_| near))
                    .and("questions", open.cloned())
            });
            let key = format!("reminder {} {}", row.id, mark(kind, due_for));
            Some((Some(key), letter.to(person, None)))
        });
        let mails: Vec<_> = mails.collect();
        mail::enqueue_all(work, mails).await?;
        let Some(last) = seated.last().filter(|_| seated.len() == PEOPLE) else {
            return Ok(());
        };
        let telling = Telling::Reminder {
            seminar: seminar.id,
            kind,
            due_for,
            after: Some(last.id),
        };
        telling::enqueue(work, telling, None).await
    }
}

/// Notes a reminder, unless it was sent before. The seminar is locked, and its key lets nobody note it twice.
async fn first_time(
    work: &Work,
    seminar: &Seminar,
    kind: ReminderKind,
    due_for: DateTime<Utc>,
) -> Result<bool> {
    use seminar_reminder::Column::{DueFor, Kind};
    let before = work
        .select_under::<seminar_reminder::Entity, _, _>(seminar)
        .filter(Kind.eq(kind))
        .filter(DueFor.eq(due_for));
    if work.one(before).await?.is_some() {
        return Ok(false);
    }
    let row = seminar_reminder::ActiveModel {
        kind: Set(kind),
        due_for: Set(due_for),
        noted_at: Set(work.now()),
        ..Default::default()
    };
    work.insert_all(vec![row], seminar).await?;
    Ok(true)
}
