//! Records of projects, with everything under them.

use std::{collections::HashMap, io::Write};

use entity::{
    activity, activity_goal, activity_progress, body_seat, change_request, goal, goal_assessment,
    governing_body, indicator, indicator_value, indicator_value::ValueBasis, municipality_link,
    network_share, party, project, project_experience, project_figure, project_point,
    project_relation, project_report, role_term, seat_term,
};
use uuid::Uuid;

use super::{
    super::records::{
        Project, ProjectRelation,
        moments::Day,
        projects::{
            Activity, Assessment, Body, Change, Figure, Goal, Indicator, Party, Point, Progress,
            Report, Role, Seat, Term, Value,
        },
    },
    Called, Export, ids, pages,
};
use crate::platform::error::Result;

/// The rows under a page of projects, by project.
struct Parts {
    themes: HashMap<Uuid, Vec<String>>,
    networks: HashMap<Uuid, Vec<network_share::Model>>,
    places: HashMap<Uuid, Vec<municipality_link::Model>>,
    experiences: HashMap<Uuid, Vec<project_experience::Model>>,
    parties: HashMap<Uuid, Vec<party::Model>>,
    points: HashMap<Uuid, Vec<project_point::Model>>,
    figures: HashMap<Uuid, Vec<project_figure::Model>>,
    roles: HashMap<Uuid, Vec<role_term::Model>>,
    bodies: HashMap<Uuid, Vec<governing_body::Model>>,
    seats: HashMap<Uuid, Vec<body_seat::Model>>,
    terms: HashMap<Uuid, Vec<seat_term::Model>>,
    goals: HashMap<Uuid, Vec<goal::Model>>,
    assessments: HashMap<Uuid, Vec<goal_assessment::Model>>,
    indicators: HashMap<Uuid, Vec<indicator::Model>>,
    values: HashMap<Uuid, Vec<indicator_value::Model>>,
    activities: HashMap<Uuid, Vec<activity::Model>>,
    serves: HashMap<Uuid, Vec<activity_goal::Model>>,
    progress: HashMap<Uuid, Vec<activity_progress::Model>>,
    changes: HashMap<Uuid, Vec<change_request::Model>>,
    reports: HashMap<Uuid, Vec<project_report::Model>>,
}

