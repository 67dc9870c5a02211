//! Holidays, for those who look for a date.

use async_graphql::{Object, SimpleObject};

use crate::{
    places::holidays::{COUNTRIES, HolidayKind, YEARS, holidays},
    platform::{
        error::{Error, Result},
        graphql::{Date, Locale, LocalizedText, Nullable},
    },
};

/// A day on which people do not work.
#[derive(SimpleObject)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// How far it goes.
    pub kind: HolidayKind,
    /// Its name in the language of the country.
    pub name: LocalizedText,
    /// Its name in English.
    pub name_en: String,
}

#[derive(Default)]
pub struct Holidays;

#[Object]
impl Holidays {
    /// The holidays of a country in a year, by date. Known are AX, DK, FI, FO, GL, IS, NO and SE, from 2010 to 2199.
    async fn holidays(
        &self,
        #[graphql(desc = "ISO 3166-1 alpha-2, such as `SE`.")] country: String,
        #[graphql(desc = "From 2010 to 2199.")] year: i32,
    ) -> Nullable<Vec<Holiday>> {
        of_country(&country, year).into()
    }
}

fn of_country(country: &str, year: i32) -> Result<Vec<Holiday>> {
    let code = country.to_uppercase();
    if !COUNTRIES.contains(&code.as_str()) {
        let known = COUNTRIES.join(", ");
        let wrong = format!("is not one whose holidays are known; choose one of {known}.");
        return Err(Error::bad_value("country", wrong));
    }
    let unknown = || {
        let (first, last) = (YEARS.start(), YEARS.end());
        Error::bad_value(
            "year",
            format!("is {year}; it must be from {first} to {last}."),
        )
    };
    let found = holidays(&code, year).ok_or_else(unknown)?;
    let holiday = |one: crate::places::holidays::Holiday| Holiday {
        date: Date(one.date),
        kind: one.kind,
        name: LocalizedText {
            text: one.name.to_owned(),
            locale: Locale(one.locale.to_owned()),
            is_fallback: false,
        },
        name_en: one.name_en.to_owned(),
    };
    Ok(found.into_iter().map(holiday).collect())
}
