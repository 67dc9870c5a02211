//! Seminars, their seats and who takes them.

mod batches;
mod calendars;
mod certificates;
mod conflicts;
mod crowd;
mod drafts;
mod evidence;
mod holding;
mod hosting;
mod input;
mod join_link;
mod live;
mod model;
mod networks;
mod offers;
mod past;
mod polls;
mod publishing;
mod questions;
mod registration;
pub mod scene;
mod series;
mod stages;
mod times;
mod together;
mod waiting_list;
mod zones;
