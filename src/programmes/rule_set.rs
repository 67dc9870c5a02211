//! Writing the rules of financing: a numbered set, which nobody changes once a call names it.

use async_graphql::{ID, InputObject};
use entity::{
    Origin,
    cost_category::{self, CostKind},
    funding_call,
    funding_rule::{self, DecisionLevel, RuleKind},
    funding_rule_set, programme,
};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect,
};

use super::{
    circle::CAPACITY,
    fields::{NAME, NOTE},
    policy::Edit,
};
use crate::platform::{
    access::{Permitted, Work},
    clock::new_id,
    error::{Refusal, Result},
    graphql::{CURRENCIES, Check, Date, SafeInt, UNKNOWN_CURRENCY, id, is_currency},
};

/// A call names the rules, so they stay as they are.
pub const RULES_IN_USE: &str = "RULES_IN_USE";

/// One rule of a set.
#[derive(InputObject, Clone, Debug)]
pub struct FundingRuleInput {
    /// What it asks.
    pub kind: RuleKind,
    /// The share, in percent with at most two decimals: 0 to 100, of the grant up to 1,000. Needed by rules about shares,
    /// except `MAX_LIMITED_SHARE`.
    pub share_percent: Option<f64>,
    /// The amount in the smallest unit of the set's currency; needed by `MAX_GRANT`. The upper end of a `DECISION_LEVEL`.
    pub amount_minor: Option<SafeInt>,
    /// Who decides; needed by `DECISION_LEVEL`, and only there.
    pub level: Option<DecisionLevel>,
    /// On whose recommendation.
    pub recommended_by: Option<DecisionLevel>,
    /// Of `MAX_GRANT`: the exception, which leaves a higher grant to judgement. At most 2,000 characters.
    pub text: Option<String>,
}

/// A sort of costs.
#[derive(InputObject, Clone, Debug)]
pub struct CostCategoryInput {
    /// How far the rules take it.
    pub kind: CostKind,
    /// What it is called, each once; at most 200 characters.
    pub name: String,
}

/// What a set of rules holds.
#[derive(InputObject, Clone, Debug)]
pub struct FundingRulesInput {
    /// What it is called, at most 200 characters.
    pub title: String,
    /// The currency of all amounts, ISO 4217.
    pub currency: String,
    /// What money is given for, at most 200 characters.
    pub purpose: Option<String>,
    /// What may be otherwise, at most 2,000 characters.
    pub exception: Option<String>,
    /// What else is to be known, at most 2,000 characters.
    pub note: Option<String>,
    /// The day on which it was adopted.
    pub adopted_on: Option<Date>,
    /// The rules, at most 50.
    pub rules: Vec<FundingRuleInput>,
    /// The sorts of costs, at most 100.
    #[graphql(default)]
    pub categories: Vec<CostCategoryInput>,
}

/// A new set of rules: the next number of its programme.
#[derive(InputObject)]
pub struct CreateFundingRuleSetInput {
    /// The programme; you must be an editor of it.
    pub programme_id: ID,
    /// What it holds.
    pub rules: FundingRulesInput,
}

/// A change of a set of rules that no call names yet; replaces all of it.
#[derive(InputObject)]
pub struct UpdateFundingRuleSetInput {
    /// The set; you must be an editor of its programme.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// What it holds.
    pub rules: FundingRulesInput,
}

/// A set read and found good.
struct Wanted {
    set: funding_rule_set::ActiveModel,
    rules: Vec<funding_rule::ActiveModel>,
    categories: Vec<cost_category::ActiveModel>,
}

