//! What is left of a word without its endings, by the rules of its language.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};

/// A language by whose rules endings are taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rules {
    Danish,
    Swedish,
    Norwegian,
    Finnish,
    English,
}

/// Finnish stems end in the strong or the weak grade; here they all end in the weak one: `kaupunk` is `kaupung`.
const GRADES: [(&str, &str); 8] = [
    ("nk", "ng"),
    ("mp", "mm"),
    ("nt", "nn"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
];

impl Rules {
    pub const ALL: [Self; 5] = [
        Self::Danish,
        Self::Swedish,
        Self::Norwegian,
        Self::Finnish,
        Self::English,
    ];

    /// Those of a locale; none where words are taken as they are.
    pub fn of(locale: &str) -> Option<Self> {
        match locale {
            "da" => Some(Self::Danish),
            "sv" => Some(Self::Swedish),
            "nb" | "nn" => Some(Self::Norwegian),
            "fi" => Some(Self::Finnish),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    fn is_scandinavian(self) -> bool {
        matches!(self, Self::Danish | Self::Swedish | Self::Norwegian)
    }

    pub fn stem(self, word: &str) -> Cow<'_, str> {
        let algorithm = match self {
            Self::Danish => Algorithm::Danish,
            Self::Swedish => Algorithm::Swedish,
            Self::Norwegian => Algorithm::Norwegian,
            Self::Finnish => Algorithm::Finnish,
            Self::English => Algorithm::English,
        };
        if let Some(root) = short_root(word).filter(|_| self.is_scandinavian()) {
            return Cow::Borrowed(root);
        }
        let stem = Stemmer::create(algorithm).stem(match self {
            Self::Norwegian => indefinite(word),
            _ => word,
        });
        match self {
            Self::Finnish => weak(stem),
            _ => stem,
        }
    }
}

/// The common rules know no `-erne`: `innbyggerne` is read as `innbygger`.
fn indefinite(word: &str) -> &str {
    let definite = word.strip_suffix("ne").or(word.strip_suffix("nes"));
    definite.filter(|rest| rest.ends_with("er")).unwrap_or(word)
}

/// Endings of words whose root ends in its only vowel.
const AFTER_VOWEL: [&str; 16] = [
    "en", "ens", "et", "ets", "er", "ers", "erne", "ernes", "ene", "enes", "ar", "ars", "arna",
    "arnas", "ane", "anes",
];

/// The common rules leave short words as they are; `byen` and `byerne` are forms of `by`, `øer` of `ø`.
fn short_root(word: &str) -> Option<&str> {
    let (at, vowel) = word
        .char_indices()
        .find(|(_, letter)| "aeiouyåäöæø".contains(*letter))?;
    let (root, ending) = word.split_at(at + vowel.len_utf8());
    (root.chars().count() <= 3 && AFTER_VOWEL.contains(&ending)).then_some(root)
}

fn weak(stem: Cow<'_, str>) -> Cow<'_, str> {
    for (strong, weak) in GRADES {
        if let Some(rest) = stem
            .strip_suffix(strong)
            .filter(|rest| rest.chars().count() > 1)
        {
            return Cow::Owned(format!("{rest}{weak}"));
        }
    }
    stem
}

/// A word of a text in this locale without its endings.
pub(super) fn stem<'a>(word: &'a str, locale: &str) -> Cow<'a, str> {
    match Rules::of(locale) {
        Some(rules) => rules.stem(word),
        None => Cow::Borrowed(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_forms_have_one_stem() {
        for (locale, one, other) in [
            ("da", "klimatilpasning", "klimatilpasningerne"),
            ("da", "kommune", "kommunernes"),
            ("sv", "landsbygd", "landsbygdens"),
            ("sv", "kommun", "kommunerna"),
            ("nb", "bibliotek", "bibliotekene"),
            ("nb", "innbygger", "innbyggerne"),
            ("nn", "bygd", "bygdene"),
            ("da", "by", "byerne"),
            ("nb", "sjø", "sjøen"),
            ("sv", "sjöar", "sjöarna"),
            ("fi", "kaupunki", "kaupungin"),
            ("fi", "kunta", "kunnan"),
            ("fi", "kylä", "kylässä"),
            ("en", "municipality", "municipalities"),
        ] {
            assert_eq!(stem(one, locale), stem(other, locale), "{one} {other}");
        }
    }

    #[test]
    fn languages_without_rules_keep_their_words() {
        for locale in ["is", "fo", "se", "kl"] {
            assert_eq!(stem("kommuner", locale), "kommuner");
        }
    }
}
