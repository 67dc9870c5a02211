//! What can be done with registrations by offers and decisions, and with a seminar that is being held.

use async_graphql::{Context, Object};

use crate::{
    nodes::{Registration, Seminar},
    payload,
    platform::{
        error::{Error, Result},
        graphql::ContextExt,
    },
    seminars::{
        approval::{self, DecideRegistrationInput, PrioritiseRegistrationInput},
        changing_seat::{self, ChangeSeatInput},
        holding::{
            self, CheckInInput, Entered, GiveSeminarFeedbackInput, MarkAttendanceInput,
            SendSeminarReportInput, WriteAttendanceInput, WriteSeminarReportInput,
        },
        needs::{self, GrantNeedsAccessInput, WriteRegistrationNeedsInput},
        offers::{self, AnswerOfferInput},
        questions::{self, AnswerRegistrationQuestionsInput},
    },
};

payload! {
    /// What was answered, or why not.
    AnswerOfferPayload {
        /// The registration as it is now.
        registration: Registration
    }
}
payload! {
    /// What was changed, or why not.
    ChangeSeatPayload {
        /// The registration as it is now.
        registration: Registration
    }
}
payload! {
    /// What was decided, or why not.
    DecideRegistrationPayload {
        /// The registration as it is now.
        registration: Registration
    }
}
payload! {
    /// Who was moved, or why not.
    PrioritiseRegistrationPayload {
        /// The registration as it is now.
        registration: Registration
    }
}
payload! {
    /// What was answered, or why not.
    AnswerRegistrationQuestionsPayload {
        /// The registration as it is now.
        registration: Registration
    }
}
payload! {
    /// What was kept or erased, or why not.
    WriteRegistrationNeedsPayload {
        /// The registration as it is now.
        registration: Registration
    }
}
payload! {
    /// What was noted, or why not.
    MarkAttendancePayload {
        /// The registration as it is now.
        registration: Registration
    }
}
payload! {
    /// Who may read it, or why not.
    GrantNeedsAccessPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was written, or why not.
    WriteAttendancePayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was written, or why not.
    WriteSeminarReportPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was sent, or why not.
    SendSeminarReportPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// What was kept, or why not.
    GiveSeminarFeedbackPayload {
        /// The seminar as it is now.
        seminar: Seminar
    }
}
payload! {
    /// Who was let in, or why not.
    CheckInPayload {
        /// The registration as it is now.
        registration: Registration
    }
}

#[derive(Default)]
pub struct HoldingMutations;

