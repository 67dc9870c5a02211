//! Rows of agreements.

use entity::{agreement, agreement_area, agreement_party};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::{
        file::Row,
        records::{Agreement, Kind, origin},
    },
    Writer,
};
use crate::{
    networks::circle::{Circle, Ties},
    places::names,
    platform::{clock::new_id, error::Result},
    projects::FAR,
};

impl Writer<'_> {
    pub(super) async fn agreements(&self) -> Result<()> {
        // Those that others add to come first: the deeper one hangs, the later it is written.
        let mut rows: Vec<Vec<agreement::ActiveModel>> = vec![];
        let (mut parties, mut areas) = (vec![], vec![]);
        let (mut places, mut themes, mut networks) = (vec![], vec![], vec![]);
        for row in self.file.all::<Agreement>() {
            let one = row.record;
            let depth = self.depths.get(&row.id).copied().unwrap_or_default();
            let circle = self.circle_of_agreement(one).await?;
            if rows.len() <= depth {
                rows.resize_with(depth + 1, Vec::new);
            }
            rows[depth].push(self.agreement(&row, circle)?);
            for (party, position) in one.parties.iter().zip(0..) {
                parties.push(agreement_party::ActiveModel {
                    id: Set(new_id()),
                    agreement_id: Set(row.id),
                    organisation_id: Set(self
                        .file
                        .maybe(Kind::Organisation, &party.organisation)?),
                    name_text: Set(party.name.clone()),
                    position: Set(position),
                    signed_on: Set(party.signed_on.map(|day| day.0)),
                    signed_by: Set(party.signed_by.clone()),
                    noted_by_id: Set(self.file.maybe(Kind::Organisation, &party.noted_by)?),
                });
            }
            for (text, position) in one.focus_areas.iter().zip(0..) {
                areas.push(agreement_area::ActiveModel {
                    id: Set(new_id()),
                    agreement_id: Set(row.id),
                    position: Set(position),
                    text: Set(text.clone()),
                });
            }
            let ties = self.ties_of(row.id, &one.municipalities, &one.themes, &one.networks)?;
            places.extend(ties.0);
            themes.extend(ties.1);
            networks.extend(ties.2);
        }
        for some in rows {
            self.put(some).await?;
        }
        self.put(parties).await?;
        self.put(areas).await?;
        self.put(places).await?;
        self.put(themes).await?;
        self.put(networks).await
    }

    async fn circle_of_agreement(&self, one: &Agreement) -> Result<Circle> {
        let holders = one.parties.iter();
        let holders = holders.filter_map(|party| party.organisation.as_ref());
        let mut ties = Ties {
            holders: self.file.each(Kind::Organisation, holders)?,
            ..Ties::default()
        };
        for network in self.file.each(Kind::Network, &one.networks)? {
            ties.networks
                .push((network, self.circle(network)?.visibility));
        }
        ties.circle(self.work, one.visibility, one.published())
            .await
    }

    fn agreement(&self, row: &Row<Agreement>, circle: Circle) -> Result<agreement::ActiveModel> {
        let one = row.record.clone();
        let published = one.published();
        let main = one.title.get(&one.locale).unwrap_or_default();
        let base: Option<Uuid> = self.file.maybe(Kind::Agreement, &one.base_agreement)?;
        Ok(agreement::ActiveModel {
            id: Set(row.id),
            title_sort: Set(names::sort_key(main, one.country.as_deref())),
            title_fold: Set(names::fold(one.title.0.values().map(String::as_str))),
            programme_id: Set(self.file.maybe(Kind::Programme, &one.programme)?),
            project_id: Set(self.file.maybe(Kind::Project, &one.project)?),
            base_agreement_id: Set(base),
            sort_on: Set(one.starts_on.map_or(FAR, |day| day.0)),
            published_at: Set(published.then(|| self.work.now())),
            audience_id: Set(circle.audience),
            editors_id: Set(circle.editors),
            locale: Set(one.locale),
            title: Set(one.title),
            country_code: Set(one.country),
            kind: Set(one.kind),
            kind_text: Set(one.kind_text),
            status: Set(one.status),
            subject: Set(one.subject),
            starts_on: Set(one.starts_on.map(|day| day.0)),
            ends_on: Set(one.ends_on.map(|day| day.0)),
            starts_text: Set(one.starts_text),
            ends_text: Set(one.ends_text),
            signed_on: Set(one.signed_on.map(|day| day.0)),
            signed_text: Set(one.signed_text),
            base_agreement_text: Set(one.base_agreement_text),
            target_min: Set(one.target_min),
            target_max: Set(one.target_max),
            due_on: Set(one.due_on.map(|day| day.0)),
            due_text: Set(one.due_text),
            areas_count: Set(one.areas_count),
            origin_text: Set(one.origin_text),
            note: Set(one.note),
            visibility: Set(one.visibility),
            source: Set(one.source),
            origin: Set(origin(one.origin)),
            ..Default::default()
        })
    }
}
