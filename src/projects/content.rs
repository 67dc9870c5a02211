//! What a project says of itself, as its editors write it: read, checked, and turned into a change of its row.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::{
    Visibility, municipality, network, organisation,
    party::{self, PartyRole},
    project::{self, ProjectStatus},
    project_figure,
    project_point::{self, PointKind},
    theme,
};
use sea_orm::ActiveValue::{self, NotSet, Set};
use uuid::Uuid;

use super::parts::{NAME, NOTE, TEXT};
use crate::platform::{
    clock::new_id,
    error::Result,
    graphql::{Check, Date, LocalizedTextInput, MoneyInput, changed, id, localized, money},
};

/// Where projects without a start are sorted: last.
pub(crate) const FAR: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// An organisation that pays for a project or takes part in it.
#[derive(InputObject, Clone)]
pub struct ProjectPartyInput {
    /// The organisation, where Erfa knows it.
    pub organisation_id: Option<ID>,
    /// What it is called, where Erfa does not know it; at most 200 characters.
    pub name: Option<String>,
}

/// A short text about a project, with its days where it has some.
#[derive(InputObject, Clone)]
pub struct ProjectPointInput {
    /// The text; at most 2,000 characters.
    pub text: String,
    /// The day by which it is to be done.
    pub due_on: Option<Date>,
    /// The day on which it was done or happened.
    pub done_on: Option<Date>,
}

/// A number that a project rests on.
#[derive(InputObject, Clone)]
pub struct ProjectFigureInput {
    /// A name for machines in small letters, digits and `_`, each once: `jobs_mining`.
    pub key: String,
    /// What people call it; at most 200 characters.
    pub label: Option<String>,
    /// The number.
    pub value: f64,
}

/// What a project can say of itself. What is left out stays as it is; null takes it away.
#[derive(InputObject, Default)]
pub struct ProjectContentInput {
    /// The country it belongs to, ISO 3166-1 alpha-2.
    pub country: MaybeUndefined<String>,
    /// Who owns it in words, beside or instead of an organisation that Erfa knows; at most 200 characters.
    pub owner_text: MaybeUndefined<String>,
    /// The programme it belongs to.
    pub programme_id: MaybeUndefined<ID>,
    /// The status in words; at most 200 characters.
    pub status_text: MaybeUndefined<String>,
    /// The first day, the earliest that the words allow.
    pub starts_on: MaybeUndefined<Date>,
    /// The last day, the latest that the words allow.
    pub ends_on: MaybeUndefined<Date>,
    /// The start in words, such as `autumn 2027`; at most 200 characters.
    pub starts_text: MaybeUndefined<String>,
    /// The end in words; at most 200 characters.
    pub ends_text: MaybeUndefined<String>,
    /// The period in words; at most 200 characters.
    pub period_text: MaybeUndefined<String>,
    /// How many years it takes: 0 to 100.
    pub duration_years: MaybeUndefined<f64>,
    /// Why it began, in one or more languages; at most 10,000 characters each.
    pub background: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it is, in short; at most 10,000 characters each.
    pub summary: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it is for; at most 10,000 characters each.
    pub purpose: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it aims at as a whole; at most 10,000 characters each.
    pub overall_goal: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it sees before it; at most 10,000 characters each.
    pub vision: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it is part of; at most 10,000 characters each.
    pub context: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// What it may cost.
    pub budget: MaybeUndefined<MoneyInput>,
    /// The unit that answers for it within its owner; at most 200 characters.
    pub responsible_unit: MaybeUndefined<String>,
    /// Who keeps this page right, by role; at most 200 characters.
    pub content_owner: MaybeUndefined<String>,
    /// The day on which somebody last saw to it that this page is right.
    pub last_reviewed_on: MaybeUndefined<Date>,
    /// The day by which somebody should again.
    pub review_due_on: MaybeUndefined<Date>,
    /// A remark; at most 2,000 characters.
    pub note: MaybeUndefined<String>,
    /// Who may see it once it is published; its networks may narrow that. PUBLIC for a new one.
    pub visibility: Option<Visibility>,
    /// Municipalities it works in. Takes the place of those before; at most 400.
    pub municipality_ids: Option<Vec<ID>>,
    /// What it is about. Takes the place of those before; at most 50.
    pub theme_ids: Option<Vec<ID>>,
    /// Networks it is shared in; you must belong to those you add. Takes the place of those before; at most 50.
    pub network_ids: Option<Vec<ID>>,
    /// Who pays. Takes the place of those before, as every list below does; at most 50.
    pub funders: Option<Vec<ProjectPartyInput>>,
    /// Who takes part. At most 50.
    pub partners: Option<Vec<ProjectPartyInput>>,
    /// Whom it is for. At most 100, of at most 2,000 characters.
    pub target_groups: Option<Vec<String>>,
    /// Places it works in, by name. At most 100.
    pub areas: Option<Vec<String>>,
    /// What it brought about. At most 100.
    pub results: Option<Vec<ProjectPointInput>>,
    /// What others can learn from it. At most 100.
    pub lessons: Option<Vec<ProjectPointInput>>,
    /// What is to be reached, and when. At most 100.
    pub milestones: Option<Vec<ProjectPointInput>>,
    /// What went another way than planned. At most 100.
    pub deviations: Option<Vec<ProjectPointInput>>,
    /// What it brought about without aiming at it. At most 100.
    pub side_effects: Option<Vec<ProjectPointInput>>,
    /// What it owes its funders in public. At most 100.
    pub publicity_duties: Option<Vec<ProjectPointInput>>,
    /// Numbers it rests on. At most 100.
    pub figures: Option<Vec<ProjectFigureInput>>,
}

