//! An organisation in a network. The organisation is the member; people take part through it.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a member is to the network.
    MembershipRole {
        /// Leads the network.
        Lead,
        /// Takes part.
        Member,
        /// Takes part from outside the circle of municipalities.
        Partner,
        /// Listens.
        Observer,
    }
}

text_enum! {
    /// The life of a membership.
    MembershipStatus {
        /// The organisation asked; coordinators decide.
        Applied,
        /// A coordinator asked; the organisation decides.
        Invited,
        /// Holds.
        Active,
        /// Rests; gives no access.
        Suspended,
        /// Is over.
        Ended,
        /// The other side said no.
        Declined,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "network_membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub network_id: Uuid,
    pub organisation_id: Uuid,
    pub role: MembershipRole,
    pub status: MembershipStatus,
    /// Who may see it: everyone who sees the network once active, before that the two sides.
    pub audience_id: Uuid,
    /// What the applicant or the inviting coordinator wrote.
    pub message: Option<String>,
    pub starts_on: Option<Date>,
    /// First day on which it no longer holds.
    pub ends_on: Option<Date>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
