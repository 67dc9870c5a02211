//! Import lines for as much data as is asked for, the same lines each time.
//!
//! 1 × is 1,149 municipalities, 200 networks, 6,000 memberships, 20,000 seminars, 400,000 registrations, 50,000 experiences,
//! 200,000 comments and 50,000 documents. Places and themes are the real ones that Erfa comes with, networks and their members
//! are always as many; all else grows with the scale.

use std::io::{BufRead, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    chance::{Chance, id},
    words::TONGUES,
};

pub const NETWORKS: usize = 200;
const MEMBERS_OF_EACH: usize = 30;
/// Networks that the one member has rights in, through one organisation.
pub const FEW: usize = 12;
/// Organisations that the other member works for; with the networks of these they have rights in 300 scopes.
const MANY_ORGANISATIONS: usize = 100;
pub const EMAIL_FEW: &str = "few@bench.example";
pub const EMAIL_MANY: &str = "many@bench.example";

/// What tells the ids of things of one kind from those of another.
pub mod kind {
    pub const NETWORK: u16 = 1;
    pub const SEMINAR: u16 = 2;
    pub const PERSON: u16 = 3;
    pub const DOCUMENT: u16 = 4;
    pub const EXPERIENCE: u16 = 5;
    pub const VIEWER: u16 = 6;
    pub const MEMBERSHIP: u16 = 7;
    pub const REGISTRATION: u16 = 8;
    pub const AFFILIATION: u16 = 9;
    pub const COMMENT: u16 = 10;
    pub const ORGANISATION: u16 = 11;
}

/// How many there are of what grows.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    pub seminars: usize,
    pub registrations_of_each: usize,
    pub people: usize,
    pub experiences: usize,
    pub comments_of_each: usize,
    pub documents: usize,
}

impl Sizes {
    pub fn of(scale: f64) -> Self {
        let times = |one: usize| ((one as f64 * scale) as usize).max(100);
        Self {
            seminars: times(20_000),
            registrations_of_each: 20,
            people: times(20_000),
            experiences: times(50_000),
            comments_of_each: 4,
            documents: times(50_000),
        }
    }
}

struct Generator<'a> {
    out: &'a mut dyn Write,
    sizes: Sizes,
    today: NaiveDate,
    themes: Vec<String>,
    /// Country, reference of the municipality, reference of its organisation.
    places: Vec<(String, String, String)>,
}

/// Writes the lines for a scale to a file. `sample` is the folder with the real places.
pub fn write(scale: f64, sample: &Path, today: NaiveDate, file: &Path) -> anyhow::Result<()> {
    let made = std::fs::File::create(file);
    let mut out =
        BufWriter::new(made.with_context(|| format!("{} cannot be made", file.display()))?);
    let mut generator = Generator {
        out: &mut out,
        sizes: Sizes::of(scale),
        today,
        themes: vec![],
        places: vec![],
    };
    generator.real(sample)?;
    generator.people()?;
    generator.networks()?;
    generator.viewers()?;
    generator.seminars()?;
    generator.documents()?;
    generator.experiences()?;
    out.flush()?;
    Ok(())
}

/// How far a thing is seen: most of it by everyone.
fn visibility(chance: &mut Chance) -> &'static str {
    match chance.below(20) {
        0 => "NETWORK",
        1 => "ORGANISATION",
        2 | 3 => "REGISTERED",
        _ => "PUBLIC",
    }
}

fn zone(country: &str) -> &'static str {
    match country {
        "SE" => "Europe/Stockholm",
        "NO" => "Europe/Oslo",
        "FI" => "Europe/Helsinki",
        "DK" => "Europe/Copenhagen",
        "IS" => "Atlantic/Reykjavik",
        "FO" => "Atlantic/Faroe",
        _ => "America/Nuuk",
    }
}

