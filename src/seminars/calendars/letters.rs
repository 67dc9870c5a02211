//! What is written to people about seminars, in their language.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use entity::{account, municipality, organisation, person, seat_pool::SeatKind, seminar};
use sea_orm::{ColumnTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    event::{self, Entry, Maker},
    feed::Names,
};
use crate::platform::{
    access::Work,
    error::Result,
    graphql::Languages,
    mail::{CalendarPart, Mail},
    store::one_of,
    texts::say,
};

/// Where a text says nothing.
const NOTHING: &str = "–";

/// Somebody who gets mails.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub name: String,
    pub email: String,
    pub locale: Option<String>,
}

impl Addressee {
    pub fn languages(&self) -> Languages {
        Languages(self.locale.clone().into_iter().collect())
    }
}

/// Those of these people who get mails: who have an account that is not suspended. Two statements, however many they are.
pub async fn addressees(system: &Work, people: &[Uuid]) -> Result<HashMap<Uuid, Addressee>> {
    let backend = system.viewer().backend();
    let accounts = system
        .select::<account::Entity>()
        .filter(one_of(
            backend,
            Expr::col(account::Column::PersonId),
            people,
        ))
        .filter(account::Column::SuspendedAt.is_null());
    let accounts = system.all(accounts).await?.into_iter();
    let mut emails: HashMap<Uuid, String> =
        accounts.map(|row| (row.person_id, row.email)).collect();
    let people = system.by_ids::<person::Entity>(people).await?;
    let known = people.into_iter().filter_map(|row| {
        let addressee = Addressee {
            name: row.name,
            email: emails.remove(&row.id)?,
            locale: row.locale,
        };
        Some((row.id, addressee))
    });
    Ok(known.collect())
}

/// The names that stand beside those of a seminar.
pub async fn names(system: &Work, row: &seminar::Model) -> Result<Names> {
    names_of(system, std::slice::from_ref(row)).await
}

/// The names that stand beside those of seminars.
pub async fn names_of(system: &Work, rows: &[seminar::Model]) -> Result<Names> {
    let hosts: Vec<Uuid> = rows
        .iter()
        .filter_map(|row| row.lead_organisation_id)
        .collect();
    let places: Vec<Uuid> = rows
        .iter()
        .filter_map(|row| row.venue_municipality_id)
        .collect();
    Ok(Names::named(
        system.by_ids::<organisation::Entity>(&hosts).await?,
        system.by_ids::<municipality::Entity>(&places).await?,
    ))
}

/// A kind of letter about a seminar. Those who read the same language read the same.
pub struct Letter<'a> {
    /// What its texts are called, such as `seat`.
    name: &'static str,
    /// What further texts come after it.
    further: Vec<(&'static str, String)>,
    blanks: Vec<(&'static str, String)>,
    seminar: &'a seminar::Model,
    names: &'a Names,
    seat: Option<SeatKind>,
    link: String,
    written: HashMap<Option<String>, (String, String)>,
}

impl<'a> Letter<'a> {
    pub fn new(
        name: &'static str,
        maker: &Maker,
        seminar: &'a seminar::Model,
        names: &'a Names,
    ) -> Self {
        Self {
            name,
            further: vec![],
            blanks: vec![],
            seminar,
            names,
            seat: None,
            link: maker.link(seminar.id),
            written: HashMap::new(),
        }
    }

    /// For people with seats of this kind.
    pub fn seated(mut self, seat: Option<SeatKind>) -> Self {
        self.seat = seat;
        self
    }

    /// Fills in one more blank.
    pub fn with(mut self, blank: &'static str, value: String) -> Self {
        self.blanks.push((blank, value));
        self
    }

    /// Adds a paragraph: a text of that name with its only blank, or as it is where the name is empty.
    pub fn and(mut self, name: &'static str, value: Option<String>) -> Self {
        self.further.extend(value.map(|value| (name, value)));
        self
    }

    /// The entry for calendars, for a reader.
    pub fn entry<'b>(&'b self, languages: &'b Languages) -> Entry<'b> {
        Entry {
            seat: self.seat,
            ..self.names.entry(self.seminar, languages)
        }
    }

    /// Writes it to somebody.
    pub fn to(&mut self, addressee: &Addressee, calendar: Option<CalendarPart>) -> Mail {
        if !self.written.contains_key(&addressee.locale) {
            let text = self.write(addressee);
            self.written.insert(addressee.locale.clone(), text);
        }
        let (subject, text) = self
            .written
            .get(&addressee.locale)
            .cloned()
            .unwrap_or_default();
        Mail {
            to: addressee.email.clone(),
            subject,
            text,
            calendar,
        }
    }

    fn write(&self, addressee: &Addressee) -> (String, String) {
        let locale = addressee.locale.as_deref();
        let languages = addressee.languages();
        let title = event::title(self.seminar, &languages);
        let entry = self.entry(&languages);
        let host = entry.host.unwrap_or("Erfa");
        let place = event::place(&entry).unwrap_or_else(|| NOTHING.to_owned());
        let when = when(self.seminar);
        let mut blanks = vec![
            ("title", title.as_str()),
            ("place", place.as_str()),
            ("host", host),
            ("when", when.as_str()),
            ("link", self.link.as_str()),
        ];
        let own = self
            .blanks
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        blanks.extend(own);
        let subject = say(locale, &format!("{}-subject", self.name), &blanks);
        let mut text = say(locale, &format!("{}-text", self.name), &blanks);
        for (name, value) in &self.further {
            let more = match *name {
                "" => value.clone(),
                name => say(locale, &format!("{name}-more"), &[(name, value)]),
            };
            text = format!("{text}\n\n{more}");
        }
        (subject, text)
    }
}

/// When a seminar is, on the clocks there.
pub fn when(seminar: &seminar::Model) -> String {
    let Some(starts) = seminar.starts_local else {
        let vague = seminar.when_text.clone();
        let earliest = || Some(seminar.when_earliest?.to_string());
        return vague
            .or_else(earliest)
            .unwrap_or_else(|| NOTHING.to_owned());
    };
    span(starts, seminar.ends_local, &seminar.time_zone)
}

/// From when until when, on the clocks of a zone.
pub fn span(starts: NaiveDateTime, ends: Option<NaiveDateTime>, zone: &str) -> String {
    let begins = starts.format("%Y-%m-%d %H:%M");
    match ends {
        Some(ends) if ends.date() == starts.date() => {
            format!("{begins}–{} ({zone})", ends.format("%H:%M"))
        }
        Some(ends) => format!("{begins} – {} ({zone})", ends.format("%Y-%m-%d %H:%M")),
        None => format!("{begins} ({zone})"),
    }
}

/// An instant on the clocks of a seminar.
pub fn moment(seminar: &seminar::Model, at: DateTime<Utc>) -> String {
    let zone: Tz = seminar.time_zone.parse().unwrap_or(Tz::UTC);
    let there = at.with_timezone(&zone).format("%Y-%m-%d %H:%M");
    format!("{there} ({zone})")
}
