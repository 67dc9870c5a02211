//! What a network says of itself, as given by its coordinators.

use chrono::{Datelike, NaiveDate};
use entity::{LocalizedText, country, network};
use sea_orm::{ColumnTrait, QueryFilter};

use crate::{
    places::names,
    platform::{
        access::Work,
        error::Result,
        graphql::{Check, Date, LocalizedTextInput, localized},
    },
};

/// No such country.
pub const UNKNOWN_CODE: &str = "UNKNOWN_CODE";

/// Characters that a name takes.
pub(super) const NAME: usize = 200;
/// Characters that a longer text takes.
pub(super) const TEXT: usize = 10_000;

/// The name, and what it is sorted and found by; they hang on main language and country too.
pub(super) fn write_name(
    check: &mut Check,
    row: &mut network::Model,
    given: Option<Vec<LocalizedTextInput>>,
) {
    if let Some(given) = given {
        row.name = localized(check, "name", given, NAME);
    }
    if row.name.0.is_empty() {
        return;
    }
    let Some(name) = row.name.get(&row.locale) else {
        let message = format!(
            "name needs its text in the main language, `{}`.",
            row.locale
        );
        check.refuse("name", "MISSING", message);
        return;
    };
    row.name_sort = names::sort_key(name, row.country_code.as_deref());
    row.name_fold = names::fold(row.name.0.values().map(String::as_str));
}

pub(super) fn write_texts(
    check: &mut Check,
    given: Option<Vec<LocalizedTextInput>>,
) -> Option<LocalizedText> {
    let given = given.filter(|texts| !texts.is_empty())?;
    Some(localized(check, "purpose", given, TEXT))
}

pub(super) fn write_since(check: &mut Check, given: Option<Date>) -> Option<NaiveDate> {
    let day = given?.0;
    check.within("since", Some(day.year()), 1800, 2200);
    Some(day)
}

pub(super) async fn write_country(
    work: &Work,
    check: &mut Check,
    row: &mut network::Model,
    given: Option<String>,
) -> Result<()> {
    let code = given.map(|code| code.trim().to_uppercase());
    row.country_code = code.filter(|code| !code.is_empty());
    let Some(code) = &row.country_code else {
        return Ok(());
    };
    let known = work
        .select::<country::Entity>()
        .filter(country::Column::Code.eq(code));
    if work.one(known).await?.is_none() {
        let message = format!(
            "country is `{code}`, which no country has; use ISO 3166-1 alpha-2, such as `SE`."
        );
        check.refuse("country", UNKNOWN_CODE, message);
    }
    Ok(())
}
