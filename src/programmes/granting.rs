//! How much an application is granted, and who may decide on so much.

use entity::{
    application::{self, ApplicationStatus},
    cost_line,
    decision::{self, DecisionOutcome},
    financing_line, funding_call,
    funding_rule::{DecisionLevel, RuleKind},
    programme,
};
use sea_orm::{ActiveEnum, ColumnTrait, QueryFilter, sea_query::Query};
use uuid::Uuid;

use super::{
    budget::{Rules, WRONG_CURRENCY},
    circle::CAPACITY,
    decision::DecideOnApplicationInput,
    figures::amount_text,
    financing::{Budget, Decider, decider},
    policy::{Assess, Edit, WriteApplication},
};
use crate::platform::{
    access::{Permitted, Work},
    error::Result,
    graphql::{Check, money},
};

/// The rules leave a grant of this size to a higher level.
pub const LEVEL_TOO_LOW: &str = "LEVEL_TOO_LOW";
/// More is granted, or paid, than was applied for, it all costs, the programme has, or was granted.
pub const TOO_MUCH: &str = "TOO_MUCH";
/// The rules ask for a recommendation, and there is none.
pub const NOT_RECOMMENDED: &str = "NOT_RECOMMENDED";

/// What an application asks for, and what it all costs.
pub(super) struct Asked {
    pub grant: i64,
    pub costs: Option<i64>,
}

pub(super) async fn asked(
    work: &Work,
    permit: &Permitted<Assess, application::Entity>,
) -> Result<Asked> {
    let system = work.as_system(CAPACITY);
    let settled = system
        .permit::<WriteApplication, application::Entity>(permit.id)
        .await?;
    let lines = system.select_under::<financing_line::Entity, _, _>(&settled);
    let lines = system.all(lines).await?;
    let of_grant = lines
        .iter()
        .filter(|line| line.kind == financing_line::FinancingKind::Grant);
    let costs = system.select_under::<cost_line::Entity, _, _>(&settled);
    let costs = system.all(costs).await?;
    let spent = costs.iter().map(|line| line.amount_minor).sum();
    Ok(Asked {
        grant: of_grant.map(|line| line.planned_minor).sum(),
        costs: (!costs.is_empty()).then_some(spent),
    })
}

/// How much is granted: what is given, or all that was applied for; more than nothing and never more than that, than it all
/// costs, and than the programme has left.
pub(super) fn granted(
    check: &mut Check,
    permit: &application::Model,
    asked: &Asked,
    left: Option<i128>,
    input: &DecideOnApplicationInput,
) -> Option<i64> {
    if input.outcome != DecisionOutcome::Approved {
        if input.granted.is_some() {
            let message = "granted belongs to decisions that approve; leave it out.";
            check.refuse("granted", "NOT_TAKEN", message);
        }
        return None;
    }
    let amount = match input.granted.clone() {
        Some(given) => {
            let given = money(check, "granted", given);
            in_currency(check, "granted", &given, permit);
            given.amount_minor
        }
        None => asked.grant,
    };
    if amount == 0 {
        let message = "granted is 0; a grant is more, and what gets none is REJECTED.";
        check.refuse("granted.amountMinor", "OUT_OF_RANGE", message);
    }
    let text = |amount: i128| amount_text(amount, &permit.currency);
    let costs = asked.costs.map(i128::from);
    for (most, what) in [
        (
            Some(i128::from(asked.grant)),
            "was applied for, and no more can be granted",
        ),
        (costs, "is what it all costs, and no more can be granted"),
        (
            left,
            "is left of the programme's budget; raise that first, or grant less",
        ),
    ] {
        if let Some(most) = most.filter(|most| i128::from(amount) > *most) {
            let message = format!(
                "granted is {}; {} {what}.",
                text(amount.into()),
                text(most.max(0))
            );
            check.refuse("granted", TOO_MUCH, message);
            break;
        }
    }
    Some(amount)
}

