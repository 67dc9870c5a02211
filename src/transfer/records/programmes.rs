//! Records of programmes, their rules and calls, applications, decisions, prizes and initiatives.

use entity::{
    LocalizedText, Money, Visibility,
    application::ApplicationStatus,
    cost_category::CostKind,
    decision::DecisionOutcome,
    financing_line::FinancingKind,
    funding_rule::{DecisionLevel, RuleKind},
    nomination::NominationStage,
    party::PartyRole,
    prize_edition::EditionStatus,
    programme::ProgrammeStatus,
    programme_participation::ParticipationStatus,
    programme_point::PointKind,
};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE, TEXT},
    moments::{Day, Instant},
    record,
};
use crate::{
    platform::graphql::{CURRENCIES, is_currency},
    programmes::{asks_share, most_share},
};

/// Declares an object within a record: required members as they are, the others with a default.
macro_rules! part {
    ($(#[$about:meta])* $name:ident { $($member:ident: $type:ty),* ; $($maybe:ident: $maybe_type:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            $(pub $member: $type,)*
            $(#[serde(default, skip_serializing_if = "super::is_empty")]
            pub $maybe: $maybe_type,)*
        }
    };
}

record! {
    /// What organisations run together for a time.
    Programme {
        locale: String, title: LocalizedText;
        kind_text: Option<String>, status: Option<ProgrammeStatus>, status_text: Option<String>, country: Option<String>,
        parties: Vec<ProgrammeParty>, parent: Option<String>, starts_on: Option<Day>, starts_text: Option<String>,
        ends_on: Option<Day>, ends_text: Option<String>, project_period_years: Option<i32>, summary: Option<LocalizedText>,
        budget: Option<Money>, co_financing: Option<Money>, co_financing_from: Option<String>,
        stated_participant_count: Option<i32>, points: Vec<ProgrammePoint>, targets: Vec<ProgrammeTarget>,
        participations: Vec<Participation>, networks: Vec<String>, themes: Vec<String>, note: Option<String>, responsible_unit: Option<String>,
        content_owner: Option<String>, last_reviewed_on: Option<Day>, review_due_on: Option<Day>,
        visibility: Option<Visibility>, is_published: Option<bool>, source: Option<String>, source_updated_on: Option<Day>,
    }
}
part! {
    /// What an organisation is to it: the first owner answers for it.
    ProgrammeParty { role: PartyRole; organisation: Option<String>, organisation_text: Option<String> }
}
part! {
    /// A text that it lists.
    ProgrammePoint { kind: PointKind, text: String; key: Option<String> }
}
part! {
    /// How many projects it aims at in a year.
    ProgrammeTarget { year: i32; projects_min: Option<i32>, projects_max: Option<i32> }
}
part! {
    /// Who takes part: a municipality or an organisation.
    Participation {
        status: ParticipationStatus;
        municipality: Option<String>, organisation: Option<String>, starts_on: Option<Day>, ends_on: Option<Day>,
    }
}

record! {
    /// One version of the rules by which a programme finances.
    FundingRuleSet {
        programme: String, title: String, number: i32, currency: String;
        purpose: Option<String>, exception: Option<String>, note: Option<String>, adopted_on: Option<Day>,
        source: Option<String>, rules: Vec<FundingRule>, categories: Vec<CostCategory>,
    }
}
part! {
    /// One rule; a share in hundredths of a percent.
    FundingRule {
        kind: RuleKind;
        basis_points: Option<i32>, amount_minor: Option<i64>, level: Option<DecisionLevel>,
        recommended_by: Option<DecisionLevel>, text: Option<String>,
    }
}
part! {
    /// A sort of costs.
    CostCategory { kind: CostKind, name: String; }
}

record! {
    /// A call for applications.
    FundingCall {
        programme: String, rule_set: String, locale: String, title: LocalizedText, opens_at: Instant, closes_at: Instant;
        max_grant: Option<Money>, quota_min: Option<i32>, quota_max: Option<i32>, quota_text: Option<String>,
        criteria: Option<String>, is_published: Option<bool>, source: Option<String>,
    }
}

record! {
    /// What an organisation asks money for.
    Application {
        call: String, applicant: String, title: String, status: ApplicationStatus;
        summary: Option<String>, message: Option<String>, submitted_at: Option<Instant>, financing: Vec<FinancingLine>,
        costs: Vec<CostLine>, disbursements: Vec<Disbursement>,
    }
}
part! {
    /// Where a part of the money is to come from, in the call's currency.
    FinancingLine {
        kind: FinancingKind, planned_minor: i64;
        financier: Option<String>, financier_text: Option<String>, confirmed_minor: Option<i64>, actual_minor: Option<i64>,
        minutes: Option<i64>, rate_minor: Option<i64>,
    }
}
part! {
    /// What a part of the money is for; the category by its name.
    CostLine { text: String, amount_minor: i64; category: Option<String> }
}
part! {
    /// A payment of the grant.
    Disbursement { paid_on: Day, amount_minor: i64; note: Option<String> }
}

