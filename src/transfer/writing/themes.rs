//! Rows of themes, and what is about them.

use entity::{
    theme::{self, ThemeKind},
    theme_link,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{
    super::records::{Kind, Theme, origin},
    Writer, made,
};
use crate::{places::names::fold, platform::error::Result};

impl Writer<'_> {
    pub(super) async fn themes(&self) -> Result<()> {
        let mut themes: Vec<_> = self.file.all::<Theme>().collect();
        themes.sort_by_key(|row| self.depths.get(&row.id));
        let rows = themes.into_iter().map(|row| {
            let one = row.record.clone();
            Ok(theme::ActiveModel {
                id: Set(row.id),
                parent_id: Set(self.file.maybe(Kind::Theme, &one.parent)?),
                kind: Set(match one.number {
                    Some(_) => ThemeKind::SustainableDevelopmentGoal,
                    None => ThemeKind::Topic,
                }),
                code: Set(one.code),
                number: Set(one.number),
                name_fold: Set(fold(one.name.0.values().map(String::as_str))),
                name: Set(one.name),
                description: Set(one.description),
                position: Set(one.position.unwrap_or(1_000)),
                source: Set(one.source),
                origin: Set(origin(one.origin)),
                ..Default::default()
            })
        });
        self.put(made(rows)?).await
    }

    /// What things are about.
    pub(super) async fn about<'a>(
        &self,
        things: impl IntoIterator<Item = (Uuid, &'a Vec<String>)>,
    ) -> Result<()> {
        let mut links = vec![];
        for (subject, themes) in things {
            for theme in self.file.each(Kind::Theme, themes)? {
                links.push(theme_link::ActiveModel {
                    subject_id: Set(subject),
                    theme_id: Set(theme),
                });
            }
        }
        self.put(links).await
    }
}
