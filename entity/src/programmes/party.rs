//! What an organisation is to a thing of any kind: a programme, a project, an agreement.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What an organisation is to a programme, a project or an agreement.
    PartyRole {
        /// Owns it and answers for it.
        Owner,
        /// Runs it for its owners.
        Organiser,
        /// Pays for it.
        Funder,
        /// Works with its owners.
        Partner,
        /// Takes part.
        Participant,
        /// Signs it.
        Signatory,
        /// Judges it from outside.
        Evaluator,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "party")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject_id: Uuid,
    pub organisation_id: Option<Uuid>,
    /// The organisation in words, where it is none of ours.
    pub organisation_text: Option<String>,
    pub role: PartyRole,
    pub position: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
