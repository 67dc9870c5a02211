//! Records of registrations.

use entity::{registration::RegistrationStatus, seat_pool::SeatKind};

use super::{Kind, Line, Noted, Reference, check::NAME, moments::Instant, record};

record! {
    /// A person registered for a seminar of the same file.
    Registration {
        seminar: String, person: String, pool: SeatKind, status: RegistrationStatus;
        organisation: Option<String>, organisation_name: Option<String>, title: Option<String>, joined_at: Option<Instant>,
        is_listed: Option<bool>, cancelled_at: Option<Instant>, priority: Option<i32>, offer_expires_at: Option<Instant>,
        expiries: Option<i32>, check_in_code: Option<String>, attended_at: Option<Instant>,
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
        .collect()
    }
}
