//! Rows of projects, with everything under them.

use std::collections::HashMap;

use entity::{
    activity, activity_goal, activity_progress, body_seat, change_request, goal, goal_assessment,
    governing_body, indicator, indicator_value, indicator_value::ValueBasis, municipality_link,
    network_share, party, party::PartyRole, project, project_experience, project_figure,
    project_point, project_relation, project_report, project_report::ReportStatus, role_term,
    seat_term, theme_link,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::{
        file::Row,
        records::{Kind, Project, ProjectRelation, origin, projects},
    },
    Writer, made,
};
use crate::{
    networks::circle::{Circle, Ties},
    places::names,
    platform::{clock::new_id, error::Result},
    projects::{FAR, approvers},
};

/// The rows under projects, table by table.
#[derive(Default)]
struct Under {
    parties: Vec<party::ActiveModel>,
    points: Vec<project_point::ActiveModel>,
    figures: Vec<project_figure::ActiveModel>,
    experiences: Vec<project_experience::ActiveModel>,
    municipalities: Vec<municipality_link::ActiveModel>,
    themes: Vec<theme_link::ActiveModel>,
    networks: Vec<network_share::ActiveModel>,
    roles: Vec<role_term::ActiveModel>,
    bodies: Vec<governing_body::ActiveModel>,
    seats: Vec<body_seat::ActiveModel>,
    terms: Vec<seat_term::ActiveModel>,
    goals: Vec<goal::ActiveModel>,
    assessments: Vec<goal_assessment::ActiveModel>,
    indicators: Vec<indicator::ActiveModel>,
    values: Vec<indicator_value::ActiveModel>,
    activities: Vec<activity::ActiveModel>,
    serves: Vec<activity_goal::ActiveModel>,
    progress: Vec<activity_progress::ActiveModel>,
    changes: Vec<change_request::ActiveModel>,
    reports: Vec<project_report::ActiveModel>,
}

