//! A registration as those who may see it do.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{
    registration::{self, RegistrationStatus},
    registration_answer,
    registration_event::{self, RegistrationEventKind},
    registration_question,
    seat_pool::SeatKind,
};

use crate::{
    nodes::{Organisation, Person, Seminar},
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{ContextExt, DateTime, Nullable, SafeInt, id},
    },
    seminars::{
        cancellation::may_cancel,
        holding::qr,
        policy::CancelRegistration,
        questions::is_asked,
        queue::{PlaceInQueue, QuestionsOf, SeatOf},
    },
};

use super::RegistrationQuestion;

/// What a viewer may do with a registration.
#[derive(SimpleObject)]
pub struct RegistrationPermissions {
    /// Give it up.
    pub cancel: bool,
}

pub struct RegistrationFields(pub Arc<registration::Model>);

impl RegistrationFields {
    /// The questions of the seminar, and what this person has answered.
    async fn asked_and_answered(
        &self,
        ctx: &Context<'_>,
    ) -> Result<(
        Arc<Vec<registration_question::Model>>,
        Arc<Vec<registration_answer::Model>>,
    )> {
        let answers = ctx
            .details::<registration::Entity, registration_answer::Entity>(&self.0)
            .await?;
        let questions = QuestionsOf(self.0.seminar_id);
        let questions = ctx.loader().load_one(questions).await?;
        Ok((questions.unwrap_or_default(), answers))
    }

    /// Whether the viewer is the person or an organiser.
    fn is_known(&self, viewer: &Viewer) -> bool {
        Allows::<CancelRegistration>::allows(&*self.0, viewer)
    }

    fn code(&self, viewer: &Viewer) -> Option<&str> {
        use RegistrationStatus::{Attended, Confirmed};
        let shows = viewer.is(self.0.person_id) && matches!(self.0.status, Confirmed | Attended);
        self.0.check_in_code.as_deref().filter(|_| shows)
    }
}

/// An answer to a question.
#[derive(SimpleObject)]
pub struct RegistrationAnswer {
    /// What was asked.
    pub question: RegistrationQuestion,
    /// What was answered; of a YES_NO `YES` or `NO`.
    pub text: String,
}

pub struct RegistrationEvent(registration_event::Model);

/// Something that was done to a registration.
#[Object]
impl RegistrationEvent {
    /// What.
    async fn kind(&self) -> RegistrationEventKind {
        self.0.kind
    }

