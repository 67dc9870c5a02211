//! Asking, offering, matching, commenting and moderating.

use async_graphql::{Context, Object};

use crate::{
    exchange::{
        comment::{self, AddCommentInput, DeleteCommentInput, EditCommentInput},
        matching::{
            self, CloseMatchInput, ProposeMatchInput, RecordMatchMetInput, RespondToMatchInput,
        },
        moderation::{self, ModerateCommentInput, ReportCommentInput},
        post::{self, CreateExchangePostInput, EndExchangePostInput, UpdateExchangePostInput},
        question::{
            self, AcceptAnswerInput, AskQuestionInput, QuestionStepInput, UpdateQuestionInput,
        },
    },
    nodes::{Comment, ExchangeMatch, ExchangePost, Question},
    payload,
    platform::{error::Result, graphql::ContextExt},
};

payload! {
    /// What `askQuestion` answers.
    AskQuestionPayload {
        /// The new question. Null when it was refused.
        question: Question
    }
}

payload! {
    /// What `updateQuestion` answers.
    UpdateQuestionPayload {
        /// The question after the change. Null when it was refused.
        question: Question
    }
}

payload! {
    /// What `acceptAnswer` answers.
    AcceptAnswerPayload {
        /// The question, `ANSWERED`. Null when it was refused.
        question: Question
    }
}

payload! {
    /// What `closeQuestion` answers.
    CloseQuestionPayload {
        /// The question, `CLOSED`. Null when it was refused.
        question: Question
    }
}

payload! {
    /// What `reopenQuestion` answers.
    ReopenQuestionPayload {
        /// The question, `OPEN`, without its answer. Null when it was refused.
        question: Question
    }
}

payload! {
    /// What `createExchangePost` answers.
    CreateExchangePostPayload {
        /// The new request or offer. Null when it was refused.
        exchange_post: ExchangePost
    }
}

payload! {
    /// What `updateExchangePost` answers.
    UpdateExchangePostPayload {
        /// The request or offer after the change. Null when it was refused.
        exchange_post: ExchangePost
    }
}

payload! {
    /// What `closeExchangePost` answers.
    CloseExchangePostPayload {
        /// The request or offer, `CLOSED`. Null when it was refused.
        exchange_post: ExchangePost
    }
}

payload! {
    /// What `withdrawExchangePost` answers.
    WithdrawExchangePostPayload {
        /// The request or offer, `WITHDRAWN`. Null when it was refused.
        exchange_post: ExchangePost
    }
}

payload! {
    /// What `proposeMatch` answers.
    ProposeMatchPayload {
        /// The match, `PROPOSED`. Null when it was refused.
        exchange_match: ExchangeMatch
    }
}

payload! {
    /// What `respondToMatch` answers.
    RespondToMatchPayload {
        /// The match, `ACCEPTED` or `DECLINED`. Null when it was refused.
        exchange_match: ExchangeMatch
    }
}

payload! {
    /// What `recordMatchMet` answers.
    RecordMatchMetPayload {
        /// The match, `MET`. Null when it was refused.
        exchange_match: ExchangeMatch
    }
}

payload! {
    /// What `closeMatch` answers.
    CloseMatchPayload {
        /// The match, `CLOSED`. Null when it was refused.
        exchange_match: ExchangeMatch
    }
}

payload! {
    /// What `addComment` answers.
    AddCommentPayload {
        /// The new comment. Null when it was refused.
        comment: Comment
    }
}

payload! {
    /// What `editComment` answers.
    EditCommentPayload {
        /// The comment after the change. Null when it was refused.
        comment: Comment
    }
}

payload! {
    /// What `deleteComment` answers.
    DeleteCommentPayload {
        /// The comment, without its text. Null when it was refused.
        comment: Comment
    }
}

payload! {
    /// What `reportComment` answers.
    ReportCommentPayload {
        /// The comment. Null when it was refused.
        comment: Comment
    }
}

payload! {
    /// What `hideComment` answers.
    HideCommentPayload {
        /// The comment, hidden. Null when it was refused.
        comment: Comment
    }
}

payload! {
    /// What `restoreComment` answers.
    RestoreCommentPayload {
        /// The comment as everybody sees it. Null when it was refused.
        comment: Comment
    }
}

#[derive(Default)]
pub struct ExchangeMutations;

