//! A call, and lists of them.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::{
    Origin, application,
    funding_call::{self, Column},
    funding_rule_set, programme,
};
use sea_orm::{ColumnTrait, Condition};

use super::{ApplicationFilter, ApplicationOrder, every_language, selection::ids};
use crate::{
    list,
    nodes::{Application, FundingCall, FundingRuleSet, Programme},
    platform::{
        access::{Allows, Viewer, naming},
        error::Result,
        graphql::{
            ContextExt, DateTime, Direction, Locale, LocalizedText, Money, Narrow, Nullable,
            SafeInt, Sorted, id, list_size,
        },
        list::{Link, Sort},
    },
    programmes::{
        call::{self, CallStatus},
        policy::Edit,
    },
};

/// What the viewer may do with a call as it stands.
#[derive(SimpleObject)]
pub struct FundingCallPermissions {
    /// Change it with `updateFundingCall`.
    pub edit: bool,
    /// Apply with `createApplication`, for an organisation that the viewer is an editor or admin of: the call is open.
    pub apply: bool,
}

pub struct FundingCallFields(pub Arc<funding_call::Model>);

impl FundingCallFields {
    fn status_now(&self, ctx: &Context<'_>) -> CallStatus {
        call::status(&self.0, ctx.reader().store().clock.now())
    }
}

#[Object]
impl FundingCallFields {
    /// Opaque id of this call.
    async fn id(&self) -> ID {
        id::global("FundingCall", self.0.id)
    }

    /// The programme whose call it is.
    async fn programme(&self, ctx: &Context<'_>) -> Nullable<Programme> {
        ctx.related::<programme::Entity, _>(self.0.programme_id)
            .await
    }

    /// The rules of financing.
    async fn rule_set(&self, ctx: &Context<'_>) -> Nullable<FundingRuleSet> {
        ctx.related::<funding_rule_set::Entity, _>(self.0.rule_set_id)
            .await
    }

    /// Main language, in which the texts were written first.
    async fn locale(&self) -> Locale {
        Locale(self.0.locale.clone())
    }

    /// Title in the language that fits the reader best.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> LocalizedText {
        ctx.named(&self.0.title, &self.0.locale, locale)
    }

    /// Title in every language it has, for those who edit it.
    #[graphql(directive = list_size::apply(3))]
    async fn titles(&self) -> Vec<LocalizedText> {
        every_language(Some(&self.0.title))
    }

    /// Where it stands at this moment.
    async fn status(&self, ctx: &Context<'_>) -> CallStatus {
        self.status_now(ctx)
    }

    /// The currency of all money in it, ISO 4217.
    async fn currency(&self) -> &str {
        &self.0.currency
    }

    /// The highest grant.
    async fn max_grant(&self) -> Option<Money> {
        self.0.max_grant.as_ref().map(Money::from)
    }

    /// When it opens.
    async fn opens_at(&self) -> DateTime {
        self.0.opens_at.into()
    }

    /// When it closes.
    async fn closes_at(&self) -> DateTime {
        self.0.closes_at.into()
    }

    /// At least so many projects are wanted.
    async fn quota_min(&self) -> Option<i32> {
        self.0.quota_min
    }

    /// At most so many are wanted; never a hard stop.
    async fn quota_max(&self) -> Option<i32> {
        self.0.quota_max
    }

    /// How many are wanted, in words.
    async fn quota_text(&self) -> Option<&str> {
        self.0.quota_text.as_deref()
    }

    /// By what applications are judged.
    async fn criteria(&self) -> Option<&str> {
        self.0.criteria.as_deref()
    }

    /// Where the record was taken from.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// How the record came to Erfa.
    async fn origin(&self) -> Origin {
        self.0.origin
    }

    /// When it was added to Erfa.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }

    /// Grows with every change; `updateFundingCall` names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it as it stands.
    async fn viewer_can(&self, ctx: &Context<'_>) -> FundingCallPermissions {
        let viewer = ctx.viewer();
        let applies = viewer.writes_for_some(|_| true);
        FundingCallPermissions {
            edit: Allows::<Edit>::allows(&*self.0, viewer),
            apply: applies && self.status_now(ctx) == CallStatus::Open,
        }
    }
}

list! {
    /// The applications to it that the viewer may see, oldest first.
    ApplicationsOfCall of funding_call { applications: application as Application, filter ApplicationFilter, order ApplicationOrder,
        by Link::by(application::Column::CallId) }
}
list! {
    /// Its calls, the one that closes first before the others.
    CallsOfProgramme of programme { calls: funding_call as FundingCall, filter FundingCallFilter, order FundingCallOrder,
        by Link::by(Column::ProgrammeId) }
}
list! {
    /// Calls that the viewer may see, the one that closes first before the others.
    FundingCalls { funding_calls: funding_call as FundingCall, filter FundingCallFilter, order FundingCallOrder }
}

#[derive(Default)]
pub struct FundingCallLookup;

#[Object]
impl FundingCallLookup {
    /// One call; null when there is none, or none that the viewer may see.
    async fn funding_call(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<FundingCall> {
        match id::argument::<funding_call::Entity>(&id, "id") {
            Ok(id) => ctx.related::<funding_call::Entity, _>(id).await,
            Err(wrong) => Err::<FundingCall, _>(wrong).into(),
        }
    }
}

/// Which calls. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct FundingCallFilter {
    /// Of one of these programmes.
    pub programme_ids: Option<Vec<ID>>,
    /// Open at this moment.
    pub open_at: Option<DateTime>,
    /// That close after this moment.
    pub closes_after: Option<DateTime>,
    /// Announced, or still a draft of the viewer's.
    pub is_published: Option<bool>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
}

impl Narrow<funding_call::Entity> for FundingCallFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let programmes = ids::<programme::Entity>(&self.programme_ids, "filter.programmeIds")?;
        let published = |wanted| match wanted {
            true => Column::PublishedAt.is_not_null(),
            false => Column::PublishedAt.is_null(),
        };
        let open = |at: &DateTime| {
            Condition::all()
                .add(Column::OpensAt.lte(at.0))
                .add(Column::ClosesAt.gt(at.0))
                .add(Column::PublishedAt.is_not_null())
        };
        Ok(Condition::all()
            .add_option(
                programmes
                    .map(|ids| naming::<programme::Entity>(viewer, Column::ProgrammeId, &ids)),
            )
            .add_option(self.open_at.as_ref().map(open))
            .add_option(self.closes_after.map(|at| Column::ClosesAt.gt(at.0)))
            .add_option(self.is_published.map(published))
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin))))
    }
}

/// What calls are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FundingCallOrderField {
    /// When they close.
    #[default]
    ClosesAt,
    /// Title in the main language.
    Title,
}

/// How calls are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct FundingCallOrder {
    /// By what.
    #[graphql(default)]
    pub field: FundingCallOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<funding_call::Entity> for FundingCallOrder {
    fn sort(&self) -> Sort<funding_call::Entity> {
        let sort = match self.field {
            FundingCallOrderField::ClosesAt => Sort::by(Column::ClosesAt),
            FundingCallOrderField::Title => Sort::by(Column::TitleSort),
        };
        sort.descending(self.direction.descending())
    }
}
