//! People as clients see them.

mod account;
mod affiliation;
mod person;
mod session;
mod viewer;

pub use account::*;
pub use affiliation::*;
pub use person::*;
pub use session::*;
pub use viewer::*;
