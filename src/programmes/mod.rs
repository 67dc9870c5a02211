//! Programmes: who runs and funds them, their calls, rules, applications and decisions; prizes and initiatives.
//!
//! 1. A programme is answered for by its first owner, and changed by the editors of all its owners; it is a draft of its editors
//!    until it is published, and then for whom its visibility and the circles of its networks name.
//! 2. The rules of financing are data: a set of them, numbered, which nobody changes once a call names it.
//! 3. A call is open between two instants; only then is an application handed in, and only in the call's currency.
//! 4. An application that breaks a rule is not handed in; what a rule leaves to judgement is.
//! 5. A draft is the applicant's; what is handed in is seen by the applicant's editors and those who run the programme.
//! 6. A decision under embargo is for those who run the programme; when the embargo ends, the application takes its
//!    outcome and the applicant sees it.
//! 7. A prize is given in editions, which go step by step; the winner is told when the embargo ends.
//! 8. Nobody assesses, decides on or pays an application of an organisation of their own.

mod admission;
mod application;
mod budget;
mod call;
mod circle;
mod content;
mod decision;
mod disbursement;
mod edition;
mod edition_stage;
mod fields;
mod figures;
mod financing;
mod granting;
mod graphql;
mod initiative;
pub mod jobs;
mod nomination;
mod participation;
mod party;
pub mod policy;
mod prize;
mod programme;
mod rule_set;
mod texts;

pub use admission::check_admission;
pub use budget::{MOST_LINES, MOST_OF_LINE};
pub use circle::CIRCLES;
pub use edition_stage::tells;
pub use graphql::*;
pub use party::{
    CONFLICT_OF_INTEREST, belongs_to, known_organisations, leave_parties, may_leave, read_parties,
    with_party, write_parties,
};
pub use rule_set::{asks_share, most_share};
