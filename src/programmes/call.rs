//! Making a call and changing it.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use chrono::{DateTime as Instant, Utc};
use entity::{Origin, application, funding_call, funding_rule_set, programme};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::{
    budget::WRONG_CURRENCY,
    circle::CAPACITY,
    fields::{NAME, TEXT, check_range, given, set_text, titled},
    policy::Edit,
};
use crate::platform::{
    access::Work,
    clock::new_id,
    error::{Error, Refusal, Result},
    graphql::{
        Check, DateTime, Kept, Locale, LocalizedTextInput, MoneyInput, SafeInt, id, localized,
        money,
    },
};

/// Somebody has applied, so the rules and the currency stay.
pub const CALL_IN_USE: &str = "CALL_IN_USE";

/// Where a call stands at a moment.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallStatus {
    /// Is being prepared; only those who run the programme see it.
    Draft,
    /// Is announced and not yet open.
    Upcoming,
    /// Takes applications.
    Open,
    /// Takes none any more.
    Closed,
}

/// The instant it opens belongs to the time it is open, the one it closes does not.
pub fn status(call: &funding_call::Model, now: Instant<Utc>) -> CallStatus {
    match call.published_at {
        None => CallStatus::Draft,
        Some(_) if now < call.opens_at => CallStatus::Upcoming,
        Some(_) if now < call.closes_at => CallStatus::Open,
        Some(_) => CallStatus::Closed,
    }
}

/// What a call says besides its title and time. What is left out stays; `null` empties.
#[derive(InputObject, Default)]
pub struct FundingCallContentInput {
    /// The highest grant, in the currency of the rules.
    pub max_grant: MaybeUndefined<MoneyInput>,
    /// At least so many projects: 0 to 100,000.
    pub quota_min: MaybeUndefined<i32>,
    /// At most so many; not fewer than `quotaMin`.
    pub quota_max: MaybeUndefined<i32>,
    /// How many in words, at most 200 characters.
    pub quota_text: MaybeUndefined<String>,
    /// By what applications are judged, at most 10,000 characters.
    pub criteria: MaybeUndefined<String>,
    /// True to announce it; false makes it a draft again, as long as nobody has applied.
    pub is_published: Kept<bool>,
}

/// A new call.
#[derive(InputObject)]
pub struct CreateFundingCallInput {
    /// The programme; you must be an editor of it.
    pub programme_id: ID,
    /// The rules; of the same programme. They cannot be changed from now on.
    pub rule_set_id: ID,
    /// Main language, in which the texts are written first.
    pub locale: Locale,
    /// Title in one or more languages, the main one among them; at most 200 characters each.
    pub title: Vec<LocalizedTextInput>,
    /// When it opens.
    pub opens_at: DateTime,
    /// When it closes; after it has opened.
    pub closes_at: DateTime,
    /// What else it says.
    pub content: Option<FundingCallContentInput>,
}

/// A change of a call. What is left out stays.
#[derive(InputObject)]
pub struct UpdateFundingCallInput {
    /// The call; you must be an editor of its programme.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The rules; of the same programme. Not once somebody has applied.
    pub rule_set_id: Kept<ID>,
    /// Main language.
    pub locale: Kept<Locale>,
    /// All languages of the title, the main one among them; at most 200 characters each.
    pub title: Kept<Vec<LocalizedTextInput>>,
    /// When it opens.
    pub opens_at: Kept<DateTime>,
    /// When it closes; after it has opened.
    pub closes_at: Kept<DateTime>,
    /// What else it says.
    pub content: Kept<FundingCallContentInput>,
}

pub async fn create(work: &Work, input: CreateFundingCallInput) -> Result<funding_call::Model> {
    let programme = id::of::<programme::Entity>(&input.programme_id, "programmeId")?;
    let programme = work.permit::<Edit, programme::Entity>(programme).await?;
    let set = id::of::<funding_rule_set::Entity>(&input.rule_set_id, "ruleSetId")?;
    let set = rules_of(work, set, &programme).await?;
    let mut row = funding_call::Model {
        id: new_id(),
        programme_id: programme.id,
        rule_set_id: set.id,
        locale: input.locale.0,
        title: entity::LocalizedText::default(),
        title_sort: String::new(),
        title_fold: String::new(),
        currency: set.currency,
        max_grant: None,
        opens_at: input.opens_at.0,
        closes_at: input.closes_at.0,
        quota_min: None,
        quota_max: None,
        quota_text: None,
        criteria: None,
        published_at: None,
        audience_id: programme.editors_id,
        editors_id: programme.editors_id,
        source: None,
        origin: Origin::Local,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    };
    let mut check = Check::default();
    read(
        work,
        &mut check,
        &mut row,
        Some(input.title),
        input.content.unwrap_or_default(),
    );
    check.finish()?;
    show(&mut row, &programme);
    work.insert(row.into_active_model().reset_all(), &programme)
        .await
}

