//! Records of projects, with everything under them.

use entity::{
    LocalizedText, Money, Visibility,
    change_request::ChangeStatus,
    goal::GoalKind,
    goal_assessment::{Assessor, Verdict},
    indicator_value::{Confidence, ValueBasis},
    party::PartyRole,
    project::ProjectStatus,
    project_point::ProjectPointKind,
    project_relation::ProjectRelationKind,
    project_report::{ReportKind, ReportStatus},
    role_term::ProjectRole,
};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE, TEXT},
    item,
    moments::Day,
    record,
};

record! {
    /// Something that is done once, with goals and an end.
    Project {
        locale: String, title: LocalizedText, visibility: Visibility;
        is_published: Option<bool>, country: Option<String>, owner: Option<String>, owner_text: Option<String>,
        programme: Option<String>, status: Option<ProjectStatus>, status_text: Option<String>, starts_on: Option<Day>,
        ends_on: Option<Day>, starts_text: Option<String>, ends_text: Option<String>, period_text: Option<String>,
        duration_years: Option<f64>, inferred_period_text: Option<String>, background: Option<LocalizedText>,
        summary: Option<LocalizedText>, purpose: Option<LocalizedText>, overall_goal: Option<LocalizedText>,
        vision: Option<LocalizedText>, context: Option<LocalizedText>, budget: Option<Money>,
        responsible_unit: Option<String>, content_owner: Option<String>, last_reviewed_on: Option<Day>,
        review_due_on: Option<Day>, source_updated_on: Option<Day>, source_updated_text: Option<String>,
        origin_text: Option<String>, note: Option<String>, follows_seminar: Option<String>, source: Option<String>,
        municipalities: Vec<String>, themes: Vec<String>, networks: Vec<String>, experiences: Vec<String>,
        parties: Vec<Party>, points: Vec<Point>, figures: Vec<Figure>, roles: Vec<Role>, bodies: Vec<Body>,
        goals: Vec<Goal>, indicators: Vec<Indicator>, activities: Vec<Activity>, change_requests: Vec<Change>,
        reports: Vec<Report>,
    }
}

record! {
    /// What another project is to one.
    ProjectRelation { project: String, related: String, kind: ProjectRelationKind; note: Option<String> }
}

item! {
    /// An organisation that pays for it or takes part in it.
    Party { role: PartyRole; organisation: Option<String>, name: Option<String> }
}
item! {
    /// A short text about it.
    Point { kind: ProjectPointKind, text: String; due_on: Option<Day>, done_on: Option<Day> }
}
item! {
    /// A number that it rests on.
    Figure { key: String, value: f64; label: Option<String> }
}
item! {
    /// Somebody does something in it.
    Role {
        role: ProjectRole;
        title: Option<String>, person: Option<String>, name: Option<String>, organisation: Option<String>, is_acting: bool,
        fte_percent: Option<i32>, starts_on: Option<Day>, ends_on: Option<Day>, starts_text: Option<String>,
        ends_text: Option<String>, handover_note: Option<String>,
    }
}
item! {
    /// A body that steers it.
    Body { name: String; seats: Vec<Seat> }
}
item! {
    /// A seat of an organisation in a body.
    Seat { ; organisation: Option<String>, name: Option<String>, is_chair: bool, starts_on: Option<Day>, terms: Vec<Term> }
}
item! {
    /// Somebody holds a seat.
    Term { ; person: Option<String>, name: Option<String>, starts_on: Option<Day>, ends_on: Option<Day>, is_over: bool, note: Option<String> }
}
item! {
    /// What it aims at.
    Goal {
        text: String;
        code: Option<String>, kind: Option<GoalKind>, area: Option<String>, baseline: Option<f64>, target_min: Option<f64>,
        target_max: Option<f64>, unit: Option<String>, due_on: Option<Day>, due_text: Option<String>, per_locality: bool,
        assessments: Vec<Assessment>,
    }
}
item! {
    /// How somebody judged a goal; the last of one assessor holds now.
    Assessment {
        assessor: Assessor, reason: String;
        verdict: Option<Verdict>, evidence: Option<String>, assessed_on: Option<Day>, assessed_text: Option<String>,
    }
}
item! {
    /// What it counts.
    Indicator { name: String; goal: Option<String>, unit: Option<String>, note: Option<String>, values: Vec<Value> }
}
item! {
    /// What was counted in a period.
    Value {
        ;
        starts_on: Option<Day>, ends_on: Option<Day>, period_text: Option<String>, women: Option<i32>, men: Option<i32>,
        other: Option<i32>, unknown: Option<i32>, total: Option<i32>, basis: Option<ValueBasis>,
        confidence: Option<Confidence>, note: Option<String>,
    }
}
item! {
    /// What it does.
    Activity {
        title: String;
        code: Option<String>, description: Option<String>, starts_on: Option<Day>, ends_on: Option<Day>,
        estimated_cost: Option<Money>, actual_cost: Option<Money>, goals: Vec<String>, progress: Vec<Progress>,
    }
}
item! {
    /// How far an activity had come on a day.
    Progress { percent: i32, as_of: Day; reason: Option<String> }
}
item! {
    /// A change that others must agree to.
    Change {
        what: String, status: ChangeStatus;
        reason: Option<String>, requested_on: Option<Day>, decided_on: Option<Day>, decision: Option<String>,
    }
}
item! {
    /// A report, the accounts or an evaluation.
    Report {
        kind: ReportKind, title: String, status: ReportStatus;
        summary: Option<String>, author_text: Option<String>, starts_on: Option<Day>, ends_on: Option<Day>,
        submitted_on: Option<Day>, decided_on: Option<Day>, answer: Option<String>,
    }
}

