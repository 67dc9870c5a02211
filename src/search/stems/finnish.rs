//! Finnish: endings of case and number come off, then vowels that change before them, and consonants take one grade.

use std::borrow::Cow;

use super::{letters, listed};

/// Endings of case with the vowel of the plural before them; longer ones first.
const ENDINGS: [&str; 40] = [
    "isiin", "issa", "issä", "ista", "istä", "illa", "illä", "ilta", "iltä", "ille", "iksi",
    "ihin", "iden", "itten", "seen", "tta", "ttä", "ssa", "ssä", "sta", "stä", "lla", "llä", "lta",
    "ltä", "lle", "ksi", "ita", "itä", "ien", "iin", "jen", "ten", "ia", "iä", "ja", "jä", "ta",
    "tä", "t",
];

/// What is left of words that change more than rules can say, and their stem.
const LISTED: [(&str, &str); 17] = [
    ("jäs", "jäsen"),
    ("kaavo", "kaav"),
    ("kirjo", "kirj"),
    ("käde", "käs"),
    ("matko", "matk"),
    ("paikko", "paik"),
    ("paiko", "paik"),
    ("puhelim", "puhelin"),
    ("teid", "tie"),
    ("uud", "uus"),
    ("uut", "uus"),
    ("ved", "ves"),
    ("vet", "ves"),
    ("vett", "ves"),
    ("vuod", "vuos"),
    ("vuonn", "vuos"),
    ("vuot", "vuos"),
];

/// Consonants before the last vowel in the strong grade, and in the weak one.
const GRADES: [(&str, &str); 9] = [
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("nk", "ng"),
    ("mp", "mm"),
    ("nt", "nn"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("t", "d"),
];

pub(super) fn stem(word: &str) -> Cow<'_, str> {
    // But `jäsenen` is a form of `jäsen`.
    let of_kind = |rest: &&str| letters(rest) > 2 && !rest.ends_with('e');
    if let Some(before) = word.strip_suffix("nen").filter(of_kind) {
        return Cow::Owned(format!("{before}s"));
    }
    let word = without_particle(word);
    if let Some(before) = quality(word) {
        return Cow::Owned(format!("{before}s"));
    }
    let root = trimmed(without_case(word));
    if let Some(stem) = listed(root, &LISTED) {
        return Cow::Owned(stem);
    }
    Cow::Owned(weak(&sibilant(root)))
}

/// Without `-kin` and `-kaan`: also, either.
fn without_particle(word: &str) -> &str {
    let particles = ["kin", "kaan", "kään"];
    let mut bare = particles.iter().filter_map(|one| word.strip_suffix(one));
    bare.find(|rest| letters(rest) > 4 && rest.ends_with(is_vowel))
        .unwrap_or(word)
}

/// `mahdollisuutta`, `terveyttä`: the partitive of words in `-uus` and `-eys`.
fn quality(word: &str) -> Option<&str> {
    let rest = word.strip_suffix("tta").or(word.strip_suffix("ttä"))?;
    let before = rest.strip_suffix(['u', 'y'])?;
    (letters(rest) > 3 && before.ends_with(is_vowel)).then_some(rest)
}

fn without_case(word: &str) -> &str {
    for ending in ENDINGS {
        if let Some(root) = word.strip_suffix(ending)
            && let Some(root) = fits(root, ending)
        {
            return root;
        }
    }
    if let Some(root) = word.strip_suffix('n').filter(|root| letters(root) > 1) {
        return into(root);
    }
    // The partitive of what ends in o, ö, u or y.
    let partitive = word.strip_suffix('a').or(word.strip_suffix('ä'));
    partitive
        .filter(|root| letters(root) > 2 && root.ends_with(is_steady))
        .unwrap_or(word)
}

