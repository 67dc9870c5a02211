//! What can be done with what stands under a project: people, seats, goals, indicators, activities.

use async_graphql::{Context, Object};

use crate::{
    nodes::Project,
    payload,
    platform::{error::Result, graphql::ContextExt},
    projects::{
        activity::{self, RecordProgressInput, RemoveActivityInput, WriteActivityInput},
        body::{
            self, RemoveGoverningBodyInput, RemoveSeatInput, RemoveSeatTermInput,
            WriteGoverningBodyInput, WriteSeatInput, WriteSeatTermInput,
        },
        goal::{self, AssessGoalInput, RemoveGoalInput, WriteGoalInput},
        indicator::{self, RecordIndicatorValueInput, RemoveIndicatorInput, WriteIndicatorInput},
        role::{self, RemoveRoleTermInput, WriteRoleTermInput},
    },
};

payload! {
    /// What `writeRoleTerm` answers.
    WriteRoleTermPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `removeRoleTerm` answers.
    RemoveRoleTermPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `writeGoverningBody` answers.
    WriteGoverningBodyPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `removeGoverningBody` answers.
    RemoveGoverningBodyPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `writeSeat` answers.
    WriteSeatPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `removeSeat` answers.
    RemoveSeatPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `writeSeatTerm` answers.
    WriteSeatTermPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `removeSeatTerm` answers.
    RemoveSeatTermPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `writeGoal` answers.
    WriteGoalPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `removeGoal` answers.
    RemoveGoalPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `assessGoal` answers.
    AssessGoalPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `writeIndicator` answers.
    WriteIndicatorPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `removeIndicator` answers.
    RemoveIndicatorPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `recordIndicatorValue` answers.
    RecordIndicatorValuePayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `writeActivity` answers.
    WriteActivityPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `removeActivity` answers.
    RemoveActivityPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `recordProgress` answers.
    RecordProgressPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}

#[derive(Default)]
pub struct ProjectPartMutations;

