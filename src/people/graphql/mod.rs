//! People as clients see them.

mod account;
mod affiliation;
mod api_token;
mod external;
mod invitation;
mod person;
mod recovery;
mod second_factor;
mod session;
mod viewer;

pub use account::*;
pub use affiliation::*;
pub use api_token::*;
pub use external::*;
pub use invitation::*;
pub use person::*;
pub use recovery::*;
pub use second_factor::*;
pub use session::*;
pub use viewer::*;
