//! The budget of an application as a client gives it: lines of financing and of costs, in one currency.

use async_graphql::{ID, InputObject, OneofObject};
use entity::{
    cost_category, cost_line,
    financing_line::{self, FinancingKind},
    funding_call, funding_rule, funding_rule_set, organisation,
};
use sea_orm::{ActiveValue::Set, QueryOrder};
use uuid::Uuid;

use super::{
    circle::CAPACITY,
    fields::NAME,
    financing::{Budget, Cost, Decider, Totals, Verdict, decider, judge},
    policy::Edit,
};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::{Error, Refusal, Result},
    graphql::{Check, MoneyInput, id, money},
};

/// Money in another currency than the call takes.
pub const WRONG_CURRENCY: &str = "WRONG_CURRENCY";
/// A sort of costs that the rules do not name.
pub const UNKNOWN_CATEGORY: &str = "UNKNOWN_CATEGORY";
/// Hours times their rate is not what is planned.
pub const HOURS_MISMATCH: &str = "HOURS_MISMATCH";

/// Nothing is applied for.
pub const NO_GRANT: &str = "NO_GRANT";

/// Lines of each sort at most.
pub const MOST_LINES: usize = 200;
/// The highest amount of a line, in the smallest unit: a hundred thousand million. So many lines of it add up to a number that
/// clients read exactly.
pub const MOST_OF_LINE: i64 = 10_000_000_000_000;

/// Where a part of the money is to come from.
#[derive(InputObject, Clone, Debug)]
pub struct FinancingLineInput {
    /// What sort of money, or of work instead of money.
    pub kind: FinancingKind,
    /// Who gives it.
    pub financier_id: Option<ID>,
    /// Who gives it in words, where it is none of the organisations here; at most 200 characters.
    pub financier_text: Option<String>,
    /// What is planned, at most 10,000,000,000,000 in the smallest unit, as every amount here; may be left out where hours and rate say it.
    pub planned: Option<MoneyInput>,
    /// What has been confirmed.
    pub confirmed: Option<MoneyInput>,
    /// What it came to.
    pub actual: Option<MoneyInput>,
    /// Of `IN_KIND_TIME`: how many hours, 0 to 1,000,000; kept to the minute.
    pub hours: Option<f64>,
    /// Of `IN_KIND_TIME`: what an hour is worth.
    pub rate_per_hour: Option<MoneyInput>,
}

/// What a part of the money is for.
#[derive(InputObject, Clone, Debug)]
pub struct CostLineInput {
    /// What it is, at most 200 characters.
    pub text: String,
    /// The sort of costs, by the name that the rules give it; without one it counts towards the whole only, and is not eligible
    /// where the rules name sorts.
    pub category: Option<String>,
    /// How much: at most 10,000,000,000,000 in the smallest unit.
    pub amount: MoneyInput,
}

/// A budget to be checked.
#[derive(InputObject, Clone, Debug)]
pub struct FinancingCheckInput {
    /// Where the money is to come from, at most 200 lines.
    pub financing: Vec<FinancingLineInput>,
    /// What it is for, at most 200 lines.
    #[graphql(default)]
    pub costs: Vec<CostLineInput>,
}

/// Which rules: by exactly one of these.
#[derive(OneofObject)]
pub enum FinancingRulesBy {
    /// Those of a call, and what the call itself says of the highest grant.
    CallId(ID),
    /// Those of a set.
    RuleSetId(ID),
}

/// A set of rules with all that is needed to judge by it.
#[derive(Clone)]
pub(super) struct Rules {
    pub currency: String,
    pub rules: Vec<funding_rule::Model>,
    pub categories: Vec<cost_category::Model>,
}

/// What the rules say of a budget.
pub struct Judgement {
    pub currency: String,
    pub totals: Totals,
    pub verdicts: Vec<Verdict>,
    pub decider: Option<Decider>,
}

impl Rules {
    /// Those of a call, whether or not the viewer may see all of them.
    pub async fn of_call(work: &Work, call: &funding_call::Model) -> Result<Self> {
        let system = work.as_system(CAPACITY);
        let set = system
            .permit::<Edit, funding_rule_set::Entity>(call.rule_set_id)
            .await?;
        let rules = system
            .select_under::<funding_rule::Entity, _, _>(&set)
            .order_by_asc(funding_rule::Column::Position);
        let categories = system
            .select_under::<cost_category::Entity, _, _>(&set)
            .order_by_asc(cost_category::Column::Position);
        let rules = Self {
            currency: set.currency.clone(),
            rules: system.all(rules).await?,
            categories: system.all(categories).await?,
        };
        Ok(rules.with_call(call))
    }

