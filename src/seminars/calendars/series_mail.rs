//! The mail to somebody registered for a whole series, and the calendar in it.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use entity::{
    seat_pool::SeatKind,
    seminar::{self, SeminarState},
    seminar_series,
};
use icalendar::EventStatus;

use super::{
    calendar::{self, Head, Method},
    event::{self, Attendee, Entry, Made, Maker, Occurrence, Placed, To},
    feed::Names,
    inviting::name,
    letters::{self, Addressee, Letter},
    recurrence::recurring,
    recurring::Due,
    rule::About,
    taking_part::{Form, Occurrences, Statuses, starts, waits},
};
use crate::{
    platform::{
        error::Result,
        graphql::Languages,
        mail::{CalendarPart, Mail},
    },
    seminars::series,
};

/// Days that one mail lists.
const LISTED: usize = 60;

/// A message to one person, the only one whom it names.
pub(super) struct Message<'a> {
    pub maker: &'a Maker,
    pub at: DateTime<Utc>,
    pub series: &'a seminar_series::Model,
    pub occurrences: &'a Occurrences,
    pub statuses: &'a Statuses,
    pub names: &'a Names,
    pub due: &'a Due,
    pub person: &'a Addressee,
}

impl Message<'_> {
    pub fn mail(&self) -> Result<Option<Mail>> {
        let Some(main) = self.main() else {
            return Ok(None);
        };
        let said = &self.due.said;
        let reason = self.series.reason.clone().or(main.reason.clone());
        let seat = self.seat(main);
        let has_seat = matches!(said.about, About::Seat | About::Moved);
        let online = has_seat && event::is_online(main, seat);
        let mut letter = Letter::new(name(said.about), self.maker, main, self.names)
            .seated(seat)
            .with("reason", reason.unwrap_or_default())
            .and("online", online.then(String::new));
        let calendar = match said.form {
            Form::Words => None,
            Form::Changed(at) => self.one(at, Method::Request)?,
            Form::Gone(at) => self.one(at, Method::Cancel)?,
            Form::End => self.end(main)?,
            Form::Whole => self.whole()?,
        };
        let lists = matches!(said.form, Form::Whole | Form::End | Form::Words);
        if lists && said.about != About::Hidden {
            letter = self.listing(letter);
        }
        Ok(Some(letter.to(self.person, calendar)))
    }

    /// What kind of seat the person has, or waits for, in an occurrence.
    fn seat(&self, row: &seminar::Model) -> Option<SeatKind> {
        self.statuses.get(&row.id).map(|(_, seat)| *seat)
    }

    fn entry<'b>(&'b self, row: &'b seminar::Model, languages: &'b Languages) -> Entry<'b> {
        Entry {
            seat: self.seat(row),
            ..self.names.entry(row, languages)
        }
    }

    /// Of which occurrence the mail speaks: the one that it is about, else the first that is told of.
    fn main(&self) -> Option<&seminar::Model> {
        let of = self.due.said.of.iter();
        let mut of = of.filter_map(|at| self.occurrences.get(at));
        let shown = starts(&self.due.shown);
        let shown = shown
            .into_iter()
            .rev()
            .find_map(|at| self.occurrences.get(&at));
        of.next().or(shown).or(self.occurrences.values().next())
    }

    /// Adds the days concerned, and those for which the person waits.
    fn listing<'b>(&self, letter: Letter<'b>) -> Letter<'b> {
        let said = &self.due.said;
        let has_them = matches!(said.about, About::Seat | About::Moved);
        let ahead = |row: &&seminar::Model| row.sort_at > self.at;
        let shown = starts(&self.due.shown);
        let listed = if has_them { &shown } else { &said.of };
        let listed = listed.iter().filter_map(|at| self.occurrences.get(at));
        let listed: Vec<String> = listed.filter(ahead).map(letters::when).collect();
        let waiting = self.occurrences.values().filter(|row| {
            let status = self.statuses.get(&row.id).map(|(status, _)| *status);
            has_them && row.state != SeminarState::Cancelled && status.is_some_and(waits)
        });
        let waiting: Vec<String> = waiting.filter(ahead).map(letters::when).collect();
        let count = format!("{} × ", listed.len());
        let letter = match listed.as_slice() {
            [] => letter,
            [only] => letter.with("when", only.clone()),
            [first, .., last] => letter.with("when", format!("{count}{first} … {last}")),
        };
        letter
            .and("", lines(&listed, "\n").filter(|_| listed.len() > 1))
            .and("waits", lines(&waiting, ", "))
    }

    fn to(&self, status: Option<EventStatus>) -> To<'_> {
        To::Person {
            attendee: Attendee {
                name: &self.person.name,
                email: &self.person.email,
            },
            sequence: self.due.sequence,
            status,
            at: self.at,
        }
    }

    fn part(&self, method: Method, made: Vec<Made>) -> Result<Option<CalendarPart>> {
        Ok(Some(CalendarPart {
            method: method.name().to_owned(),
            text: calendar::calendar(&Head::Message(method), &made)?,
        }))
    }

    /// The entry of one occurrence.
    fn occurrence(&self, at: NaiveDateTime, status: Option<EventStatus>) -> Option<Made> {
        let row = self.occurrences.get(&at)?;
        let languages = self.person.languages();
        let mut entry = self.entry(row, &languages);
        entry.occurrence = Some(Occurrence {
            series: self.series.id,
            original_start: at,
            zone: self.series.time_zone.parse().unwrap_or(Tz::UTC),
        });
        event::entry(self.maker, &entry, self.to(status))
    }

    fn one(&self, at: NaiveDateTime, method: Method) -> Result<Option<CalendarPart>> {
        let status = match (method, self.due.said.about) {
            (Method::Request, _) => self.occurrences.get(&at).map(event::status),
            (Method::Cancel, About::CalledOff) => Some(EventStatus::Cancelled),
            (Method::Cancel, _) => None,
        };
        match self.occurrence(at, status) {
            Some(made) => self.part(method, vec![made]),
            // What is of another series now is told with the rest of this one.
            None => self.whole(),
        }
    }

    /// Nothing of the series is left.
    fn end(&self, main: &seminar::Model) -> Result<Option<CalendarPart>> {
        if self.due.said.about == About::Hidden {
            let languages = self.person.languages();
            let entry = self.entry(main, &languages);
            let nowhere = Placed::nowhere(self.series.id);
            let made = event::written(self.maker, &entry, self.to(None), nowhere);
            return self.part(Method::Cancel, vec![made]);
        }
        let Some(recurrence) = series::recurrence(self.series, &self.due.said.of) else {
            return Ok(None);
        };
        let off = self.due.said.about == About::CalledOff;
        let status = off.then_some(EventStatus::Cancelled);
        let languages = self.person.languages();
        let entry = self.entry(main, &languages);
        let made = recurring(self.maker, &entry, &recurrence, self.to(status));
        self.part(Method::Cancel, vec![made])
    }

    /// The whole series, and every occurrence that is not as the rest.
    fn whole(&self) -> Result<Option<CalendarPart>> {
        let shown = starts(&self.due.shown);
        let known = |at: &&NaiveDateTime| self.occurrences.contains_key(*at);
        let shown: BTreeSet<NaiveDateTime> = shown.iter().filter(known).copied().collect();
        let Some(recurrence) = series::recurrence(self.series, &shown) else {
            return Ok(None);
        };
        let rows: Vec<(NaiveDateTime, &seminar::Model)> = shown
            .iter()
            .filter_map(|at| Some((*at, self.occurrences.get(at)?)))
            .collect();
        let usual = |(_, row): &&(NaiveDateTime, &seminar::Model)| row.own_parts.0.is_empty();
        let Some((_, like)) = rows.iter().rev().find(usual).or(rows.last()) else {
            return Ok(None);
        };
        let languages = self.person.languages();
        let entry = self.entry(like, &languages);
        let to = self.to(Some(EventStatus::Confirmed));
        let mut made = vec![recurring(self.maker, &entry, &recurrence, to)];
        let look = |row| {
            let entry = self.entry(row, &languages);
            (event::title(row, &languages), event::place(&entry))
        };
        for (at, row) in &rows {
            let placed = recurrence.instants(*at);
            let same = placed.map(|(starts, ends)| (Some(starts), Some(ends)))
                == Some((row.starts_at, row.ends_at));
            let status = event::status(row);
            let usual = matches!(status, EventStatus::Confirmed) && look(row) == look(like);
            if !(same && usual) {
                made.extend(self.occurrence(*at, Some(status)));
            }
        }
        self.part(Method::Request, made)
    }
}

/// Some of these, and that there are more.
fn lines(all: &[String], between: &str) -> Option<String> {
    let mut some: Vec<&str> = all.iter().take(LISTED).map(String::as_str).collect();
    if all.len() > LISTED {
        some.push("…");
    }
    (!some.is_empty()).then(|| some.join(between))
}
