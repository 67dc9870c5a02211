//! Lists of applications, and finding one.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    application::{self, ApplicationStatus, Column},
    funding_call, organisation, programme,
};
use sea_orm::{ColumnTrait, Condition};

use super::selection::{ids, scopes};
use crate::{
    list,
    nodes::Application,
    platform::{
        access::{Role, Viewer, naming},
        error::{Error, Result},
        graphql::{ContextExt, Direction, Narrow, Nullable, Sorted, id},
        list::{Link, Sort},
        store::{one_of, one_of_kinds},
    },
};

list! {
    /// The applications it has made that the viewer may see, oldest first.
    ApplicationsOfOrganisation of organisation { applications: application as Application, filter ApplicationFilter, order ApplicationOrder,
        by Link::by(Column::ApplicantId) }
}
list! {
    /// Applications that the viewer may see, oldest first.
    Applications { applications: application as Application, filter ApplicationFilter, order ApplicationOrder }
}

#[derive(Default)]
pub struct ApplicationLookup;

#[Object]
impl ApplicationLookup {
    /// One application; null when there is none, or none that the viewer may see.
    async fn application(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Application> {
        match id::argument::<application::Entity>(&id, "id") {
            Ok(id) => ctx.related::<application::Entity, _>(id).await,
            Err(wrong) => Err::<Application, Error>(wrong).into(),
        }
    }
}

/// Which applications. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ApplicationFilter {
    /// With one of these statuses.
    pub statuses: Option<Vec<ApplicationStatus>>,
    /// To one of these calls.
    pub call_ids: Option<Vec<ID>>,
    /// In one of these programmes.
    pub programme_ids: Option<Vec<ID>>,
    /// Of one of these organisations.
    pub applicant_ids: Option<Vec<ID>>,
    /// True: those of organisations that the viewer is an editor or admin of. False: all others.
    pub mine: Option<bool>,
}

impl Narrow<application::Entity> for ApplicationFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let calls = ids::<funding_call::Entity>(&self.call_ids, "filter.callIds")?;
        let programmes = ids::<programme::Entity>(&self.programme_ids, "filter.programmeIds")?;
        let applicants = ids::<organisation::Entity>(&self.applicant_ids, "filter.applicantIds")?;
        let own = scopes(viewer, Role::Editor);
        let own = Condition::all().add(one_of(
            viewer.backend(),
            sea_orm::sea_query::Expr::col((application::Entity, Column::ApplicantId)),
            &own,
        ));
        let mine = |wanted| match wanted {
            true => own,
            false => own.not(),
        };
        let statuses = self.statuses.as_ref();
        Ok(Condition::all()
            .add_option(statuses.map(|all| one_of_kinds(Column::Status, all)))
            .add_option(
                calls.map(|ids| naming::<funding_call::Entity>(viewer, Column::CallId, &ids)),
            )
            .add_option(
                programmes
                    .map(|ids| naming::<programme::Entity>(viewer, Column::ProgrammeId, &ids)),
            )
            .add_option(
                applicants
                    .map(|ids| one_of(viewer.backend(), Column::ApplicantId.into_expr(), &ids)),
            )
            .add_option(self.mine.map(mine)))
    }
}

/// What applications are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApplicationOrderField {
    /// When they were begun.
    #[default]
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
}

/// How applications are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ApplicationOrder {
    /// By what.
    #[graphql(default)]
    pub field: ApplicationOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<application::Entity> for ApplicationOrder {
    fn sort(&self) -> Sort<application::Entity> {
        let sort = match self.field {
            ApplicationOrderField::CreatedAt => Sort::by(Column::CreatedAt),
            ApplicationOrderField::UpdatedAt => Sort::by(Column::UpdatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
