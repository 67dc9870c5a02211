//! People, where they belong, and how they sign in.
//!
//! 1. A person is seen by whom they chose, and always by themselves. Their affiliations are seen by the same, and by the
//!    admins of the organisation.
//! 2. ORGANISATION means the people of the organisations where a person belongs today; NETWORK means the same.
//! 3. What a person may do for an organisation follows from their affiliations that hold today; ending one ends its access at once.
//! 4. An organisation that has an admin keeps one. Nobody raises their own role.
//! 5. An account is a person's own. Whoever gives one must administer every organisation where the person belongs: whoever
//!    knows the first password could act there.
//! 6. One sign-in is one session. Its refresh token works once: used a second time it was stolen, and ends the session.
//! 7. What a mail lets somebody do, its token does once and for a while; asking for the mail is the same work for any address.
//! 8. Access tokens are short-lived, and still only good while their session is.
//! 9. Where an account has a second factor, its password alone opens nothing: a code of the authenticator counts once, in
//!    its own step of time or the ones beside it.
//! 10. An invitation gives what whoever wrote it could still give when it is accepted, once.
//! 11. A token for a program has at most its scopes of what its owner may, never what running the platform allows, and
//!     nothing of how its owner signs in.

mod acceptance;
mod account;
mod affiliation;
mod api_token;
mod authenticate;
mod challenge;
mod codes;
mod email;
pub mod external;
mod grant;
mod graphql;
mod invitation;
mod keys;
mod letters;
mod one_time;
mod one_time_code;
mod password;
mod person;
pub mod policy;
mod recovery;
mod retention;
mod second_factor;
mod session;
mod tokens;
mod visibility;

pub use account::{own_email, prove};
pub use affiliation::{holds, may_leave};
pub use api_token::Uses;
pub use authenticate::{AuthSettings, Authenticator, issue_token};
pub use grant::Grant;
pub use graphql::*;
pub use keys::Keys;
pub use letters::WriteLetters;
pub use password::{hash_password, in_work as passwords_in_work};
pub use person::{name_sort, present};
pub use retention::tidy;
pub use visibility::{audience, turn_day};
