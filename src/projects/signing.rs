//! Signatures: one a party; with the last of them an agreement is signed. And what becomes of it afterwards.

use std::collections::HashSet;

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::{
    agreement::{self, AgreementKind, AgreementStatus},
    agreement_party::{self, Column},
};
use sea_orm::{ActiveEnum, ActiveValue::Set, ColumnTrait, Condition, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    agreement::{Agreed, check_party, check_transition, edit, is_signed, names_only},
    circle::CAPACITY,
    goal::check_past,
    parts::{NAME, part_id, unknown},
    policy::SignAgreement,
    stage::WRONG_TRANSITION,
};
use crate::platform::{
    access::{Role, Viewer, Work},
    error::{Error, Refusal, Result},
    graphql::{Check, Date, SafeInt, id},
};

/// Days before its end at which an agreement asks for attention†, the nearest first.
pub const ALERTS: [i64; 2] = [30, 90];

/// The agreement is not open for signing.
pub const NOT_IN_NEGOTIATION: &str = "NOT_IN_NEGOTIATION";
/// No other agreement takes its place.
pub const NO_SUCCESSOR: &str = "NO_SUCCESSOR";
/// The party has signed already.
pub const SIGNED_ALREADY: &str = "SIGNED_ALREADY";

/// A signature of a party.
#[derive(InputObject)]
pub struct SignAgreementInput {
    /// The agreement, in negotiation.
    pub agreement_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The party; you must be an admin of its organisation. For a party that is only a name, an editor
    /// of another party, which is told with the signature (`notedBy`).
    pub party_id: ID,
    /// Who signed, by name or by role; at most 200 characters.
    pub signed_by: String,
    /// On which day; today when left out, never in the future.
    pub signed_on: Option<Date>,
}

/// A step in the life of an agreement.
#[derive(InputObject)]
pub struct ChangeAgreementStatusInput {
    /// The agreement; you must be an editor of one of its parties.
    pub agreement_id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// Where it is to stand. SIGNED comes of itself with the last signature; RENEWED asks for a signed agreement that names this
    /// one as its base.
    pub status: AgreementStatus,
}

pub async fn sign(work: &Work, input: SignAgreementInput) -> Result<agreement::Model> {
    let agreement = id::of::<agreement::Entity>(&input.agreement_id, "agreementId")?;
    let agreement = work
        .permit_version::<SignAgreement, agreement::Entity>(agreement, input.version.0)
        .await?;
    let mut check = Check::default();
    let party = check.take(part_id("AgreementParty", &input.party_id, "partyId"))?;
    let by = check.text("signedBy", input.signed_by, NAME);
    let day = input.signed_on.map_or(work.today(), |day| day.0);
    check_past(&mut check, "signedOn", day, work.today());
    check.finish()?;
    let parties = work
        .all(work.select_under::<agreement_party::Entity, _, _>(&agreement))
        .await?;
    let own = parties.iter().find(|one| Some(one.id) == party);
    let own = own.ok_or_else(|| unknown("partyId"))?;
    if !may_sign(work.viewer(), &agreement, own, &parties) {
        return Err(Error::Forbidden);
    }
    if agreement.status != AgreementStatus::Negotiation {
        let message = format!(
            "The agreement is {}; parties sign one that is in NEGOTIATION.",
            agreement.status.to_value()
        );
        return Err(Refusal::new(NOT_IN_NEGOTIATION, message).into());
    }
    if own.signed_on.is_some() {
        let message = "That party has signed; a signature is given once.";
        return Err(Refusal::new(SIGNED_ALREADY, message).at("partyId").into());
    }
    let which = Condition::all()
        .add(Column::Id.eq(own.id))
        .add(Column::SignedOn.is_null());
    let noted_by = match own.organisation_id {
        Some(_) => None,
        None => writer(work.viewer(), &parties),
    };
    let set = [
        (Column::SignedOn, Expr::val(day)),
        (Column::SignedBy, Expr::val(by)),
        (Column::NotedById, Expr::val(noted_by)),
    ];
    work.change_under::<agreement_party::Entity, _, _>(&agreement, set, which)
        .await?;
    let others = parties.iter().filter(|one| one.id != own.id);
    let last: Option<Vec<NaiveDate>> = others.map(|one| one.signed_on).collect();
    let mut change = agreement::ActiveModel::default();
    if let Some(days) = last {
        change.status = Set(AgreementStatus::Signed);
        change.signed_on = Set(days.into_iter().chain([day]).max());
    }
    work.update(&agreement, change).await
}

