//! How a series stands in the calendar of somebody who takes part in it.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeZone};
use entity::seminar_series;

use super::{rule::Rule, timing::Timing};
use crate::seminars::calendars::Recurrence;

/// The rule of a series from the first to the last of these occurrences, named by the local starts that the series has for
/// them; none where there are none.
pub fn recurrence(
    series: &seminar_series::Model,
    shown: &BTreeSet<NaiveDateTime>,
) -> Option<Recurrence> {
    let timing = Timing::of(series);
    let rule = Rule::kept(&series.rule);
    let days = rule
        .as_ref()
        .map_or_else(Vec::new, |rule| rule.days(timing.starts.date()));
    let by_rule: BTreeSet<NaiveDateTime> = days
        .iter()
        .map(|day| day.and_time(timing.starts.time()))
        .collect();
    let regular: Vec<NaiveDateTime> = shown.intersection(&by_rule).copied().collect();
    // All others follow from the first: the clocks must show it once.
    let plain = |at: &&NaiveDateTime| timing.zone.from_local_datetime(at).single().is_some();
    let first = regular.iter().find(plain).or(regular.first());
    let first = *first.or(shown.first())?;
    let last = regular.last().map_or(first, |last| first.max(*last));
    let mut within: BTreeSet<NaiveDateTime> = by_rule.range(first..=last).copied().collect();
    within.insert(first);
    let until = timing.on(last.date()).starts_at;
    let rule = rule.filter(|_| within.len() > 1);
    let placed = timing.on(first.date());
    Some(Recurrence {
        series: series.id,
        zone: timing.zone,
        starts: first,
        ends: first + (placed.ends_local - placed.starts_local),
        last,
        rule: rule.map(|rule| rule.until(until)),
        except: within.difference(shown).copied().collect(),
        also: shown.difference(&within).copied().collect(),
    })
}