#[Object]
impl ExchangeMutations {
    /// Asks a question: for an organisation, as its editor or admin, or for oneself. Refusals: `WRONG_ID`, `MISSING`,
    /// `TOO_LONG`, `TOO_MANY`, `UNKNOWN`, `WRONG_VISIBILITY`, `NOT_YOUR_NETWORK`, `NO_NETWORK`, `BAD_CHARACTER`.
    async fn ask_question(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] input: AskQuestionInput,
    ) -> Result<AskQuestionPayload> {
        let work = ctx.begin().await?;
        let outcome = question::ask(&work, input).await;
        AskQuestionPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes a question that is not closed, for who asked it and the editors and admins of its organisation. Refusals:
    /// `WRONG_ID`, `WRONG_STATE`, `MISSING`, `TOO_LONG`, `TOO_MANY`, `UNKNOWN`, `WRONG_VISIBILITY`, `NOT_YOUR_NETWORK`.
    async fn update_question(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: UpdateQuestionInput,
    ) -> Result<UpdateQuestionPayload> {
        let work = ctx.begin().await?;
        let outcome = question::update(&work, input).await;
        UpdateQuestionPayload::from_outcome(work.finish(outcome).await)
    }

    /// Says which comment answers a question, for who asked it and the editors and admins of its organisation. Refusals:
    /// `WRONG_ID`, `WRONG_STATE`, `NOT_AN_ANSWER`.
    async fn accept_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: AcceptAnswerInput,
    ) -> Result<AcceptAnswerPayload> {
        let work = ctx.begin().await?;
        let outcome = question::accept(&work, input).await;
        AcceptAnswerPayload::from_outcome(work.finish(outcome).await)
    }

    /// Ends a question, for who asked it and the editors and admins of its organisation. Refusals: `WRONG_ID`, `WRONG_STATE`.
    async fn close_question(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: QuestionStepInput,
    ) -> Result<CloseQuestionPayload> {
        let work = ctx.begin().await?;
        let outcome = question::close(&work, input).await;
        CloseQuestionPayload::from_outcome(work.finish(outcome).await)
    }

    /// Asks a question again that was answered or closed. Refusals: `WRONG_ID`, `WRONG_STATE`.
    async fn reopen_question(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: QuestionStepInput,
    ) -> Result<ReopenQuestionPayload> {
        let work = ctx.begin().await?;
        let outcome = question::reopen(&work, input).await;
        ReopenQuestionPayload::from_outcome(work.finish(outcome).await)
    }

    /// Asks for help or offers it, for editors and admins of the organisation. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`,
    /// `TOO_MANY`, `UNKNOWN`, `IN_THE_PAST`, `NOT_YOUR_NETWORK`.
    async fn create_exchange_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The request or offer.")] input: CreateExchangePostInput,
    ) -> Result<CreateExchangePostPayload> {
        let work = ctx.begin().await?;
        let outcome = post::create(&work, input).await;
        CreateExchangePostPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes a request or offer that is not over, for editors and admins of its organisation. Refusals: `WRONG_ID`,
    /// `WRONG_STATE`, `MISSING`, `TOO_LONG`, `TOO_MANY`, `UNKNOWN`, `IN_THE_PAST`, `NOT_YOUR_NETWORK`.
    async fn update_exchange_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: UpdateExchangePostInput,
    ) -> Result<UpdateExchangePostPayload> {
        let work = ctx.begin().await?;
        let outcome = post::update(&work, input).await;
        UpdateExchangePostPayload::from_outcome(work.finish(outcome).await)
    }

    /// Ends a request or offer, for editors and admins of its organisation. Refusals: `WRONG_ID`, `WRONG_STATE`.
    async fn close_exchange_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: EndExchangePostInput,
    ) -> Result<CloseExchangePostPayload> {
        let work = ctx.begin().await?;
        let outcome = post::close(&work, input).await;
        CloseExchangePostPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes back a request or offer that is open, for editors and admins of its organisation. Refusals: `WRONG_ID`,
    /// `WRONG_STATE`.
    async fn withdraw_exchange_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: EndExchangePostInput,
    ) -> Result<WithdrawExchangePostPayload> {
        let work = ctx.begin().await?;
        let outcome = post::withdraw(&work, input).await;
        WithdrawExchangePostPayload::from_outcome(work.finish(outcome).await)
    }

    /// Proposes to bring a request together with an offer, or with an organisation that can help; for editors and admins of
    /// either side. Refusals: `WRONG_ID`, `UNKNOWN`, `TOO_LONG`, `WRONG_KIND`, `NO_OFFER`, `SAME_ORGANISATION`, `WRONG_STATE`,
    /// `ALREADY_MATCHED`.
    async fn propose_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The two sides.")] input: ProposeMatchInput,
    ) -> Result<ProposeMatchPayload> {
        let work = ctx.begin().await?;
        let outcome = matching::propose(&work, input).await;
        ProposeMatchPayload::from_outcome(work.finish(outcome).await)
    }

    /// Agrees to a proposed match, for the other side, or says no to it, for both. Agreed, the request is matched and what else was
    /// proposed for it is declined; the offer is matched too, and takes further ones. Refusals: `WRONG_ID`, `WRONG_STATE`,
    /// `OWN_PROPOSAL`.
    async fn respond_to_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: RespondToMatchInput,
    ) -> Result<RespondToMatchPayload> {
        let work = ctx.begin().await?;
        let outcome = matching::respond(&work, input).await;
        RespondToMatchPayload::from_outcome(work.finish(outcome).await)
    }

    /// Records that the two sides of an accepted match have met, for both. Refusals: `WRONG_ID`, `WRONG_STATE`,
    /// `IN_THE_FUTURE`.
    async fn record_match_met(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and when.")] input: RecordMatchMetInput,
    ) -> Result<RecordMatchMetPayload> {
        let work = ctx.begin().await?;
        let outcome = matching::record_met(&work, input).await;
        RecordMatchMetPayload::from_outcome(work.finish(outcome).await)
    }

    /// Says what came of a match, for both sides; its request is closed with it, and its offer is open again unless something else
    /// that was agreed on it is under way. Refusals: `WRONG_ID`, `WRONG_STATE`,
    /// `MISSING`, `TOO_LONG`.
    async fn close_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What came of it.")] input: CloseMatchInput,
    ) -> Result<CloseMatchPayload> {
        let work = ctx.begin().await?;
        let outcome = matching::close(&work, input).await;
        CloseMatchPayload::from_outcome(work.finish(outcome).await)
    }

    /// Comments on something one can see, for everyone who is signed in; not on a question that is closed. Refusals: `WRONG_ID`,
    /// `MISSING`, `TOO_LONG`, `BAD_CHARACTER`, `NOT_PUBLISHED`, `WRONG_STATE`, `OTHER_SUBJECT`, `COMMENT_GONE`, `TOO_DEEP`.
    async fn add_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The comment.")] input: AddCommentInput,
    ) -> Result<AddCommentPayload> {
        let work = ctx.begin().await?;
        let outcome = comment::add(&work, input).await;
        AddCommentPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes a comment of one's own, for 15 minutes. Refusals: `WRONG_ID`, `COMMENT_GONE`, `TOO_LATE`, `MISSING`, `TOO_LONG`.
    async fn edit_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new text.")] input: EditCommentInput,
    ) -> Result<EditCommentPayload> {
        let work = ctx.begin().await?;
        let outcome = comment::edit(&work, input).await;
        EditCommentPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes back a comment of one's own: its text is gone for everyone, its place stays. A question that it answered is open again.
    /// Refusals: `WRONG_ID`.
    async fn delete_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DeleteCommentInput,
    ) -> Result<DeleteCommentPayload> {
        let work = ctx.begin().await?;
        let outcome = comment::delete(&work, input).await;
        DeleteCommentPayload::from_outcome(work.finish(outcome).await)
    }

    /// Tells the moderators that a comment should not stand; each person once. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`,
    /// `COMMENT_GONE`, `OWN_COMMENT`, `ALREADY_REPORTED`.
    async fn report_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: ReportCommentInput,
    ) -> Result<ReportCommentPayload> {
        let work = ctx.begin().await?;
        let outcome = moderation::report(&work, input).await;
        ReportCommentPayload::from_outcome(work.finish(outcome).await)
    }

    /// Hides a comment, for moderators: admins of the organisation that answers for its subject, coordinators of its networks, and
    /// those who run the platform. A question that it answered is open again. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `ALREADY_HIDDEN`, `COMMENT_GONE`.
    async fn hide_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: ModerateCommentInput,
    ) -> Result<HideCommentPayload> {
        let work = ctx.begin().await?;
        let outcome = moderation::hide(&work, input).await;
        HideCommentPayload::from_outcome(work.finish(outcome).await)
    }

    /// Shows a hidden comment again, or lets one stand that was reported; for moderators. It is not an accepted answer again by that.
    /// Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `NOTHING_TO_ANSWER`, `COMMENT_GONE`.
    async fn restore_comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: ModerateCommentInput,
    ) -> Result<RestoreCommentPayload> {
        let work = ctx.begin().await?;
        let outcome = moderation::restore(&work, input).await;
        RestoreCommentPayload::from_outcome(work.finish(outcome).await)
    }
}
