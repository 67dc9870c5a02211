//! What stands around a plan in time, and which of it collides.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, TimeDelta};
use entity::{
    agenda_item,
    conflict_level::ConflictKind,
    network,
    network_membership::{self, MembershipStatus},
    seminar::{self, SeminarState},
    seminar_network, theme_link,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter};
use uuid::Uuid;

use super::{
    Conflict, Source,
    level::Levels,
    plan::{Plan, plain},
};
use crate::{
    places::holidays::{HolidayKind, holidays_between},
    platform::{error::Result, list::details_of_rows, store::one_of},
};

/// How far around a plan others are looked at: the longest way between two places, or the rest of the day.
const AROUND: TimeDelta = TimeDelta::hours(24);

/// The other seminars, and which networks are neighbours of which.
#[derive(Default)]
pub struct Surroundings {
    others: Vec<Plan>,
    members: HashMap<Uuid, HashSet<Uuid>>,
    themes: HashMap<Uuid, HashSet<Uuid>>,
}

impl Surroundings {
    pub async fn of(source: &Source<'_>, plans: &[Plan]) -> Result<Self> {
        use seminar::Column::{EndsAt, StartsAt, State};
        let mut near = Condition::any();
        for (starts, ends) in plans.iter().filter_map(|plan| plan.span) {
            let (first, last) = (starts - AROUND, ends + AROUND);
            let lasts = Condition::any()
                .add(EndsAt.gt(first))
                .add(StartsAt.gt(first));
            near = near.add(Condition::all().add(StartsAt.lt(last)).add(lasts));
        }
        if near.is_empty() {
            return Ok(Self::default());
        }
        let announced = [SeminarState::Scheduled, SeminarState::Open];
        let rows = source
            .everything::<seminar::Entity>()
            .filter(near)
            .filter(State.is_in(announced));
        let rows = source.all(rows).await?;
        let mut around = Self {
            others: around(source, &rows).await?,
            ..Self::default()
        };
        around.neighbours(source, plans).await?;
        Ok(around)
    }

    /// Who is in the networks that meet, and what these are about.
    async fn neighbours(&mut self, source: &Source<'_>, plans: &[Plan]) -> Result<()> {
        use network_membership::Column::{NetworkId, Status};
        let own: HashSet<Uuid> = plans
            .iter()
            .flat_map(|plan| plan.networks.clone())
            .collect();
        let theirs = self.others.iter().flat_map(|plan| plan.networks.clone());
        let all: HashSet<Uuid> = own.iter().copied().chain(theirs).collect();
        if own.is_empty() || all.len() < 2 {
            return Ok(());
        }
        let all: Vec<Uuid> = all.into_iter().collect();
        let members = source
            .everything::<network_membership::Entity>()
            .filter(one_of(source.backend(), NetworkId.into_expr(), &all))
            .filter(Status.eq(MembershipStatus::Active));
        for one in source.all(members).await? {
            let members = self.members.entry(one.network_id).or_default();
            members.insert(one.organisation_id);
        }
        let networks = source.by_ids::<network::Entity>(&all).await?;
        let networks: Vec<&network::Model> = networks.values().collect();
        let links =
            details_of_rows::<network::Entity, theme_link::Entity>(&networks, source.backend());
        for link in source.all(links).await? {
            let themes = self.themes.entry(link.subject_id).or_default();
            themes.insert(link.theme_id);
        }
        Ok(())
    }

    pub fn judge(&self, plan: &Plan, levels: &Levels) -> Vec<Conflict> {
        let mut found = vec![];
        let mut note = |kind, other: Option<Uuid>, message: String| {
            found.push(Conflict {
                kind,
                level: levels.of(kind),
                other,
                message,
            });
        };
        let (Some((starts, ends)), Some((first, last))) = (plan.span, plan.days) else {
            return found;
        };
        if let (Some(holds), Some(seats)) = (plan.room_holds, plan.seats)
            && seats.is_none_or(|seats| seats > holds)
        {
            let seats = seats.map_or("without limit".to_owned(), |seats| seats.to_string());
            let message = format!("The room holds {holds} people and the seats in it are {seats}.");
            note(ConflictKind::RoomTooSmall, None, message);
        }
        if let Some(country) = &plan.country {
            for one in holidays_between(country, first, last) {
                let off = match one.kind {
                    HolidayKind::Public => "everyone has the day off",
                    HolidayKind::Customary => "most workplaces close",
                };
                let message = format!(
                    "{} is {} ({}) in {country}: {off}.",
                    one.date, one.name, one.name_en
                );
                note(ConflictKind::Holiday, None, message);
            }
        }
        let others = self.others.iter().filter(|other| other.id != plan.id);
        for other in others {
            let Some((other_starts, other_ends)) = other.span else {
                continue;
            };
            let overlap = starts < other_ends && other_starts < ends;
            if overlap && same_room(plan, other) {
                let message = "Another seminar is in that room at that time.".to_owned();
                note(ConflictKind::RoomOverlap, other.id, message);
            }
            match meeting(plan, other, levels.travel()) {
                Some(Meeting::Overlap) => {
                    let message =
                        "Somebody who speaks here speaks at another seminar at that time.";
                    note(ConflictKind::SpeakerOverlap, other.id, message.to_owned());
                }
                Some(Meeting::Hurry(minutes)) => {
                    let message = format!(
                        "Somebody who speaks here speaks in another municipality {minutes} minutes before or after; {} are kept free for the way.",
                        levels.travel().num_minutes()
                    );
                    note(ConflictKind::TravelBuffer, other.id, message);
                }
                None => {}
            }
            if let Some(day) = common_day((first, last), other.days)
                && self.clash(plan, other)
            {
                let message =
                    format!("A neighbouring network has a seminar on the same theme on {day}.");
                note(ConflictKind::NetworkClash, other.id, message);
            }
        }
        found
    }

