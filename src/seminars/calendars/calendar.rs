//! Calendars around entries: escaped, folded, with the zones that the entries need.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use icalendar::{Component, Property};

use super::{event::Made, zone};
use crate::platform::error::{Error, Result};

/// A local time as calendars write it.
pub(super) const LOCAL: &str = "%Y%m%dT%H%M%S";

/// Every kind of line break as one, and no other character that controls something.
pub(super) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept = |letter: char| match letter {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\n' | '\t' => Some(letter),
        _ if letter.is_control() => None,
        _ => Some(letter),
    };
    text.chars().filter_map(kept).collect()
}

pub(super) fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines of a calendar, escaped and folded.
#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    pub fn put(&mut self, property: Property) -> Result<()> {
        let line: Result<String, std::fmt::Error> = property.try_into();
        self.0.push_str(&line.map_err(Error::internal)?);
        Ok(())
    }

    fn text(&mut self, name: &str, text: &str) -> Result<()> {
        // Said to be text, it is escaped, whatever the property.
        let mut property = Property::new(name, one_line(text));
        property.add_parameter("VALUE", "TEXT");
        self.put(property)
    }
}

/// What a message is about, as calendars understand it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Request,
    Cancel,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// What a calendar is.
pub enum Head<'a> {
    /// Part of a mail: METHOD says what is to be done with its only entry.
    Message(Method),
    /// To be subscribed to: by which name, and how often to look again.
    Feed { name: &'a str, refresh: TimeDelta },
}

/// Writes a calendar: its head, the zones that its entries need, and the entries.
pub fn calendar(head: &Head<'_>, entries: &[Made]) -> Result<String> {
    let mut lines = Lines::default();
    lines.put(Property::new("BEGIN", "VCALENDAR"))?;
    lines.put(Property::new("VERSION", "2.0"))?;
    lines.put(Property::new("PRODID", "-//Erfa//Seminars//EN"))?;
    lines.put(Property::new("CALSCALE", "GREGORIAN"))?;
    match head {
        Head::Message(method) => lines.put(Property::new("METHOD", method.name()))?,
        Head::Feed { name, refresh } => {
            lines.text("NAME", name)?;
            lines.put(Property::new("X-WR-CALNAME", one_line(name)))?;
            let every = format!("PT{}M", refresh.num_minutes());
            let mut refresh = Property::new("REFRESH-INTERVAL", every.as_str());
            refresh.add_parameter("VALUE", "DURATION");
            lines.put(refresh)?;
            lines.put(Property::new("X-PUBLISHED-TTL", every))?;
        }
    }
    let mut zones: BTreeMap<&str, (Tz, NaiveDateTime, NaiveDateTime)> = BTreeMap::new();
    for (zone, at) in entries.iter().flat_map(|one| one.local.iter().copied()) {
        let (_, first, last) = zones.entry(zone.name()).or_insert((zone, at, at));
        (*first, *last) = (at.min(*first), at.max(*last));
    }
    for (zone, first, last) in zones.into_values() {
        zone::write(&mut lines, zone, first, last)?;
    }
    for one in entries {
        lines
            .0
            .push_str(&one.event.try_into_string().map_err(Error::internal)?);
    }
    lines.put(Property::new("END", "VCALENDAR"))?;
    Ok(lines.0)
}
