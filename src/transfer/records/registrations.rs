//! Records of registrations.

use entity::{registration::RegistrationStatus, seat_pool::SeatKind};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE},
    gatherings::{Answered, Happened, Thought},
    moments::{Day, Instant},
    record,
};

record! {
    /// A person registered for a seminar of the same file.
    Registration {
        seminar: String, person: String, pool: SeatKind, status: RegistrationStatus;
        organisation: Option<String>, organisation_name: Option<String>, title: Option<String>, joined_at: Option<Instant>,
        is_listed: Option<bool>, cancelled_at: Option<Instant>, priority: Option<i32>, offer_expires_at: Option<Instant>,
        expiries: Option<i32>, check_in_code: Option<String>, attended_at: Option<Instant>, answers: Vec<Answered>,
        events: Vec<Happened>, feedback: Option<Thought>, certificate: Option<Proof>,
    }
}

/// A certificate of having been there, with what it says.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
    pub code: String,
    pub locale: String,
    pub holder_name: String,
    pub seminar_title: String,
    pub organiser_name: String,
    pub held_on: Day,
    pub issued_at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<i32>,
}

impl Proof {
    fn check(&self, line: &mut Line) {
        line.text("certificate.code", &self.code, 64);
        line.locale("certificate.locale", &self.locale);
        line.text("certificate.holderName", &self.holder_name, NAME);
        line.text("certificate.seminarTitle", &self.seminar_title, NAME);
        line.texts(
            NAME,
            [
                ("certificate.organisationName", &self.organisation_name),
                ("certificate.place", &self.place),
            ],
        );
        line.within(
            "certificate.durationMinutes",
            self.duration_minutes,
            1,
            i32::MAX,
        );
    }
}

impl Registration {
    /// Holds a seat.
    pub fn has_seat(&self) -> bool {
        use RegistrationStatus::{Attended, Confirmed, NoShow};
        matches!(self.status, Confirmed | Attended | NoShow)
    }

    /// Stands on the list, with a seat or hoping for one: once a person.
    pub fn is_live(&self) -> bool {
        use RegistrationStatus::{Offered, Requested, Waitlisted};
        self.has_seat() || matches!(self.status, Requested | Waitlisted | Offered)
    }
}

impl Noted for Registration {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.texts(
            NAME,
            [
                ("organisationName", &self.organisation_name),
                ("title", &self.title),
            ],
        );
        line.within("priority", self.priority, -1_000, 1_000);
        line.counts([("expiries", self.expiries)]);
        line.texts(16, [("checkInCode", &self.check_in_code)]);
        for one in &self.answers {
            line.text("answers.text", &one.text, NOTE);
        }
        self.events.iter().for_each(|one| one.check(line));
        if let Some(feedback) = &self.feedback {
            feedback.check(line);
        }
        if let Some(certificate) = &self.certificate {
            certificate.check(line);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        [
            Reference::new("seminar", Kind::Seminar, &self.seminar),
            Reference::new("person", Kind::Person, &self.person),
        ]
        .into_iter()
        .chain(Reference::maybe(
            "organisation",
            Kind::Organisation,
            &self.organisation,
        ))
        .chain(
            self.events
                .iter()
                .filter_map(|one| Reference::maybe("events.person", Kind::Person, &one.person)),
        )
        .collect()
    }
}
