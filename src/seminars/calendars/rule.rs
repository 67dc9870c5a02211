//! What somebody is told of a seminar they are registered for, and what their calendar then holds.
//!
//! | what became of it | METHOD | SEQUENCE | STATUS |
//! | --- | --- | --- | --- |
//! | has a seat | REQUEST | as the seminar has it | CONFIRMED, or TENTATIVE while it is postponed |
//! | time, zone or place changed | REQUEST | has grown | the same |
//! | gave up the seat, or lost it | CANCEL | as the seminar has it | none |
//! | postponed to a time nobody knows | CANCEL | has grown | none |
//! | seminar cancelled | CANCEL | has grown | CANCELLED |
//! | may no longer be seen | CANCEL, without a word of what it is | as the seminar has it | none |
//! | seat offered, or what is offered moved | none: a mail in words | | |
//! | waits, or others come and go | no mail | | |

use chrono::{DateTime, Utc};
use entity::{
    registration::{self, RegistrationStatus},
    seminar::{self, SeminarState},
    seminar_invitation::{self, InvitationState},
};
use icalendar::EventStatus;

use super::calendar::Method;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The person has a seat.
    Seat,
    /// It is at another time or place.
    Moved,
    /// The person has no seat any more.
    GivenUp,
    /// It takes place later, nobody knows when.
    Postponed,
    /// It does not take place.
    CalledOff,
    /// A seat is offered.
    Offer,
    /// The person may no longer see it.
    Hidden,
}

/// A message to one person, the only one whom it names.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    pub about: About,
    /// None: in words alone.
    pub method: Option<Method>,
    pub status: Option<EventStatus>,
    pub sequence: i32,
}

/// What the person has been told once the message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Told {
    pub state: InvitationState,
    pub sequence: i32,
    pub offered_until: Option<DateTime<Utc>>,
}

impl Told {
    /// Before anything was said.
    const NOTHING: Self = Self {
        state: InvitationState::None,
        sequence: 0,
        offered_until: None,
    };

    fn of(row: Option<&seminar_invitation::Model>) -> Self {
        row.map_or(Self::NOTHING, |row| Self {
            state: row.state,
            sequence: row.sequence,
            offered_until: row.offered_until,
        })
    }

    fn in_calendar(self) -> bool {
        stands(self.state)
    }
}

/// Whether a calendar in this state shows the seminar.
pub fn stands(state: InvitationState) -> bool {
    matches!(
        state,
        InvitationState::Tentative | InvitationState::Confirmed
    )
}

/// Whether somebody registered like this takes part.
pub fn takes_part(status: RegistrationStatus) -> bool {
    use RegistrationStatus::{Attended, Confirmed, NoShow};
    matches!(status, Confirmed | Attended | NoShow)
}

/// What is to be said to somebody who may no longer see the seminar: it goes from their calendar.
pub fn hidden(
    seminar: &seminar::Model,
    registration: &registration::Model,
    told: Option<&seminar_invitation::Model>,
) -> Option<(Message, Told)> {
    let before = Told::of(told);
    let sequence = seminar.calendar_sequence + registration.seat_changes;
    let message = Message {
        about: About::Hidden,
        method: Some(Method::Cancel),
        status: None,
        sequence,
    };
    let told = Told {
        state: InvitationState::Removed,
        sequence,
        ..before
    };
    before.in_calendar().then_some((message, told))
}

/// What is to be said now, and what has been said then; none where there is nothing new.
pub fn next(
    seminar: &seminar::Model,
    registration: &registration::Model,
    told: Option<&seminar_invitation::Model>,
    now: DateTime<Utc>,
) -> Option<(Message, Told)> {
    use RegistrationStatus::{Offered, Requested, Waitlisted};
    let before = Told::of(told);
    let seated = takes_part(registration.status);
    let waits = matches!(registration.status, Requested | Waitlisted | Offered);
    // Both only grow: another seat is another place, for that person alone.
    let sequence = seminar.calendar_sequence + registration.seat_changes;
    let say = |about, method, status, state| {
        let message = Message {
            about,
            method,
            status,
            sequence,
        };
        let told = Told {
            state,
            sequence,
            ..before
        };
        Some((message, told))
    };
    if seminar.state == SeminarState::Cancelled {
        let concerns = seated || waits || before.in_calendar();
        if !concerns || before.state == InvitationState::CalledOff {
            return None;
        }
        let method = (seated || before.in_calendar()).then_some(Method::Cancel);
        let status = method.map(|_| EventStatus::Cancelled);
        return say(About::CalledOff, method, status, InvitationState::CalledOff);
    }
    if before.in_calendar() && !seated {
        let gone = InvitationState::Removed;
        return say(About::GivenUp, Some(Method::Cancel), None, gone);
    }
    let ends = seminar.ends_at.or(seminar.starts_at);
    if ends.is_some_and(|ends| ends <= now) {
        return None;
    }
    if seated {
        if seminar.starts_at.is_none() {
            let gone = InvitationState::Removed;
            let postponed = || say(About::Postponed, Some(Method::Cancel), None, gone);
            return before.in_calendar().then(postponed).flatten();
        }
        let (status, state) = match seminar.state {
            SeminarState::Postponed => (EventStatus::Tentative, InvitationState::Tentative),
            _ => (EventStatus::Confirmed, InvitationState::Confirmed),
        };
        let about = match before.in_calendar() {
            true if before.state == state && before.sequence == sequence => return None,
            true => About::Moved,
            false => About::Seat,
        };
        return say(about, Some(Method::Request), Some(status), state);
    }
    let until = registration.offer_expires_at;
    let is_news = until != before.offered_until || sequence != before.sequence;
    if registration.status == Offered && until.is_some() && is_news {
        let (message, told) = say(About::Offer, None, None, before.state)?;
        let told = Told {
            offered_until: until,
            ..told
        };
        return Some((message, told));
    }
    None
}
