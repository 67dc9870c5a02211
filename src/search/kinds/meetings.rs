//! Networks and seminars.

use std::collections::HashMap;

use entity::{agenda_item, network, seminar};
use uuid::Uuid;

use crate::{
    platform::{access::Work, error::Result},
    search::subject::{Doors, Passage, Searched, Subject, countries_of_organisations, midnight},
};

impl Searched for network::Entity {
    fn subject(row: &network::Model) -> Subject {
        Subject::new(&row.locale, row.updated_at)
            .country(row.country_code.as_deref())
            .titles(&row.name)
            .texts(row.purpose.as_ref())
            .text(row.members_text.as_deref())
    }
}

impl Searched for seminar::Entity {
    const UNREAD: &'static [&'static str] = &["confirmed_count", "waiting_count"];

    fn subject(row: &seminar::Model) -> Subject {
        let when = row.starts_at.or(midnight(row.when_earliest));
        Subject::new(&row.locale, when.unwrap_or(row.created_at))
            .titles(&row.title)
            .texts(row.description.as_ref())
            .text(row.theme_text.as_deref())
            .text(row.kind_text.as_deref())
            .text(row.venue_name.as_deref())
    }

    async fn further_texts<D: Doors>(
        doors: &D,
        rows: &[&seminar::Model],
    ) -> Result<HashMap<Uuid, Vec<Passage>>> {
        let mut agendas = doors.details::<Self, agenda_item::Entity>(rows).await?;
        let texts = |row: &&seminar::Model| {
            let items = agendas.remove(&row.id).unwrap_or_default();
            let read =
                items
                    .iter()
                    .fold(Subject::new(&row.locale, row.created_at), |read, item| {
                        read.text(item.title.as_str())
                            .text(item.description.as_deref())
                            .text(item.speaker.as_deref())
                    });
            (row.id, read.passages)
        };
        Ok(rows.iter().map(texts).collect())
    }

    /// A seminar is of the country of the organisation that leads it.
    async fn countries(work: &Work, rows: &[&seminar::Model]) -> Result<HashMap<Uuid, String>> {
        let leads = rows.iter().map(|row| (row.id, row.lead_organisation_id));
        countries_of_organisations(work, leads).await
    }
}
