//! Who did or read what of whose personal data. Only added to: the database refuses every other change of it.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What was done with personal data.
    AuditAction {
        /// A record was made.
        Created,
        /// Fields of a record were changed.
        Changed,
        /// A record was removed.
        Removed,
        /// Fields were read that only few may read.
        Read,
        /// All that is kept of a person was handed out.
        Exported,
        /// A person was erased.
        Erased,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// From 1, without gaps.
    pub number: i64,
    pub at: DateTimeUtc,
    /// The person who acted; null for Erfa itself.
    pub actor_id: Option<Uuid>,
    /// `program` and the id of its token, `anyone` for somebody who was not signed in, else in what capacity Erfa acted; null for a
    /// person in a session of their own.
    pub capacity: Option<String>,
    pub action: AuditAction,
    /// Kind of the thing, as in `NodeKind`.
    pub kind: String,
    pub subject_id: Uuid,
    /// Names of the fields concerned, never what they hold.
    pub fields: String,
    /// Why, in a word of Erfa's own: the purpose or the legal ground.
    pub reason: Option<String>,
    /// Hash of the entry before; of the first one, 64 zeros. Unique: the chain has no forks.
    pub previous_hash: String,
    /// SHA-256 of this entry and of `previous_hash`, in hexadecimal.
    pub hash: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
