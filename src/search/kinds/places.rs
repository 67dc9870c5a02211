//! Places, and what things are about.

use std::collections::HashMap;

use entity::{action_group_area, locality, municipality, region, theme};
use uuid::Uuid;

use crate::{
    platform::{access::Work, error::Result},
    search::subject::{Searched, Subject},
};

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
