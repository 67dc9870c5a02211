//! Bringing a request together with somebody who can meet it.
//!
//! 1. Either side's editors propose; the other side's editors accept. Both sides may say no.
//! 2. Only the editors of the two organisations see it.
//! 3. Accepted, it marks the request as matched, and the offer too, which stays open to others. A request has one match that
//!    is accepted: the other proposals for it are declined with that.
//! 4. Closed, it says what came of it, and the request is closed with it. The offer is open again once nothing that was agreed
//!    on it is under way.
//! 5. What is proposed is declined when its request or its offer ends before anybody answers (`decline_proposals`).
//! 6. Rows are locked in the order request, offer, match.

use async_graphql::{ID, InputObject};
use entity::{
    Origin,
    exchange_match::{self, MatchStatus},
    exchange_post::{self, ExchangeKind, ExchangeStatus},
    organisation,
};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    circle::{CAPACITY, store},
    content::{NOTE, TEXT},
    experience::WRONG_STATE,
    policy::{AnswerMatch, ProposeMatch, SettleExchange},
    post::over,
};
use crate::platform::{
    access::{Permitted, Role, Standing, Work, audience_of},
    error::{Error, Refusal, Result},
    graphql::{Check, Date, SafeInt, id},
};

/// A request where an offer is needed, or the other way round.
const WRONG_KIND: &str = "WRONG_KIND";
/// Neither an offer nor an organisation is named, or two that do not agree.
const NO_OFFER: &str = "NO_OFFER";
/// Both sides are one organisation.
const SAME_ORGANISATION: &str = "SAME_ORGANISATION";
/// The two have a match for this request already.
const ALREADY_MATCHED: &str = "ALREADY_MATCHED";
/// The side that proposed accepts its own proposal.
const OWN_PROPOSAL: &str = "OWN_PROPOSAL";
/// A day that has not come yet.
const IN_THE_FUTURE: &str = "IN_THE_FUTURE";

/// A request and who can meet it. Name the offer, or the organisation that has none but can help.
#[derive(InputObject)]
pub struct ProposeMatchInput {
    /// The request.
    pub request_id: ID,
    /// The offer that meets it.
    pub offer_id: Option<ID>,
    /// The organisation that can help; that of the offer when there is one.
    pub offering_organisation_id: Option<ID>,
    /// A word to the other side, at most 2,000 characters.
    pub message: Option<String>,
}

/// The answer to a proposed match.
#[derive(InputObject)]
pub struct RespondToMatchInput {
    /// The match.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// True to agree, false to say no.
    pub accept: bool,
}

/// That the two have met.
#[derive(InputObject)]
pub struct RecordMatchMetInput {
    /// The match.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The day; today when missing, never in the future.
    pub met_on: Option<Date>,
}

/// What came of a match.
#[derive(InputObject)]
pub struct CloseMatchInput {
    /// The match.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// What came of it; at most 10,000 characters.
    pub outcome: String,
}

type Answered = Permitted<AnswerMatch, exchange_match::Entity>;
type Settled = Permitted<SettleExchange, exchange_post::Entity>;

pub async fn propose(work: &Work, input: ProposeMatchInput) -> Result<exchange_match::Model> {
    let mut check = Check::default();
    let request = check.take(id::of::<exchange_post::Entity>(
        &input.request_id,
        "requestId",
    ))?;
    let offer = id::optional::<exchange_post::Entity>(&input.offer_id, "offerId");
    let offer = check.take(offer)?.flatten();
    let helper = id::optional::<organisation::Entity>(
        &input.offering_organisation_id,
        "offeringOrganisationId",
    );
    let helper = check.take(helper)?.flatten();
    check
        .known::<organisation::Entity>(work, "offeringOrganisationId", helper.as_slice())
        .await?;
    let message = check.optional("message", input.message, NOTE);
    check.finish()?;
    let request = work
        .permit::<ProposeMatch, exchange_post::Entity>(request.ok_or(Error::NotFound)?)
        .await?;
    let offer = match offer {
        Some(id) => Some(
            work.permit::<ProposeMatch, exchange_post::Entity>(id)
                .await?,
        ),
        None => None,
    };
    let helper = sides(&request, offer.as_deref(), helper)?;
    let writes_for = |organisation| work.viewer().has(Role::Editor, organisation);
    let proposed_by = match (writes_for(request.organisation_id), writes_for(helper)) {
        (true, _) => ExchangeKind::Request,
        (false, true) => ExchangeKind::Offer,
        (false, false) => return Err(Error::Forbidden),
    };
    let sides = [
        Standing::new(request.organisation_id, Role::Editor),
        Standing::new(helper, Role::Editor),
    ];
    let row = exchange_match::ActiveModel {
        offer_id: Set(offer.map(|offer| offer.id)),
        requesting_organisation_id: Set(request.organisation_id),
        offering_organisation_id: Set(helper),
        proposed_by: Set(proposed_by),
        proposer_id: Set(work.viewer().person().ok()),
        message: Set(message),
        status: Set(MatchStatus::Proposed),
        audience_id: Set(audience_of(work, &sides).await?),
        origin: Set(Origin::Local),
        ..Default::default()
    };
    work.insert(row, &request).await.map_err(|error| {
        if !error.is_duplicate() {
            return error;
        }
        let message =
            "The two have a match for this request already; answer or end that one first.";
        Refusal::new(ALREADY_MATCHED, message).into()
    })
}

