//! The kinds of things that search finds: one line in the list, and one declaration of what is read of it.

use std::collections::HashMap;

use entity::{
    action_group_area, agenda_item, document, document_part, document_version, file_text, locality,
    municipality, network, organisation, person, region, seminar, theme,
};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::subject::{Doors, Passage, Searched, Subject, countries_of_organisations};
use crate::platform::{access::Work, error::Result, store::one_of};

/// Hands the list of kinds to a macro: the GraphQL type, its table, and what a client who filters by it reads.
macro_rules! kinds {
    ($then:ident) => {
        $then! {
            /// Networks, by name, purpose and members.
            Network of network;
            /// Seminars, by title, description and agenda.
            Seminar of seminar;
            /// Documents, by title, summary, parts, and the text of the newest file that all they are for may see.
            Document of document;
            /// Organisations, by name.
            Organisation of organisation;
            /// People, by name.
            Person of person;
            /// Municipalities, by any of their names and by code.
            Municipality of municipality;
            /// Regions, by name.
            Region of region;
            /// Villages, towns and islands, by name.
            Locality of locality;
            /// Areas of local action groups, by name.
            ActionGroupArea of action_group_area;
            /// Themes, by name and description.
            Theme of theme;
        }
    };
}
pub(super) use kinds;

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
    fn subject(row: &seminar::Model) -> Subject {
        let day = row.when_earliest.and_then(|day| day.and_hms_opt(0, 0, 0));
        let when = row.starts_at.or(day.map(|day| day.and_utc()));
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

impl Searched for document::Entity {
    fn subject(row: &document::Model) -> Subject {
        let day = row.sort_on.and_hms_opt(0, 0, 0).map(|day| day.and_utc());
        Subject::new(&row.locale, day.unwrap_or(row.created_at))
            .titles(&row.title)
            .texts(row.summary.as_ref())
            .text(row.kind_text.as_deref())
            .text(row.case_number.as_deref())
            .text(row.decided_by.as_deref())
            .text(row.responsible_unit.as_deref())
            .text(row.content_owner_text.as_deref())
    }

    /// Its parts, and the text of the newest version that all it is for may see.
    async fn further_texts<D: Doors>(
        doors: &D,
        rows: &[&document::Model],
    ) -> Result<HashMap<Uuid, Vec<Passage>>> {
        let mut parts = doors.details::<Self, document_part::Entity>(rows).await?;
        let versions = newest_versions(doors, rows).await?;
        let every: Vec<_> = versions.values().collect();
        let files = doors
            .details::<document_version::Entity, file_text::Entity>(&every)
            .await?;
        let texts = |row: &&document::Model| {
            let parts = parts.remove(&row.id).unwrap_or_default();
            let read = Subject::new(&row.locale, row.created_at);
            let read = parts
                .iter()
                .fold(read, |read, part| read.text(part.text.as_str()));
            let file = versions
                .get(&row.id)
                .and_then(|version| files.get(&version.file_id));
            let texts = file.into_iter().flatten();
            let read = texts.fold(read, |read, file| read.text(file.text.as_str()));
            (row.id, read.passages)
        };
        Ok(rows.iter().map(texts).collect())
    }

    /// A document is of the country of the organisation that answers for it, else of its publisher's.
    async fn countries(work: &Work, rows: &[&document::Model]) -> Result<HashMap<Uuid, String>> {
        let owners = rows
            .iter()
            .map(|row| (row.id, row.owner_id.or(row.publisher_id)));
        countries_of_organisations(work, owners).await
    }
}

/// The newest version of each document that has the document's own audience.
async fn newest_versions<D: Doors>(
    doors: &D,
    rows: &[&document::Model],
) -> Result<HashMap<Uuid, document_version::Model>> {
    use document_version::Column;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let theirs = one_of(doors.backend(), Column::DocumentId.into_expr(), &ids);
    let mut versions = doors
        .those::<document_version::Entity>(Condition::all().add(theirs))
        .await?;
    let audiences: HashMap<Uuid, Uuid> = rows.iter().map(|row| (row.id, row.audience_id)).collect();
    versions.retain(|version| audiences.get(&version.document_id) == Some(&version.audience_id));
    versions.sort_by_key(|version| version.number);
    // Of several the last stays.
    Ok(versions
        .into_iter()
        .map(|version| (version.document_id, version))
        .collect())
}

impl Searched for organisation::Entity {
    fn subject(row: &organisation::Model) -> Subject {
        let subject = match row.country_code.as_deref() {
            Some(country) => Subject::of_country(country, row.updated_at),
            None => Subject::new("en", row.updated_at),
        };
        subject
            .title(row.name.as_str())
            .text(row.kind_text.as_deref())
            .text(row.registration_number.as_deref())
    }
}

impl Searched for person::Entity {
    fn subject(row: &person::Model) -> Subject {
        let locale = row.locale.as_deref().unwrap_or("en");
        Subject::new(locale, row.updated_at).title(row.name.as_str())
    }
}

impl Searched for municipality::Entity {
    fn subject(row: &municipality::Model) -> Subject {
        let subject = Subject::of_country(&row.country_code, row.updated_at)
            .title(row.name.as_str())
            .title(row.name_official.as_deref())
            .title_in("sv", row.name_sv.as_deref())
            .text(row.code.as_str());
        let names = row.names_alt.0.iter();
        names.fold(subject, |subject, name| subject.title_in("se", Some(name)))
    }
}

impl Searched for region::Entity {
    fn subject(row: &region::Model) -> Subject {
        Subject::of_country(&row.country_code, row.updated_at)
            .title(row.name.as_str())
            .title_in("sv", row.name_sv.as_deref())
    }
}

impl Searched for locality::Entity {
    fn subject(row: &locality::Model) -> Subject {
        Subject::new("da", row.updated_at).title(row.name.as_str())
    }

    async fn countries(work: &Work, rows: &[&locality::Model]) -> Result<HashMap<Uuid, String>> {
        let within: Vec<Uuid> = rows.iter().map(|row| row.municipality_id).collect();
        let within = work.by_ids::<municipality::Entity>(&within).await?;
        let of: HashMap<Uuid, String> = within
            .into_iter()
            .map(|one| (one.id, one.country_code))
            .collect();
        let country =
            |row: &&locality::Model| Some((row.id, of.get(&row.municipality_id)?.clone()));
        Ok(rows.iter().filter_map(country).collect())
    }
}

impl Searched for action_group_area::Entity {
    fn subject(row: &action_group_area::Model) -> Subject {
        Subject::of_country(&row.country_code, row.updated_at)
            .title(row.name.as_str())
            .text(row.code.as_str())
    }
}

impl Searched for theme::Entity {
    fn subject(row: &theme::Model) -> Subject {
        Subject::new("en", row.updated_at)
            .titles(&row.name)
            .texts(row.description.as_ref())
    }
}