/// The admins of the party's organisation sign, and nobody else; for one that is only a name, whoever writes for another party
/// notes it.
pub fn may_sign(
    viewer: &Viewer,
    agreement: &agreement::Model,
    party: &agreement_party::Model,
    parties: &[agreement_party::Model],
) -> bool {
    match party.organisation_id {
        Some(organisation) => viewer.speaks_for(Role::Admin, organisation),
        None => {
            let notes = names_only(parties) || writer(viewer, parties).is_some();
            viewer.within(agreement.editors_id) && notes
        }
    }
}

/// The first of the parties that somebody writes for themselves.
fn writer(viewer: &Viewer, parties: &[agreement_party::Model]) -> Option<Uuid> {
    let mut known = parties.iter().filter_map(|one| one.organisation_id);
    known.find(|id| viewer.speaks_for(Role::Editor, *id))
}

pub async fn change_status(
    work: &Work,
    input: ChangeAgreementStatusInput,
) -> Result<agreement::Model> {
    let agreement = edit(work, &input.agreement_id, input.version).await?;
    check_party(work, &agreement).await?;
    check_transition(agreement.status, input.status)?;
    if input.status == AgreementStatus::Renewed && agreement.status != AgreementStatus::Renewed {
        check_successor(work, &agreement).await?;
    }
    let today = work.today();
    let refuse = |message: String| Err(Refusal::new(WRONG_TRANSITION, message).at("status").into());
    match (input.status, agreement.starts_on, agreement.ends_on) {
        (AgreementStatus::Active, Some(starts), _) if starts > today => {
            return refuse(format!(
                "The agreement begins on {starts}; it is ACTIVE from then on."
            ));
        }
        (AgreementStatus::Expired, _, Some(ends)) if ends >= today => {
            return refuse(format!(
                "The agreement holds until {ends}; end it before with TERMINATED."
            ));
        }
        _ => {}
    }
    if input.status == AgreementStatus::Draft {
        // What is written anew must be signed anew.
        let none = [
            (Column::SignedOn, Expr::val(None::<NaiveDate>)),
            (Column::SignedBy, Expr::val(None::<String>)),
            (Column::NotedById, Expr::val(None::<Uuid>)),
        ];
        work.change_under::<agreement_party::Entity, _, _>(&agreement, none, Condition::all())
            .await?;
    }
    let change = agreement::ActiveModel {
        status: Set(input.status),
        ..Default::default()
    };
    work.update(&agreement, change).await
}

/// An agreement is renewed by another that takes its place: one that names it, is no mere supplement, and is signed, by every
/// organisation that was a party before.
async fn check_successor(work: &Work, agreement: &Agreed) -> Result<()> {
    let parties = work
        .all(work.select_under::<agreement_party::Entity, _, _>(agreement))
        .await?;
    let before = parties.iter().filter_map(|one| one.organisation_id);
    let before: HashSet<Uuid> = before.collect();
    let system = work.as_system(CAPACITY);
    let next = system
        .select::<agreement::Entity>()
        .filter(agreement::Column::BaseAgreementId.eq(agreement.id))
        .filter(agreement::Column::Kind.ne(AgreementKind::Supplement));
    for one in system.all(next).await?.iter().filter(|one| is_signed(one)) {
        let permit: Agreed = system.permit(one.id).await?;
        let parties = system
            .all(system.select_under::<agreement_party::Entity, _, _>(&permit))
            .await?;
        let now: HashSet<Uuid> = parties
            .iter()
            .filter_map(|one| one.organisation_id)
            .collect();
        if before.is_subset(&now) {
            return Ok(());
        }
    }
    let message = "No agreement that the same organisations have signed takes the place of this one; make it with this one as baseAgreementId, and have it signed first.";
    Err(Refusal::new(NO_SUCCESSOR, message).at("status").into())
}

/// Days until its last day; none where it does not hold, or has no last day. Negative when that has passed.
pub fn days_left(agreement: &agreement::Model, today: NaiveDate) -> Option<i64> {
    let holds = matches!(
        agreement.status,
        AgreementStatus::Signed | AgreementStatus::Active
    );
    let ends = agreement.ends_on.filter(|_| holds)?;
    Some((ends - today).num_days())
}

/// The alert that stands: 30 or 90 days before the end.
pub fn alert(days_left: i64) -> Option<i64> {
    let near = |limit: &i64| (0..=*limit).contains(&days_left);
    ALERTS.into_iter().find(near)
}