pub async fn update(work: &Work, input: UpdateFundingCallInput) -> Result<funding_call::Model> {
    let id = id::of::<funding_call::Entity>(&input.id, "id")?;
    let permit = work
        .permit_version::<Edit, funding_call::Entity>(id, input.version.0)
        .await?;
    let mut row = (*permit).clone();
    let system = work.as_system(CAPACITY);
    let programme = system
        .visible::<programme::Entity>(row.programme_id)
        .await?;
    let mut check = Check::default();
    if let Some(set) = check.kept("ruleSetId", input.rule_set_id) {
        let set = id::of::<funding_rule_set::Entity>(&set, "ruleSetId")?;
        if set != row.rule_set_id {
            unused(work, &row, "ruleSetId").await?;
            let set = rules_of(work, set, &programme).await?;
            (row.rule_set_id, row.currency) = (set.id, set.currency);
        }
    }
    let content = check.kept("content", input.content).unwrap_or_default();
    if content.is_published == Kept::Value(false) && row.published_at.is_some() {
        unused(work, &row, "content.isPublished").await?;
    }
    let most = |money: &Option<entity::Money>| money.as_ref().map(|money| money.amount_minor);
    let before = most(&row.max_grant);
    if let Some(locale) = check.kept("locale", input.locale) {
        row.locale = locale.0;
    }
    let opens = check.kept("opensAt", input.opens_at);
    let closes = check.kept("closesAt", input.closes_at);
    row.opens_at = opens.map_or(row.opens_at, |at| at.0);
    row.closes_at = closes.map_or(row.closes_at, |at| at.0);
    let title = check.kept("title", input.title);
    read(work, &mut check, &mut row, title, content);
    check.finish()?;
    if most(&row.max_grant) != before {
        unused(work, &row, "content.maxGrant").await?;
    }
    show(&mut row, &programme);
    work.update(&permit, row.into_active_model().reset_all())
        .await
}

/// The rules of the same programme; locked, so that they do not change while a call comes to name them.
async fn rules_of(
    work: &Work,
    set: uuid::Uuid,
    programme: &programme::Model,
) -> Result<funding_rule_set::Model> {
    let refuse = || {
        let message = "ruleSetId names no rules of this programme; make them with createFundingRuleSet first.";
        Error::from(Refusal::new("UNKNOWN", message).at("ruleSetId"))
    };
    let system = work.as_system(CAPACITY);
    match system.permit::<Edit, funding_rule_set::Entity>(set).await {
        Ok(set) if set.programme_id == programme.id => Ok((*set).clone()),
        Ok(_) | Err(Error::NotFound) => Err(refuse()),
        Err(other) => Err(other),
    }
}

/// Nobody has applied yet.
async fn unused(work: &Work, call: &funding_call::Model, field: &str) -> Result<()> {
    let used = work
        .as_system(CAPACITY)
        .select::<application::Entity>()
        .filter(application::Column::CallId.eq(call.id))
        .limit(1);
    if work.one(used).await?.is_some() {
        let message = "Somebody has applied, so the rules, the highest grant, and that it can be seen, stay as they are; make a new call instead.";
        return Err(Refusal::new(CALL_IN_USE, message).at(field).into());
    }
    Ok(())
}

fn read(
    work: &Work,
    check: &mut Check,
    row: &mut funding_call::Model,
    title: Option<Vec<LocalizedTextInput>>,
    content: FundingCallContentInput,
) {
    let title = match title {
        Some(title) => localized(check, "title", title, NAME),
        None => row.title.clone(),
    };
    let titled = titled(check, title, &row.locale, None);
    (row.title, row.title_sort, row.title_fold) = (titled.title, titled.sort, titled.fold);
    check.order(
        Some(row.opens_at),
        Some(row.closes_at),
        ["opensAt", "closesAt"],
    );
    if let Some(most) = given(content.max_grant) {
        row.max_grant = most.map(|most| money(check, "content.maxGrant", most));
    }
    if let Some(most) = &row.max_grant
        && most.currency != row.currency
    {
        let message = format!(
            "content.maxGrant is in {}; the rules are in {}.",
            most.currency, row.currency
        );
        check.refuse("content.maxGrant.currency", WRONG_CURRENCY, message);
    }
    if let Some(least) = given(content.quota_min) {
        row.quota_min = least;
    }
    if let Some(most) = given(content.quota_max) {
        row.quota_max = most;
    }
    let names = ["content.quotaMin", "content.quotaMax"];
    check_range(check, row.quota_min, row.quota_max, names);
    set_text(
        check,
        &mut row.quota_text,
        "content.quotaText",
        content.quota_text,
        NAME,
    );
    set_text(
        check,
        &mut row.criteria,
        "content.criteria",
        content.criteria,
        TEXT,
    );
    row.published_at = match check.kept("content.isPublished", content.is_published) {
        Some(true) => row.published_at.or(Some(work.now())),
        Some(false) => None,
        None => row.published_at,
    };
}

/// A draft is for those who run the programme; what is announced, for whom the programme is.
fn show(row: &mut funding_call::Model, programme: &programme::Model) {
    row.editors_id = programme.editors_id;
    row.audience_id = match row.published_at {
        Some(_) => programme.audience_id,
        None => programme.editors_id,
    };
}