/// Who would help; refused where the two do not fit.
fn sides(
    request: &exchange_post::Model,
    offer: Option<&exchange_post::Model>,
    helper: Option<Uuid>,
) -> Result<Uuid> {
    let mut check = Check::default();
    if request.kind != ExchangeKind::Request {
        let message = "requestId names an offer; a request is needed.";
        check.refuse("requestId", WRONG_KIND, message);
    }
    if offer.is_some_and(|offer| offer.kind != ExchangeKind::Offer) {
        let message = "offerId names a request; an offer is needed.";
        check.refuse("offerId", WRONG_KIND, message);
    }
    let offered_by = offer.map(|offer| offer.organisation_id);
    let agree = helper.is_none() || offered_by.is_none() || helper == offered_by;
    let helper = offered_by.or(helper);
    if helper.is_none() || !agree {
        let message = "Name an offer, or the organisation that can help; of both, the offer must be that organisation's.";
        check.refuse("offeringOrganisationId", NO_OFFER, message);
    }
    if helper == Some(request.organisation_id) {
        let message = "The organisation that asks cannot be the one that helps; name another.";
        check.refuse("offeringOrganisationId", SAME_ORGANISATION, message);
    }
    check.finish()?;
    takes_match(request)?;
    if let Some(offer) = offer {
        takes_match(offer)?;
    }
    helper.ok_or(Error::NotFound)
}

/// A match can be proposed for it; refused otherwise.
pub(super) fn takes_match(post: &exchange_post::Model) -> Result<()> {
    match (post.kind, post.status) {
        (_, ExchangeStatus::Open) | (ExchangeKind::Offer, ExchangeStatus::Matched) => Ok(()),
        (ExchangeKind::Offer, status) => Err(over(status, "matched")),
        (ExchangeKind::Request, status) => {
            let status = status.to_value();
            let message =
                format!("A request that is {status} takes no match; one that is OPEN does.");
            Err(Refusal::new(WRONG_STATE, message).at("requestId").into())
        }
    }
}

/// The side whose word a proposal needs.
pub(super) fn asked(row: &exchange_match::Model) -> Uuid {
    match row.proposed_by {
        ExchangeKind::Request => row.offering_organisation_id,
        ExchangeKind::Offer => row.requesting_organisation_id,
    }
}

/// It is at a point from which the step can be taken; refused otherwise.
pub(super) fn may(row: &exchange_match::Model, step: MatchStep) -> Result<()> {
    use MatchStatus::{Accepted, Met, Proposed};
    let (what, right): (&str, &[MatchStatus]) = match step {
        MatchStep::Answer => ("answered", &[Proposed]),
        MatchStep::RecordMet => ("recorded as met", &[Accepted]),
        MatchStep::Close => ("closed", &[Accepted, Met]),
    };
    match right.contains(&row.status) {
        true => Ok(()),
        false => Err(wrong(row, what, right)),
    }
}

/// What the two sides do with a match.
#[derive(Clone, Copy)]
pub(super) enum MatchStep {
    Answer,
    RecordMet,
    Close,
}

/// The match with its request and offer, all locked.
async fn opened(
    work: &Work,
    id: &ID,
    version: SafeInt,
) -> Result<(Settled, Option<Settled>, Answered)> {
    let id = id::of::<exchange_match::Entity>(id, "id")?;
    let row = work.visible::<exchange_match::Entity>(id).await?;
    let system = work.as_system(CAPACITY);
    let request = system.permit(row.request_id).await?;
    let offer = match row.offer_id {
        Some(offer) => Some(system.permit(offer).await?),
        None => None,
    };
    let answered = work.permit_version(id, version.0).await?;
    Ok((request, offer, answered))
}

fn wrong(row: &exchange_match::Model, what: &str, right: &[MatchStatus]) -> Error {
    let right: Vec<_> = right.iter().map(ActiveEnum::to_value).collect();
    let message = format!(
        "A match that is {} cannot be {what}; one that is {} can.",
        row.status.to_value(),
        right.join(" or ")
    );
    Refusal::new(WRONG_STATE, message).into()
}

