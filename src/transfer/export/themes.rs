//! Records of themes, and what is about them.

use std::{collections::HashMap, io::Write};

use entity::theme_link;
use uuid::Uuid;

use super::{super::records::Theme, Export, ids, pages};
use crate::platform::error::Result;

impl<W: Write> Export<'_, W> {
    pub(super) async fn themes(&mut self) -> Result<()> {
        pages!(self, theme, |rows| {
            let parents = rows.iter().filter_map(|row| row.parent_id);
            let named = ids(&rows, |row| row.id).into_iter().chain(parents);
            let called = self.called(named.collect()).await?;
            let record = |row: entity::theme::Model| Theme {
                reference: Some(called.own(row.id)),
                origin: Some(row.origin),
                code: row.code,
                name: row.name,
                number: row.number,
                description: row.description,
                parent: called.maybe(row.parent_id),
                position: Some(row.position),
                source: row.source,
            };
            rows.into_iter().map(|row| record(row).into()).collect()
        });
        Ok(())
    }

    /// The codes of what these things are about, in their order.
    pub(super) async fn about(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>> {
        let column = theme_link::Column::SubjectId;
        let links = self.of::<theme_link::Entity>(column, ids).await?;
        let coded = links.into_iter().map(|(subject, links)| {
            let codes = links.iter().filter_map(|one| self.codes.get(&one.theme_id));
            let mut codes: Vec<String> = codes.cloned().collect();
            codes.sort();
            (subject, codes)
        });
        Ok(coded.collect())
    }
}
