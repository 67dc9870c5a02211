//! By which rule a series comes again: what of RFC 5545 is taken, and the days it gives.
//!
//! 1. WEEKLY or MONTHLY, on days of the week. MONTHLY says which: `BYDAY=3WE`, or `BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1`.
//! 2. It ends, by COUNT or by UNTIL.
//! 3. Everything that makes a rule long or slow is refused before a day of it is worked out.

use chrono::{DateTime, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc, Weekday};
use rrule::{Frequency, NWeekday, RRule, RRuleSet};

use crate::platform::graphql::Check;

pub const BAD_RULE: &str = "BAD_RULE";
pub const UNSUPPORTED_RULE: &str = "UNSUPPORTED_RULE";
pub const ENDLESS: &str = "ENDLESS";
pub const TOO_MANY_OCCURRENCES: &str = "TOO_MANY_OCCURRENCES";
pub const TOO_LONG_AHEAD: &str = "TOO_LONG_AHEAD";
pub const NOT_IN_RULE: &str = "NOT_IN_RULE";

/// Occurrences of a series at most: ten years of weeks.
pub const MOST: u32 = 520;
/// A rule ends so many years after its start at the latest.
const YEARS: u32 = 10;
/// Characters of a rule at most.
const LONGEST: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Count(u32),
    Until(NaiveDate),
}

/// A rule that was found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    weekly: bool,
    interval: u16,
    days: Vec<NWeekday>,
    positions: Vec<i32>,
    end: End,
}

/// Why a text is no rule: a code and what would be right.
type Fault = (&'static str, String);

fn bad<T>(message: impl Into<String>) -> Result<T, Fault> {
    Err((BAD_RULE, message.into()))
}

/// The parts of a rule, each once.
#[derive(Default)]
struct Parts<'a> {
    frequency: Option<&'a str>,
    interval: Option<&'a str>,
    by_day: Option<&'a str>,
    by_position: Option<&'a str>,
    count: Option<&'a str>,
    until: Option<&'a str>,
    week_start: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn read(text: &'a str) -> Result<Self, Fault> {
        let mut parts = Self::default();
        for part in text.split(';') {
            let Some((name, value)) = part.split_once('=') else {
                return bad(format!(
                    "rule has a part \u{201c}{part}\u{201d} without a value; write it as in FREQ=MONTHLY;BYDAY=3WE;COUNT=10."
                ));
            };
            let place = match name {
                "FREQ" => &mut parts.frequency,
                "INTERVAL" => &mut parts.interval,
                "BYDAY" => &mut parts.by_day,
                "BYSETPOS" => &mut parts.by_position,
                "COUNT" => &mut parts.count,
                "UNTIL" => &mut parts.until,
                "WKST" => &mut parts.week_start,
                _ => {
                    let message = format!(
                        "rule has {name}; FREQ, INTERVAL, BYDAY, BYSETPOS and COUNT or UNTIL are taken."
                    );
                    return Err((UNSUPPORTED_RULE, message));
                }
            };
            if place.replace(value).is_some() {
                return bad(format!("rule has {name} twice; once is enough."));
            }
        }
        Ok(parts)
    }
}

/// A whole number within bounds.
fn number(name: &str, text: &str, least: i32, most: i32) -> Result<i32, Fault> {
    match text.parse::<i32>() {
        Ok(number) if number != 0 && (least..=most).contains(&number) => Ok(number),
        _ => bad(format!(
            "{name} is \u{201c}{text}\u{201d}; it is a whole number from {least} to {most}, and not 0."
        )),
    }
}

/// Whether a text is a rule that is taken.
pub fn is_rule(text: &str) -> bool {
    Rule::parse(text).is_ok()
}

