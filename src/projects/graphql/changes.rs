//! What can be done with projects.

use async_graphql::{Context, Object};

use crate::{
    nodes::Project,
    payload,
    platform::{error::Result, graphql::ContextExt},
    projects::{
        change_request::{self, DecideChangeInput, RequestChangeInput},
        project::{
            self, CreateProjectInput, LeaveProjectInput, PublishProjectInput, UpdateProjectInput,
        },
        relation::{self, LinkExperienceInput, RelateProjectInput, UnrelateProjectInput},
        report::{self, AnswerReportInput, SubmitReportInput, WriteReportInput},
        stage::{self, ChangeProjectStatusInput},
    },
};

payload! {
    /// What `createProject` answers.
    CreateProjectPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `updateProject` answers.
    UpdateProjectPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `publishProject` answers.
    PublishProjectPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `leaveProject` answers.
    LeaveProjectPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `changeProjectStatus` answers.
    ChangeProjectStatusPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `relateProject` answers.
    RelateProjectPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `unrelateProject` answers.
    UnrelateProjectPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `requestChange` answers.
    RequestChangePayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `decideChange` answers.
    DecideChangePayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `writeReport` answers.
    WriteReportPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `submitReport` answers.
    SubmitReportPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `answerReport` answers.
    AnswerReportPayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `linkExperience` answers.
    LinkExperiencePayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}
payload! {
    /// What `unlinkExperience` answers.
    UnlinkExperiencePayload {
        /// The project as it is now. Null when it was refused.
        project: Project
    }
}

#[derive(Default)]
pub struct ProjectMutations;

