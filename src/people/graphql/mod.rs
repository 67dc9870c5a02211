//! People as clients see them.

mod account;
mod affiliation;
mod person;
mod recovery;
mod session;
mod viewer;

pub use account::*;
pub use affiliation::*;
pub use person::*;
pub use recovery::*;
pub use session::*;
pub use viewer::*;
