//! What is kept of people, who did what with it, and how it ends.

mod archive;
mod audit;
mod columns;
mod erasure;
mod everything;

use crate::{
    people::{PASSWORD, signed_in, somebody, somebody_as},
    support::*,
};
