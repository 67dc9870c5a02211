//! The holidays of the Nordic countries: those on a fixed day, those that follow Easter, and those on a day of the week.

mod rules;

use async_graphql::Enum;
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// How far a holiday goes.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolidayKind {
    /// Everyone has the day off.
    Public,
    /// Most workplaces close, for all of the day or from noon.
    Customary,
}

/// One holiday in one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    pub date: NaiveDate,
    pub kind: HolidayKind,
    /// In the language of `locale`.
    pub name: &'static str,
    pub locale: &'static str,
    pub name_en: &'static str,
}

/// The countries whose holidays are known: ISO 3166-1 alpha-2.
pub const COUNTRIES: [&str; 8] = ["AX", "DK", "FI", "FO", "GL", "IS", "NO", "SE"];
/// The rules hold from here to there.
pub const YEARS: std::ops::RangeInclusive<i32> = 2010..=2199;

#[derive(Clone, Copy)]
enum On {
    Day(u32, u32),
    /// So many days after Easter Sunday.
    Easter(i64),
    /// The first such day of the week from a day on.
    First(Weekday, u32, u32),
    /// The day before that.
    Eve(Weekday, u32, u32),
    /// So many days after Easter Sunday, in the years before this one.
    EasterBefore(i64, i32),
}

use On::{Day, Easter, EasterBefore, Eve, First};
use rules::{ALAND, DENMARK, FAROES, FINLAND, GREENLAND, ICELAND, NORWAY, SWEDEN};

type Rule = (On, HolidayKind, &'static str, &'static str);

/// The holidays of a country in a year, by date; none where the country or the year is not known here.
pub fn holidays(country: &str, year: i32) -> Option<Vec<Holiday>> {
    let (rules, locale) = match country {
        "DK" => (DENMARK, "da"),
        "SE" => (SWEDEN, "sv"),
        "NO" => (NORWAY, "nb"),
        "FI" => (FINLAND, "fi"),
        "AX" => (ALAND, "sv"),
        "IS" => (ICELAND, "is"),
        "FO" => (FAROES, "fo"),
        "GL" => (GREENLAND, "kl"),
        _ => return None,
    };
    if !YEARS.contains(&year) {
        return None;
    }
    let holiday = |(on, kind, name, name_en): &Rule| {
        Some(Holiday {
            date: on.date(year)?,
            kind: *kind,
            name,
            locale,
            name_en,
        })
    };
    let mut found: Vec<Holiday> = rules.iter().filter_map(holiday).collect();
    found.sort_by_key(|one| one.date);
    Some(found)
}

/// The holidays of a country from one day to another, both included; at most a fortnight is looked at.
pub fn holidays_between(country: &str, first: NaiveDate, last: NaiveDate) -> Vec<Holiday> {
    let last = last.min(first + Days::new(14));
    let years = first.year()..=last.year();
    years
        .filter_map(|year| holidays(country, year))
        .flatten()
        .filter(|one| (first..=last).contains(&one.date))
        .collect()
}

impl On {
    fn date(self, year: i32) -> Option<NaiveDate> {
        match self {
            Day(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Easter(after) => easter(year)?.checked_add_signed(chrono::TimeDelta::days(after)),
            EasterBefore(after, until) if year < until => Easter(after).date(year),
            EasterBefore(..) => None,
            First(weekday, month, day) => {
                let from = NaiveDate::from_ymd_opt(year, month, day)?;
                let ahead = weekday.days_since(from.weekday());
                from.checked_add_days(Days::new(ahead.into()))
            }
            Eve(weekday, month, day) => First(weekday, month, day).date(year)?.pred_opt(),
        }
    }
}

/// Easter Sunday of the Gregorian calendar: the first Sunday after the ecclesiastical full moon of spring.
pub fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year % 19;
    let century = year / 100;
    let skipped = century - century / 4;
    // How old the moon is at the turn of the year, with the corrections of a century.
    let epact = (skipped - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
    let moon =
        epact - (epact / 28) * (1 - (epact / 28) * (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (year + year / 4 + moon + 2 - skipped) % 7;
    let day = moon - weekday;
    let month = 3 + (day + 40) / 44;
    let day = day + 28 - 31 * (month / 4);
    NaiveDate::from_ymd_opt(year, month.try_into().ok()?, day.try_into().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(country: &str, year: i32, name_en: &str) -> Vec<String> {
        holidays(country, year)
            .into_iter()
            .flatten()
            .filter(|one| one.name_en == name_en)
            .map(|one| one.date.format("%m-%d").to_string())
            .collect()
    }

    #[test]
    fn easter_falls_where_the_calendar_has_it() {
        let known = [
            (2011, 4, 24),
            (2016, 3, 27),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
            (2049, 4, 18),
            (2076, 4, 19),
            (2100, 3, 28),
            (2199, 4, 14),
        ];
        for (year, month, day) in known {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day));
        }
    }

    #[test]
    fn midsummer_is_the_saturday_between_20_and_26_june_and_its_eve_the_day_before() {
        assert_eq!(dates("SE", 2026, "Midsummer Day"), ["06-20"]);
        assert_eq!(dates("SE", 2026, "Midsummer Eve"), ["06-19"]);
        assert_eq!(dates("FI", 2027, "Midsummer Day"), ["06-26"]);
        assert_eq!(dates("AX", 2025, "Midsummer Eve"), ["06-20"]);
        assert_eq!(dates("SE", 2026, "All Saints' Day"), ["10-31"]);
        assert_eq!(dates("FI", 2027, "All Saints' Day"), ["11-06"]);
    }

    #[test]
    fn the_great_prayer_day_ended_in_denmark_and_nowhere_else() {
        assert_eq!(dates("DK", 2023, "Great Prayer Day"), ["05-05"]);
        assert!(dates("DK", 2024, "Great Prayer Day").is_empty());
        assert_eq!(dates("FO", 2024, "Great Prayer Day"), ["04-26"]);
        assert_eq!(dates("GL", 2026, "Great Prayer Day"), ["05-01"]);
    }

    #[test]
    fn days_of_the_week_move_with_the_year() {
        assert_eq!(dates("IS", 2023, "First Day of Summer"), ["04-20"]);
        assert_eq!(dates("IS", 2026, "First Day of Summer"), ["04-23"]);
        assert_eq!(dates("IS", 2026, "Commerce Day"), ["08-03"]);
    }

    #[test]
    fn a_range_may_pass_the_turn_of_a_year_and_unknown_countries_have_none() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let turn = holidays_between("SE", day(2026, 12, 30), day(2027, 1, 2));
        let names: Vec<_> = turn.iter().map(|one| one.name).collect();
        assert_eq!(names, ["Nyårsafton", "Nyårsdagen"]);
        assert_eq!(holidays("DE", 2026), None);
        assert_eq!(holidays("SE", 2009), None);
        for country in COUNTRIES {
            assert!(holidays(country, 2026).is_some_and(|all| all.len() > 12));
        }
    }
}
