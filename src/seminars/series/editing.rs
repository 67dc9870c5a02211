//! Changing a series: one occurrence, one and all that follow, or all that are ahead.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem::take,
};

use chrono::NaiveDate;
use entity::{
    Names,
    seminar::{self, SeminarState},
    seminar_series::{self, SeminarPart},
    series_registration,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait, Condition, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};

use super::{
    CAPACITY, NOTHING_AHEAD, OUT_OF_PLACE, Series, ahead, joining,
    making::make,
    occurrence_of, open, original,
    own::{own, without_own},
    rule::Rule,
    staging::reopen,
    timing::{Timing, days_of, horizon, is_given, read_exceptions, without},
};
use crate::{
    platform::{
        access::Work,
        clock::new_id,
        error::{Error, Refusal, Result},
        graphql::{Check, Date, Kept},
    },
    seminars::{
        arranging::{self, Arranged},
        calendars, conflicts,
        content::{Content, Essentials, MESSAGE},
        graphql::{SeriesScope, UpdateSeminarSeriesInput},
        policy::{ArrangeSeminar, ArrangeSeries},
        stage,
        time::IN_THE_PAST,
    },
};

/// What a client wants of a series, before its form is read.
struct Wanted {
    rule: Option<String>,
    exceptions: Option<Vec<Date>>,
    reason: Option<String>,
}

pub async fn update(work: &Work, input: UpdateSeminarSeriesInput) -> Result<seminar_series::Model> {
    let series = open(work, &input.id, input.version.0).await?;
    if input.scope == SeriesScope::This {
        return one(work, series, input).await;
    }
    let series = match input.scope {
        SeriesScope::All => series,
        _ => {
            let from = occurrence_of(work, &series, input.occurrence_id.as_ref()).await?;
            split(work, series, &from).await?
        }
    };
    all(work, series, input).await
}

fn essentials(check: &mut Check, input: &mut UpdateSeminarSeriesInput) -> Essentials {
    let locale = check.kept("locale", take(&mut input.locale));
    Essentials {
        kind: check.kept("kind", take(&mut input.kind)),
        locale: locale.map(|locale| locale.0),
        title: check.kept("title", take(&mut input.title)),
        mode: check.kept("mode", take(&mut input.mode)),
        time_zone: None,
    }
}

/// Changes one occurrence: as `updateSeminar` does.
async fn one(
    work: &Work,
    series: Series,
    mut input: UpdateSeminarSeriesInput,
) -> Result<seminar_series::Model> {
    let row = occurrence_of(work, &series, input.occurrence_id.as_ref()).await?;
    let seminar = work
        .as_system(CAPACITY)
        .permit::<ArrangeSeminar, seminar::Entity>(row.id)
        .await?;
    let mut check = Check::default();
    for (given, field) in [
        (is_given(&input.rule), "rule"),
        (is_given(&input.exceptions), "exceptions"),
    ] {
        if given {
            let message = format!(
                "{field} is of the series; leave it out, or change THIS_AND_FUTURE or ALL."
            );
            check.refuse(field, OUT_OF_PLACE, message);
        }
    }
    let zone = check.kept("timeZone", take(&mut input.time_zone));
    let essentials = Essentials {
        time_zone: zone.map(|zone| zone.0),
        ..essentials(&mut check, &mut input)
    };
    let content = Content::read(&mut check, Some(&seminar), essentials, input.content)?;
    check.finish()?;
    arranging::change(work, &seminar, content).await?;
    let series = reopen(work, &series).await?;
    work.update(&series, <seminar_series::ActiveModel as Default>::default())
        .await
}