impl<W: Write> Export<'_, W> {
    pub(super) async fn projects(&mut self) -> Result<()> {
        pages!(self, project, |rows| {
            let own = ids(&rows, |row| row.id);
            let mut parts = self.parts_of_projects(&own).await?;
            let others = rows.iter().flat_map(|row| {
                let some = [row.owner_id, row.programme_id, row.follows_seminar_id];
                some.into_iter().flatten()
            });
            let named = own.iter().copied().chain(others).chain(parts.named());
            let called = self.called(named.collect()).await?;
            let records = rows
                .into_iter()
                .map(|row| of_project(row, &mut parts, &called).into());
            records.collect()
        });
        pages!(self, project_relation, |rows| {
            let named = rows
                .iter()
                .flat_map(|row| [row.id, row.project_id, row.related_id]);
            let called = self.called(named.collect()).await?;
            let mut rows = rows;
            rows.sort_by_key(|row| (row.position, row.id));
            let record = |row: project_relation::Model| ProjectRelation {
                reference: Some(called.own(row.id)),
                origin: None,
                project: called.to(row.project_id),
                related: called.to(row.related_id),
                kind: row.kind,
                note: row.note,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }

    async fn parts_of_projects(&self, own: &[Uuid]) -> Result<Parts> {
        macro_rules! of {
            ($table:ident) => {
                of!($table by ProjectId)
            };
            ($table:ident by $column:ident) => {
                self.of::<$table::Entity>($table::Column::$column, own).await?
            };
        }
        Ok(Parts {
            themes: self.about(own).await?,
            networks: of!(network_share by SubjectId),
            places: of!(municipality_link by SubjectId),
            experiences: of!(project_experience),
            parties: of!(party by SubjectId),
            points: of!(project_point),
            figures: of!(project_figure),
            roles: of!(role_term),
            bodies: of!(governing_body),
            seats: of!(body_seat),
            terms: of!(seat_term),
            goals: of!(goal),
            assessments: of!(goal_assessment),
            indicators: of!(indicator),
            values: of!(indicator_value),
            activities: of!(activity),
            serves: of!(activity_goal),
            progress: of!(activity_progress),
            changes: of!(change_request),
            reports: of!(project_report),
        })
    }
}

/// Takes the rows of one project, sorted.
fn take<M, K: Ord>(
    rows: &mut HashMap<Uuid, Vec<M>>,
    id: Uuid,
    key: impl Fn(&M) -> K,
) -> std::vec::IntoIter<M> {
    let mut own = rows.remove(&id).unwrap_or_default();
    own.sort_by_key(key);
    own.into_iter()
}

impl Parts {
    /// Everything that the parts point at and that has no code.
    fn named(&self) -> Vec<Uuid> {
        let mut named = vec![];
        named.extend(self.networks.values().flatten().map(|one| one.network_id));
        named.extend(
            self.places
                .values()
                .flatten()
                .map(|one| one.municipality_id),
        );
        named.extend(
            self.experiences
                .values()
                .flatten()
                .map(|one| one.experience_id),
        );
        named.extend(
            self.parties
                .values()
                .flatten()
                .filter_map(|one| one.organisation_id),
        );
        for role in self.roles.values().flatten() {
            named.extend(role.person_id);
            named.extend(role.organisation_id);
        }
        named.extend(
            self.seats
                .values()
                .flatten()
                .filter_map(|one| one.organisation_id),
        );
        named.extend(
            self.terms
                .values()
                .flatten()
                .filter_map(|one| one.person_id),
        );
        named
    }

    fn bodies(&mut self, id: Uuid, called: &Called) -> Vec<Body> {
        let terms: Vec<_> = take(&mut self.terms, id, |one| one.number).collect();
        let seats: Vec<_> = take(&mut self.seats, id, |one| one.position).collect();
        let term = |one: &seat_term::Model| Term {
            person: called.maybe(one.person_id),
            name: one.name_text.clone(),
            starts_on: one.starts_on.map(Day),
            ends_on: one.ends_on.map(Day),
            is_over: one.is_over && one.ends_on.is_none(),
            note: one.note.clone(),
        };
        let seat = |one: &body_seat::Model| Seat {
            organisation: called.maybe(one.organisation_id),
            name: one.organisation_text.clone(),
            is_chair: one.is_chair,
            starts_on: one.starts_on.map(Day),
            terms: terms
                .iter()
                .filter(|term| term.seat_id == one.id)
                .map(term)
                .collect(),
        };
        let body = |one: governing_body::Model| Body {
            seats: seats
                .iter()
                .filter(|seat| seat.body_id == one.id)
                .map(seat)
                .collect(),
            name: one.name,
        };
        take(&mut self.bodies, id, |one| one.position)
            .map(body)
            .collect()
    }

    fn goals(&mut self, id: Uuid) -> (Vec<Goal>, HashMap<Uuid, String>) {
        let said: Vec<_> = take(&mut self.assessments, id, |one| {
            (one.goal_id, one.assessor, one.number)
        })
        .collect();
        let mut codes = HashMap::new();
        let assessment = |one: &goal_assessment::Model| Assessment {
            assessor: one.assessor,
            reason: one.reason.clone(),
            verdict: one.verdict,
            evidence: one.evidence.clone(),
            assessed_on: one.assessed_on.map(Day),
            assessed_text: one.assessed_text.clone(),
        };
        let goals = take(&mut self.goals, id, |one| one.position);
        let goals = goals.enumerate().map(|(place, one)| {
            // A goal that others point at needs a code; one without gets its place.
            codes.insert(
                one.id,
                one.code
                    .clone()
                    .unwrap_or_else(|| format!("#{}", place + 1)),
            );
            Goal {
                text: one.text,
                code: one.code,
                kind: one.kind,
                area: one.area,
                baseline: one.baseline,
                target_min: one.target_min,
                target_max: one.target_max,
                unit: one.unit,
                due_on: one.due_on.map(Day),
                due_text: one.due_text,
                per_locality: one.per_locality,
                assessments: said
                    .iter()
                    .filter(|said| said.goal_id == one.id)
                    .map(assessment)
                    .collect(),
            }
        });
        let mut goals: Vec<Goal> = goals.collect();
        let serving = self
            .serves
            .get(&id)
            .into_iter()
            .flatten()
            .map(|one| one.goal_id);
        let counted = self
            .indicators
            .get(&id)
            .into_iter()
            .flatten()
            .filter_map(|one| one.goal_id);
        for goal in serving.chain(counted) {
            if let Some(code) = codes.get(&goal)
                && let Some(place) = code
                    .strip_prefix('#')
                    .and_then(|place| place.parse::<usize>().ok())
                && let Some(one) = goals.get_mut(place - 1)
            {
                one.code = Some(code.clone());
            }
        }
        (goals, codes)
    }

    fn indicators(&mut self, id: Uuid, codes: &HashMap<Uuid, String>) -> Vec<Indicator> {
        let values: Vec<_> = take(&mut self.values, id, |one| one.position).collect();
        let value = |one: &indicator_value::Model| Value {
            starts_on: one.starts_on.map(Day),
            ends_on: one.ends_on.map(Day),
            period_text: one.period_text.clone(),
            women: one.women,
            men: one.men,
            other: one.other,
            unknown: one.unknown,
            total: one.total,
            basis: Some(one.basis).filter(|basis| *basis != ValueBasis::Reported),
            confidence: one.confidence,
            note: one.note.clone(),
        };
        let indicator = |one: indicator::Model| Indicator {
            goal: one.goal_id.and_then(|goal| codes.get(&goal).cloned()),
            unit: one.unit,
            note: one.note,
            values: values
                .iter()
                .filter(|value| value.indicator_id == one.id)
                .map(value)
                .collect(),
            name: one.name,
        };
        take(&mut self.indicators, id, |one| one.position)
            .map(indicator)
            .collect()
    }

    fn activities(&mut self, id: Uuid, codes: &HashMap<Uuid, String>) -> Vec<Activity> {
        let progress: Vec<_> = take(&mut self.progress, id, |one| one.as_of).collect();
        let serves: Vec<_> =
            take(&mut self.serves, id, |one| codes.get(&one.goal_id).cloned()).collect();
        let activity = |one: activity::Model| Activity {
            title: one.title,
            code: one.code,
            description: one.description,
            starts_on: one.starts_on.map(Day),
            ends_on: one.ends_on.map(Day),
            estimated_cost: one.estimated_cost,
            actual_cost: one.actual_cost,
            goals: serves
                .iter()
                .filter(|link| link.activity_id == one.id)
                .filter_map(|link| codes.get(&link.goal_id).cloned())
                .collect(),
            progress: progress
                .iter()
                .filter(|now| now.activity_id == one.id)
                .map(|now| Progress {
                    percent: now.percent,
                    as_of: Day(now.as_of),
                    reason: now.reason.clone(),
                })
                .collect(),
        };
        take(&mut self.activities, id, |one| one.position)
            .map(activity)
            .collect()
    }

    fn reports(&mut self, id: Uuid) -> Vec<Report> {
        let report = |one: project_report::Model| Report {
            kind: one.kind,
            title: one.title,
            status: one.status,
            summary: one.summary,
            author_text: one.author_text,
            starts_on: one.starts_on.map(Day),
            ends_on: one.ends_on.map(Day),
            submitted_on: one.submitted_on.map(Day),
            decided_on: one.decided_on.map(Day),
            answer: one.answer,
        };
        take(&mut self.reports, id, |one| one.position)
            .map(report)
            .collect()
    }

    fn roles(&mut self, id: Uuid, called: &Called) -> Vec<Role> {
        let role = |one: role_term::Model| Role {
            role: one.role,
            title: one.title,
            person: called.maybe(one.person_id),
            name: one.name_text,
            organisation: called.maybe(one.organisation_id),
            is_acting: one.is_acting,
            fte_percent: one.fte_percent,
            starts_on: one.starts_on.map(Day),
            ends_on: one.ends_on.map(Day),
            starts_text: one.starts_text,
            ends_text: one.ends_text,
            handover_note: one.handover_note,
        };
        take(&mut self.roles, id, |one| one.position)
            .map(role)
            .collect()
    }
}

fn of_project(row: project::Model, parts: &mut Parts, called: &Called) -> Project {
    let id = row.id;
    let (goals, codes) = parts.goals(id);
    let party = |one: party::Model| Party {
        role: one.role,
        organisation: called.maybe(one.organisation_id),
        name: one.organisation_text,
    };
    let point = |one: project_point::Model| Point {
        kind: one.kind,
        text: one.text,
        due_on: one.due_on.map(Day),
        done_on: one.done_on.map(Day),
    };
    let figure = |one: project_figure::Model| Figure {
        key: one.key,
        value: one.value,
        label: one.label,
    };
    let change = |one: change_request::Model| Change {
        what: one.what,
        status: one.status,
        reason: one.reason,
        requested_on: one.requested_on.map(Day),
        decided_on: one.decided_on.map(Day),
        decision: one.decision,
    };
    Project {
        reference: Some(called.own(id)),
        origin: Some(row.origin),
        is_published: row.published_at.is_none().then_some(false),
        owner: called.maybe(row.owner_id),
        programme: called.maybe(row.programme_id),
        follows_seminar: called.maybe(row.follows_seminar_id),
        locale: row.locale,
        title: row.title,
        visibility: row.visibility,
        country: row.country_code,
        owner_text: row.owner_text,
        status: row.status,
        status_text: row.status_text,
        starts_on: row.starts_on.map(Day),
        ends_on: row.ends_on.map(Day),
        starts_text: row.starts_text,
        ends_text: row.ends_text,
        period_text: row.period_text,
        duration_years: row.duration_years,
        inferred_period_text: row.inferred_period_text,
        background: row.background,
        summary: row.summary,
        purpose: row.purpose,
        overall_goal: row.overall_goal,
        vision: row.vision,
        context: row.context,
        budget: row.budget,
        responsible_unit: row.responsible_unit,
        content_owner: row.content_owner,
        last_reviewed_on: row.last_reviewed_on.map(Day),
        review_due_on: row.review_due_on.map(Day),
        source_updated_on: row.source_updated_on.map(Day),
        source_updated_text: row.source_updated_text,
        origin_text: row.origin_text,
        note: row.note,
        source: row.source,
        municipalities: take(&mut parts.places, id, |one| one.position)
            .map(|one| called.to(one.municipality_id))
            .collect(),
        themes: parts.themes.remove(&id).unwrap_or_default(),
        networks: take(&mut parts.networks, id, |one| one.network_id)
            .map(|one| called.to(one.network_id))
            .collect(),
        experiences: take(&mut parts.experiences, id, |one| one.experience_id)
            .map(|one| called.to(one.experience_id))
            .collect(),
        parties: take(&mut parts.parties, id, |one| (one.role, one.position))
            .map(party)
            .collect(),
        points: take(&mut parts.points, id, |one| (one.kind, one.position))
            .map(point)
            .collect(),
        figures: take(&mut parts.figures, id, |one| one.position)
            .map(figure)
            .collect(),
        roles: parts.roles(id, called),
        bodies: parts.bodies(id, called),
        indicators: parts.indicators(id, &codes),
        activities: parts.activities(id, &codes),
        goals,
        change_requests: take(&mut parts.changes, id, |one| one.position)
            .map(change)
            .collect(),
        reports: parts.reports(id),
    }
}