impl Writer<'_> {
    pub(super) async fn projects(&self) -> Result<()> {
        let (mut rows, mut under) = (vec![], Under::default());
        for row in self.file.all::<Project>() {
            let one = row.record;
            let owner = self.file.maybe(Kind::Organisation, &one.owner)?;
            let (circle, deciding) = self.circle_of_project(one, owner).await?;
            rows.push(self.project(&row, owner, circle, deciding)?);
            self.links(&row, &mut under)?;
            self.people_of_project(&row, &mut under)?;
            let goals = self.goals_of_project(&row, &mut under);
            self.work_of_project(&row, &goals, deciding, &mut under);
        }
        self.put(rows).await?;
        self.put(under.parties).await?;
        self.put(under.points).await?;
        self.put(under.figures).await?;
        self.put(under.experiences).await?;
        self.put(under.municipalities).await?;
        self.put(under.themes).await?;
        self.put(under.networks).await?;
        self.put(under.roles).await?;
        self.put(under.bodies).await?;
        self.put(under.seats).await?;
        self.put(under.terms).await?;
        self.put(under.goals).await?;
        self.put(under.assessments).await?;
        self.put(under.indicators).await?;
        self.put(under.values).await?;
        self.put(under.activities).await?;
        self.put(under.serves).await?;
        self.put(under.progress).await?;
        self.put(under.changes).await?;
        self.put(under.reports).await?;
        let relations = self.file.all::<ProjectRelation>().zip(0..);
        let relations = relations.map(|(row, position)| {
            Ok(project_relation::ActiveModel {
                id: Set(row.id),
                project_id: Set(self.file.one(Kind::Project, &row.record.project)?),
                related_id: Set(self.file.one(Kind::Project, &row.record.related)?),
                kind: Set(row.record.kind),
                note: Set(row.record.note.clone()),
                position: Set(position),
            })
        });
        self.put(made(relations)?).await
    }

    async fn circle_of_project(
        &self,
        one: &Project,
        owner: Option<Uuid>,
    ) -> Result<(Circle, Uuid)> {
        let mut ties = Ties::of(owner);
        for network in self.file.each(Kind::Network, &one.networks)? {
            ties.networks
                .push((network, self.circle(network)?.visibility));
        }
        let paying = one.parties.iter();
        let paying = paying.filter(|one| one.role == PartyRole::Funder);
        let paying = paying.filter_map(|one| one.organisation.as_ref());
        let paying = self.file.each(Kind::Organisation, paying)?;
        if one.published() || one.waits() {
            ties.invited.clone_from(&paying);
        }
        let circle = ties
            .circle(self.work, one.visibility, one.published())
            .await?;
        let deciding = approvers(self.work, owner, &paying).await?;
        Ok((circle, deciding))
    }

    fn project(
        &self,
        row: &Row<Project>,
        owner: Option<Uuid>,
        circle: Circle,
        deciding: Uuid,
    ) -> Result<project::ActiveModel> {
        let one = row.record.clone();
        let published = one.published();
        let main = one.title.get(&one.locale).unwrap_or_default();
        Ok(project::ActiveModel {
            id: Set(row.id),
            title_sort: Set(names::sort_key(main, one.country.as_deref())),
            title_fold: Set(names::fold(one.title.0.values().map(String::as_str))),
            owner_id: Set(owner),
            programme_id: Set(self.file.maybe(Kind::Programme, &one.programme)?),
            follows_seminar_id: Set(self.file.maybe(Kind::Seminar, &one.follows_seminar)?),
            sort_on: Set(one.starts_on.map_or(FAR, |day| day.0)),
            published_at: Set(published.then(|| self.work.now())),
            approvers_id: Set(deciding),
            audience_id: Set(circle.audience),
            editors_id: Set(circle.editors),
            locale: Set(one.locale),
            title: Set(one.title),
            country_code: Set(one.country),
            owner_text: Set(one.owner_text),
            status: Set(one.status),
            status_text: Set(one.status_text),
            starts_on: Set(one.starts_on.map(|day| day.0)),
            ends_on: Set(one.ends_on.map(|day| day.0)),
            starts_text: Set(one.starts_text),
            ends_text: Set(one.ends_text),
            period_text: Set(one.period_text),
            duration_years: Set(one.duration_years),
            inferred_period_text: Set(one.inferred_period_text),
            background: Set(one.background),
            summary: Set(one.summary),
            purpose: Set(one.purpose),
            overall_goal: Set(one.overall_goal),
            vision: Set(one.vision),
            context: Set(one.context),
            budget: Set(one.budget),
            responsible_unit: Set(one.responsible_unit),
            content_owner: Set(one.content_owner),
            last_reviewed_on: Set(one.last_reviewed_on.map(|day| day.0)),
            review_due_on: Set(one.review_due_on.map(|day| day.0)),
            source_updated_on: Set(one.source_updated_on.map(|day| day.0)),
            source_updated_text: Set(one.source_updated_text),
            origin_text: Set(one.origin_text),
            note: Set(one.note),
            visibility: Set(one.visibility),
            source: Set(one.source),
            origin: Set(origin(one.origin)),
            ..Default::default()
        })
    }

    fn links(&self, row: &Row<Project>, under: &mut Under) -> Result<()> {
        let (one, id) = (row.record, row.id);
        for (party, position) in one.parties.iter().zip(0..) {
            under.parties.push(party::ActiveModel {
                id: Set(new_id()),
                subject_id: Set(id),
                organisation_id: Set(self.file.maybe(Kind::Organisation, &party.organisation)?),
                organisation_text: Set(party.name.clone()),
                role: Set(party.role),
                position: Set(position),
            });
        }
        for (point, position) in one.points.iter().zip(0..) {
            under.points.push(project_point::ActiveModel {
                id: Set(new_id()),
                project_id: Set(id),
                kind: Set(point.kind),
                position: Set(position),
                text: Set(point.text.clone()),
                due_on: Set(point.due_on.map(|day| day.0)),
                done_on: Set(point.done_on.map(|day| day.0)),
            });
        }
        for (figure, position) in one.figures.iter().zip(0..) {
            under.figures.push(project_figure::ActiveModel {
                id: Set(new_id()),
                project_id: Set(id),
                position: Set(position),
                key: Set(figure.key.clone()),
                label: Set(figure.label.clone()),
                value: Set(figure.value),
            });
        }
        for experience in self.file.each(Kind::Experience, &one.experiences)? {
            under.experiences.push(project_experience::ActiveModel {
                project_id: Set(id),
                experience_id: Set(experience),
            });
        }
        let (places, themes, networks) =
            self.ties_of(id, &one.municipalities, &one.themes, &one.networks)?;
        under.municipalities.extend(places);
        under.themes.extend(themes);
        under.networks.extend(networks);
        Ok(())
    }

    /// The pairs that tie a thing to municipalities, themes and networks.
    pub(super) fn ties_of(
        &self,
        id: Uuid,
        places: &[String],
        themes: &[String],
        networks: &[String],
    ) -> Result<(
        Vec<municipality_link::ActiveModel>,
        Vec<theme_link::ActiveModel>,
        Vec<network_share::ActiveModel>,
    )> {
        let places = self.file.each(Kind::Municipality, places)?;
        let place = |(place, position)| municipality_link::ActiveModel {
            subject_id: Set(id),
            municipality_id: Set(place),
            position: Set(position),
        };
        let theme = |theme| theme_link::ActiveModel {
            subject_id: Set(id),
            theme_id: Set(theme),
        };
        let network = |network| network_share::ActiveModel {
            subject_id: Set(id),
            network_id: Set(network),
        };
        let themes = self.file.each(Kind::Theme, themes)?;
        let networks = self.file.each(Kind::Network, networks)?;
        Ok((
            places.into_iter().zip(0..).map(place).collect(),
            themes.into_iter().map(theme).collect(),
            networks.into_iter().map(network).collect(),
        ))
    }

    fn people_of_project(&self, row: &Row<Project>, under: &mut Under) -> Result<()> {
        for (role, position) in row.record.roles.iter().zip(0..) {
            under.roles.push(role_term::ActiveModel {
                id: Set(new_id()),
                project_id: Set(row.id),
                role: Set(role.role),
                title: Set(role.title.clone()),
                person_id: Set(self.file.maybe(Kind::Person, &role.person)?),
                name_text: Set(role.name.clone()),
                organisation_id: Set(self.file.maybe(Kind::Organisation, &role.organisation)?),
                is_acting: Set(role.is_acting),
                fte_percent: Set(role.fte_percent),
                starts_on: Set(role.starts_on.map(|day| day.0)),
                ends_on: Set(role.ends_on.map(|day| day.0)),
                starts_text: Set(role.starts_text.clone()),
                ends_text: Set(role.ends_text.clone()),
                handover_note: Set(role.handover_note.clone()),
                position: Set(position),
            });
        }
        let mut seats = 0;
        for (body, position) in row.record.bodies.iter().zip(0..) {
            let body_id = new_id();
            under.bodies.push(governing_body::ActiveModel {
                id: Set(body_id),
                project_id: Set(row.id),
                name: Set(body.name.clone()),
                position: Set(position),
            });
            for seat in &body.seats {
                let seat_id = new_id();
                under.seats.push(body_seat::ActiveModel {
                    id: Set(seat_id),
                    project_id: Set(row.id),
                    body_id: Set(body_id),
                    organisation_id: Set(self
                        .file
                        .maybe(Kind::Organisation, &seat.organisation)?),
                    organisation_text: Set(seat.name.clone()),
                    is_chair: Set(seat.is_chair),
                    position: Set(seats),
                    starts_on: Set(seat.starts_on.map(|day| day.0)),
                });
                seats += 1;
                for (term, number) in seat.terms.iter().zip(0..) {
                    under.terms.push(seat_term::ActiveModel {
                        id: Set(new_id()),
                        project_id: Set(row.id),
                        seat_id: Set(seat_id),
                        number: Set(number),
                        person_id: Set(self.file.maybe(Kind::Person, &term.person)?),
                        name_text: Set(term.name.clone()),
                        starts_on: Set(term.starts_on.map(|day| day.0)),
                        ends_on: Set(term.ends_on.map(|day| day.0)),
                        is_over: Set(term.is_over || term.ends_on.is_some()),
                        note: Set(term.note.clone()),
                    });
                }
            }
        }
        Ok(())
    }

    /// Goals and indicators; answers with the goals' ids by code.
    fn goals_of_project<'a>(
        &self,
        row: &Row<'a, Project>,
        under: &mut Under,
    ) -> HashMap<&'a str, Uuid> {
        let mut ids = HashMap::new();
        for (goal, position) in row.record.goals.iter().zip(0..) {
            let id = new_id();
            if let Some(code) = &goal.code {
                ids.insert(code.as_str(), id);
            }
            under.goals.push(goal::ActiveModel {
                id: Set(id),
                project_id: Set(row.id),
                position: Set(position),
                code: Set(goal.code.clone()),
                kind: Set(goal.kind),
                area: Set(goal.area.clone()),
                text: Set(goal.text.clone()),
                baseline: Set(goal.baseline),
                target_min: Set(goal.target_min),
                target_max: Set(goal.target_max),
                unit: Set(goal.unit.clone()),
                due_on: Set(goal.due_on.map(|day| day.0)),
                due_text: Set(goal.due_text.clone()),
                per_locality: Set(goal.per_locality),
            });
            self.assessments(row.id, id, &goal.assessments, under);
        }
        for (one, position) in row.record.indicators.iter().zip(0..) {
            let id = new_id();
            let goal = one.goal.as_deref();
            under.indicators.push(indicator::ActiveModel {
                id: Set(id),
                project_id: Set(row.id),
                position: Set(position),
                goal_id: Set(goal.and_then(|code| ids.get(code).copied())),
                name: Set(one.name.clone()),
                unit: Set(one.unit.clone()),
                note: Set(one.note.clone()),
            });
            for (value, position) in one.values.iter().zip(0..) {
                under.values.push(indicator_value::ActiveModel {
                    id: Set(new_id()),
                    project_id: Set(row.id),
                    indicator_id: Set(id),
                    position: Set(position),
                    starts_on: Set(value.starts_on.map(|day| day.0)),
                    ends_on: Set(value.ends_on.map(|day| day.0)),
                    period_text: Set(value.period_text.clone()),
                    women: Set(value.women),
                    men: Set(value.men),
                    other: Set(value.other),
                    unknown: Set(value.unknown),
                    total: Set(value.total),
                    basis: Set(value.basis.unwrap_or(ValueBasis::Reported)),
                    confidence: Set(value.confidence),
                    note: Set(value.note.clone()),
                    repetition: Set(0),
                });
            }
        }
        ids
    }

    fn assessments(
        &self,
        project: Uuid,
        goal: Uuid,
        said: &[projects::Assessment],
        under: &mut Under,
    ) {
        for (place, one) in said.iter().enumerate() {
            let same = |other: &&projects::Assessment| other.assessor == one.assessor;
            let number = said[..=place].iter().filter(same).count();
            let last = !said[place + 1..].iter().any(|other| same(&other));
            under.assessments.push(goal_assessment::ActiveModel {
                id: Set(new_id()),
                project_id: Set(project),
                goal_id: Set(goal),
                assessor: Set(one.assessor),
                number: Set(i32::try_from(number).unwrap_or(i32::MAX)),
                is_current: Set(last),
                verdict: Set(one.verdict),
                reason: Set(one.reason.clone()),
                evidence: Set(one.evidence.clone()),
                assessed_on: Set(one.assessed_on.map(|day| day.0)),
                assessed_text: Set(one.assessed_text.clone()),
                recorded_at: Set(self.work.now()),
            });
        }
    }

    fn work_of_project(
        &self,
        row: &Row<Project>,
        goals: &HashMap<&str, Uuid>,
        deciding: Uuid,
        under: &mut Under,
    ) {
        for (one, position) in row.record.activities.iter().zip(0..) {
            let id = new_id();
            under.activities.push(activity::ActiveModel {
                id: Set(id),
                project_id: Set(row.id),
                position: Set(position),
                code: Set(one.code.clone()),
                title: Set(one.title.clone()),
                description: Set(one.description.clone()),
                starts_on: Set(one.starts_on.map(|day| day.0)),
                ends_on: Set(one.ends_on.map(|day| day.0)),
                estimated_cost: Set(one.estimated_cost.clone()),
                actual_cost: Set(one.actual_cost.clone()),
            });
            let served = one.goals.iter().filter_map(|code| goals.get(code.as_str()));
            let mut served: Vec<Uuid> = served.copied().collect();
            served.sort_unstable();
            served.dedup();
            under
                .serves
                .extend(served.into_iter().map(|goal| activity_goal::ActiveModel {
                    activity_id: Set(id),
                    goal_id: Set(goal),
                    project_id: Set(row.id),
                }));
            for now in &one.progress {
                under.progress.push(activity_progress::ActiveModel {
                    id: Set(new_id()),
                    project_id: Set(row.id),
                    activity_id: Set(id),
                    percent: Set(now.percent),
                    as_of: Set(now.as_of.0),
                    reason: Set(now.reason.clone()),
                });
            }
        }
        for (one, position) in row.record.change_requests.iter().zip(0..) {
            under.changes.push(change_request::ActiveModel {
                id: Set(new_id()),
                project_id: Set(row.id),
                position: Set(position),
                what: Set(one.what.clone()),
                reason: Set(one.reason.clone()),
                status: Set(one.status),
                requested_on: Set(one.requested_on.map(|day| day.0)),
                decided_on: Set(one.decided_on.map(|day| day.0)),
                decision: Set(one.decision.clone()),
                deciders_id: Set(Some(deciding)),
                requested_by_id: Set(None),
            });
        }
        for (one, position) in row.record.reports.iter().zip(0..) {
            under.reports.push(project_report::ActiveModel {
                id: Set(new_id()),
                project_id: Set(row.id),
                position: Set(position),
                kind: Set(one.kind),
                title: Set(one.title.clone()),
                summary: Set(one.summary.clone()),
                author_text: Set(one.author_text.clone()),
                starts_on: Set(one.starts_on.map(|day| day.0)),
                ends_on: Set(one.ends_on.map(|day| day.0)),
                status: Set(one.status),
                submitted_on: Set(one.submitted_on.map(|day| day.0)),
                decided_on: Set(one.decided_on.map(|day| day.0)),
                answer: Set(one.answer.clone()),
                document_id: Set(None),
                deciders_id: Set((one.status != ReportStatus::Draft).then_some(deciding)),
                submitted_by_id: Set(None),
            });
        }
    }
}