impl Project {
    /// Whether more than those who answer for it may know of it.
    pub fn published(&self) -> bool {
        self.is_published.unwrap_or(true)
    }

    /// Whether something that was handed in waits for those who pay.
    pub fn waits(&self) -> bool {
        use ReportStatus::{Returned, Submitted};
        let open = |status: ReportStatus| matches!(status, Submitted | Returned);
        let mut requests = self.change_requests.iter();
        self.reports.iter().any(|one| open(one.status))
            || requests.any(|one| one.status == ChangeStatus::Requested)
    }
}

impl Noted for Project {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        for (member, text) in [
            ("background", &self.background),
            ("summary", &self.summary),
            ("purpose", &self.purpose),
            ("overallGoal", &self.overall_goal),
            ("vision", &self.vision),
            ("context", &self.context),
        ] {
            if let Some(text) = text {
                line.localized(member, text, TEXT);
            }
        }
        line.texts(
            NAME,
            [
                ("ownerText", &self.owner_text),
                ("statusText", &self.status_text),
                ("startsText", &self.starts_text),
                ("endsText", &self.ends_text),
                ("periodText", &self.period_text),
                ("inferredPeriodText", &self.inferred_period_text),
                ("responsibleUnit", &self.responsible_unit),
                ("contentOwner", &self.content_owner),
                ("sourceUpdatedText", &self.source_updated_text),
            ],
        );
        line.texts(
            NOTE,
            [
                ("originText", &self.origin_text),
                ("note", &self.note),
                ("source", &self.source),
            ],
        );
        line.order(
            ("startsOn", self.starts_on),
            ("endsOn", self.ends_on),
            false,
        );
        line.within("durationYears", self.duration_years, 0.0, 100.0);
        line.money("budget", &self.budget);
        self.check_people(line);
        self.check_goals(line);
        self.check_work(line);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let one = |member, kind, text| Reference::maybe(member, kind, text);
        let mut all: Vec<Reference<'_>> = [
            one("country", Kind::Country, &self.country),
            one("owner", Kind::Organisation, &self.owner),
            one("programme", Kind::Programme, &self.programme),
            one("followsSeminar", Kind::Seminar, &self.follows_seminar),
        ]
        .into_iter()
        .flatten()
        .collect();
        all.extend(Reference::all(
            "municipalities",
            Kind::Municipality,
            &self.municipalities,
        ));
        all.extend(Reference::all("themes", Kind::Theme, &self.themes));
        all.extend(Reference::all("networks", Kind::Network, &self.networks));
        let experiences = &self.experiences;
        all.extend(Reference::all("experiences", Kind::Experience, experiences));
        for party in &self.parties {
            all.extend(one("parties", Kind::Organisation, &party.organisation));
        }
        for role in &self.roles {
            all.extend(one("roles", Kind::Organisation, &role.organisation));
            all.extend(one("roles", Kind::Person, &role.person));
        }
        for seat in self.bodies.iter().flat_map(|body| &body.seats) {
            all.extend(one("bodies", Kind::Organisation, &seat.organisation));
            for term in &seat.terms {
                all.extend(one("bodies", Kind::Person, &term.person));
            }
        }
        all
    }
}

