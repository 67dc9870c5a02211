//! What is exchanged, as clients see it.

mod changes;
mod comment;
mod discussion;
mod experience;
mod experiences;
mod matching;
mod post;
mod posts;
mod question;
mod questions;
mod reuse;
mod selection;

pub use changes::*;
pub use comment::*;
pub use discussion::*;
pub use experience::*;
pub use experiences::*;
pub use matching::*;
pub use post::*;
pub use posts::*;
pub use question::*;
pub use questions::*;
pub use reuse::*;
