//! Records of programmes: who runs them, what they say of themselves, who takes part.

use entity::{
    LocalizedText, Money, Visibility, party::PartyRole, programme::ProgrammeStatus,
    programme_participation::ParticipationStatus, programme_point::PointKind,
};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE, TEXT, range},
    item,
    moments::Day,
    record,
};

record! {
    /// What organisations run together for a time.
    Programme {
        locale: String, title: LocalizedText;
        kind_text: Option<String>, status: Option<ProgrammeStatus>, status_text: Option<String>, country: Option<String>,
        parties: Vec<ProgrammeParty>, parent: Option<String>, starts_on: Option<Day>, starts_text: Option<String>,
        ends_on: Option<Day>, ends_text: Option<String>, project_period_years: Option<i32>, summary: Option<LocalizedText>,
        budget: Option<Money>, co_financing: Option<Money>, co_financing_from: Option<String>,
        stated_participant_count: Option<i32>, points: Vec<ProgrammePoint>, targets: Vec<ProgrammeTarget>,
        participations: Vec<Participation>, networks: Vec<String>, themes: Vec<String>, note: Option<String>, responsible_unit: Option<String>,
        content_owner: Option<String>, last_reviewed_on: Option<Day>, review_due_on: Option<Day>,
        visibility: Option<Visibility>, is_published: Option<bool>, source: Option<String>, source_updated_on: Option<Day>,
    }
}
item! {
    /// What an organisation is to it: the first owner answers for it.
    ProgrammeParty { role: PartyRole; organisation: Option<String>, organisation_text: Option<String> }
}
item! {
    /// A text that it lists.
    ProgrammePoint { kind: PointKind, text: String; key: Option<String> }
}
item! {
    /// How many projects it aims at in a year.
    ProgrammeTarget { year: i32; projects_min: Option<i32>, projects_max: Option<i32> }
}
item! {
    /// Who takes part: a municipality or an organisation.
    Participation {
        status: ParticipationStatus;
        municipality: Option<String>, organisation: Option<String>, starts_on: Option<Day>, ends_on: Option<Day>,
    }
}

impl Programme {
    /// The organisations that answer for it, the first one first.
    pub fn owners(&self) -> impl Iterator<Item = &String> {
        let owners = self
            .parties
            .iter()
            .filter(|one| one.role == PartyRole::Owner);
        owners.filter_map(|one| one.organisation.as_ref())
    }
}

impl Noted for Programme {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        if let Some(summary) = &self.summary {
            line.localized("summary", summary, TEXT);
        }
        line.texts(
            NAME,
            [
                ("kindText", &self.kind_text),
                ("statusText", &self.status_text),
                ("startsText", &self.starts_text),
                ("endsText", &self.ends_text),
                ("coFinancingFrom", &self.co_financing_from),
                ("responsibleUnit", &self.responsible_unit),
            ],
        );
        line.texts(NOTE, [("note", &self.note), ("source", &self.source)]);
        line.order(
            ("startsOn", self.starts_on),
            ("endsOn", self.ends_on),
            false,
        );
        line.within("projectPeriodYears", self.project_period_years, 1, 50);
        line.counts([("statedParticipantCount", self.stated_participant_count)]);
        line.money("budget", &self.budget);
        line.money("coFinancing", &self.co_financing);
        for party in &self.parties {
            if party.organisation.is_some() == party.organisation_text.is_some() {
                line.note(
                    "parties",
                    "needs organisation or organisationText, and not both",
                );
            }
            line.texts(
                NAME,
                [("parties.organisationText", &party.organisation_text)],
            );
        }
        for point in &self.points {
            line.text("points.text", &point.text, NOTE);
            line.texts(NAME, [("points.key", &point.key)]);
        }
        let mut years = vec![];
        for target in &self.targets {
            line.within("targets.year", Some(target.year), 1900, 2200);
            if years.contains(&target.year) {
                line.note("targets", format!("names {} twice", target.year));
            }
            years.push(target.year);
            let least = ("targets.projectsMin", target.projects_min);
            range(line, least, ("targets.projectsMax", target.projects_max));
        }
        for one in &self.participations {
            if one.municipality.is_some() == one.organisation.is_some() {
                line.note(
                    "participations",
                    "needs municipality or organisation, and not both",
                );
            }
            let starts = ("participations.startsOn", one.starts_on);
            line.order(starts, ("participations.endsOn", one.ends_on), false);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let parties = self.parties.iter();
        let parties = parties
            .filter_map(|one| Reference::maybe("parties", Kind::Organisation, &one.organisation));
        let places = self.participations.iter().filter_map(|one| {
            Reference::maybe("participations", Kind::Municipality, &one.municipality)
        });
        let bodies = self.participations.iter().filter_map(|one| {
            Reference::maybe("participations", Kind::Organisation, &one.organisation)
        });
        let own = [
            Reference::maybe("country", Kind::Country, &self.country),
            Reference::maybe("parent", Kind::Programme, &self.parent),
            Reference::maybe("contentOwner", Kind::Person, &self.content_owner),
        ];
        own.into_iter()
            .flatten()
            .chain(parties)
            .chain(places)
            .chain(bodies)
            .chain(Reference::all("networks", Kind::Network, &self.networks))
            .chain(Reference::all("themes", Kind::Theme, &self.themes))
            .collect()
    }
}
