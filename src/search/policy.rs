//! Who may find a thing: whoever may see it. Who may write the index: Erfa itself.

use chrono::{DateTime, Utc};
use entity::search_entry::{Column, Entity, Model};
use sea_orm::{ActiveModelTrait, Condition};
use uuid::Uuid;

use crate::{
    platform::access::{Allows, Platform, Resource, Table, Viewer},
    under,
};

/// Reading what belongs to a thing to put its words into the index: Erfa's own.
pub struct Index;

impl Allows<Index> for Platform {
    fn allows(&self, viewer: &Viewer) -> bool {
        viewer.is_system()
    }
}

under! {
    theme_link under Index, on Platform;
}

impl Table for Entity {
    fn stamp<M: ActiveModelTrait<Entity = Self>>(_: &mut M, _: DateTime<Utc>) {}
}

impl Resource for Entity {
    const KIND: &'static str = "SearchEntry";
    const ID: Column = Column::Id;
    const VERSION: Column = Column::Version;
    const UPDATED_AT: Column = Column::UpdatedAt;

    fn id_of(row: &Model) -> Uuid {
        row.id
    }

    fn version_of(row: &Model) -> i64 {
        row.version
    }

    fn visible_to(viewer: &Viewer) -> Condition {
        viewer.sees(Column::AudienceId)
    }
}