pub async fn create(
    work: &Work,
    input: CreateFundingRuleSetInput,
) -> Result<funding_rule_set::Model> {
    let programme = id::of::<programme::Entity>(&input.programme_id, "programmeId")?;
    let programme = work.permit::<Edit, programme::Entity>(programme).await?;
    let mut check = Check::default();
    let mut wanted = Wanted::read(&mut check, input.rules);
    check.finish()?;
    // The programme is locked, so nobody takes the same number.
    let last = work
        .select_under::<funding_rule_set::Entity, _, _>(&programme)
        .order_by_desc(funding_rule_set::Column::Number)
        .limit(1);
    let number = work.one(last).await?.map_or(1, |last| last.number + 1);
    wanted.set.number = Set(number);
    wanted.set.audience_id = Set(programme.audience_id);
    wanted.set.editors_id = Set(programme.editors_id);
    wanted.set.origin = Set(Origin::Local);
    let set = work.insert(wanted.set, &programme).await?;
    let system = work.as_system(CAPACITY);
    let permit = system
        .permit::<Edit, funding_rule_set::Entity>(set.id)
        .await?;
    write(work, &permit, wanted.rules, wanted.categories).await?;
    Ok(set)
}

pub async fn update(
    work: &Work,
    input: UpdateFundingRuleSetInput,
) -> Result<funding_rule_set::Model> {
    let id = id::of::<funding_rule_set::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<Edit, funding_rule_set::Entity>(id, input.version.0)
        .await?;
    // A call locks its rules when it is made, so none comes between.
    let used = work
        .as_system(CAPACITY)
        .select::<funding_call::Entity>()
        .filter(funding_call::Column::RuleSetId.eq(id))
        .limit(1);
    if work.one(used).await?.is_some() {
        let message = "A call names these rules, so they stay as they are; make a new set instead.";
        return Err(Refusal::new(RULES_IN_USE, message).at("id").into());
    }
    let mut check = Check::default();
    let wanted = Wanted::read(&mut check, input.rules);
    check.finish()?;
    work.clear_under::<funding_rule::Entity, _, _>(&permit, Condition::all())
        .await?;
    work.clear_under::<cost_category::Entity, _, _>(&permit, Condition::all())
        .await?;
    write(work, &permit, wanted.rules, wanted.categories).await?;
    work.update(&permit, wanted.set).await
}

async fn write(
    work: &Work,
    set: &Permitted<Edit, funding_rule_set::Entity>,
    rules: Vec<funding_rule::ActiveModel>,
    categories: Vec<cost_category::ActiveModel>,
) -> Result<()> {
    work.insert_all(rules, set).await?;
    work.insert_all(categories, set).await
}

impl Wanted {
    fn read(check: &mut Check, given: FundingRulesInput) -> Self {
        let currency = given.currency.trim().to_uppercase();
        if !is_currency(&currency) {
            let known = CURRENCIES.join(", ");
            let message = format!("currency is `{currency}`; known are {known}.");
            check.refuse("rules.currency", UNKNOWN_CURRENCY, message);
        }
        for (field, length, most) in [
            ("rules.rules", given.rules.len(), 50),
            ("rules.categories", given.categories.len(), 100),
        ] {
            if length > most {
                let message = format!("{field} has {length} members; at most {most} fit.");
                check.refuse(field, "TOO_MANY", message);
            }
        }
        let rules = given.rules.into_iter().take(50).enumerate();
        let rules = rules.map(|(place, one)| rule(check, place, one)).collect();
        let mut names: Vec<String> = vec![];
        let categories = given.categories.into_iter().take(100).enumerate();
        let categories = categories.map(|(place, one)| {
            let field = format!("rules.categories.{place}.name");
            let name = check.text(&field, one.name, NAME);
            if names.contains(&name.to_lowercase()) {
                check.refuse(
                    &field,
                    "DUPLICATE",
                    format!("{field} names one that stands before it already."),
                );
            }
            names.push(name.to_lowercase());
            cost_category::ActiveModel {
                id: Set(new_id()),
                position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
                kind: Set(one.kind),
                name: Set(name),
                ..Default::default()
            }
        });
        let categories = categories.collect();
        Self {
            set: funding_rule_set::ActiveModel {
                title: Set(check.text("rules.title", given.title, NAME)),
                currency: Set(currency),
                purpose: Set(check.optional("rules.purpose", given.purpose, NAME)),
                exception: Set(check.optional("rules.exception", given.exception, NOTE)),
                note: Set(check.optional("rules.note", given.note, NOTE)),
                adopted_on: Set(given.adopted_on.map(|day| day.0)),
                ..Default::default()
            },
            rules,
            categories,
        }
    }
}

