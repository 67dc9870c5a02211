//! Agreements between parties: written, talked about, signed, and over one day.
//!
//! 1. An agreement has two parties at least; each is an organisation, or a name where Erfa knows none.
//! 2. The editors of every party write it, as long as nobody has signed; whoever signs finds the text that was signed.
//! 3. It is signed when every party has signed (`signing`). That is how a party consents: before, nobody else learns of it.
//! 4. Only who writes for one of its parties publishes it or takes it further, and stays a party when the parties change.
//! 5. A supplement has an agreement that it adds to. Naming one takes a say in that one too.

use async_graphql::ID;
use entity::{
    Origin, Visibility,
    agreement::{self, AgreementStatus},
    agreement_party,
};
use sea_orm::{ActiveEnum, ActiveValue::Set, Condition};
use uuid::Uuid;

use super::{
    agreement_content::{check_base, organisations, parties, read, write_lists, write_title},
    circle::CAPACITY,
    content::{FAR, filled},
    graphql::{CreateAgreementInput, PublishAgreementInput, UpdateAgreementInput},
    parts::NAME,
    policy::{BeginProject, EditAgreement},
    stage::WRONG_TRANSITION,
};
use crate::{
    networks::{
        check_networks,
        circle::{Ties, circle_now},
    },
    platform::{
        access::{Permitted, Role, Viewer, Work},
        error::{Error, Refusal, Result},
        graphql::{Check, SafeInt, id, localized},
    },
};

/// None of the parties is an organisation that the viewer writes for.
pub const NOT_YOUR_ORGANISATION: &str = "NOT_YOUR_ORGANISATION";
/// Somebody has signed, so the text stands.
pub const SIGNED_ALREADY: &str = "SIGNED_ALREADY";

/// A party has not signed, so nobody else may be told.
pub const NOT_SIGNED: &str = "NOT_SIGNED";
/// Others see it with the parties it has.
pub const PUBLISHED_ALREADY: &str = "PUBLISHED_ALREADY";

pub(super) type Agreed = Permitted<EditAgreement, agreement::Entity>;

pub(super) async fn edit(work: &Work, id: &ID, version: SafeInt) -> Result<Agreed> {
    let id = id::of::<agreement::Entity>(id, "agreementId")?;
    work.permit_version(id, version.0).await
}

pub async fn create(work: &Work, input: CreateAgreementInput) -> Result<agreement::Model> {
    work.viewer().person()?;
    let mut check = Check::default();
    let parties = parties(work, &mut check, &input.parties).await?;
    let (mut change, lists) = read(work, &mut check, None, input.content).await?;
    let title = localized(&mut check, "title", input.title, NAME);
    let country = filled(change.country_code.clone()).flatten();
    write_title(
        &mut check,
        &mut change,
        title,
        &input.locale.0,
        country.as_deref(),
    );
    let holders = organisations(&parties);
    check_yours(work.viewer(), &mut check, &holders);
    check_base(work, &mut check, None, input.kind, &change).await?;
    check.finish()?;
    let networks = lists.networks.clone().unwrap_or_default();
    check_networks(work, &networks, &[]).await?;
    let mut ties = Ties {
        holders,
        ..Ties::default()
    };
    ties.add_networks(work, &networks).await?;
    let visibility = match change.visibility {
        Set(visibility) => visibility,
        _ => Visibility::Public,
    };
    let circle = ties.circle(work, visibility, false).await?;
    change.kind = Set(input.kind);
    change.status = Set(AgreementStatus::Draft);
    change.locale = Set(input.locale.0);
    change.visibility = Set(visibility);
    change.editors_id = Set(circle.editors);
    change.audience_id = Set(circle.audience);
    change.origin = Set(Origin::Local);
    if change.sort_on.is_not_set() {
        change.sort_on = Set(FAR);
    }
    // Nobody's row yet: what the parties allow was checked above, so Erfa itself writes it.
    let system = work.as_system(CAPACITY);
    let erfa = system.permit_platform::<BeginProject>()?;
    let row = system.insert(change, &erfa).await?;
    let agreement = system
        .permit::<EditAgreement, agreement::Entity>(row.id)
        .await?;
    work.insert_all(parties, &agreement).await?;
    write_lists(work, &agreement, lists).await?;
    Ok(row)
}

pub async fn update(work: &Work, input: UpdateAgreementInput) -> Result<agreement::Model> {
    let agreement = edit(work, &input.agreement_id, input.version).await?;
    let there = work
        .all(work.select_under::<agreement_party::Entity, _, _>(&agreement))
        .await?;
    if !is_open(&agreement, &there) {
        let message =
            "A party has signed it, so its text stands; make a further agreement that adds to it.";
        return Err(Refusal::new(SIGNED_ALREADY, message).into());
    }
    let mut check = Check::default();
    let new = match check.kept("parties", input.parties) {
        Some(given) => {
            let new = parties(work, &mut check, &given).await?;
            check_yours(work.viewer(), &mut check, &organisations(&new));
            if agreement.published_at.is_some() {
                let message = "The agreement is published with the parties it has; make a new one with others.";
                check.refuse("parties", PUBLISHED_ALREADY, message);
            }
            Some(new)
        }
        None => None,
    };
    let (mut change, lists) = read(work, &mut check, Some(&agreement), input.content).await?;
    let locale = check.kept("locale", input.locale);
    let locale = locale.map_or(agreement.locale.clone(), |one| one.0);
    let country = match filled(change.country_code.clone()) {
        Some(code) => code,
        None => agreement.country_code.clone(),
    };
    let title = match check.kept("title", input.title) {
        Some(given) => localized(&mut check, "title", given, NAME),
        None => agreement.title.clone(),
    };
    write_title(&mut check, &mut change, title, &locale, country.as_deref());
    let kind = check.kept("kind", input.kind);
    let kind = kind.unwrap_or(agreement.kind);
    check_base(work, &mut check, Some(&agreement), kind, &change).await?;
    change.kind = Set(kind);
    check.finish()?;
    change.locale = Set(locale);
    if let Some(new) = new {
        work.clear_under::<agreement_party::Entity, _, _>(&agreement, Condition::all())
            .await?;
        work.insert_all(new, &agreement).await?;
    }
    write_lists(work, &agreement, lists).await?;
    settle(work, &agreement, change).await
}

