//! Records of seminars.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use entity::{
    LocalizedText, Visibility,
    seat_pool::SeatKind,
    seminar::{SeatMode, SeminarKind, SeminarMode, SeminarState},
    seminar_host::HostRole,
    seminar_series::SeminarPart,
};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE, TEXT},
    gatherings::{Asked, MeetingReport, Notice, Poll, Presence},
    moments::{Day, Instant, LocalTime},
    record,
};

record! {
    /// Any kind of meeting.
    Seminar {
        kind: SeminarKind, locale: String, title: LocalizedText, state: SeminarState, mode: SeminarMode, time_zone: String,
        visibility: Visibility;
        kind_text: Option<String>, description: Option<LocalizedText>, theme_text: Option<String>, is_published: Option<bool>,
        starts_local: Option<LocalTime>, ends_local: Option<LocalTime>, when_text: Option<String>, when_earliest: Option<Day>,
        when_latest: Option<Day>, original_start_text: Option<String>, original_starts_at: Option<Instant>,
        reason: Option<String>, venue_name: Option<String>, venue_address: Option<String>, venue_municipality: Option<String>,
        join_url: Option<String>, registration_opens_at: Option<Instant>, registration_closes_at: Option<Instant>,
        seats_per_organisation: Option<i32>, venue_capacity: Option<i32>, seat_mode: Option<SeatMode>, needs_approval: Option<bool>,
        stated_participants: Option<i32>, stated_participants_text: Option<String>,
        stated_sessions: Option<i32>, frequency_text: Option<String>, note: Option<String>, source: Option<String>,
        programme: Option<String>, project: Option<String>, prize: Option<String>,
        hosts: Vec<Host>, networks: Vec<String>, municipalities: Vec<String>, seat_pools: Vec<Seats>, agenda: Vec<Agenda>,
        date_poll: Option<Poll>, questions: Vec<Asked>, attendance: Vec<Presence>, report: Option<MeetingReport>,
        notices: Vec<Notice>, series: Option<String>, original_start_local: Option<LocalTime>, own_parts: Vec<SeminarPart>,
    }
}

/// An organisation that holds it; a co-host has accepted unless it says otherwise.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Host {
    pub organisation: String,
    pub role: HostRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_accepted: Option<bool>,
}

impl Host {
    /// Arranges it: leads it, or accepted to.
    pub fn arranges(&self) -> bool {
        match self.role {
            HostRole::Lead => true,
            HostRole::CoHost => self.is_accepted != Some(false),
            HostRole::Partner => false,
        }
    }

    /// Was asked to arrange it too, and has not answered.
    pub fn is_invited(&self) -> bool {
        self.role == HostRole::CoHost && !self.arranges()
    }
}

/// Seats of one kind; without a capacity there is no limit.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seats {
    pub kind: SeatKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<i32>,
}

/// One point of the programme of the day.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Agenda {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker_person: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_after_minutes: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<i32>,
}

impl Seminar {
    /// Whether more than its organisers may know of it.
    pub fn published(&self) -> bool {
        self.is_published
            .unwrap_or_else(|| published_by(self.state))
    }

    /// The instant of a local time; the earlier of two where the clocks go back, none where they leap over it.
    pub fn instant(&self, local: Option<LocalTime>) -> Option<DateTime<Utc>> {
        earliest(zone(&self.time_zone)?, local?.0)
    }
}

/// What the state says of publication, unless a record says otherwise.
pub fn published_by(state: SeminarState) -> bool {
    use SeminarState::{DatePoll, Idea, Planned};
    !matches!(state, Idea | Planned | DatePoll)
}

pub(super) fn zone(name: &str) -> Option<Tz> {
    let known = name.contains('/') || name == "UTC";
    known.then(|| name.parse().ok()).flatten()
}

fn earliest(zone: Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.to_utc()),
        LocalResult::None => None,
    }
}

