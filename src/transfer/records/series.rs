//! Records of series of seminars.

use entity::{seat_pool::SeatKind, seminar_series::SeriesRegistrationMode};

use super::{
    Kind, Line, Noted, Reference,
    check::NOTE,
    moments::{Day, Instant, LocalTime},
    record,
};
use crate::seminars::is_rule;

record! {
    /// Seminars that come again by a rule.
    SeminarSeries {
        rule: String, time_zone: String, starts_local: LocalTime, duration_minutes: i32, registration: SeriesRegistrationMode;
        host: Option<String>, previous: Option<String>, takes_later: Option<bool>, exceptions: Vec<Day>, next_on: Option<Day>,
        is_published: Option<bool>, cancelled_at: Option<Instant>, reason: Option<String>, registrations: Vec<Joined>,
    }
}

/// A person registered for the whole series.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Joined {
    pub person: String,
    pub joined_at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<SeatKind>,
    #[serde(default)]
    pub is_listed: bool,
    #[serde(default)]
    pub is_approved: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Instant>,
}

impl SeminarSeries {
    /// Whether more than its organisers may know of it.
    pub fn published(&self) -> bool {
        self.is_published.unwrap_or(true)
    }
}

impl Noted for SeminarSeries {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        if !is_rule(&self.rule) {
            let message = "is no rule that is taken, such as FREQ=MONTHLY;BYDAY=3WE;COUNT=10";
            line.note("rule", message);
        }
        if super::seminars::zone(&self.time_zone).is_none() {
            line.note("timeZone", "is no IANA time zone, such as Europe/Stockholm");
        }
        line.within(
            "durationMinutes",
            Some(self.duration_minutes),
            1,
            14 * 24 * 60,
        );
        line.texts(NOTE, [("reason", &self.reason)]);
        for one in &self.registrations {
            line.texts(
                super::check::NAME,
                [
                    ("registrations.organisationName", &one.organisation_name),
                    ("registrations.title", &one.title),
                ],
            );
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let host = Reference::maybe("host", Kind::Organisation, &self.host);
        let previous = Reference::maybe("previous", Kind::SeminarSeries, &self.previous);
        let joined = self.registrations.iter().flat_map(|one| {
            let person = Reference::new("registrations.person", Kind::Person, &one.person);
            let of = &one.organisation;
            let of = Reference::maybe("registrations.organisation", Kind::Organisation, of);
            [person].into_iter().chain(of)
        });
        host.into_iter().chain(previous).chain(joined).collect()
    }
}
