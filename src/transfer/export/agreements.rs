//! Records of agreements.

use std::{collections::HashMap, io::Write};

use entity::{agreement, agreement_area, agreement_party, municipality_link, network_share};
use uuid::Uuid;

use super::{
    super::records::{Agreement, Signatory, moments::Day},
    Called, Export, ids, pages,
};
use crate::platform::error::Result;

/// The rows under a page of agreements, by agreement.
struct Parts {
    themes: HashMap<Uuid, Vec<String>>,
    networks: HashMap<Uuid, Vec<network_share::Model>>,
    places: HashMap<Uuid, Vec<municipality_link::Model>>,
    parties: HashMap<Uuid, Vec<agreement_party::Model>>,
    areas: HashMap<Uuid, Vec<agreement_area::Model>>,
}

impl<W: Write> Export<'_, W> {
    /// What others add to goes first, since ids grow: an agreement names only an older one.
    pub(super) async fn agreements(&mut self) -> Result<()> {
        pages!(self, agreement, |rows| {
            let own = ids(&rows, |row| row.id);
            let mut parts = Parts {
                themes: self.about(&own).await?,
                networks: self
                    .of::<network_share::Entity>(network_share::Column::SubjectId, &own)
                    .await?,
                places: self
                    .of::<municipality_link::Entity>(municipality_link::Column::SubjectId, &own)
                    .await?,
                parties: self
                    .of::<agreement_party::Entity>(agreement_party::Column::AgreementId, &own)
                    .await?,
                areas: self
                    .of::<agreement_area::Entity>(agreement_area::Column::AgreementId, &own)
                    .await?,
            };
            let others = rows.iter().flat_map(|row| {
                let some = [row.programme_id, row.project_id, row.base_agreement_id];
                some.into_iter().flatten()
            });
            let parties = parts.parties.values().flatten();
            let parties =
                parties.flat_map(|one| one.organisation_id.into_iter().chain(one.noted_by_id));
            let networks = parts.networks.values().flatten().map(|one| one.network_id);
            let places = parts.places.values().flatten();
            let places = places.map(|one| one.municipality_id);
            let named = own.iter().copied().chain(others).chain(parties);
            let named = named.chain(networks).chain(places).collect();
            let called = self.called(named).await?;
            let records = rows
                .into_iter()
                .map(|row| of_agreement(row, &mut parts, &called).into());
            records.collect()
        });
        Ok(())
    }
}

fn of_agreement(row: agreement::Model, parts: &mut Parts, called: &Called) -> Agreement {
    let id = row.id;
    let mut parties = parts.parties.remove(&id).unwrap_or_default();
    parties.sort_by_key(|one| one.position);
    let mut areas = parts.areas.remove(&id).unwrap_or_default();
    areas.sort_by_key(|one| one.position);
    let mut places = parts.places.remove(&id).unwrap_or_default();
    places.sort_by_key(|one| one.position);
    let mut networks = parts.networks.remove(&id).unwrap_or_default();
    networks.sort_by_key(|one| one.network_id);
    let party = |one: agreement_party::Model| Signatory {
        organisation: called.maybe(one.organisation_id),
        name: one.name_text,
        signed_on: one.signed_on.map(Day),
        signed_by: one.signed_by,
        noted_by: called.maybe(one.noted_by_id),
    };
    Agreement {
        reference: Some(called.own(id)),
        origin: Some(row.origin),
        is_published: row.published_at.is_none().then_some(false),
        programme: called.maybe(row.programme_id),
        project: called.maybe(row.project_id),
        base_agreement: called.maybe(row.base_agreement_id),
        locale: row.locale,
        title: row.title,
        kind: row.kind,
        status: row.status,
        visibility: row.visibility,
        kind_text: row.kind_text,
        country: row.country_code,
        subject: row.subject,
        starts_on: row.starts_on.map(Day),
        ends_on: row.ends_on.map(Day),
        starts_text: row.starts_text,
        ends_text: row.ends_text,
        signed_on: row.signed_on.map(Day),
        signed_text: row.signed_text,
        base_agreement_text: row.base_agreement_text,
        target_min: row.target_min,
        target_max: row.target_max,
        due_on: row.due_on.map(Day),
        due_text: row.due_text,
        areas_count: row.areas_count,
        origin_text: row.origin_text,
        note: row.note,
        source: row.source,
        parties: parties.into_iter().map(party).collect(),
        focus_areas: areas.into_iter().map(|one| one.text).collect(),
        municipalities: places
            .iter()
            .map(|one| called.to(one.municipality_id))
            .collect(),
        themes: parts.themes.remove(&id).unwrap_or_default(),
        networks: networks
            .iter()
            .map(|one| called.to(one.network_id))
            .collect(),
    }
}
