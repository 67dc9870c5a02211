//! What every capability's part of the GraphQL schema is made of.

mod check;
mod context;
pub mod gate;
pub mod gated;
pub mod id;
mod kept;
mod live;
mod localized;
mod money;
mod nullable;
mod page;
mod partial_date;
mod payload;
pub mod persisted;
#[cfg(test)]
pub(crate) mod sample;
mod scalars;
mod sizes;
mod span;
mod wording;

pub use check::{Check, UNKNOWN, changed};
pub use context::{ContextExt, YieldTimer};
pub use kept::{Kept, MaybeList};
pub use live::Live;
pub use localized::{
    LOCALES, Languages, LocalizedText, LocalizedTextInput, choose, every_language, localized,
    localized_or_empty,
};
pub use money::{CURRENCIES, MOST_MINOR, Money, MoneyInput, UNKNOWN_CURRENCY, is_currency, money};
pub use nullable::Nullable;
pub use page::{Connection, Direction, Narrow, PageInfo, Sorted, children, list};
pub use partial_date::{PartialDate, PartialDateInput};
pub use payload::refused;
pub use scalars::{Date, DateTime, LocalDateTime, Locale, SafeInt, TimeZone, Url};
pub use sizes::list_size;
pub use span::in_order;
