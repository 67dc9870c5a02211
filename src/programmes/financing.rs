//! Whether a budget fits a set of rules: each rule answers with what is, what may be, and a sentence.
//!
//! 1. The whole is the sum of all lines of financing. The own contribution is everything but the grant: cash of others,
//!    own funds and own hours.
//! 2. Shares are compared in whole numbers, so a limit of 25 % is met by exactly 25 %; they are rounded only for reading.
//! 3. A rule with an exception that is exceeded, and one about limited costs that names no share, is left to judgement.
//! 4. Where there is nothing yet of which a rule could say how much it is, it is open: neither met nor broken.

use entity::{
    cost_category::CostKind,
    financing_line::FinancingKind,
    funding_rule::{self, DecisionLevel, RuleKind},
};

use super::figures::{WHOLE, amount_text, percent, percent_apart};

/// A cost: its category, where it has one, and how far the rules take that.
#[derive(Clone, Debug)]
pub struct Cost {
    pub category: Option<(CostKind, String)>,
    pub amount: i64,
}

/// Money to be had and to be spent, all in one currency.
#[derive(Clone, Debug, Default)]
pub struct Budget {
    pub currency: String,
    pub financing: Vec<(FinancingKind, i64)>,
    pub costs: Vec<Cost>,
    /// Whether the rules name categories of costs; a cost in none of them is not eligible then.
    pub has_categories: bool,
}

/// The sums of a budget, in the smallest unit of its currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub grant: i128,
    pub cash: i128,
    pub own_funds: i128,
    pub own_hours: i128,
    pub costs: i128,
    pub eligible: i128,
    pub limited: i128,
    pub ineligible: i128,
}

impl Totals {
    pub fn of(budget: &Budget) -> Self {
        let financed = |kind| {
            let lines = budget.financing.iter().filter(|(one, _)| *one == kind);
            lines.map(|(_, amount)| i128::from(*amount)).sum()
        };
        let spent = |wanted: Option<CostKind>| {
            let costs = budget.costs.iter().filter(|cost| {
                let kind = cost.category.as_ref().map(|(kind, _)| *kind);
                wanted.is_none() || kind == wanted
            });
            costs.map(|cost| i128::from(cost.amount)).sum()
        };
        Self {
            grant: financed(FinancingKind::Grant),
            cash: financed(FinancingKind::Cash),
            own_funds: financed(FinancingKind::OwnFunds),
            own_hours: financed(FinancingKind::InKindTime),
            costs: spent(None),
            eligible: spent(Some(CostKind::Eligible)),
            limited: spent(Some(CostKind::Limited)),
            ineligible: spent(Some(CostKind::Ineligible)),
        }
    }

    pub fn whole(&self) -> i128 {
        self.grant + self.own()
    }

    /// No money to be had, and none to be spent.
    fn is_nothing(&self) -> bool {
        self.whole() == 0 && self.costs == 0
    }

    /// Everything but the grant.
    pub fn own(&self) -> i128 {
        self.cash + self.own_funds + self.own_hours
    }
}

/// What a rule measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// An amount.
    Amount(i128),
    /// A part of a whole.
    Share(i128, i128),
}

/// What a rule says of a budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub rule: RuleKind,
    pub is_met: bool,
    /// Somebody has to judge it; it stops nobody.
    pub is_for_judgement: bool,
    /// There is nothing yet that it could be judged by; it stops nobody.
    pub is_open: bool,
    pub actual: Measure,
    /// An amount, or a share in hundredths of a percent.
    pub limit: Option<i128>,
    pub message: String,
}

impl Verdict {
    /// That nothing can be judged yet.
    fn opened(self) -> Self {
        Self {
            is_met: false,
            is_for_judgement: false,
            is_open: true,
            message: "no money yet, so there is nothing to judge".to_owned(),
            ..self
        }
    }

    /// Stops an application from being handed in.
    pub fn forbids(&self) -> bool {
        !self.is_met && !self.is_for_judgement && !self.is_open
    }
}

/// Who decides on the grant of a budget, and on whose recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decider {
    pub level: DecisionLevel,
    pub recommended_by: Option<DecisionLevel>,
}

/// What all rules of a set say of a budget, in their order.
pub fn judge(budget: &Budget, rules: &[funding_rule::Model]) -> Vec<Verdict> {
    let totals = Totals::of(budget);
    let of_levels = |rule: &&funding_rule::Model| rule.kind != RuleKind::DecisionLevel;
    rules
        .iter()
        .filter(of_levels)
        .map(|rule| match totals.is_nothing() {
            true => judge_one(budget, &totals, rule).opened(),
            false => judge_one(budget, &totals, rule),
        })
        .collect()
}

/// Who decides: the lowest level whose amount the grant does not exceed.
pub fn decider(budget: &Budget, rules: &[funding_rule::Model]) -> Option<Decider> {
    let grant = Totals::of(budget).grant;
    let fits = |rule: &&funding_rule::Model| {
        let upper = rule.amount_minor;
        upper.is_none_or(|upper| grant <= i128::from(upper))
    };
    let levels = rules
        .iter()
        .filter(|rule| rule.kind == RuleKind::DecisionLevel);
    let lowest = levels
        .filter(fits)
        .min_by_key(|rule| rule.amount_minor.unwrap_or(i64::MAX))?;
    Some(Decider {
        level: lowest.level?,
        recommended_by: lowest.recommended_by,
    })
}

