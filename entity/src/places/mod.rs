//! Countries, regions, municipalities and what changes them.

pub mod action_group_area;
pub mod action_group_municipality;
pub mod country;
pub mod locality;
pub mod municipality;
pub mod municipality_link;
pub mod municipality_region;
pub mod municipality_succession;
pub mod region;
pub mod territory_change;
pub mod territory_change_from;
pub mod territory_change_to;
