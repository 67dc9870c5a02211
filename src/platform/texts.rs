//! What Erfa writes to people, in their language: `texts/*.ftl`, by Fluent.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

/// The languages there are texts in, the one for everybody else first.
const SOURCES: [(&str, &str); 6] = [
    ("en", include_str!("../../texts/en.ftl")),
    ("da", include_str!("../../texts/da.ftl")),
    ("sv", include_str!("../../texts/sv.ftl")),
    ("nb", include_str!("../../texts/nb.ftl")),
    ("nn", include_str!("../../texts/nn.ftl")),
    ("fi", include_str!("../../texts/fi.ftl")),
];

static BUNDLES: LazyLock<Vec<(&str, Bundle)>> = LazyLock::new(|| {
    let bundles = SOURCES.iter();
    bundles
        .map(|(name, text)| (*name, bundle(name, text)))
        .collect()
});

fn bundle(name: &str, text: &str) -> Bundle {
    let language: LanguageIdentifier = name.parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // Marks of direction would end up in the links.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned());
    let resource = resource.unwrap_or_else(|(readable, errors)| {
        tracing::error!(?errors, name, "some texts cannot be read");
        readable
    });
    bundle.add_resource_overriding(resource);
    bundle
}

/// The nearest language there are texts in: its own, else the one that those who read it read most often beside it. Of
/// Icelandic that is English.
fn nearest(locale: Option<&str>) -> &'static str {
    match locale.map(|locale| locale.split('-').next().unwrap_or_default()) {
        Some("da" | "fo" | "kl") => "da",
        Some("nn") => "nn",
        Some("nb" | "no" | "se") => "nb",
        Some("sv") => "sv",
        Some("fi") => "fi",
        _ => "en",
    }
}

/// A text in somebody's language, with its blanks filled in.
pub fn say(locale: Option<&str>, name: &str, blanks: &[(&str, &str)]) -> String {
    let mut values = FluentArgs::new();
    for (blank, value) in blanks {
        // One line each: nobody's name makes a line of its own in a mail.
        let value: String = value
            .chars()
            .map(|one| if one.is_control() { ' ' } else { one })
            .collect();
        values.set(*blank, value);
    }
    let language = nearest(locale);
    let order = BUNDLES.iter().filter(|(name, _)| *name == language);
    let order = order.chain(BUNDLES.first());
    for (_, bundle) in order {
        let message = bundle.get_message(name);
        if let Some(pattern) = message.and_then(|message| message.value()) {
            let mut errors = vec![];
            let text = bundle.format_pattern(pattern, Some(&values), &mut errors);
            if !errors.is_empty() {
                tracing::error!(?errors, name, language, "a text could not be filled in");
            }
            return text.into_owned();
        }
    }
    tracing::error!(name, "there is no such text");
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLANKS: [(&str, &str); 19] = [
        ("link", "https://example.org/#x"),
        ("minutes", "30"),
        ("hours", "24"),
        ("email", "anna@example.org"),
        ("title", "Bygd i balans"),
        ("when", "2027-06-01 10:00–12:00 (Europe/Stockholm)"),
        ("place", "Folkets hus"),
        ("reason", "-"),
        ("until", "2027-05-01 12:00 (Europe/Stockholm)"),
        ("join", "https://meet.example/x"),
        ("organisation", "Ludvika"),
        ("issuer", "https://id.example"),
        ("days", "14"),
        ("waits", "2027-06-01, 2027-09-01"),
        ("host", "Ludvika"),
        ("position", "3"),
        ("because", "-"),
        ("questions", "-"),
        ("online", ""),
    ];

    /// The names of the messages in a file.
    fn names(text: &str) -> Vec<&str> {
        let lines = text.lines().filter(|line| !line.starts_with(' '));
        lines
            .filter_map(|line| line.split_once(" =").map(|(name, _)| name))
            .collect()
    }

    #[test]
    fn every_language_has_every_text_and_fills_it_in() {
        let expected = names(SOURCES[0].1);
        assert!(expected.len() >= 6);
        for (language, text) in SOURCES {
            assert_eq!(names(text), expected, "{language}");
            for name in &expected {
                let said = say(Some(language), name, &BLANKS);
                assert!(
                    !said.is_empty() && !said.contains('{'),
                    "{language} {name}: {said}"
                );
                assert!(
                    language == "en" || said != say(Some("en"), name, &BLANKS),
                    "{language} {name}"
                );
                // Whoever may no longer see a seminar is led nowhere.
                let leads = !["hidden-text", "left-out-text"].contains(name);
                assert!(
                    !(name.ends_with("-text") && leads)
                        || said.contains("https://")
                        || said.contains('@'),
                    "{language} {name}: {said}"
                );
            }
        }
    }

    #[test]
    fn relatives_of_a_language_get_it_and_everybody_else_english() {
        for (locale, language) in [
            ("nn", "nn"),
            ("nn-NO", "nn"),
            ("nb-NO", "nb"),
            ("se", "nb"),
            ("fo", "da"),
            ("kl", "da"),
            ("is", "en"),
            ("xx", "en"),
        ] {
            assert_eq!(nearest(Some(locale)), language);
        }
        assert_eq!(nearest(None), "en");
    }

    #[test]
    fn a_name_makes_no_line_of_its_own() {
        let said = say(
            None,
            "email-changed-text",
            &[("email", "A\r\nBcc: x@example.org")],
        );
        assert!(said.contains("with A  Bcc: x@example.org."), "{said}");
    }
}