fn judge_one(budget: &Budget, totals: &Totals, rule: &funding_rule::Model) -> Verdict {
    let money = |amount: i128| amount_text(amount, &budget.currency);
    let share = i128::from(rule.basis_points.unwrap_or_default());
    let amount = i128::from(rule.amount_minor.unwrap_or_default());
    let whole = totals.whole();
    let at_most = |what: &str, part: i128, of: i128, of_what: &str| {
        shared(rule.kind, (what, part), (of_what, of), share, false)
    };
    let at_least = |what: &str, part: i128, of: i128, of_what: &str| {
        shared(rule.kind, (what, part), (of_what, of), share, true)
    };
    match rule.kind {
        RuleKind::MaxGrant => {
            let is_met = totals.grant <= amount;
            let exception = rule.text.as_ref().filter(|_| !is_met);
            let mut message = format!("grant {}, limit {}", money(totals.grant), money(amount));
            if let Some(exception) = exception {
                message = format!("{message}; exception: {exception}");
            }
            Verdict {
                rule: rule.kind,
                is_met,
                is_for_judgement: exception.is_some(),
                is_open: false,
                actual: Measure::Amount(totals.grant),
                limit: Some(amount),
                message,
            }
        }
        RuleKind::MaxGrantShare => at_most("grant", totals.grant, whole, ""),
        RuleKind::MinOwnShare => at_least("own contribution", totals.own(), whole, ""),
        RuleKind::MinOwnShareOfGrant => at_least(
            "own contribution",
            totals.own(),
            totals.grant,
            " of the grant",
        ),
        RuleKind::MinCashShare => at_least("cash", totals.cash + totals.own_funds, whole, ""),
        RuleKind::MaxOwnHoursShare => at_most("own hours", totals.own_hours, whole, ""),
        RuleKind::MaxOwnHoursShareOfOwn => at_most(
            "own hours",
            totals.own_hours,
            totals.own(),
            " of the own contribution",
        ),
        RuleKind::EligibleOnly => {
            let names = names_of(budget, CostKind::Ineligible);
            let stray = uncategorised(budget);
            let also = match stray {
                0 => String::new(),
                some => format!(", costs in no category of the rules {}", money(some)),
            };
            let message = format!(
                "ineligible costs {}{names}{also}, limit {}",
                money(totals.ineligible),
                money(0)
            );
            let outside = totals.ineligible + stray;
            counted(rule.kind, outside == 0, outside, 0, message)
        }
        RuleKind::GrantWithinEligible => {
            let message = format!(
                "grant {}, eligible costs {}; the grant pays for no other",
                money(totals.grant),
                money(totals.eligible)
            );
            let is_met = totals.grant <= totals.eligible;
            counted(rule.kind, is_met, totals.grant, totals.eligible, message)
        }
        RuleKind::MaxLimitedShare if rule.basis_points.is_none() => Verdict {
            rule: rule.kind,
            is_met: true,
            is_for_judgement: totals.limited > 0,
            is_open: false,
            actual: Measure::Amount(totals.limited),
            limit: None,
            message: match totals.limited {
                0 => "no costs of limited categories".to_owned(),
                some => format!(
                    "limited costs {}{}; whoever decides judges whether they are modest",
                    money(some),
                    names_of(budget, CostKind::Limited)
                ),
            },
        },
        RuleKind::MaxLimitedShare => at_most(
            "limited costs",
            totals.limited,
            totals.costs,
            " of all costs",
        ),
        RuleKind::Balanced => {
            let message = format!(
                "financing {}, costs {}; they must be equal",
                money(whole),
                money(totals.costs)
            );
            counted(
                rule.kind,
                whole == totals.costs,
                whole,
                totals.costs,
                message,
            )
        }
        RuleKind::DecisionLevel => counted(rule.kind, true, totals.grant, amount, String::new()),
    }
}

fn counted(rule: RuleKind, is_met: bool, actual: i128, limit: i128, message: String) -> Verdict {
    Verdict {
        rule,
        is_met,
        is_for_judgement: false,
        is_open: false,
        actual: Measure::Amount(actual),
        limit: Some(limit),
        message,
    }
}

/// A share that is at least or at most so much.
fn shared(
    rule: RuleKind,
    (what, part): (&str, i128),
    (of_what, of): (&str, i128),
    limit: i128,
    is_floor: bool,
) -> Verdict {
    let (have, need) = (part * WHOLE, limit * of);
    let limit_text = percent(limit, WHOLE, 2);
    let bound = if is_floor { "at least" } else { "limit" };
    let is_open = part == 0 && of == 0;
    if is_open {
        return Verdict {
            rule,
            is_met: false,
            is_for_judgement: false,
            is_open,
            actual: Measure::Share(part, of),
            limit: Some(limit),
            message: format!("{what}: nothing yet to judge by, {bound} {limit_text}"),
        };
    }
    let is_met = match is_floor {
        true => have >= need,
        false => have <= need,
    };
    let actual = percent_apart(part, of, (!is_met).then_some(limit));
    Verdict {
        rule,
        is_met,
        is_for_judgement: false,
        is_open,
        actual: Measure::Share(part, of),
        limit: Some(limit),
        message: format!("{what} {actual}{of_what}, {bound} {limit_text}"),
    }
}

/// Costs in none of the categories that the rules name.
fn uncategorised(budget: &Budget) -> i128 {
    let stray = budget
        .costs
        .iter()
        .filter(|cost| budget.has_categories && cost.category.is_none());
    stray.map(|cost| i128::from(cost.amount)).sum()
}

fn names_of(budget: &Budget, kind: CostKind) -> String {
    let mut names: Vec<&str> = vec![];
    for cost in &budget.costs {
        if let Some((of, name)) = &cost.category
            && *of == kind
            && !names.contains(&name.as_str())
        {
            names.push(name);
        }
    }
    match names[..] {
        [] => String::new(),
        _ => format!(" ({})", names.join(", ")),
    }
}
