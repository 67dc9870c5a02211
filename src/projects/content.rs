//! What a project says of itself, as its editors write it: read, checked, and turned into a change of its row.

use async_graphql::{ID, MaybeUndefined};
use chrono::NaiveDate;
use entity::{
    document, municipality, network, organisation,
    party::{self, PartyRole},
    programme,
    project::{self, ProjectStatus},
    project_figure,
    project_point::{self, ProjectPointKind},
    theme,
};
use sea_orm::ActiveValue::{self, NotSet, Set};
use uuid::Uuid;

use super::{
    goal::check_past,
    graphql::{ProjectContentInput, ProjectFigureInput, ProjectPartyInput, ProjectPointInput},
    parts::{NAME, NOTE, TEXT},
};
use crate::{
    places::MOST_MUNICIPALITIES,
    platform::{
        clock::new_id,
        error::Result,
        graphql::{Check, Kept, LocalizedTextInput, changed, id, localized_or_empty, money},
    },
};

/// Where projects without a start are sorted: last.
pub const FAR: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// What stands in tables of its own; none: as before.
#[derive(Default)]
pub(super) struct Lists {
    pub municipalities: Option<Vec<Uuid>>,
    pub themes: Option<Vec<Uuid>>,
    pub reports: Option<Vec<Uuid>>,
    pub documents: Option<Vec<Uuid>>,
    pub networks: Option<Vec<Uuid>>,
    pub parties: Vec<(PartyRole, Vec<party::ActiveModel>)>,
    pub points: Vec<(ProjectPointKind, Vec<project_point::ActiveModel>)>,
    pub figures: Option<Vec<project_figure::ActiveModel>>,
}

/// A form read and found good in itself.
pub(super) struct Content {
    pub change: project::ActiveModel,
    pub lists: Lists,
    pub country: Option<String>,
}

impl Content {
    pub fn read(
        check: &mut Check,
        current: Option<&project::Model>,
        today: NaiveDate,
        given: ProjectContentInput,
    ) -> Result<Self> {
        let lists = Lists::read(check, today, &given)?;
        let country = filled(check.change("country", given.country, 2));
        let country = country.map(|given| given.map(|code| code.to_uppercase()));
        let mut texts = |field: &str, given| changed_texts(check, field, given);
        let mut change = project::ActiveModel {
            background: texts("background", given.background),
            summary: texts("summary", given.summary),
            purpose: texts("purpose", given.purpose),
            overall_goal: texts("overallGoal", given.overall_goal),
            vision: texts("vision", given.vision),
            context: texts("context", given.context),
            ..Default::default()
        };
        let mut text = |field: &str, given| check.change(field, given, NAME);
        change.owner_text = text("ownerText", given.owner_text);
        change.status_text = text("statusText", given.status_text);
        change.starts_text = text("startsText", given.starts_text);
        change.ends_text = text("endsText", given.ends_text);
        change.period_text = text("periodText", given.period_text);
        change.responsible_unit = text("responsibleUnit", given.responsible_unit);
        change.content_owner = text("contentOwner", given.content_owner);
        change.note = check.change("note", given.note, NOTE);
        change.starts_on = changed(given.starts_on.map_value(|day| day.0));
        change.ends_on = changed(given.ends_on.map_value(|day| day.0));
        change.last_reviewed_on = changed(given.last_reviewed_on.map_value(|day| day.0));
        if let Set(Some(day)) = change.last_reviewed_on {
            check_past(check, "lastReviewedOn", day, today);
        }
        change.review_due_on = changed(given.review_due_on.map_value(|day| day.0));
        check_days(
            check,
            current.map_or((None, None), |row| (row.starts_on, row.ends_on)),
            (&change.starts_on, &change.ends_on),
        );
        if let Set(starts) = &change.starts_on {
            change.sort_on = Set(starts.unwrap_or(FAR));
        }
        change.duration_years = changed(given.duration_years);
        if let Set(Some(years)) = change.duration_years
            && !(0.0..=100.0).contains(&years)
        {
            let message = format!("durationYears is {years}; it must be from 0 to 100.");
            check.refuse("durationYears", "OUT_OF_RANGE", message);
        }
        change.budget = changed(
            given
                .budget
                .map_value(|given| money(check, "budget", given)),
        );
        change.visibility = check
            .kept("visibility", given.visibility)
            .map_or(NotSet, Set);
        change.programme_id =
            check.change_id::<programme::Entity>("programmeId", given.programme_id)?;
        if let Some(code) = &country {
            change.country_code = Set(code.clone());
        }
        Ok(Self {
            change,
            lists,
            country: country.flatten(),
        })
    }
}