record! {
    /// What a body said of an application.
    FundingDecision {
        application: String, level: DecisionLevel, outcome: DecisionOutcome, decided_on: Day;
        body: Option<String>, body_text: Option<String>, section: Option<String>, reason: Option<String>,
        granted_minor: Option<i64>, embargo_until: Option<Instant>,
    }
}

record! {
    /// A prize that is given again and again.
    Prize {
        locale: String, title: LocalizedText;
        country: Option<String>, awarded_by: Option<String>, since_year: Option<i32>, frequency_text: Option<String>,
        description: Option<LocalizedText>, visibility: Option<Visibility>, is_published: Option<bool>,
        source: Option<String>, editions: Vec<Edition>,
    }
}
part! {
    /// A prize in one year.
    Edition {
        year: i32, status: EditionStatus;
        candidate_count: Option<i32>, finalist_count: Option<i32>, decided_on: Option<Day>, embargo_until: Option<Instant>,
        award_expected_text: Option<String>, award_expected_from: Option<Day>, award_expected_to: Option<Day>,
        winner_text: Option<String>, news: Vec<String>, nominations: Vec<Nomination>,
    }
}
part! {
    /// A place that is proposed.
    Nomination {
        locality_text: String, stage: NominationStage;
        municipality: Option<String>, pitch: Option<String>, video_url: Option<String>, nominated_by: Option<String>,
        is_winner: bool,
    }
}

record! {
    /// An idea for a platform or a joint effort.
    Initiative {
        locale: String, title: LocalizedText;
        owner: Option<String>, status_text: Option<String>, summary: Option<LocalizedText>,
        visibility: Option<Visibility>, is_published: Option<bool>, source: Option<String>,
    }
}

/// Two bounds in order.
fn range(line: &mut Line, least: (&str, Option<i32>), most: (&str, Option<i32>)) {
    line.counts([least, most]);
    line.order(least, most, false);
}

/// An amount of which many are added up.
fn amount_of_line(line: &mut Line, member: &str, amount: Option<i64>) {
    line.within(member, amount, 0, crate::programmes::MOST_OF_LINE);
}

fn amount(line: &mut Line, member: &str, amount: Option<i64>) {
    line.within(member, amount, 0, crate::platform::graphql::MOST_MINOR);
}

fn currency(line: &mut Line, member: &str, code: &str) {
    if !is_currency(code) {
        let known = CURRENCIES.join(", ");
        line.note(
            member,
            format!("{code:?} is no currency; known are {known}"),
        );
    }
}

impl Programme {
    /// The organisation that answers for it.
    pub fn owner(&self) -> Option<&String> {
        let mut owners = self
            .parties
            .iter()
            .filter(|one| one.role == PartyRole::Owner);
        owners.find_map(|one| one.organisation.as_ref())
    }
}

impl Noted for Programme {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        if let Some(summary) = &self.summary {
            line.localized("summary", summary, TEXT);
        }
        line.texts(
            NAME,
            [
                ("kindText", &self.kind_text),
                ("statusText", &self.status_text),
                ("startsText", &self.starts_text),
                ("endsText", &self.ends_text),
                ("coFinancingFrom", &self.co_financing_from),
                ("responsibleUnit", &self.responsible_unit),
            ],
        );
        line.texts(NOTE, [("note", &self.note), ("source", &self.source)]);
        line.order(
            ("startsOn", self.starts_on),
            ("endsOn", self.ends_on),
            false,
        );
        line.within("projectPeriodYears", self.project_period_years, 1, 50);
        line.counts([("statedParticipantCount", self.stated_participant_count)]);
        line.money("budget", &self.budget);
        line.money("coFinancing", &self.co_financing);
        for party in &self.parties {
            if party.organisation.is_some() == party.organisation_text.is_some() {
                line.note(
                    "parties",
                    "needs organisation or organisationText, and not both",
                );
            }
            line.texts(
                NAME,
                [("parties.organisationText", &party.organisation_text)],
            );
        }
        for point in &self.points {
            line.text("points.text", &point.text, NOTE);
            line.texts(NAME, [("points.key", &point.key)]);
        }
        let mut years = vec![];
        for target in &self.targets {
            line.within("targets.year", Some(target.year), 1900, 2200);
            if years.contains(&target.year) {
                line.note("targets", format!("names {} twice", target.year));
            }
            years.push(target.year);
            let least = ("targets.projectsMin", target.projects_min);
            range(line, least, ("targets.projectsMax", target.projects_max));
        }
        for one in &self.participations {
            if one.municipality.is_some() == one.organisation.is_some() {
                line.note(
                    "participations",
                    "needs municipality or organisation, and not both",
                );
            }
            let starts = ("participations.startsOn", one.starts_on);
            line.order(starts, ("participations.endsOn", one.ends_on), false);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let parties = self.parties.iter();
        let parties = parties
            .filter_map(|one| Reference::maybe("parties", Kind::Organisation, &one.organisation));
        let places = self.participations.iter().filter_map(|one| {
            Reference::maybe("participations", Kind::Municipality, &one.municipality)
        });
        let bodies = self.participations.iter().filter_map(|one| {
            Reference::maybe("participations", Kind::Organisation, &one.organisation)
        });
        let own = [
            Reference::maybe("country", Kind::Country, &self.country),
            Reference::maybe("parent", Kind::Programme, &self.parent),
            Reference::maybe("contentOwner", Kind::Person, &self.content_owner),
        ];
        own.into_iter()
            .flatten()
            .chain(parties)
            .chain(places)
            .chain(bodies)
            .chain(Reference::all("networks", Kind::Network, &self.networks))
            .chain(Reference::all("themes", Kind::Theme, &self.themes))
            .collect()
    }
}

