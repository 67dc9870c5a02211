//! Records of places.

use entity::{
    LocalizedText, locality::LocalityKind, region::RegionKind,
    territory_change::TerritoryChangeKind,
};

use super::{
    Kind, Line, Meaning, Noted, Reference,
    check::{NAME, NOTE},
    moments::Day,
    record,
};

record! {
    /// Named by its ISO code.
    Country { code: String, name: LocalizedText, code_system: String; }
}

record! {
    /// Named by country and official code: `SE-20`.
    Region {
        country: String, code: String, kind: RegionKind, kind_text: String, name: String;
        name_sv: Option<String>, iso_code: Option<String>, nuts: Option<String>, parent: Option<String>,
        population: Option<i32>, population_year: Option<i32>, website: Option<String>, wikidata: Option<String>,
    }
}

record! {
    /// Named by country and official code: `SE-2085`. Ended ones may share the code of a current one.
    Municipality {
        country: String, code: String, code_system: String, name: String;
        name_official: Option<String>, name_sv: Option<String>, names_alt: Vec<String>, region: Option<String>,
        parts: Vec<String>, nuts3: Option<String>, lau: Option<String>, latitude: Option<f64>, longitude: Option<f64>,
        point_basis: Option<String>, population: Option<i32>, population_year: Option<i32>, area_km2: Option<f64>,
        area_basis: Option<String>, website: Option<String>, wikidata: Option<String>, osm_relation: Option<i64>,
        registration_number: Option<String>, valid_from: Option<Day>, valid_to: Option<Day>,
    }
}

record! {
    /// These municipalities became those on a day.
    TerritoryChange {
        country: String, kind: TerritoryChangeKind, effective_on: Day, from: Vec<String>, to: Vec<String>;
        note: Option<String>, source: Option<String>,
    }
}

record! {
    /// A place within a municipality.
    Locality {
        municipality: String, name: String, kind: LocalityKind;
        latitude: Option<f64>, longitude: Option<f64>, source: Option<String>,
    }
}

record! {
    /// Named by country and code, which may be one of ours.
    ActionGroupArea {
        country: String, code: String, name: String, municipalities: Vec<Covered>;
        website: Option<String>, source: Option<String>,
    }
}

/// A municipality that an area covers, for a time.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Covered {
    pub municipality: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Day>,
}

fn code(line: &mut Line, code: &str) {
    line.text("code", code, 50);
}

impl Noted for Country {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        let iso =
            self.code.len() == 2 && self.code.bytes().all(|letter| letter.is_ascii_uppercase());
        if !iso {
            line.note(
                "code",
                format!("{:?} must be two capital letters, such as SE", self.code),
            );
        }
        line.localized("name", &self.name, NAME);
        line.text("codeSystem", &self.code_system, NAME);
    }

    fn keys(&self) -> Vec<String> {
        vec![format!("country {}", self.code)]
    }
}

impl Noted for Region {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        code(line, &self.code);
        line.text("kindText", &self.kind_text, NAME);
        line.text("name", &self.name, NAME);
        line.texts(
            NAME,
            [
                ("nameSv", &self.name_sv),
                ("isoCode", &self.iso_code),
                ("nuts", &self.nuts),
                ("wikidata", &self.wikidata),
            ],
        );
        line.url("website", &self.website);
        line.counts([("population", self.population)]);
        line.year("populationYear", self.population_year);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let parent = Reference::maybe("parent", Kind::Region, &self.parent);
        [Reference::new("country", Kind::Country, &self.country)]
            .into_iter()
            .chain(parent)
            .collect()
    }

    fn keys(&self) -> Vec<String> {
        vec![format!("region {}-{}", self.country, self.code)]
    }
}

impl Noted for Municipality {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        code(line, &self.code);
        line.text("codeSystem", &self.code_system, NAME);
        line.text("name", &self.name, NAME);
        line.texts(
            NAME,
            [
                ("nameOfficial", &self.name_official),
                ("nameSv", &self.name_sv),
                ("nuts3", &self.nuts3),
                ("lau", &self.lau),
                ("pointBasis", &self.point_basis),
                ("areaBasis", &self.area_basis),
                ("wikidata", &self.wikidata),
                ("registrationNumber", &self.registration_number),
            ],
        );
        self.names_alt
            .iter()
            .for_each(|name| line.text("namesAlt", name, NAME));
        line.url("website", &self.website);
        line.counts([("population", self.population)]);
        line.year("populationYear", self.population_year);
        line.within("areaKm2", self.area_km2, 0.0, 10_000_000.0);
        line.within("osmRelation", self.osm_relation, 1, 1 << 53);
        line.point(self.latitude, self.longitude);
        line.order(
            ("validFrom", self.valid_from),
            ("validTo", self.valid_to),
            true,
        );
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let region = Reference::maybe("region", Kind::Region, &self.region);
        [Reference::new("country", Kind::Country, &self.country)]
            .into_iter()
            .chain(region)
            .chain(Reference::all("parts", Kind::Region, &self.parts))
            .collect()
    }

    fn keys(&self) -> Vec<String> {
        let end = self
            .valid_to
            .map_or(String::new(), |day| format!(" ended on {}", day.0));
        vec![format!("municipality {}-{}{end}", self.country, self.code)]
    }
}

impl Noted for TerritoryChange {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        for (member, side) in [("from", &self.from), ("to", &self.to)] {
            if side.is_empty() {
                line.note(member, "names no municipality");
            }
        }
        line.texts(NOTE, [("note", &self.note), ("source", &self.source)]);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let day = self.effective_on.0;
        let side = |member, texts, meaning| {
            Reference::all(member, Kind::Municipality, texts).map(move |reference| Reference {
                meaning,
                ..reference
            })
        };
        [Reference::new("country", Kind::Country, &self.country)]
            .into_iter()
            .chain(side("from", &self.from, Meaning::EndedOn(day)))
            .chain(side("to", &self.to, Meaning::BeganOn(day)))
            .collect()
    }
}

impl Noted for Locality {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.text("name", &self.name, NAME);
        line.texts(NOTE, [("source", &self.source)]);
        line.point(self.latitude, self.longitude);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![Reference::new(
            "municipality",
            Kind::Municipality,
            &self.municipality,
        )]
    }
}

impl Noted for ActionGroupArea {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        code(line, &self.code);
        line.text("name", &self.name, NAME);
        line.url("website", &self.website);
        line.texts(NOTE, [("source", &self.source)]);
        for one in &self.municipalities {
            line.order(("startsOn", one.starts_on), ("endsOn", one.ends_on), false);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let covered = self
            .municipalities
            .iter()
            .map(|one| Reference::new("municipalities", Kind::Municipality, &one.municipality));
        [Reference::new("country", Kind::Country, &self.country)]
            .into_iter()
            .chain(covered)
            .collect()
    }

    fn keys(&self) -> Vec<String> {
        vec![format!("actionGroupArea {}-{}", self.country, self.code)]
    }
}
