//! Requests and offers.
//!
//! 1. An editor posts one for an organisation; it stands until it is closed, taken back, or its deadline has passed.
//! 2. One that is over is not changed, and what was proposed for it and not answered is declined.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    Origin, Visibility,
    exchange_post::{self, ExchangeKind, ExchangeStatus},
    municipality, network, organisation, theme,
};
use sea_orm::{ActiveEnum, ActiveModelTrait, IntoActiveModel};

use super::{
    circle::{CAPACITY, first_circle, store},
    content::{TEXT, TIES, TITLE},
    experience::WRONG_STATE,
    matching::decline_proposals,
    policy::{EditPost, PostExchange},
};
use crate::{
    networks::{check_networks, write_shares},
    places::names,
    platform::{
        access::{Permitted, Work},
        clock::new_id,
        error::{Error, Refusal, Result},
        graphql::{Check, Date, Kept, Locale, SafeInt, id},
    },
    themes::write_themes,
};

/// A deadline that has passed.
const IN_THE_PAST: &str = "IN_THE_PAST";

/// A new request or offer.
#[derive(InputObject)]
pub struct CreateExchangePostInput {
    /// Whether help is needed or offered.
    pub kind: ExchangeKind,
    /// The organisation that needs or offers it; you must be an editor or admin of it.
    pub organisation_id: ID,
    /// The language it is written in.
    pub locale: Locale,
    /// What is needed or offered, in one line; at most 200 characters.
    pub title: String,
    /// The same in full; at most 10,000 characters.
    pub body: String,
    /// Last day on which it stands; today or later. It has none when missing.
    pub deadline: Option<Date>,
    /// The municipality it is about; the organisation's own when missing.
    pub municipality_id: Option<ID>,
    /// Its themes; at most 50.
    pub theme_ids: Option<Vec<ID>>,
    /// Networks it is shared in; you must belong to them. At most 50.
    pub network_ids: Option<Vec<ID>>,
    /// Who may see it; its networks may narrow that.
    #[graphql(default_with = "Visibility::Public")]
    pub visibility: Visibility,
}

/// A change of a request or an offer. What is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateExchangePostInput {
    /// The request or offer.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// What is needed or offered, in one line; at most 200 characters.
    pub title: Kept<String>,
    /// The same in full; at most 10,000 characters.
    pub body: Kept<String>,
    /// Last day on which it stands, today or later; one that had expired is open again. Null: it has none.
    pub deadline: MaybeUndefined<Date>,
    /// All its themes; at most 50.
    pub theme_ids: Kept<Vec<ID>>,
    /// All networks it is shared in; you must belong to those you add. At most 50.
    pub network_ids: Kept<Vec<ID>>,
    /// Who may see it.
    pub visibility: Kept<Visibility>,
}

/// The end of a request or an offer.
#[derive(InputObject)]
pub struct EndExchangePostInput {
    /// The request or offer.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
}

pub async fn create(work: &Work, input: CreateExchangePostInput) -> Result<exchange_post::Model> {
    let mut check = Check::default();
    let organisation = id::of::<organisation::Entity>(&input.organisation_id, "organisationId");
    let organisation = check.take(organisation)?;
    let place = id::optional::<municipality::Entity>(&input.municipality_id, "municipalityId");
    let place = check.take(place)?.flatten();
    check
        .known::<municipality::Entity>(work, "municipalityId", place.as_slice())
        .await?;
    let themes = check.ids::<theme::Entity>("themeIds", &input.theme_ids, TIES)?;
    let networks = check.ids::<network::Entity>("networkIds", &input.network_ids, TIES)?;
    let networks = networks.unwrap_or_default();
    let title = check.text("title", input.title, TITLE);
    let body = check.text("body", input.body, TEXT);
    check_deadline(work, &mut check, input.deadline);
    check.finish()?;
    let organisation = work
        .permit::<PostExchange, organisation::Entity>(organisation.ok_or(Error::NotFound)?)
        .await?;
    check_networks(work, &networks, &[]).await?;
    let holder = Some(organisation.id);
    let circle = first_circle(work, holder, &networks, input.visibility, true).await?;
    let row = exchange_post::Model {
        id: new_id(),
        kind: input.kind,
        organisation_id: organisation.id,
        author_id: work.viewer().person().ok(),
        municipality_id: place.or(organisation.municipality_id),
        locale: input.locale.0,
        title_sort: names::sort_key(&title, None),
        title,
        body,
        deadline: input.deadline.map(|day| day.0),
        status: ExchangeStatus::Open,
        posted_at: work.now(),
        visibility: input.visibility,
        audience_id: circle.audience,
        editors_id: circle.editors,
        source: None,
        origin: Origin::Local,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    };
    let row = work
        .insert(row.into_active_model().reset_all(), &organisation)
        .await?;
    let system = work.as_system(CAPACITY);
    let post = system
        .permit::<EditPost, exchange_post::Entity>(row.id)
        .await?;
    write_shares(&system, &post, networks).await?;
    write_themes(&system, &post, themes.unwrap_or_default()).await?;
    Ok(row)
}