impl Noted for ProjectRelation {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.texts(NOTE, [("note", &self.note)]);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![
            Reference::new("project", Kind::Project, &self.project),
            Reference::new("related", Kind::Project, &self.related),
        ]
    }
}

/// One of the two must say who it is.
fn named(line: &mut Line, member: &str, known: &Option<String>, name: &Option<String>) {
    line.texts(NAME, [(member, name)]);
    if known.is_none() && name.is_none() {
        line.note(member, "says of one neither a reference nor a name");
    }
}

impl Project {
    fn check_people(&self, line: &mut Line) {
        for party in &self.parties {
            named(line, "parties", &party.organisation, &party.name);
        }
        for point in &self.points {
            line.text("points.text", &point.text, NOTE);
        }
        for (place, figure) in self.figures.iter().enumerate() {
            line.text("figures.key", &figure.key, 60);
            line.texts(NAME, [("figures.label", &figure.label)]);
            if self.figures[..place]
                .iter()
                .any(|one| one.key == figure.key)
            {
                line.note("figures", format!("{:?} stands twice", figure.key));
            }
        }
        for role in &self.roles {
            named(line, "roles", &role.person, &role.name);
            line.texts(
                NAME,
                [
                    ("roles.title", &role.title),
                    ("roles.startsText", &role.starts_text),
                    ("roles.endsText", &role.ends_text),
                ],
            );
            line.texts(NOTE, [("roles.handoverNote", &role.handover_note)]);
            line.within("roles.ftePercent", role.fte_percent, 0, 100);
            line.order(
                ("roles.startsOn", role.starts_on),
                ("roles.endsOn", role.ends_on),
                true,
            );
        }
        for body in &self.bodies {
            line.text("bodies.name", &body.name, NAME);
            if body.seats.iter().filter(|seat| seat.is_chair).count() > 1 {
                line.note("bodies", format!("{:?} has two chairs", body.name));
            }
            for seat in &body.seats {
                named(line, "bodies.seats", &seat.organisation, &seat.name);
                for term in &seat.terms {
                    named(line, "bodies.seats.terms", &term.person, &term.name);
                    line.texts(NOTE, [("bodies.seats.terms.note", &term.note)]);
                    line.order(
                        ("bodies.seats.terms.startsOn", term.starts_on),
                        ("bodies.seats.terms.endsOn", term.ends_on),
                        true,
                    );
                }
                let terms: Vec<_> = seat.terms.iter().map(Term::row).collect();
                if crate::projects::overlap(&terms).is_some() {
                    line.note(
                        "bodies.seats.terms",
                        "two hold a seat at once, or stand in another order than their days",
                    );
                }
            }
        }
    }

    fn check_goals(&self, line: &mut Line) {
        for (place, goal) in self.goals.iter().enumerate() {
            line.text("goals.text", &goal.text, NOTE);
            line.texts(20, [("goals.code", &goal.code)]);
            line.texts(
                NAME,
                [
                    ("goals.area", &goal.area),
                    ("goals.unit", &goal.unit),
                    ("goals.dueText", &goal.due_text),
                ],
            );
            line.order(
                ("goals.targetMin", goal.target_min),
                ("goals.targetMax", goal.target_max),
                false,
            );
            if goal.code.is_some() && self.goals[..place].iter().any(|one| one.code == goal.code) {
                line.note("goals", "two have one code");
            }
            for said in &goal.assessments {
                line.text("goals.assessments.reason", &said.reason, NOTE);
                line.texts(NOTE, [("goals.assessments.evidence", &said.evidence)]);
                line.texts(
                    NAME,
                    [("goals.assessments.assessedText", &said.assessed_text)],
                );
            }
        }
        let known = |code: &String| {
            self.goals
                .iter()
                .any(|goal| goal.code.as_ref() == Some(code))
        };
        for indicator in &self.indicators {
            line.text("indicators.name", &indicator.name, NAME);
            line.texts(NAME, [("indicators.unit", &indicator.unit)]);
            line.texts(NOTE, [("indicators.note", &indicator.note)]);
            if indicator.goal.as_ref().is_some_and(|code| !known(code)) {
                line.note("indicators.goal", "is the code of no goal of the project");
            }
            indicator.values.iter().for_each(|value| value.check(line));
            for (place, value) in indicator.values.iter().enumerate() {
                let same = |one: &Value| one.period() == value.period();
                if indicator.values[..place].iter().any(same) {
                    line.note("indicators.values", "two are of one period");
                }
            }
        }
        for activity in &self.activities {
            if activity.goals.iter().any(|code| !known(code)) {
                line.note(
                    "activities.goals",
                    "holds the code of no goal of the project",
                );
            }
        }
    }

