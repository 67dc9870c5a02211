//! Which date suits, asked of organisations.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// Whether those who are asked may propose dates of their own.
    DateSuggestions {
        /// They may not.
        Off,
        /// They may; the organisers decide which of them are asked.
        Moderated,
        /// They may, and what they propose is asked at once.
        Open,
    }
}

text_enum! {
    /// What those who are asked see of the votes of others. Organisers see all of it.
    VotesShown {
        /// Who voted what.
        EveryoneAsked,
        /// How many voted what, not who.
        Counts,
        /// Nothing but the votes of their own organisations.
        Organisers,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "date_poll")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seminar_id: Uuid,
    pub opened_at: DateTimeUtc,
    /// After it no vote is taken; null: until a date is chosen.
    pub closes_at: Option<DateTimeUtc>,
    /// How many organisations must be able to come.
    pub quorum: Option<i32>,
    pub suggestions: DateSuggestions,
    pub votes_shown: VotesShown,
    pub chosen_option_id: Option<Uuid>,
    pub chosen_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
