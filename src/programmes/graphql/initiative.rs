//! An initiative, and lists of them.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::{
    Origin, Visibility,
    initiative::{self, Column},
    organisation,
};
use sea_orm::{ColumnTrait, Condition};

use super::{every_language, selection::ids};
use crate::{
    list,
    nodes::{Initiative, Organisation},
    platform::{
        access::{Allows, Viewer},
        error::Result,
        graphql::{
            ContextExt, DateTime, Direction, Locale, LocalizedText, Narrow, Nullable, SafeInt,
            Sorted, id, list_size,
        },
        list::{Link, Sort},
        store::one_of,
    },
    programmes::policy::Edit,
};

/// What the viewer may do with an initiative.
#[derive(SimpleObject)]
pub struct InitiativePermissions {
    /// Change it with `updateInitiative`.
    pub edit: bool,
}

pub struct InitiativeFields(pub Arc<initiative::Model>);

#[Object]
impl InitiativeFields {
    /// Opaque id of this initiative.
    async fn id(&self) -> ID {
        id::global("Initiative", self.0.id)
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

    /// The organisation that looks into it.
    async fn owner(&self, ctx: &Context<'_>) -> Nullable<Organisation> {
        ctx.related::<organisation::Entity, _>(self.0.owner_id)
            .await
    }

    /// Where it stands, in words.
    async fn status_text(&self) -> Option<&str> {
        self.0.status_text.as_deref()
    }

    /// What it is about, in the language that fits the reader best.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.summary.as_ref()?, &self.0.locale, locale)
    }

    /// What it is about, in every language it has.
    #[graphql(directive = list_size::apply(3))]
    async fn summaries(&self) -> Vec<LocalizedText> {
        every_language(self.0.summary.as_ref())
    }

    /// Who may see it once it is published.
    async fn visibility(&self) -> Visibility {
        self.0.visibility
    }

    /// False while it is a draft of its editors.
    async fn is_published(&self) -> bool {
        self.0.published_at.is_some()
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

    /// Grows with every change; a change names the version it was made from.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }

    /// What the viewer may do with it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> InitiativePermissions {
        InitiativePermissions {
            edit: Allows::<Edit>::allows(&*self.0, ctx.viewer()),
        }
    }
}

list! {
    /// The initiatives that it looks into, by title.
    InitiativesOfOrganisation of organisation { initiatives: initiative as Initiative, filter InitiativeFilter, order InitiativeOrder,
        by Link::by(Column::OwnerId) }
}
list! {
    /// Initiatives that the viewer may see, by title.
    Initiatives { initiatives: initiative as Initiative, filter InitiativeFilter, order InitiativeOrder }
}

#[derive(Default)]
pub struct InitiativeLookup;

#[Object]
impl InitiativeLookup {
    /// One initiative; null when there is none, or none that the viewer may see.
    async fn initiative(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Initiative> {
        match id::argument::<initiative::Entity>(&id, "id") {
            Ok(id) => ctx.related::<initiative::Entity, _>(id).await,
            Err(wrong) => Err::<Initiative, _>(wrong).into(),
        }
    }
}

/// Which initiatives. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct InitiativeFilter {
    /// Of one of these organisations.
    pub owner_ids: Option<Vec<ID>>,
    /// Whose record came in this way.
    pub origin: Option<Origin>,
}

impl Narrow<initiative::Entity> for InitiativeFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let owners = ids::<organisation::Entity>(&self.owner_ids, "filter.ownerIds")?;
        Ok(Condition::all()
            .add_option(
                owners.map(|ids| one_of(viewer.backend(), Column::OwnerId.into_expr(), &ids)),
            )
            .add_option(self.origin.map(|origin| Column::Origin.eq(origin))))
    }
}

/// What initiatives are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InitiativeOrderField {
    /// Title in the main language.
    #[default]
    Title,
    /// When they were added to Erfa.
    CreatedAt,
}

/// How initiatives are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct InitiativeOrder {
    /// By what.
    #[graphql(default)]
    pub field: InitiativeOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<initiative::Entity> for InitiativeOrder {
    fn sort(&self) -> Sort<initiative::Entity> {
        let sort = match self.field {
            InitiativeOrderField::Title => Sort::by(Column::TitleSort),
            InitiativeOrderField::CreatedAt => Sort::by(Column::CreatedAt),
        };
        sort.descending(self.direction.descending())
    }
}