/// Parts a series in two before an occurrence: the second begins with it.
async fn split(work: &Work, series: Series, from: &seminar::Model) -> Result<Series> {
    let start = original(from)?;
    let day = start.date();
    let lost = || Error::internal(anyhow::anyhow!("a series without a rule"));
    let rule = Rule::kept(&series.rule).ok_or_else(lost)?;
    let days = rule.days(series.starts_local.date());
    let passed = days.iter().filter(|one| **one < day).count();
    if !days_of(&series).iter().any(|one| *one < day) {
        return Ok(series);
    }
    let (before, after) = series
        .exceptions
        .0
        .iter()
        .cloned()
        .partition(|one| one.parse::<NaiveDate>().is_ok_and(|one| one < day));
    let second = seminar_series::ActiveModel {
        rule: Set(rule.after(passed).text()),
        starts_local: Set(day.and_time(series.starts_local.time())),
        exceptions: Set(Names(after)),
        ..(*series).clone().into_active_model().reset_all()
    };
    let second = seminar_series::ActiveModel {
        id: Set(new_id()),
        ..second
    };
    let second = work.insert(second, &series).await?;
    let system = work.as_system(CAPACITY);
    let moved = Condition::all()
        .add(seminar::Column::SeriesId.eq(series.id))
        .add(seminar::Column::OriginalStartLocal.gte(start));
    system
        .rewrite::<seminar::Entity>(
            vec![(seminar::Column::SeriesId, Expr::value(second.id))],
            moved,
        )
        .await?;
    let joined = work
        .select_under::<series_registration::Entity, _, _>(&series)
        .filter(series_registration::Column::CancelledAt.is_null());
    let joined = work.all(joined).await?.into_iter().map(|row| {
        let mut row = row.into_active_model().reset_all();
        row.id = Set(new_id());
        row
    });
    let joined = joined.collect();
    let change = seminar_series::ActiveModel {
        rule: Set(rule.before(day).text()),
        exceptions: Set(Names(before)),
        next_on: Set(None),
        ..Default::default()
    };
    work.update(&series, change).await?;
    let second = system
        .permit::<ArrangeSeries, seminar_series::Entity>(second.id)
        .await?;
    work.insert_all(joined, &second).await?;
    calendars::parted(work, &series, second.id).await?;
    Ok(second)
}

/// Changes all occurrences that are ahead, and those that are still to be made.
async fn all(
    work: &Work,
    series: Series,
    mut input: UpdateSeminarSeriesInput,
) -> Result<seminar_series::Model> {
    let mut check = Check::default();
    if is_given(&input.content.registration_questions) {
        let message =
            "Questions may have answers; change them in each occurrence by updateSeminar.";
        check.refuse("registrationQuestions", OUT_OF_PLACE, message);
        input.content.registration_questions = Kept::LeftOut;
    }
    let seminars = ahead(work, &series).await?;
    let before = Timing::of(&series);
    let Some(base) = first_ahead(work, &series, &before) else {
        let message = "No occurrence of the series is ahead; there is nothing to change.";
        return Err(Refusal::new(NOTHING_AHEAD, message).at("id").into());
    };
    let from_here = Timing {
        starts: base.and_time(before.starts.time()),
        ..before.clone()
    };
    let zone = check.kept("timeZone", take(&mut input.time_zone));
    let zone = zone.map(|zone| zone.0);
    let timing = Timing::take(&mut check, Some(&from_here), zone, &mut input.content);
    let wanted = Wanted {
        rule: check.kept("rule", take(&mut input.rule)),
        exceptions: check.kept("exceptions", take(&mut input.exceptions)),
        reason: check.optional("reason", input.reason.take(), MESSAGE),
    };
    let essentials = essentials(&mut check, &mut input);
    let content = Content::read(&mut check, None, essentials, input.content)?;
    let taken = taken(work, &series, &seminars).await?;
    let plan = match timing {
        Some(timing) => {
            let check = &mut check;
            Plan::of(
                work, check, &series, &seminars, from_here, timing, wanted, &taken,
            )?
        }
        None => None,
    };
    check.finish()?;
    if let Some(first) = seminars.first() {
        arranging::may_become(work, first, &content.change, &content.parts).await?;
    }
    let mut rows = vec![];
    for seminar in &seminars {
        if plan
            .as_ref()
            .is_some_and(|plan| plan.gone.contains(&seminar.id))
        {
            continue;
        }
        let (mut change, parts) =
            without_own(seminar, content.change.clone(), content.parts.clone());
        shift_window(&mut change, seminar, seminars.first());
        if let Some(plan) = &plan {
            plan.write(seminar, &mut change);
        }
        rows.push(arranging::put(work, seminar, change, parts).await?);
    }
    let Some(plan) = plan else {
        conflicts::check(work, &rows).await?;
        let series = reopen(work, &series).await?;
        let change = <seminar_series::ActiveModel as Default>::default();
        return work.update(&series, change).await;
    };
    for seminar in &seminars {
        if plan.gone.contains(&seminar.id) {
            let reason = plan.reason.clone().unwrap_or_default();
            stage::call_off(work, seminar, reason).await?;
        }
    }
    let change = plan.series();
    let series = reopen(work, &series).await?;
    work.update(&series, change).await?;
    let series = reopen(work, &series).await?;
    let made = make(work, &series, &plan.fresh).await?;
    joining::enrol(work, &series, &made).await?;
    rows.extend(made);
    conflicts::check(work, &rows).await?;
    Ok((*reopen(work, &series).await?).clone())
}

