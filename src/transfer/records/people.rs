//! Records of people.

use entity::{
    Visibility,
    account::PlatformRole,
    affiliation::{AffiliationCategory, OrganisationRole},
};

use super::{
    Kind, Line, Noted, Reference,
    check::NAME,
    moments::{Day, Instant},
    record,
};

/// Longest password that is taken, in characters.
const PASSWORD: usize = 200;

record! {
    /// A human being.
    Person { name: String; visibility: Option<Visibility>, locale: Option<String> }
}

record! {
    /// A person belongs to an organisation, for a time.
    Affiliation {
        person: String, organisation: String, category: AffiliationCategory;
        title: Option<String>, role: Option<OrganisationRole>, starts_on: Option<Day>, ends_on: Option<Day>,
    }
}

record! {
    /// How a person signs in. Named by the person, and by the address.
    Account {
        person: String, email: String;
        platform_role: Option<PlatformRole>, password: Option<String>, suspended_at: Option<Instant>,
    }
}

impl Noted for Person {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.text("name", &self.name, NAME);
        if let Some(locale) = &self.locale {
            line.locale("locale", locale);
        }
    }
}

impl Noted for Affiliation {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.texts(NAME, [("title", &self.title)]);
        line.order(
            ("startsOn", self.starts_on),
            ("endsOn", self.ends_on),
            false,
        );
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![
            Reference::new("person", Kind::Person, &self.person),
            Reference::new("organisation", Kind::Organisation, &self.organisation),
        ]
    }
}

impl Noted for Account {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.text("email", &self.email, NAME);
        let halves = self.email.split_once('@');
        let sound = halves.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        if !sound || self.email.contains(char::is_whitespace) {
            line.note("email", format!("{:?} is no e-mail address", self.email));
        }
        // A password may begin and end with spaces, so it is measured by itself.
        if let Some(password) = &self.password {
            let length = password.chars().count();
            if !(1..=PASSWORD).contains(&length) {
                line.note(
                    "password",
                    format!("has {length} characters; it must have from 1 to {PASSWORD}"),
                );
            }
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![Reference::new("person", Kind::Person, &self.person)]
    }

    fn keys(&self) -> Vec<String> {
        vec![format!(
            "account with the address {}",
            self.email.to_lowercase()
        )]
    }
}
