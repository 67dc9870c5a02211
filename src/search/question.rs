//! A question as somebody types it, and the words that a hit must have.
//!
//! Each word is looked for in the form it has under the rules of every language. `-word` leaves out what has the word.
//! Whatever else is typed, quotes and operators of other engines too, is plain text.

use std::collections::BTreeSet;

use super::{
    parts::PART,
    stems::{Family, Rules, letters, stem},
    words::words,
};
use crate::platform::{
    error::{Error, Result},
    fulltext::Words,
};

/// Letters of a question, and of its shortest word.
pub(super) const LONGEST: usize = 200;
pub(super) const SHORTEST: usize = 2;

/// Marks before a token: a whole word of the title or of any text, a part of one of the title or of any text.
pub(super) const IN_TITLE: char = 't';
pub(super) const ANYWHERE: char = 'b';
pub(super) const PART_IN_TITLE: char = 'q';
pub(super) const PART_ANYWHERE: char = 'p';

/// A stem, and the languages in which it means what was asked for.
pub(super) type Form = (Family, String);

/// One word asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// As it was typed.
    pub typed: String,
    /// What is left of it under the rules of each language, and itself.
    pub wholes: BTreeSet<Form>,
    /// With what a longer word, or a part of one, may begin; none is the beginning of another.
    pub beginnings: Vec<Form>,
}

impl Asked {
    fn of(word: &str) -> Self {
        let stems = Rules::ALL
            .iter()
            .map(|rules| (rules.family(), rules.stem(word).into_owned()));
        let as_it_stands = (Family::Scandinavian, word.to_owned());
        let wholes: BTreeSet<Form> = stems.chain([as_it_stands]).collect();
        let beginnings = beginnings(word, &wholes);
        Self {
            typed: word.to_owned(),
            wholes,
            beginnings,
        }
    }

    fn whole(&self, mark: char) -> Words {
        let all = self.wholes.iter();
        Words::Any(
            all.map(|(family, stem)| Words::One(token(mark, *family, stem)))
                .collect(),
        )
    }

    fn whole_or_part(&self, whole: char, part: char) -> Words {
        let longer = self.beginnings.iter().flat_map(|(family, beginning)| {
            [whole, part].map(|mark| Words::Beginning(token(mark, *family, beginning)))
        });
        Words::Any([self.whole(whole)].into_iter().chain(longer).collect())
    }

    /// Whether a word of a text in this language is one of its forms.
    pub fn is_form(&self, word: &str, locale: &str) -> bool {
        let form = (Family::of(locale), stem(word, locale).into_owned());
        self.wholes.contains(&form)
    }
}

/// As the index has a stem, or a part of one.
pub(super) fn token(mark: char, family: Family, stem: &str) -> String {
    format!("{mark}{}{stem}", family.mark())
}

/// What longer words begin with that have this one in them.
fn beginnings(word: &str, stems: &BTreeSet<Form>) -> Vec<Form> {
    let long_enough = |stem: &str| letters(stem) >= PART && !stem.contains(char::is_numeric);
    let mut found: Vec<Form> = vec![];
    // In the order of the alphabet a beginning comes before what it begins.
    for form in stems {
        let (family, stem) = form;
        let begins = |known: &&Form| known.0 == *family && stem.starts_with(known.1.as_str());
        // English does not write its compounds as one word, and its stems begin too much.
        if *family != Family::English
            && long_enough(stem)
            && !found.iter().any(|known| begins(&known))
        {
            found.push(form.clone());
        }
    }
    // The stems of `møde` and `kylä` are too short to begin a word; the words are not.
    for family in [Family::Scandinavian, Family::Finnish, Family::English] {
        if long_enough(word) && !found.iter().any(|known| known.0 == family) {
            found.push((family, word.to_owned()));
        }
    }
    found
}

/// What somebody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub asked: Vec<Asked>,
    left_out: Vec<Asked>,
}