impl Noted for Seminar {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        if let Some(description) = &self.description {
            line.localized("description", description, TEXT);
        }
        self.check_texts(line);
        self.check_times(line);
        self.check_parts(line);
        if self.series.is_some() != self.original_start_local.is_some() {
            let message = "series and originalStartLocal belong together; give both or neither";
            line.note("originalStartLocal", message);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let hosts = self
            .hosts
            .iter()
            .map(|host| Reference::new("hosts", Kind::Organisation, &host.organisation));
        hosts
            .chain(Reference::maybe(
                "venueMunicipality",
                Kind::Municipality,
                &self.venue_municipality,
            ))
            .chain(Reference::maybe(
                "programme",
                Kind::Programme,
                &self.programme,
            ))
            .chain(Reference::maybe(
                "series",
                Kind::SeminarSeries,
                &self.series,
            ))
            .chain(Reference::maybe("project", Kind::Project, &self.project))
            .chain(Reference::maybe("prize", Kind::Prize, &self.prize))
            .chain(Reference::all("networks", Kind::Network, &self.networks))
            .chain(Reference::all(
                "municipalities",
                Kind::Municipality,
                &self.municipalities,
            ))
            .chain(self.agenda.iter().filter_map(|item| {
                Reference::maybe("agenda.speakerPerson", Kind::Person, &item.speaker_person)
            }))
            .chain(self.date_poll.iter().flat_map(Poll::references))
            .chain(self.attendance.iter().filter_map(|one| {
                Reference::maybe(
                    "attendance.organisation",
                    Kind::Organisation,
                    &one.organisation,
                )
            }))
            .chain(self.notices.iter().flat_map(|one| {
                let person = Reference::new("notices.person", Kind::Person, &one.person);
                let of = &one.organisation;
                let of = Reference::maybe("notices.organisation", Kind::Organisation, of);
                [person].into_iter().chain(of)
            }))
            .collect()
    }
}

impl Seminar {
    fn check_texts(&self, line: &mut Line) {
        line.texts(
            NAME,
            [
                ("kindText", &self.kind_text),
                ("themeText", &self.theme_text),
                ("whenText", &self.when_text),
                ("originalStartText", &self.original_start_text),
                ("venueName", &self.venue_name),
                ("frequencyText", &self.frequency_text),
            ],
        );
        line.texts(
            NOTE,
            [
                ("reason", &self.reason),
                ("venueAddress", &self.venue_address),
                ("statedParticipantsText", &self.stated_participants_text),
                ("note", &self.note),
                ("source", &self.source),
            ],
        );
        line.url("joinUrl", &self.join_url);
        line.counts([
            ("statedParticipants", self.stated_participants),
            ("statedSessions", self.stated_sessions),
        ]);
        line.within(
            "seatsPerOrganisation",
            self.seats_per_organisation,
            1,
            i32::MAX,
        );
    }

    fn check_times(&self, line: &mut Line) {
        if zone(&self.time_zone).is_none() {
            line.note(
                "timeZone",
                format!(
                    "{:?} is no IANA time zone, such as Europe/Stockholm",
                    self.time_zone
                ),
            );
            return;
        }
        for (member, local) in [
            ("startsLocal", self.starts_local),
            ("endsLocal", self.ends_local),
        ] {
            if local.is_some() && self.instant(local).is_none() {
                line.note(
                    member,
                    format!(
                        "that time does not exist in {}: the clocks leap over it",
                        self.time_zone
                    ),
                );
            }
        }
        if self.starts_local.is_none() && self.ends_local.is_some() {
            line.note("endsLocal", "endsLocal needs startsLocal");
        }
        let (starts, ends) = (
            self.instant(self.starts_local).map(Instant),
            self.instant(self.ends_local).map(Instant),
        );
        line.order(("startsLocal", starts), ("endsLocal", ends), true);
        line.order(
            ("whenEarliest", self.when_earliest),
            ("whenLatest", self.when_latest),
            false,
        );
        line.order(
            ("registrationOpensAt", self.registration_opens_at),
            ("registrationClosesAt", self.registration_closes_at),
            true,
        );
    }

    fn check_parts(&self, line: &mut Line) {
        let leads = self.hosts.iter().filter(|host| host.role == HostRole::Lead);
        let leads = leads.count();
        if leads > 1 {
            line.note("hosts", format!("has {leads} LEAD hosts; only one leads"));
        }
        for kind in [SeatKind::Onsite, SeatKind::Online] {
            let pools = self.seat_pools.iter().filter(|pool| pool.kind == kind);
            if pools.count() > 1 {
                line.note("seatPools", "has two pools of one kind");
            }
        }
        for pool in &self.seat_pools {
            line.counts([("seatPools", pool.capacity)]);
        }
        if let Some(poll) = &self.date_poll {
            poll.check(line);
        }
        self.questions.iter().for_each(|one| one.check(line));
        self.attendance.iter().for_each(|one| one.check(line));
        if let Some(report) = &self.report {
            report.check(line);
        }
        line.within("venueCapacity", self.venue_capacity, 1, i32::MAX);
        for item in &self.agenda {
            line.text("agenda.title", &item.title, NAME);
            line.texts(NAME, [("agenda.speaker", &item.speaker)]);
            line.texts(TEXT, [("agenda.description", &item.description)]);
            line.counts([
                ("agenda.startsAfterMinutes", item.starts_after_minutes),
                ("agenda.durationMinutes", item.duration_minutes),
            ]);
        }
    }
}