/// What stands before an ending, if it is one there.
fn fits<'a>(root: &'a str, ending: &str) -> Option<&'a str> {
    let last = root.chars().next_back()?;
    let is_word = letters(root) > 2 && root.contains(is_vowel);
    let fits = match ending {
        "ja" | "jä" => is_steady(last) || last == 'e',
        "jen" => is_steady(last),
        "ten" => "snlr".contains(last),
        "seen" => "ea".contains(last),
        "tta" | "ttä" => last == 'e',
        "ta" | "tä" if root.ends_with("kais") => false,
        "ta" | "tä" => "slr".contains(last) || ends_long(root),
        // `rakennusta`, `kehittämistä`: their own s, and `-ta`.
        "ista" | "istä" => {
            let is_own = root.ends_with("ka") && !root.ends_with("kka");
            !is_own && !["m", "ll"].iter().any(|end| root.ends_with(end))
        }
        "sta" | "stä" => is_vowel(last) && !WITH_S.iter().any(|end| root.ends_with(end)),
        "ssa" | "ssä" | "lla" | "llä" | "lta" | "ltä" | "lle" | "ksi" | "t" => is_vowel(last),
        _ => true,
    };
    // A plural of words in -ia and -ja: `strategioita`, `opettajien`.
    let plural = ending.starts_with('i');
    let root = match root.strip_suffix(['o', 'ö']) {
        Some(rest) if plural && rest.ends_with(['i', 'j']) => rest,
        _ => root,
    };
    (is_word && fits).then_some(root)
}

/// What stands before an `s` of a noun, not before that of a case.
const WITH_S: [&str; 9] = ["tu", "ty", "nu", "ny", "ku", "ky", "mi", "lli", "kai"];

/// Without the vowel that the illative doubles, and its `h`: `kouluu` of `kouluun`, `työhö` of `työhön`.
fn into(root: &str) -> &str {
    let mut letters_back = root.chars().rev();
    match (
        letters_back.next(),
        letters_back.next(),
        letters_back.next(),
    ) {
        (Some(one), Some('h'), Some(other)) if one == other && letters(root) > 4 => {
            &root[..root.len() - one.len_utf8() - 1]
        }
        (Some(one), Some(other), _) if one == other && is_steady(one) && letters(root) > 4 => {
            &root[..root.len() - one.len_utf8()]
        }
        _ => root,
    }
}

/// Without the vowels that change before endings.
fn trimmed(mut root: &str) -> &str {
    if ends_long(root) && letters(root) < 5 {
        return root;
    }
    while letters(root) > 3
        && let Some(shorter) = root.strip_suffix(['a', 'ä', 'e', 'i'])
    {
        root = shorter;
    }
    root
}

/// `-s` where it was `-ks-` or `-d-` before endings, and none where it was a long vowel.
fn sibilant(root: &str) -> Cow<'_, str> {
    if let Some(before) = root.strip_suffix("ks").filter(|rest| letters(rest) > 3) {
        return Cow::Owned(format!("{before}s"));
    }
    if let Some(before) = root.strip_suffix('d').filter(|rest| {
        rest.strip_suffix(['u', 'y'])
            .is_some_and(|rest| rest.ends_with(is_vowel))
    }) {
        return Cow::Owned(format!("{before}s"));
    }
    match root.strip_suffix("as").or(root.strip_suffix("äs")) {
        Some(before) if letters(before) > 3 => Cow::Borrowed(before),
        _ => Cow::Borrowed(root),
    }
}

fn weak(stem: &str) -> String {
    let (body, vowel) = match stem.char_indices().next_back() {
        Some((at, last)) if is_steady(last) => stem.split_at(at),
        _ => (stem, ""),
    };
    let mut body = body.to_owned();
    for (strong, weak) in GRADES {
        if let Some(rest) = body.strip_suffix(strong)
            && letters(rest) > 1
            && (strong != "t" || rest.ends_with(is_vowel))
        {
            body = format!("{rest}{weak}");
        }
    }
    body + vowel
}

/// Vowels that stay before endings.
fn is_steady(letter: char) -> bool {
    "oöuy".contains(letter)
}

fn is_vowel(letter: char) -> bool {
    "aeiouyäöå".contains(letter)
}

fn ends_long(root: &str) -> bool {
    ["aa", "ää", "ee", "ii", "oo", "uu", "uo", "yö", "ie"]
        .iter()
        .any(|end| root.ends_with(end))
}