/// The last day must not come before the first, whichever of them is new.
pub(super) fn check_days(
    check: &mut Check,
    current: (Option<NaiveDate>, Option<NaiveDate>),
    new: (
        &ActiveValue<Option<NaiveDate>>,
        &ActiveValue<Option<NaiveDate>>,
    ),
) {
    let now = |new: &ActiveValue<Option<NaiveDate>>, current| match new {
        Set(day) => *day,
        _ => current,
    };
    check_period(check, now(new.0, current.0), now(new.1, current.1));
}

pub(super) fn check_period(check: &mut Check, starts: Option<NaiveDate>, ends: Option<NaiveDate>) {
    if let (Some(starts), Some(ends)) = (starts, ends)
        && ends < starts
    {
        let message = format!(
            "endsOn is {ends}, before startsOn, {starts}; it must be the same day or later."
        );
        check.refuse("endsOn", "REVERSED", message);
    }
}

pub(super) fn changed_texts(
    check: &mut Check,
    field: &str,
    given: MaybeUndefined<Vec<LocalizedTextInput>>,
) -> ActiveValue<Option<entity::LocalizedText>> {
    changed(localized_or_empty(check, field, given, TEXT))
}

/// What a field was set to, where it was given at all.
pub(super) fn filled<T>(value: ActiveValue<Option<T>>) -> Option<Option<T>>
where
    Option<T>: Into<sea_orm::Value>,
{
    match value {
        Set(value) => Some(value),
        _ => None,
    }
}

impl Lists {
    fn read(check: &mut Check, today: NaiveDate, given: &ProjectContentInput) -> Result<Self> {
        let mut lists = Self {
            municipalities: check.ids::<municipality::Entity>(
                "municipalityIds",
                &given.municipality_ids,
                MOST_MUNICIPALITIES,
            )?,
            themes: check.ids::<theme::Entity>("themeIds", &given.theme_ids, 50)?,
            reports: check.listed::<document::Entity>("reportIds", &given.report_ids, 100)?,
            documents: check.listed::<document::Entity>("documentIds", &given.document_ids, 100)?,
            networks: check.ids::<network::Entity>("networkIds", &given.network_ids, 50)?,
            figures: check
                .kept("figures", given.figures.as_ref())
                .map(|given| figures(check, given)),
            ..Self::default()
        };
        for (role, field, given) in [
            (PartyRole::Funder, "funders", given.funders.as_ref()),
            (PartyRole::Partner, "partners", given.partners.as_ref()),
        ] {
            if let Some(given) = check.kept(field, given) {
                lists
                    .parties
                    .push((role, parties(check, role, field, given)?));
            }
        }
        for (kind, field, given) in [
            (
                ProjectPointKind::TargetGroup,
                "targetGroups",
                plain(&given.target_groups),
            ),
            (ProjectPointKind::Area, "areas", plain(&given.areas)),
            (ProjectPointKind::Result, "results", given.results.clone()),
            (ProjectPointKind::Lesson, "lessons", given.lessons.clone()),
            (
                ProjectPointKind::Milestone,
                "milestones",
                given.milestones.clone(),
            ),
            (
                ProjectPointKind::Deviation,
                "deviations",
                given.deviations.clone(),
            ),
            (
                ProjectPointKind::SideEffect,
                "sideEffects",
                given.side_effects.clone(),
            ),
            (
                ProjectPointKind::PublicityDuty,
                "publicityDuties",
                given.publicity_duties.clone(),
            ),
        ] {
            if let Some(given) = check.kept(field, given) {
                let rows = points(check, kind, field, today, given);
                lists.points.push((kind, rows));
            }
        }
        Ok(lists)
    }
}

fn plain(texts: &Kept<Vec<String>>) -> Kept<Vec<ProjectPointInput>> {
    let point = |text: &String| ProjectPointInput {
        text: text.clone(),
        due_on: None,
        done_on: None,
    };
    texts
        .as_ref()
        .map_value(|texts| texts.iter().map(point).collect())
}

/// False, and refused, when a list is too long.
pub(super) fn fits(check: &mut Check, field: &str, length: usize, most: usize) -> bool {
    if length > most {
        let message = format!("{field} has {length} members; at most {most} fit.");
        check.refuse(field, "TOO_MANY", message);
    }
    length <= most
}

