//! Programmes, their calls, prizes and initiatives.

use std::collections::HashMap;

use entity::{funding_call, initiative, prize, programme, programme_point};
use uuid::Uuid;

use crate::{
    platform::{access::Work, error::Result},
    search::subject::{Doors, Passage, Searched, Subject, countries_of_organisations, midnight},
};

impl Searched for programme::Entity {
    fn subject(row: &programme::Model) -> Subject {
        Subject::new(
            &row.locale,
            midnight(row.starts_on).unwrap_or(row.created_at),
        )
        .country(row.country_code.as_deref())
        .titles(&row.title)
        .texts(row.summary.as_ref())
        .text(row.kind_text.as_deref())
        .text(row.responsible_unit.as_deref())
    }

    async fn further_texts<D: Doors>(
        doors: &D,
        rows: &[&programme::Model],
    ) -> Result<HashMap<Uuid, Vec<Passage>>> {
        let mut points = doors.details::<Self, programme_point::Entity>(rows).await?;
        let texts = |row: &&programme::Model| {
            let points = points.remove(&row.id).unwrap_or_default();
            let read = Subject::new(&row.locale, row.created_at);
            let read = points
                .iter()
                .fold(read, |read, one| read.text(one.text.as_str()));
            (row.id, read.passages)
        };
        Ok(rows.iter().map(texts).collect())
    }
}

impl Searched for funding_call::Entity {
    fn subject(row: &funding_call::Model) -> Subject {
        Subject::new(&row.locale, row.opens_at)
            .titles(&row.title)
            .text(row.criteria.as_deref())
            .text(row.quota_text.as_deref())
    }

    /// A call is of the country of its programme.
    async fn countries(
        work: &Work,
        rows: &[&funding_call::Model],
    ) -> Result<HashMap<Uuid, String>> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.programme_id).collect();
        let programmes = work.by_ids::<programme::Entity>(&ids).await?.into_iter();
        let of: HashMap<Uuid, String> = programmes
            .filter_map(|one| Some((one.id, one.country_code?)))
            .collect();
        let country =
            |row: &&funding_call::Model| Some((row.id, of.get(&row.programme_id)?.clone()));
        Ok(rows.iter().filter_map(country).collect())
    }
}

impl Searched for prize::Entity {
    fn subject(row: &prize::Model) -> Subject {
        Subject::new(&row.locale, row.updated_at)
            .country(row.country_code.as_deref())
            .titles(&row.title)
            .texts(row.description.as_ref())
    }
}

impl Searched for initiative::Entity {
    fn subject(row: &initiative::Model) -> Subject {
        Subject::new(&row.locale, row.updated_at)
            .titles(&row.title)
            .texts(row.summary.as_ref())
            .text(row.status_text.as_deref())
    }

    /// An initiative is of the country of the organisation that looks into it.
    async fn countries(work: &Work, rows: &[&initiative::Model]) -> Result<HashMap<Uuid, String>> {
        let owners = rows.iter().map(|row| (row.id, row.owner_id));
        countries_of_organisations(work, owners).await
    }
}
