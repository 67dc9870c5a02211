//! Applying for money: a draft of the applicant, handed in while the call is open and no rule is broken.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    Origin,
    application::{self, ApplicationStatus},
    cost_line, decision, financing_line, funding_call, organisation, programme,
};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ActiveValue::Set, Condition, IntoActiveModel, QueryOrder,
};

use super::{
    budget::{self, CostLineInput, FinancingLineInput, Rules},
    call::{self, CallStatus},
    circle::{CAPACITY, of_application, runners},
    decision::{ALREADY_DECIDED, DECIDED, check_interest, is_settled},
    fields::{NAME, TEXT, given},
    party::known_organisations,
    policy::{Apply, Approach, Assess, WriteApplication},
};
use crate::platform::{
    access::{Permitted, Work},
    clock::new_id,
    error::{Error, Refusal, Result},
    graphql::{Check, Kept, SafeInt, id},
};

/// The call does not take applications now.
pub const CALL_NOT_OPEN: &str = "CALL_NOT_OPEN";
/// An application cannot go from where it stands to there.
pub const WRONG_STATUS: &str = "WRONG_STATUS";
/// Characters of a message to the other side.
const MESSAGE: usize = 2_000;

/// A new application.
#[derive(InputObject)]
pub struct CreateApplicationInput {
    /// The call; it must be open.
    pub call_id: ID,
    /// Who applies; you must be an editor or admin of it.
    pub applicant_id: ID,
    /// What the project is called, at most 200 characters.
    pub title: String,
    /// What it is about, at most 10,000 characters.
    pub summary: Option<String>,
    /// Where the money is to come from, at most 200 lines.
    #[graphql(default)]
    pub financing: Vec<FinancingLineInput>,
    /// What it is for, at most 200 lines.
    #[graphql(default)]
    pub costs: Vec<CostLineInput>,
}

/// A change of an application, while it is a draft or has been sent back for clarification. What is left out stays.
#[derive(InputObject)]
pub struct UpdateApplicationInput {
    /// The application; you must be an editor or admin of the applicant.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// What the project is called, at most 200 characters.
    pub title: Kept<String>,
    /// What it is about, at most 10,000 characters.
    pub summary: MaybeUndefined<String>,
    /// Where the money is to come from; replaces all lines. At most 200.
    pub financing: Kept<Vec<FinancingLineInput>>,
    /// What it is for; replaces all lines. At most 200.
    pub costs: Kept<Vec<CostLineInput>>,
}

/// An application and the version of it that was read.
#[derive(InputObject)]
pub struct ApplicationVersionInput {
    /// The application.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
}

/// Where an application goes from here, as those who run the programme see it.
#[derive(InputObject)]
pub struct AssessApplicationInput {
    /// The application; you must be an editor of its programme.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// `CLARIFICATION`, with a message that says what is to be put right, or `ASSESSED`.
    pub status: ApplicationStatus,
    /// What the applicant is told, at most 2,000 characters.
    pub message: Option<String>,
}

pub async fn create(work: &Work, input: CreateApplicationInput) -> Result<application::Model> {
    let call = id::of::<funding_call::Entity>(&input.call_id, "callId")?;
    let applicant = id::of::<organisation::Entity>(&input.applicant_id, "applicantId")?;
    let applicant = work
        .permit::<Apply, organisation::Entity>(applicant)
        .await?;
    let call = work.permit::<Approach, funding_call::Entity>(call).await?;
    open(work, &call)?;
    let rules = Rules::of_call(work, &call).await?;
    let mut check = Check::default();
    let title = check.text("title", input.title, NAME);
    let summary = check.optional("summary", input.summary, TEXT);
    let lines = budget::read(&mut check, &rules, input.financing, input.costs)?;
    known_organisations(work, &mut check, &lines.financiers).await?;
    check.finish()?;
    let system = work.as_system(CAPACITY);
    let programme = system
        .visible::<programme::Entity>(call.programme_id)
        .await?;
    let row = application::Model {
        id: new_id(),
        call_id: call.id,
        programme_id: programme.id,
        applicant_id: applicant.id,
        title,
        summary,
        status: ApplicationStatus::Draft,
        message: None,
        currency: rules.currency.clone(),
        submitted_at: None,
        audience_id: of_application(work, applicant.id, &[], false).await?,
        editors_id: programme.editors_id,
        origin: Origin::Local,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    };
    let row = work
        .insert(row.into_active_model().reset_all(), &applicant)
        .await?;
    // The viewer was loaded before this audience was named, so Erfa itself opens the new row.
    let permit = system
        .permit::<WriteApplication, application::Entity>(row.id)
        .await?;
    work.insert_all(lines.financing, &permit).await?;
    work.insert_all(lines.costs, &permit).await?;
    Ok(row)
}

