//! Experience exchange as its clients meet it.

mod comments;
mod input;
mod jobs;
mod life;
mod likeness;
mod lists;
mod matching;
mod moderation;
mod questions;
mod reuse;
mod scene;
mod visibility;
