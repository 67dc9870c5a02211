//! Adding and changing themes.

use async_graphql::{Context, Object};

use crate::{
    nodes::Theme,
    payload,
    platform::{error::Result, graphql::ContextExt},
    themes::theme::{self, CreateThemeInput, UpdateThemeInput},
};

payload! {
    /// What `createTheme` answers.
    CreateThemePayload {
        /// The new theme. Null when it was refused.
        theme: Theme
    }
}
payload! {
    /// What `updateTheme` answers.
    UpdateThemePayload {
        /// The theme after the change. Null when it was refused.
        theme: Theme
    }
}

#[derive(Default)]
pub struct ThemeMutations;

#[Object]
impl ThemeMutations {
    /// Adds a theme; for those who run the platform. Refusals: `MISSING`, `TOO_LONG`, `DUPLICATE`, `BAD_CODE`,
    /// `OUT_OF_RANGE`, `WRONG_ID`, `UNKNOWN`, `THEME_TAKEN`.
    async fn create_theme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The theme.")] input: CreateThemeInput,
    ) -> Result<CreateThemePayload> {
        let work = ctx.begin().await?;
        let outcome = theme::create(&work, input).await;
        CreateThemePayload::from_outcome(work.finish(outcome).await)
    }

    /// Changes a theme; for those who run the platform. Refusals: `MISSING`, `TOO_LONG`, `DUPLICATE`, `OUT_OF_RANGE`,
    /// `WRONG_ID`, `UNKNOWN`, `PARENT_RING`.
    async fn update_theme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdateThemeInput,
    ) -> Result<UpdateThemePayload> {
        let work = ctx.begin().await?;
        let outcome = theme::update(&work, input).await;
        UpdateThemePayload::from_outcome(work.finish(outcome).await)
    }
}
