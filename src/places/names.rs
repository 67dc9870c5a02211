//! How Nordic names sort and how they are looked up. Letters are never stripped: å is not a.

use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

use crate::platform::store::containing;

/// A key whose byte order is the alphabetical order of the language of a country. Danish and Norwegian end in æ ø å,
/// Swedish and Finnish in å ä ö, Icelandic in þ æ ö with accented vowels after the plain ones; a letter of the
/// neighbours sorts with its counterpart.
pub fn sort_key(name: &str, country: Option<&str>) -> String {
    let swedish = matches!(country, Some("SE" | "FI"));
    let icelandic = matches!(country, Some("IS" | "FO"));
    let mut key = String::with_capacity(name.len() + 4);
    for letter in name.to_lowercase().chars() {
        match (letter, swedish, icelandic) {
            ('å', true, _) => key.push_str("{1"),
            ('ä' | 'æ', true, _) => key.push_str("{2"),
            ('ö' | 'ø', true, _) => key.push_str("{3"),
            ('þ', _, true) => key.push_str("{1"),
            ('æ' | 'ä', _, _) => key.push_str("{2"),
            ('ø' | 'ö', _, _) => key.push_str("{3"),
            ('å', _, _) => key.push_str("{4"),
            ('á', _, true) => key.push_str("a~"),
            ('é', _, true) => key.push_str("e~"),
            ('í', _, true) => key.push_str("i~"),
            ('ó', _, true) => key.push_str("o~"),
            ('ú', _, true) => key.push_str("u~"),
            ('ý', _, true) => key.push_str("y~"),
            ('ð', _, true) => key.push_str("d~"),
            ('ü', _, _) => key.push('y'),
            ('é' | 'è', _, _) => key.push('e'),
            ('á', _, _) => key.push('a'),
            (other, _, _) => key.push(other),
        }
    }
    key
}

/// One or more names in lower case, each on a line of its own and closed by a line break, so that a whole name and the
/// beginning of one can both be looked for.
pub fn fold<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut folded = String::from("\n");
    for name in names {
        folded.push_str(&name.trim().to_lowercase());
        folded.push('\n');
    }
    folded
}

/// The rows in whose folded names one is this whole name.
pub fn called<C: ColumnTrait>(fold: C, name: &str) -> Expr {
    containing(fold, &format!("\n{}\n", name.trim().to_lowercase()))
}

/// The rows in whose folded names a word begins with this text.
pub fn beginning<C: ColumnTrait>(fold: C, text: &str) -> Condition {
    let text = text.trim().to_lowercase();
    ["\n", " ", "-"]
        .into_iter()
        .fold(Condition::any(), |any, before| {
            any.add(containing(fold, &format!("{before}{text}")))
        })
}

#[cfg(test)]
mod tests {
    use super::sort_key;

    #[track_caller]
    fn sorts(country: &str, names: &[&str]) {
        let mut sorted = names.to_vec();
        sorted.sort_by_key(|name| sort_key(name, Some(country)));
        assert_eq!(sorted, names);
    }

    #[test]
    fn danish_and_norwegian_end_in_æ_ø_å() {
        sorts("DK", &["Aabenraa", "Vejle", "Ærø", "Ølstykke", "Århus"]);
        sorts("NO", &["Alta", "Vågå", "Øygarden", "Ås"]);
    }

    #[test]
    fn swedish_and_finnish_end_in_å_ä_ö() {
        sorts("SE", &["Ale", "Övertorneå"]);
        sorts("SE", &["Växjö", "Åmål", "Älvdalen", "Örebro"]);
        sorts("FI", &["Vöyri", "Ylivieska", "Ähtäri"]);
    }

    #[test]
    fn icelandic_puts_accented_vowels_after_plain_ones() {
        sorts("IS", &["Akureyri", "Árborg", "Vík", "Þórshöfn", "Ölfus"]);
    }
}
