//! Letters as search compares them: small, composed, and without the accents that are no letters of the North.

/// A letter as search compares it; none for what only decorates or divides a word.
pub(super) fn fold(letter: char) -> impl Iterator<Item = char> {
    letter
        .to_lowercase()
        .map(plain)
        .filter(|one| *one != '\u{0}')
}

/// A mark that belongs to the letter before it, or a hyphen that only shows at the end of a line.
pub(super) fn is_mark(letter: char) -> bool {
    matches!(
        letter,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}'
    )
}

/// The letter that a letter and the mark behind it make; the letter alone where the mark makes none.
pub(super) fn composed(letter: char, mark: char) -> char {
    match (letter, mark) {
        ('a', '\u{30a}') => 'å',
        ('a', '\u{308}') => 'ä',
        ('o', '\u{308}') => 'ö',
        ('u', '\u{308}') => 'ü',
        ('a', '\u{301}') => 'á',
        ('i', '\u{301}') => 'í',
        ('o', '\u{301}') => 'ó',
        ('u', '\u{301}') => 'ú',
        ('y', '\u{301}') => 'ý',
        ('c', '\u{30c}') => 'č',
        ('s', '\u{30c}') => 'š',
        ('z', '\u{30c}') => 'ž',
        ('æ', '\u{301}') => 'æ',
        ('ø', '\u{301}') => 'ø',
        _ => letter,
    }
}

/// Without an accent that changes no letter: idé and ide are one word.
fn plain(letter: char) -> char {
    match letter {
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'à' | 'â' | 'ã' => 'a',
        'ì' | 'î' | 'ï' => 'i',
        'ò' | 'ô' | 'õ' => 'o',
        'ù' | 'û' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'ǿ' => 'ø',
        'ǽ' => 'æ',
        // What is left of İ in small letters.
        '\u{307}' => '\u{0}',
        other => other,
    }
}
