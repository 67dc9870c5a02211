//! Records of rules, calls, applications and the decisions on them.

use entity::{
    LocalizedText, Money,
    application::ApplicationStatus,
    cost_category::CostKind,
    decision::DecisionOutcome,
    financing_line::FinancingKind,
    funding_rule::{DecisionLevel, RuleKind},
};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE, TEXT, range},
    item,
    moments::{Day, Instant},
    record,
};
use crate::{
    platform::graphql::{CURRENCIES, is_currency},
    programmes::{asks_share, most_share},
};

record! {
    /// One version of the rules by which a programme finances.
    FundingRuleSet {
        programme: String, title: String, number: i32, currency: String;
        purpose: Option<String>, exception: Option<String>, note: Option<String>, adopted_on: Option<Day>,
        source: Option<String>, rules: Vec<FundingRule>, categories: Vec<CostCategory>,
    }
}
item! {
    /// One rule; a share in hundredths of a percent.
    FundingRule {
        kind: RuleKind;
        basis_points: Option<i32>, amount_minor: Option<i64>, level: Option<DecisionLevel>,
        recommended_by: Option<DecisionLevel>, text: Option<String>,
    }
}
item! {
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
item! {
    /// Where a part of the money is to come from, in the call's currency.
    FinancingLine {
        kind: FinancingKind, planned_minor: i64;
        financier: Option<String>, financier_text: Option<String>, confirmed_minor: Option<i64>, actual_minor: Option<i64>,
        minutes: Option<i64>, rate_minor: Option<i64>,
    }
}
item! {
    /// What a part of the money is for; the category by its name.
    CostLine { text: String, amount_minor: i64; category: Option<String> }
}
item! {
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