#[Object]
impl ProjectMutations {
    /// Begins a project, for editors and admins of its owner: a draft that only those see who answer for it. Refusals:
    /// `WRONG_ID`, `MISSING`, `TOO_LONG`, `TOO_MANY`, `DUPLICATE`, `OUT_OF_RANGE`, `REVERSED`, `UNKNOWN`, `UNKNOWN_CODE`,
    /// `UNKNOWN_CURRENCY`, `BAD_CHARACTER`, `WRONG_TRANSITION`, `IN_THE_FUTURE`,
    /// `NOT_YOURS`, `NOT_YOUR_NETWORK`, `NO_NETWORK`.
    async fn create_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: CreateProjectInput,
    ) -> Result<CreateProjectPayload> {
        let work = ctx.begin().await?;
        let outcome = project::create(&work, input).await;
        CreateProjectPayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes what a project says of itself, for its editors. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `TOO_MANY`,
    /// `DUPLICATE`, `OUT_OF_RANGE`, `REVERSED`, `UNKNOWN`, `UNKNOWN_CODE`, `UNKNOWN_CURRENCY`, `BAD_CHARACTER`,
    /// `NOT_YOURS`, `NOT_YOUR_NETWORK`, `NO_NETWORK`, `IN_THE_FUTURE`, `FUNDER_STAYS`, `PROJECT_OVER`.
    async fn update_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UpdateProjectInput,
    ) -> Result<UpdateProjectPayload> {
        let work = ctx.begin().await?;
        let outcome = project::update(&work, input).await;
        UpdateProjectPayload::from_outcome(work.finish(outcome).await)
    }

    /// Lets those see a project whom its visibility names; one that is published stays so. Refusals: `WRONG_ID`, `PROJECT_OVER`.
    async fn publish_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: PublishProjectInput,
    ) -> Result<PublishProjectPayload> {
        let work = ctx.begin().await?;
        let outcome = project::publish(&work, input).await;
        PublishProjectPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes an organisation out of a project that it pays for, takes part in or evaluates, for editors and admins of the
    /// organisation. Refusals: `WRONG_ID`, `UNKNOWN`, `PROJECT_OVER`.
    async fn leave_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who leaves what.")] input: LeaveProjectInput,
    ) -> Result<LeaveProjectPayload> {
        let work = ctx.begin().await?;
        let outcome = project::leave(&work, input).await;
        LeaveProjectPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes a project to another status. CLOSED is refused with every closing rule that does not hold. Refusals:
    /// `WRONG_ID`, `TOO_LONG`, `WRONG_TRANSITION`, `ACCOUNTS_NOT_ACCEPTED`, `NOT_EVALUATED`, `GOALS_NOT_ASSESSED`,
    /// `NO_EXPERIENCE_PUBLISHED`, `CHANGES_NOT_DECIDED`, `PROJECT_OVER`.
    async fn change_project_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: ChangeProjectStatusInput,
    ) -> Result<ChangeProjectStatusPayload> {
        let work = ctx.begin().await?;
        let outcome = stage::change(&work, input).await;
        ChangeProjectStatusPayload::from_outcome(work.finish(outcome).await)
    }

    /// Says what another project is to one. None comes before itself or is a part of itself. Refusals: `WRONG_ID`,
    /// `TOO_LONG`, `UNKNOWN`, `SELF`, `RING`, `ALREADY_THERE`, `PROJECT_OVER`.
    async fn relate_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RelateProjectInput,
    ) -> Result<RelateProjectPayload> {
        let work = ctx.begin().await?;
        let outcome = relation::relate(&work, input).await;
        RelateProjectPayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes back what another project is to one. Refusals: `WRONG_ID`, `UNKNOWN`, `PROJECT_OVER`.
    async fn unrelate_project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: UnrelateProjectInput,
    ) -> Result<UnrelateProjectPayload> {
        let work = ctx.begin().await?;
        let outcome = relation::unrelate(&work, input).await;
        UnrelateProjectPayload::from_outcome(work.finish(outcome).await)
    }

    /// Asks whoever pays for a change of a project. Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `PROJECT_OVER`.
    async fn request_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: RequestChangeInput,
    ) -> Result<RequestChangePayload> {
        let work = ctx.begin().await?;
        let outcome = change_request::request(&work, input).await;
        RequestChangePayload::from_outcome(work.finish(outcome).await)
    }

    /// Agrees to a change or not, for editors of the funders, or admins of the owner where there are none. Refusals:
    /// `WRONG_ID`, `TOO_LONG`, `UNKNOWN`, `DECIDED_ALREADY`, `CONFLICT_OF_INTEREST`, `PROJECT_OVER`.
    async fn decide_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: DecideChangeInput,
    ) -> Result<DecideChangePayload> {
        let work = ctx.begin().await?;
        let outcome = change_request::decide(&work, input).await;
        DecideChangePayload::from_outcome(work.finish(outcome).await)
    }

    /// Writes a report, the accounts or an evaluation of a project: a draft until it is submitted. Refusals: `WRONG_ID`,
    /// `MISSING`, `TOO_LONG`, `REVERSED`, `UNKNOWN`, `WRONG_REPORT_STATUS`, `PROJECT_OVER`.
    async fn write_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: WriteReportInput,
    ) -> Result<WriteReportPayload> {
        let work = ctx.begin().await?;
        let outcome = report::write(&work, input).await;
        WriteReportPayload::from_outcome(work.finish(outcome).await)
    }

    /// Hands a report in. Refusals: `WRONG_ID`, `UNKNOWN`, `WRONG_REPORT_STATUS`, `NOT_APPROVED`, `PROJECT_OVER`.
    async fn submit_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: SubmitReportInput,
    ) -> Result<SubmitReportPayload> {
        let work = ctx.begin().await?;
        let outcome = report::submit(&work, input).await;
        SubmitReportPayload::from_outcome(work.finish(outcome).await)
    }

    /// Accepts a report or sends it back, for editors of the funders, or admins of the owner where there are none.
    /// Refusals: `WRONG_ID`, `MISSING`, `TOO_LONG`, `UNKNOWN`, `WRONG_REPORT_STATUS`, `CONFLICT_OF_INTEREST`, `PROJECT_OVER`.
    async fn answer_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: AnswerReportInput,
    ) -> Result<AnswerReportPayload> {
        let work = ctx.begin().await?;
        let outcome = report::answer(&work, input).await;
        AnswerReportPayload::from_outcome(work.finish(outcome).await)
    }

    /// Says that an experience tells others of a project, for the project's editors. Refusals: `WRONG_ID`, `UNKNOWN`,
    /// `ALREADY_THERE`, `PROJECT_OVER`.
    async fn link_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: LinkExperienceInput,
    ) -> Result<LinkExperiencePayload> {
        let work = ctx.begin().await?;
        let outcome = relation::link(&work, input).await;
        LinkExperiencePayload::from_outcome(work.finish(outcome).await)
    }

    /// Takes an experience away from a project, for the project's editors. Refusals: `WRONG_ID`, `UNKNOWN`, `PROJECT_OVER`.
    async fn unlink_experience(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be done.")] input: LinkExperienceInput,
    ) -> Result<UnlinkExperiencePayload> {
        let work = ctx.begin().await?;
        let outcome = relation::unlink(&work, input).await;
        UnlinkExperiencePayload::from_outcome(work.finish(outcome).await)
    }
}
