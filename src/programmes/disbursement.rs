//! Paying what was granted.

use async_graphql::{ID, InputObject};
use entity::{application, disbursement, funding_grant};
use sea_orm::ActiveValue::Set;

use super::{
    application::wrong_status,
    decision::check_interest,
    fields::NOTE,
    figures::amount_text,
    granting::{TOO_MUCH, in_currency},
    policy::Assess,
};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::Result,
    graphql::{Check, Date, MoneyInput, SafeInt, id, money},
};

/// A payment of a grant.
#[derive(InputObject)]
pub struct RecordDisbursementInput {
    /// The application; you must be an editor of its programme and belong to another organisation than the applicant. It must
    /// be approved.
    pub application_id: ID,
    /// The version of the application that was read.
    pub version: SafeInt,
    /// The day of the payment: not in the future, nor before the grant.
    pub paid_on: Date,
    /// How much; never more than is left of the grant.
    pub amount: MoneyInput,
    /// For what, at most 2,000 characters.
    pub note: Option<String>,
}

/// Writes down a payment.
pub async fn disburse(work: &Work, input: RecordDisbursementInput) -> Result<application::Model> {
    let id = id::of::<application::Entity>(&input.application_id, "applicationId")?;
    let permit = work
        .permit_version::<Assess, application::Entity>(id, input.version.0)
        .await?;
    check_interest(work.viewer(), &permit, "applicationId")?;
    let grant = work.select_under::<funding_grant::Entity, _, _>(&permit);
    let Some(grant) = work.one(grant).await? else {
        return Err(wrong_status(&permit, "paid", "one that is APPROVED"));
    };
    let mut check = Check::default();
    let amount = money(&mut check, "amount", input.amount);
    in_currency(&mut check, "amount", &amount, &permit);
    if amount.amount_minor == 0 {
        check.refuse(
            "amount.amountMinor",
            "OUT_OF_RANGE",
            "amount is 0; it must be more.",
        );
    }
    if input.paid_on.0 > work.today() {
        let message = "paidOn is in the future; give the day on which it was paid.";
        check.refuse("paidOn", "IN_THE_FUTURE", message);
    }
    if input.paid_on.0 < grant.granted_on {
        let message = format!(
            "paidOn is {}, before the grant of {}; it must be that day or later.",
            input.paid_on.0, grant.granted_on
        );
        check.refuse("paidOn", "REVERSED", message);
    }
    let before = work.select_under::<disbursement::Entity, _, _>(&permit);
    let before = work.all(before).await?;
    let paid: i128 = before.iter().map(|one| i128::from(one.amount_minor)).sum();
    let left = i128::from(grant.amount_minor) - paid;
    if i128::from(amount.amount_minor) > left {
        let message = format!(
            "amount is {}; {} is left of the grant.",
            amount_text(amount.amount_minor.into(), &permit.currency),
            amount_text(left, &permit.currency)
        );
        check.refuse("amount", TOO_MUCH, message);
    }
    let note = check.optional("note", input.note, NOTE);
    check.finish()?;
    let row = disbursement::ActiveModel {
        id: Set(new_id()),
        position: Set(i32::try_from(before.len()).unwrap_or(i32::MAX)),
        paid_on: Set(input.paid_on.0),
        amount_minor: Set(amount.amount_minor),
        note: Set(note),
        ..Default::default()
    };
    work.insert(row, &permit).await?;
    work.update(&permit, Default::default()).await
}
