//! What a table must say of itself to be read and written.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, sea_query::Query};
use uuid::Uuid;

use super::{super::store::one_of, viewer::Viewer};

/// A table that a unit of work can write.
pub trait Table: EntityTrait<Model: Send + Sync + Clone, ActiveModel: Send> {
    /// Fills in what every new row of this table has.
    fn stamp<M: ActiveModelTrait<Entity = Self>>(_row: &mut M, _now: DateTime<Utc>) {}

    /// What the change log says of a row: kind, id, version and audience. None for details, whose parent is logged instead.
    fn entry(_row: &Self::Model) -> Option<Entry> {
        None
    }
}

/// A row as the change log names it.
pub struct Entry {
    pub kind: &'static str,
    pub id: Uuid,
    pub version: i64,
    pub audience: Uuid,
}

/// A table that people can read: which rows, decided in SQL, once.
pub trait Resource: Table {
    /// Name of the GraphQL type; also the kind in ids and in the change log.
    const KIND: &'static str;
    const ID: Self::Column;
    const VERSION: Self::Column;
    const UPDATED_AT: Self::Column;
    /// Where others than those who write a row change it too, such as by registering: what grows only with what is written, and
    /// what a change names then. A change that sets it decides itself.
    const EDITION: Option<Self::Column> = None;

    fn id_of(row: &Self::Model) -> Uuid;
    fn version_of(row: &Self::Model) -> i64;

    /// What a change names that is made from this row.
    fn edition_of(row: &Self::Model) -> i64 {
        Self::version_of(row)
    }

    fn visible_to(viewer: &Viewer) -> Condition;

    /// Fields of the GraphQL type, and the columns each of them needs beyond those that are never empty. A list whose items
    /// are asked for nothing else leaves the other columns out; a field that is not named here needs the whole row.
    const FIELDS: &'static [(&'static str, &'static [Self::Column])] = &[];
}

/// The rows whose column names one of these things, as far as the viewer may see them: for filters, so that what is hidden
/// finds as little as what does not exist.
pub fn naming<E: Resource>(viewer: &Viewer, column: impl ColumnTrait, ids: &[Uuid]) -> Condition {
    let named = one_of(viewer.backend(), column.into_expr(), ids);
    let visible = Query::select()
        .column(E::ID)
        .from(E::default())
        .and_where(one_of(viewer.backend(), E::ID.into_expr(), ids))
        .cond_where(E::visible_to(viewer))
        .to_owned();
    let seen = (!viewer.runs_platform()).then(|| column.in_subquery(visible));
    Condition::all().add(named).add_option(seen)
}

/// Declares a readable table: its name for clients, the audience of a row, and the rows a viewer may see.
#[macro_export]
macro_rules! resource {
    ($table:ident as $kind:literal, audience: $audience:expr, visible: $visible:expr
        $(, edition: $edition:ident of $member:ident)? $(, fields { $($field:literal: [$($column:ident),*]),+ $(,)? })?) => {
        impl $crate::platform::access::Table for entity::$table::Entity {
            fn stamp<M: sea_orm::ActiveModelTrait<Entity = Self>>(
                row: &mut M,
                now: chrono::DateTime<chrono::Utc>,
            ) {
                use entity::$table::Column;
                if row.get(Column::Id).is_not_set() {
                    row.set(Column::Id, $crate::platform::clock::new_id().into());
                }
                row.set(Column::Version, 1_i64.into());
                row.set(Column::CreatedAt, now.into());
                row.set(Column::UpdatedAt, now.into());
                $(row.set(Column::$edition, 1_i64.into());)?
            }

            fn entry(row: &entity::$table::Model) -> Option<$crate::platform::access::Entry> {
                let audience: fn(&entity::$table::Model) -> uuid::Uuid = $audience;
                Some($crate::platform::access::Entry {
                    kind: $kind,
                    id: row.id,
                    version: row.version,
                    audience: audience(row),
                })
            }
        }

        impl $crate::platform::access::Resource for entity::$table::Entity {
            const KIND: &'static str = $kind;
            const ID: entity::$table::Column = entity::$table::Column::Id;
            const VERSION: entity::$table::Column = entity::$table::Column::Version;
            const UPDATED_AT: entity::$table::Column = entity::$table::Column::UpdatedAt;

            fn id_of(row: &entity::$table::Model) -> uuid::Uuid {
                row.id
            }

            fn version_of(row: &entity::$table::Model) -> i64 {
                row.version
            }

            $(const EDITION: Option<entity::$table::Column> = Some(entity::$table::Column::$edition);

            fn edition_of(row: &entity::$table::Model) -> i64 {
                row.$member
            })?

            fn visible_to(viewer: &$crate::platform::access::Viewer) -> sea_orm::Condition {
                let visible: fn(&$crate::platform::access::Viewer) -> sea_orm::Condition = $visible;
                visible(viewer)
            }

            $(const FIELDS: &'static [(&'static str, &'static [entity::$table::Column])] =
                &[$(($field, &[$(entity::$table::Column::$column),*])),+];)?
        }
    };
}

/// Declares a table of details: rows that stand and fall with their parent and are logged as a change of it.
#[macro_export]
macro_rules! details {
    ($($table:ident),+ $(,)?) => {
        $(impl $crate::platform::access::Table for entity::$table::Entity {})+
    };
}

/// Declares which permits cover which rows: `table under Action on parent by Column`, or `on Platform` where there is no parent.
#[macro_export]
macro_rules! under {
    ($($table:ident under $action:ty, on Platform;)*) => {
        $(impl $crate::platform::access::Under<$action, $crate::platform::access::Platform> for entity::$table::Entity {
            const PARENT: Option<entity::$table::Column> = None;
        })*
    };
    ($($table:ident under $action:ty, on $parent:ident by $column:ident;)*) => {
        $(impl $crate::platform::access::Under<$action, entity::$parent::Entity> for entity::$table::Entity {
            const PARENT: Option<entity::$table::Column> = Some(entity::$table::Column::$column);
        })*
    };
}
