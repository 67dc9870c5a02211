//! A request or an offer: what an organisation needs from others, or has for them.

use sea_orm::entity::prelude::*;

use crate::text_enum;
use crate::{Origin, Visibility};

text_enum! {
    /// Which way help goes.
    ExchangeKind {
        /// Help is needed.
        Request,
        /// Help is offered.
        Offer,
    }
}

text_enum! {
    /// The life of a request or an offer.
    ExchangeStatus {
        /// Waiting for others.
        Open,
        /// Both sides of a match have agreed; an offer can be matched again.
        Matched,
        /// Done.
        Closed,
        /// Taken back.
        Withdrawn,
        /// Its deadline passed before anybody was found.
        Expired,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exchange_post")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: ExchangeKind,
    pub organisation_id: Uuid,
    pub author_id: Option<Uuid>,
    pub municipality_id: Option<Uuid>,
    /// The language it is written in.
    pub locale: String,
    pub title: String,
    pub title_sort: String,
    pub body: String,
    /// Last day on which it stands.
    pub deadline: Option<Date>,
    pub status: ExchangeStatus,
    pub posted_at: DateTimeUtc,
    pub visibility: Visibility,
    pub audience_id: Uuid,
    /// The editors of its organisation and the coordinators of its networks.
    pub editors_id: Uuid,
    pub source: Option<String>,
    pub origin: Origin,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