impl Rule {
    /// Reads the rule of a client, or notes what is wrong with it.
    pub fn read(check: &mut Check, field: &str, text: &str, starts: NaiveDateTime) -> Option<Self> {
        match Self::parse(text).and_then(|rule| rule.fits(starts).map(|()| rule)) {
            Ok(rule) => Some(rule),
            Err((code, message)) => {
                check.refuse(field, code, message);
                None
            }
        }
    }

    /// The rule that a series was made with.
    pub fn kept(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }

    fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() > LONGEST {
            return bad(format!(
                "rule has {} bytes; at most {LONGEST} fit.",
                text.len()
            ));
        }
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        let parts = Parts::read(text)?;
        let weekly = match parts.frequency {
            Some("WEEKLY") => true,
            Some("MONTHLY") => false,
            Some(other) => {
                let message =
                    format!("FREQ is \u{201c}{other}\u{201d}; WEEKLY and MONTHLY are taken.");
                return Err((UNSUPPORTED_RULE, message));
            }
            None => return bad("rule has no FREQ; WEEKLY and MONTHLY are taken."),
        };
        if parts.week_start.is_some_and(|day| day != "MO") {
            let message = "WKST is taken as MO, the first day of the week in the Nordic countries; leave it out.";
            return Err((UNSUPPORTED_RULE, message.to_owned()));
        }
        let interval = number(
            "INTERVAL",
            parts.interval.unwrap_or("1"),
            1,
            if weekly { 52 } else { 12 },
        )?;
        let (days, positions) = by_days(weekly, parts.by_day, parts.by_position)?;
        Ok(Self {
            weekly,
            interval: u16::try_from(interval).unwrap_or(1),
            days,
            positions,
            end: end(parts.count, parts.until)?,
        })
    }

    /// The days of the rule that begins on this day, exceptions among them.
    pub fn days(&self, starts: NaiveDate) -> Vec<NaiveDate> {
        let at = |day: NaiveDate| rrule::Tz::UTC.from_utc_datetime(&day.and_time(NaiveTime::MIN));
        let rule = RRule::new(if self.weekly {
            Frequency::Weekly
        } else {
            Frequency::Monthly
        })
        .interval(self.interval)
        .week_start(Weekday::Mon)
        .by_weekday(self.days.clone())
        .by_set_pos(self.positions.clone());
        let rule = match self.end {
            End::Count(count) => rule.count(count),
            End::Until(day) => rule.until(at(day.max(starts))),
        };
        let Ok(rule) = rule.validate(at(starts)) else {
            return vec![];
        };
        let most = u16::try_from(MOST + 1).unwrap_or(u16::MAX);
        let found = RRuleSet::new(at(starts)).rrule(rule).all(most);
        found.dates.iter().map(|day| day.date_naive()).collect()
    }

    /// Whether the rule that begins at this time gives occurrences, neither too many nor too late.
    fn fits(&self, starts: NaiveDateTime) -> Result<(), Fault> {
        let day = starts.date();
        let last = day
            .checked_add_months(Months::new(12 * YEARS))
            .unwrap_or(day);
        let too_late = |end: NaiveDate| {
            let message = format!(
                "The rule ends on {end}; {last} is as late as it can, {YEARS} years after its start."
            );
            Err((TOO_LONG_AHEAD, message))
        };
        match self.end {
            End::Until(until) if until > last => return too_late(until),
            End::Until(until) if until < day => {
                let message = format!(
                    "UNTIL is {until}, before the start on {day}; it is the last day that can be an occurrence."
                );
                return bad(message);
            }
            _ => {}
        }
        let days = self.days(day);
        if days.len() > MOST as usize {
            let message = format!(
                "The rule gives more than {MOST} occurrences; at most {MOST} are made. Let it end earlier."
            );
            return Err((TOO_MANY_OCCURRENCES, message));
        }
        match (days.first(), days.last()) {
            (_, Some(end)) if *end > last => too_late(*end),
            (Some(first), _) if *first == day => Ok(()),
            (Some(first), _) => {
                let message = format!(
                    "startsLocal is on {day}, which is no day of the rule; the first one is {first}. Let it start then."
                );
                Err((NOT_IN_RULE, message))
            }
            (None, _) => bad("The rule gives no occurrence; let it end later."),
        }
    }

    /// The same rule up to the day before this one.
    pub fn before(&self, day: NaiveDate) -> Self {
        let last = day.checked_sub_days(Days::new(1)).unwrap_or(day);
        Self {
            end: match self.end {
                End::Until(until) => End::Until(until.min(last)),
                End::Count(_) => End::Until(last),
            },
            ..self.clone()
        }
    }

    /// The same rule without its first days, so many.
    pub fn after(&self, passed: usize) -> Self {
        let passed = u32::try_from(passed).unwrap_or(u32::MAX);
        Self {
            end: match self.end {
                End::Count(count) => End::Count(count.saturating_sub(passed).max(1)),
                until @ End::Until(_) => until,
            },
            ..self.clone()
        }
    }

    /// In which round of the rule a day lies: its week or its month.
    pub fn round(&self, day: NaiveDate) -> NaiveDate {
        use chrono::Datelike;
        match self.weekly {
            true => day.week(Weekday::Mon).first_day(),
            false => day.with_day(1).unwrap_or(day),
        }
    }

    /// As an RRULE.
    pub fn text(&self) -> String {
        let mut text = self.pattern();
        match self.end {
            End::Count(count) => text.push_str(&format!(";COUNT={count}")),
            End::Until(day) => text.push_str(&format!(";UNTIL={}", day.format("%Y%m%d"))),
        }
        text
    }

    /// As an RRULE that ends with an instant, as calendars need it beside a start on the clocks.
    pub fn until(&self, last: DateTime<Utc>) -> String {
        format!("{};UNTIL={}", self.pattern(), last.format("%Y%m%dT%H%M%SZ"))
    }

    fn pattern(&self) -> String {
        let mut text = format!("FREQ={}", if self.weekly { "WEEKLY" } else { "MONTHLY" });
        if self.interval != 1 {
            text.push_str(&format!(";INTERVAL={}", self.interval));
        }
        if !self.days.is_empty() {
            let days: Vec<String> = self.days.iter().map(day_text).collect();
            text.push_str(&format!(";BYDAY={}", days.join(",")));
        }
        if !self.positions.is_empty() {
            let positions: Vec<String> = self.positions.iter().map(ToString::to_string).collect();
            text.push_str(&format!(";BYSETPOS={}", positions.join(",")));
        }
        text
    }
}

