//! Experiences, questions, requests and offers. Comments are read where they stand: one may be hidden at any time.

use std::collections::HashMap;

use entity::{exchange_post, experience, question};
use uuid::Uuid;

use crate::{
    platform::{access::Work, error::Result},
    search::subject::{Searched, Subject, countries_of_organisations},
};

impl Searched for experience::Entity {
    fn subject(row: &experience::Model) -> Subject {
        Subject::new(&row.locale, row.published_at.unwrap_or(row.created_at))
            .titles(&row.title)
            .texts(row.challenge.as_ref())
            .texts(row.approach.as_ref())
            .texts(row.outcome.as_ref())
            .texts(row.failures.as_ref())
            .texts(row.lessons.as_ref())
            .texts(row.transfer_conditions.as_ref())
    }

    /// An experience is of the country of the organisation that answers for it.
    async fn countries(work: &Work, rows: &[&experience::Model]) -> Result<HashMap<Uuid, String>> {
        let owners = rows.iter().map(|row| (row.id, row.owner_id));
        countries_of_organisations(work, owners).await
    }
}

impl Searched for question::Entity {
    fn subject(row: &question::Model) -> Subject {
        Subject::new(&row.locale, row.asked_at)
            .title(row.title.as_str())
            .text(row.body.as_str())
    }

    /// A question is of the country of the organisation it is asked for.
    async fn countries(work: &Work, rows: &[&question::Model]) -> Result<HashMap<Uuid, String>> {
        let askers = rows.iter().map(|row| (row.id, row.organisation_id));
        countries_of_organisations(work, askers).await
    }
}

impl Searched for exchange_post::Entity {
    fn subject(row: &exchange_post::Model) -> Subject {
        Subject::new(&row.locale, row.posted_at)
            .title(row.title.as_str())
            .text(row.body.as_str())
    }

    /// A request or an offer is of the country of the organisation that makes it.
    async fn countries(
        work: &Work,
        rows: &[&exchange_post::Model],
    ) -> Result<HashMap<Uuid, String>> {
        let posters = rows.iter().map(|row| (row.id, Some(row.organisation_id)));
        countries_of_organisations(work, posters).await
    }
}
