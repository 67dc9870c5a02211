//! Which themes a thing has.

use entity::{theme, theme_link};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DbBackend,
    sea_query::{Expr, Query, SelectStatement},
};
use uuid::Uuid;

use crate::platform::{
    access::{Permitted, Resource, Under, Work},
    error::Result,
    graphql::Check,
    store::{one_of, one_of_kinds},
};

/// Gives a thing these themes and no others, after checking that they exist.
pub async fn write_themes<A, P>(
    work: &Work,
    subject: &Permitted<A, P>,
    themes: Vec<Uuid>,
) -> Result<()>
where
    P: Resource,
    theme_link::Entity: Under<A, P>,
{
    let mut check = Check::default();
    check
        .known::<theme::Entity>(work, "themeIds", &themes)
        .await?;
    check.finish()?;
    work.clear_under::<theme_link::Entity, _, _>(subject, Condition::all())
        .await?;
    let link = |id| theme_link::ActiveModel {
        theme_id: Set(id),
        ..Default::default()
    };
    work.insert_all(themes.into_iter().map(link).collect(), subject)
        .await
}

/// The things that have at least one of these themes: for filters.
pub fn themed(backend: DbBackend, themes: &[Uuid]) -> SelectStatement {
    let theme = Expr::col((theme_link::Entity, theme_link::Column::ThemeId));
    Query::select()
        .column(theme_link::Column::SubjectId)
        .from(theme_link::Entity)
        .and_where(one_of(backend, theme, themes))
        .to_owned()
}

/// The things that are about at least one of these goals for sustainable development, by number: for filters.
pub fn about_goals(numbers: &[i32]) -> SelectStatement {
    let goals = Query::select()
        .column(theme::Column::Id)
        .from(theme::Entity)
        .and_where(one_of_kinds(theme::Column::Number, numbers))
        .to_owned();
    Query::select()
        .column(theme_link::Column::SubjectId)
        .from(theme_link::Entity)
        .and_where(theme_link::Column::ThemeId.in_subquery(goals))
        .to_owned()
}
