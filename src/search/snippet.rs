//! What a hit looks like: pieces of the original text, and which of them were asked for.

use super::{
    indexing::beginning,
    parts::beginnings,
    question::{Asked, Question},
    stems::{Family, stem},
    subject::Passage,
    words::{Word, words},
};

/// Letters of an excerpt, and of what stands before its first hit.
const EXCERPT: usize = 240;
const LEAD: usize = 60;
/// Letters of the longest ending that still belongs to the word asked for.
const ENDING: usize = 3;
/// Places looked at in one text to find the best excerpt.
const PLACES: usize = 500;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub is_hit: bool,
}

/// A stretch of a text that was asked for, and by which word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    start: usize,
    end: usize,
    word: usize,
}

/// A whole text, of those of the title the one with the most hits.
pub(super) fn title(passages: &[Passage], locale: &str, question: &Question) -> Vec<Piece> {
    let titles = passages.iter().filter(|passage| passage.is_title);
    let weighed = titles.map(|passage| {
        let places = places(&passage.text, &passage.locale, question);
        let weight = (distinct(&places), passage.locale == locale);
        (weight, passage, places)
    });
    // Of equals the first.
    let best = weighed.reduce(|best, one| if one.0 > best.0 { one } else { best });
    best.map(|(_, passage, places)| cut(&passage.text, 0, passage.text.len(), &places))
        .unwrap_or_default()
}

/// The stretch of the texts below the title with the most of what was asked; the beginning where there is nothing of it.
pub(super) fn excerpt(passages: &[Passage], question: &Question) -> Vec<Piece> {
    let texts = passages.iter().filter(|passage| !passage.is_title);
    let weighed = texts.map(|passage| {
        let text = beginning(&passage.text);
        let places = places(text, &passage.locale, question);
        let (weight, first) = densest(&places);
        (weight, text, places, first)
    });
    let best = weighed.reduce(|best, one| if one.0 > best.0 { one } else { best });
    let Some((_, text, places, first)) = best else {
        return vec![];
    };
    let hit = first.map_or(0, |first| places[first].start);
    let start = if back(text, hit, LEAD) == 0 {
        0
    } else {
        word_start(text, back(text, hit, LEAD), hit)
    };
    let end = forward(text, start, EXCERPT);
    let end = if end == text.len() {
        end
    } else {
        word_end(text, start, end)
    };
    cut(text, start, end, &places)
}

/// Where the question's words stand in a text.
fn places(text: &str, locale: &str, question: &Question) -> Vec<Place> {
    let mut found = vec![];
    for word in words(text) {
        for (number, asked) in question.asked.iter().enumerate() {
            if let Some((start, end)) = place(&word, locale, asked) {
                found.push(Place {
                    start,
                    end,
                    word: number,
                });
                break;
            }
        }
        if found.len() >= PLACES {
            break;
        }
    }
    found
}

/// The stretch of a word that was asked for: all of it in an inflected form, else the part of the compound.
fn place(word: &Word, locale: &str, asked: &Asked) -> Option<(usize, usize)> {
    if !may_have(&word.text, asked) {
        return None;
    }
    if asked.is_form(&word.text, locale) {
        return Some((word.start, word.end));
    }
    let family = Family::of(locale);
    let stem = stem(&word.text, locale);
    let stem = stem.as_ref();
    let parts = match family {
        Family::English => vec![],
        _ => beginnings(stem),
    };
    let starts = [(0, 0)].into_iter().chain(parts);
    let fits = |(at, letters): (usize, usize)| {
        let rest = &stem[at..];
        let (_, known) = asked
            .beginnings
            .iter()
            .find(|(of, known)| *of == family && rest.starts_with(known.as_str()))?;
        // As much of the word asked for as stands there, its ending too.
        let common = shared(rest, &asked.typed).max(known.chars().count());
        // What is left of the word is an ending, if it is short enough to be one.
        let left = word.text.chars().count().saturating_sub(letters + common);
        let end = match rest.len() == known.len() || left <= ENDING {
            true => word.end,
            false => word.begin_of(letters + common),
        };
        Some((word.begin_of(letters), end))
    };
    starts.into_iter().find_map(fits)
}

/// How many letters two words have in common from the start.
fn shared(one: &str, other: &str) -> usize {
    let both = one.chars().zip(other.chars());
    both.take_while(|(one, other)| one == other).count()
}

/// A quick look before the slow one: endings change, and sometimes its vowel, but not what it begins with.
fn may_have(word: &str, asked: &Asked) -> bool {
    let head = |form: &String, letters: usize| match form.char_indices().nth(letters) {
        Some((end, _)) => form[..end].to_owned(),
        None => form.clone(),
    };
    asked
        .wholes
        .iter()
        .any(|(_, form)| word.starts_with(&head(form, 1)))
        || asked
            .beginnings
            .iter()
            .any(|(_, form)| word.contains(&head(form, 3)))
}

