//! What of a series stands in the calendar of somebody registered for all of it, and what is said of it next.
//!
//! 1. The series is one entry with a rule; a mail for each of its days would be dozens at once.
//! 2. One occurrence that is changed, or is gone, is told by itself, with its RECURRENCE-ID. Whatever else has changed is told
//!    by the whole series anew.
//! 3. Nothing stands in the calendar that the person has no seat at, or that was not made yet.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use entity::{
    registration::RegistrationStatus,
    seat_pool::SeatKind,
    seminar::{self, SeminarMode, SeminarState},
    series_invitation::Shown,
};
use uuid::Uuid;

use super::{
    event::is_online,
    rule::{About, takes_part},
};

/// What is said of an occurrence that is called off: it stands in no calendar.
const OFF: &str = "CALLED_OFF";
/// How an occurrence is named: by the local start that the series has for it.
const START: &str = "%Y-%m-%dT%H:%M:%S";
/// As long as a calendar reaches so far ahead, what is added behind its end waits for the next message.
const FAR: TimeDelta = TimeDelta::days(180);

/// The occurrences of a series by their starts.
pub type Occurrences = BTreeMap<NaiveDateTime, seminar::Model>;
/// How somebody is registered for each of them, and for what kind of seat.
pub type Statuses = HashMap<Uuid, (RegistrationStatus, SeatKind)>;

/// The occurrences in a calendar.
pub fn starts(shown: &Shown) -> BTreeSet<NaiveDateTime> {
    let there = shown.0.iter().filter(|(_, said)| *said != OFF);
    there
        .filter_map(|(at, _)| NaiveDateTime::parse_from_str(at, START).ok())
        .collect()
}

/// Whether somebody registered like this waits.
pub fn waits(status: RegistrationStatus) -> bool {
    use RegistrationStatus::{Offered, Requested, Waitlisted};
    matches!(status, Requested | Waitlisted | Offered)
}

/// What is to be said of each occurrence now. One that is over stays as it was told.
pub fn shown(
    occurrences: &Occurrences,
    statuses: &Statuses,
    before: &Shown,
    now: DateTime<Utc>,
) -> Shown {
    let said = |(at, row): (&NaiveDateTime, &seminar::Model)| {
        let name = at.format(START).to_string();
        let (status, seat) = statuses.get(&row.id).copied().unzip();
        let seated = status.is_some_and(takes_part);
        if row.state == SeminarState::Cancelled {
            let concerns = seated || status.is_some_and(waits);
            return concerns.then(|| (name, OFF.to_owned()));
        }
        if row
            .ends_at
            .or(row.starts_at)
            .is_some_and(|ends| ends <= now)
        {
            let said = before.0.get(&name)?.clone();
            return Some((name, said));
        }
        let sure = match row.state {
            SeminarState::Postponed => "TENTATIVE",
            _ => "CONFIRMED",
        };
        // Another kind of seat is another place.
        let elsewhere = match row.mode == SeminarMode::Hybrid && is_online(row, seat) {
            true => " ONLINE",
            false => "",
        };
        let said = format!("{} {sure}{elsewhere}", row.calendar_sequence);
        (seated && row.starts_at.is_some()).then_some((name, said))
    };
    Shown(occurrences.iter().filter_map(said).collect())
}

/// What a message holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The series anew, with all that differs in it.
    Whole,
    /// One occurrence that is another than before.
    Changed(NaiveDateTime),
    /// One occurrence that is gone.
    Gone(NaiveDateTime),
    /// That nothing of the series is left.
    End,
    /// No calendar: there is nothing in it.
    Words,
}

/// What somebody is told, and of which occurrences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub about: About,
    pub form: Form,
    pub of: BTreeSet<NaiveDateTime>,
}

/// What is to be said after this, so that the calendar holds what is shown now.
pub struct Next<'a> {
    pub occurrences: &'a Occurrences,
    /// The audiences that the person does not belong to.
    pub unseen: Option<&'a BTreeSet<Uuid>>,
    /// None: nothing was said yet.
    pub before: Option<&'a Shown>,
    pub now: &'a Shown,
    /// The series was split from another: what it holds is not new to anybody.
    pub was_split: bool,
    /// Further occurrences will be made.
    pub goes_on: bool,
}

impl Next<'_> {
    pub fn said(&self, at: DateTime<Utc>) -> Option<Said> {
        let nothing = Shown::default();
        let before = self.before.unwrap_or(&nothing);
        let (there, here) = (starts(before), starts(self.now));
        let added: BTreeSet<_> = here.difference(&there).copied().collect();
        let gone: BTreeSet<_> = there.difference(&here).copied().collect();
        let mark =
            |shown: &Shown, at: &NaiveDateTime| shown.0.get(&at.format(START).to_string()).cloned();
        let both = here.intersection(&there);
        let changed: BTreeSet<_> = both
            .filter(|at| mark(before, at) != mark(self.now, at))
            .copied()
            .collect();
        let all: BTreeSet<_> = added.iter().chain(&changed).chain(&gone).copied().collect();
        if all.is_empty() {
            return self.in_words(before);
        }
        let about = self.about(there.is_empty(), &added, &changed, &gone);
        let form = match (all.first(), all.len()) {
            _ if here.is_empty() => Form::End,
            (Some(one), 1) if !gone.is_empty() => Form::Gone(*one),
            (Some(one), 1) if !changed.is_empty() => Form::Changed(*one),
            _ => Form::Whole,
        };
        let reaches = there.last().filter(|last| last.and_utc() > at + FAR);
        let behind = reaches.is_some_and(|last| all.iter().all(|one| one > last));
        if self.goes_on && behind && all == added {
            return None;
        }
        Some(Said {
            about,
            form,
            of: all,
        })
    }

    /// Those who wait hear of what is called off.
    fn in_words(&self, before: &Shown) -> Option<Said> {
        let off = self.now.0.iter().filter(|(_, said)| *said == OFF);
        let news = off.filter(|(at, _)| !before.0.contains_key(*at));
        let news = news.filter_map(|(at, _)| NaiveDateTime::parse_from_str(at, START).ok());
        let of: BTreeSet<_> = news.collect();
        (!of.is_empty()).then_some(Said {
            about: About::CalledOff,
            form: Form::Words,
            of,
        })
    }

    fn about(
        &self,
        is_first: bool,
        added: &BTreeSet<NaiveDateTime>,
        changed: &BTreeSet<NaiveDateTime>,
        gone: &BTreeSet<NaiveDateTime>,
    ) -> About {
        if gone.is_empty() && changed.is_empty() {
            return match is_first && self.before.is_none() && self.was_split {
                true => About::Moved,
                false => About::Seat,
            };
        }
        let why = |at: &NaiveDateTime| match self.occurrences.get(at) {
            // It is of another series now, or starts at another time.
            None => About::Moved,
            Some(row)
                if self
                    .unseen
                    .is_some_and(|them| them.contains(&row.audience_id)) =>
            {
                About::Hidden
            }
            Some(row) if row.state == SeminarState::Cancelled => About::CalledOff,
            Some(row) if row.starts_at.is_none() => About::Postponed,
            Some(_) => About::GivenUp,
        };
        let mut reasons = gone.iter().map(why);
        match reasons.next() {
            Some(first) if added.is_empty() && changed.is_empty() => {
                match reasons.all(|one| one == first) {
                    true => first,
                    false => About::Moved,
                }
            }
            _ => About::Moved,
        }
    }
}
