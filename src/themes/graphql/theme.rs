//! A theme, and lists of them.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    Origin,
    theme::{self, Column, ThemeKind},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    list,
    nodes::Theme,
    places::names,
    platform::{
        access::Viewer,
        error::Result,
        graphql::{
            ContextExt, DateTime, Direction, Locale, LocalizedText, Narrow, Nullable, SafeInt,
            Sorted, id,
        },
        list::{Link, Sort},
        store::one_of_texts,
    },
};

pub struct ThemeFields(pub Arc<theme::Model>);

#[Object]
impl ThemeFields {
    /// Opaque id of this theme.
    async fn id(&self) -> ID {
        id::global("Theme", self.0.id)
    }

    /// Stable name for machines, such as `village-development` or `sdg-11`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What kind of theme it is.
    async fn kind(&self) -> ThemeKind {
        self.0.kind
    }

    /// Which of the 17 goals for sustainable development it is; null for every other theme.
    async fn number(&self) -> Option<i32> {
        self.0.number
    }

    /// Name in the language that fits the reader best.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> LocalizedText {
        ctx.named(&self.0.name, "en", locale)
    }

    /// What it covers, in the language that fits the reader best.
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The language wanted, instead of those of the request's Accept-Language."
        )]
        locale: Option<Locale>,
    ) -> Option<LocalizedText> {
        ctx.localize(self.0.description.as_ref()?, "en", locale)
    }

    /// The wider theme it is part of.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<Theme> {
        ctx.related::<theme::Entity, _>(self.0.parent_id).await
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

    /// Grows with every change.
    async fn version(&self) -> SafeInt {
        self.0.version.into()
    }
}

list! {
    /// Themes, in the order in which they are kept: subjects of municipal work, then the 17 goals for sustainable development.
    Themes { themes: theme as Theme, filter ThemeFilter, order ThemeOrder }
}
list! {
    /// The narrower themes within it.
    PartsOfTheme of theme { parts: theme as Theme, filter ThemeFilter, order ThemeOrder, by Link::by(Column::ParentId) }
}

#[derive(Default)]
pub struct ThemeLookup;

#[Object]
impl ThemeLookup {
    /// One theme; null when there is none.
    async fn theme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Nullable<Theme> {
        match id::argument::<theme::Entity>(&id, "id") {
            Ok(id) => ctx.related::<theme::Entity, _>(id).await,
            Err(wrong) => Err::<Theme, _>(wrong).into(),
        }
    }
}

/// Which themes. Everything given must fit.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ThemeFilter {
    /// Of this kind.
    pub kind: Option<ThemeKind>,
    /// With one of these codes.
    pub codes: Option<Vec<String>>,
    /// In whose names, in any language, a word begins with this text, in any case.
    pub name_begins_with: Option<String>,
}

impl Narrow<theme::Entity> for ThemeFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition> {
        let codes = self.codes.as_deref();
        let begins = |text: &String| names::beginning(Column::NameFold, text);
        Ok(Condition::all()
            .add_option(self.kind.map(|kind| Column::Kind.eq(kind)))
            .add_option(
                codes.map(|codes| one_of_texts(viewer.backend(), Column::Code.into_expr(), codes)),
            )
            .add_option(self.name_begins_with.as_ref().map(begins)))
    }
}

/// What themes are sorted by.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeOrderField {
    /// The order in which they are kept.
    #[default]
    Position,
    /// Their codes.
    Code,
}

/// How themes are sorted.
#[derive(InputObject, Clone, Debug, Default)]
pub struct ThemeOrder {
    /// By what.
    #[graphql(default)]
    pub field: ThemeOrderField,
    /// Which way.
    #[graphql(default)]
    pub direction: Direction,
}

impl Sorted<theme::Entity> for ThemeOrder {
    fn sort(&self) -> Sort<theme::Entity> {
        let sort = match self.field {
            ThemeOrderField::Position => Sort::by(Column::Position),
            ThemeOrderField::Code => Sort::by(Column::Code),
        };
        sort.descending(self.direction.descending())
    }
}
