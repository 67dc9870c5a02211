//! The entry of a whole series, for those who take part in all of it: a rule, and what of it does not hold.

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use icalendar::Property;
use uuid::Uuid;

use super::{
    calendar::LOCAL,
    event::{Entry, INSTANT, Made, Maker, Placed, To, written},
};

/// When a series is, for somebody: all times on the clocks of its zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    pub series: Uuid,
    pub zone: Tz,
    /// The first occurrence; a time that the clocks show once.
    pub starts: NaiveDateTime,
    pub ends: NaiveDateTime,
    /// The start of the last one that follows from the rule.
    pub last: NaiveDateTime,
    /// An RRULE; none where only the first one follows from it.
    pub rule: Option<String>,
    /// Starts that the rule has and the person does not.
    pub except: Vec<NaiveDateTime>,
    /// Starts that the person has and the rule does not.
    pub also: Vec<NaiveDateTime>,
}

impl Recurrence {
    /// How long an occurrence lasts by the instants of the first one.
    fn lasts(&self) -> TimeDelta {
        let at = |local: &NaiveDateTime| self.zone.from_local_datetime(local).earliest();
        match (at(&self.starts), at(&self.ends)) {
            (Some(starts), Some(ends)) => ends - starts,
            _ => self.ends - self.starts,
        }
    }

    /// When the occurrence of that start begins and ends by the rule; none where the clocks do not show the start once,
    /// which programs take in one way or the other.
    pub fn instants(&self, original: NaiveDateTime) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let starts = self.zone.from_local_datetime(&original).single()?.to_utc();
        Some((starts, starts + self.lasts()))
    }

    fn list(&self, name: &str, all: &[NaiveDateTime]) -> Option<Property> {
        let format = match self.zone {
            Tz::UTC => INSTANT,
            _ => LOCAL,
        };
        let all: Vec<String> = all.iter().map(|at| at.format(format).to_string()).collect();
        let mut property = Property::new(name, all.join(","));
        if self.zone != Tz::UTC {
            property.add_parameter("TZID", self.zone.name());
        }
        (!all.is_empty()).then_some(property)
    }
}

/// Makes the entry of a series; what it is like is taken from one of its occurrences.
pub fn recurring(maker: &Maker, entry: &Entry<'_>, recurrence: &Recurrence, to: To<'_>) -> Made {
    let mut placed = Placed::nowhere(recurrence.series);
    placed.put("DTSTART", recurrence.starts, recurrence.zone);
    placed.put("DTEND", recurrence.ends, recurrence.zone);
    let rule = recurrence.rule.as_deref();
    placed
        .times
        .extend(rule.map(|rule| Property::new("RRULE", rule)));
    placed
        .times
        .extend(recurrence.list("EXDATE", &recurrence.except));
    placed
        .times
        .extend(recurrence.list("RDATE", &recurrence.also));
    let reaches = [recurrence.last];
    let all = recurrence.also.iter().chain(&reaches);
    placed.local.extend(
        all.filter(|_| recurrence.zone != Tz::UTC)
            .map(|at| (recurrence.zone, *at)),
    );
    written(maker, entry, to, placed)
}
