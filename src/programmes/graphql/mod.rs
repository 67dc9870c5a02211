//! Programmes as clients see them.

mod application;
mod application_lines;
mod applications;
mod call;
mod decision;
mod edition;
mod financing;
mod funding;
mod initiative;
mod mutation;
mod party;
mod prize;
mod prizing;
mod programme;
mod rule_set;
mod selection;

pub use application::*;
pub use application_lines::*;
pub use applications::*;
pub use call::*;
pub use decision::*;
pub use edition::*;
pub use financing::*;
pub use funding::*;
pub use initiative::*;
pub use mutation::*;
pub use party::*;
pub use prize::*;
pub use prizing::*;
pub use programme::*;
pub use rule_set::*;
pub use selection::*;

use crate::platform::graphql::{Locale, LocalizedText};

/// A text in every language it has.
fn every_language(texts: Option<&entity::LocalizedText>) -> Vec<LocalizedText> {
    let one = |(locale, text): (&String, &String)| LocalizedText {
        text: text.clone(),
        locale: Locale(locale.clone()),
        is_fallback: false,
    };
    let texts = texts.into_iter().flat_map(|texts| texts.0.iter());
    texts.map(one).collect()
}
