//! Records of people.

use std::io::Write;

use super::{
    super::records::{
        Account, Affiliation, Person,
        moments::{Day, Instant},
    },
    Export, ids, pages,
};
use crate::platform::error::Result;

impl<W: Write> Export<'_, W> {
    pub(super) async fn people(&mut self) -> Result<()> {
        pages!(self, person, |rows| {
            let called = self.called(ids(&rows, |row| row.id)).await?;
            let record = |row: entity::person::Model| Person {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                name: row.name,
                visibility: Some(row.visibility),
                locale: row.locale,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        pages!(self, affiliation, |rows| {
            let named = rows
                .iter()
                .flat_map(|row| [row.id, row.person_id, row.organisation_id]);
            let called = self.called(named.collect()).await?;
            let record = |row: entity::affiliation::Model| Affiliation {
                reference: Some(called.own(row.id)),
                origin: None,
                person: called.to(row.person_id),
                organisation: called.to(row.organisation_id),
                category: row.category,
                title: row.title,
                role: Some(row.role),
                starts_on: row.starts_on.map(Day),
                ends_on: row.ends_on.map(Day),
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        pages!(self, account, |rows| {
            let named = rows.iter().flat_map(|row| [row.id, row.person_id]);
            let called = self.called(named.collect()).await?;
            let record = |row: entity::account::Model| Account {
                reference: Some(called.own(row.id)),
                origin: None,
                person: called.to(row.person_id),
                email: row.email,
                platform_role: Some(row.platform_role),
                password: None,
                suspended_at: row.suspended_at.map(Instant),
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }
}
