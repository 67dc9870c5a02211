//! Documents, as their clients meet them.

mod attachments;
mod demo;
mod input;
mod life;
mod links;
mod lists;
mod networks;
mod scene;
mod source;
mod versions;