/// What stands in tables of its own; none: as before.
#[derive(Default)]
pub(super) struct Lists {
    pub municipalities: Option<Vec<Uuid>>,
    pub themes: Option<Vec<Uuid>>,
    pub networks: Option<Vec<Uuid>>,
    pub parties: Vec<(PartyRole, Vec<party::ActiveModel>)>,
    pub points: Vec<(PointKind, Vec<project_point::ActiveModel>)>,
    pub figures: Option<Vec<project_figure::ActiveModel>>,
}

/// A form read and found good in itself.
pub(super) struct Content {
    pub change: project::ActiveModel,
    pub lists: Lists,
    pub country: Option<String>,
    pub programme: Option<Uuid>,
}

impl Content {
    pub fn read(
        check: &mut Check,
        current: Option<&project::Model>,
        given: ProjectContentInput,
    ) -> Result<Self> {
        let lists = Lists::read(check, &given)?;
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
        change.visibility = given.visibility.map_or(NotSet, Set);
        let programme = programme(check, given.programme_id, &mut change)?;
        if let Some(code) = &country {
            change.country_code = Set(code.clone());
        }
        Ok(Self {
            change,
            lists,
            country: country.flatten(),
            programme,
        })
    }
}

fn programme(
    check: &mut Check,
    given: MaybeUndefined<ID>,
    change: &mut project::ActiveModel,
) -> Result<Option<Uuid>> {
    let programme = match given {
        MaybeUndefined::Undefined => return Ok(None),
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(id) => {
            check.take(id::of::<entity::programme::Entity>(&id, "programmeId"))?
        }
    };
    change.programme_id = Set(programme);
    Ok(programme)
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
    let given = given.map_value(|texts| localized(check, field, texts, TEXT));
    changed(given)
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
    fn read(check: &mut Check, given: &ProjectContentInput) -> Result<Self> {
        let mut lists = Self {
            municipalities: check.ids::<municipality::Entity>(
                "municipalityIds",
                &given.municipality_ids,
                400,
            )?,
            themes: check.ids::<theme::Entity>("themeIds", &given.theme_ids, 50)?,
            networks: check.ids::<network::Entity>("networkIds", &given.network_ids, 50)?,
            figures: given.figures.as_ref().map(|given| figures(check, given)),
            ..Self::default()
        };
        for (role, field, given) in [
            (PartyRole::Funder, "funders", &given.funders),
            (PartyRole::Partner, "partners", &given.partners),
        ] {
            if let Some(given) = given {
                lists
                    .parties
                    .push((role, parties(check, role, field, given)?));
            }
        }
        for (kind, field, given) in [
            (
                PointKind::TargetGroup,
                "targetGroups",
                plain(&given.target_groups),
            ),
            (PointKind::Area, "areas", plain(&given.areas)),
            (PointKind::Result, "results", given.results.clone()),
            (PointKind::Lesson, "lessons", given.lessons.clone()),
            (PointKind::Milestone, "milestones", given.milestones.clone()),
            (PointKind::Deviation, "deviations", given.deviations.clone()),
            (
                PointKind::SideEffect,
                "sideEffects",
                given.side_effects.clone(),
            ),
            (
                PointKind::PublicityDuty,
                "publicityDuties",
                given.publicity_duties.clone(),
            ),
        ] {
            if let Some(given) = given {
                lists.points.push((kind, points(check, kind, field, given)));
            }
        }
        Ok(lists)
    }
}

fn plain(texts: &Option<Vec<String>>) -> Option<Vec<ProjectPointInput>> {
    let point = |text: &String| ProjectPointInput {
        text: text.clone(),
        due_on: None,
        done_on: None,
    };
    texts
        .as_ref()
        .map(|texts| texts.iter().map(point).collect())
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
    kind: PointKind,
    field: &str,
    given: Vec<ProjectPointInput>,
) -> Vec<project_point::ActiveModel> {
    if !fits(check, field, given.len(), 100) {
        return vec![];
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

/// An organisation that Erfa knows, or a name: one of them must be there.
pub(super) fn named(
    check: &mut Check,
    field: &str,
    organisation: &Option<ID>,
    name: Option<String>,
) -> Result<(Option<Uuid>, Option<String>)> {
    let wanted =
        id::optional::<organisation::Entity>(organisation, &format!("{field}.organisationId"));
    let wanted = check.take(wanted)?.flatten();
    let name = check.optional(&format!("{field}.name"), name, NAME);
    if organisation.is_none() && name.is_none() {
        let message = format!("{field} needs an organisationId or a name.");
        check.refuse(field, "MISSING", message);
    }
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
