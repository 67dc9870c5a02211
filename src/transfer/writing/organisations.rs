//! Rows of organisations.

use entity::{organisation, organisation_relation};
use sea_orm::ActiveValue::Set;

use super::{
    super::{
        file::Row,
        records::{Kind, Organisation, OrganisationRelation, origin},
    },
    Writer, made,
};
use crate::{
    places::names::{fold, sort_key},
    platform::error::Result,
};

impl Writer<'_> {
    pub(super) async fn organisations(&self) -> Result<()> {
        let mut organisations: Vec<_> = self.file.all::<Organisation>().collect();
        organisations.sort_by_key(|row| self.depths.get(&row.id));
        let rows = organisations.iter().map(|row| self.organisation(row));
        self.put(made(rows)?).await?;
        let relations = self.file.all::<OrganisationRelation>().map(|row| {
            let one = row.record;
            Ok(organisation_relation::ActiveModel {
                id: Set(row.id),
                kind: Set(one.kind),
                from_id: Set(self.file.one(Kind::Organisation, &one.from)?),
                to_id: Set(self.file.one(Kind::Organisation, &one.to)?),
                starts_on: Set(one.starts_on.map(|day| day.0)),
                ends_on: Set(one.ends_on.map(|day| day.0)),
                ..Default::default()
            })
        });
        self.put(made(relations)?).await
    }

    fn organisation(&self, row: &Row<Organisation>) -> Result<organisation::ActiveModel> {
        let one = row.record.clone();
        Ok(organisation::ActiveModel {
            id: Set(row.id),
            name_sort: Set(sort_key(&one.name, one.country.as_deref())),
            name_fold: Set(fold([one.name.as_str()])),
            municipality_id: Set(self.file.maybe(Kind::Municipality, &one.municipality)?),
            parent_id: Set(self.file.maybe(Kind::Organisation, &one.parent)?),
            kind: Set(one.kind),
            kind_text: Set(one.kind_text),
            name: Set(one.name),
            country_code: Set(one.country),
            registration_number: Set(one.registration_number),
            website: Set(one.website),
            source: Set(one.source),
            origin: Set(origin(one.origin)),
            ..Default::default()
        })
    }
}