#[Object]
impl HoldingMutations {
    /// Says yes or no to an offered seat; saying the same again changes nothing. For the person alone. Refused with `OFFER_EXPIRED`, `NO_OFFER`,
    /// and in taking it with `MISSING` for what must be answered, and `NOT_A_CHOICE`, `UNKNOWN`, `DUPLICATE`, `TOO_MANY`.
    async fn answer_offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AnswerOfferInput,
    ) -> Result<AnswerOfferPayload> {
        let work = ctx.begin().await?;
        let outcome = offers::answer(&work, input).await;
        AnswerOfferPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes to a seat of another kind, in the room or online: whoever has a seat must find one free that nobody waits for, and keeps
    /// theirs otherwise; whoever waits goes behind those who wait for that kind. For the person and the organisers. Refused with
    /// `NO_FREE_SEAT`, `NO_SUCH_SEATS`, `WRONG_STATE`.
    async fn change_seat(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ChangeSeatInput,
    ) -> Result<ChangeSeatPayload> {
        let work = ctx.begin().await?;
        let outcome = changing_seat::change(&work, input).await;
        ChangeSeatPayload::from_outcome(work.finish(outcome).await)
    }

    /// Lets somebody in who asked to come, or not; the person is told. For the organisers. Refused with `WRONG_STATE`.
    async fn decide_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: DecideRegistrationInput,
    ) -> Result<DecideRegistrationPayload> {
        let work = ctx.begin().await?;
        let outcome = approval::decide(&work, input).await;
        DecideRegistrationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Moves somebody among those who wait; that is kept, with the reason. For the organisers. Refused with `WRONG_STATE`, `OUT_OF_RANGE`.
    async fn prioritise_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: PrioritiseRegistrationInput,
    ) -> Result<PrioritiseRegistrationPayload> {
        let work = ctx.begin().await?;
        let outcome = approval::prioritise(&work, input).await;
        PrioritiseRegistrationPayload::from_outcome(work.finish(outcome).await)
    }

    /// Answers what people are asked. For the person alone, until the seminar begins. Refused with `UNKNOWN`, `NOT_A_CHOICE`, `MISSING`, `WRONG_STATE`.
    async fn answer_registration_questions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AnswerRegistrationQuestionsInput,
    ) -> Result<AnswerRegistrationQuestionsPayload> {
        let work = ctx.begin().await?;
        let outcome = questions::answer(&work, input).await;
        AnswerRegistrationQuestionsPayload::from_outcome(work.finish(outcome).await)
    }

    /// Says what the person needs to eat and to take part, or takes it back; kept only with their consent. For the person alone. Refused with `CONSENT_NEEDED`, and `WRONG_STATE` for a registration that no longer stands.
    async fn write_registration_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteRegistrationNeedsInput,
    ) -> Result<WriteRegistrationNeedsPayload> {
        let work = ctx.begin().await?;
        let outcome = needs::write(&work, input).await;
        WriteRegistrationNeedsPayload::from_outcome(work.finish(outcome).await)
    }

    /// Says whether somebody was there. For the organisers, from two hours before the start. Refused with `NOT_STARTED`, `WRONG_STATE`.
    async fn mark_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: MarkAttendanceInput,
    ) -> Result<MarkAttendancePayload> {
        let work = ctx.begin().await?;
        let outcome = holding::mark(&work, input).await;
        MarkAttendancePayload::from_outcome(work.finish(outcome).await)
    }

    /// Names those who may read who needs what. For admins of the organisation that leads the seminar. Refused with `UNKNOWN`.
    async fn grant_needs_access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: GrantNeedsAccessInput,
    ) -> Result<GrantNeedsAccessPayload> {
        let work = ctx.begin().await?;
        let outcome = needs::grant(&work, input).await;
        GrantNeedsAccessPayload::from_outcome(work.finish(outcome).await)
    }

    /// Says how many people of each organisation were there. For the organisers, once it is HELD. Refused with `WRONG_STATE`, `DUPLICATE`, `UNKNOWN`.
    async fn write_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteAttendanceInput,
    ) -> Result<WriteAttendancePayload> {
        let work = ctx.begin().await?;
        let outcome = holding::write_attendance(&work, input).await;
        WriteAttendancePayload::from_outcome(work.finish(outcome).await)
    }

    /// Writes the summary of a seminar, its decisions and follow-ups. For the organisers, once it is HELD. One that was sent can be
    /// written anew and sent again. Refused with `WRONG_STATE`.
    async fn write_seminar_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteSeminarReportInput,
    ) -> Result<WriteSeminarReportPayload> {
        let work = ctx.begin().await?;
        let outcome = holding::write_report(&work, input).await;
        WriteSeminarReportPayload::from_outcome(work.finish(outcome).await)
    }

    /// Notes that all participants are to be told of the summary: the seminar is REPORTED. For the organisers; again once the summary was
    /// written anew. Refused with `NO_SUMMARY`, `WRONG_STATE`.
    async fn send_seminar_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SendSeminarReportInput,
    ) -> Result<SendSeminarReportPayload> {
        let work = ctx.begin().await?;
        let outcome = holding::send(&work, input).await;
        SendSeminarReportPayload::from_outcome(work.finish(outcome).await)
    }

    /// Says what a participant thought; saying it again takes the place of what was said before. For the person alone. Refused with `FEEDBACK_CLOSED`, `WRONG_STATE`.
    async fn give_seminar_feedback(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: GiveSeminarFeedbackInput,
    ) -> Result<GiveSeminarFeedbackPayload> {
        let work = ctx.begin().await?;
        let outcome = holding::give(&work, input).await;
        GiveSeminarFeedbackPayload::from_outcome(work.finish(outcome).await)
    }

    /// Lets somebody in by the code of their registration: they were there. For the organisers, from two hours before the start. Refused
    /// with `WRONG_CODE`, `TOO_MANY_WRONG_CODES` after ten within ten minutes, `NOT_STARTED`, `WRONG_STATE`.
    async fn check_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CheckInInput,
    ) -> Result<CheckInPayload> {
        let work = ctx.begin().await?;
        let outcome = holding::check_in(&work, input).await;
        // A wrong code is counted although nobody is let in.
        let entered = work.finish(outcome).await;
        CheckInPayload::from_outcome(entered.and_then(|entered| match entered {
            Entered::In(row) => Ok(*row),
            Entered::Refused(why) => Err(Error::from(why)),
        }))
    }
}