#[Object]
impl ProjectPartMutations {
    /// Says who does what in a project, and for how long. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `OUT_OF_RANGE`,
    /// `REVERSED`, `UNKNOWN`, `PROJECT_OVER`.
    async fn write_role_term(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteRoleTermInput,
    ) -> Result<WriteRoleTermPayload> {
        let work = ctx.begin().await?;
        let outcome = role::write(&work, input).await;
        WriteRoleTermPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes somebody's term out of a project. Refusals: `WRONG_ID`, `UNKNOWN`, `PROJECT_OVER`.
    async fn remove_role_term(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveRoleTermInput,
    ) -> Result<RemoveRoleTermPayload> {
        let work = ctx.begin().await?;
        let outcome = role::take_away(&work, input).await;
        RemoveRoleTermPayload::from_outcome(work.finish(outcome).await)
    }

    /// Sets up a body that steers a project, or renames it. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `UNKNOWN`, `PROJECT_OVER`.
    async fn write_governing_body(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteGoverningBodyInput,
    ) -> Result<WriteGoverningBodyPayload> {
        let work = ctx.begin().await?;
        let outcome = body::write_body(&work, input).await;
        WriteGoverningBodyPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes a body away, with its seats and those who held them. Refusals: `WRONG_ID`, `UNKNOWN`, `PROJECT_OVER`.
    async fn remove_governing_body(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveGoverningBodyInput,
    ) -> Result<RemoveGoverningBodyPayload> {
        let work = ctx.begin().await?;
        let outcome = body::remove_body(&work, input).await;
        RemoveGoverningBodyPayload::from_outcome(work.finish(outcome).await)
    }

    /// Gives an organisation a seat in a body, or changes it. One seat of a body at most is the chair's. Refusals:
    /// `WRONG_ID`, `MISSING`, `TOO_LONG`, `UNKNOWN`, `CHAIR_TAKEN`, `PROJECT_OVER`.
    async fn write_seat(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteSeatInput,
    ) -> Result<WriteSeatPayload> {
        let work = ctx.begin().await?;
        let outcome = body::write_seat(&work, input).await;
        WriteSeatPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes a seat away, with those who held it. Refusals: `WRONG_ID`, `UNKNOWN`, `PROJECT_OVER`.
    async fn remove_seat(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveSeatInput,
    ) -> Result<RemoveSeatPayload> {
        let work = ctx.begin().await?;
        let outcome = body::remove_seat(&work, input).await;
        RemoveSeatPayload::from_outcome(work.finish(outcome).await)
    }

    /// Says who holds a seat, and for how long; days may be unknown. Two never hold it at once. Refusals: `WRONG_ID`,
    /// `MISSING`, `TOO_LONG`, `REVERSED`, `UNKNOWN`, `SEAT_HELD`, `PROJECT_OVER`.
    async fn write_seat_term(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteSeatTermInput,
    ) -> Result<WriteSeatTermPayload> {
        let work = ctx.begin().await?;
        let outcome = body::write_term(&work, input).await;
        WriteSeatTermPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes somebody out of the succession of a seat. Refusals: `WRONG_ID`, `UNKNOWN`, `PROJECT_OVER`.
    async fn remove_seat_term(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveSeatTermInput,
    ) -> Result<RemoveSeatTermPayload> {
        let work = ctx.begin().await?;
        let outcome = body::remove_term(&work, input).await;
        RemoveSeatTermPayload::from_outcome(work.finish(outcome).await)
    }

    /// Sets a goal of a project, or changes it. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `REVERSED`, `UNKNOWN`,
    /// `CODE_TAKEN`, `GOAL_JUDGED`, `PROJECT_OVER`.
    async fn write_goal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteGoalInput,
    ) -> Result<WriteGoalPayload> {
        let work = ctx.begin().await?;
        let outcome = goal::write(&work, input).await;
        WriteGoalPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes a goal away, with what was said of it. Refusals: `WRONG_ID`, `UNKNOWN`, `GOAL_JUDGED`, `PROJECT_OVER`.
    async fn remove_goal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveGoalInput,
    ) -> Result<RemoveGoalPayload> {
        let work = ctx.begin().await?;
        let outcome = goal::take_away(&work, input).await;
        RemoveGoalPayload::from_outcome(work.finish(outcome).await)
    }

    /// Writes down how somebody judges a goal. Assessors stand side by side; what the same one said before is kept.
    /// Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `IN_THE_FUTURE`, `UNKNOWN`, `NOT_YOUR_PART`, `PROJECT_OVER`.
    async fn assess_goal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AssessGoalInput,
    ) -> Result<AssessGoalPayload> {
        let work = ctx.begin().await?;
        let outcome = goal::assess(&work, input).await;
        AssessGoalPayload::from_outcome(work.finish(outcome).await)
    }

    /// Says what a project counts. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `UNKNOWN`, `PROJECT_OVER`.
    async fn write_indicator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteIndicatorInput,
    ) -> Result<WriteIndicatorPayload> {
        let work = ctx.begin().await?;
        let outcome = indicator::write(&work, input).await;
        WriteIndicatorPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes an indicator away, with its values. Refusals: `WRONG_ID`, `UNKNOWN`, `PROJECT_OVER`.
    async fn remove_indicator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveIndicatorInput,
    ) -> Result<RemoveIndicatorPayload> {
        let work = ctx.begin().await?;
        let outcome = indicator::take_away(&work, input).await;
        RemoveIndicatorPayload::from_outcome(work.finish(outcome).await)
    }

    /// Writes down what was counted in a period. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `OUT_OF_RANGE`, `REVERSED`,
    /// `UNKNOWN`, `TOTAL_DIFFERS`, `PERIOD_TAKEN`, `PROJECT_OVER`.
    async fn record_indicator_value(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RecordIndicatorValueInput,
    ) -> Result<RecordIndicatorValuePayload> {
        let work = ctx.begin().await?;
        let outcome = indicator::record(&work, input).await;
        RecordIndicatorValuePayload::from_outcome(work.finish(outcome).await)
    }

    /// Says what a project does, what that costs and which goals it serves. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`,
    /// `TOO_MANY`, `OUT_OF_RANGE`, `REVERSED`, `UNKNOWN`, `UNKNOWN_CURRENCY`, `ANOTHER_CURRENCY`, `CODE_TAKEN`, `PROJECT_OVER`.
    async fn write_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteActivityInput,
    ) -> Result<WriteActivityPayload> {
        let work = ctx.begin().await?;
        let outcome = activity::write(&work, input).await;
        WriteActivityPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes an activity away, with its progress. Refusals: `WRONG_ID`, `UNKNOWN`, `PROJECT_OVER`.
    async fn remove_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RemoveActivityInput,
    ) -> Result<RemoveActivityPayload> {
        let work = ctx.begin().await?;
        let outcome = activity::take_away(&work, input).await;
        RemoveActivityPayload::from_outcome(work.finish(outcome).await)
    }

    /// Writes down how far an activity has come; less than before needs a reason. Refusals: `WRONG_ID`, `TOO_LONG`,
    /// `OUT_OF_RANGE`, `IN_THE_FUTURE`, `OUT_OF_ORDER`, `REASON_NEEDED`, `UNKNOWN`, `PROJECT_OVER`.
    async fn record_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RecordProgressInput,
    ) -> Result<RecordProgressPayload> {
        let work = ctx.begin().await?;
        let outcome = activity::record(&work, input).await;
        RecordProgressPayload::from_outcome(work.finish(outcome).await)
    }
}