    fn check_work(&self, line: &mut Line) {
        for (place, activity) in self.activities.iter().enumerate() {
            line.text("activities.title", &activity.title, NAME);
            line.texts(20, [("activities.code", &activity.code)]);
            line.texts(TEXT, [("activities.description", &activity.description)]);
            line.order(
                ("activities.startsOn", activity.starts_on),
                ("activities.endsOn", activity.ends_on),
                false,
            );
            line.money("activities.estimatedCost", &activity.estimated_cost);
            line.money("activities.actualCost", &activity.actual_cost);
            let same = |one: &Activity| one.code == activity.code;
            if activity.code.is_some() && self.activities[..place].iter().any(same) {
                line.note("activities", "two have one code");
            }
            for (place, now) in activity.progress.iter().enumerate() {
                line.within("activities.progress.percent", Some(now.percent), 0, 100);
                line.texts(NOTE, [("activities.progress.reason", &now.reason)]);
                let Some(before) = place.checked_sub(1).map(|at| &activity.progress[at]) else {
                    continue;
                };
                if now.as_of <= before.as_of {
                    line.note("activities.progress", "must stand in the order of its days");
                }
                if now.percent < before.percent && now.reason.is_none() {
                    line.note("activities.progress", "less than before needs a reason");
                }
            }
        }
        for change in &self.change_requests {
            line.text("changeRequests.what", &change.what, NOTE);
            line.texts(
                NOTE,
                [
                    ("changeRequests.reason", &change.reason),
                    ("changeRequests.decision", &change.decision),
                ],
            );
        }
        for report in &self.reports {
            line.text("reports.title", &report.title, NAME);
            line.texts(TEXT, [("reports.summary", &report.summary)]);
            line.texts(NAME, [("reports.authorText", &report.author_text)]);
            line.texts(NOTE, [("reports.answer", &report.answer)]);
            line.order(
                ("reports.startsOn", report.starts_on),
                ("reports.endsOn", report.ends_on),
                false,
            );
        }
    }
}

impl Value {
    /// The days are the period; where there are none, the words are.
    fn period(&self) -> (Option<Day>, Option<Day>, Option<&str>) {
        let dated = self.starts_on.is_some() || self.ends_on.is_some();
        let words = self.period_text.as_deref().filter(|_| !dated);
        (self.starts_on, self.ends_on, words)
    }

    fn check(&self, line: &mut Line) {
        line.texts(NAME, [("indicators.values.periodText", &self.period_text)]);
        line.texts(NOTE, [("indicators.values.note", &self.note)]);
        line.order(
            ("indicators.values.startsOn", self.starts_on),
            ("indicators.values.endsOn", self.ends_on),
            false,
        );
        let parts = [self.women, self.men, self.other, self.unknown];
        line.counts([
            ("indicators.values.women", self.women),
            ("indicators.values.men", self.men),
            ("indicators.values.other", self.other),
            ("indicators.values.unknown", self.unknown),
            ("indicators.values.total", self.total),
        ]);
        let sum: i64 = parts.iter().flatten().map(|count| i64::from(*count)).sum();
        let whole = parts.iter().all(Option::is_some);
        let total = self.total.map(i64::from);
        if total.is_some_and(|total| total < sum || (whole && total != sum)) {
            line.note("indicators.values.total", "is not what its parts add up to");
        }
    }
}

impl Term {
    /// As a row of its seat, for the order of those who held it.
    fn row(&self) -> entity::seat_term::Model {
        entity::seat_term::Model {
            id: uuid::Uuid::nil(),
            project_id: uuid::Uuid::nil(),
            seat_id: uuid::Uuid::nil(),
            number: 0,
            person_id: None,
            name_text: None,
            starts_on: self.starts_on.map(|day| day.0),
            ends_on: self.ends_on.map(|day| day.0),
            is_over: self.is_over || self.ends_on.is_some(),
            note: None,
        }
    }
}
