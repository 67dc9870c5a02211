//! Records of organisations.

use entity::{organisation::OrganisationKind, organisation_relation::RelationKind};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE},
    moments::Day,
    record,
};

record! {
    /// A body that meets others.
    Organisation {
        kind: OrganisationKind, name: String;
        kind_text: Option<String>, country: Option<String>, municipality: Option<String>, parent: Option<String>,
        registration_number: Option<String>, website: Option<String>, source: Option<String>,
    }
}

record! {
    /// How one organisation stands to another.
    OrganisationRelation {
        kind: RelationKind, from: String, to: String;
        starts_on: Option<Day>, ends_on: Option<Day>,
    }
}

impl Noted for Organisation {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.text("name", &self.name, NAME);
        line.texts(
            NAME,
            [
                ("kindText", &self.kind_text),
                ("registrationNumber", &self.registration_number),
            ],
        );
        line.url("website", &self.website);
        line.texts(NOTE, [("source", &self.source)]);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        [
            Reference::maybe("country", Kind::Country, &self.country),
            Reference::maybe("municipality", Kind::Municipality, &self.municipality),
            Reference::maybe("parent", Kind::Organisation, &self.parent),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn keys(&self) -> Vec<String> {
        let number = self.country.as_ref().zip(self.registration_number.as_ref());
        number
            .map(|(country, number)| format!("organisation registered as {country} {number}"))
            .into_iter()
            .collect()
    }
}

impl Noted for OrganisationRelation {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.order(
            ("startsOn", self.starts_on),
            ("endsOn", self.ends_on),
            false,
        );
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![
            Reference::new("from", Kind::Organisation, &self.from),
            Reference::new("to", Kind::Organisation, &self.to),
        ]
    }
}
