//! Values that several tables hold.

use std::collections::BTreeMap;

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

use crate::text_enum;

/// One text in several languages: locale → text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct LocalizedText(pub BTreeMap<String, String>);

impl LocalizedText {
    pub fn new(locale: &str, text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(locale.to_owned(), text.into())]))
    }

    pub fn get(&self, locale: &str) -> Option<&str> {
        self.0.get(locale).map(String::as_str)
    }
}

/// Further names of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Names(pub Vec<String>);

text_enum! {
    /// Where a record came from.
    Origin {
        /// Shipped with Erfa: real, from a public source.
        Sample,
        /// Shipped with Erfa: invented, to show what can be done.
        Demo,
        /// Loaded from a file or another system.
        Import,
        /// Made here by a person.
        Local,
    }
}

text_enum! {
    /// Who may see a thing, as its author chose; the circles of what it belongs to narrow it further.
    Visibility {
        /// Everyone.
        Public,
        /// Everyone who is signed in.
        Registered,
        /// The people of the member organisations of its network.
        Network,
        /// The people of the organisation it belongs to.
        Organisation,
        /// Only those who run it.
        Restricted,
    }
}
