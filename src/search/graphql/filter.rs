//! What hits can be narrowed to.

use async_graphql::{Enum, ID, InputObject};
use entity::theme;

use crate::{
    places::country_code,
    platform::{
        error::{Error, Result},
        graphql::{Date, Locale, id, in_order},
    },
    search::{finding::Narrowed, kinds::kinds},
};

/// Members of each list of a filter.
const MOST: usize = 50;

macro_rules! search_kind {
    ($($(#[doc = $about:literal])+ $kind:ident of $table:ident;)+) => {
        /// What kind of thing a hit is.
        #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SearchKind {
            $($(#[doc = $about])+ $kind),+
        }

        impl SearchKind {
            /// The GraphQL type of the hit's node.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($kind)),+
                }
            }

            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($kind) => Some(Self::$kind),)+
                    _ => None,
                }
            }
        }
    };
}
kinds!(search_kind);

/// Which hits. Everything given must fit; each list means any one of its members.
#[derive(InputObject, Clone, Debug, Default)]
pub struct SearchFilter {
    /// Of one of these kinds.
    pub kinds: Option<Vec<SearchKind>>,
    /// Of one of these countries: ISO 3166-1 alpha-2, such as `SE`.
    pub countries: Option<Vec<String>>,
    /// About one of these themes, by their ids.
    pub theme_ids: Option<Vec<ID>>,
    /// First written in one of these languages.
    pub languages: Option<Vec<Locale>>,
    /// Dated this day or later; see `SearchHit.date`.
    pub dated_from: Option<Date>,
    /// Dated this day or earlier.
    pub dated_to: Option<Date>,
}

impl SearchFilter {
    pub(super) fn narrowed(&self) -> Result<Narrowed> {
        let lists = [
            ("kinds", self.kinds.as_ref().map(Vec::len)),
            ("countries", self.countries.as_ref().map(Vec::len)),
            ("themeIds", self.theme_ids.as_ref().map(Vec::len)),
            ("languages", self.languages.as_ref().map(Vec::len)),
        ];
        for (name, length) in lists {
            if let Some(length) = length.filter(|length| *length > MOST) {
                return Err(Error::bad_value(
                    &format!("filter.{name}"),
                    format!("has {length} members; at most {MOST} are taken."),
                ));
            }
        }
        let (from, to) = (
            self.dated_from.map(|day| day.0),
            self.dated_to.map(|day| day.0),
        );
        in_order(&from, &to, ["datedFrom", "datedTo"])?;
        let theme = |id: &ID| id::argument::<theme::Entity>(id, "filter.themeIds");
        let themes = self.theme_ids.as_ref();
        let themes = themes.map(|ids| ids.iter().map(theme).collect::<Result<Vec<_>>>());
        let code = |code: &String| country_code(code, "filter.countries");
        let countries = self.countries.as_ref();
        let countries = countries.map(|all| all.iter().map(code).collect::<Result<Vec<_>>>());
        let midnight = |day: chrono::NaiveDate| Some(day.and_hms_opt(0, 0, 0)?.and_utc());
        Ok(Narrowed {
            kinds: self
                .kinds
                .as_ref()
                .map(|all| all.iter().map(|kind| kind.name()).collect()),
            countries: countries.transpose()?,
            languages: self
                .languages
                .as_ref()
                .map(|all| all.iter().map(|locale| locale.0.clone()).collect()),
            themes: themes.transpose()?,
            dated: (
                from.and_then(midnight),
                to.and_then(|day| day.succ_opt()).and_then(midnight),
            ),
        })
    }
}
