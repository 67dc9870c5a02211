//! What the inputs of programmes, calls, prizes and initiatives have in common, read and checked.

use async_graphql::MaybeUndefined;
use chrono::{Datelike, NaiveDate};
use entity::country;
use sea_orm::{ColumnTrait, QueryFilter};

use crate::{
    places::names,
    platform::{access::Work, error::Result, graphql::Check},
};

/// No such country.
pub const UNKNOWN_CODE: &str = "UNKNOWN_CODE";

/// Characters that names, notes and texts take.
pub(super) const NAME: usize = 200;
pub(super) const NOTE: usize = 2_000;
pub(super) const TEXT: usize = 10_000;

/// What a field was set to, where it was given at all.
pub(super) fn given<T>(field: MaybeUndefined<T>) -> Option<Option<T>> {
    match field {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

/// Sets a text where one was given.
pub(super) fn set_text(
    check: &mut Check,
    place: &mut Option<String>,
    field: &str,
    text: MaybeUndefined<String>,
    longest: usize,
) {
    if let Some(text) = given(text) {
        *place = check.optional(field, text, longest);
    }
}

/// A title, and what it is sorted and found by.
pub(super) struct Titled {
    pub title: entity::LocalizedText,
    pub sort: String,
    pub fold: String,
}

/// A title in at least its main language.
pub(super) fn titled(
    check: &mut Check,
    title: entity::LocalizedText,
    locale: &str,
    country: Option<&str>,
) -> Titled {
    let main = title.get(locale);
    if main.is_none() && !title.0.is_empty() {
        let message = format!("title needs its text in the main language, `{locale}`.");
        check.refuse("title", "MISSING", message);
    }
    Titled {
        sort: names::sort_key(main.unwrap_or_default(), country),
        fold: names::fold(title.0.values().map(String::as_str)),
        title,
    }
}

pub(super) async fn check_country(
    work: &Work,
    check: &mut Check,
    code: Option<String>,
) -> Result<Option<String>> {
    let code = code.map(|code| code.trim().to_uppercase());
    let code = code.filter(|code| !code.is_empty());
    if let Some(code) = &code {
        let known = work
            .select::<country::Entity>()
            .filter(country::Column::Code.eq(code));
        if work.one(known).await?.is_none() {
            let message = format!(
                "country is `{code}`, which no country has; use ISO 3166-1 alpha-2, such as `SE`."
            );
            check.refuse("country", UNKNOWN_CODE, message);
        }
    }
    Ok(code)
}

/// Two days of which the second is not before the first.
pub(super) fn check_days(
    check: &mut Check,
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
    names: [&str; 2],
) {
    for (day, name) in [(first, names[0]), (last, names[1])] {
        check.within(name, day.map(|day| day.year()), 1800, 2200);
    }
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        let message = format!("{} must not be before {}.", names[1], names[0]);
        check.refuse(names[1], "REVERSED", message);
    }
}

/// A range of which the upper end is not below the lower.
pub(super) fn check_range(
    check: &mut Check,
    least: Option<i32>,
    most: Option<i32>,
    names: [&str; 2],
) {
    check.within(names[0], least, 0, 100_000);
    check.within(names[1], most, 0, 100_000);
    if let (Some(least), Some(most)) = (least, most)
        && most < least
    {
        let message = format!(
            "{} is {most} and {} {least}; it must not be less.",
            names[1], names[0]
        );
        check.refuse(names[1], "REVERSED", message);
    }
}