fn check_deadline(work: &Work, check: &mut Check, deadline: Option<Date>) {
    if deadline.is_some_and(|day| day.0 < work.today()) {
        let message = "deadline has passed already; it must be today or later.";
        check.refuse("deadline", IN_THE_PAST, message);
    }
}

type Opened = Permitted<EditPost, exchange_post::Entity>;

async fn opened(work: &Work, id: &ID, version: SafeInt) -> Result<Opened> {
    let id = id::of::<exchange_post::Entity>(id, "id")?;
    work.permit_version(id, version.0).await
}

pub(super) fn over(status: ExchangeStatus, what: &str) -> Error {
    let message = format!(
        "A request or offer that is {} cannot be {what}; one that is OPEN or MATCHED can.",
        status.to_value()
    );
    Refusal::new(WRONG_STATE, message).into()
}

/// What the editors of a request or an offer do with it.
#[derive(Clone, Copy)]
pub(super) enum PostStep {
    Change,
    Close,
    Withdraw,
}

/// It stands so that the step can be taken; refused otherwise.
pub(super) fn may(post: &exchange_post::Model, step: PostStep) -> Result<()> {
    use ExchangeStatus::{Closed, Matched, Open, Withdrawn};
    let status = post.status;
    match step {
        PostStep::Change if matches!(status, Closed | Withdrawn) => Err(over(status, "changed")),
        PostStep::Close if !matches!(status, Open | Matched) => Err(over(status, "closed")),
        PostStep::Withdraw if status != Open => {
            let message = format!(
                "A request or offer that is {} cannot be taken back; one that is OPEN can.",
                status.to_value()
            );
            Err(Refusal::new(WRONG_STATE, message).into())
        }
        _ => Ok(()),
    }
}

pub async fn update(work: &Work, input: UpdateExchangePostInput) -> Result<exchange_post::Model> {
    use ExchangeStatus::{Expired, Open};
    let post = opened(work, &input.id, input.version).await?;
    may(&post, PostStep::Change)?;
    let mut row = (*post).clone();
    let mut check = Check::default();
    if let Some(title) = check.kept("title", input.title) {
        row.title = check.text("title", title, TITLE);
        row.title_sort = names::sort_key(&row.title, None);
    }
    if let Some(body) = check.kept("body", input.body) {
        row.body = check.text("body", body, TEXT);
    }
    if !input.deadline.is_undefined() {
        let deadline = input.deadline.take();
        check_deadline(work, &mut check, deadline);
        row.deadline = deadline.map(|day| day.0);
        if row.status == Expired {
            row.status = Open;
        }
    }
    row.visibility = check
        .kept("visibility", input.visibility)
        .unwrap_or(row.visibility);
    let themes = check.ids::<theme::Entity>("themeIds", &input.theme_ids, TIES)?;
    let networks = check.ids::<network::Entity>("networkIds", &input.network_ids, TIES)?;
    check.finish()?;
    if let Some(networks) = networks {
        write_shares(work, &post, networks).await?;
    }
    if let Some(themes) = themes {
        write_themes(work, &post, themes).await?;
    }
    store(work, &post, row).await
}

/// Ends it: it was met, or nobody needs it any more.
pub async fn close(work: &Work, input: EndExchangePostInput) -> Result<exchange_post::Model> {
    let post = opened(work, &input.id, input.version).await?;
    may(&post, PostStep::Close)?;
    end(work, &post, ExchangeStatus::Closed).await
}

/// What was proposed for it and not answered ends with it.
async fn end(work: &Work, post: &Opened, status: ExchangeStatus) -> Result<exchange_post::Model> {
    let mut row = (**post).clone();
    row.status = status;
    let row = store(work, post, row).await?;
    decline_proposals(work, row.id).await?;
    Ok(row)
}

/// Takes it back before anybody was found.
pub async fn withdraw(work: &Work, input: EndExchangePostInput) -> Result<exchange_post::Model> {
    let post = opened(work, &input.id, input.version).await?;
    may(&post, PostStep::Withdraw)?;
    end(work, &post, ExchangeStatus::Withdrawn).await
}