fn points(
    check: &mut Check,
    kind: ProjectPointKind,
    field: &str,
    today: NaiveDate,
    given: Vec<ProjectPointInput>,
) -> Vec<project_point::ActiveModel> {
    if !fits(check, field, given.len(), 100) {
        return vec![];
    }
    for (one, position) in given.iter().zip(0..) {
        if let Some(day) = &one.done_on {
            let field = format!("{field}.{position}.doneOn");
            check_past(check, &field, day.0, today);
        }
    }
    let point = |(one, position): (ProjectPointInput, i32)| project_point::ActiveModel {
        id: Set(new_id()),
        kind: Set(kind),
        position: Set(position),
        text: Set(check.text(&format!("{field}.{position}"), one.text, NOTE)),
        due_on: Set(one.due_on.map(|day| day.0)),
        done_on: Set(one.done_on.map(|day| day.0)),
        ..Default::default()
    };
    given.into_iter().zip(0..).map(point).collect()
}

fn figures(check: &mut Check, given: &[ProjectFigureInput]) -> Vec<project_figure::ActiveModel> {
    if !fits(check, "figures", given.len(), 100) {
        return vec![];
    }
    let mut rows: Vec<project_figure::ActiveModel> = vec![];
    for (one, position) in given.iter().zip(0..) {
        let field = format!("figures.{position}");
        let key = check.text(&format!("{field}.key"), one.key.clone(), 60);
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        if !key.chars().all(|letter| plain(letter) || letter == '_') {
            let message = format!("{field}.key is `{key}`; use small letters, digits and `_`.");
            check.refuse(&format!("{field}.key"), "BAD_CHARACTER", message);
        }
        if rows.iter().any(|row| row.key.as_ref() == &key) {
            let message = format!("{field}.key is `{key}` as one before it; each stands once.");
            check.refuse(&format!("{field}.key"), "DUPLICATE", message);
        }
        rows.push(project_figure::ActiveModel {
            id: Set(new_id()),
            position: Set(position),
            key: Set(key),
            label: Set(check.optional(&format!("{field}.label"), one.label.clone(), NAME)),
            value: Set(one.value),
            ..Default::default()
        });
    }
    rows
}

fn parties(
    check: &mut Check,
    role: PartyRole,
    field: &str,
    given: &[ProjectPartyInput],
) -> Result<Vec<party::ActiveModel>> {
    if !fits(check, field, given.len(), 50) {
        return Ok(vec![]);
    }
    let mut rows: Vec<party::ActiveModel> = vec![];
    for (one, position) in given.iter().zip(0..) {
        let at = format!("{field}.{position}");
        let (organisation, name) = named(check, &at, &one.organisation_id, one.name.clone())?;
        if organisation.is_some()
            && rows
                .iter()
                .any(|row| row.organisation_id.as_ref() == &organisation)
        {
            let message = format!("{at} names an organisation a second time; each stands once.");
            check.refuse(&at, "DUPLICATE", message);
        }
        rows.push(party::ActiveModel {
            id: Set(new_id()),
            organisation_id: Set(organisation),
            organisation_text: Set(name),
            role: Set(role),
            position: Set(position),
            ..Default::default()
        });
    }
    Ok(rows)
}

/// An organisation that Erfa knows, or a name: one of them must be there, and not both. `field` is where they stand in the input; empty
/// for the input itself.
pub(super) fn named(
    check: &mut Check,
    field: &str,
    organisation: &Option<ID>,
    name: Option<String>,
) -> Result<(Option<Uuid>, Option<String>)> {
    let within = |member: &str| match field {
        "" => member.to_owned(),
        field => format!("{field}.{member}"),
    };
    let wanted = id::optional::<organisation::Entity>(organisation, &within("organisationId"));
    let wanted = check.take(wanted)?.flatten();
    let name = check.optional(&within("name"), name, NAME);
    let at = if field.is_empty() { "name" } else { field };
    let both = [organisation.is_some(), name.is_some()];
    check.one_of(at, ["organisationId", "name"], both);
    Ok((wanted, name))
}

/// The status in which a project begins here.
pub(super) fn first_status(check: &mut Check, status: ProjectStatus) {
    use ProjectStatus::{Active, Approved, Idea, Preparation};
    if !matches!(status, Idea | Preparation | Approved | Active) {
        check.refuse(
            "status",
            super::stage::WRONG_TRANSITION,
            "A project begins as IDEA, PREPARATION, APPROVED or ACTIVE.",
        );
    }
}