pub async fn publish(work: &Work, input: PublishAgreementInput) -> Result<agreement::Model> {
    let agreement = edit(work, &input.agreement_id, input.version).await?;
    check_party(work, &agreement).await?;
    if agreement.published_at.is_some() {
        return Ok((*agreement).clone());
    }
    if !is_signed(&agreement) {
        let message = "A party has not signed yet; the agreement is published when every party has, which is how they consent to it.";
        return Err(Refusal::new(NOT_SIGNED, message).at("agreementId").into());
    }
    let change = agreement::ActiveModel {
        published_at: Set(Some(work.now())),
        ..Default::default()
    };
    settle(work, &agreement, change).await
}

/// Whoever names the parties writes for one of them.
fn check_yours(viewer: &Viewer, check: &mut Check, organisations: &[Uuid]) {
    if !organisations
        .iter()
        .any(|one| viewer.has(Role::Editor, *one))
    {
        let message =
            "parties names no organisation that you are an editor or admin of; name one of yours.";
        check.refuse("parties", NOT_YOUR_ORGANISATION, message);
    }
}

/// Whether this holds for one of the parties that Erfa knows. Where all are names only, nobody could write for one.
pub fn is_for_one(parties: &[agreement_party::Model], writes: impl Fn(Uuid) -> bool) -> bool {
    let mut known = parties.iter().filter_map(|one| one.organisation_id);
    names_only(parties) || known.any(writes)
}

/// Whether Erfa knows none of the parties.
pub fn names_only(parties: &[agreement_party::Model]) -> bool {
    parties.iter().all(|one| one.organisation_id.is_none())
}

/// Whoever acts for an agreement writes for one of its parties; the coordinators of its networks do not.
pub(super) async fn check_party(work: &Work, agreement: &Agreed) -> Result<()> {
    let parties = work
        .all(work.select_under::<agreement_party::Entity, _, _>(agreement))
        .await?;
    if is_for_one(&parties, |id| work.viewer().has(Role::Editor, id)) {
        return Ok(());
    }
    let message = "You are no editor or admin of a party; somebody who writes for one does this.";
    Err(Refusal::new(NOT_YOUR_ORGANISATION, message)
        .at("agreementId")
        .into())
}

/// Whether its text may still change: nobody has signed it.
pub fn is_open(agreement: &agreement::Model, parties: &[agreement_party::Model]) -> bool {
    use AgreementStatus::{Draft, Negotiation};
    let signed = parties.iter().any(|party| party.signed_on.is_some());
    matches!(agreement.status, Draft | Negotiation) && !signed
}

/// Whether every party has signed, as its status says.
pub fn is_signed(agreement: &agreement::Model) -> bool {
    use AgreementStatus::{Active, Draft, Expired, Negotiation, Renewed, Signed, Terminated};
    match agreement.status {
        Signed | Active | Expired | Renewed => true,
        Terminated => agreement.signed_on.is_some(),
        Draft | Negotiation => false,
    }
}

async fn settle(
    work: &Work,
    agreement: &Agreed,
    mut change: agreement::ActiveModel,
) -> Result<agreement::Model> {
    let mut after: agreement::Model = (**agreement).clone();
    if let Set(visibility) = change.visibility {
        after.visibility = visibility;
    }
    if let Set(published_at) = change.published_at {
        after.published_at = published_at;
    }
    let circle = circle_now::<agreement::Entity>(work, &after).await?;
    change.editors_id = Set(circle.editors);
    change.audience_id = Set(circle.audience);
    work.update(agreement, change).await
}

/// What may follow a status by hand; SIGNED comes of itself with the last signature.
pub(super) fn following(status: AgreementStatus) -> &'static [AgreementStatus] {
    use AgreementStatus::{Active, Draft, Expired, Negotiation, Renewed, Signed, Terminated};
    match status {
        Draft => &[Negotiation, Terminated],
        Negotiation => &[Draft, Terminated],
        Signed => &[Active, Terminated],
        Active => &[Expired, Terminated, Renewed],
        Expired => &[Renewed],
        Terminated | Renewed => &[],
    }
}

pub(super) fn check_transition(from: AgreementStatus, to: AgreementStatus) -> Result<()> {
    let next = following(from);
    if from == to || next.contains(&to) {
        return Ok(());
    }
    let (was, to) = (from.to_value(), to.to_value());
    let message = match next {
        [] => format!("An agreement that is {was} stays so and cannot become {to}."),
        next => {
            let next: Vec<_> = next.iter().map(AgreementStatus::to_value).collect();
            let signed = match from {
                AgreementStatus::Negotiation => "; it becomes SIGNED when every party has signed",
                _ => "",
            };
            format!(
                "An agreement that is {was} cannot become {to}, only {}{signed}.",
                next.join(" or ")
            )
        }
    };
    Err(Error::from(
        Refusal::new(WRONG_TRANSITION, message).at("status"),
    ))
}