pub async fn respond(work: &Work, input: RespondToMatchInput) -> Result<exchange_match::Model> {
    let (request, offer, found) = opened(work, &input.id, input.version).await?;
    may(&found, MatchStep::Answer)?;
    if !input.accept {
        return change(work, &found, MatchStatus::Declined, None, None).await;
    }
    if !work.viewer().has(Role::Editor, asked(&found)) {
        let message = "Your side proposed this match; the other side accepts it. You can take it back with accept: false.";
        return Err(Refusal::new(OWN_PROPOSAL, message).into());
    }
    if request.status != ExchangeStatus::Open {
        return Err(wrong_request(&request));
    }
    mark(work, &request, ExchangeStatus::Matched).await?;
    if let Some(offer) = &offer {
        takes_match(offer)?;
        if offer.status == ExchangeStatus::Open {
            mark(work, offer, ExchangeStatus::Matched).await?;
        }
    }
    let accepted = change(work, &found, MatchStatus::Accepted, None, None).await?;
    decline_proposals(work, request.id).await?;
    Ok(accepted)
}

/// Declines what is still proposed for a request, or by way of an offer, that takes no match any more: in the name of Erfa.
pub(super) async fn decline_proposals(work: &Work, post: Uuid) -> Result<()> {
    decline_where(work, concerns(post)).await
}

/// As `decline_proposals`, for all posts of which this holds.
pub(super) async fn decline_where(work: &Work, posts: Condition) -> Result<()> {
    let which = Condition::all()
        .add(exchange_match::Column::Status.eq(MatchStatus::Proposed))
        .add(posts);
    let set = vec![(
        exchange_match::Column::Status,
        Expr::val(MatchStatus::Declined.to_value()),
    )];
    work.as_system(CAPACITY)
        .rewrite::<exchange_match::Entity>(set, which)
        .await
}

fn concerns(post: Uuid) -> Condition {
    Condition::any()
        .add(exchange_match::Column::RequestId.eq(post))
        .add(exchange_match::Column::OfferId.eq(post))
}

/// An offer that was matched is open again when nothing that was agreed on it is under way.
async fn free(work: &Work, offer: &Settled) -> Result<()> {
    if offer.status != ExchangeStatus::Matched {
        return Ok(());
    }
    let system = work.as_system(CAPACITY);
    let agreed = [MatchStatus::Accepted, MatchStatus::Met];
    let under_way = system
        .select::<exchange_match::Entity>()
        .filter(exchange_match::Column::OfferId.eq(offer.id))
        .filter(exchange_match::Column::Status.is_in(agreed))
        .limit(1);
    match system.one(under_way).await? {
        Some(_) => Ok(()),
        None => mark(work, offer, ExchangeStatus::Open).await,
    }
}

fn wrong_request(request: &exchange_post::Model) -> Error {
    let status = request.status.to_value();
    let message = format!("The request is {status}; a match of one that is OPEN can be accepted.");
    Refusal::new(WRONG_STATE, message).into()
}

async fn mark(work: &Work, post: &Settled, status: ExchangeStatus) -> Result<()> {
    let mut row = (**post).clone();
    row.status = status;
    store(&work.as_system(CAPACITY), post, row).await.map(drop)
}

async fn change(
    work: &Work,
    found: &Answered,
    status: MatchStatus,
    met_on: Option<chrono::NaiveDate>,
    outcome: Option<String>,
) -> Result<exchange_match::Model> {
    let change = exchange_match::ActiveModel {
        status: Set(status),
        met_on: Set(met_on.or(found.met_on)),
        outcome: Set(outcome),
        ..Default::default()
    };
    work.update(found, change).await
}

pub async fn record_met(work: &Work, input: RecordMatchMetInput) -> Result<exchange_match::Model> {
    let (_, _, found) = opened(work, &input.id, input.version).await?;
    may(&found, MatchStep::RecordMet)?;
    let day = input.met_on.map_or(work.today(), |day| day.0);
    if day > work.today() {
        let message = "metOn is in the future; record it once you have met.";
        return Err(Refusal::new(IN_THE_FUTURE, message).at("metOn").into());
    }
    change(work, &found, MatchStatus::Met, Some(day), None).await
}

pub async fn close(work: &Work, input: CloseMatchInput) -> Result<exchange_match::Model> {
    let (request, offer, found) = opened(work, &input.id, input.version).await?;
    may(&found, MatchStep::Close)?;
    let mut check = Check::default();
    let outcome = check.text("outcome", input.outcome, TEXT);
    check.finish()?;
    if request.status == ExchangeStatus::Matched {
        mark(work, &request, ExchangeStatus::Closed).await?;
    }
    let closed = change(work, &found, MatchStatus::Closed, None, Some(outcome)).await?;
    decline_proposals(work, request.id).await?;
    if let Some(offer) = &offer {
        free(work, offer).await?;
    }
    Ok(closed)
}