const WEEK: [(&str, Weekday); 7] = [
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
    ("SU", Weekday::Sun),
];

fn day_of(text: &str) -> Option<NWeekday> {
    let (_, day) = WEEK.iter().find(|(name, _)| text.ends_with(name))?;
    let which = &text[..text.len() - 2];
    match which.is_empty() {
        true => Some(NWeekday::Every(*day)),
        false => Some(NWeekday::Nth(which.parse().ok()?, *day)),
    }
}

/// The library leaves the number of the first one out, which means every one.
fn day_text(day: &NWeekday) -> String {
    let name = |day: &Weekday| {
        let found = WEEK.iter().find(|(_, one)| one == day);
        found.map_or("", |(name, _)| *name)
    };
    match day {
        NWeekday::Every(day) => name(day).to_owned(),
        NWeekday::Nth(which, day) => format!("{which}{}", name(day)),
    }
}

/// The days of the week, and which of those in a round are meant.
fn by_days(
    weekly: bool,
    days: Option<&str>,
    positions: Option<&str>,
) -> Result<(Vec<NWeekday>, Vec<i32>), Fault> {
    let mut read: Vec<NWeekday> = vec![];
    for text in days.iter().flat_map(|days| days.split(',')) {
        let Some(day) = day_of(text) else {
            return bad(format!(
                "BYDAY has \u{201c}{text}\u{201d}; days are MO, TU, WE, TH, FR, SA, SU, in a month with which: 3WE, -1FR."
            ));
        };
        let fits = match day {
            NWeekday::Every(_) => true,
            NWeekday::Nth(which, _) => !weekly && which != 0 && (-5..=5).contains(&which),
        };
        if !fits {
            return bad(format!(
                "BYDAY has \u{201c}{text}\u{201d}; in a week days have no number, in a month one from 1 to 5 or from -5 to -1."
            ));
        }
        if read.contains(&day) {
            return bad(format!(
                "BYDAY has \u{201c}{text}\u{201d} twice; once is enough."
            ));
        }
        read.push(day);
    }
    if read.is_empty() && !weekly {
        return bad(
            "A MONTHLY rule says by BYDAY which day it is: BYDAY=3WE is the third Wednesday.",
        );
    }
    let Some(positions) = positions else {
        return Ok((read, vec![]));
    };
    let numbered = read.iter().any(|day| matches!(day, NWeekday::Nth(..)));
    if read.is_empty() || numbered {
        return bad(
            "BYSETPOS chooses among the days that BYDAY names without numbers: BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 is the last working day.",
        );
    }
    let most = i32::try_from(read.len()).unwrap_or(7) * if weekly { 1 } else { 4 };
    let positions: Vec<&str> = positions.split(',').collect();
    if positions.len() > 5 {
        return bad(format!(
            "BYSETPOS has {} members; at most 5 are taken.",
            positions.len()
        ));
    }
    let mut chosen = vec![];
    for text in positions {
        let position = number("BYSETPOS", text, -most, most)?;
        if chosen.contains(&position) {
            return bad(format!("BYSETPOS has {position} twice; once is enough."));
        }
        chosen.push(position);
    }
    Ok((read, chosen))
}

