//! Adding and changing a theme.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{
    LocalizedText, Origin,
    theme::{self, ThemeKind},
};
use sea_orm::ActiveValue::{NotSet, Set};
use uuid::Uuid;

use super::policy::{AddTheme, EditTheme};
use crate::{
    places::names,
    platform::{
        access::Work,
        error::{Error, Refusal, Result},
        graphql::{
            Check, Kept, LocalizedTextInput, SafeInt, changed, id, localized, localized_or_empty,
        },
    },
};

/// A code that is not made of small letters, digits and hyphens.
const BAD_CODE: &str = "BAD_CODE";
/// Another theme has the code, or is that goal.
const THEME_TAKEN: &str = "THEME_TAKEN";
/// A parent that is the theme itself or a part of it.
const PARENT_RING: &str = "PARENT_RING";
/// Steps from a theme to its topmost parent at most.
const GENERATIONS: usize = 10;

const NAME: usize = 200;
const DESCRIPTION: usize = 2_000;
const CODE: usize = 60;

/// A new theme.
#[derive(InputObject)]
pub struct CreateThemeInput {
    /// Stable name for machines, such as `village-development`: 1 to 60 small letters a to z, digits and hyphens. It never changes.
    pub code: String,
    /// Its name in one or more languages; at most 200 characters each.
    pub name: Vec<LocalizedTextInput>,
    /// What it covers, in one or more languages; at most 2,000 characters each.
    pub description: Option<Vec<LocalizedTextInput>>,
    /// Which of the 17 goals for sustainable development it is, 1 to 17; a subject of municipal work when missing.
    pub number: Option<i32>,
    /// The wider theme it is part of.
    pub parent_id: Option<ID>,
    /// Where it stands among all themes, 0 to 100,000; those with a lower number come first.
    #[graphql(default = 1000)]
    pub position: i32,
}

/// A change of a theme; what is missing stays as it is, and its code always does.
#[derive(InputObject)]
pub struct UpdateThemeInput {
    /// The theme.
    pub id: ID,
    /// The version that the change was made from; a CONFLICT error when it is no longer the current one.
    pub version: SafeInt,
    /// All languages of its name; at most 200 characters each.
    pub name: Kept<Vec<LocalizedTextInput>>,
    /// All languages of what it covers; at most 2,000 characters each. Null empties it.
    pub description: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// The wider theme it is part of; null when it is part of none.
    pub parent_id: MaybeUndefined<ID>,
    /// Where it stands among all themes, 0 to 100,000.
    pub position: Kept<i32>,
}

pub async fn create(work: &Work, input: CreateThemeInput) -> Result<theme::Model> {
    let permit = work.permit_platform::<AddTheme>()?;
    let mut check = Check::default();
    let code = check.text("code", input.code, CODE);
    let allowed = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-');
    if !code.chars().all(allowed) {
        let message = format!(
            "code is `{code}`; it is made of small letters a to z, digits and hyphens, such as `village-development`."
        );
        check.refuse("code", BAD_CODE, message);
    }
    let name = localized(&mut check, "name", input.name, NAME);
    let description = input
        .description
        .filter(|texts| !texts.is_empty())
        .map(|texts| localized(&mut check, "description", texts, DESCRIPTION));
    check.within("number", input.number, 1, 17);
    check.within("position", Some(input.position), 0, 100_000);
    let parent = check.take(id::optional::<theme::Entity>(&input.parent_id, "parentId"))?;
    let parent = parent.flatten();
    check
        .known::<theme::Entity>(work, "parentId", parent.as_slice())
        .await?;
    check.finish()?;
    let row = theme::ActiveModel {
        code: Set(code),
        kind: Set(match input.number {
            Some(_) => ThemeKind::SustainableDevelopmentGoal,
            None => ThemeKind::Topic,
        }),
        number: Set(input.number),
        name_fold: Set(fold(&name)),
        name: Set(name),
        description: Set(description),
        parent_id: Set(parent),
        position: Set(input.position),
        origin: Set(Origin::Local),
        ..Default::default()
    };
    work.insert(row, &permit).await.map_err(taken)
}

fn fold(name: &LocalizedText) -> String {
    names::fold(name.0.values().map(String::as_str))
}

fn taken(error: Error) -> Error {
    if !error.is_duplicate() {
        return error;
    }
    let message =
        "Another theme has this code, or is this goal; change that one, or choose another code.";
    Refusal::new(THEME_TAKEN, message).at("code").into()
}

pub async fn update(work: &Work, input: UpdateThemeInput) -> Result<theme::Model> {
    let id = id::of::<theme::Entity>(&input.id, "id")?;
    let theme = work
        .permit_version::<EditTheme, theme::Entity>(id, input.version.0)
        .await?;
    let mut check = Check::default();
    let name = check.kept("name", input.name);
    let name = name.map(|name| localized(&mut check, "name", name, NAME));
    let given = input.description;
    let description = localized_or_empty(&mut check, "description", given, DESCRIPTION);
    let position = check.kept("position", input.position);
    check.within("position", position, 0, 100_000);
    let parent = match input.parent_id {
        MaybeUndefined::Undefined => MaybeUndefined::Undefined,
        MaybeUndefined::Null => MaybeUndefined::Null,
        MaybeUndefined::Value(given) => {
            match check.take(id::of::<theme::Entity>(&given, "parentId"))? {
                Some(parent) => MaybeUndefined::Value(parent),
                None => MaybeUndefined::Undefined,
            }
        }
    };
    if let MaybeUndefined::Value(parent) = parent {
        check_parent(work, &mut check, id, parent).await?;
    }
    check.finish()?;
    let change = theme::ActiveModel {
        name_fold: name.as_ref().map_or(NotSet, |name| Set(fold(name))),
        name: name.map_or(NotSet, Set),
        description: changed(description),
        parent_id: changed(parent),
        position: position.map_or(NotSet, Set),
        ..Default::default()
    };
    work.update(&theme, change).await
}

/// The parent must be there, and not hang below the theme itself.
async fn check_parent(work: &Work, check: &mut Check, id: Uuid, parent: Uuid) -> Result<()> {
    let mut next = Some(parent);
    for _ in 0..GENERATIONS {
        let Some(above) = next else { return Ok(()) };
        if above == id {
            let message = "The parent is a part of this theme; choose one that is not.";
            check.refuse("parentId", PARENT_RING, message);
            return Ok(());
        }
        let rows = work.by_ids::<theme::Entity>(&[above]).await?;
        let Some(row) = rows.first() else {
            return check
                .known::<theme::Entity>(work, "parentId", &[above])
                .await;
        };
        next = row.parent_id;
    }
    let message = format!("Themes stand at most {GENERATIONS} deep; choose a wider parent.");
    check.refuse("parentId", PARENT_RING, message);
    Ok(())
}
