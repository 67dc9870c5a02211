//! Asking what others know.
//!
//! 1. A person asks for an organisation that they write for, or for themselves; what somebody asks for themselves is never
//!    for an organisation's people only.
//! 2. One of the comments is the answer, as the asker finds; a later one may take its place.
//! 3. A closed question is not changed and takes no comments; it can be asked again.
//! 4. An answer that is hidden or taken back is none: its question is open again, and stays so until another is taken.
//! 5. Whoever touches a question and its comments locks the question first.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    Origin, Visibility,
    comment::{self, CommentSubjectKind},
    municipality, network, organisation,
    question::{self, QuestionStatus},
    theme,
};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::{
    circle::{CAPACITY, first_circle, store},
    content::{TEXT, TIES, TITLE},
    experience::WRONG_STATE,
    policy::{Ask, AskFor, EditQuestion, SettleExchange},
};
use crate::{
    networks::{check_networks, write_shares},
    places::names,
    platform::{
        access::{Permitted, Work},
        clock::new_id,
        error::{Error, Refusal, Result},
        graphql::{Check, Kept, Locale, SafeInt, id},
    },
    themes::write_themes,
};

/// A visibility that what somebody asks for themselves cannot have.
const WRONG_VISIBILITY: &str = "WRONG_VISIBILITY";
/// A comment on something else, or one that is hidden or taken back.
const NOT_AN_ANSWER: &str = "NOT_AN_ANSWER";

/// A new question.
#[derive(InputObject)]
pub struct AskQuestionInput {
    /// The organisation it is asked for; you must be an editor or admin of it. You ask for yourself when it is missing.
    pub organisation_id: Option<ID>,
    /// The language it is asked in.
    pub locale: Locale,
    /// The question in one line, at most 200 characters.
    pub title: String,
    /// What is behind it; at most 10,000 characters.
    pub body: String,
    /// The municipality it is about.
    pub municipality_id: Option<ID>,
    /// Its themes; at most 50.
    pub theme_ids: Option<Vec<ID>>,
    /// Networks it is shared in; you must belong to them. At most 50.
    pub network_ids: Option<Vec<ID>>,
    /// Who may see it; its networks may narrow that.
    #[graphql(default_with = "Visibility::Public")]
    pub visibility: Visibility,
}

/// A change of a question. What is left out stays as it is.
#[derive(InputObject)]
pub struct UpdateQuestionInput {
    /// The question: your own, or one of an organisation that you write for.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The question in one line, at most 200 characters.
    pub title: Kept<String>,
    /// What is behind it; at most 10,000 characters.
    pub body: Kept<String>,
    /// The municipality it is about; null empties it.
    pub municipality_id: MaybeUndefined<ID>,
    /// All its themes; at most 50.
    pub theme_ids: Kept<Vec<ID>>,
    /// All networks it is shared in; you must belong to those you add. At most 50.
    pub network_ids: Kept<Vec<ID>>,
    /// Who may see it.
    pub visibility: Kept<Visibility>,
}

/// The comment that answers a question.
#[derive(InputObject)]
pub struct AcceptAnswerInput {
    /// The question.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
    /// The comment on it that answers it.
    pub comment_id: ID,
}

/// Which question, as it was read.
#[derive(InputObject)]
pub struct QuestionStepInput {
    /// The question.
    pub id: ID,
    /// The version that was read.
    pub version: SafeInt,
}

type Opened = Permitted<EditQuestion, question::Entity>;
pub(super) type Settled = Permitted<SettleExchange, question::Entity>;

pub async fn ask(work: &Work, input: AskQuestionInput) -> Result<question::Model> {
    let anybody = work.permit_platform::<Ask>()?;
    let mut check = Check::default();
    let organisation =
        id::optional::<organisation::Entity>(&input.organisation_id, "organisationId");
    let organisation = check.take(organisation)?.flatten();
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
    check_visibility(&mut check, organisation, input.visibility);
    check.finish()?;
    check_networks(work, &networks, &[]).await?;
    let circle = first_circle(work, organisation, &networks, input.visibility, true).await?;
    let row = question::Model {
        id: new_id(),
        asker_id: work.viewer().person().ok(),
        organisation_id: organisation,
        municipality_id: place,
        locale: input.locale.0,
        title_sort: names::sort_key(&title, None),
        title,
        body,
        status: QuestionStatus::Open,
        accepted_answer_id: None,
        asked_at: work.now(),
        visibility: input.visibility,
        audience_id: circle.audience,
        editors_id: circle.editors,
        source: None,
        origin: Origin::Local,
        version: 1,
        created_at: work.now(),
        updated_at: work.now(),
    };
    let change = row.into_active_model().reset_all();
    let row = match organisation {
        None => work.insert(change, &anybody).await?,
        Some(organisation) => {
            let organisation = work
                .permit::<AskFor, organisation::Entity>(organisation)
                .await?;
            work.insert(change, &organisation).await?
        }
    };
    let system = work.as_system(CAPACITY);
    let question = system
        .permit::<EditQuestion, question::Entity>(row.id)
        .await?;
    write_shares(&system, &question, networks).await?;
    write_themes(&system, &question, themes.unwrap_or_default()).await?;
    Ok(row)
}

fn check_visibility(check: &mut Check, organisation: Option<Uuid>, visibility: Visibility) {
    use Visibility::{Organisation, Restricted};
    if organisation.is_none() && matches!(visibility, Organisation | Restricted) {
        let message = format!(
            "visibility is {}; what you ask for yourself is PUBLIC, REGISTERED or NETWORK.",
            visibility.to_value()
        );
        check.refuse("visibility", WRONG_VISIBILITY, message);
    }
}