impl Noted for FundingRuleSet {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.text("title", &self.title, NAME);
        line.within("number", Some(self.number), 1, 100_000);
        currency(line, "currency", &self.currency);
        line.texts(NAME, [("purpose", &self.purpose)]);
        line.texts(
            NOTE,
            [
                ("exception", &self.exception),
                ("note", &self.note),
                ("source", &self.source),
            ],
        );
        for rule in &self.rules {
            let most = most_share(rule.kind);
            line.within("rules.basisPoints", rule.basis_points, 0, most);
            amount(line, "rules.amountMinor", rule.amount_minor);
            line.texts(NOTE, [("rules.text", &rule.text)]);
            if asks_share(rule.kind) && rule.basis_points.is_none() {
                line.note("rules", "a rule about a share lacks basisPoints");
            }
            if rule.kind == RuleKind::MaxGrant && rule.amount_minor.is_none() {
                line.note("rules", "a MAX_GRANT lacks amountMinor");
            }
            if (rule.kind == RuleKind::DecisionLevel) != rule.level.is_some() {
                line.note(
                    "rules",
                    "a DECISION_LEVEL needs level, and no other takes one",
                );
            }
        }
        let mut names = vec![];
        for category in &self.categories {
            line.text("categories.name", &category.name, NAME);
            if names.contains(&&category.name) {
                line.note("categories", format!("names {:?} twice", category.name));
            }
            names.push(&category.name);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![Reference::new(
            "programme",
            Kind::Programme,
            &self.programme,
        )]
    }
}

impl Noted for FundingCall {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        let opens = ("opensAt", Some(self.opens_at));
        line.order(opens, ("closesAt", Some(self.closes_at)), true);
        line.money("maxGrant", &self.max_grant);
        range(
            line,
            ("quotaMin", self.quota_min),
            ("quotaMax", self.quota_max),
        );
        line.texts(NAME, [("quotaText", &self.quota_text)]);
        line.texts(TEXT, [("criteria", &self.criteria)]);
        line.texts(NOTE, [("source", &self.source)]);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![
            Reference::new("programme", Kind::Programme, &self.programme),
            Reference::new("ruleSet", Kind::FundingRuleSet, &self.rule_set),
        ]
    }
}

