//! A request and somebody who can meet it.

use sea_orm::entity::prelude::*;

use super::exchange_post::ExchangeKind;
use crate::Origin;
use crate::text_enum;

text_enum! {
    /// The life of a match.
    MatchStatus {
        /// One side has proposed it.
        Proposed,
        /// The other has agreed.
        Accepted,
        /// The two have met, or begun.
        Met,
        /// Done; its outcome says what came of it.
        Closed,
        /// One side has said no.
        Declined,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exchange_match")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub request_id: Uuid,
    /// The offer that meets it, where there was one.
    pub offer_id: Option<Uuid>,
    pub requesting_organisation_id: Uuid,
    pub offering_organisation_id: Uuid,
    /// Which side proposed it.
    pub proposed_by: ExchangeKind,
    pub proposer_id: Option<Uuid>,
    pub message: Option<String>,
    pub status: MatchStatus,
    pub met_on: Option<Date>,
    pub outcome: Option<String>,
    /// The editors of both sides.
    pub audience_id: Uuid,
    pub origin: Origin,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
