//! Documents, as their clients meet them.

mod input;
mod life;
mod links;
mod lists;
mod networks;
mod scene;
mod versions;
