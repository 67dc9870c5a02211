//! Rows of networks.

use std::collections::BTreeSet;

use entity::{
    network, network_coordinator,
    network_membership::{self, MembershipStatus},
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::{
        audiences::{self, Circle},
        facts::visibility_of,
        file::Row,
        records::{Kind, Network, NetworkCoordinator, NetworkMembership, origin},
    },
    Writer, made,
};
use crate::{
    networks,
    places::names::{fold, sort_key},
    platform::error::{Error, Result},
};

impl Writer<'_> {
    pub(super) async fn networks(&mut self) -> Result<()> {
        for row in self.file.all::<Network>() {
            let visibility = visibility_of(row.record);
            let owner = self.file.maybe(Kind::Organisation, &row.record.owner)?;
            let audience = audiences::of_network(self.work, row.id, visibility, owner).await?;
            let circle = Circle {
                visibility,
                audience,
            };
            self.facts.networks.insert(row.id, circle);
        }
        let networks = self.file.all::<Network>().map(|row| self.network(&row));
        self.put(made(networks)?).await?;
        let all = self.file.all::<Network>();
        self.about(all.map(|row| (row.id, &row.record.themes)))
            .await?;
        self.memberships().await?;
        let coordinators = self.file.all::<NetworkCoordinator>().map(|row| {
            let affiliation = self.file.one(Kind::Affiliation, &row.record.affiliation)?;
            let person = self.facts.affiliations.get(&affiliation).copied();
            let unknown = || Error::internal(anyhow::anyhow!("nothing is known of {affiliation}"));
            Ok(network_coordinator::ActiveModel {
                id: Set(row.id),
                network_id: Set(self.file.one(Kind::Network, &row.record.network)?),
                affiliation_id: Set(affiliation),
                person_id: Set(person.ok_or_else(unknown)?),
            })
        });
        self.put(made(coordinators)?).await
    }

    pub(super) fn circle(&self, network: Uuid) -> Result<Circle> {
        let known = self.facts.networks.get(&network).copied();
        known.ok_or_else(|| Error::internal(anyhow::anyhow!("nothing is known of {network}")))
    }

    fn network(&self, row: &Row<Network>) -> Result<network::ActiveModel> {
        let one = row.record.clone();
        let main = one.name.get(&one.locale).unwrap_or_default();
        Ok(network::ActiveModel {
            id: Set(row.id),
            name_sort: Set(sort_key(main, one.country.as_deref())),
            name_fold: Set(fold(one.name.0.values().map(String::as_str))),
            audience_id: Set(self.circle(row.id)?.audience),
            owner_id: Set(self.file.maybe(Kind::Organisation, &one.owner)?),
            locale: Set(one.locale),
            name: Set(one.name),
            purpose: Set(one.purpose),
            country_code: Set(one.country),
            since: Set(one.since.map(|day| day.0)),
            period_text: Set(one.period_text),
            cadence_target_per_year: Set(one.cadence_target_per_year),
            stated_member_count: Set(one.stated_member_count),
            members_text: Set(one.members_text),
            related_ref: Set(one.related_ref),
            status: Set(one.status),
            join_policy: Set(one.join_policy),
            visibility: Set(one.visibility),
            source: Set(one.source),
            origin: Set(origin(one.origin)),
            ..Default::default()
        })
    }

    async fn memberships(&self) -> Result<()> {
        let mut rows = vec![];
        for row in self.file.all::<NetworkMembership>() {
            let one = row.record;
            let network = self.file.one(Kind::Network, &one.network)?;
            let organisation = self.file.one(Kind::Organisation, &one.organisation)?;
            let of_network = self.circle(network)?.audience;
            let audience =
                audiences::of_membership(self.work, one.status, network, of_network, organisation)
                    .await?;
            rows.push(Ok(network_membership::ActiveModel {
                id: Set(row.id),
                network_id: Set(network),
                organisation_id: Set(organisation),
                role: Set(one.role),
                status: Set(one.status),
                audience_id: Set(audience),
                message: Set(one.message.clone()),
                starts_on: Set(one.starts_on.map(|day| day.0)),
                ends_on: Set(one.ends_on.map(|day| day.0)),
                ..Default::default()
            }));
        }
        self.put(made(rows)?).await?;
        // Who is asked in must be able to see the network: that is known only now.
        let open = [MembershipStatus::Applied, MembershipStatus::Invited];
        let asking = self
            .file
            .all::<NetworkMembership>()
            .filter(|row| open.contains(&row.record.status));
        let mut networks = BTreeSet::new();
        for row in asking {
            networks.insert(self.file.one(Kind::Network, &row.record.network)?);
        }
        for network in networks {
            networks::settle(self.work, network).await?;
        }
        Ok(())
    }
}
