//! Telling those who are registered for a whole series: one message for all that has changed since the last.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::{
    registration::{self, RegistrationStatus},
    seat_pool::{self, SeatKind},
    seminar,
    seminar_series::{self, SeriesRegistrationMode},
    series_invitation::{self, Shown},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, JoinType, Query},
};
use uuid::Uuid;

use super::{
    letters::{self, addressees},
    series_mail::Message,
    taking_part::{self, Form, Next, Occurrences, Said, Statuses},
    telling::{self, TellParticipants, Telling},
    views::Views,
};
use crate::{
    platform::{
        access::{Permitted, Work},
        error::Result,
        mail,
        store::one_of,
    },
    seminars::{policy::TellPeople, registration::LIVE},
};

/// People who are told by one transaction; the rest by the next.
const AT_ONCE: usize = 200;
/// Of so many earlier messages the ones that have not gone out make way for the whole series.
const OLDER: i32 = 50;
/// While one of so many earlier messages has not gone out, no day is told alone: it could come before what it belongs to.
const JUST_BEFORE: i32 = 4;

type Series = Permitted<TellPeople, seminar_series::Entity>;

/// Somebody, what was told to them, and what is said now.
pub(super) struct Due {
    person: Uuid,
    pub sequence: i32,
    messages: i32,
    pub shown: Shown,
    pub said: Said,
}

impl Due {
    fn key(&self, series: Uuid, number: i32) -> String {
        format!("series {series} {} {number}", self.person)
    }

    /// The last messages before this one.
    fn earlier(&self, series: Uuid, most: i32) -> impl Iterator<Item = String> {
        let first = Ord::max(1, self.messages - most);
        (first..self.messages).map(move |number| self.key(series, number))
    }
}

impl TellParticipants {
    /// The series is locked, so that two never tell the same; whoever changes a registration meanwhile puts another job in line.
    pub(super) async fn tell_series(
        &self,
        work: &Work,
        series: Uuid,
        only: Option<Vec<Uuid>>,
    ) -> Result<()> {
        let series = work
            .permit::<TellPeople, seminar_series::Entity>(series)
            .await?;
        let rows = work.select_under::<seminar::Entity, _, _>(&series);
        let by_start = |row: seminar::Model| Some((row.original_start_local?, row));
        let rows = work.all(rows).await?.into_iter().filter_map(by_start);
        let occurrences: Occurrences = rows.collect();
        let statuses = statuses(work, series.id, only.as_deref()).await?;
        let told = told(work, &series, only.as_deref()).await?;
        let people: BTreeSet<Uuid> = statuses.keys().chain(told.keys()).copied().collect();
        let views = self.views(work, occurrences, &people).await?;
        let mut due = people
            .into_iter()
            .filter_map(|person| next(work, &series, &views, &statuses, person, told.get(&person)));
        let now: Vec<Due> = due.by_ref().take(AT_ONCE).collect();
        if due.next().is_some() {
            let rest = Telling::Series {
                series: series.id,
                people: only,
            };
            telling::enqueue(work, rest, None).await?;
        }
        if now.is_empty() {
            return Ok(());
        }
        note(work, &series, &now).await?;
        self.write_series(work, &series, &views, &statuses, now)
            .await
    }

    /// The occurrences as each of these people sees them.
    async fn views(&self, work: &Work, all: Occurrences, people: &BTreeSet<Uuid>) -> Result<Views> {
        let asked: Vec<Uuid> = people.iter().copied().collect();
        let audiences: BTreeSet<Uuid> = all.values().map(|row| row.audience_id).collect();
        let mut unseen: HashMap<Uuid, BTreeSet<Uuid>> = HashMap::new();
        for audience in audiences {
            let see = self.who_see(work, audience, &asked).await?;
            for person in asked.iter().filter(|person| !see.contains(person)) {
                unseen.entry(*person).or_default().insert(audience);
            }
        }
        Ok(Views::of(all, unseen, work.moment()))
    }

    async fn write_series(
        &self,
        work: &Work,
        series: &Series,
        views: &Views,
        statuses: &BTreeMap<Uuid, Statuses>,
        mut due: Vec<Due>,
    ) -> Result<()> {
        let alone = |one: &&Due| matches!(one.said.form, Form::Changed(_) | Form::Gone(_));
        let before = due.iter().filter(alone);
        let before = before.flat_map(|one| one.earlier(series.id, JUST_BEFORE));
        let unsent = mail::in_line(work, before.collect()).await?;
        for one in &mut due {
            let before: Vec<String> = one.earlier(series.id, JUST_BEFORE).collect();
            if before.iter().any(|key| unsent.contains(key)) {
                one.said.form = Form::Whole;
            }
        }
        let people: Vec<Uuid> = due.iter().map(|one| one.person).collect();
        let people = addressees(work, &people).await?;
        let rows: Vec<seminar::Model> = views.all.values().cloned().collect();
        let names = letters::names_of(work, &rows).await?;
        let nobody = Statuses::new();
        let (mut mails, mut older) = (vec![], vec![]);
        for one in &due {
            let Some(person) = people.get(&one.person) else {
                continue;
            };
            if matches!(one.said.form, Form::Whole | Form::End) {
                older.extend(one.earlier(series.id, OLDER));
            }
            let message = Message {
                maker: &self.maker,
                at: work.moment(),
                series,
                occurrences: views.seen_by(one.person),
                statuses: statuses.get(&one.person).unwrap_or(&nobody),
                names: &names,
                due: one,
                person,
            };
            if let Some(mail) = message.mail()? {
                mails.push((Some(one.key(series.id, one.messages)), mail));
            }
        }
        mail::cancel_all(work, older).await?;
        mail::enqueue_all(work, mails).await
    }
}

