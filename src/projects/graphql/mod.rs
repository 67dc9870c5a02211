//! Projects and agreements as clients see them.

mod activities;
mod agreement;
mod agreement_changes;
mod agreement_inputs;
mod agreement_lists;
mod changes;
mod goals;
mod indicators;
mod inputs;
mod lists;
mod people;
mod points;
mod project;
mod reports;
mod sizes;
mod work_changes;

pub use activities::*;
pub use agreement::*;
pub use agreement_changes::*;
pub use agreement_inputs::*;
pub use agreement_lists::*;
pub use changes::*;
pub use goals::*;
pub use indicators::*;
pub use inputs::*;
pub use lists::*;
pub use people::*;
pub use points::*;
pub use project::*;
pub use reports::*;
pub use work_changes::*;
