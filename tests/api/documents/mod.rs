//! Documents and their files.

mod downloads;
mod hostile;
mod papers;
mod sending;
mod uploads;
