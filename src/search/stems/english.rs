//! English: the common rules, and forms they do not know or throw together.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};

const LISTED: [(&str, &str); 14] = [
    ("children", "child"),
    ("people", "person"),
    ("women", "woman"),
    ("men", "man"),
    ("lives", "life"),
    ("buses", "bus"),
    ("business", "business"),
    ("businesses", "business"),
    ("university", "university"),
    ("universities", "university"),
    ("experienced", "experi"),
    ("policies", "policy"),
    ("policy", "policy"),
    ("news", "news"),
];

pub(super) fn stem(word: &str) -> Cow<'_, str> {
    match LISTED.iter().find(|(form, _)| *form == word) {
        Some((_, stem)) => Cow::Borrowed(stem),
        None => Stemmer::create(Algorithm::English).stem(word),
    }
}
