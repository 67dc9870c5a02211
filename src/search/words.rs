//! The words of a text, and where they stand in it.

use super::letters::{composed, fold, is_mark};

/// Letters of a word that count; nobody's language has longer ones.
const LONGEST: usize = 64;

/// A word of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// As search compares it.
    pub text: String,
    /// Where each of its letters ends in the text it came from.
    ends: Vec<usize>,
    pub start: usize,
    pub end: usize,
}

impl Word {
    /// Where in the text its letter with this number begins.
    pub fn begin_of(&self, letter: usize) -> usize {
        match letter.checked_sub(1) {
            None => self.start,
            Some(before) => self.ends.get(before).copied().unwrap_or(self.end),
        }
    }

    fn add(&mut self, letter: char, end: usize) {
        for one in fold(letter) {
            if self.ends.len() < LONGEST {
                self.text.push(one);
                self.ends.push(end);
            }
        }
        self.end = end;
    }

    fn mark(&mut self, mark: char, end: usize) {
        if let Some(letter) = self.text.pop() {
            self.text.push(composed(letter, mark));
        }
        if let Some(last) = self.ends.last_mut() {
            *last = end;
        }
        self.end = end;
    }
}

/// Letters and digits that stand together, with the marks on them.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while letters.next_if(|(_, one)| !one.is_alphanumeric()).is_some() {}
        let (start, _) = *letters.peek()?;
        let mut word = Word {
            start,
            ..Word::default()
        };
        while let Some((at, letter)) =
            letters.next_if(|(_, one)| one.is_alphanumeric() || is_mark(*one))
        {
            let end = at + letter.len_utf8();
            match is_mark(letter) {
                true => word.mark(letter, end),
                false => word.add(letter, end),
            }
        }
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).map(|word| word.text).collect()
    }

    #[test]
    fn words_are_letters_and_digits_in_small_letters() {
        assert_eq!(
            texts("Vedlegg 7a: «BY-UTVIKLING», 2026!"),
            ["vedlegg", "7a", "by", "utvikling", "2026"]
        );
        assert_eq!(texts(" -- \u{0} … "), Vec::<String>::new());
    }

    #[test]
    fn nordic_letters_stay_and_other_accents_go() {
        assert_eq!(
            texts("Ål ÆØÅ äö Þórshöfn Guovdageaidnu Čáhcesuolu"),
            ["ål", "æøå", "äö", "þórshöfn", "guovdageaidnu", "čáhcesuolu"]
        );
        assert_eq!(texts("idé à la carte"), ["ide", "a", "la", "carte"]);
    }

    #[test]
    fn a_ring_typed_apart_makes_the_same_letter() {
        let text = "A\u{30a}mal, a\u{308}lv och ko\u{ad}mmun";
        assert_eq!(texts(text), ["åmal", "älv", "och", "kommun"]);
        let word = words(text).next().expect("a word");
        assert_eq!(&text[word.start..word.end], "A\u{30a}mal");
        assert_eq!(&text[word.begin_of(0)..word.begin_of(1)], "A\u{30a}");
        assert_eq!(&text[word.begin_of(1)..word.end], "mal");
    }
}