    /// Some network of the one shares members with another network of the other, and they meet on the same theme.
    fn clash(&self, plan: &Plan, other: &Plan) -> bool {
        let share = |of: &HashMap<Uuid, HashSet<Uuid>>, one: &Uuid, two: &Uuid| match (
            of.get(one),
            of.get(two),
        ) {
            (Some(one), Some(two)) => !one.is_disjoint(two),
            _ => false,
        };
        let neighbours = plan.networks.iter().flat_map(|one| {
            let theirs = other.networks.iter().map(move |two| (one, two));
            theirs.filter(|(one, two)| one != two && share(&self.members, one, two))
        });
        let mut neighbours = neighbours.peekable();
        if neighbours.peek().is_none() {
            return false;
        }
        match (&plan.theme, &other.theme) {
            (Some(one), Some(two)) => one == two,
            _ => neighbours.any(|(one, two)| share(&self.themes, one, two)),
        }
    }
}

/// The plans of others. Their rooms' sizes, seats and countries are nobody's concern here.
async fn around(source: &Source<'_>, rows: &[seminar::Model]) -> Result<Vec<Plan>> {
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let borrowed: Vec<&seminar::Model> = rows.iter().collect();
    let backend = source.backend();
    let agenda = details_of_rows::<seminar::Entity, agenda_item::Entity>(&borrowed, backend)
        .filter(agenda_item::Column::SpeakerId.is_not_null());
    let agenda = source.all(agenda).await?;
    let links = details_of_rows::<seminar::Entity, seminar_network::Entity>(&borrowed, backend);
    let links = source.all(links).await?;
    let plan = |row: &seminar::Model| {
        let mut plan = plain(row);
        let own = agenda.iter().filter(|item| item.seminar_id == row.id);
        own.for_each(|item| plan.hears(item));
        let own = links.iter().filter(|link| link.seminar_id == row.id);
        plan.networks = own.map(|link| link.network_id).collect();
        plan
    };
    Ok(rows.iter().map(plan).collect())
}

fn same_room(one: &Plan, two: &Plan) -> bool {
    let room = |plan: &Plan| Some((plan.place?, plan.room.clone()?));
    room(one).is_some_and(|room_of_one| room(two) == Some(room_of_one))
}

fn common_day(
    (first, last): (NaiveDate, NaiveDate),
    other: Option<(NaiveDate, NaiveDate)>,
) -> Option<NaiveDate> {
    let (other_first, other_last) = other?;
    let day = first.max(other_first);
    (day <= last.min(other_last)).then_some(day)
}

/// How the speeches of one person at two seminars stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Meeting {
    Overlap,
    /// So many minutes lie between them.
    Hurry(i64),
}

fn meeting(plan: &Plan, other: &Plan, way: TimeDelta) -> Option<Meeting> {
    let apart = matches!((plan.place, other.place), (Some(one), Some(two)) if one != two);
    let pairs = plan.speeches.iter().flat_map(|one| {
        let theirs = other.speeches.iter();
        theirs
            .filter(|two| two.person == one.person)
            .map(move |two| (one, two))
    });
    pairs
        .filter_map(|(one, two)| {
            if one.starts < two.ends && two.starts < one.ends {
                return Some(Meeting::Overlap);
            }
            let gap = (two.starts - one.ends).max(one.starts - two.ends);
            (apart && gap < way).then(|| Meeting::Hurry(gap.num_minutes()))
        })
        .min()
}