/// The programme whose money is granted, locked, so that two decisions do not grant the same money.
pub(super) async fn programme_of(
    work: &Work,
    application: Uuid,
    outcome: DecisionOutcome,
) -> Result<Option<programme::Model>> {
    if outcome != DecisionOutcome::Approved {
        return Ok(None);
    }
    let application = work.visible::<application::Entity>(application).await?;
    let programme = work
        .as_system(CAPACITY)
        .permit::<Edit, programme::Entity>(application.programme_id)
        .await?;
    Ok(Some((*programme).clone()))
}

/// What is not granted yet of the money that a programme has, where it says exactly how much that is.
pub(super) async fn left_of(
    work: &Work,
    programme: &programme::Model,
    currency: &str,
) -> Result<Option<i128>> {
    let exact = |budget: &&entity::Money| !budget.is_approximate && budget.currency == currency;
    let Some(budget) = programme.budget.as_ref().filter(exact) else {
        return Ok(None);
    };
    let system = work.as_system(CAPACITY);
    let of_programme = Query::select()
        .column(application::Column::Id)
        .from(application::Entity)
        .and_where(application::Column::ProgrammeId.eq(programme.id))
        .and_where(application::Column::Status.ne(ApplicationStatus::Withdrawn))
        .to_owned();
    let granted = system
        .select::<decision::Entity>()
        .filter(decision::Column::ApplicationId.in_subquery(of_programme))
        .filter(decision::Column::GrantedMinor.is_not_null());
    let granted = system.all(granted).await?;
    let granted = granted.iter().filter_map(|one| one.granted_minor);
    let granted: i128 = granted.map(i128::from).sum();
    Ok(Some(i128::from(budget.amount_minor) - granted))
}

pub(super) fn in_currency(
    check: &mut Check,
    field: &str,
    given: &entity::Money,
    application: &application::Model,
) {
    if given.currency != application.currency {
        let message = format!(
            "{field} is in {}; the call takes {} only.",
            given.currency, application.currency
        );
        check.refuse(&format!("{field}.currency"), WRONG_CURRENCY, message);
    }
}

/// Who decides on so much: the level that the rules name, or a higher one; and approves only what was recommended, where
/// they ask for that.
pub(super) async fn check_level(
    work: &Work,
    check: &mut Check,
    application: &application::Model,
    amount: i64,
    before: &[decision::Model],
    input: &DecideOnApplicationInput,
) -> Result<()> {
    if input.outcome == DecisionOutcome::Recommended {
        return Ok(());
    }
    let system = work.as_system(CAPACITY);
    let call = system
        .visible::<funding_call::Entity>(application.call_id)
        .await?;
    let rules = Rules::of_call(work, &call).await?;
    let budget = Budget {
        currency: rules.currency.clone(),
        financing: vec![(financing_line::FinancingKind::Grant, amount)],
        ..Budget::default()
    };
    // Where the levels end below so much, it is for the highest there is.
    let levels = rules
        .rules
        .iter()
        .any(|rule| rule.kind == RuleKind::DecisionLevel);
    let highest = levels.then_some(Decider {
        level: DecisionLevel::Council,
        recommended_by: None,
    });
    let Some(Decider {
        level,
        recommended_by,
    }) = decider(&budget, &rules.rules).or(highest)
    else {
        return Ok(());
    };
    let text = amount_text(amount.into(), &rules.currency);
    if input.level < level {
        let message = format!(
            "level is {}; a grant of {text} is for {} to decide.",
            input.level.to_value(),
            level.to_value()
        );
        check.refuse("level", LEVEL_TOO_LOW, message);
        return Ok(());
    }
    let wanted = recommended_by.filter(|_| input.outcome == DecisionOutcome::Approved);
    if let Some(wanted) = wanted {
        let recommended = |one: &decision::Model| {
            one.outcome == DecisionOutcome::Recommended && one.level >= wanted
        };
        if !before.iter().any(recommended) {
            let message = format!(
                "A grant of {text} is approved on the recommendation of {}; write that down first, with outcome RECOMMENDED.",
                wanted.to_value()
            );
            check.refuse("outcome", NOT_RECOMMENDED, message);
        }
    }
    Ok(())
}