    /// A call may name a highest grant of its own.
    pub fn with_call(mut self, call: &funding_call::Model) -> Self {
        if let Some(most) = &call.max_grant {
            self.rules.insert(
                0,
                funding_rule::Model {
                    id: Uuid::nil(),
                    rule_set_id: call.rule_set_id,
                    position: -1,
                    kind: funding_rule::RuleKind::MaxGrant,
                    basis_points: None,
                    amount_minor: Some(most.amount_minor),
                    level: None,
                    recommended_by: None,
                    text: None,
                },
            );
        }
        self
    }

    pub fn judge(&self, budget: &Budget) -> Judgement {
        Judgement {
            currency: self.currency.clone(),
            totals: Totals::of(budget),
            verdicts: judge(budget, &self.rules),
            decider: decider(budget, &self.rules),
        }
    }

    /// The budget that stored lines make.
    pub fn budget(
        &self,
        financing: &[financing_line::Model],
        costs: &[cost_line::Model],
    ) -> Budget {
        Budget {
            currency: self.currency.clone(),
            financing: financing
                .iter()
                .map(|line| (line.kind, line.planned_minor))
                .collect(),
            costs: costs
                .iter()
                .map(|line| Cost {
                    category: self.category(line.category_id),
                    amount: line.amount_minor,
                })
                .collect(),
            has_categories: !self.categories.is_empty(),
        }
    }

    fn category(&self, id: Option<Uuid>) -> Option<(cost_category::CostKind, String)> {
        let id = id?;
        let found = self.categories.iter().find(|one| one.id == id)?;
        Some((found.kind, found.name.clone()))
    }
}

/// Lines read and found good.
pub(super) struct Lines {
    pub financing: Vec<financing_line::ActiveModel>,
    pub costs: Vec<cost_line::ActiveModel>,
    /// Who gives the money, and where the input names them.
    pub financiers: Vec<(String, Uuid)>,
    pub budget: Budget,
}

/// Reads a budget against the rules that it is for.
pub(super) fn read(
    check: &mut Check,
    rules: &Rules,
    financing: Vec<FinancingLineInput>,
    costs: Vec<CostLineInput>,
) -> Result<Lines> {
    for (field, length) in [("financing", financing.len()), ("costs", costs.len())] {
        if length > MOST_LINES {
            let message = format!("{field} has {length} lines; at most {MOST_LINES} fit.");
            check.refuse(field, "TOO_MANY", message);
        }
    }
    let mut lines = Lines {
        financing: vec![],
        costs: vec![],
        financiers: vec![],
        budget: Budget {
            currency: rules.currency.clone(),
            has_categories: !rules.categories.is_empty(),
            ..Budget::default()
        },
    };
    for (place, line) in financing.into_iter().take(MOST_LINES).enumerate() {
        let row = financing_row(check, rules, place, line)?;
        if let (Set(kind), Set(planned)) = (&row.kind, &row.planned_minor) {
            lines.budget.financing.push((*kind, *planned));
        }
        if let Set(Some(financier)) = row.financier_id {
            let field = format!("financing.{place}.financierId");
            lines.financiers.push((field, financier));
        }
        lines.financing.push(row);
    }
    for (place, line) in costs.into_iter().take(MOST_LINES).enumerate() {
        let field = |name: &str| format!("costs.{place}.{name}");
        let amount = amount(check, rules, &field("amount"), line.amount);
        let category = line.category.map(|name| name.trim().to_lowercase());
        let known = category.as_ref().and_then(|name| {
            let mut all = rules.categories.iter();
            all.find(|one| one.name.to_lowercase() == *name)
        });
        if let (Some(name), None) = (&category, known) {
            let names: Vec<_> = rules
                .categories
                .iter()
                .map(|one| one.name.as_str())
                .collect();
            let message = format!(
                "{} is `{name}`; the rules name: {}.",
                field("category"),
                names.join(", ")
            );
            check.refuse(&field("category"), UNKNOWN_CATEGORY, message);
        }
        lines.budget.costs.push(Cost {
            category: known.map(|one| (one.kind, one.name.clone())),
            amount,
        });
        lines.costs.push(cost_line::ActiveModel {
            id: Set(new_id()),
            position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
            category_id: Set(known.map(|one| one.id)),
            text: Set(check.text(&field("text"), line.text, NAME)),
            amount_minor: Set(amount),
            ..Default::default()
        });
    }
    Ok(lines)
}