pub async fn update(work: &Work, input: UpdateApplicationInput) -> Result<application::Model> {
    let permit = written(work, &input.id, input.version.0).await?;
    let system = work.as_system(CAPACITY);
    let call = system
        .visible::<funding_call::Entity>(permit.call_id)
        .await?;
    let rules = Rules::of_call(work, &call).await?;
    let mut check = Check::default();
    let mut change: application::ActiveModel = Default::default();
    if let Some(title) = check.kept("title", input.title) {
        change.title = Set(check.text("title", title, NAME));
    }
    if let Some(summary) = given(input.summary) {
        change.summary = Set(check.optional("summary", summary, TEXT));
    }
    let financing = check.kept("financing", input.financing);
    let costs = check.kept("costs", input.costs);
    let (has_financing, has_costs) = (financing.is_some(), costs.is_some());
    let (financing, costs) = (financing.unwrap_or_default(), costs.unwrap_or_default());
    let lines = budget::read(&mut check, &rules, financing, costs)?;
    known_organisations(work, &mut check, &lines.financiers).await?;
    check.finish()?;
    if has_financing {
        work.clear_under::<financing_line::Entity, _, _>(&permit, Condition::all())
            .await?;
        work.insert_all(lines.financing, &permit).await?;
    }
    if has_costs {
        work.clear_under::<cost_line::Entity, _, _>(&permit, Condition::all())
            .await?;
        work.insert_all(lines.costs, &permit).await?;
    }
    work.update(&permit, change).await
}

/// Hands an application in, for the first time or again after a clarification.
pub async fn submit(work: &Work, input: ApplicationVersionInput) -> Result<application::Model> {
    let permit = written(work, &input.id, input.version.0).await?;
    let system = work.as_system(CAPACITY);
    let call = system
        .permit::<Approach, funding_call::Entity>(permit.call_id)
        .await?;
    // What was handed in once may be put right after the call has closed.
    if permit.status == ApplicationStatus::Draft {
        open(work, &call)?;
    }
    let financing = work
        .select_under::<financing_line::Entity, _, _>(&permit)
        .order_by_asc(financing_line::Column::Position);
    let costs = work
        .select_under::<cost_line::Entity, _, _>(&permit)
        .order_by_asc(cost_line::Column::Position);
    let (financing, costs) = (work.all(financing).await?, work.all(costs).await?);
    let rules = Rules::of_call(work, &call).await?;
    let judgement = rules.judge(&rules.budget(&financing, &costs));
    let mut check = Check::default();
    if judgement.totals.grant == 0 {
        check.take::<()>(Err(budget::no_grant().into()))?;
    }
    for verdict in judgement.verdicts.iter().filter(|one| one.forbids()) {
        let message = format!("The rules of the call are not met: {}.", verdict.message);
        check.refuse("financing", &verdict.rule.to_value(), message);
    }
    check.finish()?;
    let programme = system
        .visible::<programme::Entity>(permit.programme_id)
        .await?;
    let runners = runners(&system, &programme).await?;
    let audience = of_application(work, permit.applicant_id, &runners, true).await?;
    let change = application::ActiveModel {
        status: Set(ApplicationStatus::Submitted),
        submitted_at: Set(permit.submitted_at.or(Some(work.now()))),
        audience_id: Set(audience),
        editors_id: Set(programme.editors_id),
        ..Default::default()
    };
    work.update(&permit, change).await
}

