//! Experience exchange as its clients meet it.

mod answers;
mod comments;
mod hiding;
mod input;
mod jobs;
mod keeping;
mod life;
mod likeness;
mod lists;
mod matching;
mod moderation;
mod questions;
mod reuse;
mod scene;
mod visibility;
