//! Seminars, their seats and who takes them.

mod batches;
mod calendars;
mod conflicts;
mod crowd;
mod drafts;
mod evidence;
mod holding;
mod hosting;
mod input;
mod join_link;
mod model;
mod networks;
mod offers;
mod polls;
mod publishing;
mod questions;
mod registration;
pub mod scene;
mod stages;
mod times;
mod waiting_list;
