use std::collections::BTreeMap;

use super::*;

/// A line is a language and the forms of one word, or, with a `!`, a word and others that are not forms of it.
const FORMS: &str = include_str!("forms.txt");

/// A line of the table.
struct Line<'a> {
    locale: &'a str,
    one_word: bool,
    first: &'a str,
    others: Vec<&'a str>,
}

fn lines() -> impl Iterator<Item = Line<'static>> {
    let lines = FORMS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let mut words = line.split(' ');
        let language = words.next().expect("a language");
        Line {
            locale: language.trim_end_matches('!'),
            one_word: !language.ends_with('!'),
            first: words.next().expect("a word"),
            others: words.collect(),
        }
    })
}

#[test]
fn forms_of_a_word_have_its_stem_and_other_words_have_not() {
    let mut wrong = vec![];
    let mut pairs: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for line in lines() {
        let of_first = stem(line.first, line.locale);
        for other in line.others {
            let of_other = stem(other, line.locale);
            *pairs.entry((line.locale, line.one_word)).or_default() += 1;
            if (of_first == of_other) != line.one_word {
                let (locale, first) = (line.locale, line.first);
                wrong.push(format!("{locale} {first}: {of_first}, {other}: {of_other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for locale in ["da", "sv", "nb", "nn", "fi", "en"] {
        assert!(pairs[&(locale, true)] >= 40, "{locale}: {pairs:?}");
        assert!(pairs[&(locale, false)] >= 20, "{locale}: {pairs:?}");
    }
}

#[test]
fn languages_without_rules_keep_their_words() {
    for locale in ["is", "fo", "se", "kl"] {
        assert_eq!(stem("kommuner", locale), "kommuner");
    }
}

#[test]
fn any_word_has_a_stem() {
    let words = [
        "", "s", "n", "t", "å", "ös", "en", "etet", "nen", "hn", "aaa", "ttä", "ø", "漢字", "ß",
        "2026en",
    ];
    for rules in Rules::ALL {
        for word in words {
            assert!(
                rules.stem(word).is_empty() == word.is_empty(),
                "{rules:?} {word}"
            );
        }
    }
}
