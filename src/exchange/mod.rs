//! Experience exchange: what was tried and learnt, questions, requests and offers, and what others made of it.
//!
//! 1. The editors of an organisation write its experiences; somebody else among the editors or a coordinator of one of its
//!    networks reads it before it is published (`review`).
//! 2. A draft is its editors' and coordinators'; published, it is for the narrowest of its visibility and its networks'.
//!    Comments and reports of reuse go along, in the same transaction (`circle`).
//! 3. What nobody has confirmed for a year is stale; each step of a life is kept (`review`, `jobs`).
//! 4. Whoever uses it again says what happened; what is not for reuse cannot be reported as reused (`reuse`).
//! 5. A question is asked for an organisation or for oneself, and is answered by one of its comments (`question`).
//! 6. A request and an offer are matched by either side; the other side agrees (`post`, `matching`).
//! 7. A comment is written by a person who is signed in, changed by its author for a quarter of an hour, and hidden or shown
//!    by moderators, who say why (`comment`, `moderation`).

mod circle;
mod comment;
mod content;
mod experience;
mod graphql;
mod jobs;
mod matching;
mod moderation;
pub mod policy;
mod post;
mod question;
mod reuse;
mod review;
mod tally;

pub use circle::{FollowExchange, settle_hanging};
pub use graphql::*;
pub use jobs::turn;
pub use review::due;