/// The days of occurrences that are not ahead: cancelled, or held already. No other takes their place.
async fn taken(work: &Work, series: &Series, ahead: &[Arranged]) -> Result<BTreeSet<NaiveDate>> {
    let rows = work
        .all(work.select_under::<seminar::Entity, _, _>(series))
        .await?;
    let others = rows
        .iter()
        .filter(|row| ahead.iter().all(|one| one.id != row.id));
    let day = |row: &seminar::Model| Some(row.original_start_local?.date());
    Ok(others.filter_map(day).collect())
}

/// The day of the first occurrence by the rule that has not begun.
fn first_ahead(work: &Work, series: &seminar_series::Model, timing: &Timing) -> Option<NaiveDate> {
    let mut days = days_of(series).into_iter();
    days.find(|day| timing.on(*day).starts_at > work.now())
}

/// A window of registration is given for the first occurrence; that of another lies as far before its start.
fn shift_window(
    change: &mut seminar::ActiveModel,
    seminar: &seminar::Model,
    first: Option<&Arranged>,
) {
    let first = first.and_then(|first| first.starts_at);
    let shift = first.zip(seminar.starts_at).map(|(first, own)| own - first);
    let Some(shift) = shift else { return };
    for at in [
        &mut change.registration_opens_at,
        &mut change.registration_closes_at,
    ] {
        if let Set(Some(at)) = at {
            *at += shift;
        }
    }
}

/// What becomes of the occurrences when their rule or their time changes.
struct Plan {
    timing: Timing,
    rule: Rule,
    exceptions: Names,
    /// The day of each occurrence that stays.
    days: BTreeMap<uuid::Uuid, NaiveDate>,
    /// Occurrences for which the rule has no day any more.
    gone: BTreeSet<uuid::Uuid>,
    /// Days for which there is no occurrence yet.
    fresh: Vec<NaiveDate>,
    next: Option<NaiveDate>,
    reason: Option<String>,
}

