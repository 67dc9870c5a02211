//! Whether a budget fits a set of rules: each rule answers with what is, what may be, and a sentence.
//!
//! 1. The whole is the sum of all lines of financing. The own contribution is everything but the grant: cash of others,
//!    own funds and own hours.
//! 2. Shares are compared in whole numbers, so a limit of 25 % is met by exactly 25 %; they are rounded only for reading.
//! 3. A rule with an exception that is exceeded, and one about limited costs that names no share, is left to judgement.

use entity::{
    cost_category::CostKind,
    financing_line::FinancingKind,
    funding_rule::{self, DecisionLevel, RuleKind},
};

/// Hundredths of a percent in the whole.
const WHOLE: i128 = 10_000;

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
    pub actual: Measure,
    /// An amount, or a share in hundredths of a percent.
    pub limit: Option<i128>,
    pub message: String,
}

impl Verdict {
    /// Stops an application from being handed in.
    pub fn forbids(&self) -> bool {
        !self.is_met && !self.is_for_judgement
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
        .map(|rule| judge_one(budget, &totals, rule))
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
    let is_met = match is_floor {
        true => have >= need,
        false => have <= need,
    };
    let actual = percent_apart(part, of, (!is_met).then_some(limit));
    let bound = if is_floor { "at least" } else { "limit" };
    let limit_text = percent(limit, WHOLE, 2);
    Verdict {
        rule,
        is_met,
        is_for_judgement: false,
        actual: Measure::Share(part, of),
        limit: Some(limit),
        message: format!("{what} {actual}{of_what}, {bound} {limit_text}"),
    }
}

/// A share to read, with as many decimals as keep it apart from a limit that it breaks.
fn percent_apart(part: i128, of: i128, limit: Option<i128>) -> String {
    if of == 0 && part > 0 {
        return "more than everything".to_owned();
    }
    let Some(limit) = limit else {
        return percent(part, of, 1);
    };
    let decimals = [1, 2, 4, 8];
    let apart = decimals.into_iter().find_map(|decimals| {
        let text = percent(part, of, decimals);
        (text != percent(limit, WHOLE, decimals)).then_some(text)
    });
    match apart {
        Some(text) => text,
        None if part * WHOLE > limit * of => format!("just over {}", percent(limit, WHOLE, 2)),
        None => format!("just under {}", percent(limit, WHOLE, 2)),
    }
}

/// Rounded half up, without zeros at the end: `31 %`, `25.5 %`.
fn percent(part: i128, of: i128, decimals: u32) -> String {
    if of == 0 {
        return "0 %".to_owned();
    }
    let scale = 10_i128.pow(decimals);
    let scaled = (part * 100 * scale * 2 + of) / (of * 2);
    let (full, rest) = (scaled / scale, scaled % scale);
    let rest = format!("{rest:0width$}", width = decimals as usize);
    match rest.trim_end_matches('0') {
        "" => format!("{full} %"),
        rest => format!("{full}.{rest} %"),
    }
}

/// A share in percent as a number, to four decimals.
pub fn percent_number(part: i128, of: i128) -> f64 {
    if of == 0 {
        return 0.0;
    }
    let scaled = (part * 2_000_000 + of) / (of * 2);
    // Far below what a double keeps exactly.
    scaled as f64 / 10_000.0
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

/// `DKK 500,000`; cents only where there are some.
pub fn amount_text(minor: i128, currency: &str) -> String {
    let units = if currency == "ISK" { 1 } else { 100 };
    let (full, cents) = (minor / units, minor % units);
    let digits = full.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match cents {
        0 => format!("{currency} {grouped}"),
        cents => format!("{currency} {grouped}.{cents:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{amount_text, percent, percent_apart};

    #[test]
    fn a_share_is_read_rounded_and_never_as_the_limit_it_breaks() {
        assert_eq!(percent(31, 100, 1), "31 %");
        assert_eq!(percent(1, 3, 1), "33.3 %");
        assert_eq!(percent(2, 3, 1), "66.7 %");
        assert_eq!(percent_apart(310, 1_000, Some(2_500)), "31 %");
        assert_eq!(percent_apart(2_501, 10_000, Some(2_500)), "25.01 %");
        assert_eq!(
            percent_apart(250_000_000_000_001, 1_000_000_000_000_000, Some(2_500)),
            "just over 25 %"
        );
    }

    #[test]
    fn amounts_are_grouped() {
        assert_eq!(amount_text(50_000_000, "DKK"), "DKK 500,000");
        assert_eq!(amount_text(123_456, "SEK"), "SEK 1,234.56");
        assert_eq!(amount_text(1_234, "ISK"), "ISK 1,234");
        assert_eq!(amount_text(0, "NOK"), "NOK 0");
    }
}
