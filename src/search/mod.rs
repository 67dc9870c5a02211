//! Search: one question over everything a viewer may see.
//!
//! 1. A hit is a thing whose audience the viewer belongs to; counts and facets follow the same audiences.
//! 2. A thing has all words of the question, each in any inflected form of any of the Nordic languages and English.
//! 3. A word of four letters or more is also found as a part of a longer one: as its beginning, or where a part of a
//!    compound can begin.
//! 4. å, ä, ö, æ, ø and the letters of Icelandic, Faroese and Sámi are letters of their own, never an a or an o.
//! 5. Whole words in a title come first, then parts of them, then whole words anywhere, then parts; the newest first.
//! 6. The index changes in the transaction that changes the thing.
//!
//! A kind of thing is searched once it is in the list of `kinds.rs`, with its `Searched` beside it.

mod cursor;
mod finding;
mod follower;
mod graphql;
mod indexing;
mod kinds;
mod letters;
mod parts;
mod policy;
mod question;
mod rebuild;
mod snippet;
mod stems;
mod subject;
mod words;

pub use follower::FollowSearched;
pub use graphql::*;
pub use rebuild::{ensure, rebuild};
