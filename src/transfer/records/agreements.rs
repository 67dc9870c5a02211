//! Records of agreements.

use entity::{
    LocalizedText, Visibility,
    agreement::{AgreementKind, AgreementStatus},
};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE},
    moments::Day,
    record,
};

record! {
    /// An agreement between parties.
    Agreement {
        locale: String, title: LocalizedText, kind: AgreementKind, status: AgreementStatus, visibility: Visibility;
        is_published: Option<bool>, kind_text: Option<String>, country: Option<String>, subject: Option<String>,
        starts_on: Option<Day>, ends_on: Option<Day>, starts_text: Option<String>, ends_text: Option<String>,
        signed_on: Option<Day>, signed_text: Option<String>, programme: Option<String>, project: Option<String>,
        base_agreement: Option<String>, base_agreement_text: Option<String>, target_min: Option<i32>,
        target_max: Option<i32>, due_on: Option<Day>, due_text: Option<String>, areas_count: Option<i32>,
        origin_text: Option<String>, note: Option<String>, source: Option<String>, parties: Vec<Signatory>,
        focus_areas: Vec<String>, municipalities: Vec<String>, themes: Vec<String>, networks: Vec<String>,
    }
}

/// A party of an agreement.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signatory {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// The party that noted the signature of one that is only a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted_by: Option<String>,
}

impl Signatory {
    fn has_signed(&self) -> bool {
        self.signed_on.is_some() || self.signed_by.is_some()
    }
}

impl Agreement {
    /// Whether more than those who answer for it may know of it.
    pub fn published(&self) -> bool {
        self.is_published.unwrap_or(true)
    }
}

impl Noted for Agreement {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        line.texts(
            NAME,
            [
                ("kindText", &self.kind_text),
                ("startsText", &self.starts_text),
                ("endsText", &self.ends_text),
                ("signedText", &self.signed_text),
                ("baseAgreementText", &self.base_agreement_text),
                ("dueText", &self.due_text),
            ],
        );
        line.texts(
            NOTE,
            [
                ("subject", &self.subject),
                ("originText", &self.origin_text),
                ("note", &self.note),
                ("source", &self.source),
            ],
        );
        line.order(
            ("startsOn", self.starts_on),
            ("endsOn", self.ends_on),
            false,
        );
        line.counts([
            ("targetMin", self.target_min),
            ("targetMax", self.target_max),
            ("areasCount", self.areas_count),
        ]);
        line.order(
            ("targetMin", self.target_min),
            ("targetMax", self.target_max),
            false,
        );
        for party in &self.parties {
            line.texts(
                NAME,
                [
                    ("parties.name", &party.name),
                    ("parties.signedBy", &party.signed_by),
                ],
            );
            if party.organisation.is_none() && party.name.is_none() {
                line.note("parties", "says of one neither a reference nor a name");
            }
            if party.noted_by.is_some() && (party.organisation.is_some() || !party.has_signed()) {
                line.note(
                    "parties.notedBy",
                    "belongs to the signature of one that is only a name",
                );
            }
        }
        for area in &self.focus_areas {
            line.text("focusAreas", area, NAME);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let one = |member, kind, text| Reference::maybe(member, kind, text);
        let mut all: Vec<Reference<'_>> = [
            one("country", Kind::Country, &self.country),
            one("programme", Kind::Programme, &self.programme),
            one("project", Kind::Project, &self.project),
            one("baseAgreement", Kind::Agreement, &self.base_agreement),
        ]
        .into_iter()
        .flatten()
        .collect();
        for party in &self.parties {
            all.extend(one("parties", Kind::Organisation, &party.organisation));
            all.extend(one("parties.notedBy", Kind::Organisation, &party.noted_by));
        }
        let places = &self.municipalities;
        all.extend(Reference::all("municipalities", Kind::Municipality, places));
        all.extend(Reference::all("themes", Kind::Theme, &self.themes));
        all.extend(Reference::all("networks", Kind::Network, &self.networks));
        all
    }
}