fn distinct(places: &[Place]) -> usize {
    let mut all: Vec<_> = places.iter().map(|place| place.word).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// The place from which an excerpt has the most different words of the question, then the most places.
fn densest(places: &[Place]) -> ((usize, usize), Option<usize>) {
    let weigh = |first: usize| {
        let from = places[first].start;
        let within = places[first..]
            .iter()
            .take_while(|place| place.end - from < EXCERPT - LEAD);
        let within: Vec<Place> = within.copied().collect();
        ((distinct(&within), within.len()), Some(first))
    };
    let all = (0..places.len()).map(weigh);
    all.reduce(|best, one| if one.0 > best.0 { one } else { best })
        .unwrap_or(((0, 0), None))
}

fn back(text: &str, from: usize, letters: usize) -> usize {
    let mut before = text[..from].char_indices().rev();
    before
        .nth(letters.saturating_sub(1))
        .map_or(0, |(at, _)| at)
}

fn forward(text: &str, from: usize, letters: usize) -> usize {
    let mut after = text[from..].char_indices();
    after.nth(letters).map_or(text.len(), |(at, _)| from + at)
}

/// The first beginning of a word from here on, not after a limit.
fn word_start(text: &str, from: usize, limit: usize) -> usize {
    let space = text[from..limit].find(char::is_whitespace);
    let after = space.map_or(limit, |space| from + space);
    limit - text[after..limit].trim_start().len()
}

/// The last end of a word up to here, not before a limit.
fn word_end(text: &str, limit: usize, until: usize) -> usize {
    let space = text[limit..until].rfind(char::is_whitespace);
    space.map_or(until, |space| {
        limit + text[limit..limit + space].trim_end().len()
    })
}

/// A stretch of a text, in pieces.
fn cut(text: &str, start: usize, end: usize, places: &[Place]) -> Vec<Piece> {
    let mut pieces = vec![];
    let mut add = |from: usize, to: usize, is_hit: bool| {
        if from < to {
            let text = text[from..to].to_owned();
            pieces.push(Piece { text, is_hit });
        }
    };
    let mut at = start;
    for place in places
        .iter()
        .filter(|place| place.start >= start && place.end <= end)
    {
        add(at, place.start, false);
        add(place.start, place.end, true);
        at = place.end;
    }
    add(at, end, false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, locale: &str, query: &str) -> String {
        let question = Question::read(query).expect("a question");
        let passage = Passage {
            locale: locale.to_owned(),
            text: text.to_owned(),
            is_title: false,
        };
        let pieces = excerpt(&[passage], &question).into_iter();
        pieces
            .map(|piece| match piece.is_hit {
                true => format!("[{}]", piece.text),
                false => piece.text,
            })
            .collect()
    }

    #[test]
    fn inflected_forms_and_parts_are_marked_as_they_stand() {
        for (text, locale, query, expected) in [
            (
                "Om klimatilpasninger i KOMMUNERNE.",
                "da",
                "tilpasning kommune",
                "Om klima[tilpasninger] i [KOMMUNERNE].",
            ),
            (
                "En klimatilpasningsplan",
                "nb",
                "tilpasning",
                "En klima[tilpasning]splan",
            ),
            (
                "Klimaet og klimaplanen",
                "nn",
                "klima",
                "[Klimaet] og [klima]planen",
            ),
            (
                "A\u{30a}rsmötet och arsmötet",
                "sv",
                "årsmöte",
                "[A\u{30a}rsmötet] och arsmötet",
            ),
            (
                "Kaupungin kylässä",
                "fi",
                "kaupunki kylä",
                "[Kaupungin] [kylässä]",
            ),
        ] {
            assert_eq!(marked(text, locale, query), expected);
        }
    }

    #[test]
    fn a_long_text_shows_the_stretch_with_most_of_the_question() {
        let text = format!(
            "{} Biblioteket i bygden er åbent. {}",
            "Ord bygd og mere ord. ".repeat(80),
            "Ord. ".repeat(400)
        );
        let shown = marked(&text, "da", "bibliotek bygd");
        assert!(shown.contains("[Biblioteket] i [bygden]"), "{shown}");
        let letters = shown.chars().filter(|letter| !"[]".contains(*letter));
        assert!(letters.count() <= EXCERPT, "{shown}");
        assert!(!shown.starts_with(' ') && !shown.ends_with(' '), "{shown}");
    }

    #[test]
    fn a_text_without_hits_shows_its_beginning() {
        assert_eq!(marked("Kort tekst.", "da", "bibliotek"), "Kort tekst.");
    }
}
