//! Records of themes.

use entity::LocalizedText;

use super::{
    Kind, Line, Noted, Reference,
    check::{NOTE, TEXT},
    record,
};

record! {
    /// Named by its code: a subject of municipal work, or with a number one of the 17 goals for sustainable development.
    Theme {
        code: String, name: LocalizedText;
        number: Option<i32>, description: Option<LocalizedText>, parent: Option<String>, position: Option<i32>,
        source: Option<String>,
    }
}

impl Noted for Theme {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.text("code", &self.code, 60);
        let allowed = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-');
        if !self.code.chars().all(allowed) {
            line.note(
                "code",
                "is made of small letters a to z, digits and hyphens",
            );
        }
        line.localized("name", &self.name, super::check::NAME);
        if let Some(description) = &self.description {
            line.localized("description", description, TEXT);
        }
        line.within("number", self.number, 1, 17);
        line.within("position", self.position, 0, 100_000);
        line.texts(NOTE, [("source", &self.source)]);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        Reference::maybe("parent", Kind::Theme, &self.parent)
            .into_iter()
            .collect()
    }

    fn keys(&self) -> Vec<String> {
        let number = self.number.map(|number| format!("goal {number}"));
        [format!("theme {}", self.code)]
            .into_iter()
            .chain(number)
            .collect()
    }
}
