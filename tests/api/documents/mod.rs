//! Documents and their files, as their clients meet them.

mod attachments;
mod demo;
mod downloads;
mod hostile;
mod input;
mod life;
mod links;
mod lists;
mod networks;
mod papers;
mod scene;
pub mod sending;
mod serving;
mod source;
mod uploads;
mod versions;
