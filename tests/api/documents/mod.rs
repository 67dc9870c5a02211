//! Documents and their files, as their clients meet them.

mod collecting;
mod downloads;
mod hostile;
mod input;
mod life;
mod links;
mod lists;
mod networks;
mod papers;
mod refusing;
mod scene;
pub mod sending;
mod serving;
mod uploads;
mod versions;
