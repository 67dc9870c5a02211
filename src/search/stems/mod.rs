//! What is left of a word without its endings, by the rules of its language.
//!
//! The rules take off inflection alone: `mulighed` stays another word than `mulig`. Forms that no rule leads to one
//! stem, such as `städer` of `stad`, are listed with the language.

mod english;
mod finnish;
mod scandinavian;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use self::scandinavian::{BOKMAL, DANISH, NYNORSK, SWEDISH};

/// A language by whose rules endings are taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rules {
    Danish,
    Swedish,
    Bokmal,
    Nynorsk,
    Finnish,
    English,
}

/// Languages whose stems mean the same: `skol` is that of Danish `skole` and of Swedish `skola`, but Finnish `kun` and
/// Danish `kun` have nothing in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Family {
    /// With the languages whose words are taken as they stand.
    Scandinavian,
    Finnish,
    English,
}

impl Rules {
    pub const ALL: [Self; 6] = [
        Self::Danish,
        Self::Swedish,
        Self::Bokmal,
        Self::Nynorsk,
        Self::Finnish,
        Self::English,
    ];

    /// Those of a locale; none where words are taken as they are.
    pub fn of(locale: &str) -> Option<Self> {
        match locale {
            "da" => Some(Self::Danish),
            "sv" => Some(Self::Swedish),
            "nb" => Some(Self::Bokmal),
            "nn" => Some(Self::Nynorsk),
            "fi" => Some(Self::Finnish),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    pub fn family(self) -> Family {
        match self {
            Self::Danish | Self::Swedish | Self::Bokmal | Self::Nynorsk => Family::Scandinavian,
            Self::Finnish => Family::Finnish,
            Self::English => Family::English,
        }
    }

    pub fn stem(self, word: &str) -> Cow<'_, str> {
        match self {
            Self::Danish => DANISH.stem(word),
            Self::Swedish => SWEDISH.stem(word),
            Self::Bokmal => BOKMAL.stem(word),
            Self::Nynorsk => NYNORSK.stem(word),
            Self::Finnish => finnish::stem(word),
            Self::English => english::stem(word),
        }
    }
}

impl Family {
    /// That of a text in this locale.
    pub fn of(locale: &str) -> Self {
        Rules::of(locale).map_or(Self::Scandinavian, Rules::family)
    }

    /// What tells its words from those of the others in the index.
    pub fn mark(self) -> char {
        match self {
            Self::Scandinavian => 's',
            Self::Finnish => 'f',
            Self::English => 'e',
        }
    }
}

/// A word of a text in this locale without its endings.
pub(super) fn stem<'a>(word: &'a str, locale: &str) -> Cow<'a, str> {
    match Rules::of(locale) {
        Some(rules) => rules.stem(word),
        None => Cow::Borrowed(word),
    }
}

/// The stem that a list gives for the end of a word, so that compounds follow their last part; a form of two letters is the
/// whole word.
fn listed(word: &str, list: &[(&str, &str)]) -> Option<String> {
    list.iter().find_map(|(form, stem)| {
        let before = word.strip_suffix(form)?;
        let fits = before.is_empty() || letters(form) > 2;
        fits.then(|| format!("{before}{stem}"))
    })
}

/// How many letters a word has.
pub(super) fn letters(word: &str) -> usize {
    word.chars().count()
}
