//! Records of networks.

use std::io::Write;

use super::{
    super::records::{Network, NetworkCoordinator, NetworkMembership, moments::Day},
    Export, ids, pages,
};
use crate::platform::error::Result;

impl<W: Write> Export<'_, W> {
    pub(super) async fn networks(&mut self) -> Result<()> {
        pages!(self, network, |rows| {
            let named = rows
                .iter()
                .flat_map(|row| row.owner_id.into_iter().chain([row.id]));
            let called = self.called(named.collect()).await?;
            let mut themes = self.about(&ids(&rows, |row| row.id)).await?;
            let mut record = |row: entity::network::Model| Network {
                themes: themes.remove(&row.id).unwrap_or_default(),
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                locale: row.locale,
                name: row.name,
                status: row.status,
                join_policy: row.join_policy,
                visibility: row.visibility,
                purpose: row.purpose,
                country: row.country_code,
                owner: called.maybe(row.owner_id),
                since: row.since.map(Day),
                period_text: row.period_text,
                cadence_target_per_year: row.cadence_target_per_year,
                stated_member_count: row.stated_member_count,
                members_text: row.members_text,
                related_ref: row.related_ref,
                source: row.source,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        pages!(self, network_membership, |rows| {
            let named = rows
                .iter()
                .flat_map(|row| [row.id, row.network_id, row.organisation_id]);
            let called = self.called(named.collect()).await?;
            let record = |row: entity::network_membership::Model| NetworkMembership {
                reference: Some(called.own(row.id)),
                origin: None,
                network: called.to(row.network_id),
                organisation: called.to(row.organisation_id),
                role: row.role,
                status: row.status,
                message: row.message,
                starts_on: row.starts_on.map(Day),
                ends_on: row.ends_on.map(Day),
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        pages!(self, network_coordinator, |rows| {
            let named = rows
                .iter()
                .flat_map(|row| [row.id, row.network_id, row.affiliation_id]);
            let called = self.called(named.collect()).await?;
            let record = |row: entity::network_coordinator::Model| NetworkCoordinator {
                reference: Some(called.own(row.id)),
                origin: None,
                network: called.to(row.network_id),
                affiliation: called.to(row.affiliation_id),
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }
}
