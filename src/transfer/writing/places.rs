//! Rows of places.

use std::collections::HashSet;

use entity::{
    Names, action_group_area, action_group_municipality, country, locality, municipality,
    municipality_region, municipality_succession, region, territory_change, territory_change_from,
    territory_change_to,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::{
        file::Row,
        lookup::under,
        records::{
            ActionGroupArea, Country, Kind, Locality, Meaning, Municipality, Reference, Region,
            TerritoryChange,
        },
    },
    Writer, made,
};
use crate::{
    places::names::{fold, sort_key},
    platform::{
        clock::new_id,
        error::{Error, Result},
    },
};

impl Writer<'_> {
    pub(super) async fn places(&self) -> Result<()> {
        let countries = self.file.all::<Country>().map(|row| {
            Ok(country::ActiveModel {
                id: Set(row.id),
                code: Set(row.record.code.clone()),
                name: Set(row.record.name.clone()),
                code_system: Set(row.record.code_system.clone()),
                ..Default::default()
            })
        });
        self.put(made(countries)?).await?;
        let mut regions: Vec<_> = self.file.all::<Region>().collect();
        regions.sort_by_key(|row| self.depths.get(&row.id));
        self.put(made(regions.iter().map(|row| self.region(row)))?)
            .await?;
        let municipalities = self.file.all::<Municipality>();
        self.put(made(municipalities.map(|row| self.municipality(&row)))?)
            .await?;
        self.municipality_regions().await?;
        self.changes().await?;
        let localities = self.file.all::<Locality>();
        self.put(made(localities.map(|row| self.locality(&row)))?)
            .await?;
        self.areas().await
    }

    fn region(&self, row: &Row<Region>) -> Result<region::ActiveModel> {
        let one = row.record.clone();
        Ok(region::ActiveModel {
            id: Set(row.id),
            name_sort: Set(sort_key(&one.name, Some(&one.country))),
            parent_id: Set(self.file.maybe(Kind::Region, &one.parent)?),
            country_code: Set(one.country),
            code: Set(one.code),
            iso_code: Set(one.iso_code),
            kind: Set(one.kind),
            kind_text: Set(one.kind_text),
            name: Set(one.name),
            name_sv: Set(one.name_sv),
            nuts: Set(one.nuts),
            population: Set(one.population),
            population_year: Set(one.population_year),
            website: Set(one.website),
            wikidata: Set(one.wikidata),
            ..Default::default()
        })
    }

    fn municipality(&self, row: &Row<Municipality>) -> Result<municipality::ActiveModel> {
        let one = row.record.clone();
        let every_name = [
            Some(&one.name),
            one.name_official.as_ref(),
            one.name_sv.as_ref(),
        ];
        let every_name = every_name.into_iter().flatten().chain(&one.names_alt);
        Ok(municipality::ActiveModel {
            id: Set(row.id),
            name_sort: Set(sort_key(&one.name, Some(&one.country))),
            name_fold: Set(fold(every_name.map(String::as_str))),
            region_id: Set(self.file.maybe(Kind::Region, &one.region)?),
            country_code: Set(one.country),
            code: Set(one.code),
            code_system: Set(one.code_system),
            name: Set(one.name),
            name_official: Set(one.name_official),
            name_sv: Set(one.name_sv),
            names_alt: Set(Names(one.names_alt)),
            nuts3: Set(one.nuts3),
            lau: Set(one.lau),
            latitude: Set(one.latitude),
            longitude: Set(one.longitude),
            point_basis: Set(one.point_basis),
            population: Set(one.population),
            population_year: Set(one.population_year),
            area_km2: Set(one.area_km2),
            area_basis: Set(one.area_basis),
            website: Set(one.website),
            wikidata: Set(one.wikidata),
            osm_relation: Set(one.osm_relation),
            registration_number: Set(one.registration_number),
            valid_from: Set(one.valid_from.map(|day| day.0)),
            valid_to: Set(one.valid_to.map(|day| day.0)),
            ..Default::default()
        })
    }

    /// A municipality lies in its region and in the parts of it.
    async fn municipality_regions(&self) -> Result<()> {
        let mut pairs = vec![];
        for row in self.file.all::<Municipality>() {
            let texts = row.record.region.iter().chain(&row.record.parts);
            for region in self.file.each(Kind::Region, texts)? {
                pairs.push(Ok(municipality_region::ActiveModel {
                    region_id: Set(region),
                    municipality_id: Set(row.id),
                }));
            }
        }
        self.put(made(pairs)?).await
    }

    /// The municipalities on one side of a change of territory.
    fn side(&self, texts: &[String], meaning: Meaning) -> Result<Vec<Uuid>> {
        let mut ids = vec![];
        for one in Reference::all("", Kind::Municipality, texts) {
            let found = self.file.names.find(&Reference { meaning, ..one });
            let id = found.ok_or_else(|| {
                Error::internal(anyhow::anyhow!("municipality {:?} is gone", one.text))
            })?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    async fn changes(&self) -> Result<()> {
        let changes = self.file.all::<TerritoryChange>().map(|row| {
            let one = row.record.clone();
            Ok(territory_change::ActiveModel {
                id: Set(row.id),
                country_code: Set(one.country),
                kind: Set(one.kind),
                effective_on: Set(one.effective_on.0),
                note: Set(one.note),
                source: Set(one.source),
                ..Default::default()
            })
        });
        self.put(made(changes)?).await?;
        let (mut before, mut after, mut pairs) = (vec![], vec![], vec![]);
        for row in self.file.all::<TerritoryChange>() {
            let day = row.record.effective_on.0;
            let from = self.side(&row.record.from, Meaning::EndedOn(day))?;
            let to = self.side(&row.record.to, Meaning::BeganOn(day))?;
            before.extend(from.iter().map(|id| (row.id, *id)));
            after.extend(to.iter().map(|id| (row.id, *id)));
            pairs.extend(
                from.iter()
                    .flat_map(|from| to.iter().map(|to| (*from, *to))),
            );
        }
        let before = before.into_iter().map(|(change, municipality)| {
            Ok(territory_change_from::ActiveModel {
                change_id: Set(change),
                municipality_id: Set(municipality),
            })
        });
        self.put(made(before)?).await?;
        let after = after.into_iter().map(|(change, municipality)| {
            Ok(territory_change_to::ActiveModel {
                change_id: Set(change),
                municipality_id: Set(municipality),
            })
        });
        self.put(made(after)?).await?;
        self.successions(pairs).await
    }

    /// What a municipality became: never itself, and each successor once, whichever change says so.
    async fn successions(&self, pairs: Vec<(Uuid, Uuid)>) -> Result<()> {
        let from: Vec<Uuid> = pairs.iter().map(|(from, _)| *from).collect();
        let column = municipality_succession::Column::FromId;
        let there =
            under::<municipality_succession::Entity>(self.work, self.permit, column, &from).await?;
        let mut met: HashSet<_> = there.iter().map(|row| (row.from_id, row.to_id)).collect();
        let fresh = pairs
            .into_iter()
            .filter(|pair| pair.0 != pair.1 && met.insert(*pair));
        let rows = fresh.map(|(from, to)| {
            Ok(municipality_succession::ActiveModel {
                from_id: Set(from),
                to_id: Set(to),
            })
        });
        self.put(made(rows)?).await
    }

    fn locality(&self, row: &Row<Locality>) -> Result<locality::ActiveModel> {
        let one = row.record.clone();
        let country = one.municipality.split_once('-').map(|(country, _)| country);
        Ok(locality::ActiveModel {
            id: Set(row.id),
            name_sort: Set(sort_key(&one.name, country.filter(|code| code.len() == 2))),
            municipality_id: Set(self.file.one(Kind::Municipality, &one.municipality)?),
            name: Set(one.name),
            kind: Set(one.kind),
            latitude: Set(one.latitude),
            longitude: Set(one.longitude),
            source: Set(one.source),
            ..Default::default()
        })
    }

    async fn areas(&self) -> Result<()> {
        let areas = self.file.all::<ActionGroupArea>().map(|row| {
            let one = row.record.clone();
            Ok(action_group_area::ActiveModel {
                id: Set(row.id),
                name_sort: Set(sort_key(&one.name, Some(&one.country))),
                country_code: Set(one.country),
                code: Set(one.code),
                name: Set(one.name),
                website: Set(one.website),
                source: Set(one.source),
                ..Default::default()
            })
        });
        self.put(made(areas)?).await?;
        let covered = self.file.all::<ActionGroupArea>().flat_map(|row| {
            row.record
                .municipalities
                .iter()
                .map(move |one| (row.id, one))
        });
        let covered = covered.map(|(area, one)| {
            Ok(action_group_municipality::ActiveModel {
                id: Set(new_id()),
                area_id: Set(area),
                municipality_id: Set(self.file.one(Kind::Municipality, &one.municipality)?),
                starts_on: Set(one.starts_on.map(|day| day.0)),
                ends_on: Set(one.ends_on.map(|day| day.0)),
            })
        });
        self.put(made(covered)?).await
    }
}
