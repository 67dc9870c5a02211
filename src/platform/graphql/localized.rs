//! One text in several languages, and which of them a reader gets.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use super::{Check, scalars::Locale};

/// The languages that texts can be in.
pub const LOCALES: [&str; 10] = ["da", "sv", "nb", "nn", "se", "fi", "is", "fo", "kl", "en"];

/// Languages a request prefers, best first: from its `Accept-Language`.
#[derive(Clone, Debug, Default)]
pub struct Languages(pub Vec<String>);

impl Languages {
    /// Reads `Accept-Language`; what is not known here is passed over.
    pub fn from_header(header: &str) -> Self {
        let mut wanted: Vec<(String, f32)> = header
            .split(',')
            .take(20)
            .filter_map(|part| {
                let (tag, quality) = part.split_once(";q=").unwrap_or((part, "1"));
                let language = tag.trim().split('-').next()?.to_ascii_lowercase();
                let language = if language == "no" {
                    "nb".to_owned()
                } else {
                    language
                };
                let quality = quality
                    .trim()
                    .parse()
                    .ok()
                    .filter(|quality| *quality > 0.0)?;
                LOCALES
                    .contains(&language.as_str())
                    .then_some((language, quality))
            })
            .collect();
        wanted.sort_by(|one, other| other.1.total_cmp(&one.1));
        Self(wanted.into_iter().map(|(language, _)| language).collect())
    }
}

/// A text in the language that fits the reader best.
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub struct LocalizedText {
    /// The text itself; plain, without markup.
    pub text: String,
    /// The language it is in.
    pub locale: Locale,
    /// True when it is not in the language that was asked for.
    pub is_fallback: bool,
}

/// Languages that readers of one language also read, nearest first.
fn neighbours(locale: &str) -> &'static [&'static str] {
    match locale {
        "da" => &["nb", "nn", "sv"],
        "nb" => &["nn", "da", "sv"],
        "nn" => &["nb", "da", "sv"],
        "sv" => &["nb", "da", "nn"],
        "se" => &["nb", "sv", "fi"],
        "fo" | "kl" => &["da", "nb", "en"],
        "is" => &["en", "da"],
        "fi" => &["sv", "en"],
        _ => &["en"],
    }
}

/// The text in the language asked for, else in one the reader can read, else as it was written.
pub fn choose(
    texts: &entity::LocalizedText,
    original: &str,
    asked: Option<&Locale>,
    preferred: &Languages,
) -> Option<LocalizedText> {
    let wished: Vec<&str> = match asked {
        Some(locale) => vec![locale.0.as_str()],
        None => preferred.0.iter().map(String::as_str).collect(),
    };
    let first = wished.first().copied().unwrap_or(original);
    let near = wished.iter().flat_map(|locale| neighbours(locale)).copied();
    let in_order = wished
        .iter()
        .copied()
        .chain([original].into_iter().filter(|_| wished.is_empty()));
    let (locale, text) = in_order
        .chain(near)
        .chain([original, "en"])
        .find_map(|locale| Some((locale, texts.get(locale)?)))
        .or_else(|| {
            let (locale, text) = texts.0.iter().next()?;
            Some((locale.as_str(), text.as_str()))
        })?;
    Some(LocalizedText {
        text: text.to_owned(),
        locale: Locale(locale.to_owned()),
        is_fallback: locale != first,
    })
}

/// A text in every language it has, for those who edit it.
pub fn every_language(texts: &entity::LocalizedText) -> Vec<LocalizedText> {
    let one = |(locale, text): (&String, &String)| LocalizedText {
        text: text.clone(),
        locale: Locale(locale.clone()),
        is_fallback: false,
    };
    texts.0.iter().map(one).collect()
}

/// A text in one language.
#[derive(InputObject, Clone, Debug)]
pub struct LocalizedTextInput {
    /// The language it is in.
    pub locale: Locale,
    /// The text itself; plain, without markup.
    pub text: String,
}

/// As `localized`, for a text that may be empty: no language at all empties it, as null does.
pub fn localized_or_empty(
    check: &mut Check,
    field: &str,
    given: MaybeUndefined<Vec<LocalizedTextInput>>,
    longest: usize,
) -> MaybeUndefined<entity::LocalizedText> {
    match given {
        MaybeUndefined::Value(texts) if texts.is_empty() => MaybeUndefined::Null,
        given => given.map_value(|texts| localized(check, field, texts, longest)),
    }
}

/// A text in several languages as given; refused when empty, too long, or twice in one language.
pub fn localized(
    check: &mut Check,
    field: &str,
    given: Vec<LocalizedTextInput>,
    longest: usize,
) -> entity::LocalizedText {
    let mut texts = entity::LocalizedText::default();
    if given.is_empty() {
        check.refuse(
            field,
            "MISSING",
            format!("{field} needs its text in at least one language."),
        );
    }
    for LocalizedTextInput { locale, text } in given {
        let text = check.text(field, text, longest);
        if texts.0.insert(locale.0.clone(), text).is_some() {
            check.refuse(
                field,
                "DUPLICATE",
                format!("{field} is given twice in `{}`.", locale.0),
            );
        }
    }
    texts
}
