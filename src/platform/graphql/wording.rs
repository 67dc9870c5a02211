//! What texts may hold: something that can be seen, and nothing that makes it look like something else.

use unicode_properties::{GeneralCategory as Category, UnicodeGeneralCategory};

/// Texts of at most so many characters are names and titles: one line.
pub const LINE: usize = 200;

/// What is wrong with a character, and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit {
    pub character: char,
    /// Counted from 1.
    pub place: usize,
}

/// Whether anything of it can be seen.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(shows)
}

/// The first character that a text of at most `longest` characters cannot hold. A line holds no line breaks, nor anything
/// else that only steers how it is shown, but for the joiners within words; a longer text has lines, and nothing that
/// turns the direction of what follows.
pub fn misfit(text: &str, longest: usize) -> Option<Misfit> {
    let all: Vec<char> = text.chars().collect();
    let shown =
        |place: Option<&char>| place.is_some_and(|one| !one.is_whitespace() && !steers(*one));
    let fits = |place: usize| {
        let character = all[place];
        if longest > LINE {
            return !turns(character)
                && (!character.is_control() || matches!(character, '\n' | '\r' | '\t'));
        }
        // Letters of some scripts, and composed signs, are joined by these two.
        let joins = matches!(character, '\u{200C}' | '\u{200D}');
        let within = joins && place > 0 && shown(all.get(place - 1)) && shown(all.get(place + 1));
        within || !steers(character)
    };
    let place = (0..all.len()).find(|place| !fits(*place))?;
    Some(Misfit {
        character: all[place],
        place: place + 1,
    })
}

fn steers(character: char) -> bool {
    use Category::{Control, Format, LineSeparator, ParagraphSeparator};
    let category = character.general_category();
    matches!(
        category,
        Control | Format | LineSeparator | ParagraphSeparator
    )
}

/// Embeds, overrides or isolates a direction of writing, or ends that.
fn turns(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn shows(character: char) -> bool {
    use Category::{EnclosingMark, NonspacingMark, SpaceSeparator};
    let category = character.general_category();
    // Letters and signs that have no shape.
    let blank = matches!(
        character,
        '\u{115F}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}'
    );
    let alone = matches!(category, SpaceSeparator | NonspacingMark | EnclosingMark);
    !blank && !alone && !steers(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_seen_and_shows_what_it_says() {
        for good in [
            "Ærø",
            "Ett hus – för alla",
            "نامه\u{200C}ای",
            "👩\u{200D}🌾 Landsby",
            "e\u{301}t",
        ] {
            assert!(is_visible(good) && misfit(good, LINE).is_none(), "{good}");
        }
        for bad in [
            "a\nb",
            "a\u{202E}b",
            "a\u{200B}b",
            "a\u{1}b",
            "\u{200D}a",
            "a \u{200C}b",
        ] {
            assert!(misfit(bad, LINE).is_some(), "{bad:?}");
        }
        for empty in [
            "\u{200B}\u{200B}",
            "\u{2800}",
            "\u{3164}",
            "\u{301}",
            "\u{FE0F}",
            " ",
        ] {
            assert!(!is_visible(empty), "{empty:?}");
        }
    }

    #[test]
    fn a_long_text_has_lines_and_keeps_its_direction() {
        assert_eq!(misfit("Én\r\n\ttø\u{200B}", 2_000), None);
        let misfit = misfit("ab\u{202E}", 2_000);
        let expected = Misfit {
            character: '\u{202E}',
            place: 3,
        };
        assert_eq!(misfit, Some(expected));
    }
}