impl Noted for Application {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.text("title", &self.title, NAME);
        line.texts(TEXT, [("summary", &self.summary)]);
        line.texts(NOTE, [("message", &self.message)]);
        let open = matches!(
            self.status,
            ApplicationStatus::Draft | ApplicationStatus::Withdrawn
        );
        if self.submitted_at.is_none() && !open {
            line.note("submittedAt", "is missing; what is no draft was handed in");
        }
        for (member, length) in [
            ("financing", self.financing.len()),
            ("costs", self.costs.len()),
        ] {
            if length > crate::programmes::MOST_LINES {
                line.note(member, "has more than 200 lines");
            }
        }
        for one in &self.financing {
            amount_of_line(line, "financing.plannedMinor", Some(one.planned_minor));
            amount_of_line(line, "financing.confirmedMinor", one.confirmed_minor);
            amount_of_line(line, "financing.actualMinor", one.actual_minor);
            amount(line, "financing.minutes", one.minutes);
            amount_of_line(line, "financing.rateMinor", one.rate_minor);
            line.texts(NAME, [("financing.financierText", &one.financier_text)]);
            let is_time = one.kind == FinancingKind::InKindTime;
            if !is_time && (one.minutes.is_some() || one.rate_minor.is_some()) {
                line.note(
                    "financing",
                    "minutes and rateMinor belong to IN_KIND_TIME only",
                );
            }
        }
        for one in &self.costs {
            line.text("costs.text", &one.text, NAME);
            amount_of_line(line, "costs.amountMinor", Some(one.amount_minor));
        }
        for one in &self.disbursements {
            line.within(
                "disbursements.amountMinor",
                Some(one.amount_minor),
                1,
                crate::platform::graphql::MOST_MINOR,
            );
            line.texts(NOTE, [("disbursements.note", &one.note)]);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let financiers = self
            .financing
            .iter()
            .filter_map(|one| Reference::maybe("financing", Kind::Organisation, &one.financier));
        let own = [
            Reference::new("call", Kind::FundingCall, &self.call),
            Reference::new("applicant", Kind::Organisation, &self.applicant),
        ];
        own.into_iter().chain(financiers).collect()
    }
}

impl Noted for FundingDecision {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.texts(
            NAME,
            [("bodyText", &self.body_text), ("section", &self.section)],
        );
        line.texts(NOTE, [("reason", &self.reason)]);
        amount(line, "grantedMinor", self.granted_minor);
        if (self.outcome == DecisionOutcome::Approved) != self.granted_minor.is_some() {
            line.note("grantedMinor", "belongs to APPROVED, and only there");
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let body = Reference::maybe("body", Kind::Organisation, &self.body);
        let application = Reference::new("application", Kind::Application, &self.application);
        [application].into_iter().chain(body).collect()
    }
}

impl Noted for Prize {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        if let Some(description) = &self.description {
            line.localized("description", description, TEXT);
        }
        line.within("sinceYear", self.since_year, 1800, 2200);
        line.texts(NAME, [("frequencyText", &self.frequency_text)]);
        line.texts(NOTE, [("source", &self.source)]);
        let mut years = vec![];
        for one in &self.editions {
            line.within("editions.year", Some(one.year), 1800, 2200);
            if years.contains(&one.year) {
                line.note("editions", format!("names {} twice", one.year));
            }
            years.push(one.year);
            one.check(line);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let nominations = self.editions.iter().flat_map(|one| one.nominations.iter());
        let pointed = nominations.flat_map(|one| {
            [
                Reference::maybe("editions", Kind::Municipality, &one.municipality),
                Reference::maybe("editions", Kind::Organisation, &one.nominated_by),
            ]
        });
        let own = [
            Reference::maybe("country", Kind::Country, &self.country),
            Reference::maybe("awardedBy", Kind::Organisation, &self.awarded_by),
        ];
        own.into_iter().chain(pointed).flatten().collect()
    }
}

impl Edition {
    fn check(&self, line: &mut Line) {
        range(
            line,
            ("editions.finalistCount", self.finalist_count),
            ("editions.candidateCount", self.candidate_count),
        );
        line.texts(
            NAME,
            [
                ("editions.awardExpectedText", &self.award_expected_text),
                ("editions.winnerText", &self.winner_text),
            ],
        );
        let from = ("editions.awardExpectedFrom", self.award_expected_from);
        line.order(
            from,
            ("editions.awardExpectedTo", self.award_expected_to),
            false,
        );
        for text in &self.news {
            line.text("editions.news", text, NOTE);
        }
        if self.nominations.iter().filter(|one| one.is_winner).count() > 1 {
            line.note("editions.nominations", "has two winners; only one wins");
        }
        let mut met = vec![];
        for one in &self.nominations {
            line.text(
                "editions.nominations.localityText",
                &one.locality_text,
                NAME,
            );
            line.texts(TEXT, [("editions.nominations.pitch", &one.pitch)]);
            line.url("editions.nominations.videoUrl", &one.video_url);
            let place = (&one.locality_text, &one.municipality);
            if met.contains(&place) {
                line.note(
                    "editions.nominations",
                    format!("names {:?} twice", one.locality_text),
                );
            }
            met.push(place);
        }
    }
}

impl Noted for Initiative {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        if let Some(summary) = &self.summary {
            line.localized("summary", summary, TEXT);
        }
        line.texts(
            NOTE,
            [("statusText", &self.status_text), ("source", &self.source)],
        );
    }

    fn references(&self) -> Vec<Reference<'_>> {
        Reference::maybe("owner", Kind::Organisation, &self.owner)
            .into_iter()
            .collect()
    }
}