pub async fn update(work: &Work, input: UpdateQuestionInput) -> Result<question::Model> {
    let question = opened(work, &input.id, input.version).await?;
    may(&question, QuestionStep::Change)?;
    let mut row = (*question).clone();
    let mut check = Check::default();
    if let Some(title) = check.kept("title", input.title) {
        row.title = check.text("title", title, TITLE);
        row.title_sort = names::sort_key(&row.title, None);
    }
    if let Some(body) = check.kept("body", input.body) {
        row.body = check.text("body", body, TEXT);
    }
    row.visibility = check
        .kept("visibility", input.visibility)
        .unwrap_or(row.visibility);
    check_visibility(&mut check, row.organisation_id, row.visibility);
    match input.municipality_id {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => row.municipality_id = None,
        MaybeUndefined::Value(given) => {
            let place = id::of::<municipality::Entity>(&given, "municipalityId");
            row.municipality_id = check.take(place)?;
            let place = row.municipality_id;
            check
                .known::<municipality::Entity>(work, "municipalityId", place.as_slice())
                .await?;
        }
    }
    let themes = check.ids::<theme::Entity>("themeIds", &input.theme_ids, TIES)?;
    let networks = check.ids::<network::Entity>("networkIds", &input.network_ids, TIES)?;
    check.finish()?;
    if let Some(networks) = networks {
        write_shares(work, &question, networks).await?;
    }
    if let Some(themes) = themes {
        write_themes(work, &question, themes).await?;
    }
    store(work, &question, row).await
}

async fn opened(work: &Work, id: &ID, version: SafeInt) -> Result<Opened> {
    let id = id::of::<question::Entity>(id, "id")?;
    work.permit_version(id, version.0).await
}

/// What whoever asks does with a question.
#[derive(Clone, Copy)]
pub(super) enum QuestionStep {
    Change,
    Answer,
    Close,
    Reopen,
}

/// It stands so that the step can be taken; refused otherwise.
pub(super) fn may(question: &question::Model, step: QuestionStep) -> Result<()> {
    use QuestionStatus::{Closed, Open};
    match (step, question.status) {
        (QuestionStep::Change, Closed) => Err(closed("changed")),
        (QuestionStep::Answer, Closed) => Err(closed("answered")),
        (QuestionStep::Close, Closed) => Err(closed("closed again")),
        (QuestionStep::Reopen, Open) => {
            let message = "A question that is OPEN is being asked already; only one that is ANSWERED or CLOSED is asked again.";
            Err(Refusal::new(WRONG_STATE, message).into())
        }
        _ => Ok(()),
    }
}

fn closed(what: &str) -> Error {
    let message = format!("A question that is CLOSED cannot be {what}; ask it again first.");
    Refusal::new(WRONG_STATE, message).into()
}

/// Takes a comment as the answer.
pub async fn accept(work: &Work, input: AcceptAnswerInput) -> Result<question::Model> {
    let answer = id::of::<comment::Entity>(&input.comment_id, "commentId")?;
    let question = opened(work, &input.id, input.version).await?;
    may(&question, QuestionStep::Answer)?;
    // Locked, so that nobody hides it or takes it back meanwhile.
    let answer = work
        .select::<comment::Entity>()
        .filter(comment::Column::Id.eq(answer))
        .lock_exclusive();
    let answer = work.one(answer).await?.ok_or(Error::NotFound)?;
    let stands = answer.deleted_at.is_none() && answer.hidden_at.is_none();
    if answer.subject_id != question.id || !stands {
        let message = "commentId names a comment on something else, or one that is hidden or taken back; an answer is a comment on this question that everybody can read.";
        return Err(Refusal::new(NOT_AN_ANSWER, message).at("commentId").into());
    }
    let mut row = (*question).clone();
    row.status = QuestionStatus::Answered;
    row.accepted_answer_id = Some(answer.id);
    store(work, &question, row).await
}

/// The question that a comment stands on, locked: always before the comment. None where it stands on something else, or cannot
/// be seen.
pub(super) async fn lock_question(work: &Work, comment: Uuid) -> Result<Option<Settled>> {
    let found = work.by_ids::<comment::Entity>(&[comment]).await?.pop();
    match found.filter(|row| row.subject_kind == CommentSubjectKind::Question) {
        Some(row) => {
            let system = work.as_system(CAPACITY);
            system.permit(row.subject_id).await.map(Some)
        }
        None => Ok(None),
    }
}

/// Takes its answer from a question, if this comment was it.
pub(super) async fn lose_answer(work: &Work, question: &Settled, comment: Uuid) -> Result<()> {
    if question.accepted_answer_id != Some(comment) {
        return Ok(());
    }
    let mut row = (**question).clone();
    row.accepted_answer_id = None;
    if row.status == QuestionStatus::Answered {
        row.status = QuestionStatus::Open;
    }
    store(&work.as_system(CAPACITY), question, row)
        .await
        .map(drop)
}

/// Ends a question, answered or not.
pub async fn close(work: &Work, input: QuestionStepInput) -> Result<question::Model> {
    let question = opened(work, &input.id, input.version).await?;
    may(&question, QuestionStep::Close)?;
    let mut row = (*question).clone();
    row.status = QuestionStatus::Closed;
    store(work, &question, row).await
}

/// Asks a closed or answered question again.
pub async fn reopen(work: &Work, input: QuestionStepInput) -> Result<question::Model> {
    let question = opened(work, &input.id, input.version).await?;
    may(&question, QuestionStep::Reopen)?;
    let mut row = (*question).clone();
    row.status = QuestionStatus::Open;
    row.accepted_answer_id = None;
    store(work, &question, row).await
}
