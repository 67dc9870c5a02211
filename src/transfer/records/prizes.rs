//! Records of prizes with their editions, and of initiatives.

use chrono::Datelike;
use entity::{
    LocalizedText, Visibility, nomination::NominationStage, prize_edition::EditionStatus,
};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE, TEXT, range},
    item,
    moments::{Day, Instant},
    record,
};

record! {
    /// A prize that is given again and again.
    Prize {
        locale: String, title: LocalizedText;
        country: Option<String>, awarded_by: Option<String>, since_year: Option<i32>, frequency_text: Option<String>,
        description: Option<LocalizedText>, visibility: Option<Visibility>, is_published: Option<bool>,
        source: Option<String>, editions: Vec<Edition>,
    }
}
item! {
    /// A prize in one year.
    Edition {
        year: i32, status: EditionStatus;
        candidate_count: Option<i32>, finalist_count: Option<i32>, decided_on: Option<Day>, embargo_until: Option<Instant>,
        award_expected_text: Option<String>, award_expected_from: Option<Day>, award_expected_to: Option<Day>,
        winner_text: Option<String>, news: Vec<String>, nominations: Vec<Nomination>,
    }
}
item! {
    /// A place that is proposed.
    Nomination {
        locality_text: String, stage: NominationStage;
        municipality: Option<String>, pitch: Option<String>, video_url: Option<String>, nominated_by: Option<String>,
        is_winner: bool,
    }
}

record! {
    /// An idea for a platform or a joint effort.
    Initiative {
        locale: String, title: LocalizedText;
        owner: Option<String>, status_text: Option<String>, summary: Option<LocalizedText>,
        visibility: Option<Visibility>, is_published: Option<bool>, source: Option<String>,
    }
}

impl Noted for Prize {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        if let Some(description) = &self.description {
            line.localized("description", description, TEXT);
        }
        line.within("sinceYear", self.since_year, 1800, 2200);
        line.texts(NAME, [("frequencyText", &self.frequency_text)]);
        line.texts(NOTE, [("source", &self.source)]);
        let mut years = vec![];
        for one in &self.editions {
            line.within("editions.year", Some(one.year), 1800, 2200);
            if years.contains(&one.year) {
                line.note("editions", format!("names {} twice", one.year));
            }
            years.push(one.year);
            one.check(line);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let nominations = self.editions.iter().flat_map(|one| one.nominations.iter());
        let pointed = nominations.flat_map(|one| {
            [
                Reference::maybe("editions", Kind::Municipality, &one.municipality),
                Reference::maybe("editions", Kind::Organisation, &one.nominated_by),
            ]
        });
        let own = [
            Reference::maybe("country", Kind::Country, &self.country),
            Reference::maybe("awardedBy", Kind::Organisation, &self.awarded_by),
        ];
        own.into_iter().chain(pointed).flatten().collect()
    }
}

impl Edition {
    fn check(&self, line: &mut Line) {
        range(
            line,
            ("editions.finalistCount", self.finalist_count),
            ("editions.candidateCount", self.candidate_count),
        );
        line.texts(
            NAME,
            [
                ("editions.awardExpectedText", &self.award_expected_text),
                ("editions.winnerText", &self.winner_text),
            ],
        );
        let from = ("editions.awardExpectedFrom", self.award_expected_from);
        line.order(
            from,
            ("editions.awardExpectedTo", self.award_expected_to),
            false,
        );
        if let Some(day) = self.decided_on.filter(|day| day.0.year() < self.year) {
            let message = format!(
                "is {}, before {}, the year of the edition",
                day.0, self.year
            );
            line.note("editions.decidedOn", message);
        }
        for text in &self.news {
            line.text("editions.news", text, NOTE);
        }
        if self.nominations.iter().filter(|one| one.is_winner).count() > 1 {
            line.note("editions.nominations", "has two winners; only one wins");
        }
        let mut met = vec![];
        for one in &self.nominations {
            line.text(
                "editions.nominations.localityText",
                &one.locality_text,
                NAME,
            );
            line.texts(TEXT, [("editions.nominations.pitch", &one.pitch)]);
            line.url("editions.nominations.videoUrl", &one.video_url);
            let place = (&one.locality_text, &one.municipality);
            if met.contains(&place) {
                line.note(
                    "editions.nominations",
                    format!("names {:?} twice", one.locality_text),
                );
            }
            met.push(place);
        }
    }
}

impl Noted for Initiative {
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
            NOTE,
            [("statusText", &self.status_text), ("source", &self.source)],
        );
    }

    fn references(&self) -> Vec<Reference<'_>> {
        Reference::maybe("owner", Kind::Organisation, &self.owner)
            .into_iter()
            .collect()
    }
}