/// The applicant takes it back, as long as nothing is decided that they may know of. A decision under embargo does not
/// hinder it: it comes to nothing, and is shown as what was decided when its time has come.
pub async fn withdraw(work: &Work, input: ApplicationVersionInput) -> Result<application::Model> {
    use ApplicationStatus::*;
    let id = id::of::<application::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<WriteApplication, application::Entity>(id, input.version.0)
        .await?;
    if matches!(permit.status, Approved | Rejected | Withdrawn) {
        return Err(wrong_status(
            &permit,
            "taken back",
            "one that is not decided",
        ));
    }
    let change = application::ActiveModel {
        status: Set(Withdrawn),
        ..Default::default()
    };
    work.update(&permit, change).await
}

/// Those who run the programme ask for clarification, or have assessed it.
pub async fn assess(work: &Work, input: AssessApplicationInput) -> Result<application::Model> {
    use ApplicationStatus::*;
    let id = id::of::<application::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<Assess, application::Entity>(id, input.version.0)
        .await?;
    check_interest(work.viewer(), &permit, "id")?;
    let decisions = work.select_under::<decision::Entity, _, _>(&permit);
    if is_settled(&work.all(decisions).await?) {
        return Err(Refusal::new(ALREADY_DECIDED, DECIDED).at("id").into());
    }
    let mut check = Check::default();
    let message = check.optional("message", input.message, MESSAGE);
    match (permit.status, input.status) {
        (Submitted, Clarification) | (Assessed, Clarification) if message.is_none() => {
            let why = "message is missing; say what is to be put right.";
            check.refuse("message", "MISSING", why);
        }
        (Submitted, Clarification | Assessed) | (Assessed, Clarification) => {}
        (_, Clarification | Assessed) => {
            let where_from = "one that is SUBMITTED";
            return Err(wrong_status(&permit, "assessed", where_from));
        }
        _ => {
            let why = "status must be CLARIFICATION or ASSESSED; the others follow from what is handed in and decided.";
            check.refuse("status", WRONG_STATUS, why);
        }
    }
    check.finish()?;
    let change = application::ActiveModel {
        status: Set(input.status),
        message: Set(message),
        ..Default::default()
    };
    work.update(&permit, change).await
}

/// An application that its applicant may still change.
async fn written(
    work: &Work,
    id: &ID,
    version: i64,
) -> Result<Permitted<WriteApplication, application::Entity>> {
    use ApplicationStatus::{Clarification, Draft};
    let id = id::of::<application::Entity>(id, "id")?;
    let permit = work
        .permit_version::<WriteApplication, application::Entity>(id, version)
        .await?;
    match permit.status {
        Draft | Clarification => Ok(permit),
        _ => Err(wrong_status(
            &permit,
            "changed",
            "one that is DRAFT or CLARIFICATION",
        )),
    }
}

fn open(work: &Work, call: &funding_call::Model) -> Result<()> {
    let message = match call::status(call, work.now()) {
        CallStatus::Open => return Ok(()),
        CallStatus::Draft => "The call is not announced yet.".to_owned(),
        CallStatus::Upcoming => format!("The call opens {}.", call.opens_at.to_rfc3339()),
        CallStatus::Closed => format!("The call closed {}.", call.closes_at.to_rfc3339()),
    };
    Err(Refusal::new(CALL_NOT_OPEN, message).at("callId").into())
}

pub(super) fn wrong_status(row: &application::Model, what: &str, needed: &str) -> Error {
    let status = row.status.to_value();
    let message = format!("The application is {status}; only {needed} can be {what}.");
    Refusal::new(WRONG_STATUS, message).at("id").into()
}
