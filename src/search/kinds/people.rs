//! Organisations and people.

use entity::{organisation, person};

use crate::search::subject::{Searched, Subject};

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