/// How people are registered for the occurrences of a series: one statement.
async fn statuses(
    work: &Work,
    series: Uuid,
    only: Option<&[Uuid]>,
) -> Result<BTreeMap<Uuid, Statuses>> {
    use registration::Column::{PersonId, SeminarId, Status};
    let of_series = Query::select()
        .column(seminar::Column::Id)
        .from(seminar::Entity)
        .and_where(seminar::Column::SeriesId.eq(series))
        .to_owned();
    let named = only.map(|people| one_of(work.viewer().backend(), Expr::col(PersonId), people));
    let of = |column: registration::Column| Expr::col((registration::Entity, column));
    let pool = |column: seat_pool::Column| Expr::col((seat_pool::Entity, column));
    let mut select = work
        .select::<registration::Entity>()
        .filter(SeminarId.in_subquery(of_series))
        .filter(Status.is_in(LIVE))
        .filter(Condition::all().add_option(named))
        .select_only()
        .expr_as(of(PersonId), "person")
        .expr_as(of(SeminarId), "seminar")
        .expr_as(of(Status), "status")
        .expr_as(pool(seat_pool::Column::Kind), "seat");
    QuerySelect::query(&mut select).join(
        JoinType::InnerJoin,
        seat_pool::Entity,
        pool(seat_pool::Column::Id).eq(of(registration::Column::PoolId)),
    );
    let rows: Vec<(Uuid, Uuid, RegistrationStatus, SeatKind)> =
        work.tuples(select.into_tuple()).await?;
    let mut found: BTreeMap<Uuid, Statuses> = BTreeMap::new();
    for (person, seminar, status, seat) in rows {
        let theirs = found.entry(person).or_default();
        theirs.insert(seminar, (status, seat));
    }
    Ok(found)
}

async fn told(
    work: &Work,
    series: &Series,
    only: Option<&[Uuid]>,
) -> Result<HashMap<Uuid, series_invitation::Model>> {
    let person = Expr::col(series_invitation::Column::PersonId);
    let named = only.map(|people| one_of(work.viewer().backend(), person, people));
    let rows = work
        .select_under::<series_invitation::Entity, _, _>(series)
        .filter(Condition::all().add_option(named))
        .order_by_asc(series_invitation::Column::PersonId);
    let rows = work.all(rows).await?.into_iter();
    Ok(rows.map(|row| (row.person_id, row)).collect())
}

/// What somebody is told next; none where there is nothing new.
fn next(
    work: &Work,
    series: &seminar_series::Model,
    views: &Views,
    statuses: &BTreeMap<Uuid, Statuses>,
    person: Uuid,
    told: Option<&series_invitation::Model>,
) -> Option<Due> {
    let (nobody, nothing) = (Statuses::new(), Shown::default());
    let statuses = statuses.get(&person).unwrap_or(&nobody);
    let before = told.map(|told| &told.shown);
    let occurrences = views.seen_by(person);
    let shown = taking_part::shown(
        occurrences,
        statuses,
        before.unwrap_or(&nothing),
        work.moment(),
    );
    let next = Next {
        occurrences,
        unseen: views.unseen_by(person),
        before,
        now: &shown,
        was_split: series.previous_id.is_some(),
        goes_on: series.next_on.is_some(),
    };
    let said = next.said(work.moment())?;
    Some(Due {
        person,
        sequence: told.map_or(0, |told| told.sequence + 1),
        messages: told.map_or(1, |told| told.messages + 1),
        said,
        shown,
    })
}

/// Keeps what people have been told now, in two statements.
async fn note(work: &Work, series: &Series, due: &[Due]) -> Result<()> {
    let people: Vec<Uuid> = due.iter().map(|one| one.person).collect();
    let person = Expr::col(series_invitation::Column::PersonId);
    let these = Condition::all().add(one_of(work.viewer().backend(), person, &people));
    work.clear_under::<series_invitation::Entity, _, _>(series, these)
        .await?;
    let row = |one: &Due| series_invitation::ActiveModel {
        person_id: Set(one.person),
        sequence: Set(one.sequence),
        shown: Set(one.shown.clone()),
        messages: Set(one.messages),
        told_at: Set(work.now()),
        ..Default::default()
    };
    work.insert_all(due.iter().map(row).collect(), series).await
}

/// The series for which people register as a whole, of a seminar.
pub async fn whole_series_of(work: &Work, row: &seminar::Model) -> Result<Option<Uuid>> {
    let Some(series) = row.series_id else {
        return Ok(None);
    };
    let system = work.as_system("calendar");
    let series = system.visible::<seminar_series::Entity>(series).await?;
    Ok((series.registration == SeriesRegistrationMode::Series).then_some(series.id))
}