impl Generator<'_> {
    fn line(&mut self, line: &Value) -> anyhow::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        Ok(self.out.write_all(b"\n")?)
    }

    /// The real countries, regions, municipalities, their organisations, and the themes.
    fn real(&mut self, sample: &Path) -> anyhow::Result<()> {
        for name in ["places.ndjson", "content.ndjson"] {
            let path = sample.join(name);
            let file = std::fs::File::open(&path);
            let file = file.with_context(|| format!("{} cannot be read", path.display()))?;
            for line in std::io::BufReader::new(file).lines() {
                let line = line?;
                if line.trim().is_empty() {
                    continue;
                }
                let record: Value = serde_json::from_str(&line)?;
                let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
                match record["type"].as_str().unwrap_or_default() {
                    "country" | "region" | "municipality" => {}
                    "theme" => self.themes.push(text("code")),
                    "organisation" if record["kind"] == "MUNICIPALITY" => {
                        self.places
                            .push((text("country"), text("municipality"), text("ref")));
                    }
                    _ => continue,
                }
                self.line(&record)?;
            }
        }
        Ok(())
    }

    fn organisation(&self, number: usize) -> &str {
        &self.places[number % self.places.len()].2
    }

    /// People, each in one organisation.
    fn people(&mut self) -> anyhow::Result<()> {
        for number in 0..self.sizes.people {
            let person = id(kind::PERSON, number);
            self.line(&json!({"type": "person", "ref": person, "name": format!("Person {number:06}"), "visibility": "REGISTERED"}))?;
            self.line(&json!({"type": "affiliation", "ref": id(kind::AFFILIATION, number), "person": person,
                "organisation": self.organisation(number), "category": "OFFICIAL", "title": "Official"}))?;
        }
        Ok(())
    }

    fn networks(&mut self) -> anyhow::Result<()> {
        let chance = &mut Chance::new(1);
        let mut memberships = 0;
        for number in 0..NETWORKS {
            let network = id(kind::NETWORK, number);
            let tongue = &TONGUES[number % 2];
            let country = ["SE", "DK", "NO", "FI"][number % 4];
            let themes: Vec<_> = (0..3).map(|_| chance.pick(&self.themes).clone()).collect();
            let themes = distinct(themes);
            self.line(&json!({"type": "network", "ref": network, "locale": tongue.locale,
                "name": {tongue.locale: format!("{} {number:03}", tongue.sentence(chance, 3))},
                "status": "ACTIVE", "joinPolicy": "APPLICATION",
                "visibility": if number % 10 == 9 { "REGISTERED" } else { "PUBLIC" },
                "purpose": {tongue.locale: tongue.text(chance, 5)}, "country": country, "themes": themes}))?;
            let first = chance.below(self.places.len());
            for member in 0..MEMBERS_OF_EACH {
                // A stride that has no divisor in common with the number of organisations meets each once.
                let organisation = self.organisation(first + member * 37).to_owned();
                self.line(&json!({"type": "networkMembership", "ref": id(kind::MEMBERSHIP, memberships), "network": network,
                    "organisation": organisation, "role": "MEMBER", "status": "ACTIVE"}))?;
                memberships += 1;
            }
        }
        Ok(())
    }

    /// Who asks: one with rights in twelve networks, one with rights in three hundred organisations and networks.
    fn viewers(&mut self) -> anyhow::Result<()> {
        for number in 0..=MANY_ORGANISATIONS {
            let organisation = id(kind::ORGANISATION, number);
            self.line(&json!({"type": "organisation", "ref": organisation, "kind": "NGO", "name": format!("Organisation {number:03}"), "country": "SE"}))?;
            let networks = match number {
                0 => 0..FEW,
                // Two for each, so that all together are in all of them.
                _ => (number - 1) * 2..number * 2,
            };
            for network in networks {
                self.line(&json!({"type": "networkMembership", "ref": id(kind::MEMBERSHIP, 1_000_000 + number * 100 + network),
                    "network": id(kind::NETWORK, network), "organisation": organisation, "role": "MEMBER", "status": "ACTIVE"}))?;
            }
        }
        for (number, email, organisations) in [
            (0, EMAIL_FEW, 0..=0),
            (1, EMAIL_MANY, 1..=MANY_ORGANISATIONS),
        ] {
            let person = id(kind::VIEWER, number);
            self.line(&json!({"type": "person", "ref": person, "name": format!("Viewer {number}"), "visibility": "REGISTERED"}))?;
            self.line(&json!({"type": "account", "person": person, "email": email}))?;
            for organisation in organisations {
                self.line(&json!({"type": "affiliation", "ref": id(kind::AFFILIATION, 1_000_000 + organisation), "person": person,
                    "organisation": id(kind::ORGANISATION, organisation), "category": "OFFICIAL"}))?;
            }
        }
        Ok(())
    }

    /// Over seven years around today, most of them in a network, twenty people registered for each.
    fn seminars(&mut self) -> anyhow::Result<()> {
        let chance = &mut Chance::new(2);
        let mut registrations = 0;
        for number in 0..self.sizes.seminars {
            let seminar = id(kind::SEMINAR, number);
            let tongue = &TONGUES[number % 2];
            let place = chance.below(self.places.len());
            let (country, municipality, lead) = self.places[place].clone();
            let from_today = chance.below(2_500) as i64 - 1_250;
            let day = moved(self.today, from_today);
            let ahead = from_today > 1;
            let minute = chance.below(4) * 15;
            let shown = visibility(chance);
            let networks = distinct(vec![chance.below(NETWORKS), chance.below(NETWORKS)]);
            let networks = &networks[..if chance.percent(80) {
                1
            } else {
                networks.len()
            }];
            let networks: Vec<Uuid> = networks.iter().map(|one| id(kind::NETWORK, *one)).collect();
            let co_host = self.organisation(place + 1 + chance.below(50)).to_owned();
            let mut hosts = vec![json!({"organisation": lead, "role": "LEAD"})];
            if co_host != lead && chance.percent(30) {
                hosts.push(json!({"organisation": co_host, "role": "CO_HOST"}));
            }
            let title = format!("{} {number}", tongue.sentence(chance, 5));
            self.line(&json!({"type": "seminar", "ref": seminar, "kind": *chance.pick(&["NETWORK_MEETING", "THEME_SEMINAR", "WORKSHOP", "WEBINAR"]),
                "locale": tongue.locale, "title": {tongue.locale: title}, "description": {tongue.locale: tongue.text(chance, 6)},
                "state": if ahead { "OPEN" } else { "HELD" }, "mode": "ONSITE", "timeZone": zone(&country), "visibility": shown,
                "startsLocal": format!("{day}T09:{minute:02}"), "endsLocal": format!("{day}T15:30"),
                "venueName": tongue.sentence(chance, 2), "venueMunicipality": municipality,
                "hosts": hosts, "networks": networks, "seatPools": [{"kind": "ONSITE", "capacity": 1_000}],
                "agenda": [{"title": tongue.sentence(chance, 4), "startsAfterMinutes": 0, "durationMinutes": 60}]}))?;
            let first = chance.below(self.sizes.people);
            for nth in 0..self.sizes.registrations_of_each {
                let person = (first + nth * 7) % self.sizes.people;
                let joined = moved(day, -40 + nth as i64);
                let status = match (nth % 10, ahead) {
                    (9, _) => "CANCELLED",
                    (8, false) => "WAITLISTED",
                    _ => "CONFIRMED",
                };
                let organisation = self.organisation(person).to_owned();
                self.line(&json!({"type": "registration", "ref": id(kind::REGISTRATION, registrations), "seminar": seminar,
                    "person": id(kind::PERSON, person), "pool": "ONSITE", "status": status, "organisation": organisation,
                    "joinedAt": format!("{joined}T10:{nth:02}:00Z"), "isListed": nth % 3 != 2}))?;
                registrations += 1;
            }
        }
        Ok(())
    }

    fn documents(&mut self) -> anyhow::Result<()> {
        let chance = &mut Chance::new(3);
        for number in 0..self.sizes.documents {
            let tongue = &TONGUES[number % 2];
            let owner = chance.below(self.places.len());
            let owner = self.organisation(owner).to_owned();
            let day = moved(self.today, -(chance.below(3_000) as i64));
            let themes = distinct(
                (0..1 + chance.below(4))
                    .map(|_| chance.pick(&self.themes).clone())
                    .collect(),
            );
            let networks = distinct(
                (0..chance.below(3))
                    .map(|_| id(kind::NETWORK, chance.below(NETWORKS)))
                    .collect(),
            );
            let title = format!("{} {number}", tongue.sentence(chance, 6));
            let kinds = [
                "PLAN",
                "STRATEGY",
                "FINAL_REPORT",
                "STATUS_REPORT",
                "EVALUATION",
                "MINUTES",
                "DECISION",
                "METHOD",
                "BROCHURE",
                "OTHER",
            ];
            self.line(&json!({"type": "document", "ref": id(kind::DOCUMENT, number), "kind": chance.pick(&kinds), "locale": tongue.locale,
                "title": {tongue.locale: title}, "summary": {tongue.locale: tongue.text(chance, 8)}, "visibility": visibility(chance),
                "owner": owner, "whenEarliest": day.to_string(), "whenLatest": day.to_string(), "themes": themes, "networks": networks}))?;
        }
        Ok(())
    }

    fn experiences(&mut self) -> anyhow::Result<()> {
        let chance = &mut Chance::new(4);
        let mut comments = 0;
        for number in 0..self.sizes.experiences {
            let experience = id(kind::EXPERIENCE, number);
            let tongue = &TONGUES[number % 2];
            let place = chance.below(self.places.len());
            let (_, municipality, owner) = self.places[place].clone();
            let themes = distinct(
                (0..1 + chance.below(3))
                    .map(|_| chance.pick(&self.themes).clone())
                    .collect(),
            );
            let networks = distinct(
                (0..chance.below(2))
                    .map(|_| id(kind::NETWORK, chance.below(NETWORKS)))
                    .collect(),
            );
            let title = format!("{} {number}", tongue.sentence(chance, 6));
            let mut text = |sentences| json!({tongue.locale: tongue.text(chance, sentences)});
            let (challenge, approach, outcome, lessons) = (text(3), text(4), text(3), text(2));
            self.line(&json!({"type": "experience", "ref": experience, "locale": tongue.locale, "title": {tongue.locale: title},
                "state": "PUBLISHED", "maturity": *chance.pick(&["IDEA", "TRIED", "EVALUATED", "ESTABLISHED"]), "visibility": visibility(chance),
                "owner": owner, "challenge": challenge, "approach": approach, "outcome": outcome, "lessons": lessons,
                "municipalities": [municipality], "themes": themes, "networks": networks}))?;
            for nth in 0..self.sizes.comments_of_each {
                let author = id(kind::PERSON, chance.below(self.sizes.people));
                let at = moved(self.today, -(chance.below(1_000) as i64));
                self.line(&json!({"type": "comment", "ref": id(kind::COMMENT, comments), "experience": experience, "author": author,
                    "body": tongue.text(chance, 2), "writtenAt": format!("{at}T12:{nth:02}:00Z")}))?;
                comments += 1;
            }
        }
        Ok(())
    }
}

fn distinct<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort();
    all.dedup();
    all
}

fn moved(day: NaiveDate, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    let moved = match days < 0 {
        true => day.checked_sub_days(by),
        false => day.checked_add_days(by),
    };
    moved.unwrap_or(day)
}
