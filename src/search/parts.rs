//! Where the parts of a compound can begin: "klimatilpasning" has "tilpasning" in it.
//!
//! Nobody lists the compounds of a Nordic language. Instead a part may begin wherever a syllable can, after something
//! that can be a word and with enough letters left; the question then names the beginning of a part.

/// Letters that a word must have to be taken apart, that stand before a part, and that a part has.
const WHOLE: usize = 6;
const BEFORE: usize = 2;
pub(super) const PART: usize = 4;

/// Consonants that begin a syllable together.
const TOGETHER: [&str; 48] = [
    "bj", "bl", "br", "dj", "dr", "dv", "fj", "fl", "fn", "fr", "gj", "gl", "gn", "gr", "hj", "hv",
    "kj", "kl", "kn", "kr", "kv", "lj", "mj", "nj", "pj", "pl", "pr", "ps", "sj", "sk", "skj",
    "skl", "skr", "skv", "sl", "sm", "sn", "sp", "spl", "spr", "st", "stj", "str", "sv", "tj",
    "tr", "tv", "vr",
];

fn is_vowel(letter: char) -> bool {
    matches!(
        letter,
        'a' | 'e'
            | 'i'
            | 'o'
            | 'u'
            | 'y'
            | 'å'
            | 'ä'
            | 'ö'
            | 'æ'
            | 'ø'
            | 'á'
            | 'í'
            | 'ó'
            | 'ú'
            | 'ý'
            | 'ü'
    )
}

/// The places in a word, in bytes, at which a part of it can begin; with the number of letters before.
pub(super) fn beginnings(word: &str) -> Vec<(usize, usize)> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    if letters.len() < WHOLE || letters.iter().any(|(_, one)| !one.is_alphabetic()) {
        return vec![];
    }
    let first_vowel = letters.iter().position(|(_, one)| is_vowel(*one));
    let from = first_vowel.map_or(letters.len(), |first| BEFORE.max(first + 1));
    (from..=letters.len() - PART)
        .filter(|&at| begins_syllable(&letters[at..]))
        .map(|at| (letters[at].0, at))
        .collect()
}

fn begins_syllable(letters: &[(usize, char)]) -> bool {
    let consonants = letters.iter().take_while(|(_, one)| !is_vowel(*one));
    let onset: String = consonants.map(|(_, one)| *one).collect();
    let length = onset.chars().count();
    length < letters.len() && (length < 2 || TOGETHER.contains(&onset.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(word: &str) -> Vec<&str> {
        beginnings(word)
            .into_iter()
            .map(|(at, _)| &word[at..])
            .collect()
    }

    #[test]
    fn compounds_have_their_parts() {
        for (whole, part) in [
            ("klimatilpasning", "tilpasning"),
            ("byudvikling", "udvikling"),
            ("landsbygdsutveckl", "utveckl"),
            ("landsbygdsutveckl", "bygdsutveckl"),
            ("folkebibliotek", "bibliotek"),
            ("kyläkoulu", "koulu"),
            ("havmiljø", "miljø"),
            ("fritidsområd", "områd"),
        ] {
            assert!(parts(whole).contains(&part), "{whole}: {:?}", parts(whole));
        }
    }

    #[test]
    fn no_part_begins_where_no_syllable_can() {
        assert_eq!(parts("landskab"), ["skab"]);
        assert_eq!(parts("bygd"), Vec::<&str>::new());
        assert_eq!(parts("strstrstr"), Vec::<&str>::new());
        assert_eq!(parts("2026plan"), Vec::<&str>::new());
    }
}
