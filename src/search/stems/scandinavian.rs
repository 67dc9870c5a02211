//! Danish, Swedish and both kinds of Norwegian: one shape of rules, with the endings of each.

use std::borrow::Cow;

use super::{letters, listed};

pub(super) struct Scandinavian {
    /// Of nouns, adjectives and verbs; each may have the `s` of the genitive behind it.
    endings: &'static [&'static str],
    /// Ends of words that look like an ending and are none; without an `s` that they may have.
    kept: &'static [&'static str],
    /// What is left of irregular forms, and the stem of their word.
    listed: &'static [(&'static str, &'static str)],
    /// Whether a consonant is written once at the end of every word: `nettet` is a form of `net`.
    single: bool,
}

pub(super) const DANISH: Scandinavian = Scandinavian {
    endings: &[
        "erne", "eren", "eret", "enet", "ene", "ere", "ede", "er", "en", "et", "e",
    ],
    kept: &["itet", "planet", "budget", "internet"],
    listed: &[
        ("artikl", "artikel"),
        ("børn", "barn"),
        ("bønd", "bond"),
        ("bøg", "bog"),
        ("eksempl", "eksempel"),
        ("gaml", "gammel"),
        ("hænd", "hånd"),
        ("kapitl", "kapitel"),
        ("midl", "middel"),
        ("mænd", "mand"),
        ("mødr", "moder"),
        ("nøgl", "nøgle"),
        ("regl", "regel"),
        ("ug", "uge"),
        ("ød", "øde"),
        ("øj", "øje"),
    ],
    single: true,
};

pub(super) const SWEDISH: Scandinavian = Scandinavian {
    endings: &[
        "orerna", "orer", "orna", "arna", "erna", "aren", "are", "ena", "ade", "orn", "ern", "eln",
        "an", "ar", "or", "er", "en", "et", "na", "a", "e",
    ],
    kept: &[
        "itet", "het", "planet", "budget", "paket", "internet", "plan", "man", "organ", "balan",
        "chan", "distan", "feren", "finan", "instan", "leveran",
    ],
    listed: &[
        ("artikl", "artikel"),
        ("böck", "bok"),
        ("bönd", "bond"),
        ("cykl", "cykel"),
        ("exempl", "exempel"),
        ("gaml", "gammal"),
        ("händ", "hand"),
        ("kapitl", "kapitel"),
        ("länd", "land"),
        ("medl", "medel"),
        ("mäns", "man"),
        ("nyckl", "nyckel"),
        ("reg", "regel"),
        ("regl", "regel"),
        ("städ", "stad"),
        ("tjänstemän", "tjänsteman"),
        ("temat", "tem"),
        ("teckn", "tecken"),
        ("teck", "tecken"),
        ("vattn", "vatten"),
        ("vatt", "vatten"),
    ],
    single: false,
};

pub(super) const BOKMAL: Scandinavian = Scandinavian {
    endings: &[
        "aene", "aet", "aer", "erne", "eren", "eret", "enet", "ene", "ere", "er", "en", "et", "a",
        "e",
    ],
    kept: &["itet", "het", "planet", "internett"],
    listed: NORWEGIAN,
    single: false,
};

pub(super) const NYNORSK: Scandinavian = Scandinavian {
    endings: &[
        "aene", "aet", "aer", "arane", "arar", "aren", "aret", "ane", "ene", "enet", "eret", "ar",
        "er", "en", "et", "a", "e",
    ],
    kept: &["itet", "het", "planet"],
    listed: NORWEGIAN,
    single: false,
};

const NORWEGIAN: &[(&str, &str)] = &[
    ("artikl", "artikkel"),
    ("bøk", "bok"),
    ("bønd", "bond"),
    ("eksempl", "eksempel"),
    ("gaml", "gammel"),
    ("hend", "hånd"),
    ("kapitl", "kapittel"),
    ("midl", "middel"),
    ("nøkl", "nøkkel"),
    ("regl", "regel"),
    ("sykl", "sykkel"),
    ("uk", "uke"),
    ("øya", "øy"),
    ("ød", "øde"),
];

/// Of adjectives in their neuter form, without the `t`.
const NEUTER: [&str; 5] = ["al", "ell", "ig", "bar", "sk"];

/// Words that are their own root, before a single `n`.
const BEFORE_N: [&str; 7] = ["by", "sjö", "miljö", "bro", "vy", "ö", "å"];

impl Scandinavian {
    pub fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        let root = genitive(self.root(word));
        if let Some(stem) = listed(root, self.listed) {
            return Cow::Owned(stem);
        }
        Cow::Borrowed(plain(root, self.single))
    }

    /// The word without its longest ending.
    fn root<'a>(&self, word: &'a str) -> &'a str {
        let bare = word.strip_suffix('s').unwrap_or(word);
        if self.kept.iter().any(|kept| bare.ends_with(kept)) {
            return bare;
        }
        if let Some(root) = bare.strip_suffix('n').filter(|root| is_short(root)) {
            return root;
        }
        if let Some(adjective) = bare.strip_suffix('t').filter(|rest| is_adjective(rest)) {
            return adjective;
        }
        let endings = self.endings.iter();
        let mut roots = endings.filter_map(|ending| Some((bare.strip_suffix(ending)?, *ending)));
        let root = roots.find(|(root, ending)| can_end(root, ending));
        root.map_or(word, |(root, _)| root)
    }
}

/// Whether this can be a word before an ending.
fn can_end(root: &str, ending: &str) -> bool {
    // What ends in -bar is an adjective, but for what ends in -bb.
    let is_able = ending == "ar" && root.ends_with('b') && !root.ends_with("bb");
    // `Åre` is not a form of `år`.
    let least = if ending.len() == 1 { 3 } else { 2 };
    let is_word =
        letters(root) >= least && root.contains(is_vowel) || ["ö", "ø", "å"].contains(&root);
    is_word && !is_able
}

/// Whether this is an adjective whose neuter has a `t`.
fn is_adjective(root: &str) -> bool {
    let before = |ending: &&str| root.strip_suffix(*ending);
    NEUTER
        .iter()
        .filter_map(before)
        .any(|rest| letters(rest) > 2)
}

/// Whether a single `n` is the article of this word.
fn is_short(root: &str) -> bool {
    BEFORE_N
        .iter()
        .any(|short| *short == root || letters(short) > 1 && root.ends_with(short))
}

/// Without the `s` of the genitive and of compounds, where enough is left to be sure.
fn genitive(root: &str) -> &str {
    let bare = root
        .strip_suffix('s')
        .filter(|bare| letters(bare) >= 4 && !bare.ends_with(|last| is_vowel(last) || last == 's'));
    bare.unwrap_or(root)
}

/// Consonants are single at the end, where words stay apart without them, and `r` goes after `t` and `d`: `sentr` is what `sentre` and `senter` share.
fn plain(root: &str, single: bool) -> &str {
    let mut from_end = root.chars().rev();
    match (from_end.next(), from_end.next()) {
        (Some('r'), Some('t' | 'd')) if letters(root) > 4 => &root[..root.len() - 1],
        (Some(last), Some(before))
            if last == before
                && !is_vowel(last)
                && (single || last == 'm' || letters(root) > 4) =>
        {
            &root[..root.len() - last.len_utf8()]
        }
        _ => root,
    }
}

fn is_vowel(letter: char) -> bool {
    "aeiouyåäöæøéáíóúý".contains(letter)
}