/// True for kinds of rules that ask a share.
pub fn asks_share(kind: RuleKind) -> bool {
    use RuleKind::*;
    matches!(
        kind,
        MaxGrantShare
            | MinOwnShare
            | MinOwnShareOfGrant
            | MinCashShare
            | MaxOwnHoursShare
            | MaxOwnHoursShareOfOwn
    )
}

/// Hundredths of a percent that a rule of this kind takes at most.
pub fn most_share(kind: RuleKind) -> i32 {
    match kind {
        RuleKind::MinOwnShareOfGrant => 100_000,
        _ => 10_000,
    }
}

fn rule(check: &mut Check, place: usize, one: FundingRuleInput) -> funding_rule::ActiveModel {
    let field = |name: &str| format!("rules.rules.{place}.{name}");
    let kind = one.kind.to_value();
    let takes_share = asks_share(one.kind) || one.kind == RuleKind::MaxLimitedShare;
    let basis_points = one.share_percent.filter(|_| takes_share).and_then(|share| {
        let most = f64::from(most_share(one.kind)) / 100.0;
        if !(0.0..=most).contains(&share) {
            let message = format!(
                "{} is {share}; it must be from 0 to {most}.",
                field("sharePercent")
            );
            check.refuse(&field("sharePercent"), "OUT_OF_RANGE", message);
            return None;
        }
        let hundredths = (share * 100.0).round();
        if (share * 100.0 - hundredths).abs() > 1e-6 {
            let message = format!(
                "{} is {share}; it takes two decimals at most.",
                field("sharePercent")
            );
            check.refuse(&field("sharePercent"), "OUT_OF_RANGE", message);
        }
        // Within 0 and 100,000.
        Some(hundredths as i32)
    });
    if asks_share(one.kind) && one.share_percent.is_none() {
        let message = format!("A rule of kind {kind} needs sharePercent.");
        check.refuse(&field("sharePercent"), "MISSING", message);
    }
    let takes_amount = matches!(one.kind, RuleKind::MaxGrant | RuleKind::DecisionLevel);
    if (one.share_percent.is_some() && !takes_share)
        || (one.amount_minor.is_some() && !takes_amount)
    {
        let message = format!("A rule of kind {kind} takes no such value; leave it out.");
        let name = if takes_share {
            "amountMinor"
        } else {
            "sharePercent"
        };
        check.refuse(&field(name), "NOT_TAKEN", message);
    }
    let amount = one.amount_minor.map(|amount| amount.0);
    if amount.is_some_and(|amount| amount < 0) {
        let message = format!(
            "{} is negative; it must be 0 or more.",
            field("amountMinor")
        );
        check.refuse(&field("amountMinor"), "OUT_OF_RANGE", message);
    }
    if one.kind == RuleKind::MaxGrant && amount.is_none() {
        let message = format!("A rule of kind {kind} needs amountMinor.");
        check.refuse(&field("amountMinor"), "MISSING", message);
    }
    if (one.kind == RuleKind::DecisionLevel) != one.level.is_some() {
        let message = "A rule of kind DECISION_LEVEL needs level, and no other takes one.";
        check.refuse(&field("level"), "MISSING", message);
    }
    funding_rule::ActiveModel {
        id: Set(new_id()),
        position: Set(i32::try_from(place).unwrap_or(i32::MAX)),
        kind: Set(one.kind),
        basis_points: Set(basis_points),
        amount_minor: Set(amount.filter(|_| takes_amount)),
        level: Set(one.level),
        recommended_by: Set(one.recommended_by),
        text: Set(check.optional(&field("text"), one.text, NOTE)),
        ..Default::default()
    }
}
