//! What is wrong between programmes, their rules and calls, the applications to them and the decisions on those.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::{
    application, cost_category,
    decision::{self, DecisionOutcome},
    funding_call, funding_rule_set,
};
use uuid::Uuid;

use super::{
    faults::Faults,
    file::File,
    lookup::under,
    records::{Application, FundingCall, FundingDecision, FundingRuleSet, Kind, Programme},
    relations::pairs,
};
use crate::platform::{
    access::{Import, Permitted, Platform, Work},
    error::Result,
};

pub(super) async fn check(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    file: &File,
    faults: &mut Faults,
) -> Result<()> {
    parties(file, faults);
    funding(work, permit, file, faults).await?;
    decided(work, file, faults).await
}

/// Each organisation has a role in a programme once, each participant takes part once.
fn parties(file: &File, faults: &mut Faults) {
    for row in file.all::<Programme>() {
        let mut met = HashSet::new();
        for party in &row.record.parties {
            let organisation = party.organisation.as_ref();
            let id = organisation.and_then(|text| file.find(Kind::Organisation, text));
            if id.is_some_and(|id| !met.insert((party.role, id))) {
                faults.note(
                    row.line,
                    "parties",
                    "names one organisation twice in one role",
                );
            }
        }
        let mut met = HashSet::new();
        for one in &row.record.participations {
            let place = one.municipality.as_ref();
            let body = one.organisation.as_ref();
            let place = place.and_then(|text| file.find(Kind::Municipality, text));
            let body = body.and_then(|text| file.find(Kind::Organisation, text));
            if place.or(body).is_some_and(|id| !met.insert(id)) {
                faults.note(
                    row.line,
                    "participations",
                    "names one that stands there already",
                );
            }
        }
    }
}

/// Numbers of rule sets are each taken once; a call follows rules of its own programme; costs are of sorts that the rules
/// name; an application is finally decided once.
async fn funding(
    work: &Work,
    permit: &Permitted<Import, Platform>,
    file: &File,
    faults: &mut Faults,
) -> Result<()> {
    let column = funding_rule_set::Column::ProgrammeId;
    let programmes = file.outside(Kind::Programme);
    let there = under::<funding_rule_set::Entity>(work, permit, column, &programmes).await?;
    let mut numbers: HashSet<_> = there
        .iter()
        .map(|row| (row.programme_id, row.number))
        .collect();
    let mut sets: HashMap<Uuid, Option<Uuid>> = HashMap::new();
    let mut sorts: HashMap<Uuid, HashSet<String>> = HashMap::new();
    for row in file.all::<FundingRuleSet>() {
        let programme = file.find(Kind::Programme, &row.record.programme);
        if programme.is_some_and(|programme| !numbers.insert((programme, row.record.number))) {
            let message = "another set of rules of that programme has the number already";
            faults.note(row.line, "number", message);
        }
        sets.insert(row.id, programme);
        let names = row.record.categories.iter().map(|one| one.name.clone());
        sorts.insert(row.id, names.collect());
    }
    let calls = file.outside(Kind::FundingCall);
    let calls = work.by_ids::<funding_call::Entity>(&calls).await?;
    let mut outside = file.outside(Kind::FundingRuleSet);
    outside.extend(calls.iter().map(|row| row.rule_set_id));
    for row in work.by_ids::<funding_rule_set::Entity>(&outside).await? {
        sets.insert(row.id, Some(row.programme_id));
    }
    let column = cost_category::Column::RuleSetId;
    for row in under::<cost_category::Entity>(work, permit, column, &outside).await? {
        sorts.entry(row.rule_set_id).or_default().insert(row.name);
    }
    let mut rules_of: HashMap<Uuid, Uuid> =
        calls.iter().map(|row| (row.id, row.rule_set_id)).collect();
    for row in file.all::<FundingCall>() {
        let programme = file.find(Kind::Programme, &row.record.programme);
        let Some(set) = file.find(Kind::FundingRuleSet, &row.record.rule_set) else {
            continue;
        };
        if sets.get(&set).is_some_and(|of| *of != programme) {
            faults.note(row.line, "ruleSet", "names rules of another programme");
        }
        rules_of.insert(row.id, set);
    }
    for row in file.all::<Application>() {
        let call = file.find(Kind::FundingCall, &row.record.call);
        let known = call
            .and_then(|call| rules_of.get(&call))
            .and_then(|set| sorts.get(set));
        let Some(known) = known else { continue };
        let names = row
            .record
            .costs
            .iter()
            .filter_map(|one| one.category.as_ref());
        for name in names.filter(|name| !known.contains(*name)) {
            let message = format!("{name:?} is no sort of costs that the rules of the call name");
            faults.note(row.line, "costs", message);
        }
    }
    let applications = file.outside(Kind::Application);
    let column = decision::Column::ApplicationId;
    let there = under::<decision::Entity>(work, permit, column, &applications).await?;
    let is_final = |outcome: DecisionOutcome| outcome != DecisionOutcome::Recommended;
    let there = there.iter().filter(|row| is_final(row.outcome));
    let there = there.map(|row| (row.application_id, Uuid::nil())).collect();
    let rows = file.all::<FundingDecision>();
    let rows = rows.filter(|row| is_final(row.record.outcome)).map(|row| {
        let application = file.find(Kind::Application, &row.record.application);
        (row.line, application.map(|id| (id, Uuid::nil())))
    });
    let message = "the application is decided on already; it is finally decided once";
    pairs(rows, there, message, faults);
    Ok(())
}

/// An application is decided on when it was handed in, or where that is not known when its call has opened.
async fn decided(work: &Work, file: &File, faults: &mut Faults) -> Result<()> {
    let outside = file.outside(Kind::Application);
    let applications = work.by_ids::<application::Entity>(&outside).await?;
    let mut calls = file.outside(Kind::FundingCall);
    calls.extend(applications.iter().map(|row| row.call_id));
    let calls = work.by_ids::<funding_call::Entity>(&calls).await?;
    let there = calls.iter().map(|row| (row.id, row.opens_at));
    let given = file.all::<FundingCall>();
    let given = given.map(|row| (row.id, row.record.opens_at.0));
    let opens: HashMap<Uuid, _> = there.chain(given).collect();
    let there = applications.iter();
    let there = there.map(|row| (row.id, (Some(row.call_id), row.submitted_at)));
    let given = file.all::<Application>().map(|row| {
        let call = file.find(Kind::FundingCall, &row.record.call);
        (row.id, (call, row.record.submitted_at.map(|at| at.0)))
    });
    let first: HashMap<Uuid, NaiveDate> = there
        .chain(given)
        .filter_map(|(id, (call, handed_in))| {
            let opened = call.and_then(|call| opens.get(&call).copied());
            Some((id, handed_in.or(opened)?.date_naive()))
        })
        .collect();
    for row in file.all::<FundingDecision>() {
        let application = file.find(Kind::Application, &row.record.application);
        let first = application.and_then(|id| first.get(&id));
        let day = row.record.decided_on.0;
        if let Some(first) = first.filter(|first| day < **first) {
            let message = format!(
                "is {day}, before {first}, when the application was handed in or its call opened"
            );
            faults.note(row.line, "decidedOn", message);
        }
    }
    Ok(())
}
