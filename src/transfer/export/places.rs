//! Records of places.

use std::{collections::HashMap, io::Write};

use entity::{
    action_group_municipality, municipality, municipality_region, region, territory_change_from,
    territory_change_to,
};
use uuid::Uuid;

use super::{
    super::records::{
        ActionGroupArea, Country, Covered, Locality, Municipality, Region, TerritoryChange,
        moments::Day,
    },
    Called, Export, ids, pages,
};
use crate::platform::error::Result;

impl<W: Write> Export<'_, W> {
    pub(super) async fn places(&mut self) -> Result<()> {
        pages!(self, country, |rows| {
            let record = |row: entity::country::Model| Country {
                reference: None,
                origin: None,
                code: row.code,
                name: row.name,
                code_system: row.code_system,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        pages!(self, region, |rows| {
            let called = self.called(ids(&rows, |row| row.id)).await?;
            let records = rows.into_iter().map(|row| of_region(row, &called).into());
            records.collect()
        });
        pages!(self, municipality, |rows| {
            let own = ids(&rows, |row| row.id);
            let column = municipality_region::Column::MunicipalityId;
            let mut parts = self.of::<municipality_region::Entity>(column, &own).await?;
            let called = self.called(own).await?;
            let records = rows.into_iter().map(|row| {
                let parts = parts.remove(&row.id).unwrap_or_default();
                let parts = parts.into_iter().map(|pair| pair.region_id).collect();
                of_municipality(row, parts, &called).into()
            });
            records.collect()
        });
        self.changes().await?;
        pages!(self, locality, |rows| {
            let named = rows.iter().flat_map(|row| [row.id, row.municipality_id]);
            let called = self.called(named.collect()).await?;
            let record = |row: entity::locality::Model| Locality {
                reference: Some(called.own(row.id)),
                origin: None,
                municipality: called.to(row.municipality_id),
                name: row.name,
                kind: row.kind,
                latitude: row.latitude,
                longitude: row.longitude,
                source: row.source,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        self.areas().await
    }

    async fn changes(&mut self) -> Result<()> {
        pages!(self, territory_change, |rows| {
            let own = ids(&rows, |row| row.id);
            let column = territory_change_from::Column::ChangeId;
            let before = self
                .of::<territory_change_from::Entity>(column, &own)
                .await?;
            let before = sides(before, |row| row.municipality_id);
            let column = territory_change_to::Column::ChangeId;
            let after = self.of::<territory_change_to::Entity>(column, &own).await?;
            let after = sides(after, |row| row.municipality_id);
            let all = before.values().chain(after.values()).flatten().copied();
            let called = self.called(all.chain(own).collect()).await?;
            let side = |side: &HashMap<Uuid, Vec<Uuid>>, change| {
                let ids = side.get(&change).into_iter().flatten();
                ids.map(|id| called.to(*id)).collect()
            };
            let record = |row: entity::territory_change::Model| TerritoryChange {
                reference: Some(called.own(row.id)),
                origin: None,
                from: side(&before, row.id),
                to: side(&after, row.id),
                country: row.country_code,
                kind: row.kind,
                effective_on: Day(row.effective_on),
                note: row.note,
                source: row.source,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }

    async fn areas(&mut self) -> Result<()> {
        pages!(self, action_group_area, |rows| {
            let own = ids(&rows, |row| row.id);
            let column = action_group_municipality::Column::AreaId;
            let mut covered = self
                .of::<action_group_municipality::Entity>(column, &own)
                .await?;
            let all = covered.values().flatten().map(|one| one.municipality_id);
            let called = self.called(all.chain(own).collect()).await?;
            let mut record = |row: entity::action_group_area::Model| {
                let mut covered = covered.remove(&row.id).unwrap_or_default();
                covered.sort_by_key(|one| one.id);
                let covered = covered.into_iter().map(|one| Covered {
                    municipality: called.to(one.municipality_id),
                    starts_on: one.starts_on.map(Day),
                    ends_on: one.ends_on.map(Day),
                });
                ActionGroupArea {
                    reference: Some(called.own(row.id)),
                    origin: None,
                    country: row.country_code,
                    code: row.code,
                    name: row.name,
                    municipalities: covered.collect(),
                    website: row.website,
                    source: row.source,
                }
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }
}

/// The municipalities on one side of each change, always in the same order.
fn sides<M>(
    rows: HashMap<Uuid, Vec<M>>,
    municipality: impl Fn(&M) -> Uuid,
) -> HashMap<Uuid, Vec<Uuid>> {
    let sorted = rows.into_iter().map(|(change, rows)| {
        let mut ids = ids(&rows, &municipality);
        ids.sort_unstable();
        (change, ids)
    });
    sorted.collect()
}

fn of_region(row: region::Model, called: &Called) -> Region {
    Region {
        reference: Some(called.own(row.id)),
        origin: None,
        parent: called.maybe(row.parent_id),
        country: row.country_code,
        code: row.code,
        kind: row.kind,
        kind_text: row.kind_text,
        name: row.name,
        name_sv: row.name_sv,
        iso_code: row.iso_code,
        nuts: row.nuts,
        population: row.population,
        population_year: row.population_year,
        website: row.website,
        wikidata: row.wikidata,
    }
}

fn of_municipality(
    row: municipality::Model,
    mut regions: Vec<Uuid>,
    called: &Called,
) -> Municipality {
    regions.sort_unstable();
    regions.retain(|region| Some(*region) != row.region_id);
    Municipality {
        reference: Some(called.own(row.id)),
        origin: None,
        region: called.maybe(row.region_id),
        parts: regions.into_iter().map(|part| called.to(part)).collect(),
        country: row.country_code,
        code: row.code,
        code_system: row.code_system,
        name: row.name,
        name_official: row.name_official,
        name_sv: row.name_sv,
        names_alt: row.names_alt.0,
        nuts3: row.nuts3,
        lau: row.lau,
        latitude: row.latitude,
        longitude: row.longitude,
        point_basis: row.point_basis,
        population: row.population,
        population_year: row.population_year,
        area_km2: row.area_km2,
        area_basis: row.area_basis,
        website: row.website,
        wikidata: row.wikidata,
        osm_relation: row.osm_relation,
        registration_number: row.registration_number,
        valid_from: row.valid_from.map(Day),
        valid_to: row.valid_to.map(Day),
    }
}
