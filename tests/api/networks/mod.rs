//! Networks: who founds, joins, runs and sees them.

mod affiliations;
mod coordinators;
mod founding;
mod ids;
mod input;
mod invitations;
mod joining;
mod lists;
mod memberships;
pub mod scene;
mod subscription;
mod visibility;