impl Question {
    /// Reads what was typed; refused when there is nothing to look for in it, or too much.
    pub fn read(typed: &str) -> Result<Self> {
        let length = typed.chars().count();
        if length > LONGEST {
            return Err(Error::bad_value(
                "query",
                format!("has {length} characters; at most {LONGEST} are taken."),
            ));
        }
        let (mut asked, mut left_out) = (vec![], vec![]);
        let mut had_word = false;
        for piece in typed.split_whitespace() {
            let is_left_out = piece
                .strip_prefix('-')
                .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
            for word in words(piece) {
                had_word = true;
                if word.text.chars().count() < SHORTEST {
                    continue;
                }
                let one = Asked::of(&word.text);
                let into = if is_left_out {
                    &mut left_out
                } else {
                    &mut asked
                };
                if !into.contains(&one) {
                    into.push(one);
                }
            }
        }
        match (asked.is_empty(), had_word, left_out.is_empty()) {
            (false, ..) => Ok(Self { asked, left_out }),
            (_, _, false) => Err(Error::bad_value(
                "query",
                "only says what to leave out; also give a word to look for.",
            )),
            (_, true, _) => Err(Error::bad_value(
                "query",
                format!("has no word of at least {SHORTEST} letters or digits; give one."),
            )),
            _ => Err(Error::bad_value(
                "query",
                format!(
                    "is empty or has no letters and digits; give a word of at least {SHORTEST}."
                ),
            )),
        }
    }

    /// Everything that is a hit.
    pub fn hits(&self) -> Words {
        self.narrowed(self.all(|one| one.whole_or_part(ANYWHERE, PART_ANYWHERE)))
    }

    /// The hits, best first, each in one tier only.
    pub fn tiers(&self) -> [Words; 4] {
        let titles = self.all(|one| one.whole(IN_TITLE));
        let parts_of_titles = self.all(|one| one.whole_or_part(IN_TITLE, PART_IN_TITLE));
        let wholes = self.all(|one| one.whole(ANYWHERE));
        let parts = self.all(|one| one.whole_or_part(ANYWHERE, PART_ANYWHERE));
        let first = Words::Any(vec![parts_of_titles.clone(), wholes.clone()]);
        [
            self.narrowed(titles.clone()),
            self.narrowed(parts_of_titles.clone().without(titles)),
            self.narrowed(wholes.without(parts_of_titles)),
            self.narrowed(parts.without(first)),
        ]
    }

    fn all(&self, form: impl Fn(&Asked) -> Words) -> Words {
        Words::All(self.asked.iter().map(form).collect())
    }

    fn narrowed(&self, words: Words) -> Words {
        if self.left_out.is_empty() {
            return words;
        }
        let left_out = self.left_out.iter().map(|one| one.whole(ANYWHERE));
        words.without(Words::Any(left_out.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_asked_for_in_its_forms() {
        let question = Question::read("Klimatilpasningerne").expect("a question");
        let asked = &question.asked[0];
        assert!(asked.is_form("klimatilpasning", "da"));
        assert!(asked.is_form("klimatilpasninger", "nb"));
        assert!(!asked.is_form("klima", "da"));
        assert!(
            asked
                .beginnings
                .contains(&(Family::Scandinavian, "klimatilpasning".to_owned())),
            "{asked:?}"
        );
    }

    #[test]
    fn a_stem_is_asked_for_in_the_languages_that_have_it() {
        let kunta = Question::read("kunta").expect("a question");
        assert!(kunta.asked[0].is_form("kunnissa", "fi"));
        assert!(!kunta.asked[0].is_form("kunne", "da"));
        let skola = Question::read("skolan").expect("a question");
        assert!(skola.asked[0].is_form("skoler", "da"));
        let parts = Question::read("kylä").expect("a question");
        let kyla = (Family::Finnish, "kylä".to_owned());
        assert!(parts.asked[0].beginnings.contains(&kyla), "{parts:?}");
    }

    #[test]
    fn operators_are_plain_text() {
        for typed in [
            "by AND havn",
            "\"by\" OR (havn*)",
            "title:by NEAR/2 havn",
            "by' | havn & !!",
        ] {
            assert!(
                Question::read(typed).expect(typed).asked.len() >= 2,
                "{typed}"
            );
        }
        let question = Question::read("havn -by").expect("a question");
        assert_eq!((question.asked.len(), question.left_out.len()), (1, 1));
    }

    #[test]
    fn nothing_to_look_for_is_refused_with_what_would_be_right() {
        for (typed, says) in [
            ("", "empty"),
            (" \t\n ", "empty"),
            ("å", "at least 2"),
            ("a b c", "at least 2"),
            ("* \" ( ) : ^ - |", "no letters"),
            ("-by", "leave out"),
        ] {
            let why = Question::read(typed).expect_err(typed).message();
            assert!(
                why.starts_with("query") && why.contains(says),
                "{typed}: {why}"
            );
        }
        let why = Question::read(&"x".repeat(10_240))
            .expect_err("too long")
            .message();
        assert!(why.contains("10240") && why.contains("200"), "{why}");
    }
}