    /// By whom; null: by Erfa itself, or when the viewer may not see the person.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.person_id)
            .await
    }

    /// The priority before, of one who was moved.
    async fn priority_before(&self) -> Option<i32> {
        self.0.priority_before
    }

    /// The priority after that.
    async fn priority_after(&self) -> Option<i32> {
        self.0.priority_after
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

#[Object]
impl RegistrationFields {
    /// Opaque id of this registration.
    async fn id(&self) -> ID {
        id::global("Registration", self.0.id)
    }

    /// What it is for; null when the viewer may no longer see that.
    async fn seminar(&self, ctx: &Context<'_>) -> Nullable<Seminar> {
        ctx.related::<entity::seminar::Entity, _>(self.0.seminar_id)
            .await
    }

    /// Who comes; null when the viewer may not see the person.
    async fn person(&self, ctx: &Context<'_>) -> Nullable<Person> {
        ctx.related::<entity::person::Entity, _>(self.0.person_id)
            .await
    }

    /// The organisation the person stood for when registering.
    async fn organisation(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<entity::organisation::Entity, _>(self.0.organisation_id)
            .await
    }

    /// The name of that organisation at the time.
    async fn organisation_name(&self) -> Option<&str> {
        self.0.organisation_name.as_deref()
    }

    /// The person's title there at the time.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// What kind of seat it is for.
    async fn seat(&self, ctx: &Context<'_>) -> Nullable<SeatKind> {
        ctx.loader().load_one(SeatOf(self.0.id)).await.into()
    }

    /// Where it stands.
    async fn status(&self) -> RegistrationStatus {
        self.0.status
    }

    /// Place among those who wait, the next being 1; null for one that does not wait. Only the person and the organisers know it.
    async fn position(&self, ctx: &Context<'_>) -> Nullable<i32> {
        if self.0.status != RegistrationStatus::Waitlisted {
            return None.into();
        }
        ctx.loader().load_one(PlaceInQueue(self.0.id)).await.into()
    }

    /// Given by organisers: the highest is next. Only the person and the organisers know it.
    async fn priority(&self, ctx: &Context<'_>) -> Option<i32> {
        self.is_known(ctx.viewer()).then_some(self.0.priority)
    }

    /// Until when an offered seat can be taken. Only the person and the organisers know it.
    async fn offer_expires_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        let known = self.is_known(ctx.viewer());
        self.0.offer_expires_at.filter(|_| known).map(DateTime)
    }

    /// What organisers and time did to it, in that order. Only the person and the organisers know it; empty for others.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<RegistrationEvent>> {
        if !self.is_known(ctx.viewer()) {
            return Ok(vec![]);
        }
        let rows = ctx
            .details::<registration::Entity, registration_event::Entity>(&self.0)
            .await?;
        Ok(rows.iter().cloned().map(RegistrationEvent).collect())
    }

    /// What the person answered when registering. Only the person and the organisers know it; empty for others.
    async fn answers(&self, ctx: &Context<'_>) -> Result<Vec<RegistrationAnswer>> {
        if !self.is_known(ctx.viewer()) {
            return Ok(vec![]);
        }
        let (questions, rows) = self.asked_and_answered(ctx).await?;
        let answer = |question: &registration_question::Model| {
            let own = rows.iter().find(|row| row.question_id == question.id)?;
            Some(RegistrationAnswer {
                question: RegistrationQuestion(question.clone()),
                text: own.text.clone(),
            })
        };
        Ok(questions.iter().filter_map(answer).collect())
    }

    /// What the person is asked now and has not answered. Only the person and the organisers know it; empty for others.
    async fn open_questions(&self, ctx: &Context<'_>) -> Result<Vec<RegistrationQuestion>> {
        if !self.is_known(ctx.viewer()) {
            return Ok(vec![]);
        }
        let (questions, rows) = self.asked_and_answered(ctx).await?;
        let open = questions.iter().filter(|question| {
            is_asked(question, self.0.status)
                && rows.iter().all(|row| row.question_id != question.id)
        });
        Ok(open.cloned().map(RegistrationQuestion).collect())
    }

    /// What the person shows at the door: eight letters and digits. Only for the person, once they have a seat; null for everyone else.
    async fn check_in_code(&self, ctx: &Context<'_>) -> Option<&str> {
        self.code(ctx.viewer())
    }

    /// The same as a QR code: a picture in SVG.
    async fn check_in_qr(&self, ctx: &Context<'_>) -> Nullable<String> {
        self.code(ctx.viewer()).map(qr).transpose().into()
    }

    /// When the person was let in; null for one who was not, or was only marked.
    async fn attended_at(&self) -> Option<DateTime> {
        self.0.attended_at.map(DateTime)
    }

    /// When the person joined; those who joined earlier come first.
    async fn joined_at(&self) -> DateTime {
        self.0.joined_at.into()
    }

    /// The person agreed to stand on the list of participants, which everyone who is signed in and sees the seminar can
    /// read, once they have a seat.
    async fn is_listed(&self) -> bool {
        self.0.is_listed
    }

    /// When it was given up.
    async fn cancelled_at(&self) -> Option<DateTime> {
        self.0.cancelled_at.map(DateTime)
    }

    /// Grows with every change; a change names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> RegistrationPermissions {
        let allowed = Allows::<CancelRegistration>::allows(&*self.0, ctx.viewer());
        RegistrationPermissions {
            cancel: allowed && may_cancel(&self.0),
        }
    }
}
