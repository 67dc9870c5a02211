//! Records of organisations.

use std::io::Write;

use super::{
    super::records::{Organisation, OrganisationRelation, moments::Day},
    Export, pages,
};
use crate::platform::error::Result;

impl<W: Write> Export<'_, W> {
    pub(super) async fn organisations(&mut self) -> Result<()> {
        pages!(self, organisation, |rows| {
            let named = rows.iter().flat_map(|row| {
                let others = [row.municipality_id, row.parent_id];
                others.into_iter().flatten().chain([row.id])
            });
            let called = self.called(named.collect()).await?;
            let record = |row: entity::organisation::Model| Organisation {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                kind: row.kind,
                name: row.name,
                kind_text: row.kind_text,
                country: row.country_code,
                municipality: called.maybe(row.municipality_id),
                parent: called.maybe(row.parent_id),
                registration_number: row.registration_number,
                website: row.website,
                source: row.source,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        pages!(self, organisation_relation, |rows| {
            let named = rows.iter().flat_map(|row| [row.id, row.from_id, row.to_id]);
            let called = self.called(named.collect()).await?;
            let record = |row: entity::organisation_relation::Model| OrganisationRelation {
                reference: Some(called.own(row.id)),
                origin: None,
                kind: row.kind,
                from: called.to(row.from_id),
                to: called.to(row.to_id),
                starts_on: row.starts_on.map(Day),
                ends_on: row.ends_on.map(Day),
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }
}