/// An amount in the currency of the rules.
fn amount(check: &mut Check, rules: &Rules, field: &str, given: MoneyInput) -> i64 {
    let given = money(check, field, given);
    if given.currency != rules.currency {
        let message = format!(
            "{field} is in {}; the call takes {} only.",
            given.currency, rules.currency
        );
        check.refuse(&format!("{field}.currency"), WRONG_CURRENCY, message);
    }
    if given.amount_minor > MOST_OF_LINE {
        let message = format!(
            "{field}.amountMinor is {}; at most {MOST_OF_LINE} fit in a line.",
            given.amount_minor
        );
        check.refuse(&format!("{field}.amountMinor"), "OUT_OF_RANGE", message);
    }
    given.amount_minor
}

/// Why a budget that asks for no grant is not handed in.
pub(super) fn no_grant() -> Refusal {
    let message = "The application asks for no grant; give a line of financing of kind GRANT.";
    Refusal::new(NO_GRANT, message).at("financing")
}

fn financing_row(
    check: &mut Check,
    rules: &Rules,
    place: usize,
    line: FinancingLineInput,
) -> Result<financing_line::ActiveModel> {
    let field = |name: &str| format!("financing.{place}.{name}");
    let is_time = line.kind == FinancingKind::InKindTime;
    if !is_time && (line.hours.is_some() || line.rate_per_hour.is_some()) {
        let message = format!(
            "{} belongs to lines of kind IN_KIND_TIME only.",
            field("hours")
        );
        check.refuse(&field("hours"), "NOT_TAKEN", message);
    }
    let hours = line.hours.filter(|_| is_time);
    if hours.is_some_and(|hours| !(0.0..=1_000_000.0).contains(&hours)) {
        let message = format!("{} must be from 0 to 1,000,000.", field("hours"));
        check.refuse(&field("hours"), "OUT_OF_RANGE", message);
    }
    // Within 60,000,000.
    let minutes = hours.map(|hours| (hours.clamp(0.0, 1_000_000.0) * 60.0).round() as i64);
    let rate = line.rate_per_hour.filter(|_| is_time);
    let rate = rate.map(|given| amount(check, rules, &field("ratePerHour"), given));
    let worth = minutes.zip(rate).map(|(minutes, rate)| {
        let worth = (i128::from(minutes) * i128::from(rate) + 30) / 60;
        i64::try_from(worth).unwrap_or(i64::MAX)
    });
    let known_rate = rate.is_some_and(|rate| rate <= MOST_OF_LINE);
    if worth.is_some_and(|worth| worth > MOST_OF_LINE) && known_rate {
        let message = format!(
            "{} at their rate come to more than {MOST_OF_LINE}, the most that fits in a line.",
            field("hours")
        );
        check.refuse(&field("hours"), "OUT_OF_RANGE", message);
    }
    let planned = line
        .planned
        .map(|given| amount(check, rules, &field("planned"), given));
    let planned = match (planned, worth) {
        (Some(planned), Some(worth)) if planned != worth => {
            let message = format!(
                "{} is {planned}, but the hours at their rate come to {worth}; leave it out, or put it right.",
                field("planned")
            );
            check.refuse(&field("planned"), HOURS_MISMATCH, message);
            planned
        }
        (Some(planned), _) => planned,
        (None, Some(worth)) => worth,
        (None, None) => {
            let message = format!("{} is missing; say how much.", field("planned"));
            check.refuse(&field("planned"), "MISSING", message);
            0
        }
    };
    let financier = id::optional::<organisation::Entity>(&line.financier_id, &field("financierId"));
    Ok(financing_line::ActiveModel {
        id: Set(new_id()),
        position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
        kind: Set(line.kind),
        financier_id: Set(check.take(financier)?.flatten()),
        financier_text: Set(check.optional(&field("financierText"), line.financier_text, NAME)),
        planned_minor: Set(planned),
        confirmed_minor: Set(line
            .confirmed
            .map(|given| amount(check, rules, &field("confirmed"), given))),
        actual_minor: Set(line
            .actual
            .map(|given| amount(check, rules, &field("actual"), given))),
        minutes: Set(minutes),
        rate_minor: Set(rate),
        ..Default::default()
    })
}

/// What the rules say of a budget that is not stored anywhere; refusals where it cannot be read.
pub(super) fn check_financing(
    rules: &Rules,
    input: FinancingCheckInput,
) -> Result<(Judgement, Vec<Refusal>)> {
    let mut check = Check::default();
    let lines = read(&mut check, rules, input.financing, input.costs)?;
    match check.finish() {
        Ok(()) => Ok((rules.judge(&lines.budget), vec![])),
        Err(Error::Refused(why)) => Ok((rules.judge(&Budget::default()), why)),
        Err(other) => Err(other),
    }
}
