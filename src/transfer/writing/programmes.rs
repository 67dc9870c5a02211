//! Rows of programmes.

use entity::{
    Visibility, network_share, party, programme, programme_participation, programme_point,
    programme_target,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::{
        file::Row,
        records::{Kind, Programme, origin},
    },
    Writer,
    funding::{Known, Running, standings},
    made, position, published,
};
use crate::{
    networks::circle::{Circle, Ties},
    places::names::{fold, sort_key},
    platform::{clock::new_id, error::Result},
};

impl Writer<'_> {
    pub(super) async fn programmes(&self) -> Result<()> {
        let mut known = self.known().await?;
        self.programme_rows(&mut known).await?;
        let all = self.file.all::<Programme>();
        self.about(all.map(|row| (row.id, &row.record.themes)))
            .await?;
        self.rule_sets(&mut known).await?;
        self.calls(&mut known).await?;
        self.applications(&known).await?;
        self.prizes().await?;
        self.initiatives().await
    }

    async fn programme_rows(&self, known: &mut Known) -> Result<()> {
        let mut rows: Vec<_> = self.file.all::<Programme>().collect();
        rows.sort_by_key(|row| self.depths.get(&row.id));
        let mut programmes = vec![];
        for row in &rows {
            let one = row.record;
            let mut ties = Ties::default();
            for owner in one.owners() {
                let owner = self.file.one(Kind::Organisation, owner)?;
                if !ties.holders.contains(&owner) {
                    ties.holders.push(owner);
                }
            }
            let owner = ties.holders.first().copied();
            for network in self.file.each(Kind::Network, &one.networks)? {
                ties.networks
                    .push((network, self.circle(network)?.visibility));
            }
            let visibility = one.visibility.unwrap_or(Visibility::Public);
            let out = one.is_published.unwrap_or(true);
            let circle = ties.circle(self.work, visibility, out).await?;
            let runners = standings(&ties);
            known.programmes.insert(row.id, Running { circle, runners });
            programmes.push(self.programme(row, owner, circle));
        }
        self.put(made(programmes)?).await?;
        for row in &rows {
            self.programme_parts(row).await?;
        }
        Ok(())
    }

    fn programme(
        &self,
        row: &Row<Programme>,
        owner: Option<Uuid>,
        circle: Circle,
    ) -> Result<programme::ActiveModel> {
        let one = row.record.clone();
        let main = one.title.get(&one.locale).unwrap_or_default();
        Ok(programme::ActiveModel {
            id: Set(row.id),
            title_sort: Set(sort_key(main, one.country.as_deref())),
            title_fold: Set(fold(one.title.0.values().map(String::as_str))),
            locale: Set(one.locale),
            title: Set(one.title),
            kind_text: Set(one.kind_text),
            status: Set(one.status),
            status_text: Set(one.status_text),
            country_code: Set(one.country),
            owner_id: Set(owner),
            parent_id: Set(self.file.maybe(Kind::Programme, &one.parent)?),
            starts_on: Set(one.starts_on.map(|day| day.0)),
            starts_text: Set(one.starts_text),
            ends_on: Set(one.ends_on.map(|day| day.0)),
            ends_text: Set(one.ends_text),
            project_period_years: Set(one.project_period_years),
            summary: Set(one.summary),
            budget: Set(one.budget),
            co_financing: Set(one.co_financing),
            co_financing_from: Set(one.co_financing_from),
            stated_participant_count: Set(one.stated_participant_count),
            note: Set(one.note),
            responsible_unit: Set(one.responsible_unit),
            content_owner_id: Set(self.file.maybe(Kind::Person, &one.content_owner)?),
            last_reviewed_on: Set(one.last_reviewed_on.map(|day| day.0)),
            review_due_on: Set(one.review_due_on.map(|day| day.0)),
            visibility: Set(one.visibility.unwrap_or(Visibility::Public)),
            published_at: Set(published(one.is_published, self.work.now())),
            audience_id: Set(circle.audience),
            editors_id: Set(circle.editors),
            source: Set(one.source),
            source_updated_on: Set(one.source_updated_on.map(|day| day.0)),
            origin: Set(origin(one.origin)),
            ..Default::default()
        })
    }

    async fn programme_parts(&self, row: &Row<'_, Programme>) -> Result<()> {
        let (id, one) = (row.id, row.record);
        let parties = one.parties.iter().enumerate().map(|(place, party)| {
            Ok(party::ActiveModel {
                id: Set(new_id()),
                subject_id: Set(id),
                organisation_id: Set(self.file.maybe(Kind::Organisation, &party.organisation)?),
                organisation_text: Set(party.organisation_text.clone()),
                role: Set(party.role),
                position: Set(position(place)),
            })
        });
        self.put(made(parties)?).await?;
        let points = one.points.iter().enumerate().map(|(place, point)| {
            Ok(programme_point::ActiveModel {
                id: Set(new_id()),
                programme_id: Set(id),
                kind: Set(point.kind),
                position: Set(position(place)),
                key: Set(point.key.clone()),
                text: Set(point.text.clone()),
            })
        });
        self.put(made(points)?).await?;
        let targets = one.targets.iter().map(|target| {
            Ok(programme_target::ActiveModel {
                id: Set(new_id()),
                programme_id: Set(id),
                year: Set(target.year),
                projects_min: Set(target.projects_min),
                projects_max: Set(target.projects_max),
            })
        });
        self.put(made(targets)?).await?;
        let participations = one.participations.iter().enumerate();
        let participations = participations.map(|(place, one)| {
            Ok(programme_participation::ActiveModel {
                id: Set(new_id()),
                programme_id: Set(id),
                municipality_id: Set(self.file.maybe(Kind::Municipality, &one.municipality)?),
                organisation_id: Set(self.file.maybe(Kind::Organisation, &one.organisation)?),
                position: Set(position(place)),
                status: Set(one.status),
                starts_on: Set(one.starts_on.map(|day| day.0)),
                ends_on: Set(one.ends_on.map(|day| day.0)),
            })
        });
        self.put(made(participations)?).await?;
        let networks = self.file.each(Kind::Network, &one.networks)?;
        let shares = networks.into_iter().map(|network| {
            Ok(network_share::ActiveModel {
                subject_id: Set(id),
                network_id: Set(network),
            })
        });
        self.put(made(shares)?).await
    }
}