fn end(count: Option<&str>, until: Option<&str>) -> Result<End, Fault> {
    match (count, until) {
        (Some(_), Some(_)) => bad("rule has COUNT and UNTIL; one of them says when it ends."),
        (None, None) => {
            let message = "rule has no end; say with COUNT=10 how many there are, or with UNTIL=20271231 which day is the last that can be one.";
            Err((ENDLESS, message.to_owned()))
        }
        (Some(count), None) => {
            let digits = !count.is_empty() && count.bytes().all(|digit| digit.is_ascii_digit());
            match count.parse::<u32>() {
                Ok(count @ 1..=MOST) => Ok(End::Count(count)),
                Ok(0) => bad("COUNT is 0; it is at least 1."),
                _ if digits => {
                    let message =
                        format!("COUNT is {count}; a series has at most {MOST} occurrences.");
                    Err((TOO_MANY_OCCURRENCES, message))
                }
                _ => bad(format!(
                    "COUNT is \u{201c}{count}\u{201d}; it is a whole number from 1 to {MOST}."
                )),
            }
        }
        (None, Some(until)) => match NaiveDate::parse_from_str(until, "%Y%m%d") {
            Ok(day) if until.len() == 8 => Ok(End::Until(day)),
            _ => bad(format!(
                "UNTIL is \u{201c}{until}\u{201d}; it is a day on the clocks of timeZone, such as 20271231."
            )),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(rule: &str, starts: &str) -> Result<Vec<String>, &'static str> {
        let day: NaiveDate = starts.parse().unwrap();
        let rule = Rule::parse(rule).map_err(|fault| fault.0)?;
        assert_eq!(Rule::kept(&rule.text()), Some(rule.clone()));
        let ten = day.and_hms_opt(10, 0, 0).unwrap();
        rule.fits(ten).map_err(|fault| fault.0)?;
        Ok(rule.days(day).iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_third_wednesday_and_the_last_working_day() {
        let third = days("FREQ=MONTHLY;BYDAY=3WE;COUNT=3", "2027-01-20");
        assert_eq!(third.unwrap(), ["2027-01-20", "2027-02-17", "2027-03-17"]);
        let last = "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;UNTIL=20270331";
        let last = days(last, "2027-01-29");
        assert_eq!(last.unwrap(), ["2027-01-29", "2027-02-26", "2027-03-31"]);
        let weeks = days("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4", "2027-01-05");
        assert_eq!(
            weeks.unwrap(),
            ["2027-01-05", "2027-01-07", "2027-01-19", "2027-01-21"]
        );
        let first = days("FREQ=MONTHLY;BYDAY=1MO;COUNT=2", "2027-02-01");
        assert_eq!(first.unwrap(), ["2027-02-01", "2027-03-01"]);
        let fifth = days("FREQ=MONTHLY;INTERVAL=12;BYDAY=5MO;COUNT=2", "2027-03-29");
        assert_eq!(fifth.unwrap(), ["2027-03-29", "2031-03-31"]);
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let refused = |rule: &str| days(rule, "2027-01-20").unwrap_err();
        for (rule, code) in [
            ("FREQ=SECONDLY;COUNT=3", UNSUPPORTED_RULE),
            ("FREQ=DAILY;COUNT=3", UNSUPPORTED_RULE),
            (
                "FREQ=MONTHLY;BYDAY=3WE;BYHOUR=1,2,3;COUNT=3",
                UNSUPPORTED_RULE,
            ),
            ("FREQ=WEEKLY", ENDLESS),
            ("FREQ=WEEKLY;COUNT=10000", TOO_MANY_OCCURRENCES),
            (
                "FREQ=WEEKLY;COUNT=99999999999999999999",
                TOO_MANY_OCCURRENCES,
            ),
            (
                "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20361231",
                TOO_MANY_OCCURRENCES,
            ),
            ("FREQ=WEEKLY;UNTIL=99991231", TOO_LONG_AHEAD),
            (
                "FREQ=MONTHLY;INTERVAL=12;BYDAY=3WE;COUNT=100",
                TOO_LONG_AHEAD,
            ),
            ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", NOT_IN_RULE),
            ("FREQ=MONTHLY;COUNT=2", BAD_RULE),
            ("FREQ=MONTHLY;BYDAY=6WE;COUNT=2", BAD_RULE),
            ("FREQ=WEEKLY;BYDAY=3WE;COUNT=2", BAD_RULE),
            ("FREQ=MONTHLY;BYDAY=5MO,5TH;BYSETPOS=2;COUNT=2", BAD_RULE),
            ("FREQ=WEEKLY;COUNT=2;COUNT=3", BAD_RULE),
            ("FREQ=WEEKLY;COUNT=2;UNTIL=20270301", BAD_RULE),
            ("FREQ=WEEKLY;COUNT=-1", BAD_RULE),
            ("FREQ=WEEKLY;INTERVAL=0;COUNT=2", BAD_RULE),
            ("FREQ=WEEKLY;UNTIL=20270301T100000Z", BAD_RULE),
            ("", BAD_RULE),
            ("FREQ=WEEKLY;BYDAY=\u{e5}MO;COUNT=2", BAD_RULE),
            ("FREQ=WEEKLY;BYDAY=XXMO;COUNT=2", BAD_RULE),
        ] {
            assert_eq!(refused(rule), code, "{rule}");
        }
        let long = format!("FREQ=WEEKLY;BYDAY={};COUNT=2", "MO,".repeat(100));
        assert_eq!(refused(&long), BAD_RULE);
    }

    #[test]
    fn a_rule_is_cut_in_two() {
        let rule = Rule::kept("FREQ=WEEKLY;COUNT=5").unwrap();
        let all = rule.days("2027-01-20".parse().unwrap());
        let cut = all[2];
        let mut both = rule.before(cut).days(all[0]);
        both.extend(rule.after(2).days(cut));
        assert_eq!(both, all);
    }
}