impl Plan {
    /// None when neither the rule nor the time changes.
    #[expect(clippy::too_many_arguments, reason = "each is one thing that decides")]
    fn of(
        work: &Work,
        check: &mut Check,
        series: &seminar_series::Model,
        seminars: &[Arranged],
        before: Timing,
        timing: Timing,
        wanted: Wanted,
        taken: &BTreeSet<NaiveDate>,
    ) -> Result<Option<Self>> {
        if timing == before && wanted.rule.is_none() && wanted.exceptions.is_none() {
            return Ok(None);
        }
        if timing.on(timing.starts.date()).starts_at <= work.now() {
            let message =
                "startsLocal has passed; it is the start of the first occurrence that is ahead.";
            check.refuse("startsLocal", IN_THE_PAST, message);
        }
        let kept = || {
            let rule = Rule::kept(&series.rule)?;
            let first = series.starts_local.date();
            let days = rule.days(first);
            let passed = days.iter().filter(|day| **day < before.starts.date());
            Some(rule.after(passed.count()).text())
        };
        let text = wanted.rule.or_else(kept).unwrap_or_default();
        let Some(rule) = Rule::read(check, "rule", &text, timing.starts) else {
            return Ok(None);
        };
        let days = rule.days(timing.starts.date());
        let exceptions = match wanted.exceptions {
            Some(given) => read_exceptions(check, given, &days),
            None => {
                let still = series
                    .exceptions
                    .0
                    .iter()
                    .filter(|one| one.parse().is_ok_and(|day: NaiveDate| days.contains(&day)));
                Names(still.cloned().collect())
            }
        };
        let days = without(days, &exceptions);
        if days.is_empty() {
            let message = "exceptions leaves no day of the rule; leave one in.";
            check.refuse("exceptions", "TOO_MANY", message);
        }
        let last = horizon(work.today());
        let (now, later): (Vec<_>, Vec<_>) = days.into_iter().partition(|day| *day <= last);
        let mut plan = Self {
            timing,
            rule,
            exceptions,
            days: BTreeMap::new(),
            gone: BTreeSet::new(),
            fresh: vec![],
            next: later.first().copied(),
            reason: wanted.reason,
        };
        let base = before.starts.date();
        let open = now.into_iter().filter(|day| !taken.contains(day));
        plan.assign(seminars, open, base)?;
        if !plan.gone.is_empty() && plan.reason.is_none() {
            let message = format!(
                "{} occurrences have no day by that rule and are cancelled; say with reason why.",
                plan.gone.len()
            );
            check.refuse("reason", "MISSING", message);
        }
        Ok(Some(plan))
    }

    /// An occurrence stays on its day where the rule still has it, else it takes a free one in the same week or month.
    fn assign(
        &mut self,
        seminars: &[Arranged],
        days: impl Iterator<Item = NaiveDate>,
        base: NaiveDate,
    ) -> Result<()> {
        let mut free: BTreeSet<NaiveDate> = days.collect();
        let mut without_day: BTreeMap<NaiveDate, uuid::Uuid> = BTreeMap::new();
        for seminar in seminars {
            let day = original(seminar)?.date();
            // One that was put off though its day has passed stays where it is.
            if day < base {
                continue;
            }
            if free.remove(&day) {
                self.days.insert(seminar.id, day);
            } else {
                without_day.insert(day, seminar.id);
            }
        }
        for (day, id) in without_day {
            let round = self.rule.round(day);
            let near = free
                .iter()
                .find(|one| self.rule.round(**one) == round)
                .copied();
            match near {
                Some(near) => {
                    free.remove(&near);
                    self.days.insert(id, near);
                }
                None => {
                    self.gone.insert(id);
                }
            }
        }
        self.fresh = free.into_iter().collect();
        Ok(())
    }

    fn write(&self, seminar: &seminar::Model, change: &mut seminar::ActiveModel) {
        let Some(day) = self.days.get(&seminar.id) else {
            return;
        };
        let placed = self.timing.on(*day);
        change.original_start_local = Set(Some(placed.original));
        let its_own = own(seminar).contains(&SeminarPart::Time);
        if !its_own && seminar.state != SeminarState::Postponed {
            placed.write(&self.timing, change);
        }
    }

    fn series(&self) -> seminar_series::ActiveModel {
        seminar_series::ActiveModel {
            rule: Set(self.rule.text()),
            time_zone: Set(self.timing.zone.name().to_owned()),
            starts_local: Set(self.timing.starts),
            duration_minutes: Set(self.timing.minutes),
            takes_later: Set(self.timing.later),
            exceptions: Set(self.exceptions.clone()),
            next_on: Set(self.next),
            ..Default::default()
        }
    }
}
