//! Programmes as clients see them.

mod mutation;
mod party;
mod programme;
mod selection;

pub use mutation::*;
pub use party::*;
pub use programme::*;
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
